/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "mpls-label-stack-entry.h"

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(MplsLabelStackEntry);

TypeId
MplsLabelStackEntry::GetTypeId()
{
    static TypeId tid = TypeId("ns3::MplsLabelStackEntry")
                            .SetParent<Header>()
                            .SetGroupName("Lisp")
                            .AddConstructor<MplsLabelStackEntry>();
    return tid;
}

TypeId
MplsLabelStackEntry::GetInstanceTypeId() const
{
    return GetTypeId();
}

uint32_t
MplsLabelStackEntry::GetSerializedSize() const
{
    return SIZE;
}

void
MplsLabelStackEntry::Serialize(Buffer::Iterator start) const
{
    start.WriteHtonU32((label & MAX_LABEL) << 12 | (trafficClass & 7U) << 9 |
                       (bottom ? 0x100U : 0U) | ttl);
}

uint32_t
MplsLabelStackEntry::Deserialize(Buffer::Iterator start)
{
    const uint32_t word = start.ReadNtohU32();
    label = word >> 12;
    trafficClass = static_cast<uint8_t>(word >> 9 & 7);
    bottom = (word & 0x100) != 0;
    ttl = static_cast<uint8_t>(word);
    return SIZE;
}

void
MplsLabelStackEntry::Print(std::ostream& os) const
{
    os << "label=" << label << " tc=" << unsigned{trafficClass} << " bottom=" << bottom
       << " ttl=" << unsigned{ttl};
}

} // namespace ns3
