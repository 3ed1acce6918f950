/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "control-test-network.h"

#include "ns3/boolean.h"
#include "ns3/double.h"
#include "ns3/eid-database.h"
#include "ns3/lisp-itr.h"
#include "ns3/lisp-map-cache.h"
#include "ns3/lisp-xtr.h"
#include "ns3/locator-set-pool.h"
#include "ns3/ns3-compat.h"
#include "ns3/test.h"
#include "ns3/uinteger.h"

#include <map>

using namespace ns3;

/**
 * @file
 * @brief The control plane of an ITR over the wire: node 1 is the ITR, nodes 2 and 3 are
 * Map-Resolvers and node 4 is anybody else, all three played by the test.
 */

namespace
{

/// The nodes, what the ITR sends, and what the others answer.
struct Scene
{
    ControlTestNetwork network;                                 ///< the underlay
    Ptr<LispXtr> xtr{CreateObject<LispXtr>()};                  ///< on node 1
    Ptr<LispItr> itr{CreateObject<LispItr>()};                  ///< on node 1
    std::vector<Ptr<LispControlPort>> ports{nullptr};           ///< by node
    ControlTestLog sent;                                        ///< by the ITR
    std::string learned;                                        ///< mappings, with the time
    std::string failed;                                         ///< EIDs, with the time
    std::map<uint32_t, std::vector<LispMappingRecord>> answers; ///< of nodes 2 to 4; none: silent
    bool badNonce{false};                                       ///< answer with another nonce

    Scene()
    {
        for (uint32_t number = 1; number <= 4; ++number)
        {
            auto node = network.AddNode();
            if (number == 1)
            {
                xtr->Install(node);
                xtr->AddRloc(ControlTestNetwork::Ipv4Of(1));
                xtr->AddRloc(ControlTestNetwork::Ipv6Of(1));
                itr->Install(xtr);
                itr->AddMapResolver(ControlTestNetwork::Ipv4Of(2));
            }
            ports.push_back(LispControlPort::Of(node));
        }
        for (uint32_t number = 2; number <= 4; ++number)
        {
            ports[number]->SetHandler(LispControlPort::Role::MAP_RESOLVER,
                                      [this, number](const LispReception& reception) {
                                          Answer(number, reception);
                                          return true;
                                      });
        }
        sent.Watch(ports[1], "Sent");
        itr->TraceConnectWithoutContext("MappingLearned", MakeCallback(&Scene::OnLearned, this));
        itr->TraceConnectWithoutContext("ResolutionFailed", MakeCallback(&Scene::OnFailed, this));
    }

    /// @param number who answers @param reception a Map-Request
    void Answer(uint32_t number, const LispReception& reception)
    {
        const auto* request = std::get_if<LispMapRequest>(reception.message);
        if (request && answers.count(number))
        {
            Reply(number, request->nonce + badNonce, answers[number]);
        }
    }

    /// @param number from whom @param nonce its nonce @param records what it says
    void Reply(uint32_t number, uint64_t nonce, const std::vector<LispMappingRecord>& records)
    {
        LispMapReply reply;
        reply.nonce = nonce;
        reply.records = records;
        ports[number]->Send(reply, {ControlTestNetwork::Ipv4Of(1), {}, LISP_CONTROL_PORT});
    }

    /// @param eid an EID-prefix @param rloc its locator; "": negative @param ttl in minutes
    /// @return the record
    static LispMappingRecord Map(const std::string& eid,
                                 const std::string& rloc = "10.0.4.2",
                                 uint32_t ttl = 1440)
    {
        LispMappingRecord record;
        record.SetEidPrefix(EidPrefix::FromString(eid));
        record.ttl = ttl;
        record.authoritative = true;
        if (rloc.empty())
        {
            record.action = LispAction::NATIVELY_FORWARD;
        }
        else
        {
            LispLocator locator;
            locator.address = NetworkAddress::FromString(rloc);
            record.locators = {locator};
        }
        return record;
    }

    /// @param when in milliseconds @param eid an EID that a packet of 10.9.0.9 misses
    void Miss(int64_t when, const std::string& eid)
    {
        Simulator::Schedule(MilliSeconds(when), [this, eid] {
            itr->Resolve(EidPrefix::FromString(eid), NetworkAddress::FromString("10.9.0.9"));
        });
    }

