/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef LISP_SCRIPT_VALUES_H
#define LISP_SCRIPT_VALUES_H

#include "ns3/eid-prefix.h"
#include "ns3/lisp-locator.h"
#include "ns3/network-address.h"
#include "ns3/ptr.h"

#include <string>
#include <vector>

namespace ns3
{

class Node;

/**
 * @param text "192.0.2.0/24", or "[7]192.0.2.0/24" with an instance ID
 * @return the EID-prefix
 * @throws std::invalid_argument naming the text and what is accepted
 */
EidPrefix ParseEidPrefix(const std::string& text);

/**
 * @param text "192.0.2.1" or "2001:db8::1"
 * @param what whose address it is, for the message
 * @return the address
 * @throws std::invalid_argument naming the text and what is accepted
 */
NetworkAddress ParseUnicast(const std::string& text, const std::string& what);

/**
 * @param text "192.0.2.1", or "192.0.2.1 1/50" with priority and weight, or "192.0.2.1 1/50 2/70"
 * with those for multicast too (else 255 and 0: not for multicast); instead of the address an
 * explicit path, "192.0.2.5>192.0.2.6(S)>192.0.2.1": see ParseExplicitPath
 * @return the locator
 * @throws std::invalid_argument naming the text and what is accepted
 */
LispLocator ParseLocator(const std::string& text);

/// @param texts as ParseLocator takes them @return the locators
std::vector<LispLocator> ParseLocators(const std::vector<std::string>& texts);

/// @param node a node, or null @return "node 7", to name it to people
std::string GetNodeName(const Ptr<Node>& node);

/**
 * @param node a node
 * @param present what it has of a kind; null: nothing
 * @param what follows its name in the message, such as " is a Map-Server already"
 * @throws std::invalid_argument if there is something, since a node has one of a kind
 */
void CheckFirst(const Ptr<Node>& node, const Ptr<Object>& present, const std::string& what);

/// @param node a node, or null @return the addresses of its interfaces that others can send to
std::vector<NetworkAddress> GetNodeAddresses(const Ptr<Node>& node);

/**
 * @param node a node, or null
 * @param address to be one of its addresses
 * @throws std::invalid_argument naming its addresses, if it is not
 */
void CheckNodeAddress(const Ptr<Node>& node, const NetworkAddress& address);

} // namespace ns3

#endif /* LISP_SCRIPT_VALUES_H */
