/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "lisp-record-codec.h"

#include <algorithm>

namespace ns3
{

namespace
{

/// Octets of the xTR-ID and site-ID that the I bit announces (RFC 9301 section 5.6).
constexpr std::size_t XTR_ID_SIZE = 24;
/// LISP-SEC authentication data, the only type whose length is known (RFC 9303 section 8.1).
constexpr uint8_t LISP_SEC_TYPE = 1;

/**
 * @brief Read the messages; each function starts behind the first octet, which it is given.
 */
class Decoder
{
  public:
    /**
     * @param reader of the message's octets
     * @param result filled in, but for error
     */
    Decoder(const LispBufferReader& reader, LispDecodeResult& result)
        : m_start(reader.GetOffset()),
          m_reader(reader),
          m_result(result)
    {
    }

    /// @param encapsulated true if this is inside an Encapsulated Control Message
    void Run(bool encapsulated)
    {
        const uint8_t first = m_reader.ReadU8("message type");
        switch (static_cast<LispMessageType>(first >> 4))
        {
        case LispMessageType::MAP_REQUEST:
            m_result.message = MapRequest(first);
            break;
        case LispMessageType::MAP_REPLY:
            m_result.message = MapReply(first);
            break;
        case LispMessageType::MAP_REGISTER:
            m_result.message = MapRegister(first);
            break;
        case LispMessageType::MAP_NOTIFY:
            m_result.message = MapNotify<LispMapNotify>(first);
            break;
        case LispMessageType::MAP_NOTIFY_ACK:
            m_result.message = MapNotify<LispMapNotifyAck>(first);
            break;
        case LispMessageType::MAP_REFERRAL:
            m_result.message = MapReferral(first);
            break;
        case LispMessageType::INFO:
            m_result.message = Info(first);
            break;
        case LispMessageType::ENCAPSULATED_CONTROL:
            if (encapsulated)
            {
                LispBufferReader::Fail("Encapsulated Control Message inside another", m_start);
            }
            m_result.message = Encapsulated(first);
            break;
        default:
            LispBufferReader::Fail("unknown message type " + std::to_string(first >> 4), m_start);
        }
        NoteRest();
    }

  private:
    LispMapRequest MapRequest(uint8_t first);
    LispMapReply MapReply(uint8_t first);
    LispMapRegister MapRegister(uint8_t first);
    LispMapReferral MapReferral(uint8_t first);
    LispInfoMessage Info(uint8_t first);
    LispEncapsulatedControl Encapsulated(uint8_t first);

    template <typename T>
    T MapNotify(uint8_t first);

    /**
     * @brief Read the rest of the first word of a message that has no flags in it.
     * @param reserved the bits of the first octet that are reserved
     * @return the record count
     */
    uint8_t ReadCount(uint8_t reserved);
    /// @return the authentication field
    LispAuthenticationField ReadAuthentication();
    /// @param count how many @return the mapping records
    std::vector<LispMappingRecord> ReadRecords(uint8_t count);
    /// @return the EID of a record without a mapping
    LispEidRecord ReadEidRecord();
    /// @return the xTR-ID and site-ID
    LispXtrId ReadXtrId();
    /// @param reader at security data @return its octets, which the reader is left behind
    static std::vector<uint8_t> ReadSecurityData(LispBufferReader& reader);
    /// Notes what is left over.
    void NoteRest();

