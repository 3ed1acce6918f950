/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "control-test-network.h"

#include "ns3/eid-database.h"
#include "ns3/explicit-path.h"
#include "ns3/lisp-etr.h"
#include "ns3/lisp-itr.h"
#include "ns3/lisp-key.h"
#include "ns3/lisp-map-cache.h"
#include "ns3/lisp-xtr.h"
#include "ns3/locator-set-pool.h"
#include "ns3/ns3-compat.h"
#include "ns3/packet.h"
#include "ns3/test.h"
#include "ns3/uinteger.h"

#include <map>
#include <stdexcept>

using namespace ns3;

/**
 * @file
 * @brief What ITR and ETR make of explicit locator paths (RFC 8060 section 4.6): node 1 is the
 * router, node 2, played by the test, its Map-Resolver and Map-Server. From node to node it is 20
 * ms.
 */

namespace
{

/// The nodes, what the ITR asks for and what it gets.
struct PathScene
{
    ControlTestNetwork network;                              ///< the underlay
    Ptr<LispXtr> xtr{CreateObject<LispXtr>()};               ///< on node 1
    Ptr<LispItr> itr{CreateObject<LispItr>()};               ///< on node 1
    Ptr<LispControlPort> resolver;                           ///< of node 2
    std::map<std::string, std::vector<std::string>> answers; ///< locators by EID-prefix
    std::string asked;                                       ///< EIDs asked for, with the time

    PathScene()
    {
        xtr->Install(network.AddNode());
        xtr->AddRloc(ControlTestNetwork::Ipv4Of(1));
        itr->Install(xtr);
        itr->AddMapResolver(ControlTestNetwork::Ipv4Of(2));
        resolver = LispControlPort::Of(network.AddNode());
        resolver->SetHandler(LispControlPort::Role::MAP_RESOLVER,
                             [this](const LispReception& reception) {
                                 const auto* request =
                                     std::get_if<LispMapRequest>(reception.message);
                                 if (request)
                                 {
                                     Answer(*request);
                                 }
                                 return request != nullptr;
                             });
        itr->TraceConnectWithoutContext("MapRequestSent",
                                        MakeCallback(&PathScene::OnRequest, this));
    }

    /// @param text a locator, or a path @return it
    static LispLocator Locator(const std::string& text)
    {
        LispLocator locator;
        if (text.find_first_of(">(") == std::string::npos)
        {
            locator.address = NetworkAddress::FromString(text);
        }
        else
        {
            locator.address = LispLcaf{ParseExplicitPath(text)};
        }
        return locator;
    }

    /// @param request a Map-Request: answered by the prefix of answers that has its EID
    void Answer(const LispMapRequest& request)
    {
        LispMapReply reply;
        reply.nonce = request.nonce;
        for (const auto& [prefix, locators] : answers)
        {
            const auto eid = EidPrefix::FromString(prefix);
            if (!eid.Covers(*request.requests.front().GetEidPrefix()))
            {
                continue;
            }
            LispMappingRecord record;
            record.SetEidPrefix(eid);
            for (const auto& text : locators)
            {
                record.locators.push_back(Locator(text));
            }
            reply.records = {record};
            resolver->Send(reply, {ControlTestNetwork::Ipv4Of(1), {}, LISP_CONTROL_PORT});
        }
    }

    /// @param when in milliseconds @param eid an EID that a packet misses
    void Miss(int64_t when, const std::string& eid)
    {
        Simulator::Schedule(MilliSeconds(when), [this, eid] {
            itr->Resolve(EidPrefix::FromString(eid), NetworkAddress());
        });
    }

    /// See LispItr::MapRequestTrace.
    void OnRequest(const EidPrefix& eid, LispMapRequester::Purpose, unsigned, const NetworkAddress&)
    {
        asked += eid.ToString() + "@" + std::to_string(Simulator::Now().GetMilliSeconds()) + " ";
    }

    /// @param eid an EID @return where packets for it go; "-": no mapping, "none": nowhere
    std::string Where(const std::string& eid)
    {
        const auto* entry =
            xtr->GetMapCache().GetEntries().Lookup(0, NetworkAddress::FromString(eid));
        const auto* locator = entry && entry->locators ? entry->locators->Select(1) : nullptr;
        return !entry ? "-" : locator ? locator->address.ToString() : "none";
    }

