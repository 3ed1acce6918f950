/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "migration.h"

#include "guest-memory.h"
#include "hypervisor.h"
#include "migration-source.h"
#include "migration-target.h"
#include "storage.h"
#include "virtual-machine.h"

#include "ns3/boolean.h"
#include "ns3/enum.h"
#include "ns3/ethernet-nic.h"
#include "ns3/guest-simulator-impl.h"
#include "ns3/host-time.h"
#include "ns3/neighbor-announcement.h"
#include "ns3/node.h"
#include "ns3/ns3-compat.h"
#include "ns3/simulator.h"
#include "ns3/uinteger.h"

#include <stdexcept>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(Migration);

TypeId
Migration::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::Migration")
            .SetParent<Object>()
            .SetGroupName("Lisp")
            .AddAttribute("MaxRate",
                          "Bits a second that are given to TCP, 0: as many as it takes. Counted "
                          "are the messages, not the headers of TCP and below. The default is "
                          "QEMU's max-bandwidth of 128 MiB/s.",
                          DataRateValue(DataRate(uint64_t{1} << 30)),
                          MakeDataRateAccessor(&Migration::m_maxRate),
                          MakeDataRateChecker())
            .AddAttribute(
                "Announcement",
                "What tells the network where the guest is when it goes on: None; "
                "Gratuitous ARP and unsolicited Neighbor Advertisements, which Linux "
                "guests send (netdev_notify_peers); Rarp, which QEMU sends in the "
                "guest's name, and of which switches learn but hosts and routers do not.",
                EnumValue(GRATUITOUS),
                compat::MakeEnumAttributeAccessor<Announcement>(&Migration::m_announcement),
                MakeEnumChecker(NONE, "None", GRATUITOUS, "Gratuitous", RARP, "Rarp"))
            .AddAttribute("AnnouncementRounds",
                          "How many times it is told: 0, 50, 200, 450, 800 ms after the guest has "
                          "gone on, and so on, as QEMU does for both kinds (announce-initial, "
                          "announce-step, announce-rounds). A single one may be lost in a queue.",
                          UintegerValue(5),
                          MakeUintegerAccessor(&Migration::m_announcementRounds),
                          MakeUintegerChecker<uint32_t>(1, 1000))
            .AddAttribute("StallTimeout",
                          "How long either side waits for the other one before it takes it for "
                          "lost. Hypervisors leave that to TCP or to their administrator; the "
                          "default is a choice of this module.",
                          TimeValue(Seconds(10)),
                          MakeTimeAccessor(&Migration::m_stallTimeout),
                          MakeTimeChecker(MilliSeconds(1)))
            .AddAttribute("WithStorage",
                          "Whether the disk is carried even if both hypervisors share their "
                          "storage.",
                          BooleanValue(false),
                          MakeBooleanAccessor(&Migration::m_alwaysStorage),
                          MakeBooleanChecker())
            .AddAttribute("PauseTime",
                          "From the guest's pause until the rest of its memory is sent. It depends "
                          "on the hypervisor; the default leaves it out.",
                          TimeValue(Time(0)),
                          MakeTimeAccessor(&Migration::m_pauseTime),
                          MakeTimeChecker(Time(0)))
            .AddAttribute("ResumeTime",
                          "From the arrival of all that the guest needs until it goes on. It "
                          "depends on the hypervisor; the default leaves it out.",
                          TimeValue(Time(0)),
                          MakeTimeAccessor(&Migration::m_resumeTime),
                          MakeTimeChecker(Time(0)))
            .AddTraceSource("StateChanged",
                            "The migration entered its next state.",
                            MakeTraceSourceAccessor(&Migration::m_stateTrace),
                            "ns3::Migration::StateChangedTracedCallback")
            .AddTraceSource("RoundEnded",
                            "A pass over the machine's memory is over.",
                            MakeTraceSourceAccessor(&Migration::m_roundTrace),
                            "ns3::Migration::RoundEndedTracedCallback");
    return tid;
}

