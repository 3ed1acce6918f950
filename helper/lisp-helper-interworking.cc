/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * @brief LISP sites beside the Internet that has no LISP: proxy ITRs and ETRs (RFC 6832).
 */

#include "lisp-helper.h"
#include "lisp-script-values.h"

#include "ns3/bgp-speaker.h"
#include "ns3/boolean.h"
#include "ns3/ipv4.h"
#include "ns3/ipv6.h"
#include "ns3/lisp-etr.h"
#include "ns3/lisp-proxy.h"
#include "ns3/node.h"

#include <algorithm>
#include <iterator>
#include <stdexcept>
#include <utility>

namespace ns3
{

namespace
{

/// @param a a prefix @param b another @return true if they have addresses in common
bool
Overlap(const EidPrefix& a, const EidPrefix& b)
{
    return a.Covers(b) || b.Covers(a);
}

/**
 * @param node a node
 * @param rlocs some of its addresses; none: all
 * @return the subnets that these are in
 */
std::vector<EidPrefix>
GetLinks(const Ptr<Node>& node, const std::vector<NetworkAddress>& rlocs)
{
    std::vector<EidPrefix> links;
    const auto add = [&](const NetworkAddress& own, uint8_t length) {
        if (rlocs.empty() || std::count(rlocs.begin(), rlocs.end(), own) > 0)
        {
            links.emplace_back(own, length);
        }
    };
    const auto ipv4 = node->GetObject<Ipv4>();
    for (uint32_t i = 1; ipv4 && i < ipv4->GetNInterfaces(); ++i)
    {
        for (uint32_t j = 0; j < ipv4->GetNAddresses(i); ++j)
        {
            const auto own = ipv4->GetAddress(i, j);
            add(NetworkAddress(own.GetLocal()),
                static_cast<uint8_t>(own.GetMask().GetPrefixLength()));
        }
    }
    const auto ipv6 = node->GetObject<Ipv6>();
    for (uint32_t i = 1; ipv6 && i < ipv6->GetNInterfaces(); ++i)
    {
        for (uint32_t j = 0; j < ipv6->GetNAddresses(i); ++j)
        {
            const auto own = ipv6->GetAddress(i, j);
            if (!own.GetAddress().IsLinkLocal())
            {
                add(NetworkAddress(own.GetAddress()), own.GetPrefix().GetPrefixLength());
            }
        }
    }
    return links;
}

/// @param prefix attracted by a proxy ITR @param what it covers @throws std::invalid_argument
[[noreturn]] void
RefuseUnderlay(const EidPrefix& prefix, const std::string& what)
{
    throw std::invalid_argument("EID-prefix " + prefix.ToString() +
                                " of a proxy ITR would attract its own underlay, " + what +
                                ": expected one of EIDs alone");
}

} // namespace

// ---- what is underlay ---------------------------------------------------------------------------

void
LispHelper::AddUnderlay(const std::string& prefix)
{
    const auto parsed = EidPrefix::FromString(prefix);
    for (const auto& pitr : m_pitrs)
    {
        for (const auto& attracted : pitr->GetProxy().GetPrefixes())
        {
            if (Overlap(attracted, parsed))
            {
                RefuseUnderlay(attracted, parsed.ToString());
            }
        }
    }
    m_underlay.push_back(parsed);
}

void
LispHelper::CheckAttraction(const EidPrefix& prefix,
                            const Ptr<Node>& node,
                            const std::vector<NetworkAddress>& rlocs) const
{
    std::vector<std::pair<EidPrefix, std::string>> known;
    const auto add = [&known](const NetworkAddress& address, const std::string& what) {
        known.emplace_back(EidPrefix::Host(address), what + " " + address.ToString());
    };
    const auto addLinks = [&known](const Ptr<Node>& owner, const std::vector<NetworkAddress>& of) {
        for (const auto& link : GetLinks(owner, of))
        {
            known.emplace_back(link, "link " + link.ToString() + " of " + GetNodeName(owner));
        }
    };
    for (const auto& rloc : rlocs)
    {
        add(rloc, "its locator");
    }
    // A site's tunnel router has ports towards hosts as well.
    addLinks(node, m_xtrs.count(node->GetId()) > 0 ? rlocs : std::vector<NetworkAddress>());
    for (const auto& itr : m_itrs)
    {
        const auto xtr = itr->GetObject<LispXtr>();
        for (const auto& rloc : xtr->GetRlocs())
        {
            add(rloc, "locator");
        }
        addLinks(xtr->GetNode(), xtr->GetRlocs());
    }
    for (const auto& petr : m_petrs)
    {
        for (const auto& rloc : petr->GetRlocs())
        {
            add(rloc, "locator");
        }
    }
    for (const auto& server : m_mapServers)
    {
        add(server.address, "Map-Server");
    }
    for (const auto& [address, resolver] : m_mapResolvers)
    {
        add(address, "Map-Resolver");
    }
    for (const auto& underlay : m_underlay)
    {
        known.emplace_back(underlay, underlay.ToString());
    }
    for (const auto& [underlay, what] : known)
    {
        if (Overlap(prefix, underlay))
        {
            RefuseUnderlay(prefix, what);
        }
    }
}

void
LispHelper::CheckUnattracted(const std::vector<NetworkAddress>& rlocs) const
{
    for (const auto& pitr : m_pitrs)
    {
        for (const auto& rloc : rlocs)
        {
            if (const auto* prefix = pitr->GetProxy().FindPrefix(0, rloc))
            {
                RefuseUnderlay(*prefix, "locator " + rloc.ToString());
            }
        }
    }
}

// ---- proxies ------------------------------------------------------------------------------------

void
LispHelper::SetAdvertiser(Advertiser advertiser)
{
    m_advertiser = std::move(advertiser);
}

void
LispHelper::Advertise(Ptr<Node> node, const std::vector<EidPrefix>& prefixes) const
{
    if (m_advertiser)
    {
        for (const auto& prefix : prefixes)
        {
            m_advertiser(node, prefix);
        }
        return;
    }
    const auto speaker = node->GetObject<BgpSpeaker>();
    for (const auto& prefix : prefixes)
    {
        // Those of other instances are not in the underlay's routing.
        if (speaker && prefix.GetInstanceId() == 0)
        {
            speaker->Originate(prefix);
        }
    }
}

std::vector<NetworkAddress>
LispHelper::GetProxyRlocs(const Ptr<Node>& node,
                          const std::vector<std::string>& rlocs,
                          const std::string& what) const
{
    std::vector<NetworkAddress> addresses;
    for (const auto& rloc : rlocs)
    {
        addresses.push_back(ParseUnicast(rloc, "locator"));
        CheckNodeAddress(node, addresses.back());
    }
    const auto present = node ? node->GetObject<LispXtr>() : nullptr;
    if (rlocs.empty() && present)
    {
        addresses = present->GetRlocs();
    }
    else if (rlocs.empty())
    {
        addresses = GetNodeAddresses(node);
        const auto isEid = [this](const NetworkAddress& address) {
            return m_owners.Lookup(0, address) != nullptr;
        };
        addresses.erase(std::remove_if(addresses.begin(), addresses.end(), isEid), addresses.end());
    }
    if (addresses.empty())
    {
        throw std::invalid_argument(GetNodeName(node) + ", a " + what +
                                    ", has no locator: name one, or give it an address that is no "
                                    "EID");
    }
    return addresses;
}

Ptr<LispXtr>
LispHelper::MakeProxy(Ptr<Node> node, const std::vector<NetworkAddress>& rlocs)
{
    if (const auto present = node->GetObject<LispXtr>())
    {
        for (const auto& rloc : rlocs)
        {
            present->AddRloc(rloc);
        }
        return present;
    }
    const auto xtr = MakeXtr(node, rlocs);
    xtr->SetAttribute("Itr", BooleanValue(false));
    xtr->SetAttribute("Etr", BooleanValue(false));
    return xtr;
}

Ptr<LispXtr>
LispHelper::InstallPitr(Ptr<Node> node,
                        const std::vector<std::string>& rlocs,
                        const std::vector<std::string>& aggregates)
{
    if (aggregates.empty())
    {
        throw std::invalid_argument(GetNodeName(node) +
                                    ", a proxy ITR, attracts nothing: expected EID-prefixes, such "
                                    "as 192.0.2.0/24");
    }
    const auto addresses = GetProxyRlocs(node, rlocs, "proxy ITR");
    std::vector<EidPrefix> prefixes;
    for (const auto& text : aggregates)
    {
        prefixes.push_back(ParseEidPrefix(text));
        if (prefixes.back().GetFamily() == AddressFamily::MAC)
        {
            throw std::invalid_argument("EID-prefix " + text + " of a proxy ITR, " +
                                        GetNodeName(node) +
                                        ": expected one of IPv4 or IPv6, such as 192.0.2.0/24");
        }
        if (std::count(prefixes.begin(), prefixes.end(), prefixes.back()) > 1)
        {
            throw std::invalid_argument("EID-prefix " + text + " is given twice to " +
                                        GetNodeName(node) + ": expected each once");
        }
        CheckAttraction(prefixes.back(), node, addresses);
    }
    const auto known = node->GetObject<LispXtr>();
    if (known && known->IsProxyItr())
    {
        throw std::invalid_argument(GetNodeName(node) +
                                    " is a proxy ITR already; one a node is accepted");
    }
    // What advertises may refuse: before anything is done.
    Advertise(node, prefixes);
    const auto xtr = MakeProxy(node, addresses);
    xtr->SetAttribute("ProxyItr", BooleanValue(true));
    if (!node->GetObject<LispItr>())
    {
        MakeItr(xtr);
    }
    WatchLocators(node);
    m_pitrs.push_back(xtr);
    for (const auto& prefix : prefixes)
    {
        xtr->AddProxyPrefix(prefix);
    }
    return xtr;
}

Ptr<LispXtr>
LispHelper::InstallPetr(Ptr<Node> node, const std::vector<std::string>& rlocs)
{
    const auto addresses = GetProxyRlocs(node, rlocs, "proxy ETR");
    CheckUnattracted(addresses);
    const auto known = node->GetObject<LispXtr>();
    if (known && known->IsProxyEtr())
    {
        throw std::invalid_argument(GetNodeName(node) +
                                    " is a proxy ETR already; one a node is accepted");
    }
    const auto xtr = MakeProxy(node, addresses);
    xtr->SetAttribute("ProxyEtr", BooleanValue(true));
    AnswerProbes(xtr);
    m_petrs.push_back(xtr);
    for (const auto& [name, site] : m_sites)
    {
        Admit(name);
    }
    return xtr;
}

// ---- sites that use them ------------------------------------------------------------------------

void
LispHelper::UsePetr(const std::string& site, const std::vector<std::string>& locators)
{
    Site& user = GetSite(site);
    const auto petrs = ParseLocators(locators);
    if (petrs.empty())
    {
        throw std::invalid_argument("LISP site '" + site +
                                    "' is to use no proxy ETR: expected locators, such as "
                                    "192.0.2.1 1/100");
    }
    for (const auto& etr : user.etrs)
    {
        for (const auto& petr : petrs)
        {
            if (etr->GetObject<LispXtr>()->IsLocalRloc(*petr.GetNetworkAddress()))
            {
                throw std::invalid_argument("proxy ETR " + petr.address.ToString() +
                                            " of LISP site '" + site +
                                            "' is a tunnel router of the site itself: expected "
                                            "another's locator");
            }
        }
    }
    user.petrs = petrs;
    for (const auto& etr : user.etrs)
    {
        etr->GetObject<LispXtr>()->SetProxyEtrs(petrs);
    }
    Admit(site);
}

void
LispHelper::Admit(const std::string& name)
{
    const Site& site = m_sites.at(name);
    for (const auto& petr : m_petrs)
    {
        const auto isUsed = [&petr](const LispLocator& locator) {
            return petr->IsLocalRloc(*locator.GetNetworkAddress());
        };
        if (std::none_of(site.petrs.begin(), site.petrs.end(), isUsed))
        {
            continue;
        }
        auto& proxy = petr->GetProxy();
        for (const auto& etr : site.etrs)
        {
            const auto xtr = etr->GetObject<LispXtr>();
            for (const auto& rloc : xtr ? xtr->GetRlocs() : std::vector<NetworkAddress>())
            {
                proxy.AddClient(rloc);
            }
        }
        for (const auto& prefix : site.prefixes)
        {
            proxy.AddClientEids(prefix);
        }
        for (const auto& [host, guest] : m_guests)
        {
            for (const auto& prefix :
                 guest == name ? m_sites.at(host).prefixes : std::vector<EidPrefix>())
            {
                proxy.AddClientEids(prefix);
            }
        }
    }
}

} // namespace ns3
