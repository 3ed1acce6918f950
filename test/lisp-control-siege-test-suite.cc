/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "lisp-wire-vectors.h"
#include "nat-test-net.h"

#include "ns3/boolean.h"
#include "ns3/eid-database-table.h"
#include "ns3/eid-database.h"
#include "ns3/ipv4-header.h"
#include "ns3/lisp-authentication.h"
#include "ns3/lisp-helper.h"
#include "ns3/lisp-lcaf.h"
#include "ns3/lisp-map-cache-table.h"
#include "ns3/lisp-map-cache.h"
#include "ns3/lisp-multicast-server.h"
#include "ns3/lisp-nat-client.h"
#include "ns3/lisp-nat-rtr.h"
#include "ns3/lisp-registrations-table.h"
#include "ns3/lisp-xtr.h"
#include "ns3/ns3-compat.h"
#include "ns3/test.h"
#include "ns3/udp-header.h"
#include "ns3/udp-l4-protocol.h"

#include <functional>
#include <random>
#include <set>
#include <sstream>
#include <string>
#include <vector>

using namespace ns3;

/**
 * @file
 * @brief Malformed and forged messages of NAT traversal, of groups, of paths and of MAC addresses,
 * to a tunnel router behind a NAT, its RTR, a Map-Server and a tunnel router with groups.
 *
 * ```
 *   inside 172.16.0.2 -- NAT 10.0.1.2        Map-Server 10.0.2.2       RTR 10.0.3.2
 *                              \              |              /
 *   attacker 10.0.4.2 -------------------- core ---------- xTR 10.0.5.2, fd00:5::2
 * ```
 *
 * A message takes 20 ms from node to node, 21 ms to and from the router inside.
 */

namespace
{

using lisptest::Octets;

/// The nodes.
class SiegeNet
{
  public:
    SiegeNet()
        : server(net.network.AddNode()),
          rtr(net.network.AddNode()),
          attacker(net.network.AddNode()),
          xtr(net.network.AddNode())
    {
        for (const auto* name : {"MapVersioning", "LocatorStatusBits", "EchoNonce"})
        {
            lisp.SetSignalAttribute(name, BooleanValue(true));
        }
        lisp.SetMapServer(server, "10.0.2.2");
        lisp.AddSite("home", "sweet");
        lisp.AddSite("lyon", "rhone");
        lisp.InstallNatRtr(rtr, {"10.0.3.2"});
        lisp.InstallXtr(net.inside, "home", {"172.16.0.2"}, {"192.168.1.0/24"});
        lisp.LookForNat(net.inside);
        lisp.InstallXtr(xtr, "lyon", {"10.0.5.2", "fd00:5::2"}, {"192.168.2.0/24", "fd11:2::/64"});
        lisp.EnableMulticast(xtr);
        lisp.AssignStreams(100);
        multicast = server->GetObject<LispMulticastServer>();
    }

    /// @param source of an outer header @param target of it @param sourcePort its @param port its
    /// @param payload octets of the attacker
    void Send(const NetworkAddress& source,
              const NetworkAddress& target,
              uint16_t sourcePort,
              uint16_t port,
              const Octets& payload) const
    {
        auto packet = Create<Packet>(payload.data(), payload.size());
        const auto udp = attacker->GetObject<UdpL4Protocol>();
        if (target.GetFamily() == AddressFamily::IPV4)
        {
            udp->Send(packet, source.ToIpv4(), target.ToIpv4(), sourcePort, port);
        }
        else
        {
            udp->Send(packet, source.ToIpv6(), target.ToIpv6(), sourcePort, port);
        }
    }

    /// @param secret of a site @param message to a node, by the attacker @param target the node
    void SendSigned(const std::string& secret,
                    LispMapRegister message,
                    const NetworkAddress& target) const
    {
        message.authentication = LispKey::FromSecret(secret).MakeField();
        Send(ControlTestNetwork::Ipv4Of(4),
             target,
             LISP_CONTROL_PORT,
             LISP_CONTROL_PORT,
             EncodeSignedLispMessage(message, secret));
    }

    /// @param node a node @param reason a reason @return how often
    static uint64_t GetDrops(Ptr<Node> node, LispControlDrop reason)
    {
        return LispControlPort::Of(node)->GetStatistics().GetDrops(reason);
    }

