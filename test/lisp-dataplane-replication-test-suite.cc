/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "lisp-dataplane-octets.h"

#include "ns3/boolean.h"
#include "ns3/lisp-replicator.h"
#include "ns3/ns3-compat.h"
#include "ns3/test.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <string>
#include <vector>

using namespace ns3;
using namespace ns3::lisptest;

/**
 * @file
 * @brief Group packets on their way into the tunnel in several copies, out of it to the ports with
 * members, and through a router that replicates.
 */

namespace
{

/// @param ipv6 a family @return a group
std::string
Group(bool ipv6)
{
    return ipv6 ? "ff0e::5" : "239.1.2.3";
}

/// @param ipv6 of the group @return A's packet to it, TTL 64, TOS ba hex: EF with ECT(0)
Octets
GroupPacket(bool ipv6, uint8_t ttl = 64)
{
    IpFields fields{ipv6 ? "fd01::5" : "10.1.0.5", Group(ipv6)};
    fields.ttl = ttl;
    fields.tos = 0xba;
    return MakeIp(fields, MakeUdp(5000, 6000, {'L', 'I', 'S', 'P'}));
}

/// @param ipv6 of the group @return A and the group
MulticastEid
Entry(bool ipv6)
{
    return MulticastEid::FromString(ipv6 ? "fd01::5" : "10.1.0.5", Group(ipv6));
}

/// @param xtr a tunnel router @return its multicast, turned on
Ptr<LispReplicator>
TurnOn(const Ptr<LispXtr>& xtr)
{
    auto replicator = CreateObject<LispReplicator>();
    replicator->Install(xtr);
    return replicator;
}

/// @param asked one more @param eid what for
void
CountAsked(uint32_t* asked, const MulticastEid&)
{
    ++*asked;
}

/// @param rlocs of ETRs @return a list
std::vector<ReplicationHop>
Etrs(const std::vector<std::string>& rlocs)
{
    std::vector<ReplicationHop> hops;
    for (const auto& rloc : rlocs)
    {
        hops.push_back({LISP_RECEIVER_LEVEL, 1, {NetworkAddress::FromString(rloc)}});
    }
    return hops;
}

/// @param packets encapsulated, IPv4 @return their outer destinations, "172.16.2.1 ..."
std::string
Destinations(const std::vector<Octets>& packets)
{
    std::string text;
    for (const auto& packet : packets)
    {
        for (std::size_t i = 16; i < 20; ++i)
        {
            text += (i > 16 ? "." : "") + std::to_string(packet[i]);
        }
        text += " ";
    }
    return text;
}

/// @param send to be called at three seconds, when neighbour discovery is over @param seconds how
/// long to run after it
template <class Send>
void
SendAndRun(Send&& send, double seconds = 1)
{
    Simulator::Schedule(Seconds(3), send);
    Simulator::Stop(Seconds(3 + seconds));
    Simulator::Run();
}

/**
 * Method: A sends a packet to a group, IPv4 and IPv6; X has a list of Y and two more routers, and
 * itself. Y's port to B has joined.
 * Expected: three copies leave X, one to each but itself, alike but for outer destination and
 * identification: outer TTL 63, as the inner one, TOS as the inner one (RFC 9300 section 5.3). B
 * gets one packet: the core takes one off the outer TTL, Y takes over 62 and takes one off: 61.
 */
class CopiesTestCase : public TestCase
{
  public:
    CopiesTestCase()
        : TestCase("copies, and a port with members")
    {
    }

  private:
    void DoRun() override
    {
        for (const bool ipv6 : {false, true})
        {
            Run(ipv6);
        }
    }

