/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * @brief What the mapping system does with a Map-Request: forwards it, answers it, or says where
 * there is nothing.
 */

#include "map-server-test-net.h"

#include "ns3/boolean.h"
#include "ns3/lisp-map-resolver.h"
#include "ns3/ns3-compat.h"
#include "ns3/test.h"

#include <algorithm>
#include <stdexcept>

using namespace ns3;

namespace
{

/**
 * Method: an ITR asks for EIDs: of a site that wants proxy replies, of one that does not, the
 * former with the A bit, of nobody, and of a site that has not registered.
 * Expected: a Map-Reply without L and A bits; an Encapsulated Control Message to the ETR, inside as
 * it came, with the bit "to ETR" set, twice; negative for 15 min; negative for 1 min. The answers
 * come from the address that was asked.
 */
class ResolveTestCase : public TestCase
{
  public:
    ResolveTestCase()
        : TestCase("Map-Requests are answered or forwarded")
    {
    }

  private:
    void DoRun() override
    {
        MappingSystem run;
        run.AddSite("one", {"10.1.0.0/24"});
        run.AddSite("two", {"10.2.0.0/24"});
        run.AddSite("three", {"10.3.0.0/24"});
        auto proxied = MappingSystem::MakeRegister("10.1.0.0/24", 2);
        proxied.proxyReply = true;
        run.Register(0, 2, proxied);
        run.Register(0, 3, MappingSystem::MakeRegister("10.2.0.0/24", 3));
        run.Ask(1000, MappingSystem::MakeRequest({"10.1.0.7"}));
        auto request = MappingSystem::MakeRequest({"10.2.0.7"});
        run.Ask(2000, request);
        auto authoritative = MappingSystem::MakeRequest({"10.1.0.8"});
        authoritative.authoritative = true;
        run.Ask(3000, authoritative);
        run.Ask(4000, MappingSystem::MakeRequest({"11.0.0.1"}));
        run.Ask(5000, MappingSystem::MakeRequest({"10.3.0.7"}));
        MappingSystem::Run(10);

        NS_TEST_EXPECT_MSG_EQ(run.Replies(4),
                              "10.1.0.0/24 ttl 1440 10.0.2.2; "
                              "11.0.0.0/8 ttl 15 natively-forward; "
                              "10.3.0.0/24 ttl 1 natively-forward; ",
                              "answers");
        for (const auto& entry : run.logs[4].entries)
        {
            NS_TEST_EXPECT_MSG_EQ(entry.source, ControlTestNetwork::Ipv4Of(1), "from whom");
        }
        const auto forwarded = run.logs[3].Get<LispEncapsulatedControl>();
        NS_TEST_ASSERT_MSG_EQ(forwarded.size(), 1, "to the ETR");
        NS_TEST_EXPECT_MSG_EQ(forwarded[0].toEtr, true, "says so");
        NS_TEST_EXPECT_MSG_EQ((*forwarded[0].inner == LispMessage(request)), true, "as it came");
        NS_TEST_EXPECT_MSG_EQ((forwarded[0].header.source == ControlTestNetwork::Ipv4Of(4)),
                              true,
                              "the inner header too");
        NS_TEST_EXPECT_MSG_EQ(run.logs[2].Get<LispEncapsulatedControl>().size(),
                              1,
                              "the site itself is to answer");
    }
};

/**
 * Method: two ETRs share an EID-prefix; an ITR asks three times, half a second apart and then the
 * fourth time only 100 ms later, by proxy.
 * Expected: forwarded to them in turn; by proxy, the reply that comes too soon is counted.
 */
class TurnTestCase : public TestCase
{
  public:
    TurnTestCase()
        : TestCase("ETRs take turns, and replies have a rate")
    {
    }

