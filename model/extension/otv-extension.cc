/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "otv-extension.h"

#include "otv-header.h"

#include "ns3/inet-socket-address.h"
#include "ns3/inet6-socket-address.h"
#include "ns3/ipv4.h"
#include "ns3/ipv6.h"
#include "ns3/net-device.h"
#include "ns3/node.h"
#include "ns3/ns3-compat.h"
#include "ns3/simulator.h"
#include "ns3/socket.h"
#include "ns3/udp-socket-factory.h"
#include "ns3/uinteger.h"

#include <stdexcept>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(OtvExtension);

namespace
{

/// AllL1ISs (ISO 10589 section 8.4.8): where IS-IS of the overlay is sent.
const Mac48Address ALL_LEVEL_1("01:80:c2:00:00:14");
constexpr uint32_t UDP_HEADER = 8;   //!< octets
constexpr uint32_t IPV4_HEADER = 20; //!< octets
constexpr uint32_t IPV6_HEADER = 40; //!< octets

/// @param node a node @param address one of its @return its device; null if it is none
Ptr<NetDevice>
FindDevice(Ptr<Node> node, const NetworkAddress& address)
{
    if (address.GetFamily() == AddressFamily::IPV4)
    {
        auto ip = node->GetObject<Ipv4>();
        const int32_t i = ip ? ip->GetInterfaceForAddress(address.ToIpv4()) : -1;
        return i < 0 ? nullptr : ip->GetNetDevice(i);
    }
    auto ip = node->GetObject<Ipv6>();
    const int32_t i = ip && address.GetFamily() == AddressFamily::IPV6
                          ? ip->GetInterfaceForAddress(address.ToIpv6())
                          : -1;
    return i < 0 ? nullptr : ip->GetNetDevice(i);
}

} // namespace

TypeId
OtvExtension::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::OtvExtension")
            .SetParent<LanExtension>()
            .SetGroupName("Lisp")
            .AddConstructor<OtvExtension>()
            .AddAttribute("OverlayId",
                          "The overlay, 24 bits (draft-hasmit-otv-04): datagrams of others are "
                          "refused.",
                          UintegerValue(1),
                          MakeUintegerAccessor(&OtvExtension::m_overlay),
                          MakeUintegerChecker<uint32_t>(0, OtvHeader::MAX_ID))
            .AddAttribute("InstanceId",
                          "The instance in the overlay, 24 bits (draft-hasmit-otv-04): datagrams "
                          "of others are refused.",
                          UintegerValue(0),
                          MakeUintegerAccessor(&OtvExtension::m_instance),
                          MakeUintegerChecker<uint32_t>(0, OtvHeader::MAX_ID))
            .AddAttribute("SiteId",
                          "The number of the data centre: the same at its edge devices, and at no "
                          "others (draft-hasmit-otv-04, site ID; it is the IS-IS area).",
                          UintegerValue(0),
                          MakeUintegerAccessor(&OtvExtension::m_site),
                          MakeUintegerChecker<uint32_t>())
            .AddAttribute("NeighborCacheTimeout",
                          "How long an ARP reply or neighbour advertisement of another data centre "
                          "is used to answer for its host. Open in the standards; 480 s is usual.",
                          TimeValue(Seconds(480)),
                          MakeTimeAccessor(&OtvExtension::m_cacheTimeout),
                          MakeTimeChecker(Seconds(0)))
            .AddAttribute("NeighborCacheSize",
                          "The most hosts to answer for; 0: none. Open in the standards.",
                          UintegerValue(4096),
                          MakeUintegerAccessor(&OtvExtension::m_cacheSize),
                          MakeUintegerChecker<uint32_t>())
            .AddAttribute("WithdrawDelay",
                          "How long an address that the switch forgot stays advertised, in case it "
                          "is heard again here. What comes for it meanwhile is flooded in the data "
                          "centre. Open in the standards; 1 s is longer than the pauses of a host "
                          "that talks to somebody.",
                          TimeValue(Seconds(1)),
                          MakeTimeAccessor(&OtvExtension::m_withdrawDelay),
                          MakeTimeChecker(Seconds(0)))
            .AddAttribute("MaxRemoteAddresses",
                          "The most MAC addresses of other data centres to know. Open in the "
                          "standards.",
                          UintegerValue(65536),
                          MakeUintegerAccessor(&OtvExtension::m_maxRemotes),
                          MakeUintegerChecker<uint32_t>(1));
    return tid;
}

