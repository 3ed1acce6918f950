/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef LISP_DATAPLANE_LINE_H
#define LISP_DATAPLANE_LINE_H

#include "ns3/boolean.h"
#include "ns3/eid-database.h"
#include "ns3/eid-prefix.h"
#include "ns3/internet-stack-helper.h"
#include "ns3/ipv4-address-helper.h"
#include "ns3/ipv4-static-routing-helper.h"
#include "ns3/ipv4.h"
#include "ns3/ipv6-static-routing-helper.h"
#include "ns3/ipv6.h"
#include "ns3/lisp-drop-reason.h"
#include "ns3/lisp-map-cache.h"
#include "ns3/lisp-xtr.h"
#include "ns3/locator-set-pool.h"
#include "ns3/network-address.h"
#include "ns3/node.h"
#include "ns3/packet.h"
#include "ns3/point-to-point-helper.h"
#include "ns3/point-to-point-net-device.h"
#include "ns3/simulator.h"
#include "ns3/string.h"

#include <string>
#include <vector>

namespace ns3
{
namespace lisptest
{

/**
 * @brief Host A, tunnel router X, core router C, tunnel router Y, host B, in a line; IPv4 and IPv6
 * everywhere.
 *
 *     A 10.1.0.5 -- 10.1.0.1 X 172.16.1.1 -- 172.16.1.2 C 172.16.2.2 -- 172.16.2.1 Y 10.2.0.1
 * -- 10.2.0.9 B A fd01::5  -- fd01::1  X fd0a::1    -- fd0a::2    C fd0b::2    -- fd0b::1    Y
 * fd02::1  -- fd02::9 B
 *
 * X has the EID-prefixes 10.1.0.0/24 and fd01::/64, Y has 10.2.0.0/24 and fd02::/64. C routes to
 * RLOCs only. X and Y know each other's mappings if Map was called.
 */
class Line
{
  public:
    /// The nodes, from left to right.
    Ptr<Node> a = CreateObject<Node>();
    Ptr<Node> x = CreateObject<Node>();         //!< tunnel router of A
    Ptr<Node> c = CreateObject<Node>();         //!< core
    Ptr<Node> y = CreateObject<Node>();         //!< tunnel router of B
    Ptr<Node> b = CreateObject<Node>();         //!< right host
    Ptr<LispXtr> xtr = CreateObject<LispXtr>(); //!< of X
    Ptr<LispXtr> ytr = CreateObject<LispXtr>(); //!< of Y
    std::vector<Ptr<LispXtr>> others;           //!< further ones that a test made
    std::vector<LispDropReason> drops;          //!< by all of them, in order
    std::vector<Ptr<const Packet>> dropped;     //!< the packets

    Line()
    {
        InternetStackHelper internet;
        internet.SetIpv4ArpJitter(false);
        internet.SetIpv6NsRsJitter(false);
        for (const auto& node : {a, x, c, y, b})
        {
            internet.Install(node);
            node->GetObject<Ipv6>()->SetAttribute("IpForward", BooleanValue(true));
        }
        PointToPointHelper link;
        link.SetDeviceAttribute("DataRate", StringValue("1Gbps"));
        link.SetChannelAttribute("Delay", StringValue("1ms"));
        Join(link, a, "10.1.0.5", "fd01::5", x, "10.1.0.1", "fd01::1");
        Join(link, x, "172.16.1.1", "fd0a::1", c, "172.16.1.2", "fd0a::2");
        Join(link, c, "172.16.2.2", "fd0b::2", y, "172.16.2.1", "fd0b::1");
        Join(link, y, "10.2.0.1", "fd02::1", b, "10.2.0.9", "fd02::9");
        SetDefaultRoute(a, "10.1.0.1", "fd01::1", 1);
        SetDefaultRoute(x, "172.16.1.2", "fd0a::2", 2);
        SetDefaultRoute(y, "172.16.2.2", "fd0b::2", 1);
        SetDefaultRoute(b, "10.2.0.1", "fd02::1", 1);
    }

    /// Make X and Y tunnel routers, with all their RLOCs and EID-prefixes.
    void Install()
    {
        Install(xtr, x, {"172.16.1.1", "fd0a::1"}, {"10.1.0.0/24", "fd01::/64"});
        Install(ytr, y, {"172.16.2.1", "fd0b::1"}, {"10.2.0.0/24", "fd02::/64"});
    }

    /// @param at a tunnel router @param node its node @param rlocs its locators @param eids its
    /// EIDs
    void Install(const Ptr<LispXtr>& at,
                 const Ptr<Node>& node,
                 const std::vector<std::string>& rlocs,
                 const std::vector<std::string>& eids)
    {
        at->Install(node);
        for (const auto& rloc : rlocs)
        {
            at->AddRloc(NetworkAddress::FromString(rloc));
        }
        for (const auto& eid : eids)
        {
            at->GetEidDatabase().AddPrefix(EidPrefix::FromString(eid), Locators(at, rlocs));
        }
        at->TraceConnectWithoutContext("Drop", MakeCallback(&Line::HandleDrop, this));
    }

