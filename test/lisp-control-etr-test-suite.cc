/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "control-test-network.h"

#include "ns3/eid-database.h"
#include "ns3/lisp-authentication.h"
#include "ns3/lisp-etr.h"
#include "ns3/lisp-map-server.h"
#include "ns3/lisp-xtr.h"
#include "ns3/ns3-compat.h"
#include "ns3/test.h"

#include <sstream>
#include <stdexcept>

using namespace ns3;

/**
 * @file
 * @brief The control plane of ETRs with a real Map-Server: node 1 is the Map-Server, nodes 2 and 3
 * are xTRs of one site, and node 4 is anybody else, played by the test.
 *
 * A message takes 20 ms from node to node, and less than 20 us of sending; so whatever is told
 * below to the millisecond is the sum of such ways.
 */

namespace
{

const char* const SECRET = "correct horse"; ///< of the site

/// The nodes, and what happens at them, each with the time in milliseconds.
struct Scene
{
    ControlTestNetwork network;                                           ///< the underlay
    Ptr<LispMapServer> server{CreateObject<LispMapServer>()};             ///< on node 1
    std::vector<Ptr<LispXtr>> xtrs{nullptr, nullptr};                     ///< by node: 2 and 3
    std::vector<Ptr<LispEtr>> etrs{nullptr, nullptr};                     ///< by node: 2 and 3
    std::vector<Ptr<LispControlPort>> ports{nullptr};                     ///< by node
    std::vector<ControlTestLog> received{std::vector<ControlTestLog>(5)}; ///< by node
    std::vector<ControlTestLog> sent{std::vector<ControlTestLog>(5)};     ///< by node
    std::string registrations; ///< what the Map-Server has registered
    std::string events;        ///< of the ETRs: node, what, EID-prefix

    /// @param key of the ETRs @param proxyReply for them
    explicit Scene(const LispKey& key = LispKey::FromSecret(SECRET), bool proxyReply = false)
    {
        for (uint32_t number = 1; number <= 4; ++number)
        {
            auto node = network.AddNode();
            if (number == 1)
            {
                server->Install(node);
            }
            else if (number < 4)
            {
                xtrs.push_back(CreateObject<LispXtr>());
                etrs.push_back(CreateObject<LispEtr>());
                xtrs.back()->Install(node);
                xtrs.back()->AddRloc(ControlTestNetwork::Ipv4Of(number));
                etrs.back()->Install(xtrs.back());
                etrs.back()->AddMapServer(ControlTestNetwork::Ipv4Of(1), key, proxyReply);
                Watch(etrs.back(), number);
            }
            ports.push_back(LispControlPort::Of(node));
            received[number].Watch(ports[number], "Received");
            sent[number].Watch(ports[number], "Sent");
        }
        LispSite site;
        site.name = "one";
        site.keys[0].secret = SECRET;
        site.prefixes = {{EidPrefix::FromString("10.1.0.0/16"), true}};
        server->GetSites().AddSite(site);
        server->TraceConnectWithoutContext("Registration",
                                           MakeCallback(&Scene::OnRegistration, this));
    }

    /// @param result a change @param source the xTR
    void OnRegistration(const LispRegisterResult& result, const NetworkAddress&)
    {
        if (result.outcome != LispRegisterOutcome::REFRESHED)
        {
            registrations += result.eid.ToString() + " " + ToString(result.outcome) + "@" +
                             std::to_string(Simulator::Now().GetMilliSeconds()) + "; ";
        }
    }

    /// @param etr whose events are to be noted @param number its node
    void Watch(Ptr<LispEtr> etr, uint32_t number)
    {
        etr->TraceConnect("Registered",
                          std::to_string(number) + " registered ",
                          MakeCallback(&Scene::OnRegistered, this));
        for (const std::string name : {"Away", "Gone"})
        {
            etr->TraceConnect(name,
                              std::to_string(number) + " " + name + " ",
                              MakeCallback(&Scene::OnEid, this));
        }
        etr->TraceConnect("Discovered",
                          std::to_string(number) + " ",
                          MakeCallback(&Scene::OnDiscovered, this));
    }

