/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * @brief IGMP: messages, hosts that join and leave, a switch that snoops and asks.
 *
 * A short frame is at the switch HOP = 1076 ns after it was sent (72 octet times at 1 Gbit/s, 500
 * ns of cable).
 */

#include "switch-test-net.h"

#include "ns3/boolean.h"
#include "ns3/igmp-host.h"
#include "ns3/igmp-snooper.h"
#include "ns3/ipv4-header.h"
#include "ns3/ns3-compat.h"
#include "ns3/spanning-tree.h"
#include "ns3/svi-device.h"
#include "ns3/test.h"
#include "ns3/uinteger.h"

#include <functional>
#include <map>
#include <stdexcept>

using namespace ns3;

namespace
{

using Reason = IgmpDropReason;
using Type = IgmpMessage::Type;
using Host = SwitchTestNet::Host;

const Ipv4Address GROUP("239.1.2.3");
const Ipv4Address OTHER_GROUP("239.1.2.4");
const Ipv4Address QUERIER("10.0.0.1");

constexpr int64_t SECOND = 1000000000; //!< ns
constexpr int64_t HOP = 1076;          //!< ns

/// @param host sends @param message an IGMP message
void
SendMessage(Host& host, const IgmpMessage& message)
{
    EthernetFrame frame;
    frame.source = host.GetMac();
    frame.destination = Mac48Address::GetMulticast(message.destination);
    frame.protocol = 0x0800;
    frame.payload = message.ToPacket();
    host.Send(frame);
}

/// @param host sends @param group to it, an IPv4 packet of protocol 253 (RFC 3692 section 2.1)
void
SendData(Host& host, Ipv4Address group)
{
    Ipv4Header header;
    header.SetSource(Ipv4Address("10.0.0.9"));
    header.SetDestination(group);
    header.SetProtocol(253);
    header.SetPayloadSize(26);
    auto packet = Create<Packet>(26);
    packet->AddHeader(header);
    EthernetFrame frame;
    frame.source = host.GetMac();
    frame.destination = Mac48Address::GetMulticast(group);
    frame.protocol = 0x0800;
    frame.payload = packet;
    host.Send(frame);
}

/// @param host a host @param group a group @return the data packets to it that came
std::size_t
CountData(const Host& host, Ipv4Address group)
{
    std::size_t count = 0;
    for (const auto& arrival : host.seen)
    {
        Ipv4Header header;
        if (arrival.frame.protocol == 0x0800)
        {
            arrival.frame.payload->PeekHeader(header);
            count += header.GetProtocol() == 253 && header.GetDestination() == group;
        }
    }
    return count;
}

/// @param host a host @param type a type @return when IGMP messages of it came, in ns
std::vector<int64_t>
GetTimes(const Host& host, Type type)
{
    std::vector<int64_t> times;
    for (const auto& arrival : host.seen)
    {
        auto reason = Reason::NONE;
        const auto message = arrival.frame.protocol == 0x0800
                                 ? IgmpMessage::Read(arrival.frame.payload, reason)
                                 : std::nullopt;
        if (message && message->type == type)
        {
            times.push_back(arrival.time.GetNanoSeconds());
        }
    }
    return times;
}

/// @param type of a report or leave @param group about it @return the message
IgmpMessage
MakeReport(Type type, Ipv4Address group)
{
    IgmpMessage message;
    message.type = type;
    message.group = group;
    message.destination = group;
    return message;
}

/// @param lan a switch @return its new snooper
Ptr<IgmpSnooper>
AddSnooper(const Ptr<VlanSwitch>& lan)
{
    auto snooper = CreateObject<IgmpSnooper>();
    snooper->Install(lan);
    return snooper;
}

/**
 * Method: messages are written and read.
 * Expected: octets by hand. IPv4 (RFC 791): 46 c0, length, 0, one hop and protocol 2, checksum,
 * addresses, Router Alert 94040000 (RFC 2113). Of a query of 36 octets from 10.0.0.1 to 224.0.0.1:
 * 46c0 + 0024 + 0102 + 0a00 + 0001 + e000 + 0001 + 9404 = 1c5ec, folded c5ed, inverted 3a12. Query
 * of version 3 (RFC 3376 section 4.1): 11, 100 tenths of a second 64, checksum, group, robustness
 * 2, 125 s 7d, no sources: 1164 + 027d = 13e1, inverted ec1e. Report of version 2 (RFC 2236 section
 * 2): 1600 + ef01 + 0203 = 10704, f8fa; leave 1700: f7fa. Report of version 3 with one record 04
 * (section 4.2): 2200 + 0001 + 0400 + ef01 + 0203 = 11705, e8f9. 200 s are (16 + 9) << 3: code 89
 * (section 4.1.1).
 */
class GoldenTestCase : public TestCase
{
  public:
    GoldenTestCase()
        : TestCase("octets of messages")
    {
    }

