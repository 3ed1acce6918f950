/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "lisp-dataplane-octets.h"

#include "ns3/boolean.h"
#include "ns3/ns3-compat.h"
#include "ns3/test.h"

using namespace ns3;
using namespace ns3::lisptest;

/**
 * @file
 * @brief Fields that the outer header takes from the inner one, and gives back (RFC 9300 section
 * 5.3, RFC 6040).
 *
 * Packets are put on the links octet by octet: from A to X what is to be encapsulated, from C to Y
 * what is encapsulated already. What comes to C and to B is read octet by octet.
 */

namespace
{

/// The four mixes of families: inner, outer.
const bool MIXES[][2] = {{false, false}, {false, true}, {true, false}, {true, true}};

/// @param ipv6 a mix @return "IPv4 in IPv6"
std::string
NameOf(const bool (&ipv6)[2])
{
    return std::string(ipv6[0] ? "IPv6" : "IPv4") + " in " + (ipv6[1] ? "IPv6" : "IPv4");
}

/// Let a simulation with a line run for a second after something was sent at three seconds, when
/// neighbour discovery is over. @param send sends
template <class Send>
void
RunWith(Send&& send)
{
    Simulator::Schedule(Seconds(3), send);
    Simulator::Stop(Seconds(4));
    Simulator::Run();
}

/// What goes into the tunnel, and its outer header there.
struct Entry
{
    const char* name;  //!< of the row
    uint8_t ttl;       //!< as A sends it
    uint8_t tos;       //!< as A sends it
    bool copyTtl;      //!< attribute CopyTtl
    bool copyDscp;     //!< attribute CopyDscp
    unsigned outerTtl; //!< in the core
    unsigned outerTos; //!< in the core
};

// X, a router, takes one off the inner TTL before it copies it. TOS ba is DSCP EF (46) with ECT(0).
// RFC 9300 section 5.3: TTL and DSCP SHOULD be copied, ECN MUST be; RFC 6040 section 4.1, normal
// mode, copies all four code points.
const Entry ENTRIES[] = {
    {"all copied", 64, 0xba, true, true, 63, 0xba},
    {"TTL of its own", 64, 0xba, false, true, 255, 0xba},
    {"no DSCP, but ECT(0)", 64, 0xba, true, false, 63, 0x02},
    {"no DSCP, but CE", 64, 0xbb, true, false, 63, 0x03},
    {"no DSCP, but ECT(1)", 64, 0xb9, true, false, 63, 0x01},
    {"Not-ECT", 255, 0xb8, true, true, 254, 0xb8},
    {"CE", 33, 0x03, true, true, 32, 0x03},
    {"the last hop but one", 2, 0, true, true, 1, 0},
};

/**
 * Method: A sends a packet for each of ENTRIES, in each mix of families.
 * Expected: the outer TTL and TOS of the table; the inner TTL one less than sent, its TOS as sent.
 */
class EntryTestCase : public TestCase
{
  public:
    EntryTestCase()
        : TestCase("outer TTL and TOS")
    {
    }

  private:
    void DoRun() override
    {
        for (const auto& mix : MIXES)
        {
            for (const auto& entry : ENTRIES)
            {
                Run(mix, entry);
            }
        }
    }

