/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "control-test-network.h"

#include "ns3/boolean.h"
#include "ns3/double.h"
#include "ns3/lisp-codec.h"
#include "ns3/lisp-etr.h"
#include "ns3/lisp-itr.h"
#include "ns3/lisp-map-cache.h"
#include "ns3/lisp-reachability.h"
#include "ns3/lisp-xtr.h"
#include "ns3/locator-set-pool.h"
#include "ns3/ns3-compat.h"
#include "ns3/test.h"
#include "ns3/uinteger.h"

#include <cmath>
#include <map>
#include <string>
#include <vector>

using namespace ns3;

/**
 * @file
 * @brief RLOC-probes over the wire (RFC 9301 section 7.1): node 1 is the ITR; nodes 2 and 3 are
 * ETRs played by the test; node 4 is a real ETR. Each link has 10 ms, so that a round trip between
 * two nodes takes 40 ms and a few microseconds.
 *
 * In what follows the interval is 10 s, without jitter, and the first probe comes at once: next
 * ones come 10 s after each answer, at 1.00, 11.04, 21.08, 31.12 s.
 */

namespace
{

/// @param octets some octets @return them as hexadecimal digits
std::string
Hex(const std::vector<uint8_t>& octets)
{
    static const char* const DIGITS = "0123456789abcdef";
    std::string text;
    for (const auto octet : octets)
    {
        text += DIGITS[octet >> 4];
        text += DIGITS[octet & 15];
    }
    return text;
}

/// The nodes, and what probes and answers there are.
struct Scene
{
    /// How a played ETR answers.
    struct Answer
    {
        bool silent{false};                     ///< not at all
        bool twice{false};                      ///< twice
        uint64_t nonceOff{0};                   ///< added to the nonce
        Time delay{0};                          ///< before it does
        std::vector<LispMappingRecord> records; ///< what it says
    };

    ControlTestNetwork network;                                           ///< the underlay
    Ptr<LispXtr> xtr{CreateObject<LispXtr>()};                            ///< on node 1
    Ptr<LispItr> itr{CreateObject<LispItr>()};                            ///< on node 1
    Ptr<LispReachability> reachability{CreateObject<LispReachability>()}; ///< on node 1
    std::vector<Ptr<Node>> nodes{nullptr};                                ///< from 1
    std::vector<Ptr<LispControlPort>> ports{nullptr};                     ///< by node
    std::map<uint32_t, Answer> answers;                                   ///< of nodes 2 and 3
    std::string probes;                                                   ///< with the time
    std::string changes;                                                  ///< with the time
    std::string learned;                                                  ///< with the time
    ControlTestLog sent;                                                  ///< by node 1
    ControlTestLog received;                                              ///< by node 1

    Scene()
    {
        for (uint32_t number = 1; number <= 4; ++number)
        {
            nodes.push_back(network.AddNode());
            if (number == 1)
            {
                xtr->Install(nodes[1]);
                xtr->AddRloc(ControlTestNetwork::Ipv4Of(1));
                xtr->AddRloc(ControlTestNetwork::Ipv6Of(1));
                itr->Install(xtr);
                reachability->SetAttribute("Probing", BooleanValue(true));
                reachability->SetAttribute("ProbeInterval", TimeValue(Seconds(10)));
                reachability->SetAttribute("DownProbeInterval", TimeValue(Seconds(10)));
                reachability->SetAttribute("ProbeJitter", DoubleValue(0));
                reachability->SetAttribute("FirstProbeDelay", TimeValue(Seconds(0)));
                reachability->SetAttribute("ProbeIdleTime", TimeValue(Seconds(0)));
                reachability->Install(xtr);
            }
            ports.push_back(LispControlPort::Of(nodes[number]));
        }
        for (uint32_t number = 2; number <= 3; ++number)
        {
            ports[number]->SetHandler(LispControlPort::Role::ETR,
                                      [this, number](const LispReception& reception) {
                                          OnProbe(number, reception);
                                          return true;
                                      });
        }
        sent.Watch(ports[1], "Sent");
        received.Watch(ports[1], "Received");
        reachability->TraceConnectWithoutContext("ProbeSent", MakeCallback(&Scene::OnSent, this));
        reachability->TraceConnectWithoutContext("LocatorDown", MakeCallback(&Scene::OnDown, this));
        reachability->TraceConnectWithoutContext("LocatorUp", MakeCallback(&Scene::OnUp, this));
        itr->TraceConnectWithoutContext("MappingLearned", MakeCallback(&Scene::OnLearned, this));
    }

