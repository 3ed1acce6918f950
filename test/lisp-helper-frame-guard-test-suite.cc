/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "wire-frames.h"

#include "ns3/fragment-gate.h"
#include "ns3/frame-guard.h"
#include "ns3/ns3-compat.h"
#include "ns3/test.h"

#include <random>
#include <set>

using namespace ns3;
using namespace ns3::wireframes;

/**
 * @file
 * @brief What of a real wire enters the simulation, and why the rest does not.
 *
 * The station has 02:4c:0a:00:00:01, 10.0.0.1 and 2001:db8::1; its neighbour 02:00:00:00:00:02,
 * 10.0.0.2 and 2001:db8::2.
 */

namespace
{

const std::string OWN = "02:4c:0a:00:00:01";
const std::string NEIGHBOR = "02:00:00:00:00:02";
const std::string ALL = "ff:ff:ff:ff:ff:ff";
const Octets DATA(16, 0x61);

/// @param frame a frame @return what is said of it
FrameVerdict
Judge(const Octets& frame)
{
    const auto own = AddressOctets(OWN);
    FrameGuard::Mac mac;
    std::copy(own.begin(), own.end(), mac.begin());
    // In memory of its own size: a sanitizer sees each octet that is read behind its end.
    const Octets tight(frame.begin(), frame.end());
    return FrameGuard::Judge(mac, tight.data(), tight.size());
}

/// @param packet IPv4 or IPv6 @return it in a frame to the station
Octets
ToUs(const Octets& packet)
{
    return Frame(OWN, NEIGHBOR, packet[0] >> 4 == 4 ? 0x0800 : 0x86dd, packet);
}

/// @param protocol of the payload @param payload of IPv4 @return a frame to the station
Octets
Four(uint8_t protocol, const Octets& payload)
{
    return ToUs(Ip("10.0.0.2", "10.0.0.1", protocol, payload));
}

/// @param protocol of the payload @param payload of IPv6 @param hops hop limit @return a frame to
/// the station
Octets
Six(uint8_t protocol, const Octets& payload, uint8_t hops = 64)
{
    return ToUs(Ip("2001:db8::2", "2001:db8::1", protocol, payload, 0, 0, hops));
}

/// @param octets some @param at which one @param value it gets @return the others as before, all
/// checksums right
Octets
With(Octets octets, std::size_t at, uint8_t value)
{
    octets[at] = value;
    Octets packet(octets.begin() + 14, octets.end());
    Repair(packet);
    std::copy(packet.begin(), packet.end(), octets.begin() + 14);
    return octets;
}

/// @param frame a frame @param size octets of it @return these
Octets
Cut(const Octets& frame, std::size_t size)
{
    return {frame.begin(), frame.begin() + size};
}

/// @param type of a neighbour discovery message @param options behind the target @return it
Octets
Discovery(uint8_t type, const Octets& options)
{
    return Icmp(type, 0, Join({{0, 0, 0, 0}, AddressOctets("2001:db8::1"), options}));
}

const Octets SOURCE_OPTION = Join({{1, 1}, AddressOctets(NEIGHBOR)});
const Octets TARGET_OPTION = Join({{2, 1}, AddressOctets(NEIGHBOR)});
const Octets ECHO = Icmp(8, 0, Join({{0, 1, 0, 1}, DATA}));

/// @param inner an IP packet @return a frame with LISP data that holds it
Octets
Lisp(const Octets& inner)
{
    return Four(17, LispData(inner));
}

/**
 * Method: one frame of each kind that real wires have, and of each mistake, with all checksums
 * right unless they are the mistake. Expected: what the standards call well formed and ns-3 can
 * take enters; the rest is refused under the reason that is in the table beside it. Numbers of
 * octets: Ethernet 14, IPv4 20, UDP 8, so an IPv4 total length is at octet 16 and a UDP length at
 * 38; TCP's data offset is at 46.
 */
class ReasonTestCase : public TestCase
{
  public:
    ReasonTestCase()
        : TestCase("frames and reasons")
    {
    }

