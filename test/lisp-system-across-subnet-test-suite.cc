/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * @brief A virtual machine moves to another data centre with another subnet: its former neighbours,
 * and what each of virtual MAC address, home gateway address and proxy ARP is for.
 *
 * The machine has 64 MiB of memory and is switched off on the way. It leaves at 10 s, stops when
 * its target expects it, and runs again when its image has come there: lisp-system-vm-mobility has
 * how long that takes. UDP flow number n (from 0) sends from START + n ms, every 10 ms.
 *
 * The machine asks for each neighbour when it first sends to it, no later than START + 3 ms, after
 * JITTER at most; neighbours that speak ARP extend that by as much. It asks again 15 s later
 * (NeighborTimeout) by its own clock, which stands still while it is off: with ARP the next packet
 * waits for the answer, so that what is known ends within ENTRY_END of START + 15 s. With IPv6 the
 * neighbour is then stale; packets go to it for 5 s more (DELAY_FIRST_PROBE_TIME), then three
 * probes a second apart have to fail, while packets wait, before all nodes are asked: 8 s later
 * (RFC 4861 sections 7.3.3 and 10). With this seed the machine asks for host1 before that asks for
 * it, and does not take its address from the question.
 *
 * d(a, b) below is the delay from one gateway to another, or to the mapping node: the core link
 * between their two routers, which is drawn, and twice 0.5 ms. What else takes time, frames on
 * links of 1 and 10 Gbit/s, stays below SLACK.
 */

#include "ns3/config.h"
#include "ns3/ns3-compat.h"
#include "ns3/point-to-point-channel.h"
#include "ns3/point-to-point-net-device.h"
#include "ns3/string.h"
#include "ns3/test.h"
#include "ns3/vm-mobility-study.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

using namespace ns3;

namespace
{

/// What frames on links take, in all, at most; seconds.
constexpr double SLACK = 300e-6;
/// Between packets of a flow, seconds.
constexpr double INTERVAL = 10e-3;
/// How long ns-3 waits before it asks for a neighbour by ARP, at most, seconds: the attribute
/// RequestJitter of ArpL3Protocol. With IPv6 it does not wait here: see RunStudy.
constexpr double JITTER = 10e-3;
/// When the machine leaves, seconds.
constexpr double LEFT = 10;
/// How long a neighbour is taken to be reachable, seconds: NeighborTimeout.
constexpr double REACHABLE = 15;
/// Until IPv6 sends nothing to a stale neighbour any more, seconds: DELAY_FIRST_PROBE_TIME.
constexpr double DELAY_PROBE = 5;
/// Until IPv6 gives a probed neighbour up, seconds: MAX_UNICAST_SOLICIT times RETRANS_TIMER.
constexpr double PROBES = 3;
/// 3 ms until the last flow starts, one packet, the jitter of the neighbour and the machine's own.
constexpr double ENTRY_END = 3e-3 + INTERVAL + 2 * JITTER + SLACK;
/// Until mappings, host routes and bindings are found, seconds: a few times the longest d.
constexpr double SETTLED = 1;
/// What a router takes over a host route, seconds: HostRouteSpeaker's ProcessingDelay.
constexpr double PROCESSING = 33e-3;

/// The places in the core, by number of their router.
enum Place
{
    DC1,
    DC2,
    MAPPING = 4
};

/// @param network the network @param a a place @param b another @return d(a, b) in seconds
double
Delay(const VmMobilityNetwork& network, Place a, Place b)
{
    const auto from = network.GetCore().GetRouters().Get(a);
    const auto to = network.GetCore().GetRouters().Get(b);
    for (uint32_t i = 0; i < from->GetNDevices(); i++)
    {
        auto device = DynamicCast<PointToPointNetDevice>(from->GetDevice(i));
        auto channel = device ? DynamicCast<PointToPointChannel>(device->GetChannel()) : nullptr;
        if (channel &&
            (channel->GetDevice(0)->GetNode() == to || channel->GetDevice(1)->GetNode() == to))
        {
            TimeValue delay;
            channel->GetAttribute("Delay", delay);
            return delay.Get().GetSeconds() + 1e-3;
        }
    }
    return NAN;
}

/// A study as the cases run it.
struct Case
{
    std::string system;  //!< of the parameters
    std::string family;  //!< of the parameters
    std::string without; //!< of the parameters

