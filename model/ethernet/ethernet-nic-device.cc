/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * @brief What EthernetNic declares and what every NetDevice has; ethernet-nic.cc has what it does.
 */
#include "ethernet-cable.h"
#include "ethernet-nic.h"

#include "ns3/boolean.h"
#include "ns3/error-model.h"
#include "ns3/global-value.h"
#include "ns3/node.h"
#include "ns3/packet.h"
#include "ns3/pointer.h"
#include "ns3/queue.h"
#include "ns3/uinteger.h"

#include <stdexcept>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(EthernetNic);

namespace
{

constexpr uint32_t PREAMBLE_SIZE = 7 + 1; //!< preamble, delimiter (IEEE 802.3-2018 section 3.1.1)
constexpr uint32_t INTERFRAME_GAP = 12;   //!< interPacketGap, 96 bits (section 4.4.2)

/// See EthernetNic.
GlobalValue g_frameCheck("EthernetFrameCheck",
                         "Whether NICs compute and look at the frame check sequence when "
                         "ChecksumEnabled is set. It takes as long as a frame has octets, and is "
                         "no part of a capture.",
                         BooleanValue(true),
                         MakeBooleanChecker());

} // namespace

bool
EthernetNic::ChecksFrames()
{
    if (!Node::ChecksumEnabled())
    {
        return false;
    }
    BooleanValue checks;
    g_frameCheck.GetValue(checks);
    return checks.Get();
}

TypeId
EthernetNic::GetTypeId()
{
    const char* packetCallback = "ns3::Packet::TracedCallback";
    static TypeId tid =
        TypeId("ns3::EthernetNic")
            .SetParent<NetDevice>()
            .SetGroupName("Lisp")
            .AddConstructor<EthernetNic>()
            .AddAttribute("Address",
                          "The MAC address. It may be set to a value that another NIC elsewhere "
                          "has, such as a gateway's virtual MAC address.",
                          Mac48AddressValue(Mac48Address("ff:ff:ff:ff:ff:ff")),
                          MakeMac48AddressAccessor(&EthernetNic::m_address),
                          MakeMac48AddressChecker())
            .AddAttribute("Mtu",
                          "The longest payload, in octets (IEEE 802.3-2018 section 3.2.7: 1500).",
                          UintegerValue(1500),
                          MakeUintegerAccessor(&EthernetNic::SetMtu, &EthernetNic::GetMtu),
                          MakeUintegerChecker<uint16_t>())
            .AddAttribute(
                "DataRate",
                "Bits a second, more than none.",
                DataRateValue(DataRate("1Gbps")),
                MakeDataRateAccessor(&EthernetNic::SetDataRate, &EthernetNic::GetDataRate),
                MakeDataRateChecker())
            .AddAttribute("Preamble",
                          "Octets sent before each frame (IEEE 802.3-2018 section 3.1.1: 7 of "
                          "preamble and 1 of start frame delimiter).",
                          UintegerValue(PREAMBLE_SIZE),
                          MakeUintegerAccessor(&EthernetNic::m_preamble),
                          MakeUintegerChecker<uint32_t>(0, 64))
            .AddAttribute("InterframeGap",
                          "Octet times between a frame and the next one's preamble (IEEE "
                          "802.3-2018 section 4.4.2: 96 bits).",
                          UintegerValue(INTERFRAME_GAP),
                          MakeUintegerAccessor(&EthernetNic::m_gap),
                          MakeUintegerChecker<uint32_t>(0, 1024))
            .AddAttribute("FlushOnLinkDown",
                          "Whether the frames that wait are dropped when the link goes down, as "
                          "Linux does (dev_deactivate), or kept until it is up again.",
                          BooleanValue(true),
                          MakeBooleanAccessor(&EthernetNic::m_flush),
                          MakeBooleanChecker())
            .AddAttribute("TxQueue",
                          "Holds the frames that wait to be sent; a DropTailQueue unless set.",
                          PointerValue(),
                          MakePointerAccessor(&EthernetNic::m_queue),
                          MakePointerChecker<Queue<Packet>>())
            .AddAttribute("ReceiveErrorModel",
                          "Says which frames arrive corrupted; none if null.",
                          PointerValue(),
                          MakePointerAccessor(&EthernetNic::m_errorModel),
                          MakePointerChecker<ErrorModel>())
            .AddTraceSource("Drop",
                            "A frame is lost, and why; each lost frame fires it once.",
                            MakeTraceSourceAccessor(&EthernetNic::m_dropTrace),
                            "ns3::EthernetNic::DropTracedCallback")
            .AddTraceSource("MacTx",
                            "A frame arrived from the host to be sent.",
                            MakeTraceSourceAccessor(&EthernetNic::m_macTxTrace),
                            packetCallback)
            .AddTraceSource("MacTxDrop",
                            "A frame is lost before it is sent.",
                            MakeTraceSourceAccessor(&EthernetNic::m_macTxDropTrace),
                            packetCallback)
            .AddTraceSource("MacPromiscRx",
                            "A frame is handed to the host, whomever it is for.",
                            MakeTraceSourceAccessor(&EthernetNic::m_macPromiscRxTrace),
                            packetCallback)
            .AddTraceSource("MacRx",
                            "A frame for this NIC or a group is handed to the host.",
                            MakeTraceSourceAccessor(&EthernetNic::m_macRxTrace),
                            packetCallback)
            .AddTraceSource("MacRxDrop",
                            "A frame that arrived whole is not handed to the host.",
                            MakeTraceSourceAccessor(&EthernetNic::m_macRxDropTrace),
                            packetCallback)
            .AddTraceSource("PhyTxBegin",
                            "A frame begins to be sent; PhyTxEnd or PhyTxDrop follows.",
                            MakeTraceSourceAccessor(&EthernetNic::m_phyTxBeginTrace),
                            packetCallback)
            .AddTraceSource("PhyTxEnd",
                            "A frame has been sent.",
                            MakeTraceSourceAccessor(&EthernetNic::m_phyTxEndTrace),
                            packetCallback)
            .AddTraceSource("PhyTxDrop",
                            "A frame is lost while it is sent.",
                            MakeTraceSourceAccessor(&EthernetNic::m_phyTxDropTrace),
                            packetCallback)
            .AddTraceSource("PhyRxBegin",
                            "The first bit of a frame arrives.",
                            MakeTraceSourceAccessor(&EthernetNic::m_phyRxBeginTrace),
                            packetCallback)
            .AddTraceSource("PhyRxEnd",
                            "A frame has arrived without error.",
                            MakeTraceSourceAccessor(&EthernetNic::m_phyRxEndTrace),
                            packetCallback)
            .AddTraceSource("PhyRxDrop",
                            "A frame is lost on its way here, or arrives corrupted.",
                            MakeTraceSourceAccessor(&EthernetNic::m_phyRxDropTrace),
                            packetCallback)
            .AddTraceSource("Sniffer",
                            "What a packet sniffer sees that is not promiscuous.",
                            MakeTraceSourceAccessor(&EthernetNic::m_snifferTrace),
                            packetCallback)
            .AddTraceSource("PromiscSniffer",
                            "What a promiscuous packet sniffer sees.",
                            MakeTraceSourceAccessor(&EthernetNic::m_promiscSnifferTrace),
                            packetCallback);
    return tid;
}

