/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "lisp-dataplane-octets.h"

#include "ns3/inet-socket-address.h"
#include "ns3/inet6-socket-address.h"
#include "ns3/ns3-compat.h"
#include "ns3/rloc-table.h"
#include "ns3/socket.h"
#include "ns3/test.h"
#include "ns3/udp-socket-factory.h"

#include <cmath>
#include <map>

using namespace ns3;
using namespace ns3::lisptest;

/**
 * @file
 * @brief Which way packets go: by the longest mapping, by instance, by family, by the locators'
 * priorities and weights; and how long they wait for a mapping.
 */

namespace
{

/// @param packet an encapsulated packet @return its outer destination
std::string
GetRloc(const Octets& packet)
{
    const bool ipv4 = packet[0] >> 4 == 4;
    return NetworkAddress::FromOctets(ipv4 ? AddressFamily::IPV4 : AddressFamily::IPV6,
                                      packet.data() + (ipv4 ? 16 : 24))
        .ToString();
}

/// @param to an EID @param port UDP source port @return a packet of A to it
Octets
MakeTo(const std::string& to, uint32_t port = 5000)
{
    const bool ipv6 = to.find(':') != std::string::npos;
    return MakeIp({ipv6 ? "fd01::5" : "10.1.0.5", to}, MakeUdp(port, 6000, {'L', 'I', 'S', 'P'}));
}

/**
 * Method: in each of the four mixes of families, A's UDP socket sends B's four octets, and B's
 * answers with three.
 * Expected: four octets at B, three at A, from B's address; X and Y encapsulate one packet each and
 * decapsulate one each; no drops.
 */
class FamiliesTestCase : public TestCase
{
  public:
    FamiliesTestCase()
        : TestCase("all four mixes of families, both ways")
    {
    }

  private:
    void DoRun() override
    {
        for (const bool innerIpv6 : {false, true})
        {
            for (const bool outerIpv6 : {false, true})
            {
                Exchange(innerIpv6, outerIpv6);
            }
        }
    }

    /// @param innerIpv6 the EIDs @param outerIpv6 the RLOCs
    void Exchange(bool innerIpv6, bool outerIpv6)
    {
        Line line;
        line.Install();
        line.Map(outerIpv6);
        const Address atA = innerIpv6 ? Address(Inet6SocketAddress("fd01::5", 5000))
                                      : Address(InetSocketAddress("10.1.0.5", 5000));
        const Address atB = innerIpv6 ? Address(Inet6SocketAddress("fd02::9", 6000))
                                      : Address(InetSocketAddress("10.2.0.9", 6000));
        const auto a = Socket::CreateSocket(line.a, UdpSocketFactory::GetTypeId());
        const auto b = Socket::CreateSocket(line.b, UdpSocketFactory::GetTypeId());
        a->Bind(atA);
        b->Bind(atB);
        Simulator::Schedule(Seconds(3), [&]() { a->SendTo(Create<Packet>(4), 0, atB); });
        Simulator::Schedule(Seconds(4), [&]() {
            Address from;
            const auto packet = b->RecvFrom(from);
            NS_TEST_ASSERT_MSG_EQ((packet && packet->GetSize() == 4), true, "four octets at B");
            NS_TEST_EXPECT_MSG_EQ((from == atA), true, "from A");
            b->SendTo(Create<Packet>(3), 0, from);
        });
        Simulator::Stop(Seconds(5));
        Simulator::Run();
        Address from;
        const auto packet = a->RecvFrom(from);
        NS_TEST_ASSERT_MSG_EQ((packet && packet->GetSize() == 3), true, "three octets at A");
        NS_TEST_EXPECT_MSG_EQ((from == atB), true, "from B");
        for (const auto& router : {line.xtr, line.ytr})
        {
            NS_TEST_EXPECT_MSG_EQ(router->GetEncapsulated(), 1, "one packet in");
            NS_TEST_EXPECT_MSG_EQ(router->GetDecapsulated(), 1, "one packet out");
            NS_TEST_EXPECT_MSG_EQ(router->GetTotalDrops(), 0, "no drop");
        }
        Simulator::Destroy();
    }
};

/**
 * Method: X knows 10.2.0.0/24 and fd02::/64 at Y, and then one host of each at another locator, as
 * when it moved; later that is withdrawn. A sends to the host and to its neighbours each time.
 * Expected: the outer destinations of the table (longest match, RFC 9301 section 5.5).
 */
class LongestMatchTestCase : public TestCase
{
  public:
    LongestMatchTestCase()
        : TestCase("a moved host inside its subnet")
    {
    }