    NatTestNet net;                     ///< the NAT, and what is behind it
    Ptr<Node> server;                   ///< node 2
    Ptr<Node> rtr;                      ///< node 3
    Ptr<Node> attacker;                 ///< node 4
    Ptr<Node> xtr;                      ///< node 5
    LispHelper lisp;                    ///< of all but the attacker
    Ptr<LispMulticastServer> multicast; ///< on node 2
};

/// @param entries how many @param first of their addresses @return a replication list of as many
/// receivers, 10 octets each: level 4, AFI 2, address 4 (RFC 8060 section 4.8)
LispLocator
MakeList(uint32_t entries, uint32_t first)
{
    LispReplicationList list;
    for (uint32_t i = 0; i < entries; ++i)
    {
        list.entries.push_back({128, LispAddress(NetworkAddress(Ipv4Address(first + i)))});
    }
    LispLocator locator;
    locator.address = LispAddress(LispLcaf{list});
    locator.multicastPriority = 1;
    return locator;
}

/// @param group with its source, in text @param locator of it @return a Map-Register
LispMapRegister
MakeJoin(const MulticastEid& eid, const LispLocator& locator, uint64_t nonce, uint8_t xtrId)
{
    LispMapRegister message;
    message.nonce = nonce;
    message.proxyReply = true;
    message.merge = true;
    message.xtrId = LispXtrId();
    message.xtrId->xtrId[0] = xtrId;
    message.records.resize(1);
    message.records[0].eid = eid.ToLispAddress();
    message.records[0].ttl = 10;
    message.records[0].locators = {locator};
    return message;
}

/// @return well-formed messages of all that there is besides plain addresses
std::vector<Octets>
MakeMessages()
{
    const auto group = MulticastEid::FromString("192.168.2.9", "239.1.2.3");
    const auto address = [](const char* text) {
        return LispAddress(NetworkAddress::FromString(text));
    };
    LispExplicitLocatorPath path;
    for (const auto* hop : {"10.0.3.2", "10.0.5.2", "10.0.3.2"})
    {
        path.hops.push_back({});
        path.hops.back().address = address(hop);
    }
    LispLocator pathLocator;
    pathLocator.address = LispAddress(LispLcaf{path});

    std::vector<LispMappingRecord> records(5);
    records[0].eid = group.ToLispAddress();
    records[0].locators = {MakeList(3, 0x0a000502)};
    records[1].eid = MulticastEid::FromString("", "ff0e::/16").ToLispAddress();
    records[1].locators = {pathLocator};
    records[2] = LispMappingRecord();
    records[2].eid = address("02:00:00:00:00:01");
    records[2].maskLength = 48;
    records[2].locators.resize(1);
    records[2].locators[0].address = address("10.0.5.2");
    records[3] = records[2];
    records[3].eid = LispAddress::FromEidPrefix(EidPrefix::FromString("192.168.2.0/24", 7));
    records[3].maskLength = 24;
    records[4] = records[2];
    records[4].eid = address("192.168.1.0");
    records[4].maskLength = 24;
    records[4].locators = {pathLocator};
    records[4].locators[0].priority = 255;

    std::vector<Octets> all;
    const auto add = [&all](const LispMessage& message) {
        all.push_back(EncodeLispMessage(message));
    };
    for (const auto& record : records)
    {
        LispMapRegister registration;
        registration.nonce = 1000;
        registration.wantMapNotify = true;
        registration.authentication = LispKey::FromSecret("sweet").MakeField();
        registration.records = {record};
        add(registration);
        for (const auto* server : {"10.0.2.2", "10.0.3.2", "224.0.0.5", "255.255.255.255"})
        {
            add(LispEncapsulatedControl(
                LispControlPort::MakeInnerHeader(NetworkAddress::FromString(server),
                                                 ControlTestNetwork::Ipv4Of(4)),
                registration));
        }
        add(LispEncapsulatedControl(LispControlPort::MakeInnerHeader(ControlTestNetwork::Ipv6Of(2),
                                                                     ControlTestNetwork::Ipv6Of(4)),
                                    registration));
        LispMapNotify notify;
        // Of none of these: who pretends to be the Map-Server and knows the nonce is believed by
        // the RTR, which has no key in common with either end.
        notify.nonce = 0x5555aaaa5555aaaa;
        notify.authentication = registration.authentication;
        notify.records = {record, records[0]};
        add(notify);
        LispMapNotifyAck ack;
        static_cast<LispMapNotify&>(ack) = notify;
        add(ack);
        LispMapReply reply;
        reply.nonce = 1000;
        reply.records = {record};
        add(reply);
        LispMapRequest request;
        request.nonce = 1000;
        request.itrRlocs = {LispAddress(ControlTestNetwork::Ipv4Of(4))};
        request.requests = {LispEidRecord(record.eid, record.maskLength)};
        add(request);
        request.smr = true;
        add(request);
        request.smr = false;
        request.requests.push_back(LispEidRecord(records[0].eid, 0));
        add(LispEncapsulatedControl(
            LispControlPort::MakeInnerHeader(NetworkAddress::FromString("239.1.2.3"),
                                             ControlTestNetwork::Ipv4Of(4)),
            request));
    }
    LispInfoMessage info;
    info.nonce = 1000;
    info.eid = EidPrefix::FromString("192.168.1.0/24");
    info.authentication = LispKey::FromSecret("sweet").MakeField();
    add(info);
    LispNatTraversal nat;
    nat.mapServerPort = 4342;
    nat.etrPort = 49153;
    nat.globalEtr = address("10.0.1.2");
    nat.mapServer = address("10.0.2.2");
    nat.rtrs = {address("10.0.4.2"), address("fd00:4::2"), LispAddress(LispLcaf{path})};
    info.reply = true;
    info.nat = LispAddress(LispLcaf{nat});
    add(info);
    return all;
}

/// @param message a control message @param source of the packet @return it in a packet behind a
/// LISP header (RFC 9300 section 5.3)
Octets
AsData(const Octets& message, const NetworkAddress& source, const NetworkAddress& destination)
{
    auto packet = Create<Packet>(message.data(), message.size());
    UdpHeader udp;
    udp.SetSourcePort(LISP_CONTROL_PORT);
    udp.SetDestinationPort(LISP_CONTROL_PORT);
    udp.EnableChecksums();
    udp.InitializeChecksum(source.ToAddress(), destination.ToAddress(), 17);
    packet->AddHeader(udp);
    Ipv4Header header;
    header.SetSource(source.ToIpv4());
    header.SetDestination(destination.ToIpv4());
    header.SetProtocol(17);
    header.SetTtl(64);
    header.SetPayloadSize(packet->GetSize());
    header.EnableChecksum();
    packet->AddHeader(header);
    Octets octets(8 + packet->GetSize());
    packet->CopyData(octets.data() + 8, packet->GetSize());
    return octets;
}

/**
 * Method: from 5 s on the attacker sends each of some 60 messages to each of the four, cut after
 * each octet, and 40 times with up to four bits changed (a fixed seed), a datagram each 50 us:
 * every second one to port 4342, the others to port 4341 in a LISP data packet; to the router
 * behind the NAT by the two ports that the NAT has open. It pretends in turn to be itself, the
 * Map-Server, the RTR. Afterwards a signed Map-Register of the router inside withdraws, a new site
 * registers, and is asked for. Expected: the EID databases and the registrations are to the letter
 * what they were before, no group is registered, the RTR has its one peer and the router inside its
 * RTR; 1000 or more are refused as malformed by each of the others. The RTR's own table of what
 * waits is empty 10 s later. All is as ever then.
 */
class BarrageTestCase : public TestCase
{
  public:
    BarrageTestCase()
        : TestCase("a barrage of messages")
    {
    }

