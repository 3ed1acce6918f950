/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "migration.h"

#include "guest-memory.h"
#include "hypervisor.h"
#include "migration-target.h"
#include "storage.h"
#include "virtual-machine.h"

#include "ns3/boolean.h"
#include "ns3/enum.h"
#include "ns3/ethernet-nic.h"
#include "ns3/guest-simulator-impl.h"
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
            .AddAttribute("RarpRounds",
                          "How many times Rarp is sent: 0, 50, 200, 450, 800 ms after the guest "
                          "has gone on, and so on, as QEMU does (announce-initial, announce-step, "
                          "announce-rounds).",
                          UintegerValue(5),
                          MakeUintegerAccessor(&Migration::m_rarpRounds),
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
    m_event.Cancel();
    if (m_target)
    {
        m_target->Forsake();
    }
    m_target = nullptr;
    m_channel = nullptr;
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
Migration::Check(Ptr<VirtualMachine>) const
{
}

bool
Migration::CarriesState() const
{
    return true;
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
Migration::Start(Ptr<VirtualMachine> machine, Ptr<Hypervisor> to, uint16_t vlan)
{
    CheckAll(machine, to);
    const Ptr<Hypervisor> from = Hypervisor::Find(machine);
    const uint16_t toVlan = vlan != 0 ? vlan : from->GetVlan(machine);
    const bool isShared = from->GetStorage() && from->GetStorage() == to->GetStorage();
    m_withDisk = machine->GetDiskSize() > 0 && (m_alwaysStorage || !isShared);
    const Ptr<GuestMemory> memory = machine->GetGuestMemory();
    const uint64_t state = CarriesState() ? machine->GetDeviceState() : 0;
    const auto target =
        Create<MigrationTarget>(this,
                                to,
                                MigrationTarget::Contents{m_withDisk ? machine->GetDiskSize() : 0,
                                                          memory->GetPages(),
                                                          memory->GetPageSize(),
                                                          state},
                                m_stallTimeout);
    m_token =
        to->Reserve(machine,
                    toVlan,
                    m_withDisk,
                    m_stallTimeout,
                    [target](const Ptr<MigrationChannel>& channel) { target->Arrive(channel); });
    target->SetToken(m_token);
    m_target = target;
    m_record = MigrationRecord();
    m_record.machine = machine;
    m_record.from = from;
    m_record.to = to;
    m_record.fromPort = machine->GetPort();
    m_record.started = Simulator::Now();
    m_lease = Lease::SOURCE;
    m_accepted = m_completed = m_inRound = m_stopped = false;
    m_blocks = m_pagesSent = m_block = 0;
    m_stateLeft = state;
    m_quietUntil = Time(0);
    from->SetMover(machine, this);
    machine->BeginCopy();
    SetState(CONNECTING);
    m_event.Cancel();
    // In the source's context. It may be called off by then.
    Simulator::ScheduleWithContext(from->GetNode()->GetId(),
                                   Time(0),
                                   [migration = Ptr<Migration>(this), token = m_token]() {
                                       if (migration->m_state == CONNECTING &&
                                           migration->m_token == token)
                                       {
                                           migration->Connect();
                                       }
                                   });
}

// ---- the end -----------------------------------------------------------------------------------

bool
Migration::Abort(const std::string& why)
{
    if (!IsUnderWay() || m_lease != Lease::SOURCE)
    {
        return false;
    }
    if (m_channel)
    {
        m_channel->CloseIn(m_record.from->GetNode()->GetId(), MigrationMessage::ABORT);
    }
    TargetLost(why);
    return true;
}

void
Migration::Finish(State state)
{
    const Ptr<Migration> self(this); // what had it may let go of it
    m_event.Cancel();
    if (m_channel)
    {
        m_channel->CloseIn(m_record.from->GetNode()->GetId());
        m_channel = nullptr;
    }
    if (m_target)
    {
        m_target->Forsake();
        m_target = nullptr;
    }
    m_pages = PageSet();
    GetMemory()->StopLog();
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
    const Ptr<EthernetNic> nic = GetMachine()->GetNic();
    const uint32_t context = nic->GetNode()->GetId();
    if (m_announcement == GRATUITOUS)
    {
        Simulator::ScheduleWithContext(context, Time(0), [nic]() { AnnounceNeighbor(nic); });
    }
    for (uint32_t round = 0; m_announcement == RARP && round < m_rarpRounds; ++round)
    {
        // QEMU: 50 ms after the first, then 100 ms longer each time, up to 550 ms.
        const uint32_t rising = std::min(round, 6U);
        const Time at = MilliSeconds(50 * rising * rising + 550 * (round - rising));
        Simulator::ScheduleWithContext(context, at, [nic]() { AnnounceNeighborRarp(nic); });
    }
}

// ---- what is there -----------------------------------------------------------------------------

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
Migration::GetMemory() const
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
