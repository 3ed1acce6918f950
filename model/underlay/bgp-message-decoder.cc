/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "bgp-decoder.h"
#include "bgp-format.h"

#include <algorithm>
#include <utility>

/**
 * @file
 * @brief How BGP messages are read: whatever the octets are, the outcome is a message or the
 * NOTIFICATION that RFC 4271 section 6 has for them.
 */

namespace ns3
{

namespace
{

/// @param size of a message @return it as the data of a Bad Message Length
std::vector<uint8_t>
SizeData(std::size_t size)
{
    return {static_cast<uint8_t>(size >> 8), static_cast<uint8_t>(size)};
}

/// @param reader of capabilities (RFC 5492 section 4) @param open gets what they say
void
ReadCapabilities(LispBufferReader& reader, BgpOpen& open)
{
    while (reader.GetRemaining() > 0)
    {
        const uint8_t code = reader.ReadU8("capability code");
        const std::size_t size = reader.ReadU8("capability length");
        LispBufferReader value = reader.ReadPart(size, "capability value");
        if (code == BGP_CAPABILITY_MULTIPROTOCOL)
        {
            const uint16_t afi = value.ReadU16("AFI");
            value.ReadU8("reserved");
            const AddressFamily family = BgpDecoder::GetFamily(afi, value.ReadU8("SAFI"));
            open.isMultiprotocol = true;
            open.ipv4Unicast |= family == AddressFamily::IPV4;
            open.ipv6Unicast |= family == AddressFamily::IPV6;
        }
        else if (code == BGP_CAPABILITY_FOUR_OCTET_AS)
        {
            open.fourOctetAs = true;
            open.asNumber = value.ReadU32("AS number");
        }
    }
}

/// @param reader of an OPEN behind its header @return it
BgpOpen
ReadOpen(LispBufferReader& reader)
{
    if (reader.ReadU8("version") != BGP_VERSION)
    {
        BgpDecoder::Refuse(BgpErrorCode::OPEN, BGP_UNSUPPORTED_VERSION, {0, BGP_VERSION});
    }
    BgpOpen open;
    open.fourOctetAs = false;
    open.asNumber = reader.ReadU16("My Autonomous System");
    open.holdTime = reader.ReadU16("Hold Time");
    open.identifier = reader.ReadU32("BGP Identifier");
    const std::size_t size = reader.ReadU8("Optional Parameters Length");
    if (size != reader.GetRemaining())
    {
        BgpDecoder::Refuse(BgpErrorCode::OPEN, BGP_OPEN_UNSPECIFIC);
    }
    while (reader.GetRemaining() > 0)
    {
        const uint8_t type = reader.ReadU8("parameter type");
        if (type != BGP_PARAMETER_CAPABILITIES)
        {
            BgpDecoder::Refuse(BgpErrorCode::OPEN, BGP_UNSUPPORTED_PARAMETER);
        }
        const std::size_t length = reader.ReadU8("parameter length");
        LispBufferReader capabilities = reader.ReadPart(length, "capabilities");
        ReadCapabilities(capabilities, open);
    }
    if (open.asNumber == 0) // RFC 7607 section 2
    {
        BgpDecoder::Refuse(BgpErrorCode::OPEN, BGP_BAD_PEER_AS);
    }
    if (open.holdTime == 1 || open.holdTime == 2)
    {
        BgpDecoder::Refuse(BgpErrorCode::OPEN, BGP_UNACCEPTABLE_HOLD_TIME);
    }
    if (open.identifier == 0) // RFC 6286 section 2.2
    {
        BgpDecoder::Refuse(BgpErrorCode::OPEN, BGP_BAD_IDENTIFIER);
    }
    return open;
}

} // namespace

void
BgpDecoder::Refuse(BgpErrorCode code, uint8_t subcode, std::vector<uint8_t> data)
{
    throw Refusal{{code, subcode, std::move(data)}};
}

AddressFamily
BgpDecoder::GetFamily(uint16_t afi, uint8_t safi)
{
    if (safi != BGP_SAFI_UNICAST)
    {
        return AddressFamily::NONE;
    }
    return afi == BGP_AFI_IPV4   ? AddressFamily::IPV4
           : afi == BGP_AFI_IPV6 ? AddressFamily::IPV6
                                 : AddressFamily::NONE;
}

BgpFrame
PeekBgpMessage(const uint8_t* data, std::size_t size)
{
    BgpFrame frame;
    const std::size_t marker = std::min(size, BGP_MARKER_SIZE);
    if (std::any_of(data, data + marker, [](uint8_t octet) { return octet != 0xff; }))
    {
        frame.error = {BgpErrorCode::HEADER, BGP_NOT_SYNCHRONIZED, {}};
        return frame;
    }
    if (size < BGP_HEADER_SIZE)
    {
        return frame;
    }
    const std::size_t length = data[BGP_MARKER_SIZE] << 8 | data[BGP_MARKER_SIZE + 1];
    const uint8_t type = data[BGP_MARKER_SIZE + 2];
    std::size_t least = BGP_HEADER_SIZE;
    std::size_t most = BGP_MAX_MESSAGE_SIZE;
    switch (static_cast<BgpMessageType>(type))
    {
    case BgpMessageType::OPEN:
        least = BGP_MIN_OPEN;
        break;
    case BgpMessageType::UPDATE:
        least = BGP_MIN_UPDATE;
        break;
    case BgpMessageType::NOTIFICATION:
        least = BGP_MIN_NOTIFICATION;
        break;
    case BgpMessageType::KEEPALIVE:
        most = BGP_HEADER_SIZE;
        break;
    default:
        frame.error = {BgpErrorCode::HEADER, BGP_BAD_TYPE, {type}};
        break;
    }
    if (length < least || length > most)
    {
        frame.error = {BgpErrorCode::HEADER, BGP_BAD_LENGTH, SizeData(length)};
    }
    frame.length = frame.error ? 0 : length;
    return frame;
}

BgpDecoded
DecodeBgpMessage(const uint8_t* data, std::size_t size)
{
    BgpDecoded decoded;
    const BgpFrame frame = PeekBgpMessage(data, size);
    if (frame.error || frame.length == 0 || frame.length != size)
    {
        decoded.error = frame.error
                            ? frame.error
                            : BgpNotification{BgpErrorCode::HEADER, BGP_BAD_LENGTH, SizeData(size)};
        return decoded;
    }
    LispBufferReader reader(data + BGP_HEADER_SIZE, size - BGP_HEADER_SIZE, nullptr);
    const auto type = static_cast<BgpMessageType>(data[BGP_MARKER_SIZE + 2]);
    try
    {
        switch (type)
        {
        case BgpMessageType::OPEN:
            decoded.message = ReadOpen(reader);
            break;
        case BgpMessageType::UPDATE:
            decoded.message = BgpDecoder::ReadUpdate(reader);
            break;
        case BgpMessageType::NOTIFICATION: {
            BgpNotification notification;
            notification.code = static_cast<BgpErrorCode>(reader.ReadU8("error code"));
            notification.subcode = reader.ReadU8("error subcode");
            const std::size_t rest = reader.GetRemaining();
            const uint8_t* octets = reader.ReadOctets(rest, "data");
            notification.data.assign(octets, octets + rest);
            decoded.message = notification;
            break;
        }
        case BgpMessageType::KEEPALIVE:
            break;
        }
    }
    catch (const BgpDecoder::Refusal& refusal)
    {
        decoded.error = refusal.error;
    }
    catch (const LispBufferError&)
    {
        // Fields that end too soon are met in an OPEN's parameters only.
        decoded.error = {BgpErrorCode::OPEN, BGP_OPEN_UNSPECIFIC, {}};
    }
    return decoded;
}

} // namespace ns3
