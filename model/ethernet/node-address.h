/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef NODE_ADDRESS_H
#define NODE_ADDRESS_H

#include "ns3/network-address.h"
#include "ns3/ptr.h"

namespace ns3
{

class Node;

/**
 * @file
 * @brief An address of a node that is on none of its links: the node receives packets to it and may
 * send from it, and its ARP and Neighbor Discovery neither probe for it nor answer for it.
 *
 * It is put on the loopback interface, whole (/32 or /128), so that no connected route comes or
 * goes with it. The node has to accept packets to an address of another interface than the one they
 * came to, the weak end system model of RFC 1122 section 3.3.4.2. That is ns-3's default in IPv4;
 * in IPv6 it is not, and the node is set to it.
 */

/**
 * @param node a node @param address an IPv4 or IPv6 address that it is to have
 * @return false if the node has no stack of that family
 */
bool AddNodeAddress(Ptr<Node> node, const NetworkAddress& address);
/// @param node a node @param address one that AddNodeAddress gave it, and that it has no more
void RemoveNodeAddress(Ptr<Node> node, const NetworkAddress& address);

} // namespace ns3

#endif /* NODE_ADDRESS_H */
