/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * @brief Hosts that are tunnel routers of their own, and move from network to network.
 */

#include "lisp-helper.h"
#include "lisp-script-values.h"

#include "ns3/boolean.h"
#include "ns3/ipv4.h"
#include "ns3/node.h"

#include <algorithm>
#include <stdexcept>

namespace ns3
{

Ptr<LispXtr>
LispHelper::InstallMobileNode(Ptr<Node> node,
                              const std::string& site,
                              const std::string& eid,
                              const std::vector<std::string>& rlocs)
{
    const auto address = ParseUnicast(eid, "mobile node");
    if (address.GetFamily() != AddressFamily::IPV4)
    {
        throw std::invalid_argument("EID '" + eid + "' of a mobile node: expected an IPv4 address");
    }
    const auto xtr = InstallXtr(node, site, rlocs, {eid + "/32"});
    // An interface that never goes down, whatever network the node is in.
    const auto ipv4 = node->GetObject<Ipv4>();
    constexpr uint32_t loopback = 0;
    ipv4->AddAddress(loopback, Ipv4InterfaceAddress(address.ToIpv4(), Ipv4Mask::GetOnes()));
    const auto etr = node->GetObject<LispEtr>();
    etr->SetAttribute("UseXtrId", BooleanValue(true));
    etr->SetAttribute("SolicitOnChange", BooleanValue(true));
    return xtr;
}

void
LispHelper::Roam(Ptr<Node> node, const std::vector<std::string>& rlocs)
{
    GetSiteOf(node);
    std::vector<NetworkAddress> addresses;
    for (const auto& text : rlocs)
    {
        addresses.push_back(ParseUnicast(text, "locator"));
        CheckNodeAddress(node, addresses.back());
    }
    if (addresses.empty())
    {
        throw std::invalid_argument(GetNodeName(node) +
                                    " roams without a locator: expected one of its addresses");
    }
    const auto xtr = node->GetObject<LispXtr>();
    for (const auto& address : addresses)
    {
        xtr->AddRloc(address);
    }
    const auto before = xtr->GetRlocs();
    for (const auto& rloc : before)
    {
        if (std::count(addresses.begin(), addresses.end(), rloc) == 0)
        {
            xtr->RemoveRloc(rloc);
        }
    }
    std::vector<EidPrefix> prefixes;
    xtr->GetEidDatabase().GetEntries().ForEach([&prefixes](const EidDatabaseEntry& entry) {
        if (entry.IsConfigured() || entry.kind == EidKind::DYNAMIC)
        {
            prefixes.push_back(entry.prefix);
        }
    });
    for (const auto& prefix : prefixes)
    {
        node->GetObject<LispEtr>()->SetLocators(prefix, {});
    }
}

} // namespace ns3
