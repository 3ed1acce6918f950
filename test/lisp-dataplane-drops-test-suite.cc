/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "lisp-signals-line.h"

#include "ns3/boolean.h"
#include "ns3/enum.h"
#include "ns3/global-value.h"
#include "ns3/ipv4-routing-table-entry.h"
#include "ns3/lisp-net-device.h"
#include "ns3/lisp-proxy.h"
#include "ns3/lisp-replicator.h"
#include "ns3/ns3-compat.h"
#include "ns3/rloc-table.h"
#include "ns3/test.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <functional>
#include <random>
#include <set>

using namespace ns3;
using namespace ns3::lisptest;

/**
 * @file
 * @brief Every reason for which the data plane drops a packet, and what hostile octets do at port
 * 4341.
 */

namespace
{

/// How to provoke a drop.
struct Provocation
{
    LispDropReason reason;             //!< that is to be counted
    std::function<void(Line&)> action; //!< at three seconds; X and Y know each other's mappings
    double wait{1};                    //!< seconds until the drop is there
};

/// @param octets what C sends to Y
void
ToEtr(Line& line, const Octets& octets)
{
    SendFrom(line.c->GetDevice(2), octets);
}

/// @param inner what C sends to Y, encapsulated
void
InnerToEtr(Line& line, const Octets& inner)
{
    ToEtr(line, MakeOuter(false, MakeLisp(inner)));
}

/// Send a packet from C to Y, which heeds map-versions: that of B's prefix is 5, that of A's
/// mapping 5 as well. @param source version @param destination version @param retries until one
/// that is old is dropped
void
VersionsToEtr(Line& line, uint32_t source, uint32_t destination, uint32_t retries = 10)
{
    SignalsLine::Map(line.ytr, "10.1.0.0/24", {"172.16.1.1"}, 5, false);
    line.ytr->GetEidDatabase().SetMapVersion(EidPrefix::FromString("10.2.0.0/24"), 5);
    SignalsLine::Enable(line.ytr, {"MapVersioning"})
        ->SetAttribute("SolicitRetries", UintegerValue(retries));
    const uint32_t first = 0x10000000 | source << 12 | destination; // V
    ToEtr(line, MakeOuter(false, MakeData(first, 0, MakeInner(false))));
}

/// Send a packet from A to a host. @param to its address
void
ToItr(Line& line, const std::string& to = "10.2.0.9", std::size_t size = 4, uint16_t flags = 0x4000)
{
    IpFields fields{"10.1.0.5", to};
    fields.fragment = flags;
    SendFrom(line.a->GetDevice(1), MakeIp(fields, MakeUdp(5000, 6000, Octets(size))));
}

/// Hand a packet to X's tunnel device, as another program on X might.
void
ToTunnel(Line& line, const Octets& octets)
{
    line.xtr->GetTunnelDevice(0)->Send(ToPacket(octets), Address(), 0x0800);
}

/// @param inner addresses of a packet that C sends to Y encapsulated
void
InnerToEtr(Line& line, const std::string& source, const std::string& destination)
{
    InnerToEtr(line, MakeIp({source, destination}, MakeUdp(5000, 6000, {})));
}

/// Take the default route of a tunnel router away.
void
RemoveDefaultRoute(const Ptr<Node>& node)
{
    const auto routes = Ipv4StaticRoutingHelper().GetStaticRouting(node->GetObject<Ipv4>());
    for (uint32_t i = 0; i < routes->GetNRoutes(); ++i)
    {
        if (routes->GetRoute(i).GetDest().IsAny())
        {
            routes->RemoveRoute(i);
            return;
        }
    }
}

/// Stretch the subnet 10.4.0.0/24 to X.
void
AddExtended(Line& line)
{
    line.xtr->GetEidDatabase().AddDynamicPrefix(EidPrefix::FromString("10.4.0.0/24"),
                                                Line::Locators(line.xtr, {"172.16.1.1"}),
                                                NetworkAddress::FromString("239.1.1.1"));
}

/// @param xtr a tunnel router @return its multicast, turned on
Ptr<LispReplicator>
TurnMulticastOn(const Ptr<LispXtr>& xtr)
{
    auto replicator = CreateObject<LispReplicator>();
    replicator->Install(xtr);
    return replicator;
}

/// A negative mapping for 10.3.0.0/24, and a packet to it. @param action its action
void
ToNegative(Line& line, LispAction action)
{
    Line::Map(line.xtr, "10.3.0.0/24", {}, action);
    ToItr(line, "10.3.0.1");
}

/// @param at an octet of the packet after the outer IP header @param value its new value
void
ChangedToEtr(Line& line, std::size_t at, uint8_t value)
{
    Octets udp = MakeLisp(MakeInner(false));
    udp[at] = value;
    ToEtr(line, MakeOuter(false, udp));
}

// Places after the outer IP header: UDP 0 to 7 (length 4, checksum 6), LISP 8 to 15, inner IPv4
// header 16 to 35 (version 16, length 18, TTL 24, checksum 26). The packet inside has 32 octets,
// the UDP datagram 48 = 30 hex.
const Provocation PROVOCATIONS[] = {
    {LispDropReason::ITR_DISABLED,
     [](Line& line) {
         line.xtr->SetAttribute("Itr", BooleanValue(false));
         ToTunnel(line, MakeInner(false));
     }},
    {LispDropReason::ITR_BAD_PACKET,
     [](Line& line) {
         ToTunnel(line, {0x45, 0, 0, 20});
     }},
    {LispDropReason::ITR_NOT_UNICAST,
     [](Line& line) {
         ToTunnel(line, MakeIp({"10.1.0.5", "224.0.0.5"}, MakeUdp(5000, 6000, {})));
     }},
    {LispDropReason::ITR_PENDING_EID_FULL,
     [](Line& line) {
         Encapsulator(line.xtr)->SetAttribute("PendingPerEid", UintegerValue(1));
         ToItr(line, "10.3.0.1");
         ToItr(line, "10.3.0.1");
     }},
    {LispDropReason::ITR_PENDING_FULL,
     [](Line& line) {
         Encapsulator(line.xtr)->SetAttribute("PendingTotal", UintegerValue(1));
         ToItr(line, "10.3.0.1");
         ToItr(line, "10.3.0.2");
     }},
    {LispDropReason::ITR_PENDING_TIMEOUT,
     [](Line& line) { ToItr(line, "10.3.0.1"); },
     10.1}, // PendingTimeout is 10 s
    {LispDropReason::ITR_PENDING_LOST,
     [](Line& line) {
         ToItr(line, "10.3.0.1");
         Simulator::Schedule(MilliSeconds(500),
                             [&line]() { line.xtr->SetAttribute("Itr", BooleanValue(false)); });
     }},
    {LispDropReason::ITR_RESOLUTION_FAILED,
     [](Line& line) {
         ToItr(line, "10.3.0.1");
         Simulator::Schedule(MilliSeconds(500), [&line]() {
             line.xtr->ResolutionFailed(EidPrefix::FromString("10.3.0.0/24"));
         });
     }},
    {LispDropReason::ITR_NO_ACTION, [](Line& line) { ToNegative(line, LispAction::NO_ACTION); }},
    {LispDropReason::ITR_ACTION_DROP,
     [](Line& line) { ToNegative(line, LispAction::DROP_NO_REASON); }},
    {LispDropReason::ITR_POLICY_DENIED,
     [](Line& line) { ToNegative(line, LispAction::DROP_POLICY_DENIED); }},
    {LispDropReason::ITR_AUTH_FAILURE,
     [](Line& line) { ToNegative(line, LispAction::DROP_AUTH_FAILURE); }},
    {LispDropReason::ITR_NO_NATIVE_ROUTE,
     [](Line& line) {
         RemoveDefaultRoute(line.x);
         ToNegative(line, LispAction::NATIVELY_FORWARD);
     }},
    {LispDropReason::ITR_NO_USABLE_RLOC,
     [](Line& line) {
         RlocTable& rlocs = line.xtr->GetRlocTable();
         rlocs.SetUp(rlocs.Find(NetworkAddress::FromString("172.16.2.1")),
                     RlocDownCause::SCRIPT,
                     false);
         ToItr(line);
     }},
    // Two locators, both of priority 255 (RFC 9301 section 5.4).
    {LispDropReason::ITR_NO_USABLE_RLOC,
     [](Line& line) {
         std::vector<LocatorSet::Locator> locators(2);
         locators[0].address = NetworkAddress::FromString("172.16.2.1");
         locators[1].address = NetworkAddress::FromString("fd0b::1");
         for (auto& locator : locators)
         {
             locator.priority = LISP_PRIORITY_UNUSABLE;
         }
         LispMapping mapping;
         mapping.eid = EidPrefix::FromString("10.2.0.0/24");
         mapping.locators = line.xtr->GetLocatorSets().Intern(locators);
         line.xtr->GetMapCache().Insert(mapping, LispMapCacheSource::STATIC, Simulator::Now());
         ToItr(line);
     }},
    {LispDropReason::ITR_NO_LOCAL_RLOC,
     [](Line& line) {
         line.xtr->RemoveRloc(NetworkAddress::FromString("fd0a::1"));
         Line::Map(line.xtr, "10.2.0.0/24", {"fd0b::1"});
         ToItr(line);
     }},
    {LispDropReason::ITR_RLOC_IS_OWN,
     [](Line& line) {
         Line::Map(line.xtr, "10.2.0.0/24", {"172.16.1.1"});
         ToItr(line);
     }},
    {LispDropReason::ITR_NO_ROUTE_TO_RLOC,
     [](Line& line) {
         RemoveDefaultRoute(line.x);
         ToItr(line);
     }},
    {LispDropReason::ITR_INTERFACE_DOWN,
     [](Line& line) {
         const auto ipv4 = line.x->GetObject<Ipv4>();
         ipv4->SetDown(2);
         // An operator who adds the route again, although the interface is down.
         Ipv4StaticRoutingHelper().GetStaticRouting(ipv4)->SetDefaultRoute("172.16.1.2", 2);
         ToItr(line);
     }},
    // 1500 octets less 36 of encapsulation: 1464; 20 + 8 + 1437 is one more.
    {LispDropReason::ITR_TOO_BIG, [](Line& line) { ToItr(line, "10.2.0.9", 1437); }},
    {LispDropReason::ITR_EID_NOT_DISCOVERED,
     [](Line& line) {
         AddExtended(line);
         ToItr(line, "10.4.0.1");
     }},
    {LispDropReason::ITR_PROXY_NOT_EID,
     [](Line& line) {
         line.xtr->SetAttribute("ProxyItr", BooleanValue(true));
         line.xtr->AddProxyPrefix(EidPrefix::FromString("10.3.0.0/16"));
         ToNegative(line, LispAction::NATIVELY_FORWARD);
     }},
    {LispDropReason::ITR_EID_AWAY,
     [](Line& line) {
         AddExtended(line);
         line.xtr->GetEidDatabase().MarkAway(EidPrefix::FromString("10.4.0.1/32"),
                                             Simulator::Now());
         // From an EID it would take the tunnel.
         SendFrom(line.a->GetDevice(1), MakeIp({"10.9.0.5", "10.4.0.1"}, MakeUdp(5000, 6000, {})));
     }},
    {LispDropReason::ITR_NO_RECEIVERS,
     [](Line& line) {
         const auto replicator = TurnMulticastOn(line.xtr);
         replicator->GetCache().Insert(MulticastEid::FromString("", "239.1.2.3"),
                                       {},
                                       Seconds(60),
                                       Simulator::Now());
         ToItr(line, "239.1.2.3");
     }},

    {LispDropReason::ETR_NOT_OWN_RLOC,
     [](Line& line) {
         ToEtr(line, MakeIp({"172.16.1.1", "10.2.0.1"}, MakeLisp(MakeInner(false))));
     }},
    {LispDropReason::ETR_BAD_OUTER_SOURCE,
     [](Line& line) {
         ToEtr(line, MakeIp({"172.16.2.1", "172.16.2.1"}, MakeLisp(MakeInner(false))));
     }},
    {LispDropReason::ETR_BAD_UDP_LENGTH, [](Line& line) { ChangedToEtr(line, 5, 0x31); }},
    {LispDropReason::ETR_BAD_UDP_CHECKSUM, [](Line& line) { ChangedToEtr(line, 7, 1); }},
    {LispDropReason::ETR_TRUNCATED, [](Line& line) { ChangedToEtr(line, 5, 16); }},
    {LispDropReason::ETR_ENCRYPTED, [](Line& line) { ChangedToEtr(line, 8, 0x01); }},
    {LispDropReason::ETR_UNKNOWN_INSTANCE,
     [](Line& line) {
         Octets udp = MakeLisp(MakeInner(false));
         udp[8] = 0x08; // I
         udp[14] = 7;   // instance 7
         ToEtr(line, MakeOuter(false, udp));
     }},
    {LispDropReason::ETR_BAD_INNER_VERSION, [](Line& line) { ChangedToEtr(line, 16, 0x55); }},
    {LispDropReason::ETR_BAD_INNER_LENGTH, [](Line& line) { ChangedToEtr(line, 19, 33); }},
    {LispDropReason::ETR_BAD_INNER_CHECKSUM, [](Line& line) { ChangedToEtr(line, 26, 0); }},
    {LispDropReason::ETR_INNER_TTL_ZERO, [](Line& line) { InnerToEtr(line, MakeInner(false, 0)); }},
    {LispDropReason::ETR_BAD_INNER_SOURCE,
     [](Line& line) { InnerToEtr(line, "127.0.0.1", "10.2.0.9"); }},
    {LispDropReason::ETR_INNER_MULTICAST,
     [](Line& line) { InnerToEtr(line, "10.1.0.5", "224.0.0.5"); }},
    {LispDropReason::ETR_GROUP_NOT_JOINED,
     [](Line& line) {
         TurnMulticastOn(line.ytr);
         InnerToEtr(line, "10.1.0.5", "239.1.2.3");
     }},
    {LispDropReason::ETR_GROUP_FROM_HERE,
     [](Line& line) {
         TurnMulticastOn(line.ytr);
         InnerToEtr(line, "10.2.0.9", "239.1.2.3");
     }},
    {LispDropReason::ETR_BAD_INNER_DESTINATION,
     [](Line& line) { InnerToEtr(line, "10.1.0.5", "169.254.0.1"); }},
    {LispDropReason::ETR_ECN,
     [](Line& line) { ToEtr(line, MakeOuter(false, MakeLisp(MakeInner(false)), 64, 0x03)); }},
    {LispDropReason::ETR_NOT_MY_EID, [](Line& line) { InnerToEtr(line, "10.1.0.5", "10.3.0.1"); }},
    {LispDropReason::ETR_EID_AWAY,
     [](Line& line) {
         line.ytr->GetEidDatabase().MarkAway(EidPrefix::FromString("10.2.0.9/32"),
                                             Simulator::Now());
         InnerToEtr(line, MakeInner(false));
     }},
    {LispDropReason::ETR_EID_NOT_DISCOVERED,
     [](Line& line) {
         line.ytr->GetEidDatabase().AddDynamicPrefix(EidPrefix::FromString("10.4.0.0/24"),
                                                     Line::Locators(line.ytr, {"172.16.2.1"}));
         InnerToEtr(line, "10.1.0.5", "10.4.0.1");
     }},
    {LispDropReason::ETR_MAP_VERSION_NULL, [](Line& line) { VersionsToEtr(line, 5, 0); }},
    {LispDropReason::ETR_MAP_VERSION_NEWER, [](Line& line) { VersionsToEtr(line, 5, 6); }},
    {LispDropReason::ETR_MAP_VERSION_STALE, [](Line& line) { VersionsToEtr(line, 5, 4, 0); }},
    {LispDropReason::ETR_SOURCE_VERSION_OLD, [](Line& line) { VersionsToEtr(line, 4, 5); }},
    {LispDropReason::ETR_SPOOFED_SOURCE,
     [](Line& line) {
         Decapsulator(line.ytr)->SetAttribute("SourceCheck", StringValue("Strict"));
         InnerToEtr(line, "10.9.0.1", "10.2.0.9");
     }},
    {LispDropReason::ETR_SOURCE_PENDING_FULL,
     [](Line& line) {
         // The second one of the source, and whatever the first one's fate is comes later.
         Decapsulator(line.ytr)->SetAttribute("SourceCheck", StringValue("Verify"));
         Decapsulator(line.ytr)->SetAttribute("SourcePendingPerEid", UintegerValue(1));
         InnerToEtr(line, "10.9.0.1", "10.2.0.9");
         InnerToEtr(line, "10.9.0.1", "10.2.0.9");
     }},
    {LispDropReason::ETR_SOURCE_LOOKUP_RATE,
     [](Line& line) {
         Decapsulator(line.ytr)->SetAttribute("SourceCheck", StringValue("Verify"));
         Decapsulator(line.ytr)->SetAttribute("SourceLookupsPerRloc", UintegerValue(1));
         InnerToEtr(line, "10.9.0.1", "10.2.0.9");
         InnerToEtr(line, "10.9.0.2", "10.2.0.9");
     }},
    {LispDropReason::ETR_SOURCE_UNANSWERED,
     [](Line& line) {
         Decapsulator(line.ytr)->SetAttribute("SourceCheck", StringValue("Verify"));
         Decapsulator(line.ytr)->SetAttribute("SourcePendingTimeout", TimeValue(MilliSeconds(500)));
         InnerToEtr(line, "10.9.0.1", "10.2.0.9");
     }},
    {LispDropReason::ETR_PROXY_NOT_CLIENT,
     [](Line& line) {
         line.ytr->SetAttribute("ProxyEtr", BooleanValue(true));
         line.ytr->GetProxy().AddClient(NetworkAddress::FromString("172.16.9.1"));
         InnerToEtr(line, "10.1.0.5", "10.3.0.1");
     }},
    {LispDropReason::ETR_PROXY_NOT_CLIENT_EID,
     [](Line& line) {
         line.ytr->SetAttribute("ProxyEtr", BooleanValue(true));
         line.ytr->GetProxy().AddClient(NetworkAddress::FromString("172.16.1.1"));
         line.ytr->GetProxy().AddClientEids(EidPrefix::FromString("10.9.0.0/24"));
         InnerToEtr(line, "10.1.0.5", "10.3.0.1");
     }},
    {LispDropReason::ETR_NO_GPE,
     [](Line& line) {
         Decapsulator(line.ytr)->SetAttribute("Gpe", BooleanValue(false));
         ChangedToEtr(line, 8, 0x04); // P
     }},
    {LispDropReason::ETR_NEXT_PROTOCOL, [](Line& line) { ChangedToEtr(line, 8, 0x04); }},
    {LispDropReason::ETR_NO_FAMILY,
     [](Line& line) {
         // Another tunnel router, without IPv6, that gets the same packet.
         const auto node = CreateObject<Node>();
         InternetStackHelper internet;
         internet.SetIpv6StackInstall(false);
         internet.Install(node);
         const auto lone = CreateObject<LispXtr>();
         node->GetObject<Ipv4>()->AddAddress(
             0,
             Ipv4InterfaceAddress("172.16.3.1", Ipv4Mask::GetOnes()));
         line.Install(lone, node, {"172.16.3.1"}, {"fd02::/64"});
         lone->ReceiveFromTunnel(ToPacket(MakeLisp(MakeInner(true))),
                                 NetworkAddress::FromString("172.16.1.1"),
                                 NetworkAddress::FromString("172.16.3.1"),
                                 64,
                                 0);
         line.others.push_back(lone);
     }},
    {LispDropReason::ETR_NO_ROUTE,
     [](Line& line) {
         RemoveDefaultRoute(line.y);
         line.ytr->GetEidDatabase().AddPrefix(EidPrefix::FromString("10.4.0.0/24"),
                                              Line::Locators(line.ytr, {"172.16.2.1"}));
         InnerToEtr(line, "10.1.0.5", "10.4.0.1");
     }},

    {LispDropReason::RTR_TTL_EXPIRED,
     [](Line& line) {
         line.ytr->SetAttribute("Rtr", BooleanValue(true));
         IpFields fields{"10.1.0.5", "10.3.0.1"};
         fields.ttl = 1;
         InnerToEtr(line, MakeIp(fields, MakeUdp(5000, 6000, {})));
     }},
    {LispDropReason::RTR_LOOP,
     [](Line& line) {
         line.ytr->SetAttribute("Rtr", BooleanValue(true));
         Line::Map(line.ytr, "10.3.0.0/24", {"172.16.1.1"});
         InnerToEtr(line, "10.1.0.5", "10.3.0.1");
     }},
};

/**
 * Method: each of PROVOCATIONS, in a network of its own, with header checksums on.
 * Expected: the reason's counter is 1 and all others are 0; the trace source told of one packet,
 * with that reason. Each reason that exists is in the table, and has a name that no other has.
 */
class ReasonsTestCase : public TestCase
{
  public:
    ReasonsTestCase()
        : TestCase("every reason once")
    {
    }

