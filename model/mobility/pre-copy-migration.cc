/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "pre-copy-migration.h"

#include "guest-memory.h"
#include "migration-forecast.h"
#include "migration-source.h"
#include "virtual-machine.h"
#include "write-pattern.h"

#include "ns3/boolean.h"
#include "ns3/double.h"
#include "ns3/enum.h"
#include "ns3/node.h"
#include "ns3/ns3-compat.h"
#include "ns3/simulator.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <stdexcept>
#include <string>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(PreCopyMigration);

namespace
{

/// Rounds without one that is smaller than all before: then no end is in sight.
constexpr std::size_t PATIENCE = 10;

/// @param page octets of a page @return of what it takes, with its header
double
GetPageOctets(uint32_t page)
{
    return page + MigrationMessage::PAGE_HEADER;
}

} // namespace

TypeId
PreCopyMigration::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::PreCopyMigration")
            .SetParent<Migration>()
            .SetGroupName("Lisp")
            .AddConstructor<PreCopyMigration>()
            .AddAttribute("StopPages",
                          "The guest is paused when no more pages than this are left (50 in Xen's "
                          "xc_domain_save).",
                          UintegerValue(50),
                          MakeUintegerAccessor(&PreCopyMigration::m_stopPages),
                          MakeUintegerChecker<uint64_t>())
            .AddAttribute("MaxRounds",
                          "The guest is paused after as many rounds, 0: no limit (29 in Xen's "
                          "xc_domain_save).",
                          UintegerValue(29),
                          MakeUintegerAccessor(&PreCopyMigration::m_maxRounds),
                          MakeUintegerChecker<uint32_t>())
            .AddAttribute("MaxSent",
                          "The guest is paused when more than this many times its memory has been "
                          "carried, 0: no limit (3 in Xen's xc_domain_save).",
                          DoubleValue(3.0),
                          MakeDoubleAccessor(&PreCopyMigration::m_maxSent),
                          MakeDoubleChecker<double>(0))
            .AddAttribute("DowntimeLimit",
                          "The guest is paused when its pause is expected to take no longer than "
                          "this, 0: not for that (QEMU's downtime-limit, 300 ms there).",
                          TimeValue(Time(0)),
                          MakeTimeAccessor(&PreCopyMigration::m_downtimeLimit),
                          MakeTimeChecker(Time(0)))
            .AddAttribute(
                "RateControl",
                "Fixed: every round at MaxRate. Adaptive: as fast as the guest writes, "
                "and RateIncrement more (Clark et al. 2005, section 5.3).",
                EnumValue(FIXED),
                compat::MakeEnumAttributeAccessor<RateControl>(&PreCopyMigration::m_rateControl),
                MakeEnumChecker(FIXED, "Fixed", ADAPTIVE, "Adaptive"))
            .AddAttribute("MinRate",
                          "Bits a second of the first round, and the least of others, with "
                          "RateControl Adaptive (100 Mbit/s in the experiments of Clark et al. "
                          "2005, section 6).",
                          DataRateValue(DataRate("100Mbps")),
                          MakeDataRateAccessor(&PreCopyMigration::m_minRate),
                          MakeDataRateChecker())
            .AddAttribute("RateIncrement",
                          "Bits a second that a round is faster than the guest wrote in the one "
                          "before, with RateControl Adaptive (50 Mbit/s in Clark et al. 2005, "
                          "section 5.3).",
                          DataRateValue(DataRate("50Mbps")),
                          MakeDataRateAccessor(&PreCopyMigration::m_rateIncrement),
                          MakeDataRateChecker())
            .AddAttribute("StopAtMaxRate",
                          "With RateControl Adaptive: whether the guest is paused when the next "
                          "round's rate would be above MaxRate (Clark et al. 2005, section 5.3); "
                          "else rounds go on at MaxRate, as in Xen's xc_linux_save.",
                          BooleanValue(true),
                          MakeBooleanAccessor(&PreCopyMigration::m_stopAtMaxRate),
                          MakeBooleanChecker())
            .AddAttribute("SkipRedirtied",
                          "Whether a page that was written again during a round, before its turn, "
                          "is not carried in it: the next round carries it (Clark et al. 2005, "
                          "section 5.3; Xen's xc_linux_save).",
                          BooleanValue(false),
                          MakeBooleanAccessor(&PreCopyMigration::m_skipRedirtied),
                          MakeBooleanChecker());
    return tid;
}

PreCopyMigration::PreCopyMigration() = default;
PreCopyMigration::~PreCopyMigration() = default;

void
PreCopyMigration::Check(Ptr<VirtualMachine> machine) const
{
    CheckCanPause();
    const uint64_t most = GetMaxRate();
    const uint64_t least = m_minRate.GetBitRate();
    if (m_rateControl == ADAPTIVE && (most == 0 || least == 0 || least > most))
    {
        throw std::invalid_argument(
            "Migration::Start: MinRate " + std::to_string(least) + " bit/s and MaxRate " +
            std::to_string(most) +
            " bit/s with RateControl Adaptive; accepted: both more than 0, MinRate up to MaxRate");
    }
    CheckEnds(machine);
}

