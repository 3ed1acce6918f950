/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef LISP_RLOC_PROBER_H
#define LISP_RLOC_PROBER_H

#include "lisp-control-port.h"
#include "lisp-deadlines.h"

#include "ns3/eid-prefix.h"
#include "ns3/random-variable-stream.h"
#include "ns3/rloc-table.h"

#include <deque>
#include <functional>
#include <optional>
#include <unordered_map>
#include <vector>

namespace ns3
{

class LispXtr;
class LocatorSet;

/**
 * @brief Probes the locators of a map-cache (RFC 9301 section 7.1): finds those that do not answer,
 * and how long it takes to the others and back.
 *
 * Each locator is probed by itself, whatever the number of mappings that have it: after a first,
 * random delay, then at a jittered interval, by a Map-Request with the P bit straight to it. One
 * that is not answered in time is repeated, each time with more patience; after some the locator is
 * down, probed further at an interval of its own, and up at the first answer. A locator is left
 * alone while nothing was sent to any locator of its mapping for a while.
 *
 * The proxy ETRs that the router uses are probed as the locators of a mapping of every address, the
 * EID-prefix of length 0: no mapping has them, and this is what they serve (RFC 6832 section 6).
 */
class LispRlocProber
{
  public:
    /// The timers and limits: references to the owner's attributes, which may change at any time.
    struct Limits
    {
        const bool& enabled;      //!< probe at all
        const Time& interval;     //!< between an answer and the next probe
        const double& jitter;     //!< the part of an interval that is drawn
        const Time& downInterval; //!< between those of a locator that is down; 0: interval
        const Time& firstDelay;   //!< the first probe of a locator comes within it
        const Time& timeout;      //!< before the first repeat
        const double& backoff;    //!< by which it grows from repeat to repeat
        const uint32_t& attempts; //!< unanswered ones after which a locator is down
        const Time& idleTime;     //!< without packets after which it is left alone; 0: never
    };

    /// What the owner does.
    struct Owner
    {
        /// A probe went out: to whom, about what, unanswered ones before it.
        std::function<void(const NetworkAddress&, const EidPrefix&, unsigned)> onSent;
        /// A probe was answered: the locator, the round-trip time, the smoothed one.
        std::function<void(RlocTable::Id, Time, Time)> onAnswered;
        /// A probe was not answered in time: the locator.
        std::function<void(RlocTable::Id)> onTimedOut;
        /// The first probe of a Confirm was not answered in time: the locator.
        std::function<void(RlocTable::Id)> onUnconfirmed;
    };

    /// What is known of a locator by probes.
    struct Measured
    {
        Time last{0};         //!< the last round-trip time
        Time smoothed{0};     //!< SRTT of RFC 6298 section 2
        Time variation{0};    //!< RTTVAR of the same
        uint64_t sent{0};     //!< probes
        uint64_t answered{0}; //!< of these
        uint64_t timedOut{0}; //!< of these
    };

    /**
     * @param limits the timers
     * @param owner what the owner does
     * @param random draws nonces and intervals
     */
    LispRlocProber(const Limits& limits, Owner owner, Ptr<UniformRandomVariable> random);

    /// @param xtr whose map-cache @param port where probes go out: from now on it works
    void Start(Ptr<LispXtr> xtr, Ptr<LispControlPort> port);
    /// Forget everything, and the tunnel router.
    void Stop();

    /// @param id a locator that is known from now on
    void Add(RlocTable::Id id);
    /// @param id a locator that is forgotten
    void Remove(RlocTable::Id id);

    /**
     * @brief Probe a locator now, whether or not that is its turn.
     * @param id a locator that a mapping in the map-cache has, or a proxy ETR
     * @return false if it cannot be probed: it is neither, or is our own
     */
    bool Confirm(RlocTable::Id id);

    /**
     * @brief Take the answer to a probe.
     * @param reply a Map-Reply with the P bit
     * @return the EID-prefix that the probe was about; nothing: no probe of that nonce waits for
     * an answer
     */
    std::optional<EidPrefix> Receive(const LispMapReply& reply);

    /// @param id a locator @return what is known of it; nullptr: it was never probed
    const Measured* Get(RlocTable::Id id) const;

  private:
    /// Where a locator stands.
    struct State
    {
        Measured measured;            //!< so far
        EidPrefix eid;                //!< of the last probe
        std::vector<uint64_t> nonces; //!< that an answer may have
        unsigned unanswered{0};       //!< attempts of this round
        bool isWaiting{false};        //!< the last one may still be answered
        bool isConfirming{false};     //!< see Confirm
        Time wantedUntil{0};          //!< packets went to another locator of its mapping
    };

    /// A probe that may be answered.
    struct Outstanding
    {
        RlocTable::Id id; //!< to whom
        Time sent;        //!< when
    };

    /// @param id a locator that is due
    void OnDeadline(RlocTable::Id id);
    /// @param id a locator whose probe was not answered in time
    void OnTimeout(RlocTable::Id id);
    /// @param id a locator @return what to ask it for: the EID-prefix of a mapping, of length 0 for
    /// a proxy ETR; none: there is nothing to ask it for
    EidPrefix GetQuestion(RlocTable::Id id) const;
    /// @param id a locator @return those that stand in for each other, it among them: of its
    /// mapping, or the proxy ETRs; nullptr: none are known
    const LocatorSet* GetSet(RlocTable::Id id) const;
    /// @param id a locator @return true if it may be probed: it is not ours, can be asked for
    /// something, and has a family that we can send
    bool CanProbe(RlocTable::Id id) const;
    /// @param id a locator @return true if packets go to its mapping, or would if it were up
    bool IsWanted(RlocTable::Id id);
    /// @param id a locator: probe it now
    void Send(RlocTable::Id id);
    /// @param id a locator @param interval about when to probe it next
    void Arm(RlocTable::Id id, Time interval);
    /// @param state one whose probes are waited for no longer
    void ForgetNonces(State& state);

    const Limits m_limits;               //!< of the owner
    const Owner m_owner;                 //!< what it does
    Ptr<UniformRandomVariable> m_random; //!< nonces and intervals
    Ptr<LispXtr> m_xtr;                  //!< whose map-cache
    Ptr<LispControlPort> m_port;         //!< where probes go out
    std::deque<State> m_states;          //!< by the locators' numbers; they stay where they are
    std::unordered_map<uint64_t, Outstanding> m_probes; //!< by nonce
    LispDeadlines<RlocTable::Id> m_deadlines;           //!< of m_states
};

} // namespace ns3

#endif /* LISP_RLOC_PROBER_H */
