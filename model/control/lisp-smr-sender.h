/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef LISP_SMR_SENDER_H
#define LISP_SMR_SENDER_H

#include "lisp-deadlines.h"

#include "ns3/eid-prefix.h"

#include <deque>
#include <functional>
#include <unordered_map>

namespace ns3
{

/**
 * @brief Spaces out the Solicit-Map-Requests of an ETR: to a locator at most one an interval (RFC
 * 9301 section 6.1).
 *
 * Those about further EID-prefixes wait for their turn; one that was just sent, or waits already,
 * is not sent again. One that waits while its ITR asks by itself has no purpose any more: so a site
 * that hears of many hosts at once, whom nobody has cached, is free for those that move.
 */
class LispSmrSender
{
  public:
    /// Sends a Solicit-Map-Request to a locator, about an EID-prefix.
    using SendCallback = std::function<void(const NetworkAddress&, const EidPrefix&)>;

    /**
     * @param interval between those to a locator: the owner's attribute
     * @param maxPeers the most locators solicited within an interval: the owner's attribute
     * @param send sends one
     */
    LispSmrSender(const Time& interval, const uint32_t& maxPeers, SendCallback send);

    /**
     * @brief Solicit, now or when it may be.
     * @param rloc the locator of an ITR
     * @param eid what has changed
     * @param again whether it has changed since what was sent within the interval
     * @return false if it was sent within the interval, waits already, or too many wait
     */
    bool Solicit(const NetworkAddress& rloc, const EidPrefix& eid, bool again = false);

    /**
     * @brief An ITR that asked by itself was answered: what waits for it of that goes.
     * @param rloc a locator of the ITR
     * @param eid what it asked for
     */
    void Answered(const NetworkAddress& rloc, const EidPrefix& eid);

    /// Forget everything.
    void Clear();

  private:
    /// A locator that was solicited within the interval.
    struct Peer
    {
        EidPrefix last;                //!< what was sent last
        std::deque<EidPrefix> waiting; //!< what comes next
    };

    /// @param rloc a locator whose interval is over
    void OnDeadline(const NetworkAddress& rloc);

    const Time& m_interval;                           //!< of the owner
    const uint32_t& m_maxPeers;                       //!< of the owner
    SendCallback m_send;                              //!< of the owner
    std::unordered_map<NetworkAddress, Peer> m_peers; //!< by locator
    LispDeadlines<NetworkAddress> m_deadlines;        //!< of m_peers
};

} // namespace ns3

#endif /* LISP_SMR_SENDER_H */
