/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/bridge-helper.h"
#include "ns3/constant-rate-sender.h"
#include "ns3/error-model.h"
#include "ns3/ethernet-cable.h"
#include "ns3/ethernet-helper.h"
#include "ns3/ethernet-nic.h"
#include "ns3/inet-socket-address.h"
#include "ns3/inet6-socket-address.h"
#include "ns3/internet-stack-helper.h"
#include "ns3/ipv4-address-helper.h"
#include "ns3/ipv4-static-routing-helper.h"
#include "ns3/ipv6-address-helper.h"
#include "ns3/ipv6-static-routing-helper.h"
#include "ns3/ledger-sink.h"
#include "ns3/names.h"
#include "ns3/network-address.h"
#include "ns3/ns3-compat.h"
#include "ns3/packet-ledger-tag.h"
#include "ns3/packet-ledger.h"
#include "ns3/point-to-point-helper.h"
#include "ns3/pointer.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/test.h"
#include "ns3/traffic-control-helper.h"
#include "ns3/traffic-control-layer.h"
#include "ns3/uinteger.h"

#include <stdexcept>

using namespace ns3;

/**
 * @file
 * @brief The account of packets: every packet has arrived or has a named cause of its loss.
 *
 * The expected numbers follow from the links' rates and delays, the sending interval and the limits
 * of ns-3's queues, as said at each case.
 */

namespace
{

constexpr uint16_t PORT = 9; ///< all flows go to this port

/// Two hosts, what connects them, and one UDP flow between them.
class Bench
{
  public:
    /**
     * @param six IPv6 rather than IPv4
     * @param middle nodes between the two hosts
     */
    explicit Bench(bool six, uint32_t middle = 0)
        : m_six(six),
          m_ledger(CreateObject<PacketLedger>())
    {
        m_nodes.Create(2 + middle);
        InternetStackHelper stack;
        stack.SetIpv6StackInstall(six);
        stack.SetIpv4StackInstall(!six);
        stack.Install(m_nodes);
    }

    ~Bench()
    {
        Names::Clear();
        Simulator::Destroy();
        m_ledger->Dispose();
    }

    /// @param i which node @return the node: 0 sends, the last receives
    Ptr<Node> Get(uint32_t i) const
    {
        return m_nodes.Get(i);
    }

    /// @param devices the devices on one network get its addresses, without a queueing discipline
    /// @param network its number
    void Address(const NetDeviceContainer& devices, uint32_t network)
    {
        const std::string number = std::to_string(network);
        if (m_six)
        {
            // ns-3 does not forward packets to the documentation prefix.
            Ipv6AddressHelper(Ipv6Address(("fd00:0:0:" + number + "::").c_str()), Ipv6Prefix(64))
                .Assign(devices);
        }
        else
        {
            Ipv4AddressHelper(Ipv4Address(("10.0." + number + ".0").c_str()), Ipv4Mask("/24"))
                .Assign(devices);
        }
        TrafficControlHelper().Uninstall(devices);
    }

    /// @param number which host of network 1 @return its address
    NetworkAddress HostOf(uint32_t number) const
    {
        // The helper gives IPv6 devices an address made from their MAC address.
        return NetworkAddress::FromString((m_six ? "fd00:0:0:1::" : "10.0.1.") +
                                          std::to_string(number));
    }

    /**
     * @param node a node @param interface one of its interfaces, the loopback being 0
     * @return its address that is not link-local
     */
    NetworkAddress AddressOf(uint32_t node, uint32_t interface = 1) const
    {
        if (m_six)
        {
            return Get(node)->GetObject<Ipv6>()->GetAddress(interface, 1).GetAddress();
        }
        return Get(node)->GetObject<Ipv4>()->GetAddress(interface, 0).GetLocal();
    }

