/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "multicast-test-net.h"

#include "ns3/ethernet-frame.h"
#include "ns3/ns3-compat.h"
#include "ns3/test.h"
#include "ns3/uinteger.h"

using namespace ns3;

/**
 * @file
 * @brief The router side of IGMP at a tunnel router's port, by messages that the test sends from
 * host 2. They take 1 ms.
 */

namespace
{

/// @param net the network @param when seconds @param message what host 2 says
void
SayAt(MulticastNet& net, double when, IgmpMessage message)
{
    auto device = net.hosts[2]->GetDevice(1);
    message.destination = Ipv4Address("224.0.0.22");
    Simulator::Schedule(Seconds(when), [device, message] {
        device->Send(message.ToPacket(),
                     Mac48Address::GetMulticast(message.destination),
                     EthernetFrame::IPV4);
    });
}

/// @param mode of the record @param group its group @return a report of version 3
IgmpMessage
Report(IgmpMessage::Mode mode, const std::string& group = MulticastNet::GROUP)
{
    IgmpMessage message;
    message.type = IgmpMessage::Type::REPORT_V3;
    message.source = Ipv4Address("192.168.2.9");
    message.records.push_back({mode, Ipv4Address(group.c_str()), 0});
    return message;
}

/// @param type of version 2 @return it, about the group
IgmpMessage
Version2(IgmpMessage::Type type)
{
    IgmpMessage message;
    message.type = type;
    message.source = Ipv4Address("192.168.2.9");
    message.group = Ipv4Address(MulticastNet::GROUP);
    return message;
}

/// @param source of a general query @return it
IgmpMessage
GeneralQuery(const std::string& source)
{
    IgmpMessage message;
    message.type = IgmpMessage::Type::QUERY;
    message.maxResponse = Seconds(10);
    message.queryInterval = Seconds(125);
    message.source = Ipv4Address(source.c_str());
    return message;
}

/// What is so at times.
class MembershipTestCase : public TestCase
{
  public:
    using TestCase::TestCase;

  protected:
    /// @param net the network @param when seconds @param joined whether the group is registered
    void Expect(MulticastNet& net, double when, bool joined)
    {
        Simulator::Schedule(Seconds(when), [this, &net, when, joined] {
            NS_TEST_EXPECT_MSG_EQ(net.Replicator(2)->GetMembers().Wants(
                                      0,
                                      NetworkAddress::FromString("192.168.1.9"),
                                      NetworkAddress::FromString(MulticastNet::GROUP)),
                                  joined,
                                  "at " << when);
        });
    }
};

/**
 * Method: a report at 10 s that nobody repeats; one of version 2 at 300 s with a leave at 310 s.
 * Expected (RFC 3376 section 8): the first holds for 2 x 125 + 10 s, to 270.001 s. After the leave
 * the group is asked for twice, a second apart, and left 2 s after it was heard: 312.001 s. General
 * queries go out at 0, a quarter of 125 s later, then each 125 s: 0, 31.25, 156.25, 281.25 s; with
 * the two for the group 6.
 */
class TimersTestCase : public MembershipTestCase
{
  public:
    TimersTestCase()
        : MembershipTestCase("queries and time-outs")
    {
    }

  private:
    void DoRun() override
    {
        MulticastNet net;
        net.lisp.DetectMembers(net.nodes[2], net.ports[2]);
        SayAt(net, 10, Report(IgmpMessage::Mode::CHANGE_TO_EXCLUDE));
        Expect(net, 10.0009, false);
        Expect(net, 10.0011, true);
        Expect(net, 270.0009, true);
        Expect(net, 270.0011, false);
        SayAt(net, 300, Version2(IgmpMessage::Type::REPORT_V2));
        Expect(net, 300.0011, true);
        SayAt(net, 310, Version2(IgmpMessage::Type::LEAVE));
        Expect(net, 312.0009, true);
        Expect(net, 312.0011, false);
        MulticastNet::Run(320);
        const auto membership = net.nodes[2]->GetObject<MulticastMembership>();
        NS_TEST_EXPECT_MSG_EQ(membership->GetQueries(), 6, "queries");
        NS_TEST_EXPECT_MSG_EQ(membership->GetReports(), 3, "reports");
    }
};

/**
 * Method: reports at 10 s and 100 s; at 20 s a query of 192.168.2.200, at 50 s one of
 * 192.168.1.250. Expected (RFC 3376 section 6.6.2): the first is of a higher address than this
 * router's, 192.168.2.1, and changes nothing. The second is of a lower one: from 50.001 s on this
 * router is silent, the group is not registered by it and sources at the port are not its (RFC 8378
 * section 7), for 2 x 125 + 5 s, to 305.001 s. Then it is the querier again, and the group, whose
 * report of 100 s holds to 360.001 s, is registered again. Queries: 0, 31.25, 305.001 s.
 */
class QuerierTestCase : public MembershipTestCase
{
  public:
    QuerierTestCase()
        : MembershipTestCase("another querier")
    {
    }

