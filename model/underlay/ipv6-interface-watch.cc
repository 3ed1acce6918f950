/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "ipv6-interface-watch.h"

#include "ns3/ipv6-list-routing.h"
#include "ns3/ipv6-route.h"
#include "ns3/node.h"
#include "ns3/output-stream-wrapper.h"

#include <stdexcept>
#include <string>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(Ipv6InterfaceWatch);

namespace
{

/// Behind all that route, so that their tables are up to date already.
constexpr int16_t PRIORITY = -1000;

} // namespace

TypeId
Ipv6InterfaceWatch::GetTypeId()
{
    static TypeId tid = TypeId("ns3::Ipv6InterfaceWatch")
                            .SetParent<Ipv6RoutingProtocol>()
                            .SetGroupName("Lisp")
                            .AddConstructor<Ipv6InterfaceWatch>();
    return tid;
}

Ipv6InterfaceWatch::Ipv6InterfaceWatch() = default;
Ipv6InterfaceWatch::~Ipv6InterfaceWatch() = default;

Ptr<Ipv6InterfaceWatch>
Ipv6InterfaceWatch::Install(Ptr<Node> node, Handler handler)
{
    const auto list =
        DynamicCast<Ipv6ListRouting>(node->GetObject<Ipv6>()->GetRoutingProtocol());
    if (!list)
    {
        throw std::invalid_argument("the IPv6 routing of node " + std::to_string(node->GetId()) +
                                    " is no list: accepted: an Ipv6ListRouting, as "
                                    "InternetStackHelper installs it");
    }
    const auto watch = CreateObject<Ipv6InterfaceWatch>();
    watch->m_handler = std::move(handler);
    list->AddRoutingProtocol(watch, PRIORITY);
    return watch;
}

void
Ipv6InterfaceWatch::Forget()
{
    m_handler = nullptr;
}

void
Ipv6InterfaceWatch::DoDispose()
{
    m_handler = nullptr;
    Ipv6RoutingProtocol::DoDispose();
}

Ptr<Ipv6Route>
Ipv6InterfaceWatch::RouteOutput(Ptr<Packet> /* packet */,
                                const Ipv6Header& /* header */,
                                Ptr<NetDevice> /* oif */,
                                Socket::SocketErrno& error)
{
    error = Socket::ERROR_NOROUTETOHOST;
    return nullptr;
}

bool
Ipv6InterfaceWatch::RouteInput(Ptr<const Packet> /* packet */,
                               const Ipv6Header& /* header */,
                               Ptr<const NetDevice> /* device */,
                               Input::Unicast /* unicast */,
                               Input::Multicast /* multicast */,
                               Input::Local /* local */,
                               Input::Error /* error */)
{
    return false;
}

void
Ipv6InterfaceWatch::NotifyInterfaceUp(uint32_t interface)
{
    if (m_handler)
    {
        m_handler(interface, true);
    }
}

void
Ipv6InterfaceWatch::NotifyInterfaceDown(uint32_t interface)
{
    if (m_handler)
    {
        m_handler(interface, false);
    }
}

void
Ipv6InterfaceWatch::NotifyAddAddress(uint32_t /* interface */,
                                     Ipv6InterfaceAddress /* address */)
{
}

void
Ipv6InterfaceWatch::NotifyRemoveAddress(uint32_t /* interface */,
                                        Ipv6InterfaceAddress /* address */)
{
}

void
Ipv6InterfaceWatch::NotifyAddRoute(Ipv6Address /* destination */,
                                   Ipv6Prefix /* mask */,
                                   Ipv6Address /* nextHop */,
                                   uint32_t /* interface */,
                                   Ipv6Address /* prefixToUse */)
{
}

void
Ipv6InterfaceWatch::NotifyRemoveRoute(Ipv6Address /* destination */,
                                      Ipv6Prefix /* mask */,
                                      Ipv6Address /* nextHop */,
                                      uint32_t /* interface */,
                                      Ipv6Address /* prefixToUse */)
{
}

void
Ipv6InterfaceWatch::SetIpv6(Ptr<Ipv6> /* ipv6 */)
{
}

void
Ipv6InterfaceWatch::PrintRoutingTable(Ptr<OutputStreamWrapper> /* stream */,
                                      Time::Unit /* unit */) const
{
}

} // namespace ns3