    /// @param ipv6 of the group
    void Run(bool ipv6)
    {
        const std::string name = ipv6 ? "IPv6" : "IPv4";
        Line line;
        line.Install();
        const auto x = TurnOn(line.xtr);
        const auto y = TurnOn(line.ytr);
        x->GetCache().Insert(Entry(ipv6),
                             Etrs({"172.16.1.1", "172.16.2.1", "172.16.2.7", "172.16.2.8"}),
                             Seconds(100),
                             Seconds(0));
        y->GetMembers().Join(MulticastEid::AnySource(0, NetworkAddress::FromString(Group(ipv6))),
                             line.y->GetDevice(2)->GetIfIndex());
        Tap core(Line::Device(line.c, 1));
        Tap b(Line::Device(line.b, 1));
        SendAndRun([&]() {
            core.packets.clear();
            b.packets.clear();
            SendFrom(line.a->GetDevice(1), GroupPacket(ipv6));
        });
        NS_TEST_ASSERT_MSG_EQ(core.packets.size(), 3, name << ": copies");
        NS_TEST_EXPECT_MSG_EQ(Destinations(core.packets),
                              "172.16.2.1 172.16.2.7 172.16.2.8 ",
                              name << ": one each");
        Octets expected = GroupPacket(ipv6, 63);
        for (const auto& packet : core.packets)
        {
            NS_TEST_EXPECT_MSG_EQ(GetTtl(packet), 63, name << ": outer TTL");
            NS_TEST_EXPECT_MSG_EQ(GetTos(packet), 0xba, name << ": outer TOS");
            Octets inner = GetInner(packet);
            if (!ipv6)
            {
                // ns-3 computes no IPv4 header checksum unless told.
                inner[10] = inner[11] = expected[10] = expected[11] = 0;
            }
            NS_TEST_EXPECT_MSG_EQ((inner == expected), true, name << ": the packet inside");
        }
        NS_TEST_ASSERT_MSG_EQ(b.packets.size(), 1, name << ": B gets it once");
        NS_TEST_EXPECT_MSG_EQ(GetTtl(b.packets[0]), 61, name << ": TTL");
        NS_TEST_EXPECT_MSG_EQ(x->GetReplicated(), 1, name << ": one packet");
        NS_TEST_EXPECT_MSG_EQ(x->GetCopies(), 3, name << ": three copies");
        NS_TEST_EXPECT_MSG_EQ(line.xtr->GetEncapsulated(), 3, name << ": counted");
        NS_TEST_EXPECT_MSG_EQ(line.ytr->GetDecapsulated(), 1, name << ": and there");
        NS_TEST_EXPECT_MSG_EQ(line.drops.size(), 0, name << ": nothing is dropped");
        Simulator::Destroy();
    }
};

/**
 * Method: the same with a list of Y at level 0, and two ETRs that the core has no way to; Y
 * replicates and has no member. Expected: one copy leaves X, to Y; two leave Y, to the ETRs. The
 * inner TTL: 63 at X, 62 taken over at Y, which takes one off as any router: 61, outer and inner.
 * If Y is no RTR, it drops it: it has not joined.
 */
class RelayTestCase : public TestCase
{
  public:
    RelayTestCase()
        : TestCase("a router that replicates")
    {
    }

  private:
    void DoRun() override
    {
        for (const bool isRelay : {true, false})
        {
            Line line;
            line.Install();
            auto hops = Etrs({"172.16.9.8", "172.16.9.9"});
            hops.push_back({0, 1, {NetworkAddress::FromString("172.16.2.1")}});
            std::swap(hops.front(), hops.back());
            for (const auto& xtr : {line.xtr, line.ytr})
            {
                TurnOn(xtr)->GetCache().Insert(Entry(false), hops, Seconds(100), Seconds(0));
            }
            line.ytr->SetAttribute("Rtr", BooleanValue(isRelay));
            Tap fromX(Line::Device(line.c, 1));
            Tap fromY(Line::Device(line.c, 2));
            SendAndRun([&]() {
                fromX.packets.clear();
                fromY.packets.clear();
                SendFrom(line.a->GetDevice(1), GroupPacket(false));
            });
            NS_TEST_EXPECT_MSG_EQ(Destinations(fromX.packets), "172.16.2.1 ", "to the router");
            NS_TEST_EXPECT_MSG_EQ(Destinations(fromY.packets),
                                  (isRelay ? "172.16.9.9 172.16.9.8 " : ""),
                                  "to the ETRs");
            for (const auto& packet : fromY.packets)
            {
                NS_TEST_EXPECT_MSG_EQ(GetTtl(packet), 61, "outer TTL");
                NS_TEST_EXPECT_MSG_EQ(GetTtl(GetInner(packet)), 61, "inner TTL");
            }
            NS_TEST_EXPECT_MSG_EQ(line.Drops(LispDropReason::ETR_GROUP_NOT_JOINED),
                                  (isRelay ? 0 : 1),
                                  "not joined");
            Simulator::Destroy();
        }
    }
};

/**
 * Method: A sends what must not take the tunnel: with TTL 1, to groups of a link or site, from an
 * address that is no EID; and to a group while multicast is off at X.
 * Expected: nothing leaves X for the core, and X asks for nothing; the packets count as nothing in
 * the tunnel.
 */
class StaysTestCase : public TestCase
{
  public:
    StaysTestCase()
        : TestCase("what stays in the site")
    {
    }

