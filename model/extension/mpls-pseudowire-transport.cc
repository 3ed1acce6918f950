/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "mpls-pseudowire-transport.h"

#include "ns3/ethernet-nic.h"
#include "ns3/node.h"
#include "ns3/packet.h"

#include <algorithm>
#include <stdexcept>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(MplsPseudowireTransport);

TypeId
MplsPseudowireTransport::GetTypeId()
{
    static TypeId tid = TypeId("ns3::MplsPseudowireTransport")
                            .SetParent<PseudowireTransport>()
                            .SetGroupName("Lisp")
                            .AddConstructor<MplsPseudowireTransport>();
    return tid;
}

MplsPseudowireTransport::MplsPseudowireTransport() = default;

MplsPseudowireTransport::~MplsPseudowireTransport()
{
    Release();
}

void
MplsPseudowireTransport::Release()
{
    if (m_router)
    {
        m_router->Remove(GetLabel());
        m_router->RemoveLinkListener(m_listener);
    }
    m_router = nullptr;
    m_path = MplsPath();
}

void
MplsPseudowireTransport::DoDispose()
{
    Release();
    PseudowireTransport::DoDispose();
}

void
MplsPseudowireTransport::Install(Ptr<MplsRouter> router,
                                 const MplsPath& path,
                                 uint32_t out,
                                 uint32_t in)
{
    if (m_router || !router || !router->GetNode())
    {
        throw std::invalid_argument(
            "MplsPseudowireTransport::Install: give each one router, on a node");
    }
    router->CheckPath(path);
    SetLabels(out, in);
    router->AddLocal(in, [this](const Ptr<Packet>& packet, const MplsLabelStackEntry&) {
        Deliver(packet);
    });
    m_listener = router->AddLinkListener([this]() { LinkChanged(); });
    m_router = router;
    m_path = path;
}

Ptr<Node>
MplsPseudowireTransport::GetNode() const
{
    return m_router ? m_router->GetNode() : nullptr;
}

bool
MplsPseudowireTransport::Send(Ptr<Packet> packet, uint8_t priority, ExtensionDropReason& reason)
{
    if (!IsUp())
    {
        reason = ExtensionDropReason::DOWN;
        return false;
    }
    if (packet->GetSize() > GetMtu())
    {
        reason = ExtensionDropReason::TOO_LARGE;
        return false;
    }
    AddLabel(packet, priority);
    return m_router->Send(packet, m_path, priority, GetTtl());
}

uint32_t
MplsPseudowireTransport::GetMtu() const
{
    if (!m_router)
    {
        return 0;
    }
    const uint32_t labels = MplsLabelStackEntry::SIZE * (m_path.labels.size() + 1);
    return std::max<uint32_t>(m_path.nic->GetMtu(), labels) - labels;
}

bool
MplsPseudowireTransport::IsUp() const
{
    return m_router && m_path.nic->IsLinkUp();
}

std::string
MplsPseudowireTransport::GetName() const
{
    return "mpls " + std::to_string(GetLabel());
}

} // namespace ns3
