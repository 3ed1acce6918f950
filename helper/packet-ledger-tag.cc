/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "packet-ledger-tag.h"

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(PacketLedgerTag);

PacketLedgerTag::PacketLedgerTag(uint32_t flow, uint32_t sequence)
    : m_flow(flow),
      m_sequence(sequence)
{
}

TypeId
PacketLedgerTag::GetTypeId()
{
    static TypeId tid = TypeId("ns3::PacketLedgerTag")
                            .SetParent<Tag>()
                            .SetGroupName("Lisp")
                            .AddConstructor<PacketLedgerTag>();
    return tid;
}

TypeId
PacketLedgerTag::GetInstanceTypeId() const
{
    return GetTypeId();
}

uint32_t
PacketLedgerTag::GetSerializedSize() const
{
    return 8;
}

void
PacketLedgerTag::Serialize(TagBuffer buffer) const
{
    buffer.WriteU32(m_flow);
    buffer.WriteU32(m_sequence);
}

void
PacketLedgerTag::Deserialize(TagBuffer buffer)
{
    m_flow = buffer.ReadU32();
    m_sequence = buffer.ReadU32();
}

void
PacketLedgerTag::Print(std::ostream& os) const
{
    os << "flow=" << m_flow << " sequence=" << m_sequence;
}

uint32_t
PacketLedgerTag::GetFlow() const
{
    return m_flow;
}

uint32_t
PacketLedgerTag::GetSequence() const
{
    return m_sequence;
}

} // namespace ns3
