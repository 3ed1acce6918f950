/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "lisp-test-sites.h"
#include "script-mistakes.h"

#include "ns3/bgp-rib.h"
#include "ns3/bgp-speaker.h"
#include "ns3/lisp-drop-reason.h"
#include "ns3/lisp-helper.h"
#include "ns3/lisp-proxy.h"
#include "ns3/lisp-xtr.h"
#include "ns3/locator-set.h"
#include "ns3/ns3-compat.h"
#include "ns3/test.h"

#include <sstream>

using namespace ns3;

/**
 * @file
 * @brief LispHelper: proxies and tenants, in whatever order a script has them, and its mistakes.
 *
 * Nodes of LispTestSites: 1 and 2 are routers with a host behind each, 3 is the mapping system, 4
 * a proxy.
 */

namespace
{

/// @param text an address @return it
NetworkAddress
At(const std::string& text)
{
    return NetworkAddress::FromString(text);
}

/**
 * Method: a proxy ITR is to attract what is not to be attracted.
 * Expected: each is refused with one line that names the prefix and what it covers, and nothing is
 * installed; 192.168.0.0/16, which holds the site's EIDs and the address of its router's port
 * towards hosts, is accepted, by a second proxy as well; then a tunnel router whose locator is
 * inside is refused, and underlay that is.
 */
class UnderlayTestCase : public TestCase
{
  public:
    UnderlayTestCase()
        : TestCase("a proxy ITR that would attract its own underlay")
    {
    }

  private:
    void DoRun() override
    {
        LispTestSites sites;
        LispHelper lisp;
        lisp.SetMapServer(sites.nodes[3], "10.0.3.2");
        lisp.AddMapResolver("10.7.0.1");
        lisp.AddSite("paris", "louvre");
        lisp.AddSite("lyon", "rhone");
        lisp.InstallXtr(sites.nodes[1], "paris", {"10.0.1.2"}, {"192.168.1.0/24"});
        lisp.AddUnderlay("172.16.0.0/12");
        const auto say = [&](const std::vector<std::string>& prefixes) {
            return Say([&]() { lisp.InstallPitr(sites.nodes[4], {"10.0.4.2"}, prefixes); });
        };
        const auto refused = [](const std::string& prefix, const std::string& what) {
            return "EID-prefix " + prefix + " of a proxy ITR would attract its own underlay, " +
                   what + ": expected one of EIDs alone";
        };
        NS_TEST_EXPECT_MSG_EQ(say({}),
                              "node 6, a proxy ITR, attracts nothing: expected EID-prefixes, such "
                              "as 192.0.2.0/24",
                              "no aggregate");
        NS_TEST_EXPECT_MSG_EQ(say({"192.168.0.0/16", "10.0.4.0/22"}),
                              refused("10.0.4.0/22", "its locator 10.0.4.2"),
                              "its own locator");
        NS_TEST_EXPECT_MSG_EQ(say({"10.0.4.1/32"}),
                              refused("10.0.4.1/32", "link 10.0.4.0/24 of node 6"),
                              "the core's end of its link");
        NS_TEST_EXPECT_MSG_EQ(say({"10.0.0.0/23"}),
                              refused("10.0.0.0/23", "locator 10.0.1.2"),
                              "a site's locator");
        NS_TEST_EXPECT_MSG_EQ(say({"10.0.1.128/25"}),
                              refused("10.0.1.128/25", "link 10.0.1.0/24 of node 1"),
                              "a site's link");
        NS_TEST_EXPECT_MSG_EQ(say({"10.0.3.2/32"}),
                              refused("10.0.3.2/32", "Map-Server 10.0.3.2"),
                              "the Map-Server");
        NS_TEST_EXPECT_MSG_EQ(say({"10.7.0.0/16"}),
                              refused("10.7.0.0/16", "Map-Resolver 10.7.0.1"),
                              "a Map-Resolver outside");
        NS_TEST_EXPECT_MSG_EQ(say({"172.16.5.0/24"}),
                              refused("172.16.5.0/24", "172.16.0.0/12"),
                              "what was named");
        NS_TEST_EXPECT_MSG_EQ(say({"0.0.0.0/0"}).substr(0, 31),
                              "EID-prefix 0.0.0.0/0 of a proxy",
                              "everything");
        NS_TEST_EXPECT_MSG_EQ(say({"192.168.0.0/16", "192.168.0.0/16"}),
                              "EID-prefix 192.168.0.0/16 is given twice to node 6: expected each "
                              "once",
                              "twice");
        NS_TEST_EXPECT_MSG_EQ(sites.nodes[4]->GetObject<LispXtr>(), nullptr, "nothing installed");

        NS_TEST_EXPECT_MSG_EQ(say({"192.168.0.0/16"}), "accepted", "EIDs");
        NS_TEST_EXPECT_MSG_EQ(say({"192.169.0.0/16"}),
                              "node 6 is a proxy ITR already; one a node is accepted",
                              "again");
        const auto anycast = sites.network.AddNode();
        NS_TEST_EXPECT_MSG_EQ(Say([&]() {
                                  lisp.InstallPitr(anycast, {}, {"192.168.0.0/17", "192.0.0.0/8"});
                              }),
                              "accepted",
                              "overlapping ones of another proxy");
        NS_TEST_EXPECT_MSG_EQ(
            Say([&]() { lisp.InstallXtr(sites.nodes[2], "lyon", {"192.168.2.1"}, {}); }),
            refused("192.168.0.0/16", "locator 192.168.2.1"),
            "a locator inside, later");
        NS_TEST_EXPECT_MSG_EQ(Say([&]() { lisp.AddUnderlay("192.168.128.0/17"); }),
                              refused("192.168.0.0/16", "192.168.128.0/17"),
                              "underlay inside, later");
    }
};

/**
 * Method: a node is tunnel router of a site, proxy ITR and proxy ETR in one, with an advertiser;
 * another is both proxies and no more.
 * Expected: the advertiser is called once for each aggregate, with the node, in order; the roles
 * are printed; streams are assigned to ITR and ETR of the first, to the ITR of the second and the
 * ETR by which it answers probes, and to the Map-Server: 2 + 2 + 1 = 5. Without a locator given, a
 * tunnel router keeps those that it has, and another node takes all its addresses.
 */
class RolesTestCase : public TestCase
{
  public:
    RolesTestCase()
        : TestCase("several roles on a node")
    {
    }

