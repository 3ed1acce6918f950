/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * @brief How nodes become tunnel routers, and where their hosts are.
 */

#include "lisp-helper.h"
#include "lisp-script-values.h"

#include "ns3/dynamic-eid-detection.h"
#include "ns3/explicit-path.h"
#include "ns3/lisp-multicast-etr.h"
#include "ns3/lisp-multicast-itr.h"
#include "ns3/lisp-multicast-server.h"
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

// ---- tunnel routers -----------------------------------------------------------------------------

Ptr<LispXtr>
LispHelper::MakeXtr(Ptr<Node> node, const std::vector<NetworkAddress>& rlocs)
{
    if (node->GetObject<LispXtr>())
    {
        throw std::invalid_argument(GetNodeName(node) + " is a LISP tunnel router already");
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
    for (const auto& rloc : rlocs)
    {
        xtr->AddRloc(rloc);
    }
    return xtr;
}

Ptr<LispItr>
LispHelper::MakeItr(Ptr<LispXtr> xtr)
{
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
    m_itrs.push_back(itr);
    return itr;
}

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
        const auto address = GetEtrAddress(locator);
        if (!address)
        {
            throw std::invalid_argument("a path to " + GetNodeName(node) +
                                        " ends in an address to be looked up: expected one of "
                                        "the node's, without L");
        }
        CheckNodeAddress(node, *address);
        if (std::count(addresses.begin(), addresses.end(), *address) == 0)
        {
            addresses.push_back(*address);
        }
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
    CheckUnattracted(addresses);

    auto xtr = MakeXtr(node, addresses);
    xtr->SetProxyEtrs(owner.petrs);
    MakeItr(xtr);
    auto etr = m_etrFactory.Create<LispEtr>();
    for (const auto& server : m_mapServers)
    {
        if (Uses(owner, server))
        {
            etr->AddMapServer(server.address, owner.key, owner.proxyReply);
        }
    }
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
    WatchLocators(node);
    if (m_hasSignals)
    {
        InstallSignals(node);
    }
    Admit(site);
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
    Admit(guest);
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
    const auto isOfSite = [this](const Ptr<Node>& node) { return m_xtrs.count(node->GetId()) > 0; };
    const auto assignTo = [&stream](const Ptr<Node>& node) {
        const auto reachability = node->GetObject<LispReachability>();
        stream += reachability ? reachability->AssignStreams(stream) : 0;
    };
    for (const auto& itr : m_itrs)
    {
        stream += itr->AssignStreams(stream);
        const auto etr = isOfSite(itr->GetObject<Node>()) ? itr->GetObject<LispEtr>() : nullptr;
        stream += etr ? etr->AssignStreams(stream) : 0;
        const auto signals = itr->GetObject<LispSignals>();
        stream += signals ? signals->AssignStreams(stream) : 0;
    }
    for (const auto& known : m_mapServers)
    {
        stream += known.server ? known.server->AssignStreams(stream) : 0;
    }
    for (const auto& itr : m_itrs)
    {
        if (isOfSite(itr->GetObject<Node>()))
        {
            assignTo(itr->GetObject<Node>());
        }
    }
    // Last, so that the others keep theirs where multicast is turned on, there are proxy ETRs, or
    // routers of no site watch over locators.
    for (const auto& node : m_multicast)
    {
        stream += node->GetObject<LispMulticastItr>()->AssignStreams(stream);
        stream += node->GetObject<LispMulticastEtr>()->AssignStreams(stream);
    }
    for (const auto& known : m_mapServers)
    {
        const auto part = known.server ? known.server->GetObject<LispMulticastServer>() : nullptr;
        stream += part ? part->AssignStreams(stream) : 0;
    }
    for (const auto& petr : m_petrs)
    {
        stream += isOfSite(petr->GetNode()) ? 0 : petr->GetObject<LispEtr>()->AssignStreams(stream);
    }
    for (const auto& itr : m_itrs)
    {
        if (!isOfSite(itr->GetObject<Node>()))
        {
            assignTo(itr->GetObject<Node>());
        }
    }
    for (const auto& petr : m_petrs)
    {
        if (!petr->GetObject<LispItr>())
        {
            assignTo(petr->GetNode());
        }
    }
    for (const auto& itr : m_itrs)
    {
        // Of routers in between: proxy ETRs have theirs.
        const auto xtr = itr->GetObject<LispXtr>();
        const auto etr = itr->GetObject<LispEtr>();
        if (etr && !xtr->IsProxyEtr() && !isOfSite(itr->GetObject<Node>()))
        {
            stream += etr->AssignStreams(stream);
        }
    }
    return stream - first;
}

} // namespace ns3
