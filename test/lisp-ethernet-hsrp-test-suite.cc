/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * @brief HSRP: its octets, its state machine on the wire, and what hosts notice of it.
 *
 * Golden octets were written by hand from RFC 2281 section 5.1 and, for version 2, from the layout
 * that protocol analysers decode; their checksums were computed apart (ones' complement sum in
 * Python). Routers have the RFC's timers, Hellotime 3 s and Holdtime 10 s, and no jitter unless
 * said otherwise, so that the table of its section 5.7 gives all times: from the start at 0, Listen
 * lasts until the active timer runs out at 10, Speak until the standby timer does at 20. Frames
 * take some microseconds.
 */

#include "gateway-test-net.h"

#include "ns3/arp-cache.h"
#include "ns3/boolean.h"
#include "ns3/double.h"
#include "ns3/gateway-addresses.h"
#include "ns3/hsrp-groups.h"
#include "ns3/hsrp-packet.h"
#include "ns3/hsrp-router.h"
#include "ns3/icmpv4.h"
#include "ns3/inet-socket-address.h"
#include "ns3/inet6-socket-address.h"
#include "ns3/ipv4-interface.h"
#include "ns3/ipv4-l3-protocol.h"
#include "ns3/ipv4-raw-socket-factory.h"
#include "ns3/mac48-address.h"
#include "ns3/ns3-compat.h"
#include "ns3/socket.h"
#include "ns3/string.h"
#include "ns3/test.h"
#include "ns3/udp-socket-factory.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <array>
#include <deque>
#include <functional>
#include <iomanip>
#include <map>
#include <memory>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

using namespace ns3;

namespace
{

using State = HsrpState;
using Outcome = HsrpMessage::Outcome;
using Reason = HsrpDropReason;
using Net = GatewayTestNet;

const Mac48Address VMAC("00:00:0c:07:ac:01"); //!< of group 1, version 1
const NetworkAddress VIP(Ipv4Address("10.1.0.1"));

// Hello, Active, 3 s, 10 s, priority 110, group 1, "cisco", 10.1.0.1.
const char* const HELLO_V1 = "00 00 10 03 0a 6e 01 00 636973636f000000 0a010001";
// The same of group 5 in milliseconds, from 02:00:00:00:01:02.
const char* const HELLO_V2 = "01 28 02 00 06 04 0005 020000000102 0000006e 00000bb8 00002710 "
                             "0a010001 000000000000000000000000 03 08 636973636f000000";
const char* const HELLO_V6 = "01 28 02 00 06 06 0005 020000000102 0000006e 00000bb8 00002710 "
                             "fe80000000000000000573fffea00005 03 08 636973636f000000";

/// @return the message of HELLO_V1, HELLO_V2 or HELLO_V6 @param version 1 or 2 @param isIpv6 V6
HsrpMessage
MakeHello(uint8_t version = 1, bool isIpv6 = false)
{
    HsrpMessage message;
    message.version = version;
    message.state = State::ACTIVE;
    message.group = version == 1 ? 1 : 5;
    message.priority = 110;
    message.hello = 3000;
    message.hold = 10000;
    message.identifier = Mac48Address("02:00:00:00:01:02");
    message.family = isIpv6 ? AddressFamily::IPV6 : AddressFamily::IPV4;
    message.virtualAddress = isIpv6 ? NetworkAddress(Ipv6Address("fe80::5:73ff:fea0:5")) : VIP;
    message.secret = HsrpMessage::MakeSecret("cisco");
    return message;
}

/// @param time a time @return it in seconds with one digit behind the point, and a blank
std::string
Round(Time time)
{
    std::ostringstream os;
    os << std::fixed << std::setprecision(1) << time.GetSeconds() << " ";
    return os.str();
}

/// A change of a router's state.
struct Change
{
    double time; //!< seconds
    State state; //!< from then on
};

/// Routers of one group in a net, and a record of their states.
struct HsrpNet : Net
{
    /**
     * @brief Add a router of the group.
     * @param number of it @param priority of it @param preempts whether it does
     * @param virtualAddress of the group @param version of the protocol @param group its number
     * @return its HSRP
     */
    Ptr<HsrpRouter> Add(uint8_t number,
                        uint8_t priority,
                        bool preempts = false,
                        const NetworkAddress& virtualAddress = VIP,
                        uint8_t version = 1,
                        uint16_t group = 1)
    {
        auto& router = AddRouter(number);
        const auto hsrp = CreateObject<HsrpRouter>();
        hsrp->SetAttribute("Version", UintegerValue(version));
        hsrp->SetAttribute("Priority", UintegerValue(priority));
        hsrp->SetAttribute("Preempt", BooleanValue(preempts));
        hsrp->SetAttribute("HelloJitter", DoubleValue(0));
        hsrp->Install(router.svi, group, virtualAddress);
        hsrps.push_back(hsrp);
        changes.emplace_back();
        Watch(hsrps.size() - 1);
        return hsrp;
    }

    /// @param index of a router whose states are recorded
    void Watch(std::size_t index)
    {
        hsrps[index]->TraceConnectWithoutContext(
            "StateChanged",
            MakeBoundCallback(&HsrpNet::Changed, &changes[index]));
    }

