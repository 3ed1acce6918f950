/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "emulated-router.h"

#include "checked-capture.h"
#include "echo-services.h"
#include "ethernet-helper.h"
#include "tap-interface.h"
#include "tap-net-device.h"
#include "tcp-echo-port.h"

#include "ns3/ethernet-nic.h"
#include "ns3/internet-stack-helper.h"
#include "ns3/lisp-authentication.h"
#include "ns3/mac48-address.h"
#include "ns3/names.h"
#include "ns3/node.h"
#include "ns3/rng-seed-manager.h"
#include "ns3/trace-helper.h"

#include <array>

namespace ns3
{

namespace
{

// Second octet of MAC addresses: the side that a tap is on.
constexpr uint8_t CORE_SIDE = 0x4c;
constexpr uint8_t SITE_SIDE = 0x53;

/// The name of the site: there is one.
constexpr const char* SITE = "site";

/// Streams of random numbers for one router.
constexpr int64_t ROUTER_STREAMS = 100;

/**
 * @param rloc a router's locator
 * @return the first stream of its random numbers, its own: of several programs with one seed each
 * has another xTR-ID, by which a Map-Server tells them apart (RFC 9301 section 5.6), and nonces
 */
int64_t
FindStreams(const NetworkAddress& rloc)
{
    // FNV-1a, the same on every machine.
    uint32_t hash = 2166136261;
    for (std::size_t i = 0; i < rloc.GetSize(); ++i)
    {
        hash = (hash ^ rloc.GetOctets()[i]) * 16777619;
    }
    return ROUTER_STREAMS * int64_t{hash};
}

/**
 * @param address an IP address @param kind the second octet
 * @return a MAC address that is this address's own, locally administered (IEEE 802 section 8.4.2);
 * of an IPv6 address its four parts in one
 */
Mac48Address
MakeMac(const NetworkAddress& address, uint8_t kind)
{
    std::array<uint8_t, 6> octets = {0x02, kind};
    for (std::size_t i = 0; i < address.GetSize(); ++i)
    {
        octets[2 + i % 4] ^= address.GetOctets()[i];
    }
    Mac48Address mac;
    mac.CopyFrom(octets.data());
    return mac;
}

} // namespace

EmulatedRouter::EmulatedRouter(const EmulationParameters& parameters)
    : m_parameters(parameters)
{
    RngSeedManager::SetRun(parameters.seed);
    m_router = CreateObject<Node>();
    InternetStackHelper().Install(m_router);
    AddTap(parameters.tap, parameters.rloc, CORE_SIDE);
    if (parameters.gateway.IsValid())
    {
        AddIpRoute(m_router, MakeDefaultPrefix(parameters.gateway.GetFamily()), parameters.gateway);
    }
    switch (parameters.role)
    {
    case EmulationParameters::Role::XTR:
        InstallXtr();
        break;
    case EmulationParameters::Role::MAP_SERVER:
        InstallMapServer();
        break;
    case EmulationParameters::Role::PITR:
        InstallPitr();
        break;
    }
    m_lisp.AssignStreams(FindStreams(parameters.rloc.address));
}

EmulatedRouter::~EmulatedRouter() = default;

Ptr<Node>
EmulatedRouter::GetNode() const
{
    return m_router;
}

const std::vector<std::pair<std::string, Ptr<TapNetDevice>>>&
EmulatedRouter::GetTaps() const
{
    return m_taps;
}

Ptr<EchoServices>
EmulatedRouter::GetServices() const
{
    return m_services;
}

Ptr<TapNetDevice>
EmulatedRouter::AddTap(const std::string& name, const InterfaceAddress& address, uint8_t kind)
{
    TapInterface tap(name);
    auto device = CreateObject<TapNetDevice>();
    device->SetAddress(MakeMac(address.address, kind));
    device->Attach(tap);
    m_router->AddDevice(device);
    AddIpInterface(device, address);
    m_taps.emplace_back(name, device);
    return device;
}

Ptr<NetDevice>
EmulatedRouter::AddSite()
{
    const auto length = m_parameters.eid.GetLength();
    const InterfaceAddress gateway{m_parameters.siteGateway, length};
    if (!m_parameters.host.IsValid())
    {
        return AddTap(m_parameters.siteTap, gateway, SITE_SIDE);
    }
    m_host = CreateObject<Node>();
    Names::Add("host", m_host);
    InternetStackHelper().Install(m_host);
    const auto ends = EthernetHelper().Install(m_router, m_host);
    AddIpInterface(ends.Get(0), gateway);
    AddIpInterface(ends.Get(1), {m_parameters.host, length});
    AddIpRoute(m_host, MakeDefaultPrefix(m_parameters.host.GetFamily()), gateway.address);
    m_services = CreateObject<EchoServices>();
    m_services->Install(m_host, m_parameters.host);
    m_services->GetTcp()->AssignStreams(FindStreams(m_parameters.rloc.address) + ROUTER_STREAMS -
                                        1);
    m_hostPort = ends.Get(0);
    return m_hostPort;
}

void
EmulatedRouter::InstallXtr()
{
    Names::Add("xtr", m_router);
    const auto port = AddSite();
    MakeIpRouter(m_router);
    m_lisp.AddMapServer(m_parameters.mapServer.ToString());
    m_lisp.AddMapResolver(m_parameters.mapResolver.ToString());
    LispSiteOptions options;
    options.algorithm = m_parameters.algorithm;
    m_lisp.AddSite(SITE, m_parameters.key, options);
    const auto xtr = m_lisp.InstallXtr(m_router,
                                       SITE,
                                       {m_parameters.rloc.address.ToString()},
                                       {m_parameters.eid.ToString()});
    if (m_parameters.eid.GetInstanceId() != 0)
    {
        xtr->SetInstanceId(port, m_parameters.eid.GetInstanceId());
    }
}

void
EmulatedRouter::InstallMapServer()
{
    Names::Add("map-server", m_router);
    m_lisp.SetMapServer(m_router, m_parameters.rloc.address.ToString());
    LispSite site;
    site.name = SITE;
    site.keys[0] = {m_parameters.algorithm.empty()
                        ? LispAlgorithm::NONE
                        : LispAlgorithmFromString(m_parameters.algorithm),
                    m_parameters.key};
    site.prefixes.push_back({m_parameters.eid, true});
    m_router->GetObject<LispMapServer>()->GetSites().AddSite(site);
}

void
EmulatedRouter::InstallPitr()
{
    Names::Add("pitr", m_router);
    MakeIpRouter(m_router);
    m_lisp.AddMapResolver(m_parameters.mapResolver.ToString());
    m_lisp.InstallPitr(m_router,
                       {m_parameters.rloc.address.ToString()},
                       {m_parameters.eid.ToString()});
}

void
EmulatedRouter::EnablePcap(const std::string& folder)
{
    const auto capture = [&folder](Ptr<NetDevice> device, const std::string& name) {
        auto file = Create<CheckedCapture>(folder + "/" + name + ".pcap",
                                           static_cast<uint32_t>(PcapHelper::DLT_EN10MB));
        device->TraceConnectWithoutContext("PromiscSniffer",
                                           MakeBoundCallback(&WriteCheckedCapture, file));
    };
    for (const auto& [name, device] : m_taps)
    {
        capture(device, name);
    }
    if (m_hostPort)
    {
        capture(m_hostPort, "host");
    }
}

} // namespace ns3