    /// @param what node and event @param eid the EID-prefix
    void OnEid(std::string what, const EidPrefix& eid)
    {
        events +=
            what + eid.ToString() + "@" + std::to_string(Simulator::Now().GetMilliSeconds()) + "; ";
    }

    /// @param what node and event @param eid the EID-prefix @param server the Map-Server
    void OnRegistered(std::string what, const EidPrefix& eid, const NetworkAddress&)
    {
        OnEid(what, eid);
    }

    /// @param what the node @param eid the host @param discovery what is new
    void OnDiscovered(std::string what, const EidPrefix& eid, EidDiscovery discovery)
    {
        OnEid(what + ToString(discovery) + " ", eid);
    }

    /// @param when in seconds @param number an xTR @param eid a host that it sees
    void See(double when, uint32_t number, const std::string& eid)
    {
        Simulator::Schedule(Seconds(when), [this, number, eid] {
            etrs[number]->HostDiscovered(NetworkAddress::FromString(eid), 0, nullptr);
        });
    }

    /// @param when in seconds @param eid what node 4 asks the mapping system for
    void Ask(double when, const std::string& eid)
    {
        Simulator::Schedule(Seconds(when), [this, eid] {
            const auto inner = LispControlPort::MakeInnerHeader(NetworkAddress::FromString(eid),
                                                                ControlTestNetwork::Ipv4Of(4));
            ports[4]->Send(LispEncapsulatedControl(inner, MakeRequest(eid)),
                           {ControlTestNetwork::Ipv4Of(1), {}, LISP_CONTROL_PORT});
        });
    }

    /// @param when in seconds @param number an xTR @param request what node 4 asks it plainly
    void AskEtr(double when, uint32_t number, const LispMapRequest& request)
    {
        Simulator::Schedule(Seconds(when), [this, number, request] {
            ports[4]->Send(request, {ControlTestNetwork::Ipv4Of(number), {}, LISP_CONTROL_PORT});
        });
    }

    /// @param eid an EID-prefix @return a Map-Request of node 4
    static LispMapRequest MakeRequest(const std::string& eid)
    {
        LispMapRequest request;
        request.nonce = 77;
        request.itrRlocs = {ControlTestNetwork::Ipv4Of(4)};
        request.requests = {EidPrefix::FromString(eid)};
        return request;
    }

    /// @return the Map-Replies that node 4 got: from whom, and each record with its locators, with
    /// L, p for the probed one and A for an authoritative record
    std::string Replies() const
    {
        std::ostringstream text;
        for (const auto& entry : received[4].entries)
        {
            const auto* reply = std::get_if<LispMapReply>(&entry.message);
            if (!reply)
            {
                continue;
            }
            text << "from " << entry.source << ":";
            for (const auto& record : reply->records)
            {
                text << " " << record.eid.ToPrefixString(record.maskLength);
                text << (record.locators.empty() ? std::string(" ") + ToString(record.action) : "");
                for (const auto& locator : record.locators)
                {
                    text << " " << locator.address << (locator.local ? "L" : "")
                         << (locator.probed ? "p" : "");
                }
                text << (record.authoritative ? " A" : "");
            }
            text << "; ";
        }
        return text.str();
    }

    /// @param number a node @param reason a reason @return drops there
    uint64_t Drops(uint32_t number, LispControlDrop reason) const
    {
        return ports[number]->GetStatistics().GetDrops(reason);
    }

    /// @param number an xTR @param eid an EID @return what it is there
    std::string Kind(uint32_t number, const std::string& eid)
    {
        const auto* entry =
            xtrs[number]->GetEidDatabase().Lookup(0, NetworkAddress::FromString(eid));
        return entry ? entry->prefix.ToString() + " " + ToString(entry->kind) : "none";
    }

    /// @param seconds how long to run
    static void Run(double seconds)
    {
        Simulator::Stop(Seconds(seconds));
        Simulator::Run();
    }
};

/**
 * Method: an ETR with one EID-prefix runs for 550 s.
 * Expected: Map-Registers every 20 s for 5 min, then every 60 s. All 15 before the end of the quick
 * phase at 300 s want a Map-Notify, then each fifth of those at 300, 360, 420, 480 and 540 s: 16
 * Map-Notifies. The first one, at 40 ms, says that it is registered; nothing times out.
 */
class PeriodTestCase : public TestCase
{
  public:
    PeriodTestCase()
        : TestCase("registration periods")
    {
    }

