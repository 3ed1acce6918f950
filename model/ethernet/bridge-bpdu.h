/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef BRIDGE_BPDU_H
#define BRIDGE_BPDU_H

#include "bridge-priority.h"

#include "ns3/packet.h"

#include <cstddef>
#include <optional>
#include <ostream>

namespace ns3
{

/**
 * @brief Why a bridge protocol data unit was not taken.
 */
enum class BpduDropReason : uint8_t
{
    NONE,         //!< it was
    TAGGED,       //!< with a VLAN tag, which none has
    NO_LLC,       //!< no LLC header 42 42 03 (IEEE 802.1D-2004 section 7.12.3)
    TRUNCATED,    //!< shorter than its type says (section 9.3.4)
    PROTOCOL,     //!< of another protocol
    UNKNOWN_TYPE, //!< of a type or version of that type that there is not
    EXPIRED,      //!< of version 0, and older than its greatest age
    OWN,          //!< sent by the port that it came back to
    OUTSIDE,      //!< at a port that is not in the spanning tree
};

/// The number of values of BpduDropReason.
constexpr std::size_t BPDU_DROP_REASONS = static_cast<std::size_t>(BpduDropReason::OUTSIDE) + 1;

/// @param reason a reason @return its name, such as "bpdu-truncated"
const char* ToString(BpduDropReason reason);
/// @param os a stream @param reason a reason @return the stream, after the reason's name
std::ostream& operator<<(std::ostream& os, BpduDropReason reason);

/**
 * @brief A bridge protocol data unit of (rapid) spanning tree (IEEE 802.1D-2004 section 9.3).
 */
struct BridgeBpdu
{
    /// Its type (sections 9.3.1 to 9.3.3).
    enum class Type : uint8_t
    {
        CONFIGURATION = 0x00,   //!< of spanning tree, version 0
        RAPID = 0x02,           //!< of rapid spanning tree, version 2
        TOPOLOGY_CHANGE = 0x80, //!< notification, of version 0; nothing else is in it
    };

    /// Role of the port that sent it (section 9.2.9).
    enum class Role : uint8_t
    {
        UNKNOWN,   //!< to be taken as designated
        ALTERNATE, //!< alternate or backup
        ROOT,      //!< root
        DESIGNATED //!< designated
    };

    static constexpr uint32_t LLC_SIZE = 3;             //!< octets of the LLC header
    static constexpr uint32_t TOPOLOGY_CHANGE_SIZE = 4; //!< octets (section 9.3.2)
    static constexpr uint32_t CONFIGURATION_SIZE = 35;  //!< octets (section 9.3.1)
    static constexpr uint32_t RAPID_SIZE = 36;          //!< octets (section 9.3.3)

    Type type{Type::RAPID};        //!< its type
    bool topologyChange{false};    //!< flag
    bool proposal{false};          //!< flag, RAPID only
    Role role{Role::UNKNOWN};      //!< RAPID only
    bool learning{false};          //!< flag, RAPID only
    bool forwarding{false};        //!< flag, RAPID only
    bool agreement{false};         //!< flag, RAPID only
    bool topologyChangeAck{false}; //!< flag, CONFIGURATION only
    BridgePriorityVector priority; //!< who is the root, and who says so
    BridgeTimes times;             //!< of the tree

    /// @return true if it comes from a designated port
    bool IsDesignated() const
    {
        return type == Type::CONFIGURATION ||
               (type == Type::RAPID && (role == Role::DESIGNATED || role == Role::UNKNOWN));
    }

    /// @return its octets after an LLC header: what a frame with a length has as its payload
    Ptr<Packet> ToPayload() const;
    /**
     * @brief Read one. No octet is trusted.
     * @param payload of a frame with a length, from the LLC header on
     * @param reason gets why it is not taken
     * @return the data unit; nothing if it is none
     */
    static std::optional<BridgeBpdu> Read(const Ptr<const Packet>& payload, BpduDropReason& reason);
};

} // namespace ns3

#endif /* BRIDGE_BPDU_H */
