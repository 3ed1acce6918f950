/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "vm-mobility-lisp.h"

#include "ns3/boolean.h"
#include "ns3/dynamic-eid-detection.h"
#include "ns3/ethernet-nic.h"
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

/// Where xTRs of a data centre tell each other of hosts: groups of local scope (RFC 2365 section
/// 6.1, RFC 4291 section 2.7).
constexpr const char* NOTIFY_GROUP_IPV4 = "239.255.0.1";
constexpr const char* NOTIFY_GROUP_IPV6 = "ff05::1:1";

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

/// @param site a site @return the locators of its gateways
std::vector<std::string>
NameRlocs(const VmMobilityNetwork::Site& site)
{
    std::vector<std::string> locators;
    for (const auto& gateway : site.gateways)
    {
        locators.push_back(gateway.uplink.address.ToString());
    }
    return locators;
}

} // namespace

VmMobilityLisp::VmMobilityLisp(const std::string& update)
{
    if (update != "smr" && update != "map-notify")
    {
        throw std::invalid_argument("update '" + update + "': accepted: map-notify, smr");
    }
    m_lisp.SetEtrAttribute("SolicitOnChange", BooleanValue(update == "smr"));
}

VmMobilityLisp::~VmMobilityLisp() = default;

void
VmMobilityLisp::Install(const VmMobilityNetwork& network, Ptr<EventLog> log, int64_t stream)
{
    m_network = &network;
    m_log = log;
    m_machine = EidPrefix::Host(network.GetMachineAddress());
    auto mapping = network.GetMappingNode();
    m_lisp.SetMapServer(mapping, network.GetMappingAddress().ToString());
    mapping->GetObject<LispMapServer>()->TraceConnectWithoutContext(
        "Registration",
        MakeCallback(&VmMobilityLisp::OnRegistration, this));
    const auto& home = network.Get(VmMobilityNetwork::HOME);
    const auto& away = network.Get(VmMobilityNetwork::AWAY);
    if (network.IsStretched())
    {
        // Two data centres, one LISP site: no EID-prefix of its own, all hosts are discovered.
        m_lisp.AddSite("dc", "secret of dc");
        for (const auto* site : {&home, &away})
        {
            InstallRouters(*site, "dc", {});
            AddMobileSubnet(*site, home.subnet);
        }
    }
    else
    {
        for (const auto* site : {&home, &away})
        {
            m_lisp.AddSite(site->name, "secret of " + site->name);
            InstallRouters(*site, site->name, {site->subnet.ToString()});
        }
        AddMobileSubnet(away, home.subnet);
    }
    for (const auto name : {VmMobilityNetwork::REMOTE1, VmMobilityNetwork::REMOTE2})
    {
        const auto& site = network.Get(name);
        m_lisp.AddSite(site.name, "secret of " + site.name);
        InstallRouters(site, site.name, {site.subnet.ToString()});
    }
    InstallDetection(home);
    InstallDetection(away);
    m_lisp.AssignStreams(stream);
}

void
VmMobilityLisp::InstallRouters(const VmMobilityNetwork::Site& site,
                               const std::string& name,
                               const std::vector<std::string>& prefixes)
{
    const auto locators = NameRlocs(site);
    for (const auto& gateway : site.gateways)
    {
        m_lisp.InstallXtr(gateway.node, name, {gateway.uplink.address.ToString()});
        for (const auto& prefix : prefixes)
        {
            // Each says where all of the site is: so does what it registers of a host that returns.
            m_lisp.AddPrefix(gateway.node, prefix, locators);
        }
        auto etr = gateway.node->GetObject<LispEtr>();
        const auto watch =
            [&gateway](Ptr<Object> object, const std::string& source, auto callback) {
                object->TraceConnectWithoutContext(source, callback.Bind(gateway.node));
            };
        watch(etr, "Notified", MakeCallback(&VmMobilityLisp::OnNotified, this));
        watch(etr, "Away", MakeCallback(&VmMobilityLisp::OnAway, this));
        watch(etr, "SmrSent", MakeCallback(&VmMobilityLisp::OnSmrSent, this));
        auto itr = gateway.node->GetObject<LispItr>();
        watch(itr, "SmrReceived", MakeCallback(&VmMobilityLisp::OnSmrReceived, this));
        watch(itr, "MappingLearned", MakeCallback(&VmMobilityLisp::OnLearned, this));
    }
}

void
VmMobilityLisp::AddMobileSubnet(const VmMobilityNetwork::Site& site, const EidPrefix& subnet)
{
    const auto locators = NameRlocs(site);
    for (const auto& gateway : site.gateways)
    {
        m_lisp.AddDynamicPrefix(gateway.node,
                                subnet.ToString(),
                                subnet.GetFamily() == AddressFamily::IPV6 ? NOTIFY_GROUP_IPV6
                                                                          : NOTIFY_GROUP_IPV4,
                                locators);
    }
}

void
VmMobilityLisp::InstallDetection(const VmMobilityNetwork::Site& site)
{
    for (const auto& gateway : site.gateways)
    {
        m_lisp.DetectHosts(gateway.node, gateway.lanPort);
        const auto detection = gateway.node->GetObject<DynamicEidDetection>();
        detection->TraceConnectWithoutContext(
            "Detected",
            MakeCallback(&VmMobilityLisp::OnDetected, this).Bind(gateway.node));
        if (gateway.proxy)
        {
            detection->AddProxy(gateway.proxy);
            LogAnnouncements(gateway, m_log);
        }
    }
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
        NoteAway(node);
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
    LispHelper::CountControl(sent, drops);
}

LispHelper*
VmMobilityLisp::GetLisp()
{
    return &m_lisp;
}

} // namespace ns3
