/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * @brief A virtual machine moves in a stretched subnet and across subnets: the whole study, with
 * each system, family and LAN extension.
 *
 * The machine has 64 MiB of memory, 16,384 pages, of which it writes 1280 a second (5 MiB/s). It
 * leaves at 10 s; with the way back, it leaves again at 20 s. Across subnets it is switched off on
 * the way, in a stretched subnet pre-copied; when it runs again comes out of the simulation, and is
 * held against the closed form (CheckMove). UDP flow number n (from 0) sends from 4 s + n ms, every
 * 10 ms, until two seconds before the end.
 *
 * d(a, b) below is the delay from one gateway to another, or to the mapping node: the core link
 * between their two routers, which is drawn, and twice 0.5 ms. What else takes time, frames on
 * links of 1 and 10 Gbit/s, stays below SLACK.
 */

#include "ns3/ns3-compat.h"
#include "ns3/point-to-point-channel.h"
#include "ns3/point-to-point-net-device.h"
#include "ns3/result-text.h"
#include "ns3/simulator.h"
#include "ns3/test.h"
#include "ns3/vm-mobility-study.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <functional>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

using namespace ns3;

namespace
{

/// What frames on links take, in all, at most; seconds.
constexpr double SLACK = 300e-6;
/// Between packets of a flow, seconds.
constexpr double INTERVAL = 10e-3;
/// How long ns-3 waits before it asks for a neighbour, at most, seconds: the attributes
/// RequestJitter of ArpL3Protocol, SolicitationJitter of Icmpv6L4Protocol.
constexpr double JITTER = 10e-3;
/// When the machine leaves, seconds.
constexpr double LEFT = 10;

/// The places in the core, by number of their router.
enum Place
{
    DC1,
    DC2,
    SITE1,
    SITE2,
    MAPPING
};

/// @param network the network @param a a place @param b another @return d(a, b) in seconds
double
Delay(const VmMobilityNetwork& network, Place a, Place b)
{
    const auto& routers = network.GetCore().GetRouters();
    const auto from = routers.Get(a);
    const auto to = routers.Get(b);
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
    std::string system;    //!< of the parameters
    std::string update;    //!< of the parameters
    std::string family;    //!< of the parameters
    std::string extension; //!< of a stretched subnet; "": across subnets

    /// @return its name
    std::string GetName() const
    {
        return (extension.empty() ? "across subnets" : "stretched by " + extension) + ", " +
               system + ", " + update + ", " + family;
    }
};

/// @param which a case @param seed of the random numbers @return the parameters
VmMobilityParameters
MakeParameters(const Case& which, uint64_t seed = 1)
{
    VmMobilityParameters parameters;
    parameters.mode = which.extension.empty() ? "across-subnet" : "extended-subnet";
    parameters.extension = which.extension.empty() ? parameters.extension : which.extension;
    parameters.system = which.system;
    parameters.update = which.update;
    parameters.family = which.family;
    parameters.memory = 64 << 20;
    parameters.migrationRate = 1000000000;
    parameters.seed = seed;
    return parameters;
}

/**
 * @brief Check the times and sizes of a move, in a core whose data centres are a round trip apart.
 *
 * What is known without the closed form: 16,384 pages and 1 MiB of state at 1 Gbit/s, with 8 octets
 * before each page and 16 before each message, take at least 8 * (16384 * 4104 + 2^20) / 10^9 =
 * 0.546 s. TCP begins with 10 segments and doubles its window in each round trip (with one
 * acknowledgement for seven segments, nearly): that adds less than a round trip for each doubling.
 * 64 MiB are less than 10 * 8948 * 2^10: 10 round trips. The closed form has it all: within 5 %.
 *
 * The connection takes a round trip, and asking for three neighbours: each hypervisor for its
 * gateway, and the other gateway for its hypervisor.
 *
 * - Cold: 512 Mibit are written to disk and read there, at 4.8 Gbit/s 0.111848 s each; they and the
 *   way are the downtime, all but the round trip from the connection until the target expects the
 *   machine, and the last one, half, back.
 * - Pre-copy: rounds become smaller, each with the pages written during the one before, 1280 a
 *   second, until 50 are left at most; they, the state and half a round trip are the downtime.
 *
 * @param move the move @param roundTrip seconds @return what is wrong; "" if nothing is
 */
std::string
CheckMove(const MigrationReport& move, double roundTrip)
{
    const double least = 8.0 * (16384 * 4104 + (1 << 20)) / 1e9;
    const double disk = 8.0 * (64 << 20) / 4.8e9;
    std::ostringstream wrong;
    const auto expect = [&wrong](const char* what, double value, double from, double to) {
        if (!(value >= from - 1e-9 && value <= to + 1e-9))
        {
            wrong << what << " " << value << ", expected " << from << " to " << to << "; ";
        }
    };
    const double slow = 10 * roundTrip;
    expect("connected",
           move.started_s - move.requested_s,
           roundTrip,
           roundTrip + 3 * JITTER + SLACK);
    expect("total", move.total_s, move.ended_s - move.started_s, move.ended_s - move.started_s);
    expect("total of the closed form", move.total_s / move.predicted.total_s, 0.95, 1.05);
    expect("downtime of the closed form", move.downtime_s / move.predicted.downtime_s, 0.95, 1.05);
    if (move.mode == "cold")
    {
        const double downtime = least + 2 * disk + 0.5 * roundTrip;
        expect("downtime", move.downtime_s, downtime, downtime + slow + SLACK);
        expect("total - downtime",
               move.total_s - move.downtime_s,
               1.5 * roundTrip,
               1.5 * roundTrip + SLACK);
        expect("rounds", move.rounds, 0, 0);
        expect("octets", move.bytesCopied, 16384 * 4104, 16384 * 4104 + (1 << 20) + 65536);
        return wrong.str();
    }
    expect("downtime",
           move.downtime_s,
           8.0 * (1 << 20) / 1e9 + 0.5 * roundTrip,
           8.0 * ((1 << 20) + 50 * 4104 + 65536) / 1e9 + 0.5 * roundTrip + SLACK);
    expect("rounds", move.rounds, 2, 4);
    for (std::size_t i = 1; i < move.copyRounds.size(); i++)
    {
        // Of the pages written while the one before was carried; a page may be begun before.
        const auto& before = move.copyRounds[i - 1];
        const double written = 1280 * (before.end_s - before.start_s);
        expect("pages of a round", move.copyRounds[i].pages, written - 1, written + 1);
    }
    return wrong.str();
}

/// @param result a run @param name a flow @return its report
const FlowReport&
Find(const RunResult& result, const std::string& name)
{
    return *std::find_if(result.flows.begin(), result.flows.end(), [&name](const auto& flow) {
        return flow.name == name;
    });
}

/// @param flow a flow @param from seconds @return when it last changed its way after that
double
LastChange(const FlowReport& flow, double from)
{
    double last = NAN;
    for (const auto& change : flow.pathChanges)
    {
        last = change.time_s > from ? change.time_s : last;
    }
    return last;
}

/// @param path a way @param site a data centre, "dc1" @return true if the way enters or leaves it
/// by one of its gateways
bool
Passes(const std::vector<std::string>& path, const std::string& site)
{
    return std::any_of(path.begin(), path.end(), [&site](const std::string& node) {
        return node.compare(0, 6, site + "-gw") == 0;
    });
}

/// Counts what a host asks all its neighbours for: ARP requests and Neighbor Solicitations to
/// groups, but announcements of its own address and probes for it.
class AskCounter
{
  public:
    /// @param node a host with one NIC
    explicit AskCounter(Ptr<Node> node)
    {
        node->GetDevice(1)->TraceConnectWithoutContext("MacTx",
                                                       MakeCallback(&AskCounter::Sends, this));
    }

