/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef LISP_MAP_REFERRAL_H
#define LISP_MAP_REFERRAL_H

#include "lisp-mapping-record.h"

#include <vector>

namespace ns3
{

/// A signature of a referral, kept as it is (RFC 8111 section 6.4.1).
struct LispReferralSignature
{
    uint32_t originalTtl{0};        //!< minutes
    uint32_t expiration{0};         //!< seconds since 1970
    uint32_t inception{0};          //!< seconds since 1970
    uint16_t keyTag{0};             //!< which key
    uint8_t algorithm{0};           //!< 1: RSA-SHA1, 2: RSA-SHA256
    std::vector<uint8_t> signature; //!< the signature

    /// @param o another @return true if they are the same
    bool operator==(const LispReferralSignature& o) const;
};

/// Where to ask next: a mapping record with its own actions (RFC 8111 section 6.4).
struct LispReferralRecord : LispMappingRecord
{
    bool incomplete{false};                        //!< I: not to be cached
    std::vector<LispReferralSignature> signatures; //!< at most 15

    /// @return the action bits as a Map-Referral means them
    LispReferralAction GetReferralAction() const
    {
        return static_cast<LispReferralAction>(action);
    }

    /// @param value what the DDT node answers
    void SetReferralAction(LispReferralAction value)
    {
        action = static_cast<LispAction>(value);
    }

    /// @param o another @return true if they are the same
    bool operator==(const LispReferralRecord& o) const;
};

/// Map-Referral (RFC 8111 section 6.4).
struct LispMapReferral
{
    uint64_t nonce{0};                       //!< of the Map-Request
    std::vector<LispReferralRecord> records; //!< the referrals

    /// @param o another @return true if they are the same
    bool operator==(const LispMapReferral& o) const;
};

} // namespace ns3

#endif /* LISP_MAP_REFERRAL_H */
