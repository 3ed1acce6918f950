/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "lisp-codec.h"
#include "lisp-lcaf.h"

namespace ns3
{

namespace
{

/// Canonical addresses inside each other that are read; the standards' own uses have three.
constexpr int MAX_NESTING = 8;

LispAddress DecodeAddress(LispBufferReader& reader, const char* field, int depth);

/**
 * @brief Read the fields of a canonical address.
 *
 * Each function takes the octets behind the length field, of which it need not use all, and how
 * deep the address is nested.
 */
LispAfiList
DecodeAfiList(LispBufferReader& part, int depth)
{
    LispAfiList x;
    while (part.GetRemaining() > 0)
    {
        x.addresses.push_back(DecodeAddress(part, "AFI list", depth));
    }
    return x;
}

LispInstanceId
DecodeInstanceId(LispBufferReader& part, uint8_t maskLength, int depth)
{
    LispInstanceId x;
    x.maskLength = maskLength;
    x.instanceId = part.ReadU32("instance ID");
    x.address = DecodeAddress(part, "address of the instance", depth);
    return x;
}

LispAsNumber
DecodeAsNumber(LispBufferReader& part, int depth)
{
    LispAsNumber x;
    x.number = part.ReadU32("AS number");
    x.address = DecodeAddress(part, "address in the AS", depth);
    return x;
}

LispApplicationData
DecodeApplicationData(LispBufferReader& part, int depth)
{
    LispApplicationData x;
    const uint32_t word = part.ReadU32("application data");
    x.trafficClass = word >> 8;
    x.protocol = static_cast<uint8_t>(word);
    x.localPortFirst = part.ReadU16("local port");
    x.localPortLast = part.ReadU16("local port");
    x.remotePortFirst = part.ReadU16("remote port");
    x.remotePortLast = part.ReadU16("remote port");
    x.address = DecodeAddress(part, "address of the application", depth);
    return x;
}

LispNatTraversal
DecodeNatTraversal(LispBufferReader& part, int depth)
{
    LispNatTraversal x;
    x.mapServerPort = part.ReadU16("Map-Server port");
    x.etrPort = part.ReadU16("ETR port");
    x.globalEtr = DecodeAddress(part, "global ETR address", depth);
    x.mapServer = DecodeAddress(part, "Map-Server address", depth);
    x.privateEtr = DecodeAddress(part, "private ETR address", depth);
    while (part.GetRemaining() > 0)
    {
        x.rtrs.push_back(DecodeAddress(part, "RTR address", depth));
    }
    return x;
}

LispMulticastInfo
DecodeMulticastInfo(LispBufferReader& part, int depth)
{
    LispMulticastInfo x;
    x.instanceId = part.ReadU32("instance ID");
    part.NoteReserved(part.ReadU16("multicast info"), "multicast info", part.GetOffset() - 2);
    x.sourceMaskLength = part.ReadU8("source mask length");
    x.groupMaskLength = part.ReadU8("group mask length");
    x.source = DecodeAddress(part, "multicast source", depth);
    x.group = DecodeAddress(part, "multicast group", depth);
    return x;
}

LispExplicitLocatorPath
DecodeExplicitLocatorPath(LispBufferReader& part, int depth)
{
    LispExplicitLocatorPath x;
    while (part.GetRemaining() > 0)
    {
        const uint16_t flags = part.ReadU16("hop of an explicit locator path");
        part.NoteReserved(flags & 0xfff8, "hop of an explicit locator path", part.GetOffset() - 2);
        LispExplicitLocatorPath::Hop hop;
        hop.lookup = flags & 4;
        hop.probe = flags & 2;
        hop.strict = flags & 1;
        hop.address = DecodeAddress(part, "hop of an explicit locator path", depth);
        x.hops.push_back(hop);
    }
    return x;
}

LispSecurityKey
DecodeSecurityKey(LispBufferReader& part, int depth)
{
    LispSecurityKey x;
    const uint8_t count = part.ReadU8("key count");
    part.NoteReserved(part.ReadU8("security key"), "security key", part.GetOffset() - 1);
    x.algorithm = part.ReadU8("key algorithm");
    const uint8_t flags = part.ReadU8("security key");
    part.NoteReserved(flags & 0xfe, "security key", part.GetOffset() - 1);
    x.revoked = flags & 1;
    for (int i = 0; i < count; ++i)
    {
        const uint16_t length = part.ReadU16("key length");
        const uint8_t* key = part.ReadOctets(length, "key material");
        x.keys.emplace_back(key, key + length);
    }
    x.address = DecodeAddress(part, "owner of the key", depth);
    return x;
}

LispSourceDest
DecodeSourceDest(LispBufferReader& part, int depth)
{
    LispSourceDest x;
    part.NoteReserved(part.ReadU16("source/dest key"), "source/dest key", part.GetOffset() - 2);
    x.sourceMaskLength = part.ReadU8("source mask length");
    x.destinationMaskLength = part.ReadU8("destination mask length");
    x.source = DecodeAddress(part, "source prefix", depth);
    x.destination = DecodeAddress(part, "destination prefix", depth);
    return x;
}

LispReplicationList
DecodeReplicationList(LispBufferReader& part, int depth)
{
    LispReplicationList x;
    while (part.GetRemaining() > 0)
    {
        const uint32_t word = part.ReadU32("replication list entry");
        part.NoteReserved(word >> 8, "replication list entry", part.GetOffset() - 4);
        LispReplicationList::Entry entry;
        entry.level = static_cast<uint8_t>(word);
        entry.address = DecodeAddress(part, "replication list entry", depth);
        x.entries.push_back(entry);
    }
    return x;
}

LispKeyValue
DecodeKeyValue(LispBufferReader& part, int depth)
{
    LispKeyValue x;
    x.key = DecodeAddress(part, "key address", depth);
    x.value = DecodeAddress(part, "value address", depth);
    return x;
}

LispServicePath
DecodeServicePath(LispBufferReader& part)
{
    const uint32_t word = part.ReadU32("service path");
    return {word >> 8, static_cast<uint8_t>(word)};
}

LispOpaqueLcaf
DecodeOpaque(LispBufferReader& part, uint8_t type, uint8_t reserved2)
{
    const std::size_t size = part.GetRemaining();
    const uint8_t* octets = part.ReadOctets(size, "canonical address");
    return {type, reserved2, {octets, octets + size}};
}

/**
 * @brief Read a canonical address by its type.
 * @param part the octets behind the length field
 * @param type the type
 * @param reserved2 the octet after the type: a mask length in type 2
 * @param depth how deep the address is nested
 * @return the address
 */
LispLcaf::Body
DecodeBody(LispBufferReader& part, uint8_t type, uint8_t reserved2, int depth)
{
    switch (static_cast<LispLcafType>(type))
    {
    case LispLcafType::AFI_LIST:
        return DecodeAfiList(part, depth);
    case LispLcafType::INSTANCE_ID:
        return DecodeInstanceId(part, reserved2, depth);
    case LispLcafType::AS_NUMBER:
        return DecodeAsNumber(part, depth);
    case LispLcafType::APPLICATION_DATA:
        return DecodeApplicationData(part, depth);
    case LispLcafType::NAT_TRAVERSAL:
        return DecodeNatTraversal(part, depth);
    case LispLcafType::MULTICAST_INFO:
        return DecodeMulticastInfo(part, depth);
    case LispLcafType::EXPLICIT_LOCATOR_PATH:
        return DecodeExplicitLocatorPath(part, depth);
    case LispLcafType::SECURITY_KEY:
        return DecodeSecurityKey(part, depth);
    case LispLcafType::SOURCE_DEST:
        return DecodeSourceDest(part, depth);
    case LispLcafType::REPLICATION_LIST:
        return DecodeReplicationList(part, depth);
    case LispLcafType::KEY_VALUE:
        return DecodeKeyValue(part, depth);
    case LispLcafType::SERVICE_PATH:
        return DecodeServicePath(part);
    }
    return DecodeOpaque(part, type, reserved2);
}

/**
 * @brief Take the octets behind the length field.
 *
 * Application data grew by 4 octets of port ranges before RFC 8060, but drafts, and senders that
 * follow them, kept the length. It is such a sender's if the address starts where the length leaves
 * it no room.
 *
 * @param reader left behind the octets
 * @param type the type
 * @param length as the field says
 * @return a reader of the octets
 */
LispBufferReader
ReadBody(LispBufferReader& reader, uint8_t type, std::size_t length)
{
    constexpr std::size_t missing = 4;
    constexpr std::size_t addressOffset = 12;
    if (type == static_cast<uint8_t>(LispLcafType::APPLICATION_DATA) &&
        reader.GetRemaining() >= length + missing && length >= addressOffset)
    {
        LispBufferReader ahead = reader;
        ahead.ReadOctets(addressOffset, "application data");
        const uint16_t afi = ahead.ReadU16("application data");
        const std::size_t room = length + missing - addressOffset;
        const bool fits = (afi == static_cast<uint16_t>(LispAfi::IPV4) && room == 6) ||
                          (afi == static_cast<uint16_t>(LispAfi::IPV6) && room == 18) ||
                          (afi == static_cast<uint16_t>(LispAfi::MAC) && room == 8);
        if (fits)
        {
            reader.Note("length of application data is 4 less than it has", reader.GetOffset() - 2);
            length += missing;
        }
    }
    return reader.ReadPart(length, "canonical address");
}

LispAddress
DecodeLcaf(LispBufferReader& reader, int depth)
{
    const std::size_t start = reader.GetOffset();
    if (depth >= MAX_NESTING)
    {
        LispBufferReader::Fail("canonical addresses nested more than " +
                                   std::to_string(MAX_NESTING) + " deep",
                               start);
    }
    const uint16_t reserved = reader.ReadU16("canonical address");
    const uint8_t type = reader.ReadU8("canonical address");
    const uint8_t reserved2 = reader.ReadU8("canonical address");
    const uint16_t length = reader.ReadU16("canonical address");
    LispBufferReader part = ReadBody(reader, type, length);
    LispLcaf lcaf{DecodeBody(part, type, reserved2, depth + 1)};
    reader.NoteReserved(reserved, "canonical address", start);
    if (!lcaf.Get<LispInstanceId>() && !lcaf.Get<LispOpaqueLcaf>())
    {
        reader.NoteReserved(reserved2, "canonical address", start + 3);
    }
    if (part.GetRemaining() > 0)
    {
        part.Note(std::to_string(part.GetRemaining()) + " octets after the canonical address",
                  part.GetOffset());
    }
    return lcaf;
}

std::string
DecodeName(LispBufferReader& reader)
{
    const std::size_t start = reader.GetOffset();
    std::string name;
    while (reader.GetRemaining() > 0)
    {
        const char c = static_cast<char>(reader.ReadU8("distinguished name"));
        if (c == '\0')
        {
            return name;
        }
        name += c;
    }
    LispBufferReader::Fail("distinguished name without its ending zero octet", start);
}

LispAddress
DecodeAddress(LispBufferReader& reader, const char* field, int depth)
{
    const std::size_t start = reader.GetOffset();
    const uint16_t afi = reader.ReadU16(field);
    switch (static_cast<LispAfi>(afi))
    {
    case LispAfi::NONE:
        return {};
    case LispAfi::IPV4:
        return NetworkAddress::FromOctets(AddressFamily::IPV4, reader.ReadOctets(4, field));
    case LispAfi::IPV6:
        return NetworkAddress::FromOctets(AddressFamily::IPV6, reader.ReadOctets(16, field));
    case LispAfi::IEEE_802:
        reader.Note("MAC address with AFI 6 instead of 16389", start);
        [[fallthrough]];
    case LispAfi::MAC:
        return NetworkAddress::FromOctets(AddressFamily::MAC, reader.ReadOctets(6, field));
    case LispAfi::DISTINGUISHED_NAME:
        return LispAddress::FromName(DecodeName(reader));
    case LispAfi::LCAF:
        return DecodeLcaf(reader, depth);
    }
    LispBufferReader::Fail("unknown AFI " + std::to_string(afi) + " in " + field, start);
}

} // namespace

LispAddress
DecodeLispAddress(LispBufferReader& reader, const char* field)
{
    return DecodeAddress(reader, field, 0);
}

} // namespace ns3
