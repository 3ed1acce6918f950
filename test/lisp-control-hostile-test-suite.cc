/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "control-test-network.h"
#include "lisp-wire-vectors.h"

#include "ns3/eid-database-table.h"
#include "ns3/eid-database.h"
#include "ns3/lisp-etr.h"
#include "ns3/lisp-itr.h"
#include "ns3/lisp-map-cache-table.h"
#include "ns3/lisp-map-cache.h"
#include "ns3/lisp-map-resolver.h"
#include "ns3/lisp-map-server.h"
#include "ns3/lisp-registrations-table.h"
#include "ns3/lisp-xtr.h"
#include "ns3/locator-set-pool.h"
#include "ns3/ns3-compat.h"
#include "ns3/test.h"
#include "ns3/udp-l4-protocol.h"

#include <random>
#include <sstream>

using namespace ns3;

/**
 * @file
 * @brief Malformed and forged octets on port 4342 of each role.
 *
 * Node 1 is the target, node 2 is a Map-Resolver that never answers, node 3 is an xTR of good will
 * and node 4 attacks: it sends the messages of other implementations, cut after each octet and with
 * bits changed, as UDP datagrams. It knows no secret.
 */

namespace
{

/// The roles of the target.
struct Roles
{
    bool itr{false};         ///< ITR
    bool etr{false};         ///< ETR
    bool mapServer{false};   ///< Map-Server
    bool mapResolver{false}; ///< Map-Resolver
    const char* name{""};    ///< to be printed
};

/// The nodes, and what becomes of each datagram at the target.
class Siege
{
  public:
    /// @param roles of the target
    explicit Siege(const Roles& roles)
        : m_roles(roles)
    {
        for (uint32_t number = 1; number <= 4; ++number)
        {
            m_nodes.push_back(m_network.AddNode());
        }
        const auto target = m_nodes[0];
        if (roles.itr || roles.etr)
        {
            xtr = CreateObject<LispXtr>();
            xtr->Install(target);
            xtr->AddRloc(ControlTestNetwork::Ipv4Of(1));
        }
        if (roles.mapServer)
        {
            server = CreateObject<LispMapServer>();
            server->Install(target);
            AddSite("target", {"0.0.0.0/0", "::/0"}, "correct horse");
            AddSite("good", {"10.9.0.0/16"}, "battery staple");
        }
        if (roles.mapResolver)
        {
            auto resolver = CreateObject<LispMapResolver>();
            resolver->Install(target);
            resolver->AddMapServer(EidPrefix::FromString("10.8.0.0/16"),
                                   ControlTestNetwork::Ipv4Of(2));
        }
        if (roles.itr)
        {
            itr = CreateObject<LispItr>();
            itr->Install(xtr);
            itr->AddMapResolver(ControlTestNetwork::Ipv4Of(2));
        }
        if (roles.etr)
        {
            etr = CreateObject<LispEtr>();
            etr->Install(xtr);
            etr->AddMapServer(ControlTestNetwork::Ipv4Of(1), LispKey::FromSecret("correct horse"));
            etr->AddPrefix(EidPrefix::FromString("10.1.0.0/16"));
            etr->AddDynamicPrefix(EidPrefix::FromString("192.168.0.0/16"));
        }
        Simulator::Schedule(Seconds(1), &Siege::Fill, this);
        port = LispControlPort::Of(target);
        port->TraceConnectWithoutContext("Received", MakeCallback(&Siege::OnReceived, this));
        port->TraceConnectWithoutContext("Drop", MakeCallback(&Siege::OnDrop, this));
        LispControlPort::Of(m_nodes[1])
            ->SetHandler(LispControlPort::Role::MAP_RESOLVER,
                         [](const LispReception&) { return true; });
    }

    /// @param when in microseconds @param octets what node 4 sends
    void Send(int64_t when, const lisptest::Octets& octets)
    {
        ++sent;
        auto packet = Create<Packet>(octets.data(), octets.size());
        Simulator::Schedule(MicroSeconds(when), [this, packet] {
            m_nodes[3]->GetObject<UdpL4Protocol>()->Send(packet,
                                                         Ipv4Address("10.0.4.2"),
                                                         Ipv4Address("10.0.1.2"),
                                                         LISP_CONTROL_PORT,
                                                         LISP_CONTROL_PORT);
        });
    }

    /// @return what the target knows, as of 100 s
    std::string GetState() const
    {
        std::ostringstream text;
        if (xtr)
        {
            PrintLispMapCache(xtr->GetMapCache(), Seconds(100), text);
            PrintEidDatabase(xtr->GetEidDatabase(), Seconds(100), text);
        }
        if (server)
        {
            PrintLispRegistrations(server->GetSites(),
                                   server->GetRegistrations(),
                                   Seconds(100),
                                   text);
        }
        return text.str();
    }