  private:
    /// @param net the nodes @return what they know, as of 1000 s
    static std::string GetState(const SiegeNet& net)
    {
        std::ostringstream text;
        for (const auto& node : {net.net.inside, net.xtr})
        {
            PrintEidDatabase(node->GetObject<LispXtr>()->GetEidDatabase(), Seconds(1000), text);
        }
        const auto server = net.server->GetObject<LispMapServer>();
        PrintLispRegistrations(server->GetSites(), server->GetRegistrations(), Seconds(1000), text);
        text << net.multicast->GetRegistrations().GetEids().size() << " groups\n";
        text << net.rtr->GetObject<LispNatRtr>()->GetPeers() << " peers\n";
        const auto client = net.net.inside->GetObject<LispNatClient>();
        text << client->GetRtr() << " " << client->GetGlobalAddress() << "\n";
        return text.str();
    }

    void DoRun() override
    {
        SiegeNet net;
        std::mt19937 random(4341);
        const NetworkAddress targets[] = {ControlTestNetwork::Ipv4Of(2),
                                          ControlTestNetwork::Ipv4Of(3),
                                          ControlTestNetwork::Ipv4Of(5),
                                          ControlTestNetwork::Ipv4Of(1)};
        const NetworkAddress sources[] = {ControlTestNetwork::Ipv4Of(4),
                                          ControlTestNetwork::Ipv4Of(2),
                                          ControlTestNetwork::Ipv4Of(3)};
        uint64_t sent = 0;
        const auto send = [&](const Octets& octets) {
            const auto& target = targets[sent % 4];
            const auto& source = sources[sent / 4 % 3];
            const bool isData = sent / 12 % 2;
            const bool isInside = sent % 4 == 3;
            const uint16_t port = isInside ? (isData ? 49153 : 49152)
                                  : isData ? LISP_DATA_PORT
                                           : LISP_CONTROL_PORT;
            const auto to = isInside ? NetworkAddress::FromString("172.16.0.2") : target;
            const Octets payload = isData ? AsData(octets, source, to) : octets;
            Simulator::Schedule(Seconds(5) + MicroSeconds(50 * sent), [=, &net] {
                net.Send(source,
                         target,
                         isData ? LISP_DATA_PORT : LISP_CONTROL_PORT,
                         port,
                         payload);
            });
            ++sent;
        };
        for (const auto& octets : MakeMessages())
        {
            for (std::size_t length = 1 + random() % 3; length <= octets.size(); length += 3)
            {
                send(Octets(octets.begin(), octets.begin() + length));
            }
            for (int n = 0; n < 160; ++n)
            {
                auto changed = octets;
                for (uint32_t bits = random() % 4 + 1; bits > 0; --bits)
                {
                    changed[random() % changed.size()] ^= 1 << random() % 8;
                }
                send(changed);
            }
        }
        NS_TEST_ASSERT_MSG_GT(sent, 10000, "many");
        NS_TEST_ASSERT_MSG_LT(sent, 50 * 20000, "over before the router inside registers again");
        const Time end = Seconds(6) + MicroSeconds(50 * sent);
        std::string before;
        std::string after;
        Simulator::Schedule(MilliSeconds(4900), [&] { before = GetState(net); });
        Simulator::Schedule(end, [&] { after = GetState(net); });
        ControlTestLog log;
        log.Watch(LispControlPort::Of(net.attacker), "Received");
        Simulator::Schedule(end + Seconds(1), [&] {
            LispMapRequest request;
            request.nonce = 77;
            request.itrRlocs = {LispAddress(ControlTestNetwork::Ipv4Of(4))};
            request.requests = {EidPrefix::FromString("192.168.2.7")};
            net.Send(ControlTestNetwork::Ipv4Of(4),
                     ControlTestNetwork::Ipv4Of(2),
                     LISP_CONTROL_PORT,
                     LISP_CONTROL_PORT,
                     EncodeLispMessage(LispEncapsulatedControl(
                         LispControlPort::MakeInnerHeader(NetworkAddress::FromString("192.168.2.7"),
                                                          ControlTestNetwork::Ipv4Of(4)),
                         request)));
        });
        Simulator::Stop(end + Seconds(2));
        Simulator::Run();
        NS_TEST_EXPECT_MSG_NE(before.find("1 peers"), std::string::npos, before);
        NS_TEST_EXPECT_MSG_EQ(after, before, "nothing is poisoned");
        for (const auto& node : {net.server, net.rtr, net.xtr, net.net.inside})
        {
            NS_TEST_EXPECT_MSG_GT(SiegeNet::GetDrops(node, LispControlDrop::MALFORMED),
                                  500,
                                  "malformed at node " << node->GetId());
        }
        uint64_t replies = 0;
        for (const auto& reply : log.Get<LispMapReply>())
        {
            replies += reply.nonce == 77;
        }
        NS_TEST_EXPECT_MSG_EQ(replies, 1, "the site answers");
    }
};

/**
 * Method: two routers of a site, which have its key, register lists of 4000 receivers each for (*,
 * G), a third one of 4000 for (S, G), and a fourth one of 20 for (S, G2). The attacker asks for
 * (S, G) before and at 8 s, for (S, G2) at 10 s.
 * Expected: a canonical address can say 65535 octets (RFC 8060 section 3), which are 6553 entries
 * of 10; a datagram has 65507. So what is registered for (S, G) is more than can be written in one
 * list or told: neither the answer nor what the source's site should hear is sent, but counted as
 * too long. For (S, G2), with 20 x 10 octets, the answer has all 20.
 */
class LongListTestCase : public TestCase
{
  public:
    LongListTestCase()
        : TestCase("more receivers than a message can name")
    {
    }

