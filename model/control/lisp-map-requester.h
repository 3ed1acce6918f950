/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef LISP_MAP_REQUESTER_H
#define LISP_MAP_REQUESTER_H

#include "lisp-deadlines.h"

#include "ns3/eid-prefix.h"
#include "ns3/nstime.h"

#include <algorithm>
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
 *
 * @tparam Key what is asked for: an EidPrefix, or a MulticastEid
 */
template <class Key>
class LispRequester
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
        Key prefix;               //!< what is asked for
        NetworkAddress sourceEid; //!< who wanted to send; may be none
        Purpose purpose{};        //!< why
        unsigned number{0};       //!< Map-Requests sent before it
    };

    /// Sends a Map-Request and returns its nonce.
    using SendCallback = std::function<uint64_t(const Attempt&)>;
    /// Told that an EID-prefix got no answer.
    using FailedCallback = std::function<void(const Key&)>;

    /**
     * @param limits the timers and limits
     * @param send sends a Map-Request
     * @param failed told of no answer
     */
    LispRequester(const Limits& limits, SendCallback send, FailedCallback failed);

    /**
     * @brief Ask for an EID-prefix, now or as soon as it may be.
     * @param prefix what to ask for
     * @param sourceEid who wants to send; may be none
     * @param purpose why
     * @return what came of it
     */
    Outcome Ask(const Key& prefix, const NetworkAddress& sourceEid, Purpose purpose);

    /**
     * @param nonce of a Map-Reply
     * @return what the Map-Request of this nonce asked for; nothing if none is outstanding
     */
    std::optional<Key> Find(uint64_t nonce) const;
    /// @param prefix an EID-prefix whose answer has come
    void Answered(const Key& prefix);
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
    void OnDeadline(const Key& prefix);

    const Limits m_limits;                             //!< of the owner
    SendCallback m_send;                               //!< of the owner
    FailedCallback m_failed;                           //!< of the owner
    std::unordered_map<Key, Resolution> m_resolutions; //!< by what is asked for
    std::unordered_map<uint64_t, Key> m_nonces;        //!< outstanding
    LispDeadlines<Key> m_deadlines;                    //!< of m_resolutions
};

template <class Key>
LispRequester<Key>::LispRequester(const Limits& limits, SendCallback send, FailedCallback failed)
    : m_limits(limits),
      m_send(std::move(send)),
      m_failed(std::move(failed)),
      m_deadlines([this](const Key& prefix) { OnDeadline(prefix); })
{
}

template <class Key>
typename LispRequester<Key>::Outcome
LispRequester<Key>::Ask(const Key& prefix, const NetworkAddress& sourceEid, Purpose purpose)
{
    const auto found = m_resolutions.find(prefix);
    if (found != m_resolutions.end())
    {
        Resolution& resolution = found->second;
        if (resolution.state == State::ASKING)
        {
            return Outcome::WAITING;
        }
        resolution.wanted = true;
        resolution.attempt.sourceEid = sourceEid;
        resolution.attempt.purpose = purpose;
        return resolution.state == State::HOLDING ? Outcome::HOLDING : Outcome::WAITING;
    }
    if (m_resolutions.size() >= m_limits.maxPending)
    {
        return Outcome::FULL;
    }
    Resolution& resolution = m_resolutions[prefix];
    resolution.attempt.prefix = prefix;
    resolution.attempt.sourceEid = sourceEid;
    resolution.attempt.purpose = purpose;
    Send(resolution);
    return Outcome::ASKED;
}

template <class Key>
void
LispRequester<Key>::Send(Resolution& resolution)
{
    const Key prefix = resolution.attempt.prefix;
    resolution.state = State::ASKING;
    resolution.last = Simulator::Now();
    m_deadlines.Set(prefix, resolution.last + m_limits.interval);
    const uint64_t nonce = m_send(resolution.attempt);
    ++resolution.attempt.number;
    resolution.nonces.push_back(nonce);
    m_nonces[nonce] = prefix;
}

template <class Key>
std::optional<Key>
LispRequester<Key>::Find(uint64_t nonce) const
{
    const auto found = m_nonces.find(nonce);
    return found == m_nonces.end() ? std::nullopt : std::make_optional(found->second);
}

template <class Key>
void
LispRequester<Key>::ForgetNonces(Resolution& resolution)
{
    for (const auto nonce : resolution.nonces)
    {
        m_nonces.erase(nonce);
    }
    resolution.nonces.clear();
    resolution.attempt.number = 0;
}

template <class Key>
void
LispRequester<Key>::Answered(const Key& prefix)
{
    const auto found = m_resolutions.find(prefix);
    if (found == m_resolutions.end())
    {
        return;
    }
    Resolution& resolution = found->second;
    ForgetNonces(resolution);
    resolution.state = State::RESTING;
    resolution.wanted = false;
    m_deadlines.Set(prefix, resolution.last + m_limits.interval);
}

template <class Key>
void
LispRequester<Key>::OnDeadline(const Key& prefix)
{
    const auto found = m_resolutions.find(prefix);
    if (found == m_resolutions.end())
    {
        return;
    }
    Resolution& resolution = found->second;
    if (resolution.state == State::ASKING)
    {
        if (resolution.attempt.number <= m_limits.maxRetransmits)
        {
            Send(resolution);
            return;
        }
        resolution.state = State::HOLDING;
        resolution.wanted = false;
        m_deadlines.Set(prefix, resolution.last + m_limits.holdTime);
        m_failed(prefix);
        return;
    }
    ForgetNonces(resolution);
    if (resolution.wanted)
    {
        resolution.wanted = false;
        Send(resolution);
        return;
    }
    m_resolutions.erase(found);
}

template <class Key>
void
LispRequester<Key>::Clear()
{
    m_deadlines.Clear();
    m_nonces.clear();
    m_resolutions.clear();
}

template <class Key>
std::size_t
LispRequester<Key>::GetPending() const
{
    return std::count_if(m_resolutions.begin(), m_resolutions.end(), [](const auto& entry) {
        return entry.second.state != State::RESTING;
    });
}

/// What an ITR asks for unicast EIDs.
using LispMapRequester = LispRequester<EidPrefix>;

} // namespace ns3

#endif /* LISP_MAP_REQUESTER_H */
