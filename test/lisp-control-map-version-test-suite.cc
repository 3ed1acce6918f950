/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "lisp-signals-line.h"
#include "lisp-test-sites.h"
#include "map-server-test-net.h"

#include "ns3/lisp-etr.h"
#include "ns3/lisp-helper.h"
#include "ns3/lisp-map-version.h"
#include "ns3/ns3-compat.h"
#include "ns3/test.h"

using namespace ns3;
using namespace ns3::lisptest;

/**
 * @file
 * @brief Map-versions in headers of data packets and in registrations (RFC 9302), by the router Y
 * of a Line and by a Map-Server.
 *
 * Y's prefix, of B, has the version 100, and its mapping of A's prefix, with X's locator, 69. So
 * 101 to 100 + 2048 are newer than Y's (RFC 9302 section 6), and 70 to 69 + 2048 than A's.
 */

namespace
{

/// A packet of A that comes to Y with versions.
struct Row
{
    const char* name;      //!< of the row
    const char* rloc;      //!< outer source
    uint16_t source;       //!< version
    uint16_t destination;  //!< version
    LispDropReason reason; //!< why it is dropped; NONE: delivered
    bool stale;            //!< its sender is solicited
    bool newer;            //!< A's mapping is asked for
};

const Row ROWS[] = {
    {"both the same", "172.16.1.1", 69, 100, LispDropReason::NONE, false, false},
    {"null source", "172.16.1.1", 0, 100, LispDropReason::NONE, false, false},
    {"newer source", "172.16.1.1", 70, 100, LispDropReason::NONE, false, true},
    {"newest source", "172.16.1.1", 69 + 2048, 100, LispDropReason::NONE, false, true},
    {"oldest source",
     "172.16.1.1",
     69 + 2049,
     100,
     LispDropReason::ETR_SOURCE_VERSION_OLD,
     false,
     false},
    {"older source", "172.16.1.1", 68, 100, LispDropReason::ETR_SOURCE_VERSION_OLD, false, false},
    {"older source of a stranger", "172.16.1.2", 68, 100, LispDropReason::NONE, false, false},
    {"newer source of a stranger", "172.16.1.2", 70, 100, LispDropReason::NONE, false, false},
    {"null destination", "172.16.1.1", 69, 0, LispDropReason::ETR_MAP_VERSION_NULL, false, false},
    {"newer destination",
     "172.16.1.1",
     69,
     101,
     LispDropReason::ETR_MAP_VERSION_NEWER,
     false,
     false},
    {"newest destination",
     "172.16.1.1",
     69,
     100 + 2048,
     LispDropReason::ETR_MAP_VERSION_NEWER,
     false,
     false},
    {"older destination", "172.16.1.1", 69, 99, LispDropReason::NONE, true, false},
    {"oldest destination of another", "172.16.1.2", 0, 2149, LispDropReason::NONE, true, false},
    {"older destination, too soon", "172.16.1.1", 69, 98, LispDropReason::NONE, false, false},
    {"both old", "172.16.1.1", 68, 99, LispDropReason::ETR_SOURCE_VERSION_OLD, false, false},
};

/// Y with map-versioning, and what it is told.
struct Versions
{
    SignalsLine line;                                          ///< the network
    Ptr<LispSignals> signals;                                  ///< of Y
    std::string stale;                                         ///< senders, with the second
    uint64_t staleCount{0};                                    ///< the same
    uint64_t newer{0};                                         ///< told of A's mapping
    const EidPrefix own{EidPrefix::FromString("10.2.0.0/24")}; ///< B's

    Versions()
    {
        SignalsLine::Map(line.ytr, "10.1.0.0/24", {"172.16.1.1"}, 69, false);
        line.ytr->GetEidDatabase().SetMapVersion(own, 100);
        signals = SignalsLine::Enable(line.ytr, {"MapVersioning"});
        signals->TraceConnectWithoutContext("StaleVersion", MakeCallback(&Versions::OnStale, this));
        signals->TraceConnectWithoutContext("NewerVersion", MakeCallback(&Versions::OnNewer, this));
    }