  private:
    void DoRun() override
    {
        SiegeNet net;
        const auto any = MulticastEid::FromString("", "239.1.2.3");
        const auto one = MulticastEid::FromString("192.168.2.9", "239.1.2.3");
        const auto other = MulticastEid::FromString("192.168.2.9", "239.1.2.4");
        const auto target = ControlTestNetwork::Ipv4Of(2);
        const auto ask = [&net, target](const MulticastEid& eid) {
            LispMapRequest request;
            request.itrRlocs = {LispAddress(ControlTestNetwork::Ipv4Of(4))};
            request.requests = {LispEidRecord(eid.ToLispAddress(), 32)};
            net.Send(ControlTestNetwork::Ipv4Of(4),
                     target,
                     LISP_CONTROL_PORT,
                     LISP_CONTROL_PORT,
                     EncodeLispMessage(request));
        };
        // Asked for first, so that there is a site to tell of changes.
        Simulator::Schedule(Seconds(4), [&] { ask(one); });
        // One after the other, since a queue of the underlay has 100 packets.
        const auto join =
            [&net, target](double when, const MulticastEid& eid, uint8_t xtrId, uint32_t entries) {
                Simulator::Schedule(Seconds(when), [&net, target, eid, xtrId, entries] {
                    net.SendSigned("rhone",
                                   MakeJoin(eid, MakeList(entries, xtrId << 24 | 1), 1, xtrId),
                                   target);
                });
            };
        join(5, any, 11, 4000);
        join(5.1, any, 12, 4000);
        join(5.2, one, 13, 4000);
        join(5.3, other, 14, 20);
        ControlTestLog log;
        log.Watch(LispControlPort::Of(net.attacker), "Received");
        Simulator::Schedule(Seconds(8), [&] { ask(one); });
        Simulator::Schedule(Seconds(10), [&] { ask(other); });
        Simulator::Stop(Seconds(11));
        Simulator::Run();
        NS_TEST_EXPECT_MSG_EQ(net.multicast->GetRegistrations().GetCount(any), 2, "of (*, G)");
        NS_TEST_EXPECT_MSG_EQ(net.multicast->GetRegistrations().GetCount(one), 1, "of (S, G)");
        NS_TEST_EXPECT_MSG_GT(SiegeNet::GetDrops(net.server, LispControlDrop::TOO_LONG),
                              1,
                              "the answer, and what the source's site should have been told");
        const auto replies = log.Get<LispMapReply>();
        NS_TEST_ASSERT_MSG_EQ(replies.size(), 2, "answers: nobody, and one list");
        NS_TEST_EXPECT_MSG_EQ(ReadReplicationList(replies[1].records.at(0)).size(), 20, "all");
    }
};

/**
 * Method: the attacker sends the Map-Server a Map-Request of 65508 octets over IPv6, most of them a
 * name as the source EID. It is for an EID of an ETR that answers itself, and not encapsulated, so
 * that it would be forwarded with an IPv4 and a UDP header of 28 octets around it.
 * Expected: 65536 octets are one more than IPv4 can say. It is not forwarded, and counted as too
 * long.
 */
class LongRequestTestCase : public TestCase
{
  public:
    LongRequestTestCase()
        : TestCase("a Map-Request that leaves no room for a header")
    {
    }

