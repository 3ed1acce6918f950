/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "lisp-signals-line.h"

#include "ns3/lisp-data-header.h"
#include "ns3/lisp-header-signals.h"
#include "ns3/ns3-compat.h"
#include "ns3/random-variable-stream.h"
#include "ns3/test.h"

using namespace ns3;
using namespace ns3::lisptest;

/**
 * @file
 * @brief What stands in the LISP header of a data packet, octet by octet (RFC 9300 section 5.3):
 *
 *     |N|L|E|V|I|R|K|K|            Nonce/Map-Version                  |
 *     |                 Instance ID/Locator-Status-Bits               |
 */

namespace
{

/// Writes what a test says, and takes down what it is asked.
class ScriptedSignals : public LispHeaderSignals
{
  public:
    std::function<void(LispDataHeader&)> write;         //!< does that
    LispDropReason answer{LispDropReason::NONE};        //!< to each packet
    std::string outgoing;                               //!< what went out
    std::string incoming;                               //!< what came in
    std::vector<std::pair<uint32_t, uint32_t>> headers; //!< what came in

    void Write(LispDataHeader& header, const Outgoing& packet) override
    {
        outgoing += std::to_string(packet.instanceId) + " " + packet.sourceEid.ToString() + " " +
                    packet.sourceRloc.ToString() + " " + std::to_string(packet.mapVersion) +
                    (packet.echoesNonces ? " E" : "") + "; ";
        write(header);
    }

    LispDropReason Read(const LispDataHeader& header, const Incoming& packet) override
    {
        incoming += std::to_string(packet.instanceId) + " " + packet.sourceEid.ToString() + " " +
                    packet.destinationEid.ToString() + " " + packet.sourceRloc.ToString() + " " +
                    packet.destinationRloc.ToString() + "; ";
        headers.emplace_back(header.GetFirstWord(), header.GetSecondWord());
        return answer;
    }
};

/// What is written, and the header that comes of it.
struct Golden
{
    const char* name;                           //!< of the row
    uint32_t instanceId;                        //!< of the packet
    std::function<void(LispDataHeader&)> write; //!< what signals do
    Octets header;                              //!< on the wire
};

/**
 * Method: A sends a packet to B through X, whose signals write what each row says; without signals
 * in the first two rows.
 * Expected: at C, the octets of the row, worked out from the figure above. N excludes V, so the one
 * written last stands; with I, 24 bits of the second word are the instance ID and 8 are status
 * bits. Without signals they are zero but for I.
 */
class HeaderTestCase : public TestCase
{
  public:
    HeaderTestCase()
        : TestCase("octets of the header")
    {
    }

  private:
    void DoRun() override
    {
        const std::vector<Golden> rows = {
            {"nothing", 0, nullptr, {0, 0, 0, 0, 0, 0, 0, 0}},
            {"nothing, in an instance", 7, nullptr, {0x08, 0, 0, 0, 0, 0, 7, 0}},
            {"nonce",
             0,
             [](LispDataHeader& h) { h.SetNonce(0x123456); },
             {0x80, 0x12, 0x34, 0x56, 0, 0, 0, 0}},
            {"nonce to be echoed",
             0,
             [](LispDataHeader& h) { h.SetNonce(0xabcdef, true); },
             {0xa0, 0xab, 0xcd, 0xef, 0, 0, 0, 0}},
            {"map-versions",
             0,
             [](LispDataHeader& h) { h.SetMapVersions(0xabc, 0x123); },
             {0x10, 0xab, 0xc1, 0x23, 0, 0, 0, 0}},
            {"status bits",
             0,
             [](LispDataHeader& h) { h.SetLocatorStatusBits(0x80000005); },
             {0x40, 0, 0, 0, 0x80, 0, 0, 5}},
            {"status bits in an instance",
             0x010203,
             [](LispDataHeader& h) { h.SetLocatorStatusBits(0xf05); },
             {0x48, 0, 0, 0, 1, 2, 3, 5}},
            {"map-versions and status bits in an instance",
             7,
             [](LispDataHeader& h) {
                 h.SetMapVersions(1, 0xfff);
                 h.SetLocatorStatusBits(2);
             },
             {0x58, 0, 0x1f, 0xff, 0, 0, 7, 2}},
            {"a nonce after map-versions",
             0,
             [](LispDataHeader& h) {
                 h.SetMapVersions(1, 2);
                 h.SetNonce(0x000102, true);
             },
             {0xa0, 0, 1, 2, 0, 0, 0, 0}},
        };
        for (const auto& row : rows)
        {
            Run(row);
        }
    }

