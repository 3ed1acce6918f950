/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "pseudowire.h"

#include "associated-channel-header.h"
#include "pseudowire-control-word.h"

#include "ns3/boolean.h"
#include "ns3/node.h"
#include "ns3/packet.h"

#include <stdexcept>
#include <utility>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(Pseudowire);

namespace
{

constexpr uint16_t FIRST_SEQUENCE = 1; //!< after setting up (RFC 4385 section 4.1)

constexpr int HALF_OF_SEQUENCES = 32768; //!< tells late from ahead (RFC 4385 section 4.2)

/// @param sequence a number @return the next one; 0 is never used (RFC 4385 section 4.1)
uint16_t
Next(uint16_t sequence)
{
    return sequence == 0xffff ? FIRST_SEQUENCE : sequence + 1;
}

} // namespace

TypeId
Pseudowire::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::Pseudowire")
            .SetParent<SwitchPort>()
            .SetGroupName("Lisp")
            .AddConstructor<Pseudowire>()
            .AddAttribute("Sequencing",
                          "Whether frames are numbered, and those that arrive late dropped (RFC "
                          "4385 section 4; optional there).",
                          BooleanValue(false),
                          MakeBooleanAccessor(&Pseudowire::m_sequencing),
                          MakeBooleanChecker())
            .AddAttribute("Liveness",
                          "Whether BFD (RFC 5885) says if it is up; else it is up with the link "
                          "that it leaves by. To be the same at both ends.",
                          BooleanValue(true),
                          MakeBooleanAccessor(&Pseudowire::m_liveness),
                          MakeBooleanChecker())
            .AddTraceSource("Drop",
                            "A frame is not sent, or what came is not handed on, and why.",
                            MakeTraceSourceAccessor(&Pseudowire::m_dropTrace),
                            "ns3::Pseudowire::DropTracedCallback");
    return tid;
}

Pseudowire::Pseudowire()
    : m_bfd(CreateObject<BfdSession>()),
      m_sendSequence(FIRST_SEQUENCE),
      m_expected(FIRST_SEQUENCE)
{
}

Pseudowire::~Pseudowire()
{
    Release();
}

void
Pseudowire::Release()
{
    m_channels.clear();
    m_bfd->Stop();
    if (m_transport)
    {
        m_transport->SetOwner(nullptr, nullptr);
    }
    m_transport = nullptr;
    m_up = false;
}

void
Pseudowire::DoDispose()
{
    Release();
    SwitchPort::DoDispose();
}

void
Pseudowire::Install(Ptr<PseudowireTransport> transport)
{
    if (m_transport || !transport || !transport->GetNode())
    {
        throw std::invalid_argument(
            "Pseudowire::Install: give each one transport, which is set up already");
    }
    m_transport = transport;
    transport->SetOwner([this](const Ptr<Packet>& packet) { Receive(packet); },
                        [this]() { Update(); });
    if (m_liveness)
    {
        SetChannelHandler(AssociatedChannelHeader::BFD,
                          [this](const Ptr<Packet>& message) { return m_bfd->Receive(message); });
        m_bfd->Start(
            transport->GetNode(),
            transport->GetLabel(),
            [this](const Ptr<Packet>& packet) {
                SendChannel(AssociatedChannelHeader::BFD, packet);
            },
            [this]() { Update(); });
    }
    Update();
}

Ptr<PseudowireTransport>
Pseudowire::GetTransport() const
{
    return m_transport;
}

Ptr<BfdSession>
Pseudowire::GetBfd() const
{
    return m_bfd;
}

bool
Pseudowire::IsUp() const
{
    return m_up;
}

std::string
Pseudowire::GetName() const
{
    return m_transport ? "pseudowire " + m_transport->GetName() : "pseudowire";
}

void
Pseudowire::SetEnabled(bool enabled)
{
    if (enabled == m_enabled)
    {
        return;
    }
    m_enabled = enabled;
    if (m_liveness)
    {
        m_bfd->SetAdminDown(!enabled);
    }
    if (m_transport)
    {
        Update();
    }
}

void
Pseudowire::Update()
{
    const bool up = m_enabled && m_transport->IsUp() && (!m_liveness || m_bfd->IsUp());
    if (up == m_up)
    {
        return;
    }
    m_up = up;
    if (up)
    {
        m_sendSequence = FIRST_SEQUENCE;
        m_expected = FIRST_SEQUENCE;
    }
    LinkChanged();
}

// ---- frames ------------------------------------------------------------------------------------

void
Pseudowire::Send(const EthernetFrame& frame)
{
    TrySend(frame);
}

