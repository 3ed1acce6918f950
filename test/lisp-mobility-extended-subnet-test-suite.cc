/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * @brief Hosts of a subnet that is stretched over two data centres of one LISP site: who finds
 * them, who learns of it and when, and what happens when things go wrong.
 *
 * Times are those of ExtendedSubnetNet: what host 0 says at 0 is heard by xTR 0 at 1 ms; its
 * Map-Notify is at 1 and 2 at 2 ms, and at 3 at 3 ms; its Map-Register at the Map-Server at 21 ms.
 */

#include "extended-subnet-test-net.h"

#include "ns3/ns3-compat.h"
#include "ns3/test.h"

#include <algorithm>
#include <sstream>

using namespace ns3;

namespace
{

using Net = ExtendedSubnetNet;

/// @param log lines @return them as one
std::string
Join(const std::vector<std::string>& log)
{
    std::string text;
    for (const auto& line : log)
    {
        text += (text.empty() ? "" : "; ") + line;
    }
    return text;
}

/// @param net a network @param i an xTR @param withdrawals whether to count only those of TTL 0
/// @return the Map-Registers that it sent
std::size_t
CountRegisters(const Net& net, uint32_t i, bool withdrawals = false)
{
    std::size_t count = 0;
    for (const auto& message : net.messages[i].Get<LispMapRegister>())
    {
        count += !withdrawals || message.records.front().ttl == 0;
    }
    return count;
}

/**
 * Method: host 0 announces itself at 1 s, and the same host at xTR 2 at 70 s, as after a hot move.
 * Expected: xTR 0 finds it at 1001 ms, registers and announces it at once, after 1 s and 2 s, and
 * 60 s after that; its peer 1 delivers to it from 1002 on, 2 and 3 have it away from 1002 and 1003.
 * From 70001 on it is the other way round: xTR 2 is heard at 3 and 0 after 1 ms, at 1 after 2 ms.
 * Of each side only the finder registers; the former one never withdraws, since the host is
 * registered anew. The two that have it have a host route. Each of the three others hears 4
 * announcements of 0 (1, 2, 3, 63 s) and then 3 of 2 (70, 71, 72 s).
 */
class WhoLearnsTestCase : public TestCase
{
  public:
    WhoLearnsTestCase()
        : TestCase("a host is found and moves: who learns of it, and when")
    {
    }

