/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "bridge-bpdu.h"

#include <algorithm>
#include <array>

namespace ns3
{

namespace
{

// IEEE 802.1D-2004 sections 7.12.3 and 9.3.
constexpr std::array<uint8_t, BridgeBpdu::LLC_SIZE> LLC = {0x42, 0x42, 0x03};
constexpr uint8_t RAPID_VERSION = 2;

// The flags of octet 5 (section 9.3.3).
constexpr uint8_t FLAG_TOPOLOGY_CHANGE = 0x01;
constexpr uint8_t FLAG_PROPOSAL = 0x02;
constexpr unsigned ROLE_SHIFT = 2;
constexpr uint8_t ROLE_MASK = 0x03;
constexpr uint8_t FLAG_LEARNING = 0x10;
constexpr uint8_t FLAG_FORWARDING = 0x20;
constexpr uint8_t FLAG_AGREEMENT = 0x40;
constexpr uint8_t FLAG_TOPOLOGY_CHANGE_ACK = 0x80;

/// The octets of the longest one with its LLC header.
using Octets = std::array<uint8_t, BridgeBpdu::LLC_SIZE + BridgeBpdu::RAPID_SIZE>;

/// @param at where @param value is written there @param size in so many octets @return behind it
uint8_t*
Write(uint8_t* at, uint64_t value, unsigned size)
{
    for (unsigned i = 0; i < size; i++)
    {
        at[i] = static_cast<uint8_t>(value >> 8 * (size - 1 - i));
    }
    return at + size;
}

/// @param at where, moved behind it @param size octets @return the number there
uint64_t
Read(const uint8_t*& at, unsigned size)
{
    uint64_t value = 0;
    for (unsigned i = 0; i < size; i++)
    {
        value = value << 8 | *at++;
    }
    return value;
}

/// @param flag a flag @param isSet whether it is set @return its bit, or none
uint8_t
Bit(uint8_t flag, bool isSet)
{
    return isSet ? flag : 0;
}

} // namespace

Ptr<Packet>
BridgeBpdu::ToPayload() const
{
    Octets octets{};
    uint8_t* at = std::copy(LLC.begin(), LLC.end(), octets.begin());
    const bool isRapid = type == Type::RAPID;
    at = Write(at, 0, 2); // protocol identifier
    at = Write(at, isRapid ? RAPID_VERSION : 0, 1);
    at = Write(at, static_cast<uint8_t>(type), 1);
    if (type == Type::TOPOLOGY_CHANGE)
    {
        return Create<Packet>(octets.data(), LLC_SIZE + TOPOLOGY_CHANGE_SIZE);
    }
    uint8_t flags = Bit(FLAG_TOPOLOGY_CHANGE, topologyChange);
    if (isRapid)
    {
        flags |= Bit(FLAG_PROPOSAL, proposal) | Bit(FLAG_LEARNING, learning) |
                 Bit(FLAG_FORWARDING, forwarding) | Bit(FLAG_AGREEMENT, agreement) |
                 static_cast<uint8_t>(static_cast<uint8_t>(role) << ROLE_SHIFT);
    }
    else
    {
        flags |= Bit(FLAG_TOPOLOGY_CHANGE_ACK, topologyChangeAck);
    }
    at = Write(at, flags, 1);
    at = Write(at, priority.root.value, 8);
    at = Write(at, priority.cost, 4);
    at = Write(at, priority.bridge.value, 8);
    at = Write(at, priority.port, 2);
    at = Write(at, times.messageAge, 2);
    at = Write(at, times.maxAge, 2);
    at = Write(at, times.helloTime, 2);
    Write(at, times.forwardDelay, 2);
    // A rapid one ends with a version 1 length of zero (section 9.3.3).
    return Create<Packet>(octets.data(), LLC_SIZE + (isRapid ? RAPID_SIZE : CONFIGURATION_SIZE));
}

std::optional<BridgeBpdu>
BridgeBpdu::Read(const Ptr<const Packet>& payload, BpduDropReason& reason)
{
    Octets octets{};
    uint32_t size = payload->CopyData(octets.data(), octets.size());
    if (size < LLC_SIZE || !std::equal(LLC.begin(), LLC.end(), octets.begin()))
    {
        reason = BpduDropReason::NO_LLC;
        return std::nullopt;
    }
    size -= LLC_SIZE;
    reason = BpduDropReason::TRUNCATED;
    if (size < TOPOLOGY_CHANGE_SIZE)
    {
        return std::nullopt;
    }
    const uint8_t* at = octets.data() + LLC_SIZE;
    const auto protocol = ns3::Read(at, 2);
    const auto version = ns3::Read(at, 1);
    const auto type = ns3::Read(at, 1);
    if (protocol != 0)
    {
        reason = BpduDropReason::PROTOCOL;
        return std::nullopt;
    }
    BridgeBpdu bpdu;
    bpdu.type = static_cast<Type>(type);
    // Later versions are read as far as they are known (section 9.3.4).
    const bool isRapid = bpdu.type == Type::RAPID && version >= RAPID_VERSION;
    if (bpdu.type == Type::TOPOLOGY_CHANGE)
    {
        reason = BpduDropReason::NONE;
        return bpdu;
    }
    if (bpdu.type != Type::CONFIGURATION && !isRapid)
    {
        reason = BpduDropReason::UNKNOWN_TYPE;
        return std::nullopt;
    }
    if (size < (isRapid ? RAPID_SIZE : CONFIGURATION_SIZE))
    {
        return std::nullopt;
    }
    const auto flags = static_cast<uint8_t>(ns3::Read(at, 1));
    bpdu.topologyChange = flags & FLAG_TOPOLOGY_CHANGE;
    if (isRapid)
    {
        bpdu.proposal = flags & FLAG_PROPOSAL;
        bpdu.role = static_cast<Role>(flags >> ROLE_SHIFT & ROLE_MASK);
        bpdu.learning = flags & FLAG_LEARNING;
        bpdu.forwarding = flags & FLAG_FORWARDING;
        bpdu.agreement = flags & FLAG_AGREEMENT;
    }
    else
    {
        bpdu.topologyChangeAck = flags & FLAG_TOPOLOGY_CHANGE_ACK;
    }
    bpdu.priority.root.value = ns3::Read(at, 8);
    bpdu.priority.cost = static_cast<uint32_t>(ns3::Read(at, 4));
    bpdu.priority.bridge.value = ns3::Read(at, 8);
    bpdu.priority.port = static_cast<uint16_t>(ns3::Read(at, 2));
    bpdu.times.messageAge = static_cast<uint16_t>(ns3::Read(at, 2));
    bpdu.times.maxAge = static_cast<uint16_t>(ns3::Read(at, 2));
    bpdu.times.helloTime = static_cast<uint16_t>(ns3::Read(at, 2));
    bpdu.times.forwardDelay = static_cast<uint16_t>(ns3::Read(at, 2));
    // A rapid one ages where it arrives (section 17.21.23).
    if (!isRapid && bpdu.times.messageAge >= bpdu.times.maxAge)
    {
        reason = BpduDropReason::EXPIRED;
        return std::nullopt;
    }
    reason = BpduDropReason::NONE;
    return bpdu;
}

const char*
ToString(BpduDropReason reason)
{
    switch (reason)
    {
    case BpduDropReason::NONE:
        return "bpdu-none";
    case BpduDropReason::TAGGED:
        return "bpdu-tagged";
    case BpduDropReason::NO_LLC:
        return "bpdu-no-llc";
    case BpduDropReason::TRUNCATED:
        return "bpdu-truncated";
    case BpduDropReason::PROTOCOL:
        return "bpdu-protocol";
    case BpduDropReason::UNKNOWN_TYPE:
        return "bpdu-unknown-type";
    case BpduDropReason::EXPIRED:
        return "bpdu-expired";
    case BpduDropReason::OWN:
        return "bpdu-own";
    case BpduDropReason::OUTSIDE:
        return "bpdu-outside";
    }
    return "bpdu-unknown";
}

std::ostream&
operator<<(std::ostream& os, BpduDropReason reason)
{
    return os << ToString(reason);
}

} // namespace ns3