  private:
    void DoRun() override
    {
        IgmpMessage query;
        query.source = QUERIER;
        query.destination = Ipv4Address("224.0.0.1");
        query.maxResponse = Seconds(10);
        query.queryInterval = Seconds(125);
        const std::string octets = "46c00024000000000102"
                                   "3a12"
                                   "0a000001e000000194040000"
                                   "1164ec1e00000000027d0000";
        NS_TEST_EXPECT_MSG_EQ(ToHex(query.ToPacket()), octets, "query");
        auto reason = Reason::FULL;
        auto read = IgmpMessage::Read(FromHex(octets + "00000000"), reason); // and padding
        NS_TEST_ASSERT_MSG_EQ(read.has_value(), true, "read");
        NS_TEST_EXPECT_MSG_EQ(unsigned{read->version}, 3, "version");
        NS_TEST_EXPECT_MSG_EQ(read->maxResponse, Seconds(10), "response");
        NS_TEST_EXPECT_MSG_EQ(read->queryInterval, Seconds(125), "interval");
        NS_TEST_EXPECT_MSG_EQ(unsigned{read->robustness}, 2, "robustness");
        NS_TEST_EXPECT_MSG_EQ(read->group.IsAny(), true, "general");
        NS_TEST_EXPECT_MSG_EQ(read->source, QUERIER, "source");
        query.queryInterval = Seconds(200);
        NS_TEST_EXPECT_MSG_EQ(ToHex(query.ToPacket()).substr(66, 2), "89", "a long interval");
        NS_TEST_EXPECT_MSG_EQ(IgmpMessage::Read(query.ToPacket(), reason)->queryInterval,
                              Seconds(200),
                              "a long interval");
        query.version = 2;
        NS_TEST_EXPECT_MSG_EQ(ToHex(query.ToPacket()).substr(48), "1164ee9b00000000", "version 2");

        NS_TEST_EXPECT_MSG_EQ(ToHex(MakeReport(Type::REPORT_V2, GROUP).ToPacket()).substr(48),
                              "1600f8faef010203",
                              "report of version 2");
        NS_TEST_EXPECT_MSG_EQ(ToHex(MakeReport(Type::LEAVE, GROUP).ToPacket()).substr(48),
                              "1700f7faef010203",
                              "leave");
        auto report = MakeReport(Type::REPORT_V3, GROUP);
        report.records.push_back({IgmpMessage::Mode::CHANGE_TO_EXCLUDE, GROUP, 0});
        NS_TEST_EXPECT_MSG_EQ(ToHex(report.ToPacket()).substr(48),
                              "2200e8f90000000104000000ef010203",
                              "report of version 3");
        read = IgmpMessage::Read(report.ToPacket(), reason);
        NS_TEST_ASSERT_MSG_EQ(read.has_value(), true, "read");
        NS_TEST_ASSERT_MSG_EQ(read->records.size(), 1, "one record");
        NS_TEST_EXPECT_MSG_EQ(read->records[0].group, GROUP, "its group");
        NS_TEST_EXPECT_MSG_EQ(read->records[0].IsJoin(), true, "joins");
    }
};

/**
 * Method: packets that are no good IGMP message are read, and come to a snooper.
 * Expected: the reason in each row, counted; nobody is a member. Checksums by hand: 2200 + 0002 +
 * 0400 + ef01 + 0203 = 11706, e8f8 (two records, one there); 2200 + 0001 + 0400 + 0001 + ef01 +
 * 0203 = 11706, e8f8 (a source, not there); 1600 + 0a01 + 0203 = 2204, ddfb (no group); 3000, cfff
 * (no type); 1164, ee9b (a query of ten octets).
 */
class HostileTestCase : public TestCase
{
  public:
    HostileTestCase()
        : TestCase("hostile messages")
    {
    }