  private:
    void DoRun() override
    {
        using R = FrameRefusal;

        struct Row
        {
            const char* what;
            R refusal;
            bool isInner;
            Octets frame;
        };

        const Octets tcpSyn = Tcp({40000, 7, 1, 0, 2, 65535, {2, 4, 5, 180}});
        const Octets quoted = Ip("10.0.0.1", "10.0.0.2", 17, Udp(1, 2, {}));
        const Octets quoted6 = Ip("2001:db8::1", "2001:db8::2", 17, Udp(1, 2, {}));
        const Octets site = Ip("192.168.2.9", "192.168.1.10", 17, Udp(1024, 7, DATA));
        const Row rows[] = {
            // Enter.
            {"ARP request", R::NONE, false, Frame(ALL, NEIGHBOR, 0x0806, Arp(1, NEIGHBOR, "10.0.0.2", "10.0.0.1"))},
            {"ARP probe (RFC 5227)", R::NONE, false, Frame(ALL, NEIGHBOR, 0x0806, Arp(1, NEIGHBOR, "0.0.0.0", "10.0.0.1"))},
            {"ARP reply", R::NONE, false, Frame(OWN, NEIGHBOR, 0x0806, Arp(2, NEIGHBOR, "10.0.0.2", "10.0.0.1", OWN))},
            {"ICMP echo", R::NONE, false, Four(1, ECHO)},
            {"padded to 60 octets", R::NONE, false, Join({Four(17, Udp(1024, 7, {})), Octets(18, 0)})},
            {"UDP", R::NONE, false, Four(17, Udp(1024, 7, DATA))},
            {"TCP with an MSS", R::NONE, false, Four(6, tcpSyn)},
            {"another protocol over IPv4", R::NONE, false, Four(47, DATA)},
            {"ICMP error", R::NONE, false, Four(1, Icmp(3, 1, Join({{0, 0, 0, 0}, quoted})))},
            {"fragment", R::NONE, false, ToUs(Ip("10.0.0.2", "10.0.0.1", 17, Udp(1024, 7, DATA), 0x2000))},
            {"ICMPv6 echo", R::NONE, false, Six(58, Icmp(128, 0, DATA))},
            {"solicitation", R::NONE, false, Six(58, Discovery(135, SOURCE_OPTION), 255)},
            {"solicitation to a group", R::NONE, false, Frame("33:33:ff:00:00:01", NEIGHBOR, 0x86dd, Ip("2001:db8::2", "ff02::1:ff00:1", 58, Discovery(135, SOURCE_OPTION), 0, 0, 255))},
            {"solicitation with a nonce (RFC 3971)", R::NONE, false, Six(58, Discovery(135, Join({SOURCE_OPTION, {14, 1, 1, 2, 3, 4, 5, 6}})), 255)},
            {"advertisement", R::NONE, false, Six(58, Discovery(136, TARGET_OPTION), 255)},
            {"ICMPv6 packet too big", R::NONE, false, Six(58, Icmp(2, 0, Join({{0, 0, 5, 0}, quoted6})))},
            {"LISP data", R::NONE, false, Lisp(site)},
            {"LISP data with no IP in it", R::NONE, false, Lisp({0, 1, 2, 3})},
            {"LISP control", R::NONE, false, Four(17, Udp(4342, 4342, {1, 2, 3}))},

            // Strangers.
            {"to another host", R::OTHER_HOST, false, Frame("02:00:00:00:00:77", NEIGHBOR, 0x0800, site)},
            {"from ourselves", R::OWN_SOURCE, false, Frame(ALL, OWN, 0x0806, Arp(1, OWN, "10.0.0.2", "10.0.0.1"))},
            {"802.1Q", R::VLAN_TAG, false, Frame(OWN, NEIGHBOR, 0x8100, Join({{0, 5, 8, 0}, site}))},
            {"802.1ad", R::VLAN_TAG, false, Frame(OWN, NEIGHBOR, 0x88a8, Join({{0, 5, 8, 0}, site}))},
            {"spanning tree", R::SPANNING_TREE, false, Frame("01:80:c2:00:00:00", NEIGHBOR, 38, Join({{0x42, 0x42, 3}, Octets(35, 0)}))},
            {"LLDP", R::LLDP, false, Frame("01:80:c2:00:00:0e", NEIGHBOR, 0x88cc, DATA)},
            {"another 802.3 frame", R::LLC, false, Frame("01:00:0c:cc:cc:cc", NEIGHBOR, 22, {0xaa, 0xaa, 3})},
            {"an LLC frame that ends", R::LLC, false, Frame(OWN, NEIGHBOR, 3, {})},
            {"another EtherType", R::ETHERTYPE, false, Frame(ALL, NEIGHBOR, 0x88e5, DATA)},
            {"IGMP, with an option", R::MULTICAST, false, Frame("01:00:5e:00:00:16", NEIGHBOR, 0x0800, Ip("10.0.0.2", "224.0.0.22", 2, DATA))},
            {"to all hosts", R::MULTICAST, false, Frame(ALL, NEIGHBOR, 0x0800, Ip("10.0.0.2", "255.255.255.255", 17, Udp(68, 67, DATA)))},
            {"to one host in a frame to all", R::MULTICAST, false, Frame(ALL, NEIGHBOR, 0x0800, Ip("10.0.0.2", "10.0.0.1", 17, Udp(1024, 7, DATA)))},
            {"MLD report", R::MULTICAST, false, Frame("33:33:00:00:00:16", NEIGHBOR, 0x86dd, Ip("fe80::2", "ff02::16", 0, Join({{58, 0, 5, 2, 0, 0, 1, 0}, Icmp(143, 0, DATA)})))},
            {"MLD to one host", R::MULTICAST, false, Six(58, Icmp(131, 0, DATA))},
            {"router advertisement", R::ROUTER_DISCOVERY, false, Frame("33:33:00:00:00:01", NEIGHBOR, 0x86dd, Ip("fe80::2", "ff02::1", 58, Icmp(134, 0, DATA), 0, 0, 255))},
            {"router solicitation to one", R::ROUTER_DISCOVERY, false, Six(58, Icmp(133, 0, DATA), 255)},
            {"redirect", R::ROUTER_DISCOVERY, false, Six(58, Icmp(137, 0, DATA), 255)},
            {"duplicate address detection", R::DUPLICATE_DETECTION, false, Frame("33:33:ff:00:00:09", NEIGHBOR, 0x86dd, Ip("::", "ff02::1:ff00:9", 58, Discovery(135, {}), 0, 0, 255))},

            // What ns-3 cannot take.
            {"IPv4 option", R::IPV4_OPTIONS, false, ToUs([] {
                 Octets packet = Join({{0x46, 0, 0, 40, 0, 1, 0, 0, 64, 17, 0, 0}, AddressOctets("10.0.0.2"), AddressOctets("10.0.0.1"), {148, 4, 0, 0}, Udp(1024, 7, {1, 2, 3, 4, 5, 6, 7, 8})});
                 Repair(packet);
                 return packet;
             }())},
            {"hop-by-hop option", R::IPV6_NEXT_HEADER, false, Six(0, Join({{17, 0, 1, 4, 0, 0, 0, 0}, Udp(1, 2, {})}))},
            {"IPv6 fragment", R::IPV6_NEXT_HEADER, false, Six(44, Join({{17, 0, 0, 1, 0, 0, 0, 1}, DATA}))},
            {"ICMP over IPv6", R::IPV6_NEXT_HEADER, false, Six(1, ECHO)},
            {"fragment of LISP data", R::LISP_DATA_FRAGMENT, false, ToUs(Ip("10.0.0.2", "10.0.0.1", 17, Cut(LispData(site), 40), 0x2000))},
            {"LISP data three deep", R::LISP_DEPTH, true, Lisp(Ip("10.9.0.2", "10.0.0.1", 17, LispData(Ip("10.8.0.2", "10.0.0.1", 17, LispData(site)))))},

            // Malformed.
            {"13 octets", R::TOO_SHORT, false, Cut(Four(1, ECHO), 13)},
            {"no octet", R::TOO_SHORT, false, {}},
            {"source is a group", R::BAD_SOURCE, false, Frame(OWN, "03:00:00:00:00:02", 0x0800, site)},
            {"ARP of 27 octets", R::ARP_MALFORMED, false, Cut(Frame(ALL, NEIGHBOR, 0x0806, Arp(1, NEIGHBOR, "10.0.0.2", "10.0.0.1")), 41)},
            {"ARP with 255-octet addresses", R::ARP_MALFORMED, false, Frame(ALL, NEIGHBOR, 0x0806, {0, 1, 8, 0, 255, 4, 0, 1, 2, 3})},
            {"ARP operation 3", R::ARP_MALFORMED, false, Frame(ALL, NEIGHBOR, 0x0806, Arp(3, NEIGHBOR, "10.0.0.2", "10.0.0.1"))},
            {"ARP from a group", R::ADDRESS, false, Frame(ALL, NEIGHBOR, 0x0806, Arp(1, NEIGHBOR, "224.0.0.1", "10.0.0.1"))},
            {"IPv4 of 19 octets", R::IPV4_MALFORMED, false, Cut(Four(1, ECHO), 33)},
            {"nothing behind the EtherType", R::IPV4_MALFORMED, false, Cut(Four(1, ECHO), 14)},
            {"IHL 4", R::IPV4_MALFORMED, false, With(Four(1, ECHO), 14, 0x44)},
            {"IHL 15 of a short packet", R::IPV4_MALFORMED, false, With(Four(17, Udp(1, 2, {})), 14, 0x4f)},
            {"version 5", R::IPV4_MALFORMED, false, With(Four(1, ECHO), 14, 0x55)},
            {"longer than the frame", R::IPV4_MALFORMED, false, With(Four(1, ECHO), 17, 200)},
            {"shorter than its header", R::IPV4_MALFORMED, false, With(Four(1, ECHO), 17, 19)},
            {"wrong checksum", R::IPV4_CHECKSUM, false, [] {
                 Octets frame = Four(1, ECHO);
                 frame[24] ^= 1;
                 return frame;
             }()},
            {"IPv6 of 39 octets", R::IPV6_MALFORMED, false, Cut(Six(58, Icmp(128, 0, DATA)), 53)},
            {"IPv6 longer than the frame", R::IPV6_MALFORMED, false, With(Six(58, Icmp(128, 0, DATA)), 19, 200)},
            {"from nobody", R::ADDRESS, false, ToUs(Ip("0.0.0.0", "10.0.0.1", 1, ECHO))},
            {"from the loopback", R::ADDRESS, false, ToUs(Ip("127.0.0.1", "10.0.0.1", 1, ECHO))},
            {"from all", R::ADDRESS, false, ToUs(Ip("255.255.255.255", "10.0.0.1", 1, ECHO))},
            {"to the loopback", R::ADDRESS, false, ToUs(Ip("10.0.0.2", "127.0.0.1", 1, ECHO))},
            {"from its destination", R::ADDRESS, false, ToUs(Ip("10.0.0.1", "10.0.0.1", 17, Udp(7, 7, DATA)))},
            {"IPv6 from a group", R::ADDRESS, false, ToUs(Ip("ff02::1", "2001:db8::1", 58, Icmp(128, 0, DATA)))},
            {"IPv6 from the loopback", R::ADDRESS, false, ToUs(Ip("::1", "2001:db8::1", 58, Icmp(128, 0, DATA)))},
            {"IPv6 to an IPv4 address", R::ADDRESS, false, ToUs(Ip("2001:db8::2", "::ffff:10.0.0.1", 58, Icmp(128, 0, DATA)))},
            {"UDP of 7 octets", R::UDP_MALFORMED, false, Four(17, Octets(7, 0))},
            {"UDP length 7", R::UDP_MALFORMED, false, With(Four(17, Udp(1024, 7, DATA)), 39, 7)},
            {"UDP longer than its packet", R::UDP_MALFORMED, false, With(Four(17, Udp(1024, 7, DATA)), 39, 25)},
            {"TCP of 19 octets", R::TCP_MALFORMED, false, Four(6, Octets(19, 0x50))},
            {"TCP offset 4", R::TCP_MALFORMED, false, With(Four(6, tcpSyn), 46, 0x40)},
            {"TCP offset 15", R::TCP_MALFORMED, false, With(Four(6, tcpSyn), 46, 0xf0)},
            {"MSS of 3 octets", R::TCP_MALFORMED, false, With(Four(6, tcpSyn), 55, 3)},
            {"option of no length", R::TCP_MALFORMED, false, With(Four(6, tcpSyn), 55, 0)},
            {"option beyond the header", R::TCP_MALFORMED, false, Four(6, Tcp({40000, 7, 1, 0, 2, 1, {1, 1, 1, 30}}))},
            {"SYN and FIN", R::TCP_MALFORMED, false, Four(6, Tcp({40000, 7, 1, 0, 3}))},
            {"no flag", R::TCP_MALFORMED, false, Four(6, Tcp({40000, 7, 1, 0, 0}))},
            {"ICMP of 7 octets", R::ICMP_MALFORMED, false, Four(1, Cut(ECHO, 7))},
            {"ICMP error that quotes 7 octets", R::ICMP_MALFORMED, false, Four(1, Icmp(3, 1, Join({{0, 0, 0, 0}, Cut(quoted, 27)})))},
            {"ICMP error that quotes options", R::ICMP_MALFORMED, false, Four(1, Icmp(11, 0, Join({{0, 0, 0, 0, 0x4f}, Octets(40, 0)})))},
            {"ICMPv6 error that quotes 7 octets", R::ICMP_MALFORMED, false, Six(58, Icmp(1, 0, Join({{0, 0, 0, 0}, Cut(quoted6, 47)})))},
            {"packet too big for 1279 octets", R::ICMP_MALFORMED, false, Six(58, Icmp(2, 0, Join({{0, 0, 4, 255}, quoted6})))},
            {"solicitation from afar", R::ND_MALFORMED, false, Six(58, Discovery(135, SOURCE_OPTION), 254)},
            {"solicitation without option", R::ND_MALFORMED, false, Six(58, Discovery(135, {}), 255)},
            {"option of length 0", R::ND_MALFORMED, false, Six(58, Discovery(135, Join({SOURCE_OPTION, {14, 0, 0, 0, 0, 0, 0, 0}})), 255)},
            {"two source addresses", R::ND_MALFORMED, false, Six(58, Discovery(135, Join({SOURCE_OPTION, SOURCE_OPTION})), 255)},
            {"advertisement with the other option", R::ND_MALFORMED, false, Six(58, Discovery(136, SOURCE_OPTION), 255)},
            {"empty fragment", R::FRAGMENT_LENGTH, false, ToUs(Ip("10.0.0.2", "10.0.0.1", 17, {}, 0x2001))},
            {"fragment of 9 octets before others", R::FRAGMENT_LENGTH, false, ToUs(Ip("10.0.0.2", "10.0.0.1", 17, Octets(9, 0), 0x2001))},
            {"fragment beyond 65535 octets", R::FRAGMENT_LENGTH, false, ToUs(Ip("10.0.0.2", "10.0.0.1", 17, Octets(16, 0), 0x1fff))},
            {"first fragment without all of its header", R::TCP_MALFORMED, false, ToUs(Ip("10.0.0.2", "10.0.0.1", 6, Cut(Tcp({40000, 7, 1, 0, 2}), 16), 0x2000))},

            // In LISP data.
            {"inner: short", R::IPV4_MALFORMED, true, Lisp(Cut(site, 19))},
            {"inner: TCP offset 0", R::TCP_MALFORMED, true, Lisp(Ip("192.168.2.9", "192.168.1.10", 6, Octets(20, 0)))},
            {"inner: to a group", R::MULTICAST, true, Lisp(Ip("192.168.2.9", "239.1.1.1", 17, Udp(1, 2, {})))},
            {"inner: of the link", R::ADDRESS, true, Lisp(Ip("fe80::1", "2001:db8:1::1", 17, Udp(1, 2, {})))},
            {"inner: neighbour discovery", R::ND_MALFORMED, true, Lisp(Ip("2001:db8:2::1", "2001:db8:1::1", 58, Discovery(135, SOURCE_OPTION), 0, 0, 255))},
        };
        std::set<FrameRefusal> seen;
        for (const auto& row : rows)
        {
            const auto verdict = Judge(row.frame);
            seen.insert(verdict.refusal);
            NS_TEST_EXPECT_MSG_EQ(ToString(verdict.refusal),
                                  std::string(ToString(row.refusal)),
                                  row.what);
            NS_TEST_EXPECT_MSG_EQ(verdict.isInner, row.isInner, row.what);
        }
        // All but the three that need a memory of frames.
        NS_TEST_EXPECT_MSG_EQ(seen.size(), FRAME_REFUSALS - 3, "each reason was met");
        NS_TEST_EXPECT_MSG_EQ(Judge(Cut(Four(17, Udp(1024, 7, DATA)), 14 + 20 + 8 + 16)).isFragment,
                              false,
                              "whole");
    }
};

/**
 * Method: 200,000 frames of random length up to 200 octets, of random octets behind an Ethernet
 * header to the station whose type is IPv4, IPv6, ARP or random, the first octet of a packet right
 * in most.
 * Expected: each is judged, the same way twice, without reading behind its end (sanitizers look).
 * Of IPv4 hardly any enters: a right header checksum alone has a chance of 1 in 65536.
 */
class RandomTestCase : public TestCase
{
  public:
    RandomTestCase()
        : TestCase("random octets")
    {
    }

