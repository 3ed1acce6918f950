/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * @brief HostBindings: which MAC address a host has.
 */

#include "ns3/host-bindings.h"
#include "ns3/ns3-compat.h"
#include "ns3/test.h"

#include <string>

using namespace ns3;

namespace
{

/**
 * Method: two hosts with one MAC address (10.1.0.1 and fd01::1), of which one gets another; window
 * 10 s. Then room for two.
 * Expected: a change is a contradiction only if both were heard at a port of ours within the
 * window: not 10 s later, and not if one was heard elsewhere. A MAC address finds its hosts in the
 * order of their addresses. A third host takes the place of the one heard the longest ago.
 */
class BindingsTestCase : public TestCase
{
  public:
    BindingsTestCase()
        : TestCase("MAC addresses of hosts")
    {
    }

  private:
    void DoRun() override
    {
        const Mac48Address first("02:00:00:00:00:01");
        const Mac48Address second("02:00:00:00:00:02");
        const auto a = EidPrefix::FromString("10.1.0.1/32");
        const auto b = EidPrefix::FromString("fd01::1/128");
        const auto c = EidPrefix::FromString("10.1.0.3/32");
        HostBindings bindings;
        const auto learn = [&bindings](const EidPrefix& host,
                                       const Mac48Address& mac,
                                       bool isAtPort,
                                       double seconds) {
            const auto other = bindings.Learn(host, mac, isAtPort, Seconds(seconds), Seconds(10));
            return std::string(other ? "other" : "");
        };
        const auto find = [&bindings](const Mac48Address& mac) {
            std::string text;
            for (const auto& host : bindings.Find(mac))
            {
                text += host.ToString() + " ";
            }
            return text;
        };
        NS_TEST_EXPECT_MSG_EQ(learn(b, first, true, 1), "", "new");
        NS_TEST_EXPECT_MSG_EQ(learn(a, first, true, 1), "", "new");
        NS_TEST_EXPECT_MSG_EQ(find(first), "10.1.0.1/32 fd01::1/128 ", "both");
        NS_TEST_EXPECT_MSG_EQ(find(second), "", "nobody");
        NS_TEST_EXPECT_MSG_EQ(learn(a, second, true, 2), "other", "a contradiction");
        NS_TEST_EXPECT_MSG_EQ(find(first), "fd01::1/128 ", "the other one");
        NS_TEST_EXPECT_MSG_EQ(find(second), "10.1.0.1/32 ", "now this one's");
        NS_TEST_EXPECT_MSG_EQ(learn(a, first, true, 12), "", "10 s later: a new card");
        NS_TEST_EXPECT_MSG_EQ(learn(a, second, false, 13), "", "heard elsewhere");
        NS_TEST_EXPECT_MSG_EQ(learn(a, first, true, 14), "", "heard elsewhere before");
        bindings.SetMaxSize(2);
        NS_TEST_EXPECT_MSG_EQ(learn(c, second, true, 15), "", "a third");
        NS_TEST_EXPECT_MSG_EQ(bindings.GetSize(), 2, "room for two");
        NS_TEST_EXPECT_MSG_EQ(find(first) + find(second), "10.1.0.1/32 10.1.0.3/32 ", "the newest");
    }
};

/// The suite.
class HostBindingsTestSuite : public TestSuite
{
  public:
    HostBindingsTestSuite()
        : TestSuite("lisp-mobility-host-bindings", TestSuite::Type::UNIT)
    {
        AddTestCase(new BindingsTestCase, compat::TestDuration<>::QUICK);
    }
};

HostBindingsTestSuite g_hostBindingsTestSuite; //!< registers the suite

} // namespace
