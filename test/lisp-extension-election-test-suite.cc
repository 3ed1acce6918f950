/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * @brief Which edge device of a data centre carries which VLAN, and that there are never two.
 *
 * Edge devices are on the ports of one switch, by cables of 1 us; site VLAN 10, extended VLANs 100
 * and 101. By default hellos go at 0, 3, 6 ... s, the hold time is 9 s, and a VLAN is started 100
 * ms after all have agreed. A hello takes less than 10 us, agreement at most ten of them: 100 us.
 */

#include "ns3/error-model.h"
#include "ns3/ethernet-cable.h"
#include "ns3/ethernet-helper.h"
#include "ns3/ethernet-nic.h"
#include "ns3/lan-extension.h"
#include "ns3/node.h"
#include "ns3/ns3-compat.h"
#include "ns3/pointer.h"
#include "ns3/random-variable-stream.h"
#include "ns3/simulator.h"
#include "ns3/site-election.h"
#include "ns3/test.h"
#include "ns3/uinteger.h"
#include "ns3/vlan-switch.h"

#include <algorithm>
#include <functional>
#include <stdexcept>

using namespace ns3;

namespace
{

constexpr uint16_t SITE_VLAN = 10; //!< where the edge devices meet
constexpr double AGREED = 1e-4;    //!< s: the longest that agreement takes

/// An extension that carries nothing, and is up or down as told.
class IdleExtension : public LanExtension
{
  public:
    bool IsUp() const override
    {
        return m_isUp;
    }

    std::string GetName() const override
    {
        return "idle";
    }

    /// @param isUp from now on
    void SetUp(bool isUp)
    {
        m_isUp = isUp;
        LinkChanged();
    }

  protected:
    void Carry(const EthernetFrame&) override
    {
    }

  private:
    bool m_isUp{true}; //!< see SetUp
};

/// An edge device.
struct Edge
{
    Ptr<VlanSwitch> lanSwitch;    //!< its switch
    Ptr<EthernetNic> nic;         //!< to the fabric
    Ptr<EthernetNic> fabric;      //!< the fabric's end
    Ptr<EthernetCable> cable;     //!< between them
    Ptr<SiteElection> election;   //!< its election
    Ptr<IdleExtension> extension; //!< what it elects for
    bool isCut{false};            //!< its cable is out
};

/// That an edge device has begun or ceased to forward.
struct Change
{
    double time;      //!< s
    std::size_t edge; //!< which one
    uint16_t vlan;    //!< which VLAN
    bool forwards;    //!< begun
};

/// A data centre.
class Site
{
  public:
    /// @param count of edge devices @param multiplier the attribute HoldMultiplier
    explicit Site(std::size_t count, uint32_t multiplier = 3)
    {
        fabric = MakeSwitch();
        VlanSet vlans;
        vlans.set(SITE_VLAN).set(100).set(101);
        helper.SetCableAttribute("Delay", TimeValue(MicroSeconds(1)));
        edges.resize(count);
        for (std::size_t i = 0; i < count; i++)
        {
            Edge& edge = edges[i];
            edge.lanSwitch = MakeSwitch();
            edge.nic = helper.Install(edge.lanSwitch->GetNode());
            edge.fabric = helper.Install(fabric->GetNode());
            edge.cable = helper.Connect(edge.nic, edge.fabric);
            fabric->SetTrunk(fabric->AddNic(edge.fabric), vlans);
            edge.lanSwitch->SetTrunk(edge.lanSwitch->AddNic(edge.nic), vlans);
            edge.extension = CreateObject<IdleExtension>();
            edge.lanSwitch->AddPort(edge.extension, SwitchPortRole::EXTENSION);
            edge.lanSwitch->SetTrunk(edge.extension, vlans);
            edge.election = CreateObject<SiteElection>();
            edge.election->SetAttribute("HoldMultiplier", UintegerValue(multiplier));
            edge.election->Install(edge.lanSwitch->GetNode(), SITE_VLAN, 1);
            edge.election->AddExtension(edge.extension);
            edge.election->TraceConnectWithoutContext("Elected",
                                                      MakeBoundCallback(&Site::Elected, this, i));
        }
    }