    /// @param when in milliseconds @param eid an EID that a packet finds in the map-cache
    void Use(int64_t when, const std::string& eid)
    {
        Simulator::Schedule(MilliSeconds(when), [this, eid] {
            xtr->GetMapCache().Lookup(0, NetworkAddress::FromString(eid), Simulator::Now());
        });
    }

    /// @param eid an EID @return "10.2.0.0/24 10.0.4.2 1/100", or "-"
    std::string Find(const std::string& eid)
    {
        const auto* entry =
            xtr->GetMapCache().GetEntries().Lookup(0, NetworkAddress::FromString(eid));
        return !entry
                   ? "-"
                   : entry->prefix.ToString() + " " +
                         (entry->locators ? entry->locators->ToString() : ToString(entry->action));
    }

    /// @param record a mapping @param source from
    void OnLearned(const LispMappingRecord& record, const NetworkAddress&)
    {
        learned += record.GetEidPrefix()->ToString() + "@" +
                   std::to_string(Simulator::Now().GetMilliSeconds()) + " ";
    }

    /// @param eid an EID-prefix @param peer none
    void OnFailed(const EidPrefix& eid, const NetworkAddress&)
    {
        failed += eid.ToString() + "@" + std::to_string(Simulator::Now().GetMilliSeconds()) + " ";
    }

    /// @return the Map-Requests that the ITR sent: time, to whom, "e" if encapsulated, "s" if
    /// SMR-invoked, EID
    std::string Requests() const
    {
        std::string text;
        for (const auto& entry : sent.entries)
        {
            const auto* outer = std::get_if<LispEncapsulatedControl>(&entry.message);
            const auto* inner =
                std::get_if<LispMapRequest>(outer ? outer->inner.get() : &entry.message);
            // The inner message of an encapsulated one is told once more by itself.
            if (outer || (text.find(" " + std::to_string(inner->nonce) + ";") == std::string::npos))
            {
                text += std::to_string(entry.when.GetMilliSeconds()) + " " +
                        entry.destination.ToString() + (outer ? " e" : " ") +
                        (inner->smrInvoked ? "s " : " ") +
                        inner->requests.front().GetEidPrefix()->ToString() + " " +
                        std::to_string(inner->nonce) + ";";
            }
        }
        // The nonces served to tell messages apart; they are random.
        std::string plain;
        for (std::size_t begin = 0; begin < text.size();)
        {
            const auto end = text.find(';', begin);
            const auto line = text.substr(begin, end - begin);
            plain += line.substr(0, line.rfind(' ')) + "; ";
            begin = end + 1;
        }
        return plain;
    }

    /// @param reason a reason @return drops at the ITR
    uint64_t Drops(LispControlDrop reason) const
    {
        return ports[1]->GetStatistics().GetDrops(reason);
    }

    /// @param seconds how long to run
    static void Run(double seconds)
    {
        Simulator::Stop(Seconds(seconds));
        Simulator::Run();
    }
};

/**
 * Method: two EIDs, IPv4 and IPv6, are missed and answered by the Map-Resolver.
 * Expected: Encapsulated Map-Requests of one record, the host, with the source EID, both RLOCs as
 * ITR-RLOCs and a nonce of their own; inner ports 4342, inner destination the EID, inner source the
 * RLOC of the family; the mappings are learned 40 ms later.
 */
class MissTestCase : public TestCase
{
  public:
    MissTestCase()
        : TestCase("a miss is resolved")
    {
    }