  private:
    void DoRun() override
    {
        std::mt19937 random(6);
        const uint32_t types[] = {0x0800, 0x86dd, 0x0806, 0};
        const uint8_t first[] = {0x45, 0x60, 0, 0};
        uint32_t ipv4 = 0;
        uint32_t differ = 0;
        for (uint32_t i = 0; i < 200000; ++i)
        {
            Octets payload(random() % 187);
            std::generate(payload.begin(), payload.end(), [&random] {
                return static_cast<uint8_t>(random());
            });
            const uint32_t kind = random() % 4;
            if (!payload.empty() && random() % 8 != 0)
            {
                payload[0] = first[kind];
            }
            const uint32_t type = kind == 3 ? random() : types[kind];
            const auto frame = Frame(OWN, NEIGHBOR, type & 0xffff, payload);
            const auto verdict = Judge(frame);
            const auto again = Judge(frame);
            differ += verdict.refusal != again.refusal || verdict.isInner != again.isInner;
            ipv4 += kind == 0 && verdict;
        }
        NS_TEST_EXPECT_MSG_EQ(differ, 0, "a pure function");
        NS_TEST_EXPECT_MSG_LT(ipv4,
                              20,
                              "50,000 frames, a chance of 1 in 65536 each, and more rules");
    }
};

/**
 * Method: fragments of two datagrams by turns.
 * Expected: those with new octets pass, also out of order; those that touch octets that were there
 * do not: the same one again, one inside another, one around it. Of another datagram
 * (identification, protocol, depth, addresses) they do. After 60 s the datagram is forgotten.
 */
class OverlapTestCase : public TestCase
{
  public:
    OverlapTestCase()
        : TestCase("fragments that overlap")
    {
    }

