/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "vm-mobility-routed.h"

#include "ns3/ethernet-nic.h"
#include "ns3/home-agent.h"
#include "ns3/host-route-channel.h"
#include "ns3/host-route-speaker.h"
#include "ns3/neighbor-listener.h"

namespace ns3
{

namespace
{

/// @param network the network; its away data centre is to serve hosts of the home one
void
ServeVisitors(const VmMobilityNetwork& network)
{
    const auto& home = network.Get(VmMobilityNetwork::HOME);
    AddForeignGateway(network.Get(VmMobilityNetwork::AWAY).lanPort,
                      home.gatewayAddress,
                      home.subnet.GetLength());
}

/// @param site a data centre @return what hears of hosts on its LAN
Ptr<NeighborListener>
ListenAt(const VmMobilityNetwork::Site& site)
{
    auto listener = CreateObject<NeighborListener>();
    listener->Listen(site.lanPort);
    return listener;
}

} // namespace

VmMobilityRouted::VmMobilityRouted() = default;
VmMobilityRouted::~VmMobilityRouted() = default;

void
VmMobilityRouted::Prepare(const VmMobilityNetwork& network, Ptr<EventLog> log)
{
    m_network = &network;
    m_log = log;
    ServeVisitors(network);
}

void
VmMobilityRouted::Count(Ptr<HostRouteChannel> channel)
{
    m_channels.push_back(channel);
}

void
VmMobilityRouted::CountControl(std::map<std::string, uint64_t>& sent,
                               std::map<std::string, uint64_t>& drops) const
{
    for (const auto& channel : m_channels)
    {
        for (const auto type : {HostRouteMessage::ADVERTISE,
                                HostRouteMessage::WITHDRAW,
                                HostRouteMessage::ACKNOWLEDGE})
        {
            if (channel->GetSent(type) > 0)
            {
                sent["host-route-" + std::string(ToString(type))] += channel->GetSent(type);
            }
        }
        for (std::size_t i = 0; i < HOST_ROUTE_DROP_REASONS; i++)
        {
            const auto reason = static_cast<HostRouteDropReason>(i);
            if (channel->GetDrops(reason) > 0)
            {
                drops[ToString(reason)] += channel->GetDrops(reason);
            }
        }
    }
}

// ---- host routes --------------------------------------------------------------------------------

void
VmMobilityHostRoute::Install(const VmMobilityNetwork& network, Ptr<EventLog> log, int64_t)
{
    Prepare(network, log);
    const auto& home = network.Get(VmMobilityNetwork::HOME);
    const auto& away = network.Get(VmMobilityNetwork::AWAY);
    for (auto node = network.GetCore().Begin(); node != network.GetCore().End(); ++node)
    {
        AddSpeaker(*node);
    }
    auto atHome = AddSpeaker(home.gateway);
    atHome->AddHomePrefix(home.subnet);
    atHome->Listen(ListenAt(home));
    auto atAway = AddSpeaker(away.gateway);
    atAway->AddMobilePrefix(home.subnet);
    atAway->Listen(ListenAt(away));
}

Ptr<HostRouteSpeaker>
VmMobilityHostRoute::AddSpeaker(Ptr<Node> node)
{
    auto speaker = CreateObject<HostRouteSpeaker>();
    speaker->Install(node);
    for (const auto& adjacency : m_network->GetAdjacencies())
    {
        if (adjacency.device->GetNode() == node)
        {
            speaker->AddNeighbor(adjacency.device, adjacency.neighbor);
        }
    }
    speaker->TraceConnectWithoutContext(
        "RouteChanged",
        MakeCallback(&VmMobilityHostRoute::OnRouteChanged, this).Bind(node));
    Count(speaker->GetChannel());
    return speaker;
}

void
VmMobilityHostRoute::OnRouteChanged(Ptr<Node> node,
                                    const NetworkAddress& host,
                                    Ptr<NetDevice> device)
{
    NoteDetected(node);
    NoteAnotherKnows();
    m_log->Add(node,
               device ? "host-route-installed" : "host-route-removed",
               EidPrefix::Host(host).ToString());
}

// ---- through the home data centre ---------------------------------------------------------------

void
VmMobilityTriangular::Install(const VmMobilityNetwork& network, Ptr<EventLog> log, int64_t)
{
    Prepare(network, log);
    const auto& home = network.Get(VmMobilityNetwork::HOME);
    const auto& away = network.Get(VmMobilityNetwork::AWAY);
    AddAgent(home, away)->AddHomePrefix(home.subnet);
    AddAgent(away, home)->AddForeignPrefix(home.subnet, home.rloc);
}

Ptr<HomeAgent>
VmMobilityTriangular::AddAgent(const VmMobilityNetwork::Site& site,
                               const VmMobilityNetwork::Site& peer)
{
    auto agent = CreateObject<HomeAgent>();
    agent->Install(site.gateway, site.rloc);
    agent->AddPeer(peer.rloc);
    agent->Listen(ListenAt(site));
    agent->TraceConnectWithoutContext(
        "BindingChanged",
        MakeCallback(&VmMobilityTriangular::OnBindingChanged, this).Bind(site.gateway));
    Count(agent->GetChannel());
    return agent;
}

void
VmMobilityTriangular::OnBindingChanged(Ptr<Node> node,
                                       const NetworkAddress& host,
                                       const NetworkAddress& gateway)
{
    NoteDetected(node);
    if (node == m_network->Get(VmMobilityNetwork::HOME).gateway)
    {
        NoteRegistered();
    }
    m_log->Add(node,
               "binding-changed",
               host.ToString() +
                   (gateway.IsValid() ? " is at " + gateway.ToString() : " is not here"));
}

} // namespace ns3
