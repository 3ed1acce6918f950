/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * @brief What MigrationForecast takes from a migration, a machine and two hypervisors.
 */

#include "migration-test-net.h"

#include "ns3/cold-migration.h"
#include "ns3/constant-rate-writes.h"
#include "ns3/guest-memory.h"
#include "ns3/migration-forecast.h"
#include "ns3/ns3-compat.h"
#include "ns3/object-factory.h"
#include "ns3/post-copy-migration.h"
#include "ns3/pre-copy-migration.h"
#include "ns3/stop-and-copy-migration.h"
#include "ns3/storage.h"
#include "ns3/string.h"
#include "ns3/test.h"

#include <stdexcept>
#include <string>

using namespace ns3;

namespace
{

constexpr uint64_t MIB = uint64_t{1} << 20; //!< octets

/**
 * Method: two hypervisors of MigrationTestNet with TCP of their own, and disks.
 * Expected: segments of 9000 octets less 20 of IPv4 (40 of IPv6) and 60 of TCP; the source's first
 * window, the target's acknowledgements, the smaller buffers; the disk is carried unless both have
 * the same storage, at the rate of the slower one.
 */
class WayTestCase : public TestCase
{
  public:
    WayTestCase()
        : TestCase("the way between two hypervisors")
    {
    }

  private:
    void DoRun() override
    {
        for (const bool isIpv6 : {false, true})
        {
            MigrationTestNet net(isIpv6);
            net.hypervisor[0]->SetAttribute("InitialWindow", UintegerValue(7));
            net.hypervisor[0]->SetAttribute("AckEvery", UintegerValue(3));
            net.hypervisor[1]->SetAttribute("Window", UintegerValue(1U << 20));
            auto way =
                MigrationForecast::FindWay(net.hypervisor[0], net.hypervisor[1], MilliSeconds(20));
            NS_TEST_EXPECT_MSG_EQ(way.tcp.segment, isIpv6 ? 8900 : 8920, "segment");
            NS_TEST_EXPECT_MSG_EQ(way.tcp.initialWindow, 7, "the source's");
            NS_TEST_EXPECT_MSG_EQ(way.tcp.ackEvery, 2, "the target's");
            NS_TEST_EXPECT_MSG_EQ(way.tcp.window, 1048576, "the smaller");
            NS_TEST_EXPECT_MSG_EQ(way.roundTrip, MilliSeconds(20), "as given");
            NS_TEST_EXPECT_MSG_EQ(way.withDisk, true, "nothing is shared");

            const auto fast = CreateObject<Storage>();
            fast->SetAttribute("Rate", StringValue("3Gbps"));
            const auto slow = CreateObject<Storage>();
            slow->SetAttribute("Rate", StringValue("2Gbps"));
            net.hypervisor[0]->SetStorage(fast);
            net.hypervisor[1]->SetStorage(slow);
            way = MigrationForecast::FindWay(net.hypervisor[0], net.hypervisor[1], Time(0));
            NS_TEST_EXPECT_MSG_EQ(way.withDisk, true, "two disks");
            NS_TEST_EXPECT_MSG_EQ(way.storageRate_bps, 2e9, "the slower one");
            Simulator::Destroy();
        }
    }
};

/**
 * Method: a machine of 64 MiB with 16 MiB of disk, and migrations with attributes.
 * Expected: the attributes, in seconds and bit/s; 15 pages of 4104 octets in a message's 65520; 16
 * octets for each 65520 of disk; the lower one of the migration's and the way's rate. Each kind is
 * predicted as itself: at 512 Mbit/s, with pages of 4096 + 8 + 16 / 15 = 4105.07 octets and 1 MiB
 * of state, stop-and-copy stands still for 16384 * 4105.07 * 8 / 512e6 + 16.384 ms = 1.06728 s,
 * cold for 2 * 0.25 s more at 2^31 bit/s, pre-copy of a machine that writes nothing and post-copy
 * for the state alone.
 */
class InputTestCase : public TestCase
{
  public:
    InputTestCase()
        : TestCase("what the closed form is told")
    {
    }

  private:
    void DoRun() override
    {
        const auto machine = CreateObject<VirtualMachine>();
        machine->SetAttribute("Memory", UintegerValue(64 * MIB));
        machine->SetAttribute("DiskSize", UintegerValue(16 * MIB));
        const auto migration = CreateObject<PreCopyMigration>();
        for (const auto& [name, value] : {std::pair<const char*, const char*>("MaxRate", "600Mbps"),
                                          {"PauseTime", "3ms"},
                                          {"ResumeTime", "4ms"},
                                          {"StopPages", "5"},
                                          {"DowntimeLimit", "6ms"},
                                          {"MaxRounds", "7"},
                                          {"MaxSent", "8"},
                                          {"RateControl", "Adaptive"},
                                          {"MinRate", "550Mbps"},
                                          {"RateIncrement", "10Mbps"},
                                          {"StopAtMaxRate", "false"}})
        {
            migration->SetAttribute(name, StringValue(value));
        }
        MigrationForecast::Way way;
        way.rate_bps = 512e6;
        const MigrationForecast forecast{Ptr<const Migration>(migration)};
        auto input = forecast.MakeInput(machine, way);
        NS_TEST_EXPECT_MSG_EQ(input.memory, 64 * MIB, "memory");
        NS_TEST_EXPECT_MSG_EQ(input.rate_bps, 512e6, "the way's rate");
        NS_TEST_EXPECT_MSG_EQ(input.minRate_bps, 512e6, "no more than that");
        NS_TEST_EXPECT_MSG_EQ(input.pauseTime_s, 0.003, "pause");
        NS_TEST_EXPECT_MSG_EQ(input.resumeTime_s, 0.004, "resume");
        NS_TEST_EXPECT_MSG_EQ(input.stopPages, 5, "pages");
        NS_TEST_EXPECT_MSG_EQ(input.downtimeLimit_s, 0.006, "downtime");
        NS_TEST_EXPECT_MSG_EQ(input.maxRounds, 7, "rounds");
        NS_TEST_EXPECT_MSG_EQ(input.maxSent, 8, "sent");
        NS_TEST_EXPECT_MSG_EQ(input.isAdaptive, true, "rate control");
        NS_TEST_EXPECT_MSG_EQ(input.rateIncrement_bps, 10e6, "increment");
        NS_TEST_EXPECT_MSG_EQ(input.stopsAtRate, false, "at the highest rate");
        NS_TEST_EXPECT_MSG_EQ(input.pagesPerMessage, 15, "pages in a message");
        NS_TEST_EXPECT_MSG_EQ(input.storage, 0, "it is shared");
        way.withDisk = true;
        way.rate_bps = 0;
        input = forecast.MakeInput(machine, way);
        NS_TEST_EXPECT_MSG_EQ_TOL(input.storage, 16777216 * (1 + 16 / 65520.0), 1e-6, "disk");
        NS_TEST_EXPECT_MSG_EQ(input.rate_bps, 600e6, "the migration's rate");
        CheckKinds(machine);
    }

