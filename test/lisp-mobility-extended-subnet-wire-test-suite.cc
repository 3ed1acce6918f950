/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * @brief Map-Notifies to a site's group: their octets, and those that are not believed.
 */

#include "extended-subnet-test-net.h"
#include "lisp-wire-vectors.h"

#include "ns3/lisp-authentication.h"
#include "ns3/ns3-compat.h"
#include "ns3/test.h"
#include "ns3/udp-header.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <stdexcept>

using namespace ns3;

namespace
{

using Net = ExtendedSubnetNet;

/**
 * @brief What an xTR sends to the group: the IP packets.
 */
struct GroupLog
{
    std::vector<std::vector<uint8_t>> packets; //!< from the IP header on
    std::vector<Mac48Address> destinations;    //!< of their frames

    /// @param svi whose frames
    void Watch(Ptr<SviDevice> svi)
    {
        svi->TraceConnectWithoutContext("MacTx", MakeCallback(&GroupLog::Add, this));
    }

    /// @param packet a frame
    void Add(Ptr<const Packet> packet)
    {
        const auto frame = EthernetFrame::FromPacket(packet);
        if (frame && frame->IsGroup() && frame->protocol == 0x0800)
        {
            std::vector<uint8_t> octets(frame->payload->GetSize());
            frame->payload->CopyData(octets.data(), octets.size());
            packets.push_back(octets);
            destinations.push_back(frame->destination);
        }
    }
};

/**
 * Method: with FirstNonce 256, host 0 announces itself at 1 s; the first packet that xTR 0 sends to
 * the group.
 * Expected: octet by octet, written by hand after RFC 9301 sections 5.7 and 5.4 and RFC 1112: TTL
 * 1, type 4, one record, nonce 257 (256 was the Map-Register's), key ID 0 and algorithm 2 with 16
 * octets; TTL 1440 minutes, two locators, /32, A, version 1; the first locator with L and R, the
 * second with R. The MAC and the UDP checksum were computed by Python's hmac and struct; the secret
 * is "louvre". The frame goes to 01:00:5e:01:01:01 (RFC 1112 section 6.4).
 */
class OctetsTestCase : public TestCase
{
  public:
    OctetsTestCase()
        : TestCase("the octets of a Map-Notify to the group")
    {
    }

  private:
    void DoRun() override
    {
        Net::Options options;
        options.configure = [](LispHelper& lisp) {
            lisp.SetEtrAttribute("FirstNonce", UintegerValue(256));
        };
        Net net(options);
        GroupLog log;
        log.Watch(net.svis[0]);
        net.SpeakAt(1000, 0);
        net.Run(1500);
        NS_TEST_ASSERT_MSG_EQ(log.packets.size(), 1, "one so far");
        NS_TEST_EXPECT_MSG_EQ(log.destinations.front(),
                              Mac48Address("01:00:5e:01:01:01"),
                              "the group's MAC address");
        NS_TEST_EXPECT_MSG_EQ(lisptest::ToHex(log.packets.front()),
                              // IPv4, UDP
                              "45c00064000000000111"
                              "0000"
                              "0a010002"
                              "ef010101"
                              "10f610f60050"
                              "bea9"
                              // Map-Notify, nonce, key ID, algorithm, length, MAC
                              "40000001"
                              "0000000000000101"
                              "00"
                              "02"
                              "0010"
                              "ded021a2af5f520db5ed971ba36fb7a2"
                              // record
                              "000005a0"
                              "02"
                              "20"
                              "1000"
                              "0001"
                              "0001"
                              "0a01000a"
                              // locators
                              "0164ff00"
                              "0005"
                              "0001"
                              "0a000102"
                              "0164ff00"
                              "0001"
                              "0001"
                              "0a000202",
                              "the packet");
    }
};

/**
 * Method: after host 0 was found and announced, host 3 sends messages to the group that are not to
 * be believed, one kind at a time; the xTRs sign with "orsay", the site registers with "louvre".
 * Expected: each kind is counted under its reason, once at each xTR, and nobody changes what it
 * knows. The replayed one is xTR 0's own, which 0 knows by its locator.
 */
class ForgedTestCase : public TestCase
{
  public:
    ForgedTestCase()
        : TestCase("forged, replayed and misdirected Map-Notifies to the group")
    {
    }

