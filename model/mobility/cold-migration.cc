/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "cold-migration.h"

#include "guest-memory.h"
#include "migration-source.h"
#include "virtual-machine.h"

#include "ns3/host-time.h"
#include "ns3/ns3-compat.h"
#include "ns3/simulator.h"

#include <algorithm>
#include <stdexcept>
#include <string>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(ColdMigration);

namespace
{

/// The longest step of a migration, in seconds: a year. ns-3's Time holds 292 of them.
constexpr double LONGEST_STEP = 365.0 * 24 * 3600;

} // namespace

TypeId
ColdMigration::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::ColdMigration")
            .SetParent<Migration>()
            .SetGroupName("Lisp")
            .AddConstructor<ColdMigration>()
            .AddAttribute("SaveRate",
                          "Bits a second at which the memory is written to disk. The default is "
                          "what Serial ATA 3.0 carries: 6 Gbit/s less its 8b/10b code.",
                          DataRateValue(DataRate("4.8Gbps")),
                          MakeDataRateAccessor(&ColdMigration::m_saveRate),
                          MakeDataRateChecker())
            .AddAttribute("RestoreRate",
                          "Bits a second at which the memory is read from disk. The default is as "
                          "SaveRate's.",
                          DataRateValue(DataRate("4.8Gbps")),
                          MakeDataRateAccessor(&ColdMigration::m_restoreRate),
                          MakeDataRateChecker())
            .AddAttribute("ShutdownTime",
                          "What stopping the guest takes besides writing its memory. It depends on "
                          "the hypervisor; the default leaves it out.",
                          TimeValue(Time(0)),
                          MakeTimeAccessor(&ColdMigration::m_shutdownTime),
                          MakeTimeChecker(Time(0)))
            .AddAttribute("BootTime",
                          "What starting the guest takes besides reading its memory. It depends on "
                          "the hypervisor; the default leaves it out.",
                          TimeValue(Time(0)),
                          MakeTimeAccessor(&ColdMigration::m_bootTime),
                          MakeTimeChecker(Time(0)));
    return tid;
}

ColdMigration::ColdMigration() = default;
ColdMigration::~ColdMigration() = default;

void
ColdMigration::DoDispose()
{
    m_diskEvent.Cancel();
    Migration::DoDispose();
}

void
ColdMigration::Check(Ptr<VirtualMachine> machine) const
{
    const uint64_t slowest = std::min(m_saveRate.GetBitRate(), m_restoreRate.GetBitRate());
    if (machine->GetMemory() * 8.0 > LONGEST_STEP * slowest)
    {
        throw std::invalid_argument("Migration::Start: " + std::to_string(machine->GetMemory()) +
                                    " bytes at " + std::to_string(slowest) +
                                    " bit/s take more than a year; accepted: a higher SaveRate and "
                                    "RestoreRate");
    }
}

void
ColdMigration::Prepare()
{
    if (!SuspendMachine())
    {
        return;
    }
    m_isSaved = true;
    SetState(SAVING);
    m_diskEvent =
        Simulator::Schedule(m_shutdownTime + TimeFor(GetMachine()->GetMemory(), m_saveRate),
                            &ColdMigration::EndSave,
                            this);
}

void
ColdMigration::EndSave()
{
    CopyStorage();
}

void
ColdMigration::CopyMemory()
{
    SetState(COPYING);
    PageSet pages(GetGuestMemory()->GetPages(), true);
    Source().BeginRound(pages, GetMaxRate());
}

std::optional<MigrationMessage>
ColdMigration::NextMessage()
{
    return Source().NextLast();
}

Time
ColdMigration::TakeMachine()
{
    m_isSaved = false;
    SetState(RESTORING);
    return Migration::TakeMachine() + TimeFor(GetMachine()->GetMemory(), m_restoreRate) +
           m_bootTime;
}

void
ColdMigration::GoOnAtSource()
{
    m_diskEvent.Cancel();
    if (!m_isSaved)
    {
        Migration::GoOnAtSource();
        return;
    }
    SetState(RESTORING);
    const Time time = TimeFor(GetMachine()->GetMemory(), m_restoreRate) + m_bootTime;
    const HostTime hostTime; // who calls it off may be the guest
    m_diskEvent = Simulator::Schedule(time, &ColdMigration::EndRestore, this);
}

void
ColdMigration::EndRestore()
{
    m_isSaved = false;
    if (GetMachine()->GetState() == VirtualMachine::OFF)
    {
        GetMachine()->Resume();
    }
    Finish(ABORTED);
}

Time
ColdMigration::TimeFor(uint64_t memory, DataRate rate)
{
    return Seconds(memory * 8.0 / rate.GetBitRate());
}

Time
ColdMigration::GetDuration(uint64_t memory, uint64_t octets) const
{
    if (GetMaxRate() == 0)
    {
        return Time::Max();
    }
    return m_shutdownTime + TimeFor(memory, m_saveRate) +
           TimeFor(memory + octets, DataRate(GetMaxRate())) + TimeFor(memory, m_restoreRate) +
           m_bootTime;
}

} // namespace ns3
