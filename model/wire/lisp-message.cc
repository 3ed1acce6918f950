/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "lisp-message.h"

#include <iomanip>
#include <sstream>
#include <tuple>
#include <type_traits>

namespace ns3
{

namespace
{

/// Octets of each algorithm's MAC (RFC 9301 section 12.5: RFC 2404 and RFC 4868, truncated).
std::size_t
MacSize(LispAlgorithm algorithm)
{
    switch (algorithm)
    {
    case LispAlgorithm::HMAC_SHA_1_96:
        return 12;
    case LispAlgorithm::HMAC_SHA_256_128:
    case LispAlgorithm::HMAC_SHA_256_128_HKDF:
        return 16;
    case LispAlgorithm::NONE:
        break;
    }
    return 0;
}

void
PrintRecord(std::ostream& os, const LispMappingRecord& record)
{
    os << " " << record.eid.ToPrefixString(record.maskLength);
    if (const uint32_t instanceId = record.eid.GetInstanceId())
    {
        os << " instance " << instanceId;
    }
    os << " ttl " << record.ttl << " ->";
    for (const auto& locator : record.locators)
    {
        os << " " << locator.address << " " << +locator.priority << "/" << +locator.weight;
    }
}

/// Prints what comes after type and nonce.
struct MessagePrinter
{
    std::ostream& os; //!< where to

    void Flag(bool set, const char* name) const
    {
        os << (set ? " " : "") << (set ? name : "");
    }

    void operator()(const LispMapRequest& x) const
    {
        Flag(x.authoritative, "authoritative");
        Flag(x.probe, "probe");
        Flag(x.smr, "smr");
        Flag(x.pitr, "pitr");
        Flag(x.smrInvoked, "smr-invoked");
        Flag(x.localXtr, "local-xtr");
        Flag(x.dontReply, "dont-reply");
        os << " from " << x.sourceEid << " itr-rlocs";
        for (const auto& rloc : x.itrRlocs)
        {
            os << " " << rloc;
        }
        os << " for";
        for (const auto& request : x.requests)
        {
            os << " " << request.eid.ToPrefixString(request.maskLength);
        }
        if (x.replyRecord)
        {
            os << " with";
            PrintRecord(os, *x.replyRecord);
        }
    }

    void operator()(const LispMapReply& x) const
    {
        Flag(x.probe, "probe");
        Flag(x.echoNonce, "echo-nonce");
        Flag(x.security, "security");
        for (const auto& record : x.records)
        {
            PrintRecord(os, record);
        }
    }

    void operator()(const LispMapRegister& x) const
    {
        Flag(x.proxyReply, "proxy-reply");
        Flag(x.security, "security");
        Flag(x.eidNotify, "eid-notify");
        Flag(x.useTtl, "use-ttl");
        Flag(x.merge, "merge");
        Flag(x.wantMapNotify, "want-map-notify");
        for (const auto& record : x.records)
        {
            PrintRecord(os, record);
        }
    }

    void operator()(const LispMapNotify& x) const
    {
        for (const auto& record : x.records)
        {
            PrintRecord(os, record);
        }
    }

    void operator()(const LispMapReferral& x) const
    {
        for (const auto& record : x.records)
        {
            os << " " << ToString(record.GetReferralAction());
            Flag(record.incomplete, "incomplete");
            PrintRecord(os, record);
        }
    }

    void operator()(const LispInfoMessage& x) const
    {
        Flag(x.reply, "reply");
        os << " " << x.eid.eid.ToPrefixString(x.eid.maskLength) << " ttl " << x.ttl << " " << x.nat;
    }