  private:
    void DoRun() override
    {
        MappingSystem run;
        run.AddSite("one", {"10.1.0.0/24", "10.2.0.0/24"});
        for (uint32_t node = 2; node <= 3; ++node)
        {
            auto message = MappingSystem::MakeRegister("10.1.0.0/24", node);
            message.merge = true;
            run.Register(0, node, message);
        }
        auto proxied = MappingSystem::MakeRegister("10.2.0.0/24", 2);
        proxied.proxyReply = true;
        run.Register(0, 2, proxied);
        run.Ask(1000, MappingSystem::MakeRequest({"10.1.0.7"}));
        run.Ask(2000, MappingSystem::MakeRequest({"10.1.0.7"}));
        run.Ask(3000, MappingSystem::MakeRequest({"10.1.0.7"}));
        run.Ask(4000, MappingSystem::MakeRequest({"10.2.0.7"}));
        run.Ask(4100, MappingSystem::MakeRequest({"10.2.0.7"}));
        run.Ask(4100, MappingSystem::MakeRequest({"10.2.0.8"}));
        run.Ask(4500, MappingSystem::MakeRequest({"10.2.0.7"}));
        MappingSystem::Run(10);
        const auto two = run.logs[2].Get<LispEncapsulatedControl>().size();
        const auto three = run.logs[3].Get<LispEncapsulatedControl>().size();
        NS_TEST_EXPECT_MSG_EQ(two + three, 3, "each is forwarded");
        NS_TEST_EXPECT_MSG_EQ((two == 1 || three == 1), true, "in turn");
        NS_TEST_EXPECT_MSG_EQ(run.logs[4].Get<LispMapReply>().size(), 3, "by proxy");
        NS_TEST_EXPECT_MSG_EQ(run.Drops(LispControlDrop::REPLY_RATE), 1, "too soon");
    }
};

/**
 * Method: a subnet and hosts inside it are registered for proxy replies; an ITR asks for another
 * host of the subnet, and for one of those; then 40 more hosts are registered and it asks again.
 * Expected: the subnet with the prefixes inside it, all with the shortest TTL; the host alone;
 * then, as the set does not fit, the host that was asked for alone, with the subnet's locator (RFC
 * 9301 section 5.5).
 */
class MoreSpecificsTestCase : public TestCase
{
  public:
    MoreSpecificsTestCase()
        : TestCase("prefixes inside the answer come with it")
    {
    }

  private:
    void DoRun() override
    {
        MappingSystem run;
        run.AddSite("one", {"10.1.0.0/24"});
        const auto add = [&run](const std::string& eid, uint32_t node, uint32_t ttl) {
            auto message = MappingSystem::MakeRegister(eid, node);
            message.proxyReply = true;
            message.wantMapNotify = false;
            message.records.front().ttl = ttl;
            run.Register(0, node, message);
        };
        run.server->SetAttribute("NotifyFormerXtrs", BooleanValue(false));
        add("10.1.0.0/24", 2, 1440);
        add("10.1.0.5/32", 3, 60);
        add("10.1.0.6/32", 3, 1440);
        run.Ask(1000, MappingSystem::MakeRequest({"10.1.0.7"}));
        run.Ask(2000, MappingSystem::MakeRequest({"10.1.0.5"}));
        Simulator::Schedule(Seconds(3), [&] {
            for (int host = 100; host < 140; ++host)
            {
                add("10.1.0." + std::to_string(host), 3, 1440);
            }
        });
        run.Ask(4000, MappingSystem::MakeRequest({"10.1.0.7"}));
        MappingSystem::Run(10);
        NS_TEST_EXPECT_MSG_EQ(run.Replies(4),
                              "10.1.0.0/24 ttl 60 10.0.2.2; 10.1.0.5/32 ttl 60 10.0.3.2; "
                              "10.1.0.6/32 ttl 60 10.0.3.2; "
                              "10.1.0.5/32 ttl 60 10.0.3.2; "
                              "10.1.0.7/32 ttl 60 10.0.2.2; ",
                              "answers");
    }
};

/// A case of the negative prefix.
struct Hole
{
    std::vector<std::string> configured;   ///< prefixes that sites have
    std::vector<std::string> unregistered; ///< those of them that nobody registers
    std::string asked;                     ///< the EID
    std::string answer;                    ///< the Map-Reply
};

/**
 * Method: the cases of other implementations' tests (vectors, "hole"), each with its prefixes
 * registered and the EID asked for.
 * Expected: the widest prefix that covers no registration; for 15 min, or for 1 min where a
 * configured prefix covers the EID.
 */
class HoleTestCase : public TestCase
{
  public:
    HoleTestCase()
        : TestCase("negative answers have the widest prefix")
    {
    }

