/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * @brief Data centres that share a VLAN over each of the LAN extensions, while a gateway, the link
 * between two gateways, or the way between data centres fails and comes back: nothing is doubled,
 * and frames are lost only as long as the protocols' timers say.
 */

#include "lan-extension-test-net.h"
#include "lan-extension-timers.h"

#include "ns3/ns3-compat.h"
#include "ns3/study-traffic.h"
#include "ns3/test.h"
#include "ns3/vpc-domain.h"

using namespace ns3;

namespace
{

using Net = LanExtensionTestNet;

/// When the second gateway has taken over for a first one that failed at FAILS.
const Time TAKEN = GetHelloAfter(FAILS) + HOLD + START_DELAY;

/// @param kind of extension @param returns when a gateway is back that failed at FAILS
/// @return in which broadcasts between its data centre and others may be lost, see below
Net::Windows
GetWindows(const std::string& kind, Time returns)
{
    const Time early = WAY + SLACK;
    if (IsElected(kind))
    {
        const Time over = returns + START_DELAY;
        const Time able = returns + (kind == "vpls" ? SLOW + 3 * WAY : Time(0));
        const Time told = kind == "lisp" ? 2 * WAY : Time(0);
        const Time changed = START_DELAY + 3 * WAY + told + SLACK;
        Net::Windows windows = {{FAILS - early, std::min(TAKEN, over) + told + SLACK},
                                {returns - early, able + changed}};
        if (kind == "otv" && TAKEN < returns)
        {
            const Time hello = GetHelloAfter(returns);
            windows.emplace_back(hello - early, hello + 5 * WAY + changed);
        }
        return windows;
    }
    const bool isFiber = kind == "dark-fiber";
    const Time restored = returns + RESTORE;
    return {{FAILS - early, FAILS + (isFiber ? SLACK : WAY + DETECTION + SLACK)},
            {returns - early, returns + SLACK},
            {restored - early, restored + (isFiber ? SLACK : 3 * WAY + SLACK)}};
}

/// @param kind of extension @param returns when a gateway is back that failed at FAILS
/// @return in which frames to a known address may be lost: with otv until it is advertised
Net::Windows
GetUnicastWindows(const std::string& kind, Time returns)
{
    auto windows = GetWindows(kind, returns);
    for (auto& window : windows)
    {
        window.second += kind == "otv" ? LSP_INTERVAL + WAY : Time(0);
    }
    return windows;
}

/// @param kind of extension, with an election @param returns when a gateway is back that failed at
/// FAILS @return the fewest and the most frames of a stream that are lost meanwhile, see below
std::pair<int64_t, int64_t>
GetLostBroadcasts(const std::string& kind, Time returns)
{
    const Time failed = std::min(TAKEN, returns) - FAILS;
    const bool isLate = kind == "otv" && TAKEN < returns;
    const Time least = failed + START_DELAY + (isLate ? START_DELAY : Time(0));
    const Time most = least + (kind == "vpls" ? START_DELAY : kind == "lisp" ? 4 * WAY : Time(0));
    const int64_t interval = MilliSeconds(10).GetTimeStep();
    return {least.GetTimeStep() / interval - 4, most.GetTimeStep() / interval + 4};
}

/**
 * Method: all hosts send broadcasts from 15 s on, and two of different data centres UDP to each
 * other. At 20 s all links of the first gateway of the first data centre fail (of its link to the
 * core, both ends get nothing any more, without being told); they are back after 2 s or after 20 s.
 *
 * Expected: no frame comes twice, and each comes once but for those sent in these windows; those of
 * UDP, whose destination is known, as the others, and with a named reason (with otv each window is
 * longer by LspInterval and a way, until the new edge device has told of the destination). The
 * windows of the first data centre alone, wherever it goes on at once
 * (rapid spanning tree: the other uplink of a rack becomes its root port, and takes over without
 * waiting for a timer), are as long as news and frames are on their way, 1 ms before and after the
 * failure and the return. In the other data centres, between hosts of the same one, none is lost.
 * Between data centres there are:
 *
 * | kind | from the failure on | from the return on |
 * | --- | --- | --- |
 * | dark-fiber | news of the link: 0 | 0; and when the fibre is taken into use again: 0 |
 * | eompls | BFD of the far end: 0.9 s after what was under way | 0; and at that time 3 ways |
 * | otv | until 30.1 s | 0.1 s; after 20 s, 0.1 s once more |
 * | vpls | until 30.1 s | 0.1 s, and 0.1 s once more, in 1.1 s and 3 ways |
 * | lisp | until 30.1 s and 2 ways | 0.1 s and 2 ways |
 *
 * each with the 5 ms before it in which frames were on their way. The rows are made of:
 * - dark-fiber, eompls: a vPC member that comes back waits for DelayRestore, 30 s after the switch
 *   hears its peer, which is at once. BFD then needs three messages: Down, Init, Up.
 * - vpls, otv: hellos are sent at multiples of 3 s. The second gateway gives up the first 9 s after
 *   its hello of 18 s, waits one hello interval more and then StartDelay, 0.1 s. When the first one
 *   is back and spanning tree opens its ports, which takes no timer, both tell each other at once
 *   and StartDelay follows. If the first one's extension is not up then, the second one carries the
 *   VLAN, and once it is there is another StartDelay.
 * - otv: the adjacencies are still there after 2 s, and after 20 s come up with the hello of 42 s
 *   that the others send to the adjacency server, which is the gateway that failed, and two
 *   messages more.
 * - vpls: the pseudowires come up one by one, each within 1 s and 3 ways: a Down is sent each
 *   second at the latest, Init and Up follow. With the last of them, before ReadyDelay, 2 s, is
 *   over, it is the first gateway's turn, and a second StartDelay follows; if that is before the
 *   first one is over, it begins anew, and there is less than two.
 *
 * - lisp: who takes over registers with the Map-Server and hears who the others are, at most two
 *   ways; these hear of it within that time, too, and take nothing of it before.
 *
 * In these windows no frame comes to another data centre, with vpls while a StartDelay lasts: as
 * many are lost as are sent then, but for 4 of those that were on their way.
 *
 * Rapid spanning tree tells of a change with all BPDUs of HelloTime and 1 s (IEEE 802.1D-2004
 * section 17.21.7), so a second time with those due HelloTime, 2 s, after the first ones. At that
 * the gateway forgets what is behind its ports. With otv no UDP is lost by that: a host is heard
 * again within 10 ms, long before WithdrawDelay, 1 s, is over, so that it stays advertised.
 */
class GatewayFailureTestCase : public TestCase
{
  public:
    GatewayFailureTestCase(const std::string& kind, std::size_t dataCenters, Time down)
        : TestCase(kind + ", " + std::to_string(dataCenters) +
                   " data centres, a gateway down for " +
                   std::to_string(static_cast<int>(down.GetSeconds())) + " s"),
          m_kind(kind),
          m_dataCenters(dataCenters),
          m_down(down)
    {
    }

