/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/lisp-source-queue.h"
#include "ns3/ns3-compat.h"
#include "ns3/simulator.h"
#include "ns3/test.h"

#include <string>

using namespace ns3;

/**
 * @file
 * @brief Packets that wait for the mapping of their inner source: their limits.
 */

namespace
{

/**
 * @brief A queue with small limits, and what it released.
 */
class SourceQueueTestCase : public TestCase
{
  public:
    SourceQueueTestCase()
        : TestCase("limits of packets and lookups"),
          m_queue({m_perSource, m_perLocator, m_total, m_timeout, m_byLocator, m_lookups},
                  [this](const LispSourceQueue::Item& item, LispDropReason reason) {
                      m_released += item.outer.source.ToString() + " " + ToString(reason) + " " +
                                    std::to_string(Simulator::Now().GetMilliSeconds()) + "; ";
                  })
    {
    }

  private:
    /**
     * Method: 2 packets of a source, 3 of an outer source and 4 in all may wait, for 10 s; 2
     * sources of an outer source may be asked for in a second, and 3 in all. Packets of sources 1
     * to 8 come from outer sources a, b and c.
     * Expected: at 0 s the third of source 1 is one too many of it; then source 2 makes three from
     * a, so that source 3 is too many from there; with one of b's four wait, and a fifth may not.
     * Three sources were asked for by then, which is all that may be: when one packet has gone, c's
     * source is refused for that. After a second it is not. When all have gone, a may have two
     * sources asked for, and not a third one, which b may. That waits from 2 s on, until 12 s.
     */
    void DoRun() override
    {
        Simulator::Schedule(Seconds(0), [this]() {
            Expect(1, "10.0.0.1", LispDropReason::NONE);
            Expect(1, "10.0.0.1", LispDropReason::NONE);
            Expect(1, "10.0.0.1", LispDropReason::ETR_SOURCE_PENDING_FULL);
            Expect(2, "10.0.0.1", LispDropReason::NONE);
            Expect(3, "10.0.0.1", LispDropReason::ETR_SOURCE_PENDING_FULL);
            Expect(4, "10.0.0.2", LispDropReason::NONE);
            Expect(5, "10.0.0.2", LispDropReason::ETR_SOURCE_PENDING_FULL);
            Settle("192.0.2.2/32", "10.0.0.1 lisp-etr-spoofed-source 0; ");
            Expect(5, "10.0.0.3", LispDropReason::ETR_SOURCE_LOOKUP_RATE);
            NS_TEST_EXPECT_MSG_EQ(m_queue.GetSize(), 3, "two of source 1, one of source 4");
        });
        Simulator::Schedule(Seconds(1), [this]() {
            Expect(5, "10.0.0.3", LispDropReason::NONE);
            Settle("192.0.2.0/24", "", false);
            Settle(
                "192.0.2.0/24",
                "10.0.0.1 lisp-etr-spoofed-source 1000; 10.0.0.1 lisp-etr-spoofed-source 1000; "
                "10.0.0.2 lisp-etr-spoofed-source 1000; 10.0.0.3 lisp-etr-spoofed-source 1000; ");
        });
        Simulator::Schedule(Seconds(2), [this]() {
            Expect(6, "10.0.0.1", LispDropReason::NONE);
            Settle("192.0.2.6/32", "10.0.0.1 lisp-etr-spoofed-source 2000; ");
            Expect(7, "10.0.0.1", LispDropReason::NONE);
            Settle("192.0.2.7/32", "10.0.0.1 lisp-etr-spoofed-source 2000; ");
            Expect(8, "10.0.0.1", LispDropReason::ETR_SOURCE_LOOKUP_RATE);
            Expect(8, "10.0.0.2", LispDropReason::NONE);
        });
        Simulator::Run();
        NS_TEST_EXPECT_MSG_EQ(m_released, "10.0.0.2 lisp-etr-source-unanswered 12000; ", "at last");
        NS_TEST_EXPECT_MSG_EQ(m_queue.GetSize(), 0, "nothing waits");
        Simulator::Destroy();
    }

    /// @param source number of an inner source @param locator its outer source @param reason why a
    /// packet of it may not wait
    void Expect(uint32_t source, const std::string& locator, LispDropReason reason)
    {
        const auto eid =
            EidPrefix::FromString("192.0.2." + std::to_string(source) + "/32", INSTANCE);
        LispDecapsulator::Outer outer;
        outer.source = NetworkAddress::FromString(locator);
        NS_TEST_EXPECT_MSG_EQ(m_queue.Push(eid, Create<Packet>(), outer),
                              reason,
                              "source " << source << " from " << locator);
    }

    /// @param prefix that is answered @param released what goes @param isOfTenant in the instance
    void Settle(const std::string& prefix, const std::string& released, bool isOfTenant = true)
    {
        m_queue.Settle(
            EidPrefix::FromString(prefix, isOfTenant ? INSTANCE : 0),
            [](const EidPrefix&) { return true; },
            LispDropReason::ETR_SPOOFED_SOURCE);
        NS_TEST_EXPECT_MSG_EQ(m_released, released, prefix);
        m_released.clear();
    }

    static constexpr uint32_t INSTANCE = 7; ///< of all

    uint32_t m_perSource{2};     ///< limit
    uint32_t m_perLocator{3};    ///< limit
    uint32_t m_total{4};         ///< limit
    Time m_timeout{Seconds(10)}; ///< limit
    uint32_t m_byLocator{2};     ///< limit of lookups
    uint32_t m_lookups{3};       ///< limit of lookups
    std::string m_released;      ///< since the last look
    LispSourceQueue m_queue;     ///< tested
};

/**
 * @brief The suite.
 */
class SourceQueueTestSuite : public TestSuite
{
  public:
    SourceQueueTestSuite()
        : TestSuite("lisp-dataplane-source-queue", Type::UNIT)
    {
        AddTestCase(new SourceQueueTestCase, compat::TestDuration<>::QUICK);
    }
};

SourceQueueTestSuite g_sourceQueueTestSuite; ///< the suite

} // namespace
