/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "lisp-inner-header.h"

#include "internet-checksum.h"

#include <stdexcept>
#include <tuple>

namespace ns3
{

namespace
{

constexpr uint8_t UDP_PROTOCOL = 17;          ///< IP protocol number (RFC 768)
constexpr std::size_t UDP_SIZE = 8;           ///< octets of the UDP header
constexpr std::size_t IPV4_SIZE = 20;         ///< octets of the IPv4 header without options
constexpr std::size_t MAX_IP_LENGTH = 0xffff; ///< what the length fields can say

/**
 * @brief The sum of the pseudo-header that a UDP checksum covers (RFC 768, RFC 8200 section 8.1).
 * @param source of the packet
 * @param destination of the packet
 * @param udpLength header and payload
 * @return the sum so far
 */
InternetChecksum
PseudoHeader(const NetworkAddress& source, const NetworkAddress& destination, std::size_t udpLength)
{
    InternetChecksum sum;
    sum.Add(source.GetOctets(), source.GetSize());
    sum.Add(destination.GetOctets(), destination.GetSize());
    sum.Add(UDP_PROTOCOL);
    sum.Add(static_cast<uint16_t>(udpLength));
    return sum;
}

/**
 * @brief Read an IPv4 header.
 * @param reader left behind the header
 * @param x filled in
 * @return the octets behind the header, as its length field says
 */
std::size_t
DecodeIpv4(LispBufferReader& reader, LispInnerHeader& x)
{
    const std::size_t start = reader.GetOffset();
    const char* field = "inner IPv4 header";
    const std::size_t headerSize = (reader.ReadU8(field) & 0xf) * std::size_t{4};
    LispBufferReader whole = reader;
    x.trafficClass = reader.ReadU8(field);
    const uint16_t totalLength = reader.ReadU16(field);
    x.identification = reader.ReadU16(field);
    const uint16_t fragment = reader.ReadU16(field);
    x.ttl = reader.ReadU8(field);
    const uint8_t protocol = reader.ReadU8(field);
    const uint16_t checksum = reader.ReadU16(field);
    x.source = NetworkAddress::FromOctets(AddressFamily::IPV4, reader.ReadOctets(4, field));
    x.destination = NetworkAddress::FromOctets(AddressFamily::IPV4, reader.ReadOctets(4, field));
    if (headerSize < IPV4_SIZE || totalLength < headerSize)
    {
        LispBufferReader::Fail("inner IPv4 header of " + std::to_string(headerSize) +
                                   " octets in a packet of " + std::to_string(totalLength),
                               start);
    }
    reader.ReadOctets(headerSize - IPV4_SIZE, field);
    if (headerSize > IPV4_SIZE)
    {
        reader.Note("options in the inner IPv4 header", start + IPV4_SIZE);
    }
    if (fragment & 0x3fff)
    {
        LispBufferReader::Fail("inner packet is a fragment", start + 6);
    }
    if (protocol != UDP_PROTOCOL)
    {
        LispBufferReader::Fail("inner packet has protocol " + std::to_string(protocol) +
                                   " instead of UDP",
                               start + 9);
    }
    reader.NoteReserved(fragment & 0x8000, "inner IPv4 header", start + 6);
    x.dontFragment = fragment & 0x4000;
    InternetChecksum sum;
    sum.Add(static_cast<uint16_t>(0x4000 | headerSize / 4 << 8 | x.trafficClass));
    whole.ReadU8(field);
    sum.Add(whole.ReadOctets(headerSize - 2, field), headerSize - 2);
    if (checksum == 0)
    {
        reader.Note("inner IPv4 header without a checksum", start + 10);
    }
    else if (sum.Get() != 0)
    {
        reader.Note("wrong checksum of the inner IPv4 header", start + 10);
    }
    return totalLength - headerSize;
}

/**
 * @brief Read an IPv6 header.
 * @param reader left behind the header
 * @param x filled in
 * @return the octets behind the header, as its length field says
 */
std::size_t
DecodeIpv6(LispBufferReader& reader, LispInnerHeader& x)
{
    const std::size_t start = reader.GetOffset();
    const char* field = "inner IPv6 header";
    const uint32_t word = reader.ReadU32(field);
    x.trafficClass = static_cast<uint8_t>(word >> 20);
    x.flowLabel = word & 0xfffff;
    const uint16_t payloadLength = reader.ReadU16(field);
    const uint8_t nextHeader = reader.ReadU8(field);
    x.ttl = reader.ReadU8(field);
    x.source = NetworkAddress::FromOctets(AddressFamily::IPV6, reader.ReadOctets(16, field));
    x.destination = NetworkAddress::FromOctets(AddressFamily::IPV6, reader.ReadOctets(16, field));
    if (nextHeader != UDP_PROTOCOL)
    {
        LispBufferReader::Fail("inner packet has next header " + std::to_string(nextHeader) +
                                   " instead of UDP",
                               start + 6);
    }
    return payloadLength;
}

/**
 * @brief See that a UDP checksum is right, if all that it covers is there, and note if not:
 * deployed senders have wrong ones here, where no host of the sender ever checks them.
 * @param reader behind the UDP header
 * @param x the headers
 * @param payloadSize octets of UDP payload
 * @param checksum as received
 */
void
CheckUdp(LispBufferReader reader,
         const LispInnerHeader& x,
         std::size_t payloadSize,
         uint16_t checksum)
{
    const std::size_t where = reader.GetOffset() - 2;
    if (checksum == 0)
    {
        reader.Note("inner UDP without a checksum", where);
        return;
    }
    if (payloadSize > reader.GetRemaining())
    {
        return;
    }
    InternetChecksum sum = PseudoHeader(x.source, x.destination, payloadSize + UDP_SIZE);
    sum.Add(x.sourcePort);
    sum.Add(x.destinationPort);
    sum.Add(static_cast<uint16_t>(payloadSize + UDP_SIZE));
    sum.Add(checksum);
    sum.Add(reader.ReadOctets(payloadSize, "inner payload"), payloadSize);
    if (sum.Get() != 0)
    {
        reader.Note("wrong checksum of the inner UDP header", where);
    }
}

} // namespace

LispInnerHeader
LispInnerHeader::Decode(LispBufferReader& reader, std::size_t& payloadSize)
{
    const std::size_t start = reader.GetOffset();
    LispBufferReader ahead = reader;
    const uint8_t version = ahead.ReadU8("inner IP header") >> 4;
    if (version != 4 && version != 6)
    {
        LispBufferReader::Fail("inner packet has IP version " + std::to_string(version), start);
    }
    LispInnerHeader x;
    const std::size_t ipPayload = version == 4 ? DecodeIpv4(reader, x) : DecodeIpv6(reader, x);
    const char* field = "inner UDP header";
    x.sourcePort = reader.ReadU16(field);
    x.destinationPort = reader.ReadU16(field);
    const std::size_t lengthOffset = reader.GetOffset();
    const uint16_t length = reader.ReadU16(field);
    const uint16_t checksum = reader.ReadU16(field);
    if (length < UDP_SIZE || length > ipPayload)
    {
        LispBufferReader::Fail("inner UDP length " + std::to_string(length) + " in " +
                                   std::to_string(ipPayload) + " octets of IP payload",
                               lengthOffset);
    }
    if (length < ipPayload)
    {
        reader.Note("inner UDP length is less than the IP payload", lengthOffset);
    }
    payloadSize = length - UDP_SIZE;
    CheckUdp(reader, x, payloadSize, checksum);
    return x;
}

void
LispInnerHeader::Encode(LispBufferWriter& writer, const std::vector<uint8_t>& payload) const
{
    const bool ipv4 = source.GetFamily() == AddressFamily::IPV4;
    if (source.GetFamily() != destination.GetFamily() ||
        (!ipv4 && source.GetFamily() != AddressFamily::IPV6))
    {
        throw std::invalid_argument("inner header from " + source.ToString() + " to " +
                                    destination.ToString() +
                                    ": expected two IPv4 or two IPv6 addresses");
    }
    const std::size_t udpLength = UDP_SIZE + payload.size();
    const std::size_t ipLength = ipv4 ? IPV4_SIZE + udpLength : udpLength;
    if (ipLength > MAX_IP_LENGTH)
    {
        throw std::invalid_argument("inner packet of " + std::to_string(ipLength) +
                                    " octets: expected at most " + std::to_string(MAX_IP_LENGTH));
    }
    if (ipv4)
    {
        const uint16_t words[] = {static_cast<uint16_t>(0x4500 | trafficClass),
                                  static_cast<uint16_t>(ipLength),
                                  identification,
                                  static_cast<uint16_t>(dontFragment ? 0x4000 : 0),
                                  static_cast<uint16_t>(ttl << 8 | UDP_PROTOCOL)};
        InternetChecksum sum;
        for (const uint16_t word : words)
        {
            writer.WriteU16(word);
            sum.Add(word);
        }
        sum.Add(source.GetOctets(), source.GetSize());
        sum.Add(destination.GetOctets(), destination.GetSize());
        writer.WriteU16(sum.Get());
    }
    else
    {
        writer.WriteU32(uint32_t{6} << 28 | uint32_t{trafficClass} << 20 | (flowLabel & 0xfffff));
        writer.WriteU16(static_cast<uint16_t>(ipLength));
        writer.WriteU8(UDP_PROTOCOL);
        writer.WriteU8(ttl);
    }
    writer.WriteOctets(source.GetOctets(), source.GetSize());
    writer.WriteOctets(destination.GetOctets(), destination.GetSize());
    InternetChecksum sum = PseudoHeader(source, destination, udpLength);
    for (const uint16_t word : {sourcePort, destinationPort, static_cast<uint16_t>(udpLength)})
    {
        writer.WriteU16(word);
        sum.Add(word);
    }
    sum.Add(payload.data(), payload.size());
    // A checksum that comes out as zero is sent as all ones: zero would say that there is none.
    writer.WriteU16(sum.Get() ? sum.Get() : 0xffff);
    writer.WriteOctets(payload);
}

bool
LispInnerHeader::operator==(const LispInnerHeader& o) const
{
    return std::tie(source,
                    destination,
                    sourcePort,
                    destinationPort,
                    ttl,
                    trafficClass,
                    flowLabel,
                    identification,
                    dontFragment) == std::tie(o.source,
                                              o.destination,
                                              o.sourcePort,
                                              o.destinationPort,
                                              o.ttl,
                                              o.trafficClass,
                                              o.flowLabel,
                                              o.identification,
                                              o.dontFragment);
}

} // namespace ns3
