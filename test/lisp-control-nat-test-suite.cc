/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "map-server-test-net.h"

#include "ns3/boolean.h"
#include "ns3/ipv4-header.h"
#include "ns3/lisp-authentication.h"
#include "ns3/lisp-etr.h"
#include "ns3/lisp-lcaf.h"
#include "ns3/lisp-nat-client.h"
#include "ns3/lisp-nat-rtr.h"
#include "ns3/lisp-xtr.h"
#include "ns3/ns3-compat.h"
#include "ns3/packet.h"
#include "ns3/test.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <stdexcept>

using namespace ns3;

/**
 * @file
 * @brief NAT traversal message by message (draft-ermagan-lisp-nat-traversal): Info-Requests at a
 * Map-Server, and what an RTR and a tunnel router do with forged messages. Nodes as in
 * map-server-test-net.h: 1 is the Map-Server, the others are played by the test.
 */

namespace
{

/// @param eid of the sender @param key to sign with @return an Info-Request, signed
std::pair<LispInfoMessage, std::vector<uint8_t>>
MakeInfo(const std::string& eid, const LispKey& key)
{
    LispInfoMessage request;
    request.nonce = 7;
    request.eid = EidPrefix::FromString(eid);
    request.authentication = key.MakeField();
    return {request, EncodeSignedLispMessage(request, key.secret)};
}

/**
 * Method: an Info-Request of 10.1.0.0/24 from node 2, port 4342, and one from port 4341; with the
 * wrong secret, another key ID, unsigned, and for an EID-prefix of no site.
 * Expected: an Info-Reply to each of the first two, at the port that it came from, as drawn by hand
 * from the draft's section 4.2 (type 7, R, nonce 7, ..., TTL 1440 = 0x5a0 and the EID-prefix) and
 * RFC 8060 section 4.4: Map-Server port 0x10f6, the port that it came from, 10.0.2.2 as the global
 * address, 10.0.1.2 as the Map-Server's, no private one, and the RTR 10.0.4.2. It is signed with
 * the site's key. The others are counted by their reasons and not answered.
 */
class MapServerTestCase : public TestCase
{
  public:
    MapServerTestCase()
        : TestCase("Info-Requests at a Map-Server")
    {
    }

