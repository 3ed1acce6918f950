/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "hypervisor.h"

#include "hypervisor-caller.h"
#include "paced-cubic.h"
#include "storage.h"
#include "virtual-machine.h"

#include "ns3/boolean.h"
#include "ns3/ethernet-cable.h"
#include "ns3/ethernet-nic.h"
#include "ns3/mac48-address.h"
#include "ns3/names.h"
#include "ns3/node.h"
#include "ns3/ns3-compat.h"
#include "ns3/simulator.h"
#include "ns3/uinteger.h"
#include "ns3/vlan-switch.h"

#include <algorithm>
#include <stdexcept>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(Hypervisor);

TypeId
Hypervisor::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::Hypervisor")
            .SetParent<Object>()
            .SetGroupName("Lisp")
            .AddConstructor<Hypervisor>()
            .AddAttribute("Memory",
                          "Octets of memory for machines. The default, 64 GiB, is a choice of this "
                          "module.",
                          UintegerValue(uint64_t{64} << 30),
                          MakeUintegerAccessor(&Hypervisor::m_memory),
                          MakeUintegerChecker<uint64_t>())
            .AddAttribute("VCpus",
                          "Virtual processors for machines. The default, 64, is a choice of this "
                          "module.",
                          UintegerValue(64),
                          MakeUintegerAccessor(&Hypervisor::m_vCpus),
                          MakeUintegerChecker<uint32_t>())
            .AddAttribute("MigrationPort",
                          "TCP port where machines come that move here. The default is the first "
                          "of libvirt's range for migrations (qemu.conf, migration_port_min).",
                          UintegerValue(49152),
                          MakeUintegerAccessor(&Hypervisor::m_port),
                          MakeUintegerChecker<uint16_t>(1))
            .AddAttribute("PortRate",
                          "Bits a second of a machine's port of the virtual switch. The default "
                          "is that of Gigabit Ethernet (IEEE 802.3-2018 clause 34).",
                          DataRateValue(DataRate("1Gbps")),
                          MakeDataRateAccessor(&Hypervisor::m_portRate),
                          MakeDataRateChecker())
            .AddAttribute("Window",
                          "Octets of TCP's buffers in both directions. The default, 16 MiB, fills "
                          "1 Gbit/s over 134 ms.",
                          UintegerValue(uint32_t{1} << 24),
                          MakeUintegerAccessor(&Hypervisor::m_window),
                          MakeUintegerChecker<uint32_t>(2 * MigrationChannel::MAX_UNSENT, 1U << 30))
            .AddAttribute("InitialWindow",
                          "TCP segments that are sent at first (RFC 6928 section 2).",
                          UintegerValue(10),
                          MakeUintegerAccessor(&Hypervisor::m_initialWindow),
                          MakeUintegerChecker<uint32_t>(1))
            .AddAttribute("AckEvery",
                          "TCP segments that are acknowledged together (RFC 9293 section 3.8.6.3: "
                          "at least every second one; receive offload makes it more).",
                          UintegerValue(2),
                          MakeUintegerAccessor(&Hypervisor::m_ackEvery),
                          MakeUintegerChecker<uint32_t>(1))
            .AddAttribute("CongestionControl",
                          "TCP's, a TcpCongestionOps. The default is that of Linux (RFC 9438), for "
                          "a sender at an even rate.",
                          TypeIdValue(PacedCubic::GetTypeId()),
                          MakeTypeIdAccessor(&Hypervisor::m_congestionControl),
                          MakeTypeIdChecker())
            .AddAttribute("HyStart",
                          "Whether CUBIC leaves slow start when acknowledgements come in a long "
                          "train (RFC 9438 section 4.10). ns-3 takes the even train that answers "
                          "a migration at its rate for a full link, at half the window that the "
                          "rate takes; Linux allows for senders that are paced.",
                          BooleanValue(false),
                          MakeBooleanAccessor(&Hypervisor::m_hyStart),
                          MakeBooleanChecker())
            .AddAttribute("HelloTimeout",
                          "How long a connection may say nothing of what it is about. The default "
                          "is a choice of this module.",
                          TimeValue(Seconds(10)),
                          MakeTimeAccessor(&Hypervisor::m_patience),
                          MakeTimeChecker(MilliSeconds(1)))
            .AddAttribute("MaxWaiting",
                          "Connections that may say nothing of what they are about at a time. The "
                          "default is a choice of this module.",
                          UintegerValue(64),
                          MakeUintegerAccessor(&Hypervisor::m_maxCallers),
                          MakeUintegerChecker<uint32_t>(1))
            .AddTraceSource("SentOctets",
                            "Octets that migrations gave to TCP here.",
                            MakeTraceSourceAccessor(&Hypervisor::m_sent),
                            "ns3::TracedValueCallback::Uint64")
            .AddTraceSource("ReceivedOctets",
                            "Octets that migrations got from TCP here.",
                            MakeTraceSourceAccessor(&Hypervisor::m_received),
                            "ns3::TracedValueCallback::Uint64")
            .AddTraceSource("Drop",
                            "A connection was closed or not taken, and why.",
                            MakeTraceSourceAccessor(&Hypervisor::m_dropTrace),
                            "ns3::Hypervisor::DropTracedCallback");
    return tid;
}