void
PreCopyMigration::CheckEnds(Ptr<VirtualMachine> machine) const
{
    const Ptr<WritePattern> pattern = machine->GetGuestMemory()->GetPattern();
    const uint64_t rate = GetMaxRate();
    if (!pattern || rate == 0 || m_maxRounds != 0 || m_maxSent != 0 || !m_downtimeLimit.IsZero() ||
        (m_rateControl == ADAPTIVE && m_stopAtMaxRate))
    {
        return;
    }
    // As nothing is known of the way yet: by MaxRate alone.
    const MigrationForecast forecast(Ptr<const Migration>(this));
    const auto prediction = forecast.Predict(machine, {});
    if (!prediction.isEndless)
    {
        return;
    }
    const auto pages = static_cast<uint64_t>(prediction.rounds.back().pages);
    throw std::invalid_argument(
        "Migration::Start: the guest of node " + std::to_string(machine->GetNode()->GetId()) +
        " writes " + std::to_string(static_cast<uint64_t>(pattern->GetRate() * 8)) +
        " bit/s, MaxRate is " + std::to_string(rate) + " bit/s: each round would have about " +
        std::to_string(pages) + " pages, StopPages is " + std::to_string(m_stopPages) +
        "; accepted: a rule that ends it, as MaxRounds, MaxSent or "
        "DowntimeLimit, or a higher MaxRate");
}

void
PreCopyMigration::CopyMemory()
{
    m_isLast = false;
    SetState(COPYING);
    GetGuestMemory()->StartLog(GetMachine()->GetGuestTime());
    PageSet pages(GetGuestMemory()->GetPages(), true);
    Source().BeginRound(pages, m_rateControl == ADAPTIVE ? m_minRate.GetBitRate() : GetMaxRate());
}

std::optional<MigrationMessage>
PreCopyMigration::NextMessage()
{
    if (m_isLast)
    {
        return Source().NextLast();
    }
    auto pages = NextLivePages();
    if (pages)
    {
        return pages;
    }
    Source().EndRound();
    const Ptr<GuestMemory> memory = GetGuestMemory();
    memory->Advance(GetMachine()->GetGuestTime());
    m_isLast = IsToStop();
    if (!m_isLast && IsEndless())
    {
        Abort("its guest writes as fast as it is carried: " +
              std::to_string(memory->GetDirtyPages()) + " pages are left after round " +
              std::to_string(GetRecord().rounds.back().number) +
              ", and neither MaxRounds nor MaxSent ends it");
        return std::nullopt;
    }
    const uint64_t rate = m_isLast ? GetMaxRate() : std::min(GetNextRate(), GetMaxRate());
    if (m_isLast && !StopMachine())
    {
        return std::nullopt;
    }
    PageSet dirty;
    memory->TakeDirty(dirty);
    Source().BeginRound(dirty, rate);
    if (!m_isLast)
    {
        return NextLivePages();
    }
    return Source().IsResting() ? std::nullopt : Source().NextLast();
}

std::optional<MigrationMessage>
PreCopyMigration::NextLivePages()
{
    if (!m_skipRedirtied)
    {
        return Source().NextPages();
    }
    const Ptr<GuestMemory> memory = GetGuestMemory();
    memory->Advance(GetMachine()->GetGuestTime());
    return Source().NextPages(false, &memory->GetDirty());
}

bool
PreCopyMigration::IsToStop() const
{
    const Ptr<GuestMemory> memory = GetGuestMemory();
    const uint64_t left = memory->GetDirtyPages();
    const auto& rounds = GetRecord().rounds;
    if (left <= m_stopPages)
    {
        return true;
    }
    if (m_maxRounds != 0 && rounds.size() >= m_maxRounds)
    {
        return true;
    }
    if (m_maxSent != 0 && Source().GetPagesSent() > m_maxSent * memory->GetPages())
    {
        return true;
    }
    if (m_rateControl == ADAPTIVE && m_stopAtMaxRate && GetNextRate() > GetMaxRate())
    {
        return true;
    }
    // Of a round of which all was skipped nothing is known of the rate.
    return !m_downtimeLimit.IsZero() && rounds.back().bytes > 0 &&
           PredictDowntime(left) <= m_downtimeLimit;
}

Time
PreCopyMigration::PredictDowntime(uint64_t pages) const
{
    const MigrationRecord& record = GetRecord();
    const MigrationRound& latest = record.rounds.back();
    const double octets =
        pages * GetPageOctets(GetGuestMemory()->GetPageSize()) + GetMachine()->GetDeviceState();
    const Time sending = Seconds(octets * (latest.end - latest.begin).GetSeconds() / latest.bytes);
    const Time way = (record.connected - record.started) / 2;
    return GetPauseTime() + sending + way + GetResumeTime();
}

bool
PreCopyMigration::IsEndless() const
{
    if (m_maxRounds != 0 || m_maxSent != 0)
    {
        return false;
    }
    const auto& rounds = GetRecord().rounds;
    const auto least = std::min_element(
        rounds.begin(),
        rounds.end(),
        [](const MigrationRound& a, const MigrationRound& b) { return a.pages < b.pages; });
    return static_cast<std::size_t>(rounds.end() - least) > PATIENCE;
}

uint64_t
PreCopyMigration::GetNextRate() const
{
    if (m_rateControl == FIXED)
    {
        return GetMaxRate();
    }
    const MigrationRound& latest = GetRecord().rounds.back();
    const Ptr<GuestMemory> memory = GetGuestMemory();
    const Time taken = latest.end - latest.begin;
    if (taken.IsZero())
    {
        return GetMaxRate(); // all were skipped
    }
    const double written =
        memory->GetDirtyPages() * 8.0 * memory->GetPageSize() / taken.GetSeconds();
    return std::max<uint64_t>(m_minRate.GetBitRate(), written + m_rateIncrement.GetBitRate());
}

} // namespace ns3
