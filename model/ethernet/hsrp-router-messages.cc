/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * @brief What an HsrpRouter makes of the frames that its gateway port receives.
 */

#include "gateway-addresses.h"
#include "hsrp-packet.h"
#include "hsrp-router.h"
#include "neighbor-message.h"
#include "neighbor-reply.h"
#include "svi-device.h"

#include "ns3/ipv4.h"
#include "ns3/ipv6.h"
#include "ns3/node.h"
#include "ns3/ns3-compat.h"
#include "ns3/simulator.h"

#include <utility>

namespace ns3
{

bool
HsrpRouter::Intercept(const EthernetFrame& frame)
{
    if (IsHsrp(frame))
    {
        return ReceiveHsrp(frame);
    }
    if (m_state == HsrpState::ACTIVE &&
        frame.protocol ==
            (GetFamily() == AddressFamily::IPV4 ? EthernetFrame::ARP : EthernetFrame::IPV6))
    {
        AnswerNeighbor(frame);
    }
    return false;
}

bool
HsrpRouter::ReceiveHsrp(const EthernetFrame& frame)
{
    HsrpMessage message;
    NetworkAddress source;
    auto reason = ReadHsrpFrame(frame, message, source);
    if (reason == HsrpDropReason::NONE)
    {
        reason = Judge(message, source);
    }
    if (reason != HsrpDropReason::NONE)
    {
        m_drops[static_cast<std::size_t>(reason)]++;
        m_dropTrace(frame.payload, reason);
        // From here on the reasons are of messages for this group; others may be another's.
        return reason >= HsrpDropReason::WRONG_AUTHENTICATION;
    }
    m_received[static_cast<std::size_t>(message.opcode)]++;
    m_mismatches += message.virtualAddress != m_virtualAddress && m_state != HsrpState::LEARN;
    const bool isHigher =
        std::make_pair(message.priority, source) > std::make_pair(GetPriority(), GetOwnAddress());
    switch (message.opcode)
    {
    case HsrpOpcode::HELLO:
        HearHello(message, source, isHigher);
        break;
    case HsrpOpcode::COUP:
        // It says who is to be active: from then on the resignation of the former does not count.
        if (m_state != HsrpState::ACTIVE || isHigher)
        {
            m_active = source;
        }
        if (isHigher)
        {
            HearCoup();
        }
        break;
    case HsrpOpcode::RESIGN:
        if (source == m_active)
        {
            HearResign();
        }
        break;
    }
    return true;
}

HsrpDropReason
HsrpRouter::Judge(const HsrpMessage& message, const NetworkAddress& source) const
{
    if (m_state == HsrpState::INITIAL)
    {
        return HsrpDropReason::NOT_RUNNING;
    }
    if (message.version != m_version)
    {
        return HsrpDropReason::WRONG_VERSION;
    }
    if (message.group != m_group || message.family != GetFamily())
    {
        return HsrpDropReason::WRONG_GROUP;
    }
    if (message.hasDigest || message.secret != m_secret)
    {
        return HsrpDropReason::WRONG_AUTHENTICATION;
    }
    if (source == GetOwnAddress() || source == m_virtualAddress)
    {
        return HsrpDropReason::OWN_ADDRESS;
    }
    return IsOfLink(source) ? HsrpDropReason::NONE : HsrpDropReason::FOREIGN_SOURCE;
}

void
HsrpRouter::HearHello(const HsrpMessage& message, const NetworkAddress& source, bool isHigher)
{
    switch (message.state)
    {
    case HsrpState::ACTIVE:
        if (source == m_standby)
        {
            m_standby = NetworkAddress();
        }
        if (m_state != HsrpState::ACTIVE || isHigher)
        {
            m_active = source;
        }
        HearActive(message, isHigher);
        break;
    case HsrpState::STANDBY:
        m_standby = source;
        HearStandby(message, isHigher);
        break;
    case HsrpState::SPEAK:
        if (isHigher && (m_state == HsrpState::SPEAK || m_state == HsrpState::STANDBY))
        {
            StartStandbyTimer(m_holdTime);
            Enter(HsrpState::LISTEN);
        }
        break;
    default:
        break; // RFC 2281 section 5.3: a router in these states does not send
    }
}

void
HsrpRouter::HearActive(const HsrpMessage& message, bool isHigher)
{
    const Time hold = MilliSeconds(message.hold);
    switch (m_state)
    {
    case HsrpState::LEARN:
        m_virtualAddress = message.virtualAddress;
        StartActiveTimer(hold);
        StartStandbyTimer(m_holdTime);
        Enter(HsrpState::LISTEN);
        break;
    case HsrpState::LISTEN:
    case HsrpState::SPEAK:
    case HsrpState::STANDBY:
        if (!isHigher && m_preempt && Simulator::Now() >= m_started + m_preemptDelay)
        {
            StartStandbyTimer(m_holdTime);
            Send(HsrpOpcode::COUP);
            EnterActive();
        }
        else
        {
            StartActiveTimer(hold);
        }
        break;
    case HsrpState::ACTIVE:
        if (isHigher)
        {
            StartActiveTimer(m_holdTime);
            StartStandbyTimer(m_holdTime);
            Enter(HsrpState::SPEAK);
        }
        else
        {
            Send(HsrpOpcode::COUP);
        }
        break;
    case HsrpState::INITIAL:
        break;
    }
}

void
HsrpRouter::HearStandby(const HsrpMessage& message, bool isHigher)
{
    const Time hold = MilliSeconds(message.hold);
    switch (m_state)
    {
    case HsrpState::LISTEN:
        StartStandbyTimer(hold);
        if (!isHigher)
        {
            Enter(HsrpState::SPEAK);
        }
        break;
    case HsrpState::SPEAK:
        if (isHigher)
        {
            StartStandbyTimer(hold);
            Enter(HsrpState::LISTEN);
        }
        else
        {
            EnterStandby();
        }
        break;
    case HsrpState::STANDBY:
        if (isHigher)
        {
            StartStandbyTimer(hold);
            Enter(HsrpState::LISTEN);
        }
        break;
    case HsrpState::ACTIVE:
        StartStandbyTimer(hold);
        break;
    default:
        break;
    }
}

void
HsrpRouter::HearCoup()
{
    if (m_state == HsrpState::ACTIVE)
    {
        StartActiveTimer(m_holdTime);
        StartStandbyTimer(m_holdTime);
        Send(HsrpOpcode::RESIGN);
        Enter(HsrpState::SPEAK);
    }
}

void
HsrpRouter::HearResign()
{
    m_active = NetworkAddress();
    switch (m_state)
    {
    case HsrpState::LISTEN:
        StartActiveTimer(m_holdTime);
        StartStandbyTimer(m_holdTime);
        Enter(HsrpState::SPEAK);
        break;
    case HsrpState::SPEAK:
        StartActiveTimer(m_holdTime);
        break;
    case HsrpState::STANDBY:
        EnterActive();
        break;
    default:
        break;
    }
}

void
HsrpRouter::AnswerNeighbor(const EthernetFrame& frame)
{
    NeighborMessage message;
    const auto outcome = NeighborMessage::Read(frame, message);
    const bool isProbe = outcome == NeighborMessage::Outcome::SILENT;
    if ((!isProbe && outcome != NeighborMessage::Outcome::HOST) || !message.isRequest ||
        message.target != m_virtualAddress || message.host == m_virtualAddress)
    {
        return;
    }
    m_answered++;
    if (GetFamily() == AddressFamily::IPV4)
    {
        ArpReply reply;
        reply.host = m_virtualAddress.ToIpv4();
        reply.mac = m_virtualMac;
        reply.asker = isProbe ? Ipv4Address::GetAny() : message.host.ToIpv4();
        reply.askerMac = message.mac;
        reply.fromMac = m_virtualMac;
        m_svi->SendFrame(MakeArpReply(reply));
        return;
    }
    NeighborAdvertisement advertisement;
    advertisement.host = m_virtualAddress.ToIpv6();
    advertisement.mac = m_virtualMac;
    advertisement.source = advertisement.host;
    // RFC 4861 section 7.2.4: who probes for the address is told by all nodes' address.
    advertisement.asker = isProbe ? Ipv6Address::GetAny() : message.host.ToIpv6();
    advertisement.askerMac = message.mac;
    advertisement.fromMac = m_virtualMac;
    advertisement.isRouter = true;
    advertisement.isOverride = true;
    m_svi->SendFrame(MakeNeighborAdvertisement(advertisement));
}

uint32_t
HsrpRouter::GetPriority() const
{
    uint32_t lost = 0;
    const auto ipv4 = m_svi ? m_svi->GetNode()->GetObject<Ipv4>() : nullptr;
    for (const auto& tracked : m_tracked)
    {
        const int32_t interface = ipv4 ? ipv4->GetInterfaceForDevice(tracked.device) : -1;
        if (!tracked.device->IsLinkUp() || (interface >= 0 && !ipv4->IsUp(interface)))
        {
            lost += tracked.decrement;
        }
    }
    return lost < m_priority ? m_priority - lost : 0;
}

NetworkAddress
HsrpRouter::GetOwnAddress() const
{
    if (!m_svi)
    {
        return NetworkAddress();
    }
    if (GetFamily() == AddressFamily::IPV4)
    {
        const auto ipv4 = m_svi->GetNode()->GetObject<Ipv4>();
        const int32_t interface = ipv4 ? ipv4->GetInterfaceForDevice(m_svi) : -1;
        return interface >= 0 && ipv4->GetNAddresses(interface) > 0
                   ? NetworkAddress(ipv4->GetAddress(interface, 0).GetLocal())
                   : NetworkAddress();
    }
    const auto ipv6 = m_svi->GetNode()->GetObject<Ipv6>();
    const int32_t interface = ipv6 ? ipv6->GetInterfaceForDevice(m_svi) : -1;
    for (uint32_t i = 0; interface >= 0 && i < ipv6->GetNAddresses(interface); ++i)
    {
        const auto own = ipv6->GetAddress(interface, i);
        if (own.GetAddress().IsLinkLocal() && own.GetState() != Ipv6InterfaceAddress::INVALID)
        {
            return own.GetAddress();
        }
    }
    return NetworkAddress();
}

bool
HsrpRouter::IsOfLink(const NetworkAddress& address) const
{
    if (GetFamily() == AddressFamily::IPV6)
    {
        return address.ToIpv6().IsLinkLocal();
    }
    const auto ipv4 = m_svi->GetNode()->GetObject<Ipv4>();
    const int32_t interface = ipv4 ? ipv4->GetInterfaceForDevice(m_svi) : -1;
    for (uint32_t i = 0; interface >= 0 && i < ipv4->GetNAddresses(interface); ++i)
    {
        const auto own = ipv4->GetAddress(interface, i);
        if (own.GetMask().IsMatch(own.GetLocal(), address.ToIpv4()))
        {
            return true;
        }
    }
    return false;
}

} // namespace ns3