  private:
    void DoRun() override
    {
        static const std::vector<uint8_t> HEAD{0x78, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 7};
        static const std::vector<uint8_t> TAIL{
            0, 0, 0x05, 0xa0, 0,  24,   0,    1,    10,   1, 0,  0,  0x40, 0x03, 0,
            0, 7, 0,    0,    24, 0x10, 0xf6, 0x10, 0xf6, 0, 1,  10, 0,    2,    2,
            0, 1, 10,   0,    1,  2,    0,    0,    0,    1, 10, 0,  4,    2};
        MappingSystem system;
        system.AddSite("one", {"10.1.0.0/24"});
        system.server->AddRtr(ControlTestNetwork::Ipv4Of(4));
        std::vector<uint8_t> octets;
        bool isSigned = false;
        system.ports[2]->SetHandler(LispControlPort::Role::NAT,
                                    [&](const LispReception& reception) {
                                        octets = *reception.octets;
                                        isSigned = VerifyLispMessage(octets, SECRET) ==
                                                   LispAuthenticationResult::VALID;
                                        return true;
                                    });
        const auto send = [&system](int64_t when, const std::string& eid, const LispKey& key) {
            Simulator::Schedule(MilliSeconds(when), [&system, eid, key] {
                const auto [message, signedOctets] = MakeInfo(eid, key);
                system.ports[2]->SendOctets(message,
                                            signedOctets,
                                            {ControlTestNetwork::Ipv4Of(1), {}, 4342});
            });
        };
        const auto good = LispKey::FromSecret(SECRET);
        send(1000, "10.1.0.0/24", good);
        send(2000, "10.1.0.0/24", LispKey::FromSecret("battery staple"));
        send(3000, "10.1.0.0/24", LispKey::FromSecret(SECRET, "hmac-sha-256-128", 9));
        send(4000, "10.9.0.0/24", good);
        Simulator::Schedule(Seconds(5), [&system] {
            LispInfoMessage bare;
            bare.eid = EidPrefix::FromString("10.1.0.0/24");
            system.ports[2]->Send(bare, {ControlTestNetwork::Ipv4Of(1), {}, 4342});
        });
        Simulator::Stop(Seconds(6));
        Simulator::Run();
        NS_TEST_ASSERT_MSG_EQ(octets.size(), 12 + 4 + 16 + TAIL.size(), "one answer");
        NS_TEST_EXPECT_MSG_EQ(std::equal(HEAD.begin(), HEAD.end(), octets.begin()), true, "head");
        NS_TEST_EXPECT_MSG_EQ(std::equal(TAIL.begin(), TAIL.end(), octets.begin() + 32),
                              true,
                              "TTL, EID-prefix and addresses");
        NS_TEST_EXPECT_MSG_EQ(isSigned, true, "with the site's key");
        const auto& statistics = system.ports[1]->GetStatistics();
        NS_TEST_EXPECT_MSG_EQ(statistics.GetSentByType().at("info-reply"), 1, "answers");
        for (const auto reason : {LispControlDrop::BAD_SIGNATURE,
                                  LispControlDrop::UNKNOWN_KEY,
                                  LispControlDrop::EID_NOT_ALLOWED,
                                  LispControlDrop::NOT_SIGNED})
        {
            NS_TEST_EXPECT_MSG_EQ(statistics.GetDrops(reason), 1, ToString(reason));
        }
        std::string complaint;
        try
        {
            system.server->AddRtr(NetworkAddress::FromString("224.0.0.5"));
        }
        catch (const std::invalid_argument& error)
        {
            complaint = error.what();
        }
        NS_TEST_EXPECT_MSG_EQ(complaint,
                              "RTR '224.0.0.5' is no unicast IPv4 or IPv6 address",
                              "a group");
    }
};

/**
 * Method: sites "one" with 10.1.0.0/24, "two", a guest of it, and "three", with secrets of their
 * own; two's key has the ID 2. An Info-Request about 10.1.0.0/24, and one about the host 10.1.0.5,
 * from each; one signed by two under the key ID of one, and one of two about 10.3.0.0/24, which is
 * three's. Then Map-Registers of 10.1.0.5 by each of the sites.
 * Expected: whoever may register the EID-prefix is answered, under the key that it signed with: one
 * and two. Three is refused, as in its Map-Register: BAD_SIGNATURE, under the key ID of one; two
 * under that ID, too, and about 10.3.0.0/24 UNKNOWN_KEY, because three has no key of the ID 2.
 */
class GuestTestCase : public TestCase
{
  public:
    GuestTestCase()
        : TestCase("Info-Requests of a guest at a Map-Server")
    {
    }

