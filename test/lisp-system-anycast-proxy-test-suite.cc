/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/bgp-speaker.h"
#include "ns3/boolean.h"
#include "ns3/constant-rate-sender.h"
#include "ns3/core-helper.h"
#include "ns3/data-rate.h"
#include "ns3/double.h"
#include "ns3/inet-socket-address.h"
#include "ns3/internet-stack-helper.h"
#include "ns3/ip-interfaces.h"
#include "ns3/ipv4.h"
#include "ns3/ledger-sink.h"
#include "ns3/lisp-helper.h"
#include "ns3/lisp-map-cache.h"
#include "ns3/lisp-xtr.h"
#include "ns3/names.h"
#include "ns3/node-failure.h"
#include "ns3/ns3-compat.h"
#include "ns3/packet-ledger.h"
#include "ns3/point-to-point-helper.h"
#include "ns3/simulator.h"
#include "ns3/test.h"

#include <cmath>
#include <map>
#include <string>
#include <vector>

using namespace ns3;

/**
 * @file
 * @brief Two proxies of each kind: two proxy ITRs advertise the same EIDs, and the near one serves
 * until it dies; two proxy ETRs, of which a site takes the one of the better priority until that is
 * found to be gone, by routing, ICMP or RLOC-probes.
 *
 * A line of four core routers that speak BGP, 10 ms apart; each other link takes 0.5 ms, but for
 * that of the site's host, which takes 1 ms:
 * ```
 *   west, near, mapping - core 0 - core 1 - core 2 - core 3 - east, far
 *                                    |
 *                                 router - host
 * ```
 * West and east are hosts without LISP, near and far proxies. The router is a LISP site's, with two
 * EID-prefixes, 192.168.0.0/24 and 192.168.1.0/24; its host has an address of each. One way:
 *
 *     west to the host by near     0.5 + 0.5 + (0.5 + 10 + 0.5) + 1           = 13 ms
 *     west to the host by far      (0.5 + 30 + 0.5) + (0.5 + 20 + 0.5) + 1    = 53 ms
 *     the host to west by near     1 + (0.5 + 10 + 0.5) + 0.5 + 0.5           = 13 ms
 *     the host to west by far      1 + (0.5 + 20 + 0.5) + (0.5 + 30 + 0.5)    = 53 ms
 *
 * Packets of 100 octets take some microseconds on the wire in all, less than what lies between an
 * event and the next packet below. Near dies at 400 s, with its link, which core 0 notices.
 */

namespace
{

constexpr double PROXY_FAILURE_S = 400;               //!< when near dies
const char* const PROXY_AGGREGATE = "192.168.0.0/16"; //!< that both proxy ITRs advertise

/// The network, without proxies.
struct ProxyLine
{
    CoreHelper core;          //!< the line
    LispHelper lisp;          //!< installs LISP
    Ptr<Node> west;           //!< a host without LISP
    Ptr<Node> east;           //!< another
    Ptr<Node> near;           //!< a proxy
    Ptr<Node> far;            //!< another
    Ptr<Node> router;         //!< of the LISP site
    Ptr<Node> host;           //!< behind it
    NetworkAddress atWest;    //!< west's address
    std::string atNear;       //!< near's locator
    std::string atFar;        //!< far's locator
    Ptr<LispXtr> xtr;         //!< the router's data plane
    Ptr<PacketLedger> ledger; //!< accounts for packets
    uint16_t port{5000};      //!< of the next flow
    NodeFailure failure;      //!< of near

