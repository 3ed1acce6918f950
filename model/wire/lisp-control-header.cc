/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "lisp-control-header.h"

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(LispControlHeader);

LispControlHeader::LispControlHeader(std::vector<uint8_t> octets)
    : m_octets(std::move(octets)),
      m_result(DecodeLispMessage(m_octets.data(), m_octets.size()))
{
}

TypeId
LispControlHeader::GetTypeId()
{
    static TypeId tid = TypeId("ns3::LispControlHeader")
                            .SetParent<Header>()
                            .SetGroupName("Lisp")
                            .AddConstructor<LispControlHeader>();
    return tid;
}

TypeId
LispControlHeader::GetInstanceTypeId() const
{
    return GetTypeId();
}

uint32_t
LispControlHeader::GetSerializedSize() const
{
    return static_cast<uint32_t>(m_octets.size());
}

void
LispControlHeader::Serialize(Buffer::Iterator start) const
{
    start.Write(m_octets.data(), GetSerializedSize());
}

uint32_t
LispControlHeader::Deserialize(Buffer::Iterator start)
{
    m_octets.resize(start.GetRemainingSize());
    start.Read(m_octets.data(), GetSerializedSize());
    m_result = DecodeLispMessage(m_octets.data(), m_octets.size());
    return GetSerializedSize();
}

void
LispControlHeader::Print(std::ostream& os) const
{
    if (m_result)
    {
        os << *m_result.message;
    }
    else
    {
        os << "malformed: " << m_result.error.what << ", at byte " << m_result.error.offset;
    }
}

} // namespace ns3
