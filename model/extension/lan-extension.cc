/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "lan-extension.h"

#include "ns3/boolean.h"
#include "ns3/gateway-addresses.h"
#include "ns3/packet.h"
#include "ns3/uinteger.h"

#include <stdexcept>
#include <string>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(LanExtension);

TypeId
LanExtension::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::LanExtension")
            .SetParent<SwitchPort>()
            .SetGroupName("Lisp")
            .AddAttribute("Mtu",
                          "The longest payload of a frame that is carried, in octets, a tag not "
                          "counted.",
                          UintegerValue(1500),
                          MakeUintegerAccessor(&LanExtension::m_mtu),
                          MakeUintegerChecker<uint16_t>(46))
            .AddAttribute("FilterHsrp",
                          "Keep HSRP messages, and frames from its virtual MAC addresses, in their "
                          "data centre, so that each has an active gateway of its own.",
                          BooleanValue(true),
                          MakeBooleanAccessor(&LanExtension::m_filterHsrp),
                          MakeBooleanChecker())
            .AddTraceSource("Drop",
                            "A frame is not carried, or what came in is not handed on, and why.",
                            MakeTraceSourceAccessor(&LanExtension::m_dropTrace),
                            "ns3::LanExtension::DropTracedCallback");
    return tid;
}

LanExtension::LanExtension() = default;
LanExtension::~LanExtension() = default;

bool
LanExtension::MayPass(const EthernetFrame& frame, ExtensionDropReason& reason) const
{
    if (IsSpanningTreeAddress(frame.destination))
    {
        reason = ExtensionDropReason::BPDU;
        return false;
    }
    if (m_filterHsrp && IsVirtualGatewayMac(frame.source))
    {
        reason = IsHsrp(frame) ? ExtensionDropReason::HSRP : ExtensionDropReason::VIRTUAL_MAC;
        return false;
    }
    if (m_filterHsrp && IsHsrp(frame))
    {
        reason = ExtensionDropReason::HSRP;
        return false;
    }
    if (!IsForwarder(frame.vlan))
    {
        reason = ExtensionDropReason::NOT_FORWARDER;
        return false;
    }
    return true;
}

void
LanExtension::Send(const EthernetFrame& frame)
{
    ExtensionDropReason reason;
    if (!MayPass(frame, reason))
    {
        Drop(frame.ToPacket(), reason);
        return;
    }
    if (frame.payload->GetSize() > m_mtu)
    {
        Drop(frame.ToPacket(), ExtensionDropReason::TOO_LARGE);
        return;
    }
    if (!IsUp())
    {
        Drop(frame.ToPacket(), ExtensionDropReason::DOWN);
        return;
    }
    Carry(frame);
}

void
LanExtension::CountSent(const EthernetFrame& frame)
{
    m_sent++;
    m_sentOctets += frame.GetSize();
}

void
LanExtension::Accept(const EthernetFrame& frame)
{
    ExtensionDropReason reason;
    if (!MayPass(frame, reason))
    {
        Drop(frame.ToPacket(), reason);
        return;
    }
    m_received++;
    Deliver(frame);
}

void
LanExtension::Drop(Ptr<const Packet> frame, ExtensionDropReason reason)
{
    m_drops[static_cast<std::size_t>(reason)]++;
    m_dropTrace(frame, reason);
}

void
LanExtension::SetForwarder(uint16_t vlan, bool forwards)
{
    if (vlan < 1 || vlan > EthernetFrame::MAX_VLAN)
    {
        throw std::invalid_argument("LanExtension::SetForwarder: VLAN " + std::to_string(vlan) +
                                    ": accepted: 1 to 4094");
    }
    if (IsForwarder(vlan) != forwards)
    {
        m_notForwarder.set(vlan, !forwards);
        ForwarderChanged(vlan, forwards);
    }
}

void
LanExtension::ForwarderChanged(uint16_t, bool)
{
}

bool
LanExtension::FiltersHsrp() const
{
    return m_filterHsrp;
}

bool
LanExtension::IsForwarder(uint16_t vlan) const
{
    return vlan > EthernetFrame::MAX_VLAN || !m_notForwarder.test(vlan);
}

bool
LanExtension::IsReady() const
{
    return IsUp();
}

uint64_t
LanExtension::GetSent() const
{
    return m_sent;
}

uint64_t
LanExtension::GetSentOctets() const
{
    return m_sentOctets;
}

uint64_t
LanExtension::GetReceived() const
{
    return m_received;
}

uint64_t
LanExtension::GetDrops(ExtensionDropReason reason) const
{
    return m_drops.at(static_cast<std::size_t>(reason));
}

} // namespace ns3
