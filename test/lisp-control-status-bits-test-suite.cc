/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "lisp-signals-line.h"

#include "ns3/ns3-compat.h"
#include "ns3/test.h"

#include <iterator>

using namespace ns3;
using namespace ns3::lisptest;

/**
 * @file
 * @brief Locator-status bits (RFC 9300 sections 5.3 and 10) between the tunnel routers of a Line.
 *
 * A's prefix has X's locators 172.16.1.1 and fd0a::1, in this order: IPv4 comes before IPv6 (RFC
 * 9301 section 5.5), so these are bits 0 and 1.
 */

namespace
{

/// @param xtr a tunnel router @param rloc a locator @return what keeps it down there: "status", "",
/// or "other"
std::string
DownFor(const Ptr<LispXtr>& xtr, const std::string& rloc)
{
    const RlocTable& rlocs = xtr->GetRlocTable();
    const auto id = rlocs.Find(NetworkAddress::FromString(rloc));
    return id == RlocTable::NONE                             ? "unknown"
           : rlocs.IsUp(id)                                  ? ""
           : rlocs.IsDownFor(id, RlocDownCause::STATUS_BITS) ? "status"
                                                             : "other";
}

/**
 * Method: A sends a packet each 100 ms from 3 s on, over IPv6 in the core. X's IPv4 interface to
 * the core is down from 3.05 s to 3.15 s; a script has fd0a::1 down from 3.25 s to 3.35 s.
 * Expected: the L bit (0x40) in each; the bits 11, 10, 11, 01, 11. At Y, 20 ms and less after each
 * packet, the locator whose bit is 0 is down for that cause, and none else.
 */
class LineTestCase : public TestCase
{
  public:
    LineTestCase()
        : TestCase("a locator goes down and comes back")
    {
    }

  private:
    void DoRun() override
    {
        SignalsLine line;
        SignalsLine::Map(line.xtr, "10.2.0.0/24", {"fd0b::1"}, 0, false);
        SignalsLine::Map(line.ytr, "10.1.0.0/24", {"fd0a::1", "172.16.1.1"}, 0, false);
        SignalsLine::Enable(line.xtr, {"LocatorStatusBits"});
        const auto signals = SignalsLine::Enable(line.ytr, {"LocatorStatusBits"});
        const std::vector<std::pair<std::string, std::string>> states = {
            {"", ""},
            {"status", ""},
            {"", ""},
            {"", "status"},
            {"", ""},
        };
        const std::vector<uint32_t> bits = {3, 2, 3, 1, 3};
        Tap core(Line::Device(line.c, 1));
        SignalsLine::RunWith([&] {
            core.packets.clear();
            for (int64_t i = 0; i < 5; ++i)
            {
                Simulator::Schedule(MilliSeconds(100 * i),
                                    [&line] { SendFrom(line.a->GetDevice(1), MakeInner(false)); });
                Simulator::Schedule(MilliSeconds(100 * i + 20), [&line, &states, i, this] {
                    NS_TEST_EXPECT_MSG_EQ(DownFor(line.ytr, "172.16.1.1"),
                                          states[i].first,
                                          "IPv4 after packet " << i);
                    NS_TEST_EXPECT_MSG_EQ(DownFor(line.ytr, "fd0a::1"),
                                          states[i].second,
                                          "IPv6 after packet " << i);
                });
            }
            Simulator::Schedule(MilliSeconds(50),
                                [&line] { line.x->GetObject<Ipv4>()->SetDown(2); });
            Simulator::Schedule(MilliSeconds(150),
                                [&line] { line.x->GetObject<Ipv4>()->SetUp(2); });
            for (const bool up : {false, true})
            {
                Simulator::Schedule(MilliSeconds(up ? 350 : 250), [&line, up] {
                    RlocTable& rlocs = line.xtr->GetRlocTable();
                    rlocs.SetUp(rlocs.Find(NetworkAddress::FromString("fd0a::1")),
                                RlocDownCause::SCRIPT,
                                up);
                });
            }
        });
        std::vector<Octets> data;
        for (const auto& packet : core.packets)
        {
            if (packet[0] >> 4 == 6 && packet[6] == 17)
            {
                data.push_back(packet);
            }
        }
        NS_TEST_ASSERT_MSG_EQ(data.size(), 5, "packets");
        for (std::size_t i = 0; i < data.size(); ++i)
        {
            NS_TEST_EXPECT_MSG_EQ(FirstWord(data[i]), 0x40000000, "L alone in packet " << i);
            NS_TEST_EXPECT_MSG_EQ(SecondWord(data[i]), bits[i], "bits of packet " << i);
        }
        NS_TEST_EXPECT_MSG_EQ(signals->GetStatusChanges(), 4, "changes");
        Simulator::Destroy();
    }
};

/// A packet that comes to Y.
struct Row
{
    const char* name;     //!< of the row
    const char* source;   //!< outer source
    uint32_t first;       //!< word of the LISP header
    uint32_t second;      //!< word of the LISP header
    const char* state[2]; //!< of 172.16.1.1 and fd0a::1 then
    bool ignored;         //!< counted as that of an unknown sender
    bool otherVersion;    //!< counted as that
};

// Bit 0 is 172.16.1.1, bit 1 fd0a::1. Y's mapping has the version 5; 0x1000500n has the source
// version 5, 0x1000600n 6. The state of each row is what the rows before left.
const Row ROWS[] = {
    {"no L bit", "172.16.1.1", 0, 0, {"", ""}, false, false},
    {"a stranger", "172.16.1.2", 0x40000000, 0, {"", ""}, true, false},
    {"the first is down", "172.16.1.1", 0x40000000, 2, {"status", ""}, false, false},
    {"a stranger again", "172.16.1.2", 0x40000000, 3, {"status", ""}, true, false},
    {"no L bit again", "172.16.1.1", 0, 3, {"status", ""}, false, false},
    {"another version", "172.16.1.1", 0x50006001, 3, {"status", ""}, false, true},
    {"the same version", "172.16.1.1", 0x50005001, 3, {"", ""}, false, false},
    {"bits of no locator", "172.16.1.1", 0x40000000, 0xfffffff3, {"", ""}, false, false},
    {"all are down", "172.16.1.1", 0x40000000, 0xfffffff0, {"status", "status"}, false, false},
    {"all are up", "172.16.1.1", 0x40000000, 3, {"", ""}, false, false},
};

/**
 * Method: C sends Y a packet of A for each of ROWS.
 * Expected: the states and counts of the row. B answers each packet by ICMP, which has no way when
 * all locators are down. Versions are 1 here and not heeded, MapVersioning
 * being off, but for that of the mapping that bits number.
 */
class BelieveTestCase : public TestCase
{
  public:
    BelieveTestCase()
        : TestCase("which bits are believed")
    {
    }