    /// @param isRouterSpeaker whether the site's router speaks BGP with the core
    /// @param areProxiesSpeakers whether the proxies do
    ProxyLine(bool isRouterSpeaker, bool areProxiesSpeakers)
        : core(AddressFamily::IPV4)
    {
        core.EnableBgp();
        for (int i = 0; i < 4; ++i)
        {
            core.AddRouter("core" + std::to_string(i));
        }
        for (uint32_t i = 0; i < 3; ++i)
        {
            core.Connect(i, i + 1, MilliSeconds(10));
        }
        for (auto* node : {&west, &east, &near, &far, &router, &host})
        {
            *node = CreateObject<Node>();
            InternetStackHelper().Install(*node);
        }
        const auto attach = [this](Ptr<Node> node, uint32_t to, bool isSpeaker) {
            return isSpeaker ? core.AttachSpeaker(node, to) : core.Attach(node, to);
        };
        atWest = core.Attach(west, 0).address;
        core.Attach(east, 3);
        atNear = attach(near, 0, areProxiesSpeakers).address.ToString();
        atFar = attach(far, 3, areProxiesSpeakers).address.ToString();
        const auto rloc = attach(router, 1, isRouterSpeaker).address;
        const auto mapping = core.AddServer("mapping", 0);
        core.AssignStreams(1);
        // A provider that drops what comes from EIDs leaves a site no native way (RFC 6832 section
        // 6), whatever routes its router knows.
        lisp.SetXtrAttribute("NativeRoutes", BooleanValue(false));

        PointToPointHelper link;
        link.SetDeviceAttribute("DataRate", DataRateValue(DataRate(1000000000)));
        link.SetChannelAttribute("Delay", TimeValue(MilliSeconds(1)));
        const auto devices = link.Install(router, host);
        AddIpInterface(devices.Get(0), InterfaceAddress::FromString("192.168.0.1/23"));
        AddIpInterface(devices.Get(1), InterfaceAddress::FromString("192.168.0.9/23"));
        host->GetObject<Ipv4>()->AddAddress(
            host->GetObject<Ipv4>()->GetInterfaceForDevice(devices.Get(1)),
            Ipv4InterfaceAddress(Ipv4Address("192.168.1.9"), Ipv4Mask("/23")));
        AddIpRoute(host,
                   MakeDefaultPrefix(AddressFamily::IPV4),
                   NetworkAddress::FromString("192.168.0.1"));

        lisp.SetMapServer(mapping.device->GetNode(), mapping.address.ToString());
        lisp.AddSite("paris", "louvre");
        xtr = lisp.InstallXtr(router,
                              "paris",
                              {rloc.ToString()},
                              {"192.168.0.0/24", "192.168.1.0/24"});
    }

    ~ProxyLine()
    {
        ledger->Dispose();
        Simulator::Destroy();
        Names::Clear();
    }

    /// Begin to account, when all is installed.
    void Watch()
    {
        lisp.AssignStreams(1000);
        NodeContainer nodes = core.GetRouters();
        for (const auto& node : {west, east, near, far, router, host})
        {
            nodes.Add(node);
        }
        ledger = CreateObject<PacketLedger>();
        ledger->Watch(nodes);
    }

    /**
     * @brief Add a flow of packets, 10 ms apart.
     * @param from sends
     * @param to receives
     * @param address its address
     * @param start when the first packet leaves, seconds
     * @param count of packets
     */
    void AddFlow(Ptr<Node> from,
                 Ptr<Node> to,
                 const NetworkAddress& address,
                 double start,
                 int64_t count)
    {
        const Address remote = InetSocketAddress(address.ToIpv4(), port++);
        auto sink = CreateObject<LedgerSink>();
        sink->SetAttribute("Local", AddressValue(remote));
        sink->SetLedger(ledger);
        to->AddApplication(sink);
        auto sender = CreateObject<ConstantRateSender>();
        sender->SetAttribute("Remote", AddressValue(remote));
        sender->SetFlow(ledger, ledger->AddFlow({"flow", "udp", from, to, MilliSeconds(10)}));
        sender->SetStartTime(Seconds(start));
        sender->SetStopTime(Seconds(start) + MilliSeconds(10 * count - 5));
        from->AddApplication(sender);
    }

