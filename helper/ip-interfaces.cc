/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "ip-interfaces.h"

#include "ns3/ipv4-static-routing-helper.h"
#include "ns3/ipv4.h"
#include "ns3/ipv6-static-routing-helper.h"
#include "ns3/ipv6.h"
#include "ns3/net-device.h"
#include "ns3/node.h"

#include <algorithm>
#include <array>
#include <stdexcept>

namespace ns3
{

namespace
{

/// @param length of a prefix @return its mask
Ipv4Mask
MakeMask(uint8_t length)
{
    return Ipv4Mask(length == 0 ? 0 : static_cast<uint32_t>(~0ULL << (32 - length)));
}

/// @param node a node @param family a family @throws std::invalid_argument naming the node
[[noreturn]] void
RefuseFamily(Ptr<Node> node, const char* family)
{
    throw std::invalid_argument("node " + std::to_string(node->GetId()) + " has no " + family +
                                " stack; install one before it gets such an address or route");
}

/// @param node a node @return its stack
Ptr<Ipv4>
GetIpv4(Ptr<Node> node)
{
    auto ipv4 = node->GetObject<Ipv4>();
    return ipv4 ? ipv4 : (RefuseFamily(node, "IPv4"), nullptr);
}

/// @param node a node @return its stack
Ptr<Ipv6>
GetIpv6(Ptr<Node> node)
{
    auto ipv6 = node->GetObject<Ipv6>();
    return ipv6 ? ipv6 : (RefuseFamily(node, "IPv6"), nullptr);
}

/// @param node a node @param via a router's address
/// @throws std::invalid_argument since it is no neighbour
[[noreturn]] void
RefuseNeighbor(Ptr<Node> node, const NetworkAddress& via)
{
    throw std::invalid_argument("a route of node " + std::to_string(node->GetId()) + " by " +
                                via.ToString() + ": no interface of the node is in its subnet");
}

} // namespace

InterfaceAddress
InterfaceAddress::FromString(const std::string& text)
{
    const auto slash = text.find('/');
    const auto address = NetworkAddress::Parse(text.substr(0, slash));
    if (!address || slash == std::string::npos || address->GetFamily() == AddressFamily::MAC)
    {
        throw std::invalid_argument("address '" + text +
                                    "': accepted: an address with the length of its subnet's "
                                    "prefix, such as 10.1.0.1/24 or fd10:1::1/64");
    }
    return {*address, EidPrefix::FromString(text).GetLength()};
}

EidPrefix
InterfaceAddress::GetSubnet() const
{
    return EidPrefix(address, length);
}

InterfaceAddress
InterfaceAddress::Next(uint32_t offset) const
{
    std::array<uint8_t, 16> octets{};
    const std::size_t size = address.GetSize();
    std::copy_n(address.GetOctets(), size, octets.begin());
    for (std::size_t i = size; i-- > 0 && offset > 0; offset >>= 8)
    {
        offset += octets[i];
        octets[i] = static_cast<uint8_t>(offset);
    }
    const InterfaceAddress next{NetworkAddress::FromOctets(address.GetFamily(), octets.data()),
                                length};
    if (offset > 0 || next.GetSubnet() != GetSubnet())
    {
        throw std::invalid_argument("subnet " + GetSubnet().ToPrefixString() +
                                    " has no room for another address after " + address.ToString());
    }
    return next;
}

std::string
InterfaceAddress::ToString() const
{
    return address.ToString() + "/" + std::to_string(length);
}

void
AddIpInterface(Ptr<NetDevice> device, const InterfaceAddress& address)
{
    auto node = device->GetNode();
    if (address.address.GetFamily() == AddressFamily::IPV6)
    {
        auto ipv6 = GetIpv6(node);
        const int32_t known = ipv6->GetInterfaceForDevice(device);
        const uint32_t interface = known >= 0 ? known : ipv6->AddInterface(device);
        ipv6->AddAddress(
            interface,
            Ipv6InterfaceAddress(address.address.ToIpv6(), Ipv6Prefix(address.length)));
        ipv6->SetUp(interface);
    }
    else
    {
        auto ipv4 = GetIpv4(node);
        const int32_t known = ipv4->GetInterfaceForDevice(device);
        const uint32_t interface = known >= 0 ? known : ipv4->AddInterface(device);
        ipv4->AddAddress(interface,
                         Ipv4InterfaceAddress(address.address.ToIpv4(), MakeMask(address.length)));
        ipv4->SetUp(interface);
    }
}

void
AddIpRoute(Ptr<Node> node, const EidPrefix& prefix, const NetworkAddress& via)
{
    if (via.GetFamily() == AddressFamily::IPV6)
    {
        auto ipv6 = GetIpv6(node);
        for (uint32_t i = 1; i < ipv6->GetNInterfaces(); i++)
        {
            for (uint32_t j = 0; j < ipv6->GetNAddresses(i); j++)
            {
                const auto own = ipv6->GetAddress(i, j);
                if (own.GetPrefix().IsMatch(own.GetAddress(), via.ToIpv6()))
                {
                    Ipv6StaticRoutingHelper().GetStaticRouting(ipv6)->AddNetworkRouteTo(
                        prefix.GetAddress().ToIpv6(),
                        Ipv6Prefix(prefix.GetLength()),
                        via.ToIpv6(),
                        i);
                    return;
                }
            }
        }
        RefuseNeighbor(node, via);
    }
    auto ipv4 = GetIpv4(node);
    for (uint32_t i = 1; i < ipv4->GetNInterfaces(); i++)
    {
        for (uint32_t j = 0; j < ipv4->GetNAddresses(i); j++)
        {
            const auto own = ipv4->GetAddress(i, j);
            if (own.GetMask().IsMatch(own.GetLocal(), via.ToIpv4()))
            {
                Ipv4StaticRoutingHelper().GetStaticRouting(ipv4)->AddNetworkRouteTo(
                    prefix.GetAddress().ToIpv4(),
                    MakeMask(prefix.GetLength()),
                    via.ToIpv4(),
                    i);
                return;
            }
        }
    }
    RefuseNeighbor(node, via);
}

void
MakeIpRouter(Ptr<Node> node)
{
    auto ipv6 = node->GetObject<Ipv6>();
    for (uint32_t i = 1; ipv6 && i < ipv6->GetNInterfaces(); i++)
    {
        ipv6->SetForwarding(i, true);
    }
}

EidPrefix
MakeDefaultPrefix(AddressFamily family)
{
    static const uint8_t ZERO[16] = {};
    return EidPrefix(NetworkAddress::FromOctets(family, ZERO), 0);
}

} // namespace ns3
