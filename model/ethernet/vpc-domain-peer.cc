/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "vlan-switch.h"
#include "vpc-domain.h"
#include "vpc-member.h"

#include "ns3/simulator.h"

#include <algorithm>

namespace ns3
{

/**
 * @file
 * @brief The part of VpcDomain that talks with the peer, and decides what its silence means.
 */

// ---- what the peer says
// ----------------------------------------------------------------------------

void
VpcDomain::Hear(const EthernetFrame& frame, const Ptr<SwitchPort>& port)
{
    if (port != m_peerLink && port != m_keepaliveLink)
    {
        Drop(frame.payload, VpcDropReason::WRONG_PORT);
        return;
    }
    const auto message = frame.protocol == VpcMessage::ETHER_TYPE
                             ? VpcMessage::FromPacket(frame.payload)
                             : std::nullopt;
    if (!message)
    {
        Drop(frame.payload, VpcDropReason::MALFORMED);
        return;
    }
    if (message->domain != m_domain)
    {
        Drop(frame.payload, VpcDropReason::WRONG_DOMAIN);
        return;
    }
    if (message->system == m_system)
    {
        Drop(frame.payload, VpcDropReason::OWN);
        return;
    }
    const bool isKnown = m_state != VpcPeerState::NONE && m_state != VpcPeerState::DEAD;
    const bool isHello = message->type == VpcMessage::HELLO;
    if (isKnown ? message->system != m_peerSystem : !isHello)
    {
        Drop(frame.payload, VpcDropReason::UNKNOWN_PEER);
        return;
    }
    if (port == m_peerLink && message->sequence < m_heard)
    {
        Drop(frame.payload, VpcDropReason::STALE);
        return;
    }
    m_received++;
    if (port != m_peerLink)
    {
        HearKeepalive(*message);
    }
    else if (isHello)
    {
        HearHello(*message);
    }
    else if (m_state == VpcPeerState::ALIVE)
    {
        TakeAddresses(*message);
    }
}

void
VpcDomain::HearHello(const VpcMessage& hello)
{
    const bool isNew = m_state != VpcPeerState::ALIVE || hello.sequence > m_heard;
    NotePeer(hello);
    m_heard = hello.sequence;
    for (const auto& vpc : m_vpcs)
    {
        const auto found =
            std::find_if(hello.vpcs.begin(), hello.vpcs.end(), [&vpc](const VpcMessage::Vpc& said) {
                return said.number == vpc->number;
            });
        vpc->isPeerUp = found != hello.vpcs.end() && found->isUp;
    }
    if (hello.acknowledged <= m_sequence)
    {
        m_acknowledged = std::max(m_acknowledged, hello.acknowledged);
    }
    SetPeerState(VpcPeerState::ALIVE);
    for (const auto& vpc : m_vpcs)
    {
        if (m_acknowledged >= vpc->since)
        {
            Use(*vpc);
        }
    }
    if (isNew)
    {
        SendHello();
    }
    if (!m_open && m_acknowledged >= m_linkSequence)
    {
        m_open = true;
        SendAddresses();
    }
}

void
VpcDomain::HearKeepalive(const VpcMessage& hello)
{
    // One that was sent before its sender saw the peer-link go down proves nothing.
    if (m_peerLink->IsUp() || (hello.flags & VpcMessage::PEER_LINK_UP) != 0)
    {
        return;
    }
    NotePeer(hello);
    SetPeerState(VpcPeerState::SPLIT);
    if (GetRole() == VpcRole::SECONDARY && m_suspend && m_hold == Hold::NO && !m_peerHolds)
    {
        HoldDown(Hold::SUSPENDED);
    }
}

void
VpcDomain::NotePeer(const VpcMessage& message)
{
    m_peerSystem = message.system;
    m_peerPriority = message.priority;
    m_peerHolds = (message.flags & VpcMessage::HOLDING) != 0;
    m_holdEvent.Cancel();
    m_holdEvent = Simulator::Schedule(m_holdTime, [this]() {
        ForgetPeer();
        SetPeerState(VpcPeerState::DEAD);
    });
}

void
VpcDomain::ForgetPeer()
{
    m_linkSequence = ++m_sequence;
    m_acknowledged = 0;
    m_heard = 0;
    m_open = false;
    m_told.clear();
    m_switch->Flush(m_peerLink);
    for (const auto& vpc : m_vpcs)
    {
        vpc->isPeerUp = false;
    }
}

void
VpcDomain::SetPeerState(VpcPeerState state)
{
    if (state == m_state)
    {
        return;
    }
    const VpcPeerState before = m_state;
    m_state = state;
    if (state == VpcPeerState::ALIVE)
    {
        if (m_hold != Hold::NO)
        {
            m_releaseEvent.Cancel();
            m_releaseEvent = Simulator::Schedule(m_delayRestore, &VpcDomain::Release, this);
        }
    }
    else
    {
        // Nobody is there who would have to know.
        for (const auto& vpc : m_vpcs)
        {
            Use(*vpc);
        }
    }
    if (state == VpcPeerState::LOST)
    {
        m_releaseEvent.Cancel();
        if (m_hold == Hold::RETURNING)
        {
            m_releaseEvent = Simulator::Schedule(m_recoveryDelay, &VpcDomain::Release, this);
        }
        m_judgeEvent.Cancel();
        m_judgeEvent = Simulator::ScheduleNow(&VpcDomain::Judge, this);
        SendHello();
    }
    if (state == VpcPeerState::DEAD && m_hold == Hold::SUSPENDED)
    {
        Release();
    }
    m_stateTrace(before, state);
}

// ---- members that are kept down
// --------------------------------------------------------------------

void
VpcDomain::Judge()
{
    const bool isUp =
        std::any_of(m_vpcs.begin(), m_vpcs.end(), [](const auto& vpc) { return vpc->isUp; });
    if (m_state == VpcPeerState::LOST && m_hold == Hold::NO && !isUp && !m_vpcs.empty())
    {
        HoldDown(Hold::RETURNING);
        m_releaseEvent = Simulator::Schedule(m_recoveryDelay, &VpcDomain::Release, this);
    }
}

void
VpcDomain::HoldDown(Hold hold)
{
    m_hold = hold;
    for (const auto& vpc : m_vpcs)
    {
        vpc->port->SetEnabled(false);
    }
    m_holdingTrace(true);
}

void
VpcDomain::Release()
{
    m_releaseEvent.Cancel();
    m_hold = Hold::NO;
    for (const auto& vpc : m_vpcs)
    {
        vpc->port->SetEnabled(true);
    }
    m_holdingTrace(false);
}

// ---- what we say
// -------------------------------------------------------------------------------------

VpcMessage
VpcDomain::MakeMessage(VpcMessage::Type type) const
{
    VpcMessage message;
    message.type = type;
    message.domain = m_domain;
    message.sequence = m_sequence;
    message.acknowledged = m_heard;
    message.priority = m_priority;
    message.flags = static_cast<uint8_t>((m_peerLink->IsUp() ? VpcMessage::PEER_LINK_UP : 0) |
                                         (m_hold != Hold::NO ? VpcMessage::HOLDING : 0));
    message.system = m_system;
    return message;
}

void
VpcDomain::SendHello()
{
    if (!m_isRunning)
    {
        return;
    }
    auto message = MakeMessage(VpcMessage::HELLO);
    for (const auto& vpc : m_vpcs)
    {
        message.vpcs.push_back({vpc->number, vpc->isUp});
    }
    Send(message, m_peerLink);
    if (m_keepaliveLink)
    {
        Send(message, m_keepaliveLink);
    }
}

void
VpcDomain::Send(const VpcMessage& message, const Ptr<SwitchPort>& port)
{
    if (!port->IsUp())
    {
        return;
    }
    EthernetFrame frame;
    frame.destination = Mac48Address(VpcMessage::DESTINATION);
    frame.source = m_system;
    frame.protocol = VpcMessage::ETHER_TYPE;
    frame.payload = message.ToPacket();
    m_sent++;
    port->Send(frame);
}

void
VpcDomain::Drop(Ptr<const Packet> message, VpcDropReason reason)
{
    m_drops[static_cast<std::size_t>(reason)]++;
    m_dropTrace(message, reason);
}

} // namespace ns3
