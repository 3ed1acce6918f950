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
 * @brief A re-encapsulating tunnel router: X of the line of lisp-dataplane-line.h sends to Y, which
 * is one for the prefixes 10.3.0.0/24 and fd03::/64 and knows them at C's address 172.16.2.2.
 */

namespace
{

/// The line with Y as an RTR, and what C gets of it.
struct RtrLine : Line
{
    /// @param isEtr whether Y is an ETR as well
    explicit RtrLine(bool isEtr = true)
    {
        Install();
        Line::Map(false);
        ytr->SetAttribute("Rtr", BooleanValue(true));
        ytr->SetAttribute("Etr", BooleanValue(isEtr));
        ytr->SetAttribute("Itr", BooleanValue(isEtr));
        ytr->TraceConnectWithoutContext("Reencapsulated", MakeCallback(&RtrLine::OnAgain, this));
    }

    /// See LispXtr::TunnelTrace.
    void OnAgain(Ptr<const Packet> packet,
                 uint32_t instanceId,
                 const NetworkAddress& from,
                 const NetworkAddress& to)
    {
        told += std::to_string(instanceId) + " " + from.ToString() + ">" + to.ToString() + " " +
                std::to_string(packet->GetSize()) + "; ";
    }

    /// @param packet outer and inner, to Y
    void Arrive(const Octets& packet)
    {
        Simulator::Schedule(Seconds(3), [this, packet] { SendFrom(c->GetDevice(2), packet); });
    }

    std::string told;         ///< by the trace source
    Tap atCore{Device(c, 2)}; ///< what comes from Y
};

/// @param packet outer and inner @param instanceId to be in its LISP header @return the packet
Octets
InInstance(Octets packet, uint8_t instanceId)
{
    packet[20 + 8] = 0x08; // I
    packet[20 + 14] = instanceId;
    return packet;
}

/**
 * Method: a packet for an EID that is not Y's comes to Y, IPv4 and IPv6 inside, TTL 60 inside and
 * 50 outside, DSCP 46 outside, no ECN; the next locator is 172.16.2.2. Once Y is ITR, ETR and RTR,
 * once RTR alone. Expected: it leaves from 172.16.2.1 to 172.16.2.2, port 4341; the inner TTL is
 * the smaller one less 1, 49, and the outer the same; both DSCPs are that of the outer header
 * before; the payload is as it was. Encapsulated, decapsulated and re-encapsulated are 1 each, and
 * the trace source tells where it came from and where it goes. A packet for Y's own EID is
 * delivered, and B's answer that the port is closed goes to X, unless Y is an RTR alone: then it is
 * refused as not its EID, and what the node's IPv6 says on its tunnel, as on any new link, is
 * dropped as well.
 */
class HeadersTestCase : public TestCase
{
  public:
    HeadersTestCase()
        : TestCase("headers from tunnel to tunnel")
    {
    }

  private:
    void DoRun() override
    {
        for (bool ipv6 : {false, true})
        {
            for (bool isEtr : {true, false})
            {
                Check(ipv6, isEtr);
            }
        }
    }

