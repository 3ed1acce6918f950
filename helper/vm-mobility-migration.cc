/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "vm-mobility-migration.h"

#include "migration-kinds.h"
#include "result-text.h"
#include "vm-mobility-network.h"
#include "vm-mobility-rules.h"

#include "ns3/constant-rate-writes.h"
#include "ns3/data-rate.h"
#include "ns3/double.h"
#include "ns3/guest-memory.h"
#include "ns3/hypervisor.h"
#include "ns3/object-factory.h"
#include "ns3/storage.h"
#include "ns3/string.h"
#include "ns3/trace-writes.h"
#include "ns3/uinteger.h"
#include "ns3/working-set-writes.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <stdexcept>
#include <utility>

namespace ns3
{

namespace
{

/// Announcements by name, and as the attribute has them.
const std::map<std::string, const char*> ANNOUNCEMENTS = {{"gratuitous", "Gratuitous"},
                                                          {"rarp", "Rarp"},
                                                          {"none", "None"}};

/// Ways of prepaging by name, and as the attribute has them.
const std::map<std::string, const char*> PREPAGINGS = {{"bubble", "Bubble"},
                                                       {"sequential", "Sequential"},
                                                       {"none", "None"}};

/// Post-copy that sends only what is asked for ends with no page in particular: it is followed for
/// so long, in seconds.
constexpr double HORIZON_S = 60;

/// Octets of a packet between hypervisors, of which IP and TCP take some; the frame's tag is beyond
/// its header, check, preamble and gap: 14 + 4 + 8 + 12 + 4.
constexpr uint32_t PACKET = 9000;
constexpr uint32_t IPV4_HEADERS = 20 + 32;
constexpr uint32_t IPV6_HEADERS = 40 + 32;
constexpr uint32_t FRAME_OVERHEAD = 42;

} // namespace

VmMobilityMigration::VmMobilityMigration(const VmMobilityParameters& parameters)
    : m_parameters(parameters),
      m_mode(FindMigrationKind(parameters))
{
    CheckVmMobility(parameters, MakeParameterWords(parameters));
    if (m_mode == "pre-copy" && Predict(Time(0)).isEndless)
    {
        throw std::invalid_argument("pre-copy without a limit of rounds or of what is sent: " +
                                    DescribeBound(MakeInput(Time(0))) +
                                    ": accepted: a limit, a lower write rate or a higher migration "
                                    "rate");
    }
}

const std::string&
VmMobilityMigration::GetMode() const
{
    return m_mode;
}

bool
VmMobilityMigration::IsHot() const
{
    return m_mode != "cold";
}

bool
VmMobilityMigration::HasEnd() const
{
    return m_mode != "post-copy" || m_parameters.prepaging != "none";
}

bool
VmMobilityMigration::WithDisk() const
{
    return m_parameters.storage == "local" && m_parameters.disk > 0;
}

Ptr<Migration>
VmMobilityMigration::Create() const
{
    const auto& own = m_parameters;
    ObjectFactory factory(GetMigrationType(m_mode));
    factory.Set("MaxRate", DataRateValue(DataRate(own.migrationRate)));
    factory.Set("Announcement", StringValue(ANNOUNCEMENTS.at(own.announcement)));
    factory.Set("StallTimeout", TimeValue(Seconds(own.stallTimeout)));
    if (m_mode == "post-copy")
    {
        factory.Set("Prepaging", StringValue(PREPAGINGS.at(own.prepaging)));
    }
    if (m_mode == "cold")
    {
        factory.Set("Method", StringValue(own.cold == "shutdown" ? "Shutdown" : "Hibernate"));
        factory.Set("ShutdownTime", TimeValue(Seconds(own.shutdownTime)));
        factory.Set("BootTime", TimeValue(Seconds(own.bootTime)));
    }
    if (m_mode == "pre-copy")
    {
        factory.Set("StopPages", UintegerValue(own.stopPages));
        factory.Set("DowntimeLimit", TimeValue(Seconds(own.downtimeLimit)));
        factory.Set("MaxRounds", UintegerValue(own.maxRounds));
        factory.Set("MaxSent", DoubleValue(own.maxSent));
        const bool isAdaptive = own.rateControl == "adaptive";
        factory.Set("RateControl", StringValue(isAdaptive ? "Adaptive" : "Fixed"));
        // The attribute's default, but no more than the limit of all rounds.
        const auto least = std::min<uint64_t>(100000000, own.migrationRate);
        factory.Set("MinRate", DataRateValue(DataRate(least)));
    }
    return factory.Create<Migration>();
}

Ptr<WritePattern>
VmMobilityMigration::CreatePattern() const
{
    const auto& own = m_parameters;
    if (own.writePattern == "trace")
    {
        auto pattern = CreateObject<TraceWrites>();
        pattern->SetAttribute("File", StringValue(own.writeTrace));
        return pattern;
    }
    if (own.writeRate == 0)
    {
        return nullptr;
    }
    Ptr<WritePattern> pattern = CreateObject<ConstantRateWrites>();
    if (own.writePattern == "working-set")
    {
        pattern = CreateObject<WorkingSetWrites>();
        pattern->SetAttribute("HotShare", DoubleValue(own.hotShare));
        pattern->SetAttribute("HotWrites", DoubleValue(own.hotWrites));
        pattern->SetAttribute("TotalShare", DoubleValue(own.totalShare));
    }
    pattern->SetAttribute("Rate", DataRateValue(DataRate(8 * own.writeRate)));
    return pattern;
}

// ---- what is to be expected --------------------------------------------------------------------

Ptr<VirtualMachine>
VmMobilityMigration::CreateMachine() const
{
    const auto& own = m_parameters;
    auto machine = CreateObject<VirtualMachine>();
    machine->SetAttribute("Memory", UintegerValue(own.memory));
    machine->SetAttribute("PageSize", UintegerValue(own.pageSize));
    machine->SetAttribute("VCpus", UintegerValue(own.vCpus));
    machine->SetAttribute("PauseBuffer", UintegerValue(own.pauseBuffer));
    machine->SetAttribute("DiskSize", UintegerValue(own.disk));
    return machine;
}

MigrationForecast::Way
VmMobilityMigration::MakeWay(Time roundTrip) const
{
    const auto& own = m_parameters;
    const bool isSix = own.family == "ipv6" || own.family == "ipv4-over-ipv6";
    MigrationForecast::Way way;
    way.rate_bps = TcpPayloadRate(std::min<double>(own.coreRate, 10e9),
                                  PACKET,
                                  isSix ? IPV6_HEADERS : IPV4_HEADERS,
                                  FRAME_OVERHEAD);
    way.roundTrip = roundTrip;
    way.tcp.segment = MigrationChannel::GetSegmentSize(PACKET, isSix);
    way.tcp.ackEvery = VmMobilityNetwork::SEGMENTS_TOGETHER;
    way.tcp.window = VmMobilityNetwork::GetWindow(own.migrationRate, roundTrip);
    way.withDisk = WithDisk();
    way.storageRate_bps = static_cast<double>(CreateObject<Storage>()->GetRate().GetBitRate());
    return way;
}

MigrationModelInput
VmMobilityMigration::MakeInput(Time roundTrip) const
{
    const auto machine = CreateMachine();
    // Not by the machine, which looks at the time: there may be no simulation yet.
    machine->GetGuestMemory()->SetPattern(CreatePattern());
    auto input = MigrationForecast(Create()).MakeInput(machine, MakeWay(roundTrip));
    // Keeps the pattern alive.
    input.expectedPages = [machine, expected = input.expectedPages](double seconds) {
        return expected ? expected(seconds) : 0;
    };
    return input;
}

MigrationPrediction
VmMobilityMigration::Predict(Time roundTrip) const
{
    if (!HasEnd())
    {
        return PredictPostCopy(MakeInput(roundTrip), false, HORIZON_S);
    }
    const auto machine = CreateMachine();
    machine->GetGuestMemory()->SetPattern(CreatePattern());
    return MigrationForecast(Create()).Predict(machine, MakeWay(roundTrip));
}

// ---- words -------------------------------------------------------------------------------------

std::vector<std::pair<std::string, RunResult::Value>>
VmMobilityMigration::Describe() const
{
    const auto& own = m_parameters;
    std::vector<std::pair<std::string, RunResult::Value>> all;
    all.emplace_back("memory", own.memory);
    all.emplace_back("page-size", uint64_t{own.pageSize});
    if (m_mode == "pre-copy" || m_mode == "post-copy")
    {
        all.emplace_back("write-pattern", own.writePattern);
        if (own.writePattern == "trace")
        {
            all.emplace_back("write-trace", own.writeTrace);
        }
        else
        {
            all.emplace_back("write-rate", own.writeRate);
        }
        if (own.writePattern == "working-set")
        {
            all.emplace_back("hot-share", own.hotShare);
            all.emplace_back("hot-writes", own.hotWrites);
            all.emplace_back("total-share", own.totalShare);
        }
        all.emplace_back("vcpus", uint64_t{own.vCpus});
    }
    all.emplace_back("migration-rate", own.migrationRate);
    if (m_mode == "pre-copy")
    {
        all.emplace_back("rate-control", own.rateControl);
        all.emplace_back("stop-pages", own.stopPages);
        all.emplace_back("max-rounds", uint64_t{own.maxRounds});
        all.emplace_back("max-sent", own.maxSent);
        all.emplace_back("downtime-limit", own.downtimeLimit);
    }
    if (m_mode == "post-copy")
    {
        all.emplace_back("prepaging", own.prepaging);
    }
    if (m_mode == "cold")
    {
        all.emplace_back("cold", own.cold);
        all.emplace_back("shutdown-time", own.shutdownTime);
        all.emplace_back("boot-time", own.bootTime);
    }
    if (IsHot())
    {
        all.emplace_back("pause-buffer", uint64_t{own.pauseBuffer});
    }
    all.emplace_back("storage", own.storage);
    if (WithDisk())
    {
        all.emplace_back("disk", own.disk);
    }
    all.emplace_back("announcement", own.announcement);
    all.emplace_back("stall-timeout", own.stallTimeout);
    all.emplace_back("core-rate", own.coreRate);
    if (own.failLink >= 0)
    {
        all.emplace_back("fail-link", own.failLink);
    }
    if (own.repairLink >= 0)
    {
        all.emplace_back("repair-link", own.repairLink);
    }
    return all;
}

std::vector<std::string>
VmMobilityMigration::GetNotes() const
{
    std::vector<std::string> notes;
    if (IsHot() && m_parameters.mode == "across-subnet")
    {
        notes.emplace_back(m_mode + " across subnets: the machine runs on with the gateway and the "
                                    "neighbours that it knew; cold is usual there");
    }
    if (m_parameters.announcement == "none")
    {
        notes.emplace_back("nothing announces the machine: switches and hosts that hear nothing "
                           "from it look for it at its former place until it speaks to them");
    }
    if (m_mode == "cold" && m_parameters.cold == "shutdown")
    {
        notes.push_back("the machine is shut down and boots: its memory is not carried, its TCP "
                        "connections end; shutting down takes " +
                        FormatSeconds(m_parameters.shutdownTime) + " s, booting " +
                        FormatSeconds(m_parameters.bootTime) + " s");
    }
    if (m_parameters.failLink >= 0)
    {
        const double repaired = m_parameters.repairLink;
        notes.push_back("the core's link between the data centres fails " +
                        FormatSeconds(m_parameters.failLink) + " s after the move's start, " +
                        (repaired < 0 ? "for good" : "until " + FormatSeconds(repaired) + " s"));
    }
    if (!HasEnd())
    {
        notes.emplace_back("without prepaging the move lasts until the machine has come to each of "
                           "its pages: the simulation follows it for " +
                           FormatSeconds(HORIZON_S) + " s and no longer");
    }
    if (m_mode == "pre-copy")
    {
        const auto input = MakeInput(Time(0));
        if (!FindMigrationBound(input).converges)
        {
            notes.push_back(DescribeBound(input));
        }
    }
    return notes;
}

const char*
VmMobilityMigration::GetPhrase() const
{
    if (m_mode == "pre-copy")
    {
        return "running while it is copied";
    }
    if (m_mode == "post-copy")
    {
        return "running before it is copied";
    }
    if (m_mode == "cold")
    {
        return m_parameters.cold == "shutdown" ? "shut down on the way" : "switched off on the way";
    }
    return "paused while it is copied";
}

void
VmMobilityMigration::Report(const MigrationPrediction& predicted, MigrationReport& report)
{
    report.predicted.total_s = predicted.total_s - predicted.connect_s;
    report.predicted.downtime_s = predicted.downtime_s;
    report.predicted.bytesCopied = static_cast<uint64_t>(std::llround(predicted.bytes));
    // The last round of pre-copy is that of the pause; other kinds copy nothing before it.
    report.predicted.rounds = predicted.rounds.size() - 1;
    report.predicted.connect_s = predicted.connect_s;
    report.predicted.firstRound_s = predicted.rounds.front().seconds;
    if (report.mode == "post-copy")
    {
        // Its round begins in the pause, with the device state, which then has its way to go.
        report.predicted.firstRound_s += predicted.downtime_s - predicted.connect_s / 2;
    }
}

void
VmMobilityMigration::Report(const Migration& migration, MigrationReport& report)
{
    Report(migration.GetRecord(), migration.GetState() == Migration::DONE, report);
}

void
VmMobilityMigration::Report(const MigrationRecord& record, bool isDone, MigrationReport& report)
{
    const auto seconds = [](Time time) { return time.IsZero() ? NOT_MEASURED : time.GetSeconds(); };
    report.requested_s = record.started.GetSeconds();
    report.started_s = seconds(record.connected);
    report.paused_s = seconds(record.paused);
    report.resumed_s = seconds(record.resumed);
    report.downtime_s = report.resumed_s - report.paused_s;
    report.ended_s = seconds(record.ended);
    if (isDone)
    {
        report.total_s = report.ended_s - report.started_s;
    }
    report.failure = record.failure;
    report.bytesCopied = record.memoryBytes;
    report.storageBytes = record.storageBytes;
    report.faults = record.faults;
    report.stalled_s = record.stalled.GetSeconds();
    report.rounds = 0;
    report.copyRounds.clear();
    for (const auto& round : record.rounds)
    {
        MigrationReport::Round row;
        row.number = round.number + 1;
        row.start_s = round.begin.GetSeconds();
        row.end_s = round.end.GetSeconds();
        row.pages = round.pages;
        row.bytes = round.bytes;
        const double duration = row.end_s - row.start_s;
        row.rate_bps = duration > 0 ? 8.0 * round.bytes / duration : NOT_MEASURED;
        report.copyRounds.push_back(row);
        // Those of the pause and after it are no copies of a machine that runs here.
        report.rounds += record.paused.IsZero() || round.begin < record.paused;
    }
}

} // namespace ns3