    /// @return the time, as "@1040 "
    static std::string Now()
    {
        return "@" + std::to_string(Simulator::Now().GetMilliSeconds()) + " ";
    }

    /// @param number who answers @param reception a probe
    void OnProbe(uint32_t number, const LispReception& reception)
    {
        const auto* request = std::get_if<LispMapRequest>(reception.message);
        const Answer answer = answers[number];
        if (!request || !request->probe || answer.silent)
        {
            return;
        }
        LispMapReply reply;
        reply.probe = true;
        reply.nonce = request->nonce + answer.nonceOff;
        reply.records = answer.records;
        for (int i = 0; i < (answer.twice ? 2 : 1); ++i)
        {
            Simulator::Schedule(answer.delay, [this, number, reply] {
                ports[number]->Send(reply, {ControlTestNetwork::Ipv4Of(1), {}, LISP_CONTROL_PORT});
            });
        }
    }

    /// @param rloc to whom @param eid about what @param unanswered ones before it
    void OnSent(const NetworkAddress& rloc, const EidPrefix&, unsigned unanswered)
    {
        probes += rloc.ToString() + (unanswered > 0 ? "+" : "") + Now();
    }

    /// @param rloc a locator @param cause why
    void OnDown(const NetworkAddress& rloc, RlocDownCause cause)
    {
        changes += rloc.ToString() + " down " + ToString(cause) + Now();
    }

    /// @param rloc a locator @param cause why
    void OnUp(const NetworkAddress& rloc, RlocDownCause cause)
    {
        changes += rloc.ToString() + " up " + ToString(cause) + Now();
    }

    /// @param record a mapping
    void OnLearned(const LispMappingRecord& record, const NetworkAddress&)
    {
        learned += record.GetEidPrefix()->ToString() + Now();
    }

    /// @param eid an EID-prefix @param rlocs its locators, with priorities 1, 2, ... @return the
    /// record
    static LispMappingRecord Map(const std::string& eid, const std::vector<std::string>& rlocs)
    {
        LispMappingRecord record;
        record.SetEidPrefix(EidPrefix::FromString(eid));
        record.ttl = 1440;
        record.authoritative = true;
        for (const auto& rloc : rlocs)
        {
            LispLocator locator;
            locator.address = NetworkAddress::FromString(rloc);
            locator.priority = static_cast<uint8_t>(record.locators.size() + 1);
            record.locators.push_back(locator);
        }
        return record;
    }

    /// @param when in milliseconds @param record a mapping that node 1 learns
    void Learn(int64_t when, const LispMappingRecord& record)
    {
        Simulator::Schedule(MilliSeconds(when), [this, record] {
            xtr->GetMapCache().Insert(*LispMapping::FromRecord(record, xtr->GetLocatorSets()),
                                      LispMapCacheSource::MAP_REPLY,
                                      Simulator::Now());
        });
    }

    /// @param when in milliseconds @param number a played ETR @param silent whether it is then
    void Silence(int64_t when, uint32_t number, bool silent)
    {
        Simulator::Schedule(MilliSeconds(when),
                            [this, number, silent] { answers[number].silent = silent; });
    }