  private:
    void DoRun() override
    {
        SignalsLine line;
        SignalsLine::Map(line.ytr, "10.1.0.0/24", {"fd0a::1", "172.16.1.1"}, 5, false);
        const auto signals = SignalsLine::Enable(line.ytr, {"LocatorStatusBits"});
        uint64_t ignored = 0;
        uint64_t otherVersion = 0;
        SignalsLine::RunWith([&] {
            int64_t when = 0;
            for (const auto& row : ROWS)
            {
                Simulator::Schedule(MilliSeconds(when), [&line, row] {
                    IpFields outer{row.source, "172.16.2.1"};
                    SendFrom(line.c->GetDevice(2),
                             MakeIp(outer, MakeData(row.first, row.second, MakeInner(false))));
                });
                when += 10;
                Simulator::Schedule(MilliSeconds(when - 1), [&, row, this] {
                    ignored += row.ignored;
                    otherVersion += row.otherVersion;
                    NS_TEST_EXPECT_MSG_EQ(DownFor(line.ytr, "172.16.1.1"),
                                          row.state[0],
                                          row.name << ": IPv4");
                    NS_TEST_EXPECT_MSG_EQ(DownFor(line.ytr, "fd0a::1"),
                                          row.state[1],
                                          row.name << ": IPv6");
                    NS_TEST_EXPECT_MSG_EQ(signals->GetIgnored().unknownSender,
                                          ignored,
                                          row.name << ": unknown");
                    NS_TEST_EXPECT_MSG_EQ(signals->GetIgnored().otherVersion,
                                          otherVersion,
                                          row.name << ": version");
                });
            }
        });
        NS_TEST_EXPECT_MSG_EQ(line.ytr->GetDecapsulated(), std::size(ROWS), "all are delivered");
        NS_TEST_EXPECT_MSG_EQ(line.ytr->GetDrops(LispDropReason::ITR_NO_USABLE_RLOC),
                              1,
                              "one answer has no way");
        Simulator::Destroy();
    }
};

/**
 * Method: in instance 7, A's prefix has ten locators: X's, which is the lowest, and nine others;
 * bits that come have them all but the second and the tenth.
 * Expected: X sends 8 bits behind the instance ID, as 00 00 07 ff; of those that come only 8 count,
 * so the tenth locator stays up (RFC 9300 section 5.3, I bit).
 */
class InstanceTestCase : public TestCase
{
  public:
    InstanceTestCase()
        : TestCase("8 bits in an instance")
    {
    }

