/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "bundle-extension.h"

#include "ns3/ethernet-nic.h"
#include "ns3/string.h"

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(BundleExtension);

TypeId
BundleExtension::GetTypeId()
{
    static TypeId tid = TypeId("ns3::BundleExtension")
                            .SetParent<LanExtension>()
                            .SetGroupName("Lisp")
                            .AddConstructor<BundleExtension>()
                            .AddAttribute("Kind",
                                          "What it is called in tables: by its wires.",
                                          StringValue("dark-fiber"),
                                          MakeStringAccessor(&BundleExtension::m_kind),
                                          MakeStringChecker());
    return tid;
}

BundleExtension::BundleExtension()
    : m_bundle(CreateObject<LinkBundle>())
{
    m_bundle->SetOwner([this](const EthernetFrame& frame) { Accept(frame); },
                       [this]() { LinkChanged(); });
}

BundleExtension::~BundleExtension() = default;

void
BundleExtension::DoDispose()
{
    m_bundle->Dispose();
    LanExtension::DoDispose();
}

void
BundleExtension::AddMember(Ptr<SwitchPort> port)
{
    m_bundle->AddMember(port);
}

Ptr<SwitchPort>
BundleExtension::AddNic(Ptr<EthernetNic> nic)
{
    return m_bundle->AddNic(nic);
}

Ptr<LinkBundle>
BundleExtension::GetBundle() const
{
    return m_bundle;
}

void
BundleExtension::Carry(const EthernetFrame& frame)
{
    CountSent(frame);
    m_bundle->Send(frame);
}

bool
BundleExtension::IsUp() const
{
    return m_bundle->IsUp();
}

void
BundleExtension::SetEnabled(bool enabled)
{
    m_bundle->SetEnabled(enabled);
}

std::string
BundleExtension::GetName() const
{
    return m_kind;
}

} // namespace ns3
