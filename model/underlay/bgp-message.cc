/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "bgp-message.h"

#include "bgp-format.h"

#include "ns3/lisp-buffer.h"

#include <algorithm>
#include <stdexcept>

/**
 * @file
 * @brief What BGP messages are made of, and how they are written; bgp-message-decoder.cc reads.
 */

namespace ns3
{

namespace
{

/// The most AS numbers of a path segment: its count has one octet (RFC 4271 section 4.3).
constexpr std::size_t MAX_SEGMENT = 255;

/// @param prefix a prefix @return octets of its address in NLRI (RFC 4271 section 4.3)
std::size_t
GetPrefixOctets(const EidPrefix& prefix)
{
    return (prefix.GetLength() + 7) / 8;
}

/// @param writer gets them @param prefixes to be written @param family only those of it
void
WritePrefixes(LispBufferWriter& writer,
              const std::vector<EidPrefix>& prefixes,
              AddressFamily family)
{
    for (const EidPrefix& prefix : prefixes)
    {
        if (prefix.GetFamily() == family)
        {
            writer.WriteU8(prefix.GetLength());
            writer.WriteOctets(prefix.GetAddress().GetOctets(), GetPrefixOctets(prefix));
        }
    }
}

/// @param writer gets it @param flags of the attribute @param type of it @param value of it
void
WriteAttribute(LispBufferWriter& writer,
               uint8_t flags,
               uint8_t type,
               const std::vector<uint8_t>& value)
{
    const bool isLong = value.size() > 255;
    writer.WriteU8(isLong ? flags | BGP_FLAG_EXTENDED : flags);
    writer.WriteU8(type);
    if (isLong)
    {
        writer.WriteU16(static_cast<uint16_t>(value.size()));
    }
    else
    {
        writer.WriteU8(static_cast<uint8_t>(value.size()));
    }
    writer.WriteOctets(value);
}

/// @param path an AS_PATH @return its octets
std::vector<uint8_t>
EncodePath(const std::vector<BgpPathSegment>& path)
{
    LispBufferWriter writer;
    for (const BgpPathSegment& segment : path)
    {
        writer.WriteU8(segment.isSet ? BGP_SEGMENT_SET : BGP_SEGMENT_SEQUENCE);
        writer.WriteU8(static_cast<uint8_t>(segment.asNumbers.size()));
        for (uint32_t asNumber : segment.asNumbers)
        {
            writer.WriteU32(asNumber);
        }
    }
    return writer.Take();
}

/// @param writer gets them @param attributes to be written
void
WriteCommonAttributes(LispBufferWriter& writer, const BgpAttributes& attributes)
{
    WriteAttribute(writer,
                   BGP_FLAG_TRANSITIVE,
                   BGP_ORIGIN,
                   {static_cast<uint8_t>(attributes.origin)});
    WriteAttribute(writer, BGP_FLAG_TRANSITIVE, BGP_AS_PATH, EncodePath(attributes.path));
}

/// @param attributes of a route @param isOnLink the next hop has a link-local address, too (RFC
/// 2545 section 3) @return the most octets of an UPDATE that has them, without prefixes
std::size_t
GetUpdateSize(const BgpAttributes& attributes, bool isOnLink)
{
    constexpr std::size_t origin = 4;
    const std::size_t reach = 4 + 5 + (isOnLink ? 32 : 16); // of MP_REACH_NLRI, the longer of both
    std::size_t path = 0;
    for (const BgpPathSegment& segment : attributes.path)
    {
        path += 2 + 4 * segment.asNumbers.size();
    }
    return BGP_MIN_UPDATE + origin + (path > 255 ? 4 : 3) + path + attributes.transitive.size() +
           reach;
}

/// @param update an UPDATE @return its octets behind the header
std::vector<uint8_t>
EncodeUpdate(const BgpUpdate& update)
{
    LispBufferWriter withdrawn;
    WritePrefixes(withdrawn, update.withdrawn, AddressFamily::IPV4);
    LispBufferWriter withdrawn6;
    withdrawn6.WriteU16(BGP_AFI_IPV6);
    withdrawn6.WriteU8(BGP_SAFI_UNICAST);
    const std::size_t none = withdrawn6.GetOctets().size();
    WritePrefixes(withdrawn6, update.withdrawn, AddressFamily::IPV6);

    LispBufferWriter attributes; // first those with prefixes (RFC 7606 section 5.1)
    LispBufferWriter others;
    LispBufferWriter nlri;
    if (!update.announced.empty())
    {
        WriteCommonAttributes(others, update.attributes);
    }
    for (const BgpReach& reach : update.announced)
    {
        const auto* octets = reach.nextHop.GetOctets();
        const std::size_t size = reach.nextHop.GetSize();
        if (reach.nextHop.GetFamily() == AddressFamily::IPV4)
        {
            WriteAttribute(others, BGP_FLAG_TRANSITIVE, BGP_NEXT_HOP, {octets, octets + size});
            WritePrefixes(nlri, reach.prefixes, AddressFamily::IPV4);
            continue;
        }
        LispBufferWriter value; // RFC 4760 section 3, with a next hop as of RFC 2545 section 3
        value.WriteU16(BGP_AFI_IPV6);
        value.WriteU8(BGP_SAFI_UNICAST);
        const bool isOnLink = reach.linkLocal.IsValid();
        value.WriteU8(static_cast<uint8_t>(isOnLink ? 2 * size : size));
        value.WriteOctets(octets, size);
        if (isOnLink)
        {
            value.WriteOctets(reach.linkLocal.GetOctets(), size);
        }
        value.WriteU8(0); // reserved
        WritePrefixes(value, reach.prefixes, AddressFamily::IPV6);
        WriteAttribute(attributes, BGP_FLAG_OPTIONAL, BGP_MP_REACH_NLRI, value.Take());
    }
    if (!update.announced.empty())
    {
        others.WriteOctets(update.attributes.transitive);
    }
    if (withdrawn6.GetOctets().size() > none)
    {
        WriteAttribute(attributes, BGP_FLAG_OPTIONAL, BGP_MP_UNREACH_NLRI, withdrawn6.Take());
    }
    attributes.WriteOctets(others.GetOctets());

    LispBufferWriter body;
    body.WriteU16(static_cast<uint16_t>(withdrawn.GetOctets().size()));
    body.WriteOctets(withdrawn.GetOctets());
    body.WriteU16(static_cast<uint16_t>(attributes.GetOctets().size()));
    body.WriteOctets(attributes.GetOctets());
    body.WriteOctets(nlri.GetOctets());
    return body.Take();
}

/// @param open an OPEN @return its octets behind the header
std::vector<uint8_t>
EncodeOpen(const BgpOpen& open)
{
    LispBufferWriter capabilities;
    for (const auto& [isThere, afi] : {std::make_pair(open.ipv4Unicast, BGP_AFI_IPV4),
                                       std::make_pair(open.ipv6Unicast, BGP_AFI_IPV6)})
    {
        if (isThere)
        {
            capabilities.WriteU8(BGP_CAPABILITY_MULTIPROTOCOL);
            capabilities.WriteU8(4);
            capabilities.WriteU16(afi);
            capabilities.WriteU8(0); // reserved
            capabilities.WriteU8(BGP_SAFI_UNICAST);
        }
    }
    if (open.fourOctetAs)
    {
        capabilities.WriteU8(BGP_CAPABILITY_FOUR_OCTET_AS);
        capabilities.WriteU8(4);
        capabilities.WriteU32(open.asNumber);
    }
    LispBufferWriter body;
    body.WriteU8(BGP_VERSION);
    body.WriteU16(open.asNumber > 0xffff ? BGP_AS_TRANS : static_cast<uint16_t>(open.asNumber));
    body.WriteU16(open.holdTime);
    body.WriteU32(open.identifier);
    const auto size = static_cast<uint8_t>(capabilities.GetOctets().size());
    body.WriteU8(size ? size + 2 : 0);
    if (size)
    {
        body.WriteU8(BGP_PARAMETER_CAPABILITIES);
        body.WriteU8(size);
        body.WriteOctets(capabilities.GetOctets());
    }
    return body.Take();
}

/// Writes what is behind the header.
struct BodyEncoder
{
    /// @return nothing
    std::vector<uint8_t> operator()(const BgpKeepalive&) const
    {
        return {};
    }