Hypervisor::Hypervisor() = default;
Hypervisor::~Hypervisor() = default;

void
Hypervisor::Install(Ptr<Node> node)
{
    if (m_node || !node || !node->GetObject<VlanSwitch>() || node->GetObject<Hypervisor>())
    {
        throw std::invalid_argument(
            "Hypervisor::Install: accepted: a node that is a VlanSwitch and "
            "no hypervisor yet, once");
    }
    m_node = node;
    node->AggregateObject(this);
}

Ptr<Node>
Hypervisor::GetNode() const
{
    return m_node;
}

std::string
Hypervisor::GetName() const
{
    const std::string name = m_node ? Names::FindName(m_node) : "";
    return !name.empty() ? name : m_node ? "node " + std::to_string(m_node->GetId()) : "no node";
}

const NetworkAddress&
Hypervisor::GetAddress() const
{
    return m_address;
}

uint16_t
Hypervisor::GetMigrationPort() const
{
    return m_port;
}

void
Hypervisor::SetStorage(Ptr<Storage> storage)
{
    m_storage = storage;
}

Ptr<Storage>
Hypervisor::GetStorage() const
{
    return m_storage;
}

MigrationChannel::Tcp
Hypervisor::GetTcp() const
{
    return {m_congestionControl, m_window, m_initialWindow, m_ackEvery, m_hyStart};
}

// ---- machines ----------------------------------------------------------------------------------

bool
Hypervisor::HasVlan(uint16_t vlan) const
{
    const Ptr<VlanSwitch> lanSwitch = m_node ? m_node->GetObject<VlanSwitch>() : nullptr;
    if (!lanSwitch)
    {
        return false;
    }
    const auto ports = lanSwitch->GetPorts();
    return std::any_of(ports.begin(), ports.end(), [&](const Ptr<SwitchPort>& port) {
        return lanSwitch->IsMember(port, vlan);
    });
}

Ptr<EthernetNic>
Hypervisor::AddPort(uint16_t vlan)
{
    if (!m_node)
    {
        throw std::invalid_argument("Hypervisor::AddPort: it is on no node; Install it first");
    }
    if (vlan == 0 || vlan > 4094)
    {
        throw std::invalid_argument("Hypervisor::AddPort: VLAN " + std::to_string(vlan) +
                                    ": accepted: 1 to 4094");
    }
    const Ptr<VlanSwitch> lanSwitch = m_node->GetObject<VlanSwitch>();
    const Ptr<EthernetNic> nic = CreateObject<EthernetNic>();
    nic->SetAddress(Mac48Address::Allocate());
    nic->SetDataRate(m_portRate);
    m_node->AddDevice(nic);
    lanSwitch->SetAccess(lanSwitch->AddNic(nic, SwitchPortRole::HOST), vlan);
    m_ports[vlan].push_back(nic);
    return nic;
}