    /// @param ipv6 inside @param isEtr whether Y is an ETR as well
    void Check(bool ipv6, bool isEtr)
    {
        RtrLine line(isEtr);
        Line::Map(line.ytr, "10.3.0.0/24", {"172.16.2.2"});
        Line::Map(line.ytr, "fd03::/64", {"172.16.2.2"});
        IpFields fields{ipv6 ? "fd01::5" : "10.1.0.5", ipv6 ? "fd03::9" : "10.3.0.9"};
        fields.ttl = 60;
        const Octets inner = MakeIp(fields, MakeUdp(5000, 6000, {'L', 'I', 'S', 'P'}));
        line.Arrive(MakeOuter(false, MakeLisp(inner), 50, 46 << 2));
        line.Arrive(MakeOuter(false, MakeLisp(MakeInner(ipv6))));
        Simulator::Stop(Seconds(4));
        Simulator::Run();
        NS_TEST_ASSERT_MSG_EQ(line.atCore.packets.size(), (isEtr ? 2 : 1), "one goes on");
        const Octets& out = line.atCore.packets.front();
        IpFields expected{"172.16.2.1", "172.16.2.2"};
        NS_TEST_EXPECT_MSG_EQ(
            (Octets(out.begin() + 12, out.begin() + 20) ==
             Join({AddressOctets(expected.source), AddressOctets(expected.destination)})),
            true,
            "outer addresses");
        NS_TEST_EXPECT_MSG_EQ(Get16(out, 22), 4341, "LISP data");
        NS_TEST_EXPECT_MSG_EQ(GetTtl(out), 49, "outer TTL");
        NS_TEST_EXPECT_MSG_EQ(GetTos(out), 46 << 2, "outer DSCP");
        NS_TEST_EXPECT_MSG_EQ(GetTtl(GetInner(out)), 49, "inner TTL");
        NS_TEST_EXPECT_MSG_EQ(GetTos(GetInner(out)), 46 << 2, "inner DSCP");
        NS_TEST_EXPECT_MSG_EQ((GetPayload(GetInner(out)) == GetPayload(inner)), true, "payload");
        NS_TEST_EXPECT_MSG_EQ(line.told,
                              std::string("0 172.16.1.1>172.16.2.2 ") + (ipv6 ? "52; " : "32; "),
                              "trace source");
        NS_TEST_EXPECT_MSG_EQ(line.ytr->GetReencapsulated(), 1, "re-encapsulated");
        NS_TEST_EXPECT_MSG_EQ(line.ytr->GetEncapsulated(), (isEtr ? 2 : 1), "encapsulated");
        NS_TEST_EXPECT_MSG_EQ(line.ytr->GetDecapsulated(), (isEtr ? 2 : 1), "decapsulated");
        NS_TEST_EXPECT_MSG_EQ(line.ytr->GetDrops(LispDropReason::ETR_NOT_MY_EID),
                              (isEtr ? 0 : 1),
                              "no ETR");
        NS_TEST_EXPECT_MSG_EQ(line.ytr->GetTotalDrops() -
                                  line.ytr->GetDrops(LispDropReason::ITR_DISABLED),
                              (isEtr ? 0 : 1),
                              "no other drop");
        Simulator::Destroy();
    }
};

/**
 * Method: packets of instance 7, which Y has no port in, for an EID that is mapped in instance 7
 * and for one that is mapped in the default instance only. Then one for Y's EID of the default
 * instance. Expected: the first goes on with instance 7; for the others a mapping is asked for in
 * instance 7, and they wait: instances never mix.
 */
class InstanceTestCase : public TestCase
{
  public:
    InstanceTestCase()
        : TestCase("instances of which an RTR has no port")
    {
    }

  private:
    /// @param eid asked for @param source who sends
    void OnRequest(const EidPrefix& eid, const NetworkAddress& /* source */)
    {
        m_asked += eid.ToString() + " ";
    }

    void DoRun() override
    {
        RtrLine line;
        line.ytr->SetMapRequestCallback(MakeCallback(&InstanceTestCase::OnRequest, this));
        Line::Map(line.ytr, "10.3.0.0/24", {"172.16.2.2"}, LispAction::NO_ACTION, 7);
        Line::Map(line.ytr, "10.4.0.0/24", {"172.16.2.2"});
        for (const char* to : {"10.3.0.9", "10.4.0.9", "10.2.0.9"})
        {
            IpFields fields{"10.1.0.5", to};
            const auto inner = MakeIp(fields, MakeUdp(5000, 6000, {}));
            line.Arrive(InInstance(MakeOuter(false, MakeLisp(inner)), 7));
        }
        Simulator::Stop(Seconds(4));
        Simulator::Run();
        NS_TEST_ASSERT_MSG_EQ(line.atCore.packets.size(), 1, "one goes on");
        NS_TEST_EXPECT_MSG_EQ(line.atCore.packets[0][20 + 8], 0x08, "I");
        NS_TEST_EXPECT_MSG_EQ(line.atCore.packets[0][20 + 14], 7, "the instance");
        NS_TEST_EXPECT_MSG_EQ(m_asked, "[7]10.4.0.9/32 [7]10.2.0.9/32 ", "asked for");
        NS_TEST_EXPECT_MSG_EQ(line.ytr->GetPending(), 2, "waiting");
        NS_TEST_EXPECT_MSG_EQ(line.ytr->GetTotalDrops(), 0, "nothing dropped");
        Simulator::Destroy();
    }

    std::string m_asked; ///< EIDs
};

/**
 * Method: a packet from 172.16.1.1 misses its mapping at Y; the answer is that it is there, at
 * 172.16.1.1. Another one's is Y itself; another's is negative, to be dropped.
 * Expected: the first ends as a loop although it waited; the second since the locator is Y's own;
 * the third as at an ITR.
 */
class WaitingTestCase : public TestCase
{
  public:
    WaitingTestCase()
        : TestCase("packets that waited, and where they must not go")
    {
    }

