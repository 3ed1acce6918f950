/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "bfd-control-header.h"

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(BfdControlHeader);

TypeId
BfdControlHeader::GetTypeId()
{
    static TypeId tid = TypeId("ns3::BfdControlHeader")
                            .SetParent<Header>()
                            .SetGroupName("Lisp")
                            .AddConstructor<BfdControlHeader>();
    return tid;
}

TypeId
BfdControlHeader::GetInstanceTypeId() const
{
    return GetTypeId();
}

uint32_t
BfdControlHeader::GetSerializedSize() const
{
    return SIZE;
}

void
BfdControlHeader::Serialize(Buffer::Iterator start) const
{
    start.WriteU8(static_cast<uint8_t>(version << 5 | (diagnostic & 0x1f)));
    start.WriteU8(static_cast<uint8_t>(state << 6 | (flags & 0x3f)));
    start.WriteU8(multiplier);
    start.WriteU8(length);
    start.WriteHtonU32(myDiscriminator);
    start.WriteHtonU32(yourDiscriminator);
    start.WriteHtonU32(desiredMinTx);
    start.WriteHtonU32(requiredMinRx);
    start.WriteHtonU32(requiredMinEcho);
}

uint32_t
BfdControlHeader::Deserialize(Buffer::Iterator start)
{
    const uint8_t first = start.ReadU8();
    version = first >> 5;
    diagnostic = first & 0x1f;
    const uint8_t second = start.ReadU8();
    state = static_cast<State>(second >> 6);
    flags = second & 0x3f;
    multiplier = start.ReadU8();
    length = start.ReadU8();
    myDiscriminator = start.ReadNtohU32();
    yourDiscriminator = start.ReadNtohU32();
    desiredMinTx = start.ReadNtohU32();
    requiredMinRx = start.ReadNtohU32();
    requiredMinEcho = start.ReadNtohU32();
    return SIZE;
}

void
BfdControlHeader::Print(std::ostream& os) const
{
    os << "state=" << unsigned{state} << " diagnostic=" << unsigned{diagnostic} << " flags=0x"
       << std::hex << unsigned{flags} << std::dec << " my=" << myDiscriminator
       << " your=" << yourDiscriminator;
}

} // namespace ns3