    /**
     * @brief Send packets from the first host.
     * @param to where to
     * @param count how many
     * @param interval between them
     * @param size of the payload
     * @return the sender
     */
    Ptr<ConstantRateSender> Send(const NetworkAddress& to,
                                 uint32_t count,
                                 Time interval,
                                 uint32_t size = 200)
    {
        auto source = Get(0);
        auto destination = Get(m_nodes.GetN() - 1);
        m_ledger->Watch(m_nodes);
        const uint32_t flow = m_ledger->AddFlow({"flow", "udp", source, destination, interval});
        auto sender = CreateObject<ConstantRateSender>();
        const ns3::Address remote = m_six ? ns3::Address(Inet6SocketAddress(to.ToIpv6(), PORT))
                                          : ns3::Address(InetSocketAddress(to.ToIpv4(), PORT));
        sender->SetAttribute("Remote", AddressValue(remote));
        sender->SetAttribute("Interval", TimeValue(interval));
        sender->SetAttribute("PacketSize", UintegerValue(size));
        sender->SetFlow(m_ledger, flow);
        source->AddApplication(sender);
        // IPv6 addresses are tentative for a second (RFC 4862 section 5.4).
        sender->SetStartTime(START);
        sender->SetStopTime(START + interval * (count - 1) + interval / 2);
        return sender;
    }

    /// Receive on the last host.
    void Receive()
    {
        auto sink = CreateObject<LedgerSink>();
        const ns3::Address local =
            m_six ? ns3::Address(Inet6SocketAddress(Ipv6Address::GetAny(), PORT))
                  : ns3::Address(InetSocketAddress(Ipv4Address::GetAny(), PORT));
        sink->SetAttribute("Local", AddressValue(local));
        sink->SetLedger(m_ledger);
        Get(m_nodes.GetN() - 1)->AddApplication(sink);
    }

    /// @param end when to stop @return the report
    FlowReport Run(Time end)
    {
        Simulator::Stop(end);
        Simulator::Run();
        m_ledger->Close();
        return m_ledger->Report(0, {});
    }

    /// @return the ledger
    Ptr<PacketLedger> GetLedger() const
    {
        return m_ledger;
    }

    static const Time START; ///< of the flow

  private:
    bool m_six;                 ///< IPv6
    NodeContainer m_nodes;      ///< the hosts at both ends
    Ptr<PacketLedger> m_ledger; ///< the account
};

const Time Bench::START = Seconds(2);

/// What a flow's account is to be.
struct Expected
{
    uint64_t sent;                                ///< packets
    uint64_t received;                            ///< arrivals
    uint64_t duplicated;                          ///< arrivals of packets that had arrived before
    std::map<std::string, uint64_t> lostByReason; ///< losses
};

/// A case that compares accounts.
class LedgerTestCase : public TestCase
{
  public:
    using TestCase::TestCase;

  protected:
    /// @param report an account @param expected what it is to be
    void Check(const FlowReport& report, const Expected& expected)
    {
        NS_TEST_EXPECT_MSG_EQ(report.sent, expected.sent, "sent");
        NS_TEST_EXPECT_MSG_EQ(report.received, expected.received, "received");
        NS_TEST_EXPECT_MSG_EQ(report.duplicated, expected.duplicated, "duplicated");
        uint64_t lost = 0;
        for (const auto& [reason, count] : report.lostByReason)
        {
            auto found = expected.lostByReason.find(reason);
            const bool foreseen = found != expected.lostByReason.end();
            NS_TEST_EXPECT_MSG_EQ(count, (foreseen ? found->second : 0), reason);
            lost += count;
        }
        for (const auto& [reason, count] : expected.lostByReason)
        {
            NS_TEST_EXPECT_MSG_EQ(report.lostByReason.count(reason), 1, reason << " is missing");
        }
        NS_TEST_EXPECT_MSG_EQ(lost, report.lost, "the reasons add up to the lost");
        NS_TEST_EXPECT_MSG_EQ(report.sent,
                              report.received - report.duplicated + report.lost,
                              "sent = received - duplicated + lost");
    }
};

/// @param rate of a link @param delay of it @param queue its queue @return the helper
PointToPointHelper
Link(const std::string& rate, const std::string& delay, const std::string& queue = "100p")
{
    PointToPointHelper link;
    link.SetDeviceAttribute("DataRate", StringValue(rate));
    link.SetChannelAttribute("Delay", StringValue(delay));
    link.SetQueue("ns3::DropTailQueue", "MaxSize", StringValue(queue));
    return link;
}

/**
 * Method: 20 packets within 40 ns over a link that takes 1.8 ms for each and queues 5.
 * Expected: one is on the wire, 5 wait, 14 find the queue full: it has stopped the traffic control
 * layer, which drops them. Delays of the 6: n times the transmission of 230 bytes (payload 200, UDP
 * 8, IP 20, PPP 2) at 1 Mbit/s, 1.84 ms, and 1 ms. In 3.35 the layer tells nobody of its drops.
 */
class QueueTestCase : public LedgerTestCase
{
  public:
    QueueTestCase()
        : LedgerTestCase("a device's queue is full")
    {
    }