    /// @param row a row
    void Run(const Golden& row)
    {
        SignalsLine line(row.instanceId);
        SignalsLine::Map(line.xtr, "10.2.0.0/24", {"172.16.2.1"}, 0x123, true, row.instanceId);
        ScriptedSignals signals;
        signals.write = row.write;
        line.xtr->SetHeaderSignals(row.write ? &signals : nullptr);
        Tap core(Line::Device(line.c, 1));
        line.RunWith([&] {
            core.packets.clear();
            SendFrom(line.a->GetDevice(1), MakeInner(false));
        });
        NS_TEST_ASSERT_MSG_EQ(core.packets.size(), 1, row.name << ": one packet in the core");
        const Octets payload = GetPayload(core.packets.front());
        const Octets header(payload.begin() + 8, payload.begin() + 16);
        NS_TEST_EXPECT_MSG_EQ((header == row.header), true, row.name << ": header");
        const std::string told =
            row.write ? std::to_string(row.instanceId) + " 10.1.0.5 172.16.1.1 291 E; " : "";
        NS_TEST_EXPECT_MSG_EQ(signals.outgoing, told, row.name << ": what signals are told");
        line.xtr->SetHeaderSignals(nullptr);
        Simulator::Destroy();
    }
};

/**
 * Method: C sends Y packets for B with a header of both words filled, of which the third has an
 * inner TTL of 0; then, with signals that refuse, another one.
 * Expected: signals get the words as they are, and who sends to whom; not those of the packet that
 * fails a check. What they refuse is dropped for their reason.
 */
class ReadTestCase : public TestCase
{
  public:
    ReadTestCase()
        : TestCase("what is read, and when")
    {
    }

  private:
    void DoRun() override
    {
        SignalsLine line;
        ScriptedSignals signals;
        line.ytr->SetHeaderSignals(&signals);
        Tap host(Line::Device(line.b, 1));
        line.RunWith([&] {
            host.packets.clear();
            const auto send = [&line](uint32_t first, uint32_t second, uint8_t ttl) {
                SendFrom(line.c->GetDevice(2),
                         MakeOuter(false, MakeData(first, second, MakeInner(false, ttl))));
            };
            send(0xa0123456, 0x00000000, 64);
            send(0x50abc123, 0x80000001, 64);
            send(0x80000001, 0, 0);
            Simulator::Schedule(MilliSeconds(100), [&signals, send] {
                signals.answer = LispDropReason::ETR_MAP_VERSION_NEWER;
                send(0x10001001, 0, 64);
            });
        });
        const std::string one = "0 10.1.0.5 10.2.0.9 172.16.1.1 172.16.2.1; ";
        NS_TEST_EXPECT_MSG_EQ(signals.incoming, one + one + one, "who sends to whom");
        const std::vector<std::pair<uint32_t, uint32_t>> words = {{0xa0123456, 0},
                                                                  {0x50abc123, 0x80000001},
                                                                  {0x10001001, 0}};
        NS_TEST_EXPECT_MSG_EQ((signals.headers == words), true, "the words");
        NS_TEST_EXPECT_MSG_EQ(host.packets.size(), 2, "delivered");
        NS_TEST_EXPECT_MSG_EQ(line.Drops(LispDropReason::ETR_INNER_TTL_ZERO), 1, "failed a check");
        NS_TEST_EXPECT_MSG_EQ(line.Drops(LispDropReason::ETR_MAP_VERSION_NEWER), 1, "refused");
        line.ytr->SetHeaderSignals(nullptr);
        Simulator::Destroy();
    }
};

/**
 * Method: Y has all signals on, and a mapping of A's prefix by X's locators. C sends it 2000
 * packets from a locator that is in no mapping, with both words random but for KK, R and I.
 * Expected: no locator is down, nothing is owed or asked: Y's next packet to X has the request of a
 * nonce and the map-version of no mapping, as before. Packets with map-versions are delivered only
 * if the destination's is 5, Y's own, or older (2048 of 4096 are newer: of 2000 packets, a quarter
 * of which has versions, about 250), and none is dropped for its source's.
 */
class HostileTestCase : public TestCase
{
  public:
    HostileTestCase()
        : TestCase("random headers of an unknown sender")
    {
    }

