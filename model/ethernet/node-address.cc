/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "node-address.h"

#include "ns3/boolean.h"
#include "ns3/icmpv6-l4-protocol.h"
#include "ns3/ipv4.h"
#include "ns3/ipv6.h"
#include "ns3/node.h"

namespace ns3
{

namespace
{

constexpr uint32_t LOOPBACK = 0; //!< the interface that each stack makes first

} // namespace

bool
AddNodeAddress(Ptr<Node> node, const NetworkAddress& address)
{
    if (address.GetFamily() == AddressFamily::IPV4)
    {
        const auto ipv4 = node->GetObject<Ipv4>();
        if (ipv4)
        {
            Ipv4InterfaceAddress whole(address.ToIpv4(), Ipv4Mask::GetOnes());
            // A secondary address is never chosen as the source of what the node sends.
            whole.SetSecondary();
            ipv4->AddAddress(LOOPBACK, whole);
        }
        return ipv4 != nullptr;
    }
    const auto ipv6 = node->GetObject<Ipv6>();
    const auto icmpv6 = node->GetObject<Icmpv6L4Protocol>();
    if (!ipv6 || !icmpv6)
    {
        return false;
    }
    // Others have had the address before, and may believe that they still do: whether it is
    // duplicate is not for duplicate address detection to say (RFC 4862 section 5.4).
    BooleanValue detects;
    icmpv6->GetAttribute("DAD", detects);
    icmpv6->SetAttribute("DAD", BooleanValue(false));
    Ipv6InterfaceAddress whole(address.ToIpv6(), Ipv6Prefix::GetOnes());
    whole.SetState(Ipv6InterfaceAddress::PERMANENT);
    ipv6->AddAddress(LOOPBACK, whole);
    icmpv6->SetAttribute("DAD", detects);
    // Not there before 3.36, when IPv6 had the weak model only.
    ipv6->SetAttributeFailSafe("StrongEndSystemModel", BooleanValue(false));
    return true;
}

void
RemoveNodeAddress(Ptr<Node> node, const NetworkAddress& address)
{
    if (address.GetFamily() == AddressFamily::IPV4)
    {
        if (const auto ipv4 = node->GetObject<Ipv4>())
        {
            ipv4->RemoveAddress(LOOPBACK, address.ToIpv4());
        }
    }
    else if (const auto ipv6 = node->GetObject<Ipv6>())
    {
        ipv6->RemoveAddress(LOOPBACK, address.ToIpv6());
    }
}

} // namespace ns3
