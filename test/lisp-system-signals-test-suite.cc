/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * @brief Two sites with two uplinks each: what the headers of their data packets bring about, and
 * when.
 *
 * MultihomedTestNet: any two nodes at the core are 20 ms apart, hosts 1 ms from their routers.
 * Router A sends from its first uplink, 10.0.1.2, router B from its second one, 10.0.4.2. Site B's
 * locators are b1 = 10.0.4.2 with priority 1 and b2 = 10.0.3.2 with priority 2; by address b2 is
 * the first of the mapping and b1 the second (RFC 9301 section 5.5).
 *
 * Host 1 sends to host 2 every 8 ms from 5 s on, so that router A encapsulates at 5.001 s + k * 8
 * ms; host 2 sends to host 1 from 5.002 s on, so that router B encapsulates at 5.003 s + j * 8 ms,
 * which is at A 20 ms later. Both miss at first: A asks at 5.001 s, has the mapping at 5.061 s and
 * sends what waited, eight packets; B 2 ms later. Serialization takes less than a microsecond a
 * hop.
 *
 * - Status bits: b1's interface at B is down at 20 s. B's next packet, of 20.003 s, goes out by b2,
 *   with the bits 01, and is at A at 20.023 s; A's packet of 20.025 s (k = 1878) takes b2. What
 *   comes to b1 from 20 s on is lost, at an interface that is down: k = 1873 (19.985 s) to 1877, 5
 * packets. The interface is up at 40 s: B's packet of 40.003 s has 11, is at A at 40.023 s, and A's
 * of 40.025 s (k = 4378) takes b1.
 * - Echo-nonce, EchoInterval 1 s, EchoTimeout 200 ms, EchoSuspendTime 100 ms, EchoRetryAfter 5 s at
 *   A; B asks once at first. A's first request is of 5.061 s, at B at 5.081 s, whose next packet,
 *   of 5.083 s, is at A at 5.103 s, though B's own request came at 5.083 s. The next one is the
 *   first packet after 6.103 s, of 6.105 s. Its echo takes 20 ms, 6 ms until B's next packet, and
 *   20 ms, until 6.151 s; so the requests are 1.048 s apart: the 15th of these at 6.105 + 14 *
 *   1.048 = 20.777 s. From 20 s on, B loses what comes to b1, but sends as before. 200 ms after
 *   20.777 s, the first packet from b1 is that of 20.983 s (5.023 s + 1995 * 8 ms): b1 is down, and
 *   A's packet of 20.985 s (k = 1998) takes b2. Lost are k = 1873 (19.985 s, at B at 20.005 s) to
 *   1997, 125 packets. At 25.983 s A tries b1 again: its packet of 25.985 s (k = 2623) asks, and
 *   the one from b1 of 26.191 s, the first after 26.185 s, is no echo: 26 more lost on the wire (k
 * = 2623 to 2648). B hears b1 again from 30 s on; at 31.191 s A tries it, with its packet of 31.193
 * s (k = 3274).
 * - Map-versions: at 20 s, site B exchanges the priorities; its mapping goes from version 1 to 2.
 *   B's packet of 20.003 s is at A at 20.023 s, and its source version is newer than that of A's
 *   map-cache. A asks: the mapping node has that at 20.043 s, B at 20.063 s, A the Map-Reply at
 *   20.083 s, and its packet of 20.089 s (k = 1886) takes b2. Meanwhile k = 1873 to 1885 come to B
 *   with version 1, 13 of them: B solicits A once, at 20.005 s. Without packets from B that is what
 *   A hears, at 20.025 s: the Map-Reply comes at 20.085 s, for the same packet. Nothing is lost.
 *
 * So a loss that the site knows of is followed after half a round trip and a packet's interval; a
 * way that works in one direction only after EchoInterval and EchoTimeout at most; a new mapping
 * after half a round trip of data and a round trip over the mapping system.
 */

#include "multihomed-test-net.h"

