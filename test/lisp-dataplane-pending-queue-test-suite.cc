/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/lisp-pending-queue.h"
#include "ns3/ns3-compat.h"
#include "ns3/simulator.h"
#include "ns3/test.h"

#include <string>
#include <vector>

using namespace ns3;

/**
 * @file
 * @brief Packets that wait for a mapping: how many, in which order they leave, and how long they
 * wait. A packet is known by its size.
 */

namespace
{

/// A queue, its bounds, and what it dropped.
struct Bench
{
    uint32_t perEid{2};        ///< see LispPendingQueue::Limits
    uint32_t total{4};         ///< the same
    Time timeout{Seconds(10)}; ///< the same
    std::string dropped;       ///< "size reason@seconds; ..."
    LispPendingQueue queue{{perEid, total, timeout},
                           [this](const Ptr<Packet>& packet, LispDropReason reason) {
                               dropped += std::to_string(packet->GetSize()) + " " +
                                          ToString(reason) + "@" +
                                          std::to_string(Simulator::Now().GetMilliSeconds()) + "; ";
                           }};

    /// @param eid a destination @param size of a packet to it @param instanceId its instance
    void Push(const std::string& eid, uint32_t size, uint32_t instanceId = 0)
    {
        queue.Push(EidPrefix::Host(NetworkAddress::FromString(eid), instanceId),
                   Create<Packet>(size));
    }

    /// @param items what left @return "instance:size ..."
    static std::string Tell(const std::vector<LispPendingQueue::Item>& items)
    {
        std::string text;
        for (const auto& item : items)
        {
            text += std::to_string(item.instanceId) + ":" + std::to_string(item.packet->GetSize()) +
                    " ";
        }
        return text;
    }
};

/**
 * Method: with two packets for an EID and four in all, three for one EID, then two for a second one
 * and one for a third. Then the bounds are raised to three and five, and one for the first and one
 * for the third come; then no packet may wait for an EID, and one for a fourth comes.
 * Expected: 3 is one too many for its EID, 6 one too many in all (1, 2, 4 and 5 wait). With the new
 * bounds 7 is the fifth, and 8 again one too many in all. With none for an EID and ten in all, 9 is
 * refused for its EID.
 */
class BoundsTestCase : public TestCase
{
  public:
    BoundsTestCase()
        : TestCase("bounds, which may change")
    {
    }

  private:
    void DoRun() override
    {
        Bench bench;
        const std::string full = std::string(" ") + ToString(LispDropReason::ITR_PENDING_FULL);
        const std::string eidFull =
            std::string(" ") + ToString(LispDropReason::ITR_PENDING_EID_FULL);
        for (uint32_t size : {1, 2, 3})
        {
            bench.Push("10.1.0.1", size);
        }
        bench.Push("10.1.0.2", 4);
        bench.Push("10.1.0.2", 5);
        bench.Push("10.1.0.3", 6);
        NS_TEST_EXPECT_MSG_EQ(bench.dropped, "3" + eidFull + "@0; 6" + full + "@0; ", "too many");
        bench.dropped.clear();
        bench.perEid = 3;
        bench.total = 5;
        bench.Push("10.1.0.1", 7);
        bench.Push("10.1.0.3", 8);
        bench.perEid = 0;
        bench.total = 10;
        bench.Push("10.1.0.4", 9);
        NS_TEST_EXPECT_MSG_EQ(bench.dropped, "8" + full + "@0; 9" + eidFull + "@0; ", "new bounds");
        NS_TEST_EXPECT_MSG_EQ(bench.queue.GetSize(), 5, "those that wait");
        NS_TEST_EXPECT_MSG_EQ(Bench::Tell(bench.queue.Take(EidPrefix::FromString("10.1.0.1/32"))),
                              "0:1 0:2 0:7 ",
                              "in order");
        Simulator::Destroy();
    }
};

/**
 * Method: packets for the first, an inner and the last address of 10.1.0.0/24, for the addresses
 * before and after it, for one of it in instance 7, and for an IPv6 address; the /24 is taken
 * without its inner address, then with it, then all IPv6, then all IPv4 of instance 0 is dropped,
 * then everything.
 * Expected: each time what is inside the prefix, in order of address, and nothing else.
 */
class PrefixTestCase : public TestCase
{
  public:
    PrefixTestCase()
        : TestCase("what a prefix covers")
    {
    }

