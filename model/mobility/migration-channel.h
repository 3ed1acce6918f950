/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef MIGRATION_CHANNEL_H
#define MIGRATION_CHANNEL_H

#include "hypervisor-drop-reason.h"
#include "migration-message.h"

#include "ns3/event-id.h"
#include "ns3/network-address.h"
#include "ns3/nstime.h"
#include "ns3/ptr.h"
#include "ns3/simple-ref-count.h"
#include "ns3/type-id.h"

#include <array>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>

namespace ns3
{

class Node;
class Packet;
class Socket;

/**
 * @brief One end of the TCP connection between two hypervisors: messages in both directions.
 *
 * Bulk is pulled: the channel asks its user for the next message when the rate allows it and little
 * of what it handed to TCP waits there to be sent (MAX_UNSENT, as the socket option
 * TCP_NOTSENT_LOWAT of Linux does), so that what the user decides late leaves soon. n octets at a
 * rate of r bit/s take n * 8 / r seconds from the first pull to the next one after them, unless TCP
 * takes longer; a limit that TCP did not use up is not made good for later. Control messages of
 * Send go first, and are not held to the rate.
 *
 * What arrives is read at once, and no octet of it is trusted. An end that has nothing to say sends
 * ALIVE four times in the stall time, but for one that has accepted and has no user of its own yet
 * (SetUser). If for the stall time nothing is heard from the other end, or
 * nothing of what was sent is acknowledged, the channel has failed.
 */
class MigrationChannel : public SimpleRefCount<MigrationChannel>
{
  public:
    static constexpr uint32_t PIECE = 65536;          //!< octets handed to TCP at once, at most
    static constexpr uint32_t MAX_UNSENT = 2 * PIECE; //!< octets that wait in TCP, about

    /// How TCP is to be.
    struct Tcp
    {
        TypeId congestionControl; //!< a TcpCongestionOps
        uint32_t window;          //!< octets of each buffer
        uint32_t initialWindow;   //!< segments
        uint32_t ackEvery;        //!< segments
        bool hyStart;             //!< of TcpCubic
    };

    /// What an end of a channel belongs to.
    class User
    {
      public:
        virtual ~User() = default;

        /// The connection is there.
        virtual void Connected()
        {
        }

        /// @param message of which the first octets came @return NONE if it may come now
        virtual HypervisorDropReason Screen(const MigrationMessage& message) = 0;
        /// @param message has come, with all that follows
        virtual void Receive(const MigrationMessage& message) = 0;

        /// @return what to send next; none: nothing until Wake
        virtual std::optional<MigrationMessage> Next()
        {
            return std::nullopt;
        }

        /**
         * @brief The channel is closed and forgets its user. Not called after Close.
         * @param why for a person
         * @param reason NONE: the other end closed it, or the network failed
         */
        virtual void Closed(const std::string& why, HypervisorDropReason reason) = 0;

        /// @param sent octets handed to TCP @param received octets taken from it
        virtual void Count(uint32_t sent, uint32_t received) = 0;
    };

    /**
     * @brief Make a socket.
     * @param node a node with TCP @param mtu of the device that it uses @param isIpv6 or IPv4
     * @param tcp how it is to be; a segment fills a packet of the device
     * @return it, not bound
     */
    static Ptr<Socket> CreateSocket(Ptr<Node> node, uint32_t mtu, bool isIpv6, const Tcp& tcp);
    /// @param mtu of the device that packets leave by @param isIpv6 or IPv4
    /// @return octets of data in a segment that fills a packet
    static uint32_t GetSegmentSize(uint32_t mtu, bool isIpv6);
    /**
     * @brief Find the way to another host.
     * @param node a node @param to an IPv4 or IPv6 address
     * @return the MTU of the device that packets to it leave by; none: there is no way
     */
    static std::optional<uint32_t> FindMtu(Ptr<Node> node, const NetworkAddress& to);

    /**
     * @param user gets all that happens; it must live as long, or until Close
     * @param stall see the class
     */
    MigrationChannel(User* user, Time stall);
    ~MigrationChannel();
    MigrationChannel(const MigrationChannel&) = delete;
    MigrationChannel& operator=(const MigrationChannel&) = delete;