#include "ns3/error-model.h"
#include "ns3/lisp-signals.h"
#include "ns3/ns3-compat.h"
#include "ns3/point-to-point-net-device.h"
#include "ns3/pointer.h"
#include "ns3/test.h"
#include "ns3/uinteger.h"

#include <functional>
#include <sstream>
#include <stdexcept>
#include <string>

using namespace ns3;

namespace
{

/// The network with LISP on it, and what goes on.
struct Scene
{
    MultihomedTestNet net;  ///< the network
    LispHelper lisp;        ///< LISP
    Ptr<LispXtr> xtrA;      ///< router A
    Ptr<LispXtr> xtrB;      ///< router B
    Ptr<LispSignals> a;     ///< of router A
    Ptr<LispSignals> b;     ///< of router B
    std::string turns;      ///< where router A sends, each time that this changes
    std::string locators;   ///< down and up at router A
    std::string echoes;     ///< to router A, the first few
    std::string learned;    ///< by router A, from 10 s on
    std::string asked;      ///< by router A, from 10 s on
    std::string smrs;       ///< by router B
    uint64_t newer{0};      ///< packets that told router A of a new version
    NetworkAddress current; ///< where router A sent last

    /**
     * @param prepareA what to set before router A is installed
     * @param prepareB what to set before router B is installed
     */
    Scene(const std::function<void(LispHelper&)>& prepareA,
          const std::function<void(LispHelper&)>& prepareB)
    {
        lisp.SetMapServer(net.mapping, "10.0.5.2");
        lisp.AddSite("a", "the secret of a");
        lisp.AddSite("b", "the secret of b");
        prepareA(lisp);
        xtrA = lisp.InstallXtr(net.routers[1],
                               "a",
                               {"10.0.1.2 1/100", "10.0.2.2 2/100"},
                               {"192.168.1.0/24"});
        prepareB(lisp);
        xtrB = lisp.InstallXtr(net.routers[2],
                               "b",
                               {"10.0.4.2 1/100", "10.0.3.2 2/100"},
                               {"192.168.2.0/24"});
        lisp.AssignStreams(1);
        a = net.routers[1]->GetObject<LispSignals>();
        b = net.routers[2]->GetObject<LispSignals>();
        xtrA->TraceConnectWithoutContext("Encapsulated", MakeCallback(&Scene::OnSent, this));
        a->TraceConnectWithoutContext("LocatorDown", MakeCallback(&Scene::OnDown, this));
        a->TraceConnectWithoutContext("LocatorUp", MakeCallback(&Scene::OnUp, this));
        a->TraceConnectWithoutContext("Echoed", MakeCallback(&Scene::OnEcho, this));
        a->TraceConnectWithoutContext("NewerVersion", MakeCallback(&Scene::OnNewer, this));
        auto itr = net.routers[1]->GetObject<LispItr>();
        itr->TraceConnectWithoutContext("MappingLearned", MakeCallback(&Scene::OnLearned, this));
        itr->TraceConnectWithoutContext("MapRequestSent", MakeCallback(&Scene::OnAsked, this));
        net.routers[2]->GetObject<LispEtr>()->TraceConnectWithoutContext(
            "SmrSent",
            MakeCallback(&Scene::OnSmr, this));
    }

    /// @return the time in milliseconds, with an '@'
    static std::string Now()
    {
        return "@" + std::to_string(Simulator::Now().GetMilliSeconds()) + " ";
    }

    /// @param destination the locator
    void OnSent(Ptr<const Packet>,
                uint32_t,
                const NetworkAddress&,
                const NetworkAddress& destination)
    {
        if (destination != current)
        {
            current = destination;
            turns += destination.ToString() + Now();
        }
    }

    /// @param rloc a locator @param cause what holds
    void OnDown(const NetworkAddress& rloc, RlocDownCause cause)
    {
        locators += rloc.ToString() + " " + ToString(cause) + Now();
    }

    /// @param rloc a locator
    void OnUp(const NetworkAddress& rloc, RlocDownCause)
    {
        locators += rloc.ToString() + " up" + Now();
    }

