/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "lisp-test-sites.h"
#include "script-mistakes.h"

#include "ns3/lisp-etr.h"
#include "ns3/lisp-helper.h"
#include "ns3/lisp-itr.h"
#include "ns3/lisp-map-cache.h"
#include "ns3/lisp-map-resolver.h"
#include "ns3/lisp-map-server.h"
#include "ns3/lisp-reachability.h"
#include "ns3/lisp-xtr.h"
#include "ns3/names.h"
#include "ns3/ns3-compat.h"
#include "ns3/pointer.h"
#include "ns3/test.h"
#include "ns3/udp-l4-protocol.h"
#include "ns3/uinteger.h"

#include <fstream>
#include <functional>
#include <iostream>
#include <map>
#include <sstream>

using namespace ns3;

/**
 * @file
 * @brief LispHelper: what a script writes, what comes of it on the wire, and what it says of
 * mistakes.
 *
 * Nodes of LispTestSites: 1 and 2 are routers with a host behind each, 3 is the mapping system, 4
 * is a further router or a second Map-Server.
 */

namespace
{

/**
 * Method: two sites of a router and a host each, IPv4 and IPv6 EIDs over IPv4 locators, then over
 * IPv6 ones; each host pings the other at 5 s and again at 6 s (IPv4), 7 s and 8 s (IPv6).
 * Expected: a site's link is 1 ms, a core link 10 ms. The echo request that misses: 1 ms to the
 * router, which asks the mapping system (20 ms), which hands the Map-Request to the ETR (20 ms),
 * which answers the ITR (20 ms); then 20 ms and 1 ms to the host. The reply has to wait for its
 * mapping as well: 1 + 60 + 20 + 1 ms; so it is back after 164 ms. Of the second ping nothing
 * waits: 44 ms. Each router has sent and received 4 packets by tunnel, and knows two mappings.
 */
class PingTestCase : public TestCase
{
  public:
    /// @param ipv6 the family of locators and mapping system
    explicit PingTestCase(bool ipv6)
        : TestCase(std::string("ping across two sites by ") + (ipv6 ? "IPv6" : "IPv4")),
          m_ipv6(ipv6)
    {
    }

  private:
    void DoRun() override
    {
        LispTestSites sites;
        LispHelper lisp;
        const auto rloc = [this](uint32_t number) {
            const auto text = std::to_string(number);
            return m_ipv6 ? "fd00:" + text + "::2" : "10.0." + text + ".2";
        };
        lisp.SetMapServer(sites.nodes[3], rloc(3));
        lisp.AddSite("paris", "louvre");
        lisp.AddSite("lyon", "rhone");
        auto paris =
            lisp.InstallXtr(sites.nodes[1], "paris", {rloc(1)}, {"192.168.1.0/24", "fd11:1::/64"});
        auto lyon =
            lisp.InstallXtr(sites.nodes[2], "lyon", {rloc(2)}, {"192.168.2.0/24", "fd11:2::/64"});
        NS_TEST_EXPECT_MSG_EQ(lisp.AssignStreams(100), 5, "ITR and ETR of each, the Map-Server");
        sites.Ping(5000, 1, 2, 1);
        sites.Ping(6000, 1, 2, 2);
        sites.Ping6(7000, 1, 2, 3);
        sites.Ping6(8000, 1, 2, 4);
        LispTestSites::Run(10);
        NS_TEST_EXPECT_MSG_EQ(sites.Echoes(), "1@5164 2@6044 3@7164 4@8044 ", "replies");
        for (const auto& xtr : {paris, lyon})
        {
            NS_TEST_EXPECT_MSG_EQ(xtr->GetEncapsulated(), 4, "into the tunnel");
            NS_TEST_EXPECT_MSG_EQ(xtr->GetDecapsulated(), 4, "out of it");
            NS_TEST_EXPECT_MSG_EQ(xtr->GetTotalDrops(), 0, "nothing lost");
            NS_TEST_EXPECT_MSG_EQ(xtr->GetMapCache().GetSize(), 2, "mappings");
        }
    }

    const bool m_ipv6; ///< the family of locators
};

/**
 * Method: as before, but in another order: routers before the mapping system, which is of two nodes
 * for two sites and a Map-Resolver apart on a third. Paris has a key file, another algorithm and
 * key ID and a prefix of its own locator and weight; lyon has proxy replies and no locators given.
 * Expected: the ping is back; each site is registered with its Map-Server alone; the locators are
 * the addresses outside the EID-prefixes.
 */
class ApartTestCase : public TestCase
{
  public:
    ApartTestCase()
        : TestCase("Map-Servers and Map-Resolver apart, in any order")
    {
    }

