/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "svi-device.h"

#include "ns3/channel.h"
#include "ns3/node.h"
#include "ns3/ns3-compat.h"
#include "ns3/packet.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <stdexcept>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(SviDevice);

/// The switch's side of a gateway port.
class SviDevice::Port : public SwitchPort
{
  public:
    /// @param device whose port it is
    explicit Port(SviDevice* device)
        : m_device(device)
    {
    }

    using SwitchPort::Deliver;

    void Send(const EthernetFrame& frame) override
    {
        if (m_device)
        {
            m_device->Receive(frame);
        }
    }

    bool IsUp() const override
    {
        return m_device != nullptr;
    }

    std::string GetName() const override
    {
        return m_device ? "vlan " + std::to_string(m_device->GetVlan()) : "vlan";
    }

    /// The device goes.
    void Release()
    {
        m_device = nullptr;
    }

  private:
    SviDevice* m_device; //!< which owns it
};

TypeId
SviDevice::GetTypeId()
{
    const char* packetCallback = "ns3::Packet::TracedCallback";
    static TypeId tid =
        TypeId("ns3::SviDevice")
            .SetParent<NetDevice>()
            .SetGroupName("Lisp")
            .AddConstructor<SviDevice>()
            .AddAttribute("Mtu",
                          "The longest payload, in octets (IEEE 802.3-2018 section 3.2.7: 1500).",
                          UintegerValue(1500),
                          MakeUintegerAccessor(&SviDevice::SetMtu, &SviDevice::GetMtu),
                          MakeUintegerChecker<uint16_t>())
            .AddTraceSource("MacTx",
                            "A frame of the node goes into the VLAN.",
                            MakeTraceSourceAccessor(&SviDevice::m_macTxTrace),
                            packetCallback)
            .AddTraceSource("MacTxDrop",
                            "A frame of the node is longer than the MTU and goes nowhere.",
                            MakeTraceSourceAccessor(&SviDevice::m_macTxDropTrace),
                            packetCallback)
            .AddTraceSource("MacPromiscRx",
                            "A frame of the VLAN came to the port, whomever it is for.",
                            MakeTraceSourceAccessor(&SviDevice::m_macPromiscRxTrace),
                            packetCallback)
            .AddTraceSource("MacRx",
                            "A frame for this port or a group is handed to the node.",
                            MakeTraceSourceAccessor(&SviDevice::m_macRxTrace),
                            packetCallback)
            .AddTraceSource("Sniffer",
                            "What a packet sniffer sees that is not promiscuous.",
                            MakeTraceSourceAccessor(&SviDevice::m_snifferTrace),
                            packetCallback)
            .AddTraceSource("PromiscSniffer",
                            "What a promiscuous packet sniffer sees.",
                            MakeTraceSourceAccessor(&SviDevice::m_promiscSnifferTrace),
                            packetCallback);
    return tid;
}

SviDevice::SviDevice() = default;
SviDevice::~SviDevice() = default;

void
SviDevice::DoDispose()
{
    if (m_port)
    {
        m_port->Release();
    }
    m_port = nullptr;
    m_node = nullptr;
    m_interceptors.clear();
    m_receive.Nullify();
    m_promiscReceive.Nullify();
    m_linkChange = TracedCallback<>();
    NetDevice::DoDispose();
}

