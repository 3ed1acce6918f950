/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "virtual-machine.h"

#include "ns3/boolean.h"
#include "ns3/ethernet-cable.h"
#include "ns3/ethernet-nic.h"
#include "ns3/node.h"
#include "ns3/uinteger.h"

#include <stdexcept>

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
            .AddAttribute("LinkSignals",
                          "Whether guest and port see their link go down and up when the guest is "
                          "detached and attached. Behind a hypervisor's virtual switch they do "
                          "not. With it ns-3 flushes their ARP and ND caches, and with these the "
                          "packets that wait there, which no trace source tells.",
                          BooleanValue(false),
                          MakeBooleanAccessor(&VirtualMachine::m_linkSignals),
                          MakeBooleanChecker())
            .AddTraceSource("StateChanged",
                            "The guest was suspended or went on.",
                            MakeTraceSourceAccessor(&VirtualMachine::m_stateTrace),
                            "ns3::VirtualMachine::StateChangedTracedCallback");
    return tid;
}

VirtualMachine::VirtualMachine() = default;
VirtualMachine::~VirtualMachine() = default;

void
VirtualMachine::DoDispose()
{
    m_nic = nullptr;
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
VirtualMachine::Suspend()
{
    if (!m_nic || m_state != RUNNING)
    {
        throw std::invalid_argument("VirtualMachine::Suspend: the guest does not run");
    }
    m_nic->SetHostOn(false);
    SetState(OFF);
}

void
VirtualMachine::Resume()
{
    if (!m_nic || m_state == RUNNING)
    {
        throw std::invalid_argument("VirtualMachine::Resume: there is no suspended guest");
    }
    m_nic->SetHostOn(true);
    SetState(RUNNING);
}

void
VirtualMachine::SetState(State state)
{
    const State before = m_state;
    m_state = state;
    m_stateTrace(before, state);
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

const char*
ToString(VirtualMachine::State state)
{
    return state == VirtualMachine::RUNNING ? "running" : "off";
}

std::ostream&
operator<<(std::ostream& os, VirtualMachine::State state)
{
    return os << ToString(state);
}

} // namespace ns3