  private:
    void DoRun() override
    {
        Net net;
        net.SpeakAt(1000, 0);
        std::string kinds;
        std::string registered;
        std::string routes;
        std::string notified;
        net.At(69000, [&] {
            kinds = net.Kinds();
            registered = net.Registered();
            for (uint32_t i = 0; i < Net::XTRS; ++i)
            {
                routes += std::to_string(net.Detection(i)->GetNRoutes());
                notified += std::to_string(net.received[i]);
            }
        });
        net.SpeakAt(70000, 2);
        net.Run(75000);
        NS_TEST_EXPECT_MSG_EQ(kinds, "discovered peer away away", "before the move");
        NS_TEST_EXPECT_MSG_EQ(registered, "10.0.1.2 10.0.2.2 by 10.0.1.2", "before the move");
        NS_TEST_EXPECT_MSG_EQ(routes, "1100", "host routes before the move");
        NS_TEST_EXPECT_MSG_EQ(notified, "0444", "announcements heard before the move");
        NS_TEST_EXPECT_MSG_EQ(Join(net.log),
                              "1001 0 new 10.1.0.10; 1002 1 peer 10.1.0.10; "
                              "1002 2 away 10.1.0.10; 1003 3 away 10.1.0.10; "
                              "70001 2 returned 10.1.0.10; 70002 3 peer 10.1.0.10; "
                              "70002 0 away 10.1.0.10; 70003 1 away 10.1.0.10",
                              "what each learns");
        NS_TEST_EXPECT_MSG_EQ(net.Announced(0), "1001 2001 3001 63001", "by 0, until it is away");
        NS_TEST_EXPECT_MSG_EQ(net.Announced(2), "70001 71001 72001", "by 2");
        NS_TEST_EXPECT_MSG_EQ(net.Kinds(), "away away discovered peer", "after the move");
        NS_TEST_EXPECT_MSG_EQ(net.Registered(), "10.0.3.2 10.0.4.2 by 10.0.3.2", "after the move");
        NS_TEST_EXPECT_MSG_EQ(net.Detection(0)->GetNRoutes() + net.Detection(1)->GetNRoutes(),
                              0,
                              "no host route is left");
        NS_TEST_EXPECT_MSG_EQ(net.received[0] + net.received[1],
                              3 + 7,
                              "heard after the move, and by 1 before");
        NS_TEST_EXPECT_MSG_EQ(CountRegisters(net, 1) + CountRegisters(net, 3), 0, "peers do not");
        NS_TEST_EXPECT_MSG_EQ(CountRegisters(net, 0, true), 0, "nor is anything withdrawn");
        const auto first = net.messages[0].Get<LispMapNotify>().front().records.front();
        const auto second = net.messages[2].Get<LispMapNotify>().front().records.front();
        NS_TEST_EXPECT_MSG_EQ(first.mapVersion, 1, "the first version");
        NS_TEST_EXPECT_MSG_EQ(second.mapVersion, 2, "of a move the next");
        // Of the one move, the former side was told by the Map-Server as well: each xTR once.
        const auto& server = net.mapServer->GetObject<LispControlPort>()->GetStatistics();
        NS_TEST_EXPECT_MSG_EQ(server.GetDrops(LispControlDrop::STALE_REGISTER), 0, "no storm");
        NS_TEST_EXPECT_MSG_EQ(net.Etr(0)->GetFlapGuard().GetMoves(), 1, "one move as 0 sees it");
        NS_TEST_EXPECT_MSG_EQ(net.Etr(3)->GetFlapGuard().GetMoves(), 1, "and as 3 sees it");
    }
};

/**
 * Method: at 1 s host 0 says one thing, of each kind; RARP also when its MAC address was heard
 * before, at another xTR.
 * Expected: xTR 0 finds it, with the kind as the cause. Broadcasts are heard by 1 and 2 over the
 * fabric and the extension, and by 3: each counts them as no host of its own. Data is for the
 * gateway that it is sent to: sent to that of xTR 2, which is not at a host's port, it finds
 * nobody. A RARP without an address finds nobody unless its MAC address is known.
 */
class CausesTestCase : public TestCase
{
  public:
    CausesTestCase()
        : TestCase("by what a host is found, and where it does not count")
    {
    }

  private:
    /// A packet of host 0's. @param net the network @param gateway the xTR that it is sent to
    static void SendData(Net& net, uint32_t gateway)
    {
        Ipv4Header header;
        header.SetSource(Net::HOST);
        header.SetDestination("192.168.6.2");
        header.SetProtocol(253); // for experiments (RFC 3692 section 2.1)
        header.SetTtl(64);
        header.SetPayloadSize(100);
        auto packet = Create<Packet>(100);
        packet->AddHeader(header);
        net.hosts[0]->SendFrom(packet,
                               Mac48Address(Net::MAC),
                               net.svis[gateway]->GetAddress(),
                               0x0800);
    }

    /// @param say what host 0 says at 1 s @param found the causes @param ignored by each of 1 to 3
    /// @param cause of the ignored @param name what it is
    void Check(const std::function<void(Net&)>& say,
               const std::string& found,
               uint64_t ignored,
               HostSeenCause cause,
               const std::string& name)
    {
        Net net;
        net.At(1000, [&] { say(net); });
        net.Run(1500);
        NS_TEST_EXPECT_MSG_EQ(Join(net.causes), found, name);
        for (uint32_t i = 1; i < Net::XTRS; ++i)
        {
            NS_TEST_EXPECT_MSG_EQ(net.Detection(i)->GetIgnored(cause), ignored, name << i);
        }
        NS_TEST_EXPECT_MSG_EQ(net.Detection(0)->GetIgnored(cause), 0, name << ": at its own xTR");
    }