    /// @param time seconds @return how many it sent from then on
    std::ptrdiff_t GetSince(double time) const
    {
        return std::count_if(m_asked.begin(), m_asked.end(), [time](double asked) {
            return asked >= time;
        });
    }

  private:
    /// @param frame it sends
    void Sends(Ptr<const Packet> frame)
    {
        uint8_t octets[78];
        const uint32_t size = frame->CopyData(octets, sizeof(octets));
        if (size < 42)
        {
            return;
        }
        const bool isArp = octets[12] == 0x08 && octets[13] == 0x06;
        // Sender and target protocol address are at 28 and 38 of the frame (RFC 826).
        const bool isRequest =
            isArp && octets[21] == 1 && !std::equal(octets + 28, octets + 32, octets + 38);
        // An ICMPv6 message of type 135 (RFC 4861 section 4.3) behind the 40 octets of IPv6.
        const bool isSolicitation = octets[12] == 0x86 && octets[13] == 0xdd && size == 78 &&
                                    octets[20] == 58 && octets[54] == 135 && octets[0] == 0x33;
        if (isRequest || isSolicitation)
        {
            m_asked.push_back(Simulator::Now().GetSeconds());
        }
    }

    std::vector<double> m_asked; //!< when, seconds
};

/**
 * Method: the machine moves once; the run ends at 20 s, the senders at 18 s.
 *
 * Expected, with each system: the move is as CheckMove says, and the gateway of dc2 sees it at
 * once, by its announcement. UDP flows send 14 s / 10 ms = 1400 packets each; the machine's own
 * one, whose clock stands still in the pause, one for each 10 ms of 13.999 s less its downtime.
 * Whatever is sent is received or lost for a named reason. Hosts that stay are not interrupted. The
 * machine, which keeps its gateway's MAC address, sends no ARP request and no Neighbor Solicitation
 * for it when it runs again: its first packet leaves by dc2.
 *
 * - LISP. The Map-Server knows the place d(dc2, ms) after it was seen and tells dc1 another
 *   d(ms, dc1) later. A packet of client1 that comes there within an interval makes dc1 solicit
 *   site1, d(dc1, site1), which asks the Map-Server, which asks dc2, which answers: d(site1, ms) +
 *   d(ms, dc2) + d(dc2, site1). The next packet, within an interval, takes d(site1, dc2), and
 *   waits for a neighbour to be found.
 * - With update smr, dc2 knows at d(ms, dc2) after the registration that it stands, and solicits
 *   site2, to which a host of it sends: d(dc2, site2); then as above.
 * - With the extension lisp, the machine's announcement takes d(dc2, dc1) to home as with the
 *   others; the mapping system's word of its MAC address changes nothing of the above.
 * - Triangular. In a stretched subnet, the switches of home hear the machine d(dc2, dc1) after it
 *   runs again, and what comes there goes over the extension, another d(dc1, dc2). Else home knows
 *   d(dc2, dc1) after; packets that come there take another d(dc1, dc2), and
 *   go that way for good. What the machine sends goes straight.
 * - Host route. Every router of the core knows in the end, and packets go straight.
 */
class MoveTestCase : public TestCase
{
  public:
    explicit MoveTestCase(const Case& which)
        : TestCase(which.GetName()),
          m_case(which)
    {
    }

