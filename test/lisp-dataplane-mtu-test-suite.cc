/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "lisp-dataplane-octets.h"

#include "ns3/inet-socket-address.h"
#include "ns3/ns3-compat.h"
#include "ns3/socket.h"
#include "ns3/test.h"
#include "ns3/udp-socket-factory.h"
#include "ns3/uinteger.h"

#include <algorithm>

using namespace ns3;
using namespace ns3::lisptest;

/**
 * @file
 * @brief Packets too big for the tunnel, and outer packets in parts (RFC 9300 section 7).
 *
 * "H", what encapsulation adds, is 20 + 8 + 8 = 36 octets with an IPv4 outer header and 40 + 8 + 8
 * = 56 with an IPv6 one. All links carry 1500 octets if nothing else is said.
 */

namespace
{

/**
 * @param ipv6 its family
 * @param size its octets, from the IP header on
 * @param flags IPv4 flags and fragment offset
 * @return a UDP packet from A to B
 */
Octets
MakeSized(bool ipv6, std::size_t size, uint16_t flags = 0x4000)
{
    IpFields fields{ipv6 ? "fd01::5" : "10.1.0.5", ipv6 ? "fd02::9" : "10.2.0.9"};
    fields.fragment = flags;
    return MakeIp(fields, MakeUdp(5000, 6000, Octets(size - (ipv6 ? 48 : 28))));
}

/// The largest packet for a tunnel.
struct Limit
{
    const char* name;  //!< of the row
    bool innerIpv6;    //!< EIDs
    bool outerIpv6;    //!< RLOCs
    uint32_t mtu;      //!< attribute EncapsulationMtu
    uint16_t linkMtu;  //!< of X's link to the core
    std::size_t limit; //!< "S" = L - H, L the smaller MTU (RFC 9300 section 7.1)
};

const Limit LIMITS[] = {
    {"IPv4 in IPv4", false, false, 1500, 1500, 1464}, // 1500 - 36
    {"IPv4 in IPv6", false, true, 1500, 1500, 1444},  // 1500 - 56
    {"IPv6 in IPv4", true, false, 1500, 1500, 1464},
    {"IPv6 in IPv6", true, true, 1500, 1500, 1444},
    {"a smaller L", false, false, 1400, 1500, 1364},                 // 1400 - 36
    {"a smaller link", false, false, 1500, 1300, 1264},              // 1300 - 36
    {"a smaller link, IPv6 outside", false, true, 1500, 1380, 1324}, // 1380 - 56
    {"a larger L", true, true, 9000, 1500, 1444},
};

/**
 * Method: A sends, for each of LIMITS, a packet of that size with DF set (IPv6 has no other), then
 * one that is an octet longer.
 * Expected: the first goes through, H octets longer. Of the second, A is told: ICMP Destination
 * Unreachable, Fragmentation Needed (3/4, RFC 1191) or Packet Too Big (2/0, RFC 4443) with the
 * limit as MTU, from X's address on A's link, with a right checksum and the packet as X had it; and
 * X counts it.
 */
class TooBigTestCase : public TestCase
{
  public:
    TooBigTestCase()
        : TestCase("too big and not to be fragmented")
    {
    }

  private:
    void DoRun() override
    {
        for (const auto& limit : LIMITS)
        {
            Check(limit);
        }
    }