    /// @param seconds how long to run
    static void Run(double seconds)
    {
        Simulator::Stop(Seconds(seconds));
        Simulator::Run();
    }
};

/**
 * Method: an EID is missed; the answer is a path from which this router is absent, in which it is
 * the middle, or which it ends; each in a scene of its own.
 * Expected: packets go to the first hop, to the hop after, nowhere.
 */
class PlaceTestCase : public TestCase
{
  public:
    PlaceTestCase()
        : TestCase("a router's place in a path")
    {
    }

  private:
    void DoRun() override
    {
        const std::vector<std::pair<std::string, std::string>> rows{
            {"10.0.5.2>10.0.6.2>10.0.7.2", "10.0.5.2"},
            {"10.0.5.2>10.0.1.2>10.0.7.2", "10.0.7.2"},
            {"10.0.5.2>10.0.6.2>10.0.1.2", "none"},
        };
        for (const auto& [path, next] : rows)
        {
            PathScene scene;
            scene.answers["10.2.0.0/24"] = {path};
            scene.Miss(1000, "10.2.0.5");
            PathScene::Run(2);
            NS_TEST_EXPECT_MSG_EQ(scene.Where("10.2.0.5"), next, path);
        }
    }
};

/**
 * Method: answers with paths that cannot be followed: an address twice, none at all, more hops than
 * MaxPathHops (3 here), a MAC address, a group, loopback; alone, and beside a good locator.
 * Expected: alone, nothing is cached; beside another, that one is. Each is counted once.
 */
class HostileTestCase : public TestCase
{
  public:
    HostileTestCase()
        : TestCase("hostile paths")
    {
    }

  private:
    void DoRun() override
    {
        const std::vector<std::vector<std::string>> paths{
            {"10.0.5.2", "10.0.6.2", "10.0.5.2"},
            {},
            {"10.0.5.2", "10.0.6.2", "10.0.7.2", "10.0.8.2"},
            {"02:00:00:00:00:01", "10.0.5.2"},
            {"10.0.5.2", "224.0.0.9"},
            {"127.0.0.1", "10.0.5.2"},
        };
        for (const auto& hops : paths)
        {
            for (bool alone : {true, false})
            {
                PathScene scene;
                scene.itr->SetAttribute("MaxPathHops", UintegerValue(3));
                LispExplicitLocatorPath path;
                for (const auto& hop : hops)
                {
                    path.hops.push_back({false, false, false, NetworkAddress::FromString(hop)});
                }
                Simulator::Schedule(MilliSeconds(1000), [&scene] {
                    scene.itr->Resolve(EidPrefix::FromString("10.2.0.5"), NetworkAddress());
                });
                scene.resolver->SetHandler(
                    LispControlPort::Role::MAP_RESOLVER,
                    [&](const LispReception& reception) {
                        LispMapReply reply;
                        reply.nonce = std::get<LispMapRequest>(*reception.message).nonce;
                        reply.records.resize(1);
                        reply.records[0].SetEidPrefix(EidPrefix::FromString("10.2.0.0/24"));
                        reply.records[0].locators.resize(1);
                        reply.records[0].locators[0].address = LispLcaf{path};
                        if (!alone)
                        {
                            reply.records[0].locators.push_back(PathScene::Locator("10.0.9.2"));
                        }
                        scene.resolver->Send(reply, {ControlTestNetwork::Ipv4Of(1), {}, 4342});
                        return true;
                    });
                PathScene::Run(1.5);
                const auto text = FormatExplicitPath(path);
                NS_TEST_EXPECT_MSG_EQ(scene.Where("10.2.0.5"), (alone ? "-" : "10.0.9.2"), text);
                NS_TEST_EXPECT_MSG_EQ(LispControlPort::Of(scene.xtr->GetNode())
                                          ->GetStatistics()
                                          .GetDrops(LispControlDrop::REPLY_BAD_PATH),
                                      1,
                                      text);
            }
        }
    }
};

/**
 * Method: a path whose first hop is to be looked up (L): it is EID 10.7.0.1, mapped to 10.0.5.2.
 * At 5 s that EID's mapping changes to 10.0.6.2, and an SMR says so. In further scenes the mapping
 * system does not answer for the hop, or has no locators for it; the hop may be skipped or not. And
 * a path whose hop lies in its own prefix, and two whose hops lie in each other's.
 * Expected: at 1.04 s the answer with the path is there, and the hop is asked for; at 1.08 s the
 * path is used: 10.0.5.2. At 5.06 s the new mapping has come, SMR 20 ms and request 40
 * ms: 10.0.6.2. With a negative mapping the path goes to its end, or nowhere if the hop is strict.
 * Unanswered after 11 requests, a second each, the same: at 12.04 s. What leads back to itself is
 * not asked for: skipped. Of the two that lead to each other each waits for the other; at the
 * second miss the first is used without its hop, and the second then leads to where that does.
 */
class LookupTestCase : public TestCase
{
  public:
    LookupTestCase()
        : TestCase("hops that are looked up")
    {
    }

