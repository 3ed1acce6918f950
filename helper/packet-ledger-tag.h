/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef PACKET_LEDGER_TAG_H
#define PACKET_LEDGER_TAG_H

#include "ns3/tag.h"

#include <cstdint>

namespace ns3
{

/**
 * @brief Says which packet of which flow a packet is, wherever it goes.
 *
 * A byte tag, because it stays with the payload through encapsulation, fragments and their
 * reassembly, of which packet tags survive the last only in part. It is written out in full, so
 * that it crosses to another process.
 */
class PacketLedgerTag : public Tag
{
  public:
    PacketLedgerTag() = default;

    /**
     * @param flow the number of the flow in its ledger
     * @param sequence the number of the packet in its flow, from 0
     */
    PacketLedgerTag(uint32_t flow, uint32_t sequence);

    /// @return the type
    static TypeId GetTypeId();
    TypeId GetInstanceTypeId() const override;
    uint32_t GetSerializedSize() const override;
    void Serialize(TagBuffer buffer) const override;
    void Deserialize(TagBuffer buffer) override;
    void Print(std::ostream& os) const override;

    /// @return the number of the flow
    uint32_t GetFlow() const;
    /// @return the number of the packet
    uint32_t GetSequence() const;

  private:
    uint32_t m_flow{0};     //!< the flow
    uint32_t m_sequence{0}; //!< the packet
};

} // namespace ns3

#endif /* PACKET_LEDGER_TAG_H */
