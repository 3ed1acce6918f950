/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/eid-tree.h"
#include "ns3/ns3-compat.h"
#include "ns3/test.h"

#include <algorithm>
#include <map>
#include <random>
#include <string>
#include <vector>

using namespace ns3;

/**
 * @file
 * @brief EidTree: longest-prefix match, visits and holes.
 */

namespace
{

/// A value that says which one it is.
struct Numbered : EidTreeLeaf
{
    /// @param prefix the prefix @param n the number
    Numbered(const EidPrefix& prefix, int n)
        : EidTreeLeaf(prefix),
          number(n)
    {
        ++alive;
    }

    ~Numbered()
    {
        --alive;
    }

    int number;       ///< which one
    static int alive; ///< how many there are
};

int Numbered::alive = 0;

using Tree = EidTree<Numbered>; ///< what is tested

/// @param text an address @return it
NetworkAddress
Address(const std::string& text)
{
    return NetworkAddress::FromString(text);
}

/// @param text a prefix @param instance its instance ID @return it
EidPrefix
Prefix(const std::string& text, uint32_t instance = 0)
{
    return EidPrefix::FromString(text, instance);
}

/// @param tree a tree @param prefixes put into it, numbered from 1
void
Fill(Tree& tree, const std::vector<std::string>& prefixes)
{
    int number = 0;
    for (const auto& prefix : prefixes)
    {
        tree.Emplace(Prefix(prefix), ++number);
    }
}

/// @param tree a tree @param address an address @return the longest match as text, or "none"
std::string
Match(const Tree& tree, const std::string& address, uint32_t instance = 0)
{
    const Numbered* found = tree.Lookup(instance, Address(address));
    return found ? found->prefix.ToString() : "none";
}

/**
 * Method: a site's /16, a subnet's /24 and a moved host's /32 are put in, then taken out in another
 * order; the default route of a family and prefixes on both sides of an octet are tried.
 * Expected: at each moment the longest prefix there is that covers the address, as worked out by
 * hand beside each line; a value keeps its address until it is erased.
 */
class NestedTestCase : public TestCase
{
  public:
    NestedTestCase()
        : TestCase("longest match on nested prefixes")
    {
    }

  private:
    void DoRun() override
    {
        Tree tree;
        NS_TEST_EXPECT_MSG_EQ(Match(tree, "10.1.2.3"), "none", "an empty tree");
        Fill(tree, {"10.1.0.0/16", "10.1.2.0/24", "10.1.2.3/32", "0.0.0.0/0", "10.1.2.0/23"});
        const Numbered* subnet = tree.Find(Prefix("10.1.2.0/24"));
        NS_TEST_EXPECT_MSG_EQ(Match(tree, "10.1.2.3"), "10.1.2.3/32", "the host");
        NS_TEST_EXPECT_MSG_EQ(Match(tree, "10.1.2.4"), "10.1.2.0/24", "its neighbour");
        NS_TEST_EXPECT_MSG_EQ(Match(tree, "10.1.3.3"), "10.1.2.0/23", "the subnet beside");
        NS_TEST_EXPECT_MSG_EQ(Match(tree, "10.1.4.3"), "10.1.0.0/16", "the site");
        NS_TEST_EXPECT_MSG_EQ(Match(tree, "10.2.0.0"), "0.0.0.0/0", "elsewhere");
        NS_TEST_EXPECT_MSG_EQ(Match(tree, "2001:db8::1"), "none", "another family");
        NS_TEST_EXPECT_MSG_EQ(Match(tree, "10.1.2.3", 7), "none", "another instance");
        NS_TEST_EXPECT_MSG_EQ(tree.Erase(Prefix("10.1.2.0/23")), true, "there");
        NS_TEST_EXPECT_MSG_EQ(tree.Erase(Prefix("10.1.2.0/23")), false, "there no more");
        NS_TEST_EXPECT_MSG_EQ(tree.Erase(Prefix("10.1.2.0/25")), false, "never there");
        NS_TEST_EXPECT_MSG_EQ(Match(tree, "10.1.3.3"), "10.1.0.0/16", "without the /23");
        NS_TEST_EXPECT_MSG_EQ(Match(tree, "10.1.2.3"), "10.1.2.3/32", "the host as before");
        tree.Erase(Prefix("10.1.2.3"));
        NS_TEST_EXPECT_MSG_EQ(Match(tree, "10.1.2.3"), "10.1.2.0/24", "the host gone home");
        NS_TEST_EXPECT_MSG_EQ(tree.Lookup(0, Address("10.1.2.9")), subnet, "stays where it is");
        NS_TEST_EXPECT_MSG_EQ(tree.GetSize(), 3, "the /0, the /16 and the /24");
        const auto [present, made] = tree.Emplace(Prefix("10.1.2.0/24"), 99);
        NS_TEST_EXPECT_MSG_EQ(made, false, "there already");
        NS_TEST_EXPECT_MSG_EQ(present->number, 2, "and unchanged");
        NS_TEST_EXPECT_MSG_EQ(tree.Emplace(EidPrefix(), 1).first, nullptr, "no family");
    }
};

/**
 * Method: the same addresses are put into several instances; IPv6 and MAC prefixes are added, with
 * lengths on both sides of the 64-bit words that keys are made of.
 * Expected: each instance and family answers for itself; every length from 0 to 128 is found.
 */
class FamiliesTestCase : public TestCase
{
  public:
    FamiliesTestCase()
        : TestCase("instances and families")
    {
    }

