/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "migration-source.h"

#include "hypervisor.h"
#include "migration.h"
#include "storage.h"

#include "ns3/node.h"
#include "ns3/simulator.h"

#include <algorithm>

namespace ns3
{

namespace
{

/// Octets that follow a message which is handed to TCP at once.
constexpr uint32_t BULK = MigrationChannel::PIECE - MigrationMessage::SIZE;

} // namespace

MigrationSource::MigrationSource(Migration* migration, const MigrationContents& contents)
    : m_migration(migration),
      m_contents(contents)
{
}

MigrationSource::~MigrationSource()
{
    m_wakeEvent.Cancel();
}

// ---- the connection ----------------------------------------------------------------------------

void
MigrationSource::Connect(uint64_t token, uint64_t rate, Time stall)
{
    const Ptr<Hypervisor> from = m_migration->Record().from;
    const Ptr<Hypervisor> to = m_migration->Record().to;
    m_token = token;
    m_channel = Create<MigrationChannel>(this, stall);
    const Ptr<MigrationChannel> channel = m_channel; // it may fail at once
    channel->SetRate(rate);
    channel->Connect(from->GetNode(),
                     from->GetAddress(),
                     to->GetAddress(),
                     to->GetMigrationPort(),
                     from->GetTcp());
}

bool
MigrationSource::IsOpen() const
{
    return m_channel != nullptr;
}

void
MigrationSource::Close(MigrationMessage::Type type)
{
    if (m_channel)
    {
        m_channel->CloseIn(m_migration->Record().from->GetNode()->GetId(), type);
    }
    Forget();
}

void
MigrationSource::Forget()
{
    m_channel = nullptr;
    m_wakeEvent.Cancel();
    m_pages = PageSet();
}

void
MigrationSource::SetRate(uint64_t rate)
{
    if (m_channel)
    {
        m_channel->SetRate(rate);
    }
}

void
MigrationSource::Wake(bool hurry)
{
    if (m_channel)
    {
        m_channel->Wake(hurry);
    }
}

void
MigrationSource::WakeIn(Time delay)
{
    m_wakeEvent.Cancel();
    m_wakeEvent = Simulator::Schedule(delay, &MigrationSource::Wake, this, false);
}

void
MigrationSource::Rest(Time time)
{
    m_restUntil = Simulator::Now() + time;
    if (time.IsStrictlyPositive())
    {
        WakeIn(time);
    }
}

bool
MigrationSource::IsResting() const
{
    return Simulator::Now() < m_restUntil;
}

void
MigrationSource::Connected()
{
    m_migration->Record().connected = Simulator::Now();
    m_channel->Send(MigrationMessage(MigrationMessage::HELLO, m_token, MigrationMessage::VERSION));
}

HypervisorDropReason
MigrationSource::Screen(const MigrationMessage& message)
{
    const auto type = message.GetType();
    const bool isRight = type == MigrationMessage::ALIVE || type == MigrationMessage::ABORT ||
                         (type == MigrationMessage::ACCEPT && !m_isAccepted) ||
                         (type == MigrationMessage::TAKEN && m_isCompleted) ||
                         (type == MigrationMessage::DEMAND && m_isCompleted);
    return isRight ? HypervisorDropReason::NONE : HypervisorDropReason::NOT_EXPECTED;
}

void
MigrationSource::Receive(const MigrationMessage& message)
{
    const Ptr<MigrationSource> self(this); // another migration may be begun at its end
    const Ptr<Migration> migration(m_migration);
    switch (message.GetType())
    {
    case MigrationMessage::ACCEPT:
        m_isAccepted = true;
        migration->Prepare();
        break;
    case MigrationMessage::TAKEN:
        m_channel->Close();
        Forget();
        migration->SourceDone();
        break;
    case MigrationMessage::DEMAND:
        migration->Demanded(message.GetValue(), message.GetCount());
        break;
    case MigrationMessage::ABORT:
        m_channel->Close();
        Forget();
        migration->TargetLost("the target gave it up");
        break;
    default:
        break;
    }
}

std::optional<MigrationMessage>
MigrationSource::Next()
{
    const Ptr<MigrationSource> self(this); // as in Receive
    if (!m_isAccepted || IsResting())
    {
        return std::nullopt;
    }
    if (m_migration->GetState() == Migration::STORAGE)
    {
        if (m_block > 0)
        {
            return NextBlock();
        }
        m_migration->CopyMemory();
    }
    switch (m_migration->GetState())
    {
    case Migration::COPYING:
    case Migration::PAUSED:
    case Migration::PUSHING:
    case Migration::RESTORING:
        return IsResting() ? std::nullopt : m_migration->NextMessage();
    default:
        return std::nullopt;
    }
}

void
MigrationSource::Closed(const std::string& why, HypervisorDropReason reason)
{
    const Ptr<MigrationSource> self(this); // as in Receive
    const Ptr<Migration> migration(m_migration);
    if (reason != HypervisorDropReason::NONE)
    {
        migration->Record().from->Drop(reason);
    }
    Forget();
    migration->TargetLost(why);
}

void
MigrationSource::Count(uint32_t sent, uint32_t received)
{
    m_migration->Record().from->Count(sent, received);
}

// ---- the disk ----------------------------------------------------------------------------------

bool
MigrationSource::HasDisk() const
{
    return m_contents.disk > 0;
}

void
MigrationSource::BeginDisk()
{
    ReadBlock();
    const Ptr<Storage> disk = m_migration->Record().to->GetStorage();
    const uint64_t written = disk ? disk->GetRate().GetBitRate() : 0;
    const uint64_t limit = m_migration->GetMaxRate();
    SetRate(limit == 0 || written == 0 ? std::max(limit, written) : std::min(limit, written));
}

void
MigrationSource::ReadBlock()
{
    const uint64_t left = m_contents.disk - m_sent.disk;
    const Ptr<Storage> disk = m_migration->Record().from->GetStorage();
    m_block = static_cast<uint32_t>(std::min<uint64_t>(left, BULK));
    m_blockReady = disk && m_block > 0 ? disk->Transfer(m_block) : Time(0);
}

std::optional<MigrationMessage>
MigrationSource::NextBlock()
{
    if (m_blockReady > Simulator::Now())
    {
        WakeIn(m_blockReady - Simulator::Now());
        return std::nullopt;
    }
    const MigrationMessage block(MigrationMessage::BLOCKS, m_sent.disk, 0, m_block);
    m_sent.disk += m_block;
    m_migration->Record().storageBytes += MigrationMessage::SIZE + m_block;
    ReadBlock();
    return block;
}

// ---- rounds of pages ---------------------------------------------------------------------------

void
MigrationSource::BeginRound(PageSet& pages, uint64_t rate)
{
    m_pages.Swap(pages);
    m_cursor = 0;
    m_round = MigrationRound();
    m_round.number = static_cast<uint32_t>(m_migration->Record().rounds.size());
    m_round.begin = std::max(Simulator::Now(), m_restUntil);
    m_round.rate = rate;
    m_isInRound = true;
    SetRate(rate);
}

uint16_t
MigrationSource::GetMostPages() const
{
    const uint32_t page = m_contents.pageSize + MigrationMessage::PAGE_HEADER;
    return static_cast<uint16_t>(std::max<uint32_t>(1, BULK / page));
}

std::optional<MigrationMessage>
MigrationSource::NextPages(bool adjoining, const PageSet* except)
{
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
    auto message = MigrationMessage::MakePages(first, count, m_contents.pageSize, scattered);
    Account(message);
    return message;
}

MigrationMessage
MigrationSource::TakePages(uint64_t first, uint16_t count)
{
    for (uint64_t page = first; page < first + count; ++page)
    {
        m_pages.Erase(page);
    }
    auto message = MigrationMessage::MakePages(first, count, m_contents.pageSize, false);
    Account(message);
    return message;
}

void
MigrationSource::Account(const MigrationMessage& pages)
{
    const uint64_t octets = MigrationMessage::SIZE + pages.GetLength();
    m_round.pages += pages.GetCount();
    m_round.bytes += octets;
    m_migration->Record().memoryBytes += octets;
    m_sent.pages += pages.GetCount();
}

void
MigrationSource::EndRound()
{
    m_round.end = Simulator::Now();
    m_isInRound = false;
    m_migration->RoundEnded(m_round);
}

const PageSet&
MigrationSource::GetPagesLeft() const
{
    return m_pages;
}

uint64_t
MigrationSource::GetPagesSent() const
{
    return m_sent.pages;
}

// ---- the rest ----------------------------------------------------------------------------------

std::optional<MigrationMessage>
MigrationSource::NextState()
{
    const uint64_t left = m_contents.state - m_sent.state;
    if (left == 0)
    {
        return std::nullopt;
    }
    const auto part = static_cast<uint32_t>(std::min<uint64_t>(left, BULK));
    m_sent.state += part;
    m_migration->Record().memoryBytes += MigrationMessage::SIZE + part;
    return MigrationMessage(MigrationMessage::STATE, 0, 0, part);
}

MigrationMessage
MigrationSource::MakeComplete(bool pagesFollow)
{
    m_isCompleted = true;
    return MigrationMessage(MigrationMessage::COMPLETE,
                            m_sent.pages,
                            0,
                            0,
                            pagesFollow ? MigrationMessage::PAGES_FOLLOW : 0);
}

std::optional<MigrationMessage>
MigrationSource::NextLast()
{
    if (m_isInRound)
    {
        auto pages = NextPages();
        if (pages)
        {
            return pages;
        }
        EndRound();
    }
    auto state = NextState();
    if (state || m_isCompleted)
    {
        return state;
    }
    return MakeComplete(false);
}

} // namespace ns3
