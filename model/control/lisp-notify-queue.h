/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef LISP_NOTIFY_QUEUE_H
#define LISP_NOTIFY_QUEUE_H

#include "lisp-control-port.h"
#include "lisp-deadlines.h"
#include "lisp-key.h"

#include "ns3/eid-prefix.h"

#include <cstdint>
#include <functional>
#include <map>
#include <utility>
#include <vector>

namespace ns3
{

/**
 * @brief The unsolicited Map-Notify messages of a Map-Server that wait for a Map-Notify-Ack.
 *
 * Each is sent, repeated some times at the same interval, then some times at doubled intervals
 * (RFC 9301 section 5.7), until it is acknowledged, given up, or replaced by a newer one about the
 * same EID-prefix to the same receiver.
 */
class LispNotifyQueue
{
  public:
    /// The timers and limits: references to the owner's attributes.
    struct Limits
    {
        const Time& interval;       //!< of the first repeats
        const uint32_t& repeats;    //!< at that interval
        const uint32_t& backoffs;   //!< at doubled intervals, after these
        const uint32_t& maxPending; //!< messages
    };

    /// Told of a message that was not acknowledged: what it was about, and whose it was.
    using GivenUpCallback = std::function<void(const EidPrefix&, const NetworkAddress&)>;

    /**
     * @param limits the timers and limits
     * @param givenUp told of a message that was not acknowledged; may be empty
     */
    LispNotifyQueue(const Limits& limits, GivenUpCallback givenUp);

    /**
     * @brief Send a message until it is acknowledged.
     * @param port the control port
     * @param eid what it is about
     * @param message the message, unsigned, with a nonce of its own
     * @param key what to sign it with
     * @param path where to
     * @return false if too many wait
     */
    bool Send(Ptr<LispControlPort> port,
              const EidPrefix& eid,
              LispMapNotify message,
              const LispKey& key,
              const LispControlPath& path);

    /**
     * @brief Take a Map-Notify-Ack.
     * @param reception its reception
     * @param ack the message
     * @return nothing if it ends a repetition; otherwise why it does not
     */
    std::optional<LispControlDrop> Acknowledge(const LispReception& reception,
                                               const LispMapNotifyAck& ack);

    /**
     * @param eid an EID-prefix
     * @param receiver an address
     * @return when a message about it was first sent there, if it waits for its acknowledgement
     */
    std::optional<Time> GetPendingSince(const EidPrefix& eid, const NetworkAddress& receiver) const;

    /// @param eid an EID-prefix @param receiver an address: no more messages about it there
    void Cancel(const EidPrefix& eid, const NetworkAddress& receiver);

    /// @return messages that wait
    std::size_t GetSize() const
    {
        return m_pending.size();
    }

    /// Forget everything.
    void Clear();

  private:
    /// A message that waits.
    struct Pending
    {
        Ptr<LispControlPort> port;   //!< of the owner
        EidPrefix eid;               //!< what it is about
        LispMessage message;         //!< unsigned
        std::vector<uint8_t> octets; //!< signed
        LispKey key;                 //!< what signed it
        LispControlPath path;        //!< where to
        Time since;                  //!< sent first
        uint32_t sent{0};            //!< how often
    };

    /// @param nonce of a message that is to be sent now
    void Transmit(uint64_t nonce);
    /// @param nonce of a message that waits no longer
    void Remove(uint64_t nonce);

    const Limits m_limits;                 //!< of the owner
    GivenUpCallback m_givenUp;             //!< of the owner
    std::map<uint64_t, Pending> m_pending; //!< by nonce
    /// Nonces by what the message is about and where it goes.
    std::map<std::pair<EidPrefix, NetworkAddress>, uint64_t> m_nonces;
    LispDeadlines<uint64_t> m_deadlines; //!< of m_pending
};

} // namespace ns3

#endif /* LISP_NOTIFY_QUEUE_H */
