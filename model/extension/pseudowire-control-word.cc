/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "pseudowire-control-word.h"

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(PseudowireControlWord);

TypeId
PseudowireControlWord::GetTypeId()
{
    static TypeId tid = TypeId("ns3::PseudowireControlWord")
                            .SetParent<Header>()
                            .SetGroupName("Lisp")
                            .AddConstructor<PseudowireControlWord>();
    return tid;
}

TypeId
PseudowireControlWord::GetInstanceTypeId() const
{
    return GetTypeId();
}

uint32_t
PseudowireControlWord::GetSerializedSize() const
{
    return SIZE;
}

void
PseudowireControlWord::Serialize(Buffer::Iterator start) const
{
    start.WriteHtonU16(0);
    start.WriteHtonU16(sequence);
}

uint32_t
PseudowireControlWord::Deserialize(Buffer::Iterator start)
{
    start.ReadNtohU16(); // reserved bits are ignored (RFC 4448 section 4.6)
    sequence = start.ReadNtohU16();
    return SIZE;
}

void
PseudowireControlWord::Print(std::ostream& os) const
{
    os << "sequence=" << sequence;
}

} // namespace ns3
