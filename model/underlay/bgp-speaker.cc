/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "bgp-speaker.h"

#include "ipv4-interface-watch.h"
#include "ipv6-interface-watch.h"
#include "underlay-routes.h"
#include "underlay-socket.h"

#include "ns3/boolean.h"
#include "ns3/ipv4.h"
#include "ns3/ipv6.h"
#include "ns3/net-device.h"
#include "ns3/node.h"
#include "ns3/simulator.h"
#include "ns3/socket.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <stdexcept>
#include <string>

/**
 * @file
 * @brief How a BGP speaker is set up and asked; bgp-speaker-routes.cc has what it hears and tells.
 */

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(BgpSpeaker);

namespace
{

/**
 * @param device a device @param address a neighbour's, perhaps
 * @return the device's address in the same subnet; none if there is none
 */
NetworkAddress
FindLocal(Ptr<NetDevice> device, const NetworkAddress& address)
{
    const Ptr<Node> node = device->GetNode();
    if (address.GetFamily() == AddressFamily::IPV4)
    {
        const Ptr<Ipv4> ipv4 = node->GetObject<Ipv4>();
        const int32_t interface = ipv4 ? ipv4->GetInterfaceForDevice(device) : -1;
        for (uint32_t i = 0; interface >= 0 && i < ipv4->GetNAddresses(interface); ++i)
        {
            const Ipv4InterfaceAddress own = ipv4->GetAddress(interface, i);
            if (own.GetMask().IsMatch(own.GetLocal(), address.ToIpv4()))
            {
                return own.GetLocal();
            }
        }
        return {};
    }
    const Ptr<Ipv6> ipv6 = node->GetObject<Ipv6>();
    const int32_t interface = ipv6 ? ipv6->GetInterfaceForDevice(device) : -1;
    for (uint32_t i = 0; interface >= 0 && i < ipv6->GetNAddresses(interface); ++i)
    {
        const Ipv6InterfaceAddress own = ipv6->GetAddress(interface, i);
        if (own.GetPrefix().IsMatch(own.GetAddress(), address.ToIpv6()))
        {
            return own.GetAddress();
        }
    }
    return {};
}

/// @param device a device @param family of an interface of it @return true if that is up
bool
IsInterfaceUp(Ptr<NetDevice> device, AddressFamily family)
{
    const Ptr<Node> node = device->GetNode();
    if (family == AddressFamily::IPV4)
    {
        const Ptr<Ipv4> ipv4 = node->GetObject<Ipv4>();
        const int32_t interface = ipv4 ? ipv4->GetInterfaceForDevice(device) : -1;
        return interface >= 0 && ipv4->IsUp(interface);
    }
    const Ptr<Ipv6> ipv6 = node->GetObject<Ipv6>();
    const int32_t interface = ipv6 ? ipv6->GetInterfaceForDevice(device) : -1;
    return interface >= 0 && ipv6->IsUp(interface);
}

} // namespace