  private:
    void DoRun() override
    {
        Tree tree;
        tree.Emplace(Prefix("10.0.0.0/8"), 0);
        tree.Emplace(Prefix("10.0.0.0/8", 7), 7);
        tree.Emplace(Prefix("10.0.0.0/16", 0xffffff), 9);
        NS_TEST_EXPECT_MSG_EQ(Match(tree, "10.0.0.1"), "10.0.0.0/8", "the default instance");
        NS_TEST_EXPECT_MSG_EQ(Match(tree, "10.0.0.1", 7), "[7]10.0.0.0/8", "instance 7");
        NS_TEST_EXPECT_MSG_EQ(Match(tree, "10.0.0.1", 0xffffff), "[16777215]10.0.0.0/16", "last");
        NS_TEST_EXPECT_MSG_EQ(Match(tree, "10.0.0.1", 8), "none", "an unknown instance");
        tree.Emplace(Prefix("02:00:00:00:00:01"), 1);
        NS_TEST_EXPECT_MSG_EQ(Match(tree, "02:00:00:00:00:01"), "02:00:00:00:00:01/48", "a MAC");
        NS_TEST_EXPECT_MSG_EQ(Match(tree, "02:00:00:00:00:02"), "none", "another MAC");

        const NetworkAddress address = Address("2001:db8:1234:5678:9abc:def0:1234:5678");
        for (int length = 0; length <= 128; ++length)
        {
            const EidPrefix prefix(address, length);
            NS_TEST_EXPECT_MSG_EQ(tree.Emplace(prefix, length).second, true, "new " << prefix);
            NS_TEST_EXPECT_MSG_EQ(tree.Lookup(0, address)->number, length, "longest so far");
        }
        int expected = 0;
        tree.ForEachCovering(EidPrefix::Host(address), [&](const Numbered& value) {
            NS_TEST_EXPECT_MSG_EQ(value.number, expected++, "by length");
        });
        NS_TEST_EXPECT_MSG_EQ(expected, 129, "all of them");
        for (int length = 0; length < 128; ++length)
        {
            NS_TEST_EXPECT_MSG_EQ(tree.Erase(EidPrefix(address, length)), true, "erased");
            NS_TEST_EXPECT_MSG_EQ(tree.Lookup(0, address)->number, 128, "the longest stays");
        }
        NS_TEST_EXPECT_MSG_EQ(Match(tree, "2001:db8:1234:5678:9abc:def0:1234:5679"), "none", "odd");
        tree.Erase(Prefix("10.0.0.0/8", 7));
        NS_TEST_EXPECT_MSG_EQ(Match(tree, "10.0.0.1", 7),
                              "none",
                              "an instance that is empty again");
        NS_TEST_EXPECT_MSG_EQ(Numbered::alive, 4, "values of what is left: 2 IPv4, MAC, IPv6");
        tree.Clear();
        NS_TEST_EXPECT_MSG_EQ(Numbered::alive, 0, "every value is deleted");
        NS_TEST_EXPECT_MSG_EQ(tree.GetSize(), 0, "and counted");
    }
};

/**
 * Method: the entries of RFC 9301 section 5.5's example are put in, and some more; visits are made
 * of everything, of what covers a prefix, of what a prefix covers, one of them ended early.
 * Expected: instance by instance, IPv4 before IPv6, by address, the shorter first; exactly what
 * covers, or is covered, the prefix itself included.
 */
class VisitTestCase : public TestCase
{
  public:
    VisitTestCase()
        : TestCase("visits and their order")
    {
    }