  private:
    void DoRun() override
    {
        const std::string home = "172.16.2.1";
        const std::string away = "172.16.2.77";
        Line line;
        line.Install();
        line.Map(false);
        Tap core(Line::Device(line.c, 1));
        Expect(line, core, 3, {home, home, home, home, home, home});
        Simulator::Schedule(Seconds(3.5), [&]() {
            Line::Map(line.xtr, "10.2.0.9/32", {away});
            Line::Map(line.xtr, "fd02::9/128", {away});
        });
        Expect(line, core, 4, {home, away, home, home, away, home});
        Simulator::Schedule(Seconds(4.5), [&]() {
            for (const char* host : {"10.2.0.9/32", "fd02::9/128"})
            {
                const auto prefix = EidPrefix::FromString(host);
                line.xtr->GetMapCache().Erase(prefix);
                line.xtr->MappingChanged(prefix);
            }
        });
        Expect(line, core, 5, {home, home, home, home, home, home});
        Simulator::Stop(Seconds(6));
        Simulator::Run();
        Simulator::Destroy();
    }

    /// @param at seconds @param rlocs where packets to the six destinations are to go
    void Expect(Line& line, Tap& core, double at, const std::vector<std::string>& rlocs)
    {
        Simulator::Schedule(Seconds(at), [&line, &core]() {
            core.packets.clear();
            for (const char* to :
                 {"10.2.0.8", "10.2.0.9", "10.2.0.10", "fd02::8", "fd02::9", "fd02::a"})
            {
                SendFrom(line.a->GetDevice(1), MakeTo(to));
            }
        });
        Simulator::Schedule(Seconds(at + 0.1), [this, &core, at, rlocs]() {
            NS_TEST_ASSERT_MSG_EQ(core.packets.size(), rlocs.size(), "packets at " << at);
            for (std::size_t i = 0; i < rlocs.size(); ++i)
            {
                NS_TEST_EXPECT_MSG_EQ(GetRloc(core.packets[i]), rlocs[i], i << " at " << at);
            }
        });
    }
};

/**
 * Method: X and Y get a second port each, in instance 5, with hosts that have the addresses of A
 * and B. All four hosts send to the address at the other end.
 * Expected: each packet comes to the host of its own instance. In the core, those of instance 5
 * have the I bit and the number in the upper 24 bits of the second word, the others neither (RFC
 * 9300 section 5.3). Without a mapping in its instance, a packet waits, although the other instance
 * has one.
 */
class InstancesTestCase : public TestCase
{
  public:
    InstancesTestCase()
        : TestCase("equal addresses in two instances")
    {
    }

  private:
    void DoRun() override
    {
        Check(false);
        Check(true);
    }

