/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef FLOW_HASH_H
#define FLOW_HASH_H

#include "ethernet-frame.h"

namespace ns3
{

/// What tells one flow from another.
enum FlowHashMode
{
    /// MAC addresses, VLAN and EtherType
    HASH_LAYER2,
    /// of IPv4 and IPv6: VLAN, IP addresses, protocol and ports; of all else as HASH_LAYER2
    HASH_LAYER34,
};

/**
 * @brief A number that is the same for all frames of a flow, as link aggregation needs to keep them
 * in order (IEEE 802.1AX-2014 section 6.2.4: what a conversation is, is the distributor's choice).
 *
 * Ports are those of TCP, UDP, DCCP, SCTP and UDP-Lite in whole packets. All fragments of a packet
 * go by their addresses, which of a flow with packets both whole and in fragments makes two. What
 * cannot be read goes by what was read before it.
 *
 * @param frame a frame, of which no octet is trusted
 * @param mode what tells flows apart
 * @return the number, spread evenly over 64 bits; the same in every run and on every machine
 */
uint64_t HashFlow(const EthernetFrame& frame, FlowHashMode mode);

} // namespace ns3

#endif /* FLOW_HASH_H */
