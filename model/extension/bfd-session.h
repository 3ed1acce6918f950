/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef BFD_SESSION_H
#define BFD_SESSION_H

#include "bfd-control-header.h"

#include "ns3/event-id.h"
#include "ns3/nstime.h"
#include "ns3/object.h"
#include "ns3/traced-callback.h"

#include <functional>

namespace ns3
{

class Node;
class Packet;
class UniformRandomVariable;

/**
 * @brief One end of a BFD session (RFC 5880) in asynchronous mode, both ends active, as BFD for
 * pseudowires has it (RFC 5885 section 3.1).
 *
 * **Scope and limitations.** No authentication, no demand mode and no echo function.
 */
class BfdSession : public Object
{
  public:
    using State = BfdControlHeader::State;           //!< see there
    using Diagnostic = BfdControlHeader::Diagnostic; //!< see there

    /// @return the type
    static TypeId GetTypeId();

    BfdSession();
    ~BfdSession() override;

    /// Sends a BFD Control packet to the other end.
    using Sender = std::function<void(const Ptr<Packet>& packet)>;
    /**
     * @brief Begin, in state DOWN.
     * @param node the host
     * @param discriminator names the session on this host; not 0
     * @param sender sends packets
     * @param changed is called when IsUp has changed
     */
    void Start(Ptr<Node> node,
               uint32_t discriminator,
               Sender sender,
               std::function<void()> changed);
    /// Say and hear nothing any more.
    void Stop();
    /**
     * @brief Hold the session down, or let it go (RFC 5880 section 6.8.16). Held down, it is in
     * state ADMIN_DOWN and goes on saying so; the other end is down as soon as it hears it.
     * @param down true to hold it down
     */
    void SetAdminDown(bool down);

    /**
     * @brief A packet came from the other end.
     * @param packet a BFD Control packet
     * @return false if something is wrong with it, or it is not for this session (RFC 5880 section
     * 6.8.6); one that is right but not heeded, while the session is held down, is no mistake
     */
    bool Receive(const Ptr<const Packet>& packet);

    /// @return the state
    State GetState() const;
    /// @return true if the state is UP
    bool IsUp() const;
    /// @return why the state last changed
    Diagnostic GetDiagnostic() const;
    /// @return without a packet for this long the session goes down; zero before the first one
    Time GetDetectionTime() const;
    /// @return packets sent
    uint64_t GetSent() const;
    /// @return packets received, without those that were discarded
    uint64_t GetReceived() const;

    /**
     * @brief Fix the random numbers of the jitter.
     * @param stream the first stream to use @return the number of streams used
     */
    int64_t AssignStreams(int64_t stream);

    /**
     * @brief Signature of the trace source State.
     * @param before the state that was @param now the state that is
     */
    typedef void (*StateTracedCallback)(State before, State now);

  protected:
    void DoDispose() override;

  private:
    /// @param state the new one @param diagnostic why
    void SetState(State state, Diagnostic diagnostic);
    /// @param header of a packet, of the right form @return true if it is for this session
    bool IsOurs(const BfdControlHeader& header) const;
    /// @param remote what the other end is in: the state machine (RFC 5880 section 6.8.6)
    void Step(State remote);
    /// @return the interval that we would like to send at (RFC 5880 section 6.8.3)
    Time GetDesiredMinTx() const;
    /// Send the periodic packet, and schedule the next.
    void SendPeriodic();
    /// Schedule the next periodic packet, counted from the last one.
    void Arm();
    /// @param flags POLL, FINAL or none
    void Transmit(uint8_t flags);
    /// Nothing was heard for the detection time.
    void Expire();

    Time m_interval;                                    //!< attribute Interval
    uint8_t m_multiplier;                               //!< attribute Multiplier
    Sender m_sender;                                    //!< sends packets; null: stopped
    std::function<void()> m_changed;                    //!< hears of IsUp
    Ptr<UniformRandomVariable> m_jitter;                //!< of the intervals
    State m_state{State::DOWN};                         //!< bfd.SessionState
    Diagnostic m_diagnostic{Diagnostic::NO_DIAGNOSTIC}; //!< bfd.LocalDiag
    uint32_t m_local{0};                                //!< bfd.LocalDiscr
    uint32_t m_remote{0};                               //!< bfd.RemoteDiscr
    Time m_remoteMinRx;                                 //!< bfd.RemoteMinRxInterval
    bool m_polling{false};                              //!< a Poll Sequence is under way
    Time m_lastSent;                                    //!< when the last periodic packet left
    Time m_detection;                                   //!< see GetDetectionTime
    EventId m_sendEvent;                                //!< the next periodic packet
    EventId m_detectEvent;                              //!< see Expire
    uint64_t m_sent{0};                                 //!< see GetSent
    uint64_t m_received{0};                             //!< see GetReceived
    TracedCallback<State, State> m_stateTrace;          //!< "State"
};

} // namespace ns3

#endif /* BFD_SESSION_H */
