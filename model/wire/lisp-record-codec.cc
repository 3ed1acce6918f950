/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "lisp-record-codec.h"

#include "lisp-lcaf.h"

#include <stdexcept>

namespace ns3
{

namespace
{

/// Bits of the third word of a record (RFC 9301 section 5.4; RFC 8111 section 6.4 for I).
enum RecordBits : uint16_t
{
    ACTION_SHIFT = 13,
    A_BIT = 0x1000,
    I_BIT = 0x0800,
    RECORD_RESERVED = 0x07ff,
};

/// Bits of a locator (RFC 9301 section 5.4).
enum LocatorBits : uint16_t
{
    L_BIT = 0x0004,
    PROBE_BIT = 0x0002,
    R_BIT = 0x0001,
    LOCATOR_RESERVED = 0xfff8,
};

/// The most signatures: SigCnt has 4 bits (RFC 8111 section 6.4).
constexpr std::size_t MAX_SIGNATURES = 15;

/// Bits of an address that a mask length can count; 0 if the EID is no such address.
std::size_t
GetBits(const LispAddress& eid)
{
    const LispLcaf* lcaf = eid.GetLcaf();
    const auto* instance = lcaf ? lcaf->Get<LispInstanceId>() : nullptr;
    const LispAddress& plain = instance ? instance->address : eid;
    const auto address = plain.GetLcaf() ? std::nullopt : plain.GetNetworkAddress();
    return address ? address->GetSize() * 8 : 0;
}

LispLocator
DecodeLocator(LispBufferReader& reader)
{
    LispLocator x;
    x.priority = reader.ReadU8("locator");
    x.weight = reader.ReadU8("locator");
    x.multicastPriority = reader.ReadU8("locator");
    x.multicastWeight = reader.ReadU8("locator");
    const uint16_t flags = reader.ReadU16("locator");
    reader.NoteReserved(flags & LOCATOR_RESERVED, "locator", reader.GetOffset() - 2);
    x.local = flags & L_BIT;
    x.probed = flags & PROBE_BIT;
    x.reachable = flags & R_BIT;
    x.address = DecodeLispAddress(reader, "locator");
    return x;
}

void
EncodeLocator(LispBufferWriter& writer, const LispLocator& x)
{
    writer.WriteU8(x.priority);
    writer.WriteU8(x.weight);
    writer.WriteU8(x.multicastPriority);
    writer.WriteU8(x.multicastWeight);
    writer.WriteU16((x.local ? L_BIT : 0) | (x.probed ? PROBE_BIT : 0) | (x.reachable ? R_BIT : 0));
    EncodeLispAddress(writer, x.address);
}

LispReferralSignature
DecodeSignature(LispBufferReader& reader)
{
    LispReferralSignature x;
    x.originalTtl = reader.ReadU32("signature");
    x.expiration = reader.ReadU32("signature");
    x.inception = reader.ReadU32("signature");
    x.keyTag = reader.ReadU16("signature");
    const uint16_t length = reader.ReadU16("signature");
    const uint32_t word = reader.ReadU32("signature");
    x.algorithm = static_cast<uint8_t>(word >> 24);
    reader.NoteReserved(word & 0xffffff, "signature", reader.GetOffset() - 3);
    const uint8_t* octets = reader.ReadOctets(length, "signature");
    x.signature.assign(octets, octets + length);
    return x;
}

void
EncodeSignature(LispBufferWriter& writer, const LispReferralSignature& x)
{
    if (x.signature.size() > 0xffff)
    {
        throw std::invalid_argument("signature of " + std::to_string(x.signature.size()) +
                                    " octets: expected at most 65535");
    }
    writer.WriteU32(x.originalTtl);
    writer.WriteU32(x.expiration);
    writer.WriteU32(x.inception);
    writer.WriteU16(x.keyTag);
    writer.WriteU16(static_cast<uint16_t>(x.signature.size()));
    writer.WriteU32(uint32_t{x.algorithm} << 24);
    writer.WriteOctets(x.signature);
}

/**
 * @brief Read what mapping and referral records share.
 * @param reader left behind the last locator
 * @param record filled in
 * @param flags set to the bits after the action
 * @return the 4 bits before the map-version
 */
uint8_t
DecodeRecord(LispBufferReader& reader, LispMappingRecord& record, uint16_t& flags)
{
    record.ttl = reader.ReadU32("record");
    const uint8_t count = reader.ReadU8("record");
    record.maskLength = reader.ReadU8("record");
    const uint16_t bits = reader.ReadU16("record");
    record.action = static_cast<LispAction>(bits >> ACTION_SHIFT);
    record.authoritative = bits & A_BIT;
    flags = bits & (I_BIT | RECORD_RESERVED);
    const uint16_t version = reader.ReadU16("record");
    record.mapVersion = version & 0xfff;
    record.eid = DecodeLispEid(reader, record.maskLength);
    record.locators.reserve(count);
    for (int i = 0; i < count; ++i)
    {
        record.locators.push_back(DecodeLocator(reader));
    }
    return static_cast<uint8_t>(version >> 12);
}

/**
 * @brief Write what mapping and referral records share.
 * @param writer where to
 * @param record the record
 * @param flags the bits after the action
 * @param nibble the 4 bits before the map-version
 */
void
EncodeRecord(LispBufferWriter& writer,
             const LispMappingRecord& record,
             uint16_t flags,
             uint8_t nibble)
{
    if (record.locators.size() > LISP_MAX_RECORDS)
    {
        throw std::invalid_argument("record of " + std::to_string(record.locators.size()) +
                                    " locators: expected at most " +
                                    std::to_string(LISP_MAX_RECORDS));
    }
    const LispEidRecord canonical = ToCanonicalLispEid({record.eid, record.maskLength});
    writer.WriteU32(record.ttl);
    writer.WriteU8(static_cast<uint8_t>(record.locators.size()));
    writer.WriteU8(canonical.maskLength);
    writer.WriteU16(
        static_cast<uint16_t>((static_cast<uint8_t>(record.action) & 7) << ACTION_SHIFT) |
        (record.authoritative ? A_BIT : 0) | flags);
    writer.WriteU16(static_cast<uint16_t>(nibble << 12 | (record.mapVersion & 0xfff)));
    EncodeLispAddress(writer, canonical.eid);
    for (const auto& locator : record.locators)
    {
        EncodeLocator(writer, locator);
    }
}

} // namespace

LispAddress
DecodeLispEid(LispBufferReader& reader, uint8_t maskLength)
{
    const std::size_t start = reader.GetOffset();
    LispAddress eid = DecodeLispAddress(reader, "EID");
    const std::size_t bits = GetBits(eid);
    if (bits == 0)
    {
        return eid;
    }
    const auto prefix = eid.ToEidPrefix(maskLength);
    if (!prefix)
    {
        LispBufferReader::Fail("mask length " + std::to_string(maskLength) + " of an EID of " +
                                   std::to_string(bits) + " bits",
                               start);
    }
    if (prefix->GetLength() != maskLength)
    {
        reader.Note("MAC address with mask length 0 instead of 48", start);
    }
    else if (prefix->GetAddress() != *eid.GetNetworkAddress())
    {
        reader.Note("host bits set beyond the /" + std::to_string(maskLength) + " of an EID-prefix",
                    start);
    }
    return eid;
}

LispEidRecord
ToCanonicalLispEid(const LispEidRecord& record)
{
    const auto prefix = record.GetEidPrefix();
    if (!prefix)
    {
        if (const std::size_t bits = GetBits(record.eid))
        {
            throw std::invalid_argument("mask length " + std::to_string(record.maskLength) +
                                        " of EID " + record.eid.ToString() + ": expected at most " +
                                        std::to_string(bits));
        }
        return record;
    }
    const LispLcaf* lcaf = record.eid.GetLcaf();
    if (!lcaf)
    {
        return {prefix->GetAddress(), prefix->GetLength()};
    }
    LispInstanceId instance = *lcaf->Get<LispInstanceId>();
    instance.address = prefix->GetAddress();
    return {LispLcaf{instance}, prefix->GetLength()};
}

LispMappingRecord
DecodeLispMappingRecord(LispBufferReader& reader)
{
    const std::size_t start = reader.GetOffset();
    LispMappingRecord record;
    uint16_t flags;
    const uint8_t nibble = DecodeRecord(reader, record, flags);
    reader.NoteReserved(flags | nibble, "record", start);
    return record;
}

void
EncodeLispMappingRecord(LispBufferWriter& writer, const LispMappingRecord& record)
{
    EncodeRecord(writer, record, 0, 0);
}

LispReferralRecord
DecodeLispReferralRecord(LispBufferReader& reader)
{
    const std::size_t start = reader.GetOffset();
    LispReferralRecord record;
    uint16_t flags;
    const uint8_t signatures = DecodeRecord(reader, record, flags);
    record.incomplete = flags & I_BIT;
    reader.NoteReserved(flags & RECORD_RESERVED, "record", start);
    for (int i = 0; i < signatures; ++i)
    {
        record.signatures.push_back(DecodeSignature(reader));
    }
    return record;
}

void
EncodeLispReferralRecord(LispBufferWriter& writer, const LispReferralRecord& record)
{
    if (record.signatures.size() > MAX_SIGNATURES)
    {
        throw std::invalid_argument("record of " + std::to_string(record.signatures.size()) +
                                    " signatures: expected at most " +
                                    std::to_string(MAX_SIGNATURES));
    }
    EncodeRecord(writer,
                 record,
                 record.incomplete ? I_BIT : 0,
                 static_cast<uint8_t>(record.signatures.size()));
    for (const auto& signature : record.signatures)
    {
        EncodeSignature(writer, signature);
    }
}

} // namespace ns3
