/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "thing-field.h"

#include "ns3/ipv4-header.h"
#include "ns3/ipv4-l3-protocol.h"
#include "ns3/node.h"
#include "ns3/packet.h"
#include "ns3/random-variable-stream.h"
#include "ns3/simulator.h"
#include "ns3/udp-header.h"
#include "ns3/udp-l4-protocol.h"

#include <stdexcept>
#include <string>

namespace ns3
{

namespace
{

constexpr uint32_t FIRST_THING = (10U << 24 | 128U << 16) + 1; //!< the address of the first one
constexpr uint8_t THING_TTL = 64; //!< of reports (RFC 1700: the default of IP)

} // namespace

ThingField::ThingField(const ThingFieldOptions& options, Ptr<PacketLedger> ledger, int64_t stream)
    : m_options(options),
      m_ledger(ledger),
      m_random(CreateObject<UniformRandomVariable>())
{
    if (options.things == 0 || options.things > MAX_THINGS)
    {
        throw std::invalid_argument("things " + std::to_string(options.things) +
                                    ": accepted: 1 to " + std::to_string(MAX_THINGS));
    }
    if (options.cells == 0 || !options.reportInterval.IsStrictlyPositive() || options.payload == 0)
    {
        throw std::invalid_argument("a field of things with " + std::to_string(options.cells) +
                                    " cells, reports of " + std::to_string(options.payload) +
                                    " octets: accepted: 1 or more of each, and an interval above "
                                    "0 s");
    }
    m_random->SetStream(stream);
    m_things.resize(options.things);
    for (uint32_t i = 0; i < options.things; i++)
    {
        m_things[i].cell = i % options.cells;
    }
}

ThingField::~ThingField() = default;

void
ThingField::AddCell(Ptr<NetDevice> device)
{
    m_cells.push_back(device);
    device->GetNode()->RegisterProtocolHandler(MakeCallback(&ThingField::Receive, this),
                                               Ipv4L3Protocol::PROT_NUMBER,
                                               device);
}

void
ThingField::SetCollector(uint32_t thing, const NetworkAddress& collector, uint32_t flow)
{
    m_things[thing].collector = collector;
    m_things[thing].flow = flow;
}

void
ThingField::SetCommanded(Commanded commanded)
{
    m_commanded = std::move(commanded);
}

void
ThingField::Start(Time stop)
{
    m_stop = stop;
    for (uint32_t i = 0; i < m_things.size(); i++)
    {
        const Time first =
            Seconds(m_random->GetValue(0, 1) * m_options.reportInterval.GetSeconds());
        Simulator::ScheduleWithContext(m_cells[m_things[i].cell]->GetNode()->GetId(),
                                       first,
                                       &ThingField::ReportAgain,
                                       this,
                                       i);
    }
}

void
ThingField::Move(uint32_t thing, uint32_t cell)
{
    m_things[thing].cell = cell;
    Report(thing);
}

void
ThingField::ReportAgain(uint32_t thing)
{
    if (Simulator::Now() < m_stop)
    {
        Report(thing);
        Simulator::Schedule(m_options.reportInterval, &ThingField::ReportAgain, this, thing);
    }
}

void
ThingField::Report(uint32_t thing)
{
    const auto& sender = m_things[thing];
    const auto source = GetAddress(thing).ToIpv4();
    const auto destination = sender.collector.ToIpv4();
    auto packet = Create<Packet>(m_options.payload);
    m_ledger->Sent(sender.flow, packet);
    UdpHeader udp;
    udp.SetSourcePort(PORT);
    udp.SetDestinationPort(PORT);
    Ipv4Header ip;
    if (Node::ChecksumEnabled())
    {
        udp.EnableChecksums();
        udp.InitializeChecksum(source, destination, UdpL4Protocol::PROT_NUMBER);
        ip.EnableChecksum();
    }
    packet->AddHeader(udp);
    ip.SetSource(source);
    ip.SetDestination(destination);
    ip.SetProtocol(UdpL4Protocol::PROT_NUMBER);
    ip.SetTtl(THING_TTL);
    ip.SetIdentification(m_identification++);
    ip.SetPayloadSize(static_cast<uint16_t>(packet->GetSize()));
    packet->AddHeader(ip);
    const auto& device = m_cells[sender.cell];
    if (!device->Send(packet, device->GetBroadcast(), Ipv4L3Protocol::PROT_NUMBER))
    {
        m_ledger->Dropped(packet, "cell-queue-full");
    }
}

void
ThingField::Receive(Ptr<NetDevice> device,
                    Ptr<const Packet> packet,
                    uint16_t,
                    const Address&,
                    const Address&,
                    NetDevice::PacketType)
{
    const auto copy = packet->Copy();
    Ipv4Header ip;
    UdpHeader udp;
    copy->RemoveHeader(ip);
    uint32_t thing = 0;
    if (ip.GetProtocol() != UdpL4Protocol::PROT_NUMBER ||
        copy->GetSize() < udp.GetSerializedSize() || copy->RemoveHeader(udp) == 0 ||
        !Find(NetworkAddress(ip.GetDestination()), thing) ||
        m_cells[m_things[thing].cell] != device)
    {
        m_ledger->Dropped(packet, "thing-gone");
        return;
    }
    m_ledger->Received(copy);
    if (m_commanded)
    {
        m_commanded(thing);
    }
}

uint32_t
ThingField::GetCount() const
{
    return static_cast<uint32_t>(m_things.size());
}

NetworkAddress
ThingField::GetAddress(uint32_t thing)
{
    return NetworkAddress(Ipv4Address(FIRST_THING + thing));
}

bool
ThingField::Find(const NetworkAddress& address, uint32_t& thing) const
{
    if (address.GetFamily() != AddressFamily::IPV4)
    {
        return false;
    }
    thing = address.ToIpv4().Get() - FIRST_THING;
    return thing < m_things.size();
}

uint32_t
ThingField::GetCell(uint32_t thing) const
{
    return m_things[thing].cell;
}

uint32_t
ThingField::GetHome(uint32_t thing) const
{
    return thing % m_options.cells;
}

uint32_t
ThingField::CountAway() const
{
    uint32_t away = 0;
    for (uint32_t i = 0; i < m_things.size(); i++)
    {
        away += m_things[i].cell != GetHome(i) ? 1 : 0;
    }
    return away;
}

} // namespace ns3