  private:
    void DoRun() override
    {
        const Time returns = FAILS + m_down;
        const Time restored = returns + RESTORE;
        const Time end = IsElected(m_kind) ? returns + Seconds(8) : restored + Seconds(2);
        const Net::Windows inside = {{FAILS - SLACK, FAILS + SLACK},
                                     {returns - SLACK, returns + SLACK}};
        const auto across = GetWindows(m_kind, returns);
        Net net(m_kind, m_dataCenters);
        StudyTraffic traffic(SETTLED, end);
        net.AddFlows(traffic, 0, 2);
        net.AddBroadcasts(SETTLED, end);
        Simulator::Schedule(FAILS, [&net]() { net.SetGateway(0, 0, false); });
        Simulator::Schedule(returns, [&net]() { net.SetGateway(0, 0, true); });
        Simulator::Stop(end + Seconds(1));
        Simulator::Run();
        for (std::size_t from = 0; from < net.hosts.size(); from++)
        {
            for (std::size_t to = 0; to < net.hosts.size(); to++)
            {
                const std::size_t site = net.hosts[from].dataCenter;
                const std::size_t farSite = net.hosts[to].dataCenter;
                if (from == to)
                {
                    NS_TEST_EXPECT_MSG_EQ(net.GetCopies(from, to), 0, "none comes back");
                    continue;
                }
                const bool isTouched = site == 0 || farSite == 0;
                const auto& windows = site != farSite ? across : inside;
                NS_TEST_EXPECT_MSG_EQ(net.Check(from, to, isTouched ? windows : Net::Windows()),
                                      "",
                                      net.GetLost(from, to) << " lost");
                if (IsElected(m_kind) && isTouched && site != farSite)
                {
                    const auto count = static_cast<int64_t>(net.GetLost(from, to));
                    const auto [least, most] = GetLostBroadcasts(m_kind, returns);
                    NS_TEST_EXPECT_MSG_EQ((count >= least && count <= most),
                                          true,
                                          count << " lost from " << from << " to " << to);
                }
            }
        }
        for (const auto& flow : traffic.Report({}, NOT_MEASURED))
        {
            NS_TEST_EXPECT_MSG_EQ(Net::CheckFlow(flow, GetUnicastWindows(m_kind, returns)),
                                  "",
                                  "UDP");
        }
    }