  private:
    void DoRun() override
    {
        Bench bench(false);
        auto devices = Link("1Mbps", "1ms", "5p").Install(bench.Get(0), bench.Get(1));
        bench.Address(devices, 1);
        bench.Receive();
        bench.Send(bench.AddressOf(1), 20, NanoSeconds(2));
        auto report = bench.Run(Seconds(4));
        const auto trace = TrafficControlLayer::GetTypeId().LookupTraceSourceByName("TcDrop");
        const bool told = PeekPointer(trace) != nullptr;
        Check(report, {20, 6, 0, {{told ? "traffic-control-full" : "in-flight", 14}}});
        NS_TEST_EXPECT_MSG_EQ(bench.GetLedger()->GetDrops()["traffic-control-full"],
                              (told ? 14 : 0),
                              "drops");
        for (int i = 0; i < 6; i++)
        {
            NS_TEST_EXPECT_MSG_EQ_TOL(report.packets[i].received_s,
                                      2 + 0.001 + (i + 1) * 0.00184,
                                      1e-7,
                                      "arrival " << i);
        }
    }
};

/**
 * Method: packets every 10 ms over a link of 100 ms delay; the simulation ends 1,000.5 ms after the
 * first.
 * Expected: those sent at 0 to 900 ms have arrived (91); those sent at 910 to 1,000 ms (10) are
 * under way.
 */
class InFlightTestCase : public LedgerTestCase
{
  public:
    InFlightTestCase()
        : LedgerTestCase("under way at the end")
    {
    }

  private:
    void DoRun() override
    {
        Bench bench(false);
        bench.Address(Link("1Gbps", "100ms").Install(bench.Get(0), bench.Get(1)), 1);
        bench.Receive();
        bench.Send(bench.AddressOf(1), 1000, MilliSeconds(10));
        auto report = bench.Run(Bench::START + MicroSeconds(1000500));
        Check(report, {101, 91, 0, {{"in-flight", 10}}});
    }
};

/**
 * Method: nothing listens on the port; IPv4 and IPv6.
 * Expected: every packet is lost as "port-closed"; ns-3 traces no drop for it.
 */
class PortClosedTestCase : public LedgerTestCase
{
  public:
    /// @param six IPv6 rather than IPv4
    explicit PortClosedTestCase(bool six)
        : LedgerTestCase(six ? "closed port, IPv6" : "closed port, IPv4"),
          m_six(six)
    {
    }

  private:
    void DoRun() override
    {
        Bench bench(m_six);
        bench.Address(Link("1Gbps", "1ms").Install(bench.Get(0), bench.Get(1)), 1);
        bench.Send(bench.AddressOf(1), 7, MilliSeconds(10));
        Check(bench.Run(Seconds(4)), {7, 0, 0, {{"port-closed", 7}}});
    }

    bool m_six; ///< IPv6
};

/**
 * Method: packets of 4,000 bytes over links with an MTU of 1,500; the second packet's middle
 * fragment is lost on the second link (the router's receiving device errs on its fifth frame).
 * Expected: one loss, by the cause of the fragment's loss and not the time-out of the others that
 * follows at the destination; the way of the others.
 */
class FragmentTestCase : public LedgerTestCase
{
  public:
    /// @param six IPv6 rather than IPv4
    explicit FragmentTestCase(bool six)
        : LedgerTestCase(six ? "a lost fragment, IPv6" : "a lost fragment, IPv4"),
          m_six(six)
    {
    }