    /// @return its name
    std::string GetName() const
    {
        return system + ", " + family + ", without " + without;
    }
};

/// A study of the machine, with traffic between it, its neighbour at home and a client.
class AcrossSubnetTestCase : public TestCase
{
  protected:
    /// @param which it is @param name of the test case
    AcrossSubnetTestCase(const Case& which, const std::string& name)
        : TestCase(name),
          m_case(which)
    {
    }

    /// @param stop when it ends, seconds @param back when the machine leaves for home; 0: never
    void RunStudy(double stop, double back)
    {
        // Neighbours ask at once, so that the machine, whose flow to its neighbour is the first
        // one, has asked before the neighbour asks it: what it knows is then as old as its flow.
        Config::SetDefault("ns3::Icmpv6L4Protocol::SolicitationJitter",
                           StringValue("ns3::ConstantRandomVariable[Constant=0]"));
        VmMobilityParameters parameters;
        parameters.mode = "across-subnet";
        parameters.system = m_case.system;
        parameters.family = m_case.family;
        parameters.without = m_case.without;
        parameters.memory = 64 << 20;
        parameters.migrationRate = 1000000000;
        VmMobilityStudy study(parameters, Seconds(stop));
        const auto& network = study.GetNetwork();
        const auto end = [&network](VmMobilityNetwork::SiteName name) {
            const auto& site = network.Get(name);
            return StudyTraffic::End{site.host, site.hostAddress};
        };
        const StudyTraffic::End machine{network.GetMachine(), network.GetMachineAddress()};
        const auto client = end(VmMobilityNetwork::REMOTE1);
        const auto neighbor = end(VmMobilityNetwork::HOME);
        const auto add = [&study](const char* name, const auto& from, const auto& to) {
            study.GetTraffic().AddUdp(name, from, to, Seconds(INTERVAL), 512);
        };
        add("vm-to-host1", machine, neighbor);
        add("client1-to-vm", client, machine);
        add("vm-to-client1", machine, client);
        add("host1-to-vm", neighbor, machine);
        add("client1-to-host1", client, neighbor);
        study.Move(Seconds(LEFT), VmMobilityNetwork::AWAY);
        if (back > 0)
        {
            study.Move(Seconds(back), VmMobilityNetwork::HOME);
        }
        m_result = study.Run();
        m_resumed = m_result.migrations.front().resumed_s;
        m_paused = m_result.migrations.front().paused_s;
        m_home = Delay(network, DC2, DC1);
        m_mapping = Delay(network, MAPPING, DC1);
        m_start = VmMobilityStudy::START.GetSeconds();
        m_stop = stop - VmMobilityStudy::DRAIN.GetSeconds();
        CheckAccount();
    }

    /// @return true if hosts have IPv6 addresses
    bool IsIpv6() const
    {
        return m_case.family == "ipv6";
    }

    /// @param name a flow @return its report
    const FlowReport& Find(const std::string& name) const
    {
        return *std::find_if(m_result.flows.begin(),
                             m_result.flows.end(),
                             [&name](const auto& flow) { return flow.name == name; });
    }

    /**
     * @brief Expect that all packets of a flow arrived, or none.
     * @param name the flow @param from of those sent from then on @param to before then, seconds
     * @param arrives whether they arrive
     */
    void ExpectAll(const std::string& name, double from, double to, bool arrives)
    {
        uint64_t sent = 0;
        uint64_t received = 0;
        for (const auto& packet : Find(name).packets)
        {
            const bool counts = packet.sent_s >= from && packet.sent_s < to;
            sent += counts;
            received += counts && !std::isnan(packet.received_s);
        }
        NS_TEST_EXPECT_MSG_GT(sent, 0, name << " from " << from << " to " << to);
        NS_TEST_EXPECT_MSG_EQ(received,
                              (arrives ? sent : 0),
                              name << " from " << from << " to " << to);
    }

    /// @param value measured @param from at least @param to at most @param what it is
    void ExpectWithin(double value, double from, double to, const std::string& what)
    {
        NS_TEST_EXPECT_MSG_EQ((value >= from - 1e-9 && value <= to + SLACK),
                              true,
                              what << " at " << value << ", expected from " << from << " to "
                                   << to);
    }

