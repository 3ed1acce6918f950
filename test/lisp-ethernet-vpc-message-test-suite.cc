/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * @brief The two switches of a pair: their messages, how they find each other, and what is dropped.
 */

#include "vpc-test-tools.h"

#include "ns3/ns3-compat.h"
#include "ns3/test.h"
#include "ns3/uinteger.h"

#include <string>

using namespace ns3;
using namespace ns3::vpctest;

namespace
{

using Octets = std::vector<uint8_t>;

/// A hello, see VpcMessage: version, type, domain; sequence 4; acknowledged 3; priority 32667,
/// peer-link up, two records; the switch 02:00:00:00:00:01; vPC 10 up, vPC 20 down.
const Octets HELLO = {0x01, 0x01, 0x00, 0x01, 0x00, 0x00, 0x00, 0x04, 0x00, 0x00, 0x00,
                      0x03, 0x7f, 0x9b, 0x01, 0x02, 0x02, 0x00, 0x00, 0x00, 0x00, 0x01,
                      0x00, 0x00, 0x00, 0x0a, 0x01, 0x00, 0x00, 0x14, 0x00, 0x00};

/// Addresses of the same, which keeps its members down: 02:00:00:00:01:02 of VLAN 100, heard at vPC
/// 20 one second (1000000 us, 0xf4240) ago.
const Octets ADDRESSES = {0x01, 0x02, 0x00, 0x01, 0x00, 0x00, 0x00, 0x04, 0x00, 0x00,
                          0x00, 0x03, 0x7f, 0x9b, 0x03, 0x01, 0x02, 0x00, 0x00, 0x00,
                          0x00, 0x01, 0x00, 0x00, 0x00, 0x64, 0x00, 0x14, 0x02, 0x00,
                          0x00, 0x00, 0x01, 0x02, 0x00, 0x00, 0x00, 0x0f, 0x42, 0x40};

/// @param octets some @return a packet of them
Ptr<Packet>
MakePacket(const Octets& octets)
{
    return Create<Packet>(octets.data(), static_cast<uint32_t>(octets.size()));
}

/// @param packet a packet @return its octets
Octets
GetOctets(Ptr<const Packet> packet)
{
    Octets octets(packet->GetSize());
    packet->CopyData(octets.data(), packet->GetSize());
    return octets;
}

/**
 * Method: a hello and addresses are written and read.
 * Expected: the octets above, written by hand after the layout at VpcMessage; read, with 14 octets
 * of padding or without, each field is what was written.
 */
class GoldenTestCase : public TestCase
{
  public:
    GoldenTestCase()
        : TestCase("golden octets")
    {
    }

  private:
    void DoRun() override
    {
        VpcMessage hello;
        hello.domain = 1;
        hello.sequence = 4;
        hello.acknowledged = 3;
        hello.priority = 32667;
        hello.flags = VpcMessage::PEER_LINK_UP;
        hello.system = Mac48Address("02:00:00:00:00:01");
        hello.vpcs = {{10, true}, {20, false}};
        NS_TEST_EXPECT_MSG_EQ((GetOctets(hello.ToPacket()) == HELLO), true, "hello");
        VpcMessage addresses = hello;
        addresses.type = VpcMessage::ADDRESSES;
        addresses.flags = VpcMessage::PEER_LINK_UP | VpcMessage::HOLDING;
        addresses.addresses = {{100, 20, Mac48Address("02:00:00:00:01:02"), 1000000}};
        NS_TEST_EXPECT_MSG_EQ((GetOctets(addresses.ToPacket()) == ADDRESSES), true, "addresses");

        for (const std::size_t padding : {0, 14})
        {
            Octets padded = HELLO;
            padded.insert(padded.end(), padding, 0xff);
            const auto read = VpcMessage::FromPacket(MakePacket(padded));
            NS_TEST_ASSERT_MSG_EQ(read.has_value(), true, "hello");
            NS_TEST_EXPECT_MSG_EQ(read->type, VpcMessage::HELLO, "type");
            NS_TEST_EXPECT_MSG_EQ(read->domain, 1, "domain");
            NS_TEST_EXPECT_MSG_EQ(read->sequence, 4, "sequence");
            NS_TEST_EXPECT_MSG_EQ(read->acknowledged, 3, "acknowledged");
            NS_TEST_EXPECT_MSG_EQ(read->priority, 32667, "priority");
            NS_TEST_EXPECT_MSG_EQ(unsigned{read->flags}, 1, "flags");
            NS_TEST_EXPECT_MSG_EQ(read->system, hello.system, "system");
            NS_TEST_ASSERT_MSG_EQ(read->vpcs.size(), 2, "records");
            NS_TEST_EXPECT_MSG_EQ(read->vpcs[0].number, 10, "first");
            NS_TEST_EXPECT_MSG_EQ(read->vpcs[0].isUp, true, "first");
            NS_TEST_EXPECT_MSG_EQ(read->vpcs[1].number, 20, "second");
            NS_TEST_EXPECT_MSG_EQ(read->vpcs[1].isUp, false, "second");
        }
        const auto read = VpcMessage::FromPacket(MakePacket(ADDRESSES));
        NS_TEST_ASSERT_MSG_EQ(read.has_value() && read->addresses.size() == 1, true, "addresses");
        NS_TEST_EXPECT_MSG_EQ(read->addresses[0].vlan, 100, "VLAN");
        NS_TEST_EXPECT_MSG_EQ(read->addresses[0].vpc, 20, "vPC");
        NS_TEST_EXPECT_MSG_EQ(read->addresses[0].address, addresses.addresses[0].address, "MAC");
        NS_TEST_EXPECT_MSG_EQ(read->addresses[0].age, 1000000, "age");
    }
};

/**
 * Method: both messages are cut to every shorter length; and single octets are changed.
 * Expected: nothing is read of one that is cut, or that has another version (octet 0), an unknown
 * type (1), more records than octets (15), a group as the switch (16), vPC 0 (25) or 4095 and more
 * (24), state 2 (26); VLAN 0 (25) or 4095 and more (24), vPC 4116 (26), a group as address (28).
 * The domain (2) is not for the parser to judge.
 */
class MalformedTestCase : public TestCase
{
  public:
    MalformedTestCase()
        : TestCase("messages that are cut short or hold nonsense")
    {
    }