    /// @param after since the request
    void OnEcho(const NetworkAddress&, Time after)
    {
        if (Simulator::Now() < Seconds(8))
        {
            // Rounded: serialization is part of it.
            echoes += std::to_string((after + MicroSeconds(500)).GetMilliSeconds()) + Now();
        }
    }

    /// @param version seen
    void OnNewer(const EidPrefix&, uint16_t version)
    {
        newer += version == 2;
    }

    /// @param record a mapping
    void OnLearned(const LispMappingRecord& record, const NetworkAddress&)
    {
        learned +=
            Simulator::Now() < Seconds(10) ? "" : "v" + std::to_string(record.mapVersion) + Now();
    }

    /// @param purpose of a Map-Request
    void OnAsked(const EidPrefix&,
                 LispMapRequester::Purpose purpose,
                 unsigned,
                 const NetworkAddress&)
    {
        asked += Simulator::Now() < Seconds(10)
                     ? ""
                     : (purpose == LispMapRequester::Purpose::VERSION ? "version" : "smr") + Now();
    }

    /// @param eid an EID-prefix @param peer an ITR
    void OnSmr(const EidPrefix& eid, const NetworkAddress& peer)
    {
        smrs += eid.ToString() + " " + peer.ToString() + Now();
    }

    /// Have a host send to another one. @param from its number @param first when the first packet
    /// leaves @param last none leaves after this
    void Send(uint32_t from, Time first, Time last)
    {
        const uint32_t to = 3 - from;
        auto sink = Socket::CreateSocket(net.hosts[to], UdpSocketFactory::GetTypeId());
        sink->Bind(InetSocketAddress(Ipv4Address::GetAny(), 7));
        sink->SetRecvCallback(MakeCallback(&Scene::OnReceive, this));
        auto sender = Socket::CreateSocket(net.hosts[from], UdpSocketFactory::GetTypeId());
        sender->Bind();
        net.sockets.push_back(sink);
        net.sockets.push_back(sender);
        const Ipv4Address there(("192.168." + std::to_string(to) + ".9").c_str());
        for (Time at = first; at <= last; at += MilliSeconds(8))
        {
            Simulator::Schedule(at, [this, from, sender, there] {
                const auto packet = Create<Packet>(100);
                if (from == 1)
                {
                    net.OnSend(packet);
                }
                sender->SendTo(packet, 0, InetSocketAddress(there, 7));
            });
        }
    }

    /// @param socket that has a packet
    void OnReceive(Ptr<Socket> socket)
    {
        while (auto packet = socket->Recv())
        {
            net.ledger->Received(packet);
        }
    }

    /// @param end when it is over, in seconds @param backwards whether host 2 sends as well
    void Run(double end, bool backwards = true)
    {
        net.Account();
        Send(1, Seconds(5), Seconds(end - 1));
        if (backwards)
        {
            Send(2, MilliSeconds(5002), Seconds(end - 1));
        }
        Simulator::Stop(Seconds(end));
        Simulator::Run();
    }
};

/// @param name an attribute of LispSignals @return sets it to true
std::function<void(LispHelper&)>
Only(const std::string& name)
{
    return [name](LispHelper& lisp) { lisp.SetSignalAttribute(name, BooleanValue(true)); };
}

/**
 * Method: status bits; see the head of the file.
 * Expected: as there.
 */
class StatusBitsTestCase : public TestCase
{
  public:
    StatusBitsTestCase()
        : TestCase("an uplink that its site has lost, by status bits")
    {
    }