  private:
    void DoRun() override
    {
        LispTestSites sites;
        LispHelper lisp;
        std::string advertised;
        lisp.SetAdvertiser([&](Ptr<Node> node, const EidPrefix& prefix) {
            advertised += std::to_string(node->GetId()) + ":" + prefix.ToPrefixString() + " ";
        });
        lisp.SetMapServer(sites.nodes[3], "10.0.3.2");
        lisp.AddSite("paris", "louvre");
        const auto paris = lisp.InstallXtr(sites.nodes[1],
                                           "paris",
                                           {"10.0.1.2"},
                                           {"192.168.1.0/24", "fd11:1::/64"});
        NS_TEST_EXPECT_MSG_EQ(lisp.InstallPitr(sites.nodes[1], {}, {"192.168.0.0/16", "fd11::/16"}),
                              paris,
                              "the same tunnel router");
        NS_TEST_EXPECT_MSG_EQ(lisp.InstallPetr(sites.nodes[1]), paris, "once more");
        const auto proxy = lisp.InstallPetr(sites.nodes[4]);
        NS_TEST_EXPECT_MSG_EQ(Say([&]() { lisp.InstallPetr(sites.nodes[4]); }),
                              "node 6 is a proxy ETR already; one a node is accepted",
                              "again");
        lisp.InstallPitr(sites.nodes[4], {}, {"192.168.0.0/16"});
        NS_TEST_EXPECT_MSG_EQ(advertised,
                              "1:192.168.0.0/16 1:fd11::/16 6:192.168.0.0/16 ",
                              "advertised");
        std::string rlocs;
        for (const auto& rloc : paris->GetRlocs())
        {
            rlocs += rloc.ToString() + " ";
        }
        NS_TEST_EXPECT_MSG_EQ(rlocs, "10.0.1.2 ", "those that it had");
        NS_TEST_EXPECT_MSG_EQ(proxy->GetRlocs().size(), 2, "all its addresses");
        NS_TEST_EXPECT_MSG_EQ(lisp.AssignStreams(1), 5, "streams");
        std::ostringstream printed;
        lisp.PrintStatisticsAllAt(Seconds(1), printed);
        LispTestSites::Run(2);
        NS_TEST_EXPECT_MSG_NE(printed.str().find("LISP roles: ITR ETR PITR PETR\n"),
                              std::string::npos,
                              printed.str());
        NS_TEST_EXPECT_MSG_NE(printed.str().find("LISP roles: PITR PETR\n"),
                              std::string::npos,
                              printed.str());
    }
};

/**
 * Method: a node gets an advertiser that refuses the second of two prefixes, then none. It speaks
 * BGP, and is to attract a prefix of an instance as well. Then another that does not speak BGP.
 * Expected: with the advertiser, the call throws what that throws, and the node is no tunnel
 * router; what it was to attract may be underlay. A MAC address is refused before anybody is asked.
 * Without one, the node originates the prefix of instance 0, not that of instance 7. The other
 * attracts as well, and that is all.
 */
class AdvertisingTestCase : public TestCase
{
  public:
    AdvertisingTestCase()
        : TestCase("who advertises what a proxy ITR attracts")
    {
    }