  private:
    void DoRun() override
    {
        RtrLine line;
        for (const char* to : {"10.3.0.9", "10.4.0.9", "10.5.0.9"})
        {
            IpFields fields{"10.1.0.5", to};
            line.Arrive(MakeOuter(false, MakeLisp(MakeIp(fields, MakeUdp(5000, 6000, {})))));
        }
        Simulator::Schedule(Seconds(4), [&] {
            NS_TEST_EXPECT_MSG_EQ(line.ytr->GetPending(), 3, "waiting");
            Line::Map(line.ytr, "10.3.0.0/24", {"172.16.1.1"});
            Line::Map(line.ytr, "10.4.0.0/24", {"172.16.2.1"});
            Line::Map(line.ytr, "10.5.0.0/24", {}, LispAction::DROP_NO_REASON);
        });
        Simulator::Stop(Seconds(5));
        Simulator::Run();
        NS_TEST_EXPECT_MSG_EQ(line.atCore.packets.size(), 0, "nothing goes on");
        for (const auto reason : {LispDropReason::RTR_LOOP,
                                  LispDropReason::ITR_RLOC_IS_OWN,
                                  LispDropReason::ITR_ACTION_DROP})
        {
            NS_TEST_EXPECT_MSG_EQ(line.ytr->GetDrops(reason), 1, ToString(reason));
        }
        Simulator::Destroy();
    }
};

/**
 * Method: Y's control takes what comes as data for it behind a NAT, which is in the instance
 * 0xffffff (draft-ermagan-lisp-nat-traversal section 5.1.1). Three packets come in it: to UDP port
 * 4342, to port 4341, and a later fragment (offset 8 octets) that has 4342 where a first one has
 * the port; a fourth one is to port 4342 as well, in instance 0. Expected: control gets the first.
 * The next two are of an instance that no packet of a site has. The fourth goes on, as it is for an
 * EID that is mapped elsewhere.
 */
class ControlTestCase : public TestCase
{
  public:
    ControlTestCase()
        : TestCase("control that comes as data")
    {
    }

  private:
    /// @param packet from its IP header on @param from its outer source
    void OnControl(Ptr<Packet> packet, const NetworkAddress& from)
    {
        m_control += std::to_string(packet->GetSize()) + " from " + from.ToString() + "; ";
    }

    void DoRun() override
    {
        RtrLine line;
        line.ytr->SetControlCallback(MakeCallback(&ControlTestCase::OnControl, this));
        Line::Map(line.ytr, "10.3.0.0/24", {"172.16.2.2"});
        IpFields fields{"10.1.0.5", "10.3.0.9"};
        const auto arrive = [&line](const Octets& packet, bool isControl) {
            const Octets lisp = isControl ? Octets{0x08, 0, 0, 0, 0xff, 0xff, 0xff, 0} : Octets(8);
            line.Arrive(MakeOuter(false, MakeUdp(0xc000, 4341, Join({lisp, packet}))));
        };
        arrive(MakeIp(fields, MakeUdp(4342, 4342, {})), true);
        arrive(MakeIp(fields, MakeUdp(4342, 4341, {})), true);
        arrive(MakeIp(fields, MakeUdp(4342, 4342, {})), false);
        fields.fragment = 1;
        arrive(MakeIp(fields, MakeUdp(4342, 4342, {})), true);
        Simulator::Stop(Seconds(4));
        Simulator::Run();
        NS_TEST_EXPECT_MSG_EQ(m_control, "28 from 172.16.1.1; ", "20 and 8 octets");
        NS_TEST_EXPECT_MSG_EQ(line.ytr->GetDrops(LispDropReason::ETR_UNKNOWN_INSTANCE),
                              2,
                              "no one's");
        NS_TEST_EXPECT_MSG_EQ(line.atCore.packets.size(), 1, "the fourth goes on");
        NS_TEST_EXPECT_MSG_EQ(line.ytr->GetReencapsulated(), 1, "and is counted");
        NS_TEST_EXPECT_MSG_EQ(line.ytr->GetDecapsulated(), 2, "out of the tunnel come two");
        Simulator::Destroy();
    }

    std::string m_control; ///< what control got
};

/// The suite.
class RtrTestSuite : public TestSuite
{
  public:
    RtrTestSuite()
        : TestSuite("lisp-dataplane-rtr", TestSuite::Type::UNIT)
    {
        AddTestCase(new HeadersTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new InstanceTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new WaitingTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new ControlTestCase, compat::TestDuration<>::QUICK);
    }
};

RtrTestSuite g_suite; ///< registers itself

} // namespace