    /// @param ipv6 the family of the EIDs
    void Check(bool ipv6)
    {
        constexpr uint32_t instance = 5;
        Line line;
        line.Install();
        line.Map(false);
        const auto a5 = CreateObject<Node>();
        const auto b5 = CreateObject<Node>();
        InternetStackHelper internet;
        internet.Install(a5);
        internet.Install(b5);
        PointToPointHelper link;
        Line::Join(link, a5, "10.1.0.5", "fd01::5", line.x, "10.1.0.1", "fd01::1");
        Line::Join(link, line.y, "10.2.0.1", "fd02::1", b5, "10.2.0.9", "fd02::9");
        AddInstance(line.xtr, line.x, ipv6 ? "fd01::/64" : "10.1.0.0/24", "172.16.1.1", instance);
        AddInstance(line.ytr, line.y, ipv6 ? "fd02::/64" : "10.2.0.0/24", "172.16.2.1", instance);
        Tap core(Line::Device(line.c, 1));
        Tap atA(Line::Device(line.a, 1));
        Tap atB(Line::Device(line.b, 1));
        Tap atA5(Line::Device(a5, 1));
        Tap atB5(Line::Device(b5, 1));
        const Octets there = MakeInner(ipv6);
        const Octets back = MakeIp({ipv6 ? "fd02::9" : "10.2.0.9", ipv6 ? "fd01::5" : "10.1.0.5"},
                                   MakeUdp(6000, 5000, {}));
        const auto clear = [&]() {
            for (auto* tap : {&core, &atA, &atB, &atA5, &atB5})
            {
                tap->packets.clear();
            }
        };
        Simulator::Schedule(Seconds(3), [&]() {
            clear();
            SendFrom(a5->GetDevice(1), there);
        });
        Simulator::Schedule(Seconds(3.5), [&]() {
            NS_TEST_EXPECT_MSG_EQ(core.packets.size(), 0, "no mapping in instance 5");
            NS_TEST_EXPECT_MSG_EQ(line.xtr->GetPending(), 1, "it waits");
            Line::Map(line.xtr,
                      ipv6 ? "fd02::/64" : "10.2.0.0/24",
                      {"172.16.2.1"},
                      LispAction::NO_ACTION,
                      instance);
            Line::Map(line.ytr,
                      ipv6 ? "fd01::/64" : "10.1.0.0/24",
                      {"172.16.1.1"},
                      LispAction::NO_ACTION,
                      instance);
        });
        Simulator::Schedule(Seconds(4), [&]() {
            NS_TEST_ASSERT_MSG_EQ(core.packets.size(), 1, "it goes out with the mapping");
            const Octets lisp = GetPayload(core.packets[0]);
            NS_TEST_EXPECT_MSG_EQ(Get16(lisp, 8), 0x0800, "I bit");
            NS_TEST_EXPECT_MSG_EQ(Get16(lisp, 12), 0, "instance ID, upper octets");
            NS_TEST_EXPECT_MSG_EQ(+lisp[14], instance, "instance ID, last octet");
            NS_TEST_EXPECT_MSG_EQ(atB5.packets.size(), 1, "to the host of its instance");
            NS_TEST_EXPECT_MSG_EQ(atB.packets.size(), 0, "and not to the other");
            clear();
            SendFrom(line.a->GetDevice(1), there);
        });
        Simulator::Schedule(Seconds(4.5), [&]() {
            NS_TEST_ASSERT_MSG_GT(core.packets.size(), 0, "of instance 0");
            NS_TEST_EXPECT_MSG_EQ(Get16(GetPayload(core.packets[0]), 8), 0, "no I bit");
            NS_TEST_EXPECT_MSG_EQ(atB.packets.size(), 1, "to the host of its instance");
            NS_TEST_EXPECT_MSG_EQ(atB5.packets.size(), 0, "and not to the other");
            clear();
            SendFrom(b5->GetDevice(1), back);
        });
        Simulator::Schedule(Seconds(5), [&]() {
            NS_TEST_EXPECT_MSG_EQ(atA5.packets.size(), 1, "back in instance 5");
            NS_TEST_EXPECT_MSG_EQ(atA.packets.size(), 0, "and not in the other");
            clear();
            SendFrom(line.b->GetDevice(1), back);
        });
        Simulator::Stop(Seconds(5.5));
        Simulator::Run();
        NS_TEST_EXPECT_MSG_EQ(atA.packets.size(), 1, "back in instance 0");
        NS_TEST_EXPECT_MSG_EQ(atA5.packets.size(), 0, "and not in the other");
        NS_TEST_EXPECT_MSG_EQ(line.drops.size(), 0, "no drop");
        Simulator::Destroy();
    }

    /// Put a tunnel router's last device into an instance. @param eid its EIDs @param rloc its
    /// locator
    static void AddInstance(const Ptr<LispXtr>& xtr,
                            const Ptr<Node>& node,
                            const std::string& eid,
                            const std::string& rloc,
                            uint32_t instance)
    {
        xtr->SetInstanceId(node->GetDevice(node->GetNDevices() - 1), instance);
        xtr->GetEidDatabase().AddPrefix(EidPrefix::FromString(eid, instance),
                                        Line::Locators(xtr, {rloc}));
    }
};

/**
 * @brief Packets that wait for a mapping (RFC 9300 section 6).
 */
class PendingTestCase : public TestCase
{
  public:
    PendingTestCase()
        : TestCase("packets that wait")
    {
    }