    /// @param limit a row
    void Check(const Limit& limit)
    {
        Line line;
        line.Install();
        line.Map(limit.outerIpv6);
        line.x->GetDevice(2)->SetMtu(limit.linkMtu);
        Encapsulator(line.xtr)->SetAttribute("EncapsulationMtu", UintegerValue(limit.mtu));
        Tap core(Line::Device(line.c, 1));
        Tap atA(Line::Device(line.a, 1));
        const Octets refused = MakeSized(limit.innerIpv6, limit.limit + 1);
        Simulator::Schedule(Seconds(3), [&]() {
            core.packets.clear();
            SendFrom(line.a->GetDevice(1), MakeSized(limit.innerIpv6, limit.limit));
        });
        Simulator::Schedule(Seconds(3.2), [&]() {
            // B has answered the first one, because nobody listens there.
            atA.packets.clear();
            SendFrom(line.a->GetDevice(1), refused);
        });
        Simulator::Stop(Seconds(3.5));
        Simulator::Run();
        NS_TEST_ASSERT_MSG_EQ(core.packets.size(), 1, limit.name << ": one goes through");
        NS_TEST_EXPECT_MSG_EQ(core.packets.front().size(),
                              limit.limit + (limit.outerIpv6 ? 56 : 36),
                              limit.name << ": with all its octets");
        NS_TEST_EXPECT_MSG_EQ(line.xtr->GetDrops(LispDropReason::ITR_TOO_BIG), 1, limit.name);
        NS_TEST_EXPECT_MSG_EQ(line.xtr->GetTotalDrops(), 1, limit.name);
        NS_TEST_ASSERT_MSG_EQ(atA.packets.size(), 1, limit.name << ": A is told");
        const Octets& message = atA.packets.front();
        const Octets addresses = limit.innerIpv6
                                     ? Join({AddressOctets("fd01::1"), AddressOctets("fd01::5")})
                                     : Join({AddressOctets("10.1.0.1"), AddressOctets("10.1.0.5")});
        const std::size_t at = limit.innerIpv6 ? 8 : 12;
        const Octets told(message.begin() + at, message.begin() + at + addresses.size());
        NS_TEST_EXPECT_MSG_EQ((told == addresses), true, limit.name << ": by X");
        const Octets icmp = GetPayload(message);
        NS_TEST_EXPECT_MSG_EQ(Get16(icmp, 0),
                              (limit.innerIpv6 ? 0x0200 : 0x0304),
                              limit.name << ": type and code");
        NS_TEST_EXPECT_MSG_EQ(Get16(icmp, 6), limit.limit, limit.name << ": MTU");
        NS_TEST_EXPECT_MSG_EQ(Get16(icmp, 4), 0, limit.name << ": what stands before it");
        const Octets pseudo =
            limit.innerIpv6 ? Join({addresses, Two(icmp.size()), Two(58)}) : Octets();
        NS_TEST_EXPECT_MSG_EQ(Checksum(Join({pseudo, icmp})), 0, limit.name << ": checksum");
        // The header but for TTL and checksum, and the ports.
        const std::size_t end = at + addresses.size() + 8;
        const bool same =
            std::equal(refused.begin() + at, refused.begin() + end, icmp.begin() + 8 + at);
        NS_TEST_EXPECT_MSG_EQ(same, true, limit.name << ": quotes the packet");
        Simulator::Destroy();
    }
};

/// A packet that may be fragmented, and the fragments that go into the tunnel.
struct Division
{
    const char* name;                                        //!< of the row
    bool outerIpv6;                                          //!< RLOCs
    uint32_t mtu;                                            //!< attribute EncapsulationMtu
    std::size_t size;                                        //!< of the packet
    uint16_t flags;                                          //!< of the packet, and its offset
    std::vector<std::pair<std::size_t, unsigned>> fragments; //!< their sizes, flags and offsets
};

// "Equal-sized fragments", encapsulated one by one (RFC 9300 section 7.1): as few as fit, their
// payloads rounded up to eight octets, except the last. More Fragments is 2000 hex.
const Division DIVISIONS[] = {
    // 1465 - 20 = 1445; half of it 723, rounded up 728 = 91 * 8; the rest is 717.
    {"two fragments", false, 1500, 1465, 0, {{748, 0x2000}, {737, 91}}},
    {"two fragments, IPv6 outside", true, 1500, 1465, 0, {{748, 0x2000}, {737, 91}}},
    // S is 564, room for 544. 1500 - 20 = 1480; a third is 494, rounded up 496 = 62 * 8.
    {"three fragments", false, 600, 1500, 0, {{516, 0x2000}, {516, 0x203e}, {508, 0x007c}}},
    // A fragment already, at 100 * 8, and not the last one.
    {"a middle fragment", false, 1500, 1465, 0x2064, {{748, 0x2064}, {737, 0x20bf}}},
    {"fits", false, 1500, 1464, 0, {{1464, 0}}},
};

/**
 * Method: A sends each of DIVISIONS, with DF clear.
 * Expected: the fragments of the table in the core, each encapsulated by itself and with a right
 * header checksum; B puts a whole packet together, as its socket shows; nothing is dropped.
 */
class DivisionTestCase : public TestCase
{
  public:
    DivisionTestCase()
        : TestCase("too big and to be fragmented")
    {
    }

