/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "packet-hex.h"

#include "ns3/lisp-codec.h"
#include "ns3/lisp-eid-packet.h"
#include "ns3/lisp-mapping.h"
#include "ns3/lisp-xtr.h"
#include "ns3/locator-set-pool.h"
#include "ns3/lowest-delay-policy.h"
#include "ns3/ns3-compat.h"
#include "ns3/pointer.h"
#include "ns3/rfc-locator-policy.h"
#include "ns3/single-locator-policy.h"
#include "ns3/string.h"
#include "ns3/test.h"

#include <array>
#include <cmath>
#include <map>
#include <numeric>
#include <string>
#include <vector>

using namespace ns3;

/**
 * @file
 * @brief LocatorPolicy: which share of the flows each locator of a mapping gets.
 */

namespace
{

using Locators = std::vector<LocatorSet::Locator>; ///< what sets are made of

/// @param text an address @param priority its priority @param weight its weight @return a locator
LocatorSet::Locator
Locator(const std::string& text, uint8_t priority, uint8_t weight)
{
    LocatorSet::Locator locator;
    locator.address = NetworkAddress::FromString(text);
    locator.priority = priority;
    locator.weight = weight;
    return locator;
}

/// @param set a set @param text an address of it @return its number
RlocTable::Id
IdOf(const Ptr<const LocatorSet>& set, const std::string& text)
{
    return set->Find(NetworkAddress::FromString(text))->id;
}

/// @param set a set @return the addresses that 4096 flows go to, each once
std::string
Used(const Ptr<const LocatorSet>& set)
{
    std::map<std::string, int> used;
    for (uint32_t flow = 0; flow < 4096; ++flow)
    {
        const auto* locator = set->Select(flow * 0x10001);
        ++used[locator ? locator->address.ToString() : "none"];
    }
    std::string text;
    for (const auto& [address, count] : used)
    {
        text += (text.empty() ? "" : " ") + address;
    }
    return text;
}

/**
 * @param flow a number
 * @param ipv6 whether it is a flow of IPv6
 * @return the hash of its packets: UDP or TCP between 50 hosts and 40 servers, by ports that go up
 * as those of hosts do
 */
uint32_t
HashOfFlow(uint32_t flow, bool ipv6)
{
    std::array<uint8_t, LispEidPacket::VIEW> octets{};
    const uint32_t host = flow % 50;
    const uint32_t server = flow / 50 % 40;
    const uint32_t turn = flow / 2000;
    std::size_t ports = 20;
    if (ipv6)
    {
        octets[0] = 0x60;
        octets[5] = 8; // payload
        octets[6] = turn % 2 == 0 ? 17 : 6;
        octets[7] = 64;
        octets[8] = octets[24] = 0x20;
        octets[9] = octets[25] = 0x01;
        octets[15] = 1;
        octets[23] = static_cast<uint8_t>(host);
        octets[31] = 2;
        octets[39] = static_cast<uint8_t>(server);
        ports = 40;
    }
    else
    {
        octets[0] = 0x45;
        octets[3] = 28; // total length
        octets[8] = 64;
        octets[9] = turn % 2 == 0 ? 17 : 6;
        octets[12] = octets[16] = 10;
        octets[13] = 1;
        octets[15] = static_cast<uint8_t>(host);
        octets[17] = 2;
        octets[19] = static_cast<uint8_t>(server);
    }
    const uint16_t from = static_cast<uint16_t>(49152 + turn / 2);
    octets[ports] = static_cast<uint8_t>(from >> 8);
    octets[ports + 1] = static_cast<uint8_t>(from);
    octets[ports + 3] = 80;
    LispEidPacket packet;
    const auto error = packet.Read(octets.data(), static_cast<uint32_t>(ports + 8), false);
    return error == LispEidPacket::Error::NONE ? packet.flowHash : 0;
}

/**
 * Method: 100,000 flows with different 5-tuples, whose hashes the data plane's own reader makes,
 * choose from locators of many weights, for IPv4 and IPv6.
 * Expected: each locator's share of the flows is its weight by the sum of the weights, to within
 * 1 % of all flows. Two things make it differ. (1) The table of 256 slots: it is exact if the sum
 * of the weights by their greatest common divisor is 256 or less; else each end of a locator on the
 * line is rounded to the nearest slot, by half a slot at most, so a locator is off by one slot at
 * most, 1/256 = 0.391 %; weight 1 beside three of 255 is less than half a slot but still gets one,
 * 256 - 3 * 85 = 1, which is 0.391 % instead of 1/766 = 0.131 %. None with a weight gets nothing.
 * (2) Flows fall on locators as if drawn: a share p has the standard deviation sqrt(p (1 - p) /
 * 100,000), 0.158 % at most. With 3.5 of these, which one of 2,000 shares exceeds, the bound is
 * 0.391 % + 0.553 % = 0.944 %, and 0.553 % where the table is exact.
 */
class ExactnessTestCase : public TestCase
{
  public:
    ExactnessTestCase()
        : TestCase("shares of 100,000 flows are those of the weights")
    {
    }

