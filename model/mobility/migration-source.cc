/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "guest-memory.h"
#include "hypervisor.h"
#include "migration-target.h"
#include "migration.h"
#include "storage.h"
#include "virtual-machine.h"

#include "ns3/node.h"
#include "ns3/simulator.h"

#include <algorithm>

/**
 * @file
 * @brief The source's end of a migration.
 */

namespace ns3
{

namespace
{

/// Octets that follow a message which is handed to TCP at once.
constexpr uint32_t BULK = MigrationChannel::PIECE - MigrationMessage::SIZE;

} // namespace

// ---- the connection ----------------------------------------------------------------------------

void
Migration::Connect()
{
    const Ptr<Hypervisor> from = m_record.from;
    const Ptr<Hypervisor> to = m_record.to;
    m_channel = Create<MigrationChannel>(&m_end, m_stallTimeout);
    const Ptr<MigrationChannel> channel = m_channel;
    channel->SetRate(m_maxRate.GetBitRate());
    channel->Connect(from->GetNode(),
                     from->GetAddress(),
                     to->GetAddress(),
                     to->GetMigrationPort(),
                     from->GetTcp());
}

void
Migration::SourceEnd::Connected()
{
    m_migration->m_record.connected = Simulator::Now();
    m_migration->m_channel->Send(
        MigrationMessage(MigrationMessage::HELLO, m_migration->m_token, MigrationMessage::VERSION));
}

HypervisorDropReason
Migration::SourceEnd::Screen(const MigrationMessage& message)
{
    const auto type = message.GetType();
    const bool isRight = type == MigrationMessage::ALIVE || type == MigrationMessage::ABORT ||
                         (type == MigrationMessage::ACCEPT && !m_migration->m_accepted) ||
                         (type == MigrationMessage::TAKEN && m_migration->m_completed) ||
                         (type == MigrationMessage::DEMAND && m_migration->m_completed);
    return isRight ? HypervisorDropReason::NONE : HypervisorDropReason::NOT_EXPECTED;
}

void
Migration::SourceEnd::Receive(const MigrationMessage& message)
{
    const Ptr<Migration> migration(m_migration);
    switch (message.GetType())
    {
    case MigrationMessage::ACCEPT:
        migration->m_accepted = true;
        migration->Prepare();
        break;
    case MigrationMessage::TAKEN:
        migration->Taken();
        break;
    case MigrationMessage::DEMAND:
        migration->Demanded(message.GetValue(), message.GetCount());
        break;
    case MigrationMessage::ABORT:
        migration->m_channel->Close();
        migration->TargetLost("the target gave it up");
        break;
    default:
        break;
    }
}

std::optional<MigrationMessage>
Migration::SourceEnd::Next()
{
    Migration& migration = *m_migration;
    if (!migration.m_accepted || migration.IsQuiet())
    {
        return std::nullopt;
    }
    if (migration.m_state == STORAGE)
    {
        if (migration.m_block > 0)
        {
            return migration.NextBlocks();
        }
        migration.CopyMemory();
    }
    const bool isMemory = migration.m_state == COPYING || migration.m_state == PAUSED ||
                          migration.m_state == PUSHING || migration.m_state == RESTORING;
    return isMemory && !migration.IsQuiet() ? migration.NextMessage() : std::nullopt;
}

void
Migration::SourceEnd::Closed(const std::string& why, HypervisorDropReason reason)
{
    if (reason != HypervisorDropReason::NONE)
    {
        m_migration->m_record.from->Drop(reason);
    }
    Ptr<Migration>(m_migration)->TargetLost(why);
}

void
Migration::SourceEnd::Count(uint32_t sent, uint32_t received)
{
    m_migration->m_record.from->Count(sent, received);
}

void
Migration::Taken()
{
    m_channel->Close();
    m_channel = nullptr;
    m_record.from->Forget(GetMachine());
    CheckDone();
}

void
Migration::TargetLost(const std::string& why)
{
    m_channel = nullptr;
    m_event.Cancel();
    if (m_lease == Lease::TARGET)
    {
        m_record.from->Forget(GetMachine());
        CheckDone();
        return;
    }
    m_lease = Lease::BACK;
    m_record.failure = why;
    const Ptr<MigrationTarget> target = m_target;
    m_target = nullptr;
    target->Forsake();
    if (m_record.to->IsExpected(m_token))
    {
        m_record.to->Unreserve(m_token); // no connection will tell it
    }
    GoOnAtSource();
}

void
Migration::GoOnAtSource()
{
    if (m_stopped && GetMachine()->GetState() == VirtualMachine::PAUSED)
    {
        GetMachine()->Resume();
    }
    Finish(ABORTED);
}

bool
Migration::Demanded(uint64_t, uint16_t)
{
    return false;
}

// ---- what is sent ------------------------------------------------------------------------------

void
Migration::Prepare()
{
    CopyStorage();
}

void
Migration::CopyStorage()
{
    if (m_withDisk)
    {
        SetState(STORAGE);
        ReadBlock();
        const Ptr<Storage> disk = m_record.to->GetStorage();
        const uint64_t written = disk ? disk->GetRate().GetBitRate() : 0;
        const uint64_t limit = GetMaxRate();
        SetRate(limit == 0 || written == 0 ? std::max(limit, written) : std::min(limit, written));
    }
    else
    {
        CopyMemory();
    }
    Wake();
}

void
Migration::ReadBlock()
{
    const uint64_t left = GetMachine()->GetDiskSize() - m_blocks;
    const Ptr<Storage> disk = m_record.from->GetStorage();
    m_block = static_cast<uint32_t>(std::min<uint64_t>(left, BULK));
    m_blockReady = disk && m_block > 0 ? disk->Transfer(m_block) : Time(0);
}

std::optional<MigrationMessage>
Migration::NextBlocks()
{
    if (m_block == 0)
    {
        return std::nullopt;
    }
    if (m_blockReady > Simulator::Now())
    {
        m_event.Cancel();
        m_event =
            Simulator::Schedule(m_blockReady - Simulator::Now(), &Migration::Wake, this, false);
        return std::nullopt;
    }
    const MigrationMessage blocks(MigrationMessage::BLOCKS, m_blocks, 0, m_block);
    m_blocks += m_block;
    m_record.storageBytes += MigrationMessage::SIZE + m_block;
    ReadBlock();
    return blocks;
}

void
Migration::SetRate(uint64_t rate)
{
    if (m_channel)
    {
        m_channel->SetRate(rate);
    }
}

void
Migration::Wake(bool hurry)
{
    if (m_channel)
    {
        m_channel->Wake(hurry);
    }
}

bool
Migration::CheckRuns()
{
    const auto state = GetMachine()->GetState();
    if (state != VirtualMachine::COPIED)
    {
        Abort(std::string("someone else made the machine ") + ToString(state));
        return false;
    }
    return true;
}

bool
Migration::SuspendMachine()
{
    if (!CheckRuns())
    {
        return false;
    }
    GetMachine()->Suspend();
    m_record.paused = Simulator::Now();
    return true;
}

bool
Migration::StopMachine()
{
    if (!CheckRuns())
    {
        return false;
    }
    GetMachine()->Pause();
    m_stopped = true;
    m_record.paused = Simulator::Now();
    m_quietUntil = Simulator::Now() + m_pauseTime;
    SetState(PAUSED);
    if (m_pauseTime.IsStrictlyPositive())
    {
        m_event.Cancel();
        m_event = Simulator::Schedule(m_pauseTime, &Migration::Wake, this, false);
    }
    return true;
}

bool
Migration::IsQuiet() const
{
    return Simulator::Now() < m_quietUntil;
}

void
Migration::BeginRound(PageSet& pages, uint64_t rate)
{
    m_pages.Swap(pages);
    m_cursor = 0;
    m_round = MigrationRound();
    m_round.number = static_cast<uint32_t>(m_record.rounds.size());
    m_round.begin = std::max(Simulator::Now(), m_quietUntil);
    m_round.rate = rate;
    m_inRound = true;
    SetRate(rate);
}

uint16_t
Migration::GetMostPages() const
{
    const uint32_t page = GetMemory()->GetPageSize() + MigrationMessage::PAGE_HEADER;
    return static_cast<uint16_t>(std::max<uint32_t>(1, BULK / page));
}

std::optional<MigrationMessage>
Migration::NextPages(bool adjoining, const PageSet* except)
{
    const uint32_t page = GetMemory()->GetPageSize();
    const uint16_t most = GetMostPages();
    const auto find = [this, except](uint64_t from) {
        uint64_t found = m_pages.FirstFrom(from);
        while (except && found < m_pages.GetSize() && except->Contains(found))
        {
            m_pages.Erase(found);
            found = m_pages.FirstFrom(found + 1);
        }
        return found;
    };
    const uint64_t first = find(m_cursor);
    uint16_t count = 0;
    bool scattered = false;
    uint64_t next = first;
    while (count < most && next < m_pages.GetSize())
    {
        if (next != first + count)
        {
            if (adjoining)
            {
                break;
            }
            scattered = true;
        }
        ++count;
        m_pages.Erase(next);
        next = find(next + 1);
    }
    if (count == 0)
    {
        return std::nullopt;
    }
    m_cursor = next;
    auto message = MigrationMessage::MakePages(first, count, page, scattered);
    Account(message);
    return message;
}

MigrationMessage
Migration::TakePages(uint64_t first, uint16_t count)
{
    for (uint64_t page = first; page < first + count; ++page)
    {
        m_pages.Erase(page);
    }
    auto message = MigrationMessage::MakePages(first, count, GetMemory()->GetPageSize(), false);
    Account(message);
    return message;
}

void
Migration::Account(const MigrationMessage& pages)
{
    const uint64_t octets = MigrationMessage::SIZE + pages.GetLength();
    m_round.pages += pages.GetCount();
    m_round.bytes += octets;
    m_record.memoryBytes += octets;
    m_pagesSent += pages.GetCount();
}

void
Migration::EndRound()
{
    m_round.end = Simulator::Now();
    m_inRound = false;
    m_record.rounds.push_back(m_round);
    m_roundTrace(m_record.rounds.back());
}

const PageSet&
Migration::GetPagesLeft() const
{
    return m_pages;
}

uint64_t
Migration::GetPagesSent() const
{
    return m_pagesSent;
}

std::optional<MigrationMessage>
Migration::NextState()
{
    if (m_stateLeft == 0)
    {
        return std::nullopt;
    }
    const auto part = static_cast<uint32_t>(std::min<uint64_t>(m_stateLeft, BULK));
    m_stateLeft -= part;
    m_record.memoryBytes += MigrationMessage::SIZE + part;
    return MigrationMessage(MigrationMessage::STATE, 0, 0, part);
}

MigrationMessage
Migration::MakeComplete(bool pagesFollow)
{
    m_completed = true;
    return MigrationMessage(MigrationMessage::COMPLETE,
                            m_pagesSent,
                            0,
                            0,
                            pagesFollow ? MigrationMessage::PAGES_FOLLOW : 0);
}

std::optional<MigrationMessage>
Migration::NextLast()
{
    if (m_inRound)
    {
        auto pages = NextPages();
        if (pages)
        {
            return pages;
        }
        EndRound();
    }
    auto state = NextState();
    if (state || m_completed)
    {
        return state;
    }
    return MakeComplete(false);
}

} // namespace ns3
