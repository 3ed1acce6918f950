/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "core-helper.h"

#include "ip-interfaces.h"

#include "ns3/bgp-speaker.h"
#include "ns3/data-rate.h"
#include "ns3/internet-stack-helper.h"
#include "ns3/names.h"
#include "ns3/point-to-point-helper.h"
#include "ns3/uinteger.h"

#include <stdexcept>

namespace ns3
{

namespace
{

constexpr uint32_t MAX_LINKS = 0x4000; //!< of 256 addresses in 100.64.0.0/10 (RFC 6598)
constexpr uint16_t LEAST_MTU = 1280;   //!< RFC 8200 section 5

} // namespace

CoreHelper::CoreHelper(AddressFamily family)
    : m_family(family)
{
    if (family != AddressFamily::IPV4 && family != AddressFamily::IPV6)
    {
        throw std::invalid_argument("CoreHelper: accepted: AddressFamily::IPV4 or IPV6");
    }
}

Ptr<Node>
CoreHelper::CreateNode(const std::string& name) const
{
    auto node = CreateObject<Node>();
    Names::Add(name, node);
    InternetStackHelper stack;
    stack.SetIpv4StackInstall(m_family == AddressFamily::IPV4);
    stack.SetIpv6StackInstall(m_family == AddressFamily::IPV6);
    stack.Install(node);
    return node;
}

void
CoreHelper::SetRate(uint64_t rate)
{
    if (rate == 0)
    {
        throw std::invalid_argument("links of the core with 0 bit/s: accepted: more than 0");
    }
    m_rate = rate;
}

uint32_t
CoreHelper::AddRouter(const std::string& name)
{
    m_routers.Add(CreateNode(name));
    if (m_isBgp)
    {
        AddSpeaker(m_routers.Get(m_routers.GetN() - 1), true);
    }
    return m_routers.GetN() - 1;
}

void
CoreHelper::Check(uint32_t number) const
{
    if (number >= m_routers.GetN())
    {
        throw std::invalid_argument("core router " + std::to_string(number) + ": accepted: below " +
                                    std::to_string(m_routers.GetN()) +
                                    ", as AddRouter has numbered them");
    }
}

CoreHelper::Uplink
CoreHelper::Lay(Ptr<Node> a, Ptr<Node> b, Time delay, uint16_t mtu)
{
    if (mtu < LEAST_MTU)
    {
        throw std::invalid_argument("a link of the core with an MTU of " + std::to_string(mtu) +
                                    " octets: accepted: from " + std::to_string(LEAST_MTU) +
                                    " to 65535");
    }
    if (++m_links >= MAX_LINKS)
    {
        throw std::invalid_argument("CoreHelper: accepted: fewer than " +
                                    std::to_string(MAX_LINKS) + " links");
    }
    PointToPointHelper link;
    link.SetDeviceAttribute("DataRate", DataRateValue(DataRate(m_rate)));
    link.SetDeviceAttribute("Mtu", UintegerValue(mtu));
    link.SetChannelAttribute("Delay", TimeValue(delay));
    const auto devices = link.Install(a, b);
    std::string base;
    if (m_family == AddressFamily::IPV6)
    {
        base = "fd64:" + std::to_string(m_links) + "::1/64";
    }
    else
    {
        base = "100." + std::to_string(64 + m_links / 256) + "." + std::to_string(m_links % 256) +
               ".1/30";
    }
    const auto first = InterfaceAddress::FromString(base);
    const auto second = first.Next(1);
    AddIpInterface(devices.Get(0), first);
    AddIpInterface(devices.Get(1), second);
    m_adjacencies.push_back({devices.Get(0), second.address});
    m_adjacencies.push_back({devices.Get(1), first.address});
    for (const auto& node : {a, b})
    {
        MakeIpRouter(node);
    }
    return {first.address, second.address, devices.Get(0), devices.Get(1), first.GetSubnet()};
}

void
CoreHelper::Connect(uint32_t a, uint32_t b, Time delay, uint16_t mtu)
{
    Check(a);
    Check(b);
    if (a == b || m_next.count({a, b}) > 0)
    {
        throw std::invalid_argument("core routers " + std::to_string(a) + " and " +
                                    std::to_string(b) +
                                    ": accepted: two different ones, connected once");
    }
    const auto link = Lay(m_routers.Get(a), m_routers.Get(b), delay, mtu);
    m_next[{a, b}] = link.router;
    m_next[{b, a}] = link.address;
    if (m_isBgp)
    {
        AddSession(m_routers.Get(a), m_routers.Get(b), link, delay);
        return;
    }
    for (const auto& destination : m_destinations)
    {
        if (destination.router == a)
        {
            Route(b, destination);
        }
        else if (destination.router == b)
        {
            Route(a, destination);
        }
    }
}

void
CoreHelper::ConnectAll(Time delay, uint16_t mtu)
{
    for (uint32_t a = 0; a < m_routers.GetN(); a++)
    {
        for (uint32_t b = a + 1; b < m_routers.GetN(); b++)
        {
            if (m_next.count({a, b}) == 0)
            {
                Connect(a, b, delay, mtu);
            }
        }
    }
}

CoreHelper::Uplink
CoreHelper::Attach(Ptr<Node> node, uint32_t router, Time delay, bool defaultRoute, uint16_t mtu)
{
    Check(router);
    auto uplink = Lay(node, m_routers.Get(router), delay, mtu);
    if (defaultRoute)
    {
        AddIpRoute(node, MakeDefaultPrefix(m_family), uplink.router);
    }
    m_destinations.push_back({uplink.link, router, NetworkAddress()});
    if (m_isBgp)
    {
        GetSpeaker(m_routers.Get(router))->Originate(uplink.link, uplink.coreDevice);
        return uplink;
    }
    for (uint32_t at = 0; at < m_routers.GetN(); at++)
    {
        Route(at, m_destinations.back());
    }
    return uplink;
}

CoreHelper::Uplink
CoreHelper::AddServer(const std::string& name, uint32_t router)
{
    Check(router);
    return Attach(CreateNode(name), router);
}

void
CoreHelper::Advertise(const EidPrefix& prefix, uint32_t router, const NetworkAddress& via)
{
    Check(router);
    if (m_isBgp)
    {
        Originate({prefix, router, via});
        return;
    }
    m_destinations.push_back({prefix, router, via});
    for (uint32_t at = 0; at < m_routers.GetN(); at++)
    {
        Route(at, m_destinations.back());
    }
}

void
CoreHelper::Route(uint32_t at, const Destination& destination)
{
    if (at == destination.router)
    {
        if (destination.via.IsValid())
        {
            AddIpRoute(m_routers.Get(at), destination.prefix, destination.via);
        }
        return;
    }
    const auto next = m_next.find({at, destination.router});
    if (next != m_next.end())
    {
        AddIpRoute(m_routers.Get(at), destination.prefix, next->second);
    }
}

const NodeContainer&
CoreHelper::GetRouters() const
{
    return m_routers;
}

const std::vector<CoreHelper::Adjacency>&
CoreHelper::GetAdjacencies() const
{
    return m_adjacencies;
}

AddressFamily
CoreHelper::GetFamily() const
{
    return m_family;
}

} // namespace ns3
