/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "lisp-test-sites.h"

#include "ns3/eid-database.h"
#include "ns3/lisp-etr.h"
#include "ns3/lisp-helper.h"
#include "ns3/lisp-itr.h"
#include "ns3/lisp-map-cache.h"
#include "ns3/lisp-xtr.h"
#include "ns3/ns3-compat.h"
#include "ns3/test.h"

#include <sstream>

using namespace ns3;

/**
 * @file
 * @brief Solicit-Map-Requests from stale data to the changed map-cache (RFC 9301 section 6.1).
 *
 * Nodes of LispTestSites: 1 is the router of paris, 2 of lyon, each with a host behind it and
 * 192.168.i.0/24; 3 is the mapping system; 4 is the router of nice, where hosts of lyon may turn
 * up, with a host of its own. A site's link takes 1 ms, node to node takes 20 ms, and less than 50
 * us of sending.
 */

namespace
{

/// The sites, and what is sent at their routers.
struct Scene
{
    LispTestSites sites{2};                                           ///< the underlay
    LispHelper lisp;                                                  ///< sets it up
    std::vector<Ptr<LispXtr>> xtrs{5};                                ///< by node
    std::vector<Ptr<LispEtr>> etrs{5};                                ///< by node
    std::vector<ControlTestLog> sent{std::vector<ControlTestLog>(5)}; ///< by node
    std::vector<std::string> tunnel{std::vector<std::string>(5)};     ///< by node: where packets go

    Scene()
    {
        lisp.SetMapServer(sites.nodes[3], "10.0.3.2");
        const std::vector<std::string> names{"", "paris", "lyon", "", "nice"};
        sites.hosts.resize(5);
        sites.hosts[4] = sites.AddHost(4);
        for (const uint32_t number : {1, 2, 4})
        {
            const auto text = std::to_string(number);
            lisp.AddSite(names[number], "key of " + names[number]);
            xtrs[number] = lisp.InstallXtr(sites.nodes[number],
                                           names[number],
                                           {"10.0." + text + ".2"},
                                           {"192.168." + text + ".0/24"});
            etrs[number] = sites.nodes[number]->GetObject<LispEtr>();
            sent[number].Watch(GetPort(number), "Sent");
            xtrs[number]->TraceConnect("Encapsulated",
                                       text,
                                       MakeCallback(&Scene::OnEncapsulated, this));
        }
        lisp.AddDynamicPrefix(sites.nodes[4], "192.168.2.0/24");
    }

    /// @param number the node @param destination the outer destination
    void OnEncapsulated(std::string number,
                        Ptr<const Packet>,
                        uint32_t,
                        const NetworkAddress&,
                        const NetworkAddress& destination)
    {
        tunnel[std::stoul(number)] += std::to_string(Simulator::Now().GetMilliSeconds()) + " " +
                                      destination.ToString() + "; ";
    }

    /// @param number a node @return its control port
    Ptr<LispControlPort> GetPort(uint32_t number) const
    {
        return sites.nodes[number]->GetObject<LispControlPort>();
    }

    /// @param when in seconds @param eid a host of lyon that turns up in nice
    void Move(double when, const std::string& eid)
    {
        Simulator::Schedule(Seconds(when), [this, eid] {
            etrs[4]->HostDiscovered(NetworkAddress::FromString(eid), 0, nullptr);
        });
    }

    /// @param number a node @return the Solicit-Map-Requests that it sent: time, to whom, EID
    std::string Smrs(uint32_t number) const
    {
        return Requests(number, true);
    }

    /// @param number a node @return the Map-Requests that it sent to the mapping system: time, to
    /// whom, EID, "s" if SMR-invoked
    std::string Asked(uint32_t number) const
    {
        return Requests(number, false);
    }

    /// @param number a node @param eid an EID @return its locators there
    std::string Find(uint32_t number, const std::string& eid) const
    {
        const auto* entry =
            xtrs[number]->GetMapCache().GetEntries().Lookup(0, NetworkAddress::FromString(eid));
        return !entry
                   ? "-"
                   : entry->prefix.ToString() + " " +
                         (entry->locators ? entry->locators->ToString() : ToString(entry->action));
    }

    /// @param number a node @param reason a reason @return drops there
    uint64_t Drops(uint32_t number, LispControlDrop reason) const
    {
        return GetPort(number)->GetStatistics().GetDrops(reason);
    }

