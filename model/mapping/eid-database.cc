/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "eid-database.h"

#include "lisp-map-version.h"

#include <boost/intrusive/list.hpp>
#include <stdexcept>

namespace ns3
{

const char*
ToString(EidKind kind)
{
    switch (kind)
    {
    case EidKind::CONFIGURED:
        return "configured";
    case EidKind::DYNAMIC:
        return "dynamic";
    case EidKind::DISCOVERED:
        return "discovered";
    case EidKind::PEER:
        return "peer";
    case EidKind::AWAY:
        return "away";
    }
    return "unknown";
}

const char*
ToString(EidDiscovery discovery)
{
    switch (discovery)
    {
    case EidDiscovery::IGNORED:
        return "ignored";
    case EidDiscovery::NEW:
        return "new";
    case EidDiscovery::RETURNED:
        return "returned";
    case EidDiscovery::MOVED:
        return "moved";
    case EidDiscovery::SEEN:
        return "seen";
    case EidDiscovery::FULL:
        return "full";
    case EidDiscovery::HELD:
        return "held";
    }
    return "unknown";
}

namespace
{

/// @param prefix a prefix @param locators what it is to get @throws std::invalid_argument if
/// nothing
void
CheckLocators(const EidPrefix& prefix, const Ptr<const LocatorSet>& locators)
{
    if (!locators)
    {
        throw std::invalid_argument("EID-prefix " + prefix.ToString() +
                                    " without locators: give it at least one");
    }
}

} // namespace

/// Discovered hosts in the order in which they were seen last.
struct EidDatabase::Sights
    : boost::intrusive::list<EidDatabaseEntry,
                             boost::intrusive::member_hook<EidDatabaseEntry,
                                                           decltype(EidDatabaseEntry::bySight),
                                                           &EidDatabaseEntry::bySight>>
{
};

EidDatabase::EidDatabase()
    : m_sights(std::make_unique<Sights>())
{
}

EidDatabase::~EidDatabase()
{
    m_sights->clear();
}

EidDatabaseEntry&
EidDatabase::Add(const EidPrefix& prefix,
                 EidKind kind,
                 const Ptr<const LocatorSet>& locators,
                 bool isExtended)
{
    if (prefix.GetFamily() == AddressFamily::NONE)
    {
        throw std::invalid_argument("bad EID-prefix 'none': expected one such as 192.0.2.0/24");
    }
    CheckLocators(prefix, locators);
    if (EidDatabaseEntry* present = m_tree.Find(prefix))
    {
        const bool isOther = present->kind != kind && !present->isCovering;
        if (!present->IsHost() && isOther && (isExtended || present->IsExtended()))
        {
            // A stretched subnet, configured as well.
            present->kind = EidKind::DYNAMIC;
            present->isCovering = true;
            present->locators = kind == EidKind::DYNAMIC ? locators : present->locators;
            return *present;
        }
        if (!present->IsHost())
        {
            throw std::invalid_argument("EID-prefix " + prefix.ToString() +
                                        " is there already, as a " + ToString(present->kind) +
                                        " one: each can be given once");
        }
        Erase(*present);
    }
    EidDatabaseEntry& entry = *m_tree.Emplace(prefix, kind).first;
    entry.locators = locators;
    return entry;
}

const EidDatabaseEntry&
EidDatabase::AddPrefix(const EidPrefix& prefix, const Ptr<const LocatorSet>& locators)
{
    return Add(prefix, EidKind::CONFIGURED, locators);
}

const EidDatabaseEntry&
EidDatabase::AddDynamicPrefix(const EidPrefix& prefix,
                              const Ptr<const LocatorSet>& locators,
                              const NetworkAddress& notifyGroup)
{
    if (notifyGroup.IsValid() && !notifyGroup.IsMulticast())
    {
        throw std::invalid_argument("bad map-notify group '" + notifyGroup.ToString() +
                                    "': expected a multicast address");
    }
    const auto refuseOverlap = [&prefix](const EidDatabaseEntry& other) {
        if (other.kind == EidKind::DYNAMIC && other.prefix != prefix)
        {
            throw std::invalid_argument("dynamic-EID prefix " + prefix.ToString() +
                                        " overlaps dynamic-EID prefix " + other.prefix.ToString() +
                                        ": a host can come from one only");
        }
    };
    m_tree.ForEachCovering(prefix, refuseOverlap);
    m_tree.ForEachCovered(prefix, refuseOverlap);
    EidDatabaseEntry& entry = Add(prefix, EidKind::DYNAMIC, locators, notifyGroup.IsValid());
    entry.notifyGroup = notifyGroup;
    m_extended += notifyGroup.IsValid();
    return entry;
}

bool
EidDatabase::SetForeign(const EidPrefix& prefix)
{
    EidDatabaseEntry* entry = m_tree.Find(prefix);
    if (!entry || entry->kind != EidKind::DYNAMIC)
    {
        return false;
    }
    entry->isForeign = true;
    return true;
}

bool
EidDatabase::SetLocators(const EidPrefix& prefix, const Ptr<const LocatorSet>& locators)
{
    CheckLocators(prefix, locators);
    EidDatabaseEntry* entry = m_tree.Find(prefix);
    if (!entry || entry->IsHost())
    {
        return false;
    }
    entry->locators = locators;
    return true;
}

void
EidDatabase::Erase(EidDatabaseEntry& entry)
{
    if (entry.kind == EidKind::DISCOVERED)
    {
        m_sights->erase(m_sights->iterator_to(entry));
    }
    m_hosts -= entry.IsHost();
    m_extended -= entry.notifyGroup.IsValid();
    const EidPrefix prefix = entry.prefix;
    m_tree.Erase(prefix);
}

bool
EidDatabase::Remove(const EidPrefix& prefix)
{
    EidDatabaseEntry* entry = m_tree.Find(prefix);
    if (!entry)
    {
        return false;
    }
    std::vector<EidDatabaseEntry*> hosts;
    m_tree.ForEachCovered(prefix, [&hosts, entry](EidDatabaseEntry& other) {
        if (other.origin == entry)
        {
            hosts.push_back(&other);
        }
    });
    for (EidDatabaseEntry* host : hosts)
    {
        Erase(*host);
    }
    Erase(*entry);
    return true;
}

EidDatabaseEntry*
EidDatabase::AddHost(const EidPrefix& prefix, EidKind kind)
{
    const EidDatabaseEntry* origin = nullptr;
    m_tree.ForEachCovering(prefix, [&origin](const EidDatabaseEntry& other) {
        origin = other.IsHost() ? origin : &other;
    });
    if (!origin || origin->prefix == prefix || m_hosts >= m_maxHosts)
    {
        return nullptr;
    }
    EidDatabaseEntry* entry = m_tree.Emplace(prefix, kind).first;
    entry->origin = origin;
    ++m_hosts;
    return entry;
}

EidDatabase::Sighting
EidDatabase::Discover(uint32_t instanceId,
                      const NetworkAddress& address,
                      uint32_t interface,
                      Time now)
{
    EidDatabaseEntry* match = m_tree.Lookup(instanceId, address);
    if (!match || match->kind == EidKind::CONFIGURED || address.IsMulticast())
    {
        return {EidDiscovery::IGNORED, nullptr};
    }
    const EidPrefix host = EidPrefix::Host(address, instanceId);
    if (match->kind == EidKind::DISCOVERED)
    {
        m_sights->splice(m_sights->end(), *m_sights, m_sights->iterator_to(*match));
        match->lastSeen = now;
        const bool moved = match->interface != interface;
        if (moved)
        {
            match->interface = interface;
            match->since = now;
        }
        return {moved ? EidDiscovery::MOVED : EidDiscovery::SEEN, match};
    }
    const bool returned = match->kind == EidKind::AWAY;
    const bool wasPeers = match->kind == EidKind::PEER;
    if ((returned || wasPeers) && match->prefix == host)
    {
        match->kind = EidKind::DISCOVERED;
    }
    else
    {
        match = AddHost(host, EidKind::DISCOVERED);
        if (!match)
        {
            return {EidDiscovery::FULL, nullptr};
        }
    }
    if (match->IsExtended() && !wasPeers)
    {
        // Its locators change: so does its version. From one xTR of a data centre to another they
        // do not. The first version is not drawn, as RFC 9302 section 6 would have it: one that is
        // new here must not look newer than what is known of it elsewhere.
        match->version = GetNextMapVersion(match->version);
        match->place = NetworkAddress();
    }
    match->interface = interface;
    match->since = now;
    match->lastSeen = now;
    m_sights->push_back(*match);
    return {returned ? EidDiscovery::RETURNED : EidDiscovery::NEW, match};
}

const EidDatabaseEntry*
EidDatabase::MarkAway(const EidPrefix& prefix, Time now)
{
    EidDatabaseEntry* entry = m_tree.Find(prefix);
    if (entry && !entry->IsHost())
    {
        return nullptr;
    }
    if (entry && entry->kind == EidKind::AWAY)
    {
        return entry;
    }
    if (entry)
    {
        if (entry->kind == EidKind::DISCOVERED)
        {
            m_sights->erase(m_sights->iterator_to(*entry));
        }
        entry->kind = EidKind::AWAY;
    }
    else
    {
        entry = AddHost(prefix, EidKind::AWAY);
        if (!entry)
        {
            return nullptr;
        }
    }
    entry->since = now;
    return entry;
}

const EidDatabaseEntry*
EidDatabase::MarkPeer(const EidPrefix& host, uint32_t interface, Time now)
{
    EidDatabaseEntry* entry = m_tree.Find(host);
    if (entry && (!entry->IsHost() || entry->kind == EidKind::DISCOVERED))
    {
        return entry->IsHost() ? entry : nullptr;
    }
    const bool isNew = !entry || entry->kind != EidKind::PEER;
    entry = entry ? entry : AddHost(host, EidKind::PEER);
    if (entry)
    {
        entry->kind = EidKind::PEER;
        entry->interface = interface;
        entry->since = isNew ? now : entry->since;
        entry->lastSeen = now;
    }
    return entry;
}

bool
EidDatabase::SetMapVersion(const EidPrefix& prefix, uint16_t version)
{
    EidDatabaseEntry* entry = m_tree.Find(prefix);
    if (!entry || entry->IsHost())
    {
        return false;
    }
    entry->version = version;
    return true;
}

void
EidDatabase::SetVersion(const EidPrefix& host, uint16_t version, const NetworkAddress& place)
{
    EidDatabaseEntry* entry = m_tree.Find(host);
    if (entry && entry->IsHost())
    {
        entry->version = version;
        entry->place = place;
    }
}

std::vector<EidPrefix>
EidDatabase::ForgetSilent(Time since)
{
    std::vector<EidPrefix> forgotten;
    while (!m_sights->empty() && m_sights->front().lastSeen < since)
    {
        forgotten.push_back(m_sights->front().prefix);
        Erase(m_sights->front());
    }
    return forgotten;
}

Time
EidDatabase::GetOldestSight() const
{
    return m_sights->empty() ? Time::Max() : m_sights->front().lastSeen;
}

} // namespace ns3