    std::string m_kind;        //!< of extension
    std::size_t m_dataCenters; //!< how many
    Time m_down;               //!< how long the gateway is
};

/**
 * Method: one host of each of two data centres sends UDP to one of the other, which says nothing
 * but what ARP makes it say, and a broadcast at 50 s. From 20 to 40 s the first gateway of the
 * first data centre is down. Expected: as above for UDP, although no switch learns anew where the
 * destination is: nobody goes on to send to where it was. All packets come that are not sent in the
 * windows above (with the first 100 ms, in which hosts resolve addresses and OTV tells of them),
 * the lost ones have a named reason, and none comes twice.
 *
 * With otv the silent host of the data centre whose gateway fails is out of reach until it speaks:
 * ARP made it speak to the other host alone, by the first gateway, so that the second one does not
 * know of it, and OTV floods no unicast (draft-hasmit-otv-04). Its packets are lost as
 * extension-unknown-unicast until 50 s, LspInterval and a way.
 */
class SilentTestCase : public TestCase
{
  public:
    explicit SilentTestCase(const std::string& kind)
        : TestCase(kind + ": a gateway fails, and those who are sent to say nothing"),
          m_kind(kind)
    {
    }

  private:
    void DoRun() override
    {
        const Time returns = FAILS + Seconds(20);
        const Time end = returns + RESTORE + Seconds(2);
        Net net(m_kind);
        StudyTraffic traffic(SETTLED, end);
        traffic.Watch(net.GetNodes());
        for (const std::size_t from : {0, 3})
        {
            const std::size_t to = from == 0 ? 2 : 1;
            traffic.AddUdp(net.hosts[from].address,
                           net.GetEnd(from),
                           net.GetEnd(to),
                           MilliSeconds(10),
                           100);
        }
        for (const std::size_t host : {1, 2})
        {
            net.AddStream(host, Mac48Address::GetBroadcast(), SPEAKS, SPEAKS + MilliSeconds(1));
        }
        Simulator::Schedule(FAILS, [&net]() { net.SetGateway(0, 0, false); });
        Simulator::Schedule(returns, [&net]() { net.SetGateway(0, 0, true); });
        Simulator::Stop(end + Seconds(1));
        Simulator::Run();
        auto windows = GetUnicastWindows(m_kind, returns);
        windows.emplace_back(SETTLED, SETTLED + MilliSeconds(100));
        const auto flows = traffic.Report({}, NOT_MEASURED);
        NS_TEST_EXPECT_MSG_EQ(Net::CheckFlow(flows[0], windows), "", "to the other data centre");
        if (m_kind == "otv")
        {
            windows.emplace_back(FAILS, SPEAKS + LSP_INTERVAL + WAY + SLACK);
            const auto unknown = flows[1].lostByReason.find("extension-unknown-unicast");
            NS_TEST_ASSERT_MSG_EQ((unknown != flows[1].lostByReason.end()), true, "it is silent");
            // From 30.1 to 40 s at least.
            NS_TEST_EXPECT_MSG_EQ((unknown->second >= 990), true, unknown->second);
        }
        NS_TEST_EXPECT_MSG_EQ(Net::CheckFlow(flows[1], windows), "", "to where it fails");
    }

    const Time SPEAKS = Seconds(50); //!< those who are sent to