    /// See LispSignals::StaleTrace.
    void OnStale(const NetworkAddress&, const EidPrefix&, uint16_t)
    {
        ++staleCount;
        stale += std::to_string(Simulator::Now().GetMilliSeconds() / 1000) + " ";
    }

    /// See LispSignals::NewerTrace.
    void OnNewer(const EidPrefix&, uint16_t)
    {
        ++newer;
    }

    /// @param rloc outer source @param source version @param destination version: C sends it to Y
    void Send(const std::string& rloc, uint16_t source, uint16_t destination)
    {
        const uint32_t first = 0x10000000U | uint32_t{source} << 12 | destination;
        IpFields outer{rloc, "172.16.2.1"};
        SendFrom(line.c->GetDevice(2), MakeIp(outer, MakeData(first, 0, MakeInner(false))));
    }
};

/**
 * Method: C sends Y each of ROWS.
 * Expected: dropped, solicited and asked as the row says.
 */
class CompareTestCase : public TestCase
{
  public:
    CompareTestCase()
        : TestCase("versions that come")
    {
    }

  private:
    void DoRun() override
    {
        Versions run;
        SignalsLine::RunWith([&] {
            int64_t when = 0;
            for (const auto& row : ROWS)
            {
                Simulator::Schedule(MilliSeconds(when), [&run, row, this] {
                    const uint64_t drops =
                        row.reason == LispDropReason::NONE ? 0 : run.line.Drops(row.reason);
                    const uint64_t all = run.line.ytr->GetTotalDrops();
                    const uint64_t stale = run.staleCount;
                    const uint64_t newer = run.newer;
                    run.Send(row.rloc, row.source, row.destination);
                    Simulator::Schedule(
                        MilliSeconds(9),
                        [&run, row, drops, all, stale, newer, this] {
                            const bool isDropped = row.reason != LispDropReason::NONE;
                            NS_TEST_EXPECT_MSG_EQ(run.line.ytr->GetTotalDrops() - all,
                                                  isDropped,
                                                  row.name << ": dropped");
                            NS_TEST_EXPECT_MSG_EQ(
                                (isDropped ? run.line.Drops(row.reason) - drops : 0),
                                isDropped,
                                row.name << ": reason");
                            NS_TEST_EXPECT_MSG_EQ(run.staleCount - stale,
                                                  row.stale,
                                                  row.name << ": solicited");
                            NS_TEST_EXPECT_MSG_EQ(run.newer - newer,
                                                  row.newer,
                                                  row.name << ": asked");
                        });
                });
                when += 10;
            }
        });
        Simulator::Destroy();
    }
};

/**
 * Method: C sends Y a packet with the version 99 every second from 3 s to 93 s; then Y's version
 * goes to 101, and it sends one more.
 * Expected: solicited every 3 s, ten times in all, from 3 to 30 s; from 33 s on, when the tenth has
 * had its 3 s, the packets are dropped (RFC 9302 section 7.1), 61 until 93 s; solicited further at
 * 60 and 90 s. With the new version it starts over.
 */
class DeafTestCase : public TestCase
{
  public:
    DeafTestCase()
        : TestCase("a sender that does not ask")
    {
    }

  private:
    void DoRun() override
    {
        Versions run;
        for (int when = 3; when <= 94; ++when)
        {
            Simulator::Schedule(Seconds(when), [&run] { run.Send("172.16.1.1", 69, 99); });
        }
        Simulator::Schedule(Seconds(93.5),
                            [&run] { run.line.ytr->GetEidDatabase().SetMapVersion(run.own, 101); });
        Simulator::Stop(Seconds(95));
        Simulator::Run();
        NS_TEST_EXPECT_MSG_EQ(run.stale, "3 6 9 12 15 18 21 24 27 30 60 90 94 ", "solicited");
        NS_TEST_EXPECT_MSG_EQ(run.line.Drops(LispDropReason::ETR_MAP_VERSION_STALE), 61, "dropped");
        NS_TEST_EXPECT_MSG_EQ(run.signals->GetMapVersionStatistics().stale, 92, "counted");
        Simulator::Destroy();
    }
};

/**
 * Method: MaxStaleSenders is 10; 15 locators send Y packets with the version 99; then one of them
 * the right one, and a new one an old one.
 * Expected: the first 10 are solicited, the further 5 are not, and counted; no packet is dropped.
 * Who has the right version makes room for the new one.
 */
class ManyTestCase : public TestCase
{
  public:
    ManyTestCase()
        : TestCase("too many senders with an old mapping")
    {
    }