OtvExtension::OtvExtension()
    : m_isis(CreateObject<OtvIsis>()),
      m_forgottenTimer([this]() { WithdrawForgotten(); })
{
}

OtvExtension::~OtvExtension() = default;

void
OtvExtension::DoDispose()
{
    m_isis->Dispose();
    m_resyncEvent.Cancel();
    m_gatewayEvent.Cancel();
    m_forgottenTimer.Cancel();
    if (m_switch)
    {
        m_switch->TraceDisconnectWithoutContext("Learned",
                                                MakeCallback(&OtvExtension::Learned, this));
        m_switch->TraceDisconnectWithoutContext("Forgotten",
                                                MakeCallback(&OtvExtension::Forgotten, this));
    }
    for (const auto& socket : {m_socket, m_groupSocket})
    {
        if (socket)
        {
            socket->SetRecvCallback(MakeNullCallback<void, Ptr<Socket>>());
            socket->Close();
        }
    }
    m_socket = nullptr;
    m_groupSocket = nullptr;
    m_switch = nullptr;
    m_node = nullptr;
    m_join = nullptr;
    LanExtension::DoDispose();
}

// ---- set-up ------------------------------------------------------------------------------------

void
OtvExtension::Install(Ptr<VlanSwitch> lanSwitch, const NetworkAddress& local, const VlanSet& vlans)
{
    if (!lanSwitch || !lanSwitch->GetNode() || m_switch)
    {
        throw std::invalid_argument(
            "OtvExtension::Install: give each extension one switch, installed on a node");
    }
    m_join = FindDevice(lanSwitch->GetNode(), local);
    if (!m_join)
    {
        throw std::invalid_argument("OtvExtension::Install: " + local.ToString() +
                                    " is no IPv4 or IPv6 address of node " +
                                    std::to_string(lanSwitch->GetNode()->GetId()));
    }
    m_switch = lanSwitch;
    m_node = lanSwitch->GetNode();
    m_local = local;
    m_id = MakeIsisSystemId(Mac48Address::Allocate());
    m_switch->AddPort(this, SwitchPortRole::EXTENSION);
    m_switch->SetTrunk(this, vlans);
    m_switch->SetLearning(this, false);
    m_switch->TraceConnectWithoutContext("Learned", MakeCallback(&OtvExtension::Learned, this));
    m_switch->TraceConnectWithoutContext("Forgotten", MakeCallback(&OtvExtension::Forgotten, this));
    m_join->AddLinkChangeCallback(MakeCallback(&OtvExtension::PeersChanged, this));
    Simulator::ScheduleWithContext(m_node->GetId(), Seconds(0), [self = Ptr<OtvExtension>(this)]() {
        self->Start();
    });
}

void
OtvExtension::SetAdjacencyServer(const NetworkAddress& server)
{
    if (!m_switch || server.GetFamily() != m_local.GetFamily() || server.IsMulticast())
    {
        throw std::invalid_argument("OtvExtension::SetAdjacencyServer: " + server.ToString() +
                                    ": accepted, after Install: an address of the family of " +
                                    m_local.ToString());
    }
    m_server = server;
}

void
OtvExtension::SetControlGroup(Ipv4Address group)
{
    const NetworkAddress address(group);
    if (!m_switch || m_local.GetFamily() != AddressFamily::IPV4 || !address.IsMulticast())
    {
        throw std::invalid_argument("OtvExtension::SetControlGroup: " + address.ToString() +
                                    ": accepted, after Install with an IPv4 address: an IPv4 "
                                    "multicast group");
    }
    m_group = address;
}