  private:
    static constexpr uint32_t FLOWS = 100000; ///< different 5-tuples

    /// @param weights of the locators @param hashes of the flows
    void Check(const std::vector<unsigned>& weights, const std::vector<uint32_t>& hashes)
    {
        auto pool = Create<LocatorSetPool>();
        Locators locators;
        unsigned divisor = 0;
        for (std::size_t i = 0; i < weights.size(); ++i)
        {
            locators.push_back(
                Locator("192.0.2." + std::to_string(i), 1, static_cast<uint8_t>(weights[i])));
            divisor = std::gcd(divisor, weights[i]);
        }
        const unsigned sum = std::accumulate(weights.begin(), weights.end(), 0U);
        const double slots = sum / divisor <= LocatorSet::MAX_SLOTS ? 0 : 1.0 / 256;
        const auto set = pool->Intern(locators);
        std::map<const LocatorSet::Locator*, uint32_t> counts;
        for (const auto hash : hashes)
        {
            ++counts[set->Select(hash)];
        }
        for (std::size_t i = 0; i < weights.size(); ++i)
        {
            const double expected = static_cast<double>(weights[i]) / sum;
            const double share = static_cast<double>(counts[&set->GetLocators()[i]]) / FLOWS;
            const double bound = slots + 3.5 * std::sqrt(expected * (1 - expected) / FLOWS);
            NS_TEST_EXPECT_MSG_LT(bound, 0.01, "within 1 %");
            NS_TEST_EXPECT_MSG_GT(share, 0, "flows of weight " << weights[i]);
            NS_TEST_EXPECT_MSG_EQ_TOL(share,
                                      expected,
                                      bound,
                                      "share of weight " << weights[i] << " in "
                                                         << set->ToString());
        }
    }

    void DoRun() override
    {
        for (const bool ipv6 : {false, true})
        {
            std::vector<uint32_t> hashes;
            for (uint32_t flow = 0; flow < FLOWS; ++flow)
            {
                hashes.push_back(HashOfFlow(flow, ipv6));
            }
            Check({50, 50}, hashes);
            Check({90, 10}, hashes);
            Check({1, 255}, hashes);
            Check({33, 33, 34}, hashes);
            Check({7, 11, 13}, hashes);
            Check({30, 20, 20, 10}, hashes);
            // More than 256 in lowest terms: the table is only near.
            Check({255, 254}, hashes);
            Check({255, 255, 255, 1}, hashes);
            Check({101, 103, 107, 109, 113}, hashes);
            Check({1, 2, 250, 251}, hashes);
        }
    }
};

/**
 * Method: sets whose locators have all weight 0, all priority 255, or a family that the node does
 * not send.
 * Expected: weight 0 everywhere is the same share for each (RFC 9300 section 9), with three
 * locators a third, to within 3.5 standard deviations of 0.149 % = 0.522 % (the table is exact);
 * among others, nothing. Priority 255 everywhere: none. An IPv6 locator of a better priority is
 * never chosen by a node without IPv6, and one alone gives none.
 */
class EdgeTestCase : public TestCase
{
  public:
    EdgeTestCase()
        : TestCase("weights of zero, priority 255, another family")
    {
    }