    /// @param record of a router @param after its new state
    static void Changed(std::vector<Change>* record, State, State after)
    {
        record->push_back({Simulator::Now().GetSeconds(), after});
    }

    /// @param seconds when @param action what to do then
    static void At(double seconds, std::function<void()> action)
    {
        Simulator::Schedule(Seconds(seconds), [action = std::move(action)]() { action(); });
    }

    /// @param seconds run until then
    static void RunUntil(double seconds)
    {
        Simulator::Stop(Seconds(seconds));
        Simulator::Run();
    }

    /// @param index of a router @param expected its states
    /// @return empty if they are what is recorded, each within a millisecond; else what is
    std::string Compare(std::size_t index, const std::vector<Change>& expected) const
    {
        bool isEqual = expected.size() == changes[index].size();
        std::ostringstream os;
        for (std::size_t i = 0; i < changes[index].size(); ++i)
        {
            const auto& change = changes[index][i];
            os << change.time << " " << change.state << "; ";
            isEqual = isEqual && change.state == expected[i].state &&
                      change.time >= expected[i].time && change.time < expected[i].time + 1e-3;
        }
        return isEqual ? "" : os.str();
    }

    std::vector<Ptr<HsrpRouter>> hsrps;      //!< by router
    std::deque<std::vector<Change>> changes; //!< by router; each stays where it is
};

/**
 * Method: messages are written, and their octets read.
 * Expected: the golden octets; all fields back; virtual MAC addresses of RFC 2281 section 6.1 and
 * the vendor's for versions, families and group numbers.
 */
class CodecTestCase : public TestCase
{
  public:
    CodecTestCase()
        : TestCase("HSRP messages octet by octet")
    {
    }

  private:
    void DoRun() override
    {
        const std::pair<HsrpMessage, const char*> rows[] = {
            {MakeHello(), HELLO_V1},
            {MakeHello(2), HELLO_V2},
            {MakeHello(2, true), HELLO_V6},
        };
        for (const auto& [message, hex] : rows)
        {
            uint8_t octets[HsrpMessage::MAX_SIZE];
            const auto size = message.Write(octets);
            const auto golden = Net::FromHex(hex);
            NS_TEST_EXPECT_MSG_EQ((std::vector<uint8_t>(octets, octets + size) == golden),
                                  true,
                                  hex);
            HsrpMessage read;
            NS_TEST_EXPECT_MSG_EQ(
                (HsrpMessage::Read(message.version, golden.data(), golden.size(), read) ==
                 Outcome::MESSAGE),
                true,
                hex);
            NS_TEST_EXPECT_MSG_EQ(read.state, State::ACTIVE, hex);
            NS_TEST_EXPECT_MSG_EQ(read.group, message.group, hex);
            NS_TEST_EXPECT_MSG_EQ(read.priority, 110, hex);
            NS_TEST_EXPECT_MSG_EQ(read.hello, 3000, hex);
            NS_TEST_EXPECT_MSG_EQ(read.hold, 10000, hex);
            NS_TEST_EXPECT_MSG_EQ(read.virtualAddress, message.virtualAddress, hex);
            NS_TEST_EXPECT_MSG_EQ((read.secret == message.secret), true, hex);
            NS_TEST_EXPECT_MSG_EQ(read.hasDigest, false, hex);
        }
        // Each state and operation has its own octet: RFC 2281 section 5.1; version 2 from 1 on.
        const uint8_t states1[] = {0, 1, 2, 4, 8, 16};
        for (uint8_t i = 0; i < 6; ++i)
        {
            HsrpMessage message = MakeHello();
            message.state = static_cast<State>(i);
            message.opcode = HsrpOpcode::RESIGN;
            uint8_t octets[HsrpMessage::MAX_SIZE];
            message.Write(octets);
            NS_TEST_EXPECT_MSG_EQ(+octets[1], 2, "a resignation");
            NS_TEST_EXPECT_MSG_EQ(+octets[2], +states1[i], "version 1");
            message.version = 2;
            message.Write(octets);
            NS_TEST_EXPECT_MSG_EQ(+octets[3], 2, "a resignation");
            NS_TEST_EXPECT_MSG_EQ(+octets[4], i + 1, "version 2");
        }
        const auto mac = &HsrpMessage::MakeVirtualMac;
        NS_TEST_EXPECT_MSG_EQ(mac(1, AddressFamily::IPV4, 255),
                              Mac48Address("00:00:0c:07:ac:ff"),
                              "RFC 2281 section 6.1");
        NS_TEST_EXPECT_MSG_EQ(mac(2, AddressFamily::IPV4, 0xabc),
                              Mac48Address("00:00:0c:9f:fa:bc"),
                              "version 2");
        NS_TEST_EXPECT_MSG_EQ(mac(2, AddressFamily::IPV6, 0xabc),
                              Mac48Address("00:05:73:a0:0a:bc"),
                              "IPv6");
        NS_TEST_EXPECT_MSG_EQ(HsrpMessage::MakeVirtualLinkLocal(Mac48Address("00:05:73:a0:00:01")),
                              Ipv6Address("fe80::5:73ff:fea0:1"),
                              "IPv6 group 1");
    }
};

/**
 * Method: the golden octets are cut short at each length and changed one field at a time, and
 * octets made at random are read, alone and as frames.
 * Expected: the outcome by hand in each row; nothing cut short is a message but version 2 just
 * before its authentication; what is random ends with some outcome.
 */
class HostileTestCase : public TestCase
{
  public:
    HostileTestCase()
        : TestCase("HSRP octets that are not to be trusted")
    {
    }

