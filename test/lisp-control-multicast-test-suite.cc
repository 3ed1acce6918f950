/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "multicast-test-net.h"
#include "script-mistakes.h"

#include "ns3/lisp-authentication.h"
#include "ns3/lisp-codec.h"
#include "ns3/ns3-compat.h"
#include "ns3/test.h"

#include <string>
#include <vector>

using namespace ns3;

/**
 * @file
 * @brief Registration of groups, answers and changes, and what is not believed. Messages take 20 ms
 * from node to node.
 */

namespace
{

/// @param port a control port @param reason a reason @return how often
uint64_t
DropsAt(const Ptr<Node>& node, LispControlDrop reason)
{
    return node->GetObject<LispControlPort>()->GetStatistics().GetDrops(reason);
}

/// @param eid what @param rloc of the router @param nonce the nonce @return a Map-Register
LispMapRegister
MakeJoin(const MulticastEid& eid, const std::string& rloc, uint64_t nonce)
{
    ReplicationHop own;
    own.addresses = {NetworkAddress::FromString(rloc)};
    LispMapRegister message;
    message.nonce = nonce;
    message.proxyReply = true;
    message.merge = true;
    message.records = {MakeReplicationRecord(eid, {own}, 10)};
    return message;
}

/// @param net the network @param from a node @param to a node @param message to be sent @param
/// secret that signs it; "": it is not signed
void
SendSigned(MulticastNet& net,
           uint32_t from,
           uint32_t to,
           LispMapRegister message,
           const std::string& secret)
{
    if (!secret.empty())
    {
        message.authentication = LispKey::FromSecret(secret).MakeField();
    }
    net.nodes[from]->GetObject<LispControlPort>()->SendOctets(
        message,
        secret.empty() ? EncodeLispMessage(message) : EncodeSignedLispMessage(message, secret),
        {ControlTestNetwork::Ipv4Of(to), {}, LISP_CONTROL_PORT});
}

/**
 * Method: site 2 joins a group at 2 s and leaves it at 70 s. A host of site 1 sends one packet at
 * 80 s. Expected: Map-Registers at the Map-Server 20 ms after they are sent: at 2.02 s, once more
 * after 1 s (Repeats), then each minute: 63.02 s; the withdrawal at 70.02 s and 71.02 s, with TTL
 * 0. Each has P and a, and not M (RFC 8378 section 5.1.2). Nobody asked for the group before 80 s,
 * so there is no Map-Notify; the answer then says drop, for a minute.
 */
class RegisterTestCase : public TestCase
{
  public:
    RegisterTestCase()
        : TestCase("registration")
    {
    }

