/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "control-test-network.h"

#include "ns3/inet-socket-address.h"
#include "ns3/lisp-deadlines.h"
#include "ns3/lisp-key.h"
#include "ns3/lisp-rate-limiter.h"
#include "ns3/ns3-compat.h"
#include "ns3/test.h"
#include "ns3/udp-header.h"
#include "ns3/udp-socket-factory.h"

#include <fstream>
#include <stdexcept>

using namespace ns3;

/**
 * @file
 * @brief UDP port 4342 of a node, and the small parts that the roles on it share.
 */

namespace
{

/// A Map-Request for 192.0.2.1 with one ITR-RLOC. @param rloc the ITR-RLOC @return it
LispMapRequest
MakeRequest(const NetworkAddress& rloc)
{
    LispMapRequest request;
    request.nonce = 0x1234;
    request.itrRlocs = {rloc};
    request.requests = {EidPrefix::FromString("192.0.2.1")};
    return request;
}

/**
 * Method: a Map-Request is sent plain and in an Encapsulated Control Message, over IPv4 and IPv6,
 * with the global value ChecksumEnabled at its default, false. The core looks at the packets.
 * Expected: it arrives with addresses, ports and octets as sent; the reply port is that of the
 * inner header for the encapsulated one; each packet has TTL 31 after one hop, class 0xc0 and a
 * UDP checksum that is not zero; both ends count it by type, the encapsulated one also as what is
 * inside; a node with no role counts it as unexpected.
 */
class SendTestCase : public TestCase
{
  public:
    SendTestCase()
        : TestCase("messages arrive as they were sent")
    {
    }

  private:
    void OnIpv4(const Ipv4Header& header, Ptr<const Packet> packet, uint32_t)
    {
        ++m_packets;
        NS_TEST_EXPECT_MSG_EQ(+header.GetTtl(), 31, "TTL after the core");
        NS_TEST_EXPECT_MSG_EQ(+header.GetTos(), 0xc0, "TOS");
        CheckUdp(packet);
    }

    void OnIpv6(const Ipv6Header& header, Ptr<const Packet> packet, uint32_t)
    {
        if (header.GetNextHeader() == 17)
        {
            ++m_packets;
            NS_TEST_EXPECT_MSG_EQ(+header.GetHopLimit(), 31, "hop limit after the core");
            NS_TEST_EXPECT_MSG_EQ(+header.GetTrafficClass(), 0xc0, "traffic class");
            CheckUdp(packet);
        }
    }

    void CheckUdp(Ptr<const Packet> packet)
    {
        uint8_t octets[8];
        packet->CopyData(octets, 8);
        NS_TEST_EXPECT_MSG_EQ((octets[0] << 8 | octets[1]), 4342, "source port");
        NS_TEST_EXPECT_MSG_EQ((octets[2] << 8 | octets[3]), 4342, "destination port");
        NS_TEST_EXPECT_MSG_NE((octets[6] << 8 | octets[7]), 0, "checksum");
    }

