/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef TCP_ECHO_PORT_H
#define TCP_ECHO_PORT_H

#include "tcp-echo-connection.h"

#include "ns3/event-id.h"
#include "ns3/ip-l4-protocol.h"
#include "ns3/network-address.h"
#include "ns3/nstime.h"
#include "ns3/ptr.h"
#include "ns3/random-variable-stream.h"

#include <cstdint>
#include <map>
#include <memory>
#include <tuple>

namespace ns3
{

class Node;

/**
 * @brief TCP of a simulated host that talks to the world: echo at port 7 (RFC 862) and discard at
 * port 9 (RFC 863), for whoever comes, in the place of ns-3's TCP: see TcpEchoConnection for why.
 *
 * Connections are bounded in number, and end when they are idle. When all are in use, a new one
 * takes the place of the oldest that the peer has not confirmed.
 */
class TcpEchoPort : public IpL4Protocol
{
  public:
    static constexpr uint16_t ECHO = 7;    //!< RFC 862
    static constexpr uint16_t DISCARD = 9; //!< RFC 863

    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    TcpEchoPort();
    ~TcpEchoPort() override;

    /**
     * @brief Take TCP's place in a node.
     * @param node the node
     */
    void Install(Ptr<Node> node);

    /// @return connections that were established
    uint64_t GetAccepted() const;
    /// @return connections that were refused or given up for others, because there were too many
    uint64_t GetRefused() const;
    /// @return octets received
    uint64_t GetReceived() const;
    /// @return segments that were dropped: malformed, or with a wrong checksum
    uint64_t GetBad() const;
    /// @return connections that are there now
    std::size_t GetConnections() const;

    /**
     * @brief Assign a fixed random variable stream number to sequence numbers.
     * @param stream first stream index to use
     * @return the number of stream indices assigned
     */
    int64_t AssignStreams(int64_t stream);

    // From IpL4Protocol.
    int GetProtocolNumber() const override;
    RxStatus Receive(Ptr<Packet> packet,
                     const Ipv4Header& header,
                     Ptr<Ipv4Interface> incomingInterface) override;
    RxStatus Receive(Ptr<Packet> packet,
                     const Ipv6Header& header,
                     Ptr<Ipv6Interface> incomingInterface) override;
    void SetDownTarget(DownTargetCallback callback) override;
    void SetDownTarget6(DownTargetCallback6 callback) override;
    DownTargetCallback GetDownTarget() const override;
    DownTargetCallback6 GetDownTarget6() const override;

  protected:
    void DoDispose() override;

  private:
    /// The two addresses, the peer's port, and ours.
    using Key = std::tuple<NetworkAddress, NetworkAddress, uint16_t, uint16_t>;

    /// A connection and what is around it.
    struct Entry
    {
        std::unique_ptr<TcpEchoConnection> connection; //!< itself
        EventId timer;                                 //!< of its wait
        uint64_t waits{0};                             //!< that the timer is of
        uint64_t received{0};                          //!< octets that are counted
        bool isCounted{false};                         //!< among the accepted
        Time last;                                     //!< when the peer last sent something
    };

    /// All of them.
    using Entries = std::map<Key, Entry>;

    /// @param packet from the TCP header on @param peer its source @param own its destination
    void Take(Ptr<const Packet> packet, const NetworkAddress& peer, const NetworkAddress& own);
    /// @param key of a connection that is to be @param syn the peer's first segment
    void Accept(const Key& key, const TcpEchoSegment& syn);
    /// @return true if there is room for a connection now
    bool MakeRoom();
    /// @param segment to be sent @param key between whom
    void Send(const TcpEchoSegment& segment, const Key& key);
    /// @param segment of no connection @param key between whom: the peer is told (RFC 9293 section
    /// 3.10.7.1)
    void Refuse(const TcpEchoSegment& segment, const Key& key);
    /// @param entry after something has happened to it
    void Update(Entries::iterator entry);
    /// @param key of a connection whose wait is over
    void TimeOut(const Key& key);
    /// @param entry that is over
    void Erase(Entries::iterator entry);
    /// Ends connections that are idle, and comes back if there are more.
    void Sweep();

    Ptr<Node> m_node;                    //!< null before Install
    Ptr<UniformRandomVariable> m_random; //!< first sequence numbers
    DownTargetCallback m_down;           //!< sends IPv4 packets
    DownTargetCallback6 m_down6;         //!< sends IPv6 packets
    Entries m_entries;                   //!< the connections
    EventId m_sweep;                     //!< the next one
    uint64_t m_accepted{0};              //!< see GetAccepted
    uint64_t m_refused{0};               //!< see GetRefused
    uint64_t m_received{0};              //!< see GetReceived
    uint64_t m_bad{0};                   //!< see GetBad
    uint32_t m_maxConnections{0};        //!< attribute MaxConnections
    Time m_idle;                         //!< attribute IdleTimeout
};

} // namespace ns3

#endif /* TCP_ECHO_PORT_H */
