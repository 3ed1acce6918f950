/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "vm-mobility-measures.h"

#include <cmath>

namespace ns3
{

std::unique_ptr<FabricMeter>
WatchFabric(const VmMobilityNetwork& network)
{
    auto meter = std::make_unique<FabricMeter>();
    for (const auto name : {VmMobilityNetwork::HOME, VmMobilityNetwork::AWAY})
    {
        const auto& dataCenter = network.GetDataCenter(name);
        NodeContainer hosts;
        const auto nodes = dataCenter.GetNodes();
        for (auto node = nodes.Begin(); node != nodes.End(); ++node)
        {
            if (!dataCenter.GetGateways().Contains((*node)->GetId()) &&
                !dataCenter.GetRacks().Contains((*node)->GetId()))
            {
                hosts.Add(*node);
            }
        }
        meter->AddSite(nodes, hosts);
    }
    for (const auto name : {VmMobilityNetwork::REMOTE1, VmMobilityNetwork::REMOTE2})
    {
        const auto& site = network.Get(name);
        meter->AddSite(NodeContainer(site.gateways.front().node, site.host),
                       NodeContainer(site.host));
    }
    const auto nodes = network.GetNodes();
    NodeContainer others;
    for (auto node = nodes.Begin(); node != nodes.End(); ++node)
    {
        if (*node != network.GetMachine())
        {
            others.Add(*node);
        }
    }
    meter->Watch(others);
    return meter;
}

void
FindLastStale(std::vector<MigrationReport>& migrations, const std::vector<FlowReport>& flows)
{
    for (std::size_t i = 0; i < migrations.size(); i++)
    {
        auto& move = migrations[i];
        for (const auto& flow : flows)
        {
            if ((flow.source == move.vm || flow.destination == move.vm) &&
                i < flow.lastStale_s.size())
            {
                move.lastStale_s = std::fmax(move.lastStale_s, flow.lastStale_s[i]);
            }
        }
    }
}

} // namespace ns3
