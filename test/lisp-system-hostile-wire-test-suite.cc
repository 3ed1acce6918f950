/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "lisp-wire-vectors.h"
#include "wire-frames.h"

#include "ns3/boolean.h"
#include "ns3/echo-services.h"
#include "ns3/ethernet-helper.h"
#include "ns3/ethernet-nic.h"
#include "ns3/global-value.h"
#include "ns3/internet-stack-helper.h"
#include "ns3/ip-interfaces.h"
#include "ns3/lisp-helper.h"
#include "ns3/lisp-map-cache.h"
#include "ns3/locator-set-pool.h"
#include "ns3/ns3-compat.h"
#include "ns3/tap-net-device.h"
#include "ns3/tcp-echo-port.h"
#include "ns3/test.h"

#include <random>
#include <string>
#include <vector>

using namespace ns3;
using namespace ns3::wireframes;

/**
 * @file
 * @brief 100,000 frames, well formed, changed and random, sent to a simulated router that has every
 * role, and through it to a simulated host.
 *
 * ```
 *   wire (10.0.0.0/24, 2001:db8::/64) -- router -- host (192.168.1.10, fd01::10: echo, discard)
 *         neighbour .254, xTR .2                    in EIDs 192.168.1.0/24, fd01::/64
 * ```
 *
 * A frame goes the way that one from a tap does: the guard, ns3::FdNetDevice, the stack. Behind the
 * wire is a peer that answers ARP and Neighbour Discovery, so that the router's answers come out,
 * and that has a real TCP connection with the host, in LISP data, with states to be confused in.
 */

namespace
{

const std::string OWN = "02:4c:0a:00:00:01";
const std::string NEIGHBOR = "02:00:00:00:00:02";

/// A device at a tap without a tap.
class WireDevice : public TapNetDevice
{
  public:
    /// @param frame comes from the wire @return true if it entered
    bool Push(const Octets& frame)
    {
        if (!Admit(frame.data(), frame.size(), Simulator::Now().GetSeconds()))
        {
            return false;
        }
        auto* buffer = static_cast<uint8_t*>(std::malloc(frame.size()));
        std::copy(frame.begin(), frame.end(), buffer);
        ReceiveCallback(buffer, static_cast<ssize_t>(frame.size()));
        return true;
    }

    bool IsLinkUp() const override
    {
        return true;
    }

    std::vector<Octets> sent; ///< frames that went out

  protected:
    ssize_t Write(uint8_t* buffer, size_t length) override
    {
        sent.emplace_back(buffer, buffer + length);
        return static_cast<ssize_t>(length);
    }
};

/// The router and its host.
class Besieged
{
  public:
    Besieged()
        : device(CreateObject<WireDevice>())
    {
        auto router = CreateObject<Node>();
        auto host = CreateObject<Node>();
        InternetStackHelper().Install(NodeContainer(router, host));
        device->SetAddress(Mac48Address(OWN.c_str()));
        router->AddDevice(device);
        AddIpInterface(device, InterfaceAddress::FromString("10.0.0.1/24"));
        AddIpInterface(device, InterfaceAddress::FromString("2001:db8::1/64"));
        const auto ends = EthernetHelper().Install(router, host);
        for (const auto* net : {"192.168.1.", "fd01::"})
        {
            const std::string length = net[0] == 'f' ? "/64" : "/24";
            const auto gateway = InterfaceAddress::FromString(net + std::string("1") + length);
            AddIpInterface(ends.Get(0), gateway);
            AddIpInterface(ends.Get(1),
                           InterfaceAddress::FromString(net + std::string("10") + length));
            const auto family = gateway.address.GetFamily();
            AddIpRoute(host, MakeDefaultPrefix(family), gateway.address);
            services.push_back(CreateObject<EchoServices>());
            services.back()->Install(host, NetworkAddress::FromString(net + std::string("10")));
            services.back()->GetTcp()->AssignStreams(family == AddressFamily::IPV6 ? 99 : 98);
        }
        AddIpRoute(router,
                   MakeDefaultPrefix(AddressFamily::IPV4),
                   NetworkAddress::FromString("10.0.0.254"));
        MakeIpRouter(router);

        lisp.SetMapServer(router, "10.0.0.1");
        lisp.AddSite("site", "a secret");
        xtr = lisp.InstallXtr(router,
                              "site",
                              {"10.0.0.1", "2001:db8::1"},
                              {"192.168.1.0/24", "fd01::/64"});
        lisp.AssignStreams(100);
        for (const auto* eid : {"192.168.2.0/24", "fd02::/64"})
        {
            LispLocator locator;
            locator.address = LispAddress(NetworkAddress::FromString("10.0.0.2"));
            LispMapping mapping;
            mapping.eid = EidPrefix::FromString(eid);
            mapping.locators = xtr->GetLocatorSets().Intern({locator});
            xtr->GetMapCache().Insert(mapping, LispMapCacheSource::STATIC, Simulator::Now());
        }
    }