  private:
    void DoRun() override
    {
        for (const auto& division : DIVISIONS)
        {
            Check(division);
        }
    }

    /// @param division a row
    void Check(const Division& division)
    {
        Line line;
        line.Install();
        line.Map(division.outerIpv6);
        Encapsulator(line.xtr)->SetAttribute("EncapsulationMtu", UintegerValue(division.mtu));
        const auto socket = Socket::CreateSocket(line.b, UdpSocketFactory::GetTypeId());
        socket->Bind(InetSocketAddress(Ipv4Address::GetAny(), 6000));
        Tap core(Line::Device(line.c, 1));
        Simulator::Schedule(Seconds(3), [&]() {
            core.packets.clear();
            SendFrom(line.a->GetDevice(1), MakeSized(false, division.size, division.flags));
        });
        Simulator::Stop(Seconds(3.5));
        Simulator::Run();
        NS_TEST_ASSERT_MSG_EQ(core.packets.size(), division.fragments.size(), division.name);
        for (std::size_t i = 0; i < core.packets.size(); ++i)
        {
            const Octets inner = GetInner(core.packets[i]);
            const std::string name = division.name + std::string(" ") + std::to_string(i);
            NS_TEST_EXPECT_MSG_EQ(inner.size(), division.fragments[i].first, name);
            NS_TEST_EXPECT_MSG_EQ(Get16(inner, 2), division.fragments[i].first, name << ": length");
            NS_TEST_EXPECT_MSG_EQ(Get16(inner, 6), division.fragments[i].second, name << ": flags");
            NS_TEST_EXPECT_MSG_EQ(Get16(inner, 4), 0x1234, name << ": identification");
        }
        const bool isWhole = division.flags == 0;
        NS_TEST_EXPECT_MSG_EQ(socket->GetRxAvailable(),
                              (isWhole ? division.size - 28 : 0),
                              division.name << ": at B's socket");
        NS_TEST_EXPECT_MSG_EQ(line.xtr->GetTotalDrops() + line.ytr->GetTotalDrops(),
                              0,
                              division.name);
        Simulator::Destroy();
    }
};

/**
 * Method: C tells X that it forwards fewer octets than its link has, and A sends packets of and
 * above what is left.
 * Expected (RFC 9300 section 7.2, with path MTU kept for ten minutes): see the steps.
 */
class PathMtuTestCase : public TestCase
{
  public:
    PathMtuTestCase()
        : TestCase("path MTU that the core tells of")
    {
    }

  private:
    /// What C tells X, and the largest packet that goes through from then on.
    struct Step
    {
        double at;          //!< seconds
        const char* mode;   //!< attribute MtuMode
        const char* source; //!< outer source in what the message quotes; null: no message
        uint32_t mtu;       //!< in the message
        std::size_t limit;  //!< "S"
    };

    void DoRun() override
    {
        Check(false,
              {
                  {3, "Stateful", nullptr, 0, 1464},        // 1500 - 36
                  {4, "Stateful", "172.16.1.1", 1000, 964}, // 1000 - 36
                  {5, "Stateful", "172.16.1.1", 575, 964},  // below PathMtuFloor: not believed
                  {6, "Stateful", "172.16.1.9", 800, 964},  // about somebody else's packet
                  {7, "Stateless", nullptr, 0, 1464},       // not heeded
                  {8, "Stateful", nullptr, 0, 964},
                  {603.5, "Stateful", nullptr, 0, 964},
                  {604.9, "Stateful", nullptr, 0, 1464}, // ten minutes after the message at 4 s,
                                                         // plus up to a second of RouteLifetime
                  {606, "Stateless", "172.16.1.1", 1000, 1464},
              });
        Check(true,
              {
                  {3, "Stateful", nullptr, 0, 1444},      // 1500 - 56
                  {4, "Stateful", "fd0a::1", 1340, 1284}, // 1340 - 56
                  {5, "Stateful", "fd0a::1", 1279, 1284}, // below IPv6's least: not believed
                  {6, "Stateful", "fd0a::9", 1300, 1284}, // about somebody else's packet
              });
    }