    std::size_t m_start;        //!< offset of the first octet
    LispBufferReader m_reader;  //!< at what comes next
    LispDecodeResult& m_result; //!< what is filled in
};

uint8_t
Decoder::ReadCount(uint8_t reserved)
{
    const uint16_t bits = m_reader.ReadU16("message header");
    m_reader.NoteReserved(reserved | bits, "message header", m_start);
    return m_reader.ReadU8("record count");
}

LispAuthenticationField
Decoder::ReadAuthentication()
{
    LispAuthenticationField x;
    x.keyId = m_reader.ReadU8("key ID");
    x.algorithm = static_cast<LispAlgorithm>(m_reader.ReadU8("algorithm ID"));
    const uint16_t length = m_reader.ReadU16("authentication data length");
    const uint8_t* octets = m_reader.ReadOctets(length, "authentication data");
    x.data.assign(octets, octets + length);
    return x;
}

std::vector<LispMappingRecord>
Decoder::ReadRecords(uint8_t count)
{
    std::vector<LispMappingRecord> records;
    records.reserve(count);
    for (int i = 0; i < count; ++i)
    {
        records.push_back(DecodeLispMappingRecord(m_reader));
    }
    m_result.recordsEnd = m_reader.GetOffset();
    return records;
}

LispEidRecord
Decoder::ReadEidRecord()
{
    m_reader.NoteReserved(m_reader.ReadU8("EID record"), "EID record", m_reader.GetOffset() - 1);
    LispEidRecord x;
    x.maskLength = m_reader.ReadU8("EID mask length");
    x.eid = DecodeLispEid(m_reader, x.maskLength);
    return x;
}

LispXtrId
Decoder::ReadXtrId()
{
    if (m_reader.GetRemaining() < XTR_ID_SIZE)
    {
        LispBufferReader::Fail("I bit set, but " + std::to_string(m_reader.GetRemaining()) +
                                   " octets instead of " + std::to_string(XTR_ID_SIZE) +
                                   " of xTR-ID and site-ID",
                               m_reader.GetOffset());
    }
    LispXtrId x;
    std::copy_n(m_reader.ReadOctets(x.xtrId.size(), "xTR-ID"), x.xtrId.size(), x.xtrId.begin());
    x.siteId = m_reader.ReadU64("site-ID");
    return x;
}

std::vector<uint8_t>
Decoder::ReadSecurityData(LispBufferReader& reader)
{
    const std::size_t size = reader.GetRemaining();
    LispBufferReader start = reader;
    const uint8_t type = reader.ReadU8("security data");
    if (type != LISP_SEC_TYPE)
    {
        LispBufferReader::Fail("security data of unknown type " + std::to_string(type),
                               start.GetOffset());
    }
    // RFC 9303 section 6.1: the one-time key, then the EID part, whose length counts itself.
    reader.ReadOctets(3, "security data");
    const uint16_t keyLength = reader.ReadU16("one-time key length");
    reader.ReadU16("security data");
    reader.ReadOctets(keyLength, "one-time key");
    const uint16_t eidLength = reader.ReadU16("EID security data length");
    if (eidLength < 2)
    {
        LispBufferReader::Fail("EID security data of " + std::to_string(eidLength) + " octets",
                               reader.GetOffset() - 2);
    }
    reader.ReadOctets(eidLength - 2, "EID security data");
    const std::size_t used = size - reader.GetRemaining();
    const uint8_t* octets = start.ReadOctets(used, "security data");
    return {octets, octets + used};
}

void
Decoder::NoteRest()
{
    if (m_reader.GetRemaining() == 0)
    {
        return;
    }
    std::string text = std::to_string(m_reader.GetRemaining()) + " octets after the end";
    if (m_result.Get<LispMapRequest>())
    {
        // Some senders add their mapping without saying so.
        try
        {
            LispBufferReader ahead = m_reader.WithoutNotes();
            DecodeLispMappingRecord(ahead);
            text += ", which read as a Map-Reply record, though the M bit does not announce one";
        }
        catch (const LispBufferError&)
        {
            // Not a record: just octets.
        }
    }
    m_reader.Note(text, m_reader.GetOffset());
}

LispMapRequest
Decoder::MapRequest(uint8_t first)
{
    LispMapRequest x;
    x.authoritative = first & 0x08;
    x.mapDataReceived = first & 0x04;
    x.probe = first & 0x02;
    x.smr = first & 0x01;
    const uint8_t second = m_reader.ReadU8("message header");
    x.pitr = second & 0x80;
    x.smrInvoked = second & 0x40;
    const uint8_t third = m_reader.ReadU8("message header");
    m_reader.NoteReserved((second & 0x3f) | (third & 0x80), "message header", m_start + 1);
    x.localXtr = third & 0x40;
    x.dontReply = third & 0x20;
    const int itrRlocs = (third & 0x1f) + 1;
    const uint8_t count = m_reader.ReadU8("record count");
    if (count == 0)
    {
        LispBufferReader::Fail("Map-Request without a record", m_start + 3);
    }
    x.nonce = m_reader.ReadU64("nonce");
    x.sourceEid = DecodeLispAddress(m_reader, "source EID");
    for (int i = 0; i < itrRlocs; ++i)
    {
        x.itrRlocs.push_back(DecodeLispAddress(m_reader, "ITR-RLOC"));
    }
    for (int i = 0; i < count; ++i)
    {
        x.requests.push_back(ReadEidRecord());
    }
    if (x.mapDataReceived && m_reader.GetRemaining() > 0)
    {
        x.replyRecord = DecodeLispMappingRecord(m_reader);
    }
    else if (x.mapDataReceived)
    {
        m_reader.Note("M bit set without a Map-Reply record", m_start);
    }
    return x;
}

LispMapReply
Decoder::MapReply(uint8_t first)
{
    LispMapReply x;
    x.probe = first & 0x08;
    x.echoNonce = first & 0x04;
    x.security = first & 0x02;
    const uint8_t count = ReadCount(first & 0x01);
    x.nonce = m_reader.ReadU64("nonce");
    x.records = ReadRecords(count);
    if (x.security)
    {
        const std::size_t size = m_reader.GetRemaining();
        const uint8_t* octets = m_reader.ReadOctets(size, "security data");
        x.securityData.assign(octets, octets + size);
    }
    return x;
}

LispMapRegister
Decoder::MapRegister(uint8_t first)
{
    LispMapRegister x;
    x.proxyReply = first & 0x08;
    x.security = first & 0x04;
    const bool hasXtrId = first & 0x02;
    const uint8_t second = m_reader.ReadU8("message header");
    const uint8_t third = m_reader.ReadU8("message header");
    m_reader.NoteReserved((first & 0x01) | second | (third & 0xe2), "message header", m_start);
    x.eidNotify = third & 0x10;
    x.useTtl = third & 0x08;
    x.merge = third & 0x04;
    x.wantMapNotify = third & 0x01;
    const uint8_t count = m_reader.ReadU8("record count");
    x.nonce = m_reader.ReadU64("nonce");
    x.authentication = ReadAuthentication();
    x.records = ReadRecords(count);
    if (hasXtrId)
    {
        x.xtrId = ReadXtrId();
    }
    return x;
}

template <typename T>
T
Decoder::MapNotify(uint8_t first)
{
    T x;
    const bool hasXtrId = first & 0x08;
    const uint8_t count = ReadCount(first & 0x07);
    x.nonce = m_reader.ReadU64("nonce");
    x.authentication = ReadAuthentication();
    x.records = ReadRecords(count);
    if (hasXtrId)
    {
        x.xtrId = ReadXtrId();
    }
    return x;
}

LispMapReferral
Decoder::MapReferral(uint8_t first)
{
    LispMapReferral x;
    const uint8_t count = ReadCount(first & 0x0f);
    x.nonce = m_reader.ReadU64("nonce");
    for (int i = 0; i < count; ++i)
    {
        x.records.push_back(DecodeLispReferralRecord(m_reader));
    }
    m_result.recordsEnd = m_reader.GetOffset();
    return x;
}

LispInfoMessage
Decoder::Info(uint8_t first)
{
    LispInfoMessage x;
    x.reply = first & 0x08;
    m_reader.NoteReserved(ReadCount(first & 0x07), "message header", m_start + 3);
    x.nonce = m_reader.ReadU64("nonce");
    x.authentication = ReadAuthentication();
    x.ttl = m_reader.ReadU32("TTL");
    x.eid = ReadEidRecord();
    x.nat = DecodeLispAddress(m_reader, "NAT address");
    m_result.recordsEnd = m_reader.GetOffset();
    return x;
}

LispEncapsulatedControl
Decoder::Encapsulated(uint8_t first)
{
    LispEncapsulatedControl x;
    x.security = first & 0x08;
    x.ddt = first & 0x04;
    x.toEtr = first & 0x02;
    x.toMapServer = first & 0x01;
    m_reader.NoteReserved(ReadCount(0), "message header", m_start + 3);
    if (x.security)
    {
        x.securityData = ReadSecurityData(m_reader);
    }
    x.header = LispInnerHeader::Decode(m_reader, m_result.innerSize);
    m_result.innerOffset = m_reader.GetOffset();
    LispDecodeResult inner;
    Decoder(m_reader.ReadPart(m_result.innerSize, "inner message"), inner).Run(true);
    x.inner = std::make_shared<const LispMessage>(std::move(*inner.message));
    return x;
}

} // namespace

LispDecodeResult
DecodeLispMessage(const uint8_t* data, std::size_t size)
{
    LispDecodeResult result;
    try
    {
        Decoder(LispBufferReader(data, size, &result.notes), result).Run(false);
    }
    catch (const LispBufferError& error)
    {
        result = LispDecodeResult();
        result.error = {error.what(), error.GetOffset()};
    }
    return result;
}

} // namespace ns3
