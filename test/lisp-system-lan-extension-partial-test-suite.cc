/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * @brief Data centres that share a VLAN over each of the LAN extensions, while a part fails that is
 * not in use, or a gateway loses its way to the other data centre alone.
 */

#include "lan-extension-test-net.h"
#include "lan-extension-timers.h"

#include "ns3/ns3-compat.h"
#include "ns3/study-traffic.h"
#include "ns3/test.h"

using namespace ns3;

namespace
{

using Net = LanExtensionTestNet;

/// What fails.
enum class Part
{
    SECOND, //!< the second gateway, with all its links
    UPLINK, //!< the first gateway's link to the other data centres
};

/**
 * Method: all hosts send broadcasts from 15 s on, and two of different data centres UDP to each
 * other. From 20 to 40 s a part of the first data centre fails.
 *
 * Expected: no frame comes twice, and all that are lost have a named reason. Inside a data centre
 * none is lost. Between data centres none is lost but those on their way (5 ms before, and in the
 * core 1 ms more), and those sent in these windows:
 *
 * | kind | second gateway | uplink of the first |
 * | --- | --- | --- |
 * | dark-fiber | none | 20 s, 40 s: none but those on their way |
 * | eompls | none | until 20.9 s and a way (BFD of the far end), from 40 until 41 s and 3 ways |
 * | vpls | 40 to 40.2 s | until 20.1 s, from 40 until 41.1 s and 3 ways |
 * | otv | 40 to 40.1 s | until 27.1 s and a way, from 42 until 42.1 s and 5 ways |
 * | lisp | 40 to 40.1 s and 2 ways | until 40 s |
 *
 * The second gateway carries nothing: VLAN 100 is the first one's of two, and of one. When the link
 * to it comes up, the first one carries nothing until it knows who is there: spanning tree opens
 * the link at once, both tell each other, and StartDelay, 0.1 s, follows. If the last pseudowire of
 * the second one comes up meanwhile, StartDelay begins anew; later the first one goes on. The
 * uplink:
 * - eompls: one end knows at once and the gateways use the other's wire; BFD tells the other end.
 *   It is up again by a Down, which is sent each second, an Init and an Up.
 * - vpls: the gateway whose wires are down says so, and the second one starts after StartDelay;
 *   likewise when all wires are up again, 1 s and 3 ways later at the latest.
 * - otv: nobody is told of the link. The last hello of 18 s holds for 9 s; the hellos of 42 s to
 *   the adjacency server, which is that gateway, make adjacencies by three messages, and the other
 *   edge devices hear of each other by two more, each of which may change the view; StartDelay.
 *
 * - lisp: nobody is told of the link, which carries the Map-Server's messages as well; what is
 *   registered lasts for 3 minutes, so that all goes on when the link is back. Who carries the VLAN
 *   again registers, and hears of the others, at most two ways.
 *
 * UDP with otv is lost in each window for LspInterval and a way longer, until the destinations are
 * advertised. It is not lost 2 s after the return of the second gateway, though then rapid spanning
 * tree tells of the opened link once more (with all BPDUs of HelloTime and 1 s, IEEE 802.1D-2004
 * section 17.21.7; HelloTime is 2 s) and the first gateway forgets what is behind its ports: it
 * hears the hosts again within 10 ms, before WithdrawDelay, 1 s, is over.
 */
class PartialTestCase : public TestCase
{
  public:
    PartialTestCase(const std::string& kind, Part part)
        : TestCase(kind + (part == Part::SECOND ? ": the second gateway" : ": the first uplink")),
          m_kind(kind),
          m_part(part)
    {
    }