  private:
    void DoRun() override
    {
        Scene scene(Only("LocatorStatusBits"), Only("LocatorStatusBits"));
        Simulator::Schedule(Seconds(20), [&scene] { scene.net.SetUplink(4, false); });
        Simulator::Schedule(Seconds(40), [&scene] { scene.net.SetUplink(4, true); });
        scene.Run(45);
        NS_TEST_EXPECT_MSG_EQ(scene.locators,
                              "10.0.4.2 status-bits@20023 10.0.4.2 up@40023 ",
                              "locators");
        NS_TEST_EXPECT_MSG_EQ(scene.turns,
                              "10.0.4.2@5061 10.0.3.2@20025 10.0.4.2@40025 ",
                              "where packets go");
        NS_TEST_EXPECT_MSG_EQ(scene.net.Losses(), "interface-down 5 ", "lost");
        NS_TEST_EXPECT_MSG_EQ(scene.b->GetStatusBitsSent(),
                              scene.xtrB->GetEncapsulated(),
                              "bits in each packet");
        NS_TEST_EXPECT_MSG_EQ(scene.a->GetIgnored().unknownSender, 0, "all are believed");
    }
};

/**
 * Method: site B takes b2 out of its mapping at 10 s; UseStatusBitsDelay is 2 s at B.
 * Expected: from B's packet of 10.003 s on there are no bits for 2 s, which are 250 packets; then
 * there are again (RFC 9300 section 13.1).
 */
class UseDelayTestCase : public TestCase
{
  public:
    UseDelayTestCase()
        : TestCase("no status bits after a locator was removed")
    {
    }

  private:
    void DoRun() override
    {
        Scene scene(Only("LocatorStatusBits"), [](LispHelper& lisp) {
            lisp.SetSignalAttribute("UseStatusBitsDelay", TimeValue(Seconds(2)));
        });
        uint64_t before = 0;
        Simulator::Schedule(Seconds(10), [&] {
            LispLocator only;
            only.address = NetworkAddress::FromString("10.0.4.2");
            scene.net.routers[2]->GetObject<LispEtr>()->SetLocators(
                EidPrefix::FromString("192.168.2.0/24"),
                {only});
            before = scene.b->GetStatusBitsSent();
            NS_TEST_EXPECT_MSG_EQ(before, scene.xtrB->GetEncapsulated(), "in each packet so far");
        });
        scene.Run(15);
        NS_TEST_EXPECT_MSG_EQ(scene.xtrB->GetEncapsulated() - scene.b->GetStatusBitsSent(),
                              250,
                              "packets without bits");
        NS_TEST_EXPECT_MSG_EQ((scene.b->GetStatusBitsSent() > before), true, "bits again");
    }
};

/**
 * Method: echo-nonce; see the head of the file.
 * Expected: as there. The Map-Reply has said that site B echoes.
 */
class EchoNonceTestCase : public TestCase
{
  public:
    EchoNonceTestCase()
        : TestCase("an uplink that works one way, by echo-nonce")
    {
    }

