/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/flow-ledger.h"
#include "ns3/names.h"
#include "ns3/node.h"
#include "ns3/ns3-compat.h"
#include "ns3/percentiles.h"
#include "ns3/simulator.h"
#include "ns3/test.h"

#include <cmath>
#include <memory>
#include <string>
#include <vector>

using namespace ns3;

/**
 * @file
 * @brief The figures of a flow: order, delays and the last stale packet, from what is told of its
 * packets.
 */

namespace
{

/// A flow from a to b, whose packets are told of by hand.
class Bench
{
  public:
    Bench()
    {
        for (const char* name : {"a", "b", "old", "new", "lost"})
        {
            m_nodes.push_back(CreateObject<Node>());
            Names::Add(name, m_nodes.back());
        }
        m_ledger = std::make_unique<FlowLedger>(
            FlowLedger::Description{"flow", "udp", m_nodes[0], m_nodes[1], MilliSeconds(100)});
    }

    ~Bench()
    {
        Names::Clear();
        Simulator::Destroy();
    }

    Bench(const Bench&) = delete;
    Bench& operator=(const Bench&) = delete;

    /// A node on the way.
    enum Via
    {
        OLD = 2,
        NEW = 3,
        LOST = 4, //!< on no way
    };

    /**
     * @brief A packet is sent and arrives.
     * @param number of it, from 0 on, in order of sending
     * @param sent when, in seconds @param received when @param via which node it comes
     */
    void Packet(uint32_t number, double sent, double received, Via via)
    {
        Simulator::Schedule(Seconds(sent), [this]() { m_ledger->Sent(); });
        Simulator::Schedule(Seconds(received), [this, number, via]() {
            m_ledger->Came(number, m_nodes[via]->GetId(), m_nodes[0]->GetId());
            m_ledger->Came(number, m_nodes[1]->GetId(), m_nodes[via]->GetId());
            m_ledger->Received(number);
        });
    }

    /// @param number of a packet @param sent when @param seen when it was last seen @param via
    /// where
    void Loss(uint32_t number, double sent, double seen, Via via)
    {
        Simulator::Schedule(Seconds(sent), [this]() { m_ledger->Sent(); });
        Simulator::Schedule(Seconds(seen), [this, number, via]() {
            auto& entry = m_ledger->GetEntry(number);
            entry.seen = Simulator::Now();
            entry.node = m_nodes[via]->GetId();
            m_ledger->Dropped(number, 1);
        });
    }

    /// @param moves the moves @return the report
    FlowReport Run(const std::vector<MoveWindow>& moves)
    {
        Simulator::Run();
        return m_ledger->Report(moves, [](uint16_t) { return "dropped"; });
    }

    /// @return the ledger
    FlowLedger& GetLedger()
    {
        return *m_ledger;
    }

  private:
    std::vector<Ptr<Node>> m_nodes;       ///< see Via; the ends first
    std::unique_ptr<FlowLedger> m_ledger; ///< of the flow
};

/**
 * Method: of ten packets, 0 to 9, which are sent 0.1 s apart, 5 is lost and the others arrive in
 * the order 0 1 2 6 7 8 3 4 9; then a copy of 0.
 * Expected: RFC 4737 section 3.3: after 8, NextExp is 9, so that 3 and 4 are reordered, 9 is not:
 * 2, of 9 that arrived. The copy does not count (section 3.3: only the first to arrive does).
 */
class OrderTestCase : public TestCase
{
  public:
    OrderTestCase()
        : TestCase("reordering")
    {
    }

  private:
    void DoRun() override
    {
        {
            Bench bench;
            const double received[] = {2, 2.1, 2.2, 2.6, 2.7, 0, 2.3, 2.4, 2.5, 2.8};
            for (uint32_t i = 0; i < 10; i++)
            {
                if (i == 5)
                {
                    bench.Loss(i, 0.1 * i, 1, Bench::OLD);
                }
                else
                {
                    bench.Packet(i, 0.1 * i, received[i], Bench::OLD);
                }
            }
            Simulator::Schedule(Seconds(3), [&bench]() { bench.GetLedger().Received(0); });
            const auto report = bench.Run({});
            NS_TEST_EXPECT_MSG_EQ(report.duplicated, 1, "the copy");
            NS_TEST_EXPECT_MSG_EQ(report.reordered, 2, "those that were overtaken");
            NS_TEST_EXPECT_MSG_EQ_TOL(report.reorderedRatio,
                                      2.0 / 9,
                                      1e-12,
                                      "of those that arrived");
        }
        Bench nothing;
        NS_TEST_EXPECT_MSG_EQ(std::isnan(nothing.Run({}).reorderedRatio), true, "no packets");
    }
};

/**
 * Method: packets sent at 1, 2, 3 s take 10, 20 and 30 ms; at 4.99 s, before the move of 5 to 7 s,
 * one takes 20 ms and arrives in it; at 5 and 6.99 s they take 100 and 300 ms; at 7 and 8 s 40 and
 * 50 ms; at 6 s one is lost.
 * Expected: before, the first three: 20 ms in the mean, as the median; the 5th percentile is a
 * tenth of the way from 10 to 20 ms: 11 ms; the 95th 29 ms. The one that arrives in the move is
 * counted with none, as for the delay before. During: 200 ms; the percentiles of two values are
 * 110, 200 and 290 ms. After: 45 ms. Without a move, all nine are before it.
 */
class DelayTestCase : public TestCase
{
  public:
    DelayTestCase()
        : TestCase("delays before, during and after a move")
    {
    }