  private:
    /// @param eid what it is about @param locator whose @param local whether it is the sender's
    /// @return a message that says that a host is there
    static LispMapNotify Claim(const char* eid, const char* locator, bool local)
    {
        LispMapNotify notify;
        notify.nonce = uint64_t{1} << 63;
        notify.authentication = LispKey::FromSecret("orsay").MakeField();
        LispMappingRecord record;
        record.SetEidPrefix(EidPrefix::FromString(eid));
        record.mapVersion = 2;
        record.locators.emplace_back();
        record.locators.back().address = LispAddress(NetworkAddress::FromString(locator));
        record.locators.back().local = local;
        notify.records = {record};
        return notify;
    }

    /// @param net the network @param octets of a message @param group where host 3 sends them
    static void Send(Net& net, const std::vector<uint8_t>& octets, const char* group = "239.1.1.1")
    {
        auto packet = Create<Packet>(octets.data(), octets.size());
        UdpHeader udp;
        udp.SetSourcePort(LISP_CONTROL_PORT);
        udp.SetDestinationPort(LISP_CONTROL_PORT);
        packet->AddHeader(udp);
        Ipv4Header header;
        header.SetSource("172.16.0.66");
        header.SetDestination(group);
        header.SetProtocol(17);
        header.SetTtl(1);
        header.SetPayloadSize(packet->GetSize());
        packet->AddHeader(header);
        net.hosts[3]->SendFrom(packet,
                               Mac48Address("02:00:00:00:00:66"),
                               Mac48Address::GetMulticast(Ipv4Address(group)),
                               0x0800);
    }

    void DoRun() override
    {
        Net::Options options;
        options.site.notifySecret = "orsay";
        Net net(options);
        GroupLog log;
        log.Watch(net.svis[0]);
        net.SpeakAt(1000, 0);
        const auto sign = [](const LispMapNotify& notify, const char* secret) {
            return EncodeSignedLispMessage(notify, secret);
        };
        const auto claim = Claim("10.1.0.10/32", "10.0.3.2", true);
        // With the key for Map-Servers; changed on the way; cut short.
        net.At(4000, [&] { Send(net, sign(claim, "louvre")); });
        net.At(4100, [&] {
            auto octets = sign(claim, "orsay");
            octets[47] ^= 1; // the last octet of the EID
            Send(net, octets);
        });
        net.At(4200, [&] {
            auto octets = sign(claim, "orsay");
            octets.resize(40);
            Send(net, octets);
        });
        net.At(4300, [&] {
            auto bare = claim;
            bare.authentication = LispAuthenticationField();
            Send(net, EncodeLispMessage(bare));
        });
        net.At(4400, [&] {
            auto other = claim;
            other.authentication.keyId = 7;
            Send(net, sign(other, "orsay"));
        });
        // Said before; without a sender; to others; about others.
        net.At(4500, [&] {
            const auto& first = log.packets.front();
            Send(net, {first.begin() + 28, first.end()});
        });
        net.At(4600, [&] { Send(net, sign(Claim("10.1.0.10/32", "10.0.3.2", false), "orsay")); });
        net.At(4700, [&] { Send(net, sign(claim, "orsay"), "239.9.9.9"); });
        net.At(4800, [&] { Send(net, sign(Claim("10.9.0.1/32", "10.0.9.2", true), "orsay")); });
        net.At(4900, [&] { Send(net, sign(Claim("10.1.0.0/24", "10.0.9.3", true), "orsay")); });
        net.Run(5500);
        for (uint32_t i = 0; i < Net::XTRS; ++i)
        {
            const std::pair<LispControlDrop, uint64_t> expected[] = {
                {LispControlDrop::BAD_SIGNATURE, 2},
                {LispControlDrop::MALFORMED, 1},
                {LispControlDrop::NOT_SIGNED, 1},
                {LispControlDrop::UNKNOWN_KEY, 1},
                {LispControlDrop::REPLAYED_NONCE, i == 0 ? 0 : 1},
                {LispControlDrop::NOTIFY_OWN, i == 0 ? 1 : 0},
                {LispControlDrop::NOTIFY_NO_SENDER, 1},
                {LispControlDrop::NOTIFY_NO_GROUP, 1},
                {LispControlDrop::NOTIFY_EID, 2},
                {LispControlDrop::NOTIFY_STALE, 0},
            };
            for (const auto& [reason, count] : expected)
            {
                NS_TEST_EXPECT_MSG_EQ(net.ControlDrops(i, reason), count, reason << " at " << i);
            }
        }
        NS_TEST_EXPECT_MSG_EQ(net.Kinds(), "discovered peer away away", "nobody was deceived");
    }
};

/**
 * Method: an IPv6 subnet with an IPv6 group; a host is found at xTR 0.
 * Expected: as with IPv4: one announcement, from the port's link-local address, is believed by all.
 */
class Ipv6TestCase : public TestCase
{
  public:
    Ipv6TestCase()
        : TestCase("an IPv6 subnet and group")
    {
    }