  private:
    void DoRun() override
    {
        MulticastNet net;
        net.lisp.DetectMembers(net.nodes[2], net.ports[2]);
        SayAt(net, 10, Report(IgmpMessage::Mode::IS_EXCLUDE));
        SayAt(net, 20, GeneralQuery("192.168.2.200"));
        SayAt(net, 50, GeneralQuery("192.168.1.250"));
        SayAt(net, 100, Report(IgmpMessage::Mode::IS_EXCLUDE));
        Expect(net, 50.0009, true);
        Expect(net, 50.0011, false);
        Expect(net, 305.0009, false);
        Expect(net, 305.0011, true);
        Expect(net, 360.0009, true);
        Expect(net, 360.0011, false);
        const uint32_t port = net.ports[2]->GetIfIndex();
        Simulator::Schedule(Seconds(60), [&]() {
            NS_TEST_EXPECT_MSG_EQ(net.Replicator(2)->IsSilent(port), true, "not its sources");
        });
        MulticastNet::Run(361);
        const auto membership = net.nodes[2]->GetObject<MulticastMembership>();
        NS_TEST_EXPECT_MSG_EQ(membership->IsQuerier(net.ports[2]), true, "the querier again");
        NS_TEST_EXPECT_MSG_EQ(net.Replicator(2)->IsSilent(port), false, "its sources again");
        NS_TEST_EXPECT_MSG_EQ(membership->GetQueries(), 3, "queries");
    }
};

/**
 * Method: a report with a wrong checksum, one of a group of the site (239.255.0.1) and one of a
 * link (224.0.0.251), then three of three groups where two may be kept, then a flood of 1,000 more.
 * Expected: the first is malformed; the groups of site and link are not registered; two are, and
 * 1,001 are dropped for want of room.
 */
class HostileTestCase : public MembershipTestCase
{
  public:
    HostileTestCase()
        : MembershipTestCase("hostile hosts")
    {
    }

  private:
    void DoRun() override
    {
        MulticastNet net;
        net.lisp.DetectMembers(net.nodes[2], net.ports[2]);
        const auto membership = net.nodes[2]->GetObject<MulticastMembership>();
        membership->SetAttribute("MaxMemberships", UintegerValue(2));
        auto device = net.hosts[2]->GetDevice(1);
        Simulator::Schedule(Seconds(1), [device] {
            auto message = Report(IgmpMessage::Mode::IS_EXCLUDE);
            message.destination = Ipv4Address("224.0.0.22");
            const auto packet = message.ToPacket();
            std::vector<uint8_t> octets(packet->GetSize());
            packet->CopyData(octets.data(), octets.size());
            octets.back() ^= 1;
            device->Send(Create<Packet>(octets.data(), octets.size()),
                         Mac48Address::GetMulticast(message.destination),
                         EthernetFrame::IPV4);
        });
        const auto join = IgmpMessage::Mode::IS_EXCLUDE;
        SayAt(net, 2, Report(join, "239.255.0.1"));
        SayAt(net, 2, Report(join, "224.0.0.251"));
        for (uint32_t i = 0; i < 1003; ++i)
        {
            SayAt(net,
                  3 + i * 0.001,
                  Report(join, "239.2." + std::to_string(i / 256) + "." + std::to_string(i % 256)));
        }
        MulticastNet::Run(10);
        NS_TEST_EXPECT_MSG_EQ(membership->GetDrops(IgmpDropReason::CHECKSUM), 1, "checksum");
        NS_TEST_EXPECT_MSG_EQ(membership->GetDrops(IgmpDropReason::FULL), 1001, "no room");
        NS_TEST_EXPECT_MSG_EQ(net.nodes[2]->GetObject<LispMulticastEtr>()->GetRegistered(),
                              2,
                              "registered");
    }
};

/**
 * @brief The suite of memberships.
 */
class LispMobilityMulticastTestSuite : public TestSuite
{
  public:
    LispMobilityMulticastTestSuite()
        : TestSuite("lisp-mobility-multicast", TestSuite::Type::UNIT)
    {
        AddTestCase(new TimersTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new QuerierTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new HostileTestCase, compat::TestDuration<>::QUICK);
    }
};

LispMobilityMulticastTestSuite g_lispMobilityMulticastTestSuite; //!< registers the suite

} // namespace