    LispHelper lisp;                         ///< of the router
    Ptr<WireDevice> device;                  ///< at the wire
    Ptr<LispXtr> xtr;                        ///< the router
    std::vector<Ptr<EchoServices>> services; ///< of the host, IPv4 and IPv6
};

/// What is on the other side of the wire.
class Peer
{
  public:
    /// @param target the router
    explicit Peer(Besieged& target)
        : m_target(target)
    {
    }

    /// Read what came out of the router, and answer what a peer must.
    void Listen()
    {
        auto frames = std::move(m_target.device->sent);
        m_target.device->sent.clear();
        for (auto& frame : frames)
        {
            ++m_frames;
            const uint32_t type = ReadTwo(frame, 12);
            Octets packet(frame.begin() + 14, frame.end());
            if (type == 0x0806 && packet[7] == 1)
            {
                Octets reply = packet;
                reply[7] = 2;
                std::copy_n(packet.begin() + 8, 10, reply.begin() + 18);
                std::copy_n(packet.begin() + 24, 4, reply.begin() + 14);
                const auto mac = AddressOctets(NEIGHBOR);
                std::copy(mac.begin(), mac.end(), reply.begin() + 8);
                m_target.device->Push(Frame(OWN, NEIGHBOR, 0x0806, reply));
            }
            else if (type == 0x86dd && packet.size() >= 64 && packet[6] == 58 && packet[40] == 135)
            {
                Advertise(packet);
            }
            else if (type == 0x0800)
            {
                ReadIpv4(packet);
            }
        }
    }

    /// @return frames that the router has sent
    uint64_t GetFrames() const
    {
        return m_frames;
    }

    /// @return true if the host has accepted the connection
    bool IsConnected() const
    {
        return m_synchronized;
    }

    /// @return octets that the host has sent back over the connection
    uint64_t GetEchoed() const
    {
        return m_echoed;
    }

    /// @param fields of a segment @param payload of it @return a frame with LISP data that holds it
    static Octets ToHost(const TcpFields& fields, const Octets& payload = {})
    {
        const auto segment = Ip("192.168.2.9", "192.168.1.10", 6, Tcp(fields, payload));
        return Frame(OWN, NEIGHBOR, 0x0800, Ip("10.0.0.2", "10.0.0.1", 17, LispData(segment)));
    }

    /// Begin a new connection. @param destination port of the host
    void Connect(uint32_t destination)
    {
        m_fields = {};
        m_fields.source = ++m_port;
        m_fields.destination = destination;
        m_fields.sequence = 0xfffffff0; // wraps
        m_fields.flags = 2;
        m_fields.options = {2, 4, 5, 0x14, 1, 3, 3, 7, 4, 2, 1, 1};
        m_synchronized = false;
        m_target.device->Push(ToHost(m_fields));
        m_fields.options.clear();
        ++m_fields.sequence;
    }

    /// @param size octets of data @return the next segment of the connection
    Octets MakeNext(uint32_t size)
    {
        TcpFields fields = m_fields;
        fields.flags = 0x10;
        m_fields.sequence += size;
        return ToHost(fields, Octets(size, 0x65));
    }

