/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "lisp-test-sites.h"
#include "wire-frames.h"

#include "ns3/boolean.h"
#include "ns3/lisp-drop-reason.h"
#include "ns3/lisp-eid-packet.h"
#include "ns3/lisp-helper.h"
#include "ns3/lisp-map-cache.h"
#include "ns3/lisp-xtr.h"
#include "ns3/ns3-compat.h"
#include "ns3/test.h"
#include "ns3/udp-l4-protocol.h"

#include <random>
#include <set>
#include <string>

using namespace ns3;
using wireframes::Octets;

/**
 * @file
 * @brief LISP data packets with any header, and what they hold changed, to a tunnel router that
 * heeds all signals and has groups and LISP-GPE, and to one that passes packets on.
 *
 * Node 1 is the target, with host 192.168.1.9; node 2 is a tunnel router of good will, with host
 * 192.168.2.9; node 3 is the mapping system; node 4 (10.0.4.2) attacks.
 */

namespace
{

/**
 * Method: the attacker sends 20,000 UDP datagrams to port 4341, one each 100 us from 5 s on: a LISP
 * header of random bits in two of three, and a packet behind it, IPv4 or IPv6, to a host of the
 * target, of the other site, or a group. Up to three octets of it are changed, and every fourth is
 * cut short. The second half comes with the address of node 2, which is a locator of a mapping.
 * Then the hosts ping each other, after the time in which locators that were said to be down by the
 * second half are asked for again. Numbers are of a fixed seed.
 * Expected: each datagram is either decapsulated or dropped for a reason that is named, once, at a
 * router that passes packets on as well, to which no instance is unknown but for groups. The first
 * half, of nobody known, has taken no locator down. The hosts' pings are answered. The reasons of
 * the checks on the way have all come up.
 */
class AnyHeaderTestCase : public TestCase
{
  public:
    /// @param isRtr whether the target passes packets on
    explicit AnyHeaderTestCase(bool isRtr)
        : TestCase(isRtr ? "to a router that passes packets on" : "to a router with all signals"),
          m_isRtr(isRtr)
    {
    }

  private:
    static constexpr uint32_t COUNT = 20000; //!< datagrams

    /// @param random numbers @return the payload of a datagram
    static Octets Make(std::mt19937& random)
    {
        const bool isIpv6 = random() % 3 == 0;
        static const char* const groups[] = {"239.1.2.3", "224.0.0.5", "ff0e::1", "ff02::5"};
        const auto end = [&](uint32_t site) {
            return isIpv6 ? "fd11:" + std::to_string(site) + "::9"
                          : "192.168." + std::to_string(site) + ".9";
        };
        const uint32_t to = random() % 8;
        const std::string destination =
            to == 0 ? groups[random() % 2 + (isIpv6 ? 2 : 0)] : end(to % 3 ? 1 : 2);
        const std::string source = end(random() % 4 ? 2 : 3);
        Octets inner = wireframes::Ip(source,
                                      destination,
                                      17,
                                      wireframes::Udp(1000, 9, Octets(random() % 60, 0x5a)));
        for (uint32_t changes = random() % 4; changes > 0; --changes)
        {
            inner[random() % std::min<std::size_t>(inner.size(), 48)] =
                static_cast<uint8_t>(random());
        }
        if (random() % 4 == 0)
        {
            inner.resize(random() % (inner.size() + 1));
        }
        Octets header =
            random() % 3
                ? wireframes::Join({wireframes::Four(random()), wireframes::Four(random())})
                : Octets(8);
        // Else most are of unknown instances, encrypted, or no IP packets.
        header[0] &= random() % 4 ? 0xf0 : 0xff;
        return wireframes::Join({header, inner});
    }

