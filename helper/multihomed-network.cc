/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "multihomed-network.h"

#include "accepted-count.h"
#include "ip-interfaces.h"
#include "link-failure.h"
#include "study-nodes.h"

#include "ns3/bgp-speaker.h"
#include "ns3/boolean.h"
#include "ns3/ipv4-static-routing-helper.h"
#include "ns3/ipv4-static-routing.h"
#include "ns3/ipv4.h"
#include "ns3/point-to-point-helper.h"
#include "ns3/point-to-point-net-device.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"
#include "ns3/unreachable-reporter.h"

#include <algorithm>
#include <stdexcept>

namespace ns3
{

namespace
{

constexpr uint32_t FAILING = 1;              //!< the number of the data centre that fails
constexpr uint32_t MULTIHOMED_PAYLOAD = 100; //!< octets in a packet
/// IPv4 and UDP inside, LISP, and UDP and IPv4 outside: RFC 9300 section 5.1.
constexpr uint32_t MULTIHOMED_HEADERS = 20 + 8 + 8 + 8 + 20;
const char* const TOGETHER = "together"; //!< every detection

} // namespace

const std::vector<std::string>&
MultihomedNetwork::GetDetections()
{
    static const std::vector<std::string> detections{"none",
                                                     "signalled",
                                                     "icmp",
                                                     "probe",
                                                     "route",
                                                     "status-bits",
                                                     "echo-nonce",
                                                     TOGETHER};
    return detections;
}

MultihomedNetwork::MultihomedNetwork(const MultihomedOptions& options, int64_t stream)
    : m_options(options),
      m_core(AddressFamily::IPV4),
      m_loads(UPLINKS)
{
    CheckCount("data centres", options.sites, 2, 4);
    CheckCount("weight", options.weight, 10, 90);
    CheckCount("flows", options.flows, 1, 1000);
    const auto& all = GetDetections();
    if (std::find(all.begin(), all.end(), options.detection) == all.end())
    {
        throw std::invalid_argument("detection '" + options.detection +
                                    "': accepted: one of GetDetections");
    }
    if (Detects("route"))
    {
        m_core.EnableBgp();
        m_core.SetSpeakerAttribute("AdvertisementInterval",
                                   TimeValue(options.advertisementInterval));
    }
    m_core.AddRouter("isp1");
    m_core.AddRouter("isp2");
    m_core.Connect(0, 1, MilliSeconds(2));
    const auto server = m_core.AddServer("mapping", 0);
    m_lisp.SetMapServer(server.device->GetNode(), server.address.ToString());
    m_lisp.SetEtrAttribute("SolicitOnChange", BooleanValue(true));
    // Many flows begin while the first mapping is on its way.
    m_lisp.SetXtrAttribute("PendingPerEid", UintegerValue(1000));
    SetDetection();
    for (uint32_t i = 0; i < options.sites; i++)
    {
        BuildSite(i);
    }
    if (Detects("icmp"))
    {
        m_core.ReportUnreachable();
    }
    for (uint32_t i = 0; i < options.sites; i++)
    {
        if (i != FAILING)
        {
            m_watches.push_back(
                std::make_unique<LocatorWatch>(m_sites[i].gateway,
                                               m_sites[FAILING].uplinks[0].address,
                                               m_sites[FAILING].uplinks[1].address));
        }
    }
    for (std::size_t i = 0; i < UPLINKS; i++)
    {
        m_sites[FAILING].uplinks[i].device->TraceConnectWithoutContext(
            "MacRx",
            MakeBoundCallback(&MultihomedNetwork::Count, &m_loads[i]));
    }
    stream += m_lisp.AssignStreams(stream);
    m_core.AssignStreams(stream);
}

MultihomedNetwork::~MultihomedNetwork() = default;

bool
MultihomedNetwork::Detects(const std::string& detection) const
{
    return m_options.detection == detection || m_options.detection == TOGETHER;
}

void
MultihomedNetwork::SetDetection()
{
    if (Detects("signalled") || Detects("icmp") || Detects("probe") || Detects("route"))
    {
        m_lisp.EnableReachability();
        m_lisp.SetReachabilityAttribute("WatchSite", BooleanValue(Detects("signalled")));
        m_lisp.SetReachabilityAttribute("Probing", BooleanValue(Detects("probe")));
        m_lisp.SetReachabilityAttribute("ProbeInterval", TimeValue(m_options.probeInterval));
        m_lisp.SetReachabilityAttribute("DownProbeInterval", TimeValue(m_options.probeInterval));
        m_lisp.SetReachabilityAttribute("IcmpHoldTime",
                                        TimeValue(Detects("icmp") ? m_options.retry : Time(0)));
        m_lisp.SetReachabilityAttribute("RouteCheck",
                                        StringValue(Detects("route") ? "Specific" : "Ignore"));
    }
    if (Detects("status-bits"))
    {
        m_lisp.SetSignalAttribute("LocatorStatusBits", BooleanValue(true));
    }
    if (Detects("echo-nonce"))
    {
        m_lisp.SetSignalAttribute("EchoNonce", BooleanValue(true));
        m_lisp.SetSignalAttribute("EchoInterval", TimeValue(m_options.echoInterval));
        m_lisp.SetSignalAttribute("EchoRetryAfter", TimeValue(m_options.retry));
    }
}

std::string
MultihomedNetwork::GetNet(uint32_t number)
{
    return "10." + std::to_string(number + 1) + ".0.";
}

std::vector<std::string>
MultihomedNetwork::GetLocators(uint32_t number, uint32_t weight) const
{
    const auto& uplinks = m_sites[number].uplinks;
    return {uplinks[0].address.ToString() + " 1/" + std::to_string(weight),
            uplinks[1].address.ToString() + " 1/" + std::to_string(100 - weight)};
}

void
MultihomedNetwork::BuildSite(uint32_t number)
{
    const auto name = "dc" + std::to_string(number + 1);
    const Time delay = MilliSeconds(10);
    Site site;
    site.gateway = MakeStudyNode(name + "-gateway");
    site.host = MakeStudyNode(name + "-host");
    for (uint32_t i = 0; i < UPLINKS; i++)
    {
        site.uplinks.push_back(Detects("route") ? m_core.AttachSpeaker(site.gateway, i, delay)
                                                : m_core.Attach(site.gateway, i, delay, false));
        const auto& uplink = site.uplinks.back();
        if (!Detects("route"))
        {
            const auto ipv4 = site.gateway->GetObject<Ipv4>();
            Ipv4StaticRoutingHelper().GetStaticRouting(ipv4)->SetDefaultRoute(
                uplink.router.ToIpv4(),
                ipv4->GetInterfaceForDevice(uplink.device),
                i + 1);
        }
    }
    const auto net = GetNet(number);
    JoinStudyNodes(site.gateway, net + "1/24", site.host, net + "9/24", MilliSeconds(1));
    AddIpRoute(site.host,
               MakeDefaultPrefix(AddressFamily::IPV4),
               NetworkAddress::FromString(net + "1"));
    m_sites.push_back(site);
    m_lisp.AddSite(name, "the key of " + name);
    m_lisp.InstallXtr(site.gateway, name, GetLocators(number, m_options.weight), {net + "0/24"});
}

Time
MultihomedNetwork::GetInterval() const
{
    return MilliSeconds(m_options.flows * m_options.sites * (m_options.sites - 1));
}

void
MultihomedNetwork::AddTraffic(StudyTraffic& traffic) const
{
    NodeContainer nodes = m_core.GetRouters();
    for (const auto& site : m_sites)
    {
        nodes.Add(site.gateway);
        nodes.Add(site.host);
    }
    traffic.Watch(nodes);
    const auto getEnd = [this](uint32_t number) {
        return StudyTraffic::End{m_sites[number].host,
                                 NetworkAddress::FromString(GetNet(number) + "9")};
    };
    for (uint32_t flow = 1; flow <= m_options.flows; flow++)
    {
        for (uint32_t from = 0; from < m_options.sites; from++)
        {
            for (uint32_t to = 0; to < m_options.sites; to++)
            {
                if (from != to)
                {
                    traffic.AddUdp("dc" + std::to_string(from + 1) + "-to-dc" +
                                       std::to_string(to + 1) + "-" + std::to_string(flow),
                                   getEnd(from),
                                   getEnd(to),
                                   GetInterval(),
                                   MULTIHOMED_PAYLOAD);
                }
            }
        }
    }
}

void
MultihomedNetwork::SetWeight(uint32_t weight)
{
    CheckCount("weight", weight, 10, 90);
    m_lisp.SetLocators(m_sites[FAILING].gateway,
                       GetNet(FAILING) + "0/24",
                       GetLocators(FAILING, weight));
}

void
MultihomedNetwork::SetLink(bool isUp)
{
    m_failure.SetLink(m_sites[FAILING].uplinks[0].device, isUp);
}

void
MultihomedNetwork::SetArrival(bool isUp)
{
    Ptr<ErrorModel> model;
    if (!isUp)
    {
        model = CreateObject<LinkFailure>();
    }
    DynamicCast<PointToPointNetDevice>(m_sites[FAILING].uplinks[0].device)
        ->SetReceiveErrorModel(model);
}

void
MultihomedNetwork::Count(LoadMeter* load, Ptr<const Packet> packet)
{
    load->Add(Simulator::Now(), packet->GetSize());
}

const std::vector<std::unique_ptr<LocatorWatch>>&
MultihomedNetwork::GetWatches() const
{
    return m_watches;
}

FlowReport::Throughput
MultihomedNetwork::GetLoad(std::size_t uplink) const
{
    return m_loads.at(uplink).Report();
}

uint32_t
MultihomedNetwork::GetPacketSize()
{
    return MULTIHOMED_PAYLOAD + MULTIHOMED_HEADERS;
}

std::map<std::string, uint64_t>
MultihomedNetwork::CountMessages() const
{
    std::map<std::string, uint64_t> messages;
    std::map<std::string, uint64_t> drops;
    LispHelper::CountControl(messages, drops);
    NodeContainer nodes = m_core.GetRouters();
    for (const auto& site : m_sites)
    {
        nodes.Add(site.gateway);
    }
    for (uint32_t i = 0; i < nodes.GetN(); i++)
    {
        if (const auto reporter = nodes.Get(i)->GetObject<UnreachableReporter>())
        {
            messages["icmp-unreachable"] += reporter->GetSent();
        }
        const auto speaker = nodes.Get(i)->GetObject<BgpSpeaker>();
        for (const auto& session :
             speaker ? speaker->GetSessions() : std::vector<Ptr<BgpSession>>())
        {
            for (const auto type : {BgpMessageType::OPEN,
                                    BgpMessageType::UPDATE,
                                    BgpMessageType::NOTIFICATION,
                                    BgpMessageType::KEEPALIVE})
            {
                messages[std::string("bgp-") + ToString(type)] += session->GetSent(type);
            }
        }
    }
    return messages;
}

void
MultihomedNetwork::EnablePcap(const std::string& prefix) const
{
    for (const auto& uplink : m_sites[FAILING].uplinks)
    {
        PointToPointHelper().EnablePcap(prefix, uplink.device);
    }
}

} // namespace ns3
