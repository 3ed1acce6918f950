/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * @brief Link aggregation: what is one flow, where it goes, and what moves when a link fails.
 */

#include "ns3/enum.h"
#include "ns3/ethernet-cable.h"
#include "ns3/ethernet-helper.h"
#include "ns3/ethernet-nic.h"
#include "ns3/link-bundle.h"
#include "ns3/nic-port.h"
#include "ns3/ns3-compat.h"
#include "ns3/simulator.h"
#include "ns3/test.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <functional>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

using namespace ns3;

namespace
{

constexpr uint16_t IPV4 = 0x0800; //!< EtherType
constexpr uint16_t IPV6 = 0x86dd; //!< EtherType

/// What a test frame is made of.
struct Flow
{
    uint8_t host{1};        //!< last octet of the source MAC address
    uint16_t vlan{10};      //!< its VLAN
    uint16_t type{IPV4};    //!< EtherType
    uint8_t source{1};      //!< last octet of the source IP address
    uint8_t protocol{17};   //!< of IP
    uint16_t port{1000};    //!< source port
    uint16_t fragment{0};   //!< IPv4: flags and offset; IPv6: not 0 adds a fragment header
    bool hasOptions{false}; //!< IPv4: 4 octets of options; IPv6: a hop-by-hop header
    uint8_t last{0};        //!< last octet of the payload
};

/// @param flow what it is made of @return a frame, its IP and UDP headers written octet by octet
EthernetFrame
MakeFrame(const Flow& flow)
{
    std::vector<uint8_t> octets;
    if (flow.type == IPV4)
    {
        octets = {static_cast<uint8_t>(flow.hasOptions ? 0x46 : 0x45), 0, 0, 40, 0, 0};
        octets.push_back(static_cast<uint8_t>(flow.fragment >> 8));
        octets.push_back(static_cast<uint8_t>(flow.fragment));
        octets.insert(octets.end(), {64, flow.protocol, 0, 0, 10, 0, 0, flow.source, 10, 0, 0, 99});
        octets.insert(octets.end(), flow.hasOptions ? 4 : 0, 1);
    }
    else
    {
        const uint8_t inner = flow.fragment ? 44 : flow.protocol;
        octets = {0x60, 0, 0, 0, 0, 32, static_cast<uint8_t>(flow.hasOptions ? 0 : inner), 64};
        std::vector<uint8_t> address(16);
        address[0] = 0xfd;
        address[15] = flow.source;
        octets.insert(octets.end(), address.begin(), address.end());
        address[15] = 99;
        octets.insert(octets.end(), address.begin(), address.end());
        if (flow.hasOptions)
        {
            octets.insert(octets.end(), {inner, 0, 1, 4, 0, 0, 0, 0});
        }
        if (flow.fragment)
        {
            octets.insert(octets.end(), {flow.protocol, 0, 0, 1, 0, 0, 0, 7});
        }
    }
    octets.insert(octets.end(),
                  {static_cast<uint8_t>(flow.port >> 8), static_cast<uint8_t>(flow.port), 0, 53});
    octets.insert(octets.end(), 8, 0);
    octets.push_back(flow.last);
    EthernetFrame frame;
    const uint8_t source[] = {2, 0, 0, 0, 0, flow.host};
    frame.source.CopyFrom(source);
    frame.destination = Mac48Address("02:00:00:00:00:99");
    frame.vlan = flow.vlan;
    frame.protocol = flow.type;
    frame.payload = Create<Packet>(octets.data(), static_cast<uint32_t>(octets.size()));
    return frame;
}

/// A port without a wire.
class ProbePort : public SwitchPort
{
  public:
    void Send(const EthernetFrame& frame) override
    {
        m_sent.push_back(frame);
    }

    bool IsUp() const override
    {
        return m_up && m_enabled;
    }

    std::string GetName() const override
    {
        return "probe";
    }

    void SetEnabled(bool enabled) override
    {
        m_enabled = enabled;
        LinkChanged();
    }

    /// @param up what the link is from now on
    void SetUp(bool up)
    {
        m_up = up;
        LinkChanged();
    }

    /// @param frame arrives
    void Arrive(const EthernetFrame& frame)
    {
        Deliver(frame);
    }