  private:
    /**
     * Method: A sends, without a mapping, 20 packets to 10.3.0.1 with UDP source ports 1 to 20, 3
     * to 10.3.1.1 and 2 to 10.3.2.1 a second later. 10.3.0.0/24 gets a mapping after half a second,
     * 10.3.1.0/24 none.
     * Expected: control is asked for each packet, by host prefix and source. 16 packets (attribute
     * PendingPerEid) to 10.3.0.1 wait, 4 are dropped; the 16 go out in order with the mapping, and
     * the others wait on. Those to 10.3.1.1 go with their resolution, those to 10.3.2.1 ten seconds
     * after they came (PendingTimeout) and no earlier.
     */
    void DoRun() override
    {
        Line line;
        line.Install();
        Tap core(Line::Device(line.c, 1));
        line.xtr->SetMapRequestCallback(MakeCallback(&PendingTestCase::HandleRequest, this));
        Simulator::Schedule(Seconds(3), [&]() {
            core.packets.clear();
            for (uint32_t port = 1; port <= 20; ++port)
            {
                SendFrom(line.a->GetDevice(1), MakeTo("10.3.0.1", port));
            }
            for (int i = 0; i < 3; ++i)
            {
                SendFrom(line.a->GetDevice(1), MakeTo("10.3.1.1"));
            }
        });
        Simulator::Schedule(Seconds(3.5), [&]() {
            NS_TEST_EXPECT_MSG_EQ(m_requests["10.3.0.1/32 10.1.0.5"], 20, "asked for each");
            NS_TEST_EXPECT_MSG_EQ(m_requests["10.3.1.1/32 10.1.0.5"], 3, "asked for each");
            NS_TEST_EXPECT_MSG_EQ(line.xtr->GetPending(), 16 + 3, "packets wait");
            ExpectDrops(line, LispDropReason::ITR_PENDING_EID_FULL, 20 - 16);
            NS_TEST_EXPECT_MSG_EQ(core.packets.size(), 0, "none went out");
            Line::Map(line.xtr, "10.3.0.0/24", {"172.16.2.1"});
        });
        Simulator::Schedule(Seconds(4), [&]() {
            NS_TEST_ASSERT_MSG_EQ(core.packets.size(), 16, "they go out");
            for (uint32_t i = 0; i < 16; ++i)
            {
                const Octets udp = GetPayload(GetInner(core.packets[i]));
                NS_TEST_EXPECT_MSG_EQ(Get16(udp, 0), i + 1, "in order");
            }
            NS_TEST_EXPECT_MSG_EQ(line.xtr->GetPending(), 3, "the others wait");
            line.xtr->ResolutionFailed(EidPrefix::FromString("10.3.1.0/24"));
            ExpectDrops(line, LispDropReason::ITR_RESOLUTION_FAILED, 3);
            SendFrom(line.a->GetDevice(1), MakeTo("10.3.2.1"));
        });
        Simulator::Schedule(Seconds(5),
                            [&]() { SendFrom(line.a->GetDevice(1), MakeTo("10.3.2.1")); });
        Simulator::Schedule(Seconds(13.9), [&]() {
            NS_TEST_EXPECT_MSG_EQ(line.xtr->GetPending(), 2, "both wait");
        });
        Simulator::Schedule(Seconds(14.1),
                            [&]() { ExpectDrops(line, LispDropReason::ITR_PENDING_TIMEOUT, 1); });
        Simulator::Schedule(Seconds(15.1), [&]() {
            ExpectDrops(line, LispDropReason::ITR_PENDING_TIMEOUT, 2);
            NS_TEST_EXPECT_MSG_EQ(line.xtr->GetPending(), 0, "none waits");
        });
        Simulator::Stop(Seconds(16));
        Simulator::Run();
        NS_TEST_EXPECT_MSG_EQ(line.xtr->GetTotalDrops(), 4 + 3 + 2, "no other drop");
        Simulator::Destroy();
    }

    /// @param reason a reason @param count its drops so far
    void ExpectDrops(const Line& line, LispDropReason reason, uint64_t count)
    {
        NS_TEST_EXPECT_MSG_EQ(line.xtr->GetDrops(reason), count, ToString(reason));
    }

    /// @param destination what is asked for @param source for whom
    void HandleRequest(const EidPrefix& destination, const NetworkAddress& source)
    {
        ++m_requests[destination.ToString() + " " + source.ToString()];
    }

