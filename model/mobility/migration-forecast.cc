/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "migration-forecast.h"

#include "cold-migration.h"
#include "guest-memory.h"
#include "hypervisor.h"
#include "migration.h"
#include "post-copy-migration.h"
#include "pre-copy-migration.h"
#include "storage.h"
#include "virtual-machine.h"

#include "ns3/boolean.h"
#include "ns3/data-rate.h"
#include "ns3/double.h"
#include "ns3/node.h"
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

MigrationForecast::MigrationForecast(Ptr<const Migration> migration)
    : m_sample(migration)
{
}

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

MigrationForecast::Way
MigrationForecast::FindWay(Ptr<Hypervisor> from, Ptr<Hypervisor> to, Time roundTrip)
{
    Way way;
    way.roundTrip = roundTrip;
    const auto tcp = from->GetTcp();
    const auto mtu = MigrationChannel::FindMtu(from->GetNode(), to->GetAddress());
    if (mtu)
    {
        const bool isIpv6 = to->GetAddress().GetFamily() == AddressFamily::IPV6;
        way.tcp.segment = MigrationChannel::GetSegmentSize(*mtu, isIpv6);
    }
    way.tcp.initialWindow = tcp.initialWindow;
    way.tcp.ackEvery = to->GetTcp().ackEvery;
    way.tcp.window = std::min(tcp.window, to->GetTcp().window);
    way.withDisk = !from->GetStorage() || from->GetStorage() != to->GetStorage();
    for (const auto& hypervisor : {from, to})
    {
        const auto storage = hypervisor->GetStorage();
        const double rate =
            storage ? static_cast<double>(storage->GetRate().GetBitRate()) : way.storageRate_bps;
        way.storageRate_bps = way.storageRate_bps > 0 && rate > 0
                                  ? std::min(way.storageRate_bps, rate)
                                  : std::max(way.storageRate_bps, rate);
    }
    return way;
}

MigrationModelInput
MigrationForecast::MakeInput(Ptr<VirtualMachine> machine, const Way& way) const
{
    if (!m_sample)
    {
        throw std::invalid_argument("a forecast of no migration; accepted: one made from a "
                                    "migration, or from what makes one");
    }
    auto input = MakeModelInput(*machine->GetGuestMemory());
    input.deviceState = static_cast<double>(machine->GetDeviceState());
    double limit = 0;
    Read("MaxRate", limit);
    input.rate_bps = limit > 0 && way.rate_bps > 0 ? std::min(limit, way.rate_bps)
                                                   : std::max(limit, way.rate_bps);
    input.roundTrip_s = way.roundTrip.GetSeconds();
    input.tcp = way.tcp;
    constexpr double MESSAGE = MigrationChannel::PIECE - MigrationMessage::SIZE;
    input.pagesPerMessage =
        std::max(1.0, std::floor(MESSAGE / (input.pageSize + input.pageHeader)));
    BooleanValue always(false);
    m_sample->GetAttributeFailSafe("WithStorage", always);
    if (way.withDisk || always.Get())
    {
        input.storage =
            static_cast<double>(machine->GetDiskSize()) * (1 + input.messageHeader / MESSAGE);
        input.storageRate_bps = way.storageRate_bps;
    }
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
    input.minRate_bps = std::min(input.minRate_bps, input.rate_bps);
    StringValue method;
    input.isHibernated =
        !m_sample->GetAttributeFailSafe("Method", method) || method.Get() == "Hibernate";
    BooleanValue stops(input.stopsAtRate);
    m_sample->GetAttributeFailSafe("StopAtMaxRate", stops);
    input.stopsAtRate = stops.Get();
    return input;
}

MigrationPrediction
MigrationForecast::Predict(Ptr<VirtualMachine> machine, const Way& way) const
{
    const auto input = MakeInput(machine, way);
    const TypeId kind = m_sample->GetInstanceTypeId();
    const auto is = [&kind](const TypeId& type) { return kind == type || kind.IsChildOf(type); };
    if (is(PreCopyMigration::GetTypeId()))
    {
        return PredictPreCopy(input);
    }
    if (is(PostCopyMigration::GetTypeId()))
    {
        return PredictPostCopy(input);
    }
    return is(ColdMigration::GetTypeId()) ? PredictCold(input) : PredictStopAndCopy(input);
}

Time
MigrationForecast::PredictTime(Ptr<VirtualMachine> machine, const Way& way) const
{
    if (!m_sample || way.rate_bps == 0)
    {
        return Time(0);
    }
    double seconds = NEVER;
    try
    {
        const auto prediction = Predict(machine, way);
        seconds = prediction.isEndless ? NEVER : std::min(prediction.total_s, NEVER);
    }
    catch (const std::invalid_argument&)
    {
        // The migration itself will refuse it, with its own words.
    }
    return Seconds(seconds);
}

} // namespace ns3
