/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * @brief IGMP: messages, what hosts answer, and the bounds of what a switch takes.
 *
 * A short frame is at the switch HOP = 1076 ns after it was sent (72 octet times at 1 Gbit/s, 500
 * ns of cable).
 */

#include "igmp-test-tools.h"

#include "ns3/igmp-host.h"
#include "ns3/igmp-snooper.h"
#include "ns3/ns3-compat.h"
#include "ns3/test.h"
#include "ns3/uinteger.h"

#include <functional>
#include <map>
#include <stdexcept>

using namespace ns3;
using namespace ns3::igmptest;

namespace
{

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

/// The suite of IGMP's messages and hosts.
class EthernetIgmpMessageTestSuite : public TestSuite
{
  public:
    EthernetIgmpMessageTestSuite()
        : TestSuite("lisp-ethernet-igmp-message", TestSuite::Type::UNIT)
    {
        const auto quick = compat::TestDuration<>::QUICK;
        AddTestCase(new GoldenTestCase, quick);
        AddTestCase(new HostileTestCase, quick);
        AddTestCase(new HostTestCase, quick);
        AddTestCase(new BoundTestCase, quick);
    }
};

EthernetIgmpMessageTestSuite g_ethernetIgmpMessageTestSuite; //!< registers the suite

} // namespace