  private:
    void DoRun() override
    {
        for (const bool isOn : {true, false})
        {
            Line line;
            line.Install();
            uint32_t asked = 0;
            if (isOn)
            {
                TurnOn(line.xtr)->SetRequestCallback(MakeBoundCallback(&CountAsked, &asked));
            }
            Tap core(Line::Device(line.c, 1));
            SendAndRun([&]() {
                core.packets.clear();
                const auto send = [&](const std::string& from, const std::string& to, uint8_t ttl) {
                    IpFields fields{from, to};
                    fields.ttl = ttl;
                    SendFrom(line.a->GetDevice(1), MakeIp(fields, MakeUdp(5000, 6000, {})));
                };
                send("10.1.0.5", "239.1.2.3", 1);
                send("10.1.0.5", "224.0.0.251", 64);
                send("10.1.0.5", "239.255.0.1", 64);
                send("10.9.0.5", "239.1.2.3", 64);
                send("fd01::5", "ff05::5", 64);
                send("fd01::5", "ff0e::5", 1);
                if (!isOn)
                {
                    send("10.1.0.5", "239.1.2.3", 64);
                    send("fd01::5", "ff0e::5", 64);
                }
            });
            NS_TEST_EXPECT_MSG_EQ(core.packets.size(), 0, "nothing leaves");
            NS_TEST_EXPECT_MSG_EQ(asked, 0, "nothing is asked for");
            NS_TEST_EXPECT_MSG_EQ(line.drops.size(), 0, "nor dropped by the tunnel");
            Simulator::Destroy();
        }
    }
};

/**
 * Method: A sends 17 packets to a group that X does not know, and one to another group; after half
 * a second X learns of the first group, and never of the second. Then one of 1,465 octets with DF.
 * Expected: 16 wait (PendingPerGroup), the last is dropped; each asks for the list, as control
 * limits the rate. They leave in order when the list is there,
 * for Y, where multicast is off. The one to the other group is
 * dropped after 10 s. The long one, one octet more than 1,500 less 36 of headers, is dropped, and A
 * is not told (RFC 1122 section 3.2.2).
 */
class WaitingTestCase : public TestCase
{
  public:
    WaitingTestCase()
        : TestCase("packets that wait")
    {
    }