  private:
    void DoRun() override
    {
        Versions run;
        run.signals->SetAttribute("MaxStaleSenders", UintegerValue(10));
        SignalsLine::RunWith([&] {
            for (int i = 0; i < 15; ++i)
            {
                run.Send("172.16.9." + std::to_string(i + 1), 0, 99);
            }
            run.Send("172.16.9.1", 0, 100);
            run.Send("172.16.9.99", 0, 99);
        });
        NS_TEST_EXPECT_MSG_EQ(run.staleCount, 11, "solicited");
        NS_TEST_EXPECT_MSG_EQ(run.signals->GetMapVersionStatistics().full, 5, "not solicited");
        NS_TEST_EXPECT_MSG_EQ(run.line.ytr->GetTotalDrops(), 0, "dropped");
        Simulator::Destroy();
    }
};

/**
 * Method: B sends to A, whose mapping has a version or none; B's prefix has one or none; a host of
 * B's has an entry of its own.
 * Expected: V (0x10) with both versions where A's has one: none of the source is the null one. No
 * V where A's has none (RFC 9302 section 6.1). A prefix without a version drops what comes with
 * some.
 */
class NullTestCase : public TestCase
{
  public:
    NullTestCase()
        : TestCase("mappings without a version")
    {
    }

  private:
    void DoRun() override
    {
        const struct
        {
            uint16_t own;
            uint16_t mapping;
            uint32_t first;
        } rows[] = {{100, 69, 0x10064045}, {0, 69, 0x10000045}, {100, 0, 0}};

        for (const auto& row : rows)
        {
            SignalsLine line;
            SignalsLine::Map(line.ytr, "10.1.0.0/24", {"172.16.1.1"}, row.mapping, false);
            line.ytr->GetEidDatabase().SetMapVersion(EidPrefix::FromString("10.2.0.0/24"), row.own);
            SignalsLine::Enable(line.ytr, {"MapVersioning"});
            Tap core(Line::Device(line.c, 2));
            SignalsLine::RunWith([&] {
                core.packets.clear();
                IpFields fields{"10.2.0.9", "10.1.0.5"};
                SendFrom(line.b->GetDevice(1), MakeIp(fields, MakeUdp(6000, 5000, {1})));
                Simulator::Schedule(MilliSeconds(100), [&line] {
                    SendFrom(line.c->GetDevice(2),
                             MakeOuter(false, MakeData(0x10000064, 0, MakeInner(false))));
                });
            });
            NS_TEST_ASSERT_MSG_EQ(core.packets.empty(), false, "a packet");
            NS_TEST_EXPECT_MSG_EQ(FirstWord(core.packets.front()), row.first, "first word");
            NS_TEST_EXPECT_MSG_EQ(line.Drops(LispDropReason::ETR_MAP_VERSION_NULL),
                                  (row.own == 0),
                                  "of a mapping without");
            Simulator::Destroy();
        }
    }
};

/**
 * Method: an xTR registers an EID-prefix with the versions 5, 4, 4095, 6, none, 7, each a second
 * after the other; another one registers it with 3, and both merge.
 * Expected: 4 and 4095 are older than 5 (4095 - 5 > 2048): no registration, no Map-Notify, two
 * drops. All others are confirmed; what is merged has the newest version, 7.
 */
class MapServerTestCase : public TestCase
{
  public:
    MapServerTestCase()
        : TestCase("registrations that go back")
    {
    }

