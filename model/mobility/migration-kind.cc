/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "guest-memory.h"
#include "migration-source.h"
#include "migration-target.h"
#include "migration.h"
#include "virtual-machine.h"

#include "ns3/guest-simulator-impl.h"
#include "ns3/simulator.h"

#include <stdexcept>

/**
 * @file
 * @brief What a kind of migration may change, as it is if it does not, and what it may use.
 */

namespace ns3
{

// ---- the source: what a kind decides -----------------------------------------------------------

void
Migration::Check(Ptr<VirtualMachine>) const
{
}

bool
Migration::CarriesState() const
{
    return true;
}

void
Migration::Prepare()
{
    CopyStorage();
}

void
Migration::Demanded(uint64_t, uint16_t)
{
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

// ---- the source: what a kind may use -----------------------------------------------------------

MigrationSource&
Migration::Source() const
{
    return *m_source;
}

void
Migration::CheckCanPause()
{
    if (!GuestSimulatorImpl::Get())
    {
        throw std::invalid_argument("Migration::Start: a guest's time cannot stand still here; "
                                    "call GuestSimulatorImpl::Enable() before the first node");
    }
}

void
Migration::CopyStorage()
{
    if (m_source->HasDisk())
    {
        SetState(STORAGE);
        m_source->BeginDisk();
    }
    else
    {
        CopyMemory();
    }
    m_source->Wake();
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
    m_source->Rest(m_pauseTime);
    SetState(PAUSED);
    return true;
}

// ---- the target --------------------------------------------------------------------------------

Time
Migration::TakeMachine()
{
    return m_resumeTime;
}

void
Migration::Resumed()
{
    ReleaseSource();
}

void
Migration::PagesArrived(const MigrationMessage&)
{
}

bool
Migration::IsComplete() const
{
    return m_target && m_target->HasResumed();
}

void
Migration::SourceLost(const std::string&)
{
}

void
Migration::SendToSource(const MigrationMessage& message)
{
    if (m_target)
    {
        m_target->Send(message);
    }
}

void
Migration::ReleaseSource()
{
    m_target->Release();
    CheckDone();
}

// ---- both --------------------------------------------------------------------------------------

MigrationRecord&
Migration::Record()
{
    return m_record;
}

Ptr<VirtualMachine>
Migration::GetMachine() const
{
    return m_record.machine;
}

Ptr<GuestMemory>
Migration::GetGuestMemory() const
{
    return m_record.machine->GetGuestMemory();
}

uint64_t
Migration::GetMaxRate() const
{
    return m_maxRate.GetBitRate();
}

Time
Migration::GetPauseTime() const
{
    return m_pauseTime;
}

Time
Migration::GetResumeTime() const
{
    return m_resumeTime;
}

} // namespace ns3