  private:
    void DoRun() override
    {
        LispTestSites sites;
        const std::string path = CreateTempDirFilename("key");
        std::ofstream(path) << "louvre\n";
        LispHelper lisp;
        LispSiteOptions options;
        options.algorithm = "hmac-sha-256-128-hkdf";
        options.keyId = 4;
        options.mapServers = {"10.0.3.2"};
        lisp.AddSiteWithKeyFile("paris", path, options);
        LispSiteOptions proxied;
        proxied.mapServers = {"10.0.4.2"};
        proxied.proxyReply = true;
        lisp.AddSite("lyon", "rhone", proxied);
        lisp.InstallXtr(sites.nodes[1], "paris", {"10.0.1.2"}, {"192.168.1.0/24"});
        lisp.AddPrefix(sites.nodes[1], "fd11:1::/64", {"10.0.1.2 2/30"});
        lisp.InstallXtrs(NodeContainer(sites.nodes[2]), "lyon", {"192.168.2.0/24", "fd11:2::/64"});
        auto three = lisp.InstallMapServer(sites.nodes[3], "10.0.3.2");
        auto resolver = sites.network.AddNode();
        lisp.InstallMapResolver(resolver, "10.0.5.2");
        auto four = lisp.InstallMapServer(sites.nodes[4], "10.0.4.2");
        sites.Ping(5000, 1, 2, 1);
        sites.Ping(6000, 1, 2, 2);
        LispTestSites::Run(10);
        // By proxy the request's mapping takes 20 (resolver) + 20 (Map-Server) + 20 ms (reply), the
        // reply's 20 + 20 + 20 (ETR) + 20 ms.
        NS_TEST_EXPECT_MSG_EQ(sites.Echoes(), "1@5184 2@6044 ", "replies");
        const auto find = [](Ptr<LispMapServer> server, const std::string& eid) -> std::string {
            const auto* found = server->GetRegistrations().Find(EidPrefix::FromString(eid));
            std::string rlocs;
            for (const auto& rloc : found ? found->GetRlocs() : std::vector<NetworkAddress>())
            {
                rlocs += rloc.ToString() + " ";
            }
            return rlocs;
        };
        NS_TEST_EXPECT_MSG_EQ(find(three, "fd11:1::/64"), "10.0.1.2 ", "at its Map-Server");
        NS_TEST_EXPECT_MSG_EQ(find(three, "192.168.2.0/24"), "", "not there");
        NS_TEST_EXPECT_MSG_EQ(find(four, "192.168.2.0/24"), "10.0.2.2 fd00:2::2 ", "but there");
        NS_TEST_EXPECT_MSG_EQ(find(four, "192.168.1.0/24"), "", "nor the other one");
    }
};

/**
 * Method: site lyon has a dynamic-EID prefix that is paris's, and one that is nobody's; a host of
 * each is discovered there. Paris has two xTRs that share a prefix.
 * Expected: both hosts are registered with lyon's locator; the shared prefix with the locators of
 * both routers.
 */
class DynamicTestCase : public TestCase
{
  public:
    DynamicTestCase()
        : TestCase("dynamic-EID prefixes and shared ones")
    {
    }