Ptr<EthernetCable>
EthernetNic::GetCable() const
{
    return m_cable;
}

Ptr<EthernetNic>
EthernetNic::GetPeer() const
{
    return m_cable ? m_cable->GetPeer(m_end) : nullptr;
}

Ptr<Channel>
EthernetNic::GetChannel() const
{
    return m_cable;
}

void
EthernetNic::SetDataRate(DataRate rate)
{
    if (rate.GetBitRate() == 0)
    {
        throw std::invalid_argument("EthernetNic: a data rate of 0 bit/s; give more than none");
    }
    m_rate = rate;
}

DataRate
EthernetNic::GetDataRate() const
{
    return m_rate;
}

void
EthernetNic::SetQueue(Ptr<Queue<Packet>> queue)
{
    if (!queue)
    {
        throw std::invalid_argument("EthernetNic::SetQueue: no queue given");
    }
    m_queue = queue;
}

Ptr<Queue<Packet>>
EthernetNic::GetQueue() const
{
    return m_queue;
}

void
EthernetNic::SetReceiveErrorModel(Ptr<ErrorModel> model)
{
    m_errorModel = model;
}

void
EthernetNic::SetIfIndex(const uint32_t index)
{
    m_ifIndex = index;
}

uint32_t
EthernetNic::GetIfIndex() const
{
    return m_ifIndex;
}

void
EthernetNic::SetAddress(Address address)
{
    if (!Mac48Address::IsMatchingType(address))
    {
        throw std::invalid_argument("EthernetNic::SetAddress: not a 48-bit MAC address");
    }
    m_address = Mac48Address::ConvertFrom(address);
}

Address
EthernetNic::GetAddress() const
{
    return m_address;
}

bool
EthernetNic::SetMtu(const uint16_t mtu)
{
    m_mtu = mtu;
    return true;
}

uint16_t
EthernetNic::GetMtu() const
{
    return m_mtu;
}

bool
EthernetNic::IsLinkUp() const
{
    return m_linkUp;
}

void
EthernetNic::AddLinkChangeCallback(Callback<void> callback)
{
    m_linkChange.ConnectWithoutContext(callback);
}

bool
EthernetNic::IsBroadcast() const
{
    return true;
}

Address
EthernetNic::GetBroadcast() const
{
    return Mac48Address::GetBroadcast();
}

bool
EthernetNic::IsMulticast() const
{
    return true;
}

Address
EthernetNic::GetMulticast(Ipv4Address multicastGroup) const
{
    return Mac48Address::GetMulticast(multicastGroup);
}

Address
EthernetNic::GetMulticast(Ipv6Address address) const
{
    return Mac48Address::GetMulticast(address);
}

bool
EthernetNic::IsBridge() const
{
    return false;
}

bool
EthernetNic::IsPointToPoint() const
{
    return false;
}

Ptr<Node>
EthernetNic::GetNode() const
{
    return m_node;
}

void
EthernetNic::SetNode(Ptr<Node> node)
{
    m_node = node;
}

void
EthernetNic::SetReceiveCallback(ReceiveCallback cb)
{
    m_receive = cb;
}

void
EthernetNic::SetPromiscReceiveCallback(PromiscReceiveCallback cb)
{
    m_promiscReceive = cb;
}

bool
EthernetNic::SupportsSendFrom() const
{
    return true;
}

} // namespace ns3