  private:
    /// @return in which broadcasts between data centres may be lost
    Net::Windows GetWindows() const
    {
        const Time early = WAY + SLACK;
        const Time up = RETURNS + SLOW + 3 * WAY + SLACK;
        if (m_part == Part::SECOND)
        {
            const Time agreed = RETURNS + START_DELAY * (m_kind == "vpls" ? 2 : 1);
            const Time told = m_kind == "lisp" ? 2 * WAY : Time(0);
            return IsElected(m_kind) ? Net::Windows{{RETURNS - early, agreed + told + SLACK}}
                                     : Net::Windows();
        }
        if (m_kind == "dark-fiber")
        {
            return {{FAILS - early, FAILS + SLACK}, {RETURNS - early, RETURNS + SLACK}};
        }
        if (m_kind == "eompls")
        {
            return {{FAILS - early, FAILS + WAY + DETECTION + SLACK}, {RETURNS - early, up}};
        }
        if (m_kind == "vpls")
        {
            return {{FAILS - early, FAILS + START_DELAY + SLACK},
                    {RETURNS - early, up + START_DELAY}};
        }
        if (m_kind == "lisp")
        {
            return {{FAILS - early, RETURNS + SLACK}};
        }
        const Time held = GetHelloAfter(FAILS) - HELLO + HOLD;
        const Time hello = GetHelloAfter(RETURNS);
        return {{FAILS - early, held + WAY + START_DELAY + SLACK},
                {hello - early, hello + 5 * WAY + START_DELAY + SLACK}};
    }

    /// @return in which UDP between data centres may be lost
    Net::Windows GetUnicastWindows() const
    {
        auto windows = GetWindows();
        for (auto& window : windows)
        {
            window.second += m_kind == "otv" ? LSP_INTERVAL + WAY : Time(0);
        }
        // The first packets wait for ARP, and with otv for the news of where their destination is.
        windows.emplace_back(SETTLED, SETTLED + MilliSeconds(100));
        return windows;
    }

    void DoRun() override
    {
        const Time end = RETURNS + RESTORE + Seconds(2);
        Net net(m_kind);
        StudyTraffic traffic(SETTLED, end);
        net.AddFlows(traffic, 0, 2);
        net.AddBroadcasts(SETTLED, end);
        const auto set = [this, &net](bool up) {
            m_part == Part::SECOND ? net.SetGateway(0, 1, up) : net.SetUplink(0, 0, up);
        };
        Simulator::Schedule(FAILS, [&set]() { set(false); });
        Simulator::Schedule(RETURNS, [&set]() { set(true); });
        Simulator::Stop(end + Seconds(1));
        Simulator::Run();
        for (std::size_t from = 0; from < net.hosts.size(); from++)
        {
            for (std::size_t to = 0; to < net.hosts.size(); to++)
            {
                const bool isAcross = net.hosts[from].dataCenter != net.hosts[to].dataCenter;
                if (from != to)
                {
                    NS_TEST_EXPECT_MSG_EQ(
                        net.Check(from, to, isAcross ? GetWindows() : Net::Windows()),
                        "",
                        "lost: " << net.GetLost(from, to));
                }
            }
        }
        for (const auto& flow : traffic.Report({}, NOT_MEASURED))
        {
            NS_TEST_EXPECT_MSG_EQ(Net::CheckFlow(flow, GetUnicastWindows()), "", "UDP");
        }
    }

    const Time RETURNS = Seconds(40); //!< mended

    std::string m_kind; //!< of extension
    Part m_part;        //!< fails
};

/// The suite of LAN extensions and failures of parts.
class SystemLanExtensionPartialTestSuite : public TestSuite
{
  public:
    SystemLanExtensionPartialTestSuite()
        : TestSuite("lisp-system-lan-extension-partial", TestSuite::Type::SYSTEM)
    {
        for (const auto& kind : LanExtensionHelper::GetKinds())
        {
            AddTestCase(new PartialTestCase(kind, Part::SECOND), compat::TestDuration<>::QUICK);
            AddTestCase(new PartialTestCase(kind, Part::UPLINK), compat::TestDuration<>::QUICK);
        }
    }
};

SystemLanExtensionPartialTestSuite g_systemLanExtensionPartialTestSuite; //!< registers the suite

} // namespace