TypeId
BgpSpeaker::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::BgpSpeaker")
            .SetParent<Object>()
            .SetGroupName("Lisp")
            .AddConstructor<BgpSpeaker>()
            .AddAttribute("AdvertisementInterval",
                          "MinRouteAdvertisementIntervalTimer, for all routes to a neighbour (RFC "
                          "4271 sections 9.2.1.1 and 10: 30 s). Many deployed routers have 0: FRR "
                          "and Junos by default; 30 s is the classical value, such as of IOS.",
                          TimeValue(Seconds(30)),
                          MakeTimeAccessor(&BgpSpeaker::m_interval),
                          MakeTimeChecker(Seconds(0)))
            .AddAttribute("DelayWithdrawals",
                          "Whether that holds withdrawals up, too: so RFC 4271 section 9.2.1.1; "
                          "RFC 1771 exempted them, and so do many deployed routers.",
                          BooleanValue(true),
                          MakeBooleanAccessor(&BgpSpeaker::m_delayWithdrawals),
                          MakeBooleanChecker())
            .AddAttribute("Transit",
                          "Whether routes of neighbours are told to others. A site's own router "
                          "with several neighbours does not (RFC 7454 section 6).",
                          BooleanValue(true),
                          MakeBooleanAccessor(&BgpSpeaker::m_transit),
                          MakeBooleanChecker())
            .AddAttribute("MaxPrefixes",
                          "The most routes of one neighbour; at more the session ends (RFC 4486 "
                          "section 4, Maximum Number of Prefixes Reached). The limit is open.",
                          UintegerValue(1000000),
                          MakeUintegerAccessor(&BgpSpeaker::m_maxPrefixes),
                          MakeUintegerChecker<uint32_t>(1))
            .AddTraceSource("RouteChanged",
                            "The best route to a prefix changed.",
                            MakeTraceSourceAccessor(&BgpSpeaker::m_routeChanged),
                            "ns3::BgpSpeaker::RouteChangedTracedCallback")
            .AddTraceSource("OffersChanged",
                            "A neighbour's routes changed, best ones or not.",
                            MakeTraceSourceAccessor(&BgpSpeaker::m_offersChanged),
                            "ns3::BgpSpeaker::OffersChangedTracedCallback")
            .AddTraceSource("Drop",
                            "A route or a connection was not taken, and why.",
                            MakeTraceSourceAccessor(&BgpSpeaker::m_dropTrace),
                            "ns3::BgpSpeaker::DropTracedCallback");
    return tid;
}

BgpSpeaker::BgpSpeaker()
    : m_own(std::make_shared<const BgpAttributes>()),
      m_jitter(CreateObject<UniformRandomVariable>())
{
}

BgpSpeaker::~BgpSpeaker() = default;

void
BgpSpeaker::DoDispose()
{
    for (Neighbor& neighbor : m_neighbors)
    {
        neighbor.interval.Cancel();
        neighbor.session->Dispose();
    }
    m_neighbors.clear();
    m_origins.clear();
    for (Ptr<Socket>* listener : {&m_listener4, &m_listener6})
    {
        if (*listener)
        {
            (*listener)->SetAcceptCallback(MakeNullCallback<bool, Ptr<Socket>, const Address&>(),
                                           MakeNullCallback<void, Ptr<Socket>, const Address&>());
            *listener = nullptr;
        }
    }
    if (m_watch4)
    {
        m_watch4->SetHandler(nullptr);
        m_watch4->SetRouteFinder(nullptr);
    }
    if (m_watch6)
    {
        m_watch6->SetHandler(nullptr);
        m_watch6->SetRouteFinder(nullptr);
    }
    m_watch4 = nullptr;
    m_watch6 = nullptr;
    m_routes.reset();
    m_node = nullptr;
    m_jitter = nullptr;
    Object::DoDispose();
}

void
BgpSpeaker::Install(Ptr<Node> node, uint32_t asNumber)
{
    if (m_node || !node || node->GetObject<BgpSpeaker>())
    {
        throw std::invalid_argument("BgpSpeaker::Install: give each speaker one node, and each "
                                    "node one speaker");
    }
    if (asNumber == 0 || asNumber == BGP_AS_TRANS)
    {
        throw std::invalid_argument("BgpSpeaker::Install: AS " + std::to_string(asNumber) +
                                    ": accepted: from 1 to 4294967295, but 23456 (RFC 6793)");
    }
    m_routes = std::make_unique<UnderlayRoutes>(node);
    if (node->GetObject<Ipv4>())
    {
        m_watch4 = Ipv4InterfaceWatch::Install(node);
        m_watch4->SetHandler([this](uint32_t interface, bool isUp) {
            HandleInterface(AddressFamily::IPV4, interface, isUp);
        });
        m_watch4->SetRouteFinder([this](const NetworkAddress& destination, Ptr<NetDevice> device) {
            return FindOffer(destination, device);
        });
    }
    if (node->GetObject<Ipv6>())
    {
        m_watch6 = Ipv6InterfaceWatch::Install(node);
        m_watch6->SetHandler([this](uint32_t interface, bool isUp) {
            HandleInterface(AddressFamily::IPV6, interface, isUp);
        });
        m_watch6->SetRouteFinder([this](const NetworkAddress& destination, Ptr<NetDevice> device) {
            return FindOffer(destination, device);
        });
    }
    m_rib = std::make_unique<BgpRib>(asNumber);
    m_asNumber = asNumber;
    m_node = node;
    node->AggregateObject(this);
}

