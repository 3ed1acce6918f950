/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * @brief Two data centres, each with a pair of switches, joined by two fibres: back-to-back vPC.
 * See VpcTestNet for the network and for how long a frame takes.
 */

#include "vpc-test-net.h"

#include "ns3/string.h"
#include "ns3/test.h"

#include <string>

using namespace ns3;

namespace
{

using Net = VpcTestNet;

/// What a frame takes longer by the peer-link: 608 ns to be sent, tagged, and 500 ns to travel.
constexpr int64_t DETOUR = 1108;

/// @param net a network: each host broadcasts once, 100 us after the other, from 100 ms on
void
WarmUp(VpcTestNet& net)
{
    for (std::size_t i = 0; i < Net::HOSTS; i++)
    {
        net.SendAt(100000000 + 100000 * static_cast<int64_t>(i), i);
    }
}

/**
 * Method: each of four hosts broadcasts once.
 * Expected: every other host hears it once, after 5476 ns in the other data centre and after 2152
 * ns in its own; the sender does not. Each crosses one fibre. In each data centre one switch gets
 * it on the peer-link, and keeps it from both vPCs: 2 pairs * 2 vPCs * 4 broadcasts = 16 copies,
 * and 8 frames that go nowhere there. Both switches of a pair then have all addresses at their own
 * members.
 */
class BroadcastTestCase : public TestCase
{
  public:
    BroadcastTestCase()
        : TestCase("a broadcast reaches each host once, and both switches know where it came from")
    {
    }

  private:
    void DoRun() override
    {
        VpcTestNet net;
        WarmUp(net);
        Simulator::Stop(MilliSeconds(200));
        Simulator::Run();
        for (uint32_t number = 0; number < Net::HOSTS; number++)
        {
            const auto& frame = net.heard[number];
            NS_TEST_EXPECT_MSG_EQ(net.IsHeardByAll(number), true, "from " << frame.from);
            for (std::size_t i = 0; i < Net::HOSTS; i++)
            {
                if (i != frame.from)
                {
                    NS_TEST_EXPECT_MSG_EQ(frame.at[i] - frame.sent,
                                          (i / 2 == frame.from / 2 ? Net::INSIDE : Net::ACROSS),
                                          frame.from << " to " << i);
                }
            }
        }
        uint64_t filtered = 0;
        uint64_t sent = 0;
        uint64_t received = 0;
        uint64_t nowhere = 0;
        for (std::size_t i = 0; i < Net::AGGS; i++)
        {
            filtered += net.domain[i]->GetFiltered();
            sent += net.extension[i]->GetSent();
            received += net.extension[i]->GetReceived();
            nowhere += net.agg[i]->GetDrops(SwitchDropReason::PEER_LINK);
            for (std::size_t host = 0; host < Net::HOSTS; host++)
            {
                const Ptr<SwitchPort> here =
                    host / 2 == i / 2 ? net.accessPort[i] : Ptr<SwitchPort>(net.extension[i]);
                NS_TEST_EXPECT_MSG_EQ(net.agg[i]->Locate(Net::VLAN, Net::GetMac(host)),
                                      here,
                                      "switch " << i << ", host " << host);
            }
        }
        NS_TEST_EXPECT_MSG_EQ(filtered, 16, "copies kept from vPCs");
        NS_TEST_EXPECT_MSG_EQ(nowhere, 8, "frames that ended there");
        NS_TEST_EXPECT_MSG_EQ(sent, 4, "one fibre each");
        NS_TEST_EXPECT_MSG_EQ(received, 4, "one fibre each");
        Simulator::Destroy();
    }
};

/**
 * Method: host 0 sends 32 flows of UDP to host 2, 10 frames each, in turn, one frame every 2 us,
 * and so does host 2 to host 0. Expected: all 640 arrive once, each flow in order; nothing is
 * flooded; no link is blocked: each fibre carries, each way, the flows whose hash says so at the
 * access switch, ten frames each, and at least one flow.
 */
class FlowsTestCase : public TestCase
{
  public:
    FlowsTestCase()
        : TestCase("both fibres carry, each flow on one and in order")
    {
    }

