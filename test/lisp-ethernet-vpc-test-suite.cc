/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * @brief The two switches of a pair: what they do without each other.
 *
 * See VpcTestNet for the network. A hello of two vPCs has 24 + 2 * 4 octets and is padded to 46, so
 * that it takes 576 ns to be sent and 500 ns to travel: 1076 ns.
 */

#include "vpc-test-tools.h"

#include "ns3/boolean.h"
#include "ns3/ns3-compat.h"
#include "ns3/test.h"
#include "ns3/uinteger.h"

#include <string>

using namespace ns3;
using namespace ns3::vpctest;

namespace
{

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

/// The suite of pairs of switches that lose each other.
class EthernetVpcTestSuite : public TestSuite
{
  public:
    EthernetVpcTestSuite()
        : TestSuite("lisp-ethernet-vpc", TestSuite::Type::UNIT)
    {
        const auto quick = compat::TestDuration<>::QUICK;
        AddTestCase(new SplitTestCase("secondary by MAC address", true, true, 1), quick);
        AddTestCase(new SplitTestCase("secondary by priority", true, true, 0), quick);
        AddTestCase(new SplitTestCase("nothing suspended", true, false, 1), quick);
        AddTestCase(new SplitTestCase("no keepalive link", false, true, 1), quick);
        AddTestCase(new DeadTestCase, quick);
        AddTestCase(new DeafTestCase, quick);
        AddTestCase(new NewsTestCase, quick);
        AddTestCase(new ClosedTestCase, quick);
        AddTestCase(new LastWordTestCase, quick);
        AddTestCase(new RecoveryTestCase, quick);
    }
};

EthernetVpcTestSuite g_ethernetVpcTestSuite; //!< registers the suite

} // namespace
