/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "hypervisor-caller.h"
#include "hypervisor.h"
#include "storage.h"
#include "virtual-machine.h"

#include "ns3/ethernet-nic.h"
#include "ns3/host-time.h"
#include "ns3/inet-socket-address.h"
#include "ns3/inet6-socket-address.h"
#include "ns3/ipv4.h"
#include "ns3/ipv6.h"
#include "ns3/net-device.h"
#include "ns3/node.h"
#include "ns3/simulator.h"
#include "ns3/socket.h"
#include "ns3/tcp-l4-protocol.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace ns3
{

namespace
{

/// @param node a node @param address an address @return the device that has it; null if none does
Ptr<NetDevice>
FindDevice(Ptr<Node> node, const NetworkAddress& address)
{
    if (address.GetFamily() == AddressFamily::IPV4)
    {
        const Ptr<Ipv4> ipv4 = node->GetObject<Ipv4>();
        const int32_t number = ipv4 ? ipv4->GetInterfaceForAddress(address.ToIpv4()) : -1;
        return number < 0 ? nullptr : ipv4->GetNetDevice(number);
    }
    if (address.GetFamily() == AddressFamily::IPV6)
    {
        const Ptr<Ipv6> ipv6 = node->GetObject<Ipv6>();
        const int32_t number = ipv6 ? ipv6->GetInterfaceForAddress(address.ToIpv6()) : -1;
        return number < 0 ? nullptr : ipv6->GetNetDevice(number);
    }
    return nullptr;
}

} // namespace

void
Hypervisor::DoDispose()
{
    m_callers.clear();
    for (auto& [token, expected] : m_expected)
    {
        expected.expiry.Cancel();
    }
    m_expected.clear();
    m_machines.clear();
    m_left.clear();
    m_ports.clear();
    if (m_listener)
    {
        m_listener->SetAcceptCallback(MakeNullCallback<bool, Ptr<Socket>, const Address&>(),
                                      MakeNullCallback<void, Ptr<Socket>, const Address&>());
    }
    m_listener = nullptr;
    m_storage = nullptr;
    m_node = nullptr;
    Object::DoDispose();
}

void
Hypervisor::SetAddress(const NetworkAddress& address)
{
    if (!m_node || m_listener)
    {
        throw std::invalid_argument("Hypervisor::SetAddress: accepted: once, after Install");
    }
    const Ptr<NetDevice> device = FindDevice(m_node, address);
    if (!device || !m_node->GetObject<TcpL4Protocol>())
    {
        throw std::invalid_argument("Hypervisor::SetAddress: " + address.ToString() +
                                    ": accepted: an IPv4 or IPv6 address of " + GetName() +
                                    ", which needs TCP");
    }
    const bool isIpv6 = address.GetFamily() == AddressFamily::IPV6;
    const Ptr<Socket> socket =
        MigrationChannel::CreateSocket(m_node, device->GetMtu(), isIpv6, GetTcp());
    const Address local = isIpv6 ? Address(Inet6SocketAddress(address.ToIpv6(), m_port))
                                 : Address(InetSocketAddress(address.ToIpv4(), m_port));
    if (socket->Bind(local) != 0 || socket->Listen() != 0)
    {
        throw std::invalid_argument("Hypervisor::SetAddress: TCP port " + std::to_string(m_port) +
                                    " of " + GetName() +
                                    " is taken; accepted: a free one in the "
                                    "attribute MigrationPort");
    }
    socket->SetAcceptCallback(MakeCallback(&Hypervisor::OnRequest, this),
                              MakeCallback(&Hypervisor::OnAccept, this));
    m_listener = socket;
    m_address = address;
}

uint64_t
Hypervisor::Reserve(Ptr<VirtualMachine> machine,
                    uint16_t vlan,
                    bool withDisk,
                    Time patience,
                    Arrival arrival)
{
    CheckRoom(machine, vlan, withDisk);
    Expected expected;
    expected.share = MakeShare(machine, vlan, withDisk);
    if (m_storage)
    {
        m_storage->Allocate(expected.share.disk);
    }
    expected.withDisk = withDisk;
    expected.port = FindPort(vlan);
    expected.arrival = std::move(arrival);
    // Names a machine, and no other one at any hypervisor; it is no secret.
    const uint64_t token = uint64_t{m_node->GetId()} << 32 | ++m_serial;
    const HostTime hostTime; // who asks may be a guest, which will stand still
    expected.expiry = Simulator::Schedule(patience, &Hypervisor::Unreserve, this, token);
    m_expected.emplace(token, expected);
    return token;
}

bool
Hypervisor::IsExpected(uint64_t token) const
{
    const auto expected = m_expected.find(token);
    return expected != m_expected.end() && !expected->second.isThere;
}

void
Hypervisor::Unreserve(uint64_t token)
{
    const auto expected = m_expected.find(token);
    if (expected != m_expected.end())
    {
        expected->second.expiry.Cancel();
        FreeDisk(expected->second.share);
        m_expected.erase(expected);
    }
}

Ptr<EthernetNic>
Hypervisor::GetReservedPort(uint64_t token) const
{
    const auto expected = m_expected.find(token);
    return expected == m_expected.end() ? nullptr : expected->second.port;
}

void
Hypervisor::Drop(HypervisorDropReason reason)
{
    ++m_drops[static_cast<std::size_t>(reason)];
    m_dropTrace(reason);
}

// ---- connections -------------------------------------------------------------------------------

bool
Hypervisor::OnRequest(Ptr<Socket>, const Address&)
{
    if (m_callers.size() >= m_maxCallers)
    {
        Drop(HypervisorDropReason::TOO_MANY);
        return false;
    }
    return true;
}

void
Hypervisor::OnAccept(Ptr<Socket> socket, const Address&)
{
    m_callers.push_back(std::make_unique<Caller>(this, socket, m_patience));
}

void
Hypervisor::Welcome(Caller* caller, uint64_t token)
{
    const Ptr<MigrationChannel> channel = caller->GetChannel();
    const Arrival arrival = m_expected.at(token).arrival;
    m_expected.at(token).isThere = true;
    m_expected.at(token).expiry.Cancel();
    arrival(channel);
    Dismiss(caller, HypervisorDropReason::NONE);
}

void
Hypervisor::Dismiss(Caller* caller, HypervisorDropReason reason)
{
    m_callers.erase(std::find_if(m_callers.begin(), m_callers.end(), [&](const auto& other) {
        return other.get() == caller;
    }));
    if (reason != HypervisorDropReason::NONE)
    {
        Drop(reason);
    }
}

Hypervisor::Caller::Caller(Hypervisor* hypervisor, Ptr<Socket> socket, Time patience)
    : m_hypervisor(hypervisor),
      m_channel(Create<MigrationChannel>(this, patience))
{
    m_channel->Accept(socket);
}

Hypervisor::Caller::~Caller() = default;

Ptr<MigrationChannel>
Hypervisor::Caller::GetChannel() const
{
    return m_channel;
}

HypervisorDropReason
Hypervisor::Caller::Screen(const MigrationMessage& message)
{
    if (message.GetType() != MigrationMessage::HELLO)
    {
        return HypervisorDropReason::NOT_EXPECTED;
    }
    return m_hypervisor->IsExpected(message.GetValue()) ? HypervisorDropReason::NONE
                                                        : HypervisorDropReason::WRONG_TOKEN;
}

void
Hypervisor::Caller::Receive(const MigrationMessage& message)
{
    m_hypervisor->Welcome(this, message.GetValue());
}

void
Hypervisor::Caller::Closed(const std::string&, HypervisorDropReason reason)
{
    m_hypervisor->Dismiss(this,
                          reason == HypervisorDropReason::NONE ? HypervisorDropReason::CUT
                                                               : reason);
}

void
Hypervisor::Caller::Count(uint32_t sent, uint32_t received)
{
    m_hypervisor->Count(sent, received);
}

} // namespace ns3