  private:
    void DoRun() override
    {
        LispTestSites sites(1);
        LispHelper lisp;
        lisp.AddSite("paris", "louvre");
        lisp.AddSite("lyon", "rhone");
        lisp.InstallXtr(sites.nodes[1], "paris", {"10.0.1.2"}, {"192.168.1.0/24"});
        lisp.InstallXtr(sites.nodes[4], "paris", {"10.0.4.2 2/100"}, {"192.168.1.0/24"});
        lisp.InstallXtr(sites.nodes[2], "lyon", {"10.0.2.2"});
        lisp.AddDynamicPrefix(sites.nodes[2], "192.168.1.0/24", "239.1.1.1");
        lisp.SetMapServer(sites.nodes[3], "10.0.3.2");
        lisp.AddDynamicPrefix(sites.nodes[2], "[7]10.50.0.0/16");
        auto etr = sites.nodes[2]->GetObject<LispEtr>();
        Simulator::Schedule(Seconds(2), [etr] {
            etr->HostDiscovered(NetworkAddress::FromString("192.168.1.9"), 0, nullptr);
            etr->HostDiscovered(NetworkAddress::FromString("10.50.1.1"), 7, nullptr);
        });
        LispTestSites::Run(5);
        const auto& registrations = sites.nodes[3]->GetObject<LispMapServer>()->GetRegistrations();
        std::string text;
        registrations.GetEntries().ForEach([&text](const LispRegistration& entry) {
            text += entry.prefix.ToString() + ":";
            for (const auto& locator : entry.GetRecord().locators)
            {
                text += " " + locator.address.ToString() + " " + std::to_string(locator.priority);
            }
            text += "; ";
        });
        NS_TEST_EXPECT_MSG_EQ(text,
                              "192.168.1.0/24: 10.0.1.2 1 10.0.4.2 2; 192.168.1.9/32: 10.0.2.2 1; "
                              "[7]10.50.1.1/32: 10.0.2.2 1; ",
                              "registered");
    }
};

/**
 * Method: attributes of each part are set, by value and by text; then some that do not exist or do
 * not fit.
 * Expected: the installed parts have them; the others are told in a line, with the names that there
 * are, of an xTR's ways in and out as well; with what is accepted of times: QuickPeriod is 1 ms at
 * least, the part of a millisecond is less.
 */
class AttributeTestCase : public TestCase
{
  public:
    AttributeTestCase()
        : TestCase("attributes")
    {
    }

  private:
    void DoRun() override
    {
        LispTestSites sites(0);
        LispHelper lisp;
        lisp.SetXtrAttribute("Etr", BooleanValue(false));
        lisp.SetXtrAttribute("PendingPerEid", StringValue("3"));
        lisp.SetXtrAttribute("CopyDscp", BooleanValue(false));
        lisp.SetEtrAttribute("RegisterPeriod", TimeValue(Seconds(30)));
        lisp.SetEtrAttribute("QuickPeriod", StringValue("5s"));
        lisp.SetItrAttribute("MaxPending", UintegerValue(9));
        lisp.SetMapServerAttribute("RegistrationTimeout", StringValue("1min"));
        lisp.SetMapResolverAttribute("NoSuchEidTtl", UintegerValue(2));
        lisp.SetMapServer(sites.nodes[3], "10.0.3.2");
        lisp.AddSite("paris", "louvre");
        auto xtr = lisp.InstallXtr(sites.nodes[1], "paris");
        const auto get = [](Ptr<Object> object, const std::string& name) {
            StringValue value;
            object->GetAttribute(name, value);
            return value.Get();
        };
        PointerValue encapsulator;
        xtr->GetAttribute("Encapsulator", encapsulator);
        PointerValue decapsulator;
        xtr->GetAttribute("Decapsulator", decapsulator);
        NS_TEST_EXPECT_MSG_EQ(xtr->IsEtr(), false, "of the xTR");
        NS_TEST_EXPECT_MSG_EQ(get(encapsulator.GetObject(), "PendingPerEid"), "3", "its way in");
        NS_TEST_EXPECT_MSG_EQ(get(encapsulator.GetObject(), "CopyDscp"), "false", "both ways");
        NS_TEST_EXPECT_MSG_EQ(get(decapsulator.GetObject(), "CopyDscp"), "false", "both ways");
        auto etr = sites.nodes[1]->GetObject<LispEtr>();
        TimeValue time;
        etr->GetAttribute("RegisterPeriod", time);
        NS_TEST_EXPECT_MSG_EQ(time.Get(), Seconds(30), "by value");
        etr->GetAttribute("QuickPeriod", time);
        NS_TEST_EXPECT_MSG_EQ(time.Get(), Seconds(5), "by text");
        NS_TEST_EXPECT_MSG_EQ(get(sites.nodes[1]->GetObject<LispItr>(), "MaxPending"), "9", "ITR");
        sites.nodes[3]->GetObject<LispMapServer>()->GetAttribute("RegistrationTimeout", time);
        NS_TEST_EXPECT_MSG_EQ(time.Get(), Seconds(60), "of the Map-Server");
        NS_TEST_EXPECT_MSG_EQ(get(sites.nodes[3]->GetObject<LispMapResolver>(), "NoSuchEidTtl"),
                              "2",
                              "of the Map-Resolver");

        NS_TEST_EXPECT_MSG_EQ(Say([&] { lisp.SetItrAttribute("Colour", StringValue("red")); }),
                              "ns3::LispItr has no attribute \"Colour\": accepted: "
                              "BroadestIpv4Prefix, BroadestIpv6Prefix, BroadestMacPrefix, "
                              "CheckReplySource, HoldTime, MapRequestInterval, MaxPathHops, "
                              "MaxPending, MaxRetransmits, MaxSmrsPerMapping, OwnTtl, RefreshAt, "
                              "RefreshDirect, SmrInterval",
                              "unknown");
        NS_TEST_EXPECT_MSG_EQ(
            Say([&] { lisp.SetReachabilityAttribute("Probeinterval", StringValue("5s")); }),
            "ns3::LispReachability has no attribute \"Probeinterval\": accepted: "
            "DownProbeInterval, FirstProbeDelay, FollowProbeReplies, IcmpConfirm, IcmpHoldTime, "
            "ProbeAttempts, ProbeBackoff, ProbeIdleTime, ProbeInterval, ProbeJitter, "
            "ProbeTimeout, Probing, RouteCheck, RoutePeriod, WatchSite",
            "a small letter");
        const auto ofXtr = Say([&] { lisp.SetXtrAttribute("Colour", StringValue("red")); });
        NS_TEST_EXPECT_MSG_EQ(ofXtr.find("ns3::LispXtr has no attribute \"Colour\": accepted: "),
                              0,
                              ofXtr);
        for (const std::string name : {"LocatorPolicy", "PendingPerEid", "CopyDscp"})
        {
            NS_TEST_EXPECT_MSG_NE(ofXtr.find(name + ", "), std::string::npos, ofXtr);
        }
        const auto refuses = [](const std::string& value) {
            return "attribute \"QuickPeriod\" of ns3::LispEtr: the value '" + value +
                   "': accepted: a time from 1ms, such as 5s; the unit (h, min, s, ms, us, ns) "
                   "next to the number";
        };
        for (const std::string text : {"soon", "5 s", "5 sec", "0x10s", "", "1e", "s", "0.1ms"})
        {
            NS_TEST_EXPECT_MSG_EQ(
                Say([&] { lisp.SetEtrAttribute("QuickPeriod", StringValue(text)); }),
                refuses(text),
                text);
        }
        NS_TEST_EXPECT_MSG_EQ(
            Say([&] { lisp.SetEtrAttribute("QuickPeriod", TimeValue(MicroSeconds(20))); }),
            refuses("20us"),
            "a value");
        NS_TEST_EXPECT_MSG_EQ(
            Say([&] { lisp.SetXtrAttribute("DefaultInstanceId", UintegerValue(1 << 24)); })
                .find("attribute \"DefaultInstanceId\" of ns3::LispXtr: the value is not one of "
                      "type ns3::UintegerValue"),
            0,
            "too large");
    }
};

/// A mistake, and a part of the line that is to be said about it.
struct Mistake
{
    std::function<void()> act; ///< makes it
    std::string line;          ///< names the value and what is accepted
};

/**
 * Method: what a script can do wrong, one thing after another; then all goes right.
 * Expected: one line for each that names the value and what is accepted; nothing is left behind:
 * the same node and site are accepted afterwards, and the ping is back.
 */
class MistakesTestCase : public TestCase
{
  public:
    MistakesTestCase()
        : TestCase("mistakes of scripts")
    {
    }

