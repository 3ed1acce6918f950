/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * @brief Ethernet frames over LISP: what is on the wire, where frames go, what waits.
 */

#include "overlay-test-net.h"

#include "ns3/boolean.h"
#include "ns3/lisp-encapsulator.h"
#include "ns3/lisp-xtr.h"
#include "ns3/ns3-compat.h"
#include "ns3/point-to-point-net-device.h"
#include "ns3/test.h"
#include "ns3/uinteger.h"

using namespace ns3;

namespace
{

using Net = OverlayTestNet;
using Reason = ExtensionDropReason;

/// More than all processing and sending of a way takes, and less than a way.
const Time SLACK = MicroSeconds(200);

/// @param edge an edge device @param isOn whether its frames have a UDP checksum
void
SetFrameChecksum(const Net::Edge& edge, bool isOn)
{
    edge.xtr->GetEncapsulator()->SetAttribute("FrameChecksum", BooleanValue(isOn));
}

/**
 * Method: host 2 of edge 1 says something, and host 1 of edge 0 sends to it twice. What edge 0
 * sends to port 4341 with the second frame is compared with octets written by hand: the outer
 * header of RFC 791 (total length 20 + 8 + 8 + 60 = 96, identification 1 because one packet was
 * sent before, DF, TTL 255, UDP), UDP of RFC 768 (length 76, no checksum, as FrameChecksum is
 * false: see ChecksumTestCase), the LISP-GPE header of
 * RFC 9305 figure 3 (I and P: 0x0c, next protocol 3, instance 7000 = 0x1b58) and the frame without
 * a tag, since the instance stands for VLAN 100. A third frame has the priority 5, which stays in a
 * tag without a VLAN (IEEE 802.1Q-2018 section 9.6: 5 in the upper 3 bits, 0xa000), so that UDP's
 * length is 80. Expected: these octets; the source port, which is
 * the flow's, is 49152 or more (RFC 9300 section 5.3 lets it be any; RFC 7605 and 6335 have these
 * for it). The frame arrives once, 20 ms later.
 */
class OctetsTestCase : public TestCase
{
  public:
    OctetsTestCase()
        : TestCase("octets")
    {
    }

  private:
    /// @param packet from its PPP header on, which edge 0 sends
    void Sent(Ptr<const Packet> packet)
    {
        const auto hex = ToHex(packet);
        // After PPP's 2 octets and the IP header, the destination port is octets 2 and 3.
        if (hex.substr(2 * (2 + 20 + 2), 4) == "10f5")
        {
            m_data.push_back(hex);
        }
    }

    void DoRun() override
    {
        Net net(2);
        SetFrameChecksum(net.edges[0], false);
        for (uint32_t i = 0; i < net.edges[0].node->GetNDevices(); i++)
        {
            auto device = net.edges[0].node->GetDevice(i);
            if (DynamicCast<PointToPointNetDevice>(device))
            {
                device->TraceConnectWithoutContext("PromiscSniffer",
                                                   MakeCallback(&OctetsTestCase::Sent, this));
            }
        }
        net.SpeakAt(Seconds(1), 1, 2, 255);
        net.SpeakAt(Seconds(2), 0, 1, 2);
        net.SpeakAt(Seconds(3), 0, 1, 2);
        auto urgent = Net::MakeFrame(Net::MacOf(1), Net::MacOf(2));
        urgent.priority = 5;
        Simulator::Schedule(Seconds(3.5), [&net, urgent]() { net.edges[0].hosts->Speak(urgent); });
        Simulator::Stop(Seconds(4));
        Simulator::Run();
        NS_TEST_ASSERT_MSG_EQ(m_data.size(), 4, "the broadcast that came, and three sent");
        const auto& hex = m_data[2];
        NS_TEST_EXPECT_MSG_EQ(hex.substr(0, 44),
                              "002145000060000140" // PPP: IPv4
                              "00ff1100000a0002020a000302",
                              "outer IP");
        NS_TEST_EXPECT_MSG_EQ((hex.substr(44, 4) >= "c000"), true, hex.substr(44, 4));
        NS_TEST_EXPECT_MSG_EQ(hex.substr(48),
                              "10f5004c0000"
                              "0c000003001b5800"
                              "02000000000202000000000188b5" +
                                  std::string(std::size_t{2} * 46, '0'),
                              "UDP, LISP and the frame");
        NS_TEST_EXPECT_MSG_EQ(m_data[3].substr(48),
                              "10f500500000"
                              "0c000003001b5800"
                              "0200000000020200000000018100a00088b5" +
                                  std::string(std::size_t{2} * 46, '0'),
                              "with a priority");
        const auto& hosts = *net.edges[1].hosts;
        NS_TEST_ASSERT_MSG_EQ(hosts.seen.size(), 3, "all frames");
        NS_TEST_EXPECT_MSG_EQ_TOL(hosts.seen[1].time,
                                  Seconds(3) + MilliSeconds(20),
                                  SLACK,
                                  "a way");
        NS_TEST_EXPECT_MSG_EQ(hosts.seen[1].frame.payload->GetSize(), 46, "whole");
        NS_TEST_EXPECT_MSG_EQ(net.GetCached(0, 2), "10.0.3.2 1/100", "mapping");
    }

