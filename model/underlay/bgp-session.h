/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef BGP_SESSION_H
#define BGP_SESSION_H

#include "bgp-message.h"

#include "ns3/event-id.h"
#include "ns3/nstime.h"
#include "ns3/object.h"
#include "ns3/random-variable-stream.h"
#include "ns3/traced-callback.h"

#include <array>
#include <functional>
#include <ostream>
#include <vector>

namespace ns3
{

class NetDevice;
class Node;
class Socket;

/// The states of a session (RFC 4271 section 8.2.2).
enum class BgpState : uint8_t
{
    IDLE,
    CONNECT,
    ACTIVE,
    OPEN_SENT,
    OPEN_CONFIRM,
    ESTABLISHED,
};

/// @param state a state @return its name, such as "open-sent"
const char* ToString(BgpState state);
/// @param os a stream @param state a state @return the stream, after the state's name
std::ostream& operator<<(std::ostream& os, BgpState state);

/// Why a connection ended.
enum class BgpDownReason : uint8_t
{
    HOLD_TIMER,     //!< nothing came within the hold time
    INTERFACE_DOWN, //!< of this end
    CLOSED,         //!< TCP's connection ended, or could not be opened
    REFUSED,        //!< this end found an error, and sent a NOTIFICATION
    NOTIFIED,       //!< the other end did
    STOPPED,        //!< the script did
    REPLACED,       //!< the other end opened another before this one was established
    SEND_HOLD,      //!< the other end did not read within the send hold time
};

/// The number of values of BgpDownReason.
constexpr std::size_t BGP_DOWN_REASONS = static_cast<std::size_t>(BgpDownReason::SEND_HOLD) + 1;

/// @param reason a reason @return its name, such as "bgp-hold-timer"
const char* ToString(BgpDownReason reason);
/// @param os a stream @param reason a reason @return the stream, after the reason's name
std::ostream& operator<<(std::ostream& os, BgpDownReason reason);

/**
 * @brief One end of a BGP session with a neighbour on the same link: the state machine of RFC 4271
 * section 8 over a TCP connection.
 *
 * **Scope and limitations.** The end with the lower address listens, the other connects, so that
 * connections do not collide (section 6.8). A neighbour has to have four-octet AS numbers (RFC
 * 6793), and routes of one family, that of the session's addresses, are agreed on; without one of
 * these who opens the session does so no more (RFC 5492 section 3). TCP's segments are not signed.
 * An error in an UPDATE closes the session, as in RFC 4271 section 6.3, rather than as in RFC 7606.
 */
class BgpSession : public Object
{
  public:
    /// Whose session it is.
    struct Ends
    {
        Ptr<Node> node;         //!< this end
        Ptr<NetDevice> device;  //!< towards the neighbour
        NetworkAddress local;   //!< this end's address
        NetworkAddress remote;  //!< the neighbour's
        uint32_t localAs{0};    //!< this end's AS
        uint32_t remoteAs{0};   //!< the neighbour's
        uint32_t identifier{0}; //!< this end's
    };

    /// Who is told.
    struct Handlers
    {
        std::function<void()> established;            //!< UPDATEs may be sent
        std::function<void(const BgpUpdate&)> update; //!< one came
        std::function<void()> down;                   //!< it was established, and is no longer
        std::function<void()> room;                   //!< it is not behind any more
    };

    /// @return the type
    static TypeId GetTypeId();

    BgpSession();
    ~BgpSession() override;

    /**
     * @brief Say whose session it is, and start it.
     * @param ends whose @param handlers who is told @param isUp whether the interface is up
     */
    void Start(const Ends& ends, Handlers handlers, bool isUp);
    /// Close it for good. @param subcode says why (RFC 4486 section 4)
    void Stop(BgpCease subcode = BGP_ADMINISTRATIVE_SHUTDOWN);
    /// @return true if a connection of the neighbour would be taken
    bool MayAccept() const;
    /// @param socket a connection that the neighbour opened
    void Accept(Ptr<Socket> socket);
    /// @param isUp whether the interface towards the neighbour is, from now on
    void SetInterface(bool isUp);
    /// @param update to be sent, in as many messages as it takes; the session is established
    void Send(const BgpUpdate& update);
    /// @return true if the neighbour reads more slowly than it is sent to: Send should wait for
    /// room
    bool IsBehind() const;
    /// @param error an error in what came: it is sent, and the session closed
    void Refuse(const BgpNotification& error);

    /// @return the state
    BgpState GetState() const;
    /// @return whose session it is
    const Ends& GetEnds() const;
    /// @return what the neighbour's OPEN said, once the state is OPEN_CONFIRM
    const BgpOpen& GetPeer() const;
    /// @return the hold time that was agreed on
    Time GetHoldTime() const;
    /// @return how long after Start the connection is opened, at most
    Time GetStartDelay() const;
    /// @param type a type @return the messages sent
    uint64_t GetSent(BgpMessageType type) const;
    /// @param type a type @return the messages received
    uint64_t GetReceived(BgpMessageType type) const;
    /// @param reason a reason @return the connections that ended for it
    uint64_t GetDowns(BgpDownReason reason) const;
    /// @return the last NOTIFICATION that was sent or received
    const BgpNotification& GetLastError() const;
    /// @param stream first stream index to use @return the number of indices used
    int64_t AssignStreams(int64_t stream);

