/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "spanning-tree-bridge.h"

#include "ns3/assert.h"

#include <algorithm>

namespace ns3
{

namespace
{

/// More steps than the machines of a port make of one event: that they do not end is a mistake
/// here.
constexpr std::size_t MOST_ROUNDS = 1000;

/// @param a a cost @param b another @return their sum, or the greatest cost
uint32_t
AddCosts(uint32_t a, uint32_t b)
{
    return a > UINT32_MAX - b ? UINT32_MAX : a + b;
}

} // namespace

SpanningTreeBridge::SpanningTreeBridge(SpanningTreeActions& actions, const Settings& settings)
    : m_actions(actions),
      m_settings(settings),
      m_rootTimes(settings.times)
{
    m_root.root = settings.id;
    m_root.bridge = settings.id;
}

SpanningTreePort&
SpanningTreeBridge::AddPort(uint16_t number)
{
    m_ports.push_back(std::make_unique<SpanningTreePort>(*this, number));
    return *m_ports.back();
}

void
SpanningTreeBridge::RemovePort(SpanningTreePort& port)
{
    m_ports.erase(std::find_if(m_ports.begin(), m_ports.end(), [&port](const auto& other) {
        return other.get() == &port;
    }));
    if (m_rootPort == &port)
    {
        m_rootPort = nullptr;
    }
    // The others may be nearer to the root now.
    for (const auto& other : m_ports)
    {
        other->m_reselect = true;
        other->m_selected = false;
    }
}

void
SpanningTreeBridge::Run(Time now)
{
    std::size_t rounds = 0;
    bool again = true;
    while (again)
    {
        again = false;
        for (const auto& port : m_ports)
        {
            while (port->Step(now))
            {
                again = true;
                NS_ASSERT_MSG(rounds < MOST_ROUNDS * (m_ports.size() + 1), "endless steps");
                rounds++;
            }
        }
        if (std::any_of(m_ports.begin(), m_ports.end(), [](const auto& port) {
                return port->m_reselect;
            }))
        {
            SelectRoles();
            again = true;
        }
    }
    for (const auto& port : m_ports)
    {
        port->Transmit(now);
    }
}

Time
SpanningTreeBridge::GetNextDeadline(Time now) const
{
    Time next = Time::Max();
    for (const auto& port : m_ports)
    {
        next = std::min(next, port->GetNextDeadline(now));
    }
    return next;
}

void
SpanningTreeBridge::SelectRoles()
{
    m_root = BridgePriorityVector();
    m_root.root = m_settings.id;
    m_root.bridge = m_settings.id;
    m_rootTimes = m_settings.times;
    m_rootPort = nullptr;
    for (const auto& port : m_ports)
    {
        port->m_reselect = false;
        if (port->m_info != SpanningTreePort::Info::RECEIVED ||
            port->m_port.bridge.GetAddress() == m_settings.id.GetAddress())
        {
            continue;
        }
        BridgePriorityVector path = port->m_port;
        path.cost = AddCosts(path.cost, port->m_cost);
        const bool isBetter =
            path < m_root || (m_rootPort && path == m_root && port->m_id < m_rootPort->m_id);
        if (isBetter)
        {
            m_root = path;
            m_rootPort = port.get();
        }
    }
    if (m_rootPort)
    {
        m_rootTimes = m_rootPort->m_portTimes;
        m_rootTimes.messageAge = m_rootTimes.GetNextAge();
    }
    for (const auto& port : m_ports)
    {
        port->m_designated.root = m_root.root;
        port->m_designated.cost = m_root.cost;
        port->m_designated.bridge = m_settings.id;
        port->m_designated.port = port->m_id;
        port->m_designatedTimes = m_rootTimes;
        port->m_designatedTimes.helloTime = m_settings.times.helloTime;
        Select(*port);
        port->m_selected = true;
    }
}

void
SpanningTreeBridge::Select(SpanningTreePort& port)
{
    using Info = SpanningTreePort::Info;
    port.m_update = false;
    switch (port.m_info)
    {
    case Info::DISABLED:
        port.m_selectedRole = SpanningTreeRole::DISABLED;
        return;
    case Info::AGED:
        port.m_selectedRole = SpanningTreeRole::DESIGNATED;
        port.m_update = true;
        return;
    case Info::MINE:
        port.m_selectedRole = SpanningTreeRole::DESIGNATED;
        port.m_update =
            port.m_port != port.m_designated || port.m_portTimes != port.m_designatedTimes;
        return;
    case Info::RECEIVED:
        break;
    }
    if (&port == m_rootPort)
    {
        port.m_selectedRole = SpanningTreeRole::ROOT;
    }
    else if (port.m_designated < port.m_port)
    {
        port.m_selectedRole = SpanningTreeRole::DESIGNATED;
        port.m_update = true;
    }
    else if (port.m_port.bridge.GetAddress() == m_settings.id.GetAddress())
    {
        port.m_selectedRole = SpanningTreeRole::BACKUP;
    }
    else
    {
        port.m_selectedRole = SpanningTreeRole::ALTERNATE;
    }
}

void
SpanningTreeBridge::SyncAll()
{
    for (const auto& port : m_ports)
    {
        port->m_sync = true;
    }
}

void
SpanningTreeBridge::ReRootAll()
{
    for (const auto& port : m_ports)
    {
        port->m_reRoot = true;
    }
}

bool
SpanningTreeBridge::IsAllSynced() const
{
    return std::all_of(m_ports.begin(), m_ports.end(), [](const auto& port) {
        return port->m_selected && port->m_role == port->m_selectedRole &&
               (port->m_synced || port->m_role == SpanningTreeRole::ROOT);
    });
}

bool
SpanningTreeBridge::IsReRooted(const SpanningTreePort& except, Time now) const
{
    return std::all_of(m_ports.begin(), m_ports.end(), [&except, now](const auto& port) {
        return port.get() == &except || !port->Runs(SpanningTreePort::RECENT_ROOT, now);
    });
}

void
SpanningTreeBridge::Propagate(const SpanningTreePort& except)
{
    for (const auto& port : m_ports)
    {
        port->m_propagate = port->m_propagate || port.get() != &except;
    }
}

const SpanningTreeBridge::Settings&
SpanningTreeBridge::GetSettings() const
{
    return m_settings;
}

const BridgePriorityVector&
SpanningTreeBridge::GetRootPriority() const
{
    return m_root;
}

const BridgeTimes&
SpanningTreeBridge::GetRootTimes() const
{
    return m_rootTimes;
}

const SpanningTreePort*
SpanningTreeBridge::GetRootPort() const
{
    return m_rootPort;
}

} // namespace ns3
