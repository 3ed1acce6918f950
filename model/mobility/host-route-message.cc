/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "host-route-message.h"

#include "ns3/packet.h"

#include <limits>
#include <tuple>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(HostRouteMessage);

namespace
{

constexpr uint8_t VERSION = 1;
constexpr uint8_t AFI_IPV4 = 1; // IANA Address Family Numbers
constexpr uint8_t AFI_IPV6 = 2; // IANA Address Family Numbers
constexpr std::size_t ADDRESS_SIZE = 16;

} // namespace

TypeId
HostRouteMessage::GetTypeId()
{
    static TypeId tid = TypeId("ns3::HostRouteMessage")
                            .SetParent<Header>()
                            .SetGroupName("Lisp")
                            .AddConstructor<HostRouteMessage>();
    return tid;
}

TypeId
HostRouteMessage::GetInstanceTypeId() const
{
    return GetTypeId();
}

HostRouteMessage::HostRouteMessage()
    : HostRouteMessage(ADVERTISE, NetworkAddress(), 0, 0)
{
}

HostRouteMessage::HostRouteMessage(Type type,
                                   const NetworkAddress& host,
                                   uint64_t sequence,
                                   uint32_t origin,
                                   uint8_t hops)
    : m_version(VERSION),
      m_type(type),
      m_host(host),
      m_sequence(sequence),
      m_origin(origin),
      m_hops(hops)
{
}

bool
HostRouteMessage::Read(Ptr<const Packet> packet, HostRouteMessage& message)
{
    if (packet->GetSize() != SIZE)
    {
        return false;
    }
    packet->PeekHeader(message);
    // The largest sequence number would leave none that is newer.
    return message.m_version == VERSION && message.m_type >= ADVERTISE &&
           message.m_type <= ACKNOWLEDGE && message.m_host.IsValid() &&
           !message.m_host.IsMulticast() &&
           message.m_sequence != std::numeric_limits<uint64_t>::max();
}

HostRouteMessage::Type
HostRouteMessage::GetType() const
{
    return m_type;
}

const NetworkAddress&
HostRouteMessage::GetHost() const
{
    return m_host;
}

uint64_t
HostRouteMessage::GetSequence() const
{
    return m_sequence;
}

uint32_t
HostRouteMessage::GetOrigin() const
{
    return m_origin;
}

uint8_t
HostRouteMessage::GetHops() const
{
    return m_hops;
}

bool
HostRouteMessage::IsNewerThan(const HostRouteMessage& other) const
{
    return std::tie(m_sequence, m_origin, other.m_hops) >
           std::tie(other.m_sequence, other.m_origin, m_hops);
}

void
HostRouteMessage::Print(std::ostream& os) const
{
    os << ToString(m_type) << " " << m_host << " sequence " << m_sequence << " origin " << m_origin
       << " hops " << +m_hops;
}

uint32_t
HostRouteMessage::GetSerializedSize() const
{
    return SIZE;
}

void
HostRouteMessage::Serialize(Buffer::Iterator start) const
{
    start.WriteU8(m_version);
    start.WriteU8(m_type);
    start.WriteU8(m_hops);
    start.WriteU8(m_host.GetFamily() == AddressFamily::IPV4 ? AFI_IPV4 : AFI_IPV6);
    start.WriteHtonU32(m_origin);
    start.WriteHtonU64(m_sequence);
    start.Write(m_host.GetOctets(), ADDRESS_SIZE);
}

uint32_t
HostRouteMessage::Deserialize(Buffer::Iterator start)
{
    m_version = start.ReadU8();
    m_type = static_cast<Type>(start.ReadU8());
    m_hops = start.ReadU8();
    const uint8_t afi = start.ReadU8();
    m_origin = start.ReadNtohU32();
    m_sequence = start.ReadNtohU64();
    uint8_t octets[ADDRESS_SIZE];
    start.Read(octets, ADDRESS_SIZE);
    m_host = NetworkAddress();
    if (afi == AFI_IPV4 || afi == AFI_IPV6)
    {
        m_host =
            NetworkAddress::FromOctets(afi == AFI_IPV4 ? AddressFamily::IPV4 : AddressFamily::IPV6,
                                       octets);
    }
    return SIZE;
}

const char*
ToString(HostRouteMessage::Type type)
{
    switch (type)
    {
    case HostRouteMessage::ADVERTISE:
        return "advertise";
    case HostRouteMessage::WITHDRAW:
        return "withdraw";
    case HostRouteMessage::ACKNOWLEDGE:
        return "acknowledge";
    }
    return "unknown";
}

} // namespace ns3