    /// @param until when to stop, seconds @param back when near is back
    void Run(double until, double back)
    {
        Simulator::Schedule(Seconds(PROXY_FAILURE_S), [this] { failure.SetNode(near, false); });
        Simulator::Schedule(Seconds(back), [this] { failure.SetNode(near, true); });
        Simulator::Stop(Seconds(until));
        Simulator::Run();
        ledger->Close();
    }
};

/// @param report of a flow @param number of a packet @return its delay, in tenths of a millisecond;
/// -1: it was lost
long
GetTenths(const FlowReport& report, std::size_t number)
{
    const auto& packet = report.packets.at(number);
    return std::isfinite(packet.received_s)
               ? std::lround((packet.received_s - packet.sent_s) * 10000)
               : -1;
}

/// @param report of a flow @param first of its packets @param end after the last @param tenths of a
/// millisecond @return true if each took that
bool
TakeAll(const FlowReport& report, std::size_t first, std::size_t end, long tenths)
{
    bool all = first < end && end <= report.packets.size();
    for (std::size_t i = first; all && i < end; ++i)
    {
        all = GetTenths(report, i) == tenths;
    }
    return all;
}

/**
 * Method: both proxies are proxy ITRs that advertise 192.168.0.0/16 by BGP. From 300 s, west sends
 * 100 packets to 192.168.0.9, and from 302 s east 100 to 192.168.1.9. From 399.4992 s on west sends
 * 200 more, k from 0 to 199; near dies at 400 s and is back at 600 s, while west sends 1000 from
 * 599.0002 s on.
 *
 * Expected before: near has west's packets, far east's. The first packet of west waits for near's
 * Map-Request: 1 ms to the mapping system, 11 ms from there to the router, 11 ms back: 23 ms.
 *
 * Expected after 400 s: packets 0 to 49 went by near: the last of them left west at 399.9892 s.
 * Packet 50 (399.9992 s) is on near's link when that fails, and lost as its interface is down. Core
 * 0 withdraws the aggregate at once, core 1 hears of that after 10 ms and has core 2's route ready,
 * of which it tells core 0: core 0 has a route to far after 20 ms. Packets 51 and 52 are at core 0
 * at 400.0097 and 400.0197 s: no route. Packet 53 (400.0292 s) is at far after 31 ms, at 400.0602
 * s. Far knows 192.168.1.0/24, not west's destination: it asks, 31 ms to the mapping system, 11 ms
 * to the router, 21 ms back, so that it knows at 400.1232 s; what came to it until then, packets 53
 * to 59 (the last one, of 400.0892 s, is there at 400.1202 s), arrives at 400.1452 s. Packet 53
 * takes 116 ms, the following ones 10 ms less each, those from 60 on 53 ms.
 *
 * Expected after 600 s: near's session is opened anew after 75 to 100 % of IdleHoldTime (5 s), and
 * takes a few round trips of 1 ms. Core 0 sends its routes as soon as that is established, before
 * it hears of the aggregate, and so before any packet: nothing is lost. West's packets take 53 ms
 * before, 13 ms after. Each proxy has encapsulated what took these times, nothing else: near 100 +
 * 50, far 100 + 147, and the two 1000.
 */
class ProxyItrTestCase : public TestCase
{
  public:
    ProxyItrTestCase()
        : TestCase("two proxy ITRs, one of which dies and is back")
    {
    }

  private:
    /// What RouteChanged calls. @param prefix where to @param nextHop by whom
    void RouteChanged(const EidPrefix& prefix, const NetworkAddress& nextHop)
    {
        if (prefix == EidPrefix::FromString(PROXY_AGGREGATE) &&
            Simulator::Now() >= Seconds(PROXY_FAILURE_S))
        {
            m_changes.push_back(Simulator::Now());
            m_nextHops.push_back(nextHop);
        }
    }

