/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "ip-in-ip-protocol.h"

#include "ns3/ipv4-header.h"
#include "ns3/ipv4-interface.h"
#include "ns3/ipv4.h"
#include "ns3/ipv6-header.h"
#include "ns3/ipv6-interface.h"
#include "ns3/ipv6.h"
#include "ns3/node.h"
#include "ns3/packet.h"

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(IpInIpProtocol);

TypeId
IpInIpProtocol::GetTypeId()
{
    static TypeId tid = TypeId("ns3::IpInIpProtocol")
                            .SetParent<IpL4Protocol>()
                            .SetGroupName("Lisp")
                            .AddConstructor<IpInIpProtocol>();
    return tid;
}

IpInIpProtocol::IpInIpProtocol() = default;
IpInIpProtocol::~IpInIpProtocol() = default;

void
IpInIpProtocol::DoDispose()
{
    m_callback.Nullify();
    m_down.Nullify();
    m_down6.Nullify();
    IpL4Protocol::DoDispose();
}

void
IpInIpProtocol::Install(Ptr<Node> node, AddressFamily inside, ReceiveCallback callback)
{
    m_inside = inside;
    m_callback = callback;
    if (const Ptr<Ipv4> ipv4 = node->GetObject<Ipv4>())
    {
        ipv4->Insert(this);
    }
    if (const Ptr<Ipv6> ipv6 = node->GetObject<Ipv6>())
    {
        ipv6->Insert(this);
    }
}

int
IpInIpProtocol::GetProtocolNumber() const
{
    return m_inside == AddressFamily::IPV4 ? IPV4 : IPV6;
}

IpL4Protocol::RxStatus
IpInIpProtocol::Receive(Ptr<Packet> packet, const Ipv4Header& header, Ptr<Ipv4Interface>)
{
    m_callback(packet, m_inside, header.GetSource());
    return RX_OK;
}

IpL4Protocol::RxStatus
IpInIpProtocol::Receive(Ptr<Packet> packet, const Ipv6Header& header, Ptr<Ipv6Interface>)
{
    m_callback(packet, m_inside, header.GetSource());
    return RX_OK;
}

void
IpInIpProtocol::SetDownTarget(DownTargetCallback callback)
{
    m_down = callback;
}

void
IpInIpProtocol::SetDownTarget6(DownTargetCallback6 callback)
{
    m_down6 = callback;
}

IpL4Protocol::DownTargetCallback
IpInIpProtocol::GetDownTarget() const
{
    return m_down;
}

IpL4Protocol::DownTargetCallback6
IpInIpProtocol::GetDownTarget6() const
{
    return m_down6;
}

} // namespace ns3
