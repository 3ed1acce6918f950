/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "lisp-dataplane-octets.h"

#include "ns3/lisp-nat-peers.h"
#include "ns3/ns3-compat.h"
#include "ns3/test.h"
#include "ns3/uinteger.h"

using namespace ns3;
using namespace ns3::lisptest;

/**
 * @file
 * @brief What an RTR knows of sites behind NATs, and what it sends to their ports
 * (draft-ermagan-lisp-nat-traversal-19).
 */

namespace
{

/**
 * Method: a table of two EID-prefixes; a third, and one that moves to another port; time goes by.
 * Expected: the longest prefix counts; what is over is not found, hides no shorter prefix, and
 * makes room; what is there is prolonged in a full table, too; the locator table has each NAT's
 * address as long as a prefix is there.
 */
class TableTestCase : public TestCase
{
  public:
    TableTestCase()
        : TestCase("the table")
    {
    }

  private:
    void DoRun() override
    {
        RlocTable rlocs;
        LispNatPeers peers(rlocs, 2);
        const auto nat = NetworkAddress::FromString("198.51.100.1");
        const auto other = NetworkAddress::FromString("198.51.100.2");
        const auto set = [&](const char* prefix, const NetworkAddress& at, uint16_t port, int end) {
            return peers.Set(EidPrefix::FromString(prefix), at, port, Seconds(end));
        };
        const auto find = [&](const char* eid, int when) {
            const auto* peer =
                peers.Find(0, NetworkAddress::FromString(eid), Seconds(when).GetTimeStep());
            return peer ? peer->address.ToString() + ":" + std::to_string(peer->port)
                        : std::string("none");
        };
        NS_TEST_EXPECT_MSG_EQ(set("10.1.0.0/24", nat, 1000, 10), true, "the first");
        NS_TEST_EXPECT_MSG_EQ(set("10.1.0.5/32", other, 2000, 20), true, "one inside it");
        NS_TEST_EXPECT_MSG_EQ(set("10.2.0.0/24", nat, 3000, 20), false, "a third");
        NS_TEST_EXPECT_MSG_EQ(set("10.1.0.5/32", other, 2000, 20), true, "the one inside again");
        NS_TEST_EXPECT_MSG_EQ(find("10.1.0.4", 9), "198.51.100.1:1000", "the prefix");
        NS_TEST_EXPECT_MSG_EQ(find("10.1.0.5", 9), "198.51.100.2:2000", "the host");
        NS_TEST_EXPECT_MSG_EQ(peers.HasEndpoint(nat, 1000, Seconds(9).GetTimeStep()),
                              true,
                              "known");
        NS_TEST_EXPECT_MSG_EQ(peers.HasEndpoint(nat, 1000, Seconds(10).GetTimeStep()),
                              false,
                              "no longer");
        NS_TEST_EXPECT_MSG_EQ(peers.HasEndpoint(nat, 2000, 0), false, "of the other");
        NS_TEST_EXPECT_MSG_EQ(rlocs.GetSize(), 2, "both NATs");
        peers.Remove(EidPrefix::FromString("10.1.0.5/32"));
        NS_TEST_EXPECT_MSG_EQ(find("10.1.0.5", 9), "198.51.100.1:1000", "covered again");
        NS_TEST_EXPECT_MSG_EQ(rlocs.GetSize(), 1, "one NAT");
        NS_TEST_EXPECT_MSG_EQ(set("10.1.0.5/32", other, 2000, 9), true, "again, for less long");
        NS_TEST_EXPECT_MSG_EQ(find("10.1.0.5", 9), "198.51.100.1:1000", "over, the other is not");
        NS_TEST_EXPECT_MSG_EQ(peers.GetSize(), 1, "gone");
        NS_TEST_EXPECT_MSG_EQ(find("10.1.0.5", 10), "none", "both are over");
        NS_TEST_EXPECT_MSG_EQ(set("10.1.0.0/24", nat, 1000, 20), true, "there again");
        peers.Clear();
        NS_TEST_EXPECT_MSG_EQ(rlocs.GetSize(), 0, "none");
        NS_TEST_EXPECT_MSG_EQ(peers.GetSize(), 0, "empty");
    }
};

/**
 * Method: X knows 10.3.0.0/24 behind a NAT at 172.16.2.1, port 50000, and its mapping elsewhere; A
 * sends there. Then B's EIDs with the attribute SourcePort at 4341.
 * Expected: the first goes to 172.16.2.1, from port 4342 to 50000 (the draft's section 5.3.1); the
 * second from 4341 to 4341. With a mapping of 10.3.0.9 alone, which has left that prefix, it goes
 * there, and its neighbour as before.
 */
class PortsTestCase : public TestCase
{
  public:
    PortsTestCase()
        : TestCase("UDP ports")
    {
    }