    std::vector<std::string> m_data; //!< LISP data that passed edge 0's link
};

/**
 * Method: host 1 of edge 0 sends a broadcast and a frame of 63 octets, over IPv4 and IPv6, with
 * attributes as they are. What edge 0 sends to port 4341 is summed up: the pseudo-header
 * (addresses, UDP's length, protocol 17: RFC 768; RFC 8200 section 8.1) and UDP with what is in it.
 * Expected: the checksum is there (RFC 9305 section 4.3: SHOULD over IPv4; section 4.3.1: MUST be
 * the default over IPv6) and right: the one's complement sum of all words is ffff.
 */
class ChecksumTestCase : public TestCase
{
  public:
    explicit ChecksumTestCase(bool isIpv6)
        : TestCase(std::string("UDP checksum over ") + (isIpv6 ? "IPv6" : "IPv4")),
          m_isIpv6(isIpv6)
    {
    }

  private:
    /// @param packet from its PPP header on, which edge 0 sends or gets
    void Sent(Ptr<const Packet> packet)
    {
        std::vector<uint8_t> octets(packet->GetSize());
        packet->CopyData(octets.data(), packet->GetSize());
        const std::size_t addresses = 2 + (m_isIpv6 ? 8 : 12);
        const std::size_t udp = 2 + (m_isIpv6 ? 40 : 20);
        const std::size_t protocol = 2 + (m_isIpv6 ? 6 : 9);
        const auto word = [&octets](std::size_t at) {
            return static_cast<uint32_t>(octets[at] << 8 |
                                         (at + 1 < octets.size() ? octets[at + 1] : 0));
        };
        if (octets[1] != (m_isIpv6 ? 0x57 : 0x21) || octets[protocol] != 17 ||
            word(udp + 2) != 4341)
        {
            return;
        }
        ++m_count;
        NS_TEST_EXPECT_MSG_NE(word(udp + 6), 0, "a checksum");
        uint32_t sum = 17 + word(udp + 4);
        for (std::size_t at = addresses; at < octets.size(); at += 2)
        {
            sum += word(at);
        }
        while (sum > 0xffff)
        {
            sum = (sum & 0xffff) + (sum >> 16);
        }
        NS_TEST_EXPECT_MSG_EQ(sum, 0xffff, "which is right");
    }