    void DoRun() override
    {
        ProxyLine line(false, true);
        line.lisp.SetAdvertiser([](Ptr<Node> node, const EidPrefix& prefix) {
            CoreHelper::GetSpeaker(node)->Originate(prefix);
        });
        const auto near = line.lisp.InstallPitr(line.near, {line.atNear}, {PROXY_AGGREGATE});
        const auto far = line.lisp.InstallPitr(line.far, {line.atFar}, {PROXY_AGGREGATE});
        line.Watch();
        const auto eid = NetworkAddress::FromString("192.168.0.9");
        line.AddFlow(line.west, line.host, eid, 300, 100);
        line.AddFlow(line.east, line.host, NetworkAddress::FromString("192.168.1.9"), 302, 100);
        line.AddFlow(line.west, line.host, eid, 399.4992, 200);
        line.AddFlow(line.west, line.host, eid, 599.0002, 1000);
        CoreHelper::GetSpeaker(line.core.GetRouters().Get(0))
            ->TraceConnectWithoutContext("RouteChanged",
                                         MakeCallback(&ProxyItrTestCase::RouteChanged, this));
        NS_TEST_EXPECT_MSG_LT(line.core.GetConvergedTime(), Seconds(300), "before the first");
        std::vector<uint64_t> near0;
        std::vector<uint64_t> far0;
        for (const double when : {399., 599.})
        {
            Simulator::Schedule(Seconds(when), [&] {
                near0.push_back(near->GetEncapsulated());
                far0.push_back(far->GetEncapsulated());
            });
        }
        line.Run(610, 600);

        const auto before = line.ledger->Report(0, {});
        NS_TEST_EXPECT_MSG_EQ(GetTenths(before, 0), 130 + 230, "a Map-Request");
        NS_TEST_EXPECT_MSG_EQ(TakeAll(before, 3, 100, 130), true, "by near");
        NS_TEST_EXPECT_MSG_EQ(before.lost + line.ledger->Report(1, {}).lost, 0, "nothing lost");
        NS_TEST_ASSERT_MSG_EQ(near0.size(), 2, "looked at twice");
        NS_TEST_EXPECT_MSG_EQ(near0[0], 100, "west's");
        NS_TEST_EXPECT_MSG_EQ(far0[0], 100, "east's");

        const auto during = line.ledger->Report(2, {});
        NS_TEST_ASSERT_MSG_EQ(during.packets.size(), 200, "sent");
        NS_TEST_EXPECT_MSG_EQ(TakeAll(during, 0, 50, 130), true, "by near");
        NS_TEST_EXPECT_MSG_EQ(TakeAll(during, 50, 53, -1), true, "lost");
        for (std::size_t i = 53; i < 60; ++i)
        {
            NS_TEST_EXPECT_MSG_EQ(GetTenths(during, i),
                                  1160 - 100 * static_cast<long>(i - 53),
                                  "waits for far's Map-Request: " << i);
        }
        NS_TEST_EXPECT_MSG_EQ(TakeAll(during, 60, 200, 530), true, "by far");
        const std::map<std::string, uint64_t> lost{{"interface-down", 1}, {"ip-no-route", 2}};
        NS_TEST_EXPECT_MSG_EQ((during.lostByReason == lost), true, "by name");
        NS_TEST_EXPECT_MSG_EQ(near0[1], 150, "by near");
        NS_TEST_EXPECT_MSG_EQ(far0[1], 247, "by far");

        NS_TEST_ASSERT_MSG_EQ(m_changes.size(), 3, "no route, by far, by near");
        NS_TEST_EXPECT_MSG_EQ(m_changes[0], Seconds(PROXY_FAILURE_S), "noticed at once");
        NS_TEST_EXPECT_MSG_EQ(m_nextHops[0].IsValid(), false, "no other route");
        NS_TEST_EXPECT_MSG_EQ(
            (Abs(m_changes[1] - m_changes[0] - MilliSeconds(20)) < MicroSeconds(100)),
            true,
            "two ways over a link: " << m_changes[1]);
        NS_TEST_EXPECT_MSG_EQ((m_changes[2] > Seconds(603.75) && m_changes[2] < Seconds(605.1)),
                              true,
                              "a new session: " << m_changes[2]);
        NS_TEST_EXPECT_MSG_EQ(m_nextHops[2].ToString(), line.atNear, "near again");

        const auto after = line.ledger->Report(3, {});
        NS_TEST_ASSERT_MSG_EQ(after.packets.size(), 1000, "sent");
        NS_TEST_EXPECT_MSG_EQ(after.lost, 0, "nothing lost");
        // West's packet is at core 0 half a millisecond after it left.
        const double change = (m_changes[2] - MicroSeconds(500)).GetSeconds();
        std::size_t first = 0;
        while (first < 1000 && after.packets[first].sent_s < change)
        {
            ++first;
        }
        NS_TEST_EXPECT_MSG_EQ(TakeAll(after, 0, first, 530), true, "by far");
        NS_TEST_EXPECT_MSG_EQ(TakeAll(after, first, 1000, 130), true, "by near");
        NS_TEST_EXPECT_MSG_EQ(near->GetEncapsulated(), 150 + 1000 - first, "by near");
        NS_TEST_EXPECT_MSG_EQ(far->GetEncapsulated(), 247 + first, "by far");
        NS_TEST_EXPECT_MSG_EQ(line.xtr->GetDecapsulated(), 200 + 197 + 1000, "came to the site");
        NS_TEST_EXPECT_MSG_EQ(near->GetTotalDrops() + far->GetTotalDrops(), 0, "no drop of LISP");
    }

