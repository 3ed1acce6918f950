/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef HOST_ROUTE_CHANNEL_H
#define HOST_ROUTE_CHANNEL_H

#include "host-route-message.h"

#include "ns3/callback.h"
#include "ns3/event-id.h"
#include "ns3/nstime.h"
#include "ns3/object.h"
#include "ns3/traced-callback.h"

#include <array>
#include <map>
#include <ostream>
#include <set>
#include <utility>

namespace ns3
{

class Node;
class Socket;

/**
 * @brief Why a HostRouteMessage came to nothing.
 */
enum class HostRouteDropReason : uint8_t
{
    MALFORMED,    //!< it breaks the format
    UNKNOWN_PEER, //!< it came from someone who is no peer
    NO_ANSWER,    //!< it was repeated as often as allowed, and never acknowledged
    SUPERSEDED,   //!< a newer one about the host took its place before it was acknowledged
    NOT_SENT,     //!< the socket refused it
    STALE,        //!< what it says is not newer than what is known
    NO_ROOM,      //!< there are as many hosts as allowed already
    NOT_OURS,     //!< it is about a host that this router has nothing to do with, or cannot route
};

/// The number of values of HostRouteDropReason.
constexpr std::size_t HOST_ROUTE_DROP_REASONS =
    static_cast<std::size_t>(HostRouteDropReason::NOT_OURS) + 1;

/// @param reason a reason @return its name, such as "host-route-stale"
const char* ToString(HostRouteDropReason reason);
/// @param os a stream @param reason a reason @return the stream, after the reason's name
std::ostream& operator<<(std::ostream& os, HostRouteDropReason reason);

/**
 * @brief Carries HostRouteMessages between routers that know each other, over UDP, and repeats each
 * until it is acknowledged.
 *
 * Of the messages about one host to one peer only the latest is repeated.
 */
class HostRouteChannel : public Object
{
  public:
    /// Called with the peer and an advertisement or a withdrawal.
    using ReceiveCallback = Callback<void, const NetworkAddress&, const HostRouteMessage&>;

    /// @return the type
    static TypeId GetTypeId();

    HostRouteChannel();
    ~HostRouteChannel() override;

    /**
     * @brief Open the channel's port on a router.
     * @param node a node with IPv4 or IPv6
     * @param callback gets what peers say
     * @throws std::invalid_argument if it is open already, the node has neither, or the port is
     * taken
     */
    void Open(Ptr<Node> node, ReceiveCallback callback);
    /**
     * @brief Accept and send messages from and to a router.
     * @param peer the address that it sends from
     * @throws std::invalid_argument if it is no unicast IPv4 or IPv6 address, or one that the node
     * has no stack for
     */
    void AddPeer(const NetworkAddress& peer);
    /// @return the peers
    const std::set<NetworkAddress>& GetPeers() const;

    /// @param peer a peer @param message to be sent to it, and repeated until acknowledged
    void Send(const NetworkAddress& peer, const HostRouteMessage& message);
    /// @param message came to nothing @param reason why
    void Drop(const HostRouteMessage& message, HostRouteDropReason reason);

    /// @param type a type @return the messages sent, repetitions included
    uint64_t GetSent(HostRouteMessage::Type type) const;
    /// @param type a type @return the messages received from peers
    uint64_t GetReceived(HostRouteMessage::Type type) const;
    /// @param reason a reason @return the messages that came to nothing for it
    uint64_t GetDrops(HostRouteDropReason reason) const;
    /// @return the messages that wait for an acknowledgement
    std::size_t GetUnacknowledged() const;

    /// Signature of the trace sources Sent and Received.
    typedef void (*MessageTracedCallback)(const NetworkAddress& peer,
                                          const HostRouteMessage& message);
    /// Signature of the trace source Drop; a malformed message is an empty one here.
    typedef void (*DropTracedCallback)(const HostRouteMessage& message, HostRouteDropReason reason);

  protected:
    void DoDispose() override;

  private:
    /// A message that is repeated.
    struct Unacknowledged
    {
        HostRouteMessage message; //!< the message
        Time next;                //!< when to repeat it
        Time interval;            //!< between the latest two
        uint32_t repeats{0};      //!< so far
    };

    /// @param family of the socket @return it, open; null if the node has no such stack
    Ptr<Socket> OpenSocket(AddressFamily family);
    /// @param peer a peer @return the socket to reach it by, or null
    Ptr<Socket> GetSocket(const NetworkAddress& peer) const;
    /// @param peer to whom @param message what
    void Transmit(const NetworkAddress& peer, const HostRouteMessage& message);
    /// @param socket has something
    void Receive(Ptr<Socket> socket);
    /// Repeat what is due.
    void Repeat();
    /// Let Repeat be called when the next message is due.
    void ScheduleRepeat();

    Ptr<Node> m_node;                 //!< the router
    Ptr<Socket> m_ipv4;               //!< null: no IPv4
    Ptr<Socket> m_ipv6;               //!< null: no IPv6
    ReceiveCallback m_callback;       //!< gets what peers say
    std::set<NetworkAddress> m_peers; //!< who may say something
    std::map<std::pair<NetworkAddress, NetworkAddress>, Unacknowledged>
        m_unacknowledged;  //!< by peer and host
    EventId m_timer;       //!< of the one that is due first
    uint16_t m_port;       //!< UDP port
    Time m_interval;       //!< to the first repetition
    Time m_maxInterval;    //!< between two
    uint32_t m_maxRepeats; //!< of one message
    std::array<uint64_t, HostRouteMessage::ACKNOWLEDGE + 1> m_sent{};               //!< by type
    std::array<uint64_t, HostRouteMessage::ACKNOWLEDGE + 1> m_received{};           //!< by type
    std::array<uint64_t, HOST_ROUTE_DROP_REASONS> m_drops{};                        //!< by reason
    TracedCallback<const NetworkAddress&, const HostRouteMessage&> m_sentTrace;     //!< "Sent"
    TracedCallback<const NetworkAddress&, const HostRouteMessage&> m_receivedTrace; //!< "Received"
    TracedCallback<const HostRouteMessage&, HostRouteDropReason> m_dropTrace;       //!< "Drop"
};

} // namespace ns3

#endif /* HOST_ROUTE_CHANNEL_H */
