/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "lisp-site-table.h"

#include <algorithm>
#include <stdexcept>

namespace ns3
{

namespace
{

/// @param site a site @throws std::invalid_argument if it lacks something
void
CheckComplete(const LispSite& site)
{
    if (site.name.empty())
    {
        throw std::invalid_argument("a LISP site without a name: give it one");
    }
    if (site.keys.empty())
    {
        throw std::invalid_argument("LISP site '" + site.name +
                                    "' has no key: give it at least one");
    }
    for (const auto& [id, key] : site.keys)
    {
        if (key.secret.empty())
        {
            throw std::invalid_argument("key " + std::to_string(id) + " of LISP site '" +
                                        site.name + "' is empty: expected some text");
        }
    }
}

/**
 * @param site a site
 * @param prefix an EID-prefix of it
 * @param other what it overlaps with
 * @throws std::invalid_argument always
 */
[[noreturn]] void
RefuseOverlap(const LispSite& site, const EidPrefix& prefix, const LispSiteEntry& other)
{
    throw std::invalid_argument(
        "EID-prefix " + prefix.ToString() + " of LISP site '" + site.name + "' overlaps " +
        other.prefix.ToString() + " of site '" + other.site.name +
        "': accepted only inside a prefix whose site accepts more specifics");
}

} // namespace

const LispSite&
LispSiteTable::AddSite(const LispSite& site)
{
    CheckComplete(site);
    if (m_sites.count(site.name))
    {
        throw std::invalid_argument("LISP site '" + site.name +
                                    "' is there already: each name can be given once");
    }
    // All is checked before anything is kept.
    EidTree<LispSiteEntry> own;
    for (const auto& prefix : site.prefixes)
    {
        const auto [entry, isNew] = own.Emplace(prefix.eid, site, prefix.acceptMoreSpecifics);
        if (!isNew)
        {
            throw std::invalid_argument("EID-prefix " + prefix.eid.ToString() + " of LISP site '" +
                                        site.name + "' is " +
                                        (entry ? "given twice" : "not one: expected 192.0.2.0/24"));
        }
        CheckOverlap(site, prefix);
    }
    const LispSite& kept = m_sites.emplace(site.name, site).first->second;
    for (const auto& prefix : kept.prefixes)
    {
        m_prefixes.Emplace(prefix.eid, kept, prefix.acceptMoreSpecifics);
    }
    return kept;
}

void
LispSiteTable::AddPrefix(const std::string& name, const LispSitePrefix& prefix)
{
    const auto found = m_sites.find(name);
    if (found == m_sites.end())
    {
        throw std::invalid_argument("no LISP site '" + name + "': expected the name of one");
    }
    LispSite& site = found->second;
    if (prefix.eid.GetFamily() == AddressFamily::NONE)
    {
        throw std::invalid_argument("an EID-prefix of LISP site '" + name +
                                    "' is none: expected one such as 192.0.2.0/24");
    }
    CheckOverlap(site, prefix);
    site.prefixes.push_back(prefix);
    m_prefixes.Emplace(prefix.eid, site, prefix.acceptMoreSpecifics);
}

void
LispSiteTable::CheckOverlap(const LispSite& site, const LispSitePrefix& prefix) const
{
    m_prefixes.ForEachCovering(prefix.eid, [&](const LispSiteEntry& other) {
        const bool isOwn = other.site.name == site.name;
        if (other.prefix == prefix.eid || (!isOwn && !other.acceptMoreSpecifics))
        {
            RefuseOverlap(site, prefix.eid, other);
        }
    });
    m_prefixes.ForEachCovered(prefix.eid, [&](const LispSiteEntry& other) {
        if (other.site.name != site.name && !prefix.acceptMoreSpecifics)
        {
            RefuseOverlap(site, prefix.eid, other);
        }
    });
}

void
LispSiteTable::AddGuest(const std::string& site, const std::string& guest)
{
    for (const auto& name : {site, guest})
    {
        if (!m_sites.count(name))
        {
            throw std::invalid_argument("no LISP site '" + name + "': expected the name of one");
        }
    }
    m_sites[site].guests.push_back(&m_sites[guest]);
}

void
LispSiteTable::AddAggregate(const EidPrefix& prefix)
{
    m_aggregates.Emplace(prefix);
}

const LispSiteEntry*
LispSiteTable::Find(const EidPrefix& prefix) const
{
    const LispSiteEntry* longest = nullptr;
    m_prefixes.ForEachCovering(prefix, [&](const LispSiteEntry& entry) { longest = &entry; });
    return longest;
}

const LispSiteEntry*
LispSiteTable::FindForRegistration(const EidPrefix& prefix) const
{
    const LispSiteEntry* entry = Find(prefix);
    return entry && (entry->acceptMoreSpecifics || entry->prefix == prefix) ? entry : nullptr;
}

EidPrefix
LispSiteTable::GetHole(const EidPrefix& eid) const
{
    const uint32_t instanceId = eid.GetInstanceId();
    const NetworkAddress& address = eid.GetAddress();
    if (const LispSiteEntry* entry = Find(EidPrefix::Host(address, instanceId)))
    {
        const int reach = m_prefixes.GetReach(instanceId, address);
        return reach > entry->prefix.GetLength()
                   ? EidPrefix(address, static_cast<uint8_t>(reach + 1), instanceId)
                   : entry->prefix;
    }
    const EidTreeLeaf* aggregate = m_aggregates.Lookup(instanceId, address);
    return m_prefixes
        .GetWidestHole(instanceId, address, aggregate ? aggregate->prefix : EidPrefix())
        .value_or(EidPrefix::Host(address, instanceId));
}

const LispSite*
LispSiteTable::FindSite(const std::string& name) const
{
    const auto found = m_sites.find(name);
    return found == m_sites.end() ? nullptr : &found->second;
}

} // namespace ns3
