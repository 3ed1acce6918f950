/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "bgp-decoder.h"
#include "bgp-format.h"

#include <algorithm>
#include <bitset>

/**
 * @file
 * @brief How an UPDATE is read (RFC 4271 section 6.3).
 */

namespace ns3
{

namespace
{

/// An attribute of an UPDATE as it came.
struct PathAttribute
{
    uint8_t flags{0};       //!< RFC 4271 section 4.3
    uint8_t type{0};        //!< see BgpAttributeType
    const uint8_t* value{}; //!< its value
    std::size_t size{0};    //!< octets of its value
    const uint8_t* begin{}; //!< its first octet
    const uint8_t* end{};   //!< behind its last

    /// @return all its octets: the data of most errors
    std::vector<uint8_t> GetOctets() const
    {
        return {begin, end};
    }

    /// @param subcode of an UPDATE error that this attribute is
    [[noreturn]] void Fail(uint8_t subcode) const
    {
        BgpDecoder::Refuse(BgpErrorCode::UPDATE, subcode, GetOctets());
    }

    /// @param wanted octets of the value
    void RequireSize(std::size_t wanted) const
    {
        if (size != wanted)
        {
            Fail(BGP_ATTRIBUTE_LENGTH);
        }
    }
};

/**
 * @brief Read the prefixes up to the end of a field.
 * @param reader of the field @param family of the prefixes @param prefixes gets them
 * @return false if they are none
 */
bool
ReadPrefixes(LispBufferReader& reader, AddressFamily family, std::vector<EidPrefix>& prefixes)
{
    while (reader.GetRemaining() > 0)
    {
        const uint8_t length = reader.ReadU8("prefix length");
        const std::size_t size = (length + 7) / 8;
        if (size > NetworkAddress::GetSize(family) || size > reader.GetRemaining())
        {
            return false;
        }
        uint8_t octets[16] = {};
        std::copy_n(reader.ReadOctets(size, "prefix"), size, octets);
        if (length > NetworkAddress::GetSize(family) * 8)
        {
            return false;
        }
        prefixes.emplace_back(NetworkAddress::FromOctets(family, octets), length);
    }
    return true;
}

/// @param attribute an AS_PATH @return it
std::vector<BgpPathSegment>
ReadPath(const PathAttribute& attribute)
{
    std::vector<BgpPathSegment> path;
    LispBufferReader reader(attribute.value, attribute.size, nullptr);
    while (reader.GetRemaining() > 0)
    {
        const uint8_t type = reader.ReadU8("segment type");
        const std::size_t count = reader.GetRemaining() ? reader.ReadU8("segment length") : 0;
        const bool isKnown = type == BGP_SEGMENT_SET || type == BGP_SEGMENT_SEQUENCE;
        if (!isKnown || count == 0 || count * 4 > reader.GetRemaining())
        {
            BgpDecoder::Refuse(BgpErrorCode::UPDATE, BGP_MALFORMED_AS_PATH);
        }
        path.push_back({type == BGP_SEGMENT_SET, {}});
        for (std::size_t i = 0; i < count; ++i)
        {
            path.back().asNumbers.push_back(reader.ReadU32("AS number"));
            if (path.back().asNumbers.back() == 0) // RFC 7607 section 2
            {
                BgpDecoder::Refuse(BgpErrorCode::UPDATE, BGP_MALFORMED_AS_PATH);
            }
        }
    }
    return path;
}

/// @param attribute MP_REACH_NLRI (RFC 4760 section 3) @param update gets what it says
void
ReadReach(const PathAttribute& attribute, BgpUpdate& update)
{
    LispBufferReader reader(attribute.value, attribute.size, nullptr);
    if (reader.GetRemaining() < 5)
    {
        attribute.Fail(BGP_OPTIONAL_ATTRIBUTE);
    }
    const uint16_t afi = reader.ReadU16("AFI");
    const AddressFamily family = BgpDecoder::GetFamily(afi, reader.ReadU8("SAFI"));
    const std::size_t size = reader.ReadU8("next hop length");
    if (size + 1 > reader.GetRemaining())
    {
        attribute.Fail(BGP_OPTIONAL_ATTRIBUTE);
    }
    const uint8_t* nextHop = reader.ReadOctets(size, "next hop");
    reader.ReadU8("reserved");
    if (family == AddressFamily::NONE)
    {
        return; // not agreed on: nothing is to be done with it
    }
    // Behind the global address of IPv6 there may be the link-local one (RFC 2545 section 3).
    const std::size_t wanted = NetworkAddress::GetSize(family);
    if (size != wanted && !(family == AddressFamily::IPV6 && size == 2 * wanted))
    {
        attribute.Fail(BGP_OPTIONAL_ATTRIBUTE);
    }
    BgpReach reach{NetworkAddress::FromOctets(family, nextHop), {}};
    if (size != wanted)
    {
        reach.linkLocal = NetworkAddress::FromOctets(family, nextHop + wanted);
    }
    if (!ReadPrefixes(reader, family, reach.prefixes))
    {
        attribute.Fail(BGP_OPTIONAL_ATTRIBUTE);
    }
    if (!reach.prefixes.empty())
    {
        update.announced.push_back(std::move(reach));
    }
}

/// @param attribute MP_UNREACH_NLRI (RFC 4760 section 4) @param update gets what it says
void
ReadUnreach(const PathAttribute& attribute, BgpUpdate& update)
{
    LispBufferReader reader(attribute.value, attribute.size, nullptr);
    if (reader.GetRemaining() < 3)
    {
        attribute.Fail(BGP_OPTIONAL_ATTRIBUTE);
    }
    const uint16_t afi = reader.ReadU16("AFI");
    const AddressFamily family = BgpDecoder::GetFamily(afi, reader.ReadU8("SAFI"));
    if (family != AddressFamily::NONE && !ReadPrefixes(reader, family, update.withdrawn))
    {
        attribute.Fail(BGP_OPTIONAL_ATTRIBUTE);
    }
}

/// @param attribute one @return the flags OPTIONAL and TRANSITIVE that its type has; -1: unknown
int
GetRightFlags(const PathAttribute& attribute)
{
    switch (attribute.type)
    {
    case BGP_ORIGIN:
    case BGP_AS_PATH:
    case BGP_NEXT_HOP:
    case BGP_LOCAL_PREF:
    case BGP_ATOMIC_AGGREGATE:
        return BGP_FLAG_TRANSITIVE;
    case BGP_MULTI_EXIT_DISC:
    case BGP_MP_REACH_NLRI:
    case BGP_MP_UNREACH_NLRI:
        return BGP_FLAG_OPTIONAL;
    case BGP_AGGREGATOR:
    case BGP_AS4_PATH:
    case BGP_AS4_AGGREGATOR:
        return BGP_FLAG_OPTIONAL | BGP_FLAG_TRANSITIVE;
    default:
        return -1;
    }
}

/// @param attribute one that is passed on unread @param extra flags of it @param update gets it
void
Keep(const PathAttribute& attribute, uint8_t extra, BgpUpdate& update)
{
    auto& octets = update.attributes.transitive;
    const std::size_t at = octets.size();
    octets.insert(octets.end(), attribute.begin, attribute.end);
    octets[at] |= extra;
}

/// @param attribute NEXT_HOP @return it
NetworkAddress
ReadNextHop(const PathAttribute& attribute)
{
    attribute.RequireSize(4);
    // A host's address: no network 0 or 127, no class D or E (RFC 4271 section 6.3).
    if (attribute.value[0] == 0 || attribute.value[0] == 127 || attribute.value[0] >= 224)
    {
        attribute.Fail(BGP_INVALID_NEXT_HOP);
    }
    return NetworkAddress::FromOctets(AddressFamily::IPV4, attribute.value);
}

/// @param attribute one @param update gets what it says @param nextHop gets NEXT_HOP
void
ReadAttribute(const PathAttribute& attribute, BgpUpdate& update, PathAttribute& nextHop)
{
    constexpr uint8_t kind = BGP_FLAG_OPTIONAL | BGP_FLAG_TRANSITIVE;
    const int right = GetRightFlags(attribute);
    if (right < 0)
    {
        if (!(attribute.flags & BGP_FLAG_OPTIONAL))
        {
            attribute.Fail(BGP_UNRECOGNIZED_WELL_KNOWN);
        }
        if (attribute.flags & BGP_FLAG_TRANSITIVE)
        {
            Keep(attribute, BGP_FLAG_PARTIAL, update); // RFC 4271 section 5
        }
        return;
    }
    if ((attribute.flags & kind) != right)
    {
        attribute.Fail(BGP_ATTRIBUTE_FLAGS);
    }
    switch (attribute.type)
    {
    case BGP_ORIGIN:
        attribute.RequireSize(1);
        if (attribute.value[0] > static_cast<uint8_t>(BgpOrigin::INCOMPLETE))
        {
            attribute.Fail(BGP_INVALID_ORIGIN);
        }
        update.attributes.origin = static_cast<BgpOrigin>(attribute.value[0]);
        break;
    case BGP_AS_PATH:
        update.attributes.path = ReadPath(attribute);
        break;
    case BGP_NEXT_HOP:
        nextHop = attribute; // read if there is NLRI that it is for
        break;
    case BGP_MULTI_EXIT_DISC: // is removed (RFC 4271 section 5.1.4)
    case BGP_LOCAL_PREF:      // is ignored from another AS (RFC 4271 section 5.1.5)
        attribute.RequireSize(4);
        break;
    case BGP_ATOMIC_AGGREGATE:
        attribute.RequireSize(0);
        Keep(attribute, 0, update);
        break;
    case BGP_AGGREGATOR:
        attribute.RequireSize(8); // RFC 6793 section 3
        // That of AS 0 must not be passed on (RFC 7607 section 2), and is discarded (RFC 7606
        // section 7.7).
        if (std::any_of(attribute.value, attribute.value + 4, [](uint8_t octet) {
                return octet != 0;
            }))
        {
            Keep(attribute, 0, update);
        }
        break;
    case BGP_MP_REACH_NLRI:
        ReadReach(attribute, update);
        break;
    case BGP_MP_UNREACH_NLRI:
        ReadUnreach(attribute, update);
        break;
    default: // AS4_PATH and AS4_AGGREGATOR are discarded here (RFC 6793 section 4.1)
        break;
    }
}

} // namespace

BgpUpdate
BgpDecoder::ReadUpdate(LispBufferReader& reader)
{
    BgpUpdate update;
    const std::size_t withdrawnSize = reader.ReadU16("withdrawn routes length");
    if (withdrawnSize + 2 > reader.GetRemaining())
    {
        Refuse(BgpErrorCode::UPDATE, BGP_MALFORMED_ATTRIBUTE_LIST);
    }
    LispBufferReader withdrawn = reader.ReadPart(withdrawnSize, "withdrawn routes");
    if (!ReadPrefixes(withdrawn, AddressFamily::IPV4, update.withdrawn))
    {
        Refuse(BgpErrorCode::UPDATE, BGP_INVALID_NETWORK);
    }
    const std::size_t attributesSize = reader.ReadU16("total path attribute length");
    if (attributesSize > reader.GetRemaining())
    {
        Refuse(BgpErrorCode::UPDATE, BGP_MALFORMED_ATTRIBUTE_LIST);
    }
    LispBufferReader attributes = reader.ReadPart(attributesSize, "path attributes");
    std::bitset<256> seen;
    PathAttribute nextHop;
    while (attributes.GetRemaining() > 0)
    {
        LispBufferReader start = attributes; // where the attribute's octets begin
        PathAttribute attribute;
        attribute.begin = start.ReadOctets(0, "attribute");
        if (attributes.GetRemaining() < 3)
        {
            Refuse(BgpErrorCode::UPDATE, BGP_MALFORMED_ATTRIBUTE_LIST);
        }
        attribute.flags = attributes.ReadU8("attribute flags");
        attribute.type = attributes.ReadU8("attribute type");
        const bool isLong = attribute.flags & BGP_FLAG_EXTENDED;
        if (isLong && attributes.GetRemaining() < 2)
        {
            Refuse(BgpErrorCode::UPDATE, BGP_MALFORMED_ATTRIBUTE_LIST);
        }
        attribute.size =
            isLong ? attributes.ReadU16("attribute length") : attributes.ReadU8("attribute length");
        // An attribute that leads beyond the field, and one that is there twice.
        if (attribute.size > attributes.GetRemaining() || seen[attribute.type])
        {
            Refuse(BgpErrorCode::UPDATE, BGP_MALFORMED_ATTRIBUTE_LIST);
        }
        seen[attribute.type] = true;
        attribute.value = attributes.ReadOctets(attribute.size, "attribute value");
        attribute.end = attribute.value + attribute.size;
        ReadAttribute(attribute, update, nextHop);
    }
    BgpReach reach;
    if (!ReadPrefixes(reader, AddressFamily::IPV4, reach.prefixes))
    {
        Refuse(BgpErrorCode::UPDATE, BGP_INVALID_NETWORK);
    }
    const bool hasNlri = !reach.prefixes.empty();
    for (uint8_t type : {BGP_ORIGIN, BGP_AS_PATH, BGP_NEXT_HOP})
    {
        const bool isNeeded = type == BGP_NEXT_HOP ? hasNlri : hasNlri || !update.announced.empty();
        if (isNeeded && !seen[type])
        {
            Refuse(BgpErrorCode::UPDATE, BGP_MISSING_WELL_KNOWN, {type});
        }
    }
    // Beside MP_REACH_NLRI alone it says nothing (RFC 4760 section 3).
    if (hasNlri)
    {
        reach.nextHop = ReadNextHop(nextHop);
        update.announced.push_back(std::move(reach));
    }
    return update;
}

} // namespace ns3
