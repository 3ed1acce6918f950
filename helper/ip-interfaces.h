/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef IP_INTERFACES_H
#define IP_INTERFACES_H

#include "ns3/eid-prefix.h"
#include "ns3/network-address.h"
#include "ns3/ptr.h"

#include <cstdint>
#include <string>

namespace ns3
{

class NetDevice;
class Node;

/**
 * @file
 * @brief Addresses and static routes of both families, for helpers that build topologies.
 */

/// An address and the length of its subnet's prefix.
struct InterfaceAddress
{
    /**
     * @brief Read an address with a length.
     * @param text such as "10.1.0.1/24" or "fd10:1::1/64"
     * @return it
     * @throws std::invalid_argument naming what is wrong
     */
    static InterfaceAddress FromString(const std::string& text);

    /// @return the subnet
    EidPrefix GetSubnet() const;
    /// @param offset added to the address @return the sum, of the same subnet
    /// @throws std::invalid_argument if it is beyond the subnet
    InterfaceAddress Next(uint32_t offset) const;
    /// @return the text, such as "10.1.0.1/24"
    std::string ToString() const;

    NetworkAddress address; //!< the address
    uint8_t length{0};      //!< of the prefix
};

/// @param device gets an IP interface, which is up and forwards if the node is a router
/// @param address of the interface @throws std::invalid_argument if the node lacks that family
void AddIpInterface(Ptr<NetDevice> device, const InterfaceAddress& address);

/**
 * @brief Add a static route.
 * @param node a node @param prefix where to
 * @param via the next router's address, in the subnet of an interface of the node
 * @throws std::invalid_argument if no interface is in that subnet
 */
void AddIpRoute(Ptr<Node> node, const EidPrefix& prefix, const NetworkAddress& via);

/// @param node is to forward IPv6 packets on all its interfaces; IPv4 forwards anyway
void MakeIpRouter(Ptr<Node> node);

/// @param family of it @return the prefix of all addresses
EidPrefix MakeDefaultPrefix(AddressFamily family);

} // namespace ns3

#endif /* IP_INTERFACES_H */