  private:
    void DoRun() override
    {
        FragmentGate gate;
        const auto judge = [&gate](uint16_t id, uint16_t begin, uint16_t end, double now) {
            FragmentPiece piece;
            piece.source = 0x0a000002;
            piece.destination = 0x0a000001;
            piece.identification = id;
            piece.protocol = 17;
            piece.begin = begin;
            piece.end = end;
            return std::string(ToString(gate.Judge(piece, now)));
        };
        NS_TEST_EXPECT_MSG_EQ(judge(1, 1480, 2960, 100), "none", "the second comes first");
        NS_TEST_EXPECT_MSG_EQ(judge(1, 0, 1480, 100.1), "none", "then the first");
        NS_TEST_EXPECT_MSG_EQ(judge(2, 0, 1480, 100.2), "none", "of another datagram");
        NS_TEST_EXPECT_MSG_EQ(judge(1, 0, 1480, 100.3), "fragment-overlap", "again");
        NS_TEST_EXPECT_MSG_EQ(judge(1, 8, 24, 100.3), "fragment-overlap", "inside");
        NS_TEST_EXPECT_MSG_EQ(judge(1, 2952, 3000, 100.3), "fragment-overlap", "by 8 octets");
        NS_TEST_EXPECT_MSG_EQ(judge(2, 1472, 3000, 100.3), "fragment-overlap", "around an end");
        NS_TEST_EXPECT_MSG_EQ(judge(1, 2960, 3000, 100.3), "none", "behind all");
        NS_TEST_EXPECT_MSG_EQ(judge(1, 0, 1480, 159.9), "fragment-overlap", "remembered for 60 s");
        NS_TEST_EXPECT_MSG_EQ(judge(1, 0, 1480, 160), "none", "forgotten");
        NS_TEST_EXPECT_MSG_EQ(gate.GetDatagrams(), 2, "the second for 0.2 s more");
    }
};

/**
 * Method: fragments of more datagrams than are remembered, then more fragments of one than a
 * datagram may have.
 * Expected: 65536 datagrams are let pass, the next is not, and is again when the first are 60 s
 * old; the 129th fragment of one datagram is not let pass.
 */
class BoundTestCase : public TestCase
{
  public:
    BoundTestCase()
        : TestCase("fragments beyond the bounds")
    {
    }