    /// @param seconds how long to run
    static void Run(double seconds)
    {
        Simulator::Stop(Seconds(seconds));
        Simulator::Run();
    }
};

/**
 * Method: node 1 probes the real ETR on node 4, which has 10.2.0.0/24 at its IPv4 and IPv6 locator.
 * Expected: the octets of RFC 9301 sections 5.2 and 5.4. Probe: type 1 and P (0x12), no flag, two
 * ITR-RLOCs (the count is one less: 01), one record, the nonce, a source EID of AFI 0, 10.0.1.2,
 * fd00:1::2, the record /24 (0x18) 10.2.0.0. Reply: type 2 and P (0x28), one record, the nonce; TTL
 * 1440 (0x5a0), 2 locators, /24, A (0x1000), no version, 10.2.0.0; 10.0.4.2 with priority 1, weight
 * 100 (0x64), multicast 255/0, L, p and R (0007); fd00:4::2 the same but not probed (0005). The
 * probe is not encapsulated, from the RLOC that data leaves from to the locator, port 4342.
 */
class GoldenTestCase : public TestCase
{
  public:
    GoldenTestCase()
        : TestCase("octets of a probe and its answer")
    {
    }

  private:
    void DoRun() override
    {
        Scene scene;
        auto peer = CreateObject<LispXtr>();
        peer->Install(scene.nodes[4]);
        peer->AddRloc(ControlTestNetwork::Ipv4Of(4));
        peer->AddRloc(ControlTestNetwork::Ipv6Of(4));
        auto etr = CreateObject<LispEtr>();
        etr->Install(peer);
        etr->AddPrefix(EidPrefix::FromString("10.2.0.0/24"));
        scene.Learn(1000, Scene::Map("10.2.0.0/24", {"10.0.4.2"}));
        Scene::Run(5);
        NS_TEST_ASSERT_MSG_EQ(scene.sent.entries.empty(), false, "a probe");
        NS_TEST_ASSERT_MSG_EQ(scene.received.entries.empty(), false, "an answer");
        const auto& probe = scene.sent.entries.front();
        const auto& reply = scene.received.entries.front();
        const std::string nonce = Hex(EncodeLispMessage(probe.message)).substr(8, 16);
        NS_TEST_EXPECT_MSG_EQ(Hex(EncodeLispMessage(probe.message)),
                              "12000101" + nonce +
                                  "0000"
                                  "00010a000102"
                                  "0002fd000001000000000000000000000002"
                                  "001800010a020000",
                              "the probe");
        NS_TEST_EXPECT_MSG_EQ(probe.source.ToString(), "10.0.1.2", "from an RLOC");
        NS_TEST_EXPECT_MSG_EQ(probe.destination.ToString(), "10.0.4.2", "to the locator");
        NS_TEST_EXPECT_MSG_EQ(Hex(EncodeLispMessage(reply.message)),
                              "28000001" + nonce +
                                  "000005a002181000000000010a020000"
                                  "0164ff00000700010a000402"
                                  "0164ff0000050002fd000004000000000000000000000002",
                              "the answer");
        NS_TEST_EXPECT_MSG_EQ(reply.source.ToString(), "10.0.4.2", "from the locator");
        // The IPv6 locator is news, and probed at once.
        NS_TEST_EXPECT_MSG_EQ(scene.probes, "10.0.4.2@1000 fd00:4::2@1040 ", "both");
        NS_TEST_EXPECT_MSG_EQ(scene.learned, "10.2.0.0/24@1040 ", "what differed");
        NS_TEST_EXPECT_MSG_EQ(scene.reachability->GetStatistics().probesAnswered, 2, "answered");
    }
};

/**
 * Method: node 1 uses the proxy ETRs 10.0.4.2, a real ETR without any EID, and fd00:3::2, which the
 * test plays, and whose answer has a record; neither is in a mapping. Then 10.0.4.2 is also the
 * locator of 10.2.0.0/24, which node 1 learns at 5 s.
 * Expected: each is asked for the EID-prefix of length 0 of its own family (RFC 9301 section 7.1:
 * that of the map-cache's entry, which it stands for all but those that are there), in octets as in
 * GoldenTestCase, but "00 00 0001 00000000"; the ETR's answer has type 2 and P, no record (0x28 and
 * 000000) and the nonce, as no mapping is there. Nothing of the answers comes into the map-cache.
 * 10 s after its answer, at 11.04 s, 10.0.4.2 is asked for 10.2.0.0/24.
 */
class ProxyEtrTestCase : public TestCase
{
  public:
    ProxyEtrTestCase()
        : TestCase("proxy ETRs")
    {
    }