    /// @param mix of families @param entry a row
    void Run(const bool (&mix)[2], const Entry& entry)
    {
        const std::string name = NameOf(mix) + ", " + entry.name;
        Line line;
        line.Install();
        line.Map(mix[1]);
        Encapsulator(line.xtr)->SetAttribute("CopyTtl", BooleanValue(entry.copyTtl));
        Encapsulator(line.xtr)->SetAttribute("CopyDscp", BooleanValue(entry.copyDscp));
        Tap core(Line::Device(line.c, 1));
        RunWith([&]() {
            core.packets.clear();
            SendFrom(line.a->GetDevice(1), MakeInner(mix[0], entry.ttl, entry.tos));
        });
        NS_TEST_ASSERT_MSG_EQ(core.packets.size(), 1, name << ": one packet in the core");
        const Octets& outer = core.packets.front();
        NS_TEST_EXPECT_MSG_EQ(GetTtl(outer), entry.outerTtl, name << ": outer TTL");
        NS_TEST_EXPECT_MSG_EQ(GetTos(outer), entry.outerTos, name << ": outer TOS");
        NS_TEST_EXPECT_MSG_EQ(GetTtl(GetInner(outer)), entry.ttl - 1U, name << ": inner TTL");
        NS_TEST_EXPECT_MSG_EQ(GetTos(GetInner(outer)), +entry.tos, name << ": inner TOS");
        Simulator::Destroy();
    }
};

/// What comes out of the tunnel.
struct Exit
{
    const char* name; //!< of the row
    uint8_t innerTtl; //!< as it comes to Y
    uint8_t outerTtl; //!< as it comes to Y
    uint8_t innerTos; //!< as it comes to Y
    uint8_t outerTos; //!< as it comes to Y
    bool copyDscp;    //!< attribute CopyDscp
    unsigned ttl;     //!< at B; 0: nothing comes
    unsigned tos;     //!< at B
};

// RFC 9300 section 5.3: the smaller TTL goes on, and Y, a router, takes one off it. The outer DSCP
// SHOULD be copied.
const Exit EXITS[] = {
    {"inner TTL smaller", 10, 64, 0, 0, true, 9, 0},
    {"outer TTL smaller", 64, 10, 0, 0, true, 9, 0},
    {"TTLs equal", 64, 64, 0, 0, true, 63, 0},
    {"outer TTL used up", 64, 1, 0, 0, true, 0, 0},
    {"inner TTL used up", 1, 64, 0, 0, true, 0, 0},
    {"outer DSCP copied", 64, 64, 0xb8, 0x28, true, 63, 0x28},
    {"outer DSCP of zero copied", 64, 64, 0xb8, 0, true, 63, 0},
    {"inner DSCP kept", 64, 64, 0xb8, 0x28, false, 63, 0xb8},
    {"inner DSCP kept, CE taken over", 64, 64, 0xba, 0x2b, false, 63, 0xbb},
    {"outer DSCP copied, inner ECN kept", 64, 64, 0xb9, 0x2a, true, 63, 0x29},
};

/// The ECN code points by number: Not-ECT, ECT(1), ECT(0), CE (RFC 3168 section 5).
constexpr unsigned NOT_ECT = 0;
constexpr unsigned ECT1 = 1; //!< ECT(1)
constexpr unsigned ECT0 = 2; //!< ECT(0)
constexpr unsigned CE = 3;   //!< congestion experienced
constexpr unsigned DROP = 4; //!< the packet must go no further

/// A row of RFC 6040 section 4.2, figure 4: what goes on for outer Not-ECT, ECT(0), ECT(1) and CE.
struct EcnRow
{
    unsigned inner;    //!< arriving inner header
    unsigned going[4]; //!< outgoing header
};

const EcnRow ECN_ROWS[] = {
    {NOT_ECT, {NOT_ECT, NOT_ECT, NOT_ECT, DROP}},
    {ECT0, {ECT0, ECT0, ECT1, CE}},
    {ECT1, {ECT1, ECT1, ECT1, CE}},
    {CE, {CE, CE, CE, CE}},
};
const unsigned ECN_COLUMNS[] = {NOT_ECT, ECT0, ECT1, CE}; //!< arriving outer header

/**
 * Method: C sends Y an encapsulated packet for each of EXITS, and for each pair of ECN fields, in
 * each mix of families.
 * Expected: TTL and TOS of the tables at B; where the figure says "drop", one drop for
 * that reason.
 */
class ExitTestCase : public TestCase
{
  public:
    ExitTestCase()
        : TestCase("inner TTL, DSCP and ECN at decapsulation")
    {
    }

  private:
    void DoRun() override
    {
        for (const auto& mix : MIXES)
        {
            for (const auto& exit : EXITS)
            {
                Run(mix, exit, false);
            }
            for (const auto& row : ECN_ROWS)
            {
                for (unsigned i = 0; i < 4; ++i)
                {
                    const bool drops = row.going[i] == DROP;
                    Run(mix,
                        {"ECN",
                         64,
                         64,
                         static_cast<uint8_t>(row.inner),
                         static_cast<uint8_t>(ECN_COLUMNS[i]),
                         true,
                         drops ? 0U : 63U,
                         row.going[i]},
                        drops);
                }
            }
        }
    }

