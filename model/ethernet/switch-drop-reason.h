/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SWITCH_DROP_REASON_H
#define SWITCH_DROP_REASON_H

#include <cstddef>
#include <cstdint>
#include <ostream>

namespace ns3
{

/**
 * @brief Why a VlanSwitch dropped a frame.
 */
enum class SwitchDropReason : uint8_t
{
    NONE,         //!< it did not
    MALFORMED,    //!< a tag cut short, or of VLAN 4095; a group as source
    WRONG_VLAN,   //!< tagged or untagged as the port does not accept, or of a VLAN it is not in
    BLOCKED,      //!< spanning tree keeps the port that it came in at from forwarding
    BLOCKED_EXIT, //!< spanning tree keeps the port that it is for from forwarding
    SAME_PORT,    //!< its destination is where it came from
    NOT_IN_VLAN,  //!< the port that it is for is not in its VLAN
    PORT_DOWN,    //!< the port that it is for is down
    NO_PORT,      //!< flooded, and no port was there to take it
    NO_PROTOCOL,  //!< to a reserved address, and no protocol here wants it
    PEER_LINK,    //!< came by the link between two switches of a pair, the other of which sends it
};

/// The number of values of SwitchDropReason.
constexpr std::size_t SWITCH_DROP_REASONS =
    static_cast<std::size_t>(SwitchDropReason::PEER_LINK) + 1;

/// @param reason a reason @return its name, such as "switch-blocked"
const char* ToString(SwitchDropReason reason);
/// @param os a stream @param reason a reason @return the stream, after the reason's name
std::ostream& operator<<(std::ostream& os, SwitchDropReason reason);

} // namespace ns3

#endif /* SWITCH_DROP_REASON_H */
