/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef LISP_ECHO_NONCE_H
#define LISP_ECHO_NONCE_H

#include "lisp-deadlines.h"

#include "ns3/lisp-header-signals.h"
#include "ns3/random-variable-stream.h"
#include "ns3/rloc-table.h"

#include <functional>
#include <unordered_set>
#include <vector>

namespace ns3
{

/**
 * @brief Nonces that are asked to be echoed, by data packets between two locators (RFC 9300 section
 * 10.1).
 *
 * A locator that is sent to is, one after the other:
 *
 * - IDLE until Interval after its last echo;
 * - REQUESTING: each packet to it has the E bit and its nonce. Its echo makes it IDLE. A packet
 *   from it that is no echo, once Timeout is over and MinRequests are out, makes it DOWN. Silence
 *   says nothing: after RequestTime it is IDLE again;
 * - SUSPENDED, once in a request: it asks for an echo itself and gets its own first, for
 *   SuspendTime;
 * - DOWN until RetryAfter is over or something else has reached it; then it is asked anew.
 *
 * An echo is owed to a locator by the locator of ours that it was asked at, and goes out with the
 * next packet between these two. So a site that answers from another uplink is not taken to be
 * silent: only packets between the same two locators count. Where it owes one all the time, every
 * other packet is a request.
 */
class LispEchoNonce
{
  public:
    /// The timers and limits: references to the owner's attributes.
    struct Limits
    {
        const Time& interval;        //!< from an echo to the next request
        const Time& timeout;         //!< without an echo
        const uint32_t& minRequests; //!< packets that asked in that time
        const Time& requestTime;     //!< after which a request without any answer ends
        const Time& suspendTime;     //!< for the other side's request
        const Time& retryAfter;      //!< until a locator that is down is tried; 0: never
    };

    /// What the owner does.
    struct Owner
    {
        /// A request begins: the locator, its nonce.
        std::function<void(RlocTable::Id, uint32_t)> onRequest;
        /// An echo came: the locator, the time since the request began.
        std::function<void(RlocTable::Id, Time)> onEcho;
        /// A locator is down, or is to be tried again.
        std::function<void(RlocTable::Id, bool)> setUp;
    };

    /// What has been counted.
    struct Statistics
    {
        uint64_t requests{0};     //!< begun
        uint64_t echoes{0};       //!< received for them
        uint64_t unanswered{0};   //!< requests by which a locator went down
        uint64_t inconclusive{0}; //!< requests that ended in silence
        uint64_t sent{0};         //!< echoes sent
        uint64_t unknown{0};      //!< nonces received that nobody asked for
    };

    /**
     * @param limits the timers
     * @param owner what the owner does
     * @param random draws nonces
     */
    LispEchoNonce(const Limits& limits, Owner owner, Ptr<UniformRandomVariable> random);

    /// @param rlocs the node's locators; null: stop, and leave none down
    void SetTable(RlocTable* rlocs);

    /**
     * @brief Put a nonce into a header, if there is one to be asked or echoed.
     * @param header the header
     * @param packet about it
     */
    void Write(LispDataHeader& header, const LispHeaderSignals::Outgoing& packet);
    /**
     * @brief Heed the nonce of a header, or that it has none.
     * @param header the header
     * @param packet about it
     * @param id the number of its outer source
     */
    void Read(const LispDataHeader& header,
              const LispHeaderSignals::Incoming& packet,
              RlocTable::Id id);

    /// @param id a locator that answered to something else: the request ends, it is tried again
    void Confirm(RlocTable::Id id);
    /// @param id a locator that is forgotten
    void Forget(RlocTable::Id id);

    /// @return what has been counted
    const Statistics& GetStatistics() const
    {
        return m_statistics;
    }

  private:
    /// Where a locator stands.
    enum class State : uint8_t
    {
        IDLE,
        REQUESTING,
        SUSPENDED,
        DOWN,
    };

    /// An echo that is owed.
    struct Debt
    {
        NetworkAddress at; //!< the locator of ours that was asked
        uint32_t nonce{0}; //!< what it was asked for
        bool owed{false};  //!< not sent so far
    };

    /// A locator.
    struct Peer
    {
        uint32_t generation{0};   //!< of its number
        State state{State::IDLE}; //!< where it stands
        bool wasSuspended{false}; //!< in this request
        bool hasEchoed{false};    //!< the last nonce sent to it was an echo
        uint32_t nonce{0};        //!< of the request
        uint32_t sent{0};         //!< packets of the request
        int64_t since{0};         //!< when the first of these went out
        int64_t next{0};          //!< when the next request begins, or goes on
        NetworkAddress from;      //!< the locator of ours that they went out from
        std::vector<Debt> debts;  //!< one for each locator of ours that was asked
    };

    /// @param id a known locator @return where it stands
    Peer& Get(RlocTable::Id id);
    /// @param peer a locator @param at a locator of ours @return its debt there; nullptr: none yet
    static Debt* FindDebt(Peer& peer, const NetworkAddress& at);
    /// @param id a locator @param peer it: ask for an echo from now on
    void Start(RlocTable::Id id, Peer& peer);
    /// @param peer a locator that is not asked any more @param state where it stands then
    void End(Peer& peer, State state);
    /// @param id a locator that sent a packet without an echo @param peer it @param packet the
    /// packet
    void Miss(RlocTable::Id id, Peer& peer, const LispHeaderSignals::Incoming& packet);
    /// @param id a locator that is down no longer
    void Retry(RlocTable::Id id);

    const Limits m_limits;                    //!< of the owner
    const Owner m_owner;                      //!< what it does
    Ptr<UniformRandomVariable> m_random;      //!< nonces
    RlocTable* m_rlocs{nullptr};              //!< of the node
    std::vector<Peer> m_peers;                //!< by the locators' numbers
    std::unordered_set<uint32_t> m_nonces;    //!< of requests: no two locators have the same
    LispDeadlines<RlocTable::Id> m_deadlines; //!< of locators that are down
    Statistics m_statistics;                  //!< counters
};

} // namespace ns3

#endif /* LISP_ECHO_NONCE_H */