  private:
    void DoRun() override
    {
        Net::Options options;
        options.prefix = "fd01::/64";
        options.group = "ff05::4342";
        Net net(options);
        net.At(1000, [&] {
            net.Etr(0)->HostDiscovered(NetworkAddress::FromString("fd01::10"), 0, net.svis[0]);
        });
        net.Run(1500);
        NS_TEST_EXPECT_MSG_EQ(net.Kinds("fd01::10"), "discovered peer away away", "who knows");
        NS_TEST_EXPECT_MSG_EQ(net.Detection(1)->GetNRoutes(), 1, "the peer routes to it");
        NS_TEST_EXPECT_MSG_EQ(net.Registered("fd01::10"), "10.0.1.2 10.0.2.2 by 10.0.1.2", "where");
        const auto sent = net.messages[0].entries;
        const auto link = [](const auto& entry) {
            return std::holds_alternative<LispMapNotify>(entry.message) &&
                   entry.source.ToIpv6().IsLinkLocal();
        };
        NS_TEST_EXPECT_MSG_EQ(std::count_if(sent.begin(), sent.end(), link), 1, "from the link");
    }
};

/**
 * Method: prefixes that cannot be.
 * Expected: refused with a line that says why.
 */
class RefusedTestCase : public TestCase
{
  public:
    RefusedTestCase()
        : TestCase("a stretched subnet whose locators are all of others")
    {
    }

  private:
    void DoRun() override
    {
        Net net;
        const auto complain = [&net](const char* group, const std::vector<std::string>& locators) {
            try
            {
                net.lisp.AddDynamicPrefix(net.xtrs[0], "10.8.0.0/24", group, locators);
            }
            catch (const std::invalid_argument& mistake)
            {
                return std::string(mistake.what());
            }
            return std::string("taken");
        };
        NS_TEST_EXPECT_MSG_NE(
            complain("239.1.1.1", {"10.0.2.2"}).find("expected one of this router"),
            std::string::npos,
            "without its own");
        NS_TEST_EXPECT_MSG_NE(complain("10.1.1.1", {}).find("10.1.1.1"),
                              std::string::npos,
                              "a group that is none");
        NS_TEST_EXPECT_MSG_EQ(complain("", {"10.0.2.2"}), "taken", "without a group, as before");
    }
};

/// The suite.
class ExtendedSubnetWireTestSuite : public TestSuite
{
  public:
    ExtendedSubnetWireTestSuite()
        : TestSuite("lisp-mobility-extended-subnet-wire", TestSuite::Type::UNIT)
    {
        AddTestCase(new OctetsTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new ForgedTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new Ipv6TestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new RefusedTestCase, compat::TestDuration<>::QUICK);
    }
};

ExtendedSubnetWireTestSuite g_extendedSubnetWireTestSuite; //!< registers the suite

} // namespace