  private:
    void DoRun() override
    {
        // 24 octets of header, length to be set, without its checksum.
        const auto wrap = [](const std::string& igmp) {
            auto octets = ToHex(MakeReport(Type::REPORT_V2, GROUP).ToPacket()).substr(0, 48) + igmp;
            const auto size = octets.size() / 2;
            // The length is 32 there, and the checksum counts it.
            const auto sum = std::stoul(octets.substr(20, 4), nullptr, 16) + 32 - size;
            const auto put = [&octets](std::size_t at, std::size_t value) {
                static const char* const DIGITS = "0123456789abcdef";
                for (int i = 0; i < 4; ++i)
                {
                    octets[at + i] = DIGITS[value >> (12 - 4 * i) & 15];
                }
            };
            put(4, size);
            put(20, sum);
            return octets;
        };
        const std::string good = ToHex(MakeReport(Type::REPORT_V2, GROUP).ToPacket());
        auto badVersion = good;
        badVersion[0] = '5';
        auto badLength = good;
        badLength[7] = '1'; // 0x21 octets
        auto badHeader = good;
        badHeader[1] = '4';
        auto fragment = good;
        fragment[12] = '2';
        auto badSum = good;
        badSum[16] = '7'; // another time to live
        auto badIgmp = good;
        badIgmp[63] = '4'; // another group
        const std::vector<std::pair<std::string, Reason>> rows = {
            {badVersion, Reason::IP_HEADER},
            {badLength, Reason::IP_HEADER},
            {badHeader, Reason::IP_HEADER},
            {fragment, Reason::IP_HEADER},
            {badSum, Reason::BAD_IP_CHECKSUM},
            {badIgmp, Reason::CHECKSUM},
            {wrap("1600f8faef0102"), Reason::TRUNCATED},
            {wrap("2200e8f80000000204000000ef010203"), Reason::TRUNCATED},
            {wrap("2200e8f80000000104000001ef010203"), Reason::TRUNCATED},
            {wrap("1164ee9b000000000000"), Reason::TRUNCATED},
            {wrap("1600ddfb0a010203"), Reason::NO_GROUP},
            {wrap("3000cfff00000000"), Reason::UNKNOWN_TYPE},
        };
        SwitchTestNet net;
        auto lan = net.AddSwitch();
        Host& host = net.AddHost(lan);
        auto snooper = AddSnooper(lan);
        std::map<Reason, uint64_t> expected;
        Time at = Seconds(1);
        for (const auto& [octets, reason] : rows)
        {
            auto read = Reason::NONE;
            NS_TEST_EXPECT_MSG_EQ(IgmpMessage::Read(FromHex(octets), read).has_value(),
                                  false,
                                  octets);
            NS_TEST_EXPECT_MSG_EQ(read, reason, octets);
            if (reason != Reason::IP_HEADER || octets[0] == '4')
            {
                // A version that is not 4 is no IPv4 for a switch.
                expected[reason]++;
            }
            const std::string text = octets;
            Simulator::Schedule(at, [&host, text]() {
                EthernetFrame frame;
                frame.source = host.GetMac();
                frame.destination = Mac48Address::GetMulticast(GROUP);
                frame.protocol = 0x0800;
                frame.payload = FromHex(text);
                host.Send(frame);
            });
            at += MilliSeconds(1);
        }
        for (const char* cut : {"", "46", "46c00020000000000102"})
        {
            auto read = Reason::NONE;
            NS_TEST_EXPECT_MSG_EQ(IgmpMessage::Read(FromHex(cut), read).has_value(), false, cut);
            NS_TEST_EXPECT_MSG_EQ(read, Reason::IP_HEADER, cut);
        }
        Simulator::Stop(Seconds(2));
        Simulator::Run();
        // A frame is padded to 46 octets, so that a length of 33 octets is there; its checksum is
        // not.
        expected[Reason::IP_HEADER]--;
        expected[Reason::BAD_IP_CHECKSUM]++;
        for (std::size_t i = 1; i < IGMP_DROP_REASONS; ++i)
        {
            const auto reason = static_cast<Reason>(i);
            NS_TEST_EXPECT_MSG_EQ(snooper->GetDrops(reason), expected[reason], reason);
        }
        NS_TEST_EXPECT_MSG_EQ(snooper->GetMemberships(), 0, "nobody is a member");
        Simulator::Destroy();
    }
};

/**
 * Method: A sends to a group every second from 0.5 s on; C is nothing, R a querier that asks at 2
 * s; B joins at 5 s and leaves at 10 s, in version 2 or 3, while the switch itself or R is the
 * querier. Expected: until 5 s nobody has asked: all get all, 5 packets (RFC 4541 section 2.1.2).
 * From then on B and R. After the leave the querier asks twice, a second apart, and B does not
 * answer; the group is kept for 2 * 1 s (RFC 3376 section 8.10): B gets what is sent at 5.5 to 11.5
 * s, 7 packets. When its own querier, the switch drops it as the leave came; when R is, R asks for
 * the group at 10.1 s. Reports come to R, not to C. Then nobody has asked again: all get all
 * at 12.5 .. 14.5 s, 3 packets, or nobody but R where unregistered groups are not flooded: B then
 * has 7 and C none.
 */
class SnoopingTestCase : public TestCase
{
  public:
    SnoopingTestCase()
        : TestCase("join and leave")
    {
    }

  private:
    static void Left(std::vector<int64_t>* left, uint16_t, Ipv4Address, Ptr<SwitchPort>)
    {
        left->push_back(Simulator::Now().GetNanoSeconds());
    }