  private:
    /// @param value measured @param from at least @param width at most so much more @param what it
    /// is
    void ExpectWithin(double value, double from, double width, const std::string& what)
    {
        const bool isWithin = value >= from - 1e-9 && value <= from + width + SLACK;
        NS_TEST_EXPECT_MSG_EQ(isWithin,
                              true,
                              what << " at " << value << ", expected from " << from << " to "
                                   << from + width + SLACK);
    }

    void CheckAccount(const RunResult& result)
    {
        for (const auto& flow : result.flows)
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
        for (const auto* name : {"client1-to-vm", "client2-to-vm", "client1-to-host1"})
        {
            NS_TEST_EXPECT_MSG_EQ(Find(result, name).sent, 1400, name);
        }
        const double ran = 13.999 - result.migrations.front().downtime_s;
        NS_TEST_EXPECT_MSG_EQ(Find(result, "vm-to-client1").sent,
                              static_cast<uint64_t>(std::ceil(ran / INTERVAL)),
                              "the machine's own");
        for (const auto* name : {"client1-to-host1", "host2-to-client2"})
        {
            NS_TEST_EXPECT_MSG_EQ_TOL(Find(result, name).interruption_s, 0, 1e-4, name);
        }
    }

    void CheckLisp(const VmMobilityNetwork& network, const RunResult& result)
    {
        const auto d = [&network](Place a, Place b) { return Delay(network, a, b); };
        const auto& move = result.migrations.front();
        ExpectWithin(move.registered_s, move.detected_s + d(DC2, MAPPING), 0, "registered");
        // In a stretched subnet the gateways of dc2 tell those of dc1 themselves, too.
        const double byServer = move.registered_s + d(MAPPING, DC1);
        const double told =
            m_case.extension.empty() ? byServer : std::min(byServer, move.detected_s + d(DC2, DC1));
        const auto follows = [&](Place site) {
            return told + d(DC1, site) + d(site, MAPPING) + d(MAPPING, DC2) + d(DC2, site) +
                   d(site, DC2);
        };
        const double first = LastChange(Find(result, "client1-to-vm"), move.resumed_s);
        ExpectWithin(first, follows(SITE1), 2 * INTERVAL + JITTER, "client1 follows");
        const double second = LastChange(Find(result, "client2-to-vm"), move.resumed_s);
        if (m_case.update == "smr")
        {
            ExpectWithin(second,
                         move.registered_s + d(MAPPING, DC2) + d(DC2, SITE2) + d(SITE2, MAPPING) +
                             d(MAPPING, DC2) + d(DC2, SITE2) + d(SITE2, DC2),
                         INTERVAL + JITTER,
                         "client2 follows");
        }
        else
        {
            ExpectWithin(second, follows(SITE2), 2 * INTERVAL + JITTER, "client2 follows");
        }
        // What came to dc1 after it was told is turned away there.
        NS_TEST_EXPECT_MSG_GT(Find(result, "client1-to-vm").lostByReason.count("lisp-etr-eid-away"),
                              0,
                              "stale data");
        NS_TEST_EXPECT_MSG_EQ(Passes(Find(result, "client1-to-vm").pathAfter, "dc1"),
                              false,
                              "no way round through the home data centre");
    }

