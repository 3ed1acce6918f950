/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "nat-header.h"

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(NatHeader);

TypeId
NatHeader::GetTypeId()
{
    static TypeId tid = TypeId("ns3::NatHeader")
                            .SetParent<Header>()
                            .SetGroupName("Lisp")
                            .AddConstructor<NatHeader>();
    return tid;
}

TypeId
NatHeader::GetInstanceTypeId() const
{
    return GetTypeId();
}

uint16_t
NatHeader::Get16(uint32_t offset) const
{
    return static_cast<uint16_t>(m_octets[offset] << 8 | m_octets[offset + 1]);
}

void
NatHeader::Set16(uint32_t offset, uint16_t value)
{
    m_octets[offset] = static_cast<uint8_t>(value >> 8);
    m_octets[offset + 1] = static_cast<uint8_t>(value);
}

uint8_t
NatHeader::GetIcmpType() const
{
    return m_octets[0];
}

void
NatHeader::Adapt(uint32_t checksum, uint16_t before, uint16_t after)
{
    // RFC 1624 section 3, equation 3: HC' = ~(~HC + ~m + m').
    uint32_t sum = static_cast<uint16_t>(~Get16(checksum));
    sum += static_cast<uint16_t>(~before);
    sum += after;
    sum = (sum & 0xffff) + (sum >> 16);
    sum = (sum & 0xffff) + (sum >> 16);
    Set16(checksum, static_cast<uint16_t>(~sum));
}

void
NatHeader::Replace(uint32_t offset, uint16_t value, uint32_t checksum)
{
    const uint16_t before = Get16(offset);
    Set16(offset, value);
    const bool isUdp = checksum == UDP_CHECKSUM;
    if (isUdp && Get16(checksum) == 0)
    {
        return; // the sender computed none (RFC 768)
    }
    Adapt(checksum, before, value);
    if (isUdp && Get16(checksum) == 0)
    {
        Set16(checksum, 0xffff); // the other form of zero, which says that there is one
    }
}

void
NatHeader::ReplaceAddress(Ipv4Address before, Ipv4Address after)
{
    if (Get16(UDP_CHECKSUM) == 0)
    {
        return;
    }
    Adapt(UDP_CHECKSUM,
          static_cast<uint16_t>(before.Get() >> 16),
          static_cast<uint16_t>(after.Get() >> 16));
    Adapt(UDP_CHECKSUM, static_cast<uint16_t>(before.Get()), static_cast<uint16_t>(after.Get()));
    if (Get16(UDP_CHECKSUM) == 0)
    {
        Set16(UDP_CHECKSUM, 0xffff);
    }
}

uint32_t
NatHeader::GetSerializedSize() const
{
    return SIZE;
}

void
NatHeader::Serialize(Buffer::Iterator start) const
{
    start.Write(m_octets.data(), SIZE);
}

uint32_t
NatHeader::Deserialize(Buffer::Iterator start)
{
    start.Read(m_octets.data(), SIZE);
    return SIZE;
}

void
NatHeader::Print(std::ostream& os) const
{
    os << "first octets of UDP or ICMP: " << Get16(0) << " " << Get16(2) << " " << Get16(4) << " "
       << Get16(6);
}

} // namespace ns3
