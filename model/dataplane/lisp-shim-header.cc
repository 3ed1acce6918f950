/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "lisp-shim-header.h"

#include "lisp-tunnel-rules.h"

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(LispShimHeader);

TypeId
LispShimHeader::GetTypeId()
{
    static TypeId tid = TypeId("ns3::LispShimHeader")
                            .SetParent<Header>()
                            .SetGroupName("Lisp")
                            .AddConstructor<LispShimHeader>();
    return tid;
}

TypeId
LispShimHeader::GetInstanceTypeId() const
{
    return GetTypeId();
}

uint32_t
LispShimHeader::GetSerializedSize() const
{
    return LISP_SHIM_SIZE;
}

void
LispShimHeader::Serialize(Buffer::Iterator start) const
{
    start.WriteHtonU16(sourcePort);
    start.WriteHtonU16(destinationPort);
    // To the end of the packet, which it stands before.
    start.WriteHtonU16(static_cast<uint16_t>(start.GetSize()));
    start.WriteU16(0);
    lisp.Serialize(start);
}

uint32_t
LispShimHeader::Deserialize(Buffer::Iterator start)
{
    sourcePort = start.ReadNtohU16();
    destinationPort = start.ReadNtohU16();
    start.Next(4);
    lisp.Deserialize(start);
    return LISP_SHIM_SIZE;
}

void
LispShimHeader::Print(std::ostream& os) const
{
    os << sourcePort << " > " << LISP_DATA_PORT << " ";
    lisp.Print(os);
}

} // namespace ns3
