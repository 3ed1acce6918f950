/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "switch-port.h"

#include <stdexcept>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(SwitchPort);

TypeId
SwitchPort::GetTypeId()
{
    static TypeId tid = TypeId("ns3::SwitchPort").SetParent<Object>().SetGroupName("Lisp");
    return tid;
}

SwitchPort::SwitchPort() = default;
SwitchPort::~SwitchPort() = default;

void
SwitchPort::DoDispose()
{
    m_receiver = nullptr;
    m_linkChanged = nullptr;
    m_rejected = nullptr;
    Object::DoDispose();
}

void
SwitchPort::SetOwner(Receiver receiver, std::function<void()> linkChanged, Rejecter rejected)
{
    if (receiver && m_receiver)
    {
        throw std::invalid_argument("port '" + GetName() +
                                    "' belongs to a switch already; take it out there first");
    }
    m_receiver = std::move(receiver);
    m_linkChanged = std::move(linkChanged);
    m_rejected = std::move(rejected);
}

void
SwitchPort::SetEnabled(bool)
{
}

bool
SwitchPort::HasOwner() const
{
    return m_receiver != nullptr;
}

void
SwitchPort::Deliver(const EthernetFrame& frame)
{
    if (m_receiver)
    {
        // A copy, since the owner may let the port go while it has the frame.
        const Receiver receiver = m_receiver;
        receiver(frame);
    }
}

void
SwitchPort::Reject(const Ptr<const Packet>& octets)
{
    if (m_rejected)
    {
        const Rejecter rejected = m_rejected;
        rejected(octets);
    }
}

void
SwitchPort::LinkChanged()
{
    if (m_linkChanged)
    {
        const auto linkChanged = m_linkChanged;
        linkChanged();
    }
}

const char*
ToString(SwitchPortRole role)
{
    switch (role)
    {
    case SwitchPortRole::FABRIC:
        return "fabric";
    case SwitchPortRole::HOST:
        return "host";
    case SwitchPortRole::EXTENSION:
        return "extension";
    case SwitchPortRole::GATEWAY:
        return "gateway";
    }
    return "unknown";
}

} // namespace ns3
