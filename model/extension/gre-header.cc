/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "gre-header.h"

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(GreHeader);

TypeId
GreHeader::GetTypeId()
{
    static TypeId tid = TypeId("ns3::GreHeader")
                            .SetParent<Header>()
                            .SetGroupName("Lisp")
                            .AddConstructor<GreHeader>();
    return tid;
}

TypeId
GreHeader::GetInstanceTypeId() const
{
    return GetTypeId();
}

uint32_t
GreHeader::GetSerializedSize() const
{
    return SIZE;
}

void
GreHeader::Serialize(Buffer::Iterator start) const
{
    start.WriteHtonU16(flags);
    start.WriteHtonU16(protocol);
}

uint32_t
GreHeader::Deserialize(Buffer::Iterator start)
{
    flags = start.ReadNtohU16();
    protocol = start.ReadNtohU16();
    return SIZE;
}

void
GreHeader::Print(std::ostream& os) const
{
    os << "flags=0x" << std::hex << flags << " protocol=0x" << protocol << std::dec;
}

} // namespace ns3