    void Run(uint32_t version, bool own, bool floods)
    {
        SwitchTestNet net;
        auto lan = net.AddSwitch();
        Host& a = net.AddHost(lan);
        Host& b = net.AddHost(lan);
        Host& c = net.AddHost(lan);
        Host& r = net.AddHost(lan);
        auto snooper = AddSnooper(lan);
        snooper->SetAttribute("FloodUnregistered", BooleanValue(floods));
        if (own)
        {
            snooper->EnableQuerier(1, QUERIER);
        }
        std::vector<int64_t> left;
        snooper->TraceConnectWithoutContext("Left", MakeBoundCallback(&Left, &left));
        auto member = CreateObject<IgmpHost>();
        member->SetAttribute("Version", UintegerValue(version));
        member->AssignStreams(1);
        member->Install(b.nic);
        const auto ask = [&r](Ipv4Address group) {
            IgmpMessage query;
            query.source = Ipv4Address("10.0.0.7");
            query.group = group;
            query.destination = group.IsAny() ? Ipv4Address("224.0.0.1") : group;
            query.maxResponse = group.IsAny() ? Seconds(10) : Seconds(1);
            query.queryInterval = Seconds(125);
            SendMessage(r, query);
        };
        Simulator::Schedule(Seconds(0.1), [&]() { ask(Ipv4Address(uint32_t{0})); });
        Simulator::Schedule(Seconds(5), [&]() { member->Join(GROUP); });
        Simulator::Schedule(Seconds(10), [&]() { member->Leave(GROUP); });
        if (!own)
        {
            Simulator::Schedule(Seconds(10.1), [&]() { ask(GROUP); });
        }
        for (int i = 0; i < 15; ++i)
        {
            Simulator::Schedule(Seconds(0.5 + i), [&]() { SendData(a, GROUP); });
        }
        Simulator::Schedule(Seconds(7), [&]() {
            NS_TEST_EXPECT_MSG_EQ(snooper->IsMember(1, GROUP, b.port), true, "a member");
            NS_TEST_EXPECT_MSG_EQ(snooper->IsMember(1, GROUP, c.port), false, "none");
            NS_TEST_EXPECT_MSG_EQ(snooper->IsRouterPort(1, r.port), true, "a querier");
        });
        Simulator::Stop(Seconds(15));
        Simulator::Run();
        const std::string name = std::to_string(version) + (own ? " own" : " other");
        NS_TEST_EXPECT_MSG_EQ(CountData(b, GROUP), (floods ? 5 + 7 + 3 : 7), name << ": B");
        NS_TEST_EXPECT_MSG_EQ(CountData(c, GROUP), (floods ? 5 + 3 : 0), name << ": C");
        NS_TEST_EXPECT_MSG_EQ(CountData(r, GROUP), 15, name << ": R");
        const auto type = version == 3 ? Type::REPORT_V3 : Type::REPORT_V2;
        NS_TEST_EXPECT_MSG_GT_OR_EQ(GetTimes(r, type).size(), 1, name << ": reports to R");
        NS_TEST_EXPECT_MSG_EQ(GetTimes(c, type).size(), 0, name << ": reports to C");
        NS_TEST_ASSERT_MSG_EQ(left.size(), 1, name << ": left once");
        NS_TEST_EXPECT_MSG_EQ(left[0],
                              (own ? 12 * SECOND : 12 * SECOND + SECOND / 10) + HOP,
                              name << ": left");
        NS_TEST_EXPECT_MSG_EQ(snooper->GetMemberships(), 0, name << ": none");
        Simulator::Destroy();
    }

    void DoRun() override
    {
        Run(3, true, true);
        Run(2, true, true);
        Run(3, false, true);
        Run(2, false, true);
        Run(3, true, false);
    }
};

/**
 * Method: a member reports once and is silent; there are groups and frames that are never snooped,
 * a gateway port, and, in the second run, no querier. Expected: the membership lasts 2 * 125 s + 10
 * s = 260 s (RFC 3376 section 8.4). What goes to 224.0.0.5, IPv6 multicast and broadcasts come to
 * C, what goes to the group does not; the gateway port gets it. Without a querier C gets all.
 */
class LifetimeTestCase : public TestCase
{
  public:
    LifetimeTestCase()
        : TestCase("the life of a membership, and what is not snooped")
    {
    }

  private:
    static void Left(std::vector<int64_t>* left, uint16_t, Ipv4Address, Ptr<SwitchPort>)
    {
        left->push_back(Simulator::Now().GetNanoSeconds());
    }

    static void Heard(uint32_t* count, Ptr<const Packet>)
    {
        ++*count;
    }

