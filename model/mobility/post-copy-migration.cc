/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "post-copy-migration.h"

#include "guest-memory.h"
#include "migration-source.h"
#include "virtual-machine.h"

#include "ns3/enum.h"
#include "ns3/ns3-compat.h"
#include "ns3/simulator.h"

#include <algorithm>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(PostCopyMigration);

TypeId
PostCopyMigration::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::PostCopyMigration")
            .SetParent<Migration>()
            .SetGroupName("Lisp")
            .AddConstructor<PostCopyMigration>()
            .AddAttribute(
                "Prepaging",
                "Which pages the source sends without being asked: None, Sequential from "
                "the first one on, or Bubble around the latest one that was asked for "
                "(Hines, Deshpande and Gopalan 2009).",
                EnumValue(BUBBLE),
                compat::MakeEnumAttributeAccessor<Prepaging>(&PostCopyMigration::m_prepaging),
                MakeEnumChecker(NO_PREPAGING, "None", SEQUENTIAL, "Sequential", BUBBLE, "Bubble"));
    return tid;
}

PostCopyMigration::PostCopyMigration() = default;
PostCopyMigration::~PostCopyMigration() = default;

void
PostCopyMigration::DoDispose()
{
    m_faultEvent.Cancel();
    Migration::DoDispose();
}

void
PostCopyMigration::Check(Ptr<VirtualMachine>) const
{
    CheckCanPause();
}

// ---- the source --------------------------------------------------------------------------------

void
PostCopyMigration::CopyMemory()
{
    const uint64_t pages = GetGuestMemory()->GetPages();
    m_demanded.clear();
    m_wasDemanded = PageSet(pages);
    m_above = m_below = 0;
    m_isUpwards = true;
    m_isSwitched = m_isPushed = false;
    m_present = PageSet(pages);
    m_known = PageSet(pages);
    m_stalledSince.clear();
    m_faultEvent.Cancel();
    if (StopMachine())
    {
        PageSet all(pages, true);
        Source().BeginRound(all, GetMaxRate());
    }
}

std::optional<MigrationMessage>
PostCopyMigration::NextMessage()
{
    if (!m_isSwitched)
    {
        auto state = Source().NextState();
        if (state)
        {
            return state;
        }
        m_isSwitched = true;
        return Source().MakeComplete(true);
    }
    auto pages = NextDemanded();
    if (!pages && m_prepaging == SEQUENTIAL)
    {
        pages = Source().NextPages(true);
    }
    if (!pages && m_prepaging == BUBBLE)
    {
        pages = NextOfBubble();
    }
    if (!pages && !m_isPushed && Source().GetPagesLeft().IsEmpty())
    {
        m_isPushed = true;
        Source().EndRound();
    }
    return pages;
}

void
PostCopyMigration::Demanded(uint64_t first, uint16_t count)
{
    for (uint64_t page = first; page < first + count; ++page)
    {
        if (Source().GetPagesLeft().Contains(page) && m_wasDemanded.Insert(page))
        {
            m_demanded.push_back(page);
        }
    }
    Source().Wake(true);
}

std::optional<MigrationMessage>
PostCopyMigration::NextDemanded()
{
    while (!m_demanded.empty())
    {
        const uint64_t page = m_demanded.front();
        m_demanded.pop_front();
        if (Source().GetPagesLeft().Contains(page))
        {
            m_below = page;
            m_above = page + 1;
            m_isUpwards = true;
            return Source().TakePages(page, 1);
        }
    }
    return std::nullopt;
}

std::optional<MigrationMessage>
PostCopyMigration::NextOfBubble()
{
    const PageSet& left = Source().GetPagesLeft();
    for (int side = 0; side < 2; ++side)
    {
        const bool isUpwards = m_isUpwards;
        m_isUpwards = !m_isUpwards;
        if (!isUpwards)
        {
            auto pages = NextBelow();
            if (pages)
            {
                return pages;
            }
            continue;
        }
        const uint64_t first = left.FirstFrom(m_above);
        uint16_t count = 0;
        while (count < Source().GetMostPages() && left.Contains(first + count))
        {
            ++count;
        }
        m_above = first + count;
        if (count > 0)
        {
            return Source().TakePages(first, count);
        }
    }
    return std::nullopt;
}