bool
Pseudowire::TrySend(const EthernetFrame& frame)
{
    ExtensionDropReason reason = ExtensionDropReason::DOWN;
    if (m_up)
    {
        auto packet = frame.ToPacket();
        PseudowireControlWord word;
        word.sequence = m_sequencing ? m_sendSequence : 0;
        packet->AddHeader(word);
        if (m_transport->Send(packet, frame.priority, reason))
        {
            m_sendSequence = Next(m_sendSequence);
            m_sent++;
            m_sentOctets += frame.GetSize();
            return true;
        }
    }
    Drop(frame.ToPacket(), reason);
    return false;
}

bool
Pseudowire::IsInOrder(uint16_t sequence)
{
    if (sequence == 0)
    {
        return true; // the other end does not number its frames (RFC 4385 section 4.2)
    }
    const bool inOrder = sequence >= m_expected ? sequence - m_expected < HALF_OF_SEQUENCES
                                                : m_expected - sequence >= HALF_OF_SEQUENCES;
    if (!inOrder)
    {
        return false;
    }
    m_expected = Next(sequence);
    return true;
}

void
Pseudowire::Receive(const Ptr<Packet>& packet)
{
    uint8_t first = 0;
    if (packet->GetSize() < PseudowireControlWord::SIZE)
    {
        Drop(packet, ExtensionDropReason::MALFORMED);
        return;
    }
    packet->CopyData(&first, 1);
    const uint8_t nibble = first >> 4;
    if (nibble == AssociatedChannelHeader::NIBBLE)
    {
        ReceiveChannel(packet);
        return;
    }
    if (nibble != 0) // RFC 4385 section 3: no control word
    {
        Drop(packet, ExtensionDropReason::MALFORMED);
        return;
    }
    PseudowireControlWord word;
    packet->RemoveHeader(word);
    if (!m_enabled)
    {
        Drop(packet, ExtensionDropReason::DOWN);
        return;
    }
    if (m_sequencing && !IsInOrder(word.sequence))
    {
        Drop(packet, ExtensionDropReason::SEQUENCE);
        return;
    }
    const auto frame = EthernetFrame::FromPacket(packet);
    if (!frame)
    {
        Drop(packet, ExtensionDropReason::MALFORMED);
        return;
    }
    m_received++;
    m_receivedOctets += frame->GetSize();
    Deliver(*frame);
}

void
Pseudowire::Drop(Ptr<const Packet> packet, ExtensionDropReason reason)
{
    m_drops[static_cast<std::size_t>(reason)]++;
    m_dropTrace(packet, reason);
}

// ---- associated channel ------------------------------------------------------------------------

void
Pseudowire::SetChannelHandler(uint16_t type, ChannelHandler handler)
{
    if (handler)
    {
        m_channels[type] = std::move(handler);
    }
    else
    {
        m_channels.erase(type);
    }
}

bool
Pseudowire::SendChannel(uint16_t type, const Ptr<Packet>& message)
{
    if (!m_transport)
    {
        return false;
    }
    AssociatedChannelHeader header;
    header.type = type;
    message->AddHeader(header);
    // Of the highest priority: that frames crowd it out must not look like a failure.
    constexpr uint8_t PRIORITY = 7;
    ExtensionDropReason reason;
    return m_transport->Send(message, PRIORITY, reason);
}

void
Pseudowire::ReceiveChannel(const Ptr<Packet>& packet)
{
    AssociatedChannelHeader header;
    packet->RemoveHeader(header);
    const auto found = m_channels.find(header.type);
    if (header.version != 0 || found == m_channels.end())
    {
        Drop(packet, ExtensionDropReason::MALFORMED);
        return;
    }
    const ChannelHandler handler = found->second; // it may be removed while it runs
    if (!handler(packet))
    {
        Drop(packet, ExtensionDropReason::MALFORMED);
    }
}

// ---- counters ----------------------------------------------------------------------------------

uint64_t
Pseudowire::GetSent() const
{
    return m_sent;
}

uint64_t
Pseudowire::GetSentOctets() const
{
    return m_sentOctets;
}

uint64_t
Pseudowire::GetReceived() const
{
    return m_received;
}

uint64_t
Pseudowire::GetReceivedOctets() const
{
    return m_receivedOctets;
}

uint64_t
Pseudowire::GetDrops(ExtensionDropReason reason) const
{
    return m_drops.at(static_cast<std::size_t>(reason));
}

int64_t
Pseudowire::AssignStreams(int64_t stream)
{
    return m_bfd->AssignStreams(stream);
}

} // namespace ns3
