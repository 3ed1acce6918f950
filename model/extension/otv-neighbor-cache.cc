/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "otv-neighbor-cache.h"

#include "ns3/arp-header.h"
#include "ns3/icmpv6-header.h"
#include "ns3/icmpv6-l4-protocol.h"
#include "ns3/ipv6-header.h"
#include "ns3/neighbor-message.h"

#include <algorithm>

namespace ns3
{

namespace
{

constexpr uint32_t HEAD = 128;         //!< octets of a message that matter here
constexpr uint8_t HOP_LIMIT = 255;     //!< RFC 4861 section 7.1.2
constexpr std::size_t ARP_TARGET = 24; //!< where an ARP message has its target (RFC 826)
constexpr std::size_t ARP_SIZE = 28;   //!< octets of an ARP message (RFC 826)
constexpr std::size_t ND_SOURCE = 8;   //!< where an IPv6 header has its source (RFC 8200)
constexpr std::size_t ND_TARGET = 48;  //!< where a solicitation has its target (RFC 4861)
constexpr std::size_t ND_SIZE = 64;    //!< octets up to its options

/// A neighbour message and its first octets.
struct Heard
{
    NeighborMessage::Outcome outcome{NeighborMessage::Outcome::OTHER}; //!< what it was
    NeighborMessage message;                                           //!< what it says
    uint8_t octets[HEAD];                                              //!< the frame's payload
    uint32_t size{0};                                                  //!< how many
};

/// @param frame any frame @param heard gets what it is
void
Read(const EthernetFrame& frame, Heard& heard)
{
    if (frame.protocol != EthernetFrame::ARP && frame.protocol != EthernetFrame::IPV6)
    {
        return;
    }
    heard.size = frame.payload->CopyData(heard.octets, HEAD);
    if (frame.protocol == EthernetFrame::ARP ||
        NeighborMessage::IsDiscovery(heard.octets, heard.size))
    {
        heard.outcome = NeighborMessage::Read(frame.protocol,
                                              heard.octets,
                                              heard.size,
                                              frame.source,
                                              heard.message);
    }
}

} // namespace

void
OtvNeighborCache::SetLimits(std::size_t limit, Time timeout)
{
    m_limit = limit;
    m_timeout = timeout;
}

void
OtvNeighborCache::HearRemote(const EthernetFrame& frame, Time now)
{
    Heard heard;
    Read(frame, heard);
    if (heard.outcome != NeighborMessage::Outcome::HOST)
    {
        return;
    }
    const std::pair<uint16_t, NetworkAddress> key(frame.vlan, heard.message.host);
    switch (heard.message.cause)
    {
    case HostSeenCause::ARP_REPLY:
    case HostSeenCause::NEIGHBOR_ADVERTISEMENT: {
        if (m_entries.size() >= m_limit && m_entries.count(key) == 0)
        {
            for (auto entry = m_entries.begin(); entry != m_entries.end();)
            {
                entry = entry->second.expires <= now ? m_entries.erase(entry) : std::next(entry);
            }
            if (m_entries.size() >= m_limit)
            {
                return;
            }
        }
        m_entries[key] = Entry{heard.message.mac, now + m_timeout};
        return;
    }
    case HostSeenCause::GRATUITOUS_ARP:
        m_entries.erase(key);
        return;
    default:
        return;
    }
}

void
OtvNeighborCache::HearLocal(const EthernetFrame& frame)
{
    Heard heard;
    Read(frame, heard);
    if (heard.outcome == NeighborMessage::Outcome::HOST)
    {
        m_entries.erase({frame.vlan, heard.message.host});
    }
}

void
OtvNeighborCache::ForgetMac(uint16_t vlan, const Mac48Address& mac)
{
    for (auto entry = m_entries.begin(); entry != m_entries.end();)
    {
        const bool isIt = entry->first.first == vlan && entry->second.mac == mac;
        entry = isIt ? m_entries.erase(entry) : std::next(entry);
    }
}

std::optional<OtvNeighborCache::Request>
OtvNeighborCache::ReadRequest(const EthernetFrame& frame)
{
    Heard heard;
    Read(frame, heard);
    if (heard.outcome != NeighborMessage::Outcome::HOST)
    {
        return std::nullopt;
    }
    Request request;
    request.sender = heard.message.host;
    request.mac = heard.message.mac;
    if (heard.message.cause == HostSeenCause::ARP_REQUEST && heard.size >= ARP_SIZE)
    {
        request.target = NetworkAddress::FromOctets(AddressFamily::IPV4, heard.octets + ARP_TARGET);
        return request;
    }
    if (heard.message.cause == HostSeenCause::NEIGHBOR_SOLICITATION && heard.size >= ND_SIZE &&
        heard.octets[6] == Icmpv6L4Protocol::PROT_NUMBER)
    {
        request.sender = NetworkAddress::FromOctets(AddressFamily::IPV6, heard.octets + ND_SOURCE);
        request.target = NetworkAddress::FromOctets(AddressFamily::IPV6, heard.octets + ND_TARGET);
        return request;
    }
    return std::nullopt;
}

std::optional<Mac48Address>
OtvNeighborCache::Find(uint16_t vlan, const NetworkAddress& host, Time now) const
{
    const auto found = m_entries.find({vlan, host});
    if (found == m_entries.end() || found->second.expires <= now)
    {
        return std::nullopt;
    }
    return found->second.mac;
}

EthernetFrame
OtvNeighborCache::MakeAnswer(const Request& request, const Mac48Address& mac, uint16_t vlan)
{
    EthernetFrame frame;
    frame.destination = request.mac;
    frame.source = mac;
    frame.vlan = vlan;
    auto packet = Create<Packet>();
    if (request.target.GetFamily() == AddressFamily::IPV4)
    {
        ArpHeader arp;
        arp.SetReply(mac, request.target.ToIpv4(), request.mac, request.sender.ToIpv4());
        packet->AddHeader(arp);
        frame.protocol = EthernetFrame::ARP;
    }
    else
    {
        const auto target = request.target.ToIpv6();
        const auto sender = request.sender.ToIpv6();
        packet->AddHeader(Icmpv6OptionLinkLayerAddress(false, mac));
        Icmpv6NA advertisement;
        advertisement.SetIpv6Target(target);
        advertisement.SetFlagS(true);
        advertisement.CalculatePseudoHeaderChecksum(target,
                                                    sender,
                                                    packet->GetSize() +
                                                        advertisement.GetSerializedSize(),
                                                    Icmpv6L4Protocol::PROT_NUMBER);
        packet->AddHeader(advertisement);
        Ipv6Header header;
        header.SetSource(target);
        header.SetDestination(sender);
        header.SetNextHeader(Icmpv6L4Protocol::PROT_NUMBER);
        header.SetPayloadLength(packet->GetSize());
        header.SetHopLimit(HOP_LIMIT);
        packet->AddHeader(header);
        frame.protocol = EthernetFrame::IPV6;
    }
    frame.payload = packet;
    return frame;
}

std::size_t
OtvNeighborCache::GetSize() const
{
    return m_entries.size();
}

} // namespace ns3
