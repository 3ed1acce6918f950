/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "vm-mobility-routed.h"

#include "ns3/boolean.h"
#include "ns3/ethernet-nic.h"
#include "ns3/home-agent.h"
#include "ns3/host-route-channel.h"
#include "ns3/host-route-speaker.h"
#include "ns3/neighbor-listener.h"

namespace ns3
{

namespace
{

/// @param gateway of a data centre @return what hears of hosts on its LAN
Ptr<NeighborListener>
ListenAt(const VmMobilityNetwork::Gateway& gateway)
{
    auto listener = CreateObject<NeighborListener>();
    listener->Listen(gateway.lanPort);
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
}

void
VmMobilityRouted::AnswerForHome(const VmMobilityNetwork::Site& site, const EidPrefix& subnet)
{
    for (const auto& gateway : site.gateways)
    {
        if (gateway.proxy)
        {
            gateway.proxy->SetAttribute("UseDefaultRoute", BooleanValue(true));
            gateway.proxy->SetPolicy(
                [proxy = PeekPointer(gateway.proxy), subnet](const NetworkAddress& host) {
                    return subnet.Covers(host) && proxy->JudgeRoute(host) == ProxyRefusal::NONE;
                });
        }
    }
}

void
VmMobilityRouted::LogHome(const VmMobilityNetwork::Site& site) const
{
    for (const auto& gateway : site.gateways)
    {
        if (gateway.proxy)
        {
            LogAnnouncements(gateway, m_log);
        }
    }
}

void
VmMobilityRouted::AnnounceAtHome(Ptr<Node> node, const NetworkAddress& host) const
{
    for (const auto& gateway : m_network->Get(VmMobilityNetwork::HOME).gateways)
    {
        if (gateway.node == node && gateway.proxy)
        {
            gateway.proxy->Announce(host);
        }
    }
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
    const auto& routers = network.GetCore().GetRouters();
    for (auto node = routers.Begin(); node != routers.End(); ++node)
    {
        AddSpeaker(*node);
    }
    for (const auto& gateway : home.gateways)
    {
        auto speaker = AddSpeaker(gateway.node);
        speaker->AddHomePrefix(home.subnet);
        speaker->Listen(ListenAt(gateway));
    }
    for (const auto& gateway : away.gateways)
    {
        auto speaker = AddSpeaker(gateway.node);
        speaker->AddMobilePrefix(home.subnet);
        speaker->Listen(ListenAt(gateway));
    }
    AnswerForHome(away, home.subnet);
    LogHome(home);
}

Ptr<HostRouteSpeaker>
VmMobilityHostRoute::AddSpeaker(Ptr<Node> node)
{
    auto speaker = CreateObject<HostRouteSpeaker>();
    speaker->Install(node);
    for (const auto& adjacency : m_network->GetCore().GetAdjacencies())
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
    if (device)
    {
        AnnounceAtHome(node, host);
    }
}

// ---- through the home data centre ---------------------------------------------------------------

void
VmMobilityTriangular::Install(const VmMobilityNetwork& network, Ptr<EventLog> log, int64_t)
{
    Prepare(network, log);
    const auto& home = network.Get(VmMobilityNetwork::HOME);
    const auto& away = network.Get(VmMobilityNetwork::AWAY);
    if (network.IsStretched())
    {
        return; // the stretched LAN carries what comes to the home gateways on to the machine
    }
    AddAgent(home, away)->AddHomePrefix(home.subnet);
    AddAgent(away, home)->AddForeignPrefix(home.subnet, home.gateways.front().uplink.address);
    AnswerForHome(away, home.subnet);
    LogHome(home);
}

Ptr<HomeAgent>
VmMobilityTriangular::AddAgent(const VmMobilityNetwork::Site& site,
                               const VmMobilityNetwork::Site& peer)
{
    // The first gateways: the active ones, to which the core sends.
    const auto& gateway = site.gateways.front();
    auto agent = CreateObject<HomeAgent>();
    agent->Install(gateway.node, gateway.uplink.address);
    agent->AddPeer(peer.gateways.front().uplink.address);
    agent->Listen(ListenAt(gateway));
    agent->TraceConnectWithoutContext(
        "BindingChanged",
        MakeCallback(&VmMobilityTriangular::OnBindingChanged, this).Bind(gateway.node));
    Count(agent->GetChannel());
    return agent;
}

void
VmMobilityTriangular::OnBindingChanged(Ptr<Node> node,
                                       const NetworkAddress& host,
                                       const NetworkAddress& gateway)
{
    NoteDetected(node);
    if (node == m_network->Get(VmMobilityNetwork::HOME).gateways.front().node)
    {
        NoteRegistered();
    }
    m_log->Add(node,
               "binding-changed",
               host.ToString() +
                   (gateway.IsValid() ? " is at " + gateway.ToString() : " is not here"));
    if (gateway.IsValid())
    {
        AnnounceAtHome(node, host);
    }
}

} // namespace ns3