  private:
    /// One octet changed.
    struct Row
    {
        const char* hex; //!< a good message
        uint8_t version; //!< of it
        std::size_t at;  //!< which octet
        uint8_t value;   //!< its new value
        Outcome outcome; //!< expected
    };

    void DoRun() override
    {
        HsrpMessage message;
        for (const char* hex : {HELLO_V1, HELLO_V2})
        {
            const auto golden = Net::FromHex(hex);
            const uint8_t version = hex == HELLO_V1 ? 1 : 2;
            for (std::size_t size = 0; size < golden.size(); ++size)
            {
                const bool isWhole = version == 2 && size == 42;
                // A copy of that size, so that a sanitizer sees a read beyond it.
                const std::vector<uint8_t> cut(golden.begin(), golden.begin() + size);
                NS_TEST_EXPECT_MSG_EQ(
                    (HsrpMessage::Read(version, cut.data(), size, message) == Outcome::MESSAGE),
                    isWhole,
                    "version " << +version << ", " << size << " octets");
            }
        }
        const Row rows[] = {
            {HELLO_V1, 1, 0, 1, Outcome::WRONG_VERSION},
            {HELLO_V1, 1, 1, 3, Outcome::OTHER_OPCODE}, // an interface advertises itself
            {HELLO_V1, 1, 2, 3, Outcome::MALFORMED},    // no state
            {HELLO_V1, 1, 2, 32, Outcome::MALFORMED},
            {HELLO_V1, 1, 4, 3, Outcome::MALFORMED}, // Holdtime is to be greater than Hellotime
            {HELLO_V1, 1, 7, 255, Outcome::MESSAGE}, // reserved
            {HELLO_V2, 2, 0, 2, Outcome::MALFORMED}, // another TLV first
            {HELLO_V2, 2, 1, 39, Outcome::MALFORMED},
            {HELLO_V2, 2, 2, 1, Outcome::WRONG_VERSION},
            {HELLO_V2, 2, 3, 3, Outcome::OTHER_OPCODE},
            {HELLO_V2, 2, 4, 0, Outcome::MALFORMED},
            {HELLO_V2, 2, 4, 7, Outcome::MALFORMED},
            {HELLO_V2, 2, 5, 5, Outcome::MALFORMED},    // no version of IP
            {HELLO_V2, 2, 6, 0x10, Outcome::MALFORMED}, // group 4101
            {HELLO_V2, 2, 42, 1, Outcome::MALFORMED},   // a second group state
            {HELLO_V2, 2, 43, 9, Outcome::MALFORMED},   // longer than there is
            {HELLO_V2, 2, 43, 7, Outcome::MALFORMED},
            {HELLO_V2, 2, 42, 9, Outcome::MESSAGE}, // an unknown TLV, skipped
        };
        for (const auto& row : rows)
        {
            auto octets = Net::FromHex(row.hex);
            octets[row.at] = row.value;
            NS_TEST_EXPECT_MSG_EQ(
                (HsrpMessage::Read(row.version, octets.data(), octets.size(), message) ==
                 row.outcome),
                true,
                "version " << +row.version << ", octet " << row.at << " = " << +row.value);
        }
        // A digest is noticed: RFC 2281 has none, so that it never matches.
        auto digest = Net::FromHex(HELLO_V2);
        digest[42] = 4;
        HsrpMessage::Read(2, digest.data(), digest.size(), message);
        NS_TEST_EXPECT_MSG_EQ(message.hasDigest, true, "a digest");

        uint32_t random = 1;
        const auto good = MakeHsrpFrame(MakeHello(), Ipv4Address("10.1.0.2"), VMAC, 0);
        std::size_t outcomes = 0;
        std::size_t hsrp = 0;
        for (uint32_t i = 0; i < 20000; ++i)
        {
            std::vector<uint8_t> octets(48);
            good.payload->CopyData(octets.data(), octets.size());
            for (uint32_t j = 0; j < 4; ++j)
            {
                random = random * 1664525 + 1013904223; // Numerical Recipes, chapter 7
                octets[(random >> 8) % octets.size()] = static_cast<uint8_t>(random >> 24);
            }
            octets.resize((random >> 16) % 49);
            auto frame = good;
            frame.payload = Create<Packet>(octets.data(), octets.size());
            NetworkAddress source;
            hsrp += IsHsrp(frame);
            outcomes += ReadHsrpFrame(frame, message, source) <= Reason::FOREIGN_SOURCE;
            HsrpMessage::Read(1, octets.data(), octets.size(), message);
            HsrpMessage::Read(2, octets.data(), octets.size(), message);
        }
        NS_TEST_EXPECT_MSG_EQ(outcomes, 20000, "each had an end");
        NS_TEST_EXPECT_MSG_GT(hsrp, 0, "some still looked like HSRP");
    }
};

/**
 * Method: messages are put into frames.
 * Expected: the golden octets of IP, UDP and message, checksums included; destination addresses
 * and EtherTypes; what is read out is what was put in.
 */
class FrameTestCase : public TestCase
{
  public:
    FrameTestCase()
        : TestCase("HSRP frames octet by octet")
    {
    }