  private:
    void DoRun() override
    {
        Line line;
        line.Install();
        const auto x = TurnOn(line.xtr);
        uint32_t asked = 0;
        x->SetRequestCallback(MakeBoundCallback(&CountAsked, &asked));
        Tap core(Line::Device(line.c, 1));
        Tap a(Line::Device(line.a, 1));
        Simulator::Schedule(Seconds(3.5), [&]() {
            NS_TEST_EXPECT_MSG_EQ(x->GetPending(), 17, "16 and 1 wait");
            x->GetCache().Insert(Entry(false), Etrs({"172.16.2.1"}), Seconds(100), Seconds(3.5));
            x->MappingChanged(Entry(false));
        });
        Simulator::Schedule(Seconds(4), [&]() {
            a.packets.clear();
            IpFields fields{"10.1.0.5", "239.1.2.3"};
            fields.fragment = 0x4000;
            SendFrom(line.a->GetDevice(1), MakeIp(fields, MakeUdp(5000, 6000, Octets(1437))));
        });
        SendAndRun(
            [&]() {
                core.packets.clear();
                for (uint32_t i = 0; i < 17; ++i)
                {
                    SendFrom(line.a->GetDevice(1),
                             MakeIp({"10.1.0.5", "239.1.2.3"}, MakeUdp(5000 + i, 6000, {})));
                }
                SendFrom(line.a->GetDevice(1),
                         MakeIp({"10.1.0.5", "239.1.2.4"}, MakeUdp(5000, 6000, {})));
            },
            11);
        NS_TEST_ASSERT_MSG_EQ(core.packets.size(), 16, "those that waited");
        for (uint32_t i = 0; i < 16; ++i)
        {
            NS_TEST_EXPECT_MSG_EQ(lisptest::Get16(GetInner(core.packets[i]), 20),
                                  5000 + i,
                                  "order");
        }
        NS_TEST_EXPECT_MSG_EQ(asked, 18, "each asks");
        NS_TEST_EXPECT_MSG_EQ(line.Drops(LispDropReason::ITR_PENDING_EID_FULL), 1, "the 17th");
        NS_TEST_EXPECT_MSG_EQ(line.Drops(LispDropReason::ITR_PENDING_TIMEOUT), 1, "unknown");
        NS_TEST_EXPECT_MSG_EQ(line.Drops(LispDropReason::ITR_TOO_BIG), 1, "too long");
        NS_TEST_EXPECT_MSG_EQ(a.packets.size(), 0, "and A is not told");
        NS_TEST_EXPECT_MSG_EQ(line.Drops(LispDropReason::ETR_INNER_MULTICAST), 16, "Y has none");
        NS_TEST_EXPECT_MSG_EQ(line.drops.size(), 19, "nothing else");
        Simulator::Destroy();
    }
};

/**
 * Method: a packet to a group comes to Y, which replicates, in instance 7, of which Y has no port;
 * and one to an IPv6 group comes to a router that replicates and has no IPv6.
 * Expected: both are dropped by name, as packets to hosts are.
 */
class ForeignTestCase : public TestCase
{
  public:
    ForeignTestCase()
        : TestCase("groups of an instance or a family that is not here")
    {
    }

  private:
    void DoRun() override
    {
        Line line;
        line.Install();
        const auto node = CreateObject<Node>();
        InternetStackHelper internet;
        internet.SetIpv6StackInstall(false);
        internet.Install(node);
        node->GetObject<Ipv4>()->AddAddress(
            0,
            Ipv4InterfaceAddress("172.16.3.1", Ipv4Mask::GetOnes()));
        const auto lone = CreateObject<LispXtr>();
        line.Install(lone, node, {"172.16.3.1"}, {});
        for (const auto& xtr : {line.ytr, lone})
        {
            TurnOn(xtr);
            xtr->SetAttribute("Rtr", BooleanValue(true));
        }
        Octets foreign = MakeLisp(GroupPacket(false));
        foreign[8] = 0x08; // I
        foreign[14] = 7;
        const auto from = NetworkAddress::FromString("172.16.1.1");
        line.ytr->ReceiveFromTunnel(ToPacket(foreign),
                                    from,
                                    NetworkAddress::FromString("172.16.2.1"),
                                    64,
                                    0);
        lone->ReceiveFromTunnel(ToPacket(MakeLisp(GroupPacket(true))),
                                from,
                                NetworkAddress::FromString("172.16.3.1"),
                                64,
                                0);
        NS_TEST_ASSERT_MSG_EQ(line.drops.size(), 2, "both are dropped");
        NS_TEST_EXPECT_MSG_EQ((line.drops[0] == LispDropReason::ETR_UNKNOWN_INSTANCE),
                              true,
                              "instance");
        NS_TEST_EXPECT_MSG_EQ((line.drops[1] == LispDropReason::ETR_NO_FAMILY), true, "family");
        Simulator::Destroy();
    }
};

/**
 * @brief The suite of replication.
 */
class LispDataplaneReplicationTestSuite : public TestSuite
{
  public:
    LispDataplaneReplicationTestSuite()
        : TestSuite("lisp-dataplane-replication", TestSuite::Type::UNIT)
    {
        AddTestCase(new CopiesTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new RelayTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new StaysTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new WaitingTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new ForeignTestCase, compat::TestDuration<>::QUICK);
    }
};

LispDataplaneReplicationTestSuite g_lispDataplaneReplicationTestSuite; //!< registers the suite

} // namespace
