/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "bridge-priority.h"

#include <algorithm>
#include <sstream>

namespace ns3
{

namespace
{

constexpr unsigned ADDRESS_BITS = 48;       //!< of a bridge identifier
constexpr uint16_t PORT_NUMBER = 0x0fff;    //!< the bits of a port identifier that are its number
constexpr uint32_t MOST_UNITS = UINT16_MAX; //!< of a time

} // namespace

BridgeId
BridgeId::Make(uint16_t priority, const Mac48Address& address)
{
    uint8_t octets[6];
    address.CopyTo(octets);
    BridgeId id;
    id.value = priority;
    for (const uint8_t octet : octets)
    {
        id.value = id.value << 8 | octet;
    }
    return id;
}

uint16_t
BridgeId::GetPriority() const
{
    return static_cast<uint16_t>(value >> ADDRESS_BITS);
}

Mac48Address
BridgeId::GetAddress() const
{
    uint8_t octets[6];
    for (unsigned i = 0; i < 6; i++)
    {
        octets[i] = static_cast<uint8_t>(value >> (40 - 8 * i));
    }
    Mac48Address address;
    address.CopyFrom(octets);
    return address;
}

std::string
BridgeId::ToString() const
{
    std::ostringstream text;
    text << GetPriority() << '.' << GetAddress();
    return text.str();
}

std::ostream&
operator<<(std::ostream& os, const BridgeId& id)
{
    return os << id.ToString();
}

bool
BridgePriorityVector::IsSuperiorTo(const BridgePriorityVector& held) const
{
    const bool sameSender = bridge.GetAddress() == held.bridge.GetAddress() &&
                            (port & PORT_NUMBER) == (held.port & PORT_NUMBER);
    return *this < held || (sameSender && *this != held);
}

uint16_t
BridgeTimes::FromTime(Time time)
{
    const double units = time.GetSeconds() * SECOND + 0.5;
    return static_cast<uint16_t>(std::clamp(units, 0.0, double{MOST_UNITS}));
}

Time
BridgeTimes::ToTime(uint16_t units)
{
    return NanoSeconds(int64_t{units} * 1000000000 / SECOND);
}

uint16_t
BridgeTimes::GetNextAge() const
{
    const uint32_t next = (messageAge + SECOND + SECOND / 2U) / SECOND * SECOND;
    return static_cast<uint16_t>(std::min(next, MOST_UNITS));
}

} // namespace ns3