    /// @return a switch on a node of its own
    static Ptr<VlanSwitch> MakeSwitch()
    {
        auto lanSwitch = CreateObject<VlanSwitch>();
        lanSwitch->Install(CreateObject<Node>());
        return lanSwitch;
    }

    /// @param i the edge device whose cable is pulled
    void Cut(std::size_t i)
    {
        edges[i].nic->Unplug();
        edges[i].isCut = true;
    }

    /// @param i the edge device whose cable is plugged in again
    void Heal(std::size_t i)
    {
        edges[i].isCut = false;
        edges[i].nic->Plug(edges[i].cable);
        Check();
    }

    /// @param vlan a VLAN @return the edge devices on the fabric that forward it
    std::size_t Count(uint16_t vlan) const
    {
        std::size_t count = 0;
        for (const Edge& edge : edges)
        {
            count += !edge.isCut && edge.extension->IsForwarder(vlan);
        }
        return count;
    }

    /// See that no VLAN has two forwarders.
    void Check()
    {
        doubles += Count(100) > 1 || Count(101) > 1;
    }

    /// See SiteElection::ElectedTracedCallback. @param site of it @param edge which one
    /// @param vlan a VLAN @param forwards whether it begins
    static void Elected(Site* site, std::size_t edge, uint16_t vlan, bool forwards)
    {
        site->changes.push_back({Simulator::Now().GetSeconds(), edge, vlan, forwards});
        // Only a beginning can make two; those that cease at one instant cease one by one.
        if (forwards)
        {
            site->Check();
        }
    }

    /// @param at s @param what to do then
    static void At(double at, std::function<void()> what)
    {
        Simulator::Schedule(Seconds(at), [what]() { what(); });
    }

    EthernetHelper helper;       //!< lays cables
    Ptr<VlanSwitch> fabric;      //!< the switch in the middle
    std::vector<Edge> edges;     //!< the edge devices, ordered by system ID
    std::vector<Change> changes; //!< in order
    uint32_t doubles{0};         //!< times that there were two forwarders
};

/**
 * Method: one edge device alone.
 * Expected: it listens for the hold time of 9 s and starts both VLANs at 9.1 s; the site VLAN
 * never, by whatever trunk. Of the hellos at 0, 3, 6, 9 s and the one that tells of its view at 9
 * s, 5 are sent by 11 s.
 */
class AloneTestCase : public TestCase
{
  public:
    AloneTestCase()
        : TestCase("an edge device alone")
    {
    }

  private:
    void DoRun() override
    {
        Site site(1);
        Simulator::Stop(Seconds(11));
        Simulator::Run();
        NS_TEST_ASSERT_MSG_EQ(site.changes.size(), 2, "both VLANs");
        for (const Change& change : site.changes)
        {
            NS_TEST_EXPECT_MSG_EQ_TOL(change.time, 9.1, 1e-9, "when");
            NS_TEST_EXPECT_MSG_EQ(change.forwards, true, "begins");
        }
        NS_TEST_EXPECT_MSG_EQ(site.edges[0].extension->IsForwarder(SITE_VLAN), false, "site VLAN");
        NS_TEST_EXPECT_MSG_EQ(site.edges[0].election->GetSent(), 5, "hellos");
        NS_TEST_EXPECT_MSG_EQ(site.edges[0].election->GetMembers().size(), 1, "view");
        Simulator::Destroy();
    }
};

/**
 * Method: two edge devices start together; the extension of the first goes down at 10 s and comes
 * up at 20 s.
 * Expected: ordered by system ID, VLAN 100 is of number 100 mod 2 = 0 and 101 of number 1, started
 * 100 ms after 0. At 10 s the first stops at once and the other starts 100 to 100.1 ms later; at 20
 * s the other way round. Never two forwarders.
 */
class PairTestCase : public TestCase
{
  public:
    PairTestCase()
        : TestCase("two edge devices, and an extension that goes down")
    {
    }