    /// @param at a tunnel router @param rlocs addresses @return the set of them
    static Ptr<const LocatorSet> Locators(const Ptr<LispXtr>& at,
                                          const std::vector<std::string>& rlocs)
    {
        std::vector<LocatorSet::Locator> locators;
        for (const auto& rloc : rlocs)
        {
            locators.emplace_back();
            locators.back().address = NetworkAddress::FromString(rloc);
        }
        return rlocs.empty() ? nullptr : at->GetLocatorSets().Intern(locators);
    }

    /**
     * @brief Put a static mapping into a map-cache.
     * @param at whose
     * @param eid the EID-prefix
     * @param rlocs its locators; none: a negative mapping
     * @param action of a negative one
     * @param instanceId its instance
     */
    static void Map(const Ptr<LispXtr>& at,
                    const std::string& eid,
                    const std::vector<std::string>& rlocs,
                    LispAction action = LispAction::NO_ACTION,
                    uint32_t instanceId = 0)
    {
        LispMapping mapping;
        mapping.eid = EidPrefix::FromString(eid, instanceId);
        mapping.locators = Locators(at, rlocs);
        mapping.action = action;
        at->GetMapCache().Insert(mapping, LispMapCacheSource::STATIC, Simulator::Now());
        at->MappingChanged(mapping.eid);
    }

    /// Map both sites to each other. @param ipv6 by their IPv6 locators, rather than by IPv4
    void Map(bool ipv6)
    {
        Map(xtr, "10.2.0.0/24", {ipv6 ? "fd0b::1" : "172.16.2.1"});
        Map(xtr, "fd02::/64", {ipv6 ? "fd0b::1" : "172.16.2.1"});
        Map(ytr, "10.1.0.0/24", {ipv6 ? "fd0a::1" : "172.16.1.1"});
        Map(ytr, "fd01::/64", {ipv6 ? "fd0a::1" : "172.16.1.1"});
    }

    /// @param node a node @param device its device @return that point-to-point device
    static Ptr<PointToPointNetDevice> Device(const Ptr<Node>& node, uint32_t device)
    {
        return DynamicCast<PointToPointNetDevice>(node->GetDevice(device));
    }

    /// @param reason a reason @return how many packets X and Y dropped for it
    uint64_t Drops(LispDropReason reason) const
    {
        return xtr->GetDrops(reason) + ytr->GetDrops(reason);
    }

    /**
     * @param link makes the link
     * @param left a node
     * @param left4 its IPv4 address, of a /24
     * @param left6 its IPv6 address, of a /64
     * @param right a node
     * @param right4 its IPv4 address
     * @param right6 its IPv6 address
     */
    static void Join(PointToPointHelper& link,
                     const Ptr<Node>& left,
                     const char* left4,
                     const char* left6,
                     const Ptr<Node>& right,
                     const char* right4,
                     const char* right6)
    {
        const NetDeviceContainer ends = link.Install(left, right);
        SetAddresses(left, ends.Get(0), left4, left6);
        SetAddresses(right, ends.Get(1), right4, right6);
    }

    /// @param node a node @param device its device @param ipv4 its address @param ipv6 the same
    static void SetAddresses(const Ptr<Node>& node,
                             const Ptr<NetDevice>& device,
                             const char* ipv4,
                             const char* ipv6)
    {
        const Ptr<Ipv4> v4 = node->GetObject<Ipv4>();
        const uint32_t index4 = v4->AddInterface(device);
        v4->AddAddress(index4, Ipv4InterfaceAddress(Ipv4Address(ipv4), Ipv4Mask("/24")));
        v4->SetUp(index4);
        const Ptr<Ipv6> v6 = node->GetObject<Ipv6>();
        const uint32_t index6 = v6->AddInterface(device);
        v6->AddAddress(index6, Ipv6InterfaceAddress(Ipv6Address(ipv6), Ipv6Prefix(64)));
        v6->SetUp(index6);
    }

    /// @param node a node @param ipv4 its next hop @param ipv6 the same @param interface where
    static void SetDefaultRoute(const Ptr<Node>& node,
                                const char* ipv4,
                                const char* ipv6,
                                uint32_t interface)
    {
        Ipv4StaticRoutingHelper v4;
        v4.GetStaticRouting(node->GetObject<Ipv4>())->SetDefaultRoute(Ipv4Address(ipv4), interface);
        Ipv6StaticRoutingHelper v6;
        v6.GetStaticRouting(node->GetObject<Ipv6>())->SetDefaultRoute(Ipv6Address(ipv6), interface);
    }

  private:
    /// @param packet what was dropped @param reason why
    void HandleDrop(Ptr<const Packet> packet, LispDropReason reason, Ptr<Node> /* node */)
    {
        drops.push_back(reason);
        dropped.push_back(packet->Copy());
    }
};

} // namespace lisptest
} // namespace ns3

#endif /* LISP_DATAPLANE_LINE_H */