    /// @param open an OPEN @return its octets
    std::vector<uint8_t> operator()(const BgpOpen& open) const
    {
        return EncodeOpen(open);
    }

    /// @param update an UPDATE @return its octets
    std::vector<uint8_t> operator()(const BgpUpdate& update) const
    {
        return EncodeUpdate(update);
    }

    /// @param notification a NOTIFICATION @return its octets
    std::vector<uint8_t> operator()(const BgpNotification& notification) const
    {
        LispBufferWriter body;
        body.WriteU8(static_cast<uint8_t>(notification.code));
        body.WriteU8(notification.subcode);
        body.WriteOctets(notification.data);
        return body.Take();
    }
};

} // namespace

std::size_t
BgpAttributes::GetPathLength() const
{
    std::size_t length = 0;
    for (const BgpPathSegment& segment : path)
    {
        length += segment.isSet ? 1 : segment.asNumbers.size();
    }
    return length;
}

bool
BgpAttributes::Contains(uint32_t asNumber) const
{
    return std::any_of(path.begin(), path.end(), [asNumber](const BgpPathSegment& segment) {
        return std::find(segment.asNumbers.begin(), segment.asNumbers.end(), asNumber) !=
               segment.asNumbers.end();
    });
}

uint32_t
BgpAttributes::GetFirstAs() const
{
    return path.empty() || path[0].isSet ? 0 : path[0].asNumbers[0];
}

BgpAttributes
BgpAttributes::Prepended(uint32_t asNumber) const
{
    BgpAttributes longer = *this;
    if (path.empty() || path[0].isSet || path[0].asNumbers.size() >= MAX_SEGMENT)
    {
        longer.path.insert(longer.path.begin(), BgpPathSegment{false, {asNumber}});
    }
    else
    {
        auto& first = longer.path[0].asNumbers;
        first.insert(first.begin(), asNumber);
    }
    return longer;
}

std::string
ToString(const BgpNotification& notification)
{
    static const char* const names[] = {"none",
                                        "header error",
                                        "open error",
                                        "update error",
                                        "hold timer expired",
                                        "state machine error",
                                        "cease",
                                        "route refresh error",
                                        "send hold timer expired"};
    const auto code = static_cast<std::size_t>(notification.code);
    const std::string name =
        code < sizeof(names) / sizeof(names[0]) ? names[code] : "code " + std::to_string(code);
    return name + " " + std::to_string(notification.subcode);
}

BgpMessageType
GetBgpType(const BgpMessage& message)
{
    static constexpr BgpMessageType types[] = {BgpMessageType::KEEPALIVE,
                                               BgpMessageType::OPEN,
                                               BgpMessageType::UPDATE,
                                               BgpMessageType::NOTIFICATION};
    return types[message.index()];
}

const char*
ToString(BgpMessageType type)
{
    switch (type)
    {
    case BgpMessageType::OPEN:
        return "open";
    case BgpMessageType::UPDATE:
        return "update";
    case BgpMessageType::NOTIFICATION:
        return "notification";
    case BgpMessageType::KEEPALIVE:
        return "keepalive";
    }
    return "unknown";
}

std::vector<uint8_t>
EncodeBgpMessage(const BgpMessage& message)
{
    const std::vector<uint8_t> body = std::visit(BodyEncoder(), message);
    const std::size_t size = BGP_HEADER_SIZE + body.size();
    if (size > BGP_MAX_MESSAGE_SIZE)
    {
        throw std::length_error("a BGP message of " + std::to_string(size) + " octets: accepted: " +
                                std::to_string(BGP_MAX_MESSAGE_SIZE) + " at most");
    }
    LispBufferWriter writer;
    writer.WriteOctets(std::vector<uint8_t>(BGP_MARKER_SIZE, 0xff));
    writer.WriteU16(static_cast<uint16_t>(size));
    writer.WriteU8(static_cast<uint8_t>(GetBgpType(message)));
    writer.WriteOctets(body);
    return writer.Take();
}

bool
FitsBgpUpdate(const BgpAttributes& attributes)
{
    constexpr std::size_t longest = 1 + 16; // a prefix /128 of IPv6 (RFC 4760 section 5)
    return GetUpdateSize(attributes, true) + longest <= BGP_MAX_MESSAGE_SIZE;
}

std::vector<BgpUpdate>
SplitBgpUpdate(const BgpUpdate& update)
{
    // What an UPDATE has besides prefixes, at most: the header of MP_UNREACH_NLRI; and all
    // attributes of a route, those of MP_REACH_NLRI included.
    constexpr std::size_t unreach = 4 + 3;
    std::vector<BgpUpdate> parts;
    std::size_t left = 0;
    for (const EidPrefix& prefix : update.withdrawn)
    {
        const std::size_t needed = 1 + GetPrefixOctets(prefix);
        // Of one family each (RFC 7606 section 5.1).
        if (needed > left || parts.back().withdrawn.front().GetFamily() != prefix.GetFamily())
        {
            parts.emplace_back();
            left = BGP_MAX_MESSAGE_SIZE - BGP_MIN_UPDATE - unreach;
        }
        parts.back().withdrawn.push_back(prefix);
        left -= needed;
    }
    for (const BgpReach& all : update.announced)
    {
        const std::size_t taken = GetUpdateSize(update.attributes, all.linkLocal.IsValid());
        left = 0;
        for (const EidPrefix& prefix : all.prefixes)
        {
            const std::size_t needed = 1 + GetPrefixOctets(prefix);
            if (taken + needed > BGP_MAX_MESSAGE_SIZE)
            {
                break; // a path that fills a message is not passed on
            }
            if (needed > left)
            {
                parts.emplace_back();
                parts.back().attributes = update.attributes;
                parts.back().announced.push_back({all.nextHop, {}, all.linkLocal});
                left = BGP_MAX_MESSAGE_SIZE - taken;
            }
            parts.back().announced[0].prefixes.push_back(prefix);
            left -= needed;
        }
    }
    return parts;
}

} // namespace ns3