    /// @param ipv6 the outer family @param steps in order of time
    void Check(bool ipv6, const std::vector<Step>& steps)
    {
        Line line;
        line.Install();
        line.Map(ipv6);
        Tap core(Line::Device(line.c, 1));
        for (const auto& step : steps)
        {
            Simulator::Schedule(Seconds(step.at), [&line, &step, ipv6]() {
                Encapsulator(line.xtr)->SetAttribute("MtuMode", StringValue(step.mode));
                if (step.source)
                {
                    Tell(line, ipv6, step.source, step.mtu);
                }
            });
            Simulator::Schedule(Seconds(step.at + 0.2), [&line, &step, &core]() {
                core.packets.clear();
                SendFrom(line.a->GetDevice(1), MakeSized(false, step.limit));
                SendFrom(line.a->GetDevice(1), MakeSized(false, step.limit + 1));
            });
            Simulator::Schedule(Seconds(step.at + 0.4), [this, &step, &core, ipv6]() {
                NS_TEST_ASSERT_MSG_EQ(core.packets.size(), 1, "at " << step.at);
                NS_TEST_EXPECT_MSG_EQ(core.packets[0].size(),
                                      step.limit + (ipv6 ? 56 : 36),
                                      "at " << step.at);
            });
        }
        Simulator::Stop(Seconds(steps.back().at + 1));
        Simulator::Run();
        NS_TEST_EXPECT_MSG_EQ(line.xtr->GetDrops(LispDropReason::ITR_TOO_BIG),
                              steps.size(),
                              "one packet of each step is too big");
        Simulator::Destroy();
    }

    /// @param source the outer source of the packet that C could not forward @param mtu what it can
    static void Tell(Line& line, bool ipv6, const std::string& source, uint32_t mtu)
    {
        const Octets udp = MakeLisp(MakeInner(false));
        const Octets quoted = MakeIp({source, ipv6 ? "fd0b::1" : "172.16.2.1"}, udp);
        Octets icmp =
            Join({{static_cast<uint8_t>(ipv6 ? 2 : 3), static_cast<uint8_t>(ipv6 ? 0 : 4)},
                  Octets(4),
                  Two(mtu),
                  quoted});
        IpFields fields{ipv6 ? "fd0a::2" : "172.16.1.2", ipv6 ? "fd0a::1" : "172.16.1.1"};
        fields.protocol = ipv6 ? 58 : 1;
        const Octets pseudo = ipv6 ? Join({AddressOctets(fields.source),
                                           AddressOctets(fields.destination),
                                           Two(icmp.size()),
                                           Two(58)})
                                   : Octets();
        const Octets sum = Two(Checksum(Join({pseudo, icmp})));
        icmp[2] = sum[0];
        icmp[3] = sum[1];
        SendFrom(line.c->GetDevice(1), MakeIp(fields, icmp));
    }
};

/**
 * Method: C sends Y an encapsulated packet in two fragments, in order and out of order; and A sends
 * 1500 octets with MtuMode None, which X sends in two outer fragments over a link of 1400 octets.
 * Expected: Y puts them together and B gets the packet, once (RFC 9300 section 7.1: an ETR may have
 * to).
 */
class ReassemblyTestCase : public TestCase
{
  public:
    ReassemblyTestCase()
        : TestCase("outer packets in parts")
    {
    }

  private:
    void DoRun() override
    {
        for (const bool ipv6 : {false, true})
        {
            for (const bool swapped : {false, true})
            {
                Reassemble(ipv6, swapped);
            }
            FragmentOuter(ipv6);
        }
    }

