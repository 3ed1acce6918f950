/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef GUEST_BOOT_H
#define GUEST_BOOT_H

#include "ns3/ptr.h"

/**
 * @file
 * @brief What the stack of a node does not know any more when the node has booted.
 */

namespace ns3
{

class Node;

/**
 * @brief Let a node's stack be as one that has booted: its TCP connections are gone, and what it
 * knew of its neighbours.
 *
 * Nothing is sent, and no timer of the connections fires any more. What still comes for one of them
 * is answered with a reset, as RFC 9293 section 3.5.2 has it of a connection that does not exist:
 * by the socket itself, which stays where segments for it come, in the state CLOSED, while one that
 * listens at the port would keep silent in ns-3. Sockets that listen, and those of UDP, stay: they
 * are those of services that have started again.
 *
 * The node's applications are told in its context, by the close callback for errors, of each
 * connection that they had.
 *
 * @param node the node
 */
void ForgetAsByBooting(Ptr<Node> node);

} // namespace ns3

#endif /* GUEST_BOOT_H */