  private:
    void DoRun() override
    {
        Scene scene;
        scene.answers[2] = {Scene::Map("10.2.0.0/24")};
        scene.Miss(1000, "10.2.0.5");
        Simulator::Schedule(Seconds(2), [&] { scene.answers[2] = {Scene::Map("fd99::/16")}; });
        scene.Miss(3000, "fd99::5");
        Scene::Run(10);
        NS_TEST_EXPECT_MSG_EQ(scene.Requests(),
                              "1000 10.0.2.2 e 10.2.0.5/32; 3000 10.0.2.2 e fd99::5/128; ",
                              "what it asks");
        NS_TEST_EXPECT_MSG_EQ(scene.learned, "10.2.0.0/24@1040 fd99::/16@3040 ", "what it learns");
        NS_TEST_EXPECT_MSG_EQ(scene.Find("10.2.0.77"), "10.2.0.0/24 10.0.4.2 1/100", "cached");
        NS_TEST_EXPECT_MSG_EQ(scene.itr->GetPending(), 0, "nothing is pending");

        const auto outer = scene.sent.Get<LispEncapsulatedControl>();
        NS_TEST_ASSERT_MSG_EQ(outer.size(), 2, "encapsulated");
        NS_TEST_EXPECT_MSG_EQ(outer[0].header.source, ControlTestNetwork::Ipv4Of(1), "an RLOC");
        NS_TEST_EXPECT_MSG_EQ(outer[1].header.source, ControlTestNetwork::Ipv6Of(1), "an RLOC");
        NS_TEST_EXPECT_MSG_EQ(outer[0].header.destination.ToString(), "10.2.0.5", "the EID");
        NS_TEST_EXPECT_MSG_EQ(outer[0].header.sourcePort, 4342, "inner source port");
        NS_TEST_EXPECT_MSG_EQ(outer[0].header.destinationPort, 4342, "inner destination port");
        const auto& request = std::get<LispMapRequest>(*outer[0].inner);
        NS_TEST_EXPECT_MSG_EQ(request.sourceEid.ToString(), "10.9.0.9", "the source EID");
        NS_TEST_ASSERT_MSG_EQ(request.itrRlocs.size(), 2, "ITR-RLOCs");
        NS_TEST_EXPECT_MSG_EQ(request.itrRlocs[0].ToString(), "10.0.1.2", "IPv4");
        NS_TEST_EXPECT_MSG_EQ(request.itrRlocs[1].ToString(), "fd00:1::2", "IPv6");
        NS_TEST_EXPECT_MSG_NE(request.nonce,
                              GetLispNonce(*outer[1].inner),
                              "each has a nonce of its own");
    }
};

/**
 * Method: the Map-Resolver gives answers that are not to be believed, then a good one each.
 * Expected: each is counted under its reason and changes nothing; the ITR asks again a second
 * later.
 */
class PoisonTestCase : public TestCase
{
  public:
    PoisonTestCase()
        : TestCase("poisoned mappings are refused")
    {
    }

  private:
    /// A bad answer.
    struct Poison
    {
        std::vector<LispMappingRecord> records; ///< the answer
        LispControlDrop reason;                 ///< why it is refused
        std::string cached;                     ///< what is cached of it all the same
    };