    std::string m_kind; //!< of extension
};

/**
 * Method: all hosts send broadcasts from 15 s on, and the first host of each of two data centres
 * sends UDP to the other's. From 20 to 40 s the two do not reach each other: the fibres are pulled,
 * or the link between the provider's or the core's routers is (the latter without being told).
 *
 * Expected: no frame comes twice. Inside a data centre none is lost. Of those for the other one,
 * all are lost that are sent in these 20 s, 2000 of each stream, and those on their way at 20 s;
 * and after 40 s, until
 * - dark-fiber: 40 s, when the links are up again.
 * - eompls: BFD is up, by a Down that is sent each second, an Init and an Up: 41 s and 3 ways.
 * - vpls: BFD is up and the gateways, which had none to carry the VLAN, have elected one: as
 *   eompls, and StartDelay.
 * - lisp: at once. Nobody was told, and registrations last for 3 minutes.
 * - otv: the hello of 42 s has come to the adjacency server, which answers; it tells its neighbour,
 *   too, which says hello and is answered, and hears the third message: 6 ways in all. Each changes
 *   the view of the election; StartDelay follows.
 *
 * The UDP packets are lost at the same times, for reasons that have a name. The foremost is
 * switch-same-port: a gateway whose extension is known to be down forgets what is there and floods,
 * and the other rack's switch knows the destination behind the port that the flooded packet came
 * by. It is known after 0.9 s at the latest with pseudowires (BFD), and after 9 s with otv (hold).
 * With lisp it is never known: what is sent to the other side ends at the link.
 */
class SplitTestCase : public TestCase
{
  public:
    explicit SplitTestCase(const std::string& kind)
        : TestCase(kind + ": split, both sides alive, and healed"),
          m_kind(kind)
    {
    }

  private:
    /// @return how long after it is mended frames may be lost
    Time GetHealing() const
    {
        if (m_kind == "otv")
        {
            return GetHelloAfter(HEALS) - HEALS + 6 * WAY + START_DELAY + SLACK;
        }
        if (m_kind == "dark-fiber" || m_kind == "lisp")
        {
            return SLACK;
        }
        return SLOW + 3 * WAY + (m_kind == "vpls" ? START_DELAY : Time(0)) + SLACK;
    }

    void DoRun() override
    {
        const Time end = HEALS + Seconds(5);
        Net net(m_kind);
        StudyTraffic traffic(SETTLED, end);
        net.AddFlows(traffic, 0, 2);
        net.AddBroadcasts(SETTLED, end);
        Simulator::Schedule(FAILS, [&net]() { net.SetExtension(0, false); });
        Simulator::Schedule(HEALS, [&net]() { net.SetExtension(0, true); });
        Simulator::Stop(end + Seconds(1));
        Simulator::Run();
        const Net::Windows window = {{FAILS - WAY - SLACK, HEALS + GetHealing()}};
        for (std::size_t from = 0; from < net.hosts.size(); from++)
        {
            for (std::size_t to = 0; to < net.hosts.size(); to++)
            {
                const bool isAcross = net.hosts[from].dataCenter != net.hosts[to].dataCenter;
                if (from != to)
                {
                    NS_TEST_EXPECT_MSG_EQ(net.Check(from, to, isAcross ? window : Net::Windows()),
                                          "",
                                          "lost: " << net.GetLost(from, to));
                    NS_TEST_EXPECT_MSG_EQ((net.GetLost(from, to) >= 2000), isAcross, "lost");
                }
            }
        }
        for (const auto& flow : traffic.Report({}, NOT_MEASURED))
        {
            NS_TEST_EXPECT_MSG_EQ(Net::CheckFlow(flow, window), "", "UDP");
            const auto most = std::max_element(
                flow.lostByReason.begin(),
                flow.lostByReason.end(),
                [](const auto& one, const auto& other) { return one.second < other.second; });
            NS_TEST_EXPECT_MSG_EQ(most->first,
                                  (m_kind == "lisp" ? "receive-error" : "switch-same-port"),
                                  "the foremost reason");
            NS_TEST_EXPECT_MSG_EQ((most->second >= 1000), true, "for most of the time");
        }
    }

    const Time HEALS = Seconds(40); //!< mended

