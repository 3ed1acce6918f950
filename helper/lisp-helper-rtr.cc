/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * @brief How nodes become re-encapsulating tunnel routers, and how paths through them change.
 */

#include "lisp-helper.h"
#include "lisp-script-values.h"

#include "ns3/boolean.h"
#include "ns3/lisp-nat-client.h"
#include "ns3/lisp-nat-rtr.h"
#include "ns3/node.h"

#include <stdexcept>

namespace ns3
{

Ptr<LispXtr>
LispHelper::InstallRtr(Ptr<Node> node, const std::vector<std::string>& rlocs)
{
    std::vector<NetworkAddress> addresses;
    for (const auto& text : rlocs)
    {
        addresses.push_back(ParseUnicast(text, "locator"));
        CheckNodeAddress(node, addresses.back());
    }
    if (rlocs.empty())
    {
        addresses = GetNodeAddresses(node);
    }
    if (addresses.empty())
    {
        throw std::invalid_argument(GetNodeName(node) + " has no address, and so no locator as a "
                                                        "re-encapsulating tunnel router");
    }
    auto rtr = MakeXtr(node, addresses);
    rtr->SetAttribute("Rtr", BooleanValue(true));
    MakeItr(rtr);
    AnswerProbes(rtr);
    WatchLocators(node);
    return rtr;
}

void
LispHelper::AnswerProbes(const Ptr<LispXtr>& xtr)
{
    if (!xtr->GetNode()->GetObject<LispEtr>())
    {
        m_etrFactory.Create<LispEtr>()->Install(xtr);
    }
}

Ptr<LispXtr>
LispHelper::InstallNatRtr(Ptr<Node> node, const std::vector<std::string>& rlocs)
{
    auto rtr = InstallRtr(node, rlocs);
    const auto serves = CreateObject<LispNatRtr>();
    serves->Install(rtr);
    m_natRtrs.emplace_back(rtr->GetRloc(AddressFamily::IPV4), serves);
    for (const auto& known : m_mapServers)
    {
        JoinNatRtr(m_natRtrs.back(), known);
    }
    return rtr;
}

void
LispHelper::JoinNatRtr(const NatRtr& rtr, const MapServer& server)
{
    const auto& [rloc, serves] = rtr;
    serves->AddMapServer(server.address);
    if (server.server && rloc.IsValid())
    {
        server.server->AddRtr(rloc);
    }
}

void
LispHelper::LookForNat(Ptr<Node> node)
{
    GetSiteOf(node);
    CreateObject<LispNatClient>()->Install(node->GetObject<LispXtr>());
}

void
LispHelper::SetLocators(Ptr<Node> node,
                        const std::string& prefix,
                        const std::vector<std::string>& locators)
{
    GetSiteOf(node);
    node->GetObject<LispEtr>()->SetLocators(ParseEidPrefix(prefix), ParseLocators(locators));
}

} // namespace ns3
