/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "migration-forecast.h"

#include "guest-memory.h"
#include "migration-model.h"
#include "migration.h"
#include "virtual-machine.h"
#include "write-pattern.h"

#include "ns3/data-rate.h"
#include "ns3/double.h"
#include "ns3/object-factory.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace ns3
{

namespace
{

/// What stands for never, in seconds: a century. ns-3's Time holds almost three.
constexpr double NEVER = 100.0 * 365 * 24 * 3600;

} // namespace

MigrationForecast::MigrationForecast() = default;
MigrationForecast::~MigrationForecast() = default;

MigrationForecast::MigrationForecast(const ObjectFactory& factory)
{
    const TypeId type = factory.GetTypeId();
    if (!type.IsChildOf(Migration::GetTypeId()))
    {
        throw std::invalid_argument("kind of migration '" + type.GetName() +
                                    "': accepted: one derived from ns3::Migration");
    }
    m_sample = factory.Create<Migration>();
}

void
MigrationForecast::Read(const std::string& name, double& value) const
{
    UintegerValue whole;
    DoubleValue number;
    DataRateValue rate;
    TimeValue time;
    if (m_sample->GetAttributeFailSafe(name, whole))
    {
        value = static_cast<double>(whole.Get());
    }
    else if (m_sample->GetAttributeFailSafe(name, number))
    {
        value = number.Get();
    }
    else if (m_sample->GetAttributeFailSafe(name, rate))
    {
        value = static_cast<double>(rate.Get().GetBitRate());
    }
    else if (m_sample->GetAttributeFailSafe(name, time))
    {
        value = time.Get().GetSeconds();
    }
}

MigrationModelInput
MigrationForecast::GetInput(Ptr<VirtualMachine> machine, uint64_t rate) const
{
    MigrationModelInput input;
    const auto memory = machine->GetGuestMemory();
    input.memory = machine->GetMemory();
    input.pageSize = memory->GetPageSize();
    input.deviceState = static_cast<double>(machine->GetDeviceState());
    if (const auto pattern = memory->GetPattern())
    {
        input.expectedPages = [pattern](double seconds) { return pattern->ExpectedPages(seconds); };
    }
    input.rate_bps = static_cast<double>(rate);
    input.pagesPerMessage = MigrationChannel::PIECE / (input.pageSize + input.pageHeader);
    input.pagesPerMessage = std::max(1.0, std::floor(input.pagesPerMessage));
    Read("PauseTime", input.pauseTime_s);
    Read("ResumeTime", input.resumeTime_s);
    Read("StopPages", input.stopPages);
    Read("DowntimeLimit", input.downtimeLimit_s);
    Read("MaxSent", input.maxSent);
    Read("MinRate", input.minRate_bps);
    Read("RateIncrement", input.rateIncrement_bps);
    Read("SaveRate", input.saveRate_bps);
    Read("RestoreRate", input.restoreRate_bps);
    Read("ShutdownTime", input.shutdownTime_s);
    Read("BootTime", input.bootTime_s);
    double rounds = input.maxRounds;
    Read("MaxRounds", rounds);
    input.maxRounds = static_cast<uint32_t>(rounds);
    StringValue control;
    input.isAdaptive =
        m_sample->GetAttributeFailSafe("RateControl", control) && control.Get() == "Adaptive";
    return input;
}

Time
MigrationForecast::Predict(Ptr<VirtualMachine> machine, uint64_t rate, Time roundTrip) const
{
    if (!m_sample || rate == 0)
    {
        return Time(0);
    }
    const std::string kind = m_sample->GetInstanceTypeId().GetName();
    double seconds = NEVER;
    try
    {
        auto input = GetInput(machine, rate);
        input.roundTrip_s = roundTrip.GetSeconds();
        const auto prediction = kind == "ns3::PreCopyMigration"    ? PredictPreCopy(input)
                                : kind == "ns3::PostCopyMigration" ? PredictPostCopy(input)
                                : kind == "ns3::ColdMigration"     ? PredictCold(input)
                                                                   : PredictStopAndCopy(input);
        seconds = prediction.isEndless ? NEVER : std::min(prediction.total_s, NEVER);
    }
    catch (const std::invalid_argument&)
    {
        // The migration itself will refuse it, with its own words.
    }
    return Seconds(seconds);
}

} // namespace ns3
