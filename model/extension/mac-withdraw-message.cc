/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "mac-withdraw-message.h"

#include "ns3/lisp-buffer.h"
#include "ns3/packet.h"

#include <algorithm>

namespace ns3
{

namespace
{

constexpr std::size_t FIXED_SIZE = 4;    //!< reserved, length of the TLVs, flags
constexpr std::size_t SEQUENCE_SIZE = 4; //!< octets of a sequence number
constexpr std::size_t MAC_SIZE = 6;      //!< octets of a MAC address
constexpr std::size_t MAX_TLVS = 255;    //!< octets of all TLVs: their length has one octet

/**
 * @brief Read the addresses of a MAC List TLV.
 * @param reader of its value @param message gets them
 */
void
ReadList(LispBufferReader& reader, MacWithdrawMessage& message)
{
    if (reader.GetRemaining() % MAC_SIZE != 0)
    {
        LispBufferReader::Fail("MAC List TLV of uneven length", reader.GetOffset());
    }
    while (reader.GetRemaining() > 0)
    {
        Mac48Address address;
        address.CopyFrom(reader.ReadOctets(MAC_SIZE, "MAC address"));
        message.addresses.push_back(address);
    }
    // An empty list means all addresses but the sender's (RFC 4762 section 6.2.1).
    message.scope = message.addresses.empty() ? MacWithdrawMessage::Scope::BUT_SENDERS
                                              : MacWithdrawMessage::Scope::LISTED;
}

/**
 * @brief Read the TLVs.
 * @param reader of all of them @param message gets what they say
 */
void
ReadTlvs(LispBufferReader& reader, MacWithdrawMessage& message)
{
    bool hasSequence = false;
    bool hasScope = false;
    while (reader.GetRemaining() > 0)
    {
        const auto type = reader.ReadU16("TLV type") & MacWithdrawMessage::TLV_TYPE;
        const uint16_t size = reader.ReadU16("TLV length");
        LispBufferReader value = reader.ReadPart(size, "TLV value");
        const bool isList =
            type == (MacWithdrawMessage::MAC_LIST_TLV & MacWithdrawMessage::TLV_TYPE);
        const bool isFlush = type == (MacWithdrawMessage::FLUSH_TLV & MacWithdrawMessage::TLV_TYPE);
        if ((type == MacWithdrawMessage::SEQUENCE_TLV && (hasSequence || size != SEQUENCE_SIZE)) ||
            ((isList || isFlush) && hasScope))
        {
            LispBufferReader::Fail("a TLV a second time, or too long", value.GetOffset());
        }
        if (type == MacWithdrawMessage::SEQUENCE_TLV)
        {
            message.sequence = value.ReadU32("sequence number");
            hasSequence = true;
        }
        else if (isList)
        {
            ReadList(value, message);
            hasScope = true;
        }
        else if (isFlush)
        {
            const uint8_t flags = value.ReadU8("flush flags");
            message.scope = (flags & MacWithdrawMessage::NEGATIVE) != 0
                                ? MacWithdrawMessage::Scope::FROM_SENDER
                                : MacWithdrawMessage::Scope::BUT_SENDERS;
            hasScope = true;
        }
    }
    if (!hasSequence || hasScope == message.acknowledges)
    {
        LispBufferReader::Fail("no sequence number, or not one TLV of addresses",
                               reader.GetOffset());
    }
}

} // namespace

Ptr<Packet>
MacWithdrawMessage::ToPacket() const
{
    LispBufferWriter tlvs;
    tlvs.WriteU16(SEQUENCE_TLV);
    tlvs.WriteU16(SEQUENCE_SIZE);
    tlvs.WriteU32(sequence);
    if (scope == Scope::LISTED || scope == Scope::BUT_SENDERS)
    {
        const std::size_t count =
            scope == Scope::LISTED ? std::min(addresses.size(), MAX_ADDRESSES) : 0;
        tlvs.WriteU16(MAC_LIST_TLV);
        tlvs.WriteU16(static_cast<uint16_t>(count * MAC_SIZE));
        for (std::size_t i = 0; i < count; i++)
        {
            uint8_t octets[MAC_SIZE];
            addresses[i].CopyTo(octets);
            tlvs.WriteOctets(octets, MAC_SIZE);
        }
    }
    else if (scope == Scope::FROM_SENDER)
    {
        tlvs.WriteU16(FLUSH_TLV);
        tlvs.WriteU16(1);
        tlvs.WriteU8(NEGATIVE);
    }
    LispBufferWriter writer;
    writer.WriteU16(0);
    writer.WriteU8(static_cast<uint8_t>(tlvs.GetOctets().size()));
    writer.WriteU8((acknowledges ? ACKNOWLEDGES : 0) | (resets ? RESETS : 0));
    writer.WriteOctets(tlvs.GetOctets());
    const auto& octets = writer.GetOctets();
    return Create<Packet>(octets.data(), octets.size());
}

std::optional<MacWithdrawMessage>
MacWithdrawMessage::FromPacket(Ptr<const Packet> packet)
{
    uint8_t octets[FIXED_SIZE + MAX_TLVS];
    const std::size_t size = packet->CopyData(octets, sizeof(octets));
    LispBufferReader reader(octets, size, nullptr);
    MacWithdrawMessage message;
    try
    {
        reader.ReadU16("reserved");
        const uint8_t length = reader.ReadU8("length of the TLVs");
        const uint8_t flags = reader.ReadU8("flags");
        message.acknowledges = (flags & ACKNOWLEDGES) != 0;
        message.resets = (flags & RESETS) != 0;
        LispBufferReader tlvs = reader.ReadPart(length, "TLVs");
        ReadTlvs(tlvs, message);
    }
    catch (const LispBufferError&)
    {
        return std::nullopt;
    }
    return message;
}

} // namespace ns3