  private:
    void DoRun() override
    {
        MappingSystem system;
        const auto addSite = [&system](const char* name, const char* prefix, uint8_t keyId) {
            LispSite site;
            site.name = name;
            site.keys[keyId].secret = std::string("secret of ") + name;
            if (*prefix != '\0')
            {
                site.prefixes.push_back({EidPrefix::FromString(prefix), true});
            }
            system.server->GetSites().AddSite(site);
            return LispKey::FromSecret(site.keys[keyId].secret, "hmac-sha-256-128", keyId);
        };
        const auto one = addSite("one", "10.1.0.0/24", 0);
        const auto two = addSite("two", "", 2);
        const auto three = addSite("three", "10.3.0.0/24", 0);
        system.server->GetSites().AddGuest("one", "two");
        std::string answers;
        system.ports[2]->SetHandler(
            LispControlPort::Role::NAT,
            [&](const LispReception& reception) {
                const auto* reply = std::get_if<LispInfoMessage>(reception.message);
                answers += reply ? reply->eid.GetEidPrefix()->ToString() : "?";
                for (const auto& key : {one, two, three})
                {
                    answers += VerifyLispMessage(*reception.octets, key.secret) ==
                                       LispAuthenticationResult::VALID
                                   ? " " + key.secret
                                   : "";
                }
                answers += "; ";
                return true;
            });
        int64_t when = 1000;
        const auto send = [&system, &when](const std::string& eid, const LispKey& key) {
            Simulator::Schedule(MilliSeconds(when), [&system, eid, key] {
                const auto [message, octets] = MakeInfo(eid, key);
                system.ports[2]->SendOctets(message,
                                            octets,
                                            {ControlTestNetwork::Ipv4Of(1), {}, 4342});
            });
            when += 1000;
        };
        for (const auto& key : {one, two, three})
        {
            send("10.1.0.0/24", key);
            send("10.1.0.5/32", key);
        }
        auto disguised = two;
        disguised.keyId = 0;
        send("10.1.0.0/24", disguised);
        send("10.3.0.0/24", two);
        system.Register(20000, 3, MappingSystem::MakeRegister("10.1.0.5/32", 3), one);
        system.Register(21000, 3, MappingSystem::MakeRegister("10.1.0.5/32", 3), two);
        system.Register(22000, 3, MappingSystem::MakeRegister("10.1.0.5/32", 3), three);
        Simulator::Stop(Seconds(19));
        Simulator::Run();
        NS_TEST_EXPECT_MSG_EQ(answers,
                              "10.1.0.0/24 secret of one; 10.1.0.5/32 secret of one; "
                              "10.1.0.0/24 secret of two; 10.1.0.5/32 secret of two; ",
                              "answers, and whose key signs them");
        const auto& statistics = system.ports[1]->GetStatistics();
        NS_TEST_EXPECT_MSG_EQ(statistics.GetDrops(LispControlDrop::BAD_SIGNATURE),
                              3,
                              "of three, and under a wrong ID");
        NS_TEST_EXPECT_MSG_EQ(statistics.GetDrops(LispControlDrop::UNKNOWN_KEY), 1, "for three");
        Simulator::Stop(Seconds(5));
        Simulator::Run();
        NS_TEST_EXPECT_MSG_EQ(system.results.find("10.1.0.5/32"), 0, "one and two may register");
        NS_TEST_EXPECT_MSG_EQ(statistics.GetReceived(LispMessageType::MAP_REGISTER), 3, "tried");
        NS_TEST_EXPECT_MSG_EQ(system.refused, "10.1.0.5/32 ", "three may not");
    }
};

/**
 * Method: node 3 is an RTR. Node 2 registers through it: signed well, and with the wrong secret;
 * node 4 sends it a Map-Notify with the nonce of a Map-Register that is on its way, and one that is
 * signed by nobody. Then node 2 withdraws.
 * Expected: the first makes a peer, at 60 ms after it was sent (20 ms to the RTR, 20 ms to the
 * Map-Server, 20 ms back), at 10.0.2.2 and the port that it came from, 4341. The others make none:
 * the Map-Server refuses the one, and node 4 is not the Map-Server. After the withdrawal there is
 * none.
 */
class RtrTestCase : public TestCase
{
  public:
    RtrTestCase()
        : TestCase("Map-Registers at an RTR")
    {
    }

  private:
    /// See LispNatRtr::PeerTrace.
    void OnPeer(const EidPrefix& eid, const NetworkAddress& address, uint16_t port)
    {
        m_peers += eid.ToString() + " " + address.ToString() + ":" + std::to_string(port) + "@" +
                   std::to_string(Simulator::Now().GetMilliSeconds()) + "; ";
    }