  private:
    void DoRun() override
    {
        Scene scene;
        scene.etrs[2]->AddPrefix(EidPrefix::FromString("10.1.0.0/24"));
        Scene::Run(550);
        NS_TEST_EXPECT_MSG_EQ(ControlTestText(scene.sent[2].GetTimes<LispMapRegister>()),
                              "0 20000 40000 60000 80000 100000 120000 140000 160000 180000 200000 "
                              "220000 240000 260000 280000 300000 360000 420000 480000 540000",
                              "Map-Registers");
        NS_TEST_EXPECT_MSG_EQ(scene.received[2].Get<LispMapNotify>().size(), 16, "Map-Notifies");
        NS_TEST_EXPECT_MSG_EQ(scene.registrations, "10.1.0.0/24 added@20; ", "at the Map-Server");
        NS_TEST_EXPECT_MSG_EQ(scene.events, "2 registered 10.1.0.0/24@40; ", "at the ETR");
    }
};

/**
 * Method: the ETR's link is down from 90 s to 270 s.
 * Expected: the last Map-Register in time came at 80.02 s, so the registration ends at 260.02 s.
 * The one of 100 s is repeated after 1, 2, 4, 8, 16, 32 and then 60 s: at 101, 103, 107, 115, 131,
 * 163, 223 and 283 s, when it arrives. The next one follows 20 s later, for the quick phase lasts
 * until 300 s, and then one at 363 s.
 */
class OutageTestCase : public TestCase
{
  public:
    OutageTestCase()
        : TestCase("time-out and retransmission")
    {
    }

  private:
    void OnSent(const EidPrefix&, const NetworkAddress&, unsigned repeats)
    {
        m_sent += std::to_string(Simulator::Now().GetMilliSeconds() / 1000) +
                  std::string(repeats, '+') + " ";
    }

    void DoRun() override
    {
        Scene scene;
        scene.etrs[2]->AddPrefix(EidPrefix::FromString("10.1.0.0/24"));
        scene.etrs[2]->TraceConnectWithoutContext("MapRegisterSent",
                                                  MakeCallback(&OutageTestCase::OnSent, this));
        const auto node = scene.ports[2]->GetNode();
        Simulator::Schedule(Seconds(90), [&] { scene.network.SetLink(node, false); });
        Simulator::Schedule(Seconds(270), [&] {
            scene.network.SetLink(node, true);
            // ns-3 forgets the routes of an interface that goes down.
            Ipv4StaticRoutingHelper()
                .GetStaticRouting(node->GetObject<Ipv4>())
                ->SetDefaultRoute(Ipv4Address("10.0.2.1"), 1);
        });
        Scene::Run(370);
        NS_TEST_EXPECT_MSG_EQ(m_sent,
                              "0 20 40 60 80 100 101+ 103++ 107+++ 115++++ 131+++++ 163++++++ "
                              "223+++++++ 283++++++++ 303 363 ",
                              "Map-Registers, a plus sign for each repeat before");
        NS_TEST_EXPECT_MSG_EQ(scene.registrations,
                              "10.1.0.0/24 added@20; 10.1.0.0/24 withdrawn@260020; "
                              "10.1.0.0/24 added@283020; ",
                              "at the Map-Server");
    }

    std::string m_sent; ///< seconds and repeats
};

/**
 * Method: xTR 3 has a dynamic-EID prefix and forgets hosts that are silent for 15 s. It sees one at
 * 10 s and 18 s, another one at 12 s that is told to be gone at 20 s, and one outside at 14 s.
 * Expected: the prefix itself is never registered; each host is as a /32 that is not merged, 20 ms
 * after it is seen first; the second one is withdrawn by a TTL of 0 when it is gone, the first one
 * 15 s after it was seen last.
 */
class DynamicTestCase : public TestCase
{
  public:
    DynamicTestCase()
        : TestCase("discovered hosts")
    {
    }