  private:
    void DoRun() override
    {
        Scene scene;
        auto peer = CreateObject<LispXtr>();
        peer->Install(scene.nodes[4]);
        peer->AddRloc(ControlTestNetwork::Ipv4Of(4));
        peer->SetAttribute("Etr", BooleanValue(false));
        peer->SetAttribute("ProxyEtr", BooleanValue(true));
        CreateObject<LispEtr>()->Install(peer);
        std::vector<LispLocator> petrs(2);
        petrs[0].address = NetworkAddress::FromString("10.0.4.2");
        petrs[1].address = NetworkAddress::FromString("fd00:3::2");
        Simulator::Schedule(Seconds(1), [&] { scene.xtr->SetProxyEtrs(petrs); });
        scene.answers[3].records = {Scene::Map("::/0", {"fd00:3::2"})};
        std::size_t size = 1;
        Simulator::Schedule(Seconds(4), [&] { size = scene.xtr->GetMapCache().GetSize(); });
        scene.Learn(5000, Scene::Map("10.2.0.0/24", {"10.0.4.2"}));
        Scene::Run(11.03);
        std::string asked;
        for (const auto& entry : scene.sent.entries)
        {
            const auto& request = std::get<LispMapRequest>(entry.message);
            asked += entry.destination.ToString() + " " +
                     request.requests.front().GetEidPrefix()->ToPrefixString() + "; ";
        }
        NS_TEST_EXPECT_MSG_EQ(asked, "10.0.4.2 0.0.0.0/0; fd00:3::2 ::/0; ", "asked for");
        NS_TEST_EXPECT_MSG_EQ(size, 0, "nothing was learned");
        NS_TEST_EXPECT_MSG_EQ(scene.learned, "", "nor told");
        NS_TEST_EXPECT_MSG_EQ(scene.reachability->GetStatistics().probesAnswered, 2, "answers");
        Scene::Run(0.5);
        NS_TEST_ASSERT_MSG_EQ((scene.sent.entries.size() >= 3), true, "the next round");
        const auto& probe = scene.sent.entries[0].message;
        const std::string nonce = Hex(EncodeLispMessage(probe)).substr(8, 16);
        NS_TEST_EXPECT_MSG_EQ(Hex(EncodeLispMessage(probe)),
                              "12000101" + nonce +
                                  "0000"
                                  "00010a000102"
                                  "0002fd000001000000000000000000000002"
                                  "0000000100000000",
                              "the probe");
        NS_TEST_EXPECT_MSG_EQ(Hex(EncodeLispMessage(scene.received.entries.at(0).message)),
                              "28000000" + nonce,
                              "the answer");
        const auto& again = std::get<LispMapRequest>(scene.sent.entries[2].message);
        NS_TEST_EXPECT_MSG_EQ(again.requests.front().GetEidPrefix()->ToString(),
                              "10.2.0.0/24",
                              "a mapping goes first");
    }
};

/**
 * Method: the ETR on node 2 is silent from 25 s to 60 s.
 * Expected: the probe of 31.12 s is not answered within 1 s, repeated, not within 2.1 s, repeated,
 * not within 2.1 * 2.1 = 4.41 s: down at 31.12 + 7.51 = 38.63 s. From then on one probe 10 s after
 * that and after each timeout of 1 s: 48.63, 59.63 (it reaches a silent node at 59.65), 70.63; the
 * answer to that comes at 70.67, and the locator is up. 9 probes, of which 3 + 1 are answered and 3
 * + 2 are not. While it is down, the mapping has no locator for a flow.
 */
class DownTestCase : public TestCase
{
  public:
    DownTestCase()
        : TestCase("a locator that does not answer")
    {
    }