    /// @param path a way @param router how the names of a data centre's gateways begin
    /// @return true if the way passes one or two of them
    static bool Passes(const std::vector<std::string>& path, const std::string& router)
    {
        return std::any_of(path.begin(), path.end(), [&router](const auto& node) {
            return node.compare(0, router.size(), router) == 0;
        });
    }

    /// @param node a gateway @return when it announced the machine, seconds
    std::vector<double> GetAnnounced(const std::string& node) const
    {
        std::vector<double> times;
        for (const auto& event : m_result.events)
        {
            if (event.node == node && event.event == "proxy-announced")
            {
                times.push_back(event.time_s);
            }
        }
        return times;
    }

    /// Every loss has a cause, and hosts that stay are not interrupted.
    void CheckAccount()
    {
        for (const auto& flow : m_result.flows)
        {
            NS_TEST_EXPECT_MSG_EQ(flow.sent,
                                  flow.received - flow.duplicated + flow.lost,
                                  flow.name << ": sent = received - duplicated + lost");
            uint64_t named = 0;
            for (const auto& [reason, count] : flow.lostByReason)
            {
                named += count;
                NS_TEST_EXPECT_MSG_EQ(reason.find("vanished"),
                                      std::string::npos,
                                      flow.name << ": a loss without a cause");
            }
            NS_TEST_EXPECT_MSG_EQ(named, flow.lost, flow.name << ": each loss is named");
        }
        NS_TEST_EXPECT_MSG_EQ_TOL(Find("client1-to-host1").interruption_s, 0, 1e-4, "who stays");
    }

    Case m_case;         //!< what is run
    RunResult m_result;  //!< what came of it
    double m_paused{0};  //!< when the machine stops, at the first move, seconds
    double m_resumed{0}; //!< when it runs again, seconds
    double m_home{0};    //!< d(dc2, dc1)
    double m_mapping{0}; //!< d(ms, dc1)
    double m_start{0};   //!< when traffic starts, seconds
    double m_stop{0};    //!< when it ends, seconds
};

/**
 * Method: the machine moves; with IPv6 the run is longer, since neighbours are given up later.
 *
 * Expected, until it leaves: neighbours send to each other past the gateways. Then host1's packets
 * go to the machine's former port, until the active home gateway tells host1 that the machine is at
 * the gateway's MAC address; no other gateway announces it. That is as soon as home knows:
 *
 * - LISP: d(ms, dc1) after the Map-Server has the registration;
 * - triangular: d(dc2, dc1) after the machine was seen;
 * - host route: the news on the straight way takes d(dc2, dc1) and three times 33 ms, at the core
 *   routers of dc2 and dc1 and at the gateway; another way may be faster, and announces it before.
 *
 * All that host1 sent since the machine left until the first of these is lost, and, once the new
 * place is known, nothing more. Meanwhile up to 16 packets wait at home for the mapping
 * (PendingPerEid); they come to the away gateway together, where 3 may wait until it has found the
 * machine (ns-3's queues of ARP and Neighbor Discovery), so that up to 13 are lost. The way then
 * passes the gateways of both data centres.
 *
 * The machine sends to host1's MAC address, which is not where it is now, until it has to ask for
 * host1 anew: START + 15 s of its own time, with IPv6 8 s later. The away gateway answers for
 * host1. It asks for its own gateway at that time too, and notices nothing: what it sends out is
 * not interrupted once its mapping or route is there.
 */
class WholeTestCase : public AcrossSubnetTestCase
{
  public:
    explicit WholeTestCase(const Case& which)
        : AcrossSubnetTestCase(which, "neighbours follow: " + which.GetName())
    {
    }

  private:
    void DoRun() override
    {
        RunStudy(34, 0);
        const auto& move = m_result.migrations.front();
        // Two and a half round trips until the target expects it, and the way there.
        ExpectWithin(move.paused_s, LEFT + 2 * 2 * m_home, LEFT + 4 * 2 * m_home, "stops");
        const auto announced = GetAnnounced("dc1-gw1");
        NS_TEST_ASSERT_MSG_EQ(announced.empty(), false, "told at home");
        NS_TEST_EXPECT_MSG_EQ(GetAnnounced("dc1-gw2").size(), 0, "not the active one");
        const double first = announced.front();
        const double last = announced.back();
        if (m_case.system == "lisp")
        {
            ExpectWithin(first,
                         move.registered_s + m_mapping,
                         move.registered_s + m_mapping,
                         "announced");
        }
        else if (m_case.system == "triangular")
        {
            ExpectWithin(first, move.detected_s + m_home, move.detected_s + m_home, "announced");
        }
        else
        {
            const double straight = move.detected_s + m_home + 3 * PROCESSING;
            ExpectWithin(last, straight, straight, "announced");
            NS_TEST_EXPECT_MSG_LT_OR_EQ(first, last, "by the way that is fastest");
        }
        CheckToMachine(first);
        CheckFromMachine();
    }

