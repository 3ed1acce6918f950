/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "neighbor-observer.h"

#include "ns3/arp-cache.h"
#include "ns3/ipv4-interface.h"
#include "ns3/ipv4-l3-protocol.h"
#include "ns3/ipv6-interface.h"
#include "ns3/ipv6-l3-protocol.h"
#include "ns3/ndisc-cache.h"
#include "ns3/node.h"

#include <stdexcept>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(NeighborObserver);

TypeId
NeighborObserver::GetTypeId()
{
    static TypeId tid = TypeId("ns3::NeighborObserver").SetParent<Object>().SetGroupName("Lisp");
    return tid;
}

NeighborObserver::NeighborObserver() = default;
NeighborObserver::~NeighborObserver() = default;

void
NeighborObserver::DoDispose()
{
    m_port = nullptr;
    Object::DoDispose();
}

void
NeighborObserver::Install(Ptr<NetDevice> port)
{
    if (m_port || !port || !port->GetNode() || !Mac48Address::IsMatchingType(port->GetAddress()))
    {
        throw std::invalid_argument(GetInstanceTypeId().GetName() +
                                    ": give each one device, on a node, with a 48-bit MAC "
                                    "address");
    }
    m_port = port;
    Attach();
}

void
NeighborObserver::Listen(uint16_t protocol)
{
    m_port->GetNode()->RegisterProtocolHandler(
        MakeCallback(&NeighborObserver::Receive, Ptr<NeighborObserver>(this)),
        protocol,
        m_port);
}

void
NeighborObserver::Receive(Ptr<NetDevice>,
                          Ptr<const Packet> packet,
                          uint16_t protocol,
                          const Address& from,
                          const Address&,
                          NetDevice::PacketType)
{
    EthernetFrame frame;
    frame.source = Mac48Address::ConvertFrom(from);
    frame.protocol = protocol;
    frame.payload = packet;
    Hear(frame);
}

const Ptr<NetDevice>&
NeighborObserver::GetPort() const
{
    return m_port;
}

Ptr<ArpCache>
NeighborObserver::GetArpCache() const
{
    const auto ipv4 = m_port->GetNode()->GetObject<Ipv4L3Protocol>();
    const int32_t index = ipv4 ? ipv4->GetInterfaceForDevice(m_port) : -1;
    return index < 0 ? nullptr : ipv4->GetInterface(index)->GetArpCache();
}

Ptr<NdiscCache>
NeighborObserver::GetNdiscCache() const
{
    const auto ipv6 = m_port->GetNode()->GetObject<Ipv6L3Protocol>();
    const int32_t index = ipv6 ? ipv6->GetInterfaceForDevice(m_port) : -1;
    return index < 0 ? nullptr : ipv6->GetInterface(index)->GetNdiscCache();
}

} // namespace ns3