    std::vector<EthernetFrame> m_sent; //!< all that left
    bool m_up{true};                   //!< see SetUp
    bool m_enabled{true};              //!< see SetEnabled
};

/// A bundle of some ports, and what it told its owner.
struct Bundle
{
    /// @param members how many
    explicit Bundle(std::size_t members)
    {
        bundle->SetOwner([this](const EthernetFrame& frame) { arrived.push_back(frame); },
                         [this]() { changes.push_back(bundle->IsUp()); });
        for (std::size_t i = 0; i < members; i++)
        {
            ports.push_back(CreateObject<ProbePort>());
            bundle->AddMember(ports.back());
        }
        bundle->TraceConnectWithoutContext("Drop", MakeBoundCallback(&Bundle::Dropped, &drops));
    }

    /// @param record counts it @param reason why a frame was dropped
    static void Dropped(std::map<BundleDropReason, uint64_t>* record,
                        Ptr<const Packet>,
                        BundleDropReason reason)
    {
        (*record)[reason]++;
    }

    /// @param flows how many @return at which port each flow is, by its number
    std::vector<Ptr<SwitchPort>> Map(uint16_t flows) const
    {
        std::vector<Ptr<SwitchPort>> at;
        for (uint16_t i = 0; i < flows; i++)
        {
            Flow flow;
            flow.port = i;
            at.push_back(bundle->Choose(MakeFrame(flow)));
        }
        return at;
    }

    Ptr<LinkBundle> bundle{CreateObject<LinkBundle>()}; //!< itself
    std::vector<Ptr<ProbePort>> ports;                  //!< its members
    std::vector<EthernetFrame> arrived;                 //!< handed to the owner
    std::vector<bool> changes;                          //!< told to the owner
    std::map<BundleDropReason, uint64_t> drops;         //!< from the trace
};

/**
 * Method: the hash of a frame is compared with that of one that differs in one thing.
 * Expected: they are alike where the row says that it is no part of a flow. Layer 2: MAC addresses,
 * VLAN, EtherType alone. Layers 3 and 4: VLAN, IP addresses, protocol, and ports where there are
 * some in a whole packet; behind IPv4 options (RFC 791 section 3.1) and IPv6 extension headers (RFC
 * 8200 section 4) too. Fragments: addresses only, the first as the later ones. Not IP: as layer 2.
 */
class HashTestCase : public TestCase
{
  public:
    HashTestCase()
        : TestCase("what is one flow")
    {
    }

  private:
    void DoRun() override
    {
        using Change = std::function<void(Flow&)>;
        const Change host = [](Flow& flow) { flow.host = 2; };
        const Change vlan = [](Flow& flow) { flow.vlan = 11; };
        const Change source = [](Flow& flow) { flow.source = 2; };
        const Change protocol = [](Flow& flow) { flow.protocol = 6; };
        const Change port = [](Flow& flow) { flow.port = 1001; };
        const Change last = [](Flow& flow) { flow.last = 1; };
        Flow plain4;
        Flow plain6;
        plain6.type = IPV6;
        Flow options4 = plain4;
        options4.hasOptions = true;
        Flow options6 = plain6;
        options6.hasOptions = true;
        Flow fragment4 = plain4;
        fragment4.fragment = 0x2000;
        Flow fragment6 = options6;
        fragment6.fragment = 1;
        Flow icmp = plain4;
        icmp.protocol = 1;
        Flow arp = plain4;
        arp.type = 0x0806;

        const struct
        {
            const char* name; //!< what it is
            Flow flow;        //!< the frame
            Change change;    //!< what the other one differs in
            bool at2;         //!< whether that is another flow by layer 2
            bool at34;        //!< whether it is by layers 3 and 4
        } rows[] = {
            {"IPv4, MAC", plain4, host, true, false},
            {"IPv4, VLAN", plain4, vlan, true, true},
            {"IPv4, address", plain4, source, false, true},
            {"IPv4, protocol", plain4, protocol, false, true},
            {"IPv4, port", plain4, port, false, true},
            {"IPv4, data", plain4, last, false, false},
            {"IPv4 with options, address", options4, source, false, true},
            {"IPv4 with options, port", options4, port, false, true},
            {"IPv4 fragment, address", fragment4, source, false, true},
            {"IPv4 fragment, port", fragment4, port, false, false},
            {"IPv4 fragment, a later one",
             fragment4,
             [](Flow& flow) { flow.fragment = 0x0010; },
             false,
             false},
            {"IPv4, the flag that forbids fragments",
             plain4,
             [](Flow& flow) { flow.fragment = 0x4000; },
             false,
             false},
            {"ICMP, what stands where ports would", icmp, port, false, false},
            {"IPv6, MAC", plain6, host, true, false},
            {"IPv6, address", plain6, source, false, true},
            {"IPv6, port", plain6, port, false, true},
            {"IPv6 with a header between, port", options6, port, false, true},
            {"IPv6 fragment, port", fragment6, port, false, false},
            {"IPv6 fragment, address", fragment6, source, false, true},
            {"not IP, MAC", arp, host, true, true},
            {"not IP, VLAN", arp, vlan, true, true},
            {"not IP, EtherType", arp, [](Flow& flow) { flow.type = 0x88b5; }, true, true},
            {"not IP, data", arp, last, false, false},
        };

        for (const auto& row : rows)
        {
            Flow other = row.flow;
            row.change(other);
            const auto one = MakeFrame(row.flow);
            const auto two = MakeFrame(other);
            for (const auto mode : {HASH_LAYER2, HASH_LAYER34})
            {
                NS_TEST_EXPECT_MSG_EQ((HashFlow(one, mode) != HashFlow(two, mode)),
                                      (mode == HASH_LAYER2 ? row.at2 : row.at34),
                                      row.name << " at " << mode);
            }
        }
    }
};

/**
 * Method: frames of IPv4 and IPv6 cut to every length from none to all, and with each octet set to
 * 0 and to 255, are hashed. Expected: no octet beyond the frame is read (the sanitizers tell), and
 * a header cut short counts as no header: hashed as by layer 2.
 */
class HostileTestCase : public TestCase
{
  public:
    HostileTestCase()
        : TestCase("frames that are cut short or hold nonsense")
    {
    }

