/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "neighbor-listener.h"

#include "ethernet-frame.h"
#include "hsrp-groups.h"
#include "svi-device.h"

#include "ns3/node.h"
#include "ns3/packet.h"

#include <algorithm>
#include <stdexcept>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(NeighborListener);

namespace
{

/// What is looked at to tell Neighbor Discovery from other IPv6: the header and one octet.
constexpr uint32_t HEARD_FIRST = 41;
/// The longest message that is read: an Ethernet payload.
constexpr uint32_t HEARD_AT_MOST = 1500;

} // namespace

TypeId
NeighborListener::GetTypeId()
{
    static TypeId tid = TypeId("ns3::NeighborListener")
                            .SetParent<Object>()
                            .SetGroupName("Lisp")
                            .AddConstructor<NeighborListener>()
                            .AddTraceSource("HostSeen",
                                            "A message tells of a host on a port.",
                                            MakeTraceSourceAccessor(&NeighborListener::m_hostSeen),
                                            "ns3::NeighborListener::HostSeenTracedCallback");
    return tid;
}

NeighborListener::NeighborListener() = default;
NeighborListener::~NeighborListener() = default;

void
NeighborListener::DoDispose()
{
    m_ports.clear();
    Object::DoDispose();
}

void
NeighborListener::Listen(Ptr<NetDevice> port)
{
    if (!port || !port->GetNode() || !Mac48Address::IsMatchingType(port->GetAddress()))
    {
        throw std::invalid_argument("NeighborListener::Listen: a port is a device of a node, with "
                                    "a 48-bit MAC address");
    }
    if (std::find(m_ports.begin(), m_ports.end(), port) != m_ports.end())
    {
        throw std::invalid_argument(
            "NeighborListener::Listen: port " + std::to_string(port->GetIfIndex()) + " of node " +
            std::to_string(port->GetNode()->GetId()) + " is listened to already");
    }
    m_ports.push_back(port);
    for (const uint16_t protocol : {EthernetFrame::ARP, EthernetFrame::RARP, EthernetFrame::IPV6})
    {
        port->GetNode()->RegisterProtocolHandler(
            MakeCallback(&NeighborListener::Hear, Ptr<NeighborListener>(this)),
            protocol,
            port);
    }
}

uint64_t
NeighborListener::GetSeen(HostSeenCause cause) const
{
    return m_seen.at(static_cast<std::size_t>(cause));
}

uint64_t
NeighborListener::GetProxied() const
{
    return m_proxied;
}

uint64_t
NeighborListener::GetMalformed() const
{
    return m_malformed;
}

void
NeighborListener::Hear(Ptr<NetDevice> port,
                       Ptr<const Packet> packet,
                       uint16_t protocol,
                       const Address& from,
                       const Address&,
                       NetDevice::PacketType)
{
    uint8_t octets[HEARD_AT_MOST];
    uint32_t size = packet->CopyData(octets, HEARD_FIRST);
    if (protocol == EthernetFrame::IPV6 && !NeighborMessage::IsDiscovery(octets, size))
    {
        return; // data, which comes here too
    }
    size = packet->CopyData(octets, HEARD_AT_MOST);
    NeighborMessage message;
    switch (NeighborMessage::Read(protocol, octets, size, Mac48Address::ConvertFrom(from), message))
    {
    case NeighborMessage::Outcome::HOST:
        if (const auto svi = DynamicCast<SviDevice>(port);
            svi && HsrpGroups::HasVirtualMac(svi, message.mac))
        {
            ++m_proxied;
            break;
        }
        ++m_seen[static_cast<std::size_t>(message.cause)];
        m_hostSeen(message.host, message.mac, port, message.cause);
        break;
    case NeighborMessage::Outcome::MALFORMED:
        ++m_malformed;
        break;
    default:
        break;
    }
}

} // namespace ns3
