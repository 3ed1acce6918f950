/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "vm-mobility-lisp.h"

#include "ns3/boolean.h"
#include "ns3/dynamic-eid-detection.h"
#include "ns3/ethernet-nic.h"
#include "ns3/host-routes.h"
#include "ns3/lisp-control-port.h"
#include "ns3/lisp-etr.h"
#include "ns3/lisp-itr.h"
#include "ns3/lisp-map-resolver.h"
#include "ns3/lisp-map-server.h"
#include "ns3/lisp-xtr.h"

#include <stdexcept>

namespace ns3
{

namespace
{

/// @param site a site @return the secret that it shares with the Map-Server
std::string
GetSecret(const VmMobilityNetwork::Site& site)
{
    return "secret of " + site.name;
}

/// @param record a mapping @return its locators, in words
std::string
NameLocators(const LispMappingRecord& record)
{
    std::string text;
    for (const auto& locator : record.locators)
    {
        text += (text.empty() ? "" : ", ") + locator.address.ToString();
    }
    return text.empty() ? "nowhere" : text;
}

} // namespace

VmMobilityLisp::VmMobilityLisp(const std::string& update)
    : m_solicitOnChange(update == "smr")
{
    if (!m_solicitOnChange && update != "map-notify")
    {
        throw std::invalid_argument("update '" + update + "': accepted: map-notify, smr");
    }
}

VmMobilityLisp::~VmMobilityLisp() = default;

void
VmMobilityLisp::Install(const VmMobilityNetwork& network, Ptr<EventLog> log, int64_t stream)
{
    m_network = &network;
    m_log = log;
    m_machine = EidPrefix::Host(network.GetMachineAddress());
    InstallMappingSystem();
    for (int site = 0; site < VmMobilityNetwork::SITES; site++)
    {
        InstallRouter(static_cast<VmMobilityNetwork::SiteName>(site));
    }
    // The machine finds its gateway in the other data centre too.
    const auto& home = network.Get(VmMobilityNetwork::HOME);
    const auto& away = m_routers[VmMobilityNetwork::AWAY];
    AddForeignGateway(network.Get(VmMobilityNetwork::AWAY).lanPort,
                      home.gatewayAddress,
                      home.subnet.GetLength());
    away.etr->AddDynamicPrefix(home.subnet);
    for (const auto site : {VmMobilityNetwork::HOME, VmMobilityNetwork::AWAY})
    {
        InstallDetection(m_routers[site]);
    }
    stream += m_mapServer->AssignStreams(stream);
    for (const auto& router : m_routers)
    {
        stream += router.itr->AssignStreams(stream);
        stream += router.etr->AssignStreams(stream);
        Watch(router);
    }
}

void
VmMobilityLisp::InstallMappingSystem()
{
    auto node = m_network->GetMappingNode();
    m_mapServer = CreateObject<LispMapServer>();
    m_mapServer->Install(node);
    CreateObject<LispMapResolver>()->Install(node);
    m_ports.push_back(LispControlPort::Of(node));
    for (int name = 0; name < VmMobilityNetwork::SITES; name++)
    {
        const auto& site = m_network->Get(static_cast<VmMobilityNetwork::SiteName>(name));
        LispSite entry;
        entry.name = site.name;
        entry.prefixes = {{site.subnet, name == VmMobilityNetwork::HOME}};
        entry.keys[0].secret = GetSecret(site);
        m_mapServer->GetSites().AddSite(entry);
    }
    m_mapServer->GetSites().AddGuest(m_network->Get(VmMobilityNetwork::HOME).name,
                                     m_network->Get(VmMobilityNetwork::AWAY).name);
    m_mapServer->TraceConnectWithoutContext("Registration",
                                            MakeCallback(&VmMobilityLisp::OnRegistration, this));
}

void
VmMobilityLisp::InstallRouter(VmMobilityNetwork::SiteName name)
{
    const auto& site = m_network->Get(name);
    Router router{name,
                  site.gateway,
                  CreateObject<LispXtr>(),
                  CreateObject<LispItr>(),
                  CreateObject<LispEtr>()};
    router.xtr->Install(router.node);
    router.xtr->AddRloc(site.rloc);
    router.itr->Install(router.xtr);
    router.itr->AddMapResolver(m_network->GetMappingAddress());
    router.etr->SetAttribute("SolicitOnChange", BooleanValue(m_solicitOnChange));
    router.etr->Install(router.xtr);
    router.etr->AddMapServer(m_network->GetMappingAddress(), LispKey::FromSecret(GetSecret(site)));
    router.etr->AddPrefix(site.subnet);
    m_ports.push_back(LispControlPort::Of(router.node));
    m_routers.push_back(router);
}

void
VmMobilityLisp::InstallDetection(const Router& router)
{
    auto detection = CreateObject<DynamicEidDetection>();
    detection->Install(router.node);
    detection->Listen(m_network->Get(router.site).lanPort);
    detection->TraceConnectWithoutContext(
        "Detected",
        MakeCallback(&VmMobilityLisp::OnDetected, this).Bind(router.node));
}

void
VmMobilityLisp::Watch(const Router& router)
{
    router.etr->TraceConnectWithoutContext(
        "Notified",
        MakeCallback(&VmMobilityLisp::OnNotified, this).Bind(router.node));
    router.etr->TraceConnectWithoutContext(
        "Away",
        MakeCallback(&VmMobilityLisp::OnAway, this).Bind(router.node));
    router.etr->TraceConnectWithoutContext(
        "SmrSent",
        MakeCallback(&VmMobilityLisp::OnSmrSent, this).Bind(router.node));
    router.itr->TraceConnectWithoutContext(
        "SmrReceived",
        MakeCallback(&VmMobilityLisp::OnSmrReceived, this).Bind(router.node));
    router.itr->TraceConnectWithoutContext(
        "MappingLearned",
        MakeCallback(&VmMobilityLisp::OnLearned, this).Bind(router.node));
}

bool
VmMobilityLisp::IsMachine(const EidPrefix& eid) const
{
    return eid == m_machine;
}

void
VmMobilityLisp::OnDetected(Ptr<Node> node,
                           const EidPrefix& eid,
                           Ptr<NetDevice> /* port */,
                           EidDiscovery discovery,
                           const std::string& cause)
{
    if (IsMachine(eid))
    {
        NoteDetected(node);
        m_log->Add(node,
                   "host-detected",
                   eid.ToString() + ", " + ToString(discovery) + ", by " + cause);
    }
}

void
VmMobilityLisp::OnRegistration(const LispRegisterResult& result, const NetworkAddress& source)
{
    if (!IsMachine(result.eid) || result.outcome == LispRegisterOutcome::REFRESHED)
    {
        return;
    }
    if (result.outcome == LispRegisterOutcome::ADDED ||
        result.outcome == LispRegisterOutcome::CHANGED)
    {
        NoteRegistered();
    }
    m_log->Add(m_network->GetMappingNode(),
               "registration-" + std::string(ToString(result.outcome)),
               result.eid.ToString() + (source.IsValid() ? " by " + source.ToString() : ""));
}

void
VmMobilityLisp::OnNotified(Ptr<Node> node,
                           const LispMappingRecord& record,
                           const NetworkAddress& /* from */)
{
    const auto eid = record.GetEidPrefix();
    if (eid && IsMachine(*eid))
    {
        m_log->Add(node, "map-notify", eid->ToString() + " is at " + NameLocators(record));
    }
}

void
VmMobilityLisp::OnAway(Ptr<Node> node, const EidPrefix& eid)
{
    if (IsMachine(eid))
    {
        m_log->Add(node, "eid-away", eid.ToString());
    }
}

void
VmMobilityLisp::OnSmrSent(Ptr<Node> node, const EidPrefix& eid, const NetworkAddress& peer)
{
    m_log->Add(node, "smr-sent", eid.ToString() + " to " + peer.ToString());
}

void
VmMobilityLisp::OnSmrReceived(Ptr<Node> node, const EidPrefix& eid, const NetworkAddress& peer)
{
    m_log->Add(node, "smr-received", eid.ToString() + " from " + peer.ToString());
}

void
VmMobilityLisp::OnLearned(Ptr<Node> node,
                          const LispMappingRecord& record,
                          const NetworkAddress& /* from */)
{
    const auto eid = record.GetEidPrefix();
    if (eid)
    {
        m_log->Add(node, "mapping-learned", eid->ToString() + " at " + NameLocators(record));
    }
}

void
VmMobilityLisp::CountControl(std::map<std::string, uint64_t>& sent,
                             std::map<std::string, uint64_t>& drops) const
{
    for (const auto& port : m_ports)
    {
        const auto& statistics = port->GetStatistics();
        for (const auto& [type, count] : statistics.GetSentByType())
        {
            sent[type] += count;
        }
        for (std::size_t i = 0; i < LISP_CONTROL_DROPS; i++)
        {
            const auto reason = static_cast<LispControlDrop>(i);
            if (statistics.GetDrops(reason) > 0)
            {
                drops[ToString(reason)] += statistics.GetDrops(reason);
            }
        }
    }
}

} // namespace ns3
