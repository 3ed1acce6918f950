/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * @brief How control messages come in, and who gets them.
 */

#include "lisp-control-port.h"

#include "ns3/ipv4-interface.h"
#include "ns3/ipv6-interface.h"
#include "ns3/network-octets.h"
#include "ns3/node.h"
#include "ns3/packet.h"
#include "ns3/udp-header.h"
#include "ns3/udp-l4-protocol.h"

#include <algorithm>
#include <limits>

namespace ns3
{

namespace
{

/// @param address an address @return true if a host may have it: no group, no broadcast, not none
/// (RFC 1122 section 3.2.1.3, RFC 4291 section 2)
bool
CanSend(const NetworkAddress& address)
{
    if (address.GetFamily() == AddressFamily::IPV4)
    {
        const uint8_t first = address.GetOctets()[0];
        return first != 0 && first < 224;
    }
    return !address.IsMulticast() && !address.ToIpv6().IsAny();
}

} // namespace

void
LispControlPort::CheckIpv4(const Ipv4Header& header, Ptr<const Packet> packet, uint32_t)
{
    if (header.GetProtocol() == UdpL4Protocol::PROT_NUMBER)
    {
        Check(packet, header.GetSource(), header.GetDestination());
    }
}

void
LispControlPort::CheckIpv6(const Ipv6Header& header, Ptr<const Packet> packet, uint32_t)
{
    if (header.GetNextHeader() == UdpL4Protocol::PROT_NUMBER)
    {
        Check(packet, header.GetSource(), header.GetDestination());
    }
}

void
LispControlPort::Check(Ptr<const Packet> packet,
                       const NetworkAddress& source,
                       const NetworkAddress& destination)
{
    // The end point is called next, in the same event, without the UDP header: so the length and
    // the checksum are looked at here. UDP itself checks neither unless ChecksumEnabled is set.
    uint8_t octets[UDP_HEADER_SIZE];
    if (packet->CopyData(octets, UDP_HEADER_SIZE) < UDP_HEADER_SIZE ||
        (octets[2] << 8 | octets[3]) != LISP_CONTROL_PORT)
    {
        return;
    }
    m_udpPayload = 0;
    // An answer to it would be one to many, or to nobody.
    if (!CanSend(source))
    {
        Drop(LispControlDrop::BAD_SOURCE, source, "control message");
        return;
    }
    const std::size_t length = octets[4] << 8 | octets[5];
    if (length < UDP_HEADER_SIZE || length > packet->GetSize())
    {
        Drop(LispControlDrop::UDP_LENGTH,
             source,
             "UDP length " + std::to_string(length) + " in " + std::to_string(packet->GetSize()));
        return;
    }
    auto datagram = packet->CreateFragment(0, length);
    UdpHeader udp;
    udp.EnableChecksums();
    udp.InitializeChecksum(source.ToAddress(), destination.ToAddress(), UdpL4Protocol::PROT_NUMBER);
    datagram->PeekHeader(udp);
    // Zero says that the sender computed none; nothing can be wrong with it then. UdpHeader knows
    // that since 3.42 only.
    if (udp.GetChecksum() != 0 && !udp.IsChecksumOk())
    {
        Drop(LispControlDrop::CHECKSUM, source, "UDP checksum");
        return;
    }
    m_udpPayload = length - UDP_HEADER_SIZE;
    if (m_udpPayload == 0)
    {
        Drop(LispControlDrop::UDP_LENGTH, source, "empty datagram");
    }
}

void
LispControlPort::ReceiveIpv4(Ptr<Packet> packet,
                             Ipv4Header header,
                             uint16_t port,
                             Ptr<Ipv4Interface> interface)
{
    LispReception reception;
    reception.source = header.GetSource();
    reception.destination = header.GetDestination();
    reception.sourcePort = port;
    reception.port = interface ? interface->GetDevice() : nullptr;
    Receive(packet, reception);
}

void
LispControlPort::ReceiveIpv6(Ptr<Packet> packet,
                             Ipv6Header header,
                             uint16_t port,
                             Ptr<Ipv6Interface> interface)
{
    LispReception reception;
    reception.source = header.GetSource();
    reception.destination = header.GetDestination();
    reception.sourcePort = port;
    reception.port = interface ? interface->GetDevice() : nullptr;
    Receive(packet, reception);
}

void
LispControlPort::Receive(Ptr<Packet> packet, LispReception reception)
{
    // Not each release (3.37 does not) shows a datagram over IPv6 that came in fragments before it
    // hands it over: then it is all that is handed over, as for UDP.
    const std::size_t payload = std::min<std::size_t>(m_udpPayload, packet->GetSize());
    m_udpPayload = std::numeric_limits<std::size_t>::max();
    if (payload == 0)
    {
        return; // counted by Check
    }
    std::vector<uint8_t> octets(payload);
    packet->CopyData(octets.data(), octets.size());
    const auto decoded = DecodeLispMessage(octets.data(), octets.size());
    if (!decoded)
    {
        m_statistics.CountMalformed(decoded.error.what);
        Drop(LispControlDrop::MALFORMED,
             reception.source,
             decoded.error.what + ", at octet " + std::to_string(decoded.error.offset));
        return;
    }
    reception.message = &*decoded.message;
    reception.decoded = &decoded;
    reception.octets = &octets;
    m_statistics.CountReceived(*reception.message);
    m_received(*reception.message, reception.source, reception.destination);

    reception.encapsulation = decoded.Get<LispEncapsulatedControl>();
    if (reception.encapsulation)
    {
        reception.message = reception.encapsulation->inner.get();
        m_statistics.CountReceived(*reception.message);
        m_received(*reception.message, reception.source, reception.destination);
        const auto* request = std::get_if<LispMapRequest>(reception.message);
        if (HasRole(Role::RTR) && (std::holds_alternative<LispMapRegister>(*reception.message) ||
                                   std::holds_alternative<LispMapNotifyAck>(*reception.message)))
        {
            Dispatch(reception);
            return;
        }
        if (!request)
        {
            Drop(LispControlDrop::UNEXPECTED_INNER,
                 reception.source,
                 LispControlStatistics::GetTypeName(*reception.message));
            return;
        }
        if (request->probe)
        {
            Drop(LispControlDrop::PROBE_ENCAPSULATED, reception.source, "map-request");
            return;
        }
    }
    Dispatch(reception);
}

void
LispControlPort::ReceiveOverData(Ptr<Packet> packet,
                                 const NetworkAddress& source,
                                 const NetworkAddress& destination)
{
    m_udpPayload = 0;
    Check(packet, source, destination);
    if (m_udpPayload == 0)
    {
        // Check has counted why, unless it is for another port or too short to have one.
        UdpHeader udp;
        const bool isShort = packet->GetSize() < UDP_HEADER_SIZE;
        if (isShort || (packet->PeekHeader(udp), udp.GetDestinationPort() != LISP_CONTROL_PORT))
        {
            Drop(isShort ? LispControlDrop::UDP_LENGTH : LispControlDrop::MALFORMED,
                 source,
                 "control message as data");
        }
        return;
    }
    UdpHeader udp;
    packet->RemoveHeader(udp);
    LispReception reception;
    reception.source = source;
    reception.destination = destination;
    reception.sourcePort = udp.GetSourcePort();
    Receive(packet, reception);
}

void
LispControlPort::Dispatch(const LispReception& reception)
{
    for (const auto& [role, handler] : m_handlers)
    {
        if (handler(reception))
        {
            return;
        }
    }
    const auto* request = std::get_if<LispMapRequest>(reception.message);
    Drop(request && request->probe ? LispControlDrop::PROBE_TO_MAPPING_SYSTEM
                                   : LispControlDrop::UNEXPECTED_TYPE,
         reception.source,
         LispControlStatistics::GetTypeName(*reception.message));
}

} // namespace ns3