std::optional<MigrationMessage>
PostCopyMigration::NextBelow()
{
    const PageSet& left = Source().GetPagesLeft();
    while (m_below > 0 && !left.Contains(m_below - 1))
    {
        --m_below;
    }
    uint16_t count = 0;
    while (count < Source().GetMostPages() && m_below > 0 && left.Contains(m_below - 1))
    {
        --m_below;
        ++count;
    }
    return count > 0 ? std::optional<MigrationMessage>(Source().TakePages(m_below, count))
                     : std::nullopt;
}

// ---- the target --------------------------------------------------------------------------------

void
PostCopyMigration::Resumed()
{
    SetState(PUSHING);
    GetMachine()->BeginCopy();
    if (IsComplete())
    {
        ReleaseSource();
        return;
    }
    PlanFault();
}

bool
PostCopyMigration::IsComplete() const
{
    return Migration::IsComplete() && m_present.Count() == m_present.GetSize();
}

void
PostCopyMigration::PagesArrived(const MigrationMessage& message)
{
    for (uint64_t i = 0; i < message.GetCount(); ++i)
    {
        PageArrived(message.GetValue() + i);
    }
    if (IsComplete())
    {
        m_faultEvent.Cancel();
        ReleaseSource();
    }
    else if (GetState() == PUSHING)
    {
        PlanFault();
    }
}

void
PostCopyMigration::PageArrived(uint64_t page)
{
    m_present.Insert(page);
    m_known.Insert(page);
    const auto waited = m_stalledSince.find(page);
    if (waited == m_stalledSince.end())
    {
        return;
    }
    Record().stalled += Simulator::Now() - waited->second;
    m_stalledSince.erase(waited);
    // Someone who has suspended the guest has ended its waiting.
    if (GetMachine()->GetState() != VirtualMachine::OFF)
    {
        GetMachine()->Unstall();
    }
}

void
PostCopyMigration::PlanFault()
{
    const Ptr<VirtualMachine> machine = GetMachine();
    if (!m_faultEvent.IsExpired() || m_stalledSince.size() >= machine->GetVCpus())
    {
        return;
    }
    WritePattern::Access access;
    if (GetGuestMemory()->NextMissing(m_known, machine->GetGuestTime(), access))
    {
        const Time delay = access.when - machine->GetGuestTime();
        m_faultEvent =
            Simulator::Schedule(std::max(delay, Time(0)), [this, access]() { Fault(access); });
    }
}

void
PostCopyMigration::Fault(const WritePattern::Access& access)
{
    const Ptr<VirtualMachine> machine = GetMachine();
    const Time early = access.when - machine->GetGuestTime();
    const bool runs = machine->GetState() == VirtualMachine::RUNNING ||
                      machine->GetState() == VirtualMachine::COPIED;
    if (!runs || early.IsStrictlyPositive())
    {
        // Its time has stood still meanwhile: look again when it would be due at the soonest.
        const Time later = std::max(early, MilliSeconds(1));
        m_faultEvent = Simulator::Schedule(later, [this, access]() { Fault(access); });
        return;
    }
    if (m_known.Insert(access.page))
    {
        ++Record().faults;
        m_stalledSince[access.page] = Simulator::Now();
        machine->Stall();
        SendToSource(MigrationMessage(MigrationMessage::DEMAND, access.page, 1));
    }
    m_faultEvent = EventId();
    PlanFault();
}

void
PostCopyMigration::SourceLost(const std::string& why)
{
    m_faultEvent.Cancel();
    m_stalledSince.clear();
    Record().failure = why;
    if (GetMachine()->GetState() != VirtualMachine::OFF)
    {
        GetMachine()->Suspend();
    }
    Finish(LOST);
}

} // namespace ns3
