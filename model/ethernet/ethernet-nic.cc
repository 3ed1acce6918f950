/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "ethernet-nic.h"

#include "ethernet-cable.h"
#include "ethernet-frame.h"

#include "ns3/drop-tail-queue.h"
#include "ns3/error-model.h"
#include "ns3/ethernet-header.h"
#include "ns3/ethernet-trailer.h"
#include "ns3/host-time.h"
#include "ns3/node.h"
#include "ns3/ns3-compat.h"
#include "ns3/packet.h"
#include "ns3/queue.h"
#include "ns3/simulator.h"

#include <numeric>
#include <stdexcept>
#include <utility>

namespace ns3
{

namespace
{

constexpr uint32_t MIN_PAYLOAD = 46; //!< shorter ones are padded (IEEE 802.3-2018 section 3.2.8)
// IEEE 802.3-2018 section 3.2.6: up to 1500 a length, from 1536 a type, undefined between.
constexpr uint16_t LARGEST_LENGTH = 1500; //!< the largest length
constexpr uint16_t MIN_TYPE = 1536;       //!< the smallest type

} // namespace

EthernetNic::EthernetNic() = default;
EthernetNic::~EthernetNic() = default;

void
EthernetNic::NotifyConstructionCompleted()
{
    if (!m_queue)
    {
        m_queue = CreateObject<DropTailQueue<Packet>>();
    }
    NetDevice::NotifyConstructionCompleted();
}

void
EthernetNic::DoDispose()
{
    m_event.Cancel();
    if (m_cable)
    {
        m_cable->Disconnect(m_end);
    }
    m_cable = nullptr;
    m_node = nullptr;
    m_queue = nullptr;
    m_errorModel = nullptr;
    m_current = nullptr;
    m_waiting.clear();
    m_receive.Nullify();
    m_promiscReceive.Nullify();
    m_linkChange = TracedCallback<>();
    NetDevice::DoDispose();
}

void
EthernetNic::Plug(Ptr<EthernetCable> cable, LinkSignal signal)
{
    if (!cable)
    {
        throw std::invalid_argument("EthernetNic::Plug: no cable given; pass an EthernetCable");
    }
    if (!m_node)
    {
        throw std::invalid_argument(
            "EthernetNic::Plug: the NIC is on no node; add it to one first");
    }
    if (m_cable)
    {
        throw std::invalid_argument("EthernetNic::Plug: the NIC of node " +
                                    std::to_string(m_node->GetId()) +
                                    " is plugged in already; unplug it first");
    }
    if (cable->GetNFreeEnds() == 0)
    {
        throw std::invalid_argument("EthernetNic::Plug: both ends of the cable are in use; a cable "
                                    "connects two NICs");
    }
    m_cable = cable;
    m_end = cable->Connect(this);
    Connect(signal);
}

void
EthernetNic::SetEnabled(bool enabled)
{
    if (enabled == m_enabled)
    {
        return;
    }
    m_enabled = enabled;
    if (enabled)
    {
        Connect(LinkSignal::ANNOUNCED);
        return;
    }
    const Ptr<EthernetNic> peer = GetPeer();
    AbortSend();
    if (peer)
    {
        peer->AbortSend();
    }
    GoDown();
    if (peer)
    {
        peer->GoDown();
    }
}

void
EthernetNic::Connect(LinkSignal signal)
{
    const Ptr<EthernetNic> peer = GetPeer();
    if (!peer || !m_enabled || !peer->m_enabled)
    {
        return;
    }
    GoUp(signal);
    peer->GoUp(signal);
    // What was kept goes out now, in the host's own context: this call may come from elsewhere.
    const HostTime hostTime;
    Simulator::ScheduleWithContext(m_node->GetId(),
                                   Time(0),
                                   &EthernetNic::SendNext,
                                   Ptr<EthernetNic>(this));
    Simulator::ScheduleWithContext(peer->GetNode()->GetId(), Time(0), &EthernetNic::SendNext, peer);
}

void
EthernetNic::Unplug(LinkSignal signal)
{
    if (!m_cable)
    {
        throw std::invalid_argument("EthernetNic::Unplug: the NIC is not plugged in");
    }
    const Ptr<EthernetNic> peer = m_cable->GetPeer(m_end);
    AbortSend();
    if (peer && signal == LinkSignal::ANNOUNCED)
    {
        peer->AbortSend();
    }
    m_cable->Disconnect(m_end);
    m_cable = nullptr;
    m_toSend = 0;
    if (signal == LinkSignal::ANNOUNCED)
    {
        GoDown();
        if (peer)
        {
            peer->GoDown();
        }
    }
}

void
EthernetNic::GoUp(LinkSignal signal)
{
    if (m_linkUp && signal == LinkSignal::SILENT)
    {
        return;
    }
    m_linkUp = true;
    m_linkChange();
}

void
EthernetNic::GoDown()
{
    if (!m_linkUp)
    {
        return;
    }
    m_linkUp = false;
    if (m_flush)
    {
        while (Ptr<Packet> frame = m_queue->Dequeue())
        {
            Lose(frame, EthernetDropReason::FLUSHED);
        }
    }
    m_linkChange();
}

bool
EthernetNic::Send(Ptr<Packet> packet, const Address& dest, uint16_t protocolNumber)
{
    return SendFrom(packet, m_address, dest, protocolNumber);
}

bool
EthernetNic::SendFrom(Ptr<Packet> packet,
                      const Address& source,
                      const Address& dest,
                      uint16_t protocolNumber)
{
    // A tag is beyond the payload (IEEE 802.3-2018 section 3.2.7: Q-tagged frames).
    const uint32_t tag = protocolNumber == EthernetFrame::VLAN_TAG ? EthernetFrame::TAG_SIZE : 0;
    const bool fits = packet->GetSize() <= m_mtu + tag;
    if (packet->GetSize() < MIN_PAYLOAD)
    {
        // Not AddPaddingAtEnd, which leaves the octets as they happen to be in memory.
        packet->AddAtEnd(Create<Packet>(MIN_PAYLOAD - packet->GetSize()));
    }
    EthernetHeader header(false);
    header.SetSource(Mac48Address::ConvertFrom(source));
    header.SetDestination(Mac48Address::ConvertFrom(dest));
    header.SetLengthType(protocolNumber);
    packet->AddHeader(header);
    EthernetTrailer trailer;
    trailer.EnableFcs(ChecksFrames());
    trailer.CalcFcs(packet);
    packet->AddTrailer(trailer);

    m_macTxTrace(packet);
    if (!m_hostOn)
    {
        Lose(packet, EthernetDropReason::HOST_OFF);
        return false;
    }
    if (!m_linkUp)
    {
        Lose(packet, EthernetDropReason::LINK_DOWN);
        return false;
    }
    if (!fits)
    {
        Lose(packet, EthernetDropReason::TOO_LARGE);
        return false;
    }
    if (!m_queue->Enqueue(packet))
    {
        Lose(packet, EthernetDropReason::QUEUE_FULL);
        return false;
    }
    SendNext();
    return true;
}

void
EthernetNic::SendNext()
{
    if (m_busy || !m_cable || m_queue->IsEmpty() || (m_held && m_toSend == 0))
    {
        return;
    }
    m_busy = true;
    const Time now = Simulator::Now();
    if (now < m_ready)
    {
        const HostTime hostTime;
        m_event = Simulator::Schedule(m_ready - now, &EthernetNic::EndGap, this);
        return;
    }
    if (m_held)
    {
        --m_toSend;
    }
    m_current = m_queue->Dequeue();
    const Time duration = compat::TransmissionTime(m_rate, m_preamble + m_current->GetSize());
    {
        const HostTime hostTime;
        m_event = Simulator::Schedule(duration, &EthernetNic::EndSend, this);
    }
    m_heard = m_cable->Transmit(m_end, m_current, duration);
    m_snifferTrace(m_current);
    m_promiscSnifferTrace(m_current);
    m_phyTxBeginTrace(m_current);
}

void
EthernetNic::EndGap()
{
    m_busy = false;
    SendNext();
}

void
EthernetNic::EndSend()
{
    m_busy = false;
    m_ready = Simulator::Now() + compat::TransmissionTime(m_rate, m_gap);
    const Ptr<Packet> frame = m_current;
    m_current = nullptr;
    if (m_heard)
    {
        m_phyTxEndTrace(frame);
    }
    else
    {
        Lose(frame, EthernetDropReason::NO_PEER);
    }
    SendNext();
}

void
EthernetNic::AbortSend()
{
    m_event.Cancel();
    m_busy = false;
    if (!m_current)
    {
        return;
    }
    const Ptr<Packet> frame = m_current;
    m_current = nullptr;
    if (m_heard)
    {
        m_cable->Abort(m_end);
    }
    Lose(frame, EthernetDropReason::CUT_SENDING);
}

bool
EthernetNic::WatchesArrivals() const
{
    return !m_phyRxBeginTrace.IsEmpty();
}

void
EthernetNic::BeginReceive(Ptr<const Packet> frame)
{
    m_phyRxBeginTrace(frame);
}

void
EthernetNic::Receive(Ptr<const Packet> frame)
{
    if (!m_enabled)
    {
        Lose(frame, EthernetDropReason::CUT_ARRIVING);
        return;
    }
    Ptr<Packet> payload = frame->Copy();
    if (m_errorModel && m_errorModel->IsCorrupt(payload))
    {
        Lose(frame, EthernetDropReason::CORRUPTED);
        return;
    }
    EthernetTrailer trailer;
    payload->RemoveTrailer(trailer);
    trailer.EnableFcs(ChecksFrames());
    if (!trailer.CheckFcs(payload))
    {
        Lose(frame, EthernetDropReason::BAD_FCS);
        return;
    }
    EthernetHeader header(false);
    payload->RemoveHeader(header);
    const uint16_t protocol = header.GetLengthType();
    if (protocol < MIN_TYPE)
    {
        if (protocol > LARGEST_LENGTH || protocol > payload->GetSize())
        {
            Lose(frame, EthernetDropReason::MALFORMED);
            return;
        }
        payload->RemoveAtEnd(payload->GetSize() - protocol); // padding
    }
    m_phyRxEndTrace(frame);
    if (!m_hostOn)
    {
        Lose(frame, EthernetDropReason::RECEIVER_OFF);
        return;
    }

    Arrival arrival{frame, payload, header.GetSource(), header.GetDestination(), protocol};
    if (!m_held && m_waiting.empty())
    {
        HandUp(arrival);
    }
    else if (m_waiting.size() < m_room)
    {
        m_waiting.push_back(std::move(arrival));
    }
    else
    {
        Lose(frame, EthernetDropReason::HOST_PAUSED);
    }
}

void
EthernetNic::HandUp(const Arrival& arrival)
{
    const auto& [frame, payload, source, destination, protocol] = arrival;
    PacketType type = PACKET_OTHERHOST;
    if (destination.IsBroadcast())
    {
        type = PACKET_BROADCAST;
    }
    else if (destination.IsGroup())
    {
        type = PACKET_MULTICAST;
    }
    else if (destination == m_address)
    {
        type = PACKET_HOST;
    }
    m_promiscSnifferTrace(frame);
    if (!m_promiscReceive.IsNull())
    {
        m_macPromiscRxTrace(frame);
        m_promiscReceive(this, payload, protocol, source, destination, type);
    }
    if (type != PACKET_OTHERHOST)
    {
        m_snifferTrace(frame);
        m_macRxTrace(frame);
        m_receive(this, payload, protocol, source);
    }
}

void
EthernetNic::Lose(Ptr<const Packet> frame, EthernetDropReason reason)
{
    ++m_drops[static_cast<std::size_t>(reason)];
    m_dropTrace(frame, reason);
    switch (reason)
    {
    case EthernetDropReason::CUT_SENDING:
    case EthernetDropReason::NO_PEER:
        m_phyTxDropTrace(frame);
        break;
    case EthernetDropReason::CUT_ARRIVING:
    case EthernetDropReason::CORRUPTED:
    case EthernetDropReason::BAD_FCS:
    case EthernetDropReason::MALFORMED:
        m_phyRxDropTrace(frame);
        break;
    case EthernetDropReason::RECEIVER_OFF:
    case EthernetDropReason::HOST_PAUSED:
        m_macRxDropTrace(frame);
        break;
    default:
        m_macTxDropTrace(frame);
        break;
    }
}

uint64_t
EthernetNic::GetDrops(EthernetDropReason reason) const
{
    return m_drops.at(static_cast<std::size_t>(reason));
}

uint64_t
EthernetNic::GetDrops() const
{
    return std::accumulate(m_drops.begin(), m_drops.end(), uint64_t{0});
}

} // namespace ns3