  private:
    void DoRun() override
    {
        const NetworkAddress ipv4(Ipv4Address("10.1.0.2"));
        const NetworkAddress ipv6(Ipv6Address("fe80::ff:fe00:102"));
        Check(MakeHello(),
              ipv4,
              "45c00030000000000111cef80a010002e0000002 07c107c1001c9aee" + std::string(HELLO_V1),
              "01:00:5e:00:00:02",
              0x0800);
        Check(MakeHello(2),
              ipv4,
              "45c00050000000000111ce740a010002e0000066 07c107c1003c734a" + std::string(HELLO_V2),
              "01:00:5e:00:00:66",
              0x0800);
        Check(MakeHello(2, true),
              ipv6,
              "6c000000003c11fffe80000000000000000000fffe000102ff020000000000000000000000000066 "
              "07ed07ed003cf844" +
                  std::string(HELLO_V6),
              "33:33:00:00:00:66",
              0x86dd);
    }

    /// @param message to be sent @param source from where @param hex the IP packet @param to the
    /// frame's destination @param type its EtherType
    void Check(const HsrpMessage& message,
               const NetworkAddress& source,
               const std::string& hex,
               const char* to,
               uint16_t type)
    {
        const auto frame = MakeHsrpFrame(message, source, VMAC, 0);
        const auto golden = Net::FromHex(hex);
        NS_TEST_EXPECT_MSG_EQ(Net::ToHex(frame.payload),
                              Net::ToHex(Create<Packet>(golden.data(), golden.size())),
                              to);
        NS_TEST_EXPECT_MSG_EQ(frame.destination, Mac48Address(to), to);
        NS_TEST_EXPECT_MSG_EQ(frame.source, VMAC, to);
        NS_TEST_EXPECT_MSG_EQ(frame.protocol, type, to);
        NS_TEST_EXPECT_MSG_EQ(IsHsrp(frame), true, to);
        HsrpMessage read;
        NetworkAddress from;
        NS_TEST_EXPECT_MSG_EQ(ReadHsrpFrame(frame, read, from), Reason::NONE, to);
        NS_TEST_EXPECT_MSG_EQ(from, source, to);
        NS_TEST_EXPECT_MSG_EQ(read.group, message.group, to);
    }
};

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

/// Answers each datagram to an address of a node from that address.
struct Echo
{
    /// @param node it @param local its address and port @param device for link-local addresses
    Echo(Ptr<Node> node, const Address& local, Ptr<NetDevice> device)
        : socket(Socket::CreateSocket(node, UdpSocketFactory::GetTypeId()))
    {
        socket->Bind(local);
        socket->BindToNetDevice(device);
        socket->SetRecvCallback(MakeCallback(&Echo::Answer));
    }

    /// @param socket has datagrams
    static void Answer(Ptr<Socket> socket)
    {
        Address from;
        while (const auto packet = socket->RecvFrom(from))
        {
            socket->SendTo(packet, 0, from);
        }
    }

    Ptr<Socket> socket; //!< bound to the address
};

/**
 * Method: IPv4 with version 1 and a MAC address set by hand, IPv4 with version 2, IPv6 with a
 * global address. A host sends a datagram and, in IPv4, a ping to the virtual address at 5, when no
 * router is active, at 35, and at 45, after the active router stopped at 40.5. Each router answers
 * datagrams to the virtual address.
 * Expected: no answer at 5; one each from the virtual address at 35 and at 45; the host knows it by
 * the virtual MAC address, 00:00:0c:9f:f0:05 and 00:05:73:a0:00:05 for group 5 of version 2.
 */
class VirtualAddressTestCase : public TestCase
{
  public:
    VirtualAddressTestCase()
        : TestCase("the virtual address answers while its router is active")
    {
    }

  private:
    void DoRun() override
    {
        Run(VIP, 1, "02:00:00:00:77:77", "02:00:00:00:77:77");
        Run(VIP, 2, "00:00:00:00:00:00", "00:00:0c:9f:f0:05");
        Run(Ipv6Address("2001:db8:1::1"), 2, "00:00:00:00:00:00", "00:05:73:a0:00:05");
    }