  private:
    void DoRun() override
    {
        SiegeNet net;
        LispMapRequest request;
        request.itrRlocs = {LispAddress(ControlTestNetwork::Ipv6Of(4))};
        request.requests = {EidPrefix::FromString("192.168.2.7/32")};
        request.sourceEid = LispAddress::FromName("");
        const std::size_t rest = EncodeLispMessage(request).size();
        request.sourceEid = LispAddress::FromName(std::string(65508 - rest, 'a'));
        const Octets octets = EncodeLispMessage(request);
        NS_TEST_ASSERT_MSG_EQ(octets.size(), 65508, "one too many");
        ControlTestLog log;
        log.Watch(LispControlPort::Of(net.server), "Received");
        Simulator::Schedule(Seconds(5), [&] {
            net.Send(ControlTestNetwork::Ipv6Of(4),
                     ControlTestNetwork::Ipv6Of(2),
                     LISP_CONTROL_PORT,
                     LISP_CONTROL_PORT,
                     octets);
        });
        Simulator::Stop(Seconds(6));
        Simulator::Run();
        bool isThere = false;
        for (const auto& message : log.Get<LispMapRequest>())
        {
            isThere = isThere || message.sourceEid == request.sourceEid;
        }
        NS_TEST_EXPECT_MSG_EQ(isThere, true, "it arrives");
        NS_TEST_EXPECT_MSG_EQ(SiegeNet::GetDrops(net.server, LispControlDrop::TOO_LONG),
                              1,
                              "dropped");
    }
};

/**
 * Method: a Map-Server that the RTR was told of belongs to the attacker, who registers there
 * through the RTR, as if behind a NAT, and answers with a Map-Notify of 65507 octets, the longest
 * of UDP over IPv4. Expected: in an IPv4 packet it has 65535 octets, and no room for the headers of
 * LISP around it (20, 8 and 8): dropped as too long.
 */
class LongNotifyTestCase : public TestCase
{
  public:
    LongNotifyTestCase()
        : TestCase("a Map-Notify that leaves no room for a header")
    {
    }