  private:
    void DoRun() override
    {
        for (const auto& octets : {HELLO, ADDRESSES})
        {
            for (std::size_t size = 0; size < octets.size(); size++)
            {
                const Octets cut(octets.begin(),
                                 octets.begin() + static_cast<std::ptrdiff_t>(size));
                NS_TEST_EXPECT_MSG_EQ(VpcMessage::FromPacket(MakePacket(cut)).has_value(),
                                      false,
                                      "cut to " << size);
            }
        }

        const struct
        {
            const Octets& octets; //!< the message
            std::size_t at;       //!< the octet that is changed
            uint8_t value;        //!< to this
            bool isRead;          //!< whether there is a message nevertheless
        } rows[] = {
            {HELLO, 0, 2, false},
            {HELLO, 1, 0, false},
            {HELLO, 1, 3, false},
            {HELLO, 2, 9, true},
            {HELLO, 15, 3, false},
            {HELLO, 15, 255, false},
            {HELLO, 15, 0, true},
            {HELLO, 16, 3, false},
            {HELLO, 24, 0x10, false},
            {HELLO, 25, 0, false},
            {HELLO, 26, 2, false},
            {ADDRESSES, 15, 2, false},
            {ADDRESSES, 15, 255, false},
            {ADDRESSES, 24, 0x10, false},
            {ADDRESSES, 25, 0, false},
            {ADDRESSES, 26, 0x10, false},
            {ADDRESSES, 27, 0, true},
            {ADDRESSES, 28, 3, false},
        };

        for (const auto& row : rows)
        {
            Octets octets = row.octets;
            octets[row.at] = row.value;
            NS_TEST_EXPECT_MSG_EQ(VpcMessage::FromPacket(MakePacket(octets)).has_value(),
                                  row.isRead,
                                  "type " << +row.octets[1] << " octet " << row.at);
        }
    }
};

/**
 * Method: the network runs for 1.5 s, nobody sends.
 * Expected: a hello at 0 on both links, an answer to the peer's first one on both links, since it
 * is news, and a hello at 1 s on both: 6 messages sent and 6 heard by each switch. All are alive,
 * one of each pair is primary by its MAC address (those of the lower number were allocated first),
 * all members are in use, and each knows of the peer's.
 */
class AdjacencyTestCase : public TestCase
{
  public:
    AdjacencyTestCase()
        : TestCase("a pair finds itself")
    {
    }

  private:
    void DoRun() override
    {
        VpcTestNet net;
        At(NEWS - 1, [&]() {
            NS_TEST_EXPECT_MSG_EQ(std::string(ToString(net.domain[0]->GetPeerState())),
                                  "none",
                                  "not yet");
            NS_TEST_EXPECT_MSG_EQ((net.domain[0]->GetRole() == VpcRole::NONE), true, "not yet");
        });
        At(NEWS + 1, [&]() {
            NS_TEST_EXPECT_MSG_EQ(std::string(ToString(net.domain[0]->GetPeerState())),
                                  "alive",
                                  "heard");
        });
        Simulator::Stop(MilliSeconds(1500));
        Simulator::Run();
        for (std::size_t i = 0; i < Net::AGGS; i++)
        {
            const auto& domain = net.domain[i];
            NS_TEST_EXPECT_MSG_EQ(domain->GetSent(), 6, i);
            NS_TEST_EXPECT_MSG_EQ(domain->GetReceived(), 6, i);
            NS_TEST_EXPECT_MSG_EQ(
                (domain->GetRole() == (i % 2 == 0 ? VpcRole::PRIMARY : VpcRole::SECONDARY)),
                true,
                i);
            for (const uint16_t vpc : {Net::FIBRE, Net::ACCESS})
            {
                NS_TEST_EXPECT_MSG_EQ(domain->IsInUse(vpc), true, i << " vPC " << vpc);
                NS_TEST_EXPECT_MSG_EQ(domain->IsPeerUp(vpc), true, i << " vPC " << vpc);
            }
            NS_TEST_EXPECT_MSG_EQ(domain->IsInUse(30), false, "no such vPC");
            for (std::size_t reason = 0; reason < VPC_DROP_REASONS; reason++)
            {
                NS_TEST_EXPECT_MSG_EQ(domain->GetDrops(static_cast<VpcDropReason>(reason)),
                                      0,
                                      ToString(static_cast<VpcDropReason>(reason)));
            }
        }
        Simulator::Destroy();
    }
};

/**
 * Method: messages that are not to be heeded come to a switch by its peer-link, one by another
 * port; and three addresses where there is room for two. Expected: each counted and traced once
 * under its reason; the state of the pair is as before, two addresses are known at the member of
 * vPC 20.
 */
class DropsTestCase : public TestCase
{
  public:
    DropsTestCase()
        : TestCase("messages that are not heeded")
    {
    }

