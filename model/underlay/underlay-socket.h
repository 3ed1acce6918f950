/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef UNDERLAY_SOCKET_H
#define UNDERLAY_SOCKET_H

#include "ns3/address.h"
#include "ns3/network-address.h"
#include "ns3/ptr.h"

namespace ns3
{

class Node;
class Socket;

/**
 * @brief What a routing protocol wants of a TCP socket to a neighbour on the same link.
 */
class UnderlaySocket
{
  public:
    /// @param node a node @return a TCP socket
    static Ptr<Socket> Create(Ptr<Node> node);
    /// @param address an address; none: any of the family @param port a port @param family of any
    /// @return both
    static Address MakeAddress(const NetworkAddress& address,
                               uint16_t port,
                               AddressFamily family = AddressFamily::NONE);
    /// @param from a socket's address @return the network's
    static NetworkAddress GetNetworkAddress(const Address& from);
    /// @param socket sends packets that no router forwards
    static void LimitToLink(Ptr<Socket> socket);
    /// @param socket is to call nobody
    static void Silence(Ptr<Socket> socket);
    /// @param socket is to close, and to call nobody
    static void Close(Ptr<Socket> socket);
};

} // namespace ns3

#endif /* UNDERLAY_SOCKET_H */