    /// @param announced when host1 is told, seconds
    void CheckToMachine(double announced)
    {
        const auto& flow = Find("host1-to-vm");
        const std::vector<std::string> straight = {"host1", "dc1-sw1", "dc1-hv1", "vm1"};
        NS_TEST_EXPECT_MSG_EQ((flow.pathBefore == straight), true, "neighbours");
        for (const auto* gateway : {"dc1-gw", "dc2-gw"})
        {
            NS_TEST_EXPECT_MSG_EQ(Passes(flow.pathAfter, gateway), true, gateway);
        }
        ExpectAll(flow.name, m_paused, announced, false);
        ExpectAll(flow.name, announced + SETTLED, m_stop, true);
        const auto count =
            std::count_if(flow.packets.begin(),
                          flow.packets.end(),
                          [this, announced](const auto& packet) {
                              return packet.sent_s >= m_paused && packet.sent_s < announced;
                          });
        uint64_t waited = 0;
        for (const auto& [reason, lost] : flow.lostByReason)
        {
            waited += reason.find("queue-full") != std::string::npos ? lost : 0;
        }
        NS_TEST_EXPECT_MSG_LT_OR_EQ(waited, 13, "beyond what may wait for a neighbour");
        NS_TEST_EXPECT_MSG_EQ(flow.lost - waited, static_cast<uint64_t>(count), "lost");
        ExpectWithin(flow.delayAfter_s, m_home, m_home + 20e-3, "delay");
    }

    void CheckFromMachine()
    {
        const auto& flow = Find("vm-to-host1");
        const double stops = m_start + REACHABLE + m_resumed - m_paused;
        const double asks = stops + (IsIpv6() ? DELAY_PROBE + PROBES : 0);
        ExpectAll(flow.name, m_resumed, stops, false);
        ExpectAll(flow.name, asks + ENTRY_END + SETTLED, m_stop, true);
        NS_TEST_ASSERT_MSG_EQ(flow.pathChanges.empty(), false, "another way");
        ExpectWithin(flow.pathChanges.back().time_s,
                     asks + m_home,
                     asks + ENTRY_END + SETTLED,
                     "the machine asks for its neighbour");
        for (const auto* gateway : {"dc1-gw", "dc2-gw"})
        {
            NS_TEST_EXPECT_MSG_EQ(Passes(flow.pathAfter, gateway), true, gateway);
        }
        ExpectAll("vm-to-client1", m_resumed + SETTLED, m_stop, true);
        ExpectAll("client1-to-vm", m_resumed + SETTLED, m_stop, true);
    }
};

/**
 * Method: away at 10 s, home again at 30 s; until 60 s.
 * Expected: the machine's own announcement tells host1, whose next packet takes the straight way
 * and has the delay of before. The machine goes on to send to host1 by its gateway, which hands
 * packets on, until it asks again: 15 s, and with IPv6 8 s, after it last did at the latest. In
 * the end the two send straight to each other as at first, and no packet goes by the other data
 * centre. By which of the two home gateways a client's packets come in, LISP chooses anew.
 */
class ReturnTestCase : public AcrossSubnetTestCase
{
  public:
    explicit ReturnTestCase(const Case& which)
        : AcrossSubnetTestCase(which, "and back: " + which.GetName())
    {
    }