    std::vector<Time> m_changes;            //!< of core 0's route to the aggregate
    std::vector<NetworkAddress> m_nextHops; //!< with them
};

/**
 * Method: both proxies are proxy ETRs, near with priority 1, far with 2; the site's router watches
 * over their locators. The host sends to west: 100 packets from 390 s on; 200 from 399.4878 s on, k
 * from 0 to 199, which the router encapsulates 1 ms later; then 200 more from a second before the
 * return below on. Near dies at 400 s. Each mechanism is tried by itself: with routing, no router
 * reports packets without a route.
 *
 * Packet 49 is encapsulated at 399.9788 s, and back at core 0 11.5 ms later, at 399.9903 s: near
 * served it. Packet 50 (399.9888 s) is on its way from near to core 0 at 400 s, and lost as the
 * interface is down. Packets 51 and 52 (399.9988, 400.0088 s) are at core 0 at 400.0093 and
 * 400.0193 s, which has no route.
 *
 * Expected by routing, with a router that speaks BGP: core 0 withdraws near's link at once, so that
 * the router hears of it after 10.5 ms, by way of core 1, and the locator is down (cause ROUTE):
 * packet 53 (400.0188 s) goes by far. Near is back at 440 s, and the router hears of it after 10.5
 * ms, too: the packets are encapsulated at 439.0008 s + k * 10 ms, that of 440.0108 s (k = 101)
 * goes by near, which has its default route.
 *
 * Expected by ICMP, with a default route: core 1 has the withdrawal at 400.010 s, packet 53 is
 * there at 400.0193 s: no route either. Core 0's ICMP Destination Unreachable for packet 51 leaves
 * at 400.0093 s and is at the router 10.5 ms later, at 400.0198 s: packet 54 (400.0288 s) goes by
 * far. The locator is down for IcmpHoldTime, 60 s: until 460.0198 s. Near has been back for 20 s
 * then. Of packets that are encapsulated at 459.0008 s + k * 10 ms, that of 460.0208 s (k = 102)
 * goes by near. Nothing is lost in either return.
 */
class ProxyEtrFailoverTestCase : public TestCase
{
  public:
    /// @param isRouted whether the router hears of routes, rather than of ICMP
    explicit ProxyEtrFailoverTestCase(bool isRouted)
        : TestCase(std::string("a proxy ETR dies, the router knows by ") +
                   (isRouted ? "routing" : "ICMP")),
          m_isRouted(isRouted)
    {
    }

  private:
    /// When a cause came and went.
    using Changes = std::map<RlocDownCause, std::vector<Time>>;

    /// What LocatorDown and LocatorUp call. @param changes gets the time @param cause which
    static void Note(Changes* changes, const NetworkAddress& /* rloc */, RlocDownCause cause)
    {
        // Before, there were no routes yet.
        if (Simulator::Now() >= Seconds(PROXY_FAILURE_S))
        {
            (*changes)[cause].push_back(Simulator::Now());
        }
    }

