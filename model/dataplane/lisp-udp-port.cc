/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "lisp-udp-port.h"

#include "lisp-xtr.h"

#include "ns3/icmpv4.h"
#include "ns3/icmpv6-header.h"
#include "ns3/ipv4-header.h"
#include "ns3/ipv4-interface.h"
#include "ns3/ipv4.h"
#include "ns3/ipv6-header.h"
#include "ns3/ipv6-interface.h"
#include "ns3/ipv6.h"
#include "ns3/lisp-protocol.h"
#include "ns3/node.h"
#include "ns3/packet.h"
#include "ns3/udp-l4-protocol.h"

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(LispUdpPort);

namespace
{

/// @param octets the start of a UDP header @return true if its destination is LISP data
bool
IsToDataPort(const uint8_t* octets)
{
    return (octets[2] << 8 | octets[3]) == LISP_DATA_PORT;
}

/// @param packet a packet from its UDP header on @return true if its destination is LISP data
bool
IsToDataPort(const Packet& packet)
{
    uint8_t ports[4];
    return packet.CopyData(ports, sizeof(ports)) == sizeof(ports) && IsToDataPort(ports);
}

} // namespace

TypeId
LispUdpPort::GetTypeId()
{
    static TypeId tid = TypeId("ns3::LispUdpPort")
                            .SetParent<IpL4Protocol>()
                            .SetGroupName("Lisp")
                            .AddConstructor<LispUdpPort>();
    return tid;
}

LispUdpPort::LispUdpPort() = default;
LispUdpPort::~LispUdpPort() = default;

void
LispUdpPort::DoDispose()
{
    m_xtr = nullptr;
    m_udp = nullptr;
    IpL4Protocol::DoDispose();
}

void
LispUdpPort::Install(LispXtr* xtr, Ptr<Node> node)
{
    m_xtr = xtr;
    m_udp = node->GetObject<UdpL4Protocol>();
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
LispUdpPort::GetProtocolNumber() const
{
    return UdpL4Protocol::PROT_NUMBER;
}

IpL4Protocol::RxStatus
LispUdpPort::Receive(Ptr<Packet> packet,
                     const Ipv4Header& header,
                     Ptr<Ipv4Interface> incomingInterface)
{
    if (m_xtr && IsToDataPort(*packet) &&
        m_xtr->ReceiveFromTunnel(packet,
                                 NetworkAddress(header.GetSource()),
                                 NetworkAddress(header.GetDestination()),
                                 header.GetTtl(),
                                 header.GetTos()))
    {
        return RX_OK;
    }
    return m_udp ? m_udp->Receive(packet, header, incomingInterface) : RX_ENDPOINT_UNREACH;
}

IpL4Protocol::RxStatus
LispUdpPort::Receive(Ptr<Packet> packet,
                     const Ipv6Header& header,
                     Ptr<Ipv6Interface> incomingInterface)
{
    if (m_xtr && IsToDataPort(*packet) &&
        m_xtr->ReceiveFromTunnel(packet,
                                 NetworkAddress(header.GetSource()),
                                 NetworkAddress(header.GetDestination()),
                                 header.GetHopLimit(),
                                 header.GetTrafficClass()))
    {
        return RX_OK;
    }
    return m_udp ? m_udp->Receive(packet, header, incomingInterface) : RX_ENDPOINT_UNREACH;
}

void
LispUdpPort::ReceiveIcmp(Ipv4Address icmpSource,
                         uint8_t icmpTtl,
                         uint8_t icmpType,
                         uint8_t icmpCode,
                         uint32_t icmpInfo,
                         Ipv4Address payloadSource,
                         Ipv4Address payloadDestination,
                         const uint8_t payload[8])
{
    if (m_xtr && IsToDataPort(payload))
    {
        if (icmpType == Icmpv4Header::ICMPV4_DEST_UNREACH &&
            icmpCode == Icmpv4DestinationUnreachable::ICMPV4_FRAG_NEEDED)
        {
            m_xtr->LearnPathMtu(NetworkAddress(payloadSource),
                                NetworkAddress(payloadDestination),
                                icmpInfo);
        }
        else if (icmpType == Icmpv4Header::ICMPV4_DEST_UNREACH)
        {
            m_xtr->ReportUnreachable(NetworkAddress(payloadSource),
                                     NetworkAddress(payloadDestination),
                                     NetworkAddress(icmpSource),
                                     icmpCode);
        }
        return;
    }
    if (m_udp)
    {
        m_udp->ReceiveIcmp(icmpSource,
                           icmpTtl,
                           icmpType,
                           icmpCode,
                           icmpInfo,
                           payloadSource,
                           payloadDestination,
                           payload);
    }
}

void
LispUdpPort::ReceiveIcmp(Ipv6Address icmpSource,
                         uint8_t icmpTtl,
                         uint8_t icmpType,
                         uint8_t icmpCode,
                         uint32_t icmpInfo,
                         Ipv6Address payloadSource,
                         Ipv6Address payloadDestination,
                         const uint8_t payload[8])
{
    if (m_xtr && IsToDataPort(payload))
    {
        if (icmpType == Icmpv6Header::ICMPV6_ERROR_PACKET_TOO_BIG)
        {
            m_xtr->LearnPathMtu(NetworkAddress(payloadSource),
                                NetworkAddress(payloadDestination),
                                icmpInfo);
        }
        else if (icmpType == Icmpv6Header::ICMPV6_ERROR_DESTINATION_UNREACHABLE)
        {
            m_xtr->ReportUnreachable(NetworkAddress(payloadSource),
                                     NetworkAddress(payloadDestination),
                                     NetworkAddress(icmpSource),
                                     icmpCode);
        }
        return;
    }
    if (m_udp)
    {
        m_udp->ReceiveIcmp(icmpSource,
                           icmpTtl,
                           icmpType,
                           icmpCode,
                           icmpInfo,
                           payloadSource,
                           payloadDestination,
                           payload);
    }
}

void
LispUdpPort::SetDownTarget(DownTargetCallback callback)
{
    if (m_udp)
    {
        m_udp->SetDownTarget(callback);
    }
}

void
LispUdpPort::SetDownTarget6(DownTargetCallback6 callback)
{
    if (m_udp)
    {
        m_udp->SetDownTarget6(callback);
    }
}

IpL4Protocol::DownTargetCallback
LispUdpPort::GetDownTarget() const
{
    return m_udp ? m_udp->GetDownTarget() : DownTargetCallback();
}

IpL4Protocol::DownTargetCallback6
LispUdpPort::GetDownTarget6() const
{
    return m_udp ? m_udp->GetDownTarget6() : DownTargetCallback6();
}

} // namespace ns3
