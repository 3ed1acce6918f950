/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef LISP_FLAP_GUARD_H
#define LISP_FLAP_GUARD_H

#include "ns3/eid-prefix.h"
#include "ns3/nstime.h"

#include <cstdint>
#include <deque>
#include <optional>
#include <unordered_map>

namespace ns3
{

/**
 * @brief Counts how often each host moves between data centres, and holds those that do so too
 * often: two hosts with one address look just like that.
 *
 * As RFC 7432 section 15.1 does for MAC addresses: a host with so many moves in the window is not
 * believed to come back until some time has passed. Time comes in as an argument.
 */
class LispFlapGuard
{
  public:
    /// The limits: references to the owner's attributes.
    struct Limits
    {
        const uint32_t& moves; //!< that a host may have within the window; 0: any number
        const Time& window;    //!< over which they are counted
        const Time& hold;      //!< how long a host with more is held
    };

    /// What a sighting may come to.
    enum class Verdict
    {
        FREE,   //!< nothing is against it
        BEGINS, //!< one move too many: held from now on
        HELD,   //!< held since earlier
    };

    /// @param limits the limits
    explicit LispFlapGuard(const Limits& limits);

    /// @param eid a host that somebody else says has moved @param now the time
    void Count(const EidPrefix& eid, Time now);
    /// @param eid a host that is about to move here @param now the time @return whether it may
    Verdict Move(const EidPrefix& eid, Time now);
    /// @param eid a host @param now the time @return until when it is held; nothing if it is not
    std::optional<Time> GetHold(const EidPrefix& eid, Time now) const;
    /// Forget everything.
    void Clear();

    /// @param hosts the most hosts to count moves of; of further ones none are counted
    void SetMaxHosts(std::size_t hosts)
    {
        m_maxHosts = hosts;
    }

    /// @return the moves counted, of all hosts
    uint64_t GetMoves() const
    {
        return m_moves;
    }

    /// @return the times a host came to be held
    uint64_t GetHolds() const
    {
        return m_holds;
    }

  private:
    /// What is known of a host.
    struct History
    {
        std::deque<Time> moves; //!< within the window, the oldest first
        Time heldUntil{0};      //!< not held from then on
    };

    /// @param eid a host @param now the time @return its history; nullptr if there is no room
    History* Find(const EidPrefix& eid, Time now);
    /// @param history a history @param now the time @return true if it says nothing any more
    bool IsOver(const History& history, Time now) const;

    const Limits m_limits;                          //!< of the owner
    std::unordered_map<EidPrefix, History> m_hosts; //!< those that moved
    std::size_t m_maxHosts{100000};                 //!< most of them
    Time m_prunedAt{0};                             //!< when old ones were last let go
    uint64_t m_moves{0};                            //!< see GetMoves
    uint64_t m_holds{0};                            //!< see GetHolds
};

} // namespace ns3

#endif /* LISP_FLAP_GUARD_H */
