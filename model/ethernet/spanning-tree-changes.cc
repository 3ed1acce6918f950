/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * @brief The state machine of topology changes (IEEE 802.1D-2004 section 17.31).
 */

#include "spanning-tree-bridge.h"
#include "spanning-tree-port.h"

namespace ns3
{

// ---- topology changes --------------------------------------------------------------------------

bool
SpanningTreePort::IsActive() const
{
    return m_role == SpanningTreeRole::ROOT || m_role == SpanningTreeRole::DESIGNATED;
}

void
SpanningTreePort::StartChange(Time now)
{
    if (Runs(CHANGE, now))
    {
        return;
    }
    if (m_rapid)
    {
        Start(CHANGE, now, GetHelloTime() + Seconds(1));
        m_newInfo = true;
        return;
    }
    const BridgeTimes& times = m_bridge.m_rootTimes;
    Start(CHANGE, now, BridgeTimes::ToTime(times.maxAge) + BridgeTimes::ToTime(times.forwardDelay));
}

bool
SpanningTreePort::StepChange(Time now)
{
    const bool wasTold = m_receivedChange || m_receivedNotification || m_receivedAck || m_propagate;
    if (m_change == Change::ACTIVE && IsActive() && !m_edge)
    {
        if (m_receivedChange || m_receivedNotification)
        {
            if (m_receivedNotification)
            {
                StartChange(now);
            }
            m_receivedChange = false;
            m_receivedNotification = false;
            m_acknowledge = m_role == SpanningTreeRole::DESIGNATED;
            m_bridge.Propagate(*this);
            m_bridge.m_actions.TopologyChanged(*this, false);
            return true;
        }
        if (m_propagate)
        {
            StartChange(now);
            m_propagate = false;
            m_bridge.m_actions.Flush(*this);
            return true;
        }
        if (m_receivedAck)
        {
            Stop(CHANGE);
            m_receivedAck = false;
            return true;
        }
        return false;
    }
    if (m_change == Change::INACTIVE && !m_learning)
    {
        return false;
    }
    const bool enters = m_change != Change::LEARNING;
    m_change = Change::LEARNING;
    if (!enters && IsActive() && m_forwarding && !m_edge)
    {
        m_change = Change::ACTIVE;
        StartChange(now);
        m_bridge.Propagate(*this);
        m_newInfo = true;
        m_bridge.m_actions.TopologyChanged(*this, true);
        return true;
    }
    if (enters || wasTold)
    {
        m_receivedChange = false;
        m_receivedNotification = false;
        m_receivedAck = false;
        m_propagate = false;
        return true;
    }
    if (!IsActive() && !m_learning)
    {
        m_change = Change::INACTIVE;
        Stop(CHANGE);
        m_acknowledge = false;
        m_bridge.m_actions.Flush(*this);
        return true;
    }
    return false;
}

} // namespace ns3