  private:
    void DoRun() override
    {
        Scene scene;
        scene.Learn(1000, Scene::Map("10.2.0.0/24", {"10.0.2.2"}));
        scene.Silence(25000, 2, true);
        scene.Silence(60000, 2, false);
        std::string used;
        for (const double when : {38.0, 39.0, 70.0, 71.0})
        {
            Simulator::Schedule(Seconds(when), [&scene, &used] {
                const auto* entry =
                    scene.xtr->GetMapCache().Find(EidPrefix::FromString("10.2.0.0/24"));
                used += entry->locators->Select(1) ? "1" : "0";
            });
        }
        Scene::Run(75);
        NS_TEST_EXPECT_MSG_EQ(scene.probes,
                              "10.0.2.2@1000 10.0.2.2@11040 10.0.2.2@21080 10.0.2.2@31120 "
                              "10.0.2.2+@32120 10.0.2.2+@34220 10.0.2.2@48630 10.0.2.2@59630 "
                              "10.0.2.2@70630 ",
                              "probes");
        NS_TEST_EXPECT_MSG_EQ(scene.changes,
                              "10.0.2.2 down probe@38630 10.0.2.2 up probe@70670 ",
                              "changes");
        NS_TEST_EXPECT_MSG_EQ(used, "1001", "flows");
        const auto& statistics = scene.reachability->GetStatistics();
        NS_TEST_EXPECT_MSG_EQ(statistics.probesSent, 9, "sent");
        NS_TEST_EXPECT_MSG_EQ(statistics.probesAnswered, 4, "answered");
        NS_TEST_EXPECT_MSG_EQ(statistics.probesTimedOut, 5, "timed out");
        NS_TEST_EXPECT_MSG_EQ(statistics.downs, 1, "down");
        NS_TEST_EXPECT_MSG_EQ(statistics.ups, 1, "up");
    }
};

/**
 * Method: as before, with a ProbeInterval of 12 s and the default of DownProbeInterval; silent from
 * 20 s to 40 s.
 * Expected: that default is 0, so that a locator that is down is probed every 12 s as well. Probes
 * at 1 s and 12 s after each answer (40 ms): 13.04 and 25.08 s. The latter is repeated at 26.08 and
 * 28.18 s, and the locator down at 25.08 + 7.51 = 32.59 s. 12 s later, at 44.59 s, there is a
 * probe, which is answered at 44.63 s.
 */
class DownIntervalTestCase : public TestCase
{
  public:
    DownIntervalTestCase()
        : TestCase("a locator that is down is probed every ProbeInterval")
    {
    }

  private:
    void DoRun() override
    {
        TimeValue interval(Seconds(1));
        CreateObject<LispReachability>()->GetAttribute("DownProbeInterval", interval);
        NS_TEST_EXPECT_MSG_EQ(interval.Get(), Seconds(0), "the default");
        Scene scene;
        scene.reachability->SetAttribute("ProbeInterval", TimeValue(Seconds(12)));
        scene.reachability->SetAttribute("DownProbeInterval", interval);
        scene.Learn(1000, Scene::Map("10.2.0.0/24", {"10.0.2.2"}));
        scene.Silence(20000, 2, true);
        scene.Silence(40000, 2, false);
        Scene::Run(50);
        NS_TEST_EXPECT_MSG_EQ(scene.probes,
                              "10.0.2.2@1000 10.0.2.2@13040 10.0.2.2@25080 10.0.2.2+@26080 "
                              "10.0.2.2+@28180 10.0.2.2@44590 ",
                              "probes");
        NS_TEST_EXPECT_MSG_EQ(scene.changes,
                              "10.0.2.2 down probe@32590 10.0.2.2 up probe@44630 ",
                              "changes");
    }
};

/**
 * Method: node 2 answers at once, then after 80 ms, then after 1.5 s, when the probe has been
 * repeated.
 * Expected (RFC 6298 section 2): 40 ms first: SRTT 40, RTTVAR 20. Then 120 ms: RTTVAR 3/4 * 20 +
 * 1/4 * 80 = 35, SRTT 7/8 * 40 + 1/8 * 120 = 50. Then 1540 ms, from the first of the two probes,
 * since the answer has its nonce: RTTVAR 3/4 * 35 + 1/4 * 1490 = 398.75, SRTT 7/8 * 50 + 1/8 * 1540
 * = 236.25; the answer to the repeat, at the same distance from it, is taken no more. The RlocTable
 * has the smoothed one. Links add less than 10 us to each.
 */
class RoundTripTestCase : public TestCase
{
  public:
    RoundTripTestCase()
        : TestCase("round-trip times")
    {
    }