    std::map<std::string, int> m_requests; //!< how often control was asked for what
};

/// A locator set, and the share of flows of each locator while the first n locators are down.
struct Sharing
{
    const char* name;                                  //!< of the row
    std::vector<std::pair<uint8_t, uint8_t>> locators; //!< priority and weight; 172.16.2.1 and on
    std::size_t down;                                  //!< how many of them are down
    std::vector<double> shares;                        //!< of each locator
};

// RFC 9300 section 9: the lowest priority that is usable, by weight; 255 is not to be used.
const Sharing SHARINGS[] = {
    {"by weight", {{1, 75}, {1, 25}}, 0, {0.75, 0.25}},
    {"equal", {{1, 1}, {1, 1}, {1, 1}, {1, 1}}, 0, {0.25, 0.25, 0.25, 0.25}},
    {"by priority", {{1, 50}, {1, 50}, {2, 100}}, 0, {0.5, 0.5, 0}},
    {"a backup", {{1, 50}, {1, 50}, {2, 100}}, 2, {0, 0, 1}},
    {"one of two down", {{1, 50}, {1, 50}, {2, 100}}, 1, {0, 1, 0}},
    {"not to be used", {{255, 100}, {3, 100}}, 0, {0, 1}},
    {"weight zero", {{1, 100}, {1, 0}}, 0, {1, 0}},
    {"all of weight zero", {{1, 0}, {1, 0}}, 0, {0.5, 0.5}},
};

/**
 * Method: for each of SHARINGS, A sends 400 flows (UDP source ports 5000 to 5399), two packets
 * each.
 * Expected: both packets of a flow take the same locator. A locator of share p gets 400 p flows,
 * give or take four standard deviations of as many drawings: 4 sqrt(400 p (1 - p)), which is 35 for
 * a quarter, 40 for a half, and none for 0 and 1.
 */
class SharingTestCase : public TestCase
{
  public:
    SharingTestCase()
        : TestCase("locators by priority and weight")
    {
    }

  private:
    void DoRun() override
    {
        for (const auto& sharing : SHARINGS)
        {
            Share(sharing);
        }
    }

    /// @param sharing a row
    void Share(const Sharing& sharing)
    {
        constexpr uint32_t flows = 400;
        Line line;
        line.Install();
        std::vector<LocatorSet::Locator> locators;
        std::vector<std::string> names;
        for (const auto& [priority, weight] : sharing.locators)
        {
            names.push_back("172.16.2." + std::to_string(names.size() + 1));
            locators.emplace_back();
            locators.back().address = NetworkAddress::FromString(names.back());
            locators.back().priority = priority;
            locators.back().weight = weight;
        }
        LispMapping mapping;
        mapping.eid = EidPrefix::FromString("10.2.0.0/24");
        mapping.locators = line.xtr->GetLocatorSets().Intern(locators);
        line.xtr->GetMapCache().Insert(mapping, LispMapCacheSource::STATIC, Seconds(0));
        RlocTable& rlocs = line.xtr->GetRlocTable();
        for (std::size_t i = 0; i < sharing.down; ++i)
        {
            rlocs.SetUp(rlocs.Find(NetworkAddress::FromString(names[i])),
                        RlocDownCause::SCRIPT,
                        false);
        }
        Tap core(Line::Device(line.c, 1));
        for (uint32_t i = 0; i < 2 * flows; ++i)
        {
            Simulator::Schedule(Seconds(3) + MilliSeconds(i), [&line, i]() {
                SendFrom(line.a->GetDevice(1), MakeTo("10.2.0.9", 5000 + i % flows));
            });
        }
        Simulator::Schedule(Seconds(2.9), [&core]() { core.packets.clear(); });
        Simulator::Stop(Seconds(4));
        Simulator::Run();
        NS_TEST_ASSERT_MSG_EQ(core.packets.size(), 2 * flows, sharing.name);
        std::map<std::string, uint32_t> counts;
        for (uint32_t i = 0; i < flows; ++i)
        {
            const std::string rloc = GetRloc(core.packets[i]);
            ++counts[rloc];
            NS_TEST_EXPECT_MSG_EQ(rloc, GetRloc(core.packets[i + flows]), "one flow, one locator");
        }
        for (std::size_t i = 0; i < names.size(); ++i)
        {
            const double share = sharing.shares[i];
            NS_TEST_EXPECT_MSG_EQ_TOL(counts[names[i]],
                                      flows * share,
                                      4 * std::sqrt(flows * share * (1 - share)),
                                      sharing.name << ": " << names[i]);
        }
        Simulator::Destroy();
    }
};

/**
 * @brief The suite.
 */
class RoutingTestSuite : public TestSuite
{
  public:
    RoutingTestSuite()
        : TestSuite("lisp-dataplane-routing", Type::SYSTEM)
    {
        AddTestCase(new FamiliesTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new LongestMatchTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new InstancesTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new PendingTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new SharingTestCase, compat::TestDuration<>::QUICK);
    }
};

RoutingTestSuite g_routingTestSuite; //!< the suite

} // namespace
