/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef HSRP_PACKET_H
#define HSRP_PACKET_H

#include "ethernet-frame.h"
#include "hsrp-drop-reason.h"
#include "hsrp-message.h"

namespace ns3
{

/**
 * @file
 * @brief HSRP messages in frames: UDP port 1985 to 224.0.0.2 (RFC 2281 section 5.1; version 2 to
 * 224.0.0.102), UDP port 2029 to ff02::66.
 *
 * They are made and read here rather than by the node's IP, because the active router's Hello has
 * the virtual MAC address as its source (RFC 2281 section 6.1).
 */

/**
 * @brief Put a message into a frame.
 * @param message the message
 * @param source the sender's IP address, of the message's family
 * @param mac the frame's source
 * @param identification of the IPv4 header
 * @return the frame
 */
EthernetFrame MakeHsrpFrame(const HsrpMessage& message,
                            const NetworkAddress& source,
                            const Mac48Address& mac,
                            uint16_t identification);

/**
 * @brief Take a message out of a frame. No octet is trusted.
 * @param frame one for which IsHsrp says true
 * @param message what it says, if the result is NONE
 * @param source the sender's IP address, if the result is NONE
 * @return NONE, or what is wrong with it
 */
HsrpDropReason ReadHsrpFrame(const EthernetFrame& frame,
                             HsrpMessage& message,
                             NetworkAddress& source);

} // namespace ns3

#endif /* HSRP_PACKET_H */