  private:
    void DoRun() override
    {
        SignalsLine line(7);
        std::vector<std::string> rlocs = {"172.16.1.1"};
        for (int i = 2; i <= 10; ++i)
        {
            rlocs.push_back("172.16.9." + std::to_string(i));
        }
        const auto mine = EidPrefix::FromString("10.1.0.0/24", 7);
        line.xtr->GetEidDatabase().SetLocators(mine, Line::Locators(line.xtr, rlocs));
        SignalsLine::Map(line.xtr, "10.2.0.0/24", {"172.16.2.1"}, 0, false, 7);
        SignalsLine::Enable(line.xtr, {"LocatorStatusBits"});
        line.ytr->SetInstanceId(line.y->GetDevice(2), 7);
        line.ytr->GetEidDatabase().AddPrefix(EidPrefix::FromString("10.2.0.0/24", 7),
                                             Line::Locators(line.ytr, {"172.16.2.1"}));
        SignalsLine::Map(line.ytr, "10.1.0.0/24", rlocs, 0, false, 7);
        SignalsLine::Enable(line.ytr, {"LocatorStatusBits"});
        Tap core(Line::Device(line.c, 1));
        SignalsLine::RunWith([&] {
            core.packets.clear();
            SendFrom(line.a->GetDevice(1), MakeInner(false));
            Simulator::Schedule(MilliSeconds(100), [&line] {
                SendFrom(line.c->GetDevice(2),
                         MakeOuter(false, MakeData(0x48000000, 0x000007fd, MakeInner(false))));
            });
        });
        NS_TEST_ASSERT_MSG_EQ(core.packets.empty(), false, "a packet");
        NS_TEST_EXPECT_MSG_EQ(FirstWord(core.packets.front()), 0x48000000, "L and I");
        NS_TEST_EXPECT_MSG_EQ(SecondWord(core.packets.front()), 0x000007ff, "8 bits");
        NS_TEST_EXPECT_MSG_EQ(DownFor(line.ytr, "172.16.9.2"), "status", "the second");
        NS_TEST_EXPECT_MSG_EQ(DownFor(line.ytr, "172.16.9.10"), "", "the tenth");
        NS_TEST_EXPECT_MSG_EQ(DownFor(line.ytr, "172.16.1.1"), "", "the first");
        Simulator::Destroy();
    }
};

/**
 * Method: a locator is down by status bits at Y; then the attribute is set to false there.
 * Expected: it is up: nobody would hear that it came back. Signals cannot be installed twice, nor
 * without a tunnel router.
 */
class OffTestCase : public TestCase
{
  public:
    OffTestCase()
        : TestCase("turned off, and installed wrongly")
    {
    }

  private:
    void DoRun() override
    {
        SignalsLine line;
        SignalsLine::Map(line.ytr, "10.1.0.0/24", {"fd0a::1", "172.16.1.1"}, 0, false);
        const auto signals = SignalsLine::Enable(line.ytr, {"LocatorStatusBits"});
        SignalsLine::RunWith([&] {
            SendFrom(line.c->GetDevice(2),
                     MakeOuter(false, MakeData(0x40000000, 1, MakeInner(false))));
            Simulator::Schedule(MilliSeconds(100), [&] {
                NS_TEST_EXPECT_MSG_EQ(DownFor(line.ytr, "fd0a::1"), "status", "down");
                signals->SetAttribute("LocatorStatusBits", BooleanValue(false));
                NS_TEST_EXPECT_MSG_EQ(DownFor(line.ytr, "fd0a::1"), "", "up");
                NS_TEST_EXPECT_MSG_EQ((line.ytr->GetHeaderSignals() == nullptr), true, "nothing");
            });
        });
        for (const auto& xtr : {Ptr<LispXtr>(), CreateObject<LispXtr>(), line.ytr})
        {
            std::string message;
            try
            {
                CreateObject<LispSignals>()->Install(xtr);
            }
            catch (const std::invalid_argument& error)
            {
                message = error.what();
            }
            NS_TEST_EXPECT_MSG_EQ(message.empty(), false, "refused");
        }
        Simulator::Destroy();
    }
};

/// The suite of locator-status bits.
class StatusBitsTestSuite : public TestSuite
{
  public:
    StatusBitsTestSuite()
        : TestSuite("lisp-control-status-bits", TestSuite::Type::UNIT)
    {
        AddTestCase(new LineTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new BelieveTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new InstanceTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new OffTestCase, compat::TestDuration<>::QUICK);
    }
};

StatusBitsTestSuite g_suite; ///< registers itself

} // namespace
