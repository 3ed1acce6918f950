/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "evacuation-network.h"

#include "accepted-count.h"
#include "ethernet-helper.h"
#include "ip-interfaces.h"

#include "ns3/data-rate.h"
#include "ns3/error-model.h"
#include "ns3/ethernet-nic.h"
#include "ns3/hypervisor.h"
#include "ns3/internet-stack-helper.h"
#include "ns3/names.h"
#include "ns3/node-container.h"
#include "ns3/node.h"
#include "ns3/packet.h"
#include "ns3/point-to-point-helper.h"
#include "ns3/pointer.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"
#include "ns3/virtual-machine.h"
#include "ns3/vlan-switch.h"

#include <stdexcept>

namespace ns3
{

namespace
{

constexpr uint16_t VLAN = 100;              //!< of the machines
constexpr uint64_t HOST_RATE = 10000000000; //!< of a hypervisor's link, bit/s
constexpr uint32_t MAX_HYPERVISORS = 250;   //!< in a data centre: see GetBlock
constexpr uint32_t MAX_RACK_LINKS = 64;     //!< their own subnets are 10.0.N.0/24

constexpr int64_t STREAMS = 1000; //!< of random numbers: the first one of the stacks

/// @param name of a node that is new @return it
Ptr<Node>
CreateRouter(const std::string& name)
{
    auto node = CreateObject<Node>();
    Names::Add(name, node);
    return node;
}

const Time HOST_DELAY = MicroSeconds(10); //!< of a hypervisor's link, one way

/**
 * @brief The addresses of hypervisors that are reached over the same link: one route for all.
 * @param side 0 or 1 @param link the link @return the first two octets of them; the third one
 * counts the hypervisors
 */
std::string
GetBlock(uint32_t side, uint32_t link)
{
    return "10." + std::to_string(16 + side * MAX_RACK_LINKS + link);
}

} // namespace

EvacuationNetwork::EvacuationNetwork(const EvacuationNetworkOptions& options)
    : m_options(options),
      m_sent(2 * std::size_t{options.links}),
      m_errors(2 * std::size_t{options.links})
{
    CheckCount("hypervisors", options.hypervisors, 1, MAX_HYPERVISORS);
    CheckCount("links", options.links, 1, MAX_RACK_LINKS);
    InternetStackHelper stack;
    stack.SetIpv6StackInstall(false);
    Ptr<Node> routers[] = {CreateRouter("dc1-router"), CreateRouter("dc2-router")};
    stack.Install(routers[0]);
    stack.Install(routers[1]);
    for (uint32_t i = 0; i < options.links; i++)
    {
        m_links.Add(Lay(routers[0],
                        routers[1],
                        options.linkRate,
                        options.linkDelay,
                        "10.0." + std::to_string(i)));
    }
    for (uint32_t i = 0; i < m_links.GetN(); i++)
    {
        m_links.Get(i)->TraceConnectWithoutContext(
            "PhyTxBegin",
            MakeBoundCallback(&EvacuationNetwork::Count, &m_sent[i]));
    }
    for (uint32_t side = 0; side < 2; side++)
    {
        const std::string place = "dc" + std::to_string(side + 1);
        for (uint32_t link = 0; link < options.links; link++)
        {
            const std::string via = "10.0." + std::to_string(link) + (side == 0 ? ".1" : ".2");
            AddIpRoute(routers[1 - side],
                       EidPrefix::FromString(GetBlock(side, link) + ".0.0/16"),
                       NetworkAddress::FromString(via));
        }
        for (uint32_t i = 0; i < options.hypervisors; i++)
        {
            auto node = CreateRouter(place + "-hv" + std::to_string(i + 1));
            stack.Install(node);
            const std::string subnet =
                GetBlock(side, i % options.links) + "." + std::to_string(i / options.links);
            Lay(routers[side], node, HOST_RATE, HOST_DELAY, subnet);
            AddIpRoute(node,
                       MakeDefaultPrefix(AddressFamily::IPV4),
                       NetworkAddress::FromString(subnet + ".1"));

            CreateObject<VlanSwitch>()->Install(node);
            auto hypervisor = CreateObject<Hypervisor>();
            hypervisor->SetAttribute("Memory", UintegerValue(options.hostMemory));
            hypervisor->SetAttribute("VCpus", UintegerValue(options.hostVCpus));
            hypervisor->Install(node);
            hypervisor->SetAddress(NetworkAddress::FromString(subnet + ".2"));
            hypervisor->AddPort(VLAN);
            m_hypervisors.push_back(hypervisor);
        }
    }
    Watch();
}

EvacuationNetwork::~EvacuationNetwork()
{
    m_ledger->Dispose();
    for (uint32_t i = 0; i < m_links.GetN(); i++)
    {
        m_links.Get(i)->TraceDisconnectWithoutContext(
            "PhyTxBegin",
            MakeBoundCallback(&EvacuationNetwork::Count, &m_sent[i]));
    }
}

void
EvacuationNetwork::Count(LoadMeter* meter, Ptr<const Packet> packet)
{
    meter->Add(Simulator::Now(), packet->GetSize());
}

void
EvacuationNetwork::Watch()
{
    NodeContainer all;
    for (const std::string place : {"dc1", "dc2"})
    {
        NodeContainer hosts;
        for (std::size_t i = 0; i < m_hypervisors.size(); i++)
        {
            if (GetDataCenter(i) == place)
            {
                hosts.Add(m_hypervisors[i]->GetNode());
            }
        }
        NodeContainer nodes(Names::Find<Node>(place + "-router"));
        nodes.Add(hosts);
        m_fabric.AddSite(nodes, hosts);
        all.Add(nodes);
    }
    m_fabric.Watch(all);
    m_ledger = CreateObject<PacketLedger>();
    m_ledger->Watch(all);
    InternetStackHelper().AssignStreams(all, STREAMS);
}

NetDeviceContainer
EvacuationNetwork::Lay(Ptr<Node> a,
                       Ptr<Node> b,
                       uint64_t rate,
                       Time delay,
                       const std::string& subnet) const
{
    PointToPointHelper link;
    link.SetDeviceAttribute("DataRate", DataRateValue(DataRate(rate)));
    link.SetDeviceAttribute("Mtu", UintegerValue(m_options.jumbo));
    link.SetChannelAttribute("Delay", TimeValue(delay));
    link.SetQueue("ns3::DropTailQueue<Packet>", "MaxSize", StringValue("1000p"));
    auto ends = link.Install(a, b);
    const auto first = InterfaceAddress::FromString(subnet + ".1/24");
    AddIpInterface(ends.Get(0), first);
    AddIpInterface(ends.Get(1), first.Next(1));
    return ends;
}

Ptr<VirtualMachine>
EvacuationNetwork::AddMachine(const std::string& name, std::size_t hypervisor, uint64_t memory)
{
    if (hypervisor >= m_hypervisors.size())
    {
        throw std::invalid_argument("hypervisor " + std::to_string(hypervisor) +
                                    ": accepted: below " + std::to_string(m_hypervisors.size()));
    }
    auto machine = CreateObject<VirtualMachine>();
    machine->SetAttribute("Memory", UintegerValue(memory));
    machine->Install(EthernetHelper().Install(CreateRouter(name)));
    m_hypervisors[hypervisor]->Start(machine, VLAN);
    return machine;
}

const std::vector<Ptr<Hypervisor>>&
EvacuationNetwork::GetHypervisors() const
{
    return m_hypervisors;
}

MigrationInventory
EvacuationNetwork::GetInventory() const
{
    MigrationInventory inventory;
    for (std::size_t i = 0; i < m_hypervisors.size(); i++)
    {
        PlanHypervisor host;
        host.name = m_hypervisors[i]->GetName();
        host.dataCenter = GetDataCenter(i);
        host.memory = m_options.hostMemory;
        host.vCpus = m_options.hostVCpus;
        host.receivesOver = {i % m_options.hypervisors % m_options.links};
        inventory.hypervisors.push_back(host);
    }
    for (uint32_t i = 0; i < m_options.links; i++)
    {
        inventory.linkGroups.push_back({"link" + std::to_string(i + 1), m_options.linkRate});
    }
    return inventory;
}

uint64_t
EvacuationNetwork::GetSent(std::size_t link, uint32_t dataCenter) const
{
    return m_sent.at(2 * link + dataCenter - 1).GetOctets();
}

FlowReport::Throughput
EvacuationNetwork::GetLoad(std::size_t link) const
{
    const bool isThere = GetSent(link, 1) >= GetSent(link, 2);
    return m_sent.at(2 * link + (isThere ? 0 : 1)).Report();
}

std::map<std::string, std::map<std::string, uint64_t>>
EvacuationNetwork::GetFabric() const
{
    return m_fabric.GetOctets();
}

std::map<std::string, uint64_t>
EvacuationNetwork::GetDrops() const
{
    return m_ledger->GetDrops();
}

Time
EvacuationNetwork::GetRoundTrip() const
{
    return 2 * (m_options.linkDelay + 2 * HOST_DELAY);
}

std::string
EvacuationNetwork::GetDataCenter(std::size_t hypervisor) const
{
    return hypervisor < m_options.hypervisors ? "dc1" : "dc2";
}

void
EvacuationNetwork::SetLink(std::size_t link, bool isUp)
{
    for (std::size_t end : {2 * link, 2 * link + 1})
    {
        auto& errors = m_errors.at(end);
        if (!errors)
        {
            errors = CreateObject<RateErrorModel>();
            errors->SetUnit(RateErrorModel::ERROR_UNIT_PACKET);
            errors->SetRate(1);
            m_links.Get(static_cast<uint32_t>(end))
                ->SetAttribute("ReceiveErrorModel", PointerValue(errors));
        }
        if (isUp)
        {
            errors->Disable();
        }
        else
        {
            errors->Enable();
        }
    }
}

void
EvacuationNetwork::EnablePcap(const std::string& prefix) const
{
    PointToPointHelper().EnablePcap(prefix, m_links);
}

} // namespace ns3