    void Run(bool querier)
    {
        SwitchTestNet net;
        auto lan = net.AddSwitch();
        Host& a = net.AddHost(lan);
        Host& b = net.AddHost(lan);
        Host& c = net.AddHost(lan);
        auto svi = CreateObject<SviDevice>();
        svi->Install(lan->GetNode(), 1);
        uint32_t up = 0;
        auto snooper = AddSnooper(lan);
        if (querier)
        {
            snooper->EnableQuerier(1, QUERIER);
        }
        std::vector<int64_t> left;
        snooper->TraceConnectWithoutContext("Left", MakeBoundCallback(&Left, &left));
        const Ipv4Address local("224.0.0.5");
        Simulator::Schedule(Seconds(1), [&]() {
            SendMessage(b, MakeReport(Type::REPORT_V2, GROUP));
            SendMessage(b, MakeReport(Type::REPORT_V2, local));
        });
        Simulator::Schedule(Seconds(2), [&]() {
            NS_TEST_EXPECT_MSG_EQ(snooper->GetMemberships(), 1, "not of 224.0.0.5");
            c.seen.clear();
            svi->TraceConnectWithoutContext("MacRx", MakeBoundCallback(&Heard, &up));
            SendData(a, GROUP);
            SendData(a, local);
            a.Send(Mac48Address("33:33:00:00:00:42"));
            a.Send(Mac48Address::GetBroadcast());
        });
        Simulator::Schedule(Seconds(3), [&]() {
            NS_TEST_EXPECT_MSG_EQ(up, 4, "all to the gateway port");
            NS_TEST_EXPECT_MSG_EQ(CountData(c, GROUP), (querier ? 0 : 1), "C is no member");
            NS_TEST_EXPECT_MSG_EQ(CountData(c, local), 1, "always flooded");
            NS_TEST_EXPECT_MSG_EQ(c.Count(), 2, "IPv6 multicast, broadcast");
            NS_TEST_EXPECT_MSG_EQ(CountData(b, GROUP), 1, "a member");
        });
        Simulator::Stop(Seconds(300));
        Simulator::Run();
        NS_TEST_ASSERT_MSG_EQ(left.size(), 1, "aged");
        NS_TEST_EXPECT_MSG_EQ(left[0], 261 * SECOND + HOP, "after 260 s");
        Simulator::Destroy();
    }

    void DoRun() override
    {
        Run(true);
        Run(false);
    }
};

/**
 * Method: a router joins a group at its gateway port and leaves it, from a script's own context;
 * the switch is the querier. Expected: the port is a member, is asked twice for each report of the
 * leave, and is gone 2 s after the leave (RFC 3376 section 8.10).
 */
class GatewayTestCase : public TestCase
{
  public:
    GatewayTestCase()
        : TestCase("a member at a gateway port")
    {
    }

  private:
    void DoRun() override
    {
        SwitchTestNet net;
        auto lan = net.AddSwitch();
        net.AddHost(lan);
        auto svi = CreateObject<SviDevice>();
        svi->Install(lan->GetNode(), 1);
        auto snooper = AddSnooper(lan);
        snooper->EnableQuerier(1, QUERIER);
        auto member = CreateObject<IgmpHost>();
        member->Install(svi);
        Simulator::Schedule(Seconds(1), [&]() { member->Join(GROUP); });
        Simulator::Schedule(Seconds(19), [&]() {
            NS_TEST_EXPECT_MSG_EQ(snooper->IsMember(1, GROUP, svi->GetSwitchPort()),
                                  true,
                                  "member");
        });
        Simulator::Schedule(Seconds(20), [&]() { member->Leave(GROUP); });
        Simulator::Schedule(Seconds(21.9),
                            [&]() { NS_TEST_EXPECT_MSG_EQ(snooper->GetMemberships(), 1, "kept"); });
        Simulator::Stop(Seconds(22.1));
        Simulator::Run();
        NS_TEST_EXPECT_MSG_EQ(snooper->GetMemberships(), 0, "gone");
        // The general query, and two for the group for each of the two reports of the leave.
        NS_TEST_EXPECT_MSG_EQ(member->GetQueries(), 5, "asked");
        Simulator::Destroy();
    }
};

/**
 * Method: two switches, each with a querier, of 10.0.0.1 and 10.0.0.2, and a host; the cable
 * between them is cut at 300 s. Expected: both ask at 0; the second hears of a lower address and is
 * silent (RFC 3376 section 6.6.2). The first asks again at 31.25 s (section 8.6) and every 125 s:
 * at 156.25 and 281.25 s. The second, 2 * 125 s + 5 s after the last query that it heard
 * (section 8.5), at 536.25 s.
 */
class QuerierTestCase : public TestCase
{
  public:
    QuerierTestCase()
        : TestCase("queriers")
    {
    }

