/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "ethernet-frame.h"

#include "vlan-tag-header.h"

#include "ns3/ethernet-header.h"

namespace ns3
{

namespace
{

/// The longest length of a frame with a length (IEEE 802.3-2018 section 3.2.6).
constexpr uint16_t MAX_LENGTH = 1500;
/// The VLAN that no tag may name (IEEE 802.1Q-2018, table 9-2).
constexpr uint16_t RESERVED_VLAN = 4095;

} // namespace

Ptr<Packet>
EthernetFrame::ToDevice(uint16_t& type) const
{
    auto packet = payload->Copy();
    type = protocol;
    if (IsTagged())
    {
        VlanTagHeader tag;
        tag.vlan = vlan;
        tag.priority = priority;
        tag.protocol = protocol;
        packet->AddHeader(tag);
        type = VLAN_TAG;
    }
    return packet;
}

Ptr<Packet>
EthernetFrame::ToPacket() const
{
    uint16_t type = 0;
    auto packet = ToDevice(type);
    EthernetHeader header(false);
    header.SetSource(source);
    header.SetDestination(destination);
    header.SetLengthType(type);
    packet->AddHeader(header);
    return packet;
}

std::optional<EthernetFrame>
EthernetFrame::FromDevice(Ptr<const Packet> payload,
                          uint16_t protocol,
                          const Mac48Address& source,
                          const Mac48Address& destination)
{
    EthernetFrame frame;
    frame.destination = destination;
    frame.source = source;
    frame.protocol = protocol;
    frame.payload = payload;
    if (protocol == VLAN_TAG)
    {
        if (payload->GetSize() < VlanTagHeader::SIZE)
        {
            return std::nullopt;
        }
        auto rest = payload->Copy();
        VlanTagHeader tag;
        rest->RemoveHeader(tag);
        frame.vlan = tag.vlan;
        frame.priority = tag.priority;
        frame.protocol = tag.protocol;
        frame.payload = rest;
    }
    if (frame.vlan == RESERVED_VLAN)
    {
        return std::nullopt;
    }
    if (frame.protocol < MIN_TYPE)
    {
        const uint32_t size = frame.payload->GetSize();
        if (frame.protocol > MAX_LENGTH || frame.protocol > size)
        {
            return std::nullopt;
        }
        if (frame.protocol < size)
        {
            auto rest = frame.payload->Copy();
            rest->RemoveAtEnd(size - frame.protocol); // padding
            frame.payload = rest;
        }
    }
    return frame;
}

std::optional<EthernetFrame>
EthernetFrame::FromPacket(Ptr<const Packet> packet)
{
    if (packet->GetSize() < HEADER_SIZE)
    {
        return std::nullopt;
    }
    auto payload = packet->Copy();
    EthernetHeader header(false);
    payload->RemoveHeader(header);
    return FromDevice(payload, header.GetLengthType(), header.GetSource(), header.GetDestination());
}

} // namespace ns3
