/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "ip-in-ip-protocol.h"

#include "ns3/node.h"
#include "ns3/packet.h"

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(IpInIpProtocol);

TypeId
IpInIpProtocol::GetTypeId()
{
    static TypeId tid = TypeId("ns3::IpInIpProtocol")
                            .SetParent<TunnelReceiver>()
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
    TunnelReceiver::DoDispose();
}

void
IpInIpProtocol::Install(Ptr<Node> node, AddressFamily inside, ReceiveCallback callback)
{
    m_inside = inside;
    m_callback = callback;
    Join(node);
}

int
IpInIpProtocol::GetProtocolNumber() const
{
    return m_inside == AddressFamily::IPV4 ? IPV4 : IPV6;
}

void
IpInIpProtocol::Take(const Ptr<Packet>& packet, const NetworkAddress& source)
{
    m_callback(packet, m_inside, source);
}

} // namespace ns3