    void DoRun() override
    {
        ControlTestNetwork network;
        auto one = LispControlPort::Of(network.AddNode());
        auto node = network.AddNode();
        auto two = LispControlPort::Of(node);
        NS_TEST_EXPECT_MSG_EQ(LispControlPort::Of(node), two, "a node has one control port");
        node->GetObject<Ipv4L3Protocol>()->TraceConnectWithoutContext(
            "LocalDeliver",
            MakeCallback(&SendTestCase::OnIpv4, this));
        node->GetObject<Ipv6L3Protocol>()->TraceConnectWithoutContext(
            "LocalDeliver",
            MakeCallback(&SendTestCase::OnIpv6, this));

        std::vector<uint16_t> ports;
        std::vector<NetworkAddress> sources;
        two->SetHandler(LispControlPort::Role::ETR, [&](const LispReception& reception) {
            ports.push_back(reception.GetReplyPort());
            sources.push_back(reception.source);
            NS_TEST_EXPECT_MSG_EQ(GetLispNonce(*reception.message), 0x1234, "the nonce");
            NS_TEST_EXPECT_MSG_EQ((reception.octets->size() > 20), true, "the octets are there");
            return true;
        });

        const auto request = MakeRequest(ControlTestNetwork::Ipv4Of(1));
        LispInnerHeader inner;
        inner.source = ControlTestNetwork::Ipv4Of(1);
        inner.destination = NetworkAddress::FromString("192.0.2.1");
        inner.sourcePort = 50000;
        inner.destinationPort = LISP_CONTROL_PORT;
        LispControlPath ipv4;
        ipv4.destination = ControlTestNetwork::Ipv4Of(2);
        LispControlPath ipv6;
        ipv6.destination = ControlTestNetwork::Ipv6Of(2);
        bool sent = true;
        Simulator::Schedule(Seconds(1), [&] {
            sent &= one->Send(request, ipv4);
            sent &= one->Send(LispEncapsulatedControl(inner, request), ipv6);
            sent &= two->Send(request, {ControlTestNetwork::Ipv4Of(1), {}, LISP_CONTROL_PORT});
        });
        Simulator::Run();

        NS_TEST_EXPECT_MSG_EQ(sent, true, "all went out");
        NS_TEST_EXPECT_MSG_EQ(m_packets, 2, "one IPv4 and one IPv6 packet");
        NS_TEST_ASSERT_MSG_EQ(ports.size(), 2, "both messages came");
        NS_TEST_EXPECT_MSG_EQ(ports[0], 4342, "reply port of the plain one");
        NS_TEST_EXPECT_MSG_EQ(ports[1], 50000, "reply port of the encapsulated one");
        NS_TEST_EXPECT_MSG_EQ(sources[0], ControlTestNetwork::Ipv4Of(1), "IPv4 source");
        NS_TEST_EXPECT_MSG_EQ(sources[1], ControlTestNetwork::Ipv6Of(1), "IPv6 source");

        const auto& out = one->GetStatistics();
        NS_TEST_EXPECT_MSG_EQ(out.GetSent(LispMessageType::MAP_REQUEST), 2, "Map-Requests");
        NS_TEST_EXPECT_MSG_EQ(out.GetSent(LispMessageType::ENCAPSULATED_CONTROL), 1, "one was in");
        NS_TEST_EXPECT_MSG_EQ(out.GetDrops(LispControlDrop::UNEXPECTED_TYPE), 1, "no role there");
        const auto& in = two->GetStatistics();
        NS_TEST_EXPECT_MSG_EQ(in.GetReceived(LispMessageType::MAP_REQUEST), 2, "Map-Requests");
        NS_TEST_EXPECT_MSG_EQ(in.GetReceivedByType()["encapsulated-control"], 1, "one was in");
    }

    int m_packets{0}; ///< seen on node two
};

/**
 * Method: a socket sends what is no message to port 4342, a packet with a wrong checksum, one with
 * a wrong UDP length and one that is empty, then a message a second later.
 * Expected: each is counted under its reason and with the decoder's words; the last one arrives.
 */
class HostileTestCase : public TestCase
{
  public:
    HostileTestCase()
        : TestCase("what is no message is counted and dropped")
    {
    }

  private:
    void DoRun() override
    {
        ControlTestNetwork network;
        auto attacker = network.AddNode();
        auto port = LispControlPort::Of(network.AddNode());
        int received = 0;
        port->SetHandler(LispControlPort::Role::ETR, [&](const LispReception&) {
            ++received;
            return true;
        });
        port->TraceConnectWithoutContext("Drop", MakeCallback(&HostileTestCase::OnDrop, this));

        const auto source = ControlTestNetwork::Ipv4Of(1).ToIpv4();
        const auto destination = ControlTestNetwork::Ipv4Of(2).ToIpv4();
        const auto good = EncodeLispMessage(MakeRequest(ControlTestNetwork::Ipv4Of(1)));
        auto send = [&](std::vector<uint8_t> payload, uint16_t checksum, uint16_t length) {
            auto packet = Create<Packet>(payload.data(), payload.size());
            UdpHeader udp;
            udp.SetSourcePort(4342);
            udp.SetDestinationPort(4342);
            udp.ForceChecksum(checksum);
            udp.ForcePayloadSize(length);
            packet->AddHeader(udp);
            auto ipv4 = attacker->GetObject<Ipv4L3Protocol>();
            ipv4->Send(packet, source, destination, 17, nullptr);
        };
        Simulator::Schedule(Seconds(1), [&] {
            send({}, 0, 0);
            send({0x00}, 0, 0);
            send({0x10, 0x00, 0x00}, 0, 0);
            send({0x10, 0x00, 0x00}, 0, 0);
            send(std::vector<uint8_t>(400, 0xff), 0, 0);
            send(good, 0x0101, 0);
            send(good, 0, 7);
            send(good, 0, 1000);
        });
        Simulator::Schedule(Seconds(2), [&] { send(good, 0, 0); });
        Simulator::Run();

        const auto& statistics = port->GetStatistics();
        NS_TEST_EXPECT_MSG_EQ(received, 1, "the good one");
        NS_TEST_EXPECT_MSG_EQ(statistics.GetDrops(LispControlDrop::MALFORMED), 4, "malformed");
        NS_TEST_EXPECT_MSG_EQ(statistics.GetDrops(LispControlDrop::CHECKSUM), 1, "checksum");
        NS_TEST_EXPECT_MSG_EQ(statistics.GetDrops(LispControlDrop::UDP_LENGTH),
                              3,
                              "empty, too short, too long");
        NS_TEST_EXPECT_MSG_EQ(m_drops, 8, "each was told");
        uint64_t texts = 0;
        for (const auto& [text, times] : statistics.GetMalformed())
        {
            NS_TEST_EXPECT_MSG_EQ(text.empty(), false, "says what is wrong");
            texts += times;
        }
        NS_TEST_EXPECT_MSG_EQ(texts, 4, "each malformed one has a text");
    }