    /// Signature of the trace source State.
    typedef void (*StateTracedCallback)(BgpState from, BgpState to);
    /// Signature of the trace sources Sent and Received.
    typedef void (*MessageTracedCallback)(const BgpMessage& message);
    /// Signature of the trace source Down.
    typedef void (*DownTracedCallback)(BgpDownReason reason, const BgpNotification& error);

  protected:
    void DoDispose() override;

  private:
    /// @return true if this end opens the connection
    bool IsActive() const;
    /// @param time an interval @return it with jitter (RFC 4271 section 10)
    Time Jittered(Time time) const;
    /// @param state the state from now on
    void SetState(BgpState state);
    /// Wait for the neighbour, or for the time to connect to it.
    void Resume();
    /// Connect when it is time.
    void Arm();
    /// Open the connection.
    void Connect();
    /// @param socket is connected
    void HandleConnected(Ptr<Socket> socket);
    /// @param socket could not be connected
    void HandleNotConnected(Ptr<Socket> socket);
    /// @param socket was closed by the other end, or failed
    void HandleClosed(Ptr<Socket> socket);
    /// @param socket has room again @param room octets
    void HandleRoom(Ptr<Socket> socket, uint32_t room);
    /// Nothing came within the hold time.
    void HandleSilence();
    /// Nothing was read within the send hold time.
    void HandleDeafness();
    /// @param socket the connection, which is open
    void Begin(Ptr<Socket> socket);
    /// @param reason why the connection ended @param error to be sent before, if it is one
    void Fall(BgpDownReason reason, const BgpNotification& error);
    /// Let go of the connection.
    void CloseSocket();
    /// @param message to be sent
    void Transmit(const BgpMessage& message);
    /// Give TCP what it has room for.
    void Flush();
    /// @param socket has octets
    void Receive(Ptr<Socket> socket);
    /// @param message came
    void Handle(const BgpMessage& message);
    /// @param open came, in OPEN_SENT
    void HandleOpen(const BgpOpen& open);
    /// @param wait how long for the next message
    void RestartHold(Time wait);
    /// Send a KEEPALIVE, and wait for the time of the next.
    void SendKeepalive();
    /// Wait for the time of the next KEEPALIVE from now on.
    void RestartKeepalive();
    /// @param hold the attribute HoldTime @throws std::invalid_argument if it may not be offered
    void SetOfferedHoldTime(Time hold);
    /// @return the attribute HoldTime
    Time GetOfferedHoldTime() const;

    Ends m_ends;                                       //!< whose session it is
    Handlers m_handlers;                               //!< who is told
    BgpState m_state{BgpState::IDLE};                  //!< see there
    bool m_isUp{false};                                //!< the interface
    bool m_isStopped{true};                            //!< for good
    bool m_isFirst{true};                              //!< no connection was opened yet
    Ptr<Socket> m_socket;                              //!< the connection; null: none
    BgpOpen m_peer;                                    //!< what its OPEN said
    BgpNotification m_lastError;                       //!< see GetLastError
    std::vector<uint8_t> m_input;                      //!< of a message that is not all there
    std::vector<uint8_t> m_output;                     //!< what TCP has no room for yet
    EventId m_startTimer;                              //!< until Connect
    EventId m_connectRetry;                            //!< ConnectRetryTimer
    EventId m_hold;                                    //!< HoldTimer
    EventId m_keepalive;                               //!< KeepaliveTimer
    EventId m_sendHold;                                //!< SendHoldTimer
    Time m_agreedHold;                                 //!< see GetHoldTime
    Time m_holdTime;                                   //!< offered
    Time m_sendHoldTime;                               //!< see the attribute
    Time m_connectRetryTime;                           //!< see the attribute
    Time m_idleHoldTime;                               //!< see the attribute
    Time m_startDelay;                                 //!< see the attribute
    bool m_fastFallOver;                               //!< see the attribute
    Ptr<UniformRandomVariable> m_jitter;               //!< of timers
    std::array<uint64_t, 5> m_sent{};                  //!< by type
    std::array<uint64_t, 5> m_received{};              //!< by type
    std::array<uint64_t, BGP_DOWN_REASONS> m_downs{};  //!< by reason
    TracedCallback<BgpState, BgpState> m_stateTrace;   //!< "State"
    TracedCallback<const BgpMessage&> m_sentTrace;     //!< "Sent"
    TracedCallback<const BgpMessage&> m_receivedTrace; //!< "Received"
    TracedCallback<BgpDownReason, const BgpNotification&> m_downTrace; //!< "Down"
};

} // namespace ns3

#endif /* BGP_SESSION_H */
