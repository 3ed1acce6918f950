/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "pseudowire-transport.h"

#include "mpls-router.h"

#include "ns3/packet.h"
#include "ns3/uinteger.h"

#include <utility>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(PseudowireTransport);

TypeId
PseudowireTransport::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::PseudowireTransport")
            .SetParent<Object>()
            .SetGroupName("Lisp")
            .AddAttribute("Ttl",
                          "The time to live of all labels when they leave; that of an outer IP "
                          "header is the stack's. Open in the standards; 255 is the most.",
                          UintegerValue(255),
                          MakeUintegerAccessor(&PseudowireTransport::m_ttl),
                          MakeUintegerChecker<uint8_t>(1));
    return tid;
}

PseudowireTransport::PseudowireTransport() = default;
PseudowireTransport::~PseudowireTransport() = default;

void
PseudowireTransport::DoDispose()
{
    m_receiver = nullptr;
    m_linkChanged = nullptr;
    Object::DoDispose();
}

void
PseudowireTransport::SetOwner(Receiver receiver, std::function<void()> linkChanged)
{
    m_receiver = std::move(receiver);
    m_linkChanged = std::move(linkChanged);
}

uint32_t
PseudowireTransport::GetLabel() const
{
    return m_in;
}

uint8_t
PseudowireTransport::GetTtl() const
{
    return m_ttl;
}

void
PseudowireTransport::SetLabels(uint32_t out, uint32_t in)
{
    MplsRouter::CheckLabel(out);
    m_out = out;
    m_in = in;
}

void
PseudowireTransport::AddLabel(const Ptr<Packet>& packet, uint8_t priority) const
{
    MplsLabelStackEntry entry;
    entry.label = m_out;
    entry.trafficClass = priority;
    entry.bottom = true;
    entry.ttl = m_ttl;
    packet->AddHeader(entry);
}

void
PseudowireTransport::Deliver(const Ptr<Packet>& packet)
{
    if (m_receiver)
    {
        m_receiver(packet);
    }
}

void
PseudowireTransport::LinkChanged()
{
    if (m_linkChanged)
    {
        m_linkChanged();
    }
}

} // namespace ns3