  private:
    void DoRun() override
    {
        SwitchTestNet net;
        auto first = net.AddSwitch();
        auto second = net.AddSwitch();
        auto& link = net.Connect(first, second);
        Host& near = net.AddHost(first);
        Host& far = net.AddHost(second);
        auto snooper1 = AddSnooper(first);
        auto snooper2 = AddSnooper(second);
        snooper1->EnableQuerier(1, QUERIER);
        snooper2->EnableQuerier(1, Ipv4Address("10.0.0.2"));
        Simulator::Schedule(Seconds(200), [&]() {
            NS_TEST_EXPECT_MSG_EQ(snooper1->IsQuerier(1), true, "the lower address");
            NS_TEST_EXPECT_MSG_EQ(snooper2->IsQuerier(1), false, "the higher address");
            NS_TEST_EXPECT_MSG_EQ(snooper2->IsRouterPort(1, link.port[1]), true, "heard there");
        });
        Simulator::Schedule(Seconds(300), [&]() { link.Cut(); });
        Simulator::Stop(Seconds(540));
        Simulator::Run();
        const auto quarter = SECOND / 4;
        const auto times = GetTimes(near, Type::QUERY);
        const std::vector<int64_t> expected = {HOP,
                                               31 * SECOND + quarter + HOP,
                                               156 * SECOND + quarter + HOP,
                                               281 * SECOND + quarter + HOP,
                                               406 * SECOND + quarter + HOP,
                                               531 * SECOND + quarter + HOP};
        // The second's query of 0 comes to the first's host a hop later.
        auto heard = times;
        NS_TEST_ASSERT_MSG_EQ(heard.size(), 7, "queries");
        heard.erase(heard.begin() + 1);
        NS_TEST_EXPECT_MSG_EQ((heard == expected), true, "times");
        const auto later = GetTimes(far, Type::QUERY);
        NS_TEST_ASSERT_MSG_EQ(later.size(), 6, "two at 0, three of the first, one at last");
        NS_TEST_EXPECT_MSG_EQ(later.back(), 536 * SECOND + quarter + 2 * HOP, "after 255 s");
        NS_TEST_EXPECT_MSG_EQ(snooper2->IsQuerier(1), true, "now");
        Simulator::Destroy();
    }
};

/**
 * Method: two switches, the querier at the first; a member of one group at the second, of another
 * at the first; hosts at both send to both groups. Then the topology changes. Expected: the report
 * crosses to the first switch, and data to the member, once. Data of the second switch's host to
 * the first's member crosses, since the querier is there; data of the first's host to it does not
 * go to the second switch. For 10 s after a change of topology (RFC 3376 section 8.3) all is
 * flooded, and a query goes out.
 */
class TwoSwitchesTestCase : public TestCase
{
  public:
    TwoSwitchesTestCase()
        : TestCase("two switches, and a change of topology")
    {
    }

  private:
    void DoRun() override
    {
        SwitchTestNet net;
        auto first = net.AddSwitch();
        auto second = net.AddSwitch();
        net.Connect(first, second);
        Host& near = net.AddHost(first);
        Host& far = net.AddHost(second);
        Host& idle = net.AddHost(second);
        auto snooper1 = AddSnooper(first);
        auto snooper2 = AddSnooper(second);
        snooper1->EnableQuerier(1, QUERIER);
        auto nearHost = CreateObject<IgmpHost>();
        nearHost->Install(near.nic);
        auto farHost = CreateObject<IgmpHost>();
        farHost->Install(far.nic);
        Simulator::Schedule(Seconds(1), [&]() {
            farHost->Join(GROUP);
            nearHost->Join(OTHER_GROUP);
        });
        Simulator::Schedule(Seconds(3), [&]() {
            NS_TEST_EXPECT_MSG_EQ(snooper1->GetMemberships(), 2, "both");
            NS_TEST_EXPECT_MSG_EQ(snooper2->GetMemberships(), 1, "its own");
            SendData(near, GROUP);
            SendData(near, OTHER_GROUP);
            SendData(far, OTHER_GROUP);
        });
        Simulator::Schedule(Seconds(4), [&]() {
            NS_TEST_EXPECT_MSG_EQ(CountData(far, GROUP), 1, "to the member");
            NS_TEST_EXPECT_MSG_EQ(CountData(far, OTHER_GROUP), 0, "not to the second switch");
            NS_TEST_EXPECT_MSG_EQ(CountData(near, OTHER_GROUP), 1, "towards the querier");
            NS_TEST_EXPECT_MSG_EQ(CountData(idle, GROUP), 0, "no member");
        });
        uint64_t queries = 0;
        Simulator::Schedule(Seconds(40), [&]() {
            queries = snooper1->GetQueries();
            snooper1->TopologyChanged();
            snooper2->TopologyChanged();
        });
        Simulator::Schedule(Seconds(49.9), [&]() { SendData(near, GROUP); });
        Simulator::Schedule(Seconds(50.1), [&]() { SendData(near, GROUP); });
        Simulator::Stop(Seconds(51));
        Simulator::Run();
        NS_TEST_EXPECT_MSG_EQ(CountData(far, GROUP), 3, "the member");
        NS_TEST_EXPECT_MSG_EQ(CountData(idle, GROUP), 1, "flooded for 10 s");
        NS_TEST_EXPECT_MSG_EQ(snooper1->GetQueries() - queries, 2, "one query at two ports");
        NS_TEST_EXPECT_MSG_EQ(nearHost->GetQueries(), 3, "at 0, 31.25 and 40 s");
        Simulator::Destroy();
    }
};

/**
 * Method: two switches with spanning trees that the snoopers watch; the cable between them is cut
 * at 40 s and plugged in again at 50 s. Expected: at 50 s the port comes to forwarding, which is a
 * change of topology (IEEE 802.1D-2004 section 17.11): the querier asks at once, at its host and at
 * the cable, 2 queries; none at 40 s, since a port that goes down is none.
 */
class WatchTestCase : public TestCase
{
  public:
    WatchTestCase()
        : TestCase("a spanning tree is watched")
    {
    }