  private:
    void DoRun() override
    {
        MulticastNet net;
        ControlTestLog log;
        log.Watch(net.nodes[MulticastNet::SERVER]->GetObject<LispControlPort>(), "Received");
        ControlTestLog sent;
        sent.Watch(net.nodes[MulticastNet::SERVER]->GetObject<LispControlPort>(), "Sent");
        Simulator::Schedule(Seconds(2), [&]() {
            net.lisp.JoinGroup(net.nodes[2], net.ports[2], MulticastNet::GROUP);
        });
        Simulator::Schedule(Seconds(70), [&]() {
            net.lisp.LeaveGroup(net.nodes[2], net.ports[2], MulticastNet::GROUP);
        });
        net.Send(80000000, 1);
        MulticastNet::Run(100);
        std::string times;
        for (const auto& entry : log.entries)
        {
            const auto* message = std::get_if<LispMapRegister>(&entry.message);
            const auto eid =
                message ? MulticastEid::FromLispAddress(message->records[0].eid) : std::nullopt;
            if (eid)
            {
                times += std::to_string(entry.when.GetMilliSeconds()) +
                         (message->records[0].ttl == 0 ? "- " : "+ ");
                NS_TEST_EXPECT_MSG_EQ(message->proxyReply && message->merge &&
                                          !message->wantMapNotify,
                                      true,
                                      "P, a, not M");
                NS_TEST_EXPECT_MSG_EQ(eid->ToString(), "(*, 239.1.2.3)", "its EID");
            }
        }
        NS_TEST_EXPECT_MSG_EQ(times, "2020+ 3020+ 63020+ 70020- 71020- ", "Map-Registers");
        bool isEmpty = false;
        for (const auto& entry : sent.entries)
        {
            if (const auto* notify = std::get_if<LispMapNotify>(&entry.message))
            {
                NS_TEST_EXPECT_MSG_EQ(
                    MulticastEid::FromLispAddress(notify->records[0].eid).has_value(),
                    false,
                    "nobody is told");
            }
            if (const auto* reply = std::get_if<LispMapReply>(&entry.message))
            {
                isEmpty = reply->records.size() == 1 && reply->records[0].locators.empty() &&
                          reply->records[0].ttl == 1 &&
                          reply->records[0].action == LispAction::DROP_NO_REASON;
            }
        }
        NS_TEST_EXPECT_MSG_EQ(isEmpty, true, "the answer without receivers");
        NS_TEST_EXPECT_MSG_EQ(net.Xtr(1)->GetDrops(LispDropReason::ITR_NO_RECEIVERS),
                              1,
                              "the packet that waited for it");
    }
};

/**
 * Method: site 2 joins (*,G), site 3 (S,G) with S the source, site 4 with another source; the
 * source sends a packet each second from 5 s to 205 s. The uplink of site 3 fails at 10 s.
 * Expected: hosts 2 and 3 get packets and host 4 none: what it joined is not sent. Site 3's last
 * Map-Register came at 3.02 s, so that its time is up at 183.02 s (RFC 9301 section 8.2: three
 * minutes), and the ITR is told at 183.04 s: two copies of the packets of 5 s to 183 s, 179 of
 * them, one copy of those to 205 s, 22: 380. The Map-Server remembers one source.
 */
class ExpiryTestCase : public TestCase
{
  public:
    ExpiryTestCase()
        : TestCase("sources, and a router that falls silent")
    {
    }

  private:
    void DoRun() override
    {
        MulticastNet net;
        Simulator::Schedule(Seconds(2), [&]() {
            net.lisp.JoinGroup(net.nodes[2], net.ports[2], MulticastNet::GROUP);
            net.lisp.JoinGroup(net.nodes[3], net.ports[3], MulticastNet::GROUP, "192.168.1.9");
            net.lisp.JoinGroup(net.nodes[4], net.ports[4], MulticastNet::GROUP, "192.168.1.77");
        });
        Simulator::Schedule(Seconds(10), [&]() { net.network.SetLink(net.nodes[3], false); });
        net.Send(5000000, 201, 1000000);
        MulticastNet::Run(210);
        NS_TEST_EXPECT_MSG_EQ(net.arrivals[2].copies.size(), 201, "host 2");
        NS_TEST_EXPECT_MSG_EQ(net.arrivals[3].copies.size(), 5, "host 3, of 5 s to 9 s");
        NS_TEST_EXPECT_MSG_EQ(net.arrivals[4].copies.size(), 0, "host 4");
        NS_TEST_EXPECT_MSG_EQ(net.uplinkData, 2 * 179 + 22, "copies");
        NS_TEST_EXPECT_MSG_EQ(net.server->GetInterests(), 1, "sources asked for");
    }
};

/**
 * Method: sites 2 and 3 have joined, and the source sends each 100 ms from 5 s to 9.9 s. From 6 s
 * on node 5 sends Map-Registers that take the group for itself: signed with a key of nobody, not
 * signed, and, with the key of site 5, one with an old nonce after a new one of a group that the
 * site does not join later; and one of site 5's key for something that is no EID. It sends
 * Map-Notifies to the ITR that say the group is empty, signed with a wrong key and not signed; a
 * Map-Reply that nobody asked for; two solicitations for the group that is cached, and one for
 * another. Expected: each is dropped by its name, and the list stays as it was: hosts 2 and 3 get
 * all 50 packets once, and host 5 none. The first solicitation is followed by one Map-Request, and
 * the second is too soon after it (RFC 9301 section 6.1: 3 s).
 */
class HostileTestCase : public TestCase
{
  public:
    HostileTestCase()
        : TestCase("forged messages")
    {
    }