  private:
    void DoRun() override
    {
        Scene scene(
            [](LispHelper& lisp) {
                lisp.SetSignalAttribute("EchoNonce", BooleanValue(true));
                lisp.SetSignalAttribute("EchoInterval", TimeValue(Seconds(1)));
                lisp.SetSignalAttribute("EchoTimeout", TimeValue(MilliSeconds(200)));
                lisp.SetSignalAttribute("EchoSuspendTime", TimeValue(MilliSeconds(100)));
                lisp.SetSignalAttribute("EchoRetryAfter", TimeValue(Seconds(5)));
            },
            [](LispHelper& lisp) {
                lisp.SetSignalAttribute("EchoInterval", TimeValue(Seconds(1000)));
            });
        const auto device = DynamicCast<PointToPointNetDevice>(
            scene.net.routers[2]->GetObject<Ipv4>()->GetNetDevice(scene.net.atRouter[4]));
        const auto deaf = CreateObject<RateErrorModel>();
        deaf->SetUnit(RateErrorModel::ERROR_UNIT_PACKET);
        deaf->SetRate(1);
        deaf->Disable();
        device->SetReceiveErrorModel(deaf);
        Simulator::Schedule(Seconds(20), [deaf] { deaf->Enable(); });
        Simulator::Schedule(Seconds(30), [deaf] { deaf->Disable(); });
        scene.Run(35);
        NS_TEST_EXPECT_MSG_EQ(scene.echoes, "42@5103 46@6151 46@7199 ", "echoes");
        NS_TEST_EXPECT_MSG_EQ(scene.locators,
                              "10.0.4.2 echo-nonce@20983 10.0.4.2 up@25983 "
                              "10.0.4.2 echo-nonce@26191 10.0.4.2 up@31191 ",
                              "locators");
        NS_TEST_EXPECT_MSG_EQ(scene.turns,
                              "10.0.4.2@5061 10.0.3.2@20985 10.0.4.2@25985 10.0.3.2@26193 "
                              "10.0.4.2@31193 ",
                              "where packets go");
        NS_TEST_EXPECT_MSG_EQ(scene.net.Losses(), "receive-error 151 ", "lost");
        NS_TEST_EXPECT_MSG_EQ(scene.a->GetEchoNonceStatistics().unanswered, 2, "counted");
        NS_TEST_EXPECT_MSG_EQ(scene.b->GetEchoNonceStatistics().unanswered, 0, "B hears A");
        std::ostringstream counters;
        scene.a->Print(counters);
        NS_TEST_EXPECT_MSG_NE(counters.str().find("locators down for want of an echo"),
                              std::string::npos,
                              "printed");
    }
};

/**
 * Method: map-versions; see the head of the file. Once with packets of host 2, once without.
 * Expected: as there.
 */
class MapVersionTestCase : public TestCase
{
  public:
    MapVersionTestCase()
        : TestCase("priorities that change, by map-versions")
    {
    }

  private:
    void DoRun() override
    {
        for (const bool backwards : {true, false})
        {
            Scene scene(Only("MapVersioning"), Only("MapVersioning"));
            Simulator::Schedule(Seconds(20), [&scene] {
                std::vector<LispLocator> locators(2);
                locators[0].address = NetworkAddress::FromString("10.0.4.2");
                locators[0].priority = 2;
                locators[1].address = NetworkAddress::FromString("10.0.3.2");
                locators[1].priority = 1;
                scene.net.routers[2]->GetObject<LispEtr>()->SetLocators(
                    EidPrefix::FromString("192.168.2.0/24"),
                    locators);
            });
            scene.Run(30, backwards);
            const std::string name = backwards ? "both ways" : "one way";
            NS_TEST_EXPECT_MSG_EQ(scene.asked,
                                  (backwards ? "version@20023 " : "smr@20025 "),
                                  name << ": Map-Requests");
            NS_TEST_EXPECT_MSG_EQ(scene.learned,
                                  (backwards ? "v2@20083 " : "v2@20085 "),
                                  name << ": Map-Replies");
            NS_TEST_EXPECT_MSG_EQ(scene.smrs,
                                  "192.168.2.0/24 10.0.1.2@20005 ",
                                  name << ": solicitations");
            NS_TEST_EXPECT_MSG_EQ(scene.turns,
                                  "10.0.4.2@5061 10.0.3.2@20089 ",
                                  name << ": where packets go");
            NS_TEST_EXPECT_MSG_EQ(scene.b->GetMapVersionStatistics().stale, 13, name << ": stale");
            NS_TEST_EXPECT_MSG_EQ(scene.newer, (backwards ? 8 : 0), name << ": newer");
            NS_TEST_EXPECT_MSG_EQ(scene.net.Losses(), "", name << ": lost");
            NS_TEST_EXPECT_MSG_EQ(scene.xtrA->GetTotalDrops() + scene.xtrB->GetTotalDrops(),
                                  0,
                                  name << ": drops");
        }
    }
};

/**
 * Method: as with status bits, but with map-versions as well, and LispReachability at both routers,
 * which clears the R bit of a lost uplink: another mapping, so of version 2, and 3 when it is back.
 * Expected: B's packet of 20.003 s has version 2 and is at A at 20.023 s. Its bits may number other
 * locators, and are not believed; but A asks, and has the Map-Reply at 20.083 s: b1's R bit is
 * cleared, and A's packet of 20.089 s takes b2. 13 packets are lost (k = 1873 to 1885). B's next
 * packet, of 20.087 s at A, has bits of version 2, which say the same. From 40 s on likewise: the
 * Map-Reply of 40.083 s is newer than these bits, and A's packet of 40.089 s takes b1. Here B hears
 * A's packets, by b2, with version 2 from 40.005 s on, and solicits A; so the solicitation that the
 * confirmed registration asks for at 40.040 s would have to wait for 3 s, until 43.005 s. But A
 * asks by itself, and B's answer of 40.063 s makes it needless: nothing follows.
 */
class TogetherTestCase : public TestCase
{
  public:
    TogetherTestCase()
        : TestCase("status bits, map-versions and R bits")
    {
    }

