/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "vlan-tag-header.h"

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(VlanTagHeader);

TypeId
VlanTagHeader::GetTypeId()
{
    static TypeId tid = TypeId("ns3::VlanTagHeader")
                            .SetParent<Header>()
                            .SetGroupName("Lisp")
                            .AddConstructor<VlanTagHeader>();
    return tid;
}

TypeId
VlanTagHeader::GetInstanceTypeId() const
{
    return GetTypeId();
}

uint32_t
VlanTagHeader::GetSerializedSize() const
{
    return SIZE;
}

void
VlanTagHeader::Serialize(Buffer::Iterator start) const
{
    start.WriteHtonU16(static_cast<uint16_t>(priority << 13 | (vlan & 0x0fff)));
    start.WriteHtonU16(protocol);
}

uint32_t
VlanTagHeader::Deserialize(Buffer::Iterator start)
{
    const uint16_t control = start.ReadNtohU16();
    vlan = control & 0x0fff;
    priority = static_cast<uint8_t>(control >> 13);
    protocol = start.ReadNtohU16();
    return SIZE;
}

void
VlanTagHeader::Print(std::ostream& os) const
{
    os << "vlan=" << vlan << " priority=" << unsigned{priority} << " protocol=0x" << std::hex
       << protocol << std::dec;
}

} // namespace ns3