    void DoRun() override
    {
        using Drop = LispControlDrop;
        const auto map = [](const std::string& eid, const std::string& rloc = "10.0.4.2") {
            return Scene::Map(eid, rloc);
        };
        auto mixed = map("10.2.0.0/24", "224.0.0.9");
        mixed.locators.push_back(map("10.2.0.0/24").locators.front());
        const std::vector<Poison> poisons{
            {{map("10.3.0.0/24")}, Drop::REPLY_NOT_COVERING, "-"},
            {{}, Drop::REPLY_NOT_COVERING, "-"},
            {{map("0.0.0.0/0")}, Drop::REPLY_TOO_BROAD, "-"},
            {{map("10.0.0.0/7")}, Drop::REPLY_TOO_BROAD, "-"},
            {{map("10.2.0.0/24", "224.0.0.9")}, Drop::REPLY_BAD_LOCATOR, "-"},
            {{map("10.2.0.0/24", "255.255.255.255")}, Drop::REPLY_BAD_LOCATOR, "-"},
            {{map("10.2.0.0/24", "127.0.0.1")}, Drop::REPLY_BAD_LOCATOR, "-"},
            {{map("10.2.0.0/24", "fe80::1")}, Drop::REPLY_BAD_LOCATOR, "-"},
            {{map("10.2.0.0/24", "::")}, Drop::REPLY_BAD_LOCATOR, "-"},
            {{mixed}, Drop::REPLY_BAD_LOCATOR, "10.2.0.0/24 10.0.4.2 1/100"},
            {{map("10.2.0.0/24"), map("10.4.0.0/24")},
             Drop::REPLY_UNRELATED_RECORD,
             "10.2.0.0/24 10.0.4.2 1/100"},
            {{map("10.9.0.0/24"), map("10.0.0.0/8")},
             Drop::REPLY_FOR_OWN_EID,
             "10.0.0.0/8 10.0.4.2 1/100"},
            {{map("10.2.0.0/24", "10.0.3.2")}, Drop::REPLY_UNEXPECTED_SOURCE, "-"},
        };
        for (const auto& poison : poisons)
        {
            Scene scene;
            scene.itr->SetAttribute("CheckReplySource",
                                    BooleanValue(poison.reason == Drop::REPLY_UNEXPECTED_SOURCE));
            LispLocator own;
            own.address = ControlTestNetwork::Ipv4Of(1);
            scene.xtr->GetEidDatabase().AddPrefix(
                EidPrefix::FromString("10.9.0.0/16"),
                scene.xtr->GetLocatorSets().Intern(std::vector<LispLocator>{own}));
            scene.answers[2] = poison.records;
            scene.Miss(1000, "10.2.0.5");
            Scene::Run(1.5);
            NS_TEST_EXPECT_MSG_EQ(scene.Drops(poison.reason), 1, ToString(poison.reason));
            NS_TEST_EXPECT_MSG_EQ(scene.Find("10.2.0.5"), poison.cached, ToString(poison.reason));
            NS_TEST_EXPECT_MSG_EQ(scene.itr->GetPending(),
                                  (poison.cached == "-" ? 1 : 0),
                                  "goes on asking");
        }

        // A nonce that is not outstanding: guessed, late, or unasked.
        Scene scene;
        scene.answers[2] = {map("10.2.0.0/24")};
        scene.badNonce = true;
        scene.Miss(1000, "10.2.0.5");
        Simulator::Schedule(MilliSeconds(1500), [&] { scene.badNonce = false; });
        Simulator::Schedule(Seconds(3), [&] {
            scene.Reply(4, 42, {map("10.2.0.5", "10.0.3.2")});
            const auto asked = scene.sent.Get<LispMapRequest>();
            scene.Reply(4, asked.back().nonce, {map("10.2.0.5", "10.0.3.2")});
        });
        Scene::Run(5);
        NS_TEST_EXPECT_MSG_EQ(scene.Drops(LispControlDrop::NONCE_NOT_OUTSTANDING), 3, "nonces");
        NS_TEST_EXPECT_MSG_EQ(scene.learned, "10.2.0.0/24@2040 ", "the second answer");
    }
};

/**
 * Method: two Map-Resolvers; the first is silent. Two EIDs are missed, one after another. Then no
 * Map-Resolver answers for a third.
 * Expected: the repeat goes to the second one, which is asked first from then on. The third EID's
 * failure is told a second after the tenth repeat; another miss then fails at once.
 */
class FailoverTestCase : public TestCase
{
  public:
    FailoverTestCase()
        : TestCase("a Map-Resolver that does not answer")
    {
    }