    void CheckTriangular(const VmMobilityNetwork& network, const RunResult& result)
    {
        const auto& move = result.migrations.front();
        const double between = Delay(network, DC2, DC1);
        const auto& flow = Find(result, "client1-to-vm");
        if (m_case.extension.empty())
        {
            ExpectWithin(move.registered_s, move.detected_s + between, 0, "registered at home");
            ExpectWithin(LastChange(flow, move.resumed_s),
                         move.registered_s + between,
                         INTERVAL + JITTER,
                         "follows");
        }
        else
        {
            // Home's switches have heard the machine's announcement, and send the next packet over.
            ExpectWithin(LastChange(flow, move.resumed_s),
                         move.resumed_s + 2 * between,
                         INTERVAL,
                         "follows");
        }
        ExpectWithin(flow.delayAfter_s, Delay(network, SITE1, DC1) + between, 0, "delay after");
        NS_TEST_EXPECT_MSG_EQ(Passes(flow.pathAfter, "dc1"), true, "through the home gateway");
        const auto& out = Find(result, "vm-to-client1");
        NS_TEST_EXPECT_MSG_EQ(Passes(out.pathAfter, "dc1"), false, "straight out");
    }

    void CheckHostRoute(const VmMobilityNetwork& network, const RunResult& result)
    {
        const auto& flow = Find(result, "client1-to-vm");
        NS_TEST_EXPECT_MSG_EQ(Passes(flow.pathAfter, "dc1"), false, "straight");
        ExpectWithin(flow.delayAfter_s, Delay(network, SITE1, DC2), 0, "delay after");
        const auto installed =
            std::count_if(result.events.begin(), result.events.end(), [](const auto& event) {
                return event.event == "host-route-installed" &&
                       event.node.compare(0, 4, "core") == 0;
            });
        NS_TEST_EXPECT_MSG_GT_OR_EQ(installed, 5, "in each router of the core");
    }