  private:
    void DoRun() override
    {
        auto pool = Create<LocatorSetPool>();
        const auto zero = pool->Intern(Locators{Locator("192.0.2.1", 3, 0),
                                                Locator("192.0.2.2", 3, 0),
                                                Locator("192.0.2.3", 3, 0),
                                                Locator("192.0.2.4", 4, 100)});
        std::map<std::string, int> counts;
        for (uint32_t flow = 0; flow < 100000; ++flow)
        {
            ++counts[zero->Select(HashOfFlow(flow, false))->address.ToString()];
        }
        NS_TEST_EXPECT_MSG_EQ(counts.size(), 3, "those of the best priority");
        for (const auto& [address, count] : counts)
        {
            NS_TEST_EXPECT_MSG_EQ_TOL(count / 100000.0, 1.0 / 3, 0.00522, address);
        }
        const auto some =
            pool->Intern(Locators{Locator("192.0.2.1", 3, 0), Locator("192.0.2.2", 3, 1)});
        NS_TEST_EXPECT_MSG_EQ(Used(some), "192.0.2.2", "weight 0 gets nothing beside others");
        const auto never =
            pool->Intern(Locators{Locator("192.0.2.1", 255, 50), Locator("192.0.2.2", 255, 50)});
        NS_TEST_EXPECT_MSG_EQ(Used(never), "none", "priority 255");
        const auto mixed =
            pool->Intern(Locators{Locator("2001:db8::1", 1, 100), Locator("192.0.2.1", 2, 100)});
        const auto alone = pool->Intern(Locators{Locator("2001:db8::1", 1, 100)});
        NS_TEST_EXPECT_MSG_EQ(Used(mixed), "2001:db8::1", "both families");
        pool->GetRlocs().SetUsableFamilies(true, false);
        NS_TEST_EXPECT_MSG_EQ(Used(mixed), "192.0.2.1", "IPv4 only");
        NS_TEST_EXPECT_MSG_EQ(Used(alone), "none", "no IPv6 to send");
    }
};

/// A script's own rule: the locators with an odd last octet, evenly.
class OddPolicy : public LocatorPolicy
{
  public:
    void Share(std::vector<Candidate>& candidates) const override
    {
        for (auto& candidate : candidates)
        {
            candidate.share = candidate.locator->address.GetOctets()[3] % 2;
        }
    }
};

/**
 * Method: a set of four locators, priorities 1, 1, 1 and 2, under each policy; delays are measured
 * and change; locators go down.
 * Expected: "single" takes the lowest address that is up and has a weight. "Lowest delay" shares by
 * weight while nothing is measured; then all go to the fastest of the best priority. With a
 * hysteresis of 5 ms, from 20 ms another one takes over at 15 ms and not at 15.1 ms; the current
 * one is left when it is down, and not gone back to when it is up with the same delay. A script's
 * own policy is asked; without shares nothing is chosen. Without a policy, the standard's rule.
 */
class PoliciesTestCase : public TestCase
{
  public:
    PoliciesTestCase()
        : TestCase("each policy's choice")
    {
    }

  private:
    void DoRun() override
    {
        auto pool = Create<LocatorSetPool>();
        auto& rlocs = pool->GetRlocs();
        const auto set = pool->Intern(Locators{Locator("192.0.2.1", 1, 0),
                                               Locator("192.0.2.2", 1, 50),
                                               Locator("192.0.2.3", 1, 50),
                                               Locator("192.0.2.4", 2, 100)});
        NS_TEST_EXPECT_MSG_EQ(Used(set), "192.0.2.2 192.0.2.3", "the standard's rule");
        pool->SetPolicy(CreateObject<SingleLocatorPolicy>());
        NS_TEST_EXPECT_MSG_EQ(Used(set), "192.0.2.2", "the lowest with a weight");
        rlocs.SetUp(IdOf(set, "192.0.2.2"), RlocDownCause::SCRIPT, false);
        NS_TEST_EXPECT_MSG_EQ(Used(set), "192.0.2.3", "the next");
        rlocs.SetUp(IdOf(set, "192.0.2.2"), RlocDownCause::SCRIPT, true);

        pool->SetPolicy(CreateObject<RfcLocatorPolicy>());
        NS_TEST_EXPECT_MSG_EQ(Used(set), "192.0.2.2 192.0.2.3", "the rule by name");
        pool->SetPolicy(CreateObject<LowestDelayPolicy>());
        NS_TEST_EXPECT_MSG_EQ(Used(set), "192.0.2.2 192.0.2.3", "nothing is measured");
        rlocs.SetDelay(IdOf(set, "192.0.2.4"), MilliSeconds(1));
        NS_TEST_EXPECT_MSG_EQ(Used(set), "192.0.2.2 192.0.2.3", "a worse priority");
        rlocs.SetDelay(IdOf(set, "192.0.2.1"), MilliSeconds(1));
        NS_TEST_EXPECT_MSG_EQ(Used(set), "192.0.2.2 192.0.2.3", "no weight");
        rlocs.SetDelay(IdOf(set, "192.0.2.3"), MilliSeconds(20));
        NS_TEST_EXPECT_MSG_EQ(Used(set), "192.0.2.3", "the only one measured");
        rlocs.SetDelay(IdOf(set, "192.0.2.2"), MicroSeconds(15100));
        NS_TEST_EXPECT_MSG_EQ(Used(set), "192.0.2.3", "4.9 ms better is not enough");
        rlocs.SetDelay(IdOf(set, "192.0.2.2"), MilliSeconds(15));
        NS_TEST_EXPECT_MSG_EQ(Used(set), "192.0.2.2", "5 ms are");
        rlocs.SetDelay(IdOf(set, "192.0.2.2"), MicroSeconds(24900));
        NS_TEST_EXPECT_MSG_EQ(Used(set), "192.0.2.2", "nor back for 4.9 ms");
        rlocs.SetUp(IdOf(set, "192.0.2.2"), RlocDownCause::PROBE, false);
        NS_TEST_EXPECT_MSG_EQ(Used(set), "192.0.2.3", "the other");
        rlocs.SetUp(IdOf(set, "192.0.2.2"), RlocDownCause::PROBE, true);
        NS_TEST_EXPECT_MSG_EQ(Used(set), "192.0.2.3", "which stays");

        pool->SetPolicy(Ptr<LocatorPolicy>(new OddPolicy, false));
        NS_TEST_EXPECT_MSG_EQ(Used(set), "192.0.2.1 192.0.2.3", "a script's own");
        const auto even = pool->Intern(Locators{Locator("192.0.2.2", 1, 1)});
        NS_TEST_EXPECT_MSG_EQ(Used(even), "none", "no share");
        pool->SetPolicy(nullptr);
        NS_TEST_EXPECT_MSG_EQ(Used(even), "192.0.2.2", "the standard's rule again");

        auto xtr = CreateObject<LispXtr>();
        xtr->SetAttribute("LocatorPolicy", StringValue("ns3::LowestDelayPolicy[Hysteresis=+7ms]"));
        PointerValue value;
        xtr->GetAttribute("LocatorPolicy", value);
        TimeValue hysteresis;
        value.GetObject()->GetAttribute("Hysteresis", hysteresis);
        NS_TEST_EXPECT_MSG_EQ(hysteresis.Get(), MilliSeconds(7), "set by a text");
        NS_TEST_EXPECT_MSG_EQ((xtr->GetLocatorSets().GetPolicy() == value.GetObject()),
                              true,
                              "of its sets");
        xtr->Dispose();
    }
};

/**
 * Method: a Map-Reply whose locator has multicast priority 2 and weight 50 becomes a mapping with
 * its locator set, and is made into a message again.
 * Expected: the octets of RFC 9301 section 5.4, there and back: TTL 1440 (0x5a0), one locator, /16,
 * A (0x1000), 10.1.0.0; priority 1, weight 100 (0x64), M priority 2, M weight 50 (0x32), L and R
 * (0x0005), AFI 1, 192.0.2.1. A set whose multicast priority differs is another one.
 */
class MulticastTestCase : public TestCase
{
  public:
    MulticastTestCase()
        : TestCase("multicast priorities are carried through")
    {
    }