  private:
    void DoRun() override
    {
        Scene scene;
        scene.itr->AddMapResolver(ControlTestNetwork::Ipv6Of(3));
        scene.answers[3] = {Scene::Map("10.2.0.0/24")};
        scene.Miss(1000, "10.2.0.5");
        Simulator::Schedule(Seconds(4), [&] { scene.answers[3] = {Scene::Map("10.3.0.0/24")}; });
        scene.Miss(5000, "10.3.0.5");
        Simulator::Schedule(Seconds(6), [&] { scene.answers.clear(); });
        scene.Miss(10000, "10.4.0.5");
        scene.Miss(25000, "10.4.0.5");
        Scene::Run(30);
        const auto requests = scene.Requests();
        NS_TEST_EXPECT_MSG_EQ(requests.substr(0, requests.find("10000")),
                              "1000 10.0.2.2 e 10.2.0.5/32; 2000 fd00:3::2 e 10.2.0.5/32; "
                              "5000 fd00:3::2 e 10.3.0.5/32; ",
                              "whom it asks");
        NS_TEST_EXPECT_MSG_EQ(scene.sent.Get<LispEncapsulatedControl>().size(), 3 + 11, "in all");
        NS_TEST_EXPECT_MSG_EQ(scene.failed, "10.4.0.5/32@21000 ", "what failed");
    }
};

/**
 * Method: a mapping of 10 min, learned at 0.04 s, is used at 8 min and again, once refreshed, at 16
 * min; the Map-Resolver answers, but the locator itself does not. Another mapping is not used, and
 * a negative one is used.
 * Expected: at 9 min the locator is asked, a second later the Map-Resolver, for the EID-prefix and
 * without a source EID; so again 9 min after the answer. Unused at the end, the mapping expires 10
 * min after it was last learned, to the microsecond. The other two expire without a word.
 */
class RefreshTestCase : public TestCase
{
  public:
    RefreshTestCase()
        : TestCase("a mapping in use is refreshed before it expires")
    {
    }

  private:
    void DoRun() override
    {
        Scene scene;
        scene.answers[2] = {Scene::Map("10.2.0.0/24", "10.0.4.2", 10)};
        scene.Miss(0, "10.2.0.5");
        scene.Use(480000, "10.2.0.5");
        scene.Use(960000, "10.2.0.5");
        Simulator::Schedule(Seconds(1), [&] {
            scene.Reply(2, 0, {}); // refused: answers nothing
            scene.answers[2] = {Scene::Map("10.3.0.0/24", "10.0.4.2", 10)};
        });
        scene.Miss(2000, "10.3.0.5");
        Simulator::Schedule(Seconds(3),
                            [&] { scene.answers[2] = {Scene::Map("10.4.0.0/24", "", 15)}; });
        scene.Miss(4000, "10.4.0.5");
        scene.Use(800000, "10.4.0.5");
        Simulator::Schedule(Seconds(10), [&] {
            scene.answers[2] = {Scene::Map("10.2.0.0/24", "10.0.4.2", 10)};
        });
        Simulator::Schedule(Seconds(1000), [&] { scene.sent.entries.clear(); });
        Scene::Run(900);
        NS_TEST_EXPECT_MSG_EQ(scene.Requests(),
                              "0 10.0.2.2 e 10.2.0.5/32; 2000 10.0.2.2 e 10.3.0.5/32; "
                              "4000 10.0.2.2 e 10.4.0.5/32; "
                              "540040 10.0.4.2  10.2.0.0/24; 541040 10.0.2.2 e 10.2.0.0/24; ",
                              "what it asks");
        NS_TEST_EXPECT_MSG_EQ(scene.sent.Get<LispMapRequest>().back().sourceEid.IsNone(),
                              true,
                              "no source EID");
        NS_TEST_EXPECT_MSG_EQ(scene.Find("10.3.0.5"), "-", "unused, it expired");
        NS_TEST_EXPECT_MSG_EQ(scene.Find("10.4.0.5"), "10.4.0.0/24 natively-forward", "negative");
        // Learned at 541.08 s; used at 960 s, so asked for at 1081.08 s and 1082.08 s.
        Simulator::Schedule(Seconds(1600 - 900), [&] {
            NS_TEST_EXPECT_MSG_EQ(scene.Requests(),
                                  "1081080 10.0.4.2  10.2.0.0/24; 1082080 10.0.2.2 e 10.2.0.0/24; ",
                                  "once more");
            NS_TEST_EXPECT_MSG_EQ(scene.Find("10.2.0.5"),
                                  "10.2.0.0/24 10.0.4.2 1/100",
                                  "still there");
            NS_TEST_EXPECT_MSG_EQ(scene.Find("10.4.0.5"), "-", "expired");
            const auto* entry = scene.xtr->GetMapCache().Find(EidPrefix::FromString("10.2.0.0/24"));
            m_expires = Time(entry->expires);
            Simulator::Schedule(m_expires - Simulator::Now() - NanoSeconds(1), [&] {
                NS_TEST_EXPECT_MSG_EQ(scene.xtr->GetMapCache().GetSize(), 1, "a moment before");
            });
            Simulator::Schedule(m_expires - Simulator::Now() + NanoSeconds(1), [&] {
                NS_TEST_EXPECT_MSG_EQ(scene.xtr->GetMapCache().GetSize(), 0, "a moment after");
            });
        });
        Scene::Run(2000);
        NS_TEST_EXPECT_MSG_EQ(m_expires.GetMilliSeconds(), 1082120 + 600000, "after its TTL");
    }