    void DoRun() override
    {
        VmMobilityStudy study(MakeParameters(m_case), Seconds(20));
        study.AddTraffic();
        study.Move(Seconds(10), VmMobilityNetwork::AWAY);
        AskCounter asked(study.GetNetwork().GetMachine());
        const auto result = study.Run();
        NS_TEST_ASSERT_MSG_EQ(result.migrations.size(), 1, "one move");
        const auto& move = result.migrations.front();
        NS_TEST_EXPECT_MSG_EQ(asked.GetSince(move.resumed_s), 0, "what the machine asks for");
        NS_TEST_EXPECT_MSG_EQ(move.from + " " + move.to, "dc1 dc2", "where it goes");
        NS_TEST_EXPECT_MSG_EQ(move.requested_s, LEFT, "asked for");
        NS_TEST_EXPECT_MSG_EQ(move.mode, (m_case.extension.empty() ? "cold" : "pre-copy"), "mode");
        NS_TEST_EXPECT_MSG_EQ(CheckMove(move, 2 * Delay(study.GetNetwork(), DC1, DC2)),
                              "",
                              "times and sizes");
        if (m_case.system == "triangular" && !m_case.extension.empty())
        {
            NS_TEST_EXPECT_MSG_EQ(std::isnan(move.detected_s), true, "no router looks for it");
        }
        else
        {
            ExpectWithin(move.detected_s, move.resumed_s, 0, "detected");
        }
        CheckAccount(result);
        double converged = 0;
        for (const auto& flow : result.flows)
        {
            const bool isMachines = flow.source == "vm1" || flow.destination == "vm1";
            const bool isNeighbor = flow.source == "host1";
            const bool isBefore = (isMachines && !isNeighbor) || flow.name == "client1-to-host1";
            const bool isAfter = isMachines || flow.name == "host2-to-client2";
            NS_TEST_EXPECT_MSG_EQ(Passes(flow.pathBefore, "dc1"), isBefore, flow.name << " before");
            NS_TEST_EXPECT_MSG_EQ(Passes(flow.pathAfter, "dc2"), isAfter, flow.name << " after");
            if (isMachines && flow.protocol != "tcp")
            {
                converged = std::max(converged, LastChange(flow, move.resumed_s));
            }
        }
        NS_TEST_EXPECT_MSG_EQ(move.converged_s, converged, "the last flow has found its way");
        if (m_case.system == "lisp")
        {
            CheckLisp(study.GetNetwork(), result);
        }
        else if (m_case.system == "triangular")
        {
            CheckTriangular(study.GetNetwork(), result);
        }
        else
        {
            CheckHostRoute(study.GetNetwork(), result);
        }
    }

    Case m_case; //!< what is run
};

/**
 * Method: away at 10 s, home again at 20 s; the run ends at 32 s.
 * Expected: the second move is as CheckMove says, too; afterwards every flow takes the way and has
 * the delay that it had before the first, and every loss is named. With LISP the home gateway is
 * the one that detects the machine, and dc2 is told that it is away.
 */
class ReturnTestCase : public TestCase
{
  public:
    explicit ReturnTestCase(const Case& which)
        : TestCase("return home, " + which.GetName()),
          m_case(which)
    {
    }

