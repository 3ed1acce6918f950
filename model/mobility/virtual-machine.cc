/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "virtual-machine.h"

#include "guest-boot.h"
#include "guest-memory.h"
#include "write-pattern.h"

#include "ns3/boolean.h"
#include "ns3/ethernet-cable.h"
#include "ns3/ethernet-nic.h"
#include "ns3/guest-simulator-impl.h"
#include "ns3/node.h"
#include "ns3/simulator.h"
#include "ns3/uinteger.h"

#include <stdexcept>
#include <string>
#include <utility>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(VirtualMachine);

TypeId
VirtualMachine::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::VirtualMachine")
            .SetParent<Object>()
            .SetGroupName("Lisp")
            .AddConstructor<VirtualMachine>()
            .AddAttribute(
                "Memory",
                "The guest's memory, in bytes. The default, 1 GiB, is at the upper end of "
                "what Clark et al. (NSDI 2005) moved.",
                UintegerValue(uint64_t{1} << 30),
                MakeUintegerAccessor(&VirtualMachine::m_memory),
                MakeUintegerChecker<uint64_t>())
            .AddAttribute("PageSize",
                          "The size of a page of memory, in bytes. The default is the one of x86 "
                          "and Arm processors (Intel SDM volume 3A section 4.5).",
                          UintegerValue(4096),
                          MakeUintegerAccessor(&VirtualMachine::m_pageSize),
                          MakeUintegerChecker<uint32_t>(1))
            .AddAttribute("VCpus",
                          "Its processors. The guest's time stands still when all of them wait for "
                          "a page.",
                          UintegerValue(1),
                          MakeUintegerAccessor(&VirtualMachine::m_vCpus),
                          MakeUintegerChecker<uint32_t>(1))
            .AddAttribute(
                "DiskSize",
                "What a move without shared storage carries besides the memory, in bytes.",
                UintegerValue(0),
                MakeUintegerAccessor(&VirtualMachine::m_diskSize),
                MakeUintegerChecker<uint64_t>())
            .AddAttribute("DeviceState",
                          "The state of its processors and devices, in bytes, which a move carries "
                          "while the guest stands still. It depends on the devices; the default, 1 "
                          "MiB, stands for a few. QEMU 2.5 takes no more than 16 MiB "
                          "(MAX_VM_CMD_PACKAGED_SIZE).",
                          UintegerValue(1 << 20),
                          MakeUintegerAccessor(&VirtualMachine::m_deviceState),
                          MakeUintegerChecker<uint64_t>())
            .AddAttribute("PauseBuffer",
                          "Frames that its NIC keeps while the guest stands still; what is beyond "
                          "is lost under the reason ethernet-host-paused. 0: none is kept. The "
                          "default is the receive ring of a virtio card (QEMU's rx_queue_size).",
                          UintegerValue(256),
                          MakeUintegerAccessor(&VirtualMachine::m_pauseBuffer),
                          MakeUintegerChecker<uint32_t>())
            .AddAttribute("LinkSignals",
                          "Whether guest and port see their link go down and up when the guest is "
                          "detached and attached. Behind a hypervisor's virtual switch they do "
                          "not. With it ns-3 flushes their ARP and ND caches, and with these the "
                          "packets that wait there, which no trace source tells.",
                          BooleanValue(false),
                          MakeBooleanAccessor(&VirtualMachine::m_linkSignals),
                          MakeBooleanChecker())
            .AddTraceSource(
                "StateChanged",
                "The guest was paused, suspended or went on, or its memory is being carried.",
                MakeTraceSourceAccessor(&VirtualMachine::m_stateTrace),
                "ns3::VirtualMachine::StateChangedTracedCallback")
            .AddTraceSource("Booted",
                            "The guest, which was shut down, runs again: what connections it had "
                            "are gone.",
                            MakeTraceSourceAccessor(&VirtualMachine::m_bootTrace),
                            "ns3::VirtualMachine::BootedTracedCallback");
    return tid;
}

VirtualMachine::VirtualMachine() = default;
VirtualMachine::~VirtualMachine() = default;

void
VirtualMachine::DoDispose()
{
    m_nic = nullptr;
    m_guestMemory = nullptr;
    Object::DoDispose();
}

