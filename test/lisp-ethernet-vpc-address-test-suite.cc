/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * @brief The two switches of a pair: how both know where addresses are, and their set-up.
 */

#include "vpc-test-tools.h"

#include "ns3/multicast-snooper.h"
#include "ns3/ns3-compat.h"
#include "ns3/test.h"

#include <functional>
#include <stdexcept>
#include <string>

using namespace ns3;
using namespace ns3::vpctest;

namespace
{

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

/// The suite of addresses at pairs of switches.
class EthernetVpcAddressTestSuite : public TestSuite
{
  public:
    EthernetVpcAddressTestSuite()
        : TestSuite("lisp-ethernet-vpc-address", TestSuite::Type::UNIT)
    {
        const auto quick = compat::TestDuration<>::QUICK;
        AddTestCase(new MoveTestCase, quick);
        AddTestCase(new RefreshTestCase, quick);
        AddTestCase(new LearnTestCase, quick);
        AddTestCase(new SnoopingTestCase, quick);
        AddTestCase(new RefusalTestCase, quick);
    }
};

EthernetVpcAddressTestSuite g_ethernetVpcAddressTestSuite; //!< registers the suite

} // namespace