    /// @param address virtual @param version of HSRP @param given VirtualMac @param mac expected
    void Run(const NetworkAddress& address, uint8_t version, const char* given, const char* mac)
    {
        HsrpNet net;
        const bool isIpv4 = address.GetFamily() == AddressFamily::IPV4;
        const auto endpoint = [&address, isIpv4](uint16_t port) -> Address {
            return isIpv4 ? Address(InetSocketAddress(address.ToIpv4(), port))
                          : Address(Inet6SocketAddress(address.ToIpv6(), port));
        };
        std::vector<std::unique_ptr<Echo>> echoes;
        for (uint8_t i : {0, 1})
        {
            auto& router = net.AddRouter(2 + i);
            const auto hsrp = CreateObject<HsrpRouter>();
            hsrp->SetAttribute("Version", UintegerValue(version));
            hsrp->SetAttribute("Priority", UintegerValue(110 - i));
            hsrp->SetAttribute("VirtualMac", Mac48AddressValue(Mac48Address(given)));
            hsrp->SetAttribute("HelloJitter", DoubleValue(0));
            hsrp->Install(router.svi, 5, address);
            net.hsrps.push_back(hsrp);
            echoes.push_back(std::make_unique<Echo>(router.node, endpoint(7), router.svi));
        }
        auto& early = net.AddHost(9);
        auto& host = net.AddHost(10);
        m_endpoint = endpoint(7);
        m_answers.clear();
        m_pings.clear();
        HsrpNet::At(5, [&]() { Ask(early.node, isIpv4); });
        HsrpNet::At(35, [&]() { Ask(host.node, isIpv4); });
        HsrpNet::At(45, [&]() { Ask(host.node, isIpv4); });
        HsrpNet::At(40.5, [&]() { net.hsrps[0]->Stop(); });
        HsrpNet::RunUntil(50);
        const std::string name = address.ToString() + " " + mac;
        NS_TEST_EXPECT_MSG_EQ(net.hsrps[0]->GetState(), State::INITIAL, name);
        NS_TEST_EXPECT_MSG_EQ(net.hsrps[1]->GetState(), State::ACTIVE, name);
        NS_TEST_EXPECT_MSG_EQ(m_answers, "35.0 45.0 ", name);
        NS_TEST_EXPECT_MSG_EQ(m_pings, (isIpv4 ? "35.0 45.0 " : ""), name);
        NS_TEST_EXPECT_MSG_EQ(net.hsrps[1]->GetVirtualMac(), Mac48Address(mac), name);
        NS_TEST_EXPECT_MSG_EQ(net.lanSwitch->Locate(Net::VLAN, Mac48Address(mac)),
                              net.routers[1]->port,
                              name);
        // Nobody but the active router, with the virtual MAC address, has said where it is.
        for (const auto& [time, frame] : host.seen)
        {
            const bool tells = frame.protocol == 0x0806 &&
                               Net::ToHex(frame.payload).substr(12, 4) == "0002" &&
                               Net::ToHex(frame.payload).substr(28, 8) == "0a010001";
            NS_TEST_EXPECT_MSG_EQ((!tells || frame.source == Mac48Address(mac)), true, name);
        }
        m_sockets.clear();
        Simulator::Destroy();
    }

    /// @param node sends a datagram and, with @param isIpv4, a ping to the virtual address
    void Ask(Ptr<Node> node, bool isIpv4)
    {
        const auto socket = Socket::CreateSocket(node, UdpSocketFactory::GetTypeId());
        m_sockets.push_back(socket);
        socket->Bind(isIpv4 ? Address(InetSocketAddress(Ipv4Address::GetAny(), 0))
                            : Address(Inet6SocketAddress(Ipv6Address::GetAny(), 0)));
        socket->SetRecvCallback(MakeCallback(&VirtualAddressTestCase::Answered, this));
        socket->SendTo(Create<Packet>(20), 0, m_endpoint);
        if (!isIpv4)
        {
            return;
        }
        const auto raw = Socket::CreateSocket(node, Ipv4RawSocketFactory::GetTypeId());
        m_sockets.push_back(raw);
        raw->SetAttribute("Protocol", UintegerValue(1));
        raw->SetRecvCallback(MakeCallback(&VirtualAddressTestCase::Pinged, this));
        const auto ping = Create<Packet>();
        Icmpv4Echo echo;
        echo.SetIdentifier(1);
        ping->AddHeader(echo);
        Icmpv4Header header;
        header.SetType(Icmpv4Header::ICMPV4_ECHO);
        header.EnableChecksum();
        ping->AddHeader(header);
        raw->SendTo(ping, 0, InetSocketAddress("10.1.0.1", 0));
    }

    /// @param socket has datagrams
    void Answered(Ptr<Socket> socket)
    {
        Address sender;
        while (socket->RecvFrom(sender))
        {
            NS_TEST_EXPECT_MSG_EQ(sender, m_endpoint, "from the virtual address");
            m_answers += Round(Simulator::Now());
        }
    }

    /// @param socket has packets of ICMP; each such socket of the host gets each of them
    void Pinged(Ptr<Socket> socket)
    {
        Address sender;
        while (const auto packet = socket->RecvFrom(sender))
        {
            Ipv4Header ip;
            Icmpv4Header icmp;
            packet->RemoveHeader(ip);
            packet->RemoveHeader(icmp);
            if (socket == m_sockets.back() && icmp.GetType() == Icmpv4Header::ICMPV4_ECHO_REPLY &&
                ip.GetSource() == Ipv4Address("10.1.0.1"))
            {
                m_pings += Round(Simulator::Now());
            }
        }
    }