void
VirtualMachine::Install(Ptr<EthernetNic> nic)
{
    if (m_nic)
    {
        throw std::invalid_argument("VirtualMachine::Install: it has a guest already");
    }
    if (!nic || !nic->GetNode())
    {
        throw std::invalid_argument("VirtualMachine::Install: the guest's NIC must be on a node");
    }
    if (nic->GetCable())
    {
        throw std::invalid_argument("VirtualMachine::Install: the guest's NIC is plugged in; leave "
                                    "that to Attach");
    }
    m_nic = nic;
    if (const Ptr<GuestSimulatorImpl> simulator = GuestSimulatorImpl::Get())
    {
        simulator->AddGuest(nic->GetNode()->GetId());
    }
}

void
VirtualMachine::CheckFree(Ptr<EthernetNic> port)
{
    if (!port || !port->GetNode())
    {
        throw std::invalid_argument("VirtualMachine: a port is an EthernetNic on a node");
    }
    if (port->GetCable() && port->GetCable()->GetNFreeEnds() == 0)
    {
        throw std::invalid_argument("VirtualMachine: port " + std::to_string(port->GetIfIndex()) +
                                    " of node " + std::to_string(port->GetNode()->GetId()) +
                                    " is in use; choose a free one");
    }
}

void
VirtualMachine::Attach(Ptr<EthernetNic> port)
{
    if (!m_nic)
    {
        throw std::invalid_argument("VirtualMachine::Attach: no guest yet; Install one first");
    }
    if (m_nic->GetCable())
    {
        throw std::invalid_argument("VirtualMachine::Attach: the guest is attached already");
    }
    CheckFree(port);
    if (!port->GetCable())
    {
        port->Plug(CreateObject<EthernetCable>());
    }
    m_nic->Plug(port->GetCable(), m_linkSignals ? LinkSignal::ANNOUNCED : LinkSignal::SILENT);
}

void
VirtualMachine::Detach()
{
    if (!m_nic || !m_nic->GetCable())
    {
        throw std::invalid_argument("VirtualMachine::Detach: the guest is not attached");
    }
    m_nic->Unplug(m_linkSignals ? LinkSignal::ANNOUNCED : LinkSignal::SILENT);
}

void
VirtualMachine::Refuse(const char* function, const char* what) const
{
    const std::string guest =
        m_nic ? "the guest of node " + std::to_string(m_nic->GetNode()->GetId()) : "the guest";
    throw std::invalid_argument(std::string("VirtualMachine::") + function + ": " + guest + " " +
                                what);
}

void
VirtualMachine::RequireGuestTime(const char* function) const
{
    const Ptr<GuestSimulatorImpl> simulator = GuestSimulatorImpl::Get();
    if (!simulator || !simulator->IsGuest(m_nic->GetNode()->GetId()))
    {
        Refuse(function,
               "cannot stand still: call GuestSimulatorImpl::Enable() before the first node");
    }
}

void
VirtualMachine::Pause()
{
    if (!m_nic || (m_state != RUNNING && m_state != COPIED))
    {
        Refuse("Pause", "does not run");
    }
    RequireGuestTime("Pause");
    SetState(PAUSED);
}

void
VirtualMachine::Suspend()
{
    if (!m_nic || m_state == OFF)
    {
        Refuse("Suspend", "does not run");
    }
    m_stalled = 0;
    m_nic->SetHostOn(false);
    SetState(OFF);
}

void
VirtualMachine::ShutDown()
{
    if (!m_nic)
    {
        Refuse("ShutDown", "is not there; Install one first");
    }
    if (m_state != OFF)
    {
        Suspend();
    }
    m_boots = true;
}

void
VirtualMachine::Resume()
{
    if (!m_nic || (m_state != PAUSED && m_state != OFF))
    {
        Refuse("Resume", "is neither paused nor suspended");
    }
    m_moved = false;
    const bool boots = std::exchange(m_boots, false);
    if (boots)
    {
        ForgetAsByBooting(m_nic->GetNode()); // before any timer of it can fire
    }
    m_nic->SetHostOn(true);
    SetState(RUNNING);
    if (boots)
    {
        m_bootTrace();
    }
}

void
VirtualMachine::BeginCopy()
{
    if (!m_nic || m_state != RUNNING)
    {
        Refuse("BeginCopy", "does not run, or is being moved");
    }
    m_moved = true;
    SetState(COPIED);
}