  private:
    void DoRun() override
    {
        std::set<LispDropReason> reasons;
        std::set<std::string> names;
        for (const auto& provocation : PROVOCATIONS)
        {
            reasons.insert(provocation.reason);
            names.insert(ToString(provocation.reason));
            Provoke(provocation);
        }
        NS_TEST_EXPECT_MSG_EQ(reasons.size(), LISP_DROP_REASONS, "a reason is not in the table");
        NS_TEST_EXPECT_MSG_EQ(names.size(), LISP_DROP_REASONS, "two reasons have one name");
    }

    /// @param provocation a row
    void Provoke(const Provocation& provocation)
    {
        const std::string name = ToString(provocation.reason);
        GlobalValue::Bind("ChecksumEnabled", BooleanValue(true));
        Line line;
        line.Install();
        line.Map(false);
        Simulator::Schedule(Seconds(3), [&]() { provocation.action(line); });
        Simulator::Stop(Seconds(3 + provocation.wait));
        Simulator::Run();
        uint64_t total = line.xtr->GetTotalDrops() + line.ytr->GetTotalDrops();
        uint64_t counted = line.Drops(provocation.reason);
        for (const auto& other : line.others)
        {
            total += other->GetTotalDrops();
            counted += other->GetDrops(provocation.reason);
        }
        NS_TEST_EXPECT_MSG_EQ(counted, 1, name << ": counted once");
        NS_TEST_EXPECT_MSG_EQ(total, 1, name << ": and nothing else");
        NS_TEST_EXPECT_MSG_EQ(line.drops.size(), 1, name << ": traced once");
        NS_TEST_EXPECT_MSG_EQ((line.drops.size() == 1 && line.drops[0] == provocation.reason),
                              true,
                              name << ": with its reason");
        Simulator::Destroy();
        GlobalValue::Bind("ChecksumEnabled", BooleanValue(false));
    }
};

/**
 * @brief Sends Y octets that nobody would send in good faith.
 */
class HostileTestCase : public TestCase
{
  public:
    HostileTestCase()
        : TestCase("hostile octets at port 4341")
    {
    }

