/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef EXTENSION_DROP_REASON_H
#define EXTENSION_DROP_REASON_H

#include <cstddef>
#include <cstdint>
#include <ostream>

namespace ns3
{

/**
 * @brief Why a LAN extension did not carry a frame.
 */
enum class ExtensionDropReason : uint8_t
{
    DOWN,            //!< no way to the other data centres
    TOO_LARGE,       //!< longer than the extension's MTU
    BPDU,            //!< a spanning-tree frame: each data centre has its own tree
    HSRP,            //!< an HSRP message: each data centre has its own active gateway
    VIRTUAL_MAC,     //!< from a gateway's virtual MAC address
    NOT_FORWARDER,   //!< another edge device of the data centre is the one for its VLAN
    UNKNOWN_UNICAST, //!< nobody told where its destination is, and it is not flooded
    PEER_LINK,       //!< came by the link between the two edge devices, whose own link carries it
    ARP_ANSWERED,    //!< a request that the edge device has answered by itself
    MALFORMED,       //!< what came out of the tunnel is no frame, or its headers are wrong
    UNKNOWN_PEER,    //!< what came out of the tunnel is from no edge device known
    SEQUENCE,        //!< out of order, where the pseudowire puts frames in order
    WAITING_FULL,    //!< as many as may wait to hear where their destination is do so
    WAITING_TIMEOUT, //!< waited too long to hear where its destination is
    MOVED,           //!< its destination has left for another data centre, and the sender is told
};

/// The number of values of ExtensionDropReason.
constexpr std::size_t EXTENSION_DROP_REASONS =
    static_cast<std::size_t>(ExtensionDropReason::MOVED) + 1;

/// @param reason a reason @return its name, such as "extension-too-large"
const char* ToString(ExtensionDropReason reason);
/// @param os a stream @param reason a reason @return the stream, after the reason's name
std::ostream& operator<<(std::ostream& os, ExtensionDropReason reason);

} // namespace ns3

#endif /* EXTENSION_DROP_REASON_H */
