/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "ipv4-interface-watch.h"

#include "ns3/ipv4-list-routing.h"
#include "ns3/ipv4-route.h"
#include "ns3/net-device.h"
#include "ns3/node.h"
#include "ns3/output-stream-wrapper.h"

#include <stdexcept>
#include <string>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(Ipv4InterfaceWatch);

namespace
{

/// Behind all that route, so that their tables are up to date already.
constexpr int16_t PRIORITY = -1000;

} // namespace

TypeId
Ipv4InterfaceWatch::GetTypeId()
{
    static TypeId tid = TypeId("ns3::Ipv4InterfaceWatch")
                            .SetParent<Ipv4RoutingProtocol>()
                            .SetGroupName("Lisp")
                            .AddConstructor<Ipv4InterfaceWatch>();
    return tid;
}

Ipv4InterfaceWatch::Ipv4InterfaceWatch() = default;
Ipv4InterfaceWatch::~Ipv4InterfaceWatch() = default;

Ptr<Ipv4InterfaceWatch>
Ipv4InterfaceWatch::Install(Ptr<Node> node)
{
    const auto list = DynamicCast<Ipv4ListRouting>(node->GetObject<Ipv4>()->GetRoutingProtocol());
    if (!list)
    {
        throw std::invalid_argument("the IPv4 routing of node " + std::to_string(node->GetId()) +
                                    " is no list: accepted: an Ipv4ListRouting, as "
                                    "InternetStackHelper installs it");
    }
    const auto watch = CreateObject<Ipv4InterfaceWatch>();
    list->AddRoutingProtocol(watch, PRIORITY);
    return watch;
}

void
Ipv4InterfaceWatch::SetHandler(Handler handler)
{
    m_handler = std::move(handler);
}

void
Ipv4InterfaceWatch::SetRouteFinder(RouteFinder finder)
{
    m_finder = std::move(finder);
}

void
Ipv4InterfaceWatch::DoDispose()
{
    m_handler = nullptr;
    m_finder = nullptr;
    Ipv4RoutingProtocol::DoDispose();
}

Ptr<Ipv4Route>
Ipv4InterfaceWatch::RouteOutput(Ptr<Packet> /* packet */,
                                const Ipv4Header& header,
                                Ptr<NetDevice> oif,
                                Socket::SocketErrno& error)
{
    const Ipv4Address destination = header.GetDestination();
    const NetworkAddress nextHop = oif && m_finder ? m_finder(destination, oif) : NetworkAddress();
    if (!nextHop.IsValid())
    {
        error = Socket::ERROR_NOROUTETOHOST;
        return nullptr;
    }
    const auto ipv4 = oif->GetNode()->GetObject<Ipv4>();
    const auto route = Create<Ipv4Route>();
    route->SetDestination(destination);
    route->SetGateway(nextHop.ToIpv4());
    route->SetOutputDevice(oif);
    route->SetSource(ipv4->SourceAddressSelection(ipv4->GetInterfaceForDevice(oif), destination));
    error = Socket::ERROR_NOTERROR;
    return route;
}

bool
Ipv4InterfaceWatch::RouteInput(Ptr<const Packet> /* packet */,
                               const Ipv4Header& /* header */,
                               Ptr<const NetDevice> /* device */,
                               Input::Unicast /* unicast */,
                               Input::Multicast /* multicast */,
                               Input::Local /* local */,
                               Input::Error /* error */)
{
    return false;
}

void
Ipv4InterfaceWatch::NotifyInterfaceUp(uint32_t interface)
{
    if (m_handler)
    {
        m_handler(interface, true);
    }
}

void
Ipv4InterfaceWatch::NotifyInterfaceDown(uint32_t interface)
{
    if (m_handler)
    {
        m_handler(interface, false);
    }
}

void
Ipv4InterfaceWatch::NotifyAddAddress(uint32_t /* interface */, Ipv4InterfaceAddress /* address */)
{
}

void
Ipv4InterfaceWatch::NotifyRemoveAddress(uint32_t /* interface */,
                                        Ipv4InterfaceAddress /* address */)
{
}

void
Ipv4InterfaceWatch::SetIpv4(Ptr<Ipv4> /* ipv4 */)
{
}

void
Ipv4InterfaceWatch::PrintRoutingTable(Ptr<OutputStreamWrapper> /* stream */,
                                      Time::Unit /* unit */) const
{
}

} // namespace ns3