void
SviDevice::Install(Ptr<Node> node, uint16_t vlan)
{
    auto lanSwitch = node ? node->GetObject<VlanSwitch>() : nullptr;
    if (!lanSwitch || m_port)
    {
        throw std::invalid_argument(
            "SviDevice::Install: give each SVI one node, with a VlanSwitch");
    }
    if (vlan < 1 || vlan > EthernetFrame::MAX_VLAN)
    {
        throw std::invalid_argument("SviDevice::Install: VLAN " + std::to_string(vlan) +
                                    ": accepted: 1 to 4094");
    }
    for (uint32_t i = 0; i < node->GetNDevices(); i++)
    {
        auto other = DynamicCast<SviDevice>(node->GetDevice(i));
        if (other && other->GetVlan() == vlan)
        {
            throw std::invalid_argument("SviDevice::Install: node " +
                                        std::to_string(node->GetId()) + " has an SVI in VLAN " +
                                        std::to_string(vlan) + " already");
        }
    }
    m_vlan = vlan;
    m_address = Mac48Address::Allocate();
    m_port = CreateObject<Port>(this);
    node->AddDevice(this);
    lanSwitch->AddPort(m_port, SwitchPortRole::GATEWAY);
    lanSwitch->SetAccess(m_port, vlan);
    lanSwitch->SetLearning(m_port, false);
    lanSwitch->SetStatic(vlan, m_address, m_port);
}

uint16_t
SviDevice::GetVlan() const
{
    return m_vlan;
}

Ptr<SwitchPort>
SviDevice::GetSwitchPort() const
{
    return m_port;
}

void
SviDevice::AddMacAddress(const Mac48Address& address)
{
    if (m_further.insert(address).second && m_port)
    {
        m_node->GetObject<VlanSwitch>()->SetStatic(m_vlan, address, m_port);
    }
}

void
SviDevice::RemoveMacAddress(const Mac48Address& address)
{
    if (m_further.erase(address) > 0 && m_port && address != m_address)
    {
        m_node->GetObject<VlanSwitch>()->Forget(m_vlan, address);
    }
}

bool
SviDevice::HasMacAddress(const Mac48Address& address) const
{
    return address == m_address || m_further.count(address) > 0;
}

Ptr<SwitchPort>
SviDevice::GetIngress() const
{
    return m_node ? m_node->GetObject<VlanSwitch>()->GetIngress() : nullptr;
}

bool
SviDevice::IsFromHost() const
{
    const auto ingress = GetIngress();
    return ingress && m_node->GetObject<VlanSwitch>()->GetRole(ingress) == SwitchPortRole::HOST;
}

bool
SviDevice::IsFromHostAt(const Ptr<NetDevice>& device)
{
    const auto svi = DynamicCast<SviDevice>(device);
    return !svi || svi->IsFromHost();
}

void
SviDevice::AddInterceptor(Interceptor interceptor)
{
    m_interceptors.push_back(std::move(interceptor));
}

void
SviDevice::SendFrame(EthernetFrame frame)
{
    // The port is an access port: its frames have no tag.
    frame.vlan = 0;
    frame.priority = 0;
    if (!m_macTxTrace.IsEmpty() || !m_snifferTrace.IsEmpty() || !m_promiscSnifferTrace.IsEmpty())
    {
        const auto packet = frame.ToPacket();
        m_macTxTrace(packet);
        m_snifferTrace(packet);
        m_promiscSnifferTrace(packet);
    }
    m_port->Deliver(frame);
}

uint64_t
SviDevice::GetTooLarge() const
{
    return m_tooLarge;
}

bool
SviDevice::Send(Ptr<Packet> packet, const Address& dest, uint16_t protocolNumber)
{
    return SendFrom(packet, m_address, dest, protocolNumber);
}

bool
SviDevice::SendFrom(Ptr<Packet> packet,
                    const Address& source,
                    const Address& dest,
                    uint16_t protocolNumber)
{
    EthernetFrame frame;
    frame.source = Mac48Address::ConvertFrom(source);
    frame.destination = Mac48Address::ConvertFrom(dest);
    frame.protocol = protocolNumber;
    frame.payload = packet;
    if (packet->GetSize() > m_mtu)
    {
        m_tooLarge++;
        m_macTxDropTrace(frame.ToPacket());
        return false;
    }
    SendFrame(frame);
    return true;
}

