/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * @brief HSRP: its state machine on the wire, when routers come, fail and return.
 *
 * Routers have the timers of RFC 2281, Hellotime 3 s and Holdtime 10 s, and no jitter unless said
 * otherwise, so that the table of its section 5.7 gives all times: from the start at 0, Listen
 * lasts until the active timer runs out at 10, Speak until the standby timer does at 20. Frames
 * take some microseconds.
 */

#include "hsrp-test-net.h"

#include "ns3/arp-cache.h"
#include "ns3/gateway-addresses.h"
#include "ns3/hsrp-router.h"
#include "ns3/inet-socket-address.h"
#include "ns3/ipv4-interface.h"
#include "ns3/ipv4-l3-protocol.h"
#include "ns3/mac48-address.h"
#include "ns3/ns3-compat.h"
#include "ns3/socket.h"
#include "ns3/test.h"
#include "ns3/udp-socket-factory.h"

#include <array>
#include <functional>
#include <sstream>
#include <vector>

using namespace ns3;
using namespace ns3::hsrptest;

namespace
{

/**
 * Method: two routers start at 0 on one LAN; a listener records what is flooded.
 * Expected: both listen until 10, speak, and send Hellos at 13. The lower one then listens, until
 * its active timer (from 10) runs out at 20, and speaks; its standby timer runs out at 30. The
 * higher one hears nobody higher, is standby at 20 and, no active router being there, active at
 * once. Hellos until 31.5: the higher sends at 13, 16, 19, 20, 23, 26, 29; the lower at 13, 23, 26,
 * 29. Of these the active router's four have the virtual MAC address as source. A gratuitous ARP
 * follows at 20. Of equal priorities the higher address wins. With three routers the third keeps
 * listening: it hears Hellos of both others.
 */
class ElectionTestCase : public TestCase
{
  public:
    ElectionTestCase()
        : TestCase("election: the times of RFC 2281, and who wins")
    {
    }

  private:
    void DoRun() override
    {
        Run(110, 100, 0);
        Run(100, 110, 1);
        Run(100, 100, 1);

        HsrpNet net;
        net.Add(2, 120);
        net.Add(3, 110);
        net.Add(4, 100);
        HsrpNet::RunUntil(60);
        NS_TEST_EXPECT_MSG_EQ(net.hsrps[0]->GetState(), State::ACTIVE, "120");
        NS_TEST_EXPECT_MSG_EQ(net.hsrps[1]->GetState(), State::STANDBY, "110");
        NS_TEST_EXPECT_MSG_EQ(net.hsrps[2]->GetState(), State::LISTEN, "100");
        std::ostringstream os;
        net.hsrps[2]->Print(os);
        NS_TEST_EXPECT_MSG_EQ(os.str(),
                              "vlan 100 group 1 priority 100 listen, active 10.1.0.2, standby "
                              "10.1.0.3, virtual 10.1.0.1\n",
                              "as printed");
        Simulator::Destroy();
    }