    /// @return a new xTR on node 3, of the site "good"
    Ptr<LispEtr> AddGoodXtr()
    {
        auto good = CreateObject<LispXtr>();
        good->Install(m_nodes[2]);
        good->AddRloc(ControlTestNetwork::Ipv4Of(3));
        auto goodEtr = CreateObject<LispEtr>();
        goodEtr->Install(good);
        goodEtr->AddMapServer(ControlTestNetwork::Ipv4Of(1), LispKey::FromSecret("battery staple"));
        return goodEtr;
    }

    /// @return the control port of node 3
    Ptr<LispControlPort> GetGoodPort() const
    {
        return LispControlPort::Of(m_nodes[2]);
    }

    Ptr<LispXtr> xtr;          ///< of the target, if it is one
    Ptr<LispItr> itr;          ///< of the target, if it is one
    Ptr<LispEtr> etr;          ///< of the target, if it is one
    Ptr<LispMapServer> server; ///< of the target, if it is one
    Ptr<LispControlPort> port; ///< of the target
    uint64_t sent{0};          ///< datagrams of the attacker
    uint64_t refused{0};       ///< of them: no message
    uint64_t decoded{0};       ///< of them: a message
    std::string ignored;       ///< messages that had to be refused, and were not

  private:
    /// @param name a site @param prefixes its EID-prefixes @param secret its key
    void AddSite(const std::string& name,
                 const std::vector<std::string>& prefixes,
                 const std::string& secret)
    {
        LispSite site;
        site.name = name;
        site.keys[0].secret = secret;
        site.keys[1].secret = secret;
        for (const auto& prefix : prefixes)
        {
            site.prefixes.push_back({EidPrefix::FromString(prefix), true});
        }
        server->GetSites().AddSite(site);
    }

    /// Gives the target something to lose: mappings of all there is, and a host.
    void Fill()
    {
        if (m_roles.itr)
        {
            for (const std::string eid : {"0.0.0.0/1", "128.0.0.0/1", "::/0"})
            {
                LispMapping mapping;
                mapping.eid = EidPrefix::FromString(eid);
                LispLocator locator;
                locator.address = ControlTestNetwork::Ipv4Of(3);
                mapping.locators = xtr->GetLocatorSets().Intern({locator});
                mapping.ttl = Hours(24);
                xtr->GetMapCache().Insert(mapping, LispMapCacheSource::MAP_REPLY, Simulator::Now());
            }
        }
        if (m_roles.etr)
        {
            etr->HostDiscovered(NetworkAddress::FromString("192.168.7.7"), 0, nullptr);
        }
    }

    /// @param message came in @param source from
    void OnReceived(const LispMessage& message, const NetworkAddress& source, const NetworkAddress&)
    {
        if (source != ControlTestNetwork::Ipv4Of(4))
        {
            return;
        }
        if (m_isInner)
        {
            m_isInner = false;
            return;
        }
        EndMessage();
        ++decoded;
        m_isInner = std::holds_alternative<LispEncapsulatedControl>(message);
        // Whoever asks may be answered; all else needs a key, or a nonce that is out.
        if (!m_isInner && !std::holds_alternative<LispMapRequest>(message))
        {
            m_mustDrop = LispControlStatistics::GetTypeName(message);
        }
    }

    /// @param reason why @param peer whom it came from
    void OnDrop(LispControlDrop reason, const NetworkAddress& peer, const std::string&)
    {
        if (peer != ControlTestNetwork::Ipv4Of(4))
        {
            return;
        }
        m_mustDrop.clear();
        refused += reason == LispControlDrop::MALFORMED || reason == LispControlDrop::UDP_LENGTH;
    }

  public:
    /// Note a message that had to be dropped, and was not.
    void EndMessage()
    {
        ignored += m_mustDrop.empty() ? "" : m_mustDrop + " ";
        m_mustDrop.clear();
    }

  private:
    const Roles m_roles;            ///< of the target
    ControlTestNetwork m_network;   ///< the underlay
    std::vector<Ptr<Node>> m_nodes; ///< from 0
    bool m_isInner{false};          ///< what is told next was inside what was told last
    std::string m_mustDrop;         ///< the type of the last message, if it must be dropped
};

/**
 * Method: a target with one role, or with all, gets each vector whole, cut after each octet from
 * the first to the last but one, empty, and 150 times with one to four bits changed (a fixed seed),
 * one datagram each 200 us from 2 s on. Its state is looked at before and after. Then, where the
 * target is a Map-Server, an xTR of good will registers a prefix, and asks for it. Expected: each
 * datagram is either no message, and counted as malformed or as of a wrong length, or one; of these
 * each Map-Register, Map-Notify, acknowledgement, Map-Reply, Map-Referral and Info message is
 * counted under a reason. The map-cache, the EID database and the registrations are the same to the
 * letter (registrations are refreshed every 20 s, and so the attack ends before 20 s). The good xTR
 * is served as ever: its registration is there 20 ms after it, and the Map-Reply comes from itself.
 */
class BarrageTestCase : public TestCase
{
  public:
    /// @param roles of the target
    explicit BarrageTestCase(const Roles& roles)
        : TestCase(std::string("a barrage on ") + roles.name),
          m_roles(roles)
    {
    }