  private:
    void DoRun() override
    {
        Bench bench;
        bench.total = 100;
        bench.Push("10.1.1.0", 6);
        bench.Push("10.1.0.255", 5);
        bench.Push("10.1.0.9", 3);
        bench.Push("10.1.0.0", 2);
        bench.Push("10.1.0.9", 4);
        bench.Push("10.0.255.255", 1);
        bench.Push("10.1.0.9", 7, 7);
        bench.Push("fd01::9", 8);
        const auto subnet = EidPrefix::FromString("10.1.0.0/24");
        const auto inner = NetworkAddress::FromString("10.1.0.9");
        NS_TEST_EXPECT_MSG_EQ(Bench::Tell(bench.queue.Take(subnet,
                                                           [&inner](const EidPrefix& eid) {
                                                               return eid.GetAddress() != inner;
                                                           })),
                              "0:2 0:5 ",
                              "but one");
        NS_TEST_EXPECT_MSG_EQ(Bench::Tell(bench.queue.Take(subnet)), "0:3 0:4 ", "the other one");
        NS_TEST_EXPECT_MSG_EQ(Bench::Tell(bench.queue.Take(EidPrefix::FromString("::/0"))),
                              "0:8 ",
                              "IPv6");
        bench.queue.Drop(EidPrefix::FromString("0.0.0.0/0"), LispDropReason::ITR_RESOLUTION_FAILED);
        const std::string failed =
            std::string(" ") + ToString(LispDropReason::ITR_RESOLUTION_FAILED) + "@0; ";
        NS_TEST_EXPECT_MSG_EQ(bench.dropped, "1" + failed + "6" + failed, "IPv4 of instance 0");
        bench.dropped.clear();
        bench.queue.DropAll(LispDropReason::ITR_PENDING_LOST);
        NS_TEST_EXPECT_MSG_EQ(bench.dropped,
                              std::string("7 ") + ToString(LispDropReason::ITR_PENDING_LOST) +
                                  "@0; ",
                              "the rest");
        NS_TEST_EXPECT_MSG_EQ(bench.queue.GetSize(), 0, "none waits");
        Simulator::Destroy();
    }
};

/**
 * Method: packets at 0, 4 and 5 s, of which that of 4 s is taken; one at 12 s; with a time-out of
 * 10 s. At 20 s the queue forgets all, when one has just come. Expected: drops at 10 and 15 s; that
 * of 12 s is forgotten, and none is dropped later.
 */
class TimeTestCase : public TestCase
{
  public:
    TimeTestCase()
        : TestCase("time, and its end")
    {
    }

  private:
    void DoRun() override
    {
        Bench bench;
        Simulator::Schedule(Seconds(0), [&bench] { bench.Push("10.1.0.1", 1); });
        Simulator::Schedule(Seconds(4), [&bench] { bench.Push("10.1.0.2", 2); });
        Simulator::Schedule(Seconds(5), [&bench] {
            bench.queue.Take(EidPrefix::FromString("10.1.0.2/32"));
            bench.Push("10.1.0.1", 3);
        });
        Simulator::Schedule(Seconds(12), [&bench] { bench.Push("10.1.0.2", 4); });
        Simulator::Schedule(Seconds(20), [&bench] {
            bench.Push("10.1.0.2", 5);
            bench.queue.Clear();
        });
        Simulator::Stop(Seconds(60));
        Simulator::Run();
        const std::string late =
            std::string(" ") + ToString(LispDropReason::ITR_PENDING_TIMEOUT) + "@";
        NS_TEST_EXPECT_MSG_EQ(bench.dropped, "1" + late + "10000; 3" + late + "15000; ", "in time");
        NS_TEST_EXPECT_MSG_EQ(bench.queue.GetSize(), 0, "none waits");
        Simulator::Destroy();
    }
};

/// The suite.
class PendingQueueTestSuite : public TestSuite
{
  public:
    PendingQueueTestSuite()
        : TestSuite("lisp-dataplane-pending-queue", TestSuite::Type::UNIT)
    {
        AddTestCase(new BoundsTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new PrefixTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new TimeTestCase, compat::TestDuration<>::QUICK);
    }
};

PendingQueueTestSuite g_suite; ///< registers itself

} // namespace