    void DoRun() override
    {
        constexpr auto arp = EthernetFrame::ARP;
        constexpr auto rarp = EthernetFrame::RARP;
        Check([](Net& net) { net.Speak(0); },
              "0 gratuitous-arp",
              1,
              HostSeenCause::GRATUITOUS_ARP,
              "gratuitous ARP");
        Check([=](Net& net) { net.SayArp(0, arp, 1, Net::HOST, "10.1.0.77", Net::MAC); },
              "0 arp-request",
              1,
              HostSeenCause::ARP_REQUEST,
              "ARP request");
        Check([=](Net& net) { net.SayArp(0, rarp, 3, "0.0.0.0", "0.0.0.0", Net::MAC); },
              "",
              1,
              HostSeenCause::RARP,
              "RARP of nobody known");
        Check([](Net& net) { SendData(net, 0); }, "0 data", 0, HostSeenCause::ARP_REQUEST, "data");

        {
            Net known;
            known.At(1000, [&] { known.Speak(2); });
            known.At(2000, [&] { known.SayArp(0, rarp, 3, "0.0.0.0", "0.0.0.0", Net::MAC); });
            known.Run(2500);
            NS_TEST_EXPECT_MSG_EQ(Join(known.causes),
                                  "2 gratuitous-arp; 0 rarp",
                                  "RARP of a known host");
            NS_TEST_EXPECT_MSG_EQ(known.Kinds(), "discovered peer away away", "it has moved");
        }
        Net wrong;
        wrong.At(1000, [&] { SendData(wrong, 2); });
        wrong.Run(1500);
        NS_TEST_EXPECT_MSG_EQ(Join(wrong.causes), "", "data to another data centre's gateway");
        NS_TEST_EXPECT_MSG_EQ(wrong.Detection(2)->GetIgnoredData(), 1, "is not counted as seen");
    }
};

/**
 * Method: the extension is cut until after the first two announcements, or all three.
 * Expected: xTR 2 learns of the host from the third at 3002 ms; or, without the repeats, from the
 * refresh a RegisterPeriod after the third: 3001 + 60000, heard at 63002. It was never told by the
 * Map-Server, since nobody had registered the host before.
 */
class LostNotifyTestCase : public TestCase
{
  public:
    LostNotifyTestCase()
        : TestCase("a lost announcement is made up for by the next one")
    {
    }

  private:
    void DoRun() override
    {
        for (const auto& [until, when] :
             {std::make_pair(2500, "3002 2 away 10.1.0.10"), {10000, "63002 2 away 10.1.0.10"}})
        {
            Net net;
            net.CutAt(500, until);
            net.SpeakAt(1000, 0);
            net.Run(64000);
            NS_TEST_EXPECT_MSG_EQ((net.log.size() == 4 && net.log[2] == when),
                                  true,
                                  Join(net.log) << ", wanted " << when);
            NS_TEST_EXPECT_MSG_EQ(net.Kinds(), "discovered peer away away", "in the end");
        }
    }
};

/**
 * Method: a host speaks every 10 s, at 0 and 2 in turn, from 10 s to 70 s; then at 0 at 100 s and
 * at 251 s.
 * Expected: found at 0; then five moves (20 to 60 s) are believed. The sixth, at 70 s, would be at
 * 0, which holds the host instead, until 250001 ms; at 100 s it still does. Both sightings are
 * counted, and the others have the host where it was. At 251 s the hold is over, and the moves are
 * out of the window: the host is back.
 */
class FlapTestCase : public TestCase
{
  public:
    FlapTestCase()
        : TestCase("a host that moves too often is held")
    {
    }

  private:
    void DoRun() override
    {
        Net net;
        for (int64_t move = 0; move < 7; ++move)
        {
            net.SpeakAt(10000 * (move + 1), move % 2 ? 2 : 0);
        }
        net.SpeakAt(100000, 0);
        std::string kinds;
        uint64_t held = 0;
        net.At(240000, [&] {
            kinds = net.Kinds();
            held = net.Etr(0)->GetHeldSightings();
        });
        net.SpeakAt(251000, 0);
        net.Run(252000);
        NS_TEST_EXPECT_MSG_EQ(kinds, "away away discovered peer", "while it is held");
        NS_TEST_EXPECT_MSG_EQ(held, 2, "sightings that were not believed");
        NS_TEST_EXPECT_MSG_EQ(net.Etr(0)->GetFlapGuard().GetHolds(), 1, "held once");
        NS_TEST_EXPECT_MSG_EQ(net.Etr(2)->GetFlapGuard().GetHolds(), 0, "by one side");
        NS_TEST_EXPECT_MSG_EQ(
            std::count(net.log.begin(), net.log.end(), "70001 0 held-until-250001 10.1.0.10"),
            1,
            "traced");
        // Each side saw five moves before, and one after.
        NS_TEST_EXPECT_MSG_EQ(net.Etr(0)->GetFlapGuard().GetMoves(), 6, "as 0 counts");
        NS_TEST_EXPECT_MSG_EQ(net.Etr(3)->GetFlapGuard().GetMoves(), 6, "as 3 counts");
        NS_TEST_EXPECT_MSG_EQ(net.Kinds(), "discovered peer away away", "believed again");
    }
};

/**
 * Method: at xTR 0 one address is spoken for by two MAC addresses, at 1 s and 2 s, and again by the
 * first at 20 s. Before, at 0.5 s, the second MAC address had it at xTR 2.
 * Expected: one duplicate, at 2 s: 18 s later is longer than DuplicateWindow, and what was heard
 * over the extension counts as a move, not as a duplicate.
 */
class DuplicateTestCase : public TestCase
{
  public:
    DuplicateTestCase()
        : TestCase("two hosts with one address")
    {
    }