void
VirtualMachine::EndCopy()
{
    if (m_state != COPIED)
    {
        Refuse("EndCopy", "is not being copied");
    }
    m_moved = false;
    SetState(RUNNING);
}

void
VirtualMachine::Stall()
{
    if (!m_nic || m_state == OFF || m_stalled >= m_vCpus)
    {
        Refuse("Stall", "is off, or all of its processors wait");
    }
    RequireGuestTime("Stall");
    ++m_stalled;
    UpdateTime();
}

void
VirtualMachine::Unstall()
{
    if (m_stalled == 0)
    {
        Refuse("Unstall", "has no processor that waits");
    }
    --m_stalled;
    UpdateTime();
}

void
VirtualMachine::UpdateTime()
{
    const bool stands = m_state == PAUSED || m_state == OFF || m_stalled >= m_vCpus;
    const Ptr<GuestSimulatorImpl> simulator = GuestSimulatorImpl::Get();
    const uint32_t guest = m_nic->GetNode()->GetId();
    if (stands == m_stands || !simulator || !simulator->IsGuest(guest))
    {
        return;
    }
    m_stands = stands;
    if (stands)
    {
        simulator->Pause(guest);
        m_nic->Hold(m_pauseBuffer);
        return;
    }
    simulator->Resume(guest);
    m_nic->Release();
}

void
VirtualMachine::SetState(State state)
{
    const State before = m_state;
    m_state = state;
    UpdateTime();
    m_stateTrace(before, state);
}

bool
VirtualMachine::IsBeingMoved() const
{
    return m_moved;
}

Time
VirtualMachine::GetGuestTime() const
{
    const Ptr<GuestSimulatorImpl> simulator = GuestSimulatorImpl::Get();
    return simulator && m_nic ? simulator->GuestNow(m_nic->GetNode()->GetId()) : Simulator::Now();
}

VirtualMachine::State
VirtualMachine::GetState() const
{
    return m_state;
}

Ptr<Node>
VirtualMachine::GetNode() const
{
    return m_nic ? m_nic->GetNode() : nullptr;
}

Ptr<EthernetNic>
VirtualMachine::GetNic() const
{
    return m_nic;
}

Ptr<EthernetNic>
VirtualMachine::GetPort() const
{
    return m_nic ? m_nic->GetPeer() : nullptr;
}

uint64_t
VirtualMachine::GetMemory() const
{
    return m_memory;
}

uint32_t
VirtualMachine::GetPageSize() const
{
    return m_pageSize;
}

Ptr<GuestMemory>
VirtualMachine::GetGuestMemory()
{
    if (!m_guestMemory)
    {
        m_guestMemory = Create<GuestMemory>(m_memory, m_pageSize);
    }
    if (m_guestMemory->GetSize() != m_memory || m_guestMemory->GetPageSize() != m_pageSize)
    {
        throw std::invalid_argument("VirtualMachine: a memory of " + std::to_string(m_memory) +
                                    " bytes with pages of " + std::to_string(m_pageSize) +
                                    ", which was one of " +
                                    std::to_string(m_guestMemory->GetSize()) + " with pages of " +
                                    std::to_string(m_guestMemory->GetPageSize()) +
                                    "; set both before a pattern writes to it");
    }
    return m_guestMemory;
}

void
VirtualMachine::SetWritePattern(Ptr<WritePattern> pattern)
{
    GetGuestMemory()->SetPattern(pattern, GetGuestTime());
}

uint32_t
VirtualMachine::GetVCpus() const
{
    return m_vCpus;
}

uint64_t
VirtualMachine::GetDiskSize() const
{
    return m_diskSize;
}

uint64_t
VirtualMachine::GetDeviceState() const
{
    return m_deviceState;
}

const char*
ToString(VirtualMachine::State state)
{
    switch (state)
    {
    case VirtualMachine::RUNNING:
        return "running";
    case VirtualMachine::COPIED:
        return "copied";
    case VirtualMachine::PAUSED:
        return "paused";
    case VirtualMachine::OFF:
        return "off";
    }
    return "unknown";
}

std::ostream&
operator<<(std::ostream& os, VirtualMachine::State state)
{
    return os << ToString(state);
}

} // namespace ns3