  private:
    void DoRun() override
    {
        constexpr uint16_t FLOWS = 32;
        constexpr int FRAMES = 10;
        VpcTestNet net;
        WarmUp(net);
        std::array<uint64_t, Net::AGGS> before{};
        std::array<uint64_t, Net::AGGS> expected{};
        std::array<uint64_t, 2> flooded{};
        auto countFlooded = [&net]() {
            uint64_t sum = net.access[0]->GetFlooded() + net.access[1]->GetFlooded();
            for (const auto& agg : net.agg)
            {
                sum += agg->GetFlooded();
            }
            return sum;
        };
        std::map<std::pair<std::size_t, uint16_t>, std::vector<uint32_t>> flows;
        Simulator::Schedule(MilliSeconds(150), [&]() {
            flooded[0] = countFlooded();
            for (std::size_t i = 0; i < Net::AGGS; i++)
            {
                before[i] = net.extension[i]->GetSent();
            }
        });
        for (int round = 0; round < FRAMES; round++)
        {
            for (uint16_t flow = 1; flow <= FLOWS; flow++)
            {
                Simulator::Schedule(MilliSeconds(200) + MicroSeconds(2 * (round * FLOWS + flow)),
                                    [&net, &flows, flow]() {
                                        flows[{0, flow}].push_back(net.Send(0, 2, flow));
                                        flows[{2, flow}].push_back(net.Send(2, 0, flow));
                                    });
            }
        }
        Simulator::Stop(MilliSeconds(300));
        Simulator::Run();
        flooded[1] = countFlooded();
        for (const auto& [key, numbers] : flows)
        {
            const auto [from, flow] = key;
            int64_t last = 0;
            for (const uint32_t number : numbers)
            {
                const auto& frame = net.heard[number];
                NS_TEST_EXPECT_MSG_EQ(frame.times[2 - from], 1, "flow " << flow << " arrives");
                NS_TEST_EXPECT_MSG_GT(frame.at[2 - from], last, "flow " << flow << " in order");
                last = frame.at[2 - from];
            }
            expected[from + net.GetSide(from, 2 - from, flow)] += FRAMES;
        }
        for (std::size_t i = 0; i < Net::AGGS; i++)
        {
            NS_TEST_EXPECT_MSG_EQ(net.extension[i]->GetSent() - before[i], expected[i], "at " << i);
            NS_TEST_EXPECT_MSG_GT(expected[i], FRAMES - 1, "one flow at least");
        }
        NS_TEST_EXPECT_MSG_EQ(flooded[1], flooded[0], "nothing is flooded");
        Simulator::Destroy();
    }
};

/**
 * Method: each host broadcasts every 10 ms, host i 2.5 ms * i later, for 0.9 s. Fibre 0 is pulled
 * at 301.1 ms and back at 601.1 ms, when no frame is under way. Expected: every broadcast is heard
 * once by all. Meanwhile those that go to a switch on fibre 0 take the peer-link at their end, 1108
 * ns longer: 6584 ns; and nothing crosses fibre 0. News of it takes 1076 ns within a pair (576 ns
 * for 64 octets and preamble, 500 ns of cable), long before the next broadcast.
 */
class CutTestCase : public TestCase
{
  public:
    CutTestCase()
        : TestCase("one fibre is cut and comes back: none lost, none twice")
    {
    }

  private:
    void DoRun() override
    {
        VpcTestNet net;
        for (int64_t i = 0; i < 360; i++)
        {
            net.SendAt(2500000 * i, static_cast<std::size_t>(i) % Net::HOSTS);
        }
        std::array<uint64_t, 2> sent{};
        auto count = [&net]() { return net.extension[0]->GetSent() + net.extension[2]->GetSent(); };
        Simulator::Schedule(MicroSeconds(301100), [&]() {
            net.Pull(net.fibre[0]);
            sent[0] = count();
        });
        Simulator::Schedule(MicroSeconds(601100), [&]() {
            sent[1] = count();
            net.Return();
        });
        Simulator::Stop(Seconds(1));
        Simulator::Run();
        std::size_t detours = 0;
        for (uint32_t number = 4; number < net.heard.size(); number++)
        {
            const auto& frame = net.heard[number];
            NS_TEST_EXPECT_MSG_EQ(net.IsHeardByAll(number), true, "sent at " << frame.sent);
            const bool isDetour =
                frame.sent > 301100000 && frame.sent < 601100000 && net.GetSide(frame.from) == 0;
            detours += isDetour;
            const std::size_t far = 2 - 2 * (frame.from / 2);
            NS_TEST_EXPECT_MSG_EQ(frame.at[far] - frame.sent,
                                  Net::ACROSS + (isDetour ? DETOUR : 0),
                                  "sent at " << frame.sent);
        }
        NS_TEST_EXPECT_MSG_GT(detours, 0, "some would have gone by fibre 0");
        NS_TEST_EXPECT_MSG_EQ(sent[0], sent[1], "nothing while it was out");
        NS_TEST_EXPECT_MSG_GT(count(), sent[1], "and again after");
        Simulator::Destroy();
    }
};

/**
 * Method: a host whose broadcasts go by fibre 0 sends 100 of them, one each 2 us; fibre 0 is pulled
 * 2500 ns after the 50th was sent.
 * Expected: that one left its first switch at 2184 ns (576 + 500 + 608 + 500) and is on the fibre
 * until 2792 ns: it is cut, and lost to the other data centre alone. The next one reaches the
 * switch at 4184 ns, 1684 ns after the cut; it goes by the peer-link behind the news. Every other
 * one is heard once by all.
 */
class BurstTestCase : public TestCase
{
  public:
    BurstTestCase()
        : TestCase("a fibre is cut in a burst: what is on it is lost, nothing else, none twice")
    {
    }

