/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "cold-migration.h"

#include "virtual-machine.h"

#include "ns3/enum.h"
#include "ns3/ethernet-cable.h"
#include "ns3/ethernet-nic.h"
#include "ns3/neighbor-announcement.h"
#include "ns3/node.h"
#include "ns3/ns3-compat.h"
#include "ns3/simulator.h"

#include <algorithm>
#include <stdexcept>

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
            .SetParent<Object>()
            .SetGroupName("Lisp")
            .AddConstructor<ColdMigration>()
            .AddAttribute("MigrationRate",
                          "Bits a second at which the image is carried. The default is that of "
                          "Gigabit Ethernet (IEEE 802.3-2018 clause 34).",
                          DataRateValue(DataRate("1Gbps")),
                          MakeDataRateAccessor(&ColdMigration::m_rate),
                          MakeDataRateChecker())
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
                          MakeTimeChecker(Time(0)))
            .AddAttribute(
                "Announcement",
                "What the guest sends when it goes on: None, or Gratuitous ARP and "
                "unsolicited Neighbor Advertisements, as Linux guests do when restored "
                "(netdev_notify_peers).",
                EnumValue(GRATUITOUS),
                compat::MakeEnumAttributeAccessor<Announcement>(&ColdMigration::m_announcement),
                MakeEnumChecker(NONE, "None", GRATUITOUS, "Gratuitous"))
            .AddTraceSource("StateChanged",
                            "The migration entered its next state.",
                            MakeTraceSourceAccessor(&ColdMigration::m_stateTrace),
                            "ns3::ColdMigration::StateChangedTracedCallback");
    return tid;
}

ColdMigration::ColdMigration() = default;
ColdMigration::~ColdMigration() = default;

void
ColdMigration::DoDispose()
{
    m_event.Cancel();
    m_machine = nullptr;
    m_record = MigrationRecord();
    Object::DoDispose();
}

void
ColdMigration::Start(Ptr<VirtualMachine> machine, Ptr<EthernetNic> port)
{
    if (m_state != IDLE && m_state != DONE && m_state != FAILED)
    {
        throw std::invalid_argument("ColdMigration::Start: a migration is under way here");
    }
    if (!machine || !machine->GetNic())
    {
        throw std::invalid_argument("ColdMigration::Start: no virtual machine with a guest given");
    }
    const std::string name = std::to_string(machine->GetNode()->GetId());
    if (machine->GetState() != VirtualMachine::RUNNING)
    {
        throw std::invalid_argument("ColdMigration::Start: the virtual machine of node " + name +
                                    " does not run, or is being moved");
    }
    if (machine->GetMemory() == 0)
    {
        throw std::invalid_argument("ColdMigration::Start: the virtual machine of node " + name +
                                    " has 0 bytes of memory; give it some");
    }
    if (port && machine->GetPort() == port)
    {
        throw std::invalid_argument("ColdMigration::Start: the virtual machine of node " + name +
                                    " is at that port already");
    }
    VirtualMachine::CheckFree(port);
    const uint64_t slowest =
        std::min({m_rate.GetBitRate(), m_saveRate.GetBitRate(), m_restoreRate.GetBitRate()});
    if (machine->GetMemory() * 8.0 > LONGEST_STEP * slowest)
    {
        throw std::invalid_argument(
            "ColdMigration::Start: " + std::to_string(machine->GetMemory()) + " bytes at " +
            std::to_string(slowest) +
            " bit/s take more than a year; raise MigrationRate, SaveRate "
            "or RestoreRate");
    }
    m_machine = machine;
    m_record = MigrationRecord();
    m_record.from = machine->GetPort();
    m_record.to = port;
    m_record.started = Simulator::Now();
    m_record.paused = Simulator::Now();
    m_machine->Suspend();
    if (m_record.from)
    {
        m_machine->Detach();
    }
    SetState(SAVING);
    m_event = Simulator::Schedule(m_shutdownTime + TimeFor(m_machine->GetMemory(), m_saveRate),
                                  &ColdMigration::EndSave,
                                  this);
}

void
ColdMigration::EndSave()
{
    SetState(COPYING);
    m_event =
        Simulator::Schedule(TimeFor(m_machine->GetMemory(), m_rate), &ColdMigration::EndCopy, this);
}

void
ColdMigration::EndCopy()
{
    m_record.bytesCopied = m_machine->GetMemory();
    SetState(RESTORING);
    m_event = Simulator::Schedule(TimeFor(m_machine->GetMemory(), m_restoreRate) + m_bootTime,
                                  &ColdMigration::EndRestore,
                                  this);
}

void
ColdMigration::EndRestore()
{
    if (m_record.to->GetCable() && m_record.to->GetCable()->GetNFreeEnds() == 0)
    {
        SetState(FAILED);
        return;
    }
    m_machine->Attach(m_record.to);
    m_machine->Resume();
    m_record.resumed = Simulator::Now();
    if (m_announcement == GRATUITOUS)
    {
        const Ptr<EthernetNic> nic = m_machine->GetNic();
        Simulator::ScheduleWithContext(nic->GetNode()->GetId(), Time(0), [nic]() {
            AnnounceNeighbor(nic);
        });
    }
    SetState(DONE);
}

Time
ColdMigration::TimeFor(uint64_t memory, DataRate rate)
{
    return Seconds(memory * 8.0 / rate.GetBitRate());
}

Time
ColdMigration::GetDuration(uint64_t memory) const
{
    return m_shutdownTime + TimeFor(memory, m_saveRate) + TimeFor(memory, m_rate) +
           TimeFor(memory, m_restoreRate) + m_bootTime;
}

void
ColdMigration::SetState(State state)
{
    const State before = m_state;
    m_state = state;
    m_stateTrace(before, state);
}

ColdMigration::State
ColdMigration::GetState() const
{
    return m_state;
}

const MigrationRecord&
ColdMigration::GetRecord() const
{
    return m_record;
}

const char*
ToString(ColdMigration::State state)
{
    switch (state)
    {
    case ColdMigration::IDLE:
        return "idle";
    case ColdMigration::SAVING:
        return "saving";
    case ColdMigration::COPYING:
        return "copying";
    case ColdMigration::RESTORING:
        return "restoring";
    case ColdMigration::DONE:
        return "done";
    case ColdMigration::FAILED:
        return "failed";
    }
    return "unknown";
}

std::ostream&
operator<<(std::ostream& os, ColdMigration::State state)
{
    return os << ToString(state);
}

} // namespace ns3