  private:
    void DoRun() override
    {
        LispTestSites sites;
        LispHelper lisp;
        const auto& nodes = sites.nodes;
        lisp.SetMapServer(nodes[3], "10.0.3.2");
        lisp.AddSite("paris", "louvre");
        LispSiteOptions elsewhere;
        elsewhere.mapServers = {"10.0.99.2"};
        lisp.AddSite("nice", "sea", elsewhere);
        lisp.InstallXtr(nodes[1], "paris", {"10.0.1.2"}, {"192.168.1.0/24"});
        LispSiteOptions odd;
        odd.algorithm = "rot13";
        LispSiteOptions mac;
        mac.mapServers = {"02:00:00:00:00:01"};
        const std::vector<Mistake> mistakes{
            {[&] { lisp.AddSite("lyon", ""); }, "LISP site 'lyon' has no key: expected some text"},
            {[&] { lisp.AddSite("", "x"); }, "LISP site '': expected a name that no other has"},
            {[&] { lisp.AddSite("paris", "x"); }, "LISP site 'paris': expected a name that no"},
            {[&] { lisp.AddSite("lyon", "x", odd); }, "'rot13'"},
            {[&] { lisp.AddSite("lyon", "x", mac); }, "bad address '02:00:00:00:00:01' of a Map-S"},
            {[&] { lisp.AddSiteWithKeyFile("lyon", "/no/such/key"); }, "/no/such/key"},
            {[&] { lisp.SetMapServer(nodes[4], "10.0.3.2"); },
             "10.0.3.2 is not an address of node " + std::to_string(nodes[4]->GetId()) +
                 ": accepted are 10.0.4.2, fd00:4::2"},
            {[&] { lisp.SetMapServer(nodes[4], "10.0.4"); },
             "bad address '10.0.4' of a Map-Server: expected a unicast IPv4"},
            {[&] { lisp.InstallMapServer(nodes[4], "224.0.0.1"); }, "bad address '224.0.0.1'"},
            {[&] { lisp.InstallMapServer(nullptr, "10.0.4.2"); }, "address of no node"},
            {[&] { lisp.InstallMapServer(nodes[3], "fd00:3::2"); }, "is a Map-Server already"},
            {[&] { lisp.SetMapServer(nodes[3], "fd00:3::2"); }, "is a Map-Resolver already"},
            {[&] { lisp.AddMapServer("10.0.3.2"); }, "10.0.3.2 is there already"},
            {[&] { lisp.InstallXtr(nodes[2], "lyon"); },
             "no LISP site 'lyon': accepted are nice, paris"},
            {[&] { lisp.InstallXtr(nullptr, "paris"); }, "no node of LISP site 'paris'"},
            {[&] { lisp.InstallXtr(CreateObject<Node>(), "paris"); }, "has no locator"},
            {[&] { lisp.InstallXtr(nodes[1], "paris"); }, "is a LISP tunnel router already"},
            {[&] { lisp.InstallXtr(nodes[2], "paris", {"10.0.1.2"}); },
             "10.0.1.2 is not an address of node"},
            {[&] { lisp.InstallXtr(nodes[2], "paris", {"10.0.2.2 1"}); },
             "bad locator '10.0.2.2 1': expected ADDRESS or ADDRESS PRIORITY/WEIGHT"},
            {[&] { lisp.InstallXtr(nodes[2], "paris", {"10.0.2.2 256/1"}); }, "each of 0 to 255"},
            {[&] { lisp.InstallXtr(nodes[2], "paris", {"10.0.2.2 1/1 2/"}); },
             "bad locator '10.0.2.2 1/1 2/': expected"},
            {[&] { lisp.InstallXtr(nodes[2], "paris", {"10.0.2.2 1/1 2/1 3/1"}); },
             "for multicast"},
            {[&] { lisp.InstallXtr(nodes[2], "paris", {}, {"192.168.2.0/33"}); },
             "bad EID-prefix '192.168.2.0/33'"},
            {[&] { lisp.InstallXtr(nodes[2], "paris", {}, {"192.168.2.0"}); },
             "bad EID-prefix '192.168.2.0'"},
            {[&] { lisp.InstallXtr(nodes[2], "paris", {}, {"224.0.0.0/8"}); },
             "bad EID-prefix '224.0.0.0/8': expected unicast"},
            {[&] { lisp.DetectHosts(nodes[2], nodes[2]->GetDevice(0)); },
             "is no tunnel router of this"},
            {[&] { lisp.DetectHosts(nodes[1], nodes[2]->GetDevice(0)); }, "one of its devices"},
            {[&] { LispHelper::PrintMapCacheAllAt(Seconds(-1), std::cout); },
             "cannot be printed at -1.000000 s"},
            {[&] { LispHelper::PrintMapCacheAt(Seconds(1), nullptr, std::cout); }, "of no node"},
            {[&] { lisp.InstallXtr(nodes[2], "paris", {}, {"[x]192.168.2.0/24"}); },
             "expected an instance ID of 0 to 16777215"},
            {[&] { lisp.InstallXtr(nodes[2], "paris", {}, {"[1192.168.2.0/24"}); },
             "bad EID-prefix '[1192.168.2.0/24'"},
            {[&] { lisp.InstallXtr(nodes[2], "nice", {}, {"192.168.1.128/25"}); },
             "EID-prefix 192.168.1.128/25 of LISP site 'nice' overlaps 192.168.1.0/24 of site "
             "'paris': expected one that is no other site's"},
            {[&] { lisp.InstallXtr(nodes[2], "nice", {}, {"192.168.0.0/16"}); },
             "overlaps 192.168.1.0/24 of site 'paris'"},
            {[&] {
                 lisp.InstallXtr(nodes[2], "nice", {}, {"10.9.0.0/24", "10.9.0.0/24"});
             },
             "EID-prefix 10.9.0.0/24 is given twice"},
            {[&] { lisp.InstallXtr(nodes[2], "nice", {"192.168.2.1"}, {"192.168.2.0/24"}); },
             "locator 192.168.2.1 lies in EID-prefix 192.168.2.0/24"},
            {[&] { lisp.AddPrefix(nodes[2], "10.7.0.0/24"); }, "is no tunnel router of this"},
            {[&] { lisp.AddPrefix(nodes[1], "192.168.1.0/24"); }, "192.168.1.0/24"},
            {[&] { lisp.AddPrefix(nodes[1], "10.0.0.0/16"); }, "locator 10.0.1.2 lies in"},
            {[&] { lisp.AddDynamicPrefix(nodes[1], "10.0.1.0/24"); }, "locator 10.0.1.2 lies in"},
            {[&] { lisp.AddDynamicPrefix(nodes[1], "10.7.0.0/24", "10.1.1.1"); }, "10.1.1.1"},
        };
        for (const auto& mistake : mistakes)
        {
            const auto said = Say(mistake.act);
            NS_TEST_EXPECT_MSG_NE(said.find(mistake.line),
                                  std::string::npos,
                                  "'" + said + "' has '" + mistake.line + "'");
            NS_TEST_EXPECT_MSG_EQ(said.find('\n'), std::string::npos, "one line");
        }
        lisp.InstallXtr(nodes[4], "nice", {}, {"10.9.0.0/24"});
        NS_TEST_EXPECT_MSG_EQ(
            Say([&] { lisp.AddDynamicPrefix(nodes[4], "192.168.1.0/24"); }),
            "EID-prefix 192.168.1.0/24 of LISP site 'paris' is registered with 10.0.3.2, a "
            "Map-Server that site 'nice' has not: expected one of both",
            "no common Map-Server");

        lisp.AddSite("lyon", "rhone");
        auto udp = nodes[2]->GetObject<UdpL4Protocol>();
        auto* taken = udp->Allocate(nullptr, LISP_CONTROL_PORT);
        const auto install = [&] { lisp.InstallXtr(nodes[2], "lyon", {}, {"192.168.2.0/24"}); };
        NS_TEST_EXPECT_MSG_NE(Say(install).find("4342"), std::string::npos, "the port is taken");
        udp->DeAllocate(taken);
        NS_TEST_EXPECT_MSG_EQ(Say(install), "accepted", "as if nothing had been");
        sites.Ping(5000, 1, 2, 1);
        LispTestSites::Run(10);
        NS_TEST_EXPECT_MSG_EQ(sites.Echoes(), "1@5164 ", "the reply");
    }
};

/**
 * Method: paris and lyon as in the first case, but with IPv4 only, and paris drops by a static
 * mapping what is for 192.168.7.0/24. Two pings at 5 s, one of them to there; at 6 s the other is
 * back, and all tables are printed.
 * Expected: the packet for lyon finds no mapping, waits for it, and finds it then (1 miss, 1 hit);
 * the other one finds its own (1 hit) and is dropped. Lyon's mapping is known since 5.061 s, for 24
 * hours. The Map-Registers came at 20 ms, 5.98 s ago, and are good for 3 min: 174.02 s more.
 */
class PrintTestCase : public TestCase
{
  public:
    PrintTestCase()
        : TestCase("printed tables")
    {
    }