    /**
     * @brief Connect. What comes of it is told by User::Connected or User::Closed, the latter
     * perhaps at once.
     * @param node the host @param from its address; of no family: any
     * @param to the other host @param port its TCP port @param tcp see there
     */
    void Connect(Ptr<Node> node,
                 const NetworkAddress& from,
                 const NetworkAddress& to,
                 uint16_t port,
                 const Tcp& tcp);
    /// @param socket a connection that has been accepted
    void Accept(Ptr<Socket> socket);
    /// @param user takes over, as does @param stall of its
    void SetUser(User* user, Time stall);

    /// @param rate bit/s of pulled messages, their first octets included; 0: as TCP allows
    void SetRate(uint64_t rate);
    /// Let User::Next be asked again. @param hurry for one message regardless of the rate
    void Wake(bool hurry = false);
    /// @param message nothing follows it @brief Send it before anything that is pulled.
    void Send(const MigrationMessage& message);
    /// Close when all that was handed over is sent. The user hears no more.
    void Close();
    /**
     * @brief Close from elsewhere than the node's own context.
     * @param context the node's
     * @param type a message to send before, unless another one has been begun
     */
    void CloseIn(uint32_t context, MigrationMessage::Type type = MigrationMessage::ALIVE);

    /// @return true from the connection until it is closed
    bool IsOpen() const;
    /// @return octets handed over to TCP
    uint64_t GetHanded() const;
    /// @return those of them that it has not sent yet
    uint64_t GetUnsent() const;

  private:
    /// @param socket ours from now on
    void Watch(Ptr<Socket> socket);
    /// Hear no more of the socket. @return it, or null
    Ptr<Socket> Detach();
    /// Give up. @param why for a person @param reason see User::Closed
    void Fail(const std::string& why, HypervisorDropReason reason = HypervisorDropReason::NONE);
    /// @param socket is connected
    void OnConnected(Ptr<Socket> socket);
    /// @param socket cannot be connected
    void OnRefused(Ptr<Socket> socket);
    /// @param socket is closed by the other end
    void OnClosed(Ptr<Socket> socket);
    /// @param socket has failed
    void OnError(Ptr<Socket> socket);
    /// @param socket has something
    void OnReceive(Ptr<Socket> socket);
    /// @param socket has sent @param octets for the first time
    void OnSent(Ptr<Socket> socket, uint32_t octets);
    /// @param socket has got an acknowledgement
    void OnAcknowledged(Ptr<Socket> socket, uint32_t available);
    /// @param octets have come
    void Parse(Ptr<Packet> octets);
    /// Hand to TCP what the rate and its backlog allow.
    void Fill();
    /// @param message to be handed over, its first octets and @param octets of what follows
    void Hand(const MigrationMessage* message, uint32_t octets);
    /// Look whether the other end is still there.
    void Watchdog();

    User* m_user;                           //!< null when closed
    Ptr<Socket> m_socket;                   //!< null before and after
    bool m_connected{false};                //!< it may be sent on
    bool m_filling{false};                  //!< Fill is at work
    bool m_keepsAlive{false};               //!< it says ALIVE
    Time m_stall;                           //!< see the class
    uint32_t m_window{0};                   //!< octets that TCP keeps
    uint64_t m_rate{0};                     //!< bit/s
    uint32_t m_piece{PIECE};                //!< octets at once
    Time m_next;                            //!< when the rate allows more
    EventId m_paceEvent;                    //!< then
    EventId m_watchEvent;                   //!< the next Watchdog
    bool m_isIdle{false};                   //!< the user has nothing to send
    bool m_hurry{false};                    //!< the next message need not wait
    bool m_hurried{false};                  //!< nor need this one
    uint32_t m_left{0};                     //!< octets of this message to hand over
    std::deque<MigrationMessage> m_control; //!< to be sent before others
    uint64_t m_handed{0};                   //!< see GetHanded
    uint64_t m_sent{0};                     //!< of them, sent
    uint64_t m_arrived{0};                  //!< of them, acknowledged
    Time m_said;                            //!< something was handed over
    Time m_heard;                           //!< something came
    Time m_acknowledged;                    //!< something sent was known to have arrived
    std::array<uint8_t, MigrationMessage::SIZE> m_head; //!< of the message that comes
    uint32_t m_headSize{0};                             //!< octets there
    uint32_t m_need{0};                                 //!< octets of it that are to follow
    MigrationMessage m_coming;                          //!< the message that comes
};

} // namespace ns3

#endif /* MIGRATION_CHANNEL_H */