  private:
    void DoRun() override
    {
        SignalsLine line;
        const auto signals =
            line.Enable(line.ytr, {"EchoNonce", "MapVersioning", "LocatorStatusBits"});
        SignalsLine::Map(line.ytr, "10.1.0.0/24", {"172.16.1.1", "fd0a::1"}, 9, true);
        line.ytr->GetEidDatabase().SetMapVersion(EidPrefix::FromString("10.2.0.0/24"), 5);
        auto random = CreateObject<UniformRandomVariable>();
        random->SetStream(1);
        uint64_t newer = 0;
        uint64_t null = 0;
        uint64_t unknown = 0;
        line.RunWith([&] {
            for (int i = 0; i < 2000; ++i)
            {
                const uint32_t first = random->GetInteger(0, 0xffffffff) & ~0x0f000000U;
                const uint32_t second = random->GetInteger(0, 0xffffffff);
                const bool hasNonce = first >> 31 & 1;
                const bool hasVersions = !hasNonce && (first >> 28 & 1);
                const uint32_t version = first & 0xfff;
                const bool isNull = hasVersions && version == 0;
                const bool isNewer = hasVersions && version > 5 && version <= 5 + 2048;
                null += isNull;
                newer += isNewer;
                unknown += !isNull && !isNewer && (hasNonce || (first >> 30 & 1));
                IpFields outer{"172.16.1.2", "172.16.2.1"};
                const Octets packet = MakeIp(outer, MakeData(first, second, MakeInner(false)));
                Simulator::Schedule(MicroSeconds(100 * i),
                                    [&line, packet] { SendFrom(line.c->GetDevice(2), packet); });
            }
        });
        NS_TEST_EXPECT_MSG_EQ((newer > 150), true, "the words are random");
        NS_TEST_EXPECT_MSG_EQ(line.Drops(LispDropReason::ETR_MAP_VERSION_NEWER), newer, "newer");
        NS_TEST_EXPECT_MSG_EQ(line.Drops(LispDropReason::ETR_MAP_VERSION_NULL), null, "null");
        NS_TEST_EXPECT_MSG_EQ(line.ytr->GetTotalDrops(), newer + null, "nothing else");
        NS_TEST_EXPECT_MSG_EQ(line.ytr->GetDecapsulated(), 2000 - newer - null, "delivered");
        NS_TEST_EXPECT_MSG_EQ(signals->GetIgnored().unknownSender, unknown, "ignored");
        NS_TEST_EXPECT_MSG_EQ(signals->GetEchoNonceStatistics().sent, 0, "no echo");
        NS_TEST_EXPECT_MSG_EQ(signals->GetStatusChanges(), 0, "no locator");
        NS_TEST_EXPECT_MSG_EQ(signals->GetMapVersionStatistics().newer, 0, "no request");
        const RlocTable& rlocs = line.ytr->GetRlocTable();
        for (const std::string rloc : {"172.16.1.1", "fd0a::1"})
        {
            NS_TEST_EXPECT_MSG_EQ(rlocs.IsUp(rlocs.Find(NetworkAddress::FromString(rloc))),
                                  true,
                                  rloc);
        }
        Simulator::Destroy();
    }
};

/// The suite of signals in data headers.
class SignalsTestSuite : public TestSuite
{
  public:
    SignalsTestSuite()
        : TestSuite("lisp-dataplane-signals", TestSuite::Type::UNIT)
    {
        AddTestCase(new HeaderTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new ReadTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new HostileTestCase, compat::TestDuration<>::QUICK);
    }
};

SignalsTestSuite g_suite; ///< registers itself

} // namespace