  private:
    void DoRun() override
    {
        SiegeNet net;
        LispMapRegister registration;
        registration.nonce = 5;
        registration.records.resize(1);
        registration.records[0].eid = LispAddress(NetworkAddress::FromString("192.168.9.9"));
        registration.records[0].maskLength = 32;
        registration.records[0].locators.resize(1);
        registration.records[0].locators[0].address = LispAddress::FromName("");
        LispMapNotify notify;
        notify.nonce = 5;
        notify.records = registration.records;
        const std::size_t rest = EncodeLispMessage(notify).size();
        notify.records[0].locators[0].address =
            LispAddress::FromName(std::string(65507 - rest, 'a'));
        const Octets octets = EncodeLispMessage(notify);
        NS_TEST_ASSERT_MSG_EQ(octets.size(), 65507, "the longest");
        const auto own = ControlTestNetwork::Ipv4Of(4);
        net.rtr->GetObject<LispNatRtr>()->AddMapServer(own);
        Simulator::Schedule(Seconds(5), [&] {
            net.Send(own,
                     ControlTestNetwork::Ipv4Of(3),
                     LISP_DATA_PORT,
                     LISP_CONTROL_PORT,
                     EncodeLispMessage(
                         LispEncapsulatedControl(LispControlPort::MakeInnerHeader(own, own),
                                                 registration)));
        });
        Simulator::Schedule(Seconds(6), [&] {
            net.Send(own,
                     ControlTestNetwork::Ipv4Of(3),
                     LISP_CONTROL_PORT,
                     LISP_CONTROL_PORT,
                     octets);
        });
        Simulator::Stop(Seconds(8));
        Simulator::Run();
        NS_TEST_EXPECT_MSG_EQ(SiegeNet::GetDrops(net.rtr, LispControlDrop::TOO_LONG), 1, "dropped");
    }
};

/**
 * Method: the attacker registers through the RTR with a Map-Server that is no host: a group of the
 * link, one of the Internet, all hosts, an IPv6 group; and it sends an Info-Request from each of
 * 224.0.0.5, 255.255.255.255 and 0.0.0.0.
 * Expected: none of the former is a Map-Server that the RTR was told of, and it answers none of the
 * latter: both counted. It sends no message at all.
 */
class NoHostTestCase : public TestCase
{
  public:
    NoHostTestCase()
        : TestCase("messages from and to what is no host")
    {
    }