Migration::Migration() = default;
Migration::~Migration() = default;

void
Migration::DoDispose()
{
    if (m_target)
    {
        m_target->Forsake();
    }
    m_target = nullptr;
    m_source = nullptr;
    m_record = MigrationRecord();
    Object::DoDispose();
}

// ---- beginning ---------------------------------------------------------------------------------

void
Migration::CheckAll(Ptr<VirtualMachine> machine, Ptr<Hypervisor> to) const
{
    const auto refuse = [](const std::string& what) {
        throw std::invalid_argument("Migration::Start: " + what);
    };
    if (IsUnderWay())
    {
        refuse("a migration is under way here; accepted: one at a time");
    }
    if (!machine || !machine->GetNic())
    {
        refuse("no virtual machine with a guest given");
    }
    const std::string name =
        "the virtual machine of node " + std::to_string(machine->GetNode()->GetId());
    if (machine->GetMemory() == 0)
    {
        refuse(name + " has 0 bytes of memory; give it some");
    }
    const Ptr<Hypervisor> from = Hypervisor::Find(machine);
    if (!from)
    {
        refuse(name + " is at no hypervisor; Hypervisor::Start it first");
    }
    if (from->IsMoving(machine))
    {
        refuse(name + " is being moved already");
    }
    if (machine->GetState() != VirtualMachine::RUNNING)
    {
        refuse(name + " is " + ToString(machine->GetState()) + "; accepted: running");
    }
    if (!to)
    {
        refuse("no hypervisor given where " + name + " is to run");
    }
    if (to == from)
    {
        refuse(name + " is at " + to->GetName() + " already; accepted: another hypervisor");
    }
    if (!to->GetAddress().IsValid())
    {
        refuse(to->GetName() + " has no address where machines come; Hypervisor::SetAddress first");
    }
    if (machine->GetPageSize() > MigrationMessage::MAX_PAGE)
    {
        refuse(name + " has pages of " + std::to_string(machine->GetPageSize()) +
               " bytes; accepted: up to " + std::to_string(MigrationMessage::MAX_PAGE));
    }
    Check(machine);
}

void
Migration::Start(Ptr<VirtualMachine> machine, Ptr<Hypervisor> to, uint16_t vlan)
{
    CheckAll(machine, to);
    const Ptr<Hypervisor> from = Hypervisor::Find(machine);
    const uint16_t toVlan = vlan != 0 ? vlan : from->GetVlan(machine);
    const bool isShared = from->GetStorage() && from->GetStorage() == to->GetStorage();
    const bool withDisk = machine->GetDiskSize() > 0 && (m_alwaysStorage || !isShared);
    const Ptr<GuestMemory> memory = machine->GetGuestMemory();
    const MigrationContents contents{withDisk ? machine->GetDiskSize() : 0,
                                     memory->GetPages(),
                                     memory->GetPageSize(),
                                     CarriesState() ? machine->GetDeviceState() : 0};
    const auto target = Create<MigrationTarget>(this, to, contents, m_stallTimeout);
    const uint64_t token =
        to->Reserve(machine,
                    toVlan,
                    withDisk,
                    m_stallTimeout,
                    [target](const Ptr<MigrationChannel>& channel) { target->Arrive(channel); });
    target->SetToken(token);
    m_target = target;
    m_source = Create<MigrationSource>(this, contents);
    m_record = MigrationRecord();
    m_record.machine = machine;
    m_record.from = from;
    m_record.to = to;
    m_record.fromPort = machine->GetPort();
    m_record.started = Simulator::Now();
    m_lease = MigrationLease();
    m_stopped = false;
    from->SetMover(machine, this);
    machine->BeginCopy();
    SetState(CONNECTING);
    // In the source's context. It may be called off by then.
    Simulator::ScheduleWithContext(
        from->GetNode()->GetId(),
        Time(0),
        [migration = Ptr<Migration>(this), source = m_source, token]() {
            if (migration->m_state == CONNECTING && migration->m_source == source)
            {
                source->Connect(token, migration->GetMaxRate(), migration->m_stallTimeout);
            }
        });
}