  private:
    /// See DynamicEidDetection's trace source DuplicateAddress.
    void Note(const EidPrefix& eid,
              Ptr<NetDevice>,
              const Mac48Address& before,
              const Mac48Address& mac)
    {
        std::ostringstream os;
        os << Simulator::Now().GetMilliSeconds() << ' ' << eid << ' ' << before << ' ' << mac;
        m_log.push_back(os.str());
    }

    void DoRun() override
    {
        constexpr const char* other = "02:00:00:00:00:99";
        Net net;
        net.Detection(0)->TraceConnectWithoutContext("DuplicateAddress",
                                                     MakeCallback(&DuplicateTestCase::Note, this));
        net.At(500, [&] { net.Speak(2, Net::HOST, other); });
        net.At(1000, [&] { net.Speak(0); });
        net.At(2000, [&] { net.Speak(0, Net::HOST, other); });
        net.At(20000, [&] { net.Speak(0); });
        net.Run(21000);
        NS_TEST_EXPECT_MSG_EQ(net.Detection(0)->GetDuplicates(), 1, "one contradiction");
        NS_TEST_EXPECT_MSG_EQ(Join(m_log),
                              "2001 10.1.0.10/32 02:00:00:00:00:10 02:00:00:00:00:99",
                              "traced");
        NS_TEST_EXPECT_MSG_EQ(net.Detection(1)->GetDuplicates() + net.Detection(2)->GetDuplicates(),
                              0,
                              "not where it came by the fabric or the extension");
    }

    std::vector<std::string> m_log; //!< what was told
};

/**
 * Method: the extension is cut at 7 s and whole again at 50 s, and the core's links of data centre
 * 2 are cut from 30 s to 50 s too. Host .10 is found at 0 before. In the split, at 10 s, .20 is new
 * on both sides; at 20 s it speaks again at 2. .30, found at 0 at 4 s and so known to 2, is found
 * at 2 at 35 s, while nobody can tell 0. Expected: .10 stays where it is. Of the two words about
 * .20, both version 1, that of the lower locators holds (10.0.1.2), which the Map-Server tells xTR
 * 2: 0 keeps it. When it speaks at 2 again that is version 2, and 0 has it away, told by the
 * Map-Server. .30 is discovered at 0 (version 1) and 2 (version 2), until 0 announces it after the
 * heal: the refresh at 4001 + 2000 + 60000 ms is stale at 2 (66002), which says so at once; 0 has
 * it away at 66003, and all agree.
 */
class SplitTestCase : public TestCase
{
  public:
    SplitTestCase()
        : TestCase("the extension splits and heals")
    {
    }