    /// @param machine is to be moved
    void CheckKinds(Ptr<VirtualMachine> machine)
    {
        const double state = 1048576 * 8 / 512e6;
        const double whole = 16384 * (4104 + 16 / 15.0) * 8 / 512e6;
        MigrationForecast::Way way;
        way.rate_bps = 512e6;
        const double disk = 64.0 * MIB * 8 / 2147483648.0;
        for (const auto& [kind, downtime] :
             {std::pair<const char*, double>("ns3::PreCopyMigration", state),
              {"ns3::PostCopyMigration", state},
              {"ns3::StopAndCopyMigration", whole + state},
              {"ns3::ColdMigration", whole + state + 2 * disk}})
        {
            ObjectFactory factory(kind);
            factory.Set("MaxRate", StringValue("512Mbps"));
            if (std::string(kind) == "ns3::ColdMigration")
            {
                factory.Set("SaveRate", DataRateValue(DataRate(uint64_t{1} << 31)));
                factory.Set("RestoreRate", DataRateValue(DataRate(uint64_t{1} << 31)));
            }
            const MigrationForecast forecast(factory);
            NS_TEST_EXPECT_MSG_EQ_TOL(forecast.Predict(machine, {}).downtime_s,
                                      downtime,
                                      1e-9,
                                      kind);
            NS_TEST_EXPECT_MSG_EQ_TOL(
                forecast.PredictTime(machine, way).GetSeconds(),
                whole + state + (std::string(kind) == "ns3::ColdMigration" ? 2 * disk : 0),
                1e-6,
                kind);
        }
    }
};

/**
 * Method: forecasts of nothing, of what is no migration, of one without end, and without a rate.
 * Expected: std::invalid_argument, or for plans no time at all, and a century of 365 days a year.
 */
class OddTestCase : public TestCase
{
  public:
    OddTestCase()
        : TestCase("what cannot be foretold")
    {
    }

  private:
    void DoRun() override
    {
        const auto machine = CreateObject<VirtualMachine>();
        machine->SetAttribute("Memory", UintegerValue(64 * MIB));
        ExpectRefusal([&]() { MigrationForecast().Predict(machine, {}); }, "no migration");
        MigrationForecast::Way way;
        way.rate_bps = 1e9;
        NS_TEST_EXPECT_MSG_EQ(MigrationForecast().PredictTime(machine, way),
                              Time(0),
                              "nothing is known");
        ExpectRefusal([]() { MigrationForecast(ObjectFactory("ns3::Storage")); }, "another type");
        ObjectFactory factory("ns3::PreCopyMigration");
        factory.Set("MaxRate", StringValue("0bps"));
        ExpectRefusal([&]() { MigrationForecast(factory).Predict(machine, {}); }, "no rate");
        factory.Set("MaxRounds", UintegerValue(0));
        factory.Set("MaxSent", StringValue("0"));
        const auto writes = CreateObject<ConstantRateWrites>();
        writes->SetAttribute("Rate", StringValue("2Gbps"));
        machine->GetGuestMemory()->SetPattern(writes);
        NS_TEST_EXPECT_MSG_EQ(MigrationForecast(factory).PredictTime(machine, way),
                              Seconds(100.0 * 365 * 86400),
                              "it never ends");
    }

    /// @param act does something wrong @param what it is
    template <typename Act>
    void ExpectRefusal(Act act, const std::string& what)
    {
        bool isRefused = false;
        try
        {
            act();
        }
        catch (const std::invalid_argument&)
        {
            isRefused = true;
        }
        NS_TEST_EXPECT_MSG_EQ(isRefused, true, what);
    }
};

/// The suite of forecasts.
class MigrationForecastTestSuite : public TestSuite
{
  public:
    MigrationForecastTestSuite()
        : TestSuite("lisp-mobility-migration-forecast", TestSuite::Type::UNIT)
    {
        AddTestCase(new WayTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new InputTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new OddTestCase, compat::TestDuration<>::QUICK);
    }
};

MigrationForecastTestSuite g_migrationForecastTestSuite; //!< registers the suite

} // namespace
