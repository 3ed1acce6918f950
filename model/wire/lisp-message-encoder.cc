/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "lisp-record-codec.h"

#include <stdexcept>

namespace ns3
{

namespace
{

/// @param set whether a bit is set @param bit the bit @return the bit, or nothing
uint8_t
Bit(bool set, uint8_t bit)
{
    return set ? bit : 0;
}

/**
 * @brief Write the messages.
 */
struct Encoder
{
    LispBufferWriter& writer; //!< where to

    /**
     * @brief Write the first word.
     * @param type the message type
     * @param flags the rest of the first octet
     * @param second the second octet
     * @param third the third octet
     * @param records how many records the message has
     */
    void Start(LispMessageType type,
               uint8_t flags,
               uint8_t second,
               uint8_t third,
               std::size_t records) const
    {
        if (records > LISP_MAX_RECORDS)
        {
            throw std::invalid_argument(std::string(ToString(type)) + " of " +
                                        std::to_string(records) + " records: expected at most " +
                                        std::to_string(LISP_MAX_RECORDS));
        }
        writer.WriteU8(static_cast<uint8_t>(static_cast<uint8_t>(type) << 4 | flags));
        writer.WriteU8(second);
        writer.WriteU8(third);
        writer.WriteU8(static_cast<uint8_t>(records));
    }

    void Authentication(const LispAuthenticationField& x) const
    {
        if (x.data.size() > 0xffff)
        {
            throw std::invalid_argument("authentication data of " + std::to_string(x.data.size()) +
                                        " octets: expected at most 65535");
        }
        writer.WriteU8(x.keyId);
        writer.WriteU8(static_cast<uint8_t>(x.algorithm));
        writer.WriteU16(static_cast<uint16_t>(x.data.size()));
        writer.WriteOctets(x.data);
    }

    void Records(const std::vector<LispMappingRecord>& records) const
    {
        for (const auto& record : records)
        {
            EncodeLispMappingRecord(writer, record);
        }
    }

    void EidRecord(const LispEidRecord& record) const
    {
        const LispEidRecord canonical = ToCanonicalLispEid(record);
        writer.WriteU8(0);
        writer.WriteU8(canonical.maskLength);
        EncodeLispAddress(writer, canonical.eid);
    }

    void XtrId(const std::optional<LispXtrId>& x) const
    {
        if (x)
        {
            writer.WriteOctets(x->xtrId.data(), x->xtrId.size());
            writer.WriteU64(x->siteId);
        }
    }

    void Notify(LispMessageType type, const LispMapNotify& x) const
    {
        Start(type, Bit(x.xtrId.has_value(), 0x08), 0, 0, x.records.size());
        writer.WriteU64(x.nonce);
        Authentication(x.authentication);
        Records(x.records);
        XtrId(x.xtrId);
    }

    void operator()(const LispMapRequest& x) const
    {
        if (x.itrRlocs.empty() || x.itrRlocs.size() > LISP_MAX_ITR_RLOCS)
        {
            throw std::invalid_argument("map-request with " + std::to_string(x.itrRlocs.size()) +
                                        " ITR-RLOCs: expected 1 to " +
                                        std::to_string(LISP_MAX_ITR_RLOCS));
        }
        if (x.requests.empty())
        {
            throw std::invalid_argument("map-request with 0 records: expected at least 1");
        }
        Start(LispMessageType::MAP_REQUEST,
              Bit(x.authoritative, 0x08) | Bit(x.replyRecord.has_value(), 0x04) |
                  Bit(x.probe, 0x02) | Bit(x.smr, 0x01),
              Bit(x.pitr, 0x80) | Bit(x.smrInvoked, 0x40),
              Bit(x.localXtr, 0x40) | Bit(x.dontReply, 0x20) |
                  static_cast<uint8_t>(x.itrRlocs.size() - 1),
              x.requests.size());
        writer.WriteU64(x.nonce);
        EncodeLispAddress(writer, x.sourceEid);
        for (const auto& rloc : x.itrRlocs)
        {
            EncodeLispAddress(writer, rloc);
        }
        for (const auto& request : x.requests)
        {
            EidRecord(request);
        }
        if (x.replyRecord)
        {
            EncodeLispMappingRecord(writer, *x.replyRecord);
        }
    }

    void operator()(const LispMapReply& x) const
    {
        Start(LispMessageType::MAP_REPLY,
              Bit(x.probe, 0x08) | Bit(x.echoNonce, 0x04) | Bit(x.security, 0x02),
              0,
              0,
              x.records.size());
        writer.WriteU64(x.nonce);
        Records(x.records);
        if (x.security)
        {
            writer.WriteOctets(x.securityData);
        }
    }

    void operator()(const LispMapRegister& x) const
    {
        Start(LispMessageType::MAP_REGISTER,
              Bit(x.proxyReply, 0x08) | Bit(x.security, 0x04) | Bit(x.xtrId.has_value(), 0x02),
              0,
              Bit(x.eidNotify, 0x10) | Bit(x.useTtl, 0x08) | Bit(x.merge, 0x04) |
                  Bit(x.wantMapNotify, 0x01),
              x.records.size());
        writer.WriteU64(x.nonce);
        Authentication(x.authentication);
        Records(x.records);
        XtrId(x.xtrId);
    }

    void operator()(const LispMapNotify& x) const
    {
        Notify(LispMessageType::MAP_NOTIFY, x);
    }

    void operator()(const LispMapNotifyAck& x) const
    {
        Notify(LispMessageType::MAP_NOTIFY_ACK, x);
    }

    void operator()(const LispMapReferral& x) const
    {
        Start(LispMessageType::MAP_REFERRAL, 0, 0, 0, x.records.size());
        writer.WriteU64(x.nonce);
        for (const auto& record : x.records)
        {
            EncodeLispReferralRecord(writer, record);
        }
    }

    void operator()(const LispInfoMessage& x) const
    {
        Start(LispMessageType::INFO, Bit(x.reply, 0x08), 0, 0, 0);
        writer.WriteU64(x.nonce);
        Authentication(x.authentication);
        writer.WriteU32(x.ttl);
        EidRecord(x.eid);
        EncodeLispAddress(writer, x.nat);
    }

    void operator()(const LispEncapsulatedControl& x) const
    {
        if (!x.inner || std::holds_alternative<LispEncapsulatedControl>(*x.inner))
        {
            throw std::invalid_argument(std::string("encapsulated-control with ") +
                                        (x.inner ? "another" : "nothing") +
                                        " inside: expected a control message of another type");
        }
        Start(LispMessageType::ENCAPSULATED_CONTROL,
              Bit(x.security, 0x08) | Bit(x.ddt, 0x04) | Bit(x.toEtr, 0x02) |
                  Bit(x.toMapServer, 0x01),
              0,
              0,
              0);
        if (x.security)
        {
            writer.WriteOctets(x.securityData);
        }
        x.header.Encode(writer, EncodeLispMessage(*x.inner));
    }
};

} // namespace

std::vector<uint8_t>
EncodeLispMessage(const LispMessage& message)
{
    LispBufferWriter writer;
    std::visit(Encoder{writer}, message);
    return writer.Take();
}

} // namespace ns3
