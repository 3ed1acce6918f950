/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef ETHERNET_DROP_REASON_H
#define ETHERNET_DROP_REASON_H

#include <cstddef>
#include <cstdint>
#include <ostream>

namespace ns3
{

/**
 * @brief Why an EthernetNic lost a frame. Every lost frame has exactly one reason.
 */
enum class EthernetDropReason : uint8_t
{
    LINK_DOWN,    //!< sent while no link was there
    HOST_OFF,     //!< sent by a host that is switched off
    RECEIVER_OFF, //!< arrived at a host that is switched off, or waited there when it was
    HOST_PAUSED,  //!< arrived at a host that stands still, and found no room to wait
    TOO_LARGE,    //!< sent with a payload longer than the MTU
    QUEUE_FULL,   //!< sent while the transmit queue had no room
    FLUSHED,      //!< was in the transmit queue when the link went down
    CUT_SENDING,  //!< was being sent when the cable was pulled
    CUT_ARRIVING, //!< was on the cable when the receiver's end was pulled
    NO_PEER,      //!< sent onto a cable with nothing plugged in at its far end
    CORRUPTED,    //!< the receive error model said so
    BAD_FCS,      //!< arrived with a wrong frame check sequence
    MALFORMED,    //!< arrived with a length/type field that does not fit
};

/// The number of values of EthernetDropReason.
constexpr std::size_t ETHERNET_DROP_REASONS =
    static_cast<std::size_t>(EthernetDropReason::MALFORMED) + 1;

/// @param reason a reason @return its name, such as "ethernet-link-down"
const char* ToString(EthernetDropReason reason);

/// @param os a stream @param reason a reason @return the stream, after the reason's name
std::ostream& operator<<(std::ostream& os, EthernetDropReason reason);

} // namespace ns3

#endif /* ETHERNET_DROP_REASON_H */