  private:
    void DoRun() override
    {
        FragmentGate gate;
        FragmentPiece piece;
        piece.end = 8;
        uint32_t passed = 0;
        for (uint32_t i = 0; i < 65540; ++i)
        {
            piece.source = i;
            passed += gate.Judge(piece, 1) == FrameRefusal::NONE;
        }
        NS_TEST_EXPECT_MSG_EQ(passed, 65536, "datagrams");
        NS_TEST_EXPECT_MSG_EQ(ToString(gate.Judge(piece, 60.9)),
                              std::string("fragment-table-full"),
                              "still full");
        NS_TEST_EXPECT_MSG_EQ(ToString(gate.Judge(piece, 61)), std::string("none"), "60 s later");
        passed = 0;
        piece.source = 1;
        for (uint16_t i = 0; i < 200; ++i)
        {
            piece.begin = static_cast<uint16_t>(8 * i);
            piece.end = static_cast<uint16_t>(8 * i + 8);
            passed += gate.Judge(piece, 61) == FrameRefusal::NONE;
        }
        NS_TEST_EXPECT_MSG_EQ(passed, 128, "fragments of one");
    }
};

/// The suite.
class FrameGuardTestSuite : public TestSuite
{
  public:
    FrameGuardTestSuite()
        : TestSuite("lisp-helper-frame-guard", TestSuite::Type::UNIT)
    {
        AddTestCase(new ReasonTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new RandomTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new OverlapTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new BoundTestCase, compat::TestDuration<>::QUICK);
    }
};

FrameGuardTestSuite g_frameGuardTestSuite; ///< registers the suite

} // namespace