    Time m_expires; ///< of the mapping
};

/**
 * Method: an EID is answered with a TTL of 0; another with a TTL that leaves it to the ITR; a third
 * with a negative answer.
 * Expected: the first takes the mapping that was there out; the second stays for OwnTtl; the third
 * is cached for its time.
 */
class TtlTestCase : public TestCase
{
  public:
    TtlTestCase()
        : TestCase("TTLs with a meaning of their own")
    {
    }

  private:
    void DoRun() override
    {
        Scene scene;
        scene.itr->SetAttribute("OwnTtl", UintegerValue(7));
        scene.itr->SetAttribute("RefreshAt", DoubleValue(1));
        scene.answers[2] = {Scene::Map("10.2.0.0/24")};
        scene.Miss(1000, "10.2.0.5");
        Simulator::Schedule(Seconds(2), [&] {
            NS_TEST_EXPECT_MSG_EQ(scene.xtr->GetMapCache().GetSize(), 1, "there");
            scene.answers[2] = {Scene::Map("10.2.0.0/24", "", 0)};
        });
        scene.Miss(3000, "10.2.0.6");
        Simulator::Schedule(Seconds(4), [&] {
            NS_TEST_EXPECT_MSG_EQ(scene.xtr->GetMapCache().GetSize(), 0, "gone");
            scene.answers[2] = {Scene::Map("10.3.0.0/24", "10.0.4.2", LISP_TTL_RECEIVER_DECIDES)};
        });
        scene.Miss(5000, "10.3.0.5");
        Simulator::Schedule(Seconds(6),
                            [&] { scene.answers[2] = {Scene::Map("11.0.0.0/8", "", 1)}; });
        scene.Miss(7000, "11.0.0.5");
        Simulator::Schedule(Seconds(66), [&] {
            NS_TEST_EXPECT_MSG_EQ(scene.Find("11.0.0.5"), "11.0.0.0/8 natively-forward", "kept");
        });
        Simulator::Schedule(Seconds(68), [&] {
            NS_TEST_EXPECT_MSG_EQ(scene.Find("11.0.0.5"), "-", "for a minute");
        });
        Simulator::Schedule(Seconds(424), [&] {
            NS_TEST_EXPECT_MSG_EQ(scene.Find("10.3.0.5"), "10.3.0.0/24 10.0.4.2 1/100", "kept");
        });
        Simulator::Schedule(Seconds(426), [&] {
            NS_TEST_EXPECT_MSG_EQ(scene.Find("10.3.0.5"), "-", "for seven minutes");
        });
        Scene::Run(500);
    }
};

/**
 * Method: a /24 is cached. Solicit-Map-Requests come: for a host of it, the same again after 1 s
 * and after 3 s; for an EID that is not cached; and one with the EID as source EID alone.
 * Expected: an SMR-invoked Map-Request through the Map-Resolver for the host; the second is too
 * soon; the third is followed; the fourth is not; the fifth is. The /24 stays in use meanwhile, and
 * the host's mapping stands beside it. When the host is back, the answer is the /24, and the
 * host's mapping goes.
 */
class SmrTestCase : public TestCase
{
  public:
    SmrTestCase()
        : TestCase("Solicit-Map-Requests")
    {
    }