  private:
    void DoRun() override
    {
        VpcTestNet net;
        WarmUp(net);
        std::size_t from = 0;
        while (from < 2 && net.GetSide(from) != 0)
        {
            from++;
        }
        NS_TEST_ASSERT_MSG_LT(from, 2, "one of them goes by fibre 0");
        constexpr int64_t START = 500000000;
        for (int64_t i = 0; i < 100; i++)
        {
            net.SendAt(START + 2000 * i, from);
        }
        Simulator::Schedule(NanoSeconds(START + 2000 * 50 + 2500),
                            [&net]() { net.Pull(net.fibre[0]); });
        Simulator::Stop(Seconds(1));
        Simulator::Run();
        for (uint32_t i = 0; i < 100; i++)
        {
            const uint32_t number = 4 + i;
            if (i == 50)
            {
                NS_TEST_EXPECT_MSG_EQ(net.heard[number].times[1 - from], 1, "inside");
                NS_TEST_EXPECT_MSG_EQ(net.heard[number].times[2], 0, "lost");
                NS_TEST_EXPECT_MSG_EQ(net.heard[number].times[3], 0, "lost");
            }
            else
            {
                NS_TEST_EXPECT_MSG_EQ(net.IsHeardByAll(number), true, "frame " << i);
            }
        }
        NS_TEST_EXPECT_MSG_EQ(net.fibre[0]->GetDrops(EthernetDropReason::CUT_SENDING),
                              1,
                              "that one");
        Simulator::Destroy();
    }
};

/**
 * Method: both fibres are pulled at 200 ms and back at 400 ms; each host broadcasts at 300 ms and
 * at 500 ms. Expected: at 300 ms the other host of the data centre alone hears it; at 500 ms all
 * do, once. The extension is down and up at all four switches, which say so.
 */
class BothCutTestCase : public TestCase
{
  public:
    BothCutTestCase()
        : TestCase("both fibres are cut and come back")
    {
    }

