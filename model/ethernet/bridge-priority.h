/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef BRIDGE_PRIORITY_H
#define BRIDGE_PRIORITY_H

#include "ns3/mac48-address.h"
#include "ns3/nstime.h"

#include <cstdint>
#include <ostream>
#include <string>
#include <tuple>

namespace ns3
{

/**
 * @brief Identifier of a bridge (IEEE 802.1D-2004 section 9.2.5): 16 bits of priority before the 48
 * bits of a MAC address. The lower one is the better one.
 */
struct BridgeId
{
    uint64_t value{0}; //!< both as one number

    /// @param priority of the bridge @param address of the bridge @return its identifier
    static BridgeId Make(uint16_t priority, const Mac48Address& address);
    /// @return the priority
    uint16_t GetPriority() const;
    /// @return the MAC address
    Mac48Address GetAddress() const;
    /// @return such as "32768.00:00:00:00:00:01"
    std::string ToString() const;

    /// @param other an identifier @return true if it is the same
    bool operator==(const BridgeId& other) const
    {
        return value == other.value;
    }

    /// @param other an identifier @return true if it is another one
    bool operator!=(const BridgeId& other) const
    {
        return value != other.value;
    }

    /// @param other an identifier @return true if this one is better
    bool operator<(const BridgeId& other) const
    {
        return value < other.value;
    }
};

/**
 * @brief A priority vector of spanning tree (IEEE 802.1D-2004 section 17.5): who is the root, how
 * far it is, and who says so. The lower one is the better one.
 */
struct BridgePriorityVector
{
    BridgeId root;    //!< the root
    uint32_t cost{0}; //!< of the path to it
    BridgeId bridge;  //!< the designated bridge, which says so
    uint16_t port{0}; //!< identifier of its port: 4 bits of priority, 12 of number

    /// @return all of it, in the order in which it counts
    auto AsTuple() const
    {
        return std::tie(root.value, cost, bridge.value, port);
    }

    /// @param other a vector @return true if it is the same
    bool operator==(const BridgePriorityVector& other) const
    {
        return AsTuple() == other.AsTuple();
    }

    /// @param other a vector @return true if it is another one
    bool operator!=(const BridgePriorityVector& other) const
    {
        return !(*this == other);
    }

    /// @param other a vector @return true if this one is better
    bool operator<(const BridgePriorityVector& other) const
    {
        return AsTuple() < other.AsTuple();
    }

    /// @param held what is known @return true if this is to replace it: it is better, or comes from
    /// the same port and says something else (section 17.6)
    bool IsSuperiorTo(const BridgePriorityVector& held) const;
};

/**
 * @brief Times of a spanning tree as BPDUs carry them, in 1/256 s (IEEE 802.1D-2004 section 9.2.8).
 */
struct BridgeTimes
{
    static constexpr uint16_t SECOND = 256; //!< units in a second

    uint16_t messageAge{0};   //!< how old the root's information is: hops, a second each
    uint16_t maxAge{0};       //!< the most of that
    uint16_t helloTime{0};    //!< between BPDUs
    uint16_t forwardDelay{0}; //!< in each of the two states on the way to forwarding

    /// @param time a time @return it in units, to the nearest one
    static uint16_t FromTime(Time time);
    /// @param units a time in units @return it
    static Time ToTime(uint16_t units);
    /// @return the message age one bridge further on: a second more, rounded to seconds (section
    /// 17.21.25)
    uint16_t GetNextAge() const;

    /// @param other times @return true if they are the same
    bool operator==(const BridgeTimes& other) const
    {
        return messageAge == other.messageAge && maxAge == other.maxAge &&
               helloTime == other.helloTime && forwardDelay == other.forwardDelay;
    }

    /// @param other times @return true if they are others
    bool operator!=(const BridgeTimes& other) const
    {
        return !(*this == other);
    }
};

/// @param os a stream @param id an identifier @return the stream
std::ostream& operator<<(std::ostream& os, const BridgeId& id);

} // namespace ns3

#endif /* BRIDGE_PRIORITY_H */