  private:
    void DoRun() override
    {
        for (const uint16_t type : {IPV4, IPV6})
        {
            Flow flow;
            flow.type = type;
            flow.hasOptions = true;
            auto frame = MakeFrame(flow);
            const auto whole = frame.payload;
            const uint32_t header = type == IPV4 ? 20 : 40;
            uint64_t sum = 0;
            for (uint32_t size = 0; size <= whole->GetSize(); size++)
            {
                frame.payload = whole->CreateFragment(0, size);
                const uint64_t hash = HashFlow(frame, HASH_LAYER34);
                sum += hash;
                NS_TEST_EXPECT_MSG_EQ((hash == HashFlow(frame, HASH_LAYER2)),
                                      (size < header),
                                      type << " of " << size << " octets");
            }
            std::vector<uint8_t> octets(whole->GetSize());
            whole->CopyData(octets.data(), whole->GetSize());
            for (std::size_t i = 0; i < octets.size(); i++)
            {
                for (const uint8_t value : {0, 255})
                {
                    auto bad = octets;
                    bad[i] = value;
                    frame.payload = Create<Packet>(bad.data(), static_cast<uint32_t>(bad.size()));
                    sum += HashFlow(frame, HASH_LAYER34);
                }
            }
            NS_TEST_EXPECT_MSG_NE(sum, 0, "all were hashed");
        }
    }
};

/**
 * Method: where each of 1000 flows goes is noted with three members up; the second goes down, comes
 * back, and is removed; a fourth comes.
 * Expected: of 256 buckets each of three members has 85.3 on average with a deviation of
 * sqrt(256 * 1/3 * 2/3) = 7.5: within three deviations, 22.6, that is 62 to 108 of 256, or 242 to
 * 422 of 1000 flows, and three deviations more for flows to buckets (sqrt(1000 * 1/3 * 2/3) = 15):
 * 197 to 467. A flow of a member that stays up stays where it is, each time; those of the one that
 * went down go to both others; when it is back, all are where they were; the fourth takes flows
 * from all, and none moves but to it.
 */
class FailureTestCase : public TestCase
{
  public:
    FailureTestCase()
        : TestCase("the flows of living members stay")
    {
    }

  private:
    using Map = std::vector<Ptr<SwitchPort>>; //!< where each flow is

    static constexpr uint16_t FLOWS = 1000;

