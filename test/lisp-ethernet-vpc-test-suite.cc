/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * @brief The two switches of a pair: what they tell each other, and what they do without each
 * other.
 *
 * See VpcTestNet for the network. A hello of two vPCs has 24 + 2 * 4 octets and is padded to 46, so
 * that it takes 576 ns to be sent and 500 ns to travel: 1076 ns.
 */

#include "vpc-test-net.h"

#include "ns3/boolean.h"
#include "ns3/error-model.h"
#include "ns3/multicast-snooper.h"
#include "ns3/test.h"
#include "ns3/uinteger.h"

#include <functional>
#include <stdexcept>
#include <string>

using namespace ns3;

namespace
{

using Net = VpcTestNet;
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

/// @param at ns @param function what to do then
void
At(int64_t at, std::function<void()> function)
{
    Simulator::Schedule(NanoSeconds(at), [function]() { function(); });
}

constexpr int64_t MS = 1000000;   //!< ns of a millisecond
constexpr int64_t S = 1000000000; //!< ns of a second
constexpr int64_t NEWS = 1076;    //!< ns that a hello takes

/// @param net a network, in which each host broadcasts every 10 ms @param from ns @param to ns
void
BroadcastAll(VpcTestNet& net, int64_t from, int64_t to)
{
    for (int64_t at = from; at < to; at += 10 * MS)
    {
        for (std::size_t i = 0; i < Net::HOSTS; i++)
        {
            net.SendAt(at + MS * static_cast<int64_t>(i), i);
        }
    }
}

/// @return what corrupts every frame
Ptr<ErrorModel>
MakeLoss()
{
    auto loss = CreateObject<RateErrorModel>();
    loss->SetUnit(RateErrorModel::ERROR_UNIT_PACKET);
    loss->SetRate(1);
    return loss;
}

/// @param nic loses all that arrives @param from ns @param to ns
void
MakeDeaf(Ptr<EthernetNic> nic, int64_t from, int64_t to)
{
    At(from, [nic]() { nic->SetReceiveErrorModel(MakeLoss()); });
    At(to, [nic]() { nic->SetReceiveErrorModel(nullptr); });
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

/**
 * Method: the peer-link is pulled at 1.0001 s and back at 3.0001 s, with DelayRestore 1 s, while
 * every host broadcasts every 10 ms until 6 s. In turn: the switch of the lower MAC address
 * primary, and the other one by its Priority; the attribute SuspendOnPeerLinkLoss off; no keepalive
 * link. Expected: every broadcast is heard by all once, throughout (none is under way at those
 * times). With a keepalive link each hears the other on it after 1076 ns: split; the secondary
 * alone keeps its members down, until 3.0001 s + 1076 ns + 1 s. Without, the peer is dead 3 s after
 * the last hello, at 4 s and 1076 ns, unless the peer-link is back before; nothing is suspended.
 */
class SplitTestCase : public TestCase
{
  public:
    /**
     * @param name what is tried @param hasKeepalive whether there is a keepalive link
     * @param suspends the attribute @param secondary a switch of the first pair
     */
    SplitTestCase(const std::string& name, bool hasKeepalive, bool suspends, std::size_t secondary)
        : TestCase("the peer-link goes down: " + name),
          m_hasKeepalive(hasKeepalive),
          m_suspends(suspends),
          m_secondary(secondary)
    {
    }

  private:
    void DoRun() override
    {
        constexpr int64_t DOWN = S + MS / 10;
        constexpr int64_t UP = 3 * S + MS / 10;
        VpcTestNet net(m_hasKeepalive);
        for (std::size_t i = 0; i < Net::AGGS; i++)
        {
            net.domain[i]->SetAttribute("DelayRestore", TimeValue(Seconds(1)));
            net.domain[i]->SetAttribute("SuspendOnPeerLinkLoss", BooleanValue(m_suspends));
        }
        net.domain[1 - m_secondary]->SetAttribute("Priority", UintegerValue(100));
        BroadcastAll(net, 10 * MS, 6 * S);
        At(DOWN, [&]() { net.Pull(net.peerLink[0]); });
        At(UP, [&]() { net.Return(); });
        auto check = [&](int64_t at, const std::string& state, bool isHolding) {
            At(at, [this, &net, at, state, isHolding]() {
                for (std::size_t i = 0; i < 2; i++)
                {
                    const auto& domain = net.domain[i];
                    const bool holds = isHolding && m_suspends && i == m_secondary;
                    NS_TEST_EXPECT_MSG_EQ(std::string(ToString(domain->GetPeerState())),
                                          state,
                                          i << " " << at);
                    NS_TEST_EXPECT_MSG_EQ(domain->IsHolding(), holds, i << " at " << at);
                    NS_TEST_EXPECT_MSG_EQ(domain->IsInUse(Net::FIBRE), !holds, i << " at " << at);
                    NS_TEST_EXPECT_MSG_EQ(domain->IsInUse(Net::ACCESS), !holds, i << " at " << at);
                    NS_TEST_EXPECT_MSG_EQ(net.fibre[2 + i]->IsLinkUp(), !holds, "the far end sees");
                }
            });
        };
        check(DOWN - 1, "alive", false);
        check(DOWN + 1, "lost", false);
        check(DOWN + NEWS - 1, "lost", false);
        check(DOWN + NEWS + 1, m_hasKeepalive ? "split" : "lost", m_hasKeepalive);
        check(UP - 1, m_hasKeepalive ? "split" : "lost", m_hasKeepalive);
        check(UP + NEWS + 1, "alive", m_hasKeepalive);
        check(UP + NEWS + S - 1, "alive", m_hasKeepalive);
        check(UP + NEWS + S + 10000, "alive", false);
        Simulator::Stop(Seconds(6) + MilliSeconds(100));
        Simulator::Run();
        NS_TEST_EXPECT_MSG_EQ((net.domain[m_secondary]->GetRole() == VpcRole::SECONDARY),
                              true,
                              "role");
        for (uint32_t number = 4; number < net.heard.size(); number++)
        {
            NS_TEST_EXPECT_MSG_EQ(net.IsHeardByAll(number), true, net.heard[number].sent);
        }
        Simulator::Destroy();
    }

    bool m_hasKeepalive;     //!< whether there is a keepalive link
    bool m_suspends;         //!< the attribute
    std::size_t m_secondary; //!< a switch of the first pair
};

/**
 * Method: the peer-link is pulled at 1.0001 s and not put back; the primary switch fails at 2.0001
 * s. In a second run there is no keepalive link, and nothing fails. Expected: the secondary has
 * suspended its members, and hears the last keepalive at 2 s + 1076 ns: 3 s later the primary is
 * dead, and the members are up again; broadcasts are heard by all once from then on. Without a
 * keepalive link each takes the other for dead at 4 s + 1076 ns (last hello at 1 s + 1076 ns), and
 * both go on.
 */
class DeadTestCase : public TestCase
{
  public:
    DeadTestCase()
        : TestCase("the primary dies after the peer-link; a peer-link lost for good")
    {
    }

  private:
    void DoRun() override
    {
        {
            VpcTestNet net;
            At(S + MS / 10, [&]() { net.Pull(net.peerLink[0]); });
            At(2 * S + MS / 10, [&]() { net.Fail(0); });
            At(5 * S + NEWS - 1,
               [&]() { NS_TEST_EXPECT_MSG_EQ(net.domain[1]->IsHolding(), true, "suspended"); });
            At(5 * S + NEWS + 1, [&]() {
                NS_TEST_EXPECT_MSG_EQ(std::string(ToString(net.domain[1]->GetPeerState())),
                                      "dead",
                                      "now");
                NS_TEST_EXPECT_MSG_EQ(net.domain[1]->IsHolding(), false, "no longer");
                NS_TEST_EXPECT_MSG_EQ(net.domain[1]->IsInUse(Net::FIBRE), true, "at once");
            });
            BroadcastAll(net, 10 * MS, 2 * S);
            const std::size_t before = 4 * 199;
            BroadcastAll(net, 5 * S + MS, 6 * S);
            Simulator::Stop(Seconds(7));
            Simulator::Run();
            NS_TEST_EXPECT_MSG_EQ(net.heard.size(), before + 400, "sent");
            for (uint32_t number = 4; number < net.heard.size(); number++)
            {
                NS_TEST_EXPECT_MSG_EQ(net.IsHeardByAll(number), true, net.heard[number].sent);
            }
            Simulator::Destroy();
        }
        VpcTestNet net(false);
        At(S + MS / 10, [&]() { net.Pull(net.peerLink[0]); });
        BroadcastAll(net, 10 * MS, 6 * S);
        At(4 * S + NEWS + 1, [&]() {
            for (std::size_t i = 0; i < 2; i++)
            {
                NS_TEST_EXPECT_MSG_EQ(std::string(ToString(net.domain[i]->GetPeerState())),
                                      "dead",
                                      i);
                NS_TEST_EXPECT_MSG_EQ(net.domain[i]->IsHolding(), false, i);
            }
        });
        Simulator::Stop(Seconds(7));
        Simulator::Run();
        for (uint32_t number = 4; number < net.heard.size(); number++)
        {
            NS_TEST_EXPECT_MSG_EQ(net.IsHeardByAll(number), true, net.heard[number].sent);
        }
        Simulator::Destroy();
    }
};

/**
 * Method: from 1.5 s to 6.5 s every frame that arrives at switch 1 on the peer-link is corrupted,
 * while the link stays up; every host broadcasts every 10 ms. Expected: switch 1 takes its peer for
 * dead 3 s after the last hello, at 4 s + 1076 ns, and hears it again at 7 s + 1076 ns. Each
 * broadcast is heard once by all, throughout: the peer-link carries what nobody needs while all
 * members are up, and is closed while the peer is dead.
 */
class DeafTestCase : public TestCase
{
  public:
    DeafTestCase()
        : TestCase("a peer-link that carries nothing though it is up")
    {
    }

  private:
    void DoRun() override
    {
        VpcTestNet net;
        MakeDeaf(net.peerLink[1], S + S / 2 + MS / 2, 6 * S + S / 2 + MS / 2);
        auto check = [&](int64_t at, const std::string& state) {
            At(at, [this, &net, at, state]() {
                NS_TEST_EXPECT_MSG_EQ(std::string(ToString(net.domain[1]->GetPeerState())),
                                      state,
                                      at);
            });
        };
        check(4 * S + NEWS - 1, "alive");
        check(4 * S + NEWS + 1, "dead");
        check(7 * S + NEWS - 1, "dead");
        check(7 * S + NEWS + 1, "alive");
        BroadcastAll(net, 10 * MS + 200000, 9 * S);
        Simulator::Stop(Seconds(10));
        Simulator::Run();
        for (uint32_t number = 4; number < net.heard.size(); number++)
        {
            NS_TEST_EXPECT_MSG_EQ(net.IsHeardByAll(number), true, net.heard[number].sent);
        }
        Simulator::Destroy();
    }
};

/**
 * Method: fibre 0 is pulled at 200.05 ms and back at 300.05 ms, while all hosts broadcast every 10
 * ms; once undisturbed, and once with the news lost that switch 1 is told at those two times.
 * Expected: undisturbed, switch 1 knows after 1076 ns, and switch 0 uses its member after 2152 ns,
 * when it has the acknowledgement. Lost, switch 1 knows nothing of either until the hello at 1 s,
 * which says up again: the member is in use from 1 s + 2152 ns on, and not before. What came to
 * switch 0 between 200.05 ms and 1 s + 2152 ns for fibre 0 may be lost, but none is heard twice;
 * all else is heard once.
 */
class NewsTestCase : public TestCase
{
  public:
    NewsTestCase()
        : TestCase("a member carries nothing before the peer knows of it, even if news is lost")
    {
    }

  private:
    void Run(bool isLost)
    {
        constexpr int64_t DOWN = 200 * MS + 50000;
        constexpr int64_t UP = 300 * MS + 50000;
        VpcTestNet net;
        BroadcastAll(net, 10 * MS, 2 * S);
        At(DOWN, [&]() { net.Pull(net.fibre[0]); });
        At(UP, [&]() { net.Return(); });
        auto check = [&](int64_t at, bool isInUse, bool isKnown) {
            At(at, [this, &net, at, isInUse, isKnown]() {
                NS_TEST_EXPECT_MSG_EQ(net.domain[0]->IsInUse(Net::FIBRE), isInUse, at);
                NS_TEST_EXPECT_MSG_EQ(net.domain[1]->IsPeerUp(Net::FIBRE), isKnown, at);
            });
        };
        if (isLost)
        {
            MakeDeaf(net.peerLink[1], DOWN - 1000, DOWN + 10000);
            MakeDeaf(net.peerLink[1], UP - 1000, UP + 10000);
        }
        check(DOWN + NEWS - 1, false, true);
        check(DOWN + NEWS + 1, false, isLost);
        check(UP + NEWS + 1, false, true);
        check(UP + 2 * NEWS - 1, false, true);
        check(UP + 2 * NEWS + 1, !isLost, true);
        check(S + 2 * NEWS - 1, !isLost, true);
        check(S + 20000, true, true);
        Simulator::Stop(Seconds(3));
        Simulator::Run();
        for (uint32_t number = 4; number < net.heard.size(); number++)
        {
            const int64_t sent = net.heard[number].sent;
            const bool isOnce = !isLost || sent < DOWN || sent > S + 2 * NEWS;
            NS_TEST_EXPECT_MSG_EQ(net.IsHeardByAll(number, isOnce), true, sent);
        }
        Simulator::Destroy();
    }

    void DoRun() override
    {
        Run(false);
        Run(true);
    }
};

/**
 * Method: switch 0 hears nothing on the peer-link from 1.5 s on; from 4 s on its peer is dead to
 * it, while it is alive to its peer. Fibre 0 is pulled at 5.00005 s and back at 5.20005 s, and what
 * switch 0 says of its being back is lost. All hosts broadcast every 10 ms from 5.21 s until 5.9 s.
 * Expected: switch 0 uses its member at once, since there is nobody to tell; the peer believes the
 * member to be down and would send on what came by the peer-link: nothing does, as the peer-link is
 * closed. Each broadcast is heard by all once.
 */
class ClosedTestCase : public TestCase
{
  public:
    ClosedTestCase()
        : TestCase("a peer-link whose far end cannot be heard is closed")
    {
    }

  private:
    void DoRun() override
    {
        VpcTestNet net;
        BroadcastAll(net, 10 * MS, 20 * MS);
        MakeDeaf(net.peerLink[0], S + S / 2, 9 * S);
        At(5 * S + 50000, [&]() { net.Pull(net.fibre[0]); });
        At(5 * S + 200 * MS + 50000, [&]() { net.Return(); });
        MakeDeaf(net.peerLink[1], 5 * S + 200 * MS + 49000, 5 * S + 200 * MS + 60000);
        BroadcastAll(net, 5 * S + 210 * MS, 5 * S + 900 * MS);
        At(5 * S + 205 * MS, [&]() {
            NS_TEST_EXPECT_MSG_EQ(std::string(ToString(net.domain[0]->GetPeerState())),
                                  "dead",
                                  "0");
            NS_TEST_EXPECT_MSG_EQ(std::string(ToString(net.domain[1]->GetPeerState())),
                                  "alive",
                                  "1");
            NS_TEST_EXPECT_MSG_EQ(net.domain[0]->IsInUse(Net::FIBRE), true, "at once");
            NS_TEST_EXPECT_MSG_EQ(net.domain[1]->IsPeerUp(Net::FIBRE), false, "as it believes");
        });
        Simulator::Stop(Seconds(6));
        Simulator::Run();
        for (uint32_t number = 4; number < net.heard.size(); number++)
        {
            NS_TEST_EXPECT_MSG_EQ(net.IsHeardByAll(number), true, net.heard[number].sent);
        }
        Simulator::Destroy();
    }
};

/**
 * Method: the primary switch fails at 1 s + 600 ns, when its keepalive of 1 s, sent by 576 ns,
 * travels. Expected: the keepalive arrives at 1 s + 1076 ns, after the peer-link went down; it was
 * sent before and proves nothing: the secondary suspends nothing, and every broadcast is heard by
 * all once.
 */
class LastWordTestCase : public TestCase
{
  public:
    LastWordTestCase()
        : TestCase("a keepalive that outlives its sender")
    {
    }

  private:
    void DoRun() override
    {
        VpcTestNet net;
        BroadcastAll(net, 10 * MS + 500000, 3 * S);
        At(S + 600, [&]() { net.Fail(0); });
        uint64_t received = 0;
        At(S + NEWS - 1, [&]() { received = net.domain[1]->GetReceived(); });
        At(S + NEWS + 1, [&]() {
            NS_TEST_EXPECT_MSG_GT(net.domain[1]->GetReceived(), received, "it was heard");
            NS_TEST_EXPECT_MSG_EQ(net.domain[1]->IsHolding(), false, "nothing suspended");
        });
        Simulator::Stop(Seconds(4));
        Simulator::Run();
        for (uint32_t number = 4; number < net.heard.size(); number++)
        {
            NS_TEST_EXPECT_MSG_EQ(net.IsHeardByAll(number), true, net.heard[number].sent);
        }
        Simulator::Destroy();
    }
};

/**
 * Method: all hosts broadcast once. Host 1 then moves to a port of switch 0 that is no vPC's, and
 * broadcasts; host 0 moves to the other data centre, and broadcasts; all others send to each, in
 * three flows each. Expected: host 1 is at that port of switch 0, and at the peer-link of switch 1;
 * host 0 is at the fibre of both switches it left, and at the access switch of both it came to.
 * Every frame to them arrives once and none is flooded by a switch of a pair.
 */
class MoveTestCase : public TestCase
{
  public:
    MoveTestCase()
        : TestCase("hosts that move, and one at a port of one switch alone")
    {
    }

  private:
    void DoRun() override
    {
        VpcTestNet net;
        BroadcastAll(net, 10 * MS, 20 * MS);
        At(30 * MS, [&]() { net.MoveHost(1, net.agg[0]); });
        net.SendAt(40 * MS, 1);
        At(50 * MS, [&]() { net.MoveHost(0, net.access[1]); });
        net.SendAt(60 * MS, 0);
        uint64_t before = 0;
        auto count = [&net]() {
            uint64_t flooded = 0;
            for (const auto& agg : net.agg)
            {
                flooded += agg->GetFlooded();
            }
            return flooded;
        };
        At(70 * MS, [&]() {
            before = count();
            const auto moved = Net::GetMac(0);
            const auto alone = Net::GetMac(1);
            NS_TEST_EXPECT_MSG_EQ(net.agg[0]->Locate(Net::VLAN, alone),
                                  net.agg[0]->GetPorts().back(),
                                  "its own port");
            NS_TEST_EXPECT_MSG_EQ(net.agg[1]->Locate(Net::VLAN, alone),
                                  net.peerPort[1],
                                  "peer-link");
            for (std::size_t i = 0; i < 2; i++)
            {
                NS_TEST_EXPECT_MSG_EQ(net.agg[2 + i]->Locate(Net::VLAN, alone),
                                      Ptr<SwitchPort>(net.extension[2 + i]),
                                      "across");
                NS_TEST_EXPECT_MSG_EQ(net.agg[i]->Locate(Net::VLAN, moved),
                                      Ptr<SwitchPort>(net.extension[i]),
                                      "away");
                NS_TEST_EXPECT_MSG_EQ(net.agg[2 + i]->Locate(Net::VLAN, moved),
                                      net.accessPort[2 + i],
                                      "here");
            }
            for (std::size_t from = 0; from < Net::HOSTS; from++)
            {
                for (uint16_t flow = 1; flow <= 3; flow++)
                {
                    for (const std::size_t to : {0, 1})
                    {
                        if (from != to)
                        {
                            net.Send(from, to, flow);
                        }
                    }
                }
            }
        });
        Simulator::Stop(MilliSeconds(100));
        Simulator::Run();
        NS_TEST_EXPECT_MSG_EQ(count(), before, "nothing is flooded");
        NS_TEST_EXPECT_MSG_EQ(net.heard.size(), 4 + 2 + 18, "sent");
        for (uint32_t number = 0; number < net.heard.size(); number++)
        {
            const auto& frame = net.heard[number];
            if (number < 6)
            {
                NS_TEST_EXPECT_MSG_EQ(net.IsHeardByAll(number), true, "broadcast " << number);
            }
            else
            {
                NS_TEST_EXPECT_MSG_EQ(frame.times[0] + frame.times[1], 1, "unicast " << number);
            }
        }
        Simulator::Destroy();
    }
};

/**
 * Method: with RefreshInterval 1 s, a host broadcasts at 100 ms while all that comes to the other
 * switch of the pair on the peer-link is corrupted, for 0.1 ms around. Expected: that switch does
 * not know the host until the addresses are told anew at 1 s; then it has it at its own member.
 */
class RefreshTestCase : public TestCase
{
  public:
    RefreshTestCase()
        : TestCase("an address that was lost is told again")
    {
    }

  private:
    void DoRun() override
    {
        VpcTestNet net;
        for (auto& domain : net.domain)
        {
            domain->SetAttribute("RefreshInterval", TimeValue(Seconds(1)));
        }
        const std::size_t other = 1 - net.GetSide(0);
        MakeDeaf(net.peerLink[other], 100 * MS - 50000, 100 * MS + 50000);
        net.SendAt(100 * MS, 0);
        auto check = [&](int64_t at, bool isKnown) {
            At(at, [this, &net, other, at, isKnown]() {
                NS_TEST_EXPECT_MSG_EQ(net.agg[other]->Locate(Net::VLAN, Net::GetMac(0)),
                                      (isKnown ? net.accessPort[other] : nullptr),
                                      at);
            });
        };
        check(200 * MS, false);
        check(S - 1, false);
        check(S + 10000, true);
        Simulator::Stop(Seconds(1) + MilliSeconds(1));
        Simulator::Run();
        Simulator::Destroy();
    }
};

/**
 * Method: with RecoveryDelay 2 s, switch 0 fails at 1.0001 s, and its links but those to its peer
 * are back at 1.5 s. Expected: its members stay down until 3.0001 s, and are in use then, though no
 * peer is heard. Every broadcast is heard by all once, throughout.
 */
class RecoveryTestCase : public TestCase
{
  public:
    RecoveryTestCase()
        : TestCase("a switch that returns and never hears its peer")
    {
    }

  private:
    void DoRun() override
    {
        VpcTestNet net;
        net.domain[0]->SetAttribute("RecoveryDelay", TimeValue(Seconds(2)));
        BroadcastAll(net, 10 * MS, 5 * S);
        At(S + MS / 10, [&]() { net.Fail(0); });
        At(S + S / 2 - MS / 10, [&]() { net.Return(false); });
        At(3 * S + MS / 10 - 1, [&]() {
            NS_TEST_EXPECT_MSG_EQ(net.domain[0]->IsHolding(), true, "waits");
            NS_TEST_EXPECT_MSG_EQ(net.fibre[0]->IsLinkUp(), false, "down");
        });
        At(3 * S + MS / 10 + 1, [&]() {
            NS_TEST_EXPECT_MSG_EQ(net.domain[0]->IsHolding(), false, "waits no longer");
            NS_TEST_EXPECT_MSG_EQ(net.domain[0]->IsInUse(Net::FIBRE), true, "in use");
            NS_TEST_EXPECT_MSG_EQ(net.domain[0]->IsInUse(Net::ACCESS), true, "in use");
        });
        Simulator::Stop(Seconds(6));
        Simulator::Run();
        for (uint32_t number = 4; number < net.heard.size(); number++)
        {
            NS_TEST_EXPECT_MSG_EQ(net.IsHeardByAll(number), true, net.heard[number].sent);
        }
        Simulator::Destroy();
    }
};

/**
 * Method: a switch hears an address at one port at 10 ms; at 20 ms it is told that it was heard at
 * another port at 5 ms, then at 10 ms; and of a static address; AgeingTime is 1 s.
 * Expected: what was heard last holds, and of two at one time the last said: it stays at 5 ms,
 * moves at 10 ms. A static one stays. The learned one is forgotten one second after it was heard,
 * at 1.01 s.
 */
class LearnTestCase : public TestCase
{
  public:
    LearnTestCase()
        : TestCase("a switch that is told of addresses")
    {
    }

  private:
    void DoRun() override
    {
        VpcTestNet net;
        const auto& lanSwitch = net.access[0];
        lanSwitch->SetAttribute("AgeingTime", TimeValue(Seconds(1)));
        const auto here = lanSwitch->GetPorts()[1];
        const auto there = lanSwitch->GetPorts()[2];
        const auto address = Net::GetMac(0);
        const Mac48Address pinned("02:00:00:00:02:00");
        lanSwitch->SetStatic(Net::VLAN, pinned, here);
        net.SendAt(10 * MS - NEWS, 0);
        At(20 * MS, [&]() {
            NS_TEST_EXPECT_MSG_EQ(lanSwitch->Locate(Net::VLAN, address), here, "heard");
            lanSwitch->Learn(Net::VLAN, address, there, MilliSeconds(5));
            NS_TEST_EXPECT_MSG_EQ(lanSwitch->Locate(Net::VLAN, address), here, "older");
            lanSwitch->Learn(Net::VLAN, address, there, MilliSeconds(10));
            NS_TEST_EXPECT_MSG_EQ(lanSwitch->Locate(Net::VLAN, address), there, "as old");
            lanSwitch->Learn(Net::VLAN, pinned, there, MilliSeconds(20));
            NS_TEST_EXPECT_MSG_EQ(lanSwitch->Locate(Net::VLAN, pinned), here, "static");
        });
        At(1010 * MS - 1,
           [&]() { NS_TEST_EXPECT_MSG_EQ(lanSwitch->Locate(Net::VLAN, address), there, "still"); });
        At(1010 * MS + 1, [&]() {
            NS_TEST_EXPECT_MSG_EQ(lanSwitch->Locate(Net::VLAN, address), nullptr, "too old");
        });
        Simulator::Stop(Seconds(2));
        Simulator::Run();
        Simulator::Destroy();
    }
};

/// A snooper that lets all pass and keeps where it heard frames.
class ProbeSnooper : public MulticastSnooper
{
  public:
    void Hear(const Ptr<SwitchPort>& port, const EthernetFrame&) override
    {
        m_heard.push_back(port);
    }

    bool IsWanted(const Ptr<SwitchPort>&, const EthernetFrame&) const override
    {
        return true;
    }

    void Forget(const Ptr<SwitchPort>&) override
    {
    }

    std::vector<Ptr<SwitchPort>> m_heard; //!< ports
};

/**
 * Method: host 0 sends a multicast frame; snoopers at all four switches note where it is heard.
 * Expected: at both switches of its pair at the access switch's port, and at both of the other pair
 * at the fibre: on the peer-link too the port is the one where its address is, so that either
 * switch sends the group's frames to the host's vPC itself.
 */
class SnoopingTestCase : public TestCase
{
  public:
    SnoopingTestCase()
        : TestCase("multicast snooping has a host at its vPC, not at the peer-link")
    {
    }

  private:
    void DoRun() override
    {
        VpcTestNet net;
        std::vector<Ptr<ProbeSnooper>> snoopers;
        for (const auto& agg : net.agg)
        {
            snoopers.push_back(CreateObject<ProbeSnooper>());
            agg->SetSnooper(snoopers.back());
        }
        At(10 * MS, [&]() {
            net.host[0]->Send(Net::MakePayload(0, 0), Mac48Address("01:00:5e:01:01:01"), 0x88b5);
        });
        Simulator::Stop(MilliSeconds(20));
        Simulator::Run();
        for (std::size_t i = 0; i < Net::AGGS; i++)
        {
            NS_TEST_ASSERT_MSG_EQ(snoopers[i]->m_heard.size(), 1, i);
            NS_TEST_EXPECT_MSG_EQ(snoopers[i]->m_heard[0],
                                  (i < 2 ? net.accessPort[i] : Ptr<SwitchPort>(net.extension[i])),
                                  i);
        }
        Simulator::Destroy();
    }
};

/**
 * Method: what cannot be done with a pair is tried.
 * Expected: std::invalid_argument for each.
 */
class RefusalTestCase : public TestCase
{
  public:
    RefusalTestCase()
        : TestCase("what is refused")
    {
    }

  private:
    void DoRun() override
    {
        VpcTestNet net;
        const auto& domain = net.domain[0];
        const auto peer = net.peerPort[0];
        const std::map<std::string, std::function<void()>> refused = {
            {"installed already", [&]() { domain->Install(net.agg[0], 1, peer); }},
            {"a second one", [&]() { CreateObject<VpcDomain>()->Install(net.agg[0], 1, peer); }},
            {"no switch", [&]() { CreateObject<VpcDomain>()->Install(nullptr, 1, peer); }},
            {"no such port", [&]() { CreateObject<VpcDomain>()->Install(net.access[0], 1, peer); }},
            {"vPC 0", [&]() { domain->AddVpc(0, net.accessPort[0]); }},
            {"vPC 4095", [&]() { domain->AddVpc(4095, net.accessPort[0]); }},
            {"a number twice", [&]() { domain->AddVpc(Net::FIBRE, net.accessPort[0]); }},
            {"a port twice", [&]() { domain->AddVpc(30, net.accessPort[0]); }},
            {"the peer-link", [&]() { domain->AddVpc(30, peer); }},
            {"another switch's port", [&]() { domain->AddVpc(30, net.accessPort[1]); }},
            {"no port", [&]() { domain->AddVpc(30, nullptr); }},
            {"a second keepalive link",
             [&]() { domain->SetKeepaliveLink(CreateObject<NicPort>()); }},
            {"no keepalive link", [&]() { CreateObject<VpcDomain>()->SetKeepaliveLink(nullptr); }},
            {"a keepalive link that is a switch's",
             [&]() { CreateObject<VpcDomain>()->SetKeepaliveLink(net.peerPort[1]); }},
        };
        for (const auto& [name, attempt] : refused)
        {
            bool thrown = false;
            try
            {
                attempt();
            }
            catch (const std::invalid_argument&)
            {
                thrown = true;
            }
            NS_TEST_EXPECT_MSG_EQ(thrown, true, name);
        }
        Simulator::Destroy();
    }
};

/// The suite of pairs of switches.
class EthernetVpcTestSuite : public TestSuite
{
  public:
    EthernetVpcTestSuite()
        : TestSuite("lisp-ethernet-vpc", TestSuite::Type::UNIT)
    {
        const auto quick = compat::TestDuration<>::QUICK;
        AddTestCase(new GoldenTestCase, quick);
        AddTestCase(new MalformedTestCase, quick);
        AddTestCase(new AdjacencyTestCase, quick);
        AddTestCase(new DropsTestCase, quick);
        AddTestCase(new SplitTestCase("secondary by MAC address", true, true, 1), quick);
        AddTestCase(new SplitTestCase("secondary by priority", true, true, 0), quick);
        AddTestCase(new SplitTestCase("nothing suspended", true, false, 1), quick);
        AddTestCase(new SplitTestCase("no keepalive link", false, true, 1), quick);
        AddTestCase(new DeadTestCase, quick);
        AddTestCase(new DeafTestCase, quick);
        AddTestCase(new NewsTestCase, quick);
        AddTestCase(new ClosedTestCase, quick);
        AddTestCase(new LastWordTestCase, quick);
        AddTestCase(new MoveTestCase, quick);
        AddTestCase(new RefreshTestCase, quick);
        AddTestCase(new RecoveryTestCase, quick);
        AddTestCase(new LearnTestCase, quick);
        AddTestCase(new SnoopingTestCase, quick);
        AddTestCase(new RefusalTestCase, quick);
    }
};

EthernetVpcTestSuite g_ethernetVpcTestSuite; //!< registers the suite

} // namespace
