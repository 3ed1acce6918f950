/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "spanning-tree-port.h"

#include "spanning-tree-bridge.h"

#include <algorithm>

namespace ns3
{

namespace
{

constexpr unsigned PRIORITY_SHIFT = 8; //!< of a port's priority in its identifier

} // namespace

const char*
ToString(SpanningTreeRole role)
{
    switch (role)
    {
    case SpanningTreeRole::DISABLED:
        return "disabled";
    case SpanningTreeRole::ROOT:
        return "root";
    case SpanningTreeRole::DESIGNATED:
        return "designated";
    case SpanningTreeRole::ALTERNATE:
        return "alternate";
    case SpanningTreeRole::BACKUP:
        return "backup";
    }
    return "unknown";
}

SpanningTreePort::SpanningTreePort(SpanningTreeBridge& bridge, uint16_t number)
    : m_bridge(bridge),
      m_number(number),
      m_id(number)
{
    m_ends.fill(Time(0));
    Hold(FORWARD);
}

// ---- from outside ------------------------------------------------------------------------------

void
SpanningTreePort::SetPriority(uint32_t cost, uint8_t priority)
{
    m_cost = cost;
    m_id = static_cast<uint16_t>(priority << PRIORITY_SHIFT | m_number);
    m_reselect = true;
    m_selected = false;
}

void
SpanningTreePort::SetAdminEdge(bool edge)
{
    m_adminEdge = edge;
    m_edge = edge && !m_heard;
}

void
SpanningTreePort::SetAutoEdge(bool autoEdge)
{
    m_autoEdge = autoEdge;
}

void
SpanningTreePort::SetLink(bool isUp, Time now)
{
    if (m_enabled == isUp)
    {
        return;
    }
    m_enabled = isUp;
    m_edge = m_adminEdge;
    m_heard = false;
    m_hasMessage = false;
    m_newInfo = true;
    m_sent = 0;
    m_rapid = true;
    m_migration = Migration::CHECKING;
    Start(MIGRATION, now, m_bridge.m_settings.migrateTime);
    Start(EDGE_DELAY, now, m_bridge.m_settings.migrateTime);
}

void
SpanningTreePort::Receive(const BridgeBpdu& bpdu, Time now)
{
    if (!m_enabled)
    {
        return;
    }
    // Port Receive, section 17.23.
    m_message = bpdu;
    m_hasMessage = true;
    m_heard = true;
    m_edge = false;
    (bpdu.type == BridgeBpdu::Type::RAPID ? m_receivedRapid : m_receivedOld) = true;
    Start(EDGE_DELAY, now, m_bridge.m_settings.migrateTime);
}

// ---- timers ------------------------------------------------------------------------------------

void
SpanningTreePort::Start(Timer timer, Time now, Time length)
{
    m_ends[timer] = now + length;
}

void
SpanningTreePort::Hold(Timer timer)
{
    m_ends[timer] = Time::Max();
}

void
SpanningTreePort::Stop(Timer timer)
{
    m_ends[timer] = Time(0);
}

bool
SpanningTreePort::Runs(Timer timer, Time now) const
{
    return m_ends[timer] > now;
}

Time
SpanningTreePort::GetNextDeadline(Time now) const
{
    Time next = Time::Max();
    for (const Time& end : m_ends)
    {
        if (end > now)
        {
            next = std::min(next, end);
        }
    }
    return next;
}

Time
SpanningTreePort::GetHelloTime() const
{
    return BridgeTimes::ToTime(m_designatedTimes.helloTime);
}

Time
SpanningTreePort::GetForwardDelay() const
{
    return m_rapid ? GetHelloTime() : BridgeTimes::ToTime(m_designatedTimes.forwardDelay);
}

// ---- transmission ------------------------------------------------------------------------------

void
SpanningTreePort::Transmit(Time now)
{
    if (!m_enabled || !m_selected || m_update)
    {
        return;
    }
    if (!Runs(HELLO, now))
    {
        m_newInfo = m_newInfo || m_role == SpanningTreeRole::DESIGNATED ||
                    (m_role == SpanningTreeRole::ROOT && Runs(CHANGE, now));
        Start(HELLO, now, GetHelloTime());
    }
    if (!m_newInfo || m_sent >= m_bridge.m_settings.transmitHold || (!m_rapid && !IsActive()))
    {
        return;
    }
    BridgeBpdu bpdu = MakeBpdu();
    bpdu.topologyChange = bpdu.type != BridgeBpdu::Type::TOPOLOGY_CHANGE && Runs(CHANGE, now);
    m_newInfo = false;
    m_acknowledge = false;
    if (m_sent == 0)
    {
        Start(HOLD, now, Seconds(1));
    }
    m_sent++;
    Start(HELLO, now, GetHelloTime());
    m_bridge.m_actions.Send(*this, bpdu);
}

BridgeBpdu
SpanningTreePort::MakeBpdu() const
{
    BridgeBpdu bpdu;
    if (!m_rapid && m_role == SpanningTreeRole::ROOT)
    {
        bpdu.type = BridgeBpdu::Type::TOPOLOGY_CHANGE;
        return bpdu;
    }
    bpdu.priority = m_designated;
    bpdu.times = m_designatedTimes;
    if (!m_rapid)
    {
        bpdu.type = BridgeBpdu::Type::CONFIGURATION;
        bpdu.topologyChangeAck = m_acknowledge;
        return bpdu;
    }
    switch (m_role)
    {
    case SpanningTreeRole::ROOT:
        bpdu.role = BridgeBpdu::Role::ROOT;
        break;
    case SpanningTreeRole::DESIGNATED:
        bpdu.role = BridgeBpdu::Role::DESIGNATED;
        break;
    default:
        bpdu.role = BridgeBpdu::Role::ALTERNATE;
        break;
    }
    bpdu.proposal = m_proposing && m_role == SpanningTreeRole::DESIGNATED;
    bpdu.agreement = m_agree;
    bpdu.learning = m_learning;
    bpdu.forwarding = m_forwarding;
    return bpdu;
}

// ---- what it is --------------------------------------------------------------------------------

uint16_t
SpanningTreePort::GetNumber() const
{
    return m_number;
}

uint16_t
SpanningTreePort::GetId() const
{
    return m_id;
}

uint32_t
SpanningTreePort::GetCost() const
{
    return m_cost;
}

SpanningTreeRole
SpanningTreePort::GetRole() const
{
    return m_role;
}

bool
SpanningTreePort::IsLearning() const
{
    return m_learning;
}

bool
SpanningTreePort::IsForwarding() const
{
    return m_forwarding;
}

bool
SpanningTreePort::IsEdge() const
{
    return m_edge;
}

bool
SpanningTreePort::IsRapid() const
{
    return m_rapid;
}

const BridgePriorityVector&
SpanningTreePort::GetPriority() const
{
    return m_port;
}

} // namespace ns3
