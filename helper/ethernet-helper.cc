/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "ethernet-helper.h"

#include "checked-attribute.h"
#include "checked-capture.h"

#include "ns3/ethernet-cable.h"
#include "ns3/ethernet-nic.h"
#include "ns3/ethernet-trailer.h"
#include "ns3/net-device-queue-interface.h"
#include "ns3/node.h"
#include "ns3/packet.h"
#include "ns3/queue.h"

namespace ns3
{

namespace
{

/**
 * @brief Write a frame to a capture.
 * @param file the capture @param frame a frame with its frame check sequence
 */
void
Capture(Ptr<CheckedCapture> file, Ptr<const Packet> frame)
{
    const uint32_t size = frame->GetSize() - EthernetTrailer().GetSerializedSize();
    WriteCheckedCapture(file, frame->CreateFragment(0, size));
}

} // namespace

EthernetHelper::EthernetHelper()
{
    m_nicFactory.SetTypeId("ns3::EthernetNic");
    m_cableFactory.SetTypeId("ns3::EthernetCable");
    m_queueFactory.SetTypeId("ns3::DropTailQueue<Packet>");
}

void
EthernetHelper::SetNicAttribute(const std::string& name, const AttributeValue& value)
{
    SetCheckedAttribute(m_nicFactory, name, value);
}

void
EthernetHelper::SetCableAttribute(const std::string& name, const AttributeValue& value)
{
    SetCheckedAttribute(m_cableFactory, name, value);
}

void
EthernetHelper::SetQueue(const ObjectFactory& queue)
{
    m_queueFactory = queue;
}

void
EthernetHelper::DisableFlowControl()
{
    m_flowControl = false;
}

Ptr<EthernetNic>
EthernetHelper::Install(Ptr<Node> node) const
{
    Ptr<EthernetNic> nic = m_nicFactory.Create<EthernetNic>();
    nic->SetAddress(Mac48Address::Allocate());
    nic->SetQueue(m_queueFactory.Create<Queue<Packet>>());
    node->AddDevice(nic);
    if (m_flowControl)
    {
        Ptr<NetDeviceQueueInterface> queues = CreateObject<NetDeviceQueueInterface>();
        queues->GetTxQueue(0)->ConnectQueueTraces(nic->GetQueue());
        nic->AggregateObject(queues);
    }
    return nic;
}

NetDeviceContainer
EthernetHelper::Install(Ptr<Node> a, Ptr<Node> b) const
{
    const Ptr<EthernetNic> first = Install(a);
    const Ptr<EthernetNic> second = Install(b);
    Connect(first, second);
    return NetDeviceContainer(NetDeviceContainer(first), NetDeviceContainer(second));
}

Ptr<EthernetCable>
EthernetHelper::Connect(Ptr<EthernetNic> a, Ptr<EthernetNic> b) const
{
    Ptr<EthernetCable> cable = CreateCable();
    a->Plug(cable);
    b->Plug(cable);
    return cable;
}

Ptr<EthernetCable>
EthernetHelper::CreateCable() const
{
    return m_cableFactory.Create<EthernetCable>();
}

void
EthernetHelper::EnablePcapInternal(std::string prefix,
                                   Ptr<NetDevice> nd,
                                   bool promiscuous,
                                   bool explicitFilename)
{
    const Ptr<EthernetNic> nic = DynamicCast<EthernetNic>(nd);
    if (!nic)
    {
        return; // EnablePcapAll comes here with every device of every node
    }
    PcapHelper pcap;
    const std::string name = explicitFilename ? prefix : pcap.GetFilenameFromDevice(prefix, nd);
    const auto file = Create<CheckedCapture>(name, PcapHelper::DLT_EN10MB);
    nic->TraceConnectWithoutContext(promiscuous ? "PromiscSniffer" : "Sniffer",
                                    MakeBoundCallback(&Capture, file));
}

} // namespace ns3
