/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "hybrid-network.h"

#include "ip-interfaces.h"
#include "study-nodes.h"

#include "ns3/home-agent.h"
#include "ns3/inet-socket-address.h"
#include "ns3/ipv4-static-routing-helper.h"
#include "ns3/ipv4-static-routing.h"
#include "ns3/ipv4.h"
#include "ns3/lisp-etr.h"
#include "ns3/lisp-itr.h"
#include "ns3/lisp-map-server.h"
#include "ns3/lisp-mapping-record.h"
#include "ns3/lisp-registrations.h"
#include "ns3/point-to-point-helper.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/udp-socket-factory.h"

#include <stdexcept>

namespace ns3
{

namespace
{

const char* const ALL_EIDS = "10.0.0.0/8";         //!< that the proxy attracts
const char* const ENTERPRISE_EIDS = "10.1.0.0/16"; //!< of the enterprise
const char* const MOBILE_EIDS = "10.1.0.0/24";     //!< of its workloads
const char* const BRANCH_EIDS = "10.2.0.0/24";     //!< of the branch
const char* const WORKLOAD_ADDRESS = "10.1.0.100"; //!< wherever it is
const char* const DATABASE_ADDRESS = "10.1.1.9";   //!< in the enterprise
const char* const BRANCH_ADDRESS = "10.2.0.9";     //!< of the branch's host
const char* const PUBLIC_NET = "198.18.9.";        //!< of the cloud (RFC 2544 section C.2.2)
const char* const PRIVATE_NET = "192.168.9.";      //!< of the cloud behind its NAT
constexpr uint16_t HELLO_PORT = 9;                 //!< discard (RFC 863)

} // namespace

const char*
ToString(HybridSystem system)
{
    switch (system)
    {
    case HybridSystem::LISP:
        return "lisp";
    case HybridSystem::LISP_NAT:
        return "lisp-nat";
    case HybridSystem::TRIANGULAR:
        return "triangular";
    }
    return "unknown";
}

HybridSystem
ParseHybridSystem(const std::string& text)
{
    for (const auto system : {HybridSystem::LISP, HybridSystem::LISP_NAT, HybridSystem::TRIANGULAR})
    {
        if (text == ToString(system))
        {
            return system;
        }
    }
    throw std::invalid_argument("system '" + text + "': accepted: lisp, lisp-nat, triangular");
}

HybridNetwork::HybridNetwork(const HybridNetworkOptions& options, Ptr<EventLog> log)
    : m_options(options),
      m_log(log),
      m_core(AddressFamily::IPV4),
      m_atEnterprise(m_core.AddRouter("core-enterprise")),
      m_atCloud(m_core.AddRouter("core-cloud")),
      m_atUsers(m_core.AddRouter("core-users"))
{
    m_core.Connect(m_atEnterprise, m_atCloud, options.distance);
    m_core.Connect(m_atEnterprise, m_atUsers, options.distance);
    m_core.Connect(m_atCloud, m_atUsers, options.toCloud);
    m_nodes.Add(m_core.GetRouters());
    m_user = AddNode("user");
    m_userAddress = m_core.Attach(m_user, m_atUsers).address;
    m_branchGateway = AddNode("branch-gw");
    m_branchUplink = m_core.Attach(m_branchGateway, m_atUsers);
    m_branch = AddNode("branch");
    JoinHost(m_branchGateway, "10.2.0.1/24", m_branch, BRANCH_ADDRESS + std::string("/24"));
    m_gateway = AddNode("dc-gw");
    m_gatewayUplink = m_core.Attach(m_gateway, m_atEnterprise);
    m_database = AddNode("database");
    JoinHost(m_gateway, "10.1.1.1/24", m_database, DATABASE_ADDRESS + std::string("/24"));
    m_workload = AddNode("app");
    JoinHost(m_gateway, "10.1.0.1/24", m_workload, WORKLOAD_ADDRESS + std::string("/24"));
    BuildCloud();
    if (options.system == HybridSystem::TRIANGULAR)
    {
        BuildTunnel();
    }
    else
    {
        BuildLisp();
    }
}

HybridNetwork::~HybridNetwork() = default;

Ptr<Node>
HybridNetwork::AddNode(const std::string& name)
{
    auto node = MakeStudyNode(name);
    m_nodes.Add(node);
    return node;
}

Ptr<NetDevice>
HybridNetwork::JoinHost(Ptr<Node> router,
                        const std::string& address,
                        Ptr<Node> host,
                        const std::string& hostAddress)
{
    const auto devices = JoinStudyNodes(router, address, host, hostAddress, MicroSeconds(100));
    AddIpRoute(host,
               MakeDefaultPrefix(AddressFamily::IPV4),
               InterfaceAddress::FromString(address).address);
    return devices.Get(0);
}

void
HybridNetwork::BuildCloud()
{
    const bool isNat = m_options.system == HybridSystem::LISP_NAT;
    const std::string net = isNat ? PRIVATE_NET : PUBLIC_NET;
    m_edge = AddNode("cloud-edge");
    m_edgeUplink = m_core.Attach(m_edge, m_atCloud);
    m_cloudGateway = AddNode("cloud-gw");
    JoinHost(m_edge, net + "1/30", m_cloudGateway, net + "2/30");
    if (isNat)
    {
        m_nat = CreateObject<NatRouter>();
        m_nat->Install(m_edge, m_edgeUplink.device);
    }
    else
    {
        m_core.Advertise(EidPrefix::FromString(net + "0/30"), m_atCloud, m_edgeUplink.address);
    }
    PointToPointHelper link;
    link.SetDeviceAttribute("DataRate", StringValue("1Gbps"));
    link.SetChannelAttribute("Delay", StringValue("100us"));
    const auto devices = link.Install(m_cloudGateway, m_workload);
    m_cloudPort = devices.Get(0);
    m_workloadInCloud = devices.Get(1);
    // No subnet of the enterprise: only hosts that are here are routed here.
    AddIpInterface(m_cloudPort, InterfaceAddress::FromString("169.254.9.1/30"));
}

void
HybridNetwork::BuildLisp()
{
    const bool isNat = m_options.system == HybridSystem::LISP_NAT;
    const auto server = m_core.AddServer("map-server", m_atUsers);
    m_mapServer = server.device->GetNode();
    m_nodes.Add(m_mapServer);
    m_lisp.SetMapServer(m_mapServer, server.address.ToString());
    m_mapServer->GetObject<LispMapServer>()->TraceConnectWithoutContext(
        "Registration",
        MakeCallback(&HybridNetwork::OnRegistration, this));
    m_lisp.AddSite("enterprise", "the key of the enterprise");
    m_lisp.AddSite("cloud", "the key of the enterprise in the cloud");
    m_lisp.AddSite("branch", "the key of the branch");
    m_lisp.InstallXtr(m_gateway,
                      "enterprise",
                      {m_gatewayUplink.address.ToString()},
                      {ENTERPRISE_EIDS});
    m_lisp.InstallXtr(m_branchGateway,
                      "branch",
                      {m_branchUplink.address.ToString()},
                      {BRANCH_EIDS});
    const auto proxy = AddNode("proxy");
    const auto proxyUplink = m_core.Attach(proxy, m_atUsers);
    const auto rloc = proxyUplink.address.ToString();
    m_lisp.InstallPitr(proxy, {rloc}, {ALL_EIDS});
    m_lisp.InstallPetr(proxy, {rloc});
    m_core.Advertise(EidPrefix::FromString(ALL_EIDS), m_atUsers, proxyUplink.address);
    if (isNat)
    {
        const auto rtr = AddNode("rtr");
        const auto rtrUplink = m_core.Attach(rtr, m_atCloud);
        m_lisp.InstallNatRtr(rtr, {rtrUplink.address.ToString()});
        Listen(rtr);
    }
    // It has no EID-prefix of its own: what is in the cloud is a guest there.
    m_lisp.InstallXtr(m_cloudGateway,
                      "cloud",
                      {std::string(isNat ? PRIVATE_NET : PUBLIC_NET) + "2"});
    m_lisp.AddDynamicPrefix(m_cloudGateway, MOBILE_EIDS);
    if (isNat)
    {
        m_lisp.LookForNat(m_cloudGateway);
    }
    else
    {
        m_lisp.UsePetr("cloud", {rloc + " 1/100"});
    }
    m_cloudGateway->GetObject<DynamicEidDetection>()->TraceConnectWithoutContext(
        "Detected",
        MakeCallback(&HybridNetwork::OnDetected, this).Bind(m_cloudGateway));
    for (const auto& node : {m_gateway, m_branchGateway, m_cloudGateway, proxy})
    {
        Listen(node);
    }
}

void
HybridNetwork::BuildTunnel()
{
    m_core.Advertise(EidPrefix::FromString(ENTERPRISE_EIDS),
                     m_atEnterprise,
                     m_gatewayUplink.address);
    m_core.Advertise(EidPrefix::FromString(BRANCH_EIDS), m_atUsers, m_branchUplink.address);
    const auto cloud = NetworkAddress::FromString(std::string(PUBLIC_NET) + "2");
    const auto mobile = EidPrefix::FromString(MOBILE_EIDS);
    const auto agent = CreateObject<HomeAgent>();
    agent->Install(m_gateway, m_gatewayUplink.address);
    agent->AddPeer(cloud);
    agent->AddHomePrefix(mobile);
    agent->TraceConnectWithoutContext(
        "BindingChanged",
        MakeCallback(&HybridNetwork::OnBinding, this).Bind(m_gateway));
    m_cloudAgent = CreateObject<HomeAgent>();
    m_cloudAgent->Install(m_cloudGateway, cloud);
    m_cloudAgent->AddPeer(m_gatewayUplink.address);
    m_cloudAgent->AddForeignPrefix(mobile, m_gatewayUplink.address);
}

void
HybridNetwork::Listen(Ptr<Node> node)
{
    const auto watch = [&node](Ptr<Object> object, const std::string& source, auto callback) {
        if (object)
        {
            object->TraceConnectWithoutContext(source, callback.Bind(node));
        }
    };
    watch(node->GetObject<LispEtr>(), "Away", MakeCallback(&HybridNetwork::OnAway, this));
    watch(node->GetObject<LispEtr>(), "SmrSent", MakeCallback(&HybridNetwork::OnSmrSent, this));
    watch(node->GetObject<LispItr>(),
          "MappingLearned",
          MakeCallback(&HybridNetwork::OnLearned, this));
}

StudyTraffic::End
HybridNetwork::GetUser() const
{
    return {m_user, m_userAddress};
}

StudyTraffic::End
HybridNetwork::GetBranch() const
{
    return {m_branch, NetworkAddress::FromString(BRANCH_ADDRESS)};
}

StudyTraffic::End
HybridNetwork::GetDatabase() const
{
    return {m_database, NetworkAddress::FromString(DATABASE_ADDRESS)};
}

StudyTraffic::End
HybridNetwork::GetWorkload() const
{
    return {m_workload, NetworkAddress::FromString(WORKLOAD_ADDRESS)};
}

const NodeContainer&
HybridNetwork::GetNodes() const
{
    return m_nodes;
}

void
HybridNetwork::Watch(Ptr<PacketLedger> ledger)
{
    m_ledger = ledger;
    if (m_nat)
    {
        m_nat->TraceConnectWithoutContext("Drop", MakeCallback(&HybridNetwork::OnNatDrop, this));
    }
}

// ---- the move -----------------------------------------------------------------------------------

void
HybridNetwork::MoveAt(Time off, Time on)
{
    // The database hears it, and does nothing about it.
    const auto discard = Socket::CreateSocket(m_database, UdpSocketFactory::GetTypeId());
    discard->Bind(InetSocketAddress(Ipv4Address::GetAny(), HELLO_PORT));
    m_hello = Socket::CreateSocket(m_workload, UdpSocketFactory::GetTypeId());
    Simulator::ScheduleWithContext(m_workload->GetId(), off, &HybridNetwork::Stop, this);
    Simulator::ScheduleWithContext(m_workload->GetId(), on, &HybridNetwork::Start, this);
}

void
HybridNetwork::Stop()
{
    constexpr uint32_t home = 1; // after the loopback interface
    m_log->Add(m_workload, "workload-stopped");
    m_workload->GetObject<Ipv4>()->SetDown(home);
    m_workload->GetObject<Ipv4>()->RemoveAddress(home, 0U);
}

void
HybridNetwork::Start()
{
    m_log->Add(m_workload, "workload-started", "in the cloud");
    AddIpInterface(m_workloadInCloud,
                   InterfaceAddress::FromString(WORKLOAD_ADDRESS + std::string("/32")));
    const auto ipv4 = m_workload->GetObject<Ipv4>();
    Ipv4StaticRoutingHelper().GetStaticRouting(ipv4)->AddNetworkRouteTo(
        Ipv4Address::GetZero(),
        Ipv4Mask::GetZero(),
        static_cast<uint32_t>(ipv4->GetInterfaceForDevice(m_workloadInCloud)));
    if (m_cloudAgent)
    {
        m_cloudAgent->HostHere(NetworkAddress::FromString(WORKLOAD_ADDRESS), m_cloudPort);
    }
    m_hello->SendTo(Create<Packet>(1),
                    0,
                    InetSocketAddress(Ipv4Address(DATABASE_ADDRESS), HELLO_PORT));
}

// ---- what happens -------------------------------------------------------------------------------

void
HybridNetwork::OnDetected(Ptr<Node> node,
                          const EidPrefix& eid,
                          Ptr<NetDevice>,
                          EidDiscovery,
                          const std::string& cause)
{
    m_log->Add(node, "host-detected", eid.ToString() + ", by " + cause);
}

void
HybridNetwork::OnRegistration(const LispRegisterResult& result, const NetworkAddress& source)
{
    if (result.outcome != LispRegisterOutcome::REFRESHED)
    {
        m_log->Add(m_mapServer,
                   "registration-" + std::string(ToString(result.outcome)),
                   result.eid.ToString() + (source.IsValid() ? " by " + source.ToString() : ""));
    }
}

void
HybridNetwork::OnAway(Ptr<Node> node, const EidPrefix& eid)
{
    m_log->Add(node, "eid-away", eid.ToString());
}

void
HybridNetwork::OnSmrSent(Ptr<Node> node, const EidPrefix& eid, const NetworkAddress& peer)
{
    m_log->Add(node, "smr-sent", eid.ToString() + " to " + peer.ToString());
}

void
HybridNetwork::OnLearned(Ptr<Node> node, const LispMappingRecord& record, const NetworkAddress&)
{
    const auto eid = record.GetEidPrefix();
    std::string text;
    for (const auto& locator : record.locators)
    {
        text += " " + locator.address.ToString();
    }
    m_log->Add(node,
               "mapping-learned",
               (eid ? eid->ToString() : "") + " at" + (text.empty() ? " no locator" : text));
}

void
HybridNetwork::OnBinding(Ptr<Node> node, const NetworkAddress& host, const NetworkAddress& gateway)
{
    m_log->Add(node,
               "binding-changed",
               host.ToString() +
                   (gateway.IsValid() ? " is at " + gateway.ToString() : " is not here"));
}

void
HybridNetwork::OnNatDrop(Ptr<const Packet> packet, NatDropReason reason) const
{
    m_ledger->Dropped(packet, ToString(reason));
}

int64_t
HybridNetwork::AssignStreams(int64_t stream) const
{
    return m_lisp.AssignStreams(stream);
}

void
HybridNetwork::EnablePcap(const std::string& prefix) const
{
    PointToPointHelper().EnablePcap(prefix, m_edgeUplink.device);
}

} // namespace ns3