  private:
    void DoRun() override
    {
        LispTestSites sites;
        LispHelper lisp;
        const auto node = sites.nodes[4];
        const auto install = [&](const std::vector<std::string>& prefixes) {
            return Say([&]() { lisp.InstallPitr(node, {"10.0.4.2"}, prefixes); });
        };
        const auto speaker = CreateObject<BgpSpeaker>();
        speaker->Install(node, 65001);
        std::string asked;
        lisp.SetAdvertiser([&](Ptr<Node>, const EidPrefix& prefix) {
            asked += prefix.ToPrefixString() + " ";
            if (prefix == EidPrefix::FromString("192.168.2.0/24"))
            {
                throw std::invalid_argument("not this one");
            }
        });
        NS_TEST_EXPECT_MSG_EQ(install({"192.168.1.0/24", "02:00:00:00:00:01/48"}),
                              "EID-prefix 02:00:00:00:00:01/48 of a proxy ITR, node 6: expected "
                              "one of IPv4 or IPv6, such as 192.0.2.0/24",
                              "a MAC address");
        NS_TEST_EXPECT_MSG_EQ(asked, "", "nobody was asked");
        NS_TEST_EXPECT_MSG_EQ(install({"192.168.1.0/24", "192.168.2.0/24"}),
                              "not this one",
                              "as the advertiser says");
        NS_TEST_EXPECT_MSG_EQ(asked, "192.168.1.0/24 192.168.2.0/24 ", "in order");
        NS_TEST_EXPECT_MSG_EQ(!node->GetObject<LispXtr>(), true, "no tunnel router");
        NS_TEST_EXPECT_MSG_EQ(!node->GetObject<LispItr>(), true, "no ITR");
        NS_TEST_EXPECT_MSG_EQ(Say([&]() { lisp.AddUnderlay("192.168.1.0/24"); }),
                              "accepted",
                              "nobody attracts it");

        lisp.SetAdvertiser(nullptr);
        const auto isOriginated = [&](const std::string& prefix) {
            return speaker->GetRib().GetBest(EidPrefix::FromString(prefix)) != nullptr;
        };
        NS_TEST_EXPECT_MSG_EQ(install({"192.168.2.0/24", "[7]10.7.0.0/16"}), "accepted", "by BGP");
        NS_TEST_EXPECT_MSG_EQ(isOriginated("192.168.2.0/24"), true, "originated");
        NS_TEST_EXPECT_MSG_EQ(isOriginated("10.7.0.0/16"), false, "not of the underlay");
        NS_TEST_EXPECT_MSG_EQ(
            Say([&]() { lisp.InstallPitr(sites.nodes[2], {"10.0.2.2"}, {"192.168.9.0/24"}); }),
            "accepted",
            "without BGP");
    }
};

/**
 * Method: a site uses a proxy ETR before there are either its tunnel routers, its prefixes or the
 * proxy; another site does not; mistakes.
 * Expected: the tunnel routers use the locators given, by priority; the proxy serves the site's
 * locator and EIDs and no others, as soon as they are there. Before anybody uses it, it serves all.
 */
class UseTestCase : public TestCase
{
  public:
    UseTestCase()
        : TestCase("whom a proxy ETR serves, in any order")
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
        NS_TEST_EXPECT_MSG_EQ(Say([&]() { lisp.UsePetr("rome", {"10.0.4.2"}); }),
                              "no LISP site 'rome': accepted are lyon, paris",
                              "no such site");
        NS_TEST_EXPECT_MSG_EQ(Say([&]() { lisp.UsePetr("paris", {}); }),
                              "LISP site 'paris' is to use no proxy ETR: expected locators, such "
                              "as 192.0.2.1 1/100",
                              "none");
        const auto proxy = lisp.InstallPetr(sites.nodes[4], {"10.0.4.2"});
        const auto check = [&](const std::string& rloc, const std::string& eid) {
            return std::string(ToString(proxy->GetProxy().CheckClient(At(rloc), 0, At(eid))));
        };
        const std::string served = ToString(LispDropReason::NONE);
        NS_TEST_EXPECT_MSG_EQ(check("10.0.9.9", "192.168.9.9"), served, "anybody at first");
        lisp.UsePetr("paris", {"10.0.4.2 1/100", "10.0.77.2 2/100"});
        const auto paris = lisp.InstallXtr(sites.nodes[1], "paris", {"10.0.1.2"});
        lisp.AddPrefix(sites.nodes[1], "192.168.1.0/24");
        lisp.InstallXtr(sites.nodes[2], "lyon", {"10.0.2.2"}, {"192.168.2.0/24"});
        NS_TEST_ASSERT_MSG_NE(paris->GetProxyEtrs(), nullptr, "in use");
        NS_TEST_EXPECT_MSG_EQ(paris->GetProxyEtrs()->ToString(),
                              "10.0.4.2 1/100, 10.0.77.2 2/100",
                              "with priorities");
        NS_TEST_EXPECT_MSG_EQ(check("10.0.1.2", "192.168.1.9"), served, "paris");
        NS_TEST_EXPECT_MSG_EQ(check("10.0.2.2", "192.168.2.9"),
                              "lisp-etr-proxy-not-client",
                              "lyon does not use it");
        NS_TEST_EXPECT_MSG_EQ(check("10.0.1.2", "192.168.2.9"),
                              "lisp-etr-proxy-not-client-eid",
                              "paris with lyon's source");
        lisp.UsePetr("lyon", {"10.0.4.2"});
        NS_TEST_EXPECT_MSG_EQ(check("10.0.2.2", "192.168.2.9"), served, "lyon does now");
        NS_TEST_EXPECT_MSG_EQ(Say([&]() { lisp.UsePetr("paris", {"10.0.1.2"}); }),
                              "proxy ETR 10.0.1.2 of LISP site 'paris' is a tunnel router of the "
                              "site itself: expected another's locator",
                              "its own");
        NS_TEST_EXPECT_MSG_EQ(Say([&]() { lisp.UsePetr("paris", {"10.0.4.2 300/1"}); }),
                              "bad locator '10.0.4.2 300/1': expected ADDRESS or ADDRESS "
                              "PRIORITY/WEIGHT, such as 192.0.2.1 1/50, each of 0 to 255, and "
                              "behind these, if wanted, those for multicast: 192.0.2.1 1/50 1/100",
                              "a bad priority");
    }
};