    /// @param first priority of 10.1.0.2 @param second of 10.1.0.3 @param winner 0 or 1
    void Run(uint8_t first, uint8_t second, std::size_t winner)
    {
        HsrpNet net;
        net.Add(2, first);
        net.Add(3, second);
        auto& host = net.AddHost(10);
        HsrpNet::RunUntil(31.5);
        const std::vector<Change> winning{{0, State::LISTEN},
                                          {10, State::SPEAK},
                                          {20, State::STANDBY},
                                          {20, State::ACTIVE}};
        const std::vector<Change> losing{{0, State::LISTEN},
                                         {10, State::SPEAK},
                                         {13, State::LISTEN},
                                         {20, State::SPEAK},
                                         {30, State::STANDBY}};
        NS_TEST_EXPECT_MSG_EQ(net.Compare(winner, winning), "", "the winner");
        NS_TEST_EXPECT_MSG_EQ(net.Compare(1 - winner, losing), "", "the other");
        NS_TEST_EXPECT_MSG_EQ(net.hsrps[winner]->GetSent(HsrpOpcode::HELLO), 7, "the winner");
        NS_TEST_EXPECT_MSG_EQ(net.hsrps[1 - winner]->GetSent(HsrpOpcode::HELLO), 4, "the other");
        std::size_t virtualHellos = 0;
        std::size_t announcements = 0;
        for (const auto& [time, frame] : host.seen)
        {
            virtualHellos += IsHsrp(frame) && frame.source == VMAC;
            if (frame.protocol == 0x0806 && frame.source == VMAC)
            {
                ++announcements;
                NS_TEST_EXPECT_MSG_EQ(frame.destination, Mac48Address::GetBroadcast(), "to all");
                NS_TEST_EXPECT_MSG_EQ(Net::ToHex(frame.payload).substr(0, 56),
                                      "0001080006040002"
                                      "00000c07ac01"
                                      "0a010001"
                                      "ffffffffffff"
                                      "0a010001",
                                      "RFC 2281 section 5.6, action I");
                NS_TEST_EXPECT_MSG_EQ_TOL(time.GetSeconds(), 20, 1e-3, "when active");
            }
        }
        NS_TEST_EXPECT_MSG_EQ(virtualHellos, 4, "at 20, 23, 26, 29");
        NS_TEST_EXPECT_MSG_EQ(announcements, 1, "on becoming active");
        NS_TEST_EXPECT_MSG_EQ(net.lanSwitch->Locate(Net::VLAN, VMAC),
                              net.routers[winner]->port,
                              "where the switch learned the virtual MAC address");
        Simulator::Destroy();
    }
};

/**
 * Method: a host sends a packet every 100 ms from 31.05 to 59.95 through the gateway to the core.
 * At 40.5 the active router is cut off, and does not notice; it is back at 70.
 * Expected: the standby router last heard a Hello at 38 (20 + 6 * 3) and is active at 48. The 75
 * packets from 40.55 to 47.95 are lost, 290 - 75 = 215 arrive. The host asks for the gateway once,
 * before. The switch finds the virtual MAC address at the other router from 48 on. After 70 both
 * are active until the next Hello: the first router's, sent each 3 s from 20 on, at 71, or the
 * second's, from 48 on, at 72. At 71 the second one hears a higher active router and speaks; no
 * Coup is needed. Its standby timer makes it standby at 81.
 */
class FailoverTestCase : public TestCase
{
  public:
    FailoverTestCase()
        : TestCase("the active router is gone: hosts keep their gateway")
    {
    }

  private:
    /// @param received counts @param socket has datagrams
    static void Count(uint32_t* received, Ptr<Socket> socket)
    {
        while (socket->Recv())
        {
            ++*received;
        }
    }

    void DoRun() override
    {
        HsrpNet net;
        net.Add(2, 110);
        net.Add(3, 100);
        auto& host = net.AddHost(10);
        auto& tap = net.AddHost(11);
        const auto sink = Socket::CreateSocket(net.core, UdpSocketFactory::GetTypeId());
        sink->Bind(InetSocketAddress(Ipv4Address::GetAny(), 9));
        uint32_t received = 0;
        sink->SetRecvCallback(MakeBoundCallback(&Count, &received));
        const auto source = Socket::CreateSocket(host.node, UdpSocketFactory::GetTypeId());
        for (uint32_t i = 0; i < 290; ++i)
        {
            HsrpNet::At(31.05 + 0.1 * i, [source]() {
                source->SendTo(Create<Packet>(100), 0, InetSocketAddress("10.9.0.1", 9));
            });
        }
        auto& first = *net.routers[0];
        auto& second = *net.routers[1];
        HsrpNet::At(40.5, [&]() { net.Cut(first); });
        const auto locate = [&]() { return net.lanSwitch->Locate(Net::VLAN, VMAC); };
        HsrpNet::At(40.4, [&]() { NS_TEST_EXPECT_MSG_EQ(locate(), first.port, "before"); });
        HsrpNet::At(48.1, [&]() { NS_TEST_EXPECT_MSG_EQ(locate(), second.port, "after"); });
        HsrpNet::At(70, [&]() { net.Heal(first); });
        HsrpNet::RunUntil(82);
        NS_TEST_EXPECT_MSG_EQ(net.Compare(1,
                                          {{0, State::LISTEN},
                                           {10, State::SPEAK},
                                           {13, State::LISTEN},
                                           {20, State::SPEAK},
                                           {30, State::STANDBY},
                                           {48, State::ACTIVE},
                                           {71, State::SPEAK},
                                           {81, State::STANDBY}}),
                              "",
                              "the standby router");
        NS_TEST_EXPECT_MSG_EQ(net.changes[0].size(), 4, "the first router stays active");
        NS_TEST_EXPECT_MSG_EQ(received, 215, "all but those of 7.5 s");
        NS_TEST_EXPECT_MSG_EQ(locate(), first.port, "the higher one wins in the end");
        std::size_t requests = 0;
        for (const auto& [time, frame] : tap.seen)
        {
            requests += frame.protocol == 0x0806 && frame.source == host.nic->GetAddress();
        }
        NS_TEST_EXPECT_MSG_EQ(requests, 1, "ARP requests of the host");
        const auto cache = host.node->GetObject<Ipv4L3Protocol>()->GetInterface(1)->GetArpCache();
        auto* entry = cache->Lookup("10.1.0.1");
        NS_TEST_EXPECT_MSG_EQ((entry && entry->GetMacAddress() == Address(VMAC)),
                              true,
                              "the gateway, as the host knows it");
        NS_TEST_EXPECT_MSG_EQ(net.hsrps[0]->GetAnswered() + net.hsrps[1]->GetAnswered(),
                              1,
                              "by the active router only");
        NS_TEST_EXPECT_MSG_EQ(second.svi->HasMacAddress(VMAC), false, "not its own any more");
        Simulator::Destroy();
    }
};

/// What happens to a pair of routers, and the states that follow.
struct Course
{
    const char* name;                     //!< what it shows
    bool firstPreempts;                   //!< 10.1.0.2, of priority 110
    bool secondPreempts;                  //!< 10.1.0.3, of priority 100
    double delay;                         //!< PreemptDelay of the first
    std::function<void(HsrpNet&)> events; //!< scheduled before the run
    std::vector<Change> first;            //!< after 31
    std::vector<Change> second;           //!< after 31
    std::array<uint64_t, 2> coups;        //!< sent
    std::array<uint64_t, 2> resignations; //!< sent
};

/**
 * Method: two routers, elected as in the election's test: the first active, the second standby from
 * 30 on. Then one of them stops, starts, or loses its uplink; run until 90.
 * Expected: by the table of RFC 2281 section 5.7, by hand in each row.
 */
class CourseTestCase : public TestCase
{
  public:
    CourseTestCase()
        : TestCase("resignation, preemption and tracking")
    {
    }