    void DoRun() override
    {
        LispTestSites net;
        LispHelper lisp;
        for (const auto* name : {"MapVersioning", "LocatorStatusBits", "EchoNonce"})
        {
            lisp.SetSignalAttribute(name, BooleanValue(true));
        }
        lisp.SetMapServer(net.nodes[3], "10.0.3.2");
        lisp.AddSite("a", "key a");
        lisp.AddSite("b", "key b");
        const auto target =
            lisp.InstallXtr(net.nodes[1], "a", {"10.0.1.2"}, {"192.168.1.0/24", "fd11:1::/64"});
        const auto other =
            lisp.InstallXtr(net.nodes[2], "b", {"10.0.2.2"}, {"192.168.2.0/24", "fd11:2::/64"});
        lisp.EnableMulticast(net.nodes[1]);
        if (m_isRtr)
        {
            target->SetAttribute("Rtr", BooleanValue(true));
        }
        lisp.AssignStreams(100);
        net.Ping(3000, 1, 2, 1);

        std::mt19937 random(m_isRtr ? 9305 : 9300);
        const auto udp = net.nodes[4]->GetObject<UdpL4Protocol>();
        for (uint32_t i = 0; i < COUNT; ++i)
        {
            const Octets payload = Make(random);
            const Ipv4Address source(i < COUNT / 2 ? "10.0.4.2" : "10.0.2.2");
            Simulator::Schedule(Seconds(5) + MicroSeconds(100 * i), [udp, payload, source] {
                udp->Send(Create<Packet>(payload.data(), payload.size()),
                          source,
                          Ipv4Address("10.0.1.2"),
                          61000,
                          LISP_DATA_PORT);
            });
        }
        const auto count = [&target, &other](std::set<std::string>* names) {
            // Without what the other site's host says of it, by ICMP.
            uint64_t sum = target->GetDecapsulated() - other->GetEncapsulated();
            for (std::size_t i = 0; i < LISP_DROP_REASONS; ++i)
            {
                const auto reason = static_cast<LispDropReason>(i);
                const std::string name = ToString(reason);
                if (name.rfind("lisp-etr-", 0) == 0 && target->GetDrops(reason) > 0)
                {
                    sum += target->GetDrops(reason);
                    if (names)
                    {
                        names->insert(name);
                    }
                }
            }
            return sum;
        };
        uint64_t before = 0;
        std::set<std::string> names;
        Simulator::Schedule(MilliSeconds(4900), [&] { before = count(nullptr); });
        Simulator::Schedule(MilliSeconds(6020), [&] {
            const auto id = target->GetRlocTable().Find(NetworkAddress::FromString("10.0.2.2"));
            NS_TEST_ASSERT_MSG_NE(id, RlocTable::NONE, "a locator of the other site");
            NS_TEST_EXPECT_MSG_EQ(target->GetRlocTable().IsUp(id), true, "strangers say nothing");
        });
        Simulator::Schedule(Seconds(8), [&] {
            NS_TEST_EXPECT_MSG_EQ(count(&names) - before, COUNT, "each once");
            // What the other site says of itself next.
            target->GetMapCache().Clear();
        });
        net.Ping(9000, 1, 2, 2);
        net.Ping(9500, 2, 1, 3);
        LispTestSites::Run(11);
        for (const auto* name : {"truncated",
                                 "encrypted",
                                 "bad-inner-version",
                                 "bad-inner-length",
                                 "bad-inner-source",
                                 "inner-multicast",
                                 "next-protocol",
                                 "unknown-instance",
                                 "map-version-newer"})
        {
            NS_TEST_EXPECT_MSG_EQ(names.count(std::string("lisp-etr-") + name), 1, name);
        }
        for (const uint16_t sequence : {1, 2, 3})
        {
            NS_TEST_EXPECT_MSG_EQ(net.echoes.count(sequence), 1, "ping " << sequence);
        }
    }

    const bool m_isRtr; //!< the target passes packets on
};

/**
 * Method: IPv6 packets with extension headers of each kind, whole and not, are looked at; lengths
 * are in units of 8 octets, the first one not counted. Expected: by RFC 8200 sections 4.1 to 4.6,
 * RFC 2711 and RFC 2675.
 */
class ExtensionsTestCase : public TestCase
{
  public:
    ExtensionsTestCase()
        : TestCase("extension headers")
    {
    }

