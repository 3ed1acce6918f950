/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "pseudowire-transport.h"

#include "ns3/packet.h"

#include <utility>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(PseudowireTransport);

TypeId
PseudowireTransport::GetTypeId()
{
    static TypeId tid = TypeId("ns3::PseudowireTransport").SetParent<Object>().SetGroupName("Lisp");
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
