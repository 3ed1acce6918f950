/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef ROUTED_TEST_HOST_H
#define ROUTED_TEST_HOST_H

#include "ns3/boolean.h"
#include "ns3/icmpv6-l4-protocol.h"
#include "ns3/internet-stack-helper.h"
#include "ns3/ipv4-static-routing-helper.h"
#include "ns3/ipv4.h"
#include "ns3/ipv6-static-routing-helper.h"
#include "ns3/ipv6.h"
#include "ns3/node.h"
#include "ns3/point-to-point-helper.h"
#include "ns3/string.h"

#include <string>

namespace ns3
{

/**
 * @brief Put a host behind a router, on a link of 1 Gbit/s and 1 ms.
 * @param router whose; its addresses there end with 1
 * @param subnet beginning of their IPv4 addresses, of a prefix of 24 bits: "192.168.1."
 * @param subnet6 the same of IPv6, of 64 bits: "fd11:1::"
 * @param last the end of the host's addresses
 * @return the host, whose default gateway is the router
 */
inline Ptr<Node>
AddRoutedHost(Ptr<Node> router,
              const std::string& subnet,
              const std::string& subnet6,
              const std::string& last)
{
    auto host = CreateObject<Node>();
    InternetStackHelper().Install(host);
    PointToPointHelper link;
    link.SetDeviceAttribute("DataRate", StringValue("1Gbps"));
    link.SetChannelAttribute("Delay", StringValue("1ms"));
    auto devices = link.Install(router, host);
    for (uint32_t end = 0; end < 2; ++end)
    {
        auto owner = end == 0 ? router : host;
        const std::string own = end == 0 ? "1" : last;
        auto ipv4 = owner->GetObject<Ipv4>();
        auto at = ipv4->AddInterface(devices.Get(end));
        ipv4->AddAddress(
            at,
            Ipv4InterfaceAddress(Ipv4Address((subnet + own).c_str()), Ipv4Mask("/24")));
        ipv4->SetUp(at);
        auto ipv6 = owner->GetObject<Ipv6>();
        ipv6->GetObject<Icmpv6L4Protocol>()->SetAttribute("DAD", BooleanValue(false));
        at = ipv6->AddInterface(devices.Get(end));
        ipv6->SetUp(at);
        ipv6->AddAddress(
            at,
            Ipv6InterfaceAddress(Ipv6Address((subnet6 + own).c_str()), Ipv6Prefix(64)));
        ipv6->SetForwarding(at, end == 0);
    }
    Ipv4StaticRoutingHelper()
        .GetStaticRouting(host->GetObject<Ipv4>())
        ->SetDefaultRoute(Ipv4Address((subnet + "1").c_str()), 1);
    Ipv6StaticRoutingHelper()
        .GetStaticRouting(host->GetObject<Ipv6>())
        ->SetDefaultRoute(Ipv6Address((subnet6 + "1").c_str()), 1);
    return host;
}

} // namespace ns3

#endif /* ROUTED_TEST_HOST_H */