  private:
    void DoRun() override
    {
        constexpr double back = 30;
        RunStudy(60, back);
        NS_TEST_ASSERT_MSG_EQ(m_result.migrations.size(), 2, "two moves");
        const double resumed = m_result.migrations.back().resumed_s;
        const auto& flow = Find("host1-to-vm");
        ExpectWithin(flow.pathChanges.back().time_s, resumed, resumed + INTERVAL, "straight again");
        ExpectAll(flow.name, resumed + SLACK, m_stop, true);
        const double again = resumed + REACHABLE + DELAY_PROBE + PROBES + ENTRY_END;
        ExpectAll("vm-to-host1", again, m_stop, true);
        NS_TEST_EXPECT_MSG_LT(Find("vm-to-host1").pathChanges.back().time_s, again, "straight");
        for (const auto& each : m_result.flows)
        {
            const bool isStraight = each.name == "host1-to-vm" || each.name == "vm-to-host1";
            NS_TEST_EXPECT_MSG_EQ(Passes(each.pathAfter, "dc1-gw"), !isStraight, each.name);
            NS_TEST_EXPECT_MSG_EQ(Passes(each.pathAfter, "dc2-gw"), false, each.name);
            NS_TEST_EXPECT_MSG_EQ((each.pathBefore == each.pathAfter || !isStraight),
                                  true,
                                  each.name);
        }
    }
};

/**
 * Method: the machine moves, and one of three things is not there.
 *
 * Expected: what clients and, but without proxy ARP, host1 send to the machine follows as ever.
 *
 * - Virtual MAC address: the machine sends to the MAC address of its gateway at home, which nobody
 *   has away: nothing goes out, from when it runs again until it asks anew; then all does.
 * - Home gateway: what it sends goes out until it has to ask for its gateway's address, which
 *   nobody has away; with IPv6 that is when the first probe is sent. From then on nothing does.
 *   Neighbours, for whom the gateways answer, it still reaches.
 * - Proxy ARP: host1 sends to the machine's former port, the machine to host1's MAC address and
 *   then to nobody: neither ever reaches the other. What goes through gateways is as ever.
 */
class MissingTestCase : public AcrossSubnetTestCase
{
  public:
    explicit MissingTestCase(const Case& which)
        : AcrossSubnetTestCase(which, "what breaks: " + which.GetName())
    {
    }

  private:
    void DoRun() override
    {
        RunStudy(34, 0);
        const double doubts = m_start + REACHABLE + m_resumed - m_paused;
        const double asks = doubts + (IsIpv6() ? DELAY_PROBE + PROBES : 0);
        const double silent = doubts + (IsIpv6() ? DELAY_PROBE : 0);
        const double settled = m_resumed + SETTLED;
        ExpectAll("client1-to-vm", settled, m_stop, true);
        ExpectAll("host1-to-vm", settled, m_stop, m_case.without != "proxy-arp");
        if (m_case.without == "virtual-mac")
        {
            ExpectAll("vm-to-client1", m_resumed, silent, false);
            ExpectAll("vm-to-client1", asks + ENTRY_END + SETTLED, m_stop, true);
            ExpectAll("vm-to-host1", asks + ENTRY_END + SETTLED, m_stop, true);
        }
        else if (m_case.without == "home-gateway")
        {
            ExpectAll("vm-to-client1", settled, silent, true);
            ExpectAll("vm-to-client1", silent + ENTRY_END, m_stop, false);
            ExpectAll("vm-to-host1", asks + ENTRY_END + SETTLED, m_stop, true);
        }
        else
        {
            ExpectAll("host1-to-vm", m_paused, m_stop, false);
            ExpectAll("vm-to-host1", m_resumed, m_stop, false);
            ExpectAll("vm-to-client1", settled, m_stop, true);
            NS_TEST_EXPECT_MSG_EQ(GetAnnounced("dc1-gw1").size(), 0, "nobody announces");
        }
    }
};

/// The suite of moves across subnets.
class SystemAcrossSubnetTestSuite : public TestSuite
{
  public:
    SystemAcrossSubnetTestSuite()
        : TestSuite("lisp-system-across-subnet", TestSuite::Type::SYSTEM)
    {
        for (const auto* system : {"lisp", "triangular", "host-route"})
        {
            for (const auto* family : {"ipv4", "ipv6"})
            {
                AddTestCase(new WholeTestCase({system, family, "nothing"}),
                            compat::TestDuration<>::QUICK);
                AddTestCase(new ReturnTestCase({system, family, "nothing"}),
                            compat::TestDuration<>::QUICK);
                for (const auto* without : {"virtual-mac", "home-gateway", "proxy-arp"})
                {
                    AddTestCase(new MissingTestCase({system, family, without}),
                                compat::TestDuration<>::QUICK);
                }
            }
        }
    }
};

SystemAcrossSubnetTestSuite g_systemAcrossSubnetTestSuite; //!< registers the suite

} // namespace
