/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "tunnel-receiver.h"

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

NS_OBJECT_ENSURE_REGISTERED(TunnelReceiver);

TypeId
TunnelReceiver::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::TunnelReceiver").SetParent<IpL4Protocol>().SetGroupName("Lisp");
    return tid;
}

TunnelReceiver::TunnelReceiver() = default;
TunnelReceiver::~TunnelReceiver() = default;

void
TunnelReceiver::DoDispose()
{
    m_down.Nullify();
    m_down6.Nullify();
    IpL4Protocol::DoDispose();
}

bool
TunnelReceiver::Join(Ptr<Node> node)
{
    const Ptr<Ipv4> ipv4 = node->GetObject<Ipv4>();
    const Ptr<Ipv6> ipv6 = node->GetObject<Ipv6>();
    if (ipv4)
    {
        ipv4->Insert(this);
    }
    if (ipv6)
    {
        ipv6->Insert(this);
    }
    return ipv4 || ipv6;
}

IpL4Protocol::RxStatus
TunnelReceiver::Receive(Ptr<Packet> packet, const Ipv4Header& header, Ptr<Ipv4Interface>)
{
    Take(packet, header.GetSource());
    return RX_OK;
}

IpL4Protocol::RxStatus
TunnelReceiver::Receive(Ptr<Packet> packet, const Ipv6Header& header, Ptr<Ipv6Interface>)
{
    Take(packet, header.GetSource());
    return RX_OK;
}

void
TunnelReceiver::SetDownTarget(DownTargetCallback callback)
{
    m_down = callback;
}

void
TunnelReceiver::SetDownTarget6(DownTargetCallback6 callback)
{
    m_down6 = callback;
}

IpL4Protocol::DownTargetCallback
TunnelReceiver::GetDownTarget() const
{
    return m_down;
}

IpL4Protocol::DownTargetCallback6
TunnelReceiver::GetDownTarget6() const
{
    return m_down6;
}

} // namespace ns3
