/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef NEIGHBOR_ANNOUNCEMENT_H
#define NEIGHBOR_ANNOUNCEMENT_H

#include "ns3/ptr.h"

#include <cstdint>

namespace ns3
{

class NetDevice;

/**
 * @brief Send what tells the neighbours at which MAC address a host's IP addresses are now.
 *
 * For each IPv4 address an ARP announcement (RFC 5227 section 3), for each IPv6 address that is in
 * use an unsolicited Neighbor Advertisement to all nodes, with the override flag (RFC 4861 section
 * 7.2.6). One of each, as Linux sends on NETDEV_NOTIFY_PEERS, which a restored guest raises.
 *
 * To be called in the context of the device's node.
 *
 * @param device a device of a node that has an IP stack
 * @return the number of messages handed to the device
 */
uint32_t AnnounceNeighbor(Ptr<NetDevice> device);

/**
 * @brief Send what tells switches where a MAC address is now, without a word of IP: a reverse ARP
 * request (RFC 903), as QEMU sends in the name of a guest that has come.
 *
 * To be called in the context of the device's node.
 *
 * @param device the device with the address
 */
void AnnounceNeighborRarp(Ptr<NetDevice> device);

} // namespace ns3

#endif /* NEIGHBOR_ANNOUNCEMENT_H */