void
BgpSpeaker::Listen(AddressFamily family)
{
    Ptr<Socket>& listener = family == AddressFamily::IPV4 ? m_listener4 : m_listener6;
    if (listener)
    {
        return;
    }
    listener = UnderlaySocket::Create(m_node);
    if (listener->Bind(UnderlaySocket::MakeAddress(NetworkAddress(), BGP_PORT, family)) != 0 ||
        listener->Listen() != 0)
    {
        throw std::invalid_argument("BgpSpeaker: TCP port 179 of node " +
                                    std::to_string(m_node->GetId()) + " is taken");
    }
    listener->SetAcceptCallback(MakeCallback(&BgpSpeaker::HandleRequest, this),
                                MakeCallback(&BgpSpeaker::HandleConnection, this));
}

Ptr<BgpSession>
BgpSpeaker::AddNeighbor(Ptr<NetDevice> device, const NetworkAddress& address, uint32_t remoteAs)
{
    const std::string what = "BgpSpeaker::AddNeighbor: " + address.ToString();
    if (!m_node || !device || device->GetNode() != m_node)
    {
        throw std::invalid_argument(what + " needs a device of the speaker's node");
    }
    const bool isIp =
        address.GetFamily() == AddressFamily::IPV4 || address.GetFamily() == AddressFamily::IPV6;
    const NetworkAddress local = isIp ? FindLocal(device, address) : NetworkAddress();
    if (!local.IsValid() || local == address)
    {
        throw std::invalid_argument(what + ": accepted: a neighbour's address, in a subnet of the "
                                           "device");
    }
    if (remoteAs == 0 || remoteAs == BGP_AS_TRANS || remoteAs == m_asNumber)
    {
        throw std::invalid_argument(what + " of AS " + std::to_string(remoteAs) +
                                    ": accepted: another AS than this one's, " +
                                    std::to_string(m_asNumber) + ", not 0 or 23456");
    }
    if (GetSession(address))
    {
        throw std::invalid_argument(what + " is a neighbour already");
    }
    Listen(address.GetFamily());
    const BgpRib::Peer peer = m_rib->AddPeer(address);
    m_neighbors.push_back({CreateObject<BgpSession>(), {}, EventId(), {}});
    const Ptr<BgpSession> session = m_neighbors.back().session;
    session->Start({m_node, device, local, address, m_asNumber, remoteAs, m_asNumber},
                   {[this, peer]() { HandleEstablished(peer); },
                    [this, peer](const BgpUpdate& update) { HandleUpdate(peer, update); },
                    [this, peer]() { HandleDown(peer); },
                    [this, peer]() { Flush(peer); }},
                   IsInterfaceUp(device, address.GetFamily()));
    return session;
}

bool
BgpSpeaker::HandleRequest(Ptr<Socket> /* socket */, const Address& from)
{
    const NetworkAddress address = UnderlaySocket::GetNetworkAddress(from);
    const Ptr<BgpSession> session = GetSession(address);
    if (!session)
    {
        ++m_drops[static_cast<std::size_t>(BgpDropReason::UNKNOWN_PEER)];
        m_dropTrace(address, EidPrefix(), BgpDropReason::UNKNOWN_PEER);
        return false;
    }
    return session->MayAccept();
}

void
BgpSpeaker::HandleConnection(Ptr<Socket> socket, const Address& from) const
{
    const Ptr<BgpSession> session = GetSession(UnderlaySocket::GetNetworkAddress(from));
    if (session)
    {
        session->Accept(socket);
    }
}

bool
BgpSpeaker::IsHere(const Origin& origin, const EidPrefix& prefix) const
{
    return !origin.device || IsInterfaceUp(origin.device, prefix.GetFamily());
}