  private:
    void DoRun() override
    {
        LispTestSites sites;
        LispHelper lisp;
        lisp.SetMapServer(sites.nodes[3], "10.0.3.2");
        lisp.AddSite("paris", "louvre");
        lisp.AddSite("lyon", "rhone");
        auto paris = lisp.InstallXtr(sites.nodes[1], "paris", {"10.0.1.2"}, {"192.168.1.0/24"});
        lisp.InstallXtr(sites.nodes[2], "lyon", {"10.0.2.2"}, {"192.168.2.0/24"});
        sites.Ping(5000, 1, 2, 1);
        sites.Ping(5000, 1, 7, 2);
        LispMapping drop;
        drop.eid = EidPrefix::FromString("192.168.7.0/24");
        drop.action = LispAction::DROP_NO_REASON;
        paris->GetMapCache().Insert(drop, LispMapCacheSource::STATIC, Seconds(0));
        std::ostringstream tables;
        std::ostringstream statistics;
        std::ostringstream one;
        LispHelper::PrintMapCacheAt(Seconds(6), sites.nodes[1], tables);
        LispHelper::PrintDatabaseAt(Seconds(6), sites.nodes[1], tables);
        LispHelper::PrintRegistrationsAllAt(Seconds(6), tables);
        LispHelper::PrintStatisticsAt(Seconds(6), sites.nodes[1], statistics);
        LispHelper::PrintMapCacheAllAt(Seconds(1), one);
        LispHelper::PrintDatabaseAt(Seconds(6), sites.nodes[4], one);
        LispTestSites::Run(6.5);
        const auto name = [&sites](uint32_t number) {
            return "Node " + std::to_string(sites.nodes[number]->GetId());
        };
        NS_TEST_EXPECT_MSG_EQ(
            tables.str(),
            name(1) +
                " at 6 s\n"
                "LISP map-cache: mappings 2, hits 2, misses 1\n"
                "EID-prefix      Uptime    Expires   Source     Locator         Pri/Wgt  State\n"
                "192.168.2.0/24  00:00:00  23:59:59  map-reply  10.0.2.2        1/100    up\n"
                "192.168.7.0/24  00:00:06  never     static     drop-no-reason\n" +
                name(1) +
                " at 6 s\n"
                "LISP EID database: EID-prefixes 1, of which hosts 0\n"
                "EID-prefix      Uptime    Silent  Kind        Locator   Pri/Wgt  State\n"
                "192.168.1.0/24  00:00:06          configured  10.0.1.2  1/100    up\n" +
                name(3) +
                " at 6 s\n"
                "LISP registrations: sites 2, EID-prefixes registered 2\n"
                "EID-prefix      Site   xTR       Uptime    Expires   Flags  Locator   Pri/Wgt  "
                "State\n"
                "192.168.1.0/24  paris  10.0.1.2  00:00:05  00:02:54  -aM    10.0.1.2  1/100    "
                "up\n"
                "192.168.2.0/24  lyon   10.0.2.2  00:00:05  00:02:54  -aM    10.0.2.2  1/100    "
                "up\n",
            "tables");
        NS_TEST_EXPECT_MSG_EQ(statistics.str(),
                              name(1) + " at 6 s\n"
                                        "LISP roles: ITR ETR\n"
                                        "LISP locators: 10.0.1.2\n"
                                        "LISP data packets        packets\n"
                                        "  encapsulated                 1\n"
                                        "  decapsulated                 1\n"
                                        "  forwarded natively           0\n"
                                        "  waiting for a mapping        0\n"
                                        "LISP data drops         packets\n"
                                        "  lisp-itr-action-drop        1\n"
                                        "LISP control messages   sent  received\n"
                                        "  map-request              1         1\n"
                                        "  map-reply                1         1\n"
                                        "  map-register             1         0\n"
                                        "  map-notify               0         1\n"
                                        "  map-notify-ack           0         0\n"
                                        "  map-referral             0         0\n"
                                        "  info-request             0         0\n"
                                        "  encapsulated-control     1         1\n"
                                        "  info-reply               0         0\n"
                                        "LISP control drops  times\n",
                              "counters");
        NS_TEST_EXPECT_MSG_EQ(one.str(),
                              name(1) + " at 1 s\n" + DROPS + name(2) + " at 1 s\n" + EMPTY,
                              "all tunnel routers, and no other node");
    }