  private:
    void DoRun() override
    {
        Bench bench(m_six, 1);
        Names::Add("left", bench.Get(0));
        Names::Add("middle", bench.Get(1));
        Names::Add("right", bench.Get(2));
        auto link = Link("1Gbps", "1ms");
        bench.Address(link.Install(bench.Get(0), bench.Get(1)), 1);
        auto second = link.Install(bench.Get(1), bench.Get(2));
        bench.Address(second, 2);
        const auto destination = bench.AddressOf(2);
        Route(bench);
        bench.Receive();
        bench.Send(destination, 4, MilliSeconds(10), 4000);
        auto errors = CreateObject<ReceiveListErrorModel>();
        errors->SetList({4});
        // Neighbour discovery may use the link before; count from the flow's start.
        Simulator::Schedule(Bench::START, [second, errors]() {
            second.Get(1)->SetAttribute("ReceiveErrorModel", PointerValue(errors));
        });
        auto report = bench.Run(Seconds(100));
        Check(report, {4, 3, 0, {{"receive-error", 1}}});
        NS_TEST_EXPECT_MSG_EQ(bench.GetLedger()->GetDrops()["ip-fragment-timeout"],
                              1,
                              "the other fragments time out");
        const std::vector<std::string> way = {"left", "middle", "right"};
        NS_TEST_EXPECT_MSG_EQ((report.pathBefore == way), true, "the way");
    }

    /// @param bench gets a route from the first node through the second
    void Route(Bench& bench)
    {
        if (m_six)
        {
            auto router = bench.Get(1)->GetObject<Ipv6>();
            router->SetForwarding(1, true);
            router->SetForwarding(2, true);
            Ipv6StaticRoutingHelper()
                .GetStaticRouting(bench.Get(0)->GetObject<Ipv6>())
                ->SetDefaultRoute(bench.AddressOf(1, 1).ToIpv6(), 1);
        }
        else
        {
            Ipv4StaticRoutingHelper()
                .GetStaticRouting(bench.Get(0)->GetObject<Ipv4>())
                ->SetDefaultRoute(bench.AddressOf(1, 1).ToIpv4(), 1);
        }
    }

    bool m_six; ///< IPv6
};

/**
 * Method: on an Ethernet, 5 packets at 10 ms intervals to an IPv4 neighbour that is not there.
 * Expected: ARP's queue holds 3 (PendingQueueSize), the other two find it full; after 3 retries at
 * 1 s each the 3 are given up.
 *
 * Method: as before, but the cable is pulled 25 ms after the first packet, and plugged in again.
 * Expected: the 3 packets sent by then go with the ARP cache, of which ns-3 says nothing; the two
 * sent while the link is down find it so (ARP asks nobody: they wait, and go when the link comes
 * up and the cache is flushed again).
 */
class ArpTestCase : public LedgerTestCase
{
  public:
    /// @param flush pull the cable
    explicit ArpTestCase(bool flush)
        : LedgerTestCase(flush ? "ARP's queue is flushed" : "ARP gives up"),
          m_flush(flush)
    {
    }

  private:
    void DoRun() override
    {
        Bench bench(false);
        auto devices = EthernetHelper().Install(bench.Get(0), bench.Get(1));
        bench.Address(devices, 1);
        bench.Receive();
        bench.Send(bench.HostOf(77), 5, MilliSeconds(10));
        if (!m_flush)
        {
            Check(bench.Run(Seconds(20)),
                  {5, 0, 0, {{"arp-queue-full", 2}, {"arp-unresolved", 3}}});
            return;
        }
        auto nic = DynamicCast<EthernetNic>(devices.Get(0));
        auto cable = nic->GetCable();
        Simulator::Schedule(Bench::START + MilliSeconds(25), [nic]() { nic->Unplug(); });
        Simulator::Schedule(Bench::START + MilliSeconds(50), [nic, cable]() { nic->Plug(cable); });
        Check(bench.Run(Seconds(20)), {5, 0, 0, {{"arp-flush", 5}}});
    }