void
OtvExtension::Start()
{
    if (!m_node)
    {
        return;
    }
    if (m_server.IsValid() == m_group.IsValid())
    {
        throw std::invalid_argument("OtvExtension: node " + std::to_string(m_node->GetId()) +
                                    " needs either SetAdjacencyServer or SetControlGroup");
    }
    m_cache.SetLimits(m_cacheSize, m_cacheTimeout);
    m_socket = MakeSocket(MakeAddress(m_local));
    if (m_group.IsValid())
    {
        m_groupTo = MakeAddress(m_group);
        m_groupSocket = MakeSocket(m_groupTo);
    }
    m_isis->Start(this, m_id, m_site, m_local, m_server);
    m_changed = m_switch->GetVlans(this);
    Resync();
    AdvertisePeriodically();
}

Ptr<Socket>
OtvExtension::MakeSocket(const Address& address)
{
    auto socket = Socket::CreateSocket(m_node, UdpSocketFactory::GetTypeId());
    if (socket->Bind(address) != 0)
    {
        throw std::invalid_argument("OtvExtension: node " + std::to_string(m_node->GetId()) +
                                    " has another user of UDP port " +
                                    std::to_string(OtvHeader::PORT));
    }
    if (m_group.IsValid())
    {
        // The group is reached by the join interface, whatever else the node is connected to.
        socket->BindToNetDevice(m_join);
    }
    socket->SetRecvCallback(MakeCallback(&OtvExtension::Receive, this));
    return socket;
}

Address
OtvExtension::MakeAddress(const NetworkAddress& address)
{
    return address.GetFamily() == AddressFamily::IPV4
               ? Address(InetSocketAddress(address.ToIpv4(), OtvHeader::PORT))
               : Address(Inet6SocketAddress(address.ToIpv6(), OtvHeader::PORT));
}

// ---- out ---------------------------------------------------------------------------------------

bool
OtvExtension::IsUp() const
{
    return !m_peers.empty() && m_join && m_join->IsLinkUp();
}

std::string
OtvExtension::GetName() const
{
    return "otv";
}

void
OtvExtension::Carry(const EthernetFrame& frame)
{
    bool fits = true;
    if (!frame.IsGroup())
    {
        const auto* claims = FindClaims(frame.vlan, frame.destination);
        if (!claims)
        {
            Drop(frame.ToPacket(), ExtensionDropReason::UNKNOWN_UNICAST);
            return;
        }
        fits = SendFrame(frame, claims->back().to);
    }
    else if (Answer(frame))
    {
        Drop(frame.ToPacket(), ExtensionDropReason::ARP_ANSWERED);
        return;
    }
    else if (m_group.IsValid())
    {
        fits = SendFrame(frame, m_groupTo);
    }
    else
    {
        for (const auto& peer : m_peers)
        {
            fits = SendFrame(frame, peer);
        }
    }
    if (fits)
    {
        CountSent(frame);
    }
    else
    {
        Drop(frame.ToPacket(), ExtensionDropReason::TOO_LARGE);
    }
}

bool
OtvExtension::SendFrame(const EthernetFrame& frame, const Address& to)
{
    const uint32_t ip = m_local.GetFamily() == AddressFamily::IPV4 ? IPV4_HEADER : IPV6_HEADER;
    if (frame.GetSize() + OtvHeader::SIZE + UDP_HEADER + ip > m_join->GetMtu())
    {
        return false;
    }
    auto packet = frame.ToPacket();
    OtvHeader header;
    header.overlay = m_overlay;
    header.instance = m_instance;
    packet->AddHeader(header);
    m_copies++;
    m_socket->SendTo(packet, 0, to);
    return true;
}