  private:
    void DoRun() override
    {
        MulticastNet net;
        const auto any = MulticastEid::FromString("", MulticastNet::GROUP);
        const auto own = MulticastEid::FromString("192.168.1.9", MulticastNet::GROUP);
        const auto other = MulticastEid::FromString("", "239.9.9.9");
        Simulator::Schedule(Seconds(2), [&]() {
            net.lisp.JoinGroup(net.nodes[2], net.ports[2], MulticastNet::GROUP);
            net.lisp.JoinGroup(net.nodes[3], net.ports[3], MulticastNet::GROUP);
        });
        net.Send(5000000, 50, 100000);
        const std::string rloc = MulticastNet::Rloc(5);
        Simulator::Schedule(Seconds(6), [&]() {
            SendSigned(net, 5, MulticastNet::SERVER, MakeJoin(any, rloc, 1000), "of nobody");
            SendSigned(net, 5, MulticastNet::SERVER, MakeJoin(any, rloc, 1001), "");
            SendSigned(net, 5, MulticastNet::SERVER, MakeJoin(other, rloc, 1003), "key5");
            SendSigned(net, 5, MulticastNet::SERVER, MakeJoin(any, rloc, 1002), "key5");
            auto bad = MakeJoin(other, rloc, 1004);
            bad.records.push_back(bad.records[0]);
            bad.records[1].eid = LispAddress::FromName("group");
            SendSigned(net, 5, MulticastNet::SERVER, bad, "key5");
        });
        Simulator::Schedule(Seconds(7), [&]() {
            const auto port = net.nodes[5]->GetObject<LispControlPort>();
            const LispControlPath path{ControlTestNetwork::Ipv4Of(1), {}, LISP_CONTROL_PORT};
            LispMapNotify notify;
            notify.nonce = 1;
            notify.records = {MakeReplicationRecord(own, {}, 10)};
            port->Send(notify, path);
            notify.authentication = LispKey::FromSecret("key5").MakeField();
            port->SendOctets(notify, EncodeSignedLispMessage(notify, "key5"), path);
            LispMapReply reply;
            reply.nonce = 1;
            reply.records = notify.records;
            port->Send(reply, path);
            LispMapRequest smr;
            smr.smr = true;
            smr.dontReply = true;
            smr.itrRlocs = {LispAddress(ControlTestNetwork::Ipv4Of(5))};
            smr.requests = {LispEidRecord(own.ToLispAddress(), 32)};
            port->Send(smr, path);
            port->Send(smr, path);
            smr.requests = {LispEidRecord(other.ToLispAddress(), 0)};
            port->Send(smr, path);
        });
        MulticastNet::Run(12);
        for (uint32_t site = 2; site <= 3; ++site)
        {
            NS_TEST_EXPECT_MSG_EQ(net.arrivals[site].copies.size(), 50, "host " << site);
            NS_TEST_EXPECT_MSG_EQ(net.GetMostCopies(site), 1, "once");
        }
        NS_TEST_EXPECT_MSG_EQ(net.arrivals[5].copies.size(), 0, "host 5");
        NS_TEST_EXPECT_MSG_EQ(net.server->GetRegistrations().GetCount(any), 2, "of the group");
        const auto& server = net.nodes[MulticastNet::SERVER];
        NS_TEST_EXPECT_MSG_EQ(DropsAt(server, LispControlDrop::BAD_SIGNATURE), 1, "key of nobody");
        NS_TEST_EXPECT_MSG_EQ(DropsAt(server, LispControlDrop::NOT_SIGNED), 1, "no key");
        NS_TEST_EXPECT_MSG_EQ(DropsAt(server, LispControlDrop::REPLAYED_NONCE), 1, "old nonce");
        NS_TEST_EXPECT_MSG_EQ(DropsAt(server, LispControlDrop::BAD_EID), 1, "no EID");
        NS_TEST_EXPECT_MSG_EQ(DropsAt(net.nodes[1], LispControlDrop::NOT_SIGNED), 1, "Map-Notify");
        NS_TEST_EXPECT_MSG_EQ(DropsAt(net.nodes[1], LispControlDrop::BAD_SIGNATURE),
                              1,
                              "Map-Notify with a wrong key");
        NS_TEST_EXPECT_MSG_EQ(DropsAt(net.nodes[1], LispControlDrop::NONCE_NOT_OUTSTANDING),
                              1,
                              "Map-Reply");
        NS_TEST_EXPECT_MSG_EQ(DropsAt(net.nodes[1], LispControlDrop::SMR_RATE), 1, "the second");
        NS_TEST_EXPECT_MSG_EQ(DropsAt(net.nodes[1], LispControlDrop::SMR_WITHOUT_MAPPING),
                              1,
                              "of no list");
        NS_TEST_EXPECT_MSG_EQ(net.nodes[1]->GetObject<LispMulticastItr>()->GetSent(),
                              2,
                              "Map-Requests: the miss, the solicitation");
    }
};

/**
 * Method: turn things on where they cannot be.
 * Expected: each is refused with std::invalid_argument, and names what is accepted.
 */
class MistakesTestCase : public TestCase
{
  public:
    MistakesTestCase()
        : TestCase("mistakes of a script")
    {
    }

