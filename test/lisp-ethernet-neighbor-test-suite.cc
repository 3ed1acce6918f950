/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * @brief What is learned of hosts from ARP, RARP and Neighbor Discovery.
 *
 * The octets were written by hand from RFC 826, 903, 5227 and 4861; the ICMPv6 checksums were
 * computed apart (ones' complement sum in Python).
 */

#include "ns3/arp-header.h"
#include "ns3/ethernet-frame.h"
#include "ns3/ethernet-helper.h"
#include "ns3/ethernet-nic.h"
#include "ns3/neighbor-listener.h"
#include "ns3/node.h"
#include "ns3/ns3-compat.h"
#include "ns3/packet.h"
#include "ns3/simulator.h"
#include "ns3/test.h"

#include <stdexcept>
#include <string>
#include <vector>

using namespace ns3;

namespace
{

using Outcome = NeighborMessage::Outcome;
using Cause = HostSeenCause;
using Octets = std::vector<uint8_t>;

const char* const FRAME_SOURCE = "02:00:00:00:00:99"; //!< of every frame here

/// @param hex digits, blanks ignored @return the octets
Octets
FromHex(const std::string& hex)
{
    Octets octets;
    std::string digits;
    for (const char c : hex)
    {
        if (c != ' ')
        {
            digits += c;
        }
        if (digits.size() == 2)
        {
            octets.push_back(static_cast<uint8_t>(std::stoul(digits, nullptr, 16)));
            digits.clear();
        }
    }
    return octets;
}

/// A message and what it says.
struct Row
{
    const char* name;  //!< what it is
    uint16_t protocol; //!< EtherType
    const char* hex;   //!< the frame's payload
    Outcome outcome;   //!< expected
    const char* host;  //!< expected
    const char* mac;   //!< expected
    Cause cause;       //!< expected
};

constexpr uint16_t ARP = EthernetFrame::ARP;
constexpr uint16_t RARP = EthernetFrame::RARP;
constexpr uint16_t IPV6 = EthernetFrame::IPV6;

// 10.1.0.10 is at 02:00:00:00:00:0a, 10.1.0.1 at 00:00:0c:07:ac:01.
const Row ROWS[] = {
    {"ARP request",
     ARP,
     "0001 0800 0604 0001 02000000000a 0a01000a 000000000000 0a010001",
     Outcome::HOST,
     "10.1.0.10",
     "02:00:00:00:00:0a",
     Cause::ARP_REQUEST},
    {"ARP request in a padded frame",
     ARP,
     "0001 0800 0604 0001 02000000000a 0a01000a 000000000000 0a010001 "
     "000000000000000000000000000000000000",
     Outcome::HOST,
     "10.1.0.10",
     "02:00:00:00:00:0a",
     Cause::ARP_REQUEST},
    {"ARP reply",
     ARP,
     "0001 0800 0604 0002 02000000000a 0a01000a 00000c07ac01 0a010001",
     Outcome::HOST,
     "10.1.0.10",
     "02:00:00:00:00:0a",
     Cause::ARP_REPLY},
    {"ARP announcement, RFC 5227 section 3",
     ARP,
     "0001 0800 0604 0001 02000000000a 0a01000a 000000000000 0a01000a",
     Outcome::HOST,
     "10.1.0.10",
     "02:00:00:00:00:0a",
     Cause::GRATUITOUS_ARP},
    {"gratuitous ARP reply",
     ARP,
     "0001 0800 0604 0002 02000000000a 0a01000a ffffffffffff 0a01000a",
     Outcome::HOST,
     "10.1.0.10",
     "02:00:00:00:00:0a",
     Cause::GRATUITOUS_ARP},
    {"ARP probe, RFC 5227 section 2.1.1",
     ARP,
     "0001 0800 0604 0001 02000000000a 00000000 000000000000 0a01000a",
     Outcome::SILENT,
     "",
     "",
     Cause::ARP_REQUEST},
    {"RARP announcement without an IP address",
     RARP,
     "0001 0800 0604 0003 02000000000a 00000000 02000000000a 00000000",
     Outcome::HOST,
     "none",
     "02:00:00:00:00:0a",
     Cause::RARP},
    {"RARP reply, about its target",
     RARP,
     "0001 0800 0604 0004 00000c07ac01 0a010001 02000000000a 0a01000a",
     Outcome::HOST,
     "10.1.0.10",
     "02:00:00:00:00:0a",
     Cause::RARP},
    {"ARP, hardware type 6",
     ARP,
     "0006 0800 0604 0001 02000000000a 0a01000a 000000000000 0a010001",
     Outcome::MALFORMED,
     "",
     "",
     Cause::ARP_REQUEST},
    {"ARP, hardware length 255",
     ARP,
     "0001 0800 ff04 0001 02000000000a 0a01000a 000000000000 0a010001",
     Outcome::MALFORMED,
     "",
     "",
     Cause::ARP_REQUEST},
    {"ARP, operation 9",
     ARP,
     "0001 0800 0604 0009 02000000000a 0a01000a 000000000000 0a010001",
     Outcome::MALFORMED,
     "",
     "",
     Cause::ARP_REQUEST},
    {"RARP with ARP's operation",
     RARP,
     "0001 0800 0604 0001 02000000000a 0a01000a 02000000000a 0a01000a",
     Outcome::MALFORMED,
     "",
     "",
     Cause::RARP},
    {"ARP from a multicast address",
     ARP,
     "0001 0800 0604 0001 02000000000a e0000001 000000000000 0a010001",
     Outcome::MALFORMED,
     "",
     "",
     Cause::ARP_REQUEST},
    {"ARP from the broadcast MAC address",
     ARP,
     "0001 0800 0604 0001 ffffffffffff 0a01000a 000000000000 0a010001",
     Outcome::MALFORMED,
     "",
     "",
     Cause::ARP_REQUEST},
    {"ARP reply from 0.0.0.0",
     ARP,
     "0001 0800 0604 0002 02000000000a 00000000 00000c07ac01 0a010001",
     Outcome::MALFORMED,
     "",
     "",
     Cause::ARP_REPLY},
    {"solicitation",
     IPV6,
     "6000000000203aff20010db800010000000000000000000aff02000000000000"
     "00000001ff00000187001c150000000020010db8000100000000000000000001"
     "010102000000000a",
     Outcome::HOST,
     "2001:db8:1::a",
     "02:00:00:00:00:0a",
     Cause::NEIGHBOR_SOLICITATION},
    {"solicitation without an option: the frame's source",
     IPV6,
     "6000000000183aff20010db800010000000000000000000aff02000000000000"
     "00000001ff00000187001f280000000020010db8000100000000000000000001",
     Outcome::HOST,
     "2001:db8:1::a",
     "02:00:00:00:00:99",
     Cause::NEIGHBOR_SOLICITATION},
    {"solicitation, another option first",
     IPV6,
     "6000000000283aff20010db800010000000000000000000aff02000000000000"
     "00000001ff00000187000b090000000020010db8000100000000000000000001"
     "0e01010101010101010102000000000a",
     Outcome::HOST,
     "2001:db8:1::a",
     "02:00:00:00:00:0a",
     Cause::NEIGHBOR_SOLICITATION},
    {"duplicate address detection, RFC 4862 section 5.4",
     IPV6,
     "6000000000183aff00000000000000000000000000000000ff02000000000000"
     "00000001ff00000a87004cda0000000020010db800010000000000000000000a",
     Outcome::SILENT,
     "",
     "",
     Cause::NEIGHBOR_SOLICITATION},
    {"advertisement, solicited",
     IPV6,
     "6000000000203aff20010db800010000000000000000000a20010db800010000"
     "000000000000000188008a566000000020010db800010000000000000000000a"
     "020102000000000a",
     Outcome::HOST,
     "2001:db8:1::a",
     "02:00:00:00:00:0a",
     Cause::NEIGHBOR_ADVERTISEMENT},
    {"unsolicited advertisement to all, about another address than its source",
     IPV6,
     "6000000000203afffe80000000000000000000000000000aff02000000000000"
     "0000000000000001880028472000000020010db800010000000000000000000a"
     "020102000000000a",
     Outcome::HOST,
     "2001:db8:1::a",
     "02:00:00:00:00:0a",
     Cause::NEIGHBOR_ADVERTISEMENT},
    {"solicitation, hop limit 254",
     IPV6,
     "6000000000203afe20010db800010000000000000000000aff02000000000000"
     "00000001ff00000187001c150000000020010db8000100000000000000000001"
     "010102000000000a",
     Outcome::MALFORMED,
     "",
     "",
     Cause::NEIGHBOR_SOLICITATION},
    {"solicitation, code 1",
     IPV6,
     "6000000000203aff20010db800010000000000000000000aff02000000000000"
     "00000001ff00000187011c140000000020010db8000100000000000000000001"
     "010102000000000a",
     Outcome::MALFORMED,
     "",
     "",
     Cause::NEIGHBOR_SOLICITATION},
    {"solicitation, wrong checksum",
     IPV6,
     "6000000000203aff20010db800010000000000000000000aff02000000000000"
     "00000001ff00000187001c140000000020010db8000100000000000000000001"
     "010102000000000a",
     Outcome::MALFORMED,
     "",
     "",
     Cause::NEIGHBOR_SOLICITATION},
    {"solicitation, option of length 0",
     IPV6,
     "6000000000203aff20010db800010000000000000000000aff02000000000000"
     "00000001ff00000187001c160000000020010db8000100000000000000000001"
     "010002000000000a",
     Outcome::MALFORMED,
     "",
     "",
     Cause::NEIGHBOR_SOLICITATION},
    {"solicitation, option beyond the end",
     IPV6,
     "6000000000203aff20010db800010000000000000000000aff02000000000000"
     "00000001ff00000187001c140000000020010db8000100000000000000000001"
     "010202000000000a",
     Outcome::MALFORMED,
     "",
     "",
     Cause::NEIGHBOR_SOLICITATION},
    {"solicitation, option cut short",
     IPV6,
     "60000000001c3aff20010db800010000000000000000000aff02000000000000"
     "00000001ff00000187001c230000000020010db8000100000000000000000001"
     "01010200",
     Outcome::MALFORMED,
     "",
     "",
     Cause::NEIGHBOR_SOLICITATION},
    {"solicitation, payload length beyond the end",
     IPV6,
     "6000000003e83aff20010db800010000000000000000000aff02000000000000"
     "00000001ff00000187001c150000000020010db8000100000000000000000001"
     "010102000000000a",
     Outcome::MALFORMED,
     "",
     "",
     Cause::NEIGHBOR_SOLICITATION},
    {"solicitation, payload length too short",
     IPV6,
     "6000000000173aff20010db800010000000000000000000aff02000000000000"
     "00000001ff00000187001c150000000020010db8000100000000000000000001"
     "010102000000000a",
     Outcome::MALFORMED,
     "",
     "",
     Cause::NEIGHBOR_SOLICITATION},
    {"solicitation for a multicast address",
     IPV6,
     "6000000000203aff20010db800010000000000000000000aff02000000000000"
     "00000001ff00000187004acc00000000ff020000000000000000000000000001"
     "010102000000000a",
     Outcome::MALFORMED,
     "",
     "",
     Cause::NEIGHBOR_SOLICITATION},
    {"advertisement with a group MAC address",
     IPV6,
     "6000000000203aff20010db800010000000000000000000a20010db800010000"
     "000000000000000188008c606000000020010db800010000000000000000000a"
     "0201ffffffffffff",
     Outcome::MALFORMED,
     "",
     "",
     Cause::NEIGHBOR_ADVERTISEMENT},
    {"echo request",
     IPV6,
     "6000000000183aff20010db800010000000000000000000a20010db800010000"
     "00000000000000018000f6690000000020010db800010000000000000000000a",
     Outcome::OTHER,
     "",
     "",
     Cause::NEIGHBOR_SOLICITATION},
    {"another protocol", 0x0800, "45", Outcome::OTHER, "", "", Cause::ARP_REQUEST},
};

/// @param row a row @param octets its octets, or some of them @param message what was read
Outcome
Read(const Row& row, const Octets& octets, NeighborMessage& message)
{
    // A copy of just that size, so that a sanitizer sees any reading beyond it.
    const Octets exact(octets);
    return NeighborMessage::Read(row.protocol,
                                 exact.data(),
                                 exact.size(),
                                 Mac48Address(FRAME_SOURCE),
                                 message);
}

/**
 * Method: each row of the table is read.
 * Expected: its outcome, and if it tells of a host, that host.
 */
class MessageTestCase : public TestCase
{
  public:
    MessageTestCase()
        : TestCase("messages by hand")
    {
    }

  private:
    void DoRun() override
    {
        for (const Row& row : ROWS)
        {
            NeighborMessage message;
            const Outcome outcome = Read(row, FromHex(row.hex), message);
            NS_TEST_ASSERT_MSG_EQ((outcome == row.outcome), true, row.name);
            if (outcome == Outcome::HOST)
            {
                NS_TEST_EXPECT_MSG_EQ(message.host.ToString(), row.host, row.name);
                NS_TEST_EXPECT_MSG_EQ(message.mac, Mac48Address(row.mac), row.name);
                NS_TEST_EXPECT_MSG_EQ(message.cause, row.cause, row.name);
            }
        }
    }
};

/**
 * Method: every truncation of every row is read, every row with each of its bits flipped, and with
 * each octet set to each value.
 * Expected: no read beyond the end (the sanitizers watch), a message cut short within its fields
 * tells of no host, and a host that is told of can always be one: no group MAC address.
 */
class HostileTestCase : public TestCase
{
  public:
    HostileTestCase()
        : TestCase("messages cut short and damaged")
    {
    }

  private:
    void DoRun() override
    {
        for (const Row& row : ROWS)
        {
            const Octets octets = FromHex(row.hex);
            const std::size_t fields = row.protocol == IPV6 ? octets.size() : 28;
            NeighborMessage message;
            for (std::size_t size = 0; size < octets.size(); ++size)
            {
                const Outcome outcome =
                    Read(row, Octets(octets.begin(), octets.begin() + size), message);
                NS_TEST_EXPECT_MSG_EQ((outcome == Outcome::HOST),
                                      (size >= fields && row.outcome == Outcome::HOST),
                                      row.name << " cut at " << size);
            }
            for (std::size_t i = 0; i < octets.size(); ++i)
            {
                for (int value = 0; value < 256; ++value)
                {
                    Octets damaged = octets;
                    damaged[i] = static_cast<uint8_t>(value);
                    if (Read(row, damaged, message) == Outcome::HOST)
                    {
                        NS_TEST_EXPECT_MSG_EQ(message.mac.IsGroup(), false, row.name << " " << i);
                        NS_TEST_EXPECT_MSG_EQ(message.host.IsMulticast(), false, row.name);
                    }
                }
            }
        }
    }
};

/**
 * Method: a node listens on one of its two ports; a host on each port sends an ARP announcement,
 * and the one on the first port each row of the table. Expected: the trace fires for the first
 * port's messages that tell of a host, with that port; the counters add up.
 */
class ListenerTestCase : public TestCase
{
  public:
    ListenerTestCase()
        : TestCase("listening on a port")
    {
    }

  private:
    void Seen(const NetworkAddress& host, const Mac48Address&, Ptr<NetDevice> port, HostSeenCause)
    {
        NS_TEST_EXPECT_MSG_EQ(port, m_port, "the port");
        m_hosts.push_back(host.ToString());
    }

    void DoRun() override
    {
        EthernetHelper helper;
        Ptr<Node> gateway = CreateObject<Node>();
        NetDeviceContainer first = helper.Install(CreateObject<Node>(), gateway);
        NetDeviceContainer second = helper.Install(CreateObject<Node>(), gateway);
        m_port = first.Get(1);
        Ptr<NeighborListener> listener = CreateObject<NeighborListener>();
        listener->Listen(m_port);
        listener->TraceConnectWithoutContext("HostSeen",
                                             MakeCallback(&ListenerTestCase::Seen, this));
        bool refused = false;
        try
        {
            listener->Listen(m_port);
        }
        catch (const std::invalid_argument&)
        {
            refused = true;
        }
        NS_TEST_EXPECT_MSG_EQ(refused, true, "once a port");

        std::vector<std::string> expected;
        uint64_t malformed = 0;
        for (const Row& row : ROWS)
        {
            const Octets octets = FromHex(row.hex);
            for (Ptr<NetDevice> nic : {first.Get(0), second.Get(0)})
            {
                Simulator::ScheduleWithContext(nic->GetNode()->GetId(),
                                               Time(0),
                                               [nic, octets, &row]() {
                                                   nic->Send(
                                                       Create<Packet>(octets.data(), octets.size()),
                                                       Mac48Address::GetBroadcast(),
                                                       row.protocol);
                                               });
            }
            if (row.outcome == Outcome::HOST)
            {
                expected.emplace_back(row.host);
            }
            malformed += row.outcome == Outcome::MALFORMED;
        }
        Simulator::Run();
        NS_TEST_EXPECT_MSG_EQ((m_hosts == expected), true, "the hosts, in order");
        NS_TEST_EXPECT_MSG_EQ(listener->GetMalformed(), malformed, "malformed");
        NS_TEST_EXPECT_MSG_EQ(listener->GetSeen(Cause::GRATUITOUS_ARP), 2, "by cause");
        NS_TEST_EXPECT_MSG_EQ(listener->GetSeen(Cause::RARP), 2, "by cause");
        Simulator::Destroy();
    }

    Ptr<NetDevice> m_port;            //!< listened to
    std::vector<std::string> m_hosts; //!< told of
};

/// The suite of what is learned of neighbours.
class EthernetNeighborTestSuite : public TestSuite
{
  public:
    EthernetNeighborTestSuite()
        : TestSuite("lisp-ethernet-neighbor", TestSuite::Type::UNIT)
    {
        AddTestCase(new MessageTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new HostileTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new ListenerTestCase, compat::TestDuration<>::QUICK);
    }
};

EthernetNeighborTestSuite g_ethernetNeighborTestSuite; //!< registers the suite

} // namespace