  private:
    /// @param number a node @param smr whether to tell of SMRs @return as Smrs or Asked
    std::string Requests(uint32_t number, bool smr) const
    {
        std::string text;
        for (const auto& entry : sent[number].entries)
        {
            const auto* outer = std::get_if<LispEncapsulatedControl>(&entry.message);
            const auto* request =
                std::get_if<LispMapRequest>(outer ? outer->inner.get() : &entry.message);
            if (request && request->smr == smr && (smr || outer))
            {
                text += std::to_string(entry.when.GetMilliSeconds()) + " " +
                        entry.destination.ToString() + " " +
                        request->requests.front().GetEidPrefix()->ToString() +
                        (request->smrInvoked ? " s; " : "; ");
            }
        }
        return text;
    }
};

/**
 * Method: the host of paris pings that of lyon at 5 s, and so its router caches lyon's prefix. The
 * host moves to nice at 10 s (its xTR hears of it; nobody answers there). Pings follow at 10.5, 11
 * and 12 s.
 * Expected: at 10.04 s lyon's router knows. The ping of 10.5 s reaches it at 10.521 s; it solicits
 * paris's router, which has that at 10.541 s and asks the mapping system (20 ms), which asks nice's
 * ETR (20 ms), which answers (20 ms): from 10.601 s on the host's mapping is nice's, that of its
 * neighbours as before. One SMR and one SMR-invoked Map-Request, encapsulated, for the host. The
 * packets leave for 10.0.2.2 until 10.501 s, and for 10.0.4.2 then.
 */
class StaleDataTestCase : public TestCase
{
  public:
    StaleDataTestCase()
        : TestCase("stale data makes the sender ask again")
    {
    }

  private:
    void DoRun() override
    {
        Scene scene;
        scene.Move(10, "192.168.2.9");
        scene.sites.Ping(5000, 1, 2, 1);
        uint16_t sequence = 1;
        for (const int64_t when : {10500, 11000, 12000})
        {
            scene.sites.Ping(when, 1, 2, ++sequence);
        }
        const auto check = [&scene, this](int64_t when, const std::string& mapping) {
            Simulator::Schedule(MilliSeconds(when), [&scene, this, mapping] {
                NS_TEST_EXPECT_MSG_EQ(scene.Find(1, "192.168.2.9"), mapping, "the host's mapping");
            });
        };
        check(10600, "192.168.2.0/24 10.0.2.2 1/100");
        check(10602, "192.168.2.9/32 10.0.4.2 1/100");
        LispTestSites::Run(15);
        NS_TEST_EXPECT_MSG_EQ(scene.Smrs(2), "10521 10.0.1.2 192.168.2.9/32; ", "solicits");
        NS_TEST_EXPECT_MSG_EQ(scene.Asked(1),
                              "5001 10.0.3.2 192.168.2.9/32; 10541 10.0.3.2 192.168.2.9/32 s; ",
                              "asks");
        NS_TEST_EXPECT_MSG_EQ(scene.tunnel[1],
                              "5061 10.0.2.2; 10501 10.0.2.2; 11001 10.0.4.2; 12001 10.0.4.2; ",
                              "where packets go");
        NS_TEST_EXPECT_MSG_EQ(scene.Find(1, "192.168.2.8"),
                              "192.168.2.0/24 10.0.2.2 1/100",
                              "a neighbour's mapping");
        NS_TEST_EXPECT_MSG_EQ(scene.xtrs[2]->GetDrops(LispDropReason::ETR_EID_AWAY), 1, "lost");
    }
};

/**
 * Method: as before, but paris's router is deaf to SMRs from 9 s on, and its host pings every 700
 * ms from 10.5 s to 20.3 s (15 times), first one host that has left lyon, then as well another one.
 * Expected: stale data at 10.521 s + n * 0.7 s. At most one SMR in 3 s: the first at 10.521 s, the
 * next ones at the first stale packet after 13.521 s, that is 14.021 s, and after 17.021 s, 17.521
 * s. The 12 other packets are counted. With a second host, pinged 300 ms after the first, its SMR
 * waits until 13.521 s; what the first one's packet of 14.021 s asks for waits until 16.521 s, and
 * what the second one's packet of 16.521 s + 0.3 s asks for until 19.521 s.
 */
class SenderRateTestCase : public TestCase
{
  public:
    SenderRateTestCase()
        : TestCase("at most one in 3 s to a locator")
    {
    }

