/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "otv-header.h"

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(OtvHeader);

namespace
{

constexpr unsigned FLAGS_SHIFT = 24; //!< the first octet of a word
constexpr unsigned ID_SHIFT = 8;     //!< of an instance ID before its reserved octet

} // namespace

TypeId
OtvHeader::GetTypeId()
{
    static TypeId tid = TypeId("ns3::OtvHeader")
                            .SetParent<Header>()
                            .SetGroupName("Lisp")
                            .AddConstructor<OtvHeader>();
    return tid;
}

TypeId
OtvHeader::GetInstanceTypeId() const
{
    return GetTypeId();
}

uint32_t
OtvHeader::GetSerializedSize() const
{
    return SIZE;
}

void
OtvHeader::Serialize(Buffer::Iterator start) const
{
    start.WriteHtonU32(static_cast<uint32_t>(flags) << FLAGS_SHIFT | (overlay & MAX_ID));
    start.WriteHtonU32((instance & MAX_ID) << ID_SHIFT);
}

uint32_t
OtvHeader::Deserialize(Buffer::Iterator start)
{
    const uint32_t first = start.ReadNtohU32();
    flags = static_cast<uint8_t>(first >> FLAGS_SHIFT);
    overlay = first & MAX_ID;
    instance = start.ReadNtohU32() >> ID_SHIFT;
    return SIZE;
}

void
OtvHeader::Print(std::ostream& os) const
{
    os << "overlay " << overlay << " instance " << instance;
}

} // namespace ns3
