/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "lisp-helper.h"

#include "checked-attribute.h"
#include "lisp-script-values.h"

#include "ns3/dynamic-eid-detection.h"
#include "ns3/lisp-decapsulator.h"
#include "ns3/lisp-encapsulator.h"
#include "ns3/node.h"
#include "ns3/pointer.h"

#include <algorithm>
#include <stdexcept>

namespace ns3
{

namespace
{

/**
 * @param prefix an EID-prefix
 * @param rlocs locators
 * @throws std::invalid_argument if one is inside: the tunnel would be routed into itself
 */
void
CheckOutside(const EidPrefix& prefix, const std::vector<NetworkAddress>& rlocs)
{
    const auto inside = std::find_if(rlocs.begin(), rlocs.end(), [&](const NetworkAddress& rloc) {
        return prefix.GetInstanceId() == 0 && prefix.Covers(rloc);
    });
    if (inside != rlocs.end())
    {
        throw std::invalid_argument("locator " + inside->ToString() + " lies in EID-prefix " +
                                    prefix.ToString() +
                                    ": name locators of the core-facing interfaces");
    }
}

} // namespace

LispHelper::LispHelper()
{
    m_xtrFactory.SetTypeId(LispXtr::GetTypeId());
    m_itrFactory.SetTypeId(LispItr::GetTypeId());
    m_etrFactory.SetTypeId(LispEtr::GetTypeId());
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
    if (node && node->GetObject<LispMapResolver>())
    {
        throw std::invalid_argument(GetNodeName(node) +
                                    " is a Map-Resolver already; one a node is accepted");
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
}

// ---- tunnel routers -----------------------------------------------------------------------------

Ptr<LispXtr>
LispHelper::InstallXtr(Ptr<Node> node,
                       const std::string& site,
                       const std::vector<std::string>& rlocs,
                       const std::vector<std::string>& prefixes)
{
    Site& owner = GetSite(site);
    std::vector<EidPrefix> eids;
    for (const auto& text : prefixes)
    {
        eids.push_back(ParseEidPrefix(text));
        CheckOwner(eids.back(), site);
        if (std::count(eids.begin(), eids.end(), eids.back()) > 1)
        {
            throw std::invalid_argument("EID-prefix " + text + " is given twice to " +
                                        GetNodeName(node) + ": expected each once");
        }
    }
    auto locators = ParseLocators(rlocs);
    std::vector<NetworkAddress> addresses;
    for (const auto& locator : locators)
    {
        addresses.push_back(*locator.GetNetworkAddress());
        CheckNodeAddress(node, addresses.back());
    }
    if (rlocs.empty())
    {
        addresses = GetNodeAddresses(node);
        const auto isEid = [&eids](const NetworkAddress& address) {
            return std::any_of(eids.begin(), eids.end(), [&](const EidPrefix& eid) {
                return eid.Covers(address);
            });
        };
        addresses.erase(std::remove_if(addresses.begin(), addresses.end(), isEid), addresses.end());
    }
    if (addresses.empty())
    {
        throw std::invalid_argument(GetNodeName(node) + " of LISP site '" + site +
                                    "' has no locator: name one, or give it an address outside "
                                    "its EID-prefixes");
    }
    for (const auto& eid : eids)
    {
        CheckOutside(eid, addresses);
    }

    // First what may still fail: something else may have the control plane's port.
    LispControlPort::Of(node);
    auto xtr = m_xtrFactory.Create<LispXtr>();
    xtr->Install(node);
    for (const auto& [name, part] : {std::make_pair("Encapsulator", &m_encapsulator),
                                     std::make_pair("Decapsulator", &m_decapsulator)})
    {
        PointerValue object;
        xtr->GetAttribute(name, object);
        for (const auto& [attribute, value] : *part)
        {
            object.GetObject()->SetAttribute(attribute, *value);
        }
    }
    for (const auto& address : addresses)
    {
        xtr->AddRloc(address);
    }
    auto itr = m_itrFactory.Create<LispItr>();
    itr->Install(xtr);
    std::vector<NetworkAddress> asked;
    for (const auto& [address, resolver] : m_mapResolvers)
    {
        if (std::count(asked.begin(), asked.end(), address) == 0)
        {
            asked.push_back(address);
            itr->AddMapResolver(address);
        }
    }
    auto etr = m_etrFactory.Create<LispEtr>();
    for (const auto& server : m_mapServers)
    {
        if (Uses(owner, server))
        {
            etr->AddMapServer(server.address, owner.key, owner.proxyReply);
        }
    }
    m_itrs.push_back(itr);
    owner.etrs.push_back(etr);
    m_xtrs.emplace(node->GetId(), site);
    for (const auto& eid : eids)
    {
        Own(eid, site);
    }
    etr->Install(xtr);
    for (const auto& eid : eids)
    {
        etr->AddPrefix(eid, locators);
    }
    return xtr;
}

void
LispHelper::InstallXtrs(const NodeContainer& nodes,
                        const std::string& site,
                        const std::vector<std::string>& prefixes)
{
    for (uint32_t i = 0; i < nodes.GetN(); ++i)
    {
        InstallXtr(nodes.Get(i), site, {}, prefixes);
    }
}

void
LispHelper::AddPrefix(Ptr<Node> node,
                      const std::string& prefix,
                      const std::vector<std::string>& locators)
{
    const std::string& site = GetSiteOf(node);
    const auto eid = ParseEidPrefix(prefix);
    CheckOwner(eid, site);
    CheckOutside(eid, node->GetObject<LispXtr>()->GetRlocs());
    node->GetObject<LispEtr>()->AddPrefix(eid, ParseLocators(locators));
    Own(eid, site);
}

void
LispHelper::AddDynamicPrefix(Ptr<Node> node,
                             const std::string& prefix,
                             const std::string& notifyGroup,
                             const std::vector<std::string>& locators)
{
    const std::string& site = GetSiteOf(node);
    const auto eid = ParseEidPrefix(prefix);
    CheckOutside(eid, node->GetObject<LispXtr>()->GetRlocs());
    std::string host;
    m_owners.ForEachCovering(eid, [&host](const Owned& owned) { host = owned.site; });
    if (host.empty())
    {
        CheckOwner(eid, site);
    }
    else if (host != site)
    {
        const auto other =
            std::find_if(m_mapServers.begin(), m_mapServers.end(), [&](const MapServer& server) {
                return Uses(GetSite(host), server) && !Uses(GetSite(site), server);
            });
        if (other != m_mapServers.end())
        {
            throw std::invalid_argument("EID-prefix " + prefix + " of LISP site '" + host +
                                        "' is registered with " + other->address.ToString() +
                                        ", a Map-Server that site '" + site +
                                        "' has not: expected one of both");
        }
    }
    const auto group =
        notifyGroup.empty() ? NetworkAddress() : NetworkAddress::FromString(notifyGroup);
    const auto etr = node->GetObject<LispEtr>();
    etr->AddDynamicPrefix(eid, group, ParseLocators(locators));
    etr->SetNotifyKey(GetSite(site).notifyKey);
    GetDetection(node);
    if (host.empty())
    {
        Own(eid, site);
    }
    else if (host != site)
    {
        node->GetObject<LispXtr>()->GetEidDatabase().SetForeign(eid);
        AddGuest(host, site);
    }
}

void
LispHelper::AddGuest(const std::string& host, const std::string& guest)
{
    if (std::count(m_guests.begin(), m_guests.end(), std::make_pair(host, guest)) > 0)
    {
        return;
    }
    m_guests.emplace_back(host, guest);
    for (const auto& server : m_mapServers)
    {
        if (server.server && Uses(GetSite(host), server))
        {
            server.server->GetSites().AddGuest(host, guest);
        }
    }
}

Ptr<DynamicEidDetection>
LispHelper::GetDetection(Ptr<Node> node)
{
    auto detection = node->GetObject<DynamicEidDetection>();
    if (!detection)
    {
        detection = CreateObject<DynamicEidDetection>();
        detection->Install(node);
    }
    return detection;
}

void
LispHelper::DetectHosts(Ptr<Node> node, Ptr<NetDevice> port)
{
    GetSiteOf(node);
    if (!port || port->GetNode() != node)
    {
        throw std::invalid_argument("hosts cannot be detected on a port that is not " +
                                    GetNodeName(node) + "'s: expected one of its devices");
    }
    GetDetection(node)->Listen(port);
}

int64_t
LispHelper::AssignStreams(int64_t stream) const
{
    const int64_t first = stream;
    for (const auto& itr : m_itrs)
    {
        stream += itr->AssignStreams(stream);
        stream += itr->GetObject<LispEtr>()->AssignStreams(stream);
    }
    for (const auto& known : m_mapServers)
    {
        stream += known.server ? known.server->AssignStreams(stream) : 0;
    }
    return stream - first;
}

} // namespace ns3