  private:
    void DoRun() override
    {
        const std::string forward = " natively-forward; ";
        const std::vector<Hole> holes{
            {{"192.0.2.0/24", "10.0.0.0/32"}, {}, "11.1.1.1", "11.0.0.0/8 ttl 15"},
            {{"192.167.0.0/16", "192.169.0.0/16"}, {}, "192.168.0.1", "192.168.0.0/16 ttl 15"},
            {{"192.167.0.0/16", "192.169.0.0/16", "192.168.32.0/19"},
             {},
             "192.168.0.1",
             "192.168.0.0/19 ttl 15"},
            {{"192.167.0.0/16", "192.169.0.0/16", "192.168.32.0/19"},
             {},
             "192.168.64.1",
             "192.168.64.0/18 ttl 15"},
            {{"192.167.0.0/16", "192.169.0.0/16", "192.168.32.0/19"},
             {},
             "192.168.128.1",
             "192.168.128.0/17 ttl 15"},
            {{"192.167.0.0/16", "192.169.0.0/16", "192.168.1.0/24"},
             {},
             "192.168.0.1",
             "192.168.0.0/24 ttl 15"},
            {{"1.1.128.0/17", "1.1.32.0/19"}, {}, "1.1.127.10", "1.1.64.0/18 ttl 15"},
            {{"192.168.1.1/32",
              "192.168.1.0/25",
              "192.169.0.0/16",
              "192.167.0.0/16",
              "192.168.0.0/16"},
             {"192.168.0.0/16"},
             "192.168.3.0",
             "192.168.2.0/23 ttl 1"},
            {{"192.168.1.1/32",
              "192.168.1.0/25",
              "192.169.0.0/16",
              "192.167.0.0/16",
              "192.168.0.0/16"},
             {},
             "129.214.0.0",
             "128.0.0.0/2 ttl 15"},
            {{"fd01::/32", "fd01:0:8000::/33"}, {}, "fd02::1", "fd02::/15 ttl 15"},
        };
        for (const auto& hole : holes)
        {
            MappingSystem run;
            run.server->SetAttribute("NotifyFormerXtrs", BooleanValue(false));
            run.AddSite("one", hole.configured);
            for (const auto& prefix : hole.configured)
            {
                if (std::count(hole.unregistered.begin(), hole.unregistered.end(), prefix) == 0)
                {
                    run.Register(0, 2, MappingSystem::MakeRegister(prefix, 2));
                }
            }
            run.Ask(1000, MappingSystem::MakeRequest({hole.asked}));
            MappingSystem::Run(2);
            NS_TEST_EXPECT_MSG_EQ(run.Replies(4), hole.answer + forward, hole.asked);
        }
    }
};

/**
 * Method: node 1 is a Map-Resolver, node 2 and 3 are Map-Servers of its table, alone and both for
 * one prefix; node 4 asks for EIDs of each, of none, with two records in one message, with the
 * probe bit, plain and encapsulated, and as SMR.
 * Expected: forwarded as it came with the bit "to Map-Server"; in turn; a negative answer with the
 * widest hole of the table; one message for each record; probes and SMR counted and dropped.
 */
class ResolverTestCase : public TestCase
{
  public:
    ResolverTestCase()
        : TestCase("a Map-Resolver with a table of Map-Servers")
    {
    }

  private:
    void DoRun() override
    {
        ControlTestNetwork network;
        auto resolver = CreateObject<LispMapResolver>();
        std::vector<Ptr<LispControlPort>> ports{nullptr};
        std::vector<ControlTestLog> logs(5);
        for (uint32_t number = 1; number <= 4; ++number)
        {
            auto node = network.AddNode();
            if (number == 1)
            {
                resolver->Install(node);
            }
            ports.push_back(LispControlPort::Of(node));
            logs[number].Watch(ports[number], "Received");
        }
        const auto two = ControlTestNetwork::Ipv4Of(2);
        const auto three = ControlTestNetwork::Ipv4Of(3);
        resolver->AddMapServer(EidPrefix::FromString("10.2.0.0/16"), two);
        resolver->AddMapServer(EidPrefix::FromString("10.2.128.0/17"), three);
        resolver->AddMapServer(EidPrefix::FromString("10.3.0.0/16"), two);
        resolver->AddMapServer(EidPrefix::FromString("10.3.0.0/16"), three);
        bool refused = false;
        try
        {
            resolver->AddMapServer(EidPrefix::FromString("10.4.0.0/16"),
                                   NetworkAddress::FromString("224.0.0.1"));
        }
        catch (const std::invalid_argument& error)
        {
            refused = std::string(error.what()).find("224.0.0.1") != std::string::npos;
        }
        NS_TEST_EXPECT_MSG_EQ(refused, true, "a Map-Server has a unicast address");

        const auto ask = [&](int64_t when, const LispMapRequest& request, bool plain) {
            Simulator::Schedule(MilliSeconds(when), [=] {
                const auto inner = LispControlPort::MakeInnerHeader(
                    request.requests.front().GetEidPrefix()->GetAddress(),
                    ControlTestNetwork::Ipv4Of(4),
                    4342);
                const LispMessage message =
                    plain ? LispMessage(request)
                          : LispMessage(LispEncapsulatedControl(inner, request));
                ports[4]->Send(message, {ControlTestNetwork::Ipv4Of(1), {}, LISP_CONTROL_PORT});
            });
        };
        const auto make = MappingSystem::MakeRequest;
        ask(1000, make({"10.2.0.1"}), false);
        ask(2000, make({"10.2.128.1"}), false);
        ask(3000, make({"10.3.0.1"}), false);
        ask(4000, make({"10.3.0.1"}), false);
        ask(5000, make({"10.4.0.1"}), false);
        ask(6000, make({"10.2.0.2", "10.2.128.2"}), false);
        auto probe = make({"10.2.0.1"});
        probe.probe = true;
        ask(7000, probe, true);
        ask(8000, probe, false);
        auto smr = make({"10.2.0.1"});
        smr.smr = true;
        ask(9000, smr, true);
        Simulator::Stop(Seconds(10));
        Simulator::Run();

        const auto eids = [&logs](uint32_t node) {
            std::string text;
            for (const auto& outer : logs[node].Get<LispEncapsulatedControl>())
            {
                const auto& request = std::get<LispMapRequest>(*outer.inner);
                text += request.requests.front().eid.ToString() + (outer.toMapServer ? "M " : " ");
            }
            return text;
        };
        NS_TEST_EXPECT_MSG_EQ(eids(2), "10.2.0.1M 10.3.0.1M 10.2.0.2M ", "to node 2");
        NS_TEST_EXPECT_MSG_EQ(eids(3), "10.2.128.1M 10.3.0.1M 10.2.128.2M ", "to node 3");
        const auto replies = logs[4].Get<LispMapReply>();
        NS_TEST_ASSERT_MSG_EQ(replies.size(), 1, "one answer");
        NS_TEST_EXPECT_MSG_EQ(
            replies[0].records.front().eid.ToPrefixString(replies[0].records.front().maskLength),
            "10.4.0.0/14",
            "the hole");
        const auto& statistics = ports[1]->GetStatistics();
        NS_TEST_EXPECT_MSG_EQ(statistics.GetDrops(LispControlDrop::PROBE_TO_MAPPING_SYSTEM),
                              1,
                              "probe");
        NS_TEST_EXPECT_MSG_EQ(statistics.GetDrops(LispControlDrop::PROBE_ENCAPSULATED), 1, "probe");
        NS_TEST_EXPECT_MSG_EQ(statistics.GetDrops(LispControlDrop::UNEXPECTED_TYPE), 1, "SMR");
    }
};

/**
 * Method: Map-Server and Map-Resolver on one node; EIDs of instance 7 and of IPv6 are registered
 * and asked for, also in an instance that has none.
 * Expected: answered from the registrations; the hole of an empty instance is all of it.
 */
class InstanceTestCase : public TestCase
{
  public:
    InstanceTestCase()
        : TestCase("instances, IPv6, and both roles on one node")
    {
    }