  private:
    void DoRun() override
    {
        Line line;
        line.Install();
        line.Map(false);
        Line::Map(line.xtr, "10.3.0.0/24", {"172.16.9.9"});
        line.xtr->UseNatPeers(10).Set(EidPrefix::FromString("10.3.0.0/24"),
                                      NetworkAddress::FromString("172.16.2.1"),
                                      50000,
                                      Seconds(100));
        Tap core(Line::Device(line.c, 1));
        const auto send = [&line](const char* to) {
            IpFields fields{"10.1.0.5", to};
            SendFrom(line.a->GetDevice(1), MakeIp(fields, MakeUdp(5000, 6000, {1, 2})));
        };
        Simulator::Schedule(Seconds(3), [&] {
            send("10.3.0.9");
            Encapsulator(line.xtr)->SetAttribute("SourcePort", UintegerValue(4341));
        });
        Simulator::Schedule(Seconds(4), [&] { send("10.2.0.9"); });
        Simulator::Schedule(Seconds(5), [&] {
            Line::Map(line.xtr, "10.3.0.9/32", {"172.16.2.9"});
            send("10.3.0.9");
            send("10.3.0.8");
        });
        Simulator::Stop(Seconds(3.5));
        Simulator::Run();
        NS_TEST_ASSERT_MSG_EQ(core.packets.size(), 1, "to the NAT");
        NS_TEST_EXPECT_MSG_EQ(Get16(core.packets[0], 18), 0x0201, "its address ends in .2.1");
        NS_TEST_EXPECT_MSG_EQ(Get16(core.packets[0], 20), 4342, "from the control port");
        NS_TEST_EXPECT_MSG_EQ(Get16(core.packets[0], 22), 50000, "to its port");
        Simulator::Stop(Seconds(1));
        Simulator::Run();
        NS_TEST_ASSERT_MSG_EQ(core.packets.size(), 2, "to B");
        NS_TEST_EXPECT_MSG_EQ(Get16(core.packets[1], 20), 4341, "as the attribute says");
        NS_TEST_EXPECT_MSG_EQ(Get16(core.packets[1], 22), 4341, "to the data port");
        Simulator::Stop(Seconds(1));
        Simulator::Run();
        NS_TEST_ASSERT_MSG_EQ(core.packets.size(), 4, "two more");
        NS_TEST_EXPECT_MSG_EQ(Get16(core.packets[2], 18), 0x0209, "where the host went");
        NS_TEST_EXPECT_MSG_EQ(Get16(core.packets[2], 22), 4341, "which is behind no NAT");
        NS_TEST_EXPECT_MSG_EQ(Get16(core.packets[3], 22), 50000, "the others are where they were");
        Simulator::Destroy();
    }
};

/**
 * Method: Y takes control messages that come as data. X's side sends it, in an instance of
 * 0xffffff, a UDP datagram to port 4342; a later fragment whose payload looks like its ports, one
 * of TCP, one to port 4343; and in the default instance one to port 4342, for no EID of Y. Once as
 * a tunnel router, once as an RTR too.
 * Expected: the first is handed on (the draft's section 4.5). The other three are of an instance
 * that is none, ETR_UNKNOWN_INSTANCE: at an RTR, which knows no instance either, all the same. The
 * last is as any data: not for an EID here, or for the next tunnel, which the RTR does not know.
 */
class ControlTestCase : public TestCase
{
  public:
    ControlTestCase()
        : TestCase("control messages as data")
    {
    }

  private:
    /// See LispXtr::ControlCallback.
    void OnControl(Ptr<Packet>, const NetworkAddress& outerSource)
    {
        m_taken += outerSource.ToString() + " ";
    }

    void DoRun() override
    {
        for (const bool isRtr : {false, true})
        {
            m_taken.clear();
            Line line;
            line.Install();
            line.ytr->SetControlCallback(MakeCallback(&ControlTestCase::OnControl, this));
            line.ytr->SetAttribute("Rtr", BooleanValue(isRtr));
            const auto send = [&line](const IpFields& fields, const Octets& payload, bool control) {
                const Octets header =
                    control ? Octets{0x08, 0, 0, 0, 0xff, 0xff, 0xff, 0} : Octets(8);
                const auto inner = MakeIp(fields, payload);
                SendFrom(Line::Device(line.x, 2),
                         MakeOuter(false, MakeUdp(4342, 4341, Join({header, inner}))));
            };
            Simulator::Schedule(Seconds(3), [&send] {
                IpFields fields{"10.0.3.2", "172.16.9.9"};
                const auto message = MakeUdp(4342, 4342, {1, 2, 3, 4});
                send(fields, message, true);
                fields.fragment = 1;
                send(fields, {0x10, 0xf6, 0x10, 0xf6}, true);
                fields.fragment = 0x4000;
                send(fields, MakeUdp(4342, 4343, {1, 2, 3, 4}), true);
                fields.protocol = 6;
                send(fields, Octets(20), true);
                fields.protocol = 17;
                send(fields, message, false);
            });
            Simulator::Stop(Seconds(4));
            Simulator::Run();
            NS_TEST_EXPECT_MSG_EQ(m_taken, "172.16.1.1 ", "the first");
            NS_TEST_EXPECT_MSG_EQ(line.ytr->GetDrops(LispDropReason::ETR_UNKNOWN_INSTANCE),
                                  3,
                                  "of a reserved instance");
            NS_TEST_EXPECT_MSG_EQ(line.ytr->GetDrops(LispDropReason::ETR_NOT_MY_EID),
                                  (isRtr ? 0 : 1),
                                  "data");
            Simulator::Destroy();
        }
    }

    std::string m_taken; ///< outer sources
};

/// The suite.
class NatPeersTestSuite : public TestSuite
{
  public:
    NatPeersTestSuite()
        : TestSuite("lisp-dataplane-nat-peers", TestSuite::Type::UNIT)
    {
        AddTestCase(new TableTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new PortsTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new ControlTestCase, compat::TestDuration<>::QUICK);
    }
};

NatPeersTestSuite g_suite; ///< registers itself

} // namespace