void
SviDevice::Receive(const EthernetFrame& frame)
{
    PacketType type = PACKET_OTHERHOST;
    if (frame.destination.IsBroadcast())
    {
        type = PACKET_BROADCAST;
    }
    else if (frame.destination.IsGroup())
    {
        type = PACKET_MULTICAST;
    }
    else if (HasMacAddress(frame.destination))
    {
        type = PACKET_HOST;
    }
    const bool isForUs = type != PACKET_OTHERHOST;
    if (!m_promiscSnifferTrace.IsEmpty() || !m_macPromiscRxTrace.IsEmpty() ||
        !m_snifferTrace.IsEmpty() || !m_macRxTrace.IsEmpty())
    {
        const auto packet = frame.ToPacket();
        m_promiscSnifferTrace(packet);
        m_macPromiscRxTrace(packet);
        if (isForUs)
        {
            m_snifferTrace(packet);
            m_macRxTrace(packet);
        }
    }
    for (const auto& intercept : m_interceptors)
    {
        if (intercept(frame))
        {
            return;
        }
    }
    if (!m_promiscReceive.IsNull())
    {
        m_promiscReceive(this,
                         frame.payload->Copy(),
                         frame.protocol,
                         frame.source,
                         frame.destination,
                         type);
    }
    if (isForUs)
    {
        m_receive(this, frame.payload->Copy(), frame.protocol, frame.source);
    }
}

// ---- what every NetDevice has ------------------------------------------------------------------

void
SviDevice::SetIfIndex(const uint32_t index)
{
    m_ifIndex = index;
}

uint32_t
SviDevice::GetIfIndex() const
{
    return m_ifIndex;
}

Ptr<Channel>
SviDevice::GetChannel() const
{
    return nullptr;
}

void
SviDevice::SetAddress(Address address)
{
    if (!Mac48Address::IsMatchingType(address))
    {
        throw std::invalid_argument("SviDevice::SetAddress: not a 48-bit MAC address");
    }
    const auto before = m_address;
    m_address = Mac48Address::ConvertFrom(address);
    if (m_port)
    {
        auto lanSwitch = m_node->GetObject<VlanSwitch>();
        if (m_further.count(before) == 0)
        {
            lanSwitch->Forget(m_vlan, before);
        }
        lanSwitch->SetStatic(m_vlan, m_address, m_port);
    }
}

Address
SviDevice::GetAddress() const
{
    return m_address;
}

bool
SviDevice::SetMtu(const uint16_t mtu)
{
    m_mtu = mtu;
    return true;
}

uint16_t
SviDevice::GetMtu() const
{
    return m_mtu;
}

bool
SviDevice::IsLinkUp() const
{
    return m_port != nullptr;
}

void
SviDevice::AddLinkChangeCallback(Callback<void> callback)
{
    m_linkChange.ConnectWithoutContext(callback);
}

bool
SviDevice::IsBroadcast() const
{
    return true;
}

Address
SviDevice::GetBroadcast() const
{
    return Mac48Address::GetBroadcast();
}

bool
SviDevice::IsMulticast() const
{
    return true;
}

Address
SviDevice::GetMulticast(Ipv4Address multicastGroup) const
{
    return Mac48Address::GetMulticast(multicastGroup);
}

Address
SviDevice::GetMulticast(Ipv6Address address) const
{
    return Mac48Address::GetMulticast(address);
}

bool
SviDevice::IsBridge() const
{
    return false;
}

bool
SviDevice::IsPointToPoint() const
{
    return false;
}

Ptr<Node>
SviDevice::GetNode() const
{
    return m_node;
}

void
SviDevice::SetNode(Ptr<Node> node)
{
    m_node = node;
}

bool
SviDevice::NeedsArp() const
{
    return true;
}

void
SviDevice::SetReceiveCallback(ReceiveCallback cb)
{
    m_receive = cb;
}

void
SviDevice::SetPromiscReceiveCallback(PromiscReceiveCallback cb)
{
    m_promiscReceive = cb;
}

bool
SviDevice::SupportsSendFrom() const
{
    return true;
}

} // namespace ns3