    void operator()(const LispEncapsulatedControl& x) const
    {
        Flag(x.security, "security");
        Flag(x.ddt, "ddt");
        Flag(x.toEtr, "to-etr");
        Flag(x.toMapServer, "to-map-server");
        os << " " << x.header.source << ":" << x.header.sourcePort << " > " << x.header.destination
           << ":" << x.header.destinationPort;
        if (x.inner)
        {
            os << " (" << *x.inner << ")";
        }
    }
};

} // namespace

LispAuthenticationField
LispAuthenticationField::For(LispAlgorithm algorithm, uint8_t keyId)
{
    LispAuthenticationField field;
    field.keyId = keyId;
    field.algorithm = algorithm;
    field.data.resize(MacSize(algorithm));
    return field;
}

bool
LispAuthenticationField::operator==(const LispAuthenticationField& o) const
{
    return std::tie(keyId, algorithm, data) == std::tie(o.keyId, o.algorithm, o.data);
}

bool
LispXtrId::operator==(const LispXtrId& o) const
{
    return std::tie(xtrId, siteId) == std::tie(o.xtrId, o.siteId);
}

LispEidRecord::LispEidRecord(const LispAddress& eid, uint8_t maskLength)
    : eid(eid),
      maskLength(maskLength)
{
}

LispEidRecord::LispEidRecord(const EidPrefix& prefix)
    : eid(LispAddress::FromEidPrefix(prefix)),
      maskLength(prefix.GetLength())
{
}

bool
LispEidRecord::operator==(const LispEidRecord& o) const
{
    return std::tie(eid, maskLength) == std::tie(o.eid, o.maskLength);
}

bool
LispMapRequest::operator==(const LispMapRequest& o) const
{
    const auto parts = [](const LispMapRequest& x) {
        return std::tie(x.authoritative,
                        x.probe,
                        x.smr,
                        x.pitr,
                        x.smrInvoked,
                        x.localXtr,
                        x.dontReply,
                        x.nonce,
                        x.sourceEid,
                        x.itrRlocs,
                        x.requests,
                        x.replyRecord);
    };
    return parts(*this) == parts(o);
}

bool
LispMapReply::operator==(const LispMapReply& o) const
{
    return std::tie(probe, echoNonce, security, nonce, records, securityData) ==
           std::tie(o.probe, o.echoNonce, o.security, o.nonce, o.records, o.securityData);
}

bool
LispMapRegister::operator==(const LispMapRegister& o) const
{
    const auto parts = [](const LispMapRegister& x) {
        return std::tie(x.proxyReply,
                        x.security,
                        x.eidNotify,
                        x.useTtl,
                        x.merge,
                        x.wantMapNotify,
                        x.nonce,
                        x.authentication,
                        x.records,
                        x.xtrId);
    };
    return parts(*this) == parts(o);
}

bool
LispMapNotify::operator==(const LispMapNotify& o) const
{
    return std::tie(nonce, authentication, records, xtrId) ==
           std::tie(o.nonce, o.authentication, o.records, o.xtrId);
}

bool
LispReferralSignature::operator==(const LispReferralSignature& o) const
{
    return std::tie(originalTtl, expiration, inception, keyTag, algorithm, signature) ==
           std::tie(o.originalTtl, o.expiration, o.inception, o.keyTag, o.algorithm, o.signature);
}

bool
LispReferralRecord::operator==(const LispReferralRecord& o) const
{
    return LispMappingRecord::operator==(o) &&
           std::tie(incomplete, signatures) == std::tie(o.incomplete, o.signatures);
}

bool
LispMapReferral::operator==(const LispMapReferral& o) const
{
    return std::tie(nonce, records) == std::tie(o.nonce, o.records);
}

bool
LispInfoMessage::operator==(const LispInfoMessage& o) const
{
    return std::tie(reply, nonce, authentication, ttl, eid, nat) ==
           std::tie(o.reply, o.nonce, o.authentication, o.ttl, o.eid, o.nat);
}

LispEncapsulatedControl::LispEncapsulatedControl(const LispInnerHeader& header, LispMessage inner)
    : header(header),
      inner(std::make_shared<const LispMessage>(std::move(inner)))
{
}

bool
LispEncapsulatedControl::operator==(const LispEncapsulatedControl& o) const
{
    const bool sameInner = inner == o.inner || (inner && o.inner && *inner == *o.inner);
    return sameInner &&
           std::tie(security, ddt, toEtr, toMapServer, securityData, header) ==
               std::tie(o.security, o.ddt, o.toEtr, o.toMapServer, o.securityData, o.header);
}

LispMessageType
GetLispMessageType(const LispMessage& message)
{
    // The types in the order of the variant: the two have the same one.
    return static_cast<LispMessageType>(message.index() + 1);
}

uint64_t
GetLispNonce(const LispMessage& message)
{
    return std::visit(
        [](const auto& x) -> uint64_t {
            if constexpr (std::is_same_v<std::decay_t<decltype(x)>, LispEncapsulatedControl>)
            {
                return 0;
            }
            else
            {
                return x.nonce;
            }
        },
        message);
}

std::ostream&
operator<<(std::ostream& os, const LispMessage& message)
{
    os << ToString(GetLispMessageType(message));
    if (!std::holds_alternative<LispEncapsulatedControl>(message))
    {
        std::ostringstream nonce;
        nonce << std::hex << std::setfill('0') << std::setw(16) << GetLispNonce(message);
        os << " nonce 0x" << nonce.str();
    }
    std::visit(MessagePrinter{os}, message);
    return os;
}

} // namespace ns3
