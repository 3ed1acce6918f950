/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "nic-port.h"

#include "ethernet-nic.h"

#include "ns3/ethernet-header.h"
#include "ns3/node.h"

#include <stdexcept>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(NicPort);

TypeId
NicPort::GetTypeId()
{
    static TypeId tid = TypeId("ns3::NicPort")
                            .SetParent<SwitchPort>()
                            .SetGroupName("Lisp")
                            .AddConstructor<NicPort>();
    return tid;
}

NicPort::NicPort() = default;

NicPort::~NicPort()
{
    Release();
}

void
NicPort::DoDispose()
{
    Release();
    SwitchPort::DoDispose();
}

void
NicPort::Install(Ptr<EthernetNic> nic)
{
    if (m_nic || !nic || !nic->GetNode())
    {
        throw std::invalid_argument("NicPort::Install: give each port one NIC, on a node");
    }
    m_nic = nic;
    nic->GetNode()->RegisterProtocolHandler(MakeCallback(&NicPort::Receive, this), 0, nic, true);
    // A node can take a handler back, a NIC cannot.
    m_self = Create<Self>();
    m_self->port = this;
    nic->AddLinkChangeCallback(MakeBoundCallback(&NicPort::Notify, m_self));
}

void
NicPort::Release()
{
    if (m_self)
    {
        m_self->port = nullptr;
        m_self = nullptr;
    }
    if (m_nic && m_nic->GetNode())
    {
        m_nic->GetNode()->UnregisterProtocolHandler(MakeCallback(&NicPort::Receive, this));
    }
    m_nic = nullptr;
}

void
NicPort::Notify(Ptr<Self> self)
{
    if (self->port)
    {
        self->port->LinkChanged();
    }
}

Ptr<EthernetNic>
NicPort::GetNic() const
{
    return m_nic;
}

uint64_t
NicPort::GetMalformed() const
{
    return m_malformed;
}

void
NicPort::Send(const EthernetFrame& frame)
{
    uint16_t type = 0;
    auto payload = frame.ToDevice(type);
    m_nic->SendFrom(payload, frame.source, frame.destination, type);
}

bool
NicPort::IsUp() const
{
    return m_nic && m_nic->IsLinkUp();
}

void
NicPort::SetEnabled(bool enabled)
{
    if (m_nic)
    {
        m_nic->SetEnabled(enabled);
    }
}

std::string
NicPort::GetName() const
{
    return m_nic ? "port " + std::to_string(m_nic->GetIfIndex()) : "port";
}

void
NicPort::Receive(Ptr<NetDevice>,
                 Ptr<const Packet> payload,
                 uint16_t protocol,
                 const Address& source,
                 const Address& destination,
                 NetDevice::PacketType)
{
    if (!HasOwner())
    {
        return; // a port that was taken out of its switch
    }
    const auto frame = EthernetFrame::FromDevice(payload,
                                                 protocol,
                                                 Mac48Address::ConvertFrom(source),
                                                 Mac48Address::ConvertFrom(destination));
    if (!frame)
    {
        m_malformed++;
        auto octets = payload->Copy();
        EthernetHeader header(false);
        header.SetSource(Mac48Address::ConvertFrom(source));
        header.SetDestination(Mac48Address::ConvertFrom(destination));
        header.SetLengthType(protocol);
        octets->AddHeader(header);
        Reject(octets);
        return;
    }
    Deliver(*frame);
}

} // namespace ns3