    /// Paris's map-cache at 1 s.
    static constexpr const char* DROPS =
        "LISP map-cache: mappings 1, hits 0, misses 0\n"
        "EID-prefix      Uptime    Expires  Source  Locator         Pri/Wgt  State\n"
        "192.168.7.0/24  00:00:01  never    static  drop-no-reason\n";
    /// Lyon's map-cache at 1 s.
    static constexpr const char* EMPTY = "LISP map-cache: mappings 0, hits 0, misses 0\n"
                                         "EID-prefix  Uptime  Expires  Source  Locator  Pri/Wgt  "
                                         "State\n";
};

/**
 * Method: an RTR, then EnableReachability, then a router of each kind; and the same without it.
 * After that the RTR and the proxy ETR are to watch, too; then what cannot be asked for.
 * Expected: those that are installed after it and send to locators watch over them: of a site, a
 * mobile node, a proxy ITR, RTRs; not the proxy ETR, which sends nothing into tunnels. Each that
 * watches takes one stream more. Mistakes are told with the names of the nodes.
 */
class WatchTestCase : public TestCase
{
  public:
    WatchTestCase()
        : TestCase("who watches over locators")
    {
    }

  private:
    void DoRun() override
    {
        std::map<bool, int64_t> streams;
        for (const bool isEnabled : {false, true})
        {
            LispTestSites sites(1);
            LispHelper lisp;
            std::vector<Ptr<Node>> nodes(sites.nodes);
            while (nodes.size() <= 7)
            {
                nodes.push_back(sites.network.AddNode());
            }
            Names::Add("mapping", nodes[3]);
            Names::Add("router", nodes[1]);
            Names::Add("proxy", nodes[2]);
            lisp.SetMapServer(nodes[3], "10.0.3.2");
            lisp.AddSite("paris", "louvre");
            lisp.InstallRtr(nodes[4], {"10.0.4.2"});
            if (isEnabled)
            {
                lisp.EnableReachability();
            }
            lisp.InstallXtr(nodes[1], "paris", {"10.0.1.2"}, {"192.168.1.0/24"});
            lisp.InstallPitr(nodes[2], {"10.0.2.2"}, {"192.168.0.0/16"});
            lisp.InstallNatRtr(nodes[5], {"10.0.5.2"});
            lisp.InstallMobileNode(nodes[6], "paris", "192.168.9.9", {"10.0.6.2"});
            lisp.InstallPetr(nodes[7], {"10.0.7.2"});
            std::string watching;
            for (std::size_t i = 1; i < nodes.size(); ++i)
            {
                watching += nodes[i]->GetObject<LispReachability>() ? std::to_string(i) : "";
            }
            NS_TEST_EXPECT_MSG_EQ(watching,
                                  std::string(isEnabled ? "1256" : ""),
                                  "those that are to");
            if (isEnabled)
            {
                for (const std::size_t i : {4, 7})
                {
                    const auto watch = lisp.InstallReachability(nodes[i]);
                    NS_TEST_EXPECT_MSG_EQ(watch,
                                          nodes[i]->GetObject<LispReachability>(),
                                          "by itself");
                }
                NS_TEST_EXPECT_MSG_EQ(Say([&] { lisp.InstallPitr(nodes[7], {}, {"10.9.0.0/16"}); }),
                                      "accepted",
                                      "a proxy ITR that watches already");
                NS_TEST_EXPECT_MSG_EQ(Say([&] { lisp.InstallReachability(nodes[3]); }),
                                      "node mapping is no tunnel router of this helper: "
                                      "InstallXtr, InstallPitr, InstallPetr or InstallRtr comes "
                                      "first",
                                      "no tunnel router");
                NS_TEST_EXPECT_MSG_EQ(Say([&] { lisp.InstallReachability(nodes[2]); }),
                                      "node proxy watches over locators already; one a node is "
                                      "accepted",
                                      "twice");
                NS_TEST_EXPECT_MSG_EQ(Say([&] { lisp.AddPrefix(nodes[2], "10.7.0.0/24"); }),
                                      "node proxy is a tunnel router of no site: expected one of "
                                      "InstallXtr",
                                      "EIDs of a proxy");
                NS_TEST_EXPECT_MSG_EQ(
                    Say([&] { lisp.InstallXtr(nodes[1], "paris", {"10.0.1.2"}); }),
                    "node router is a LISP tunnel router already",
                    "a router twice");
                NS_TEST_EXPECT_MSG_EQ(Say([&] { lisp.InstallMapServer(nodes[3], "fd00:3::2"); }),
                                      "node mapping is a Map-Server already; one a node is "
                                      "accepted",
                                      "a Map-Server twice");
            }
            else
            {
                lisp.InstallPitr(nodes[7], {}, {"10.9.0.0/16"});
            }
            streams[isEnabled] = lisp.AssignStreams(1);
            Simulator::Destroy();
            Names::Clear();
        }
        NS_TEST_EXPECT_MSG_EQ(streams[true], streams[false] + 6, "a stream each");
    }
};

/// The suite of the helper.
class HelperLispTestSuite : public TestSuite
{
  public:
    HelperLispTestSuite()
        : TestSuite("lisp-helper-lisp", TestSuite::Type::SYSTEM)
    {
        AddTestCase(new PingTestCase(false), compat::TestDuration<>::QUICK);
        AddTestCase(new PingTestCase(true), compat::TestDuration<>::QUICK);
        AddTestCase(new ApartTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new DynamicTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new AttributeTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new WatchTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new PrintTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new MistakesTestCase, compat::TestDuration<>::QUICK);
    }
};

HelperLispTestSuite g_suite; ///< registers itself

} // namespace