  private:
    void DoRun() override
    {
        Scene scene;
        scene.Learn(1000, Scene::Map("10.2.0.0/24", {"10.0.2.2"}));
        const auto rloc = ControlTestNetwork::Ipv4Of(2);
        const auto check = [&](double last, double smoothed, double variation) {
            const auto* measured = scene.reachability->GetMeasured(rloc);
            const double tolerance = 0.02;
            NS_TEST_EXPECT_MSG_EQ_TOL(measured->last.GetSeconds() * 1000, last, tolerance, "RTT");
            NS_TEST_EXPECT_MSG_EQ_TOL(measured->smoothed.GetSeconds() * 1000,
                                      smoothed,
                                      tolerance,
                                      "SRTT");
            NS_TEST_EXPECT_MSG_EQ_TOL(measured->variation.GetSeconds() * 1000,
                                      variation,
                                      tolerance,
                                      "RTTVAR");
            const auto& rlocs = scene.xtr->GetRlocTable();
            NS_TEST_EXPECT_MSG_EQ((rlocs.GetDelay(rlocs.Find(rloc)) == measured->smoothed),
                                  true,
                                  "the table's");
        };
        Simulator::Schedule(Seconds(5), [&] {
            check(40, 40, 20);
            scene.answers[2].delay = MilliSeconds(80);
        });
        Simulator::Schedule(Seconds(15), [&] {
            check(120, 50, 35);
            scene.answers[2].delay = MilliSeconds(1500);
        });
        Scene::Run(25);
        check(1540, 236.25, 398.75);
        NS_TEST_EXPECT_MSG_EQ(scene.reachability->GetStatistics().probesAnswered, 3, "answers");
        NS_TEST_EXPECT_MSG_EQ(scene.changes, "", "never down");
        NS_TEST_EXPECT_MSG_EQ(
            scene.ports[1]->GetStatistics().GetDrops(LispControlDrop::NONCE_NOT_OUTSTANDING),
            1,
            "the answer to the repeat");
    }
};

/**
 * Method: node 2 answers with another nonce, then twice; a Map-Reply with the P bit comes that
 * nobody asked for.
 * Expected: the first is no answer: after 7.51 s the locator is down, at 8.51 s; three replies are
 * dropped for their nonce, as they are for the three attempts. Of the two replies at 18.55 s (10 s
 * after 8.51, and 40 ms) the first makes it up, the second is dropped, and so is what nobody asked
 * for: 5 in all.
 */
class ForgedTestCase : public TestCase
{
  public:
    ForgedTestCase()
        : TestCase("answers that are none")
    {
    }

  private:
    void DoRun() override
    {
        Scene scene;
        scene.Learn(1000, Scene::Map("10.2.0.0/24", {"10.0.2.2"}));
        scene.answers[2].nonceOff = 1;
        Simulator::Schedule(Seconds(10), [&] {
            scene.answers[2].nonceOff = 0;
            scene.answers[2].twice = true;
            LispMapReply reply;
            reply.probe = true;
            reply.nonce = 4711;
            scene.ports[3]->Send(reply, {ControlTestNetwork::Ipv4Of(1), {}, LISP_CONTROL_PORT});
        });
        Scene::Run(20);
        NS_TEST_EXPECT_MSG_EQ(scene.changes,
                              "10.0.2.2 down probe@8510 10.0.2.2 up probe@18550 ",
                              "changes");
        NS_TEST_EXPECT_MSG_EQ(
            scene.ports[1]->GetStatistics().GetDrops(LispControlDrop::NONCE_NOT_OUTSTANDING),
            5,
            "dropped");
    }
};

/**
 * Method: the mapping has node 2 with priority 1 and node 3 with priority 2. The answer of node 2
 * says the same, from 5 s on that its own R bit is cleared, then, from 15 s on, nothing of the
 * mapping at all; from 25 s on it claims an EID-prefix that was not asked for.
 * Expected: what is the same is not learned again. The answer at 11.08 s (11.04 and 40 ms) is, and
 * flows change over to node 3. An answer without records is one. The claim is dropped, and the
 * locator stays up.
 */
class FollowTestCase : public TestCase
{
  public:
    FollowTestCase()
        : TestCase("what an answer says of the mapping is followed")
    {
    }