/**
 * Method: tenants with a name or number of another, ports of others.
 * Expected: each mistake is refused with one line, and the call has done nothing: the tenant can be
 * added with what is right.
 */
class TenantsTestCase : public TestCase
{
  public:
    TenantsTestCase()
        : TestCase("tenants")
    {
    }

  private:
    void DoRun() override
    {
        LispTestSites sites;
        LispHelper lisp;
        lisp.SetMapServer(sites.nodes[3], "10.0.3.2");
        lisp.AddSite("paris", "louvre");
        const auto xtr = lisp.InstallXtr(sites.nodes[1], "paris", {"10.0.1.2"});
        const auto add = [&](const std::string& name, uint32_t number) {
            return Say([&]() { lisp.AddTenant(name, number); });
        };
        NS_TEST_EXPECT_MSG_EQ(add("red", 7), "accepted", "red");
        NS_TEST_EXPECT_MSG_EQ(
            add("blue", 7),
            "instance ID 7 of tenant 'blue' is that of tenant 'red': expected one that "
            "no other tenant has",
            "two tenants on one instance ID");
        NS_TEST_EXPECT_MSG_EQ(add("red", 8),
                              "tenant 'red': expected a name that no other has",
                              "a name twice");
        for (const uint32_t number : {0U, 0x1000000U})
        {
            NS_TEST_EXPECT_MSG_EQ(add("blue", number),
                                  "instance ID " + std::to_string(number) +
                                      " of tenant 'blue': expected 1 to 16777215; 0 is that of "
                                      "ports without a tenant",
                                  "no number");
        }
        NS_TEST_EXPECT_MSG_EQ(add("blue", 8), "accepted", "blue");
        const auto core = sites.nodes[1]->GetDevice(1);
        const auto port = sites.nodes[1]->GetDevice(2);
        const auto put = [&](Ptr<NetDevice> device,
                             const std::string& name,
                             const std::vector<std::string>& prefixes) {
            return Say([&]() { lisp.PutInTenant(device, name, prefixes); });
        };
        NS_TEST_EXPECT_MSG_EQ(put(port, "green", {}),
                              "no tenant 'green': accepted are blue, red",
                              "no such tenant");
        NS_TEST_EXPECT_MSG_EQ(
            put(core, "red", {}),
            "the port with locator 10.0.1.2 of node 1 cannot be put into tenant 'red': "
            "expected one towards hosts",
            "the uplink");
        NS_TEST_EXPECT_MSG_EQ(put(sites.nodes[2]->GetDevice(1), "red", {}),
                              "node 3 is no tunnel router of this helper: InstallXtr comes first",
                              "no tunnel router");
        NS_TEST_EXPECT_MSG_EQ(put(port, "red", {"[8]192.168.1.0/24"}),
                              "bad EID-prefix '[8]192.168.1.0/24' of tenant 'red': expected one "
                              "without an instance ID, such as 192.0.2.0/24",
                              "another instance");
        NS_TEST_EXPECT_MSG_EQ(xtr->GetInstanceId(port), 0, "nothing done");
        NS_TEST_EXPECT_MSG_EQ(put(port, "red", {"192.168.1.0/24"}), "accepted", "red's port");
        NS_TEST_EXPECT_MSG_EQ(xtr->GetInstanceId(port), 7, "in its instance");
        NS_TEST_EXPECT_MSG_EQ(xtr->IsLocalEid(7, At("192.168.1.9")), true, "its EIDs");
        NS_TEST_EXPECT_MSG_EQ(xtr->IsLocalEid(8, At("192.168.1.9")), false, "and not blue's");
        NS_TEST_EXPECT_MSG_EQ(
            put(port, "blue", {}),
            "a port of node 1 is in tenant 'red' and cannot be put into tenant 'blue' as "
            "well: expected one without a tenant",
            "another tenant's");
        NS_TEST_EXPECT_MSG_EQ(put(port, "red", {"192.168.1.0/24"}),
                              "EID-prefix [7]192.168.1.0/24 is given twice to node 1: expected "
                              "each once",
                              "its prefix again");
        // What is the tenant's is no underlay.
        NS_TEST_EXPECT_MSG_EQ(
            Say([&]() { lisp.InstallPitr(sites.nodes[1], {}, {"192.168.0.0/16"}); }),
            "accepted",
            "a proxy ITR beside tenants");
        NS_TEST_EXPECT_MSG_EQ(xtr->GetRlocs().size(), 1, "with its locator alone");
    }
};

/**
 * @brief The suite.
 */
class InterworkingHelperTestSuite : public TestSuite
{
  public:
    InterworkingHelperTestSuite()
        : TestSuite("lisp-helper-interworking", Type::UNIT)
    {
        AddTestCase(new UnderlayTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new RolesTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new AdvertisingTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new UseTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new TenantsTestCase, compat::TestDuration<>::QUICK);
    }
};

InterworkingHelperTestSuite g_interworkingHelperTestSuite; ///< the suite

} // namespace
