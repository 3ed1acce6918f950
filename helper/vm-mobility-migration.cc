/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "vm-mobility-migration.h"

#include "ns3/constant-rate-writes.h"
#include "ns3/data-rate.h"
#include "ns3/double.h"
#include "ns3/guest-memory.h"
#include "ns3/hypervisor.h"
#include "ns3/object-factory.h"
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

/// Kinds of migration by name.
const std::map<std::string, const char*> TYPES = {{"pre-copy", "ns3::PreCopyMigration"},
                                                  {"post-copy", "ns3::PostCopyMigration"},
                                                  {"stop-and-copy", "ns3::StopAndCopyMigration"},
                                                  {"cold", "ns3::ColdMigration"}};
/// Announcements by name, and as the attribute has them.
const std::map<std::string, const char*> ANNOUNCEMENTS = {{"gratuitous", "Gratuitous"},
                                                          {"rarp", "Rarp"},
                                                          {"none", "None"}};

/// Octets of a packet between hypervisors, of which IP and TCP take some; the frame's tag is beyond
/// its header, check, preamble and gap: 14 + 4 + 8 + 12 + 4.
constexpr uint32_t PACKET = 9000;
constexpr uint32_t IPV4_HEADERS = 20 + 32;
constexpr uint32_t IPV6_HEADERS = 40 + 32;
constexpr uint32_t FRAMING = 42;
/// Octets of pages in a message, about.
constexpr uint32_t MESSAGE = MigrationChannel::PIECE - MigrationMessage::SIZE;

/// @param what is wrong, with its value @param accepted is right @throws std::invalid_argument
[[noreturn]] void
Refuse(const std::string& what, const std::string& accepted)
{
    throw std::invalid_argument(what + ": accepted: " + accepted);
}

/// @param name of a parameter @param value its value @param words what is accepted
/// @throws std::invalid_argument if the value is none of them
void
CheckWord(const std::string& name, const std::string& value, const std::vector<std::string>& words)
{
    if (std::find(words.begin(), words.end(), value) != words.end())
    {
        return;
    }
    std::string accepted;
    for (const auto& word : words)
    {
        accepted += (accepted.empty() ? "" : ", ") + word;
    }
    Refuse(name + " '" + value + "'", accepted);
}

/// @param object has an attribute, or not @param name of it @param otherwise what it is then
/// @return the rate, bit/s
double
GetRate(const Object& object, const std::string& name, double otherwise)
{
    DataRateValue value;
    return object.GetAttributeFailSafe(name, value) ? value.Get().GetBitRate() : otherwise;
}

/// @param object has an attribute, or not @param name of it @return the time, seconds
double
GetSeconds(const Object& object, const std::string& name)
{
    TimeValue value;
    return object.GetAttributeFailSafe(name, value) ? value.Get().GetSeconds() : 0;
}

} // namespace

VmMobilityMigration::VmMobilityMigration(const VmMobilityParameters& parameters)
    : m_parameters(parameters),
      m_mode(parameters.migration)
{
    if (m_mode.empty())
    {
        m_mode = parameters.mode == "across-subnet" ? "cold" : "pre-copy";
    }
    Check();
    if (m_mode == "pre-copy" && Predict(Time(0)).isEndless)
    {
        Refuse("pre-copy without a limit of rounds or of what is sent: " +
                   DescribeBound(MakeInput(Time(0))),
               "a limit, a lower write rate or a higher migration rate");
    }
}

