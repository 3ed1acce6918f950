/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * @brief The state machines of a SpanningTreePort; spanning-tree-port.cc has the rest of it.
 */
#include "spanning-tree-bridge.h"
#include "spanning-tree-port.h"

#include <algorithm>

namespace ns3
{

namespace
{

constexpr unsigned HELLOS_TO_LOSE = 3;     //!< before what was received ages (section 17.21.23)
constexpr unsigned HELLOS_OF_A_BACKUP = 2; //!< that rbWhile lasts (section 17.29.3)

} // namespace

bool
SpanningTreePort::Step(Time now)
{
    if (m_sent > 0 && !Runs(HOLD, now))
    {
        m_sent--;
        Start(HOLD, now, Seconds(1));
    }
    return StepMigration(now) || StepEdge(now) || StepInformation(now) || StepRole(now) ||
           StepChange(now);
}

bool
SpanningTreePort::StepMigration(Time now)
{
    if (m_migration != Migration::SENSING)
    {
        if (Runs(MIGRATION, now))
        {
            return false;
        }
        m_migration = Migration::SENSING;
        m_receivedRapid = false;
        m_receivedOld = false;
        return true;
    }
    if (!m_rapid && m_receivedRapid)
    {
        m_migration = Migration::CHECKING;
        m_rapid = true;
    }
    else if (m_rapid && m_receivedOld)
    {
        m_migration = Migration::SELECTING;
        m_rapid = false;
    }
    else
    {
        return false;
    }
    Start(MIGRATION, now, m_bridge.m_settings.migrateTime);
    return true;
}

bool
SpanningTreePort::StepEdge(Time now)
{
    if (m_edge || !m_enabled || !m_autoEdge || !m_rapid || !m_proposing || Runs(EDGE_DELAY, now))
    {
        return false;
    }
    m_edge = true;
    return true;
}

bool
SpanningTreePort::StepInformation(Time now)
{
    if (!m_enabled)
    {
        if (m_info == Info::DISABLED)
        {
            return false;
        }
        m_hasMessage = false;
        m_proposing = false;
        m_proposed = false;
        m_agree = false;
        m_agreed = false;
        Stop(RECEIVED);
        m_info = Info::DISABLED;
        m_reselect = true;
        m_selected = false;
        return true;
    }
    if (m_info == Info::DISABLED ||
        (m_info == Info::RECEIVED && !Runs(RECEIVED, now) && !m_update && !m_hasMessage))
    {
        m_info = Info::AGED;
        m_reselect = true;
        m_selected = false;
        return true;
    }
    if (m_selected && m_update)
    {
        m_proposing = false;
        m_proposed = false;
        m_agreed = m_agreed && m_info == Info::MINE && !(m_port < m_designated);
        m_synced = m_synced && m_agreed;
        m_port = m_designated;
        m_portTimes = m_designatedTimes;
        m_update = false;
        m_info = Info::MINE;
        m_newInfo = true;
        return true;
    }
    if (m_info != Info::AGED && m_hasMessage && !m_update)
    {
        TakeMessage(now);
        m_hasMessage = false;
        return true;
    }
    return false;
}

void
SpanningTreePort::TakeMessage(Time now)
{
    if (m_message.type == BridgeBpdu::Type::TOPOLOGY_CHANGE)
    {
        m_receivedNotification = true;
    }
    else if (m_message.IsDesignated())
    {
        TakeDesignated(now);
    }
    else if (!(m_message.priority < m_port))
    {
        TakeAgreement();
        TakeChangeFlags();
    }
}

void
SpanningTreePort::TakeDesignated(Time now)
{
    BridgeTimes times = m_message.times;
    times.helloTime = std::max(times.helloTime, BridgeTimes::SECOND); // section 17.21.12
    const bool isSame = m_message.priority == m_port;
    if (m_message.priority.IsSuperiorTo(m_port) || (isSame && times != m_portTimes))
    {
        m_agreed = false;
        m_proposing = false;
        m_proposed = m_proposed || m_message.proposal;
        TakeChangeFlags();
        m_agree = m_agree && m_info == Info::RECEIVED && !(m_port < m_message.priority);
        m_synced = false;
        m_port = m_message.priority;
        m_portTimes = times;
        RestartReceived(now);
        m_info = Info::RECEIVED;
        m_reselect = true;
        m_selected = false;
    }
    else if (isSame)
    {
        m_proposed = m_proposed || m_message.proposal;
        TakeChangeFlags();
        RestartReceived(now);
    }
    else if (m_message.type == BridgeBpdu::Type::RAPID && m_message.learning)
    {
        m_disputed = true;
        m_agreed = false;
    }
}

void
SpanningTreePort::TakeAgreement()
{
    m_agreed = m_message.type == BridgeBpdu::Type::RAPID && m_message.agreement;
    m_proposing = m_proposing && !m_agreed;
}

void
SpanningTreePort::TakeChangeFlags()
{
    m_receivedChange = m_receivedChange || m_message.topologyChange;
    m_receivedAck = m_receivedAck || m_message.topologyChangeAck;
}

void
SpanningTreePort::RestartReceived(Time now)
{
    if (m_portTimes.GetNextAge() > m_portTimes.maxAge)
    {
        Stop(RECEIVED);
        return;
    }
    Start(RECEIVED, now, BridgeTimes::ToTime(m_portTimes.helloTime) * HELLOS_TO_LOSE);
}

bool
SpanningTreePort::StepRole(Time now)
{
    if (!m_selected || m_update)
    {
        return false;
    }
    if (m_role == m_selectedRole)
    {
        switch (m_role)
        {
        case SpanningTreeRole::ROOT:
            return StepRoot(now);
        case SpanningTreeRole::DESIGNATED:
            return StepDesignated(now);
        default:
            return StepAlternate();
        }
    }
    const SpanningTreeRole before = m_role;
    LeaveRole(now);
    m_role = m_selectedRole;
    if (m_role == SpanningTreeRole::ROOT)
    {
        Hold(RECENT_ROOT);
    }
    else if (m_role != SpanningTreeRole::DESIGNATED)
    {
        SetLearning(false);
        Hold(FORWARD);
        Stop(RECENT_ROOT);
        if (m_role == SpanningTreeRole::BACKUP)
        {
            Hold(RECENT_BACKUP);
        }
        m_synced = true;
        m_sync = false;
        m_reRoot = false;
    }
    m_bridge.m_actions.RoleChanged(*this, before);
    return true;
}

void
SpanningTreePort::LeaveRole(Time now)
{
    switch (m_role)
    {
    case SpanningTreeRole::DISABLED:
        Start(FORWARD, now, BridgeTimes::ToTime(m_designatedTimes.maxAge));
        break;
    case SpanningTreeRole::ROOT:
        Start(RECENT_ROOT, now, BridgeTimes::ToTime(m_designatedTimes.forwardDelay));
        break;
    case SpanningTreeRole::BACKUP:
        Start(RECENT_BACKUP, now, GetHelloTime() * HELLOS_OF_A_BACKUP);
        Start(FORWARD, now, GetForwardDelay());
        break;
    case SpanningTreeRole::ALTERNATE:
        Start(FORWARD, now, GetForwardDelay());
        break;
    case SpanningTreeRole::DESIGNATED:
        break;
    }
}

bool
SpanningTreePort::StepRoot(Time now)
{
    if (m_proposed && !m_agree)
    {
        m_bridge.SyncAll();
        m_proposed = false;
        m_sync = false;
        // The others now discard, and agree with that; then this one does.
        if (!m_bridge.IsAllSynced())
        {
            return true;
        }
    }
    if ((m_bridge.IsAllSynced() && !m_agree) || (m_proposed && m_agree))
    {
        m_proposed = false;
        m_sync = false;
        m_agree = true;
        m_newInfo = true;
        return true;
    }
    if (!m_forwarding && !m_reRoot)
    {
        m_bridge.ReRootAll();
        return true;
    }
    if (m_reRoot && m_forwarding)
    {
        m_reRoot = false;
        return true;
    }
    const bool mayAdvance =
        !Runs(FORWARD, now) || (m_bridge.IsReRooted(*this, now) && !Runs(RECENT_BACKUP, now));
    if (mayAdvance && !m_learning)
    {
        Start(FORWARD, now, GetForwardDelay());
        SetLearning(true);
        return true;
    }
    if (mayAdvance && !m_forwarding)
    {
        Stop(FORWARD);
        SetForwarding();
        return true;
    }
    return false;
}

bool
SpanningTreePort::StepDesignated(Time now)
{
    if (m_reRoot && !Runs(RECENT_ROOT, now))
    {
        m_reRoot = false;
        return true;
    }
    if ((!m_synced && ((!m_learning && !m_forwarding) || m_agreed || m_edge)) ||
        (m_sync && m_synced))
    {
        Stop(RECENT_ROOT);
        m_synced = true;
        m_sync = false;
        return true;
    }
    if (!m_forwarding && !m_agreed && !m_proposing && !m_edge)
    {
        m_proposing = true;
        Start(EDGE_DELAY, now, m_bridge.m_settings.migrateTime);
        m_newInfo = true;
        return true;
    }
    const bool mayAdvance = (!Runs(FORWARD, now) || m_agreed || m_edge) &&
                            (!Runs(RECENT_ROOT, now) || !m_reRoot) && !m_sync;
    if (mayAdvance && !m_learning)
    {
        Start(FORWARD, now, GetForwardDelay());
        SetLearning(true);
        return true;
    }
    if (mayAdvance && !m_forwarding)
    {
        Stop(FORWARD);
        m_agreed = m_rapid;
        SetForwarding();
        return true;
    }
    const bool mustDiscard =
        (m_sync && !m_synced) || (m_reRoot && Runs(RECENT_ROOT, now)) || m_disputed;
    if (mustDiscard && !m_edge && (m_learning || m_forwarding))
    {
        m_disputed = false;
        Start(FORWARD, now, GetForwardDelay());
        SetLearning(false);
        return true;
    }
    return false;
}

bool
SpanningTreePort::StepAlternate()
{
    if (m_role != SpanningTreeRole::DISABLED)
    {
        if ((m_bridge.IsAllSynced() && !m_agree) || (m_proposed && m_agree))
        {
            m_proposed = false;
            m_agree = true;
            m_newInfo = true;
            return true;
        }
        if (m_proposed)
        {
            m_bridge.SyncAll();
            m_proposed = false;
            return true;
        }
    }
    if (m_sync || m_reRoot || !m_synced)
    {
        m_synced = true;
        m_sync = false;
        m_reRoot = false;
        return true;
    }
    return false;
}

void
SpanningTreePort::SetLearning(bool learning)
{
    if (m_learning == learning && (learning || !m_forwarding))
    {
        return;
    }
    m_learning = learning;
    m_forwarding = m_forwarding && learning;
    m_bridge.m_actions.StateChanged(*this);
}

void
SpanningTreePort::SetForwarding()
{
    m_forwarding = true;
    m_bridge.m_actions.StateChanged(*this);
}

} // namespace ns3