  private:
    void DoRun() override
    {
        const auto stopAndStart = [](HsrpNet& net) {
            HsrpNet::At(40.5, [&net]() { net.hsrps[0]->Stop(); });
            HsrpNet::At(50, [&net]() { net.hsrps[0]->Start(); });
        };
        const Course courses[] = {
            // The standby router takes over on the resignation (event i), and its Hellos of 40.5,
            // 43.5, ... keep the first listening, until nobody is standby at 60 (event d).
            {"the active router resigns and comes back",
             false,
             false,
             0,
             stopAndStart,
             {{40.5, State::INITIAL},
              {50, State::LISTEN},
              {60, State::SPEAK},
              {70, State::STANDBY}},
             {{40.5, State::ACTIVE}},
             {0, 0},
             {1, 0}},
            // Back at 50, it hears the lower active router's Hello at 52.5 (event h).
            {"it preempts",
             true,
             false,
             0,
             stopAndStart,
             {{40.5, State::INITIAL}, {50, State::LISTEN}, {52.5, State::ACTIVE}},
             {{40.5, State::ACTIVE}, {52.5, State::SPEAK}, {62.5, State::STANDBY}},
             {1, 0},
             {1, 1}},
            // Not before 55: the Hello of 52.5 is too early, that of 55.5 is not.
            {"it preempts after its delay",
             true,
             false,
             5,
             stopAndStart,
             {{40.5, State::INITIAL}, {50, State::LISTEN}, {55.5, State::ACTIVE}},
             {{40.5, State::ACTIVE}, {55.5, State::SPEAK}, {65.5, State::STANDBY}},
             {1, 0},
             {1, 1}},
            // The Hello of 41 says 110 - 20 = 90: the second takes over. From 50.5 on it is 110
            // again; the second's Hello of 50 is before, that of 53 (41 + 4 * 3) is heard by the
            // standby router, which takes over in turn. It was standby at 51, 10 s after the Coup.
            {"a tracked link goes and comes back",
             true,
             true,
             0,
             [](HsrpNet& net) {
                 auto& router = *net.routers[0];
                 net.hsrps[0]->TrackInterface(router.uplink, 20);
                 HsrpNet::At(40.5, [&router]() { router.uplink->Unplug(); });
                 HsrpNet::At(40.6, [&net]() { NS_ABORT_IF(net.hsrps[0]->GetPriority() != 90); });
                 HsrpNet::At(50.5, [&router]() { router.uplink->Plug(router.core); });
             },
             {{41, State::SPEAK}, {51, State::STANDBY}, {53, State::ACTIVE}},
             {{41, State::ACTIVE}, {53, State::SPEAK}, {63, State::STANDBY}},
             {1, 1},
             {1, 1}},
            // The same without preemption changes nothing.
            {"a tracked link goes, nobody preempts",
             false,
             false,
             0,
             [](HsrpNet& net) {
                 auto& router = *net.routers[0];
                 net.hsrps[0]->TrackInterface(router.uplink, 20);
                 HsrpNet::At(40.5, [&router]() { router.uplink->Unplug(); });
             },
             {},
             {},
             {0, 0},
             {0, 0}},
            // The standby router stops without a word; its last Hello was at 38 (29 + 3 * 3).
            {"the standby router stops",
             false,
             false,
             0,
             [](HsrpNet& net) { HsrpNet::At(40.5, [&net]() { net.hsrps[1]->Stop(); }); },
             {},
             {{40.5, State::INITIAL}},
             {0, 0},
             {0, 0}},
        };
        for (const auto& course : courses)
        {
            HsrpNet net;
            net.Add(2, 110, course.firstPreempts);
            net.Add(3, 100, course.secondPreempts);
            net.hsrps[0]->SetAttribute("PreemptDelay", TimeValue(Seconds(course.delay)));
            course.events(net);
            HsrpNet::At(31, [&net]() {
                NS_ABORT_IF(net.hsrps[0]->GetState() != State::ACTIVE);
                NS_ABORT_IF(net.hsrps[1]->GetState() != State::STANDBY);
                net.changes[0].clear();
                net.changes[1].clear();
            });
            HsrpNet::RunUntil(90);
            NS_TEST_EXPECT_MSG_EQ(net.Compare(0, course.first), "", course.name << ": first");
            NS_TEST_EXPECT_MSG_EQ(net.Compare(1, course.second), "", course.name << ": second");
            for (std::size_t i : {0, 1})
            {
                NS_TEST_EXPECT_MSG_EQ(net.hsrps[i]->GetSent(HsrpOpcode::COUP),
                                      course.coups[i],
                                      course.name << ": coups of " << i);
                NS_TEST_EXPECT_MSG_EQ(net.hsrps[i]->GetSent(HsrpOpcode::RESIGN),
                                      course.resignations[i],
                                      course.name << ": resignations of " << i);
            }
            Simulator::Destroy();
        }
    }
};

/**
 * Method: the LAN between two routers splits from 0 on and heals at 40, in mid-life of both.
 * Expected: both are active at 20, and send Hellos at 20, 23, ..., 38, 41. At 41 both send: the
 * higher hears a lower active router and sends a Coup (event h); the lower hears a higher active
 * router and speaks (event g), standby at 51. The Coup finds it speaking: nothing more.
 */
class SplitTestCase : public TestCase
{
  public:
    SplitTestCase()
        : TestCase("a LAN that was split heals: one active router is left")
    {
    }

