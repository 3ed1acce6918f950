/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "sharing-network.h"

#include "ns3/drop-tail-queue.h"
#include "ns3/ethernet-nic.h"
#include "ns3/hsrp-router.h"
#include "ns3/hypervisor.h"
#include "ns3/internet-stack-helper.h"
#include "ns3/point-to-point-helper.h"
#include "ns3/point-to-point-net-device.h"
#include "ns3/queue-size.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <stdexcept>

namespace ns3
{

namespace
{

constexpr uint16_t HYPERVISOR_VLAN = 900;    //!< of hypervisors
constexpr uint64_t OTHER_RATE = 10000000000; //!< of all links but the shared one, bit/s
constexpr double OTHER_DELAY_S = 0.001;      //!< of the way there and back, beside that link
constexpr uint32_t LEAST_QUEUE = 20;         //!< packets that a queue holds at least
constexpr uint32_t MAX_FLOWS = 200;          //!< their addresses are in one subnet

} // namespace

SharingNetwork::SharingNetwork(const SharingNetworkOptions& options)
    : m_core(AddressFamily::IPV4)
{
    if (options.flows == 0 || options.flows > MAX_FLOWS)
    {
        throw std::invalid_argument("flows " + std::to_string(options.flows) + ": accepted: 1 to " +
                                    std::to_string(MAX_FLOWS));
    }
    m_core.SetRate(options.linkRate);
    m_core.AddRouter("core1");
    m_core.AddRouter("core2");
    m_core.Connect(0, 1, options.linkDelay);
    // What the way holds, as a router's queue does by rule of thumb.
    SetQueues(static_cast<double>(options.linkRate) / 8 * 2 *
              (options.linkDelay.GetSeconds() + OTHER_DELAY_S) / MTU);
    m_core.SetRate(OTHER_RATE);
    DataCenterOptions dataCenter;
    dataCenter.gateways = 1;
    dataCenter.hostRate = dataCenter.rate;
    m_places.reserve(2);
    for (uint32_t i = 0; i < 2; i++)
    {
        const std::string number = std::to_string(i + 1);
        const std::string net = "10." + number;
        auto& place = m_places.emplace_back(i == 0 ? "paris" : "rome", dataCenter);
        place.AddVlan(VLAN, net + ".0.1/24", 1, "", MTU);
        place.AddMigrationVlan(HYPERVISOR_VLAN, "10.20" + number + ".0.1/24", MTU);
        for (uint32_t flow = 1; flow <= options.flows; flow++)
        {
            AddServer(i,
                      (i == 0 ? "source" : "sink") + std::to_string(flow),
                      net + ".0." + std::to_string(10 + flow));
        }
        m_hypervisors.push_back(
            place.AddHypervisor("hypervisor" + number)->GetObject<Hypervisor>());
        m_hypervisors.back()->SetAttribute("Window", UintegerValue(options.window));
        place.Attach(m_core, i);
        m_core.Advertise(EidPrefix::FromString(net + ".0.0/24"),
                         i,
                         place.GetUplinks().front().address);
        place.AnnounceHostsAt(options.announce);
    }
}

void
SharingNetwork::SetQueues(double packets) const
{
    for (const auto& end : m_core.GetAdjacencies())
    {
        const auto queue = CreateObject<DropTailQueue<Packet>>();
        queue->SetMaxSize(QueueSize(QueueSizeUnit::PACKETS,
                                    std::max(LEAST_QUEUE, static_cast<uint32_t>(packets))));
        DynamicCast<PointToPointNetDevice>(end.device)->SetQueue(queue);
    }
}

void
SharingNetwork::AddServer(std::size_t number, const std::string& name, const std::string& address)
{
    const auto node = m_places[number].AddHost(name, VLAN, address);
    for (uint32_t i = 0; i < node->GetNDevices(); i++)
    {
        if (const auto nic = DynamicCast<EthernetNic>(node->GetDevice(i)))
        {
            nic->SetMtu(MTU);
            nic->GetPeer()->SetMtu(MTU);
        }
    }
    m_servers[number].push_back({node, NetworkAddress::FromString(address)});
}

StudyTraffic::End
SharingNetwork::GetServer(std::size_t place, std::size_t flow) const
{
    return m_servers[place][flow];
}

Ptr<Hypervisor>
SharingNetwork::GetHypervisor(std::size_t place) const
{
    return m_hypervisors[place];
}

NodeContainer
SharingNetwork::GetNodes() const
{
    NodeContainer all = m_core.GetRouters();
    for (const auto& place : m_places)
    {
        all.Add(place.GetNodes());
    }
    return all;
}

int64_t
SharingNetwork::AssignStreams(int64_t stream) const
{
    const int64_t first = stream;
    for (const auto& place : m_places)
    {
        for (const auto vlan : {VLAN, HYPERVISOR_VLAN})
        {
            for (const auto& router : place.GetVlan(vlan).routers)
            {
                stream += router->AssignStreams(stream);
            }
        }
    }
    return stream - first + InternetStackHelper().AssignStreams(GetNodes(), stream);
}

void
SharingNetwork::Watch(FabricMeter& meter) const
{
    for (std::size_t i = 0; i < m_places.size(); i++)
    {
        NodeContainer hosts(m_hypervisors[i]->GetNode());
        for (const auto& server : m_servers[i])
        {
            hosts.Add(server.node);
        }
        meter.AddSite(m_places[i].GetNodes(), hosts);
    }
    meter.Watch(GetNodes());
}

void
SharingNetwork::EnablePcap(const std::string& folder) const
{
    PointToPointHelper().EnablePcap(folder + "/core1", m_core.GetAdjacencies().front().device);
}

} // namespace ns3