    /// @param map where flows are @param port a port @return how many are there
    static std::size_t Count(const Map& map, Ptr<SwitchPort> port)
    {
        return std::count(map.begin(), map.end(), port);
    }

    void DoRun() override
    {
        Bundle net(3);
        const auto before = net.Map(FLOWS);
        for (const auto& port : net.ports)
        {
            NS_TEST_EXPECT_MSG_GT(Count(before, port), 196, "even");
            NS_TEST_EXPECT_MSG_LT(Count(before, port), 468, "even");
        }
        net.ports[1]->SetUp(false);
        NS_TEST_EXPECT_MSG_EQ(net.bundle->GetUpMembers(), 2, "one down");
        const auto down = net.Map(FLOWS);
        std::array<std::size_t, 3> taken{};
        for (uint16_t i = 0; i < FLOWS; i++)
        {
            if (before[i] != net.ports[1])
            {
                NS_TEST_EXPECT_MSG_EQ(down[i], before[i], "flow " << i << " stays");
            }
            taken[0] += before[i] != down[i] && down[i] == net.ports[0];
            taken[1] += down[i] == net.ports[1];
            taken[2] += before[i] != down[i] && down[i] == net.ports[2];
        }
        NS_TEST_EXPECT_MSG_GT(taken[0], 0, "some to the first");
        NS_TEST_EXPECT_MSG_EQ(taken[1], 0, "none to the one that is down");
        NS_TEST_EXPECT_MSG_GT(taken[2], 0, "some to the third");
        net.ports[1]->SetUp(true);
        NS_TEST_EXPECT_MSG_EQ((net.Map(FLOWS) == before), true, "back");
        net.bundle->RemoveMember(net.ports[1]);
        NS_TEST_EXPECT_MSG_EQ((net.Map(FLOWS) == down), true, "removed is as down");
        NS_TEST_EXPECT_MSG_EQ(net.ports[1]->HasOwner(), false, "let go");
        auto fourth = CreateObject<ProbePort>();
        net.bundle->AddMember(fourth);
        const auto more = net.Map(FLOWS);
        std::size_t fromFirst = 0;
        for (uint16_t i = 0; i < FLOWS; i++)
        {
            NS_TEST_EXPECT_MSG_EQ((more[i] == down[i] || more[i] == fourth), true, "flow " << i);
            fromFirst += more[i] != down[i] && down[i] == net.ports[0];
        }
        NS_TEST_EXPECT_MSG_GT(fromFirst, 0, "some from the first");
        NS_TEST_EXPECT_MSG_GT(Count(more, fourth) - fromFirst, 0, "some from the third");
        NS_TEST_EXPECT_MSG_EQ(net.changes.size(),
                              1,
                              "the bundle came up, and stayed up throughout");
        Simulator::Destroy();
    }
};

/**
 * Method: two bundles alike but for HashSeed; and one by layer 2 gets flows that differ in ports.
 * Expected: two choices of 500 flows each that are independent agree on half, 250, within four
 * deviations of sqrt(256)/2 = 8 buckets, that is 63 of 500: not on all, as they would with one
 * seed, nor on none. By layer 2 all go by one member.
 */
class SeedTestCase : public TestCase
{
  public:
    SeedTestCase()
        : TestCase("bundles in a row choose independently; layer 2 sees one flow")
    {
    }

  private:
    void DoRun() override
    {
        Bundle one(2);
        Bundle two(2);
        Bundle same(2);
        one.bundle->SetAttribute("HashSeed", UintegerValue(1));
        two.bundle->SetAttribute("HashSeed", UintegerValue(2));
        same.bundle->SetAttribute("HashSeed", UintegerValue(1));
        const auto atOne = one.Map(500);
        const auto atTwo = two.Map(500);
        const auto atSame = same.Map(500);
        int64_t agree = 0;
        int64_t equal = 0;
        for (std::size_t i = 0; i < atOne.size(); i++)
        {
            agree += (atOne[i] == one.ports[0]) == (atTwo[i] == two.ports[0]);
            equal += (atOne[i] == one.ports[0]) == (atSame[i] == same.ports[0]);
        }
        NS_TEST_EXPECT_MSG_LT(std::abs(agree - 250), 64, "independent");
        NS_TEST_EXPECT_MSG_EQ(equal, 500, "one seed, one choice");
        one.bundle->SetAttribute("HashMode", EnumValue(HASH_LAYER2));
        const auto atLayer2 = one.Map(500);
        NS_TEST_EXPECT_MSG_EQ(std::count(atLayer2.begin(), atLayer2.end(), atLayer2[0]),
                              500,
                              "one pair of MAC addresses");
        Simulator::Destroy();
    }
};

/**
 * Method: a bundle of two sends ten flows once, loses one member, then both, and gets them back; it
 * is switched off and on; frames arrive on both. Expected: it is up with one member, down with
 * none: told once each time it changes and not otherwise. Each frame is counted at its member or
 * dropped: NO_MEMBER with none up, DISABLED when off, which switches the members off as well.
 */
class CountersTestCase : public TestCase
{
  public:
    CountersTestCase()
        : TestCase("counters, drops, and what the owner hears")
    {
    }