  private:
    void DoRun() override
    {
        const std::string golden = "20000001000000000000000d"
                                   "000005a0011010000000" // TTL, count, length, A, version
                                   "00010a010000"
                                   "01640232"
                                   "00050001c0000201";
        const auto packet = FromHex(golden);
        std::vector<uint8_t> octets(packet->GetSize());
        packet->CopyData(octets.data(), packet->GetSize());
        const auto decoded = DecodeLispMessage(octets.data(), octets.size());
        NS_TEST_ASSERT_MSG_EQ(decoded.message.has_value() &&
                                  std::holds_alternative<LispMapReply>(*decoded.message),
                              true,
                              "a Map-Reply");
        auto reply = std::get<LispMapReply>(*decoded.message);
        auto pool = Create<LocatorSetPool>();
        const auto mapping = LispMapping::FromRecord(reply.records.front(), *pool);
        NS_TEST_ASSERT_MSG_EQ(mapping.has_value(), true, "a mapping");
        const auto& locator = mapping->locators->GetLocators().front();
        NS_TEST_EXPECT_MSG_EQ(+locator.multicastPriority, 2, "M priority");
        NS_TEST_EXPECT_MSG_EQ(+locator.multicastWeight, 50, "M weight");
        reply.records = {mapping->ToRecord()};
        NS_TEST_EXPECT_MSG_EQ((EncodeLispMessage(reply) == octets), true, "the same octets");
        auto other = locator;
        other.multicastPriority = 3;
        NS_TEST_EXPECT_MSG_NE(pool->Intern(Locators{other}), mapping->locators, "another set");
    }
};

/// The suite.
class LocatorPolicyTestSuite : public TestSuite
{
  public:
    LocatorPolicyTestSuite()
        : TestSuite("lisp-mapping-locator-policy", TestSuite::Type::UNIT)
    {
        AddTestCase(new ExactnessTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new EdgeTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new PoliciesTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new MulticastTestCase, compat::TestDuration<>::QUICK);
    }
};

LocatorPolicyTestSuite g_suite; ///< registers itself

} // namespace
