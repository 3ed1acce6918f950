/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef LISP_MAP_REQUESTER_H
#define LISP_MAP_REQUESTER_H

#include "lisp-deadlines.h"

#include "ns3/eid-prefix.h"
#include "ns3/nstime.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <unordered_map>
#include <vector>

namespace ns3
{

/**
 * @brief What an ITR has asked the mapping system and not got an answer to: when to ask, when to
 * ask again, when to give up, which nonces are outstanding.
 *
 * One state machine for each EID-prefix that is asked for:
 *
 * - ASKING: a Map-Request each Interval, at most 1 + MaxRetransmits of them.
 * - HOLDING: none was answered; silent until HoldTime after the last (RFC 9301 section 5.3). An
 *   answer is still welcome.
 * - RESTING: answered, but the last Map-Request is less than an Interval ago.
 *
 * Who asks while it is HOLDING or RESTING is served when that ends.
 */
class LispMapRequester
{
  public:
    /// Why an EID-prefix is asked for.
    enum class Purpose : uint8_t
    {
        MISS,    //!< a packet found no mapping
        REFRESH, //!< a mapping in use is about to expire
        SMR,     //!< a Solicit-Map-Request came
        VERSION, //!< a data packet had a newer map-version
    };

    /// What came of asking.
    enum class Outcome
    {
        ASKED,   //!< a Map-Request went out
        WAITING, //!< one is out already, or will go out as soon as it may
        HOLDING, //!< the mapping system did not answer lately
        FULL,    //!< too many EID-prefixes are asked for
    };

    /// The timers and limits: references to the owner's attributes, which may change at any time.
    struct Limits
    {
        const Time& interval;           //!< between Map-Requests for an EID-prefix
        const uint32_t& maxRetransmits; //!< after the first Map-Request
        const Time& holdTime;           //!< silence after the last one
        const uint32_t& maxPending;     //!< EID-prefixes
    };

    /// A Map-Request that is to be sent.
    struct Attempt
    {
        EidPrefix prefix;         //!< what is asked for
        NetworkAddress sourceEid; //!< who wanted to send; may be none
        Purpose purpose{};        //!< why
        unsigned number{0};       //!< Map-Requests sent before it
    };

    /// Sends a Map-Request and returns its nonce.
    using SendCallback = std::function<uint64_t(const Attempt&)>;
    /// Told that an EID-prefix got no answer.
    using FailedCallback = std::function<void(const EidPrefix&)>;

    /**
     * @param limits the timers and limits
     * @param send sends a Map-Request
     * @param failed told of no answer
     */
    LispMapRequester(const Limits& limits, SendCallback send, FailedCallback failed);

    /**
     * @brief Ask for an EID-prefix, now or as soon as it may be.
     * @param prefix what to ask for
     * @param sourceEid who wants to send; may be none
     * @param purpose why
     * @return what came of it
     */
    Outcome Ask(const EidPrefix& prefix, const NetworkAddress& sourceEid, Purpose purpose);

    /**
     * @param nonce of a Map-Reply
     * @return what the Map-Request of this nonce asked for; nothing if none is outstanding
     */
    std::optional<EidPrefix> Find(uint64_t nonce) const;
    /// @param prefix an EID-prefix whose answer has come
    void Answered(const EidPrefix& prefix);
    /// Forget everything.
    void Clear();

    /// @return EID-prefixes that are ASKING or HOLDING
    std::size_t GetPending() const;

  private:
    /// Where an EID-prefix stands.
    enum class State
    {
        ASKING,
        HOLDING,
        RESTING,
    };

    /// An EID-prefix that is asked for.
    struct Resolution
    {
        Attempt attempt;              //!< the next Map-Request
        State state{State::ASKING};   //!< where it stands
        bool wanted{false};           //!< asked for while HOLDING or RESTING
        Time last;                    //!< when the last Map-Request went out
        std::vector<uint64_t> nonces; //!< outstanding; at most 1 + MaxRetransmits
    };

    /// @param resolution one that may send now
    void Send(Resolution& resolution);
    /// @param resolution one whose nonces are outstanding no longer
    void ForgetNonces(Resolution& resolution);
    /// @param prefix one whose deadline is over
    void OnDeadline(const EidPrefix& prefix);

    const Limits m_limits;                                   //!< of the owner
    SendCallback m_send;                                     //!< of the owner
    FailedCallback m_failed;                                 //!< of the owner
    std::unordered_map<EidPrefix, Resolution> m_resolutions; //!< by what is asked for
    std::unordered_map<uint64_t, EidPrefix> m_nonces;        //!< outstanding
    LispDeadlines<EidPrefix> m_deadlines;                    //!< of m_resolutions
};

} // namespace ns3

#endif /* LISP_MAP_REQUESTER_H */