    void DoRun() override
    {
        MappingSystem system;
        system.AddSite("one", {"10.1.0.0/24"});
        const auto rtr = CreateObject<LispXtr>();
        rtr->Install(system.ports[3]->GetNode());
        rtr->AddRloc(ControlTestNetwork::Ipv4Of(3));
        rtr->SetAttribute("Rtr", BooleanValue(true));
        const auto serves = CreateObject<LispNatRtr>();
        serves->Install(rtr);
        serves->AddMapServer(ControlTestNetwork::Ipv4Of(1));
        serves->TraceConnectWithoutContext("PeerSet", MakeCallback(&RtrTestCase::OnPeer, this));
        const auto send = [&system](int64_t when, LispMapRegister message, const LispKey& key) {
            message.authentication = key.MakeField();
            const auto octets = EncodeSignedLispMessage(message, key.secret);
            Simulator::Schedule(MilliSeconds(when), [&system, octets] {
                const auto decoded = DecodeLispMessage(octets.data(), octets.size());
                const auto inner = LispControlPort::MakeInnerHeader(ControlTestNetwork::Ipv4Of(1),
                                                                    ControlTestNetwork::Ipv4Of(2));
                LispControlPath path{ControlTestNetwork::Ipv4Of(3), {}, LISP_CONTROL_PORT};
                path.sourcePort = LISP_DATA_PORT;
                system.ports[2]->Send(LispEncapsulatedControl(inner, *decoded.message), path);
            });
        };
        const auto good = LispKey::FromSecret(SECRET);
        send(1000, MappingSystem::MakeRegister("10.1.0.0/24", 3), good);
        auto forged = MappingSystem::MakeRegister("10.1.0.0/24", 3);
        send(2000, forged, LispKey::FromSecret("battery staple"));
        const auto late = MappingSystem::MakeRegister("10.1.0.5/32", 3);
        send(3000, late, LispKey::FromSecret("battery staple"));
        Simulator::Schedule(MilliSeconds(3010), [&] {
            LispMapNotify notify;
            notify.nonce = late.nonce;
            notify.records = late.records;
            system.ports[4]->Send(notify, {ControlTestNetwork::Ipv4Of(3), {}, 4342});
        });
        auto leave = MappingSystem::MakeRegister("10.1.0.0/24", 3);
        leave.records.front().ttl = 0;
        send(5000, leave, good);
        Simulator::Schedule(Seconds(4),
                            [&] { NS_TEST_EXPECT_MSG_EQ(serves->GetPeers(), 1, "one peer"); });
        Simulator::Stop(Seconds(20));
        Simulator::Run();
        NS_TEST_EXPECT_MSG_EQ(m_peers,
                              "10.1.0.0/24 10.0.2.2:4341@1060; 10.1.0.0/24 10.0.2.2:0@5060; ",
                              "peers");
        NS_TEST_EXPECT_MSG_EQ(serves->GetPeers(), 0, "withdrawn");
        NS_TEST_EXPECT_MSG_EQ(
            system.ports[1]->GetStatistics().GetDrops(LispControlDrop::BAD_SIGNATURE),
            2,
            "refused");
        NS_TEST_EXPECT_MSG_EQ(
            system.ports[3]->GetStatistics().GetDrops(LispControlDrop::UNEXPECTED_TYPE),
            1,
            "from another node");
    }

    std::string m_peers; ///< told by the trace source
};

/**
 * Method: node 3 is an RTR that knows the Map-Server of node 1, for 2 Map-Registers at once that
 * wait for 10 s. Node 2 sends it, encapsulated: a Map-Register of everything for node 4, which
 * acknowledges it itself; one for a group; a Map-Notify-Ack for node 4; at 2 s two Map-Registers of
 * different xTR-IDs with one nonce, and at 3 s three with the wrong secret; then an Info-Request
 * without an EID-prefix. Node 4 sends a plain Map-Register, and Map-Notifies to nobody.
 * Expected: what is for a Map-Server that the RTR was not told of goes nowhere,
 * NAT_UNKNOWN_SERVER, and makes no peer. Of those with one nonce each has its answer, and its peer.
 * The Map-Server refuses the next two, which wait in vain and keep the third out, TABLE_FULL; they
 * are gone 10 s later. BAD_EID counts the Info-Request. What node 4 sends is of no type that the
 * RTR takes.
 */
class HostileTestCase : public TestCase
{
  public:
    HostileTestCase()
        : TestCase("what an RTR does not hand on")
    {
    }

  private:
    /// See LispNatRtr::PeerTrace.
    void OnPeer(const EidPrefix& eid, const NetworkAddress&, uint16_t port)
    {
        m_peers += eid.ToString() + ":" + std::to_string(port) + "@" +
                   std::to_string(Simulator::Now().GetMilliSeconds()) + "; ";
    }