  private:
    void SendTen(const Bundle& net)
    {
        for (uint16_t i = 0; i < 10; i++)
        {
            Flow flow;
            flow.port = i;
            net.bundle->Send(MakeFrame(flow));
        }
    }

    void DoRun() override
    {
        Bundle net(2);
        auto sent = [&net](std::size_t i) { return net.bundle->GetSent(net.ports[i]); };
        SendTen(net);
        NS_TEST_EXPECT_MSG_EQ(sent(0) + sent(1), 10, "all went");
        NS_TEST_EXPECT_MSG_EQ(sent(0), net.ports[0]->m_sent.size(), "by the first");
        NS_TEST_EXPECT_MSG_EQ(sent(1), net.ports[1]->m_sent.size(), "by the second");
        const uint64_t before = sent(0);
        net.ports[0]->SetUp(false);
        SendTen(net);
        NS_TEST_EXPECT_MSG_EQ(sent(0), before, "none by the one that is down");
        NS_TEST_EXPECT_MSG_EQ(sent(1), 20 - before, "all by the other");
        net.ports[1]->SetUp(false);
        NS_TEST_EXPECT_MSG_EQ(net.bundle->IsUp(), false, "none is up");
        SendTen(net);
        NS_TEST_EXPECT_MSG_EQ(net.bundle->GetDrops(BundleDropReason::NO_MEMBER), 10, "lost");
        NS_TEST_EXPECT_MSG_EQ(net.drops[BundleDropReason::NO_MEMBER], 10, "traced");
        NS_TEST_EXPECT_MSG_EQ((net.bundle->Choose(MakeFrame(Flow())) == nullptr), true, "nowhere");
        net.ports[0]->SetUp(true);
        net.ports[1]->SetUp(true);
        net.ports[0]->Arrive(MakeFrame(Flow()));
        net.ports[1]->Arrive(MakeFrame(Flow()));
        net.ports[1]->Arrive(MakeFrame(Flow()));
        NS_TEST_EXPECT_MSG_EQ(net.arrived.size(), 3, "handed on");
        NS_TEST_EXPECT_MSG_EQ(net.bundle->GetReceived(net.ports[0]), 1, "of the first");
        NS_TEST_EXPECT_MSG_EQ(net.bundle->GetReceived(net.ports[1]), 2, "of the second");
        net.bundle->SetEnabled(false);
        NS_TEST_EXPECT_MSG_EQ(net.ports[0]->IsUp() || net.ports[1]->IsUp(), false, "off");
        auto late = CreateObject<ProbePort>();
        net.bundle->AddMember(late);
        NS_TEST_EXPECT_MSG_EQ(late->IsUp(), false, "one that comes is off too");
        SendTen(net);
        net.ports[0]->Arrive(MakeFrame(Flow()));
        NS_TEST_EXPECT_MSG_EQ(net.bundle->GetDrops(BundleDropReason::DISABLED), 11, "lost");
        net.bundle->RemoveMember(late);
        NS_TEST_EXPECT_MSG_EQ(late->IsUp(), true, "on again when let go");
        net.bundle->SetEnabled(true);
        NS_TEST_EXPECT_MSG_EQ(net.bundle->GetUpMembers(), 2, "on");
        NS_TEST_EXPECT_MSG_EQ((net.changes == std::vector<bool>{true, false, true, false, true}),
                              true,
                              "told once each");
        Simulator::Destroy();
    }
};

/**
 * Method: two nodes with two cables, 1 Gbit/s and 100 Mbit/s, a bundle at each; 16 flows of 6
 * frames each are sent at once; then the second cable is pulled at the far end, and put back.
 * Expected: all 96 arrive, each flow in order though the links differ tenfold, both links used. The
 * near end sees the pull by its link going down: 16 more frames all go by the first link and
 * arrive. Back, the second has its flows again.
 */
class OrderTestCase : public TestCase
{
  public:
    OrderTestCase()
        : TestCase("NICs: each flow in order, and a far end that fails")
    {
    }