    void OnDrop(LispControlDrop, const NetworkAddress&, const std::string&)
    {
        ++m_drops;
    }

    int m_drops{0}; ///< told by the trace source
};

/**
 * Method: messages too long for the default limits are sent, one that has nowhere to go, and one
 * whose only route is the node itself.
 * Expected: 576 octets of IPv4 and 1280 of IPv6 packet go out, one more does not (RFC 9301 section
 * 5); without a route it is counted; a message to an own address arrives.
 */
class LimitTestCase : public TestCase
{
  public:
    LimitTestCase()
        : TestCase("the size limit, no route, and a message to oneself")
    {
    }

  private:
    void DoRun() override
    {
        ControlTestNetwork network;
        auto port = LispControlPort::Of(network.AddNode());
        auto peer = LispControlPort::Of(network.AddNode());
        NS_TEST_EXPECT_MSG_EQ(port->GetMaxMessageSize(AddressFamily::IPV4), 548, "576 - 28");
        NS_TEST_EXPECT_MSG_EQ(port->GetMaxMessageSize(AddressFamily::IPV6), 1232, "1280 - 48");

        int own = 0;
        port->SetHandler(LispControlPort::Role::ETR, [&](const LispReception&) {
            ++own;
            return true;
        });
        const LispMessage message = MakeRequest(ControlTestNetwork::Ipv4Of(1));
        const LispControlPath ipv4{ControlTestNetwork::Ipv4Of(2), {}, 4342};
        const LispControlPath ipv6{ControlTestNetwork::Ipv6Of(2), {}, 4342};
        std::vector<bool> results;
        Simulator::Schedule(Seconds(1), [&] {
            results.push_back(port->SendOctets(message, std::vector<uint8_t>(548), ipv4));
            results.push_back(port->SendOctets(message, std::vector<uint8_t>(549), ipv4));
            results.push_back(port->SendOctets(message, std::vector<uint8_t>(1232), ipv6));
            results.push_back(port->SendOctets(message, std::vector<uint8_t>(1233), ipv6));
            results.push_back(port->Send(message, {ControlTestNetwork::Ipv4Of(1), {}, 4342}));
            results.push_back(port->Send(message, {ControlTestNetwork::Ipv6Of(1), {}, 4342}));
        });
        Simulator::Schedule(Seconds(2), [&] {
            network.SetLink(port->GetNode(), false);
            results.push_back(port->Send(message, ipv4));
            results.push_back(port->Send(message, ipv6));
        });
        Simulator::Run();

        const std::vector<bool> expected{true, false, true, false, true, true, false, false};
        NS_TEST_EXPECT_MSG_EQ((results == expected), true, "what went out");
        NS_TEST_EXPECT_MSG_EQ(own, 2, "messages to oneself arrive");
        const auto& statistics = port->GetStatistics();
        NS_TEST_EXPECT_MSG_EQ(statistics.GetDrops(LispControlDrop::TOO_LONG), 2, "too long");
        NS_TEST_EXPECT_MSG_EQ(statistics.GetDrops(LispControlDrop::NO_ROUTE), 2, "no route");
    }
};

/**
 * Method: handlers of all roles are set in an order other than theirs, and each takes or leaves a
 * message.
 * Expected: ITR, Map-Resolver, Map-Server, ETR are asked in this order until one takes it; a
 * probe inside an Encapsulated Control Message, and a Map-Register inside one, reach none.
 */
class DispatchTestCase : public TestCase
{
  public:
    DispatchTestCase()
        : TestCase("the roles of a node are asked in order")
    {
    }