  private:
    void DoRun() override
    {
        Site site(2);
        Site::At(10, [&]() { site.edges[0].extension->SetUp(false); });
        Site::At(20, [&]() { site.edges[0].extension->SetUp(true); });
        Simulator::Stop(Seconds(30));
        Simulator::Run();
        const Change expected[] = {
            {0.1, 0, 100, true},
            {0.1, 1, 101, true},
            {10, 0, 100, false},
            {10.1, 1, 100, true},
            {20, 1, 100, false},
            {20.1, 0, 100, true},
        };
        auto changes = site.changes;
        std::sort(changes.begin(),
                  changes.begin() + std::min<std::size_t>(2, changes.size()),
                  [](const Change& a, const Change& b) { return a.edge < b.edge; });
        NS_TEST_ASSERT_MSG_EQ(changes.size(), 6, "changes");
        for (std::size_t i = 0; i < 6; i++)
        {
            NS_TEST_EXPECT_MSG_GT_OR_EQ(changes[i].time, expected[i].time, i);
            NS_TEST_EXPECT_MSG_LT_OR_EQ(changes[i].time, expected[i].time + AGREED, i);
            NS_TEST_EXPECT_MSG_EQ(changes[i].edge, expected[i].edge, i);
            NS_TEST_EXPECT_MSG_EQ(changes[i].vlan, expected[i].vlan, i);
            NS_TEST_EXPECT_MSG_EQ(changes[i].forwards, expected[i].forwards, i);
        }
        NS_TEST_EXPECT_MSG_EQ(site.doubles, 0, "never two");
        Simulator::Destroy();
    }
};

/**
 * Method: the cable of the second of two edge devices is pulled at 10 s and plugged in at 40 s; in
 * the second case its port is blocked and let forward instead.
 * Expected: the last hellos were at 9 s, so that each gives the other up at 18 s and takes over one
 * hello interval and 100 ms later, at 21.1 s: the first for the data centre, the second for nobody.
 * At 40 s the second stops both VLANs at once, before any hello; the first stops 101 within 100 us;
 * the second starts it 100 ms later. On the fabric there are never two forwarders.
 */
class FailureTestCase : public TestCase
{
  public:
    explicit FailureTestCase(bool isBlocked)
        : TestCase(isBlocked ? "a port is blocked by spanning tree, and forwards again"
                             : "an edge device fails and comes back"),
          m_isBlocked(isBlocked)
    {
    }

  private:
    void DoRun() override
    {
        Site site(2);
        Edge& edge = site.edges[1];
        const auto block = [&](bool isCut, SwitchPortState state) {
            edge.isCut = isCut;
            edge.lanSwitch->SetState(edge.lanSwitch->FindPort(edge.nic), state);
            site.Check();
        };
        Site::At(10,
                 [&]() { m_isBlocked ? block(true, SwitchPortState::DISCARDING) : site.Cut(1); });
        Site::At(40,
                 [&]() { m_isBlocked ? block(false, SwitchPortState::FORWARDING) : site.Heal(1); });
        Simulator::Stop(Seconds(60));
        Simulator::Run();
        const Change expected[] = {
            {21.1, 0, 101, true},
            {21.1, 1, 100, true},
            {40, 1, 100, false},
            {40, 1, 101, false},
            {40, 0, 101, false},
            {40.1, 1, 101, true},
        };
        NS_TEST_ASSERT_MSG_EQ(site.changes.size(), 8, "the first two are those of the start");
        auto changes = std::vector<Change>(site.changes.begin() + 2, site.changes.end());
        std::sort(changes.begin(), changes.begin() + 2, [](const Change& a, const Change& b) {
            return a.edge < b.edge;
        });
        for (std::size_t i = 0; i < 6; i++)
        {
            NS_TEST_EXPECT_MSG_GT_OR_EQ(changes[i].time, expected[i].time, i);
            NS_TEST_EXPECT_MSG_LT_OR_EQ(changes[i].time, expected[i].time + AGREED, i);
            NS_TEST_EXPECT_MSG_EQ(changes[i].edge, expected[i].edge, i);
            NS_TEST_EXPECT_MSG_EQ(changes[i].vlan, expected[i].vlan, i);
            NS_TEST_EXPECT_MSG_EQ(changes[i].forwards, expected[i].forwards, i);
        }
        NS_TEST_EXPECT_MSG_EQ(site.doubles, 0, "never two");
        Simulator::Destroy();
    }