  private:
    void DoRun() override
    {
        VpcTestNet net;
        WarmUp(net);
        for (std::size_t i = 0; i < 2; i++)
        {
            Simulator::Schedule(MilliSeconds(200), [&net, i]() { net.Pull(net.fibre[i]); });
        }
        for (const int64_t at : {300000000, 500000000})
        {
            for (std::size_t i = 0; i < Net::HOSTS; i++)
            {
                net.SendAt(at + 100000 * static_cast<int64_t>(i), i);
            }
        }
        Simulator::Schedule(MilliSeconds(350), [&]() {
            for (std::size_t i = 0; i < Net::AGGS; i++)
            {
                NS_TEST_EXPECT_MSG_EQ(net.extension[i]->IsUp(), false, i);
                NS_TEST_EXPECT_MSG_EQ(net.domain[i]->IsInUse(Net::FIBRE), false, i);
                NS_TEST_EXPECT_MSG_EQ(net.domain[i]->IsPeerUp(Net::FIBRE), false, i);
                NS_TEST_EXPECT_MSG_EQ(net.domain[i]->IsInUse(Net::ACCESS), true, i);
            }
        });
        Simulator::Schedule(MilliSeconds(400), [&]() { net.Return(); });
        Simulator::Stop(Seconds(1));
        Simulator::Run();
        for (uint32_t number = 4; number < 8; number++)
        {
            const auto& frame = net.heard[number];
            for (std::size_t i = 0; i < Net::HOSTS; i++)
            {
                NS_TEST_EXPECT_MSG_EQ(frame.times[i],
                                      (i != frame.from && i / 2 == frame.from / 2 ? 1 : 0),
                                      frame.from << " to " << i);
            }
        }
        for (uint32_t number = 8; number < 12; number++)
        {
            NS_TEST_EXPECT_MSG_EQ(net.IsHeardByAll(number), true, number);
        }
        for (std::size_t i = 0; i < Net::AGGS; i++)
        {
            NS_TEST_EXPECT_MSG_EQ(net.domain[i]->IsInUse(Net::FIBRE), true, i);
            NS_TEST_EXPECT_MSG_EQ(net.domain[i]->IsPeerUp(Net::FIBRE), true, i);
        }
        Simulator::Destroy();
    }
};

/**
 * Method: with DelayRestore 2 s, all links of one switch fail at 2.0011 s and are back at 7.0011 s,
 * while each host broadcasts every 10 ms, host i 2.5 ms * i later, for 12 s; for the primary switch
 * and for the secondary one; with unicast from hosts 0 to 2 and 3 to 1 0.5 ms after each round.
 * Expected: nothing is under way at those times, so that every broadcast is heard once by all and
 * every unicast arrives, throughout. The failed switch's fibre carries nothing from 2.0011 s
 * until 9.0011 s and a little (two seconds after it heard its peer, 1076 ns after the link came
 * up), and then again. The survivor calls its peer dead 3 s after the last hello, which came at 2 s
 * and 1076 ns.
 */
class SwitchFailureTestCase : public TestCase
{
  public:
    /// @param which an aggregation switch of the first data centre
    explicit SwitchFailureTestCase(std::size_t which)
        : TestCase("a whole switch fails and returns: switch " + std::to_string(which)),
          m_which(which)
    {
    }

  private:
    /// @param record gets it @param state of the peer
    static void Changed(std::vector<std::pair<int64_t, VpcPeerState>>* record,
                        VpcPeerState,
                        VpcPeerState state)
    {
        record->emplace_back(Simulator::Now().GetNanoSeconds(), state);
    }

    void DoRun() override
    {
        VpcTestNet net;
        for (auto& domain : net.domain)
        {
            domain->SetAttribute("DelayRestore", TimeValue(Seconds(2)));
        }
        for (int64_t round = 0; round < 1200; round++)
        {
            for (int64_t i = 0; i < 4; i++)
            {
                net.SendAt(10000000 * round + 2500000 * i, static_cast<std::size_t>(i));
            }
            net.SendAt(10000000 * round + 8000000, 0, 2);
            net.SendAt(10000000 * round + 8000000, 3, 1);
        }
        std::vector<std::pair<int64_t, VpcPeerState>> states;
        net.domain[1 - m_which]->TraceConnectWithoutContext(
            "PeerState",
            MakeBoundCallback(&SwitchFailureTestCase::Changed, &states));
        const auto& fibre = net.extension[m_which];
        uint64_t sent = 0;
        Simulator::Schedule(MicroSeconds(2001100), [&]() {
            net.Fail(m_which);
            sent = fibre->GetSent();
        });
        Simulator::Schedule(MicroSeconds(2001101), [&]() {
            NS_TEST_EXPECT_MSG_EQ(net.domain[m_which]->IsHolding(), true, "it has failed");
            NS_TEST_EXPECT_MSG_EQ(net.domain[1 - m_which]->IsHolding(), false, "the other has not");
        });
        Simulator::Schedule(MicroSeconds(7001100), [&]() { net.Return(); });
        Simulator::Schedule(MicroSeconds(9001100), [&]() {
            NS_TEST_EXPECT_MSG_EQ(fibre->GetSent(), sent, "nothing meanwhile");
            NS_TEST_EXPECT_MSG_EQ(fibre->IsUp(), false, "still down");
        });
        Simulator::Schedule(MicroSeconds(9001102),
                            [&]() { NS_TEST_EXPECT_MSG_EQ(fibre->IsUp(), true, "up"); });
        Simulator::Stop(Seconds(12) + MilliSeconds(100));
        Simulator::Run();
        for (uint32_t number = 4; number < net.heard.size(); number++)
        {
            const auto& frame = net.heard[number];
            if (number % 6 < 4)
            {
                NS_TEST_EXPECT_MSG_EQ(net.IsHeardByAll(number), true, "sent at " << frame.sent);
                continue;
            }
            const std::size_t to = frame.from == 0 ? 2 : 1;
            NS_TEST_EXPECT_MSG_EQ(frame.times[to], 1, "unicast sent at " << frame.sent);
        }
        NS_TEST_EXPECT_MSG_GT(fibre->GetSent(), sent, "it carries again");
        using State = VpcPeerState;
        const std::vector<std::pair<int64_t, State>> expected = {
            {1076, State::ALIVE},
            {2001100000, State::LOST},
            {5000001076, State::DEAD},
            {7001100000 + 1076, State::ALIVE},
        };
        NS_TEST_ASSERT_MSG_EQ(states.size(), expected.size(), "what the other saw");
        for (std::size_t i = 0; i < expected.size(); i++)
        {
            NS_TEST_EXPECT_MSG_EQ(states[i].first, expected[i].first, "when " << i);
            NS_TEST_EXPECT_MSG_EQ(std::string(ToString(states[i].second)),
                                  ToString(expected[i].second),
                                  i);
        }
        Simulator::Destroy();
    }