  private:
    void DoRun() override
    {
        MappingSystem run;
        auto resolver = CreateObject<LispMapResolver>();
        resolver->Install(run.ports[1]->GetNode());
        LispSite site;
        site.name = "one";
        site.keys[0].secret = SECRET;
        site.prefixes = {{EidPrefix::FromString("10.1.0.0/24", 7), false},
                         {EidPrefix::FromString("fd01::/64"), false}};
        site.proxyReply = true;
        run.server->GetSites().AddSite(site);
        auto seven = MappingSystem::MakeRegister("10.1.0.0/24", 2);
        seven.records.front().SetEidPrefix(EidPrefix::FromString("10.1.0.0/24", 7));
        run.Register(0, 2, seven);
        run.Register(0, 2, MappingSystem::MakeRegister("fd01::/64", 2));
        auto request = MappingSystem::MakeRequest({"10.1.0.7"});
        run.Ask(1000, request);
        request.requests = {EidPrefix::FromString("10.1.0.7", 7)};
        run.Ask(2000, request);
        request.requests = {EidPrefix::FromString("10.1.0.7", 8)};
        run.Ask(3000, request);
        run.Ask(4000, MappingSystem::MakeRequest({"fd01::9"}));
        MappingSystem::Run(10);
        NS_TEST_EXPECT_MSG_EQ(run.Replies(4),
                              "0.0.0.0/0 ttl 15 natively-forward; "
                              "10.1.0.0/24 ttl 1440 10.0.2.2; "
                              "0.0.0.0/0 ttl 15 natively-forward; "
                              "fd01::/64 ttl 1440 10.0.2.2; ",
                              "answers");
        const auto replies = run.logs[4].Get<LispMapReply>();
        NS_TEST_EXPECT_MSG_EQ(replies[2].records.front().eid.GetInstanceId(), 8, "the instance");
    }
};

/// The suite of Map-Requests.
class ControlMapResolverTestSuite : public TestSuite
{
  public:
    ControlMapResolverTestSuite()
        : TestSuite("lisp-control-map-resolver", TestSuite::Type::UNIT)
    {
        AddTestCase(new ResolveTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new TurnTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new MoreSpecificsTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new HoleTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new ResolverTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new InstanceTestCase, compat::TestDuration<>::QUICK);
    }
};

const ControlMapResolverTestSuite g_controlMapResolverTestSuite; //!< registers itself

} // namespace