    /// @param mix of families @param exit a row @param drops whether for congestion
    void Run(const bool (&mix)[2], const Exit& exit, bool drops)
    {
        const std::string name = NameOf(mix) + ", " + exit.name + " " +
                                 std::to_string(exit.innerTos) + "/" +
                                 std::to_string(exit.outerTos);
        Line line;
        line.Install();
        line.Map(mix[1]);
        Decapsulator(line.ytr)->SetAttribute("CopyDscp", BooleanValue(exit.copyDscp));
        Tap atB(Line::Device(line.b, 1));
        RunWith([&]() {
            atB.packets.clear();
            const Octets inner = MakeInner(mix[0], exit.innerTtl, exit.innerTos);
            SendFrom(line.c->GetDevice(2),
                     MakeOuter(mix[1], MakeLisp(inner), exit.outerTtl, exit.outerTos));
        });
        NS_TEST_EXPECT_MSG_EQ(line.ytr->GetDrops(LispDropReason::ETR_ECN), drops, name);
        NS_TEST_EXPECT_MSG_EQ(line.ytr->GetTotalDrops(), drops, name);
        NS_TEST_ASSERT_MSG_EQ(atB.packets.size(), (exit.ttl ? 1 : 0), name << ": packets at B");
        if (exit.ttl)
        {
            NS_TEST_EXPECT_MSG_EQ(GetTtl(atB.packets.front()), exit.ttl, name << ": TTL");
            NS_TEST_EXPECT_MSG_EQ(GetTos(atB.packets.front()), exit.tos, name << ": TOS");
        }
        Simulator::Destroy();
    }
};

/// A packet and the outer source port of its flow.
struct Flow
{
    const char* name;  //!< of the row
    bool ipv6;         //!< its family
    uint8_t protocol;  //!< of the packet
    uint16_t source;   //!< first two octets of its payload: the source port if it has ports
    uint16_t fragment; //!< IPv4 flags and offset
    unsigned port;     //!< outer source port
};

// FNV-1a of 32 bits over addresses, protocol and ports, or addresses alone (RFC 9300 section 12),
// worked out apart from this program; the port is 49152 | (high half ^ low half) & 16383.
//   10.1.0.5 10.2.0.9 17 5000 6000: 853c9427   with 5001: dfc64a1c   TCP: 24253fb6   no ports:
//   90dc0900 fd01::5 fd02::9 17 5000 6000: eee27b97   TCP: 94760086   no ports: ec0c7f10
const Flow FLOWS[] = {
    {"UDP", false, 17, 5000, 0x4000, 53531},
    {"UDP from another port", false, 17, 5001, 0x4000, 54746},
    {"TCP", false, 6, 5000, 0x4000, 56211},
    {"ICMP", false, 1, 5000, 0x4000, 55772},
    {"first fragment", false, 17, 5000, 0x2000, 55772},
    {"later fragment", false, 17, 1234, 0x0010, 55772},
    {"UDP over IPv6", true, 17, 5000, 0, 54645},
    {"TCP over IPv6", true, 6, 5000, 0, 54512},
    {"ICMPv6", true, 58, 0x8000, 0, 54044},
};

/**
 * Method: A sends each of FLOWS twice, over IPv4 and IPv6 RLOCs.
 * Expected: the source port of the table both times, destination port 4341, the right UDP length,
 * checksum 0.
 */
class PortTestCase : public TestCase
{
  public:
    PortTestCase()
        : TestCase("outer UDP header")
    {
    }

  private:
    void DoRun() override
    {
        for (const bool outerIpv6 : {false, true})
        {
            for (const auto& flow : FLOWS)
            {
                Run(outerIpv6, flow);
            }
        }
    }

    /// @param outerIpv6 the outer family @param flow a row
    void Run(bool outerIpv6, const Flow& flow)
    {
        Line line;
        line.Install();
        line.Map(outerIpv6);
        Tap core(Line::Device(line.c, 1));
        IpFields fields{flow.ipv6 ? "fd01::5" : "10.1.0.5", flow.ipv6 ? "fd02::9" : "10.2.0.9"};
        fields.protocol = flow.protocol;
        fields.fragment = flow.fragment;
        // As long as the shortest TCP header; the fields after the ports say nothing here.
        const Octets inner =
            MakeIp(fields, Join({Two(flow.source), Two(6000), Two(20), Octets(14)}));
        RunWith([&]() {
            core.packets.clear();
            SendFrom(line.a->GetDevice(1), inner);
            SendFrom(line.a->GetDevice(1), inner);
        });
        NS_TEST_ASSERT_MSG_EQ(core.packets.size(), 2, flow.name << ": two packets in the core");
        for (const auto& packet : core.packets)
        {
            const Octets udp = GetPayload(packet);
            NS_TEST_EXPECT_MSG_EQ(Get16(udp, 0), flow.port, flow.name << ": source port");
            NS_TEST_EXPECT_MSG_EQ(Get16(udp, 2), 4341, flow.name << ": destination port");
            NS_TEST_EXPECT_MSG_EQ(Get16(udp, 4), 16 + inner.size(), flow.name << ": length");
            NS_TEST_EXPECT_MSG_EQ(Get16(udp, 6), 0, flow.name << ": checksum");
        }
        Simulator::Destroy();
    }
};

/// @param ipv6 the family @param udp a datagram of X to Y @return the sum of RFC 768 and RFC 8200
/// section 8.1, with the pseudo-header: 0 if the checksum in it is right
uint32_t
SumUdp(bool ipv6, const Octets& udp)
{
    const Octets addresses = Join({AddressOctets(ipv6 ? "fd0a::1" : "172.16.1.1"),
                                   AddressOctets(ipv6 ? "fd0b::1" : "172.16.2.1")});
    return Checksum(Join({addresses, Two(17), Two(udp.size()), udp}));
}

/**
 * Method: X encapsulates with UdpChecksum set; C sends Y datagrams with checksums zero, right and
 * wrong, with VerifyUdpChecksum set and not.
 * Expected: X's checksum is right by the standard's sum, and Y takes it. Y takes zero in either
 * family (RFC 9300 section 5.3: MUST be accepted without checksum verification), a right one, and a
 * wrong one only if it does not verify.
 */
class ChecksumTestCase : public TestCase
{
  public:
    ChecksumTestCase()
        : TestCase("outer UDP checksum")
    {
    }