  private:
    void DoRun() override
    {
        Net net;
        net.SpeakAt(1000, 0);
        net.SpeakAt(4000, 0, "10.1.0.30");
        net.CutAt(7000, 50000);
        net.SpeakAt(10000, 0, "10.1.0.20");
        net.SpeakAt(10000, 2, "10.1.0.20");
        net.SpeakAt(20000, 2, "10.1.0.20");
        for (uint32_t i : {2, 3})
        {
            net.At(30000, [&net, i] { net.network.SetLink(net.xtrs[i], false); });
            net.At(50000, [&net, i] { net.network.SetLink(net.xtrs[i], true); });
        }
        net.SpeakAt(35000, 2, "10.1.0.30");
        std::vector<std::string> seen;
        for (int64_t when : {11000, 21000, 49000, 66001})
        {
            net.At(when, [&] {
                seen.push_back(net.Kinds() + ", " + net.Kinds("10.1.0.20") + ", " +
                               net.Kinds("10.1.0.30"));
            });
        }
        net.Run(67000);
        const std::string first = "discovered peer away away";
        const std::string second = "away away discovered peer";
        // 1 and 3 hear of .20 from their own side; what the Map-Server says goes to the former
        // locators, each once.
        NS_TEST_EXPECT_MSG_EQ(seen.at(0), first + ", " + first + ", " + first, "one keeps it");
        NS_TEST_EXPECT_MSG_EQ(seen.at(1),
                              first + ", " + second + ", " + first,
                              "the newest has it");
        NS_TEST_EXPECT_MSG_EQ(seen.at(2),
                              first + ", " + second + ", discovered peer discovered peer",
                              "two have it: nobody can tell");
        NS_TEST_EXPECT_MSG_EQ(seen.at(3),
                              first + ", " + second + ", discovered peer discovered peer",
                              "until the next word");
        NS_TEST_EXPECT_MSG_EQ(net.Kinds("10.1.0.30"), second, "all agree");
        NS_TEST_EXPECT_MSG_EQ(net.ControlDrops(2, LispControlDrop::NOTIFY_STALE),
                              1,
                              "one was stale");
        NS_TEST_EXPECT_MSG_EQ(std::count(net.log.begin(), net.log.end(), "66003 0 away 10.1.0.30"),
                              1,
                              "at once");
        NS_TEST_EXPECT_MSG_EQ(net.Kinds(), first, "the host that did not move");
    }
};

/**
 * Method: a host is seen at both xTRs of data centre 1, at 1 s and 5 s, as one with a port to each;
 * at 10 s it is gone at xTR 0.
 * Expected: both have discovered it, and both register the same mapping: to the Map-Server that is
 * no change, so it notifies nobody, and to the other side no move; the version stays. When xTR 0
 * withdraws it, xTR 1 says that it is still there: 0 delivers to it as a peer, and it is registered
 * by 1.
 */
class TwoFindersTestCase : public TestCase
{
  public:
    TwoFindersTestCase()
        : TestCase("both xTRs of a data centre see a host")
    {
    }

  private:
    /// See LispMapServer's trace source Notified.
    void Notified(const EidPrefix&, const NetworkAddress&)
    {
        ++m_notified;
    }

    void DoRun() override
    {
        Net net;
        net.mapServer->GetObject<LispMapServer>()->TraceConnectWithoutContext(
            "Notified",
            MakeCallback(&TwoFindersTestCase::Notified, this));
        net.SpeakAt(1000, 0);
        net.SpeakAt(5000, 1);
        std::string kinds;
        std::string registered;
        net.At(9000, [&] {
            kinds = net.Kinds();
            registered = net.Registered();
            m_version = net.messages[1].Get<LispMapNotify>().front().records.front().mapVersion;
        });
        net.At(10000, [&] { net.Etr(0)->HostGone(NetworkAddress::FromString(Net::HOST), 0); });
        net.Run(11000);
        NS_TEST_EXPECT_MSG_EQ(kinds, "discovered discovered away away", "both see it");
        NS_TEST_EXPECT_MSG_EQ(registered,
                              "10.0.1.2 10.0.2.2 by 10.0.1.2 10.0.2.2",
                              "both register");
        NS_TEST_EXPECT_MSG_EQ(m_version, 1, "the mapping is the same");
        NS_TEST_EXPECT_MSG_EQ(net.Kinds(), "peer discovered away away", "one is left");
        NS_TEST_EXPECT_MSG_EQ(net.Registered(), "10.0.1.2 10.0.2.2 by 10.0.2.2", "and registers");
        NS_TEST_EXPECT_MSG_EQ(m_notified, 0, "nobody needs to be told");
        for (uint32_t i = 0; i < Net::XTRS; ++i)
        {
            NS_TEST_EXPECT_MSG_EQ(net.Etr(i)->GetFlapGuard().GetMoves(), 0, "no move at " << i);
        }
    }