  private:
    void DoRun() override
    {
        HsrpNet net;
        net.Add(2, 110);
        net.Add(3, 100);
        auto& router = *net.routers[1];
        net.Cut(router);
        HsrpNet::At(39, [&]() {
            NS_TEST_EXPECT_MSG_EQ(net.hsrps[0]->GetState(), State::ACTIVE, "both");
            NS_TEST_EXPECT_MSG_EQ(net.hsrps[1]->GetState(), State::ACTIVE, "both");
        });
        HsrpNet::At(40, [&]() { net.Heal(router); });
        HsrpNet::RunUntil(60);
        NS_TEST_EXPECT_MSG_EQ(net.changes[0].size(), 4, "the higher stays active");
        NS_TEST_EXPECT_MSG_EQ(net.Compare(1,
                                          {{0, State::LISTEN},
                                           {10, State::SPEAK},
                                           {20, State::STANDBY},
                                           {20, State::ACTIVE},
                                           {41, State::SPEAK},
                                           {51, State::STANDBY}}),
                              "",
                              "the lower");
        NS_TEST_EXPECT_MSG_EQ(net.hsrps[0]->GetSent(HsrpOpcode::COUP), 1, "at 41");
        Simulator::Destroy();
    }
};

/// The suite of HSRP's states.
class EthernetHsrpTestSuite : public TestSuite
{
  public:
    EthernetHsrpTestSuite()
        : TestSuite("lisp-ethernet-hsrp", TestSuite::Type::UNIT)
    {
        AddTestCase(new ElectionTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new FailoverTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new CourseTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new SplitTestCase, compat::TestDuration<>::QUICK);
    }
};

EthernetHsrpTestSuite g_ethernetHsrpTestSuite; //!< registers the suite

} // namespace
