/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "lisp-helper.h"

#include "checked-attribute.h"
#include "lisp-script-values.h"

#include "ns3/lisp-decapsulator.h"
#include "ns3/lisp-encapsulator.h"
#include "ns3/node.h"

#include <algorithm>
#include <stdexcept>

namespace ns3
{

LispHelper::LispHelper()
{
    m_xtrFactory.SetTypeId(LispXtr::GetTypeId());
    m_itrFactory.SetTypeId(LispItr::GetTypeId());
    m_etrFactory.SetTypeId(LispEtr::GetTypeId());
    m_reachabilityFactory.SetTypeId(LispReachability::GetTypeId());
    m_signalsFactory.SetTypeId(LispSignals::GetTypeId());
    m_mapServerFactory.SetTypeId(LispMapServer::GetTypeId());
    m_mapResolverFactory.SetTypeId(LispMapResolver::GetTypeId());
}

LispHelper::~LispHelper() = default;

// ---- attributes ---------------------------------------------------------------------------------

void
LispHelper::SetXtrAttribute(const std::string& name, const AttributeValue& value)
{
    TypeId::AttributeInformation info;
    bool isOfPart = false;
    for (auto* part : {&m_encapsulator, &m_decapsulator})
    {
        const TypeId type =
            part == &m_encapsulator ? LispEncapsulator::GetTypeId() : LispDecapsulator::GetTypeId();
        if (type.LookupAttributeByName(name, &info))
        {
            CheckAttribute(type, name, value);
            part->emplace_back(name, value.Copy());
            isOfPart = true;
        }
    }
    const TypeId type = LispXtr::GetTypeId();
    if (!isOfPart && !type.LookupAttributeByName(name, &info))
    {
        RefuseAttribute({type, LispEncapsulator::GetTypeId(), LispDecapsulator::GetTypeId()}, name);
    }
    if (!isOfPart)
    {
        SetCheckedAttribute(m_xtrFactory, name, value);
    }
}

void
LispHelper::SetItrAttribute(const std::string& name, const AttributeValue& value)
{
    SetCheckedAttribute(m_itrFactory, name, value);
}

void
LispHelper::SetEtrAttribute(const std::string& name, const AttributeValue& value)
{
    SetCheckedAttribute(m_etrFactory, name, value);
}

void
LispHelper::SetMapServerAttribute(const std::string& name, const AttributeValue& value)
{
    SetCheckedAttribute(m_mapServerFactory, name, value);
}

void
LispHelper::SetMapResolverAttribute(const std::string& name, const AttributeValue& value)
{
    SetCheckedAttribute(m_mapResolverFactory, name, value);
}

// ---- the mapping system -------------------------------------------------------------------------

void
LispHelper::SetMapServer(Ptr<Node> node, const std::string& address)
{
    if (node)
    {
        CheckFirst(node, node->GetObject<LispMapResolver>(), " is a Map-Resolver already");
    }
    InstallMapServer(node, address);
    InstallMapResolver(node, address);
}

Ptr<LispMapServer>
LispHelper::InstallMapServer(Ptr<Node> node, const std::string& address)
{
    const auto parsed = ParseUnicast(address, "Map-Server");
    CheckNodeAddress(node, parsed);
    CheckNewMapServer(parsed);
    CheckFirst(node, node->GetObject<LispMapServer>(), " is a Map-Server already");
    auto server = m_mapServerFactory.Create<LispMapServer>();
    server->Install(node);
    Join({parsed, server});
    return server;
}

void
LispHelper::AddMapServer(const std::string& address)
{
    const auto parsed = ParseUnicast(address, "Map-Server");
    CheckNewMapServer(parsed);
    Join({parsed, nullptr});
}

void
LispHelper::Join(const MapServer& server)
{
    m_mapServers.push_back(server);
    for (const auto& rtr : m_natRtrs)
    {
        JoinNatRtr(rtr, server);
    }
    for (const auto& node : m_multicast)
    {
        AdmitGroups(GetSiteOf(node), server);
    }
    for (const auto& [name, site] : m_sites)
    {
        if (Uses(site, server))
        {
            Introduce(name, site, server);
        }
    }
    for (const auto& [host, guest] : m_guests)
    {
        if (server.server && Uses(m_sites.at(host), server) && Uses(m_sites.at(guest), server))
        {
            server.server->GetSites().AddGuest(host, guest);
        }
    }
}

void
LispHelper::CheckNewMapServer(const NetworkAddress& address) const
{
    const auto isIt = [&address](const MapServer& server) { return server.address == address; };
    if (std::any_of(m_mapServers.begin(), m_mapServers.end(), isIt))
    {
        throw std::invalid_argument("Map-Server " + address.ToString() +
                                    " is there already: each can be given once");
    }
}

Ptr<LispMapResolver>
LispHelper::InstallMapResolver(Ptr<Node> node, const std::string& address)
{
    const auto parsed = ParseUnicast(address, "Map-Resolver");
    CheckNodeAddress(node, parsed);
    CheckFirst(node, node->GetObject<LispMapResolver>(), " is a Map-Resolver already");
    auto resolver = m_mapResolverFactory.Create<LispMapResolver>();
    resolver->Install(node);
    AddMapResolver(address);
    m_mapResolvers.back().second = resolver;
    for (const auto& [name, site] : m_sites)
    {
        for (const auto& server : m_mapServers)
        {
            for (const auto& prefix : site.prefixes)
            {
                if (Uses(site, server))
                {
                    Delegate(resolver, prefix, server);
                }
            }
        }
    }
    return resolver;
}

void
LispHelper::AddMapResolver(const std::string& address)
{
    const auto parsed = ParseUnicast(address, "Map-Resolver");
    const bool isNew = std::none_of(m_mapResolvers.begin(),
                                    m_mapResolvers.end(),
                                    [&](const auto& known) { return known.first == parsed; });
    m_mapResolvers.emplace_back(parsed, nullptr);
    for (const auto& itr : m_itrs)
    {
        if (isNew)
        {
            itr->AddMapResolver(parsed);
        }
    }
}

bool
LispHelper::Uses(const Site& site, const MapServer& server)
{
    return site.mapServers.empty() ||
           std::count(site.mapServers.begin(), site.mapServers.end(), server.address) > 0;
}

void
LispHelper::Introduce(const std::string& name, const Site& site, const MapServer& server)
{
    if (server.server)
    {
        LispSite known;
        known.name = name;
        known.keys[site.key.keyId] = {LispAlgorithm::NONE, site.key.secret};
        known.proxyReply = site.proxyReply;
        for (const auto& prefix : site.prefixes)
        {
            known.prefixes.push_back({prefix, true});
        }
        server.server->GetSites().AddSite(known);
    }
    for (const auto& etr : site.etrs)
    {
        etr->AddMapServer(server.address, site.key, site.proxyReply);
    }
    for (const auto& prefix : site.prefixes)
    {
        Delegate(prefix, server);
    }
}

void
LispHelper::Delegate(const EidPrefix& prefix, const MapServer& server)
{
    for (const auto& [address, resolver] : m_mapResolvers)
    {
        Delegate(resolver, prefix, server);
    }
}

void
LispHelper::Delegate(Ptr<LispMapResolver> resolver,
                     const EidPrefix& prefix,
                     const MapServer& server)
{
    // The Map-Server on the same node is asked without a message.
    if (resolver && !(server.server && server.server == resolver->GetObject<LispMapServer>()))
    {
        resolver->AddMapServer(prefix, server.address);
    }
}

// ---- sites --------------------------------------------------------------------------------------

void
LispHelper::AddSite(const std::string& name,
                    const std::string& secret,
                    const LispSiteOptions& options)
{
    if (secret.empty())
    {
        throw std::invalid_argument("LISP site '" + name + "' has no key: expected some text");
    }
    AddSite(name, LispKey::FromSecret(secret, options.algorithm, options.keyId), options);
}

void
LispHelper::AddSiteWithKeyFile(const std::string& name,
                               const std::string& path,
                               const LispSiteOptions& options)
{
    AddSite(name, LispKey::FromFile(path, options.algorithm, options.keyId), options);
}

void
LispHelper::AddSite(const std::string& name, const LispKey& key, const LispSiteOptions& options)
{
    if (name.empty() || m_sites.count(name))
    {
        throw std::invalid_argument("LISP site '" + name + "': expected a name that no other has");
    }
    Site site;
    site.key = key;
    site.notifyKey =
        options.notifySecret.empty()
            ? key
            : LispKey::FromSecret(options.notifySecret, options.algorithm, options.keyId);
    site.proxyReply = options.proxyReply;
    for (const auto& address : options.mapServers)
    {
        const auto parsed = ParseUnicast(address, "Map-Server");
        site.mapServers.push_back(parsed);
    }
    const Site& kept = m_sites.emplace(name, site).first->second;
    for (const auto& server : m_mapServers)
    {
        if (Uses(kept, server))
        {
            Introduce(name, kept, server);
        }
    }
}

LispHelper::Site&
LispHelper::GetSite(const std::string& name)
{
    const auto found = m_sites.find(name);
    if (found == m_sites.end())
    {
        std::string accepted;
        for (const auto& [known, site] : m_sites)
        {
            accepted += (accepted.empty() ? "" : ", ") + known;
        }
        throw std::invalid_argument("no LISP site '" + name + "': accepted are " +
                                    (accepted.empty() ? "none so far" : accepted));
    }
    return found->second;
}

const std::string&
LispHelper::GetSiteOf(Ptr<Node> node) const
{
    const auto found = node ? m_xtrs.find(node->GetId()) : m_xtrs.end();
    if (found == m_xtrs.end() && IsTunnelRouter(node))
    {
        throw std::invalid_argument(GetNodeName(node) +
                                    " is a tunnel router of no site: expected one of InstallXtr");
    }
    if (found == m_xtrs.end())
    {
        throw std::invalid_argument(GetNodeName(node) +
                                    " is no tunnel router of this helper: InstallXtr comes first");
    }
    return found->second;
}

void
LispHelper::CheckOwner(const EidPrefix& prefix, const std::string& name) const
{
    const auto check = [&](const Owned& owned) {
        if (owned.site != name)
        {
            throw std::invalid_argument("EID-prefix " + prefix.ToString() + " of LISP site '" +
                                        name + "' overlaps " + owned.prefix.ToString() +
                                        " of site '" + owned.site +
                                        "': expected one that is no other site's");
        }
    };
    m_owners.ForEachCovering(prefix, check);
    m_owners.ForEachCovered(prefix, check);
}

void
LispHelper::Own(const EidPrefix& prefix, const std::string& name)
{
    if (!m_owners.Emplace(prefix, name).second)
    {
        return; // another xTR of the site has it too
    }
    Site& site = GetSite(name);
    site.prefixes.push_back(prefix);
    for (const auto& server : m_mapServers)
    {
        if (!Uses(site, server))
        {
            continue;
        }
        if (server.server)
        {
            // More specific ones are those of hosts that move.
            server.server->GetSites().AddPrefix(name, {prefix, true});
        }
        Delegate(prefix, server);
    }
    Admit(name);
}

} // namespace ns3