// ---- the end -----------------------------------------------------------------------------------

bool
Migration::Abort(const std::string& why)
{
    if (!IsUnderWay() || !m_lease.IsOpen())
    {
        return false;
    }
    m_source->Close(MigrationMessage::ABORT);
    TargetLost(why);
    return true;
}

void
Migration::TargetLost(const std::string& why)
{
    if (!m_lease.TakeBack())
    {
        SourceDone();
        return;
    }
    m_record.failure = why;
    const Ptr<MigrationTarget> target = m_target;
    m_target = nullptr;
    target->CallOff();
    GoOnAtSource();
}

void
Migration::SourceDone()
{
    m_record.from->Forget(GetMachine());
    CheckDone();
}

void
Migration::CheckDone()
{
    // Once the source has gone: as it does when told, and when it loses the target.
    if (IsComplete() && !m_source->IsOpen())
    {
        Finish(DONE);
    }
}

void
Migration::Finish(State state)
{
    const Ptr<Migration> self(this); // what had it may let go of it
    m_source->Close();
    if (m_target)
    {
        m_target->Forsake();
        m_target = nullptr;
    }
    GetGuestMemory()->StopLog();
    const Ptr<VirtualMachine> machine = GetMachine();
    m_record.from->Forget(machine);
    m_record.from->SetMover(machine, nullptr);
    m_record.to->SetMover(machine, nullptr);
    if (machine->GetState() == VirtualMachine::COPIED)
    {
        machine->EndCopy();
    }
    m_record.ended = Simulator::Now();
    SetState(state);
}

void
Migration::Announce() const
{
    if (m_announcement == NONE)
    {
        return;
    }
    const Ptr<EthernetNic> nic = GetMachine()->GetNic();
    const uint32_t context = nic->GetNode()->GetId();
    for (uint32_t round = 0; round < m_announcementRounds; ++round)
    {
        // QEMU: 50 ms after the first, then 100 ms longer each time, up to 550 ms.
        const uint32_t rising = std::min(round, 6U);
        const Time at = MilliSeconds(50 * rising * rising + 550 * (round - rising));
        if (m_announcement == GRATUITOUS)
        {
            Simulator::ScheduleWithContext(context, at, [nic]() { AnnounceNeighbor(nic); });
        }
        else
        {
            const HostTime hypervisor; // sends it, whether or not the guest stands still
            Simulator::ScheduleWithContext(context, at, [nic]() { AnnounceNeighborRarp(nic); });
        }
    }
}

// ---- what is there -----------------------------------------------------------------------------

void
Migration::RoundEnded(const MigrationRound& round)
{
    m_record.rounds.push_back(round);
    m_roundTrace(m_record.rounds.back());
}

void
Migration::SetState(State state)
{
    const State before = m_state;
    m_state = state;
    m_stateTrace(before, state);
}

Migration::State
Migration::GetState() const
{
    return m_state;
}

bool
Migration::IsUnderWay() const
{
    return m_state != IDLE && m_state != DONE && m_state != ABORTED && m_state != LOST;
}

const MigrationRecord&
Migration::GetRecord() const
{
    return m_record;
}

const char*
ToString(Migration::State state)
{
    switch (state)
    {
    case Migration::IDLE:
        return "idle";
    case Migration::CONNECTING:
        return "connecting";
    case Migration::SAVING:
        return "saving";
    case Migration::STORAGE:
        return "storage";
    case Migration::COPYING:
        return "copying";
    case Migration::PAUSED:
        return "paused";
    case Migration::PUSHING:
        return "pushing";
    case Migration::RESTORING:
        return "restoring";
    case Migration::DONE:
        return "done";
    case Migration::ABORTED:
        return "aborted";
    case Migration::LOST:
        return "lost";
    }
    return "unknown";
}

std::ostream&
operator<<(std::ostream& os, Migration::State state)
{
    return os << ToString(state);
}

} // namespace ns3