  private:
    void DoRun() override
    {
        Scene scene;
        auto record = Scene::Map("10.2.0.0/24", {"10.0.2.2", "10.0.3.2"});
        scene.Learn(1000, record);
        scene.answers[2].records = {record};
        scene.answers[3].records = {record};
        std::string used;
        const auto look = [&scene, &used] {
            const auto* entry = scene.xtr->GetMapCache().Find(EidPrefix::FromString("10.2.0.0/24"));
            used += entry->locators->Select(1)->address.ToString() + " ";
        };
        Simulator::Schedule(Seconds(5), [&] {
            record.locators[0].reachable = false;
            scene.answers[2].records = {record};
            scene.answers[3].records = {record};
            look();
        });
        Simulator::Schedule(Seconds(15), [&] {
            scene.answers[2].records.clear();
            scene.answers[3].records.clear();
            look();
        });
        Simulator::Schedule(Seconds(25), [&] {
            scene.answers[2].records = {Scene::Map("10.3.0.0/24", {"10.0.2.2"})};
            look();
        });
        Scene::Run(35);
        NS_TEST_EXPECT_MSG_EQ(used, "10.0.2.2 10.0.3.2 10.0.3.2 ", "flows");
        NS_TEST_EXPECT_MSG_EQ(scene.learned, "10.2.0.0/24@11080 ", "once");
        NS_TEST_EXPECT_MSG_EQ(scene.changes, "", "never down");
        NS_TEST_EXPECT_MSG_EQ(
            scene.ports[1]->GetStatistics().GetDrops(LispControlDrop::REPLY_NOT_COVERING),
            1,
            "the claim");
        NS_TEST_EXPECT_MSG_EQ(scene.xtr->GetMapCache().GetSize(), 1, "nothing new");
    }
};

/**
 * Method: 1000 mappings share nodes 2 and 3 as locators, for 35 s; the same with one mapping.
 * Expected: 4 probes to each (1.00, 11.04, 21.08, 31.12 s), 8 in all, both times.
 *
 * Method: ProbeIdleTime is 15 s; the mapping is looked up for a packet at 5 s, which uses none of
 * the locators by itself, and again at 38 s.
 * Expected: at 1 s nothing was sent, and the locators' turn comes again 10 s later: at 11 s both
 * are probed; their next turns, at 21.04, 31.04 s, come more than 15 s after 5 s; at 41.04 s both
 * are probed again.
 */
class NumberTestCase : public TestCase
{
  public:
    NumberTestCase()
        : TestCase("probes by locator, and of locators in use")
    {
    }