    void DoRun() override
    {
        MappingSystem system;
        system.AddSite("one", {"10.1.0.0/24"});
        const auto rtr = CreateObject<LispXtr>();
        rtr->Install(system.ports[3]->GetNode());
        rtr->AddRloc(ControlTestNetwork::Ipv4Of(3));
        rtr->SetAttribute("Rtr", BooleanValue(true));
        const auto serves = CreateObject<LispNatRtr>();
        serves->SetAttribute("MaxPeers", UintegerValue(2));
        serves->Install(rtr);
        serves->AddMapServer(ControlTestNetwork::Ipv4Of(1));
        serves->TraceConnectWithoutContext("PeerSet", MakeCallback(&HostileTestCase::OnPeer, this));
        const auto sendTo = [&system](int64_t when,
                                      const NetworkAddress& server,
                                      const LispMessage& message,
                                      uint16_t port = LISP_DATA_PORT) {
            Simulator::Schedule(MilliSeconds(when), [&system, server, message, port] {
                const auto inner =
                    LispControlPort::MakeInnerHeader(server, ControlTestNetwork::Ipv4Of(2));
                LispControlPath path{ControlTestNetwork::Ipv4Of(3), {}, LISP_CONTROL_PORT};
                path.sourcePort = port;
                system.ports[2]->Send(LispEncapsulatedControl(inner, message), path);
            });
        };
        const auto node1 = ControlTestNetwork::Ipv4Of(1);
        const auto node4 = ControlTestNetwork::Ipv4Of(4);
        const auto makeSigned = [](LispMapRegister message, const char* secret) {
            const auto key = LispKey::FromSecret(secret);
            message.authentication = key.MakeField();
            const auto octets = EncodeSignedLispMessage(message, key.secret);
            return *DecodeLispMessage(octets.data(), octets.size()).message;
        };
        // Acknowledged by whom it was sent to, who is no Map-Server.
        const auto greedy = MappingSystem::MakeRegister("0.0.0.0/0", 3);
        sendTo(1000, node4, greedy);
        sendTo(1100, NetworkAddress::FromString("224.0.0.5"), greedy);
        sendTo(1200, node4, LispMapNotifyAck());
        Simulator::Schedule(MilliSeconds(1050), [&system, greedy] {
            LispMapNotify notify;
            notify.nonce = greedy.nonce;
            notify.records = greedy.records;
            const LispControlPath path{ControlTestNetwork::Ipv4Of(3), {}, LISP_CONTROL_PORT};
            system.ports[4]->Send(notify, path);
            system.ports[4]->Send(greedy, path);
        });
        for (const uint8_t id : {1, 2})
        {
            auto message = MappingSystem::MakeRegister("10.1.0." + std::to_string(id) + "/32", 3);
            message.nonce = 1000;
            message.xtrId.emplace();
            message.xtrId->xtrId[0] = id;
            sendTo(2000, node1, makeSigned(message, SECRET), 5000 + id);
        }
        for (uint32_t i = 0; i < 3; ++i)
        {
            sendTo(3000 + 10 * i,
                   node1,
                   makeSigned(MappingSystem::MakeRegister("10.1.0.9/32", 3), "battery staple"));
        }
        Simulator::Schedule(Seconds(4), [&system] {
            system.ports[2]->Send(LispInfoMessage(),
                                  {ControlTestNetwork::Ipv4Of(3), {}, LISP_CONTROL_PORT});
        });
        // Those that waited in vain are gone.
        auto late = MappingSystem::MakeRegister("10.1.0.2/32", 3);
        late.nonce = 2000;
        late.xtrId.emplace();
        late.xtrId->xtrId[0] = 2;
        sendTo(13050, node1, makeSigned(late, SECRET), 5002);
        Simulator::Stop(Seconds(15));
        Simulator::Run();
        NS_TEST_EXPECT_MSG_EQ(
            m_peers,
            "10.1.0.1/32:5001@2060; 10.1.0.2/32:5002@2060; 10.1.0.2/32:5002@13110; ",
            "peers");
        const auto& statistics = system.ports[3]->GetStatistics();
        const auto drops = [&statistics](LispControlDrop reason) {
            return statistics.GetDrops(reason);
        };
        NS_TEST_EXPECT_MSG_EQ(drops(LispControlDrop::NAT_UNKNOWN_SERVER), 3, "nowhere");
        NS_TEST_EXPECT_MSG_EQ(drops(LispControlDrop::TABLE_FULL), 1, "too many");
        NS_TEST_EXPECT_MSG_EQ(drops(LispControlDrop::BAD_EID), 1, "no EID-prefix");
        NS_TEST_EXPECT_MSG_EQ(drops(LispControlDrop::UNEXPECTED_TYPE), 2, "of node 4");
        NS_TEST_EXPECT_MSG_EQ(
            system.ports[1]->GetStatistics().GetReceived(LispMessageType::MAP_REGISTER),
            5,
            "handed on");
        std::string complaint;
        try
        {
            serves->AddMapServer(NetworkAddress::FromString("224.0.0.5"));
        }
        catch (const std::invalid_argument& error)
        {
            complaint = error.what();
        }
        NS_TEST_EXPECT_MSG_EQ(complaint,
                              "Map-Server '224.0.0.5' is no unicast IPv4 or IPv6 address",
                              "a group");
    }

    std::string m_peers; ///< told by the trace source
};

/**
 * Method: the names of reasons. Expected: those of the last ones in the enumeration.
 */
class NamesTestCase : public TestCase
{
  public:
    NamesTestCase()
        : TestCase("names of reasons")
    {
    }