void
OtvExtension::SendPdu(const IsisOctets& pdu, const NetworkAddress& to)
{
    const auto frame = MakeIsisFrame(pdu, MakeIsisMac(m_id), ALL_LEVEL_1);
    if (!SendFrame(frame, to.IsValid() ? MakeAddress(to) : m_groupTo))
    {
        Drop(frame.ToPacket(), ExtensionDropReason::TOO_LARGE);
        return;
    }
    m_copies--;
}

bool
OtvExtension::Answer(const EthernetFrame& frame)
{
    const auto request = OtvNeighborCache::ReadRequest(frame);
    const auto mac = request ? m_cache.Find(frame.vlan, request->target, Simulator::Now())
                             : std::optional<Mac48Address>();
    // What a host here says of itself, it also says to those who thought it elsewhere.
    m_cache.HearLocal(frame);
    if (!mac || !Locate(frame.vlan, *mac).IsValid())
    {
        return false;
    }
    Deliver(OtvNeighborCache::MakeAnswer(*request, *mac, frame.vlan));
    return true;
}

// ---- in ----------------------------------------------------------------------------------------

void
OtvExtension::Receive(Ptr<Socket> socket)
{
    Address address;
    while (auto packet = socket->RecvFrom(address))
    {
        NetworkAddress from;
        if (InetSocketAddress::IsMatchingType(address))
        {
            from = InetSocketAddress::ConvertFrom(address).GetIpv4();
        }
        else if (Inet6SocketAddress::IsMatchingType(address))
        {
            from = Inet6SocketAddress::ConvertFrom(address).GetIpv6();
        }
        if (from != m_local)
        {
            ReceivePacket(packet, from);
        }
    }
}

void
OtvExtension::ReceivePacket(Ptr<Packet> packet, const NetworkAddress& from)
{
    OtvHeader header;
    if (packet->GetSize() < OtvHeader::SIZE)
    {
        Drop(packet, ExtensionDropReason::MALFORMED);
        return;
    }
    packet->RemoveHeader(header);
    if (header.overlay != m_overlay || header.instance != m_instance)
    {
        Drop(packet, ExtensionDropReason::UNKNOWN_PEER);
        return;
    }
    auto frame = EthernetFrame::FromPacket(packet);
    if (!frame || (header.flags & OtvHeader::HAS_INSTANCE) == 0 || frame->source.IsGroup())
    {
        Drop(packet, ExtensionDropReason::MALFORMED);
        return;
    }
    if (frame->destination == ALL_LEVEL_1)
    {
        const auto pdu = GetIsisPdu(*frame);
        const auto outcome =
            pdu ? m_isis->Receive(*pdu, frame->source, from) : OtvIsis::Outcome::MALFORMED;
        if (outcome != OtvIsis::Outcome::TAKEN)
        {
            Drop(packet,
                 outcome == OtvIsis::Outcome::MALFORMED ? ExtensionDropReason::MALFORMED
                                                        : ExtensionDropReason::UNKNOWN_PEER);
        }
        return;
    }
    if (!m_isis->IsPeer(from))
    {
        // By the control group, the other edge device of the data centre is heard too.
        Drop(packet,
             m_isis->GetState(from) == OtvAdjacencyState::UP ? ExtensionDropReason::PEER_LINK
                                                             : ExtensionDropReason::UNKNOWN_PEER);
        return;
    }
    if (IsForwarder(frame->vlan))
    {
        m_cache.HearRemote(*frame, Simulator::Now());
    }
    Accept(*frame);
}

// ---- what there is to know ---------------------------------------------------------------------

Ptr<OtvIsis>
OtvExtension::GetIsis() const
{
    return m_isis;
}

const NetworkAddress&
OtvExtension::GetLocal() const
{
    return m_local;
}

const IsisSystemId&
OtvExtension::GetSystemId() const
{
    return m_id;
}

std::size_t
OtvExtension::GetRemoteAddresses() const
{
    return m_remotes;
}

uint64_t
OtvExtension::GetCopies() const
{
    return m_copies;
}

const OtvNeighborCache&
OtvExtension::GetNeighborCache() const
{
    return m_cache;
}

} // namespace ns3
