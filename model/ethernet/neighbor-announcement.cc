/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "neighbor-announcement.h"

#include "ethernet-frame.h"
#include "neighbor-message.h"

#include "ns3/arp-header.h"
#include "ns3/icmpv6-header.h"
#include "ns3/icmpv6-l4-protocol.h"
#include "ns3/ipv4.h"
#include "ns3/ipv6-header.h"
#include "ns3/ipv6.h"
#include "ns3/mac48-address.h"
#include "ns3/node.h"
#include "ns3/packet.h"

#include <array>

namespace ns3
{

namespace
{

constexpr uint8_t HOP_LIMIT = 255; //!< RFC 4861 section 7.1.2

/// @param device from where @param address of it, to be announced
void
SendArpAnnouncement(Ptr<NetDevice> device, Ipv4Address address)
{
    ArpHeader arp;
    arp.SetRequest(device->GetAddress(), address, Mac48Address("00:00:00:00:00:00"), address);
    Ptr<Packet> packet = Create<Packet>();
    packet->AddHeader(arp);
    device->Send(packet, device->GetBroadcast(), EthernetFrame::ARP);
}

/// @param device from where @param address of it, to be announced @param router it forwards
void
SendAdvertisement(Ptr<NetDevice> device, Ipv6Address address, bool router)
{
    const Ipv6Address all = Ipv6Address::GetAllNodesMulticast();
    Ptr<Packet> packet = Create<Packet>();
    packet->AddHeader(Icmpv6OptionLinkLayerAddress(false, device->GetAddress()));
    Icmpv6NA advertisement;
    advertisement.SetIpv6Target(address);
    advertisement.SetFlagO(true);
    advertisement.SetFlagR(router);
    advertisement.CalculatePseudoHeaderChecksum(address,
                                                all,
                                                packet->GetSize() +
                                                    advertisement.GetSerializedSize(),
                                                Icmpv6L4Protocol::PROT_NUMBER);
    packet->AddHeader(advertisement);
    Ipv6Header header;
    header.SetSource(address);
    header.SetDestination(all);
    header.SetNextHeader(Icmpv6L4Protocol::PROT_NUMBER);
    header.SetPayloadLength(packet->GetSize());
    header.SetHopLimit(HOP_LIMIT);
    packet->AddHeader(header);
    device->Send(packet, device->GetMulticast(all), EthernetFrame::IPV6);
}

} // namespace

uint32_t
AnnounceNeighbor(Ptr<NetDevice> device)
{
    uint32_t sent = 0;
    const Ptr<Ipv4> ipv4 = device->GetNode()->GetObject<Ipv4>();
    const int32_t interface4 = ipv4 ? ipv4->GetInterfaceForDevice(device) : -1;
    for (uint32_t i = 0; interface4 >= 0 && i < ipv4->GetNAddresses(interface4); ++i, ++sent)
    {
        SendArpAnnouncement(device, ipv4->GetAddress(interface4, i).GetLocal());
    }
    const Ptr<Ipv6> ipv6 = device->GetNode()->GetObject<Ipv6>();
    const int32_t interface6 = ipv6 ? ipv6->GetInterfaceForDevice(device) : -1;
    for (uint32_t i = 0; interface6 >= 0 && i < ipv6->GetNAddresses(interface6); ++i)
    {
        const Ipv6InterfaceAddress address = ipv6->GetAddress(interface6, i);
        if (address.GetState() == Ipv6InterfaceAddress::PREFERRED ||
            address.GetState() == Ipv6InterfaceAddress::PERMANENT)
        {
            SendAdvertisement(device, address.GetAddress(), ipv6->IsForwarding(interface6));
            ++sent;
        }
    }
    return sent;
}

void
AnnounceNeighborRarp(Ptr<NetDevice> device)
{
    // RFC 903: an ARP packet of Ethernet and IPv4 with operation 3, "request reverse"; both
    // hardware addresses are the sender's own, both protocol addresses unknown.
    std::array<uint8_t, 28> octets{0, 1, 8, 0, 6, 4, 0, 3};
    const Mac48Address address = Mac48Address::ConvertFrom(device->GetAddress());
    address.CopyTo(octets.data() + 8);
    address.CopyTo(octets.data() + 18);
    const Ptr<Packet> packet = Create<Packet>(octets.data(), octets.size());
    device->Send(packet, device->GetBroadcast(), EthernetFrame::RARP);
}

} // namespace ns3
