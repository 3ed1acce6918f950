/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef LISP_MAP_REQUEST_H
#define LISP_MAP_REQUEST_H

#include "lisp-mapping-record.h"

#include <optional>
#include <vector>

namespace ns3
{

/// An EID-prefix without a mapping: what a Map-Request asks for (RFC 9301 section 5.2, "Rec").
struct LispEidRecord
{
    LispAddress eid;       //!< the EID as sent
    uint8_t maskLength{0}; //!< bits of it that count

    LispEidRecord() = default;
    /// @param eid the EID @param maskLength bits of it that count
    LispEidRecord(const LispAddress& eid, uint8_t maskLength);
    /// @param prefix an EID-prefix
    LispEidRecord(const EidPrefix& prefix);

    /// @return LispAddress::ToEidPrefix of eid and maskLength
    std::optional<EidPrefix> GetEidPrefix() const
    {
        return eid.ToEidPrefix(maskLength);
    }

    /// @param o another @return true if they are the same
    bool operator==(const LispEidRecord& o) const;
};

/// Map-Request (RFC 9301 section 5.2).
struct LispMapRequest
{
    bool authoritative{false};           //!< A: the site itself is to answer
    bool probe{false};                   //!< P: locator reachability probe
    bool smr{false};                     //!< S: solicits a Map-Request
    bool pitr{false};                    //!< p: sent by a proxy ITR
    bool smrInvoked{false};              //!< s: answers a solicitation
    bool localXtr{false};                //!< L: the sender is an xTR of the same site
    bool dontReply{false};               //!< D: no Map-Reply wanted
    bool mapDataReceived{false};         //!< M as received; what is sent follows from replyRecord
    uint64_t nonce{0};                   //!< echoed by the Map-Reply
    LispAddress sourceEid;               //!< who wanted to send; none in probes and refreshes
    std::vector<LispAddress> itrRlocs;   //!< 1 to LISP_MAX_ITR_RLOCS: where the reply may go
    std::vector<LispEidRecord> requests; //!< a sender makes it one; receivers take more
    std::optional<LispMappingRecord> replyRecord; //!< mapping of sourceEid, not to be trusted

    /// @param o another @return true if they are the same
    bool operator==(const LispMapRequest& o) const;
};

/// Map-Reply (RFC 9301 section 5.4).
struct LispMapReply
{
    bool probe{false};                      //!< P: answers a probe
    bool echoNonce{false};                  //!< E: the site does echo-nonce
    bool security{false};                   //!< S: securityData follows the records
    uint64_t nonce{0};                      //!< of the Map-Request
    std::vector<LispMappingRecord> records; //!< the mappings
    std::vector<uint8_t> securityData;      //!< LISP-SEC data as it is (RFC 9303 section 6.2)

    /// @param o another @return true if they are the same
    bool operator==(const LispMapReply& o) const;
};

} // namespace ns3

#endif /* LISP_MAP_REQUEST_H */