    bool m_flush; ///< pull the cable
};

/**
 * Method: on an Ethernet, 5 packets at 10 ms intervals to an IPv6 neighbour that is not there.
 * Expected: neighbour discovery keeps the newest 3 (DEFAULT_UNRES_QLEN) and drops 2; after its
 * solicitations it gives up the 3. ns-3 traces none of it.
 *
 * Method: as before, but the cable is pulled 45 ms after the first packet.
 * Expected: 2 were dropped for newer ones, 3 go with the cache.
 *
 * Method: as before, and the simulation ends 1 s after the first packet.
 * Expected: 2 were dropped for newer ones, 3 wait.
 */
class NdTestCase : public LedgerTestCase
{
  public:
    /// What ends the wait.
    enum End
    {
        GIVE_UP,
        FLUSH,
        STOP
    };

    /// @param end what ends the wait
    explicit NdTestCase(End end)
        : LedgerTestCase(end == GIVE_UP ? "neighbour discovery gives up"
                         : end == FLUSH ? "neighbour discovery's queue is flushed"
                                        : "neighbour discovery's queue at the end"),
          m_end(end)
    {
    }

  private:
    void DoRun() override
    {
        Bench bench(true);
        auto devices = EthernetHelper().Install(bench.Get(0), bench.Get(1));
        bench.Address(devices, 1);
        bench.Receive();
        bench.Send(bench.HostOf(77), 5, MilliSeconds(10));
        std::string reason = "nd-unresolved";
        if (m_end == FLUSH)
        {
            reason = "nd-flush";
            auto nic = DynamicCast<EthernetNic>(devices.Get(0));
            Simulator::Schedule(Bench::START + MilliSeconds(45), [nic]() { nic->Unplug(); });
        }
        else if (m_end == STOP)
        {
            reason = "in-flight";
        }
        Check(bench.Run(m_end == STOP ? Bench::START + Seconds(1) : Seconds(20)),
              {5, 0, 0, {{"nd-queue-full", 2}, {reason, 3}}});
    }

    End m_end; ///< what ends the wait
};

/**
 * Method: IPv6 neighbours on a cable of 100 ms delay; packets every 10 ms.
 * Expected: the answer comes a little after 200 ms, when 21 packets (0 to 200 ms) wait: the newest
 * 3 and all later ones arrive, 18 are dropped.
 */
class NdResolvedTestCase : public LedgerTestCase
{
  public:
    NdResolvedTestCase()
        : LedgerTestCase("neighbour discovery's queue overflows before the answer")
    {
    }

  private:
    void DoRun() override
    {
        Bench bench(true);
        EthernetHelper ethernet;
        ethernet.SetCableAttribute("Delay", TimeValue(MilliSeconds(100)));
        bench.Address(ethernet.Install(bench.Get(0), bench.Get(1)), 1);
        bench.Receive();
        bench.Send(bench.AddressOf(1), 50, MilliSeconds(10));
        Check(bench.Run(Seconds(20)), {50, 32, 0, {{"nd-queue-full", 18}}});
    }
};

/**
 * Method: a bridge between two hosts, and a third host to which it floods the first packet.
 * Expected: the way is through the bridge and does not name the third host; a copy that the
 * receiver reports again counts as duplicated; nothing is lost.
 */
class BridgeTestCase : public LedgerTestCase
{
  public:
    BridgeTestCase()
        : LedgerTestCase("through a bridge")
    {
    }

