/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * @brief The choice among routes that a BGP speaker makes.
 */

#include "ns3/bgp-rib.h"
#include "ns3/ns3-compat.h"
#include "ns3/test.h"

#include <memory>
#include <string>
#include <vector>

using namespace ns3;

namespace
{

constexpr uint32_t OWN_AS = 64512; //!< of the speaker

/// @param path an AS_SEQUENCE @param origin of the route @return its attributes
std::shared_ptr<const BgpAttributes>
Attributes(const std::vector<uint32_t>& path, BgpOrigin origin = BgpOrigin::IGP)
{
    BgpAttributes attributes;
    attributes.origin = origin;
    attributes.path = {{false, path}};
    return std::make_shared<const BgpAttributes>(attributes);
}

/// @param text an address @return it
NetworkAddress
At(const std::string& text)
{
    return NetworkAddress::FromString(text);
}

/**
 * Method: routes to one prefix from four neighbours; the best is asked for after each comes and
 * goes. The neighbours' addresses are 10.0.0.1 to .4; their identifiers are 9, 9, 5 and 7.
 * Expected, by RFC 4271 section 9.1.2.2: the shorter path first, then the lower origin, then the
 * lower identifier (5 before 7 before 9), then the lower address (of the two with 9: .1).
 */
class DecisionTestCase : public TestCase
{
  public:
    DecisionTestCase()
        : TestCase("the best route")
    {
    }

  private:
    void DoRun() override
    {
        BgpRib rib(OWN_AS);
        const uint32_t identifiers[] = {9, 9, 5, 7};
        for (int i = 0; i < 4; ++i)
        {
            const auto peer = rib.AddPeer(At("10.0.0." + std::to_string(i + 1)));
            rib.SetIdentifier(peer, identifiers[i]);
        }
        const EidPrefix prefix = EidPrefix::FromString("192.0.2.0/24");
        const NetworkAddress hop = At("10.0.0.9");
        const auto best = [&]() {
            const auto* route = rib.GetBest(prefix);
            return route ? static_cast<int>(route->peer) : -1;
        };
        NS_TEST_EXPECT_MSG_EQ(best(), -1, "none");
        NS_TEST_EXPECT_MSG_EQ(rib.Announce(prefix, {1, hop, Attributes({2, 7})}), true, "first");
        NS_TEST_EXPECT_MSG_EQ(best(), 1, "the only one");
        NS_TEST_EXPECT_MSG_EQ(rib.Announce(prefix, {2, hop, Attributes({3, 6, 7})}),
                              false,
                              "a longer path");
        NS_TEST_EXPECT_MSG_EQ(best(), 1, "shorter, though of a higher identifier");
        NS_TEST_EXPECT_MSG_EQ(rib.Announce(prefix, {0, hop, Attributes({1, 7}, BgpOrigin::EGP)}),
                              false,
                              "a higher origin");
        NS_TEST_EXPECT_MSG_EQ(rib.Announce(prefix, {0, hop, Attributes({1, 7})}),
                              true,
                              "a lower address");
        NS_TEST_EXPECT_MSG_EQ(best(), 0, "of the lower address");
        NS_TEST_EXPECT_MSG_EQ(rib.Announce(prefix, {3, hop, Attributes({4, 7})}),
                              true,
                              "a lower identifier");
        NS_TEST_EXPECT_MSG_EQ(best(), 3, "of the lower identifier");
        NS_TEST_EXPECT_MSG_EQ(rib.Announce(prefix, {3, hop, Attributes({4, 7})}),
                              false,
                              "the same again");
        NS_TEST_EXPECT_MSG_EQ(rib.Announce(prefix, {3, hop, Attributes({4, 6, 5, 7})}),
                              true,
                              "it gets longer: the best is another");
        NS_TEST_EXPECT_MSG_EQ(best(), 0, "the next");
        NS_TEST_EXPECT_MSG_EQ(rib.GetNRoutes(), 4, "one for each neighbour");
        NS_TEST_EXPECT_MSG_EQ(rib.Withdraw(prefix, 3), false, "not the best");
        NS_TEST_EXPECT_MSG_EQ(rib.Withdraw(prefix, 3), false, "gone already");
        NS_TEST_EXPECT_MSG_EQ(rib.WithdrawAll(0).size(), 1, "the best");
        NS_TEST_EXPECT_MSG_EQ(best(), 1, "the next");
        NS_TEST_EXPECT_MSG_EQ(rib.Withdraw(prefix, 1), true, "the best");
        NS_TEST_EXPECT_MSG_EQ(best(), 2, "the last");
        NS_TEST_EXPECT_MSG_EQ(rib.Announce(prefix, {BgpRib::LOCAL, {}, Attributes({})}),
                              true,
                              "the speaker's own");
        NS_TEST_EXPECT_MSG_EQ((rib.GetBest(prefix)->peer == BgpRib::LOCAL), true, "is the best");
        NS_TEST_EXPECT_MSG_EQ(rib.Withdraw(prefix, BgpRib::LOCAL), true, "the best");
        NS_TEST_EXPECT_MSG_EQ(rib.Withdraw(prefix, 2), true, "the best");
        NS_TEST_EXPECT_MSG_EQ(best(), -1, "none is left");
        NS_TEST_EXPECT_MSG_EQ(rib.GetTable().size(), 0, "no entry is left");
        NS_TEST_EXPECT_MSG_EQ(rib.GetNRoutes(2), 0, "none of this neighbour");
    }
};

/**
 * Method: a neighbour announces a route whose path has the speaker's AS: in a sequence, in a set,
 * in place of a good one. Expected: it is no route (RFC 4271 section 9.1.2), and the good one has
 * gone with it.
 */
class LoopTestCase : public TestCase
{
  public:
    LoopTestCase()
        : TestCase("a path that leads back")
    {
    }

  private:
    void DoRun() override
    {
        BgpRib rib(OWN_AS);
        rib.AddPeer(At("10.0.0.1"));
        const EidPrefix prefix = EidPrefix::FromString("2001:db8::/32");
        const NetworkAddress hop = At("fd00::1");
        NS_TEST_EXPECT_MSG_EQ(rib.Announce(prefix, {0, hop, Attributes({1, OWN_AS, 2})}),
                              false,
                              "a loop");
        NS_TEST_EXPECT_MSG_EQ(rib.GetNRoutes(), 0, "no route");
        NS_TEST_EXPECT_MSG_EQ(rib.Announce(prefix, {0, hop, Attributes({1, 2})}), true, "a route");
        BgpAttributes set;
        set.path = {{false, {1}}, {true, {3, OWN_AS}}};
        NS_TEST_EXPECT_MSG_EQ(
            rib.Announce(prefix, {0, hop, std::make_shared<const BgpAttributes>(set)}),
            true,
            "a loop in its place");
        NS_TEST_EXPECT_MSG_EQ((rib.GetBest(prefix) == nullptr), true, "no route");
        NS_TEST_EXPECT_MSG_EQ(rib.GetNRoutes(0), 0, "none is counted");
    }
};

/// The suite.
class BgpRibTestSuite : public TestSuite
{
  public:
    BgpRibTestSuite()
        : TestSuite("lisp-underlay-bgp-rib", TestSuite::Type::UNIT)
    {
        AddTestCase(new DecisionTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new LoopTestCase, compat::TestDuration<>::QUICK);
    }
};

BgpRibTestSuite g_bgpRibTestSuite; //!< registers the suite

} // namespace