  private:
    void DoRun() override
    {
        Tree tree;
        Fill(tree,
             {"2001:db8:1:2::/64",
              "2001:db8:1::/48",
              "2001:db8::/32",
              "2001:db8:1:1::/64",
              "10.2.0.0/16",
              "10.0.0.0/8",
              "10.1.0.0/16",
              "10.0.0.0/16"});
        tree.Emplace(Prefix("1.0.0.0/8", 9), 0);
        tree.Emplace(Prefix("1.0.0.0/8", 3), 0);
        std::string all;
        tree.ForEach([&](const Numbered& value) { all += value.prefix.ToString() + " "; });
        NS_TEST_EXPECT_MSG_EQ(all,
                              "10.0.0.0/8 10.0.0.0/16 10.1.0.0/16 10.2.0.0/16 2001:db8::/32 "
                              "2001:db8:1::/48 2001:db8:1:1::/64 2001:db8:1:2::/64 "
                              "[3]1.0.0.0/8 [9]1.0.0.0/8 ",
                              "everything");
        std::string covered;
        tree.ForEachCovered(Prefix("2001:db8:1::/48"), [&](const Numbered& value) {
            covered += value.prefix.ToString() + " ";
        });
        NS_TEST_EXPECT_MSG_EQ(covered,
                              "2001:db8:1::/48 2001:db8:1:1::/64 2001:db8:1:2::/64 ",
                              "the three records of the standard's example");
        std::string covering;
        tree.ForEachCovering(Prefix("2001:db8:1:1::/64"), [&](const Numbered& value) {
            covering += value.prefix.ToString() + " ";
        });
        NS_TEST_EXPECT_MSG_EQ(covering,
                              "2001:db8::/32 2001:db8:1::/48 2001:db8:1:1::/64 ",
                              "from the shortest on");
        int seen = 0;
        tree.ForEach([&](const Numbered&) { return ++seen < 3; });
        NS_TEST_EXPECT_MSG_EQ(seen, 3, "ended by the visitor");
        tree.ForEachCovered(Prefix("10.1.2.0/24"), [&](const Numbered&) { ++seen; });
        NS_TEST_EXPECT_MSG_EQ(seen, 3, "nothing inside");
    }
};

/// A case of the widest hole.
struct HoleCase
{
    std::vector<std::string> registered; ///< prefixes in the tree
    std::string request;                 ///< the address asked for
    std::string expected;                ///< the hole
};

/**
 * Method: the published cases of other implementations (OpenDaylight's
 * MappingServiceIntegrationTest and RadixTrieTest): registered prefixes, an address, and the hole
 * their tests expect. Then an empty tree, a registered host, and a hole kept inside a given prefix.
 * Expected: those holes; everything; none; the hole or the given prefix, whichever is narrower.
 */
class HoleTestCase : public TestCase
{
  public:
    HoleTestCase()
        : TestCase("widest prefix without a registration")
    {
    }