  private:
    void DoRun() override
    {
        VmMobilityStudy study(MakeParameters(m_case), Seconds(32));
        study.AddTraffic();
        study.Move(Seconds(10), VmMobilityNetwork::AWAY);
        study.Move(Seconds(20), VmMobilityNetwork::HOME);
        const auto result = study.Run();
        NS_TEST_ASSERT_MSG_EQ(result.migrations.size(), 2, "two moves");
        const auto& back = result.migrations.back();
        NS_TEST_EXPECT_MSG_EQ(back.from + " " + back.to, "dc2 dc1", "where it goes");
        NS_TEST_EXPECT_MSG_EQ(back.requested_s, 20, "asked for");
        NS_TEST_EXPECT_MSG_EQ(CheckMove(back, 2 * Delay(study.GetNetwork(), DC1, DC2)),
                              "",
                              "times and sizes");
        NS_TEST_EXPECT_MSG_EQ_TOL(back.detected_s, back.resumed_s, SLACK, "detected");
        NS_TEST_EXPECT_MSG_EQ(std::isnan(back.registered_s), false, "registered");
        NS_TEST_EXPECT_MSG_EQ(std::isnan(back.converged_s), false, "converged");
        for (const auto& flow : result.flows)
        {
            NS_TEST_EXPECT_MSG_EQ((flow.pathBefore == flow.pathAfter), true, flow.name);
            NS_TEST_EXPECT_MSG_EQ(flow.sent,
                                  flow.received - flow.duplicated + flow.lost,
                                  flow.name << ": sent = received - duplicated + lost");
            if (flow.protocol == "udp")
            {
                // Before, the first packets waited for ARP and mappings.
                NS_TEST_EXPECT_MSG_EQ_TOL(flow.delayAfter_s, flow.delayBefore_s, 2e-3, flow.name);
            }
        }
        if (m_case.system == "lisp")
        {
            const auto happened = [&result](const std::string& node, const std::string& event) {
                return std::count_if(result.events.begin(),
                                     result.events.end(),
                                     [&](const LoggedEvent& logged) {
                                         return logged.node == node && logged.event == event;
                                     });
            };
            NS_TEST_EXPECT_MSG_EQ(happened("dc2-gw1", "host-detected"), 1, "first there");
            NS_TEST_EXPECT_MSG_EQ(happened("dc1-gw1", "eid-away"), 1, "away from home");
            // In a stretched subnet home has discovered it at the start as well, and told the
            // other.
            const int times = m_case.extension.empty() ? 1 : 2;
            NS_TEST_EXPECT_MSG_EQ(happened("dc1-gw1", "host-detected"), times, "then at home");
            NS_TEST_EXPECT_MSG_EQ(happened("dc2-gw1", "eid-away"), times, "away from there");
        }
    }

    Case m_case; //!< what is run
};

/**
 * Method: the machine moves in a stretched subnet whose extension lets HSRP pass.
 * Expected: of the four gateways one is active, at home, where priorities are higher. What is sent
 * to the machine goes straight to dc2 once the mapping has turned; what it sends crosses the
 * extension to its gateway and leaves there: d(dc2, dc1) + d(dc1, site1), the triangle.
 */
class UnfilteredTestCase : public TestCase
{
  public:
    explicit UnfilteredTestCase(const std::string& extension)
        : TestCase("HSRP passes " + extension),
          m_extension(extension)
    {
    }

  private:
    void DoRun() override
    {
        auto parameters = MakeParameters({"lisp", "map-notify", "ipv4", m_extension});
        parameters.without = "hsrp-filter";
        VmMobilityStudy study(parameters, Seconds(20));
        study.AddTraffic();
        study.Move(Seconds(10), VmMobilityNetwork::AWAY);
        const auto result = study.Run();
        const auto& in = Find(result, "client1-to-vm");
        NS_TEST_EXPECT_MSG_EQ(Passes(in.pathAfter, "dc1"), false, "in, straight");
        NS_TEST_EXPECT_MSG_EQ(Passes(in.pathAfter, "dc2"), true, "in, straight");
        const auto& out = Find(result, "vm-to-client1");
        NS_TEST_EXPECT_MSG_EQ(Passes(out.pathAfter, "dc1"), true, "out, through home");
        const auto& network = study.GetNetwork();
        NS_TEST_EXPECT_MSG_EQ_TOL(out.delayAfter_s,
                                  Delay(network, DC2, DC1) + Delay(network, DC1, SITE1),
                                  SLACK,
                                  "the triangle");
    }

    std::string m_extension; //!< of the LAN
};

/**
 * Method: the same study twice in one process, then with another seed.
 * Expected: the same octets of the result; other ones, since the delays are drawn anew.
 */
class SeedTestCase : public TestCase
{
  public:
    SeedTestCase()
        : TestCase("the same seed, the same result")
    {
    }

  private:
    static std::string RunOnce(uint64_t seed)
    {
        VmMobilityStudy study(MakeParameters({"lisp", "smr", "ipv4", ""}, seed), Seconds(16));
        study.AddTraffic();
        study.Move(Seconds(10), VmMobilityNetwork::AWAY);
        auto result = study.Run();
        result.seed = 0;
        return WriteJson(result);
    }