  private:
    void DoRun() override
    {
        SwitchTestNet net;
        auto first = net.AddSwitch();
        auto second = net.AddSwitch();
        auto& link = net.Connect(first, second);
        net.AddHost(first);
        auto snooper = AddSnooper(first);
        for (const auto& lan : net.switches)
        {
            auto tree = CreateObject<SpanningTree>();
            tree->Install(lan);
            if (lan == first)
            {
                snooper->Watch(tree);
            }
        }
        snooper->EnableQuerier(1, QUERIER);
        std::vector<uint64_t> queries;
        for (const int at : {39, 49, 51})
        {
            Simulator::Schedule(Seconds(at), [&]() { queries.push_back(snooper->GetQueries()); });
        }
        Simulator::Schedule(Seconds(40), [&]() { link.Cut(); });
        Simulator::Schedule(Seconds(50), [&]() { link.Heal(); });
        Simulator::Stop(Seconds(52));
        Simulator::Run();
        NS_TEST_ASSERT_MSG_EQ(queries.size(), 3, "looked");
        NS_TEST_EXPECT_MSG_EQ(queries[1], queries[0], "none at the cut");
        NS_TEST_EXPECT_MSG_EQ(queries[2] - queries[1], 2, "at once");
        Simulator::Destroy();
    }
};

/**
 * Method: a host joins at 1 s, is asked in version 3 for all at 10 s, in version 2 at 30 s, and
 * hears another one's report at once then; another host is left alone. Expected: two reports within
 * a second (RFC 3376 sections 8.1 and 8.11), version 3; one answer within 10 s; asked in version 2,
 * it answers in version 2 (section 7.2.1), but not if another one has (RFC 2236 section 3). In
 * version 2, two reports within 10 s (section 8.10).
 */
class HostTestCase : public TestCase
{
  public:
    HostTestCase()
        : TestCase("hosts")
    {
    }

  private:
    void Run(uint32_t version, bool suppressed)
    {
        SwitchTestNet net;
        auto lan = net.AddSwitch();
        Host& a = net.AddHost(lan);
        Host& r = net.AddHost(lan);
        auto member = CreateObject<IgmpHost>();
        member->SetAttribute("Version", UintegerValue(version));
        member->AssignStreams(7);
        member->Install(a.nic);
        Simulator::Schedule(Seconds(1), [&]() {
            member->Join(GROUP);
            member->Join(GROUP);
        });
        IgmpMessage query;
        query.source = QUERIER;
        query.destination = Ipv4Address("224.0.0.1");
        query.maxResponse = Seconds(10);
        Simulator::Schedule(Seconds(15), [&]() {
            const auto sent = GetTimes(r, version == 3 ? Type::REPORT_V3 : Type::REPORT_V2);
            NS_TEST_ASSERT_MSG_EQ(sent.size(), 2, "twice");
            NS_TEST_EXPECT_MSG_EQ(sent[0], SECOND + 2 * HOP, "at once");
            NS_TEST_EXPECT_MSG_LT_OR_EQ(sent[1],
                                        sent[0] + (version == 3 ? SECOND : 10 * SECOND) + HOP,
                                        "soon");
            r.seen.clear();
            query.version = 3;
            SendMessage(r, query);
        });
        Simulator::Schedule(Seconds(26), [&]() {
            const auto sent = GetTimes(r, version == 3 ? Type::REPORT_V3 : Type::REPORT_V2);
            NS_TEST_EXPECT_MSG_EQ(sent.size(), 1, "an answer");
            r.seen.clear();
        });
        Simulator::Schedule(Seconds(30), [&]() {
            query.version = 2;
            SendMessage(r, query);
            if (suppressed)
            {
                SendMessage(r, MakeReport(Type::REPORT_V2, GROUP));
            }
        });
        Simulator::Stop(Seconds(41));
        Simulator::Run();
        NS_TEST_EXPECT_MSG_EQ(GetTimes(r, Type::REPORT_V2).size(),
                              (suppressed ? 0 : 1),
                              "an answer of version 2");
        NS_TEST_EXPECT_MSG_EQ(GetTimes(r, Type::REPORT_V3).size(), 0, "none of version 3");
        NS_TEST_EXPECT_MSG_EQ(member->GetQueries(), 2, "queries");
        Simulator::Destroy();
    }