    Address m_endpoint;                 //!< where datagrams are sent
    std::string m_answers;              //!< when datagrams came back
    std::string m_pings;                //!< when pings came back
    std::vector<Ptr<Socket>> m_sockets; //!< of the hosts
};

/**
 * Method: IPv6 with the virtual address "::", group 5: two routers, one of which stops at 40.5.
 * Expected: the virtual address is fe80::5:73ff:fea0:5; the times of the election are those of
 * IPv4; at 20 the active router sends an unsolicited advertisement with the flags R and O to all
 * nodes; the resignation hands over at 40.5.
 */
class Ipv6TestCase : public TestCase
{
  public:
    Ipv6TestCase()
        : TestCase("IPv6: virtual link-local address, election, announcement")
    {
    }

  private:
    void DoRun() override
    {
        HsrpNet net;
        net.Add(2, 110, false, Ipv6Address::GetAny(), 2, 5);
        net.Add(3, 100, false, Ipv6Address::GetAny(), 2, 5);
        auto& host = net.AddHost(9);
        HsrpNet::At(40.5, [&]() { net.hsrps[0]->Stop(); });
        HsrpNet::RunUntil(45);
        NS_TEST_EXPECT_MSG_EQ(net.hsrps[0]->GetVirtualAddress(),
                              NetworkAddress(Ipv6Address("fe80::5:73ff:fea0:5")),
                              "of the virtual MAC address");
        NS_TEST_EXPECT_MSG_EQ(net.Compare(0,
                                          {{0, State::LISTEN},
                                           {10, State::SPEAK},
                                           {20, State::STANDBY},
                                           {20, State::ACTIVE},
                                           {40.5, State::INITIAL}}),
                              "",
                              "the first");
        NS_TEST_EXPECT_MSG_EQ(net.Compare(1,
                                          {{0, State::LISTEN},
                                           {10, State::SPEAK},
                                           {13, State::LISTEN},
                                           {20, State::SPEAK},
                                           {30, State::STANDBY},
                                           {40.5, State::ACTIVE}}),
                              "",
                              "the second");
        std::string announced;
        for (const auto& [time, frame] : host.seen)
        {
            // Next header 58, type 136, flags R and O.
            const auto hex = Net::ToHex(frame.payload);
            if (frame.source == Mac48Address("00:05:73:a0:00:05") && hex.substr(12, 2) == "3a")
            {
                announced += Round(time);
                NS_TEST_EXPECT_MSG_EQ(hex.substr(16, 64),
                                      "fe80000000000000000573fffea00005"
                                      "ff020000000000000000000000000001",
                                      "from the virtual address to all nodes");
                NS_TEST_EXPECT_MSG_EQ(hex.substr(80, 4), "8800", "an advertisement");
                NS_TEST_EXPECT_MSG_EQ(hex.substr(88, 56),
                                      "a0000000fe80000000000000000573fffea000050201000573a00005",
                                      "flags, target and its MAC address");
            }
        }
        NS_TEST_EXPECT_MSG_EQ(announced, "20.0 40.5 ", "on becoming active");
        Simulator::Destroy();
    }
};

/**
 * Method: one router, active from 20 on, gets one message of each kind that is not to count, every
 * 10 ms from 25 on, and at 27 a good Hello of a higher active router.
 * Expected: one drop for each row's reason; no change of state before 27; then Speak (event g).
 */
class DropTestCase : public TestCase
{
  public:
    DropTestCase()
        : TestCase("messages that are forged, foreign or malformed are counted, and nothing else")
    {
    }

  private:
    /// A message and why it does not count.
    struct Row
    {
        Reason reason;                                   //!< expected
        const char* source;                              //!< IP address of the sender
        std::function<void(HsrpMessage&)> change;        //!< of the good Hello
        std::function<void(std::vector<uint8_t>&)> harm; //!< of the IP packet
    };

    /// @param traced counts @param reason of a drop
    static void Count(std::map<Reason, uint64_t>* traced, Ptr<const Packet>, Reason reason)
    {
        ++(*traced)[reason];
    }