  private:
    void DoRun() override
    {
        Scene scene;
        scene.etrs[3]->SetAttribute("IdleTimeout", TimeValue(Seconds(15)));
        scene.etrs[3]->AddDynamicPrefix(EidPrefix::FromString("10.1.5.0/24"));
        scene.See(10, 3, "10.1.5.7");
        scene.See(12, 3, "10.1.5.8");
        scene.See(14, 3, "10.1.6.1");
        scene.See(18, 3, "10.1.5.7");
        Simulator::Schedule(Seconds(20), [&] {
            NS_TEST_EXPECT_MSG_EQ(
                scene.etrs[3]->HostGone(NetworkAddress::FromString("10.1.5.8"), 0),
                true,
                "it was here");
            NS_TEST_EXPECT_MSG_EQ(
                scene.etrs[3]->HostGone(NetworkAddress::FromString("10.1.5.9"), 0),
                false,
                "it was not");
        });
        Scene::Run(40);
        NS_TEST_EXPECT_MSG_EQ(scene.registrations,
                              "10.1.5.7/32 added@10020; 10.1.5.8/32 added@12020; "
                              "10.1.5.8/32 withdrawn@20020; 10.1.5.7/32 withdrawn@33020; ",
                              "at the Map-Server");
        NS_TEST_EXPECT_MSG_EQ(
            scene.events,
            "3 new 10.1.5.7/32@10000; 3 registered 10.1.5.7/32@10040; 3 new 10.1.5.8/32@12000; "
            "3 registered 10.1.5.8/32@12040; 3 Gone 10.1.5.8/32@20000; "
            "3 Gone 10.1.5.7/32@33000; ",
            "at the ETR");
        for (const auto& message : scene.sent[3].Get<LispMapRegister>())
        {
            NS_TEST_EXPECT_MSG_EQ(message.merge, false, "hosts are in one place");
        }
    }
};

/**
 * Method: the home of 10.1.0.0/24 is xTR 2; a host of it is seen at xTR 3, whose dynamic-EID prefix
 * that is, at 10 s, and at home again at 100 s. Node 4 asks for it at 50 s, 150 s and 290 s.
 * Expected: the Map-Server has the /32 at 10.02 s and notifies xTR 2, which marks it away at 10.04
 * s and acknowledges (at 10.06 s). xTR 3 answers for it. Back home it is registered at 100.02 s,
 * xTR 3 has it away at 100.04 s, and xTR 2 answers for the host by itself. After 3 min, at 280 s,
 * that is withdrawn, and the prefix covers it.
 */
class MoveTestCase : public TestCase
{
  public:
    MoveTestCase()
        : TestCase("a host that moves and comes home")
    {
    }

  private:
    void DoRun() override
    {
        Scene scene;
        const auto prefix = EidPrefix::FromString("10.1.0.0/24");
        scene.etrs[2]->AddPrefix(prefix);
        scene.etrs[3]->AddDynamicPrefix(prefix);
        scene.See(10, 3, "10.1.0.9");
        Simulator::Schedule(Seconds(11), [&] {
            NS_TEST_EXPECT_MSG_EQ(scene.Kind(2, "10.1.0.9"), "10.1.0.9/32 away", "left");
            NS_TEST_EXPECT_MSG_EQ(scene.Kind(3, "10.1.0.9"), "10.1.0.9/32 discovered", "came");
            NS_TEST_EXPECT_MSG_EQ(scene.Kind(2, "10.1.0.8"), "10.1.0.0/24 configured", "stays");
        });
        scene.See(100, 2, "10.1.0.9");
        for (const double when : {50, 150, 290})
        {
            scene.Ask(when, "10.1.0.9");
        }
        Scene::Run(300);
        NS_TEST_EXPECT_MSG_EQ(scene.registrations,
                              "10.1.0.0/24 added@20; 10.1.0.9/32 added@10020; "
                              "10.1.0.9/32 changed@100020; 10.1.0.9/32 withdrawn@280020; ",
                              "at the Map-Server");
        NS_TEST_EXPECT_MSG_EQ(
            scene.events,
            "2 registered 10.1.0.0/24@40; 3 new 10.1.0.9/32@10000; 2 Away 10.1.0.9/32@10040; "
            "3 registered 10.1.0.9/32@10040; 2 returned 10.1.0.9/32@100000; "
            "3 Away 10.1.0.9/32@100040; 2 registered 10.1.0.9/32@100040; "
            "2 Gone 10.1.0.9/32@280000; ",
            "at the ETRs");
        NS_TEST_EXPECT_MSG_EQ(ControlTestText(scene.received[1].GetTimes<LispMapNotifyAck>()),
                              "10060 100060",
                              "acknowledged");
        NS_TEST_EXPECT_MSG_EQ(scene.Replies(),
                              "from 10.0.3.2: 10.1.0.9/32 10.0.3.2L A; "
                              "from 10.0.2.2: 10.1.0.9/32 10.0.2.2L A; "
                              "from 10.0.2.2: 10.1.0.0/24 10.0.2.2L A; ",
                              "answers");
    }
};

/**
 * Method: the ETR has a wrong secret; node 4 sends a host's Map-Notify that no Map-Register asked
 * for to another ETR: unsigned, with a wrong secret, with the right one, and that again.
 * Expected: Map-Registers at 0, 1, 3 and 7 s are refused and counted, and never confirmed. Of the
 * Map-Notifies the first two are counted under their reasons, the third is believed and
 * acknowledged, the fourth acknowledged only.
 */
class KeyTestCase : public TestCase
{
  public:
    KeyTestCase()
        : TestCase("wrong keys")
    {
    }

