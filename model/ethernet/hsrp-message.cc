/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "hsrp-message.h"

#include "ns3/network-octets.h"

#include <algorithm>
#include <cstring>

namespace ns3
{

namespace
{

// RFC 2281 section 5.1: version 1 says 0, and a state is one bit of an octet.
constexpr uint8_t VERSION_1_ON_WIRE = 0;
constexpr uint8_t STATES_V1[] = {0, 1, 2, 4, 8, 16};
constexpr uint32_t MS = 1000; //!< in a second
constexpr uint8_t LAST_OPCODE = static_cast<uint8_t>(HsrpOpcode::RESIGN);
constexpr uint8_t LAST_STATE = static_cast<uint8_t>(HsrpState::ACTIVE);

// Version 2, vendor documentation: each TLV has a type and a length of one octet each, which do not
// count themselves; states are numbered from 1; times are in milliseconds.
constexpr uint8_t GROUP_STATE = 1;
constexpr uint8_t GROUP_STATE_SIZE = 40;
constexpr uint8_t TEXT_AUTHENTICATION = 3;
constexpr uint8_t MD5_AUTHENTICATION = 4;
constexpr std::size_t TLV_HEADER = 2;
constexpr uint8_t VERSION_2_ON_WIRE = 2;
constexpr uint8_t IP_VERSION_4 = 4;
constexpr uint8_t IP_VERSION_6 = 6;
constexpr std::size_t VIRTUAL_ADDRESS_V2 = 24; //!< in the group state

using Outcome = HsrpMessage::Outcome;

/// @param ms a time @return it in whole seconds, as far as one octet holds them
uint8_t
ToSeconds(uint32_t ms)
{
    return static_cast<uint8_t>(std::clamp<uint32_t>(ms / MS, 1, 255));
}

/// @param message a message @return false if its times break RFC 2281 section 5.1: a Hello's
/// Holdtime is greater than its Hellotime
bool
HasGoodTimes(const HsrpMessage& message)
{
    return message.opcode != HsrpOpcode::HELLO || message.hold > message.hello;
}

/**
 * @brief Read the TLVs that may follow the message proper.
 * @param octets the first @param size how many octets there are @param message gets what they say
 * @return false if one is cut short
 */
bool
ReadAuthentication(const uint8_t* octets, std::size_t size, HsrpMessage& message)
{
    while (size > 0)
    {
        if (size < TLV_HEADER || size - TLV_HEADER < octets[1])
        {
            return false;
        }
        const uint8_t type = octets[0];
        const uint8_t length = octets[1];
        if (type == GROUP_STATE || (type == TEXT_AUTHENTICATION && length != message.secret.size()))
        {
            return false;
        }
        if (type == TEXT_AUTHENTICATION)
        {
            std::copy_n(octets + TLV_HEADER, length, message.secret.begin());
        }
        message.hasDigest |= type == MD5_AUTHENTICATION;
        octets += TLV_HEADER + length;
        size -= TLV_HEADER + length;
    }
    return true;
}

Outcome
ReadVersion1(const uint8_t* octets, std::size_t size, HsrpMessage& message)
{
    if (size < 2)
    {
        return Outcome::MALFORMED;
    }
    if (octets[0] != VERSION_1_ON_WIRE)
    {
        return Outcome::WRONG_VERSION;
    }
    if (octets[1] > LAST_OPCODE)
    {
        return Outcome::OTHER_OPCODE;
    }
    if (size < HsrpMessage::SIZE_V1)
    {
        return Outcome::MALFORMED;
    }
    const auto* state = std::find(std::begin(STATES_V1), std::end(STATES_V1), octets[2]);
    if (state == std::end(STATES_V1))
    {
        return Outcome::MALFORMED;
    }
    message.opcode = static_cast<HsrpOpcode>(octets[1]);
    message.state = static_cast<HsrpState>(state - STATES_V1);
    message.hello = octets[3] * MS;
    message.hold = octets[4] * MS;
    message.priority = octets[5];
    message.group = octets[6];
    std::copy_n(octets + 8, message.secret.size(), message.secret.begin());
    message.family = AddressFamily::IPV4;
    message.virtualAddress = NetworkAddress::FromOctets(AddressFamily::IPV4, octets + 16);
    const bool isRight =
        ReadAuthentication(octets + HsrpMessage::SIZE_V1, size - HsrpMessage::SIZE_V1, message) &&
        HasGoodTimes(message);
    return isRight ? Outcome::MESSAGE : Outcome::MALFORMED;
}

Outcome
ReadVersion2(const uint8_t* octets, std::size_t size, HsrpMessage& message)
{
    if (size < TLV_HEADER + GROUP_STATE_SIZE || octets[0] != GROUP_STATE ||
        octets[1] != GROUP_STATE_SIZE)
    {
        return Outcome::MALFORMED;
    }
    const uint8_t* body = octets + TLV_HEADER;
    if (body[0] != VERSION_2_ON_WIRE)
    {
        return Outcome::WRONG_VERSION;
    }
    if (body[1] > LAST_OPCODE)
    {
        return Outcome::OTHER_OPCODE;
    }
    message.group = Get16(body + 4);
    if (body[2] == 0 || body[2] > LAST_STATE + 1 ||
        (body[3] != IP_VERSION_4 && body[3] != IP_VERSION_6) ||
        message.group > HsrpMessage::MAX_GROUP_V2)
    {
        return Outcome::MALFORMED;
    }
    message.opcode = static_cast<HsrpOpcode>(body[1]);
    message.state = static_cast<HsrpState>(body[2] - 1);
    message.family = body[3] == IP_VERSION_4 ? AddressFamily::IPV4 : AddressFamily::IPV6;
    message.identifier.CopyFrom(body + 6);
    message.priority = Get32(body + 12);
    message.hello = Get32(body + 16);
    message.hold = Get32(body + 20);
    message.virtualAddress = NetworkAddress::FromOctets(message.family, body + VIRTUAL_ADDRESS_V2);
    const bool isRight = ReadAuthentication(body + GROUP_STATE_SIZE,
                                            size - TLV_HEADER - GROUP_STATE_SIZE,
                                            message) &&
                         HasGoodTimes(message);
    return isRight ? Outcome::MESSAGE : Outcome::MALFORMED;
}

} // namespace

const char*
ToString(HsrpOpcode opcode)
{
    switch (opcode)
    {
    case HsrpOpcode::HELLO:
        return "hello";
    case HsrpOpcode::COUP:
        return "coup";
    case HsrpOpcode::RESIGN:
        return "resign";
    }
    return "unknown";
}

const char*
ToString(HsrpState state)
{
    switch (state)
    {
    case HsrpState::INITIAL:
        return "initial";
    case HsrpState::LEARN:
        return "learn";
    case HsrpState::LISTEN:
        return "listen";
    case HsrpState::SPEAK:
        return "speak";
    case HsrpState::STANDBY:
        return "standby";
    case HsrpState::ACTIVE:
        return "active";
    }
    return "unknown";
}

std::ostream&
operator<<(std::ostream& os, HsrpState state)
{
    return os << ToString(state);
}

HsrpMessage::Outcome
HsrpMessage::Read(uint8_t version, const uint8_t* octets, std::size_t size, HsrpMessage& message)
{
    message = HsrpMessage();
    message.version = version;
    return version == 1 ? ReadVersion1(octets, size, message) : ReadVersion2(octets, size, message);
}

std::size_t
HsrpMessage::Write(uint8_t* octets) const
{
    const auto stateNumber = static_cast<uint8_t>(state);
    if (version == 1)
    {
        octets[0] = VERSION_1_ON_WIRE;
        octets[1] = static_cast<uint8_t>(opcode);
        octets[2] = STATES_V1[stateNumber];
        octets[3] = ToSeconds(hello);
        octets[4] = ToSeconds(hold);
        octets[5] = static_cast<uint8_t>(priority);
        octets[6] = static_cast<uint8_t>(group);
        octets[7] = 0;
        std::copy(secret.begin(), secret.end(), octets + 8);
        std::copy_n(virtualAddress.GetOctets(), 4, octets + 16);
        return SIZE_V1;
    }
    octets[0] = GROUP_STATE;
    octets[1] = GROUP_STATE_SIZE;
    uint8_t* body = octets + TLV_HEADER;
    body[0] = VERSION_2_ON_WIRE;
    body[1] = static_cast<uint8_t>(opcode);
    body[2] = stateNumber + 1;
    body[3] = family == AddressFamily::IPV4 ? IP_VERSION_4 : IP_VERSION_6;
    Put16(body + 4, group);
    identifier.CopyTo(body + 6);
    Put32(body + 12, priority);
    Put32(body + 16, hello);
    Put32(body + 20, hold);
    std::copy_n(virtualAddress.GetOctets(), 16, body + VIRTUAL_ADDRESS_V2);
    if (secret == Secret{})
    {
        return TLV_HEADER + GROUP_STATE_SIZE;
    }
    uint8_t* authentication = body + GROUP_STATE_SIZE;
    authentication[0] = TEXT_AUTHENTICATION;
    authentication[1] = static_cast<uint8_t>(secret.size());
    std::copy(secret.begin(), secret.end(), authentication + TLV_HEADER);
    return MAX_SIZE;
}

HsrpMessage::Secret
HsrpMessage::MakeSecret(const std::string& text)
{
    Secret secret{};
    std::copy_n(text.begin(), std::min(text.size(), secret.size()), secret.begin());
    return secret;
}

Mac48Address
HsrpMessage::MakeVirtualMac(uint8_t version, AddressFamily family, uint16_t group)
{
    const auto high = static_cast<uint8_t>(group >> 8 & 0x0f);
    const auto low = static_cast<uint8_t>(group);
    uint8_t octets[] = {0x00, 0x00, 0x0c, 0x07, 0xac, low};
    if (family == AddressFamily::IPV6)
    {
        const uint8_t ipv6[] = {0x00, 0x05, 0x73, 0xa0, high, low};
        std::memcpy(octets, ipv6, sizeof(octets));
    }
    else if (version == 2)
    {
        octets[3] = 0x9f;
        octets[4] = static_cast<uint8_t>(0xf0 | high);
    }
    Mac48Address mac;
    mac.CopyFrom(octets);
    return mac;
}

Ipv6Address
HsrpMessage::MakeVirtualLinkLocal(const Mac48Address& mac)
{
    uint8_t from[6];
    mac.CopyTo(from);
    uint8_t to[16] = {0xfe, 0x80, 0, 0, 0, 0, 0, 0, from[0], from[1], from[2], 0xff, 0xfe};
    std::copy_n(from + 3, 3, to + 13);
    return Ipv6Address(to);
}

} // namespace ns3
