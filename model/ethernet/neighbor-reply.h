/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef NEIGHBOR_REPLY_H
#define NEIGHBOR_REPLY_H

#include "ethernet-frame.h"

#include "ns3/ipv4-address.h"
#include "ns3/ipv6-address.h"

namespace ns3
{

/**
 * @file
 * @brief Frames with which a router says at which MAC address an IP address is, for an address that
 * the node's own ARP and Neighbor Discovery do not answer for.
 */

/// What an ARP reply says (RFC 826).
struct ArpReply
{
    Ipv4Address host;      //!< whose MAC address it tells
    Mac48Address mac;      //!< that MAC address
    Ipv4Address asker;     //!< who asked; in a gratuitous reply the host
    Mac48Address askerMac; //!< its MAC address; in a gratuitous reply the broadcast address
    Mac48Address fromMac;  //!< the frame's source
};

/// @param reply what to say @return the frame, to the asker
EthernetFrame MakeArpReply(const ArpReply& reply);

/// What a Neighbor Advertisement says (RFC 4861 section 4.4).
struct NeighborAdvertisement
{
    Ipv6Address host;       //!< whose MAC address it tells
    Mac48Address mac;       //!< that MAC address
    Ipv6Address source;     //!< the sender's IP address
    Ipv6Address asker;      //!< who asked; any: all nodes, unsolicited
    Mac48Address askerMac;  //!< its MAC address; not looked at if the asker is any
    Mac48Address fromMac;   //!< the frame's source
    bool isRouter{false};   //!< the R flag
    bool isOverride{false}; //!< the O flag
};

/// @param advertisement what to say @return the frame, to the asker or to all nodes
EthernetFrame MakeNeighborAdvertisement(const NeighborAdvertisement& advertisement);

} // namespace ns3

#endif /* NEIGHBOR_REPLY_H */