    void DoRun() override
    {
        ProxyLine line(m_isRouted, false);
        const auto near = line.lisp.InstallPetr(line.near, {line.atNear});
        const auto far = line.lisp.InstallPetr(line.far, {line.atFar});
        line.lisp.UsePetr("paris", {line.atNear + " 1/100", line.atFar + " 2/100"});
        const auto watch = line.lisp.InstallReachability(line.router);
        if (!m_isRouted)
        {
            line.core.ReportUnreachable();
        }
        line.Watch();
        Changes times;
        for (const auto* source : {"LocatorDown", "LocatorUp"})
        {
            watch->TraceConnectWithoutContext(source, MakeBoundCallback(&Note, &times));
        }
        line.AddFlow(line.host, line.west, line.atWest, 390, 100);
        line.AddFlow(line.host, line.west, line.atWest, 399.4878, 200);
        line.AddFlow(line.host, line.west, line.atWest, m_isRouted ? 438.9998 : 458.9998, 200);
        line.Run(465, 440);

        const auto before = line.ledger->Report(0, {});
        NS_TEST_EXPECT_MSG_EQ(before.lost, 0, "nothing lost");
        NS_TEST_EXPECT_MSG_EQ(TakeAll(before, 10, 100, 130), true, "by near");

        const std::size_t first = m_isRouted ? 53 : 54;
        const auto during = line.ledger->Report(1, {});
        NS_TEST_ASSERT_MSG_EQ(during.packets.size(), 200, "sent");
        NS_TEST_EXPECT_MSG_EQ(TakeAll(during, 0, 50, 130), true, "by near");
        NS_TEST_EXPECT_MSG_EQ(TakeAll(during, 50, first, -1), true, "lost");
        NS_TEST_EXPECT_MSG_EQ(TakeAll(during, first, 200, 530), true, "by far");
        const std::map<std::string, uint64_t> lost{{"interface-down", 1},
                                                   {"ip-no-route", first - 51}};
        NS_TEST_EXPECT_MSG_EQ((during.lostByReason == lost), true, "by name");

        const std::size_t back = m_isRouted ? 101 : 102;
        const auto after = line.ledger->Report(2, {});
        NS_TEST_ASSERT_MSG_EQ(after.packets.size(), 200, "sent");
        NS_TEST_EXPECT_MSG_EQ(after.lost, 0, "nothing lost");
        NS_TEST_EXPECT_MSG_EQ(TakeAll(after, 0, back, 530), true, "by far");
        NS_TEST_EXPECT_MSG_EQ(TakeAll(after, back, 200, 130), true, "by near");

        const uint64_t byFar = 200 - first + back;
        // Near has taken packet 50 out of the tunnel before it was lost.
        NS_TEST_EXPECT_MSG_EQ(near->GetProxied(), 100 + 51 + 200 - back, "by near");
        NS_TEST_EXPECT_MSG_EQ(far->GetProxied(), byFar, "by far");
        NS_TEST_EXPECT_MSG_EQ(line.xtr->GetForwardedNatively(), 0, "all by proxies");
        NS_TEST_ASSERT_MSG_EQ(times.size(), 1, "by one cause alone");
        const auto& [cause, changes] = *times.begin();
        NS_TEST_EXPECT_MSG_EQ((cause == (m_isRouted ? RlocDownCause::ROUTE : RlocDownCause::ICMP)),
                              true,
                              "that one");
        NS_TEST_ASSERT_MSG_EQ(changes.size(), 2, "down, and up");
        const double expected[2] = {m_isRouted ? 400.0105 : 400.0198,
                                    m_isRouted ? 440.0105 : 460.0198};
        for (std::size_t i = 0; i < 2; ++i)
        {
            NS_TEST_EXPECT_MSG_EQ((Abs(changes[i] - Seconds(expected[i])) < MicroSeconds(100)),
                                  true,
                                  "as derived: " << changes[i]);
        }
    }