    void DoRun() override
    {
        Net net(2, m_isIpv6);
        for (uint32_t i = 0; i < net.edges[0].node->GetNDevices(); i++)
        {
            auto device = net.edges[0].node->GetDevice(i);
            if (DynamicCast<PointToPointNetDevice>(device))
            {
                device->TraceConnectWithoutContext("PromiscSniffer",
                                                   MakeCallback(&ChecksumTestCase::Sent, this));
            }
        }
        net.SpeakAt(Seconds(1), 0, 1, 255);
        net.SpeakAt(Seconds(2), 0, 1, 255, 63);
        Simulator::Stop(Seconds(3));
        Simulator::Run();
        NS_TEST_EXPECT_MSG_EQ(m_count, 2, "frames");
        NS_TEST_EXPECT_MSG_EQ(net.edges[1].hosts->Count(Net::MacOf(1)), 2, "which are taken");
    }

    bool m_isIpv6;       //!< locators
    uint32_t m_count{0}; //!< packets to port 4341
};

/**
 * Method: three edge devices, over IPv4 and over IPv6. Host 1 of edge 0 sends a broadcast.
 * Expected: all three register ff:ff:ff:ff:ff:ff together, so that the Map-Server has their three
 * locators and each edge device has the two others as peers. The broadcast is sent in two copies,
 * comes once to the hosts of edges 1 and 2 and to nobody at edge 0, and those send no copy on.
 * Nothing is dropped.
 */
class ReplicationTestCase : public TestCase
{
  public:
    explicit ReplicationTestCase(bool isIpv6)
        : TestCase(std::string("head-end replication over ") + (isIpv6 ? "IPv6" : "IPv4")),
          m_isIpv6(isIpv6)
    {
    }

  private:
    void DoRun() override
    {
        Net net(3, m_isIpv6);
        net.SpeakAt(Seconds(1), 0, 1, 255);
        Simulator::Stop(Seconds(2));
        Simulator::Run();
        std::string all;
        for (std::size_t i = 0; i < 3; i++)
        {
            const auto& edge = net.edges[i];
            all += (i == 0 ? "" : " ") + edge.rloc.ToString();
            const auto peers = edge.extension->GetPeers(Net::VLAN);
            NS_TEST_ASSERT_MSG_EQ(peers.size(), 2, "peers of " << i);
            NS_TEST_EXPECT_MSG_EQ(peers[0], net.edges[i == 0 ? 1 : 0].rloc, "by address");
            NS_TEST_EXPECT_MSG_EQ(peers[1], net.edges[i == 2 ? 1 : 2].rloc, "by address");
            NS_TEST_EXPECT_MSG_EQ(edge.extension->GetCopies(), (i == 0 ? 2 : 0), "copies");
            NS_TEST_EXPECT_MSG_EQ(edge.extension->GetSent(), (i == 0 ? 1 : 0), "sent");
            NS_TEST_EXPECT_MSG_EQ(edge.extension->GetReceived(), (i == 0 ? 0 : 1), "received");
            NS_TEST_EXPECT_MSG_EQ(edge.hosts->Count(Net::MacOf(1)), (i == 0 ? 0 : 1), "once");
            NS_TEST_EXPECT_MSG_EQ(net.GetDrops(i), 0, "drops");
        }
        NS_TEST_EXPECT_MSG_EQ(net.NameRegistration(LispLanExtension::GetGroup(Net::INSTANCE)),
                              all,
                              "merged");
        NS_TEST_EXPECT_MSG_EQ(net.GetRegistered(1), net.edges[0].rloc.ToString(), "the host");
    }

    bool m_isIpv6; //!< locators
};

/**
 * Method: three edge devices; host 1 of edge 0 sends to host 0x99, which nobody has heard, at 2 and
 * 3 s. That host sends a broadcast from edge 2 at 4 s, and host 1 sends to it at 5 and 6 s, and,
 * after a mapping by hand with the action Drop, at 7 s.
 * Expected: the answer to the Map-Request is negative, so that both frames go to both other edge
 * devices: 4 copies, 2 frames flooded. The broadcast from another place than "nowhere" makes the
 * negative mapping go (1 refuted); the frame at 5 s finds none and is flooded as well, while the
 * mapping is asked for, and that at 6 s goes to edge 2 alone: 7 copies, 3 frames flooded. The hosts
 * of edge 2 get all 4; those of edge 1 the first 2, since its switch has heard since where host
 * 0x99 is. Drop is obeyed (draft-ietf-lisp-eid-mobility: to suppress unknown unicast).
 */
class FloodTestCase : public TestCase
{
  public:
    FloodTestCase()
        : TestCase("unknown unicast is flooded")
    {
    }

