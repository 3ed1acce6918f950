/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "thing-collector.h"

#include "thing-field.h"

#include "ns3/inet-socket-address.h"
#include "ns3/node.h"
#include "ns3/random-variable-stream.h"
#include "ns3/simulator.h"
#include "ns3/socket.h"
#include "ns3/udp-socket-factory.h"

namespace ns3
{

ThingCollector::ThingCollector(Ptr<Node> host,
                               Ptr<PacketLedger> ledger,
                               uint32_t flow,
                               int64_t stream)
    : m_host(host),
      m_ledger(ledger),
      m_flow(flow),
      m_random(CreateObject<UniformRandomVariable>())
{
    m_random->SetStream(stream);
}

ThingCollector::~ThingCollector() = default;

void
ThingCollector::AddThing(const NetworkAddress& thing)
{
    m_things.push_back(thing);
}

void
ThingCollector::Start(Time start, Time stop, Time interval, uint32_t payload)
{
    m_stop = stop;
    m_interval = interval;
    m_payload = payload;
    m_socket = Socket::CreateSocket(m_host, UdpSocketFactory::GetTypeId());
    m_socket->Bind(InetSocketAddress(Ipv4Address::GetAny(), ThingField::PORT));
    m_socket->SetRecvCallback(MakeCallback(&ThingCollector::Receive, this));
    for (std::size_t i = 0; i < m_things.size(); i++)
    {
        Simulator::ScheduleWithContext(
            m_host->GetId(),
            start + Seconds(m_random->GetValue(0, 1) * interval.GetSeconds()),
            &ThingCollector::Command,
            this,
            i);
    }
}

void
ThingCollector::Command(std::size_t thing)
{
    if (Simulator::Now() >= m_stop)
    {
        return;
    }
    auto packet = Create<Packet>(m_payload);
    m_ledger->Sent(m_flow, packet);
    m_socket->SendTo(packet, 0, InetSocketAddress(m_things[thing].ToIpv4(), ThingField::PORT));
    Simulator::Schedule(m_interval, &ThingCollector::Command, this, thing);
}

void
ThingCollector::Receive(Ptr<Socket> socket)
{
    while (const auto packet = socket->Recv())
    {
        m_ledger->Received(packet);
    }
}

} // namespace ns3