    std::size_t m_which; //!< the switch that fails
};

/**
 * Method: switch 0 fails at 1 s and is back at 2 s, with DelayRestore 1 s; while its members come
 * up, at 3 s and 1076 ns, every host broadcasts one frame each 4 us, from 100 us before to 100 us
 * after. Expected: none is heard twice. A member carries frames when the peer has acknowledged its
 * being up: news and acknowledgement take 1076 ns each, and each may wait for a frame that is being
 * sent before it on the peer-link (608 + 96 ns) and for the copies of three other hosts: 2 * (1076
 * + 4 * 704) = 7784 ns. A frame that was sent more than 5476 ns + 4 * 704 ns before the members
 * come up, or more than 7784 ns after, is heard by all once.
 */
class RestoreBurstTestCase : public TestCase
{
  public:
    RestoreBurstTestCase()
        : TestCase("members come up in a burst: none twice, lost only while news is under way")
    {
    }

  private:
    void DoRun() override
    {
        constexpr int64_t UP = 3000000000 + 1076;
        constexpr int64_t BEFORE = Net::ACROSS + 4 * 704;
        constexpr int64_t AFTER = 2 * (1076 + 4 * 704);
        VpcTestNet net;
        for (auto& domain : net.domain)
        {
            domain->SetAttribute("DelayRestore", TimeValue(Seconds(1)));
        }
        WarmUp(net);
        Simulator::Schedule(Seconds(1), [&net]() { net.Fail(0); });
        Simulator::Schedule(Seconds(2), [&net]() { net.Return(); });
        for (int64_t i = 0; i < 50; i++)
        {
            for (std::size_t host = 0; host < Net::HOSTS; host++)
            {
                net.SendAt(UP - 100000 + 4000 * i + 1000 * static_cast<int64_t>(host), host);
            }
        }
        Simulator::Stop(Seconds(4));
        Simulator::Run();
        std::size_t outside = 0;
        for (uint32_t number = 4; number < net.heard.size(); number++)
        {
            const int64_t sent = net.heard[number].sent;
            const bool isOutside = sent < UP - BEFORE || sent > UP + AFTER;
            outside += isOutside;
            NS_TEST_EXPECT_MSG_EQ(net.IsHeardByAll(number, isOutside), true, sent - UP);
        }
        NS_TEST_EXPECT_MSG_GT(outside, 180, "of 200");
        NS_TEST_EXPECT_MSG_EQ(net.domain[0]->IsInUse(Net::FIBRE), true, "in use");
        NS_TEST_EXPECT_MSG_EQ(net.domain[2]->IsInUse(Net::FIBRE), true, "in use");
        Simulator::Destroy();
    }
};

/**
 * Method: VSS: each data centre has one switch with both fibres in one extension; 16 flows are
 * sent, one fibre is pulled, and they are sent again. Expected: a broadcast crosses once. 16 flows
 * use both fibres, each flow one; after the cut all use the other one, and none is lost. The name
 * is by the kind of wires.
 */
class OneSwitchTestCase : public TestCase
{
  public:
    OneSwitchTestCase()
        : TestCase("two chassis that are one switch")
    {
    }