    /// @param random numbers @return a segment of the connection: what comes next, or near to it
    Octets MakeSegment(std::mt19937& random)
    {
        TcpFields fields = m_fields;
        fields.flags = 0x10;
        Octets payload(random() % 4 ? random() % 1300 : 0, 0x62);
        const auto size = static_cast<uint32_t>(payload.size());
        switch (random() % 12)
        {
        case 0: // out of order
            fields.sequence += random() % 3000;
            break;
        case 1: // again
            fields.sequence -= random() % 3000;
            break;
        case 2: // acknowledges less or more
            fields.acknowledge += random() % 6000 - 3000;
            break;
        case 3: // a closed or a small window
            fields.window = random() % 3;
            break;
        case 4: // any flags
            fields.flags = static_cast<uint8_t>(random());
            break;
        case 5: // selective acknowledgements, right or wrong
            fields.options = Join({{1, 1, 5, 10},
                                   wireframes::Four(fields.acknowledge + random() % 4000 - 1000),
                                   wireframes::Four(fields.acknowledge + random() % 4000 - 1000)});
            break;
        case 6: // timestamps
            fields.options =
                Join({{1, 1, 8, 10}, wireframes::Four(random()), wireframes::Four(random())});
            break;
        case 7: // nothing but an acknowledgement, as three in a row make a retransmission
            payload.clear();
            break;
        case 8:
            if (random() % 30 == 0)
            {
                fields.flags |= 1 << random() % 3;
            }
            break;
        default: // what comes next
            m_fields.sequence += size;
        }
        return ToHost(fields, payload);
    }

  private:
    /// @param solicitation an IPv6 packet that asks for a neighbour
    void Advertise(const Octets& solicitation)
    {
        const Octets target(solicitation.begin() + 48, solicitation.begin() + 64);
        const Octets source(solicitation.begin() + 8, solicitation.begin() + 24);
        if (std::all_of(source.begin(), source.end(), [](uint8_t octet) { return octet == 0; }))
        {
            return; // whether its own address is in use
        }
        const auto text = [](const Octets& octets) {
            return NetworkAddress::FromOctets(AddressFamily::IPV6, octets.data()).ToString();
        };
        const auto message =
            Icmp(136, 0, Join({{0x60, 0, 0, 0}, target, {2, 1}, AddressOctets(NEIGHBOR)}));
        m_target.device->Push(
            Frame(OWN, NEIGHBOR, 0x86dd, Ip(text(target), text(source), 58, message, 0, 0, 255)));
    }

    /// @param packet that came out of the router
    void ReadIpv4(const Octets& packet)
    {
        constexpr std::size_t inner = 20 + 8 + 8;
        constexpr std::size_t tcp = inner + 20;
        if (packet[9] != 17 || packet.size() < tcp + 20 || ReadTwo(packet, 22) != 4341 ||
            packet[inner] != 0x45 || packet[inner + 9] != 6 ||
            ReadTwo(packet, tcp + 2) != m_fields.source)
        {
            return;
        }
        const uint32_t sequence = ReadTwo(packet, tcp + 4) << 16 | ReadTwo(packet, tcp + 6);
        const uint8_t flags = packet[tcp + 13];
        const auto size = static_cast<uint32_t>(packet.size() - tcp - (packet[tcp + 12] >> 4) * 4);
        if ((flags & 0x12) == 0x12)
        {
            m_synchronized = true;
            m_fields.acknowledge = sequence + 1;
        }
        else if (m_synchronized && sequence == m_fields.acknowledge)
        {
            m_fields.acknowledge += size;
            m_echoed += size;
        }
    }