  private:
    void DoRun() override
    {
        EthernetHelper helper;
        std::array<Ptr<Node>, 2> nodes{CreateObject<Node>(), CreateObject<Node>()};
        std::array<Ptr<LinkBundle>, 2> bundles{CreateObject<LinkBundle>(),
                                               CreateObject<LinkBundle>()};
        std::vector<Ptr<EthernetNic>> far;
        std::vector<Ptr<EthernetCable>> cables;
        std::vector<Ptr<SwitchPort>> near;
        for (const char* rate : {"1Gbps", "100Mbps"})
        {
            helper.SetNicAttribute("DataRate", DataRateValue(DataRate(rate)));
            auto a = helper.Install(nodes[0]);
            auto b = helper.Install(nodes[1]);
            cables.push_back(helper.Connect(a, b));
            near.push_back(bundles[0]->AddNic(a));
            bundles[1]->AddNic(b);
            far.push_back(b);
        }
        std::map<uint16_t, std::vector<uint8_t>> arrived;
        std::size_t total = 0;
        bundles[1]->SetOwner(
            [&arrived, &total](const EthernetFrame& frame) {
                uint8_t octets[33];
                frame.payload->CopyData(octets, sizeof(octets));
                arrived[octets[21]].push_back(octets[32]);
                total++;
            },
            nullptr);
        auto send = [&bundles](uint8_t count) {
            for (uint8_t i = 0; i < count; i++)
            {
                for (uint16_t port = 0; port < 16; port++)
                {
                    Flow flow;
                    flow.port = port;
                    flow.last = i;
                    bundles[0]->Send(MakeFrame(flow));
                }
            }
        };
        send(6);
        std::array<uint64_t, 2> sent{};
        Simulator::Schedule(MilliSeconds(100), [&]() {
            sent = {bundles[0]->GetSent(near[0]), bundles[0]->GetSent(near[1])};
            NS_TEST_EXPECT_MSG_EQ(total, 96, "all arrived");
            for (const auto& [port, numbers] : arrived)
            {
                NS_TEST_EXPECT_MSG_EQ(numbers.size(), 6, "flow " << port);
                NS_TEST_EXPECT_MSG_EQ(std::is_sorted(numbers.begin(), numbers.end()),
                                      true,
                                      "flow " << port << " in order");
            }
            NS_TEST_EXPECT_MSG_EQ(sent[0] % 6, 0, "whole flows");
            NS_TEST_EXPECT_MSG_GT(sent[0], 0, "both links");
            NS_TEST_EXPECT_MSG_GT(sent[1], 0, "both links");
            far[1]->Unplug();
            send(1);
        });
        Simulator::Schedule(MilliSeconds(200), [&]() {
            NS_TEST_EXPECT_MSG_EQ(total, 112, "none lost");
            NS_TEST_EXPECT_MSG_EQ(bundles[0]->GetSent(near[0]), sent[0] + 16, "all by the first");
            far[1]->Plug(cables[1]);
            send(1);
            NS_TEST_EXPECT_MSG_EQ(bundles[0]->GetSent(near[1]),
                                  sent[1] + sent[1] / 6,
                                  "its flows again");
        });
        Simulator::Run();
        NS_TEST_EXPECT_MSG_EQ(total, 128, "all in the end");
        Simulator::Destroy();
    }
};

/**
 * Method: two NICs on a cable; one is switched off and on, with a frame under way to it; then both
 * are off and on again; then it is plugged in while off. Expected: the link goes down and up at
 * both ends at once; the frame is lost as CUT_ARRIVING. It is up only when both are on. Frames of
 * 64 octets take 576 ns and the cable 500 ns.
 */
class EnabledTestCase : public TestCase
{
  public:
    EnabledTestCase()
        : TestCase("a NIC that is switched off and on")
    {
    }