  private:
    void DoRun() override
    {
        EthernetHelper helper;
        std::array<Ptr<VlanSwitch>, 2> lanSwitch{Net::MakeSwitch(), Net::MakeSwitch()};
        std::array<Ptr<BundleExtension>, 2> extension;
        std::array<Ptr<EthernetNic>, 2> host;
        std::vector<Ptr<EthernetNic>> fibres;
        for (auto& one : extension)
        {
            one = CreateObject<BundleExtension>();
        }
        for (std::size_t i = 0; i < 2; i++)
        {
            auto a = helper.Install(lanSwitch[0]->GetNode());
            auto b = helper.Install(lanSwitch[1]->GetNode());
            helper.Connect(a, b);
            extension[0]->AddNic(a);
            extension[1]->AddNic(b);
            fibres.push_back(b);
        }
        uint64_t heard = 0;
        extension[0]->SetAttribute("Kind", StringValue("eompls"));
        NS_TEST_EXPECT_MSG_EQ(extension[0]->GetName(), "eompls", "told");
        NS_TEST_EXPECT_MSG_EQ(extension[1]->GetName(), "dark-fiber", "by default");
        VlanSet vlans;
        vlans.set(Net::VLAN);
        for (std::size_t i = 0; i < 2; i++)
        {
            lanSwitch[i]->AddPort(extension[i], SwitchPortRole::EXTENSION);
            lanSwitch[i]->SetTrunk(extension[i], vlans);
            auto node = CreateObject<Node>();
            host[i] = helper.Install(node);
            host[i]->SetAddress(Net::GetMac(i));
            node->RegisterProtocolHandler(MakeBoundCallback(&OneSwitchTestCase::Receive, &heard),
                                          0,
                                          host[i]);
            auto port = helper.Install(lanSwitch[i]->GetNode());
            helper.Connect(host[i], port);
            lanSwitch[i]->SetAccess(lanSwitch[i]->AddNic(port, SwitchPortRole::HOST), Net::VLAN);
        }
        auto sendFlows = [&host]() {
            for (uint16_t flow = 1; flow <= 16; flow++)
            {
                host[0]->Send(Net::MakePayload(0, flow), Net::GetMac(1), Net::IPV4);
            }
        };
        host[1]->Send(Create<Packet>(46), Mac48Address::GetBroadcast(), Net::TYPE);
        const auto members = extension[0]->GetBundle()->GetMembers();
        std::array<uint64_t, 2> sent{};
        auto count = [&extension, &members](std::size_t i) {
            return extension[0]->GetBundle()->GetSent(members[i]);
        };
        Simulator::Schedule(MilliSeconds(10), [&]() {
            NS_TEST_EXPECT_MSG_EQ(heard, 1, "the broadcast");
            sendFlows();
        });
        Simulator::Schedule(MilliSeconds(20), [&]() {
            sent = {count(0), count(1)};
            NS_TEST_EXPECT_MSG_EQ(heard, 17, "all flows");
            NS_TEST_EXPECT_MSG_EQ(sent[0] + sent[1], 16, "all flows");
            NS_TEST_EXPECT_MSG_GT(sent[0], 0, "one fibre");
            NS_TEST_EXPECT_MSG_GT(sent[1], 0, "the other");
            fibres[0]->Unplug();
            sendFlows();
        });
        Simulator::Stop(MilliSeconds(30));
        Simulator::Run();
        NS_TEST_EXPECT_MSG_EQ(heard, 33, "none lost");
        NS_TEST_EXPECT_MSG_EQ(count(1), sent[1] + 16, "all by the other fibre");
        NS_TEST_EXPECT_MSG_EQ(extension[0]->GetSent(), 32, "counted once each");
        NS_TEST_EXPECT_MSG_EQ(extension[1]->GetReceived(), 32, "counted once each");
        Simulator::Destroy();
    }

    /// @param heard counts. See Node::ProtocolHandler.
    static void Receive(uint64_t* heard,
                        Ptr<NetDevice>,
                        Ptr<const Packet>,
                        uint16_t,
                        const Address&,
                        const Address&,
                        NetDevice::PacketType)
    {
        (*heard)++;
    }
};

/// The suite of the extension over dark fibre.
class ExtensionDarkFiberTestSuite : public TestSuite
{
  public:
    ExtensionDarkFiberTestSuite()
        : TestSuite("lisp-extension-dark-fiber", TestSuite::Type::UNIT)
    {
        AddTestCase(new BroadcastTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new FlowsTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new CutTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new BurstTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new BothCutTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new SwitchFailureTestCase(0), compat::TestDuration<>::QUICK);
        AddTestCase(new SwitchFailureTestCase(1), compat::TestDuration<>::QUICK);
        AddTestCase(new RestoreBurstTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new OneSwitchTestCase, compat::TestDuration<>::QUICK);
    }
};

ExtensionDarkFiberTestSuite g_extensionDarkFiberTestSuite; //!< registers the suite

} // namespace