    void DoRun() override
    {
        const auto keep = [](HsrpMessage&) {};
        const auto whole = [](std::vector<uint8_t>&) {};
        const Row rows[] = {
            {Reason::MALFORMED, "10.1.0.9", keep, [](auto& octets) { octets.resize(40); }},
            {Reason::MALFORMED, "10.1.0.9", keep, [](auto& octets) { octets[6] |= 0x20; }},
            {Reason::BAD_CHECKSUM, "10.1.0.9", keep, [](auto& octets) { octets[33]++; }},
            {Reason::BAD_CHECKSUM, "10.1.0.9", keep, [](auto& octets) { octets[8]++; }},
            {Reason::WRONG_VERSION, "10.1.0.9", [](auto& message) { message.version = 2; }, whole},
            // RFC 768: a checksum of 0 is none.
            {Reason::WRONG_VERSION,
             "10.1.0.9",
             keep,
             [](auto& octets) {
                 octets[26] = octets[27] = 0;
                 octets[28] = 1;
             }},
            {Reason::OTHER_OPCODE,
             "10.1.0.9",
             keep,
             [](auto& octets) {
                 octets[26] = octets[27] = 0;
                 octets[29] = 3;
             }},
            {Reason::WRONG_GROUP, "10.1.0.9", [](auto& message) { message.group = 2; }, whole},
            {Reason::WRONG_AUTHENTICATION,
             "10.1.0.9",
             [](auto& message) { message.secret = HsrpMessage::MakeSecret("Cisco"); },
             whole},
            {Reason::OWN_ADDRESS, "10.1.0.2", keep, whole},
            {Reason::OWN_ADDRESS, "10.1.0.1", keep, whole},
            {Reason::FOREIGN_SOURCE, "10.2.0.9", keep, whole},
        };
        HsrpNet net;
        net.Add(2, 110);
        auto& host = net.AddHost(9);
        std::map<Reason, uint64_t> traced;
        net.hsrps[0]->TraceConnectWithoutContext("Drop", MakeBoundCallback(&Count, &traced));
        std::map<Reason, uint64_t> expected;
        double time = 25;
        const auto send = [&host](HsrpMessage message, const Row& row) {
            row.change(message);
            auto frame = MakeHsrpFrame(message,
                                       Ipv4Address(row.source),
                                       Mac48Address("02:00:00:00:00:99"),
                                       7);
            std::vector<uint8_t> octets(frame.payload->GetSize());
            frame.payload->CopyData(octets.data(), octets.size());
            row.harm(octets);
            frame.payload = Create<Packet>(octets.data(), octets.size());
            host.Send(frame);
        };
        for (const auto& row : rows)
        {
            ++expected[row.reason];
            HsrpMessage message = MakeHello();
            message.priority = 200;
            HsrpNet::At(time, [&row, message, send]() { send(message, row); });
            time += 0.01;
        }
        const Row good{Reason::NONE, "10.1.0.9", keep, whole};
        HsrpNet::At(27, [&good, send]() {
            HsrpMessage message = MakeHello();
            message.priority = 200;
            message.virtualAddress = Ipv4Address("10.1.0.111");
            send(message, good);
        });
        HsrpNet::RunUntil(28);
        for (const auto& [reason, count] : expected)
        {
            NS_TEST_EXPECT_MSG_EQ(net.hsrps[0]->GetDrops(reason), count, reason);
        }
        NS_TEST_EXPECT_MSG_EQ((traced == expected), true, "as traced");
        NS_TEST_EXPECT_MSG_EQ(net.Compare(0,
                                          {{0, State::LISTEN},
                                           {10, State::SPEAK},
                                           {20, State::STANDBY},
                                           {20, State::ACTIVE},
                                           {27, State::SPEAK}}),
                              "",
                              "states");
        NS_TEST_EXPECT_MSG_EQ(net.hsrps[0]->GetReceived(HsrpOpcode::HELLO), 1, "the good one");
        NS_TEST_EXPECT_MSG_EQ(net.hsrps[0]->GetAddressMismatches(), 1, "it has another address");
        Simulator::Destroy();
    }
};

/**
 * Method: a router without a virtual address beside one with it; two groups on one port; a stopped
 * router; jitter.
 * Expected: Learn until the active router's Hello at 20 tells the address (event g or h), then
 * Listen, Speak at 30, Standby at 40. Two groups with routers of opposite priorities have an
 * active router each. A router that never ran drops what it hears as NOT_RUNNING. With a quarter of
 * jitter Hellos are 2.25 to 3 s apart, and not all the same.
 */
class ConfigurationTestCase : public TestCase
{
  public:
    ConfigurationTestCase()
        : TestCase("learned address, two groups, jitter, mistakes refused")
    {
    }

  private:
    void DoRun() override
    {
        Learn();
        TwoGroups();
        Jitter();
        Refuse();
    }

    void Learn()
    {
        HsrpNet net;
        net.Add(2, 100);
        net.Add(3, 110, false, Ipv4Address::GetAny());
        net.Add(4, 90)->Stop();
        HsrpNet::RunUntil(41);
        NS_TEST_EXPECT_MSG_EQ(
            net.Compare(
                1,
                {{0, State::LEARN}, {20, State::LISTEN}, {30, State::SPEAK}, {40, State::STANDBY}}),
            "",
            "learns");
        NS_TEST_EXPECT_MSG_EQ(net.hsrps[1]->GetVirtualAddress(), VIP, "learned");
        NS_TEST_EXPECT_MSG_EQ(net.hsrps[2]->GetState(), State::INITIAL, "never ran");
        const uint64_t heard =
            net.hsrps[0]->GetSent(HsrpOpcode::HELLO) + net.hsrps[1]->GetSent(HsrpOpcode::HELLO);
        NS_TEST_EXPECT_MSG_EQ(net.hsrps[2]->GetDrops(Reason::NOT_RUNNING), heard, "never ran");
        Simulator::Destroy();
    }