    bool m_isBlocked; //!< by spanning tree, not by its cable
};

/**
 * Method: of two edge devices the first hears nothing from 10 s to 40 s, the second hears it.
 * Expected: the first gives the second up at 18 s and says so; the second stops 101 within 100 us,
 * and the first starts it at 21.1 s. The second never starts what the first has, though nobody
 * answers it. The hellos at 42 s are heard again: 101 goes back, stopped at 42 s and started 100 ms
 * later. Never two forwarders.
 */
class OneWayTestCase : public TestCase
{
  public:
    OneWayTestCase()
        : TestCase("an edge device that hears nothing")
    {
    }

  private:
    void DoRun() override
    {
        Site site(2);
        auto errors = CreateObject<RateErrorModel>();
        errors->SetUnit(RateErrorModel::ERROR_UNIT_PACKET);
        errors->SetRate(1);
        errors->Disable();
        site.edges[0].nic->SetReceiveErrorModel(errors);
        Site::At(10, [&]() { errors->Enable(); });
        Site::At(40, [&]() { errors->Disable(); });
        Simulator::Stop(Seconds(60));
        Simulator::Run();
        const Change expected[] = {
            {18, 1, 101, false},
            {21.1, 0, 101, true},
            {42, 0, 101, false},
            {42.1, 1, 101, true},
        };
        NS_TEST_ASSERT_MSG_EQ(site.changes.size(), 6, "the first two are those of the start");
        for (std::size_t i = 0; i < 4; i++)
        {
            const Change& change = site.changes[i + 2];
            NS_TEST_EXPECT_MSG_GT_OR_EQ(change.time, expected[i].time, i);
            NS_TEST_EXPECT_MSG_LT_OR_EQ(change.time, expected[i].time + AGREED, i);
            NS_TEST_EXPECT_MSG_EQ(change.edge, expected[i].edge, i);
            NS_TEST_EXPECT_MSG_EQ(change.vlan, expected[i].vlan, i);
            NS_TEST_EXPECT_MSG_EQ(change.forwards, expected[i].forwards, i);
        }
        NS_TEST_EXPECT_MSG_EQ(site.doubles, 0, "never two");
        Simulator::Destroy();
    }
};

/**
 * Method: three edge devices, one frame in five lost on each cable in each direction, hold time of
 * 30 hello intervals; for 600 s one of the extensions, at random, goes down or comes up every 0 to
 * 4 s, and a cable is pulled and plugged in again 1 ms later every 0 to 60 s. Then all are up for
 * 300 s.
 * Expected: never two forwarders on the fabric, and in the end one for each VLAN. That a neighbour
 * is lost for 30 hellos has the probability 0.36^30 (two cables), below 1e-13 for each of some
 * thousand hellos.
 */
class UnrestTestCase : public TestCase
{
  public:
    UnrestTestCase()
        : TestCase("lost hellos and ceaseless change")
    {
    }