  private:
    void DoRun() override
    {
        SiegeNet net;
        const auto target = ControlTestNetwork::Ipv4Of(3);
        ControlTestLog log;
        Simulator::Schedule(Seconds(4), [&] { log.Watch(LispControlPort::Of(net.rtr), "Sent"); });
        LispMapRegister registration;
        registration.records.resize(1);
        registration.records[0].eid = LispAddress(NetworkAddress::FromString("192.168.9.9"));
        registration.records[0].maskLength = 32;
        for (const auto* server : {"224.0.0.5", "239.1.2.3", "255.255.255.255", "ff02::1"})
        {
            ++registration.nonce;
            const auto address = NetworkAddress::FromString(server);
            const bool isIpv4 = address.GetFamily() == AddressFamily::IPV4;
            const auto octets = EncodeLispMessage(LispEncapsulatedControl(
                LispControlPort::MakeInnerHeader(address,
                                                 isIpv4 ? ControlTestNetwork::Ipv4Of(4)
                                                        : ControlTestNetwork::Ipv6Of(4)),
                registration));
            Simulator::Schedule(Seconds(5), [&net, target, octets] {
                net.Send(ControlTestNetwork::Ipv4Of(4),
                         target,
                         LISP_DATA_PORT,
                         LISP_CONTROL_PORT,
                         octets);
            });
        }
        LispInfoMessage info;
        info.eid = EidPrefix::FromString("192.168.9.0/24");
        for (const auto* source : {"224.0.0.5", "255.255.255.255", "0.0.0.0"})
        {
            Simulator::Schedule(Seconds(6), [&net, target, info, source] {
                net.Send(NetworkAddress::FromString(source),
                         target,
                         LISP_CONTROL_PORT,
                         LISP_CONTROL_PORT,
                         EncodeLispMessage(info));
            });
        }
        Simulator::Stop(Seconds(7));
        Simulator::Run();
        NS_TEST_EXPECT_MSG_EQ(SiegeNet::GetDrops(net.rtr, LispControlDrop::NAT_UNKNOWN_SERVER),
                              4,
                              "to");
        NS_TEST_EXPECT_MSG_EQ(SiegeNet::GetDrops(net.rtr, LispControlDrop::BAD_SOURCE), 3, "from");
        NS_TEST_EXPECT_MSG_EQ(log.entries.size(), 0, "sent");
    }
};

/**
 * Method: the reasons of drops are turned into text. Expected: each has the name of its enumerator.
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
        const std::pair<LispControlDrop, std::string> names[] = {
            {LispControlDrop::BAD_SOURCE, "bad-source"},
            {LispControlDrop::UDP_LENGTH, "udp-length"},
            {LispControlDrop::NO_ROUTE, "no-route"},
            {LispControlDrop::TOO_LONG, "too-long"},
            {LispControlDrop::TABLE_FULL, "table-full"},
            {LispControlDrop::NOTIFY_STALE, "notify-stale"},
            {LispControlDrop::SMR_WITHOUT_MAPPING, "smr-without-mapping"},
            {LispControlDrop::REPLY_UNEXPECTED_SOURCE, "reply-unexpected-source"},
            {LispControlDrop::REPLY_BAD_PATH, "reply-bad-path"},
            {LispControlDrop::NAT_NO_RTR, "nat-no-rtr"},
            {LispControlDrop::NAT_NOT_FROM_RTR, "nat-not-from-rtr"},
            {LispControlDrop::NAT_BAD_REPLY, "nat-bad-reply"},
            {LispControlDrop::ICMP_NOT_OURS, "icmp-not-ours"},
        };
        std::set<std::string> all;
        for (std::size_t i = 0; i < LISP_CONTROL_DROPS; ++i)
        {
            all.insert(ToString(static_cast<LispControlDrop>(i)));
        }
        NS_TEST_EXPECT_MSG_EQ(all.size(), LISP_CONTROL_DROPS, "one each");
        for (const auto& [reason, name] : names)
        {
            NS_TEST_EXPECT_MSG_EQ(ToString(reason), "lisp-control-" + name, name);
        }
    }
};

/// The suite.
class ControlSiegeTestSuite : public TestSuite
{
  public:
    ControlSiegeTestSuite()
        : TestSuite("lisp-control-siege", TestSuite::Type::SYSTEM)
    {
        AddTestCase(new BarrageTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new LongListTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new LongRequestTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new LongNotifyTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new NoHostTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new NamesTestCase, compat::TestDuration<>::QUICK);
    }
};

ControlSiegeTestSuite g_controlSiegeTestSuite; ///< registers itself

} // namespace