  private:
    void DoRun() override
    {
        using Role = LispControlPort::Role;
        ControlTestNetwork network;
        auto sender = LispControlPort::Of(network.AddNode());
        auto port = LispControlPort::Of(network.AddNode());
        std::string asked;
        auto role = [&](char name, bool takes) {
            return [&asked, name, takes](const LispReception&) {
                asked += name;
                return takes;
            };
        };
        port->SetHandler(Role::ETR, role('e', true));
        port->SetHandler(Role::MAP_SERVER, role('x', true));
        port->SetHandler(Role::ITR, role('i', false));
        port->SetHandler(Role::MAP_RESOLVER, role('r', false));
        port->SetHandler(Role::MAP_SERVER, role('s', true));
        NS_TEST_EXPECT_MSG_EQ(port->HasRole(Role::ITR), true, "has the role");
        NS_TEST_EXPECT_MSG_EQ(sender->HasRole(Role::ITR), false, "has it not");

        auto request = MakeRequest(ControlTestNetwork::Ipv4Of(1));
        LispInnerHeader inner;
        inner.source = ControlTestNetwork::Ipv4Of(1);
        inner.destination = NetworkAddress::FromString("192.0.2.1");
        inner.sourcePort = inner.destinationPort = LISP_CONTROL_PORT;
        const LispControlPath path{ControlTestNetwork::Ipv4Of(2), {}, 4342};
        Simulator::Schedule(Seconds(1), [&] {
            sender->Send(request, path);
            request.probe = true;
            sender->Send(LispEncapsulatedControl(inner, request), path);
            LispMapRegister inside;
            sender->Send(LispEncapsulatedControl(inner, inside), path);
        });
        Simulator::Run();
        NS_TEST_EXPECT_MSG_EQ(asked, "irs", "asked until the Map-Server took it");
        const auto& statistics = port->GetStatistics();
        NS_TEST_EXPECT_MSG_EQ(statistics.GetDrops(LispControlDrop::PROBE_ENCAPSULATED), 1, "probe");
        NS_TEST_EXPECT_MSG_EQ(statistics.GetDrops(LispControlDrop::UNEXPECTED_INNER), 1, "inner");
    }
};

/**
 * Method: control is asked of a node without a stack, and of one whose port 4342 a socket has.
 * Expected: std::invalid_argument that names the node.
 */
class RefusalTestCase : public TestCase
{
  public:
    RefusalTestCase()
        : TestCase("nodes that cannot have a control port")
    {
    }

  private:
    void DoRun() override
    {
        ControlTestNetwork network;
        auto bare = CreateObject<Node>();
        auto taken = network.AddNode();
        auto socket = Socket::CreateSocket(taken, UdpSocketFactory::GetTypeId());
        socket->Bind(InetSocketAddress(Ipv4Address::GetAny(), 4342));
        for (const auto& node : {bare, taken})
        {
            std::string what;
            try
            {
                LispControlPort::Of(node);
            }
            catch (const std::invalid_argument& error)
            {
                what = error.what();
            }
            NS_TEST_EXPECT_MSG_EQ(what.rfind("node " + std::to_string(node->GetId()), 0),
                                  0,
                                  "names the node, not: " + what);
        }
    }
};

/**
 * Method: deadlines are set, moved, removed, and set again by the handler.
 * Expected: each comes at its time, those of one time in the order of setting; one simulator event
 * serves them all, so that none is left once all are over.
 */
class DeadlinesTestCase : public TestCase
{
  public:
    DeadlinesTestCase()
        : TestCase("a table's deadlines on one timer")
    {
    }

  private:
    void DoRun() override
    {
        std::string log;
        LispDeadlines<std::string>* self = nullptr;
        LispDeadlines<std::string> deadlines([&](const std::string& key) {
            log += key + std::to_string(Simulator::Now().GetMilliSeconds()) + " ";
            if (key == "c")
            {
                self->Set("f", Simulator::Now() + MilliSeconds(5));
            }
        });
        self = &deadlines;
        deadlines.Set("a", MilliSeconds(30));
        deadlines.Set("b", MilliSeconds(10));
        deadlines.Set("c", MilliSeconds(20));
        deadlines.Set("d", MilliSeconds(20));
        deadlines.Set("e", MilliSeconds(1));
        deadlines.Set("b", MilliSeconds(40));
        deadlines.Remove("e");
        NS_TEST_EXPECT_MSG_EQ((deadlines.Get("b") == MilliSeconds(40)), true, "was moved");
        NS_TEST_EXPECT_MSG_EQ(deadlines.Get("e").has_value(), false, "was removed");
        Simulator::Run();
        NS_TEST_EXPECT_MSG_EQ(log, "c20 d20 f25 a30 b40 ", "order and times");
        NS_TEST_EXPECT_MSG_EQ(Simulator::IsFinished(), true, "no event is left");
        Simulator::Destroy();
    }
};

/**
 * Method: keys ask a limiter that remembers two, at given times.
 * Expected: once an interval each; a third key waits until one is forgotten.
 */
class RateLimiterTestCase : public TestCase
{
  public:
    RateLimiterTestCase()
        : TestCase("once in an interval, for each key")
    {
    }

