/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "cold-migration.h"

#include "guest-memory.h"
#include "migration-source.h"
#include "virtual-machine.h"

#include "ns3/enum.h"
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
            .AddAttribute(
                "Method",
                "How the guest is switched off: Hibernate, its memory is written to disk and "
                "carried, and it goes on where it was; Shutdown, it is shut down and boots, and "
                "its connections are gone.",
                EnumValue(HIBERNATE),
                compat::MakeEnumAttributeAccessor<Method>(&ColdMigration::m_method),
                MakeEnumChecker(HIBERNATE, "Hibernate", SHUTDOWN, "Shutdown"))
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
            .AddAttribute(
                "ShutdownTime",
                "What stopping the guest takes besides writing its memory. It depends on "
                "the hypervisor and, with Shutdown, on the guest; the default leaves it out.",
                TimeValue(Time(0)),
                MakeTimeAccessor(&ColdMigration::m_shutdownTime),
                MakeTimeChecker(Time(0)))
            .AddAttribute(
                "BootTime",
                "What starting the guest takes besides reading its memory. It depends on "
                "the hypervisor and, with Shutdown, on the guest; the default leaves it out.",
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
    if (GetImage(machine->GetMemory()) * 8.0 > LONGEST_STEP * slowest)
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
    if (m_method == SHUTDOWN)
    {
        GetMachine()->ShutDown();
    }
    m_isSaved = true;
    SetState(SAVING);
    const uint64_t image = GetImage(GetMachine()->GetMemory());
    m_diskEvent = Simulator::Schedule(m_shutdownTime + TimeFor(image, m_saveRate),
                                      &ColdMigration::EndSave,
                                      this);
}

void
ColdMigration::EndSave()
{
    CopyStorage();
}

bool
ColdMigration::CarriesState() const
{
    return m_method == HIBERNATE;
}

void
ColdMigration::CopyMemory()
{
    SetState(COPYING);
    if (m_method == SHUTDOWN)
    {
        return; // nothing but the order to take the machine follows
    }
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
    return Migration::TakeMachine() + TimeFor(GetImage(GetMachine()->GetMemory()), m_restoreRate) +
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
    const Time time = TimeFor(GetImage(GetMachine()->GetMemory()), m_restoreRate) + m_bootTime;
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
    return memory == 0 ? Time(0) : Seconds(memory * 8.0 / rate.GetBitRate());
}

uint64_t
ColdMigration::GetImage(uint64_t memory) const
{
    return m_method == HIBERNATE ? memory : 0;
}

Time
ColdMigration::GetDuration(uint64_t memory, uint64_t octets) const
{
    if (GetMaxRate() == 0)
    {
        return Time::Max();
    }
    const uint64_t image = GetImage(memory);
    return m_shutdownTime + TimeFor(image, m_saveRate) +
           TimeFor(image + octets, DataRate(GetMaxRate())) + TimeFor(image, m_restoreRate) +
           m_bootTime;
}

} // namespace ns3
