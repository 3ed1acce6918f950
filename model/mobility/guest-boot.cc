/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "guest-boot.h"

#include "ns3/arp-cache.h"
#include "ns3/ipv4-interface.h"
#include "ns3/ipv4-l3-protocol.h"
#include "ns3/ipv6-interface.h"
#include "ns3/ipv6-l3-protocol.h"
#include "ns3/ndisc-cache.h"
#include "ns3/node.h"
#include "ns3/object-ptr-container.h"
#include "ns3/simulator.h"
#include "ns3/tcp-l4-protocol.h"
#include "ns3/tcp-socket-base.h"

namespace ns3
{

namespace
{

/// Gets at what a TcpSocketBase keeps for the classes made from it: ns-3 has no other way to end a
/// connection without a segment.
class TcpSocketAccess : public TcpSocketBase
{
  public:
    /// @param socket a socket @return true if it is one end of a connection, or asks for one
    static bool IsConnected(const TcpSocketBase& socket)
    {
        const auto state = (socket.*(&TcpSocketAccess::m_state)).Get();
        return state != CLOSED && state != LISTEN;
    }

    /// @param socket its connection does not exist any more
    static void End(TcpSocketBase& socket)
    {
        (socket.*(&TcpSocketAccess::CancelAllTimers))();
        socket.*(&TcpSocketAccess::m_state) = CLOSED;
    }

    /// @param socket its application is told
    static void Tell(TcpSocketBase& socket)
    {
        (socket.*(&TcpSocketAccess::NotifyErrorClose))();
    }
};

/// @param node its connections are gone
void
EndConnections(const Ptr<Node>& node)
{
    const auto tcp = node->GetObject<TcpL4Protocol>();
    if (!tcp)
    {
        return;
    }
    ObjectPtrContainerValue sockets;
    tcp->GetAttribute("SocketList", sockets);
    for (auto entry = sockets.Begin(); entry != sockets.End(); ++entry)
    {
        const auto socket = DynamicCast<TcpSocketBase>(entry->second);
        if (socket && TcpSocketAccess::IsConnected(*socket))
        {
            TcpSocketAccess::End(*socket);
            Simulator::ScheduleWithContext(node->GetId(), Time(0), [socket]() {
                TcpSocketAccess::Tell(*socket);
            });
        }
    }
}

/// @param node its neighbours are unknown
void
ForgetNeighbors(const Ptr<Node>& node)
{
    const auto ipv4 = node->GetObject<Ipv4L3Protocol>();
    for (uint32_t i = 0; ipv4 && i < ipv4->GetNInterfaces(); ++i)
    {
        if (const auto cache = ipv4->GetInterface(i)->GetArpCache())
        {
            cache->Flush();
        }
    }
    const auto ipv6 = node->GetObject<Ipv6L3Protocol>();
    for (uint32_t i = 0; ipv6 && i < ipv6->GetNInterfaces(); ++i)
    {
        if (const auto cache = ipv6->GetInterface(i)->GetNdiscCache())
        {
            cache->Flush();
        }
    }
}

} // namespace

void
ForgetAsByBooting(Ptr<Node> node)
{
    EndConnections(node);
    ForgetNeighbors(node);
}

} // namespace ns3