    void DoRun() override
    {
        const auto first = RunOnce(3);
        NS_TEST_EXPECT_MSG_EQ((RunOnce(3) == first), true, "the same octets");
        NS_TEST_EXPECT_MSG_EQ((RunOnce(4) == first), false, "other delays");
    }
};

/**
 * Method: UDP with 8972 octets every 10 ms, from 4 to 18 s, between the hypervisors of both data
 * centres, while the machine moves.
 * Expected: 1400 packets each, none lost: 9000 octets with IPv4's and UDP's headers cross the core
 * by the first gateways, natively, in d(dc1, dc2) and the time of seven links at 10 Gbit/s: of four
 * cables 9030 octets (8 of preamble, 14 of header, 4 of tag, 4 of frame check sequence) and 0.5 us,
 * of three links of or to the core 9002, PPP's 2 with them: 4 * 7.724 + 3 * 7.2016 = 52.5 us. No
 * tunnel router looks for a mapping of a hypervisor or discovers it.
 */
class HypervisorTestCase : public TestCase
{
  public:
    explicit HypervisorTestCase(const Case& which)
        : TestCase("between hypervisors, " + which.GetName()),
          m_case(which)
    {
    }

  private:
    void DoRun() override
    {
        VmMobilityStudy study(MakeParameters(m_case), Seconds(20));
        study.AddTraffic();
        const auto& network = study.GetNetwork();
        const auto end = [&network](VmMobilityNetwork::SiteName name) {
            const auto& site = network.Get(name);
            return StudyTraffic::End{site.hypervisor, site.hypervisorAddress};
        };
        const auto home = end(VmMobilityNetwork::HOME);
        const auto away = end(VmMobilityNetwork::AWAY);
        const uint32_t size = home.address.GetFamily() == AddressFamily::IPV4 ? 8972 : 8952;
        study.GetTraffic().AddUdp("there", home, away, MilliSeconds(10), size);
        study.GetTraffic().AddUdp("back", away, home, MilliSeconds(10), size);
        study.Move(Seconds(10), VmMobilityNetwork::AWAY);
        const auto result = study.Run();
        const double delay = Delay(network, DC1, DC2);
        for (const auto* name : {"there", "back"})
        {
            const auto& flow = Find(result, name);
            NS_TEST_EXPECT_MSG_EQ(flow.sent, 1400, name);
            NS_TEST_EXPECT_MSG_EQ(flow.lost, 0, name);
            NS_TEST_EXPECT_MSG_EQ_TOL(flow.delayAfter_s, delay + 52.5e-6, 0.1e-6, name);
        }
        const std::vector<std::string>
            way{"dc1-hv1", "dc1-sw1", "dc1-gw1", "core1", "core2", "dc2-gw1", "dc2-sw1", "dc2-hv1"};
        NS_TEST_EXPECT_MSG_EQ((Find(result, "there").pathAfter == way), true, "the way");
        for (const auto& event : result.events)
        {
            NS_TEST_EXPECT_MSG_EQ(event.detail.find(home.address.ToString()),
                                  std::string::npos,
                                  event.event);
        }
    }

    Case m_case; //!< what is run
};

/**
 * Method: the same study with captures, for which checksums are computed, and without.
 * Expected: the same octets of the result.
 */
class ChecksumTestCase : public TestCase
{
  public:
    explicit ChecksumTestCase(const Case& which)
        : TestCase("captures, " + which.GetName()),
          m_case(which)
    {
    }

  private:
    /// @param folder where captures go; "": nowhere @return the result
    std::string RunOnce(const std::string& folder) const
    {
        VmMobilityStudy study(MakeParameters(m_case), Seconds(16));
        study.AddTraffic();
        study.Move(Seconds(10), VmMobilityNetwork::AWAY);
        if (!folder.empty())
        {
            study.EnablePcap(folder);
        }
        return WriteJson(study.Run());
    }

    void DoRun() override
    {
        const auto folder =
            std::filesystem::path(CreateTempDirFilename("captures")).parent_path().string();
        NS_TEST_EXPECT_MSG_EQ((RunOnce(folder) == RunOnce("")), true, "the same octets");
    }

    Case m_case; //!< what is run
};

/**
 * Method: parameters that are wrong, alone or together; then a study with traffic that is given up
 * before it runs, as when a script's next line is wrong.
 * Expected: std::invalid_argument whose text names the value; the other one goes in peace.
 */
class MistakeTestCase : public TestCase
{
  public:
    MistakeTestCase()
        : TestCase("mistakes are refused")
    {
    }