  private:
    void DoRun() override
    {
        const auto prepare = [](LispHelper& lisp) {
            lisp.EnableReachability();
            lisp.SetSignalAttribute("LocatorStatusBits", BooleanValue(true));
            lisp.SetSignalAttribute("MapVersioning", BooleanValue(true));
        };
        Scene scene(prepare, prepare);
        Simulator::Schedule(Seconds(20), [&scene] { scene.net.SetUplink(4, false); });
        Simulator::Schedule(Seconds(40), [&scene] { scene.net.SetUplink(4, true); });
        scene.Run(45);
        NS_TEST_EXPECT_MSG_EQ(scene.learned, "v2@20083 v3@40083 ", "Map-Replies");
        NS_TEST_EXPECT_MSG_EQ(scene.turns,
                              "10.0.4.2@5061 10.0.3.2@20089 10.0.4.2@40089 ",
                              "where packets go");
        NS_TEST_EXPECT_MSG_EQ(scene.locators,
                              "10.0.4.2 status-bits@20087 10.0.4.2 up@40083 ",
                              "locators");
        NS_TEST_EXPECT_MSG_EQ(scene.net.Losses(), "interface-down 13 ", "lost");
        NS_TEST_EXPECT_MSG_EQ((scene.a->GetIgnored().otherVersion > 0), true, "other versions");
    }
};

/**
 * Method: signals with an attribute that is none, a value that does not fit, on a node that is no
 * tunnel router, and twice on the same one.
 * Expected: each is refused by an exception that names it.
 */
class MistakeTestCase : public TestCase
{
  public:
    MistakeTestCase()
        : TestCase("mistakes of a script")
    {
    }

  private:
    void DoRun() override
    {
        Scene scene(Only("MapVersioning"), Only("MapVersioning"));
        const auto refuses = [this](const std::function<void()>& call, const std::string& named) {
            std::string message;
            try
            {
                call();
            }
            catch (const std::invalid_argument& error)
            {
                message = error.what();
            }
            NS_TEST_EXPECT_MSG_NE(message.find(named), std::string::npos, named << ": " << message);
        };
        auto& lisp = scene.lisp;
        refuses([&lisp] { lisp.SetSignalAttribute("EchoNonces", BooleanValue(true)); },
                "EchoNonces");
        refuses([&lisp] { lisp.SetSignalAttribute("FirstMapVersion", StringValue("4096")); },
                "FirstMapVersion");
        refuses([&] { lisp.InstallSignals(scene.net.core); }, "tunnel router");
        refuses([&] { lisp.InstallSignals(scene.net.routers[1]); }, "already");
    }
};

/// The suite of what headers of data packets bring about.
class SystemSignalsTestSuite : public TestSuite
{
  public:
    SystemSignalsTestSuite()
        : TestSuite("lisp-system-signals", TestSuite::Type::SYSTEM)
    {
        AddTestCase(new StatusBitsTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new UseDelayTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new EchoNonceTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new MapVersionTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new TogetherTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new MistakeTestCase, compat::TestDuration<>::QUICK);
    }
};

SystemSignalsTestSuite g_suite; ///< registers itself

} // namespace