  private:
    void DoRun() override
    {
        const std::vector<std::string> three{"192.167.0.0/16", "192.169.0.0/16", "192.168.32.0/19"};
        const std::vector<std::string> nested{"192.168.1.1/32",
                                              "192.168.1.0/25",
                                              "192.169.0.0/16",
                                              "192.167.0.0/16",
                                              "192.168.0.0/16"};
        const std::vector<HoleCase> cases{
            {{"192.0.2.0/24", "10.0.0.0/32"}, "11.1.1.1", "11.0.0.0/8"},
            {{"192.167.0.0/16", "192.169.0.0/16"}, "192.168.0.1", "192.168.0.0/16"},
            {three, "192.168.0.1", "192.168.0.0/19"},
            {three, "192.168.64.1", "192.168.64.0/18"},
            {three, "192.168.128.1", "192.168.128.0/17"},
            {{"192.167.0.0/16", "192.169.0.0/16", "192.168.1.0/24"},
             "192.168.0.1",
             "192.168.0.0/24"},
            {{"1.1.128.0/17", "1.1.32.0/19"}, "1.1.127.10", "1.1.64.0/18"},
            {nested, "192.168.3.0", "192.168.2.0/23"},
            {nested, "129.214.0.0", "128.0.0.0/2"},
        };
        for (const auto& hole : cases)
        {
            Tree tree;
            Fill(tree, hole.registered);
            NS_TEST_EXPECT_MSG_EQ(tree.GetWidestHole(0, Address(hole.request))->ToString(),
                                  hole.expected,
                                  "the hole around " << hole.request);
        }
        Tree tree;
        NS_TEST_EXPECT_MSG_EQ(*tree.GetWidestHole(5, Address("10.1.1.1")),
                              Prefix("0.0.0.0/0", 5),
                              "an empty tree");
        Fill(tree, {"10.1.1.1/32", "10.1.1.4/30"});
        NS_TEST_EXPECT_MSG_EQ(tree.GetWidestHole(0, Address("10.1.1.1")).has_value(),
                              false,
                              "a registered host");
        NS_TEST_EXPECT_MSG_EQ(*tree.GetWidestHole(0, Address("10.1.1.5")),
                              Prefix("10.1.1.4/31"),
                              "below the registration that covers it");
        NS_TEST_EXPECT_MSG_EQ(*tree.GetWidestHole(0, Address("10.2.0.1"), Prefix("10.2.0.0/24")),
                              Prefix("10.2.0.0/24"),
                              "inside the given prefix");
        NS_TEST_EXPECT_MSG_EQ(*tree.GetWidestHole(0, Address("10.2.0.1"), Prefix("10.0.0.0/8")),
                              Prefix("10.2.0.0/15"),
                              "narrower than the given prefix");
    }
};

/// What the tree does, in the plainest way: a list that is walked.
class Oracle
{
  public:
    std::vector<std::pair<EidPrefix, int>> entries; ///< prefixes and numbers

    /// @param prefix a prefix @return where it is
    std::vector<std::pair<EidPrefix, int>>::iterator Find(const EidPrefix& prefix)
    {
        return std::find_if(entries.begin(), entries.end(), [&](const auto& entry) {
            return entry.first == prefix;
        });
    }

    /// @param host an address's prefix @return the number of the longest match; 0 if none
    int Match(const EidPrefix& host) const
    {
        int number = 0;
        int best = -1;
        for (const auto& entry : entries)
        {
            if (entry.first.GetLength() > best && entry.first.Covers(host))
            {
                best = entry.first.GetLength();
                number = entry.second;
            }
        }
        return number;
    }

    /// @param host an address's prefix @return the widest hole's length; 1 more than the host's if
    /// there is none
    int HoleLength(const EidPrefix& host) const
    {
        int length = 0;
        for (const auto& entry : entries)
        {
            while (length <= host.GetLength() &&
                   EidPrefix(host.GetAddress(), length, host.GetInstanceId()).Covers(entry.first))
            {
                ++length;
            }
        }
        return length;
    }
};

/**
 * Method: a million random steps on trees of up to a hundred prefixes in three instances and two
 * families. Addresses come from few values of each octet, so that prefixes nest and share paths;
 * half the lengths are a subnet's or a host's, the others any. A step in four inserts or erases,
 * the others look an address up; every hundredth compares hole, visits and size.
 * Expected: at each step what a walk over a plain list gives.
 */
class OracleTestCase : public TestCase
{
  public:
    OracleTestCase()
        : TestCase("a million random cases against a plain list")
    {
    }

  private:
    void DoRun() override
    {
        constexpr int STEPS = 1000000;
        constexpr int STEPS_PER_TREE = 2500;
        int wrong = 0;
        for (int round = 0; round < STEPS / STEPS_PER_TREE; ++round)
        {
            Tree tree;
            Oracle oracle;
            const std::size_t wanted = 1 + m_random() % 100;
            for (int step = 0; step < STEPS_PER_TREE; ++step)
            {
                const EidPrefix prefix = MakePrefix();
                if (step % 4 == 0)
                {
                    wrong += Change(tree, oracle, prefix, step + 1, wanted);
                    continue;
                }
                const EidPrefix host = EidPrefix::Host(MakeAddress(), prefix.GetInstanceId());
                const Numbered* found = tree.Lookup(host.GetInstanceId(), host.GetAddress());
                wrong += (found ? found->number : 0) != oracle.Match(host);
                if (step % 100 == 1)
                {
                    wrong += Compare(tree, oracle, prefix, host);
                }
            }
        }
        NS_TEST_EXPECT_MSG_EQ(wrong, 0, "steps that differ from the plain list");
    }