  private:
    void DoRun() override
    {
        const std::vector<std::pair<Case, std::string>> mistakes = {
            {{"ospf", "map-notify", "ipv4", ""}, "'ospf'"},
            {{"lisp", "pubsub", "ipv4", ""}, "'pubsub'"},
            {{"lisp", "map-notify", "ipx", ""}, "'ipx'"},
            {{"triangular", "map-notify", "ipv4-over-ipv6", ""}, "'ipv4-over-ipv6'"},
            {{"host-route", "map-notify", "ipv6-over-ipv4", ""}, "'ipv6-over-ipv4'"}};
        for (const auto& [mistake, named] : mistakes)
        {
            std::string said;
            try
            {
                VmMobilityStudy(MakeParameters(mistake), Seconds(20));
            }
            catch (const std::invalid_argument& error)
            {
                said = error.what();
            }
            NS_TEST_EXPECT_MSG_NE(said.find(named), std::string::npos, named << " in: " << said);
        }
        VmMobilityStudy(MakeParameters({"lisp", "smr", "ipv4", ""}), Seconds(20)).AddTraffic();
    }
};

/// The suite of the mobility study.
class SystemVmMobilityTestSuite : public TestSuite
{
  public:
    SystemVmMobilityTestSuite()
        : TestSuite("lisp-system-vm-mobility", TestSuite::Type::SYSTEM)
    {
        const auto add = [this](TestCase* test) {
            AddTestCase(test, compat::TestDuration<>::QUICK);
        };
        for (const auto* family : {"ipv4", "ipv6", "ipv4-over-ipv6", "ipv6-over-ipv4"})
        {
            for (const auto* extension : {"otv", "dark-fiber", "vpls", "eompls", "lisp"})
            {
                add(new MoveTestCase({"lisp", "map-notify", family, extension}));
            }
        }
        add(new MoveTestCase({"lisp", "smr", "ipv4", "otv"}));
        for (const auto* extension : {"otv", "dark-fiber", "vpls", "eompls", "lisp"})
        {
            add(new ReturnTestCase({"lisp", "map-notify", "ipv4", extension}));
            add(new UnfilteredTestCase(extension));
            add(new MoveTestCase({"triangular", "map-notify", "ipv4", extension}));
            add(new MoveTestCase({"host-route", "map-notify", "ipv4", extension}));
        }
        for (const auto* family : {"ipv4", "ipv6", "ipv4-over-ipv6", "ipv6-over-ipv4"})
        {
            add(new MoveTestCase({"lisp", "map-notify", family, ""}));
            add(new MoveTestCase({"lisp", "smr", family, ""}));
            add(new ReturnTestCase({"lisp", "map-notify", family, ""}));
        }
        for (const auto* system : {"triangular", "host-route"})
        {
            for (const auto* family : {"ipv4", "ipv6"})
            {
                add(new MoveTestCase({system, "map-notify", family, ""}));
                add(new ReturnTestCase({system, "map-notify", family, ""}));
            }
            add(new MoveTestCase({system, "map-notify", "ipv6", "otv"}));
        }
        add(new HypervisorTestCase({"lisp", "map-notify", "ipv4", "otv"}));
        add(new HypervisorTestCase({"lisp", "map-notify", "ipv6-over-ipv4", "dark-fiber"}));
        add(new HypervisorTestCase({"lisp", "map-notify", "ipv4-over-ipv6", "eompls"}));
        add(new HypervisorTestCase({"host-route", "map-notify", "ipv6", "vpls"}));
        add(new HypervisorTestCase({"triangular", "map-notify", "ipv4", ""}));
        add(new ChecksumTestCase({"lisp", "map-notify", "ipv4", "otv"}));
        add(new ChecksumTestCase({"lisp", "smr", "ipv6", ""}));
        AddTestCase(new SeedTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new MistakeTestCase, compat::TestDuration<>::QUICK);
    }
};

SystemVmMobilityTestSuite g_systemVmMobilityTestSuite; //!< registers the suite

} // namespace
