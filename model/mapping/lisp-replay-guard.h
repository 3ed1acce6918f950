/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef LISP_REPLAY_GUARD_H
#define LISP_REPLAY_GUARD_H

#include "ns3/lisp-map-register.h"
#include "ns3/network-address.h"

#include <cstdint>
#include <optional>
#include <unordered_map>

namespace ns3
{

/**
 * @brief Who sent a Map-Register: its xTR-ID and site-ID if it has them, else where it came from.
 */
struct LispXtrIdentity
{
    std::optional<LispXtrId> xtrId; //!< the sender's own word
    NetworkAddress source;          //!< its source RLOC

    /// @param o another @return true if it is the same xTR
    bool operator==(const LispXtrIdentity& o) const
    {
        return xtrId == o.xtrId && (xtrId || source == o.source);
    }

    /// @return a hash that agrees with ==
    std::size_t Hash() const;
};

/**
 * @brief The last nonce of each xTR and key: an old message sent again is told from a new one (RFC
 * 9301 section 5.6).
 *
 * Only messages that have been authenticated belong here.
 */
class LispReplayGuard
{
  public:
    /// What a nonce says.
    enum Verdict
    {
        FRESH,  //!< greater than the last: a new message
        REPEAT, //!< the last again. A Map-Register that was not acknowledged is sent again as it
                //!< was (RFC 9301 section 5.7): acknowledge it again, but let it prolong nothing
        REPLAY, //!< less than the last: to be dropped
        FULL,   //!< the first of an xTR, and as many are known as may be
    };

    /**
     * @brief Judge a nonce, and keep it if it is fresh.
     * @param xtr who sent it
     * @param keyId the key that it is authenticated with
     * @param nonce the nonce
     * @return the verdict
     */
    Verdict Check(const LispXtrIdentity& xtr, uint8_t keyId, uint64_t nonce);

    /// @param senders the most pairs of xTR and key to remember
    void SetMaxSenders(std::size_t senders)
    {
        m_maxSenders = senders;
    }

  private:
    /// An xTR and one of its keys.
    struct Sender
    {
        LispXtrIdentity xtr; //!< the xTR
        uint8_t keyId;       //!< the key

        /// @param o another @return true if it is the same
        bool operator==(const Sender& o) const
        {
            return keyId == o.keyId && xtr == o.xtr;
        }
    };

    /// Hash of a Sender.
    struct HashSender
    {
        /// @param sender a sender @return its hash
        std::size_t operator()(const Sender& sender) const
        {
            return sender.xtr.Hash() ^ sender.keyId;
        }
    };

    std::unordered_map<Sender, uint64_t, HashSender> m_last; //!< the last nonces
    std::size_t m_maxSenders{100000};                        //!< most of them
};

} // namespace ns3

#endif /* LISP_REPLAY_GUARD_H */