  private:
    /// @param found percentiles @param p5 expected @param p50 expected @param p95 expected
    void Compare(const Percentiles& found, double p5, double p50, double p95)
    {
        NS_TEST_EXPECT_MSG_EQ_TOL(found.p5, p5, 1e-9, "5 %");
        NS_TEST_EXPECT_MSG_EQ_TOL(found.p50, p50, 1e-9, "50 %");
        NS_TEST_EXPECT_MSG_EQ_TOL(found.p95, p95, 1e-9, "95 %");
    }

    void DoRun() override
    {
        Bench bench;
        const double sent[] = {1, 2, 3, 4.99, 5, 6, 6.99, 7, 8};
        const double delay[] = {0.01, 0.02, 0.03, 0.02, 0.1, 0, 0.3, 0.04, 0.05};
        for (uint32_t i = 0; i < 9; i++)
        {
            if (i == 5)
            {
                bench.Loss(i, sent[i], sent[i], Bench::OLD);
            }
            else
            {
                bench.Packet(i, sent[i], sent[i] + delay[i], Bench::OLD);
            }
        }
        const auto report = bench.Run({{5, 7, 6}});
        NS_TEST_EXPECT_MSG_EQ_TOL(report.delayBefore_s, 0.02, 1e-9, "before");
        NS_TEST_EXPECT_MSG_EQ_TOL(report.delayDuring_s, 0.2, 1e-9, "during");
        NS_TEST_EXPECT_MSG_EQ_TOL(report.delayAfter_s, 0.045, 1e-9, "after");
        Compare(report.delaysBefore, 0.011, 0.02, 0.029);
        Compare(report.delaysDuring, 0.11, 0.2, 0.29);
        Compare(report.delaysAfter, 0.0405, 0.045, 0.0495);
        const auto all = bench.GetLedger().Report({}, [](uint16_t) { return "dropped"; });
        NS_TEST_EXPECT_MSG_EQ_TOL(all.delaysBefore.p50, 0.035, 1e-9, "of 8, between 30 and 40 ms");
        NS_TEST_EXPECT_MSG_EQ(std::isnan(all.delayDuring_s), true, "no move");
        NS_TEST_EXPECT_MSG_EQ(std::isnan(FindPercentiles({}).p50), true, "of nothing");
    }
};

/**
 * Method: a machine runs at its new place from 2 s on, and moves again at 6 s, back to run at 7 s.
 * Packets arrive by way of the old place at 1 and 2.5 s, by the new one at 3, and by the old one
 * again at 3.5 s; from 4 s on by the new one. One is last seen at the old place at 3.7 s, one at
 * the sender at 3.9 s, one elsewhere before 2 s, all lost. After the second move all take the old
 * way, the first at 8 s, but one that was on its way arrives by the new one at 7.5 s.
 * Expected: the flow stays on the new way after the first move: the last that arrived otherwise
 * came at 3.5 s; the loss at the old place is later: 3.7 s; the sender is on the way. After the
 * second move: 7.5 s. Without the loss, 3.5 s; without arrivals after it, a move has none.
 */
class StaleTestCase : public TestCase
{
  public:
    StaleTestCase()
        : TestCase("the last stale packet")
    {
    }

  private:
    /// @param withLoss whether one is lost at the old place @return the report
    static FlowReport Run(bool withLoss)
    {
        Bench bench;
        bench.Packet(0, 0.1, 1, Bench::OLD);
        bench.Packet(1, 0.2, 2.5, Bench::OLD);
        bench.Packet(2, 0.3, 3, Bench::NEW);
        bench.Packet(3, 0.4, 3.5, Bench::OLD);
        bench.Packet(4, 0.5, 4, Bench::NEW);
        bench.Packet(5, 0.6, 5, Bench::NEW);
        bench.Packet(6, 0.7, 8, Bench::OLD);
        bench.Packet(7, 0.8, 7.5, Bench::NEW);
        Simulator::Schedule(Seconds(0.85), [&bench]() { bench.GetLedger().Sent(); });
        bench.Loss(9, 0.9, 1.5, Bench::LOST);
        if (withLoss)
        {
            bench.Loss(10, 0.95, 3.7, Bench::OLD);
        }
        Simulator::Schedule(Seconds(3.9),
                            [&bench]() { bench.GetLedger().GetEntry(8).seen = Simulator::Now(); });
        return bench.Run({{1.5, 4, 2}, {6, 8, 7}, {9, INFINITY, 10}});
    }

    void DoRun() override
    {
        const auto report = Run(true);
        NS_TEST_ASSERT_MSG_EQ(report.lastStale_s.size(), 3, "for each move");
        NS_TEST_EXPECT_MSG_EQ_TOL(report.lastStale_s[0], 3.7, 1e-9, "lost at the old place");
        NS_TEST_EXPECT_MSG_EQ_TOL(report.lastStale_s[1], 7.5, 1e-9, "of the second move");
        NS_TEST_EXPECT_MSG_EQ(std::isnan(report.lastStale_s[2]), true, "nothing arrived");
        NS_TEST_EXPECT_MSG_EQ_TOL(Run(false).lastStale_s[0], 3.5, 1e-9, "on the old way");
    }
};

/// The suite of the figures of a flow.
class HelperFlowTestSuite : public TestSuite
{
  public:
    HelperFlowTestSuite()
        : TestSuite("lisp-helper-flow", TestSuite::Type::UNIT)
    {
        AddTestCase(new OrderTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new DelayTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new StaleTestCase, compat::TestDuration<>::QUICK);
    }
};

HelperFlowTestSuite g_helperFlowTestSuite; //!< registers the suite

} // namespace