void
BgpSpeaker::Originate(const EidPrefix& prefix, Ptr<NetDevice> device, const NetworkAddress& via)
{
    const bool isIp =
        prefix.GetFamily() == AddressFamily::IPV4 || prefix.GetFamily() == AddressFamily::IPV6;
    if (!m_node || !isIp || prefix.GetInstanceId() != 0 || prefix.GetAddress().IsMulticast())
    {
        throw std::invalid_argument("BgpSpeaker::Originate: " + prefix.ToString() +
                                    ": accepted: a unicast prefix of IPv4 or IPv6 and of instance "
                                    "0, after Install");
    }
    if ((via.IsValid() && !device) || (device && device->GetNode() != m_node))
    {
        throw std::invalid_argument("BgpSpeaker::Originate: " + prefix.ToString() + " by " +
                                    via.ToString() + " needs a device of the speaker's node");
    }
    // It is announced anew: the route that leads there may be another.
    m_rib->Withdraw(prefix, BgpRib::LOCAL);
    m_origins[prefix] = {device, via};
    if (IsHere(m_origins[prefix], prefix))
    {
        m_rib->Announce(prefix, {BgpRib::LOCAL, via, m_own});
    }
    Apply(prefix);
}

void
BgpSpeaker::Withdraw(const EidPrefix& prefix)
{
    if (m_origins.erase(prefix) > 0 && m_rib->Withdraw(prefix, BgpRib::LOCAL))
    {
        Apply(prefix);
    }
}

uint32_t
BgpSpeaker::GetAsNumber() const
{
    return m_asNumber;
}

std::vector<Ptr<BgpSession>>
BgpSpeaker::GetSessions() const
{
    std::vector<Ptr<BgpSession>> sessions;
    for (const Neighbor& neighbor : m_neighbors)
    {
        sessions.push_back(neighbor.session);
    }
    return sessions;
}

Ptr<BgpSession>
BgpSpeaker::GetSession(const NetworkAddress& address) const
{
    const auto found =
        std::find_if(m_neighbors.begin(), m_neighbors.end(), [&address](const Neighbor& neighbor) {
            return neighbor.session->GetEnds().remote == address;
        });
    return found == m_neighbors.end() ? nullptr : found->session;
}

const BgpRib&
BgpSpeaker::GetRib() const
{
    return *m_rib;
}

NetworkAddress
BgpSpeaker::FindOffer(const NetworkAddress& destination, Ptr<NetDevice> device) const
{
    const AddressFamily family = destination.GetFamily();
    const bool isIp = family == AddressFamily::IPV4 || family == AddressFamily::IPV6;
    if (!isIp || destination.IsMulticast() || !IsInterfaceUp(device, family))
    {
        return {};
    }
    const BgpRib::Table& table = m_rib->GetTable();
    for (int length = family == AddressFamily::IPV4 ? 32 : 128; length >= 0; --length)
    {
        const auto found = table.find(EidPrefix(destination, static_cast<uint8_t>(length)));
        if (found == table.end())
        {
            continue;
        }
        for (const BgpRib::Route& route : found->second)
        {
            if (route.peer != BgpRib::LOCAL &&
                m_neighbors[route.peer].session->GetEnds().device == device)
            {
                return route.nextHop;
            }
        }
    }
    return {};
}

std::size_t
BgpSpeaker::GetNRoutes() const
{
    return m_routes ? m_routes->GetSize() : 0;
}

Time
BgpSpeaker::GetLastChange() const
{
    return m_lastChange;
}

uint64_t
BgpSpeaker::GetDrops(BgpDropReason reason) const
{
    return m_drops.at(static_cast<std::size_t>(reason));
}

Time
BgpSpeaker::GetAdvertisementInterval() const
{
    return m_interval;
}

int64_t
BgpSpeaker::AssignStreams(int64_t stream)
{
    m_jitter->SetStream(stream);
    int64_t used = 1;
    for (Neighbor& neighbor : m_neighbors)
    {
        used += neighbor.session->AssignStreams(stream + used);
    }
    return used;
}

} // namespace ns3
