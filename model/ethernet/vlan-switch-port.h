/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef VLAN_SWITCH_PORT_H
#define VLAN_SWITCH_PORT_H

#include "vlan-switch.h"

#include <stdexcept>
#include <string>

namespace ns3
{

/**
 * @brief What a switch knows of one of its ports.
 */
struct VlanSwitch::Port
{
    /// The VLAN of a port that was told none (IEEE 802.1Q-2018, table 9-2: default PVID).
    static constexpr uint16_t DEFAULT_VLAN = 1;

    Ptr<SwitchPort> port;                               //!< itself
    SwitchPortRole role;                                //!< what is behind it
    VlanSet vlans;                                      //!< it is in these
    uint16_t untagged{DEFAULT_VLAN};                    //!< of frames without a tag; 0: none
    bool takesTags{false};                              //!< a trunk
    bool removed{false};                                //!< while a frame is under way here
    bool learns{true};                                  //!< see SetLearning
    SwitchPortState state{SwitchPortState::FORWARDING}; //!< see SetState
};

/// @param vlan a number @throws std::invalid_argument if it is no VLAN's
inline void
CheckVlan(uint16_t vlan)
{
    if (vlan < 1 || vlan > EthernetFrame::MAX_VLAN)
    {
        throw std::invalid_argument("VLAN " + std::to_string(vlan) + ": accepted: 1 to 4094");
    }
}

} // namespace ns3

#endif /* VLAN_SWITCH_PORT_H */