  private:
    void DoRun() override
    {
        for (const bool second : {false, true})
        {
            Scene scene;
            scene.Move(10, "192.168.2.9");
            scene.Move(10, "192.168.2.10");
            scene.sites.Ping(5000, 1, 2, 1);
            Simulator::Schedule(Seconds(9), [&scene] {
                scene.GetPort(1)->SetHandler(LispControlPort::Role::ITR,
                                             [](const LispReception&) { return true; });
            });
            for (int n = 0; n < 15; ++n)
            {
                scene.sites.Ping(10500 + 700 * n, 1, 2, 10);
                if (second)
                {
                    scene.sites.Ping(10800 + 700 * n, 1, "192.168.2.10", 10);
                }
            }
            LispTestSites::Run(20.45);
            const std::string one = " 10.0.1.2 192.168.2.9/32; ";
            const std::string two = " 10.0.1.2 192.168.2.10/32; ";
            NS_TEST_EXPECT_MSG_EQ(scene.Smrs(2),
                                  second ? "10521" + one + "13521" + two + "16521" + one + "19521" +
                                               two
                                         : "10521" + one + "14021" + one + "17521" + one,
                                  "solicits");
            if (!second)
            {
                NS_TEST_EXPECT_MSG_EQ(scene.Drops(2, LispControlDrop::SMR_RATE), 12, "too soon");
            }
        }
    }
};

/**
 * Method: nice's router solicits on change. Its host pings that of lyon at 5 s and that of paris at
 * 20 s; a new host turns up behind it at 70 s, in a dynamic-EID prefix of its own.
 * Expected: the registration is confirmed at 70.04 s. Paris's site was sent to within the last
 * minute, lyon's not: one SMR, to paris. A second prefix that is added at 71 s (confirmed at 71.04
 * s) has to wait until 73.04 s.
 */
class ChangeTestCase : public TestCase
{
  public:
    ChangeTestCase()
        : TestCase("a change is told to whom was sent to lately")
    {
    }

  private:
    void DoRun() override
    {
        Scene scene;
        scene.etrs[4]->SetAttribute("SolicitOnChange", BooleanValue(true));
        scene.lisp.AddDynamicPrefix(scene.sites.nodes[4], "192.168.9.0/24");
        scene.sites.Ping(5000, 4, 2, 1);
        scene.sites.Ping(20000, 4, 1, 2);
        scene.Move(70, "192.168.9.9");
        Simulator::Schedule(Seconds(71), [&scene] {
            scene.lisp.AddPrefix(scene.sites.nodes[4], "192.168.8.0/24");
        });
        LispTestSites::Run(80);
        NS_TEST_EXPECT_MSG_EQ(scene.sites.Echoes(), "1@5164 2@20164 ", "it was sent to");
        NS_TEST_EXPECT_MSG_EQ(scene.Smrs(4),
                              "70040 10.0.1.2 192.168.9.9/32; 73040 10.0.1.2 192.168.8.0/24; ",
                              "solicits");
        // Paris has nothing cached of either, and so does not ask.
        NS_TEST_EXPECT_MSG_EQ(scene.Drops(1, LispControlDrop::SMR_WITHOUT_MAPPING), 2, "ignored");
        NS_TEST_EXPECT_MSG_EQ(scene.Asked(1).find(" s;"), std::string::npos, "not asked for");
    }
};

/**
 * Method: nice's router solicits on change. Its host pings that of paris at 5 s. Three hosts of
 * lyon, whom nobody has cached, turn up behind it at 10 s; the host of paris pings the second of
 * them at 11 s.
 * Expected: all are registered at 10.04 s, and paris is solicited for the first one. The others
 * would be told of 3 s and 6 s later; but paris's router asks for the second one itself, as is
 * known at nice at 11.001 + 0.02 + 0.02 = 11.041 s: only the third one is left, at 13.04 s.
 */
class AnsweredTestCase : public TestCase
{
  public:
    AnsweredTestCase()
        : TestCase("who asks need not be solicited")
    {
    }