    Besieged& m_target;         ///< the router
    TcpFields m_fields;         ///< the next segment
    uint32_t m_port{20000};     ///< of the present connection
    bool m_synchronized{false}; ///< the host has accepted it
    uint64_t m_frames{0};       ///< see GetFrames
    uint64_t m_echoed{0};       ///< see GetEchoed
};

/// Makes frames that look like some.
class FrameMaker
{
  public:
    /// @param seed of the random numbers
    explicit FrameMaker(uint32_t seed)
        : m_random(seed)
    {
        for (const auto& [name, vector] : lisptest::ReadVectors())
        {
            m_messages.push_back(vector.octets);
        }
    }

    /// @return the random numbers
    std::mt19937& GetRandom()
    {
        return m_random;
    }

    /// @return a frame
    Octets Make()
    {
        const uint32_t kind = m_random() % 10;
        if (kind == 0)
        {
            const auto operation = static_cast<uint8_t>(1 + m_random() % 2);
            const auto sender = Pick({"10.0.0.2", "10.0.0.254", "0.0.0.0", "10.0.0.1"});
            return Frame(Pick({OWN, "ff:ff:ff:ff:ff:ff"}),
                         NEIGHBOR,
                         0x0806,
                         Arp(operation, NEIGHBOR, sender, "10.0.0.1", OWN));
        }
        const bool isIpv6 = m_random() % 3 == 0;
        const std::string here = isIpv6 ? Pick({"2001:db8::1", "fd01::1", "fd01::10", "fd02::7"})
                                        : Pick({"10.0.0.1",
                                                "192.168.1.1",
                                                "192.168.1.10",
                                                "10.0.0.255",
                                                "192.168.2.7",
                                                "198.51.100.1"});
        const std::string there =
            isIpv6 ? Pick({"2001:db8::2", "fd02::9", "fe80::2", "2001:db8:5::1"})
                   : Pick({"10.0.0.2", "10.0.0.254", "192.168.2.9", "192.168.1.10", "10.0.0.255"});
        if (kind < 6)
        {
            return InFrame(Packet(there, here, isIpv6));
        }
        if (kind == 6)
        {
            const auto& message = m_messages[m_random() % m_messages.size()];
            return InFrame(Ip("10.0.0.2", "10.0.0.1", 17, Udp(4342, 4342, message)));
        }
        const bool isInnerIpv6 = m_random() % 3 == 0;
        const auto inner = isInnerIpv6
                               ? Packet("fd02::9", Pick({"fd01::10", "fd01::1", "fd01::77"}), true)
                               : Packet(Pick({"192.168.2.9", "203.0.113.9"}),
                                        Pick({"192.168.1.10", "192.168.1.1", "192.168.1.77"}),
                                        false);
        const auto data = LispData(inner, m_random() % 16 ? 0 : m_random() % 3);
        return InFrame(m_random() % 3 ? Ip("10.0.0.2", "10.0.0.1", 17, data)
                                      : Ip("2001:db8::2", "2001:db8::1", 17, data));
    }

    /// @param frame gets something changed, and mostly right checksums
    void Change(Octets& frame)
    {
        const uint32_t changes = 1 + m_random() % 3;
        for (uint32_t i = 0; i < changes && !frame.empty(); ++i)
        {
            // Most of what matters is in the headers.
            const std::size_t most =
                std::min<std::size_t>(frame.size(), m_random() % 4 ? 120 : 2000);
            const std::size_t at = m_random() % most;
            switch (m_random() % 6)
            {
            case 0:
                frame.resize(at);
                break;
            case 1:
                frame.insert(frame.begin() + at, m_random() % 20, static_cast<uint8_t>(m_random()));
                break;
            case 2:
                frame[at] = static_cast<uint8_t>(m_random() % 2 ? 0 : 255);
                break;
            default:
                frame[at] = static_cast<uint8_t>(m_random());
            }
        }
        if (frame.size() > 34 && m_random() % 8 != 0)
        {
            // Mostly to the router, and as long as it says.
            const auto own = AddressOctets(OWN);
            std::copy(own.begin(), own.end(), frame.begin());
            if (frame[14] >> 4 == 4 && m_random() % 2)
            {
                WriteTwo(frame, 16, static_cast<uint32_t>(frame.size() - 14));
            }
            wireframes::Octets packet(frame.begin() + 14, frame.end());
            Repair(packet);
            std::copy(packet.begin(), packet.end(), frame.begin() + 14);
        }
    }

