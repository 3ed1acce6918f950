/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "associated-channel-header.h"

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(AssociatedChannelHeader);

TypeId
AssociatedChannelHeader::GetTypeId()
{
    static TypeId tid = TypeId("ns3::AssociatedChannelHeader")
                            .SetParent<Header>()
                            .SetGroupName("Lisp")
                            .AddConstructor<AssociatedChannelHeader>();
    return tid;
}

TypeId
AssociatedChannelHeader::GetInstanceTypeId() const
{
    return GetTypeId();
}

uint32_t
AssociatedChannelHeader::GetSerializedSize() const
{
    return SIZE;
}

void
AssociatedChannelHeader::Serialize(Buffer::Iterator start) const
{
    start.WriteU8(static_cast<uint8_t>(NIBBLE << 4 | (version & 0x0f)));
    start.WriteU8(0);
    start.WriteHtonU16(type);
}

uint32_t
AssociatedChannelHeader::Deserialize(Buffer::Iterator start)
{
    version = start.ReadU8() & 0x0f;
    start.ReadU8(); // reserved bits are ignored (RFC 4385 section 5)
    type = start.ReadNtohU16();
    return SIZE;
}

void
AssociatedChannelHeader::Print(std::ostream& os) const
{
    os << "version=" << unsigned{version} << " type=0x" << std::hex << type << std::dec;
}

} // namespace ns3
