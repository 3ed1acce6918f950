/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef ECHO_SERVICES_H
#define ECHO_SERVICES_H

#include "ns3/application.h"
#include "ns3/event-id.h"
#include "ns3/network-address.h"
#include "ns3/nstime.h"
#include "ns3/ptr.h"

#include <cstdint>
#include <map>
#include <vector>

namespace ns3
{

class Socket;

/**
 * @brief What a simulated host offers to hosts outside the simulation: UDP and TCP echo (RFC 862)
 * and TCP discard (RFC 863), for whoever comes.
 *
 * All that a peer can make it keep is bounded: connections, new ones in a second, and how long one
 * stands idle. UDP from ports below 1024 is not echoed: that is where servers are, and two echo
 * servers would keep each other busy for ever (RFC 862 has no rule against it; CERT CA-1996-01).
 */
class EchoServices : public Application
{
  public:
    static constexpr uint16_t ECHO_PORT = 7;    //!< RFC 862
    static constexpr uint16_t DISCARD_PORT = 9; //!< RFC 863

    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    EchoServices();
    ~EchoServices() override;

    /// @param address of the host, at which it listens
    void SetAddress(const NetworkAddress& address);

    /// @return UDP datagrams sent back
    uint64_t GetEchoed() const;
    /// @return UDP datagrams that were not sent back
    uint64_t GetIgnored() const;
    /// @return connections that were accepted
    uint64_t GetAccepted() const;
    /// @return connections that were not: too many, or too many in a second
    uint64_t GetRefused() const;
    /// @return octets of TCP received
    uint64_t GetReceived() const;
    /// @return connections that are there now
    std::size_t GetConnections() const;

  protected:
    void DoDispose() override;

  private:
    void StartApplication() override;
    void StopApplication() override;

    /// A connection.
    struct Connection
    {
        bool isEcho{false};   //!< what comes goes back
        bool isEnding{false}; //!< the peer sends no more
        Time last;            //!< when there was something
    };

    /// @param port to listen at for connections
    void Listen(uint16_t port);
    /// @param socket for datagrams, with one
    void Echo(Ptr<Socket> socket);
    /// @param listener at a port @param from who wants to connect @return true if it may
    bool MayConnect(Ptr<Socket> listener, const Address& from);
    /// @param socket of a new connection @param from the peer
    void Connected(Ptr<Socket> socket, const Address& from);
    /// @param socket of a connection, with data or with room for some
    void Move(Ptr<Socket> socket);
    /// @param socket of a connection @param room that it has
    void MoveOn(Ptr<Socket> socket, uint32_t room);
    /// @param socket of a connection whose peer sends no more
    void PeerEnded(Ptr<Socket> socket);
    /// @param socket of a connection that is over
    void Forget(Ptr<Socket> socket);
    /// Ends connections that are idle, and comes back.
    void Sweep();

    NetworkAddress m_address;                        //!< of the host
    std::vector<Ptr<Socket>> m_listeners;            //!< for datagrams and connections
    std::map<Ptr<Socket>, Connection> m_connections; //!< accepted, not over
    EventId m_sweep;                                 //!< the next one
    double m_tokens{0};                              //!< connections that may be asked for now
    Time m_filled;                                   //!< when that was worked out
    uint64_t m_echoed{0};                            //!< see GetEchoed
    uint64_t m_ignored{0};                           //!< see GetIgnored
    uint64_t m_accepted{0};                          //!< see GetAccepted
    uint64_t m_refused{0};                           //!< see GetRefused
    uint64_t m_received{0};                          //!< see GetReceived
    uint32_t m_maxConnections{0};                    //!< attribute MaxConnections
    uint32_t m_maxRate{0};                           //!< attribute MaxConnectionRate
    Time m_idle;                                     //!< attribute IdleTimeout
};

} // namespace ns3

#endif /* ECHO_SERVICES_H */