  private:
    void DoRun() override
    {
        MappingSystem run;
        run.AddSite("one", {"10.1.0.0/16"});
        run.AnswerNotifies(2);
        run.AnswerNotifies(3);
        const auto registerAt = [&run](int64_t when, uint32_t node, uint16_t version) {
            auto message = MappingSystem::MakeRegister("10.1.1.0/24", node);
            message.merge = true;
            message.xtrId = LispXtrId();
            message.xtrId->xtrId[0] = node;
            message.records.front().mapVersion = version;
            run.Register(when, node, message);
        };
        int64_t when = 1000;
        for (const uint16_t version : {5, 4, 4095, 6, 0, 7})
        {
            registerAt(when, 2, version);
            when += 1000;
        }
        registerAt(when, 3, 3);
        MappingSystem::Run(20);
        std::string versions;
        for (const auto& notify : run.logs[2].Get<LispMapNotify>())
        {
            versions += std::to_string(notify.records.front().mapVersion) + " ";
        }
        NS_TEST_EXPECT_MSG_EQ(versions, "5 6 0 7 7 ", "confirmed, and the other's");
        NS_TEST_EXPECT_MSG_EQ(run.Drops(LispControlDrop::OLD_MAP_VERSION), 2, "refused");
        NS_TEST_EXPECT_MSG_EQ(run.logs[3].Get<LispMapNotify>().front().records.front().mapVersion,
                              7,
                              "merged");
    }
};

/**
 * Method: nodes 1 and 4 of LispTestSites are xTRs of one site, with a locator each for the same
 * EID-prefix, merged by the Map-Server, node 3; all are 20 ms apart. Node 1 changes a weight at 10
 * s; node 4's locator is unreachable from 20 s on, and so its R bit is cleared.
 * Expected: who changes has the next version at once and registers; the Map-Server has that 20 ms
 * later, and the other one its Map-Notify another 20 ms later, and with it the same version (RFC
 * 9302 section 9). Without versions the Map-Server tells of weights as before, and not of R bits.
 */
class SiteTestCase : public TestCase
{
  public:
    SiteTestCase()
        : TestCase("two xTRs of a site agree")
    {
    }

  private:
    void DoRun() override
    {
        for (const bool versions : {true, false})
        {
            LispTestSites sites{2};
            LispHelper lisp;
            lisp.SetMapServer(sites.nodes[3], "10.0.3.2");
            lisp.AddSite("paris", "the secret of paris");
            lisp.SetSignalAttribute("MapVersioning", BooleanValue(versions));
            for (const uint32_t number : {1, 4})
            {
                lisp.InstallXtr(sites.nodes[number],
                                "paris",
                                {"10.0." + std::to_string(number) + ".2"},
                                {"192.168.1.0/24"});
            }
            lisp.AssignStreams(1);
            const auto eid = EidPrefix::FromString("192.168.1.0/24");
            Simulator::Schedule(Seconds(10), [&sites, eid] {
                LispLocator lighter;
                lighter.address = NetworkAddress::FromString("10.0.1.2");
                lighter.weight = 1;
                sites.nodes[1]->GetObject<LispEtr>()->SetLocators(eid, {lighter});
            });
            Simulator::Schedule(Seconds(20), [&sites] {
                sites.nodes[4]->GetObject<LispEtr>()->SetReachable(
                    NetworkAddress::FromString("10.0.4.2"),
                    false);
            });
            std::string seen;
            for (const int64_t when : {9999, 10001, 10039, 10041, 20001, 20039, 20041})
            {
                Simulator::Schedule(MilliSeconds(when), [&sites, &seen, eid] {
                    for (const uint32_t number : {1, 4})
                    {
                        const auto xtr = sites.nodes[number]->GetObject<LispXtr>();
                        seen += std::to_string(xtr->GetEidDatabase().Find(eid)->version);
                    }
                    seen += " ";
                });
            }
            LispTestSites::Run(25);
            NS_TEST_EXPECT_MSG_EQ(seen,
                                  (versions ? "11 21 21 22 23 23 33 " : "00 00 00 00 00 00 00 "),
                                  "versions of nodes 1 and 4");
        }
    }
};

/// The suite of map-versions.
class MapVersionTestSuite : public TestSuite
{
  public:
    MapVersionTestSuite()
        : TestSuite("lisp-control-map-version", TestSuite::Type::UNIT)
    {
        AddTestCase(new CompareTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new DeafTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new ManyTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new NullTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new MapServerTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new SiteTestCase, compat::TestDuration<>::QUICK);
    }
};

MapVersionTestSuite g_suite; ///< registers itself

} // namespace