  private:
    /// @param count counts @param reason of the drop
    static void Dropped(std::map<VpcDropReason, uint64_t>* count,
                        Ptr<const Packet>,
                        VpcDropReason reason)
    {
        (*count)[reason]++;
    }

    void DoRun() override
    {
        VpcTestNet net;
        const auto& domain = net.domain[0];
        domain->SetAttribute("MaxAddresses", UintegerValue(2));
        std::map<VpcDropReason, uint64_t> traced;
        domain->TraceConnectWithoutContext("Drop",
                                           MakeBoundCallback(&DropsTestCase::Dropped, &traced));
        auto mac = [&net](std::size_t i) {
            return Mac48Address::ConvertFrom(net.agg[i]->GetNode()->GetDevice(0)->GetAddress());
        };
        auto inject = [&net](const VpcMessage& message, Ptr<SwitchPort> port, uint16_t type) {
            EthernetFrame frame;
            frame.destination = Mac48Address("01:80:c2:00:00:0e");
            frame.source = message.system;
            frame.protocol = type;
            frame.payload = message.ToPacket();
            net.agg[0]->Receive(port, frame);
        };
        At(10 * MS, [&]() {
            VpcMessage message;
            message.domain = 1;
            message.sequence = 1000;
            message.acknowledged = 1000;
            message.system = mac(1);
            const auto type = VpcMessage::ETHER_TYPE;
            inject(message, net.peerPort[0], 0x88cc); // LLDP goes to this address too
            message.domain = 2;
            inject(message, net.peerPort[0], type);
            message.domain = 1;
            message.system = mac(0);
            inject(message, net.peerPort[0], type);
            message.system = mac(3);
            inject(message, net.peerPort[0], type);
            message.system = mac(1);
            inject(message, net.accessPort[0], type);
            message.sequence = 0;
            inject(message, net.peerPort[0], type);
            message.type = VpcMessage::ADDRESSES;
            message.sequence = 1000;
            for (std::size_t i = 0; i < 3; i++)
            {
                message.addresses.push_back({Net::VLAN, Net::ACCESS, Net::GetMac(i), 0});
            }
            inject(message, net.peerPort[0], type);
        });
        Simulator::Stop(MilliSeconds(20));
        Simulator::Run();
        using R = VpcDropReason;
        for (const auto reason : {R::MALFORMED,
                                  R::WRONG_PORT,
                                  R::WRONG_DOMAIN,
                                  R::OWN,
                                  R::UNKNOWN_PEER,
                                  R::STALE,
                                  R::TABLE_FULL})
        {
            NS_TEST_EXPECT_MSG_EQ(domain->GetDrops(reason), 1, ToString(reason));
            NS_TEST_EXPECT_MSG_EQ(traced[reason], 1, ToString(reason));
        }
        NS_TEST_EXPECT_MSG_EQ(domain->IsPeerUp(Net::FIBRE), true, "as before");
        for (std::size_t i = 0; i < 3; i++)
        {
            NS_TEST_EXPECT_MSG_EQ(net.agg[0]->Locate(Net::VLAN, Net::GetMac(i)),
                                  (i < 2 ? net.accessPort[0] : nullptr),
                                  i);
        }
        Simulator::Destroy();
    }
};

/// The suite of what the switches of a pair tell each other.
class EthernetVpcMessageTestSuite : public TestSuite
{
  public:
    EthernetVpcMessageTestSuite()
        : TestSuite("lisp-ethernet-vpc-message", TestSuite::Type::UNIT)
    {
        const auto quick = compat::TestDuration<>::QUICK;
        AddTestCase(new GoldenTestCase, quick);
        AddTestCase(new MalformedTestCase, quick);
        AddTestCase(new AdjacencyTestCase, quick);
        AddTestCase(new DropsTestCase, quick);
    }
};

EthernetVpcMessageTestSuite g_ethernetVpcMessageTestSuite; //!< registers the suite

} // namespace
