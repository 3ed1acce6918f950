/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "lisp-net-device.h"

#include "lisp-xtr.h"

#include "ns3/channel.h"
#include "ns3/mac48-address.h"
#include "ns3/node.h"
#include "ns3/packet.h"
#include "ns3/uinteger.h"

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(LispNetDevice);

/// More than any path has: the tunnel itself fits packets to paths, or tells their sources (RFC
/// 9300 section 7), which IP in ns-3 would not do.
static constexpr uint16_t TUNNEL_MTU = 65535;

TypeId
LispNetDevice::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::LispNetDevice")
            .SetParent<NetDevice>()
            .SetGroupName("Lisp")
            .AddConstructor<LispNetDevice>()
            .AddAttribute("Mtu",
                          "The largest IP packet that the device takes, in octets. It is not the "
                          "path's: see EncapsulationMtu of LispEncapsulator.",
                          UintegerValue(TUNNEL_MTU),
                          MakeUintegerAccessor(&LispNetDevice::SetMtu, &LispNetDevice::GetMtu),
                          MakeUintegerChecker<uint16_t>())
            .AddTraceSource("MacTx",
                            "A packet came to be encapsulated",
                            MakeTraceSourceAccessor(&LispNetDevice::m_macTxTrace),
                            "ns3::Packet::TracedCallback")
            .AddTraceSource("MacRx",
                            "A packet came out of the tunnel",
                            MakeTraceSourceAccessor(&LispNetDevice::m_macRxTrace),
                            "ns3::Packet::TracedCallback")
            .AddTraceSource("Sniffer",
                            "A packet came to be encapsulated, or out of the tunnel; it starts "
                            "with its IP header",
                            MakeTraceSourceAccessor(&LispNetDevice::m_snifferTrace),
                            "ns3::Packet::TracedCallback")
            .AddTraceSource("PromiscSniffer",
                            "The same as Sniffer",
                            MakeTraceSourceAccessor(&LispNetDevice::m_promiscSnifferTrace),
                            "ns3::Packet::TracedCallback");
    return tid;
}

LispNetDevice::LispNetDevice()
    // The same for every tunnel, because none has a neighbour; not taken from the addresses that
    // real devices are numbered with.
    : m_address(Mac48Address("02:00:00:00:43:41")),
      m_mtu(TUNNEL_MTU)
{
}

LispNetDevice::~LispNetDevice() = default;

void
LispNetDevice::DoDispose()
{
    m_xtr = nullptr;
    m_node = nullptr;
    NetDevice::DoDispose();
}

void
LispNetDevice::SetXtr(LispXtr* xtr, uint32_t instanceId)
{
    m_xtr = xtr;
    m_instanceId = instanceId;
}

void
LispNetDevice::TraceReceived(Ptr<const Packet> packet)
{
    m_promiscSnifferTrace(packet);
    m_snifferTrace(packet);
    m_macRxTrace(packet);
}

bool
LispNetDevice::Send(Ptr<Packet> packet, const Address& /* destination */, uint16_t /* protocol */)
{
    m_macTxTrace(packet);
    m_promiscSnifferTrace(packet);
    m_snifferTrace(packet);
    if (m_xtr)
    {
        m_xtr->SendToTunnel(packet, m_instanceId);
    }
    return true;
}

bool
LispNetDevice::SendFrom(Ptr<Packet> packet,
                        const Address& /* source */,
                        const Address& destination,
                        uint16_t protocol)
{
    return Send(packet, destination, protocol);
}

void
LispNetDevice::SetIfIndex(const uint32_t index)
{
    m_index = index;
}

uint32_t
LispNetDevice::GetIfIndex() const
{
    return m_index;
}

Ptr<Channel>
LispNetDevice::GetChannel() const
{
    return nullptr;
}

void
LispNetDevice::SetAddress(Address address)
{
    m_address = address;
}

Address
LispNetDevice::GetAddress() const
{
    return m_address;
}

bool
LispNetDevice::SetMtu(const uint16_t mtu)
{
    m_mtu = mtu;
    return true;
}

uint16_t
LispNetDevice::GetMtu() const
{
    return m_mtu;
}

bool
LispNetDevice::IsLinkUp() const
{
    return true;
}

void
LispNetDevice::AddLinkChangeCallback(Callback<void> /* callback */)
{
}

bool
LispNetDevice::IsBroadcast() const
{
    return false;
}

Address
LispNetDevice::GetBroadcast() const
{
    return Mac48Address::GetBroadcast();
}

bool
LispNetDevice::IsMulticast() const
{
    return false;
}

Address
LispNetDevice::GetMulticast(Ipv4Address group) const
{
    return Mac48Address::GetMulticast(group);
}

Address
LispNetDevice::GetMulticast(Ipv6Address group) const
{
    return Mac48Address::GetMulticast(group);
}

bool
LispNetDevice::IsBridge() const
{
    return false;
}

bool
LispNetDevice::IsPointToPoint() const
{
    return true;
}

Ptr<Node>
LispNetDevice::GetNode() const
{
    return m_node;
}

void
LispNetDevice::SetNode(Ptr<Node> node)
{
    m_node = node;
}

bool
LispNetDevice::NeedsArp() const
{
    return false;
}

void
LispNetDevice::SetReceiveCallback(ReceiveCallback /* callback */)
{
    // Decapsulated packets go to the IP layer of their family without a detour over the node.
}

void
LispNetDevice::SetPromiscReceiveCallback(PromiscReceiveCallback /* callback */)
{
}

bool
LispNetDevice::SupportsSendFrom() const
{
    return true;
}

} // namespace ns3