  private:
    void DoRun() override
    {
        {
            Scene scene(LispKey::FromSecret("battery staple"));
            scene.etrs[2]->AddPrefix(EidPrefix::FromString("10.1.0.0/24"));
            Scene::Run(10);
            NS_TEST_EXPECT_MSG_EQ(ControlTestText(scene.sent[2].GetTimes<LispMapRegister>()),
                                  "0 1000 3000 7000",
                                  "repeats");
            NS_TEST_EXPECT_MSG_EQ(scene.Drops(1, LispControlDrop::BAD_SIGNATURE), 4, "refused");
            NS_TEST_EXPECT_MSG_EQ(scene.registrations + scene.events, "", "nothing comes of it");
        }
        Scene scene;
        scene.etrs[2]->AddPrefix(EidPrefix::FromString("10.1.0.0/24"));
        LispMapNotify notify;
        notify.nonce = 4711;
        LispMappingRecord record;
        record.SetEidPrefix(EidPrefix::FromString("10.1.0.9"));
        record.locators.resize(1);
        record.locators.front().address = ControlTestNetwork::Ipv4Of(4);
        notify.records = {record};
        const auto send = [&scene, notify](double when, const LispKey& key) {
            Simulator::Schedule(Seconds(when), [&scene, notify, key] {
                auto message = notify;
                message.authentication = key.MakeField();
                scene.ports[4]->SendOctets(message,
                                           EncodeSignedLispMessage(message, key.secret),
                                           {ControlTestNetwork::Ipv4Of(2), {}, LISP_CONTROL_PORT});
            });
        };
        LispKey none;
        none.algorithm = LispAlgorithm::NONE;
        send(1, none);
        send(2, LispKey::FromSecret("battery staple"));
        Simulator::Schedule(Seconds(3), [&] {
            NS_TEST_EXPECT_MSG_EQ(scene.Kind(2, "10.1.0.9"), "10.1.0.0/24 configured", "still");
        });
        send(4, LispKey::FromSecret(SECRET));
        send(5, LispKey::FromSecret(SECRET));
        Scene::Run(10);
        NS_TEST_EXPECT_MSG_EQ(scene.Drops(2, LispControlDrop::NOT_SIGNED), 1, "unsigned");
        NS_TEST_EXPECT_MSG_EQ(scene.Drops(2, LispControlDrop::BAD_SIGNATURE), 1, "wrong");
        NS_TEST_EXPECT_MSG_EQ(scene.events,
                              "2 registered 10.1.0.0/24@40; 2 Away 10.1.0.9/32@4020; ",
                              "the third is believed, once");
        NS_TEST_EXPECT_MSG_EQ(ControlTestText(scene.received[4].GetTimes<LispMapNotifyAck>()),
                              "4040 5040",
                              "acknowledged");
    }
};

/**
 * Method: both xTRs have 10.1.0.0/24; node 4 asks through the Map-Server twice. Then another site's
 * scene where the Map-Server is to answer by proxy.
 * Expected: the Map-Server merges, tells the one that registered first, and asks the ETRs in turn;
 * both answer with both locators, sorted, and mark their own. By proxy the answer is the
 * Map-Server's (RFC 9301 section 5.4: no L and A bits), and the ETRs hear nothing of the
 * Map-Request.
 */
class MergeTestCase : public TestCase
{
  public:
    MergeTestCase()
        : TestCase("two xTRs of a site, and proxy replies")
    {
    }