  private:
    void DoRun() override
    {
        Net net(3);
        const auto& extension = net.edges[0].extension;
        for (const int at : {2, 3, 5, 6, 7})
        {
            net.SpeakAt(Seconds(at), 0, 1, 0x99);
        }
        net.SpeakAt(Seconds(4), 2, 0x99, 255);
        Simulator::Stop(Seconds(3.5));
        Simulator::Run();
        NS_TEST_EXPECT_MSG_EQ(net.GetCached(0, 0x99), "negative", "the answer");
        NS_TEST_EXPECT_MSG_EQ(extension->GetCopies(), 4, "two to each");
        NS_TEST_EXPECT_MSG_EQ(extension->GetFlooded(), 2, "both");
        NS_TEST_EXPECT_MSG_EQ(extension->GetRefuted(), 0, "not yet");
        Simulator::Stop(Seconds(1));
        Simulator::Run();
        NS_TEST_EXPECT_MSG_EQ(extension->GetRefuted(), 1, "it is somewhere");
        NS_TEST_EXPECT_MSG_EQ(net.GetCached(0, 0x99), "", "gone");
        Simulator::Stop(Seconds(2));
        Simulator::Run();
        NS_TEST_EXPECT_MSG_EQ(extension->GetCopies(), 7, "two, and one");
        NS_TEST_EXPECT_MSG_EQ(extension->GetFlooded(), 3, "the first of them");
        NS_TEST_EXPECT_MSG_EQ(net.GetCached(0, 0x99), "10.0.4.2 1/100", "edge 2");
        NS_TEST_EXPECT_MSG_EQ(net.edges[2].hosts->Count(Net::MacOf(1)), 4, "all came");
        NS_TEST_EXPECT_MSG_EQ(net.edges[1].hosts->Count(Net::MacOf(1)), 2, "as far as flooded");
        NS_TEST_EXPECT_MSG_EQ(net.GetDrops(0), 0, "none so far");
        LispMapping drop;
        drop.eid = EidPrefix::Host(Net::MacOf(0x99), Net::INSTANCE);
        drop.action = LispAction::DROP_NO_REASON;
        net.edges[0].xtr->GetMapCache().Insert(drop, LispMapCacheSource::STATIC, Simulator::Now());
        Simulator::Stop(Seconds(1));
        Simulator::Run();
        NS_TEST_EXPECT_MSG_EQ(net.GetDrops(0, Reason::UNKNOWN_UNICAST), 1, "dropped");
        NS_TEST_EXPECT_MSG_EQ(extension->GetCopies(), 7, "none more");
    }
};

/**
 * Method: FloodUnknown is false, 4 frames may wait for an address. Host 2 of edge 1 sends a
 * broadcast at 1 s. At 2 s host 1 of edge 0 sends 6 frames to it at once. At 3 s it sends one to
 * host 0x99, which nobody has heard. At 4 s the Map-Server is cut off, and at 5 s a frame goes to
 * host 0x20 (which is not within the negative answer: the hosts registered are 1 and 2, so the
 * widest hole around 0x99 begins at bit 41 of the address, and 0x20 has a 0 there).
 * Expected: 4 of the frames wait and arrive after four ways (to the Map-Server, to edge 1, its
 * answer, the frame): 80 ms; 2 find the queue full. The negative answer, after two ways, drops the
 * next. The last one waits for 10 s (WaitingTimeout), before the 11th Map-Request is 1 s old.
 */
class WaitingTestCase : public TestCase
{
  public:
    WaitingTestCase()
        : TestCase("frames wait for a mapping")
    {
    }