  private:
    void DoRun() override
    {
        Scene scene;
        scene.etrs[4]->SetAttribute("SolicitOnChange", BooleanValue(true));
        scene.sites.Ping(5000, 4, 1, 1);
        scene.Move(10, "192.168.2.20");
        scene.Move(10, "192.168.2.21");
        scene.Move(10, "192.168.2.22");
        scene.sites.Ping(11000, 1, "192.168.2.21", 2);
        LispTestSites::Run(20);
        NS_TEST_EXPECT_MSG_EQ(scene.Smrs(4),
                              "10040 10.0.1.2 192.168.2.20/32; 13040 10.0.1.2 192.168.2.22/32; ",
                              "solicits");
        NS_TEST_EXPECT_MSG_EQ(scene.Find(1, "192.168.2.21"),
                              "192.168.2.21/32 10.0.4.2 1/100",
                              "what paris's router asked for");
    }
};

/**
 * Method: paris's router has cached lyon's prefix. From 10 s on the mapping node, in its own name
 * and with itself as ITR-RLOC, sends it SMRs: 50 within a second for one host, 100 within a second
 * from 20 s for as many other hosts of the prefix, one each for an EID that is not cached, for
 * paris's own EID and for the whole address space; and a Map-Reply that says that lyon's hosts are
 * at 10.0.4.2. Expected: one Map-Request for the one host; 10 (MaxSmrsPerMapping) for the many; one
 * for the whole space, which covers the mapping. All go to the mapping system, whose answers are
 * lyon's. Each SMR else is counted, the Map-Reply too, and the mapping is the same as before.
 */
class HostileTestCase : public TestCase
{
  public:
    HostileTestCase()
        : TestCase("solicited by an unknown party")
    {
    }

  private:
    void DoRun() override
    {
        Scene scene;
        scene.sites.Ping(5000, 1, 2, 1);
        const auto send = [&scene](int64_t when, const LispMessage& message) {
            Simulator::Schedule(MilliSeconds(when), [&scene, message] {
                scene.GetPort(3)->Send(message,
                                       {ControlTestNetwork::Ipv4Of(1), {}, LISP_CONTROL_PORT});
            });
        };
        const auto make = [](const std::string& eid) {
            LispMapRequest smr;
            smr.smr = true;
            smr.nonce = 1;
            smr.itrRlocs = {ControlTestNetwork::Ipv4Of(3)};
            smr.sourceEid = LispAddress::FromEidPrefix(EidPrefix::FromString(eid));
            smr.requests = {EidPrefix::FromString(eid)};
            return smr;
        };
        for (int n = 0; n < 50; ++n)
        {
            send(10000 + 20 * n, make("192.168.2.9"));
        }
        for (int n = 0; n < 100; ++n)
        {
            send(20000 + 10 * n, make("192.168.2." + std::to_string(100 + n)));
        }
        send(30000, make("172.16.0.1"));
        send(31000, make("192.168.1.9"));
        send(40000, make("0.0.0.0/0"));
        LispMapReply reply;
        reply.nonce = 1;
        LispMappingRecord record;
        record.SetEidPrefix(EidPrefix::FromString("192.168.2.0/24"));
        record.ttl = 1440;
        record.authoritative = true;
        record.locators.resize(1);
        record.locators.front().address = ControlTestNetwork::Ipv4Of(4);
        reply.records = {record};
        send(50000, reply);
        LispTestSites::Run(60);

        const std::string asked = scene.Asked(1);
        std::size_t many = 0;
        std::istringstream lines(asked);
        std::string line;
        std::string others;
        while (std::getline(lines, line, ';'))
        {
            const bool isOfMany = line.find(" 192.168.2.1") != std::string::npos;
            many += isOfMany;
            others += isOfMany ? "" : line + ";";
        }
        NS_TEST_EXPECT_MSG_EQ(others,
                              "5001 10.0.3.2 192.168.2.9/32; 10020 10.0.3.2 192.168.2.9/32 s; "
                              "40020 10.0.3.2 192.168.2.0/24 s; ;",
                              "asks");
        NS_TEST_EXPECT_MSG_EQ(many, 10, "for the many");
        NS_TEST_EXPECT_MSG_EQ(scene.Drops(1, LispControlDrop::SMR_RATE), 49 + 90, "too many");
        NS_TEST_EXPECT_MSG_EQ(scene.Drops(1, LispControlDrop::SMR_WITHOUT_MAPPING),
                              2,
                              "nothing cached");
        NS_TEST_EXPECT_MSG_EQ(scene.Drops(1, LispControlDrop::NONCE_NOT_OUTSTANDING),
                              1,
                              "not asked for");
        for (const std::string eid : {"192.168.2.9", "192.168.2.100"})
        {
            NS_TEST_EXPECT_MSG_EQ(scene.Find(1, eid), "192.168.2.0/24 10.0.2.2 1/100", "as before");
        }
    }
};

/// The suite of solicitations.
class ControlSmrTestSuite : public TestSuite
{
  public:
    ControlSmrTestSuite()
        : TestSuite("lisp-control-smr", TestSuite::Type::SYSTEM)
    {
        AddTestCase(new StaleDataTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new SenderRateTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new ChangeTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new AnsweredTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new HostileTestCase, compat::TestDuration<>::QUICK);
    }
};

ControlSmrTestSuite g_suite; ///< registers itself

} // namespace