    bool m_isRouted; //!< how the router knows
};

/**
 * Method: as ProxyEtrFailoverTestCase with a default route, but ICMP is not believed, and the
 * router sends RLOC-probes (RFC 9301 section 7.1) 7 s after each answer, without jitter; after a
 * locator was given up on, too. Before packets go to proxy ETRs they are not probed, and looked at
 * each 7 s. The host sends 100 packets from 390 s on; 1500 from 399.4878 s on, k from 0, which the
 * router encapsulates 1 ms later; then 200 from 442.9998 s on. Near dies at 400 s, and is back at
 * 440 s.
 *
 * Expected: probes go out at 56 * 7 = 392 s, to both, since far stands in for near, and are
 * answered after 2 * (0.5 + 10 + 0.5) = 22 ms by near, 2 * (0.5 + 20 + 0.5) = 42 ms by far. Near is
 * asked again at 399.022 s, answers at 399.044 s, and at 406.044 s, when it is dead: that probe and
 * its two repeats are given up on after 1, 2.1 and 4.41 s: near is down at 406.044 + 7.51 = 413.554
 * s. Packet 1406 (413.5488 s) is lost, 1407 (413.5588 s) goes by far. A locator that is down is
 * probed 7 s after that, once, and 7 s after each timeout of 1 s: at 420.554, 428.554, 436.554 and
 * 444.554 s, the last of which is answered: near is up at 444.576 s. Packets are encapsulated at
 * 443.0008 s + k * 10 ms: that of 444.5708 s (k = 157) goes by far, that of 444.5808 s (k = 158) by
 * near. What was lost, packets 50 to 1406, met an interface that was down (50), or no route.
 *
 * A probe asks for 0.0.0.0/0, and the answer has no record: a proxy ETR has no mapping. Until 450 s
 * near was sent 2 probes that it answered, 3 in the round of 406.044 s, 3 that no one answered, and
 * the last: 9, of which 3 were answered.
 */
class ProxyEtrProbeTestCase : public TestCase
{
  public:
    ProxyEtrProbeTestCase()
        : TestCase("a proxy ETR dies, the router knows by probes")
    {
    }

  private:
    /// What LocatorDown and LocatorUp call. @param rloc the locator @param cause why
    void Note(const NetworkAddress& rloc, RlocDownCause cause)
    {
        m_changed += rloc.ToString() + " " + ToString(cause) + " ";
        m_times.push_back(Simulator::Now());
    }

    /// See LispReachability::ProbeTrace. @param rloc the locator @param eid what is asked for
    /// @param unanswered probes before it
    void OnProbe(const NetworkAddress& /* rloc */, const EidPrefix& eid, unsigned /* unanswered */)
    {
        m_areOfAll = m_areOfAll && eid == EidPrefix::FromString("0.0.0.0/0");
    }