  private:
    void DoRun() override
    {
        Follow();
        for (bool strict : {false, true})
        {
            const std::string path = strict ? "10.7.0.1(LS)>10.0.9.2" : "10.7.0.1(L)>10.0.9.2";
            PathScene negative;
            negative.answers = {{"10.2.0.0/24", {path}}, {"10.7.0.0/24", {}}};
            negative.Miss(1000, "10.2.0.5");
            PathScene::Run(2);
            NS_TEST_EXPECT_MSG_EQ(negative.Where("10.2.0.5"),
                                  (strict ? "none" : "10.0.9.2"),
                                  "no locators");
            Simulator::Destroy();
            PathScene silent;
            silent.answers = {{"10.2.0.0/24", {path}}};
            silent.Miss(1000, "10.2.0.5");
            Simulator::Schedule(MilliSeconds(12035), [&] {
                NS_TEST_EXPECT_MSG_EQ(silent.Where("10.2.0.5"), "-", "waits");
            });
            PathScene::Run(12.05);
            NS_TEST_EXPECT_MSG_EQ(silent.Where("10.2.0.5"),
                                  (strict ? "none" : "10.0.9.2"),
                                  "no answer");
        }
        PathScene own;
        own.answers = {{"10.2.0.0/24", {"10.2.0.1(L)>10.0.9.2"}}};
        own.Miss(1000, "10.2.0.5");
        PathScene::Run(3);
        NS_TEST_EXPECT_MSG_EQ(own.Where("10.2.0.5"), "10.0.9.2", "in its own prefix");
        NS_TEST_EXPECT_MSG_EQ(own.asked, "10.2.0.5/32@1000 ", "asked once");
        Simulator::Destroy();
        PathScene mutual;
        mutual.answers = {{"10.2.0.0/24", {"10.3.0.1(L)>10.0.9.2"}},
                          {"10.3.0.0/24", {"10.2.0.1(L)>10.0.8.2"}}};
        mutual.Miss(1000, "10.2.0.5");
        mutual.Miss(3000, "10.2.0.5");
        PathScene::Run(5);
        NS_TEST_EXPECT_MSG_EQ(mutual.asked,
                              "10.2.0.5/32@1000 10.3.0.1/32@1040 10.2.0.1/32@1080 "
                              "10.2.0.5/32@3000 ",
                              "asked until it comes round");
        NS_TEST_EXPECT_MSG_EQ(mutual.Where("10.2.0.5"), "10.0.9.2", "skipped");
        NS_TEST_EXPECT_MSG_EQ(mutual.Where("10.3.0.5"), "10.0.9.2", "by way of the other");
    }

    /// A lookup that is answered and changes.
    void Follow()
    {
        PathScene scene;
        scene.answers = {{"10.2.0.0/24", {"10.7.0.1(L)>10.0.9.2"}}, {"10.7.0.0/24", {"10.0.5.2"}}};
        scene.Miss(1000, "10.2.0.5");
        const auto expect = [&](int64_t when, const std::string& where) {
            Simulator::Schedule(MilliSeconds(when), [this, &scene, where, when] {
                NS_TEST_EXPECT_MSG_EQ(scene.Where("10.2.0.5"), where, when);
            });
        };
        expect(1079, "-");
        expect(1081, "10.0.5.2");
        Simulator::Schedule(Seconds(5), [&] {
            scene.answers["10.7.0.0/24"] = {"10.0.6.2"};
            LispMapRequest smr;
            smr.smr = true;
            smr.requests = {EidPrefix::FromString("10.7.0.0/24")};
            smr.itrRlocs = {ControlTestNetwork::Ipv4Of(2)};
            scene.resolver->Send(smr, {ControlTestNetwork::Ipv4Of(1), {}, LISP_CONTROL_PORT});
        });
        expect(5059, "10.0.5.2");
        expect(5061, "10.0.6.2");
        PathScene::Run(7);
        NS_TEST_EXPECT_MSG_EQ(scene.asked,
                              "10.2.0.5/32@1000 10.7.0.1/32@1040 10.7.0.0/24@5020 ",
                              "asked for");
        Simulator::Destroy();
    }
};

/**
 * Method: an ETR registers an EID-prefix at a path of two routers, the second of which may be
 * probed and must not be skipped, to itself, and answers a Map-Request for it. Expected: the
 * Map-Register and the Map-Reply have the locator as drawn by hand from RFC 9301 section 5.4 and
 * RFC 8060 section 4.6: priority 1, weight 100, multicast 255 and 0, flags L and R (0x0005), then
 * AFI 16387, type 10, length 24: three times bits and AFI 1 and an address; P is 2, S is 1. A path
 * that comes round is refused with a line.
 */
class OctetsTestCase : public TestCase
{
  public:
    OctetsTestCase()
        : TestCase("a path on the wire")
    {
    }