  private:
    /// @param name of the mistake @param call that makes it
    template <class Call>
    void Refuse(const std::string& name, Call call)
    {
        NS_TEST_EXPECT_MSG_EQ(IsRefused(call), true, name);
    }

    void DoRun() override
    {
        MulticastNet net;
        auto& lisp = net.lisp;
        const auto& node = net.nodes[2];
        Refuse("no tunnel router", [&]() { lisp.EnableMulticast(net.hosts[2]); });
        Refuse("no multicast", [&]() { lisp.JoinGroup(net.nodes[6], nullptr, "239.1.2.3"); });
        Refuse("no port", [&]() { lisp.JoinGroup(node, nullptr, "239.1.2.3"); });
        Refuse("another's port", [&]() { lisp.JoinGroup(node, net.ports[3], "239.1.2.3"); });
        Refuse("no group", [&]() { lisp.JoinGroup(node, net.ports[2], "10.0.0.1"); });
        Refuse("a group of a link", [&]() { lisp.JoinGroup(node, net.ports[2], "224.0.0.5"); });
        Refuse("a prefix", [&]() { lisp.JoinGroup(node, net.ports[2], "239.0.0.0/8"); });
        Refuse("level 128", [&]() { lisp.UseReplicator(net.nodes[6], "239.0.0.0/8", 128); });
        Refuse("no groups", [&]() { lisp.UseReplicator(net.nodes[6], "10.0.0.0/8"); });
        lisp.DetectMembers(node, net.ports[2]);
        Refuse("a port twice", [&]() { lisp.DetectMembers(node, net.ports[2]); });
    }
};

/**
 * @brief The suite of multicast's control plane.
 */
class LispControlMulticastTestSuite : public TestSuite
{
  public:
    LispControlMulticastTestSuite()
        : TestSuite("lisp-control-multicast", TestSuite::Type::UNIT)
    {
        AddTestCase(new RegisterTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new ExpiryTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new HostileTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new MistakesTestCase, compat::TestDuration<>::QUICK);
    }
};

LispControlMulticastTestSuite g_lispControlMulticastTestSuite; //!< registers the suite

} // namespace