  private:
    void DoRun() override
    {
        for (const bool proxy : {false, true})
        {
            Scene scene(LispKey::FromSecret(SECRET), proxy);
            for (const uint32_t number : {2, 3})
            {
                scene.etrs[number]->AddPrefix(EidPrefix::FromString("10.1.0.0/24"));
            }
            scene.Ask(5, "10.1.0.7");
            scene.Ask(6, "10.1.0.7");
            Scene::Run(10);
            if (proxy)
            {
                NS_TEST_EXPECT_MSG_EQ(scene.Replies(),
                                      "from 10.0.1.2: 10.1.0.0/24 10.0.2.2 10.0.3.2; "
                                      "from 10.0.1.2: 10.1.0.0/24 10.0.2.2 10.0.3.2; ",
                                      "the Map-Server's");
            }
            else
            {
                // Which of them is the first in turn is open.
                const std::string two = "from 10.0.2.2: 10.1.0.0/24 10.0.2.2L 10.0.3.2 A; ";
                const std::string three = "from 10.0.3.2: 10.1.0.0/24 10.0.2.2 10.0.3.2L A; ";
                const auto replies = scene.Replies();
                NS_TEST_EXPECT_MSG_EQ((replies == two + three || replies == three + two),
                                      true,
                                      replies);
            }
            NS_TEST_EXPECT_MSG_EQ(scene.received[2].Get<LispMapRequest>().size(),
                                  (proxy ? 0 : 1),
                                  "Map-Requests at one of them");
        }
    }
};

/**
 * Method: node 4 asks an ETR plainly: for a host of its prefix, whose hosts .5 was discovered and
 * .6 went away; the same again at once and half a second later; by an RLOC-probe; for an EID that
 * is not its own; and with a record that is no prefix. Expected: the prefix with what is inside,
 * the host away as one to be asked for (RFC 9301 section 5.5); one reply in 500 ms; the probed
 * locator marked (section 5.4, p); the others counted.
 */
class AnswerTestCase : public TestCase
{
  public:
    AnswerTestCase()
        : TestCase("answers of an ETR")
    {
    }

  private:
    void DoRun() override
    {
        Scene scene;
        const auto prefix = EidPrefix::FromString("10.1.0.0/24");
        scene.etrs[2]->AddPrefix(prefix);
        scene.etrs[3]->AddDynamicPrefix(prefix);
        scene.See(1, 3, "10.1.0.5");
        scene.See(1, 3, "10.1.0.6");
        scene.See(2, 2, "10.1.0.5");
        const auto ask = Scene::MakeRequest("10.1.0.7");
        scene.AskEtr(5, 2, ask);
        scene.AskEtr(5.1, 2, ask);
        scene.AskEtr(5.6, 2, ask);
        auto probe = Scene::MakeRequest("10.1.0.5");
        probe.probe = true;
        scene.AskEtr(6, 2, probe);
        scene.AskEtr(7, 2, Scene::MakeRequest("10.9.0.1"));
        scene.AskEtr(8, 2, Scene::MakeRequest("10.1.0.6"));
        auto odd = ask;
        odd.requests.front().eid = LispAddress::FromName("router");
        scene.AskEtr(9, 2, odd);
        Scene::Run(10);
        const std::string whole = "from 10.0.2.2: 10.1.0.0/24 10.0.2.2L A 10.1.0.5/32 10.0.2.2L A "
                                  "10.1.0.6/32 send-map-request A; ";
        NS_TEST_EXPECT_MSG_EQ(scene.Replies(),
                              whole + whole + "from 10.0.2.2: 10.1.0.5/32 10.0.2.2Lp A; ",
                              "answers");
        NS_TEST_EXPECT_MSG_EQ(scene.Drops(2, LispControlDrop::REPLY_RATE), 1, "too soon");
        NS_TEST_EXPECT_MSG_EQ(scene.Drops(2, LispControlDrop::NOT_MY_EID), 2, "not here, or away");
        NS_TEST_EXPECT_MSG_EQ(scene.Drops(2, LispControlDrop::BAD_EID), 1, "no prefix");
    }
};

/**
 * Method: an ETR's prefix gets another priority at 310 s, and is removed at 410 s; a second prefix
 * is added at 351 s. Expected: the change is registered at once and starts a quick phase: 310, 330,
 * ..., 390 s; the addition too: 351, 371, 391, 411 s; the removal is registered with a TTL of 0 at
 * 410 s, and not again.
 */
class ChangeTestCase : public TestCase
{
  public:
    ChangeTestCase()
        : TestCase("prefixes that change")
    {
    }