    /// @return one of few IPv4 or IPv6 addresses
    NetworkAddress MakeAddress()
    {
        static const uint8_t octets[] = {0, 1, 2, 10, 128, 255};
        uint8_t address[16]{};
        const bool v6 = m_random() % 2;
        for (int i = 0; i < (v6 ? 16 : 4); ++i)
        {
            // Octets with hardly any choice give paths to leave out.
            const bool fixed = v6 ? i % 5 != 4 : i == 1;
            address[i] = fixed && m_random() % 16 ? 10 : octets[m_random() % std::size(octets)];
        }
        return NetworkAddress::FromOctets(v6 ? AddressFamily::IPV6 : AddressFamily::IPV4, address);
    }

    /// @return a prefix of one of those addresses
    EidPrefix MakePrefix()
    {
        static const uint32_t instances[] = {0, 0, 7, 0xffffff};
        const NetworkAddress address = MakeAddress();
        const unsigned bits = address.GetSize() * 8;
        const unsigned kind = m_random() % 4;
        const unsigned length = kind == 0   ? bits
                                : kind == 1 ? bits * 3 / 4
                                            : m_random() % (bits + 1);
        return {address, static_cast<uint8_t>(length), instances[m_random() % 4]};
    }

    /// Insert the prefix, or erase it or another. @return 1 if the tree says otherwise
    int Change(Tree& tree, Oracle& oracle, const EidPrefix& prefix, int number, std::size_t wanted)
    {
        const auto at = oracle.Find(prefix);
        const bool present = at != oracle.entries.end();
        if (present || oracle.entries.size() >= wanted)
        {
            const auto victim =
                present ? at : oracle.entries.begin() + m_random() % oracle.entries.size();
            const bool erased = tree.Erase(victim->first);
            oracle.entries.erase(victim);
            return !erased;
        }
        oracle.entries.emplace_back(prefix, number);
        return !tree.Emplace(prefix, number).second;
    }

    /// @return the number of differences in hole, visits and size
    int Compare(const Tree& tree, Oracle& oracle, const EidPrefix& prefix, const EidPrefix& host)
    {
        const auto hole = tree.GetWidestHole(host.GetInstanceId(), host.GetAddress());
        int wrong = (hole ? hole->GetLength() : host.GetLength() + 1) != oracle.HoleLength(host);
        std::sort(oracle.entries.begin(), oracle.entries.end());
        const auto expect = [&](auto&& wanted, auto&& visit) {
            std::vector<int> expected;
            std::vector<int> seen;
            for (const auto& entry : oracle.entries)
            {
                if (wanted(entry.first))
                {
                    expected.push_back(entry.second);
                }
            }
            visit([&](const Numbered& value) { seen.push_back(value.number); });
            wrong += expected != seen;
        };
        expect([](const EidPrefix&) { return true; }, [&](auto&& f) { tree.ForEach(f); });
        expect([&](const EidPrefix& other) { return prefix.Covers(other); },
               [&](auto&& f) { tree.ForEachCovered(prefix, f); });
        expect([&](const EidPrefix& other) { return other.Covers(prefix); },
               [&](auto&& f) { tree.ForEachCovering(prefix, f); });
        return wrong + (tree.GetSize() != oracle.entries.size());
    }

    std::mt19937 m_random{9301}; ///< the same cases in every run
};

/// The suite.
class EidTreeTestSuite : public TestSuite
{
  public:
    EidTreeTestSuite()
        : TestSuite("lisp-mapping-eid-tree", TestSuite::Type::UNIT)
    {
        AddTestCase(new NestedTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new FamiliesTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new VisitTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new HoleTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new OracleTestCase, compat::TestDuration<>::QUICK);
    }
};

EidTreeTestSuite g_suite; ///< registers itself

} // namespace
