/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef ECHO_SERVICES_H
#define ECHO_SERVICES_H

#include "ns3/application.h"
#include "ns3/network-address.h"
#include "ns3/ptr.h"

#include <cstdint>

namespace ns3
{

class Socket;
class TcpEchoPort;

/**
 * @brief What a simulated host offers to hosts outside the simulation: UDP and TCP echo (RFC 862)
 * and TCP discard (RFC 863), for whoever comes.
 *
 * TCP is TcpEchoPort's, in the place of ns-3's. UDP from ports below 1024 is not echoed: that is
 * where servers are, and two echo servers would keep each other busy for ever (CERT CA-1996-01).
 */
class EchoServices : public Application
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    EchoServices();
    ~EchoServices() override;

    /**
     * @brief Have the services in a node.
     * @param node the node
     * @param address of it, at which it listens for datagrams
     */
    void Install(Ptr<Node> node, const NetworkAddress& address);

    /// @return TCP of the node
    Ptr<TcpEchoPort> GetTcp() const;
    /// @return datagrams sent back
    uint64_t GetEchoed() const;
    /// @return datagrams that were not sent back
    uint64_t GetIgnored() const;

  protected:
    void DoDispose() override;

  private:
    void StartApplication() override;
    void StopApplication() override;

    /// @param socket with a datagram
    void Echo(Ptr<Socket> socket);

    NetworkAddress m_address; //!< of the host
    Ptr<TcpEchoPort> m_tcp;   //!< of the host
    Ptr<Socket> m_socket;     //!< for datagrams
    uint64_t m_echoed{0};     //!< see GetEchoed
    uint64_t m_ignored{0};    //!< see GetIgnored
};

} // namespace ns3

#endif /* ECHO_SERVICES_H */
