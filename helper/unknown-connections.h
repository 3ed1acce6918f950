/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef UNKNOWN_CONNECTIONS_H
#define UNKNOWN_CONNECTIONS_H

#include "ns3/ipv4-header.h"
#include "ns3/node.h"
#include "ns3/packet.h"

#include <cstdint>
#include <set>
#include <tuple>

namespace ns3
{

class PacketLedger;
class TcpHeader;

/**
 * @brief Lets a server reset what comes of TCP connections that it does not know, because they are
 * with another server of the same address, or because it has booted since.
 *
 * RFC 9293 section 3.10.7.2 has a host that listens at a port answer any segment with ACK so, and
 * section 3.5.2 one where there is no connection; a listening socket of ns-3 keeps silent. What is
 * reset counts in the ledger as lost by "connection-unknown". IPv4 only. To be made before the
 * ledger watches the node, and kept until the simulation is over.
 */
class UnknownConnections
{
  public:
    /// @param server with IPv4 and TCP @param ledger of its traffic
    /// @throws std::invalid_argument if it has no IPv4
    UnknownConnections(Ptr<Node> server, Ptr<PacketLedger> ledger);

    UnknownConnections(const UnknownConnections&) = delete;
    UnknownConnections& operator=(const UnknownConnections&) = delete;

    /// The server boots: it knows no connection any more.
    void Boot();
    /// @return segments that it has reset, by itself or by ns-3's sockets
    uint64_t GetRefused() const;

  private:
    /// A client's address and port, and the server's port.
    using Connection = std::tuple<uint32_t, uint16_t, uint16_t>;

    /// @param ip the header of what IPv4 delivers @param packet it, from its transport header on
    /// @param interface where it came
    void Delivered(const Ipv4Header& ip, Ptr<const Packet> packet, uint32_t interface);
    /// @param ip the header of a segment @param tcp its TCP header: it is answered with a reset
    void Reset(const Ipv4Header& ip, const TcpHeader& tcp);

    Ptr<Node> m_server;           //!< the node
    Ptr<PacketLedger> m_ledger;   //!< accounts for what is lost
    std::set<Connection> m_known; //!< opened here since it has booted
    std::set<Connection> m_ended; //!< of before: ns-3's sockets, which are closed, reset these
    uint64_t m_refused{0};        //!< segments
};

} // namespace ns3

#endif /* UNKNOWN_CONNECTIONS_H */