Ptr<EthernetNic>
Hypervisor::FindPort(uint16_t vlan)
{
    for (const Ptr<EthernetNic>& port : m_ports[vlan])
    {
        const bool isFree = !port->GetCable() || port->GetCable()->GetNFreeEnds() > 0;
        const bool isKept = std::any_of(m_expected.begin(), m_expected.end(), [&](const auto& e) {
            return e.second.port == port;
        });
        if (isFree && !isKept)
        {
            return port;
        }
    }
    return AddPort(vlan);
}

Hypervisor::Share
Hypervisor::MakeShare(Ptr<VirtualMachine> machine, uint16_t vlan, bool withDisk)
{
    Share share;
    share.machine = machine;
    share.vlan = vlan;
    share.memory = machine->GetMemory();
    share.vCpus = machine->GetVCpus();
    share.disk = withDisk ? machine->GetDiskSize() : 0;
    return share;
}

void
Hypervisor::Start(Ptr<VirtualMachine> machine, uint16_t vlan)
{
    if (!machine || !machine->GetNic())
    {
        throw std::invalid_argument("Hypervisor::Start: no virtual machine with a guest given");
    }
    const bool isAttached = machine->GetPort() || Has(machine);
    if (isAttached || machine->GetMemory() == 0)
    {
        const std::string name = std::to_string(machine->GetNode()->GetId());
        throw std::invalid_argument(
            "Hypervisor::Start: the virtual machine of node " + name +
            (isAttached ? " is attached already; accepted: one that is attached nowhere"
                        : " has 0 bytes of memory; accepted: more than 0"));
    }
    CheckRoom(machine, vlan, true);
    const Share share = MakeShare(machine, vlan, true);
    if (m_storage)
    {
        m_storage->Allocate(share.disk);
    }
    machine->Attach(FindPort(vlan));
    m_machines.push_back(share);
    if (machine->GetState() == VirtualMachine::OFF)
    {
        machine->Resume();
    }
}

void
Hypervisor::Remove(Ptr<VirtualMachine> machine)
{
    if (!Has(machine) || IsMoving(machine))
    {
        throw std::invalid_argument("Hypervisor::Remove: accepted: a virtual machine that is at " +
                                    GetName() + " and is not being moved");
    }
    if (machine->GetState() == VirtualMachine::RUNNING)
    {
        machine->Suspend();
    }
    machine->Detach();
    const auto share = std::find_if(m_machines.begin(), m_machines.end(), [&](const Share& s) {
        return s.machine == machine;
    });
    FreeDisk(*share);
    m_machines.erase(share);
}

std::vector<Ptr<VirtualMachine>>
Hypervisor::GetMachines() const
{
    std::vector<Ptr<VirtualMachine>> machines;
    for (const Share& share : m_machines)
    {
        machines.push_back(share.machine);
    }
    return machines;
}

bool
Hypervisor::Has(Ptr<const VirtualMachine> machine) const
{
    return std::any_of(m_machines.begin(), m_machines.end(), [&](const Share& share) {
        return share.machine == machine;
    });
}

const Hypervisor::Share&
Hypervisor::Get(Ptr<const VirtualMachine> machine) const
{
    const auto share = std::find_if(m_machines.begin(), m_machines.end(), [&](const Share& s) {
        return s.machine == machine;
    });
    if (share == m_machines.end())
    {
        throw std::invalid_argument("Hypervisor: accepted: a virtual machine that is at " +
                                    GetName());
    }
    return *share;
}

uint16_t
Hypervisor::GetVlan(Ptr<const VirtualMachine> machine) const
{
    return Get(machine).vlan;
}

Ptr<Hypervisor>
Hypervisor::Find(Ptr<const VirtualMachine> machine)
{
    const Ptr<EthernetNic> port = machine->GetPort();
    const Ptr<Hypervisor> hypervisor =
        port && port->GetNode() ? port->GetNode()->GetObject<Hypervisor>() : nullptr;
    return hypervisor && hypervisor->Has(machine) ? hypervisor : nullptr;
}

// ---- room --------------------------------------------------------------------------------------

template <typename Visit>
void
Hypervisor::ForEachShare(Visit visit) const
{
    std::for_each(m_machines.begin(), m_machines.end(), visit);
    std::for_each(m_left.begin(), m_left.end(), visit);
    for (const auto& [token, expected] : m_expected)
    {
        visit(expected.share);
    }
}