  private:
    void DoRun() override
    {
        static const std::vector<uint8_t> GOLDEN{1, 100, 255, 0, 0,  0x05, 0x40, 0x03,
                                                 0, 0,   10,  0, 0,  24,            // locator, LCAF
                                                 0, 0,   0,   1, 10, 0,    5,    2, // 10.0.5.2
                                                 0, 3,   0,   1, 10, 0,    6,    2, // 10.0.6.2 P S
                                                 0, 0,   0,   1, 10, 0,    1,    2}; // 10.0.1.2
        PathScene scene;
        auto etr = CreateObject<LispEtr>();
        const auto key = LispKey::FromSecret("correct horse");
        etr->AddMapServer(ControlTestNetwork::Ipv4Of(2), key);
        etr->Install(scene.xtr);
        const auto prefix = EidPrefix::FromString("10.1.0.0/24");
        etr->AddPrefix(prefix, {PathScene::Locator("10.0.5.2>10.0.6.2(PS)>10.0.1.2")});
        std::string got;
        const auto look = [&](const LispReception& reception, const std::string& what) {
            const auto& octets = *reception.octets;
            const bool has =
                std::search(octets.begin(), octets.end(), GOLDEN.begin(), GOLDEN.end()) !=
                octets.end();
            got += what + (has ? " has it; " : " has not; ");
        };
        scene.resolver->SetHandler(
            LispControlPort::Role::MAP_SERVER,
            [&](const LispReception& reception) {
                if (std::holds_alternative<LispMapRegister>(*reception.message) && got.empty())
                {
                    look(reception, "map-register");
                }
                return true;
            });
        scene.resolver->SetHandler(LispControlPort::Role::ITR, [&](const LispReception& reception) {
            const bool isReply = std::holds_alternative<LispMapReply>(*reception.message);
            if (isReply)
            {
                look(reception, "map-reply");
            }
            return isReply;
        });
        Simulator::Schedule(Seconds(2), [&] {
            LispMapRequest request;
            request.nonce = 7;
            request.requests = {EidPrefix::FromString("10.1.0.5")};
            request.itrRlocs = {ControlTestNetwork::Ipv4Of(2)};
            scene.resolver->Send(request, {ControlTestNetwork::Ipv4Of(1), {}, LISP_CONTROL_PORT});
        });
        PathScene::Run(3);
        NS_TEST_EXPECT_MSG_EQ(got, "map-register has it; map-reply has it; ", "octets");

        std::string complaint;
        LispExplicitLocatorPath loop = ParseExplicitPath("10.0.5.2>10.0.1.2");
        loop.hops.push_back(loop.hops.front());
        LispLocator bad;
        bad.address = LispLcaf{loop};
        try
        {
            etr->SetLocators(prefix, {bad});
        }
        catch (const std::invalid_argument& error)
        {
            complaint = error.what();
        }
        NS_TEST_EXPECT_MSG_EQ(complaint,
                              "bad path '10.0.5.2>10.0.1.2>10.0.5.2' as a locator: an address "
                              "comes twice",
                              "a loop");
    }
};

/// The suite.
class PathTestSuite : public TestSuite
{
  public:
    PathTestSuite()
        : TestSuite("lisp-control-path", TestSuite::Type::UNIT)
    {
        AddTestCase(new PlaceTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new HostileTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new LookupTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new OctetsTestCase, compat::TestDuration<>::QUICK);
    }
};

PathTestSuite g_suite; ///< registers itself

} // namespace