    void TwoGroups()
    {
        HsrpNet net;
        net.Add(2, 110);
        net.Add(3, 100);
        for (std::size_t i : {0, 1})
        {
            const auto hsrp = CreateObject<HsrpRouter>();
            hsrp->SetAttribute("Priority", UintegerValue(i ? 110 : 100));
            hsrp->Install(net.routers[i]->svi, 2, Ipv4Address("10.1.0.254"));
            net.hsrps.push_back(hsrp);
        }
        HsrpNet::RunUntil(35);
        NS_TEST_EXPECT_MSG_EQ(net.hsrps[0]->GetState(), State::ACTIVE, "group 1");
        NS_TEST_EXPECT_MSG_EQ(net.hsrps[1]->GetState(), State::STANDBY, "group 1");
        NS_TEST_EXPECT_MSG_EQ(net.hsrps[2]->GetState(), State::STANDBY, "group 2");
        NS_TEST_EXPECT_MSG_EQ(net.hsrps[3]->GetState(), State::ACTIVE, "group 2");
        const auto gateway = HsrpGroups::Find(net.routers[1]->svi, AddressFamily::IPV4);
        NS_TEST_EXPECT_MSG_EQ(
            (gateway && gateway->isActive && gateway->mac == Mac48Address("00:00:0c:07:ac:02")),
            true,
            "active in group 2");
        Simulator::Destroy();
    }

    void Jitter()
    {
        HsrpNet net;
        net.Add(2, 110)->SetAttribute("HelloJitter", DoubleValue(0.25));
        NS_TEST_EXPECT_MSG_EQ(net.hsrps[0]->AssignStreams(1), 1, "one stream");
        auto& host = net.AddHost(9);
        HsrpNet::RunUntil(120);
        double least = 1000;
        double most = 0;
        double before = 0;
        for (const auto& [time, frame] : host.seen)
        {
            if (IsHsrp(frame) && frame.source == VMAC)
            {
                const double now = time.GetSeconds();
                least = before > 0 ? std::min(least, now - before) : least;
                most = before > 0 ? std::max(most, now - before) : most;
                before = now;
            }
        }
        NS_TEST_EXPECT_MSG_EQ((least >= 2.25 - 1e-3 && least < 2.5), true, "three quarters of 3 s");
        NS_TEST_EXPECT_MSG_EQ((most <= 3 + 1e-3 && most > 2.75), true, "3 s");
        Simulator::Destroy();
    }

    /// @param action throws if all is well @param name what it is
    void Throws(const std::function<void()>& action, const char* name)
    {
        bool hasThrown = false;
        try
        {
            action();
        }
        catch (const std::invalid_argument&)
        {
            hasThrown = true;
        }
        NS_TEST_EXPECT_MSG_EQ(hasThrown, true, name);
    }

    void Refuse()
    {
        HsrpNet net;
        auto& router = net.AddRouter(2);
        const auto install =
            [&router](const NetworkAddress& address, uint16_t group, const char* name, Time time) {
                const auto hsrp = CreateObject<HsrpRouter>();
                if (name)
                {
                    hsrp->SetAttribute(name, TimeValue(time));
                }
                hsrp->Install(router.svi, group, address);
            };
        const Time none(0);
        Throws([&]() { install(VIP, 256, nullptr, none); }, "group of version 1");
        Throws([&]() { install(Ipv4Address("224.0.0.1"), 1, nullptr, none); }, "a group address");
        Throws([&]() { install(NetworkAddress(), 1, nullptr, none); }, "no address");
        Throws([&]() { install(Ipv6Address("fe80::1"), 1, nullptr, none); }, "version 1 for IPv6");
        Throws([&]() { install(VIP, 1, "HoldTime", Seconds(3)); }, "not longer than HelloTime");
        Throws([&]() { install(VIP, 1, "HelloTime", MilliSeconds(500)); }, "no whole seconds");
        Throws([&]() { install(VIP, 1, "HoldTime", Seconds(256)); }, "more than an octet");
        Throws([&]() { CreateObject<HsrpRouter>()->Install(nullptr, 1, VIP); }, "no port");
        Throws([&]() { CreateObject<HsrpRouter>()->TrackInterface(nullptr); }, "no device");
        Throws(
            [&]() {
                CreateObject<HsrpRouter>()->SetAttribute("Authentication",
                                                         StringValue("ninechars"));
            },
            "9 characters");
        install(VIP, 1, nullptr, none);
        Throws([&]() { install(VIP, 1, nullptr, none); }, "the same group again");
        Simulator::Destroy();
    }
};

/// The suite of HSRP.
class EthernetHsrpTestSuite : public TestSuite
{
  public:
    EthernetHsrpTestSuite()
        : TestSuite("lisp-ethernet-hsrp", TestSuite::Type::UNIT)
    {
        AddTestCase(new CodecTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new HostileTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new FrameTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new ElectionTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new FailoverTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new CourseTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new SplitTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new VirtualAddressTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new Ipv6TestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new DropTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new ConfigurationTestCase, compat::TestDuration<>::QUICK);
    }
};

EthernetHsrpTestSuite g_ethernetHsrpTestSuite; //!< registers the suite

} // namespace