    void DoRun() override
    {
        ProxyLine line(false, false);
        const auto near = line.lisp.InstallPetr(line.near, {line.atNear});
        const auto far = line.lisp.InstallPetr(line.far, {line.atFar});
        line.lisp.UsePetr("paris", {line.atNear + " 1/100", line.atFar + " 2/100"});
        for (const auto* name : {"ProbeInterval", "DownProbeInterval"})
        {
            line.lisp.SetReachabilityAttribute(name, TimeValue(Seconds(7)));
        }
        line.lisp.SetReachabilityAttribute("Probing", BooleanValue(true));
        line.lisp.SetReachabilityAttribute("ProbeJitter", DoubleValue(0));
        line.lisp.SetReachabilityAttribute("FirstProbeDelay", TimeValue(Seconds(0)));
        line.lisp.SetReachabilityAttribute("IcmpHoldTime", TimeValue(Seconds(0)));
        const auto watch = line.lisp.InstallReachability(line.router);
        line.core.ReportUnreachable();
        line.Watch();
        for (const auto* source : {"LocatorDown", "LocatorUp"})
        {
            watch->TraceConnectWithoutContext(source,
                                              MakeCallback(&ProxyEtrProbeTestCase::Note, this));
        }
        watch->TraceConnectWithoutContext("ProbeSent",
                                          MakeCallback(&ProxyEtrProbeTestCase::OnProbe, this));
        line.AddFlow(line.host, line.west, line.atWest, 390, 100);
        line.AddFlow(line.host, line.west, line.atWest, 399.4878, 1500);
        line.AddFlow(line.host, line.west, line.atWest, 442.9998, 200);
        line.Run(450, 440);

        const auto during = line.ledger->Report(1, {});
        NS_TEST_ASSERT_MSG_EQ(during.packets.size(), 1500, "sent");
        NS_TEST_EXPECT_MSG_EQ(TakeAll(during, 0, 50, 130), true, "by near");
        NS_TEST_EXPECT_MSG_EQ(TakeAll(during, 50, 1407, -1), true, "lost");
        NS_TEST_EXPECT_MSG_EQ(TakeAll(during, 1407, 1500, 530), true, "by far");
        const std::map<std::string, uint64_t> lost{{"interface-down", 1}, {"ip-no-route", 1356}};
        NS_TEST_EXPECT_MSG_EQ((during.lostByReason == lost), true, "by name");

        const auto after = line.ledger->Report(2, {});
        NS_TEST_ASSERT_MSG_EQ(after.packets.size(), 200, "sent");
        NS_TEST_EXPECT_MSG_EQ(after.lost, 0, "nothing lost");
        NS_TEST_EXPECT_MSG_EQ(TakeAll(after, 0, 158, 530), true, "by far");
        NS_TEST_EXPECT_MSG_EQ(TakeAll(after, 158, 200, 130), true, "by near");
        NS_TEST_EXPECT_MSG_EQ(near->GetProxied(), 100 + 51 + 42, "by near");
        NS_TEST_EXPECT_MSG_EQ(far->GetProxied(), 93 + 158, "by far");

        NS_TEST_EXPECT_MSG_EQ(m_changed,
                              line.atNear + " probe " + line.atNear + " probe ",
                              "down, and up");
        NS_TEST_ASSERT_MSG_EQ(m_times.size(), 2, "these two");
        const double expected[2] = {413.554, 444.576};
        for (std::size_t i = 0; i < 2; ++i)
        {
            NS_TEST_EXPECT_MSG_EQ((Abs(m_times[i] - Seconds(expected[i])) < MicroSeconds(100)),
                                  true,
                                  "as derived: " << m_times[i]);
        }
        NS_TEST_EXPECT_MSG_EQ(m_areOfAll, true, "the EID-prefix of all");
        const auto* nearMeasured = watch->GetMeasured(NetworkAddress::FromString(line.atNear));
        const auto* farMeasured = watch->GetMeasured(NetworkAddress::FromString(line.atFar));
        NS_TEST_ASSERT_MSG_EQ((nearMeasured && farMeasured), true, "both are probed");
        NS_TEST_EXPECT_MSG_EQ(nearMeasured->sent, 9, "to near");
        NS_TEST_EXPECT_MSG_EQ(nearMeasured->answered, 3, "by near");
        NS_TEST_EXPECT_MSG_EQ(nearMeasured->last.GetMilliSeconds(), 22, "near's round trip");
        NS_TEST_EXPECT_MSG_EQ(farMeasured->last.GetMilliSeconds(), 42, "far's round trip");
        NS_TEST_EXPECT_MSG_EQ(farMeasured->timedOut, 0, "far is there");
        NS_TEST_EXPECT_MSG_EQ(line.xtr->GetMapCache().GetSize(), 1, "no mapping was learned");
    }

    std::string m_changed;     //!< locators, with the cause
    std::vector<Time> m_times; //!< of these
    bool m_areOfAll{true};     //!< what probes ask for
};

/// The suite.
class AnycastProxyTestSuite : public TestSuite
{
  public:
    AnycastProxyTestSuite()
        : TestSuite("lisp-system-anycast-proxy", TestSuite::Type::SYSTEM)
    {
        AddTestCase(new ProxyItrTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new ProxyEtrFailoverTestCase(true), compat::TestDuration<>::QUICK);
        AddTestCase(new ProxyEtrFailoverTestCase(false), compat::TestDuration<>::QUICK);
        AddTestCase(new ProxyEtrProbeTestCase, compat::TestDuration<>::QUICK);
    }
};

AnycastProxyTestSuite g_anycastProxyTestSuite; //!< registers the suite

} // namespace