  private:
    void DoRun() override
    {
        struct Row
        {
            const char* what;    //!< in words
            uint8_t next;        //!< of the IPv6 header
            std::string payload; //!< of it
            bool isWhole;        //!< as expected
        };

        const std::string udp = "03e8000900080000";
        const std::string options = "3c00010400000000"; // of the destination, and others behind
        std::string seven;
        for (int i = 0; i < 7; ++i)
        {
            seven += options;
        }
        const std::string last = "1100010400000000"; // UDP behind
        const Row rows[] = {
            {"a router alert", 0, "1100050200000100" + udp, true},
            {"padding alone", 0, "1100010400000000" + udp, true},
            {"padding, octet by octet", 60, "1100000000000000" + udp, true},
            {"a jumbo payload's length", 0, "1100c20400010000" + udp, true},
            {"cut in the first unit", 0, "11000104", false},
            {"longer than the packet", 0, "1104010400000000" + udp, false},
            {"an option that ends behind the header", 0, "1100010500000000" + udp, false},
            {"an option without a length", 0, "1100000000000001" + udp, false},
            {"a router alert of one octet", 0, "1100050100000000" + udp, false},
            {"a jumbo payload's length of two", 0, "1100c20200000000" + udp, false},
            {"hop by hop, not in front", 60, "00000104000000001100010400000000" + udp, false},
            {"nothing behind", 60, last, false},
            {"half a UDP header behind", 60, last + "03e80009", false},
            {"no next header", 60, "3b00010400000000", true},
            {"a fragment", 44, "1100000100000001", true},
            {"half a fragment header", 44, "11000001", false},
            {"a routing header", 43, "1102000100000000" + std::string(32, '1') + udp, true},
            {"more segments than addresses",
             43,
             "1102000200000000" + std::string(32, '1') + udp,
             false},
            {"half an address", 43, "1101000000000000" + std::string(16, '1') + udp, false},
            {"eight", 60, seven + last + udp, true},
            {"nine", 60, seven + options + last + udp, false},
        };
        for (const Row& row : rows)
        {
            Octets payload;
            for (std::size_t i = 0; i < row.payload.size(); i += 2)
            {
                payload.push_back(
                    static_cast<uint8_t>(std::stoul(row.payload.substr(i, 2), nullptr, 16)));
            }
            const Octets octets = wireframes::Ip("fd11:2::9", "fd11:1::9", row.next, payload);
            LispEidPacket eid;
            const auto error = eid.Read(octets.data(), octets.size(), false);
            NS_TEST_ASSERT_MSG_EQ((error == LispEidPacket::Error::NONE), true, row.what);
            NS_TEST_EXPECT_MSG_EQ(eid.HasExtensions(), true, row.what);
            NS_TEST_EXPECT_MSG_EQ(eid.AreExtensionsWhole(octets.data()), row.isWhole, row.what);
        }
        const Octets plain = wireframes::Ip("fd11:2::9", "fd11:1::9", 17, Octets(8));
        LispEidPacket eid;
        eid.Read(plain.data(), plain.size(), false);
        NS_TEST_EXPECT_MSG_EQ(eid.HasExtensions(), false, "none");
    }
};

/// The suite.
class HostileDataTestSuite : public TestSuite
{
  public:
    HostileDataTestSuite()
        : TestSuite("lisp-system-hostile-data", TestSuite::Type::SYSTEM)
    {
        AddTestCase(new ExtensionsTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new AnyHeaderTestCase(false), compat::TestDuration<>::QUICK);
        AddTestCase(new AnyHeaderTestCase(true), compat::TestDuration<>::QUICK);
    }
};

HostileDataTestSuite g_hostileDataTestSuite; ///< registers the suite

} // namespace