  private:
    void DoRun() override
    {
        for (const int mappings : {1, 1000})
        {
            Scene scene;
            for (int i = 0; i < mappings; ++i)
            {
                scene.Learn(1000,
                            Scene::Map("10." + std::to_string(100 + i / 250) + "." +
                                           std::to_string(i % 250) + ".0/24",
                                       {"10.0.2.2", "10.0.3.2"}));
            }
            Scene::Run(35);
            NS_TEST_EXPECT_MSG_EQ(scene.reachability->GetStatistics().probesSent, 8, "probes");
            NS_TEST_EXPECT_MSG_EQ(scene.reachability->GetStatistics().probesAnswered, 8, "answers");
        }
        Scene scene;
        scene.reachability->SetAttribute("ProbeIdleTime", TimeValue(Seconds(15)));
        scene.Learn(1000, Scene::Map("10.2.0.0/24", {"10.0.2.2", "10.0.3.2"}));
        for (const double when : {5.0, 38.0})
        {
            Simulator::Schedule(Seconds(when), [&scene] {
                scene.xtr->GetMapCache().Lookup(0,
                                                NetworkAddress::FromString("10.2.0.1"),
                                                Simulator::Now());
            });
        }
        Scene::Run(45);
        NS_TEST_EXPECT_MSG_EQ(scene.probes,
                              "10.0.2.2@11000 10.0.3.2@11000 10.0.2.2@41040 10.0.3.2@41040 ",
                              "probes");
    }
};

/**
 * Method: 200 first probes and 200 next ones with the defaults, of locators that answer: an
 * interval of 60 s with a jitter of 0.05, a first delay of 1 s.
 * Expected: first delays within 0 to 1 s, on average 0.5 s, to within 4 standard deviations of the
 * mean, 4 * 0.289 / sqrt(200) = 0.082 s; intervals of 57 to 60 s, on average 58.5 s, to within 4 *
 * 0.866 / sqrt(200) = 0.245 s. Twice the same stream gives the same times.
 */
class JitterTestCase : public TestCase
{
  public:
    JitterTestCase()
        : TestCase("intervals are jittered")
    {
    }

  private:
    /// @return the times of all probes, in seconds, by locator
    static std::map<std::string, std::vector<double>> Measure()
    {
        Scene scene;
        scene.reachability->SetAttribute("ProbeInterval", TimeValue(Seconds(60)));
        scene.reachability->SetAttribute("ProbeJitter", DoubleValue(0.05));
        scene.reachability->SetAttribute("FirstProbeDelay", TimeValue(Seconds(1)));
        scene.reachability->AssignStreams(7);
        for (int i = 0; i < 200; ++i)
        {
            // Each is an address of the played ETR: the core sends the whole /24 there.
            const std::string rloc = "10.0.2." + std::to_string(10 + i);
            scene.Learn(1000, Scene::Map("10.2." + std::to_string(i) + ".0/24", {rloc}));
        }
        auto ipv4 = scene.nodes[2]->GetObject<Ipv4>();
        for (int i = 0; i < 200; ++i)
        {
            ipv4->AddAddress(
                1,
                Ipv4InterfaceAddress(Ipv4Address(("10.0.2." + std::to_string(10 + i)).c_str()),
                                     Ipv4Mask("/24")));
        }
        Scene::Run(65);
        std::map<std::string, std::vector<double>> times;
        for (const auto& entry : scene.sent.entries)
        {
            times[entry.destination.ToString()].push_back(entry.when.GetSeconds());
        }
        return times;
    }

    void DoRun() override
    {
        const auto times = Measure();
        double first = 0;
        double next = 0;
        for (const auto& [rloc, when] : times)
        {
            NS_TEST_ASSERT_MSG_EQ(when.size(), 2, "probes of " << rloc);
            const double interval = when[1] - when[0] - 0.04;
            NS_TEST_EXPECT_MSG_EQ((when[0] >= 1 && when[0] <= 2), true, "first delay");
            NS_TEST_EXPECT_MSG_EQ((interval >= 57 && interval <= 60.001), true, "interval");
            first += (when[0] - 1) / 200;
            next += interval / 200;
        }
        NS_TEST_EXPECT_MSG_EQ(times.size(), 200, "locators");
        NS_TEST_EXPECT_MSG_EQ_TOL(first, 0.5, 0.082, "mean first delay");
        NS_TEST_EXPECT_MSG_EQ_TOL(next, 58.5, 0.245, "mean interval");
        NS_TEST_EXPECT_MSG_EQ((Measure() == times), true, "the same stream");
    }
};

/// The suite.
class RlocProbeTestSuite : public TestSuite
{
  public:
    RlocProbeTestSuite()
        : TestSuite("lisp-control-rloc-probe", TestSuite::Type::UNIT)
    {
        AddTestCase(new GoldenTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new ProxyEtrTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new DownTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new DownIntervalTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new RoundTripTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new ForgedTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new FollowTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new NumberTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new JitterTestCase, compat::TestDuration<>::QUICK);
    }
};

RlocProbeTestSuite g_suite; ///< registers itself

} // namespace