    std::string m_kind; //!< of extension
};

/**
 * Method: two gateways that share a port; all hosts send broadcasts from 15 s on. From 20 to 40 s
 * the cable between the first data centre's gateways, their peer-link, is out.
 *
 * Expected: by the keepalive link each hears at once that the other lives. The second one, whose
 * MAC address is the higher one, suspends its port towards the other data centre until DelayRestore
 * after the peer-link is back, 70 s: its far end is down then too. So no frame comes twice,
 * although the rack's switch now joins the gateways. None is lost but those on their way at 20 s,
 * at 40 s and at 70 s (with eompls until BFD is up again, 3 ways later).
 */
class PeerLinkTestCase : public TestCase
{
  public:
    explicit PeerLinkTestCase(const std::string& kind)
        : TestCase(kind + ": the peer-link fails, both gateways live"),
          m_kind(kind)
    {
    }

  private:
    void DoRun() override
    {
        const Time returns = Seconds(40);
        const Time restored = returns + RESTORE;
        const Time end = restored + Seconds(2);
        Net net(m_kind);
        net.AddBroadcasts(SETTLED, end);
        const auto domain = [&net](std::size_t site, uint32_t gateway) {
            return net.sites[site]->GetGateways().Get(gateway)->GetObject<VpcDomain>();
        };
        Simulator::Schedule(FAILS, [&net]() { net.SetPeerLink(0, false); });
        Simulator::Schedule(FAILS + Seconds(1), [&]() {
            NS_TEST_EXPECT_MSG_EQ((domain(0, 0)->GetPeerState() == VpcPeerState::SPLIT),
                                  true,
                                  "it lives");
            NS_TEST_EXPECT_MSG_EQ(domain(0, 0)->IsHolding(), false, "the first goes on");
            NS_TEST_EXPECT_MSG_EQ(domain(0, 1)->IsHolding(), true, "the second does not");
            NS_TEST_EXPECT_MSG_EQ(domain(1, 1)->IsInUse(1), false, "its far end is down");
        });
        Simulator::Schedule(returns, [&net]() { net.SetPeerLink(0, true); });
        Simulator::Stop(end + Seconds(1));
        Simulator::Run();
        NS_TEST_EXPECT_MSG_EQ(domain(0, 1)->IsHolding(), false, "as before");
        NS_TEST_EXPECT_MSG_EQ(domain(1, 1)->IsInUse(1), true, "as before");
        const Net::Windows windows = {
            {FAILS - WAY - SLACK, FAILS + SLACK},
            {returns - WAY - SLACK, returns + SLACK},
            {restored - WAY - SLACK, restored + (m_kind == "eompls" ? 3 * WAY : Time(0)) + SLACK}};
        for (std::size_t from = 0; from < net.hosts.size(); from++)
        {
            for (std::size_t to = 0; to < net.hosts.size(); to++)
            {
                if (from != to)
                {
                    NS_TEST_EXPECT_MSG_EQ(net.Check(from, to, windows), "", "in a window");
                }
            }
        }
    }

    std::string m_kind; //!< of extension
};

/// The suite of LAN extensions and failures.
class SystemLanExtensionFailureTestSuite : public TestSuite
{
  public:
    SystemLanExtensionFailureTestSuite()
        : TestSuite("lisp-system-lan-extension-failure", TestSuite::Type::SYSTEM)
    {
        for (const auto& kind : LanExtensionHelper::GetKinds())
        {
            for (const int down : {2, 20})
            {
                AddTestCase(new GatewayFailureTestCase(kind, 2, Seconds(down)),
                            compat::TestDuration<>::QUICK);
            }
        }
        for (const auto& kind : LanExtensionHelper::GetKinds())
        {
            AddTestCase(new SilentTestCase(kind), compat::TestDuration<>::QUICK);
            AddTestCase(new SplitTestCase(kind), compat::TestDuration<>::QUICK);
        }
        for (const std::string kind : {"dark-fiber", "eompls"})
        {
            AddTestCase(new PeerLinkTestCase(kind), compat::TestDuration<>::QUICK);
        }
        for (const std::string kind : {"vpls", "otv", "lisp"})
        {
            AddTestCase(new GatewayFailureTestCase(kind, 3, Seconds(20)),
                        compat::TestDuration<>::QUICK);
        }
    }
};

SystemLanExtensionFailureTestSuite g_systemLanExtensionFailureTestSuite; //!< registers the suite

} // namespace