  private:
    void DoRun() override
    {
        Bench bench(false);
        auto bridge = CreateObject<Node>();
        auto third = CreateObject<Node>();
        InternetStackHelper().Install(third);
        Names::Add("one", bench.Get(0));
        Names::Add("two", bench.Get(1));
        Names::Add("three", third);
        Names::Add("switch", bridge);
        EthernetHelper ethernet;
        NetDeviceContainer hosts;
        NetDeviceContainer ports;
        for (const auto& host : {bench.Get(0), bench.Get(1), third})
        {
            auto devices = ethernet.Install(host, bridge);
            hosts.Add(devices.Get(0));
            ports.Add(devices.Get(1));
        }
        BridgeHelper().Install(bridge, ports);
        bench.Address(hosts, 1);
        bench.GetLedger()->Watch(NodeContainer(bridge, third));
        bench.Receive();
        bench.Send(bench.AddressOf(1), 5, MilliSeconds(10));
        auto ledger = bench.GetLedger();
        Simulator::Schedule(Seconds(3), [ledger]() {
            auto copy = Create<Packet>(10);
            copy->AddByteTag(PacketLedgerTag(0, 3));
            ledger->Received(copy);
        });
        auto report = bench.Run(Seconds(4));
        Check(report, {5, 6, 1, {}});
        const std::vector<std::string> way = {"one", "switch", "two"};
        NS_TEST_EXPECT_MSG_EQ((report.pathBefore == way), true, "the way");
        NS_TEST_EXPECT_MSG_EQ(report.pathChanges.size(), 1, "and always this");
    }
};

/**
 * Method: a tag is written out and read back; packets with tags that are of no flow are reported.
 * Expected: the same tag; they are ignored.
 */
class TagTestCase : public LedgerTestCase
{
  public:
    TagTestCase()
        : LedgerTestCase("tags")
    {
    }

  private:
    void DoRun() override
    {
        auto packet = Create<Packet>(100);
        packet->AddByteTag(PacketLedgerTag(0x12345678, 0x9abcdef0));
        std::vector<uint8_t> bytes(packet->GetSerializedSize());
        packet->Serialize(bytes.data(), bytes.size());
        auto copy = Create<Packet>(bytes.data(), bytes.size(), true);
        PacketLedgerTag tag;
        NS_TEST_ASSERT_MSG_EQ(copy->FindFirstMatchingByteTag(tag), true, "the tag is there");
        NS_TEST_EXPECT_MSG_EQ(tag.GetFlow(), 0x12345678, "flow");
        NS_TEST_EXPECT_MSG_EQ(tag.GetSequence(), 0x9abcdef0, "sequence");

        auto ledger = CreateObject<PacketLedger>();
        NS_TEST_EXPECT_MSG_EQ(ledger->Received(copy).has_value(), false, "no such flow");
        ledger->Dropped(copy, "some-reason");
        NS_TEST_EXPECT_MSG_EQ(ledger->GetDrops()["some-reason"], 1, "counted all the same");
        NS_TEST_EXPECT_MSG_EQ(ledger->GetFlowCount(), 0, "no flow");
        bool refused = false;
        try
        {
            ledger->AddWatchedFlow({"f", "sctp", nullptr, nullptr, Time()},
                                   NetworkAddress(),
                                   NetworkAddress(),
                                   0);
        }
        catch (const std::invalid_argument&)
        {
            refused = true;
        }
        NS_TEST_EXPECT_MSG_EQ(refused, true, "a protocol that cannot be recognised");
        ledger->Dispose();
    }
};

/// The suite of the account of packets.
class LedgerTestSuite : public TestSuite
{
  public:
    LedgerTestSuite()
        : TestSuite("lisp-helper-ledger", TestSuite::Type::UNIT)
    {
        const auto quick = compat::TestDuration<>::QUICK;
        AddTestCase(new QueueTestCase, quick);
        AddTestCase(new InFlightTestCase, quick);
        AddTestCase(new PortClosedTestCase(false), quick);
        AddTestCase(new PortClosedTestCase(true), quick);
        AddTestCase(new FragmentTestCase(false), quick);
        AddTestCase(new FragmentTestCase(true), quick);
        AddTestCase(new ArpTestCase(false), quick);
        AddTestCase(new ArpTestCase(true), quick);
        AddTestCase(new NdTestCase(NdTestCase::GIVE_UP), quick);
        AddTestCase(new NdTestCase(NdTestCase::FLUSH), quick);
        AddTestCase(new NdTestCase(NdTestCase::STOP), quick);
        AddTestCase(new NdResolvedTestCase, quick);
        AddTestCase(new BridgeTestCase, quick);
        AddTestCase(new TagTestCase, quick);
    }
};

LedgerTestSuite g_suite; ///< registers itself

} // namespace