    /// @param ipv6 the outer family @param swapped whether the second part comes first
    void Reassemble(bool ipv6, bool swapped)
    {
        Line line;
        line.Install();
        line.Map(ipv6);
        Tap atB(Line::Device(line.b, 1));
        // UDP, LISP and inner packet are 48 octets; a fragment's offset counts eights.
        const Octets whole = MakeLisp(MakeInner(false));
        const Octets first(whole.begin(), whole.begin() + 24);
        const Octets second(whole.begin() + 24, whole.end());
        std::vector<Octets> parts{MakePart(ipv6, first, 0, true), MakePart(ipv6, second, 3, false)};
        if (swapped)
        {
            std::swap(parts[0], parts[1]);
        }
        Simulator::Schedule(Seconds(3), [&]() {
            atB.packets.clear();
            SendFrom(line.c->GetDevice(2), parts[0]);
        });
        Simulator::Schedule(Seconds(3.1), [&]() {
            NS_TEST_EXPECT_MSG_EQ(atB.packets.size(), 0, "one part is no packet");
            SendFrom(line.c->GetDevice(2), parts[1]);
        });
        Simulator::Stop(Seconds(3.5));
        Simulator::Run();
        NS_TEST_ASSERT_MSG_EQ(atB.packets.size(), 1, "the packet at B");
        NS_TEST_EXPECT_MSG_EQ(atB.packets[0].size(), 32, "with all its octets");
        NS_TEST_EXPECT_MSG_EQ(line.ytr->GetDecapsulated(), 1, "counted once");
        Simulator::Destroy();
    }

    /// @return a fragment of a packet from X to Y (RFC 791 section 3.1, RFC 8200 section 4.5)
    static Octets MakePart(bool ipv6, const Octets& payload, uint16_t offset, bool more)
    {
        IpFields fields{ipv6 ? "fd0a::1" : "172.16.1.1", ipv6 ? "fd0b::1" : "172.16.2.1"};
        if (!ipv6)
        {
            fields.fragment = offset | (more ? 0x2000 : 0);
            return MakeIp(fields, payload);
        }
        fields.protocol = 44;
        return MakeIp(fields, Join({{17, 0}, Two(offset << 3 | more), {0, 0, 0, 7}, payload}));
    }

    /// @param ipv6 the outer family
    void FragmentOuter(bool ipv6)
    {
        Line line;
        line.Install();
        line.Map(ipv6);
        // Short enough for ns-3 3.35 too, whose IPv6 sends up to 80 octets beyond the MTU in one.
        line.x->GetDevice(2)->SetMtu(1400);
        Encapsulator(line.xtr)->SetAttribute("MtuMode", StringValue("None"));
        Tap core(Line::Device(line.c, 1));
        Tap atB(Line::Device(line.b, 1));
        Simulator::Schedule(Seconds(3), [&]() {
            core.packets.clear();
            atB.packets.clear();
            SendFrom(line.a->GetDevice(1), MakeSized(false, 1500));
        });
        Simulator::Stop(Seconds(3.5));
        Simulator::Run();
        NS_TEST_EXPECT_MSG_EQ(core.packets.size(), 2, "two parts in the core");
        NS_TEST_ASSERT_MSG_EQ(atB.packets.size(), 1, "one packet at B");
        NS_TEST_EXPECT_MSG_EQ(atB.packets[0].size(), 1500, "with all its octets");
        NS_TEST_EXPECT_MSG_EQ(line.xtr->GetTotalDrops() + line.ytr->GetTotalDrops(), 0, "no drop");
        Simulator::Destroy();
    }
};

/**
 * @brief The suite.
 */
class MtuTestSuite : public TestSuite
{
  public:
    MtuTestSuite()
        : TestSuite("lisp-dataplane-mtu", Type::SYSTEM)
    {
        AddTestCase(new TooBigTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new DivisionTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new PathMtuTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new ReassemblyTestCase, compat::TestDuration<>::QUICK);
    }
};

MtuTestSuite g_mtuTestSuite; //!< the suite

} // namespace
