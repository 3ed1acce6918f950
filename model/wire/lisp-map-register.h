/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef LISP_MAP_REGISTER_H
#define LISP_MAP_REGISTER_H

#include "lisp-mapping-record.h"

#include <array>
#include <optional>
#include <vector>

namespace ns3
{

/**
 * @brief Whom a message is from: key, algorithm and MAC (RFC 9301 section 5.6).
 *
 * Older senders (RFC 6830 section 6.1.6) have one 16-bit key ID, whose values 1 and 2 name the
 * algorithm as well. On the wire that is RFC 9301's key ID 0 with algorithm 1 or 2: the same fields
 * hold both layouts. LispAuthenticationField::GetNumber tells how people would name the key.
 */
struct LispAuthenticationField
{
    uint8_t keyId{0};                             //!< which shared secret
    LispAlgorithm algorithm{LispAlgorithm::NONE}; //!< any 8-bit value can arrive
    std::vector<uint8_t> data; //!< the MAC; its length is that on the wire, also before signing

    /**
     * @brief A field to be signed, its data zero and as long as the algorithm's standard says.
     * @param algorithm the algorithm
     * @param keyId the key ID
     * @return the field
     */
    static LispAuthenticationField For(LispAlgorithm algorithm, uint8_t keyId = 0);

    /// @return the key ID; where it is 0, the value of the older 16-bit field
    uint16_t GetNumber() const
    {
        return keyId ? keyId : static_cast<uint16_t>(algorithm);
    }

    /// @param o another field @return true if they are the same
    bool operator==(const LispAuthenticationField& o) const;
};

/// Who registers: the fields that the I bit announces (RFC 9301 section 5.6).
struct LispXtrId
{
    std::array<uint8_t, 16> xtrId{}; //!< unique within the site
    uint64_t siteId{0};              //!< the site

    /// @param o another @return true if they are the same
    bool operator==(const LispXtrId& o) const;
};

/// Map-Register (RFC 9301 section 5.6).
struct LispMapRegister
{
    bool proxyReply{false};                 //!< P: the Map-Server is to answer Map-Requests
    bool security{false};                   //!< S: the ETR does LISP-SEC
    bool eidNotify{false};                  //!< E: from a first-hop router to an xTR of its site
    bool useTtl{false};                     //!< T: the registration lasts as long as the record TTL
    bool merge{false};                      //!< a: merge locators of several xTRs
    bool wantMapNotify{false};              //!< M: acknowledge by a Map-Notify
    uint64_t nonce{0};                      //!< rises with each message
    LispAuthenticationField authentication; //!< filled in by SignLispMessage
    std::vector<LispMappingRecord> records; //!< the mappings
    std::optional<LispXtrId> xtrId;         //!< I: who registers

    /// @param o another @return true if they are the same
    bool operator==(const LispMapRegister& o) const;
};

/// Map-Notify (RFC 9301 section 5.7).
struct LispMapNotify
{
    uint64_t nonce{0};                      //!< of the Map-Register, if it acknowledges one
    LispAuthenticationField authentication; //!< filled in by SignLispMessage
    std::vector<LispMappingRecord> records; //!< the mappings
    std::optional<LispXtrId> xtrId; //!< I, the bit after the type: whom the mappings are from

    /// @param o another @return true if they are the same
    bool operator==(const LispMapNotify& o) const;
};

/// Map-Notify-Ack (RFC 9301 section 5.7): as the Map-Notify that it acknowledges.
struct LispMapNotifyAck : LispMapNotify
{
};

} // namespace ns3

#endif /* LISP_MAP_REGISTER_H */
