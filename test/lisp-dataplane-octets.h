/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef LISP_DATAPLANE_OCTETS_H
#define LISP_DATAPLANE_OCTETS_H

#include "lisp-dataplane-line.h"
#include "test-octets.h"

#include "ns3/lisp-decapsulator.h"
#include "ns3/lisp-encapsulator.h"
#include "ns3/packet.h"
#include "ns3/point-to-point-net-device.h"
#include "ns3/pointer.h"

#include <cstdint>
#include <string>
#include <vector>

/**
 * @file
 * @brief Packets put together octet by octet, without the module's own codecs, and what comes in at
 * a device.
 */

namespace ns3
{
namespace lisptest
{

using testoctets::AddressOctets;
using testoctets::Join;
using testoctets::Octets;
using testoctets::Two;

/// @param octets what to sum up @return the Internet checksum (RFC 1071)
inline uint32_t
Checksum(const Octets& octets)
{
    uint32_t sum = 0;
    for (std::size_t i = 0; i < octets.size(); ++i)
    {
        sum += i % 2 ? octets[i] : octets[i] << 8;
    }
    sum = (sum & 0xffff) + (sum >> 16);
    sum = (sum & 0xffff) + (sum >> 16);
    return ~sum & 0xffff;
}

/// The fields of an IP header.
struct IpFields
{
    std::string source;        //!< its family is that of the header
    std::string destination;   //!< of the same family
    uint8_t ttl{64};           //!< TTL or hop limit
    uint8_t tos{0};            //!< TOS or traffic class
    uint8_t protocol{17};      //!< protocol or next header
    uint16_t fragment{0x4000}; //!< IPv4: flags and offset; DF alone
};

/// @param fields of the header @param payload what follows @return a packet
inline Octets
MakeIp(const IpFields& fields, const Octets& payload)
{
    const Octets addresses =
        Join({AddressOctets(fields.source), AddressOctets(fields.destination)});
    if (addresses.size() == 32)
    {
        return Join({{static_cast<uint8_t>(0x60 | fields.tos >> 4),
                      static_cast<uint8_t>(fields.tos << 4),
                      0,
                      0},
                     Two(payload.size()),
                     {fields.protocol, fields.ttl},
                     addresses,
                     payload});
    }
    Octets header = Join({{0x45, fields.tos},
                          Two(20 + payload.size()),
                          {0x12, 0x34},
                          Two(fields.fragment),
                          {fields.ttl, fields.protocol, 0, 0},
                          addresses});
    const Octets sum = Two(Checksum(header));
    header[10] = sum[0];
    header[11] = sum[1];
    return Join({header, payload});
}

/**
 * @param source port
 * @param destination port
 * @param payload what follows
 * @param checksum as the packet shows it; 0: none
 * @return a UDP datagram
 */
inline Octets
MakeUdp(uint32_t source, uint32_t destination, const Octets& payload, uint32_t checksum = 0)
{
    return Join({Two(source), Two(destination), Two(8 + payload.size()), Two(checksum), payload});
}

/// @param inner a packet @return it with a LISP header of zeros and a UDP header to port 4341
inline Octets
MakeLisp(const Octets& inner)
{
    return MakeUdp(0xc000, 4341, Join({Octets(8), inner}));
}

/// @param ipv6 a family @return a packet of A to B, UDP port 5000 to 6000, with four octets
inline Octets
MakeInner(bool ipv6, uint8_t ttl = 64, uint8_t tos = 0)
{
    IpFields fields{ipv6 ? "fd01::5" : "10.1.0.5", ipv6 ? "fd02::9" : "10.2.0.9"};
    fields.ttl = ttl;
    fields.tos = tos;
    return MakeIp(fields, MakeUdp(5000, 6000, {'L', 'I', 'S', 'P'}));
}

/// @param ipv6 a family @param payload from the UDP header on @return a packet of X to Y
inline Octets
MakeOuter(bool ipv6, const Octets& payload, uint8_t ttl = 64, uint8_t tos = 0)
{
    IpFields fields{ipv6 ? "fd0a::1" : "172.16.1.1", ipv6 ? "fd0b::1" : "172.16.2.1"};
    fields.ttl = ttl;
    fields.tos = tos;
    return MakeIp(fields, payload);
}

/// @param packet a packet from its IP header on @return its TTL or hop limit
inline unsigned
GetTtl(const Octets& packet)
{
    return packet[packet[0] >> 4 == 4 ? 8 : 7];
}

/// @param packet a packet from its IP header on @return its TOS or traffic class
inline unsigned
GetTos(const Octets& packet)
{
    return packet[0] >> 4 == 4 ? packet[1] : (packet[0] << 4 | packet[1] >> 4) & 0xff;
}

/// @param packet octets @param at a place @return the number that the two octets there are
inline unsigned
Get16(const Octets& packet, std::size_t at)
{
    return packet[at] << 8 | packet[at + 1];
}

/// @param packet a packet from its IP header on, without options @return what follows that
inline Octets
GetPayload(const Octets& packet)
{
    return Octets(packet.begin() + (packet[0] >> 4 == 4 ? 20 : 40), packet.end());
}

/// @param packet an encapsulated packet @return the packet inside
inline Octets
GetInner(const Octets& packet)
{
    const Octets payload = GetPayload(packet);
    return Octets(payload.begin() + 16, payload.end());
}

/// @param packet octets @return a packet of them
inline Ptr<Packet>
ToPacket(const Octets& packet)
{
    return Create<Packet>(packet.data(), packet.size());
}

/// @param device sends @param packet a packet from its IP header on
inline void
SendFrom(const Ptr<NetDevice>& device, const Octets& packet)
{
    device->Send(ToPacket(packet), device->GetBroadcast(), packet[0] >> 4 == 4 ? 0x0800 : 0x86dd);
}

/// @param xtr a tunnel router @return its way in
inline Ptr<Object>
Encapsulator(const Ptr<LispXtr>& xtr)
{
    PointerValue part;
    xtr->GetAttribute("Encapsulator", part);
    return part.GetObject();
}

/// @param xtr a tunnel router @return its way out
inline Ptr<Object>
Decapsulator(const Ptr<LispXtr>& xtr)
{
    PointerValue part;
    xtr->GetAttribute("Decapsulator", part);
    return part.GetObject();
}

/**
 * @brief Takes down the packets that come in at a point-to-point device, neighbour discovery left
 * out.
 */
class Tap
{
  public:
    /// @param device where
    explicit Tap(const Ptr<PointToPointNetDevice>& device)
    {
        device->TraceConnectWithoutContext("PhyRxEnd", MakeCallback(&Tap::Take, this));
    }

    std::vector<Octets> packets; //!< from their IP headers on, in order

  private:
    /// @param frame a frame with its PPP header
    void Take(Ptr<const Packet> frame)
    {
        Octets octets(frame->GetSize());
        frame->CopyData(octets.data(), octets.size());
        octets.erase(octets.begin(), octets.begin() + 2);
        constexpr uint8_t icmp6 = 58;
        constexpr uint8_t onLink = 255; // RFC 4861 section 4
        if (octets[0] >> 4 == 4 || octets[6] != icmp6 || octets[7] != onLink)
        {
            packets.push_back(octets);
        }
    }
};

} // namespace lisptest
} // namespace ns3

#endif /* LISP_DATAPLANE_OCTETS_H */
