/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * @brief Hosts that come to an ETR and leave it, and how it solicits Map-Requests of those who send
 * to where they were.
 */

#include "lisp-etr.h"

#include "ns3/lisp-map-cache.h"
#include "ns3/lisp-xtr.h"
#include "ns3/net-device.h"

#include <algorithm>

namespace ns3
{

// ---- hosts --------------------------------------------------------------------------------------

EidDiscovery
LispEtr::HostDiscovered(const NetworkAddress& address, uint32_t instanceId, Ptr<NetDevice> port)
{
    if (!MayMove(address, instanceId))
    {
        return EidDiscovery::HELD;
    }
    const Time now = Simulator::Now();
    const auto sighting =
        m_xtr->GetEidDatabase().Discover(instanceId, address, port ? port->GetIfIndex() : 0, now);
    const auto eid = EidPrefix::Host(address, instanceId);
    switch (sighting.result)
    {
    case EidDiscovery::FULL:
        m_port->Drop(LispControlDrop::TABLE_FULL, address, "host " + eid.ToString());
        break;
    case EidDiscovery::NEW:
    case EidDiscovery::RETURNED:
        if (sighting.entry->origin->kind == EidKind::CONFIGURED)
        {
            m_returns.Set(eid, now + m_returnHold);
        }
        // What is cached of it was learned while it was elsewhere.
        m_xtr->GetMapCache().Erase(eid);
        m_peers.Remove(eid);
        Register(eid);
        Announce(eid, port);
        m_xtr->MappingChanged(eid);
        [[fallthrough]];
    case EidDiscovery::MOVED:
        m_discoveredTrace(eid, sighting.result);
        [[fallthrough]];
    case EidDiscovery::SEEN:
        ArmIdle();
        break;
    case EidDiscovery::IGNORED:
    case EidDiscovery::HELD:
        break;
    }
    return sighting.result;
}

bool
LispEtr::HostGone(const NetworkAddress& address, uint32_t instanceId)
{
    const auto eid = EidPrefix::Host(address, instanceId);
    const auto* entry = m_xtr->GetEidDatabase().Find(eid);
    if (!entry || entry->kind != EidKind::DISCOVERED)
    {
        return false;
    }
    m_returns.Remove(eid);
    m_xtr->GetEidDatabase().Remove(eid);
    m_registrar.Withdraw(eid);
    m_notifier.Withdraw(eid);
    m_xtr->MappingChanged(eid);
    m_goneTrace(eid);
    return true;
}

bool
LispEtr::HostAway(const NetworkAddress& address, uint32_t instanceId)
{
    const auto eid = EidPrefix::Host(address, instanceId);
    const auto* entry = m_xtr->GetEidDatabase().Find(eid);
    if (!entry || entry->kind != EidKind::DISCOVERED)
    {
        return false;
    }
    MakeAway(eid, LispMappingRecord());
    return true;
}

void
LispEtr::EndReturn(const EidPrefix& eid)
{
    HostGone(eid.GetAddress(), eid.GetInstanceId());
}

void
LispEtr::ArmIdle()
{
    if (m_idleTimeout.IsZero() || !m_idle.IsExpired())
    {
        return; // an event that comes too early arms itself again
    }
    const Time oldest = m_xtr->GetEidDatabase().GetOldestSight();
    if (oldest != Time::Max())
    {
        const Time due = oldest + m_idleTimeout;
        m_idle = Simulator::Schedule(std::max(due - Simulator::Now(), Time(0)),
                                     &LispEtr::ForgetSilent,
                                     this);
    }
}

void
LispEtr::ForgetSilent()
{
    // Silent for just as long as the time-out is long enough.
    const Time since = Simulator::Now() - m_idleTimeout + TimeStep(1);
    for (const auto& eid : m_xtr->GetEidDatabase().ForgetSilent(since))
    {
        m_returns.Remove(eid);
        m_registrar.Withdraw(eid);
        m_notifier.Withdraw(eid);
        m_xtr->MappingChanged(eid);
        m_goneTrace(eid);
    }
    ArmIdle();
}

// ---- Solicit-Map-Requests -----------------------------------------------------------------------

void
LispEtr::OnStaleData(const NetworkAddress& outerSource,
                     const EidPrefix& destination,
                     const NetworkAddress&)
{
    if (m_solicitStale)
    {
        Solicit(outerSource, destination);
    }
}

void
LispEtr::Solicit(const NetworkAddress& rloc, const EidPrefix& eid)
{
    if (!m_xtr->IsLocalRloc(rloc) && !m_smrSender.Solicit(rloc, eid))
    {
        m_port->Drop(LispControlDrop::SMR_RATE, rloc, eid.ToString());
    }
}

void
LispEtr::SolicitPeers(const EidPrefix& eid)
{
    const int64_t since = (Simulator::Now() - m_solicitWindow).GetTimeStep();
    std::set<NetworkAddress> rlocs;
    m_xtr->GetMapCache().GetEntries().ForEach([&rlocs, since](const LispMapCacheEntry& entry) {
        if (entry.locators && entry.hits > 0 && entry.lastUsed >= since)
        {
            for (const auto& locator : entry.locators->GetLocators())
            {
                if (locator.GetEtr().IsValid())
                {
                    rlocs.insert(locator.GetEtr());
                }
            }
        }
    });
    for (const auto& rloc : rlocs)
    {
        if (!m_xtr->IsLocalRloc(rloc) && !m_smrSender.Solicit(rloc, eid, true))
        {
            m_port->Drop(LispControlDrop::SMR_RATE, rloc, eid.ToString());
        }
    }
}

void
LispEtr::SendSmr(const NetworkAddress& rloc, const EidPrefix& eid)
{
    LispMapRequest smr;
    smr.smr = true;
    smr.dontReply = true;
    smr.nonce = MakeNonce();
    // The record says what changed (RFC 6830 section 6.6.2). Some receivers look at the source EID
    // instead: both say the same.
    smr.sourceEid = LispAddress::FromEidPrefix(eid);
    smr.requests = {eid};
    for (const auto& own : m_xtr->GetUsableRlocs())
    {
        if (smr.itrRlocs.size() < LISP_MAX_ITR_RLOCS)
        {
            smr.itrRlocs.emplace_back(own);
        }
    }
    if (!smr.itrRlocs.empty() &&
        m_port->Send(smr, {rloc, m_xtr->GetRloc(rloc.GetFamily()), LISP_CONTROL_PORT}))
    {
        m_smrTrace(eid, rloc);
    }
}

} // namespace ns3