  private:
    void DoRun() override
    {
        Net net(2);
        const auto& extension = net.edges[0].extension;
        extension->SetAttribute("FloodUnknown", BooleanValue(false));
        extension->SetAttribute("WaitingPerAddress", UintegerValue(4));
        net.SpeakAt(Seconds(1), 1, 2, 255);
        for (int i = 0; i < 6; i++)
        {
            net.SpeakAt(Seconds(2), 0, 1, 2);
        }
        net.SpeakAt(Seconds(3), 0, 1, 0x99);
        Simulator::Schedule(Seconds(4), [&net]() { net.SetLink(net.mapping, false); });
        net.SpeakAt(Seconds(5), 0, 1, 0x20);
        const auto runTo = [](Time at) {
            Simulator::Stop(at - Simulator::Now());
            Simulator::Run();
        };
        runTo(Seconds(2) + MilliSeconds(10));
        NS_TEST_EXPECT_MSG_EQ(extension->GetWaiting(), 4, "wait");
        NS_TEST_EXPECT_MSG_EQ(net.GetDrops(0, Reason::WAITING_FULL), 2, "no room");
        runTo(Seconds(3) + MilliSeconds(39));
        const auto& seen = net.edges[1].hosts->seen;
        NS_TEST_ASSERT_MSG_EQ(seen.size(), 4, "arrived");
        NS_TEST_EXPECT_MSG_EQ_TOL(seen[0].time, Seconds(2) + MilliSeconds(80), SLACK, "first");
        NS_TEST_EXPECT_MSG_EQ_TOL(seen[3].time, Seconds(2) + MilliSeconds(80), SLACK, "last");
        NS_TEST_EXPECT_MSG_EQ(extension->GetWaiting(), 1, "for 0x99");
        runTo(Seconds(3) + MilliSeconds(41));
        NS_TEST_EXPECT_MSG_EQ(extension->GetWaiting(), 0, "answered");
        NS_TEST_EXPECT_MSG_EQ(net.GetDrops(0, Reason::UNKNOWN_UNICAST), 1, "negative");
        runTo(Seconds(14.9));
        NS_TEST_EXPECT_MSG_EQ(extension->GetWaiting(), 1, "still");
        runTo(Seconds(15.1));
        NS_TEST_EXPECT_MSG_EQ(extension->GetWaiting(), 0, "no more");
        NS_TEST_EXPECT_MSG_EQ(net.GetDrops(0, Reason::WAITING_TIMEOUT), 1, "by name");
        NS_TEST_EXPECT_MSG_EQ(extension->GetFlooded(), 0, "never");
        NS_TEST_EXPECT_MSG_EQ(net.GetDrops(0), 4, "all of them");
    }
};

/**
 * Method: host 1 of edge 0 sends broadcasts and frames to host 2 of edge 1 with payloads as large
 * as the link of 1500 octets carries, and one octet larger. Expected: the outer headers take 36
 * octets over IPv4 and 56 over IPv6 (RFC 9300 section 7.1: 20 or 40, 8, 8) and the frame's header
 * 14, so that payloads of 1450 and 1430 octets pass, and others are dropped by name, since nothing
 * may be fragmented.
 */
class SizeTestCase : public TestCase
{
  public:
    explicit SizeTestCase(bool isIpv6)
        : TestCase(std::string("what fits over ") + (isIpv6 ? "IPv6" : "IPv4")),
          m_isIpv6(isIpv6)
    {
    }

  private:
    void DoRun() override
    {
        const uint32_t most = m_isIpv6 ? 1430 : 1450;
        Net net(2, m_isIpv6);
        net.SpeakAt(Seconds(1), 1, 2, 255);
        net.SpeakAt(Seconds(2), 0, 1, 2);
        Time at = Seconds(3);
        for (const uint8_t to : {uint8_t{2}, uint8_t{255}})
        {
            for (const uint32_t size : {most, most + 1})
            {
                net.SpeakAt(at, 0, 1, to, size);
                at += Seconds(0.1);
            }
        }
        Simulator::Stop(Seconds(4));
        Simulator::Run();
        NS_TEST_EXPECT_MSG_EQ(net.GetDrops(0, Reason::TOO_LARGE), 2, "too large");
        NS_TEST_EXPECT_MSG_EQ(net.GetDrops(0), 2, "and no other");
        const auto& seen = net.edges[1].hosts->seen;
        NS_TEST_ASSERT_MSG_EQ(seen.size(), 3, "the rest");
        NS_TEST_EXPECT_MSG_EQ(seen[1].frame.payload->GetSize(), most, "unicast");
        NS_TEST_EXPECT_MSG_EQ(seen[2].frame.payload->GetSize(), most, "broadcast");
    }