  private:
    void DoRun() override
    {
        for (const auto& mix : MIXES)
        {
            Encapsulate(mix);
            for (const bool verify : {true, false})
            {
                Octets udp = MakeLisp(MakeInner(mix[0]));
                Decapsulate(mix, udp, verify, true, "zero");
                const Octets sum = Two(SumUdp(mix[1], udp));
                udp[6] = sum[0];
                udp[7] = sum[1];
                Decapsulate(mix, udp, verify, true, "right");
                udp[7] ^= 1;
                Decapsulate(mix, udp, verify, !verify, "wrong");
            }
        }
    }

    /// @param mix of families
    void Encapsulate(const bool (&mix)[2])
    {
        Line line;
        line.Install();
        line.Map(mix[1]);
        Encapsulator(line.xtr)->SetAttribute("UdpChecksum", BooleanValue(true));
        Tap core(Line::Device(line.c, 1));
        Tap atB(Line::Device(line.b, 1));
        RunWith([&]() {
            core.packets.clear();
            atB.packets.clear();
            SendFrom(line.a->GetDevice(1), MakeInner(mix[0]));
        });
        NS_TEST_ASSERT_MSG_EQ(core.packets.size(), 1, NameOf(mix) << ": one packet in the core");
        const Octets udp = GetPayload(core.packets.front());
        NS_TEST_EXPECT_MSG_NE(Get16(udp, 6), 0, NameOf(mix) << ": a checksum");
        NS_TEST_EXPECT_MSG_EQ(SumUdp(mix[1], udp), 0, NameOf(mix) << ": which is right");
        NS_TEST_EXPECT_MSG_EQ(atB.packets.size(), 1, NameOf(mix) << ": Y takes it");
        Simulator::Destroy();
    }

    /**
     * @param mix of families
     * @param udp what C sends
     * @param verify attribute VerifyUdpChecksum
     * @param taken whether Y is to take it
     * @param name of its checksum
     */
    void Decapsulate(const bool (&mix)[2],
                     const Octets& udp,
                     bool verify,
                     bool taken,
                     const char* name)
    {
        Line line;
        line.Install();
        line.Map(mix[1]);
        Decapsulator(line.ytr)->SetAttribute("VerifyUdpChecksum", BooleanValue(verify));
        Tap atB(Line::Device(line.b, 1));
        RunWith([&]() {
            atB.packets.clear();
            SendFrom(line.c->GetDevice(2), MakeOuter(mix[1], udp));
        });
        NS_TEST_EXPECT_MSG_EQ(atB.packets.size(), taken, NameOf(mix) << ", " << name);
        NS_TEST_EXPECT_MSG_EQ(line.ytr->GetDrops(LispDropReason::ETR_BAD_UDP_CHECKSUM),
                              !taken,
                              NameOf(mix) << ", " << name);
        Simulator::Destroy();
    }
};

/**
 * @brief The suite.
 */
class HeaderFieldsTestSuite : public TestSuite
{
  public:
    HeaderFieldsTestSuite()
        : TestSuite("lisp-dataplane-header-fields", Type::SYSTEM)
    {
        AddTestCase(new EntryTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new ExitTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new PortTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new ChecksumTestCase, compat::TestDuration<>::QUICK);
    }
};

HeaderFieldsTestSuite g_headerFieldsTestSuite; //!< the suite

} // namespace