  private:
    void DoRun() override
    {
        NS_TEST_EXPECT_MSG_EQ(std::string(ToString(LispControlDrop::REPLY_BAD_PATH)),
                              "lisp-control-reply-bad-path",
                              "before those of NATs");
        NS_TEST_EXPECT_MSG_EQ(std::string(ToString(LispControlDrop::NAT_UNKNOWN_SERVER)),
                              "lisp-control-nat-unknown-server",
                              "the last one of NATs");
        NS_TEST_EXPECT_MSG_EQ(std::string(ToString(LispControlDrop::ICMP_NOT_OURS)),
                              "lisp-control-icmp-not-ours",
                              "the last one");
    }
};

/**
 * Method: a tunnel router on node 2 that looks for a NAT gets an Info-Reply that it did not ask
 * for, one without addresses, and a control message as data although it uses no RTR. LispNatClient
 * is installed twice, and on a node without ETR. Expected: each is counted by its reason, and the
 * Map-Server's own answer still says that there is no NAT. One line for each mistake.
 */
class ClientTestCase : public TestCase
{
  public:
    ClientTestCase()
        : TestCase("forged answers to a tunnel router")
    {
    }

  private:
    void DoRun() override
    {
        MappingSystem system;
        system.AddSite("one", {"10.1.0.0/24"});
        const auto xtr = CreateObject<LispXtr>();
        const auto node = system.ports[2]->GetNode();
        xtr->Install(node);
        xtr->AddRloc(ControlTestNetwork::Ipv4Of(2));
        const auto install = [&xtr] {
            try
            {
                CreateObject<LispNatClient>()->Install(xtr);
            }
            catch (const std::invalid_argument& error)
            {
                return std::string(error.what());
            }
            return std::string("accepted");
        };
        const auto refused = "node " + std::to_string(node->GetId()) +
                             " cannot look for a NAT: expected a tunnel router with an ETR, once, "
                             "before the simulation starts";
        NS_TEST_EXPECT_MSG_EQ(install(), refused, "no ETR");
        const auto etr = CreateObject<LispEtr>();
        etr->AddMapServer(ControlTestNetwork::Ipv4Of(1), LispKey::FromSecret(SECRET));
        etr->Install(xtr);
        etr->AddPrefix(EidPrefix::FromString("10.1.0.0/24"));
        NS_TEST_EXPECT_MSG_EQ(install(), "accepted", "with one");
        NS_TEST_EXPECT_MSG_EQ(install(), refused, "twice");
        Simulator::Schedule(Seconds(1), [&] {
            LispInfoMessage reply;
            reply.reply = true;
            reply.nonce = 99;
            const LispControlPath path{ControlTestNetwork::Ipv4Of(2), {}, LISP_CONTROL_PORT};
            system.ports[4]->Send(reply, path);
            LispNatTraversal nat;
            nat.globalEtr = ControlTestNetwork::Ipv4Of(3);
            reply.nat = LispLcaf{nat};
            system.ports[4]->Send(reply, path);
            const auto packet = Create<Packet>(20);
            Ipv4Header header;
            header.SetProtocol(17);
            packet->AddHeader(header);
            xtr->TakeControl(packet, ControlTestNetwork::Ipv4Of(4));
        });
        Simulator::Stop(Seconds(2));
        Simulator::Run();
        const auto& statistics = system.ports[2]->GetStatistics();
        for (const auto reason : {LispControlDrop::NAT_BAD_REPLY,
                                  LispControlDrop::NONCE_NOT_OUTSTANDING,
                                  LispControlDrop::NAT_NOT_FROM_RTR})
        {
            NS_TEST_EXPECT_MSG_EQ(statistics.GetDrops(reason), 1, ToString(reason));
        }
        NS_TEST_EXPECT_MSG_EQ(node->GetObject<LispNatClient>()->GetState(),
                              LispNatClient::DIRECT,
                              "as the Map-Server says");
    }
};

/// The suite.
class NatTestSuite : public TestSuite
{
  public:
    NatTestSuite()
        : TestSuite("lisp-control-nat", TestSuite::Type::UNIT)
    {
        AddTestCase(new MapServerTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new GuestTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new RtrTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new HostileTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new NamesTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new ClientTestCase, compat::TestDuration<>::QUICK);
    }
};

NatTestSuite g_suite; ///< registers itself

} // namespace