  private:
    /// @param words some @return one of them
    std::string Pick(const std::vector<std::string>& words)
    {
        return words[m_random() % words.size()];
    }

    /// @param packet from its IP header on @return a frame to the router
    static Octets InFrame(const Octets& packet)
    {
        return Frame(OWN, NEIGHBOR, packet[0] >> 4 == 4 ? 0x0800 : 0x86dd, packet);
    }

    /// @param most octets @return as many, or fewer
    Octets Some(uint32_t most)
    {
        return Octets(m_random() % (most + 1), static_cast<uint8_t>(m_random()));
    }

    /// @param from source @param to destination @param isIpv6 their family @return a packet
    Octets Packet(const std::string& from, const std::string& to, bool isIpv6)
    {
        const uint32_t port = m_random() % 2 ? 7 : 1 + m_random() % 65535;
        const auto ttl = static_cast<uint8_t>(m_random() % 4 ? 64 : m_random() % 3);
        switch (m_random() % 6)
        {
        case 0:
            return isIpv6
                       ? Ip(from, to, 58, Icmp(128, 0, Some(1400)), 0, 0, ttl)
                       : Ip(from, to, 1, Icmp(8, 0, Join({{0, 1, 0, 1}, Some(1400)})), 0, 1, ttl);
        case 1: {
            // An error about what the host, or the router, has sent.
            const auto quoted =
                Ip(to, from, m_random() % 2 ? 6 : 17, Octets(8 + m_random() % 30, 7));
            const auto type =
                static_cast<uint8_t>(isIpv6 ? 1 + m_random() % 4 : 3 + m_random() % 10);
            const auto code = static_cast<uint8_t>(m_random() % 6);
            const auto message = Icmp(type, code, Join({{0, 0}, Two(m_random() % 3000), quoted}));
            return Ip(from, to, isIpv6 ? 58 : 1, message, 0, 1, ttl);
        }
        case 2: {
            TcpFields fields;
            fields.source = 1024 + m_random() % 50;
            fields.destination = m_random() % 2 ? 9 : port;
            fields.sequence = m_random();
            fields.acknowledge = m_random();
            fields.flags = static_cast<uint8_t>(m_random() % 2 ? 2 : m_random());
            fields.options = m_random() % 2 ? Octets{2, 4, 5, 0xb4} : Octets{};
            return Ip(from, to, 6, Tcp(fields, Some(600)), 0, 1, ttl);
        }
        case 3:
            if (isIpv6)
            {
                const bool isAsked = m_random() % 2;
                const Octets option =
                    Join({{static_cast<uint8_t>(isAsked ? 1 : 2), 1}, AddressOctets(NEIGHBOR)});
                const auto message =
                    Icmp(isAsked ? 135 : 136, 0, Join({{0, 0, 0, 0}, AddressOctets(to), option}));
                return Ip(from, to, 58, message, 0, 0, 255);
            }
            else
            {
                // Fragments of few datagrams, so that they meet.
                const uint32_t begin = m_random() % 12;
                const uint32_t more = m_random() % 3 ? 0x2000 : 0;
                Octets part = begin ? Octets(8 * (1 + m_random() % 40), 0x63)
                                    : Udp(2000, port, Octets(8 * (m_random() % 40), 0x64));
                return Ip(from, to, 17, part, more | begin, m_random() % 400, ttl);
            }
        default:
            return Ip(from, to, 17, Udp(1 + m_random() % 65535, port, Some(1400)), 0, 1, ttl);
        }
    }