    bool m_isIpv6; //!< locators
};

/**
 * Method: VLAN 200 is stretched as instance 7001 as well. A host with one MAC address sends a
 * broadcast in VLAN 100 of edge 0, and another host with the same address one in VLAN 200 of
 * edge 1. Expected: each broadcast comes to the hosts of its VLAN alone, and the mapping system has
 * the address twice, in each instance where it is there.
 */
class InstancesTestCase : public TestCase
{
  public:
    InstancesTestCase()
        : TestCase("VLANs do not mix")
    {
    }

  private:
    void DoRun() override
    {
        constexpr uint16_t otherVlan = 200;
        constexpr uint32_t otherInstance = 7001;
        Net net(2);
        std::vector<Ptr<HostPort>> others;
        for (const auto& edge : net.edges)
        {
            net.lisp.AddDynamicPrefix(edge.node,
                                      LispLanExtension::GetAll(otherInstance).ToString());
            edge.extension->AddVlan(otherVlan, otherInstance);
            others.push_back(CreateObject<HostPort>());
            edge.lan->AddPort(others.back(), SwitchPortRole::HOST);
            edge.lan->SetAccess(others.back(), otherVlan);
        }
        net.SpeakAt(Seconds(1), 0, 5, 255);
        Simulator::Schedule(Seconds(2), [&others]() {
            others[1]->Speak(Net::MakeFrame(Net::MacOf(5), Mac48Address::GetBroadcast()));
        });
        Simulator::Stop(Seconds(3));
        Simulator::Run();
        NS_TEST_EXPECT_MSG_EQ(net.edges[1].hosts->seen.size(), 1, "VLAN 100");
        NS_TEST_EXPECT_MSG_EQ(others[0]->seen.size(), 1, "VLAN 200");
        NS_TEST_EXPECT_MSG_EQ(net.edges[0].hosts->seen.size(), 0, "VLAN 100");
        NS_TEST_EXPECT_MSG_EQ(others[1]->seen.size(), 0, "VLAN 200");
        NS_TEST_EXPECT_MSG_EQ(net.GetRegistered(5), "10.0.2.2", "edge 0");
        NS_TEST_EXPECT_MSG_EQ(net.NameRegistration(EidPrefix::Host(Net::MacOf(5), otherInstance)),
                              "10.0.3.2",
                              "edge 1");
        NS_TEST_EXPECT_MSG_EQ(net.edges[0].extension->GetInstanceId(otherVlan),
                              otherInstance,
                              "as given");
    }
};

/// The suite of frames over LISP.
class OverlayFramesTestSuite : public TestSuite
{
  public:
    OverlayFramesTestSuite()
        : TestSuite("lisp-overlay-frames", TestSuite::Type::UNIT)
    {
        AddTestCase(new OctetsTestCase, compat::TestDuration<>::QUICK);
        for (const bool isIpv6 : {false, true})
        {
            AddTestCase(new ChecksumTestCase(isIpv6), compat::TestDuration<>::QUICK);
            AddTestCase(new ReplicationTestCase(isIpv6), compat::TestDuration<>::QUICK);
            AddTestCase(new SizeTestCase(isIpv6), compat::TestDuration<>::QUICK);
        }
        AddTestCase(new FloodTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new WaitingTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new InstancesTestCase, compat::TestDuration<>::QUICK);
    }
};

OverlayFramesTestSuite g_overlayFramesTestSuite; //!< registers the suite

} // namespace