    uint32_t m_notified{0}; //!< by the Map-Server, unasked
    uint16_t m_version{0};  //!< that xTR 1 announced
};

/**
 * Method: a host is found at xTR 0 at 1 s; at 5 s xTR 0 is told that the data centre's locators are
 * 10.0.1.2 alone.
 * Expected: it registers and announces that at once, as a newer version, which all take: 1, whose
 * own prefix still has that locator, as its peer.
 */
class LocatorsTestCase : public TestCase
{
  public:
    LocatorsTestCase()
        : TestCase("a data centre's locators change")
    {
    }

  private:
    void DoRun() override
    {
        Net net;
        net.SpeakAt(1000, 0);
        net.At(5000, [&] {
            std::vector<LispLocator> locators(1);
            locators.front().address = LispAddress(NetworkAddress::FromString("10.0.1.2"));
            net.Etr(0)->SetLocators(EidPrefix::FromString("10.1.0.0/24"), locators);
        });
        net.Run(6000);
        const auto eid = EidPrefix::FromString("10.1.0.10/32");
        NS_TEST_EXPECT_MSG_EQ(net.Kinds(), "discovered peer away away", "1 shares 10.0.1.2 still");
        for (uint32_t i = 0; i < Net::XTRS; ++i)
        {
            NS_TEST_EXPECT_MSG_EQ(net.Xtr(i)->GetEidDatabase().Find(eid)->version, 2, "at " << i);
        }
        NS_TEST_EXPECT_MSG_EQ(net.Announced(0), "1001 2001 3001 5000", "at once");
        NS_TEST_EXPECT_MSG_EQ(net.Registered(), "10.0.1.2 by 10.0.1.2", "and registered");
    }
};

/**
 * Method: IdleTimeout of 30 s; a host speaks once, at 1 s. In another run, without it, xTR 0 is cut
 * off from the subnet at 10 s.
 * Expected: at 31001 ms the host is gone at 0, withdrawn from the Map-Server and the group: its
 * peers, and those that had it away, know nothing of it from 31002 and 31003 on. In the other run 1
 * heard of it last at 3002 ms, and delivers to it for 180 s after that; 2 and 3 go on having it
 * away.
 */
class SilenceTestCase : public TestCase
{
  public:
    SilenceTestCase()
        : TestCase("silent hosts, and silent peers")
    {
    }

  private:
    void DoRun() override
    {
        {
            Net::Options options;
            options.configure = [](LispHelper& lisp) {
                lisp.SetEtrAttribute("IdleTimeout", TimeValue(Seconds(30)));
            };
            Net net(options);
            net.SpeakAt(1000, 0);
            net.Run(40000);
            NS_TEST_EXPECT_MSG_EQ(Join({net.log.begin() + 4, net.log.end()}),
                                  "31001 0 gone 10.1.0.10; 31002 1 gone 10.1.0.10",
                                  "who had it");
            NS_TEST_EXPECT_MSG_EQ(net.Kinds(), "- - - -", "all forget it");
            NS_TEST_EXPECT_MSG_EQ(net.Registered(), "-", "nor is it registered");
            NS_TEST_EXPECT_MSG_EQ(net.Announced(0),
                                  "1001 2001 3001 31001 32001 33001",
                                  "that it is nowhere is repeated as well");
        }
        Net net;
        net.SpeakAt(1000, 0);
        net.CutAt(10000);
        net.At(10000, [&] { net.fabric->Unplug(); });
        net.Run(190000);
        NS_TEST_EXPECT_MSG_EQ(net.log.back(), "183002 1 gone 10.1.0.10", "the peer's time is up");
        NS_TEST_EXPECT_MSG_EQ(net.Kinds(), "discovered - away away", "0 still has it");
    }
};

/// The suite.
class ExtendedSubnetTestSuite : public TestSuite
{
  public:
    ExtendedSubnetTestSuite()
        : TestSuite("lisp-mobility-extended-subnet", TestSuite::Type::UNIT)
    {
        AddTestCase(new WhoLearnsTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new CausesTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new LostNotifyTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new FlapTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new DuplicateTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new SplitTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new TwoFindersTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new LocatorsTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new SilenceTestCase, compat::TestDuration<>::QUICK);
    }
};

ExtendedSubnetTestSuite g_extendedSubnetTestSuite; //!< registers the suite

} // namespace