  private:
    void DoRun() override
    {
        Siege siege(m_roles);
        std::mt19937 random(4342);
        int64_t when = 2000000;
        const auto send = [&siege, &when](const lisptest::Octets& octets) {
            siege.Send(when += 200, octets);
        };
        for (const auto& [name, vector] : lisptest::ReadVectors())
        {
            const auto& octets = vector.octets;
            for (std::size_t length = 0; length <= octets.size(); ++length)
            {
                send(lisptest::Octets(octets.begin(), octets.begin() + length));
            }
            for (int n = 0; n < 150; ++n)
            {
                auto changed = octets;
                for (uint32_t bits = random() % 4 + 1; bits > 0; --bits)
                {
                    changed[random() % changed.size()] ^= 1 << random() % 8;
                }
                send(changed);
            }
        }
        NS_TEST_ASSERT_MSG_LT(when, 19000000, "the attack ends before registrations are refreshed");
        NS_TEST_EXPECT_MSG_GT(siege.sent, 5000, "many datagrams");
        std::string before;
        std::string after;
        Simulator::Schedule(MilliSeconds(1900), [&] { before = siege.GetState(); });
        Simulator::Schedule(MilliSeconds(19500), [&] {
            after = siege.GetState();
            siege.EndMessage();
        });
        ControlTestLog good;
        Ptr<LispEtr> etr;
        Simulator::Schedule(Seconds(25), [&] {
            etr = siege.AddGoodXtr();
            good.Watch(siege.GetGoodPort(), "Received");
            etr->AddPrefix(EidPrefix::FromString("10.9.1.0/24"));
        });
        Simulator::Schedule(Seconds(26), [&] {
            LispMapRequest request;
            request.nonce = 77;
            request.itrRlocs = {ControlTestNetwork::Ipv4Of(3)};
            request.requests = {EidPrefix::FromString("10.9.1.1")};
            const auto inner =
                LispControlPort::MakeInnerHeader(NetworkAddress::FromString("10.9.1.1"),
                                                 ControlTestNetwork::Ipv4Of(3));
            siege.GetGoodPort()->Send(LispEncapsulatedControl(inner, request),
                                      {ControlTestNetwork::Ipv4Of(1), {}, LISP_CONTROL_PORT});
        });
        Simulator::Stop(Seconds(30));
        Simulator::Run();

        NS_TEST_EXPECT_MSG_EQ(siege.refused + siege.decoded, siege.sent, "each is accounted for");
        NS_TEST_EXPECT_MSG_GT(siege.decoded, 1000, "many are messages");
        const auto& kinds = siege.port->GetStatistics().GetMalformed();
        NS_TEST_EXPECT_MSG_EQ(kinds.count("other"), 0, "each kind of fault has its counter");
        const auto cut = kinds.find("message ends in nonce: # octets wanted, # left");
        NS_TEST_EXPECT_MSG_EQ((cut != kinds.end() && cut->second >= 8), true, "cut in the nonce");
        NS_TEST_EXPECT_MSG_EQ(siege.ignored, "", "each is refused by name");
        NS_TEST_EXPECT_MSG_EQ(after, before, "nothing is poisoned");
        if (m_roles.mapServer)
        {
            NS_TEST_EXPECT_MSG_EQ(good.Get<LispMapNotify>().size(), 1, "confirmed");
            const auto replies = good.Get<LispMapReply>();
            NS_TEST_ASSERT_MSG_EQ(replies.size(), 1, "answered");
            NS_TEST_EXPECT_MSG_EQ(*replies[0].records.front().GetEidPrefix(),
                                  EidPrefix::FromString("10.9.1.0/24"),
                                  "by itself");
        }
    }

    const Roles m_roles; ///< of the target
};

/// The suite of attacks.
class ControlHostileTestSuite : public TestSuite
{
  public:
    ControlHostileTestSuite()
        : TestSuite("lisp-control-hostile", TestSuite::Type::SYSTEM)
    {
        for (const auto& roles : std::vector<Roles>{
                 {true, false, false, false, "an ITR"},
                 {false, true, false, false, "an ETR"},
                 {false, false, true, false, "a Map-Server"},
                 {false, false, false, true, "a Map-Resolver"},
                 {true, true, true, true, "all roles on one node"},
             })
        {
            AddTestCase(new BarrageTestCase(roles), compat::TestDuration<>::QUICK);
        }
    }
};

ControlHostileTestSuite g_suite; ///< registers itself

} // namespace
