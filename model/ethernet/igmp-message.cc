/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "igmp-message.h"

#include "ns3/network-octets.h"

#include <algorithm>

namespace ns3
{

namespace
{

constexpr uint32_t IP_SIZE = 20;     //!< octets of an IPv4 header without options
constexpr uint32_t SHORT_SIZE = 8;   //!< octets of versions 1 and 2, and of an empty report
constexpr uint32_t QUERY_SIZE = 12;  //!< octets of a query of version 3 (RFC 3376 section 4.1)
constexpr uint32_t RECORD_SIZE = 8;  //!< octets of a record without sources (section 4.2)
constexpr uint32_t ADDRESS_SIZE = 4; //!< octets of a source
constexpr uint8_t CONTROL = 0xc0;    //!< type of service (section 4)
constexpr uint32_t ROUTER_ALERT = 0x94040000; //!< the option (RFC 2113 section 2.1)
constexpr uint8_t FIRST_FLOAT = 128;   //!< codes from there on are floating point (section 4.1.1)
constexpr uint64_t MOST_CODED = 31744; //!< the most that a code says: 31 << 10
constexpr uint8_t ROBUSTNESS_MASK = 7; //!< QRV (section 4.1.6)
constexpr int64_t TENTH = 100000000;   //!< ns of a unit of Max Resp Code

/// @param code of RFC 3376 section 4.1.1 @return what it says
uint32_t
Decode(uint8_t code)
{
    return code < FIRST_FLOAT ? code : ((code & 0x0fU) | 0x10U) << ((code >> 4 & 7U) + 3);
}

/// @param value to be said @return its code, or that of the next lower value that has one
uint8_t
Encode(uint64_t value)
{
    value = std::min(value, MOST_CODED);
    if (value < FIRST_FLOAT)
    {
        return static_cast<uint8_t>(value);
    }
    uint8_t exponent = 0;
    while (value >> (exponent + 3) > 0x1f)
    {
        exponent++;
    }
    return static_cast<uint8_t>(FIRST_FLOAT | exponent << 4 | (value >> (exponent + 3) & 0x0f));
}

/// @param octets some @param size so many @return the Internet checksum (RFC 1071)
uint16_t
Checksum(const uint8_t* octets, uint32_t size)
{
    uint32_t sum = 0;
    for (uint32_t i = 0; i < size; i++)
    {
        sum += i % 2 == 0 ? octets[i] << 8U : octets[i];
    }
    sum = (sum >> 16) + (sum & 0xffff);
    sum += sum >> 16;
    return static_cast<uint16_t>(~sum);
}

/// @param octets get it at their end @param value of 16 bits
void
Append16(std::vector<uint8_t>& octets, uint16_t value)
{
    octets.push_back(static_cast<uint8_t>(value >> 8));
    octets.push_back(static_cast<uint8_t>(value));
}

/// @param octets get it at their end @param value of 32 bits
void
Append32(std::vector<uint8_t>& octets, uint32_t value)
{
    Append16(octets, static_cast<uint16_t>(value >> 16));
    Append16(octets, static_cast<uint16_t>(value));
}

/// @param octets get a checksum @param from of those from there on @param to and before that @param
/// at where it is
void
Seal(std::vector<uint8_t>& octets, uint32_t from, std::size_t to, uint32_t at)
{
    const uint16_t sum = Checksum(octets.data() + from, static_cast<uint32_t>(to) - from);
    octets[at] = static_cast<uint8_t>(sum >> 8);
    octets[at + 1] = static_cast<uint8_t>(sum);
}

/// @param at four octets @return them as an address
Ipv4Address
ReadAddress(const uint8_t* at)
{
    return Ipv4Address(uint32_t{Get16(at)} << 16 | Get16(at + 2));
}

/// @param message gets the records @param at a report of version 3 @param size its octets @return
/// why it is not taken, or NONE
IgmpDropReason
ReadRecords(IgmpMessage& message, const uint8_t* at, uint32_t size)
{
    const uint32_t count = Get16(at + 6);
    uint32_t place = SHORT_SIZE;
    for (uint32_t i = 0; i < count; i++)
    {
        if (size - place < RECORD_SIZE)
        {
            return IgmpDropReason::TRUNCATED;
        }
        IgmpMessage::Record record;
        record.mode = static_cast<IgmpMessage::Mode>(at[place]);
        record.sources = Get16(at + place + 2);
        record.group = ReadAddress(at + place + 4);
        const uint32_t length =
            RECORD_SIZE + record.sources * ADDRESS_SIZE + at[place + 1] * ADDRESS_SIZE;
        if (size - place < length)
        {
            return IgmpDropReason::TRUNCATED;
        }
        if (!record.group.IsMulticast())
        {
            return IgmpDropReason::NO_GROUP;
        }
        place += length;
        message.records.push_back(record);
    }
    return IgmpDropReason::NONE;
}

/// @param message gets what is there @param at its octets @param size so many @return why it is not
/// taken, or NONE
IgmpDropReason
ReadMessage(IgmpMessage& message, const uint8_t* at, uint32_t size)
{
    if (size < SHORT_SIZE)
    {
        return IgmpDropReason::TRUNCATED;
    }
    if (Checksum(at, size) != 0)
    {
        return IgmpDropReason::CHECKSUM;
    }
    message.type = static_cast<IgmpMessage::Type>(at[0]);
    message.group = ReadAddress(at + 4);
    switch (message.type)
    {
    case IgmpMessage::Type::QUERY:
        // RFC 3376 section 7.1.
        message.version = size >= QUERY_SIZE ? 3 : at[1] == 0 ? 1 : 2;
        if (size > SHORT_SIZE && size < QUERY_SIZE)
        {
            return IgmpDropReason::TRUNCATED;
        }
        // Version 1 has 10 s (RFC 2236 section 4).
        message.maxResponse = NanoSeconds(TENTH * (message.version == 3   ? Decode(at[1])
                                                   : message.version == 2 ? at[1]
                                                                          : 100));
        if (message.version == 3)
        {
            message.robustness = at[8] & ROBUSTNESS_MASK;
            message.queryInterval = Seconds(Decode(at[9]));
        }
        return message.group.IsAny() || message.group.IsMulticast() ? IgmpDropReason::NONE
                                                                    : IgmpDropReason::NO_GROUP;
    case IgmpMessage::Type::REPORT_V1:
    case IgmpMessage::Type::REPORT_V2:
    case IgmpMessage::Type::LEAVE:
        return message.group.IsMulticast() ? IgmpDropReason::NONE : IgmpDropReason::NO_GROUP;
    case IgmpMessage::Type::REPORT_V3:
        return ReadRecords(message, at, size);
    }
    return IgmpDropReason::UNKNOWN_TYPE;
}

} // namespace

bool
IgmpMessage::Record::IsJoin() const
{
    switch (mode)
    {
    case Mode::IS_EXCLUDE:
    case Mode::CHANGE_TO_EXCLUDE:
        return true;
    case Mode::IS_INCLUDE:
    case Mode::CHANGE_TO_INCLUDE:
    case Mode::ALLOW:
        return sources > 0;
    case Mode::BLOCK:
        break;
    }
    return false;
}

bool
IgmpMessage::Record::IsLeave() const
{
    return mode == Mode::CHANGE_TO_INCLUDE && sources == 0;
}

Ptr<Packet>
IgmpMessage::ToPacket() const
{
    std::vector<uint8_t> octets = {0x46, CONTROL};
    Append16(octets, 0); // length, below
    Append32(octets, 0); // identification and fragments
    octets.push_back(1); // one hop
    octets.push_back(PROTOCOL);
    Append16(octets, 0); // checksum, below
    Append32(octets, source.Get());
    Append32(octets, destination.Get());
    Append32(octets, ROUTER_ALERT);
    const auto begin = static_cast<uint32_t>(octets.size());
    octets.push_back(static_cast<uint8_t>(type));
    const auto tenths = static_cast<uint64_t>(maxResponse.GetNanoSeconds() / TENTH);
    const uint8_t code = version == 3   ? Encode(tenths)
                         : version == 2 ? static_cast<uint8_t>(std::clamp<uint64_t>(tenths, 1, 255))
                                        : 0;
    octets.push_back(type == Type::QUERY ? code : 0);
    Append16(octets, 0); // checksum, below
    if (type == Type::REPORT_V3)
    {
        Append16(octets, 0);
        Append16(octets, static_cast<uint16_t>(records.size()));
        for (const auto& record : records)
        {
            octets.push_back(static_cast<uint8_t>(record.mode));
            octets.push_back(0);
            Append16(octets, 0);
            Append32(octets, record.group.Get());
        }
    }
    else
    {
        Append32(octets, group.Get());
    }
    if (type == Type::QUERY && version == 3)
    {
        octets.push_back(robustness & ROBUSTNESS_MASK);
        octets.push_back(Encode(static_cast<uint64_t>(queryInterval.GetSeconds())));
        Append16(octets, 0);
    }
    Seal(octets, begin, octets.size(), begin + 2);
    octets[2] = static_cast<uint8_t>(octets.size() >> 8);
    octets[3] = static_cast<uint8_t>(octets.size());
    Seal(octets, 0, begin, 10);
    return Create<Packet>(octets.data(), static_cast<uint32_t>(octets.size()));
}

std::optional<IgmpMessage>
IgmpMessage::Read(const Ptr<const Packet>& packet, IgmpDropReason& reason)
{
    uint8_t header[60];
    const uint32_t there = packet->CopyData(header, sizeof(header));
    reason = IgmpDropReason::NONE;
    if (there >= IP_SIZE && header[9] != PROTOCOL)
    {
        return std::nullopt;
    }
    reason = IgmpDropReason::IP_HEADER;
    if (there < IP_SIZE || header[0] >> 4 != 4)
    {
        return std::nullopt;
    }
    const uint32_t begin = (header[0] & 0x0fU) * 4;
    const uint32_t length = Get16(header + 2);
    const bool isFragment = (Get16(header + 6) & 0x3fff) != 0;
    if (begin < IP_SIZE || length < begin || length > packet->GetSize() || isFragment)
    {
        return std::nullopt;
    }
    if (Checksum(header, begin) != 0)
    {
        reason = IgmpDropReason::BAD_IP_CHECKSUM;
        return std::nullopt;
    }
    std::vector<uint8_t> octets(length);
    packet->CopyData(octets.data(), length);
    IgmpMessage message;
    message.source = ReadAddress(header + 12);
    message.destination = ReadAddress(header + 16);
    reason = ReadMessage(message, octets.data() + begin, length - begin);
    if (reason != IgmpDropReason::NONE)
    {
        return std::nullopt;
    }
    return message;
}

const char*
ToString(IgmpDropReason reason)
{
    switch (reason)
    {
    case IgmpDropReason::NONE:
        return "igmp-none";
    case IgmpDropReason::IP_HEADER:
        return "igmp-ip-header";
    case IgmpDropReason::BAD_IP_CHECKSUM:
        return "igmp-ip-checksum";
    case IgmpDropReason::TRUNCATED:
        return "igmp-truncated";
    case IgmpDropReason::CHECKSUM:
        return "igmp-checksum";
    case IgmpDropReason::UNKNOWN_TYPE:
        return "igmp-unknown-type";
    case IgmpDropReason::NO_GROUP:
        return "igmp-no-group";
    case IgmpDropReason::FULL:
        return "igmp-full";
    }
    return "igmp-unknown";
}

std::ostream&
operator<<(std::ostream& os, IgmpDropReason reason)
{
    return os << ToString(reason);
}

} // namespace ns3