  private:
    void DoRun() override
    {
        Scene scene;
        const auto prefix = EidPrefix::FromString("10.1.0.0/24");
        const auto other = EidPrefix::FromString("10.1.1.0/24");
        scene.etrs[2]->AddPrefix(prefix);
        Simulator::Schedule(Seconds(310), [&] {
            LispLocator locator;
            locator.address = ControlTestNetwork::Ipv4Of(2);
            locator.priority = 9;
            scene.etrs[2]->SetLocators(prefix, {locator});
            bool refused = false;
            try
            {
                scene.etrs[2]->SetLocators(other, {locator});
            }
            catch (const std::invalid_argument& error)
            {
                refused = std::string(error.what()).find("10.1.1.0/24") != std::string::npos;
            }
            NS_TEST_EXPECT_MSG_EQ(refused, true, "no such prefix");
        });
        Simulator::Schedule(Seconds(351), [&] { scene.etrs[2]->AddPrefix(other); });
        Simulator::Schedule(Seconds(410), [&] {
            NS_TEST_EXPECT_MSG_EQ(scene.etrs[2]->RemovePrefix(prefix), true, "it was there");
            NS_TEST_EXPECT_MSG_EQ(scene.etrs[2]->RemovePrefix(prefix), false, "it was");
        });
        Scene::Run(420);
        std::string text;
        for (const auto& entry : scene.sent[2].entries)
        {
            const auto* message = std::get_if<LispMapRegister>(&entry.message);
            if (message && entry.when > Seconds(305))
            {
                text += std::to_string(entry.when.GetMilliSeconds() / 1000) + " " +
                        message->records.front().GetEidPrefix()->ToString() +
                        (message->records.front().ttl == 0 ? " gone; " : "; ");
            }
        }
        NS_TEST_EXPECT_MSG_EQ(text,
                              "310 10.1.0.0/24; 330 10.1.0.0/24; 350 10.1.0.0/24; "
                              "351 10.1.1.0/24; 370 10.1.0.0/24; 371 10.1.1.0/24; "
                              "390 10.1.0.0/24; 391 10.1.1.0/24; 410 10.1.0.0/24 gone; "
                              "411 10.1.1.0/24; ",
                              "Map-Registers");
        NS_TEST_EXPECT_MSG_EQ(scene.registrations,
                              "10.1.0.0/24 added@20; 10.1.0.0/24 changed@310020; "
                              "10.1.1.0/24 added@351020; 10.1.0.0/24 withdrawn@410020; ",
                              "at the Map-Server");
    }
};

/// The suite of ETRs.
class ControlEtrTestSuite : public TestSuite
{
  public:
    ControlEtrTestSuite()
        : TestSuite("lisp-control-etr", TestSuite::Type::UNIT)
    {
        AddTestCase(new PeriodTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new OutageTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new DynamicTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new MoveTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new KeyTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new MergeTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new AnswerTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new ChangeTestCase, compat::TestDuration<>::QUICK);
    }
};

ControlEtrTestSuite g_suite; ///< registers itself

} // namespace