  private:
    void DoRun() override
    {
        Scene scene;
        scene.answers[2] = {Scene::Map("10.2.0.0/24")};
        scene.Miss(1000, "10.2.0.5");
        const auto smr = [&scene](int64_t when, const std::string& eid, const std::string& source) {
            Simulator::Schedule(MilliSeconds(when), [&scene, eid, source] {
                LispMapRequest message;
                message.smr = true;
                message.itrRlocs = {ControlTestNetwork::Ipv4Of(4)};
                message.requests = {EidPrefix::FromString(eid)};
                message.sourceEid = NetworkAddress::FromString(source);
                scene.ports[4]->Send(message,
                                     {ControlTestNetwork::Ipv4Of(1), {}, LISP_CONTROL_PORT});
            });
        };
        Simulator::Schedule(Seconds(5),
                            [&] { scene.answers[2] = {Scene::Map("10.2.0.5", "10.0.3.2")}; });
        smr(9980, "10.2.0.5", "10.2.0.5");
        Simulator::Schedule(MilliSeconds(10020), [&] {
            NS_TEST_EXPECT_MSG_EQ(scene.Find("10.2.0.5"),
                                  "10.2.0.0/24 10.0.4.2 1/100",
                                  "the old mapping until the answer comes");
        });
        smr(10980, "10.2.0.5", "10.2.0.5");
        Simulator::Schedule(MilliSeconds(11500), [&] {
            NS_TEST_EXPECT_MSG_EQ(scene.Find("10.2.0.5"), "10.2.0.5/32 10.0.3.2 1/100", "new");
            NS_TEST_EXPECT_MSG_EQ(scene.Find("10.2.0.6"), "10.2.0.0/24 10.0.4.2 1/100", "beside");
            scene.answers[2] = {Scene::Map("10.2.0.0/24")};
        });
        smr(12980, "10.2.0.5", "10.2.0.5");
        Simulator::Schedule(MilliSeconds(13500), [&] {
            NS_TEST_EXPECT_MSG_EQ(scene.Find("10.2.0.5"), "10.2.0.0/24 10.0.4.2 1/100", "home");
            NS_TEST_EXPECT_MSG_EQ(scene.xtr->GetMapCache().GetSize(), 1, "superseded");
        });
        smr(14980, "10.7.0.5", "10.8.0.5");
        smr(16980, "10.9.0.9", "10.2.0.7");
        Scene::Run(20);
        NS_TEST_EXPECT_MSG_EQ(scene.Requests(),
                              "1000 10.0.2.2 e 10.2.0.5/32; 10000 10.0.2.2 es 10.2.0.5/32; "
                              "13000 10.0.2.2 es 10.2.0.5/32; 17000 10.0.2.2 es 10.2.0.7/32; ",
                              "what it asks");
        NS_TEST_EXPECT_MSG_EQ(scene.Drops(LispControlDrop::SMR_RATE), 1, "too soon");
        NS_TEST_EXPECT_MSG_EQ(scene.Drops(LispControlDrop::SMR_WITHOUT_MAPPING), 1, "not cached");
    }
};

/**
 * Method: a Map-Resolver that is a group, a second ITR on the node, and no Map-Resolver at all.
 * Expected: std::invalid_argument that names it; the miss is counted, not answered.
 */
class ItrMistakesTestCase : public TestCase
{
  public:
    ItrMistakesTestCase()
        : TestCase("mistakes of a script")
    {
    }

  private:
    void DoRun() override
    {
        Scene scene;
        std::string what;
        try
        {
            scene.itr->AddMapResolver(NetworkAddress::FromString("224.0.0.9"));
        }
        catch (const std::invalid_argument& error)
        {
            what = error.what();
        }
        NS_TEST_EXPECT_MSG_NE(what.find("224.0.0.9"), std::string::npos, what);
        try
        {
            CreateObject<LispItr>()->Install(scene.xtr);
        }
        catch (const std::invalid_argument& error)
        {
            what = error.what();
        }
        NS_TEST_EXPECT_MSG_NE(what.find("node"), std::string::npos, what);
    }
};

/// The suite of the ITR.
class ControlItrTestSuite : public TestSuite
{
  public:
    ControlItrTestSuite()
        : TestSuite("lisp-control-itr", TestSuite::Type::UNIT)
    {
        AddTestCase(new MissTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new PoisonTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new FailoverTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new RefreshTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new TtlTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new SmrTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new ItrMistakesTestCase, compat::TestDuration<>::QUICK);
    }
};

ControlItrTestSuite g_suite; ///< registers itself

} // namespace