  private:
    void DoRun() override
    {
        Site site(3, 30);
        auto random = CreateObject<UniformRandomVariable>();
        random->SetStream(7);
        int64_t stream = 8;
        for (const Edge& edge : site.edges)
        {
            for (const auto& nic : {edge.nic, edge.fabric})
            {
                auto errors = CreateObject<RateErrorModel>();
                errors->SetUnit(RateErrorModel::ERROR_UNIT_PACKET);
                errors->SetRate(0.2);
                errors->AssignStreams(stream++);
                nic->SetAttribute("ReceiveErrorModel", PointerValue(errors));
            }
        }
        std::array<bool, 3> isUp{true, true, true};
        for (double at = 0; at < 600; at += random->GetValue(0, 4))
        {
            const auto i = static_cast<std::size_t>(random->GetInteger(0, 2));
            isUp[i] = !isUp[i];
            Site::At(at, [&site, i, up = isUp[i]]() { site.edges[i].extension->SetUp(up); });
        }
        for (double at = 20; at < 600; at += random->GetValue(1, 60))
        {
            const auto i = static_cast<std::size_t>(random->GetInteger(0, 2));
            Site::At(at, [&site, i]() { site.Cut(i); });
            Site::At(at + 1e-3, [&site, i]() { site.Heal(i); });
        }
        Site::At(601, [&]() {
            for (const Edge& edge : site.edges)
            {
                edge.extension->SetUp(true);
            }
        });
        Simulator::Stop(Seconds(900));
        Simulator::Run();
        NS_TEST_EXPECT_MSG_EQ(site.doubles, 0, "never two");
        NS_TEST_EXPECT_MSG_GT(site.changes.size(), 100, "there was change");
        NS_TEST_EXPECT_MSG_EQ(site.Count(100), 1, "one");
        NS_TEST_EXPECT_MSG_EQ(site.Count(101), 1, "one");
        Simulator::Destroy();
    }
};

/**
 * Method: an edge device is sent a hello of another site, one of its own name, one without the
 * state of an election, and octets that are no IS-IS; calls that make no sense are tried. Expected:
 * two refused, two malformed, no neighbour; std::invalid_argument for each call.
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
        Site site(1);
        auto election = site.edges[0].election;
        const Mac48Address all("09:00:2b:00:00:05");
        const Mac48Address from("02:00:00:00:00:77");
        IsisHello hello;
        hello.source = MakeIsisSystemId(from);
        hello.holdingTime = 9;
        hello.area = MakeSiteArea(2);
        hello.experimental = {SiteState().Encode()};
        auto own = hello;
        own.area = MakeSiteArea(1);
        own.source = election->GetSystemId();
        auto plain = hello;
        plain.experimental.clear();
        Site::At(1, [&]() {
            for (const auto& pdu :
                 {EncodeIsis(hello), EncodeIsis(own), EncodeIsis(plain), IsisOctets(5)})
            {
                auto frame = MakeIsisFrame(pdu, from, all);
                frame.vlan = SITE_VLAN;
                site.edges[0].lanSwitch->Receive(
                    site.edges[0].lanSwitch->FindPort(site.edges[0].nic),
                    frame);
            }
        });
        Simulator::Stop(Seconds(2));
        Simulator::Run();
        NS_TEST_EXPECT_MSG_EQ(election->GetRefused(), 2, "refused");
        NS_TEST_EXPECT_MSG_EQ(election->GetMalformed(), 2, "malformed");
        NS_TEST_EXPECT_MSG_EQ(election->GetReceived(), 0, "taken");
        NS_TEST_EXPECT_MSG_EQ(election->GetNeighbors(), 0, "neighbours");
        auto node = site.edges[0].lanSwitch->GetNode();
        const std::function<void()> refused[] = {
            [&]() { CreateObject<SiteElection>()->Install(CreateObject<Node>(), 10, 1); },
            [&]() { CreateObject<SiteElection>()->Install(node, 0, 1); },
            [&]() { CreateObject<SiteElection>()->Install(node, 4095, 1); },
            [&]() { election->Install(node, 11, 1); },
            [&]() { election->AddExtension(nullptr); },
            [&]() { CreateObject<SiteElection>()->AddExtension(site.edges[0].extension); },
        };
        for (const auto& attempt : refused)
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
            NS_TEST_EXPECT_MSG_EQ(thrown, true, "refused");
        }
        Simulator::Destroy();
    }
};

/// The election's suite.
class ExtensionElectionTestSuite : public TestSuite
{
  public:
    ExtensionElectionTestSuite()
        : TestSuite("lisp-extension-election", TestSuite::Type::UNIT)
    {
        AddTestCase(new AloneTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new PairTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new FailureTestCase(false), compat::TestDuration<>::QUICK);
        AddTestCase(new FailureTestCase(true), compat::TestDuration<>::QUICK);
        AddTestCase(new OneWayTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new UnrestTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new RefusalTestCase, compat::TestDuration<>::QUICK);
    }
};

ExtensionElectionTestSuite g_extensionElectionTestSuite; //!< registers the suite

} // namespace