  private:
    /**
     * Method: encapsulated packets, IPv4 and IPv6 in either, cut off after each octet, the outer
     * lengths right and the UDP length as it was and right; with each value of the inner version
     * and each inner length; with one to eight random bits flipped, 1,000 times with seed 1.
     * Header checksums are on. After all of them a good packet.
     * Expected: each is dropped by Y under one of its reasons, or decapsulated, or, where the flip
     * hit the destination port, not for Y; a packet cut off is never decapsulated. The good one
     * comes to B.
     */
    void DoRun() override
    {
        GlobalValue::Bind("ChecksumEnabled", BooleanValue(true));
        for (const bool innerIpv6 : {false, true})
        {
            for (const bool outerIpv6 : {false, true})
            {
                Attack(innerIpv6, outerIpv6);
            }
        }
        GlobalValue::Bind("ChecksumEnabled", BooleanValue(false));
    }

    /// @param innerIpv6 the inner family @param outerIpv6 the outer family
    void Attack(bool innerIpv6, bool outerIpv6)
    {
        Line line;
        line.Install();
        line.Map(outerIpv6);
        for (const auto& host : {line.a, line.b})
        {
            // Else a packet for a neighbour that is not there goes back and forth, and A tells B.
            host->GetObject<Ipv4>()->SetAttribute("IpForward", BooleanValue(false));
            host->GetObject<Ipv6>()->SetAttribute("IpForward", BooleanValue(false));
        }
        Tap atB(Line::Device(line.b, 1));
        const Octets good = MakeLisp(MakeInner(innerIpv6));
        std::vector<Octets> bad;
        for (std::size_t length = 4; length < good.size(); ++length)
        {
            Octets cut(good.begin(), good.begin() + length);
            bad.push_back(cut);
            if (length >= 8)
            {
                cut[5] = static_cast<uint8_t>(length);
                bad.push_back(cut);
            }
        }
        const std::size_t cuts = bad.size();
        for (unsigned version = 0; version < 16; ++version)
        {
            bad.push_back(good);
            bad.back()[16] = static_cast<uint8_t>(version << 4 | (good[16] & 0xf));
        }
        for (unsigned headerLength = 0; headerLength < 16; ++headerLength)
        {
            bad.push_back(good);
            bad.back()[16] = static_cast<uint8_t>((good[16] & 0xf0) | headerLength);
        }
        for (unsigned length = 0; length < 0x10000; length += 251)
        {
            const std::size_t at = innerIpv6 ? 20 : 18;
            bad.push_back(good);
            bad.back()[at] = static_cast<uint8_t>(length >> 8);
            bad.back()[at + 1] = static_cast<uint8_t>(length);
        }
        std::mt19937 random(1);
        for (int i = 0; i < 1000; ++i)
        {
            bad.push_back(good);
            for (unsigned flips = 1 + random() % 8; flips > 0; --flips)
            {
                bad.back()[random() % good.size()] ^= 1U << random() % 8;
            }
        }
        Time at = Seconds(3);
        uint64_t forOthers = 0;
        for (std::size_t i = 0; i < bad.size(); ++i)
        {
            forOthers += Get16(bad[i], 2) != 4341;
            Simulator::Schedule(at, [&line, &bad, i, outerIpv6]() {
                SendFrom(line.c->GetDevice(2), MakeOuter(outerIpv6, bad[i]));
            });
            at += MilliSeconds(10);
            if (i + 1 == cuts)
            {
                Simulator::Schedule(at, [&]() {
                    NS_TEST_EXPECT_MSG_EQ(line.ytr->GetDecapsulated(), 0, "a part of a packet");
                    NS_TEST_EXPECT_MSG_EQ(line.ytr->GetTotalDrops(), cuts, "each is counted");
                });
            }
        }
        Simulator::Schedule(at, [&]() {
            // B tells flipped sources of errors; in ns-3's IPv6, A then tells B, by way of X.
            const uint64_t answers = line.xtr->GetEncapsulated();
            uint64_t counted = line.ytr->GetDecapsulated();
            for (auto i = static_cast<std::size_t>(LispDropReason::ETR_NOT_OWN_RLOC);
                 i < LISP_DROP_REASONS;
                 ++i)
            {
                counted += line.ytr->GetDrops(static_cast<LispDropReason>(i));
            }
            NS_TEST_EXPECT_MSG_EQ(counted + forOthers, bad.size() + answers, "each is counted");
            atB.packets.clear();
            ToEtr(line, MakeOuter(outerIpv6, good));
        });
        Simulator::Stop(at + Seconds(1));
        Simulator::Run();
        const Octets expected = MakeInner(innerIpv6, 63);
        NS_TEST_EXPECT_MSG_EQ(std::count(atB.packets.begin(), atB.packets.end(), expected),
                              1,
                              "the good packet comes to B");
        Simulator::Destroy();
    }
};

/**
 * @brief The suite.
 */
class DropsTestSuite : public TestSuite
{
  public:
    DropsTestSuite()
        : TestSuite("lisp-dataplane-drops", Type::SYSTEM)
    {
        AddTestCase(new ReasonsTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new HostileTestCase, compat::TestDuration<>::QUICK);
    }
};

DropsTestSuite g_dropsTestSuite; //!< the suite

} // namespace