    std::mt19937 m_random;          ///< what makes them differ
    std::vector<Octets> m_messages; ///< LISP control messages
};

/**
 * Method: with a seed, 50,000 frames, one each 0.5 ms: of four, one is as it should be, two are
 * changed (and have right checksums again, mostly), one is a segment of the peer's connection,
 * which is begun anew every 400 frames, with echo and discard by turns. Checksums are on. At the
 * end the peer is silent for 70 s, so that connections and fragments come to their ends, and then
 * begins a last connection and sends 1000 octets in order. Expected: the simulation goes on to its
 * end; each of the 50,000 frames was refused or entered; the host still answers: it sends the
 * 1000 octets back. Thousands went each way: more than 10,000 entered, more than 1,000 were refused
 * by more than 15 reasons, and the router sent more than 5,000.
 */
class SiegeTestCase : public TestCase
{
  public:
    /// @param seed of the random numbers
    explicit SiegeTestCase(uint32_t seed)
        : TestCase("seed " + std::to_string(seed)),
          m_seed(seed)
    {
    }

  private:
    /// How many.
    static constexpr uint32_t FRAMES = 50000;

    void DoRun() override
    {
        GlobalValue::Bind("ChecksumEnabled", BooleanValue(true));
        Besieged target;
        Peer peer(target);
        FrameMaker maker(m_seed);
        uint64_t entered = 0;
        uint64_t before = 0;
        for (uint32_t i = 0; i < FRAMES; ++i)
        {
            Simulator::Schedule(MicroSeconds(1000000 + 500 * i), [&, i] {
                peer.Listen();
                if (i % 400 == 0)
                {
                    peer.Connect(i % 800 ? 9 : 7);
                }
                const uint32_t kind = maker.GetRandom()() % 4;
                auto frame = kind == 3 && peer.IsConnected() ? peer.MakeSegment(maker.GetRandom())
                                                             : maker.Make();
                if (kind == 1 || kind == 2)
                {
                    maker.Change(frame);
                }
                entered += target.device->Push(frame);
            });
        }
        const Time end = MicroSeconds(1000000 + 500 * FRAMES) + Seconds(70);
        for (uint32_t i = 0; i < 100; ++i)
        {
            Simulator::Schedule(end + MilliSeconds(10 * i), [&] { peer.Listen(); });
        }
        Simulator::Schedule(end + MicroSeconds(1), [&] { peer.Connect(7); });
        Simulator::Schedule(end + MilliSeconds(205), [&] {
            NS_TEST_EXPECT_MSG_EQ(peer.IsConnected(), true, "the host accepts");
            before = peer.GetEchoed();
            target.device->Push(peer.MakeNext(1000));
        });
        Simulator::Stop(end + Seconds(2));
        Simulator::Run();

        NS_TEST_EXPECT_MSG_EQ(peer.GetEchoed() - before, 1000, "and sends back");
        const auto refused = target.device->GetRefused();
        NS_TEST_EXPECT_MSG_EQ(entered + target.device->GetTotalRefused(), FRAMES, "all of them");
        NS_TEST_EXPECT_MSG_GT(entered, 10000, "frames that entered");
        NS_TEST_EXPECT_MSG_GT(target.device->GetTotalRefused(), 1000, "frames that did not");
        NS_TEST_EXPECT_MSG_GT(refused.size(), 15, "reasons");
        NS_TEST_EXPECT_MSG_GT(peer.GetFrames(), 5000, "frames that came out");
        NS_TEST_EXPECT_MSG_GT(target.services[1]->GetTcp()->GetAccepted(), 20, "connections");
        NS_TEST_EXPECT_MSG_GT(target.services[0]->GetEchoed(), 100, "datagrams sent back");
        Simulator::Destroy();
        GlobalValue::Bind("ChecksumEnabled", BooleanValue(false));
    }

    const uint32_t m_seed; ///< of the random numbers
};

/// The suite.
class HostileWireTestSuite : public TestSuite
{
  public:
    HostileWireTestSuite()
        : TestSuite("lisp-system-hostile-wire", TestSuite::Type::SYSTEM)
    {
        AddTestCase(new SiegeTestCase(1), compat::TestDuration<>::QUICK);
        AddTestCase(new SiegeTestCase(2), compat::TestDuration<>::QUICK);
    }
};

HostileWireTestSuite g_hostileWireTestSuite; ///< registers the suite

} // namespace