    void DoRun() override
    {
        Run(3, false);
        Run(3, true);
        Run(2, false);
        Run(2, true);
    }
};

/**
 * Method: two memberships where one is the most; ports that go; what cannot be set.
 * Expected: the second is counted and all is flooded, so that its host still gets its group; what
 * was learned at a port goes with it; std::invalid_argument.
 */
class BoundTestCase : public TestCase
{
  public:
    BoundTestCase()
        : TestCase("a bound, ports that go, refusals")
    {
    }

  private:
    void DoRun() override
    {
        SwitchTestNet net;
        auto lan = net.AddSwitch();
        Host& a = net.AddHost(lan);
        Host& b = net.AddHost(lan);
        Host& c = net.AddHost(lan);
        auto snooper = AddSnooper(lan);
        snooper->SetAttribute("MaxMemberships", UintegerValue(1));
        snooper->EnableQuerier(1, QUERIER);
        Simulator::Schedule(Seconds(1),
                            [&]() { SendMessage(b, MakeReport(Type::REPORT_V2, GROUP)); });
        Simulator::Schedule(Seconds(2),
                            [&]() { SendMessage(c, MakeReport(Type::REPORT_V2, GROUP)); });
        Simulator::Schedule(Seconds(3), [&]() { SendData(a, GROUP); });
        Simulator::Schedule(Seconds(4), [&]() {
            NS_TEST_EXPECT_MSG_EQ(CountData(b, GROUP), 1, "a member");
            NS_TEST_EXPECT_MSG_EQ(CountData(c, GROUP), 1, "flooded");
            NS_TEST_EXPECT_MSG_EQ(snooper->GetDrops(Reason::FULL), 1, "counted");
            NS_TEST_EXPECT_MSG_EQ(snooper->GetMemberships(), 1, "the bound");
            b.nic->Unplug();
            NS_TEST_EXPECT_MSG_EQ(snooper->GetMemberships(), 0, "went with the link");
        });
        Simulator::Schedule(Seconds(5),
                            [&]() { SendMessage(c, MakeReport(Type::REPORT_V2, GROUP)); });
        Simulator::Schedule(Seconds(6), [&]() {
            NS_TEST_EXPECT_MSG_EQ(snooper->GetMemberships(), 1, "C");
            lan->RemovePort(c.port);
            NS_TEST_EXPECT_MSG_EQ(snooper->GetMemberships(), 0, "went with the port");
            c.port = nullptr;
        });
        Simulator::Stop(Seconds(300));
        Simulator::Run();

        auto host = CreateObject<IgmpHost>();
        auto loose = CreateObject<IgmpSnooper>();
        const std::map<std::string, std::function<void()>> refused = {
            {"no switch", [&]() { loose->Install(nullptr); }},
            {"a second snooper", [&]() { loose->Install(lan); }},
            {"a querier on no switch", [&]() { loose->EnableQuerier(1, QUERIER); }},
            {"VLAN 0", [&]() { snooper->EnableQuerier(0, QUERIER); }},
            {"VLAN 4095", [&]() { snooper->EnableQuerier(4095, QUERIER); }},
            {"no source", [&]() { snooper->EnableQuerier(1, Ipv4Address("0.0.0.0")); }},
            {"no device", [&]() { host->Install(nullptr); }},
            {"join on no device", [&]() { host->Join(GROUP); }},
            {"no group",
             [&]() {
                 auto other = CreateObject<IgmpHost>();
                 other->Install(a.nic);
                 other->Join(Ipv4Address("10.0.0.1"));
             }},
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
        Simulator::Destroy();
    }
};

/// The suite.
class IgmpTestSuite : public TestSuite
{
  public:
    IgmpTestSuite()
        : TestSuite("lisp-ethernet-igmp", TestSuite::Type::UNIT)
    {
        const auto quick = compat::TestDuration<>::QUICK;
        AddTestCase(new GoldenTestCase, quick);
        AddTestCase(new HostileTestCase, quick);
        AddTestCase(new SnoopingTestCase, quick);
        AddTestCase(new LifetimeTestCase, quick);
        AddTestCase(new GatewayTestCase, quick);
        AddTestCase(new QuerierTestCase, quick);
        AddTestCase(new TwoSwitchesTestCase, quick);
        AddTestCase(new WatchTestCase, quick);
        AddTestCase(new HostTestCase, quick);
        AddTestCase(new BoundTestCase, quick);
    }
};

const IgmpTestSuite g_igmpTestSuite; //!< registers itself

} // namespace