void
VmMobilityMigration::Check() const
{
    const auto& own = m_parameters;
    CheckWord("migration", m_mode, {"pre-copy", "post-copy", "stop-and-copy", "cold"});
    CheckWord("write pattern", own.writePattern, {"constant", "working-set", "trace"});
    CheckWord("rate control", own.rateControl, {"fixed", "adaptive"});
    CheckWord("storage", own.storage, {"shared", "local"});
    CheckWord("announcement", own.announcement, {"gratuitous", "rarp", "none"});
    if (own.memory == 0 || own.migrationRate == 0 || own.vCpus == 0 || own.coreRate == 0)
    {
        throw std::invalid_argument(
            "memory, processors, migration rate and core rate: accepted: more than 0");
    }
    GuestMemory::Check(own.memory, own.pageSize);
    if (own.memory > own.hypervisorMemory)
    {
        Refuse("memory of " + std::to_string(own.memory) + " bytes on hypervisors of " +
                   std::to_string(own.hypervisorMemory),
               "at most what a hypervisor has");
    }
    if (own.rateControl == "adaptive" && m_mode != "pre-copy")
    {
        Refuse("rate control 'adaptive' with migration '" + m_mode + "'", "with pre-copy only");
    }
    if ((own.writePattern == "trace") == own.writeTrace.empty())
    {
        Refuse("write pattern '" + own.writePattern + "' with the trace '" + own.writeTrace + "'",
               "'trace' and the name of its file");
    }
    if (!std::isfinite(own.maxSent) || own.maxSent < 0)
    {
        Refuse("at most " + std::to_string(own.maxSent) + " times the memory", "from 0");
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
VmMobilityMigration::WithDisk() const
{
    return m_parameters.storage == "local" && m_parameters.disk > 0;
}

Ptr<Migration>
VmMobilityMigration::Create() const
{
    const auto& own = m_parameters;
    ObjectFactory factory(TYPES.at(m_mode));
    factory.Set("MaxRate", DataRateValue(DataRate(own.migrationRate)));
    factory.Set("Announcement", StringValue(ANNOUNCEMENTS.at(own.announcement)));
    if (m_mode == "pre-copy")
    {
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
    }
    pattern->SetAttribute("Rate", DataRateValue(DataRate(8 * own.writeRate)));
    return pattern;
}

// ---- what is to be expected --------------------------------------------------------------------

MigrationModelInput
VmMobilityMigration::MakeInput(Time roundTrip) const
{
    const auto& own = m_parameters;
    auto memory = ns3::Create<GuestMemory>(own.memory, own.pageSize);
    memory->SetPattern(CreatePattern());
    auto input = MakeModelInput(*memory);
    // Keeps the pattern alive.
    input.expectedPages = [memory, expected = input.expectedPages](double seconds) {
        return expected ? expected(seconds) : 0;
    };
    const bool isSix = own.family == "ipv6" || own.family == "ipv4-over-ipv6";
    input.rate_bps = std::min(static_cast<double>(own.migrationRate),
                              TcpPayloadRate(std::min<double>(own.coreRate, 10e9),
                                             PACKET,
                                             isSix ? IPV6_HEADERS : IPV4_HEADERS,
                                             FRAMING));
    input.roundTrip_s = roundTrip.GetSeconds();
    input.pagesPerMessage = std::max(1.0, std::floor(MESSAGE / (own.pageSize + input.pageHeader)));
    input.maxRounds = own.maxRounds;
    input.maxSent = own.maxSent;
    input.isAdaptive = own.rateControl == "adaptive";
    input.minRate_bps = std::min(input.minRate_bps, input.rate_bps);
    if (WithDisk())
    {
        input.storage = own.disk * (1 + input.messageHeader / MESSAGE);
    }
    const auto migration = Create();
    input.pauseTime_s = GetSeconds(*migration, "PauseTime");
    input.resumeTime_s = GetSeconds(*migration, "ResumeTime");
    input.saveRate_bps = GetRate(*migration, "SaveRate", input.saveRate_bps);
    input.restoreRate_bps = GetRate(*migration, "RestoreRate", input.restoreRate_bps);
    input.shutdownTime_s = GetSeconds(*migration, "ShutdownTime");
    input.bootTime_s = GetSeconds(*migration, "BootTime");
    return input;
}

MigrationPrediction
VmMobilityMigration::Predict(Time roundTrip) const
{
    const auto input = MakeInput(roundTrip);
    if (m_mode == "pre-copy")
    {
        return PredictPreCopy(input);
    }
    if (m_mode == "post-copy")
    {
        return PredictPostCopy(input);
    }
    return m_mode == "cold" ? PredictCold(input) : PredictStopAndCopy(input);
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
        all.emplace_back("vcpus", uint64_t{own.vCpus});
    }
    all.emplace_back("migration-rate", own.migrationRate);
    if (m_mode == "pre-copy")
    {
        all.emplace_back("rate-control", own.rateControl);
        all.emplace_back("max-rounds", uint64_t{own.maxRounds});
        all.emplace_back("max-sent", own.maxSent);
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
    all.emplace_back("core-rate", own.coreRate);
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
    return m_mode == "cold" ? "switched off on the way" : "paused while it is copied";
}

const char*
VmMobilityMigration::GetEvent(Migration::State state)
{
    switch (state)
    {
    case Migration::SAVING:
        return "save-started";
    case Migration::STORAGE:
        return "disk-copy-started";
    case Migration::COPYING:
        return "copy-started";
    case Migration::PUSHING:
        return "push-started";
    case Migration::RESTORING:
        return "restore-started";
    case Migration::DONE:
        return "migration-ended";
    case Migration::ABORTED:
        return "migration-aborted";
    case Migration::LOST:
        return "vm-lost";
    default:
        return nullptr;
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
    report.started_s = report.requested_s = record.started.GetSeconds();
    report.paused_s = seconds(record.paused);
    report.resumed_s = seconds(record.resumed);
    report.downtime_s = report.resumed_s - report.paused_s;
    if (isDone)
    {
        report.total_s = record.GetTotal().GetSeconds();
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
