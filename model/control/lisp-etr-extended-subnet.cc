/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * @brief What an ETR does for subnets that are stretched over the data centres of its site.
 */

#include "lisp-etr.h"

#include "ns3/explicit-path.h"
#include "ns3/lisp-map-cache.h"
#include "ns3/lisp-map-version.h"
#include "ns3/lisp-xtr.h"
#include "ns3/net-device.h"

#include <algorithm>
#include <stdexcept>

namespace ns3
{

namespace
{

/// @param locators some @return the lowest of their addresses, by which a data centre is named
NetworkAddress
GetLowest(const std::vector<LispLocator>& locators)
{
    NetworkAddress lowest;
    for (const auto& locator : locators)
    {
        const auto address = GetEtrAddress(locator);
        if (address && (!lowest.IsValid() || *address < lowest))
        {
            lowest = *address;
        }
    }
    return lowest;
}

/// @param own locators of this data centre @param others some @return true if one is in both
bool
HasCommon(const LocatorSet& own, const std::vector<LispLocator>& others)
{
    return std::any_of(others.begin(), others.end(), [&own](const LispLocator& locator) {
        const auto address = GetEtrAddress(locator);
        return address && own.Find(*address);
    });
}

} // namespace

// ---- set-up -------------------------------------------------------------------------------------

void
LispEtr::AddDynamicPrefix(const EidPrefix& prefix,
                          const NetworkAddress& notifyGroup,
                          std::vector<LispLocator> locators)
{
    const auto set = MakeLocators(std::move(locators));
    const auto isOwn = [](const auto& locator) { return locator.local; };
    if (notifyGroup.IsMulticast() && set &&
        std::none_of(set->GetLocators().begin(), set->GetLocators().end(), isOwn))
    {
        throw std::invalid_argument("locators of dynamic-EID prefix " + prefix.ToString() +
                                    " with group " + notifyGroup.ToString() +
                                    ": expected one of this router among them, by which the "
                                    "site's others know who speaks");
    }
    m_xtr->GetEidDatabase().AddDynamicPrefix(prefix, set, notifyGroup);
    if (notifyGroup.IsValid())
    {
        m_groups.insert(notifyGroup);
        m_port->JoinGroup(notifyGroup);
    }
    m_xtr->MappingChanged(prefix);
}

void
LispEtr::SetNotifyKey(const LispKey& key)
{
    m_notifyKey = key;
}

const LispKey*
LispEtr::GetNotifyKey() const
{
    if (m_notifyKey)
    {
        return &*m_notifyKey;
    }
    const auto& servers = m_registrar.GetMapServers();
    return servers.empty() ? nullptr : &servers.front().key;
}

const LispFlapGuard&
LispEtr::GetFlapGuard() const
{
    return m_flaps;
}

uint64_t
LispEtr::GetHeldSightings() const
{
    return m_heldSightings;
}

// ---- hosts seen here ----------------------------------------------------------------------------

bool
LispEtr::MayMove(const NetworkAddress& address, uint32_t instanceId)
{
    const auto* entry = m_xtr->GetEidDatabase().Lookup(instanceId, address);
    if (!entry || !entry->IsExtended() || entry->kind == EidKind::DISCOVERED)
    {
        return true;
    }
    const auto eid = EidPrefix::Host(address, instanceId);
    const Time now = Simulator::Now();
    auto verdict =
        m_flaps.GetHold(eid, now) ? LispFlapGuard::Verdict::HELD : LispFlapGuard::Verdict::FREE;
    if (entry->kind == EidKind::AWAY)
    {
        verdict = m_flaps.Move(eid, now);
    }
    if (verdict == LispFlapGuard::Verdict::FREE)
    {
        return true;
    }
    ++m_heldSightings;
    if (verdict == LispFlapGuard::Verdict::BEGINS)
    {
        m_flapTrace(eid, now + m_flapHold);
    }
    return false;
}

void
LispEtr::Announce(const EidPrefix& eid, Ptr<NetDevice> port)
{
    const auto* entry = m_xtr->GetEidDatabase().Find(eid);
    if (entry && port && entry->IsExtended())
    {
        m_notifier.Announce(eid, port, entry->origin->notifyGroup);
    }
}

// ---- hosts that others tell of ------------------------------------------------------------------

void
LispEtr::ReceiveSiteNotify(const LispReception& reception, const LispMapNotify& notify)
{
    if (m_groups.count(reception.destination) == 0)
    {
        m_port->Drop(LispControlDrop::NOTIFY_NO_GROUP,
                     reception.source,
                     reception.destination.ToString());
        return;
    }
    const auto sender = m_notifier.Accept(reception, notify);
    if (!sender)
    {
        return;
    }
    for (const auto& record : notify.records)
    {
        m_siteNotifiedTrace(record, *sender);
        BelieveSite(record, reception);
    }
}

bool
LispEtr::IsOutdated(const EidDatabaseEntry& entry, const LispMappingRecord& record) const
{
    if (!entry.origin || !entry.IsExtended() || record.mapVersion == LISP_NULL_MAP_VERSION ||
        entry.version == LISP_NULL_MAP_VERSION)
    {
        return false;
    }
    if (record.mapVersion != entry.version)
    {
        return IsNewerMapVersion(entry.version, record.mapVersion);
    }
    const auto theirs = GetLowest(record.locators);
    const bool isSame =
        entry.IsHere() ? HasCommon(*entry.GetLocators(), record.locators) : entry.place == theirs;
    const auto known =
        entry.IsHere() ? GetLowest(entry.GetLocators()->ToLispLocators()) : entry.place;
    return !isSame && known.IsValid() && known < theirs;
}

const EidDatabaseEntry*
LispEtr::FindOrigin(const EidPrefix& eid) const
{
    const EidDatabaseEntry* origin = nullptr;
    if (eid.IsHost())
    {
        m_xtr->GetEidDatabase().GetEntries().ForEachCovering(
            eid,
            [&origin](const EidDatabaseEntry& entry) { origin = entry.origin ? origin : &entry; });
    }
    return origin;
}

bool
LispEtr::IsThisSide(const EidPrefix& eid, const LispMappingRecord& record) const
{
    const auto* origin = FindOrigin(eid);
    return origin && origin->IsExtended() && HasCommon(*origin->locators, record.locators);
}

void
LispEtr::BelieveSite(const LispMappingRecord& record, const LispReception& reception)
{
    auto& database = m_xtr->GetEidDatabase();
    const auto eid = record.GetEidPrefix();
    const auto* origin = eid ? FindOrigin(*eid) : nullptr;
    if (!origin || origin->notifyGroup != reception.destination)
    {
        m_port->Drop(LispControlDrop::NOTIFY_EID,
                     reception.source,
                     record.eid.ToPrefixString(record.maskLength));
        return;
    }
    if (record.ttl == 0)
    {
        BelieveWithdrawal(*eid, record);
        return;
    }
    const auto* entry = database.Find(*eid);
    if (entry && IsOutdated(*entry, record))
    {
        m_port->Drop(LispControlDrop::NOTIFY_STALE, reception.source, eid->ToString());
        m_notifier.Repeat(*eid);
    }
    else if (!IsThisSide(*eid, record))
    {
        MakeAway(*eid, record);
    }
    else
    {
        if (!entry || entry->kind != EidKind::DISCOVERED)
        {
            MakePeer(*eid, reception.port);
        }
        database.SetVersion(*eid, record.mapVersion, NetworkAddress());
    }
}

void
LispEtr::BelieveWithdrawal(const EidPrefix& eid, const LispMappingRecord& record)
{
    auto& database = m_xtr->GetEidDatabase();
    const auto* entry = database.Find(eid);
    if (!entry || m_notifier.Repeat(eid))
    {
        return; // unknown, or here: then the others are to know that
    }
    if (IsOutdated(*entry, record))
    {
        m_port->Drop(LispControlDrop::NOTIFY_STALE, GetLowest(record.locators), eid.ToString());
        return;
    }
    const bool isPeers = entry->kind == EidKind::PEER;
    const bool isTheirs =
        isPeers ? HasCommon(*entry->GetLocators(), record.locators)
                : entry->kind == EidKind::AWAY && entry->place == GetLowest(record.locators);
    if (!isTheirs)
    {
        return;
    }
    database.Remove(eid);
    m_peers.Remove(eid);
    m_xtr->GetMapCache().Erase(eid);
    m_xtr->MappingChanged(eid);
    if (isPeers)
    {
        m_goneTrace(eid);
    }
}

void
LispEtr::MakePeer(const EidPrefix& eid, Ptr<NetDevice> port)
{
    auto& database = m_xtr->GetEidDatabase();
    const Time now = Simulator::Now();
    const auto* before = database.Find(eid);
    const bool isNew = !before || before->kind != EidKind::PEER;
    if (before && before->kind == EidKind::AWAY)
    {
        m_flaps.Count(eid, now);
    }
    if (!database.MarkPeer(eid, port ? port->GetIfIndex() : 0, now))
    {
        m_port->Drop(LispControlDrop::TABLE_FULL, eid.GetAddress(), "host " + eid.ToString());
        return;
    }
    m_peers.Set(eid, now + m_peerTimeout);
    if (isNew)
    {
        // What is cached of it was learned while it was elsewhere.
        m_xtr->GetMapCache().Erase(eid);
        m_xtr->MappingChanged(eid);
        m_peerTrace(eid, port);
    }
}

bool
LispEtr::MakeAway(const EidPrefix& eid, const LispMappingRecord& record)
{
    auto& database = m_xtr->GetEidDatabase();
    const Time now = Simulator::Now();
    const auto place = GetLowest(record.locators);
    const auto* before = database.Find(eid);
    const bool wasHere = before && before->origin && before->IsHere();
    const bool isKnown = before && before->kind == EidKind::AWAY && before->IsExtended() &&
                         before->version == record.mapVersion && before->place == place;
    const auto* away = isKnown ? before : database.MarkAway(eid, now);
    if (!away || isKnown)
    {
        return isKnown;
    }
    if (away->IsExtended())
    {
        if (wasHere)
        {
            m_flaps.Count(eid, now);
        }
        database.SetVersion(eid, record.mapVersion, place);
    }
    m_registrar.Forget(eid);
    m_notifier.Forget(eid);
    m_peers.Remove(eid);
    m_returns.Remove(eid);
    m_xtr->GetMapCache().Erase(eid);
    m_xtr->MappingChanged(eid);
    m_awayTrace(eid);
    return false;
}

void
LispEtr::EndPeer(const EidPrefix& eid)
{
    auto& database = m_xtr->GetEidDatabase();
    const auto* entry = database.Find(eid);
    if (entry && entry->kind == EidKind::PEER)
    {
        database.Remove(eid);
        m_xtr->MappingChanged(eid);
        m_goneTrace(eid);
    }
}

} // namespace ns3
