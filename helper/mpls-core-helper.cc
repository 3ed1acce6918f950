/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "mpls-core-helper.h"

#include "ethernet-helper.h"

#include "ns3/ethernet-cable.h"
#include "ns3/ethernet-nic.h"
#include "ns3/mpls-pseudowire-transport.h"
#include "ns3/mpls-router.h"
#include "ns3/names.h"
#include "ns3/node.h"
#include "ns3/pseudowire.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

namespace ns3
{

namespace
{

constexpr uint32_t FIRST_LABEL = 16; //!< below are the special ones (RFC 3032 section 2.1)
/// Payload of the provider's links: a full frame with its header and tag, labels and control word
/// behind 1500 octets, as "baby giant" links have.
constexpr uint16_t LINK_MTU = 1600;
/// From an edge device to its router: a kilometre of fibre.
const Time EDGE_DELAY = MicroSeconds(5);

/// @param node gets a label-switching router if it has none @return the router
Ptr<MplsRouter>
MakeRouter(Ptr<Node> node)
{
    auto router = node->GetObject<MplsRouter>();
    if (!router)
    {
        router = CreateObject<MplsRouter>();
        router->Install(node);
    }
    return router;
}

} // namespace

MplsCoreHelper::MplsCoreHelper(Time delay)
    : m_delay(delay),
      m_nextLabel(FIRST_LABEL)
{
}

std::pair<MplsCoreHelper::Hop, MplsCoreHelper::Hop>
MplsCoreHelper::Link(Ptr<Node> a, Ptr<Node> b, Time delay)
{
    EthernetHelper ethernet;
    ethernet.DisableFlowControl();
    ethernet.SetNicAttribute("DataRate", StringValue("10Gbps"));
    ethernet.SetNicAttribute("Mtu", UintegerValue(LINK_MTU));
    ethernet.SetCableAttribute("Delay", TimeValue(delay));
    auto nicA = ethernet.Install(a);
    auto nicB = ethernet.Install(b);
    ethernet.Connect(nicA, nicB);
    MakeRouter(a)->AddInterface(nicA);
    MakeRouter(b)->AddInterface(nicB);
    return {{nicA, Mac48Address::ConvertFrom(nicB->GetAddress())},
            {nicB, Mac48Address::ConvertFrom(nicA->GetAddress())}};
}

void
MplsCoreHelper::AddSite(const std::string& name, const NodeContainer& edges)
{
    auto router = CreateObject<Node>();
    Names::Add("mpls-" + name, router);
    const std::size_t site = m_routers.GetN();
    m_routers.Add(router);
    for (std::size_t other = 0; other < site; other++)
    {
        const auto link = Link(m_routers.Get(other), router, m_delay);
        m_hops[{other, site}] = link.first;
        m_hops[{site, other}] = link.second;
    }
    // In the order of labels, not of addresses in memory.
    std::map<uint32_t, Edge> known;
    for (const auto& [node, edge] : m_edges)
    {
        known[edge.label] = edge;
    }
    for (const auto& [label, edge] : known)
    {
        Route(site, edge);
    }
    for (auto node = edges.Begin(); node != edges.End(); ++node)
    {
        const auto link = Link(*node, router, EDGE_DELAY);
        const Edge edge{site, m_nextLabel++, link.first, link.second};
        m_edges[*node] = edge;
        for (std::size_t at = 0; at <= site; at++)
        {
            Route(at, edge);
        }
    }
}

void
MplsCoreHelper::Route(std::size_t at, const Edge& edge)
{
    auto router = m_routers.Get(at)->GetObject<MplsRouter>();
    if (at == edge.site)
    {
        router->AddPenultimate(edge.label, edge.down.nic, edge.down.next);
    }
    else
    {
        const auto& hop = m_hops.at({at, edge.site});
        router->AddSwap(edge.label, edge.label, hop.nic, hop.next);
    }
}

std::pair<Ptr<Pseudowire>, Ptr<Pseudowire>>
MplsCoreHelper::AddPseudowire(Ptr<Node> a, Ptr<Node> b)
{
    // A label for each direction, free at both ends.
    const uint32_t atA = m_nextLabel++;
    const uint32_t atB = m_nextLabel++;
    const auto makeEnd = [this](Ptr<Node> near, Ptr<Node> far, uint32_t out, uint32_t in) {
        const auto& up = m_edges.at(near).up;
        const MplsPath path{{m_edges.at(far).label}, up.nic, up.next};
        auto transport = CreateObject<MplsPseudowireTransport>();
        transport->Install(near->GetObject<MplsRouter>(), path, out, in);
        auto pseudowire = CreateObject<Pseudowire>();
        pseudowire->Install(transport);
        return pseudowire;
    };
    return {makeEnd(a, b, atB, atA), makeEnd(b, a, atA, atB)};
}

const NodeContainer&
MplsCoreHelper::GetNodes() const
{
    return m_routers;
}

} // namespace ns3