uint64_t
Hypervisor::GetFreeMemory() const
{
    uint64_t used = 0;
    ForEachShare([&](const Share& share) { used += share.memory; });
    return m_memory - std::min(m_memory, used);
}

uint32_t
Hypervisor::GetFreeVCpus() const
{
    uint64_t used = 0;
    ForEachShare([&](const Share& share) { used += share.vCpus; });
    return m_vCpus - static_cast<uint32_t>(std::min<uint64_t>(m_vCpus, used));
}

void
Hypervisor::CheckRoom(Ptr<const VirtualMachine> machine, uint16_t vlan, bool withDisk) const
{
    if (!HasVlan(vlan))
    {
        throw std::invalid_argument(GetName() + " has no VLAN " + std::to_string(vlan) +
                                    ": accepted: one that a port of its switch is in");
    }
    if (machine->GetMemory() > GetFreeMemory())
    {
        throw std::invalid_argument(GetName() + " has " + std::to_string(GetFreeMemory()) +
                                    " octets of memory free, the virtual machine needs " +
                                    std::to_string(machine->GetMemory()));
    }
    if (machine->GetVCpus() > GetFreeVCpus())
    {
        throw std::invalid_argument(GetName() + " has " + std::to_string(GetFreeVCpus()) +
                                    " virtual processors free, the virtual machine needs " +
                                    std::to_string(machine->GetVCpus()));
    }
    if (withDisk && m_storage && machine->GetDiskSize() > m_storage->GetFree())
    {
        throw std::invalid_argument(m_storage->GetName() + " of " + GetName() + " has " +
                                    std::to_string(m_storage->GetFree()) +
                                    " octets free, the disk needs " +
                                    std::to_string(machine->GetDiskSize()));
    }
}

void
Hypervisor::FreeDisk(const Share& share)
{
    if (m_storage)
    {
        m_storage->Free(share.disk);
    }
}

// ---- what migrations ask for -------------------------------------------------------------------

void
Hypervisor::SetMover(Ptr<const VirtualMachine> machine, Ptr<Object> mover)
{
    for (Share& share : m_machines)
    {
        share.mover = share.machine == machine ? mover : share.mover;
    }
}

bool
Hypervisor::IsMoving(Ptr<const VirtualMachine> machine) const
{
    return Has(machine) && Get(machine).mover;
}

void
Hypervisor::TakeOver(uint64_t token, Ptr<Hypervisor> from)
{
    Expected& expected = m_expected.at(token);
    const Ptr<VirtualMachine> machine = expected.share.machine;
    const auto left = std::find_if(from->m_machines.begin(),
                                   from->m_machines.end(),
                                   [&](const Share& share) { return share.machine == machine; });
    Ptr<EthernetNic> port = expected.port;
    if (port->GetCable() && port->GetCable()->GetNFreeEnds() == 0)
    {
        port = FindPort(expected.share.vlan); // someone else was plugged in there
    }
    if (machine->GetNic()->GetCable())
    {
        machine->Detach();
    }
    machine->Attach(port);
    if (!expected.withDisk)
    {
        std::swap(expected.share.disk, left->disk); // it stays where it is, and is ours now
    }
    std::swap(expected.share.mover, left->mover);
    from->m_left.push_back(*left);
    from->m_machines.erase(left);
    m_machines.push_back(expected.share);
    expected.expiry.Cancel();
    m_expected.erase(token);
}

void
Hypervisor::Forget(Ptr<const VirtualMachine> machine)
{
    const auto share = std::find_if(m_left.begin(), m_left.end(), [&](const Share& s) {
        return s.machine == machine;
    });
    if (share != m_left.end())
    {
        FreeDisk(*share);
        m_left.erase(share);
    }
}

void
Hypervisor::Count(uint32_t sent, uint32_t received)
{
    m_sent += sent;
    m_received += received;
}

uint64_t
Hypervisor::GetSentOctets() const
{
    return m_sent;
}

uint64_t
Hypervisor::GetReceivedOctets() const
{
    return m_received;
}

uint64_t
Hypervisor::GetDrops(HypervisorDropReason reason) const
{
    return m_drops[static_cast<std::size_t>(reason)];
}

} // namespace ns3
