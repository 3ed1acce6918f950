/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "migration-target.h"

#include "hypervisor.h"
#include "migration.h"
#include "storage.h"
#include "virtual-machine.h"

#include "ns3/simulator.h"

#include <algorithm>

namespace ns3
{

MigrationTarget::MigrationTarget(Migration* migration,
                                 Ptr<Hypervisor> hypervisor,
                                 const MigrationContents& contents,
                                 Time stall)
    : m_migration(migration),
      m_hypervisor(hypervisor),
      m_contents(contents),
      m_stall(stall)
{
}

MigrationTarget::~MigrationTarget()
{
    m_event.Cancel();
}

void
MigrationTarget::SetToken(uint64_t token)
{
    m_token = token;
}

void
MigrationTarget::Arrive(Ptr<MigrationChannel> channel)
{
    m_channel = channel;
    m_channel->SetUser(this, m_stall);
    m_channel->Send(MigrationMessage(MigrationMessage::ACCEPT));
}

void
MigrationTarget::Forsake()
{
    m_migration = nullptr;
    m_event.Cancel();
}

void
MigrationTarget::CallOff()
{
    Forsake();
    if (m_hypervisor->IsExpected(m_token))
    {
        GiveWay();
    }
}

void
MigrationTarget::Send(const MigrationMessage& message)
{
    if (m_channel)
    {
        m_channel->Send(message);
    }
}

void
MigrationTarget::Release()
{
    if (m_channel)
    {
        m_channel->Send(MigrationMessage(MigrationMessage::TAKEN));
        m_channel->Close();
        m_channel = nullptr;
    }
}

bool
MigrationTarget::HasResumed() const
{
    return m_resumed;
}

// ---- what comes --------------------------------------------------------------------------------

HypervisorDropReason
MigrationTarget::Judge(bool isRight)
{
    return isRight ? HypervisorDropReason::NONE : HypervisorDropReason::NOT_EXPECTED;
}

HypervisorDropReason
MigrationTarget::Screen(const MigrationMessage& message)
{
    switch (message.GetType())
    {
    case MigrationMessage::BLOCKS:
        return Judge(!m_complete && message.GetValue() == m_arrived.disk &&
                     message.GetLength() <= m_contents.disk - m_arrived.disk);
    case MigrationMessage::PAGES:
        return Judge((!m_complete || m_pagesFollow) &&
                     message.GetPageSize() == m_contents.pageSize &&
                     message.GetCount() <= m_contents.pages &&
                     message.GetValue() <= m_contents.pages - message.GetCount());
    case MigrationMessage::STATE:
        return Judge(!m_complete && message.GetLength() <= m_contents.state - m_arrived.state);
    case MigrationMessage::COMPLETE:
        return Judge(!m_complete && message.GetValue() == m_arrived.pages &&
                     m_arrived.disk == m_contents.disk && m_arrived.state == m_contents.state);
    case MigrationMessage::ABORT:
    case MigrationMessage::ALIVE:
        return HypervisorDropReason::NONE;
    default:
        return HypervisorDropReason::NOT_EXPECTED;
    }
}

void
MigrationTarget::Receive(const MigrationMessage& message)
{
    const Ptr<MigrationTarget> self(this);
    switch (message.GetType())
    {
    case MigrationMessage::BLOCKS:
        m_arrived.disk += message.GetLength();
        if (m_hypervisor->GetStorage())
        {
            m_hypervisor->GetStorage()->Transfer(message.GetLength());
        }
        break;
    case MigrationMessage::PAGES:
        m_arrived.pages += message.GetCount();
        if (m_migration)
        {
            Ptr<Migration>(m_migration)->PagesArrived(message);
        }
        break;
    case MigrationMessage::STATE:
        m_arrived.state += message.GetLength();
        break;
    case MigrationMessage::COMPLETE:
        m_complete = true;
        m_pagesFollow = (message.GetFlags() & MigrationMessage::PAGES_FOLLOW) != 0;
        Complete();
        break;
    case MigrationMessage::ABORT:
        m_channel->Close();
        Closed("the source gave it up", HypervisorDropReason::NONE);
        break;
    default:
        break;
    }
}

void
MigrationTarget::Closed(const std::string& why, HypervisorDropReason reason)
{
    const Ptr<MigrationTarget> self(this);
    m_channel = nullptr;
    if (reason != HypervisorDropReason::NONE)
    {
        m_hypervisor->Drop(reason);
    }
    if (!m_hasLease)
    {
        GiveWay();
        return;
    }
    const Ptr<Migration> migration(m_migration);
    if (migration && m_pagesFollow && !migration->IsComplete())
    {
        m_event.Cancel();
        TakeOver();
        migration->SourceLost(why);
    }
}

void
MigrationTarget::Count(uint32_t sent, uint32_t received)
{
    m_hypervisor->Count(sent, received);
}

// ---- whose it is -------------------------------------------------------------------------------

void
MigrationTarget::GiveWay()
{
    m_hypervisor->Unreserve(m_token);
}

void
MigrationTarget::Complete()
{
    const Ptr<Migration> migration(m_migration);
    if (!migration || !migration->m_lease.Take())
    {
        m_channel->Send(MigrationMessage(MigrationMessage::ABORT));
        m_channel->Close();
        m_channel = nullptr;
        GiveWay();
        return;
    }
    m_hasLease = true;
    const Time written = m_contents.disk > 0 && m_hypervisor->GetStorage()
                             ? m_hypervisor->GetStorage()->GetReady() - Simulator::Now()
                             : Time(0);
    m_event = Simulator::Schedule(std::max(written, Time(0)) + migration->TakeMachine(),
                                  &MigrationTarget::Resume,
                                  this);
}

void
MigrationTarget::TakeOver()
{
    if (!m_isHere)
    {
        MigrationRecord& record = m_migration->Record();
        m_hypervisor->TakeOver(m_token, record.from);
        record.toPort = record.machine->GetPort();
        m_isHere = true;
    }
}

void
MigrationTarget::Resume()
{
    const Ptr<MigrationTarget> self(this);
    const Ptr<Migration> migration(m_migration);
    const Ptr<VirtualMachine> machine = migration->GetMachine();
    TakeOver();
    migration->Record().resumed = Simulator::Now();
    m_resumed = true;
    // Ahead of what the guest answers to frames that have waited for it, which fills its queue.
    migration->Announce();
    machine->Resume();
    migration->Resumed();
}

} // namespace ns3