  private:
    void DoRun() override
    {
        LispRateLimiter<int> limiter(2);
        const Time interval = Seconds(3);
        NS_TEST_EXPECT_MSG_EQ(limiter.Allow(1, Seconds(0), interval), true, "first");
        NS_TEST_EXPECT_MSG_EQ(limiter.Allow(1, Seconds(2), interval), false, "too soon");
        NS_TEST_EXPECT_MSG_EQ(limiter.Allow(2, Seconds(2), interval), true, "another key");
        NS_TEST_EXPECT_MSG_EQ(limiter.Allow(1, Seconds(3), interval), true, "after the interval");
        NS_TEST_EXPECT_MSG_EQ(limiter.Allow(3, Seconds(4), interval), false, "no room");
        NS_TEST_EXPECT_MSG_EQ(limiter.Allow(3, Seconds(7), interval), true, "room again");
    }
};

/**
 * Method: keys are made from secrets and from files, good and bad.
 * Expected: the field of RFC 9301's layout has MACs of 12 or 16 octets, that of RFC 6830's of 20 or
 * 32; a file's first line is the secret; a mistake throws and names the file or the value.
 */
class KeyTestCase : public TestCase
{
  public:
    KeyTestCase()
        : TestCase("keys by value and by file")
    {
    }

  private:
    /// @param make something that throws @param word what its text must have
    template <class F>
    void ExpectRefused(F make, const std::string& word)
    {
        std::string what;
        try
        {
            make();
        }
        catch (const std::invalid_argument& error)
        {
            what = error.what();
        }
        NS_TEST_EXPECT_MSG_NE(what.find(word), std::string::npos, "names it: '" + what + "'");
    }

    void DoRun() override
    {
        auto field = LispKey::FromSecret("s").MakeField();
        NS_TEST_EXPECT_MSG_EQ(field.data.size(), 16, "HMAC-SHA-256-128");
        NS_TEST_EXPECT_MSG_EQ(+field.keyId, 0, "key ID");
        field = LispKey::FromSecret("s", "hmac-sha-1-96", 7).MakeField();
        NS_TEST_EXPECT_MSG_EQ(field.data.size(), 12, "HMAC-SHA-1-96");
        NS_TEST_EXPECT_MSG_EQ(+field.keyId, 7, "key ID");
        field = LispKey::FromSecret("s", "hmac-sha-1-96", 0, LispKey::RFC6830).MakeField();
        NS_TEST_EXPECT_MSG_EQ(field.data.size(), 20, "the whole SHA-1");
        field = LispKey::FromSecret("s", "hmac-sha-256-128", 0, LispKey::RFC6830).MakeField();
        NS_TEST_EXPECT_MSG_EQ(field.data.size(), 32, "the whole SHA-256");

        const auto path = CreateTempDirFilename("key");
        std::ofstream(path) << "open sesame\r\nsecond line\n";
        NS_TEST_EXPECT_MSG_EQ(LispKey::FromFile(path).secret, "open sesame", "the first line");
        std::ofstream(path) << "\n";
        ExpectRefused([&] { LispKey::FromFile(path); }, path);
        ExpectRefused([&] { LispKey::FromFile(path + ".none"); }, path + ".none");
        ExpectRefused([] { LispKey::FromSecret(""); }, "empty");
        ExpectRefused([] { LispKey::FromSecret("s", "none"); }, "none");
        ExpectRefused([] { LispKey::FromSecret("s", "md5"); }, "md5");
        ExpectRefused(
            [] { LispKey::FromSecret("s", "hmac-sha-256-128-hkdf", 0, LispKey::RFC6830); },
            "hkdf");
        ExpectRefused([] { LispKey::FromSecret("s", "hmac-sha-1-96", 3, LispKey::RFC6830); },
                      "key ID 3");
    }
};

/// The suite of the control port.
class ControlPortTestSuite : public TestSuite
{
  public:
    ControlPortTestSuite()
        : TestSuite("lisp-control-port", TestSuite::Type::UNIT)
    {
        AddTestCase(new SendTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new HostileTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new LimitTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new DispatchTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new RefusalTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new DeadlinesTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new RateLimiterTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new KeyTestCase, compat::TestDuration<>::QUICK);
    }
};

ControlPortTestSuite g_suite; ///< registers itself

} // namespace