  private:
    void DoRun() override
    {
        EthernetHelper helper;
        helper.SetNicAttribute("DataRate", DataRateValue(DataRate("1Gbps")));
        helper.SetCableAttribute("Delay", TimeValue(NanoSeconds(500)));
        auto one = helper.Install(CreateObject<Node>());
        auto two = helper.Install(CreateObject<Node>());
        auto cable = helper.Connect(one, two);
        auto port = CreateObject<NicPort>();
        port->Install(two);
        auto links = [&]() { return one->IsLinkUp() + 2 * two->IsLinkUp(); };
        one->Send(Create<Packet>(46), two->GetAddress(), 0x88b5);
        Simulator::Schedule(NanoSeconds(800), [&]() { port->SetEnabled(false); });
        Simulator::Schedule(NanoSeconds(2000), [&]() {
            NS_TEST_EXPECT_MSG_EQ(links(), 0, "both ends hear");
            NS_TEST_EXPECT_MSG_EQ(two->GetDrops(EthernetDropReason::CUT_ARRIVING), 1, "under way");
            port->SetEnabled(true);
            NS_TEST_EXPECT_MSG_EQ(links(), 3, "on");
            one->SetEnabled(false);
            two->SetEnabled(false);
            one->SetEnabled(true);
            NS_TEST_EXPECT_MSG_EQ(links(), 0, "one is still off");
            two->SetEnabled(true);
            NS_TEST_EXPECT_MSG_EQ(links(), 3, "both on");
            two->SetEnabled(false);
            two->Unplug();
            two->Plug(cable);
            NS_TEST_EXPECT_MSG_EQ(links(), 0, "plugged in while off");
            two->SetEnabled(true);
            NS_TEST_EXPECT_MSG_EQ(links(), 3, "on");
            one->Send(Create<Packet>(46), two->GetAddress(), 0x88b5);
        });
        Simulator::Run();
        NS_TEST_EXPECT_MSG_EQ(one->GetDrops() + two->GetDrops(), 1, "nothing else is lost");
        NS_TEST_EXPECT_MSG_EQ(Simulator::Now().GetNanoSeconds(), 2000 + 1076, "the last arrival");
        Simulator::Destroy();
    }
};

/**
 * Method: what cannot be done with a bundle is tried.
 * Expected: std::invalid_argument for each.
 */
class RefusalTestCase : public TestCase
{
  public:
    RefusalTestCase()
        : TestCase("what is refused")
    {
    }

  private:
    void DoRun() override
    {
        Bundle net(1);
        Bundle full(LinkBundle::MAX_MEMBERS);
        auto stranger = CreateObject<ProbePort>();
        const std::map<std::string, std::function<void()>> refused = {
            {"none", [&]() { net.bundle->AddMember(nullptr); }},
            {"itself", [&]() { net.bundle->AddMember(net.bundle); }},
            {"another's", [&]() { full.bundle->AddMember(net.ports[0]); }},
            {"one too many", [&]() { full.bundle->AddMember(stranger); }},
            {"no member removed", [&]() { net.bundle->RemoveMember(stranger); }},
            {"no member asked for", [&]() { net.bundle->GetSent(stranger); }},
            {"no NIC", [&]() { net.bundle->AddNic(nullptr); }},
        };
        for (const auto& [name, attempt] : refused)
        {
            bool thrown = false;
            try
            {
                attempt();
            }
            catch (const std::invalid_argument&)
            {
                thrown = true;
            }
            NS_TEST_EXPECT_MSG_EQ(thrown, true, name);
        }
        NS_TEST_EXPECT_MSG_EQ(net.bundle->GetMembers().size(), 1, "nothing has changed");
        Simulator::Destroy();
    }
};

/// The suite of link aggregation.
class EthernetBundleTestSuite : public TestSuite
{
  public:
    EthernetBundleTestSuite()
        : TestSuite("lisp-ethernet-bundle", TestSuite::Type::UNIT)
    {
        AddTestCase(new HashTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new HostileTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new FailureTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new SeedTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new CountersTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new OrderTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new EnabledTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new RefusalTestCase, compat::TestDuration<>::QUICK);
    }
};

EthernetBundleTestSuite g_ethernetBundleTestSuite; //!< registers the suite

} // namespace
