/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef LISP_MAP_REPLIER_H
#define LISP_MAP_REPLIER_H

#include "lisp-control-port.h"
#include "lisp-rate-limiter.h"

#include "ns3/eid-prefix.h"

namespace ns3
{

/// Minutes that a Negative Map-Reply holds if the EID is none (RFC 9301 section 8.1).
constexpr uint32_t LISP_NEGATIVE_TTL_MINUTES = 15;
/// The same if the EID-prefix is known, but nobody has registered it (RFC 9301 section 8.1).
constexpr uint32_t LISP_UNREGISTERED_TTL_MINUTES = 1;

/**
 * @brief Sends the Map-Replies of a role, to the right place and not too often.
 */
class LispMapReplier
{
  public:
    /**
     * @param interval the least time between two replies to one ITR-RLOC for one EID-prefix: the
     * owner's attribute
     */
    explicit LispMapReplier(const Time& interval);

    /**
     * @brief Answer one record of a Map-Request.
     * @param port the control port
     * @param reception the Map-Request's
     * @param request the Map-Request
     * @param asked the EID-prefix of the record
     * @param records the answer
     * @return true if it went out; otherwise the reason is counted
     */
    bool Send(LispControlPort& port,
              const LispReception& reception,
              const LispMapRequest& request,
              const EidPrefix& asked,
              std::vector<LispMappingRecord> records);

    /// @param echoes whether the replies say that the site echoes nonces
    void SetEchoesNonces(bool echoes)
    {
        m_echoesNonces = echoes;
    }

    /**
     * @brief A record without locators.
     * @param eid the EID-prefix
     * @param ttl minutes
     * @param action what to do with packets to it
     * @return the record
     */
    static LispMappingRecord MakeNegative(const EidPrefix& eid,
                                          uint32_t ttl,
                                          LispAction action = LispAction::NATIVELY_FORWARD);

    /// Prefixes inside the one that answers which an answer lists at most.
    static constexpr std::size_t MAX_MORE_SPECIFICS = 32;
    /**
     * @brief See that an answer which lists the prefixes inside its first record's has all of them
     * or none: a part would hide those that are left out.
     * @param records the answer; if it does not fit, only the first stays, for the host alone
     * @param asked the EID-prefix of the request
     * @param port where it is to go out
     */
    static void FitMoreSpecifics(std::vector<LispMappingRecord>& records,
                                 const EidPrefix& asked,
                                 const LispControlPort& port);

  private:
    /// To whom, about what.
    struct Key
    {
        NetworkAddress rloc;   //!< of the ITR
        EidPrefix asked;       //!< the EID-prefix
        NetworkAddress probed; //!< of a probe the locator: each of them has a rate of its own

        /// @param o another @return true if they are the same
        bool operator==(const Key& o) const
        {
            return rloc == o.rloc && asked == o.asked && probed == o.probed;
        }
    };

    /// Hash of a Key.
    struct KeyHash
    {
        /// @param key a key @return its hash
        std::size_t operator()(const Key& key) const
        {
            return key.rloc.Hash() * 31 + key.asked.Hash() * 7 + key.probed.Hash();
        }
    };

    const Time& m_interval;                //!< of the owner
    LispRateLimiter<Key, KeyHash> m_limit; //!< replies
    bool m_echoesNonces{false};            //!< E of the replies
};

} // namespace ns3

#endif /* LISP_MAP_REPLIER_H */
