/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "link-bundle.h"

#include "ethernet-nic.h"
#include "nic-port.h"

#include "ns3/node.h"
#include "ns3/ns3-compat.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <stdexcept>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(LinkBundle);

namespace
{

/// @param number a number @return one that differs from it in half of the bits, whichever it is
uint64_t
Mix(uint64_t number)
{
    // The finaliser of SplitMix64.
    number = (number ^ number >> 30) * 0xbf58476d1ce4e5b9ULL;
    number = (number ^ number >> 27) * 0x94d049bb133111ebULL;
    return number ^ number >> 31;
}

/// @param seed a seed @return what makes a hash another one for it
uint64_t
Spread(uint64_t seed)
{
    return (seed + 1) * 0x9e3779b97f4a7c15ULL;
}

} // namespace

/// A port in the bundle.
struct LinkBundle::Member
{
    Ptr<SwitchPort> port; //!< itself
    uint32_t number;      //!< of those there have been
    bool isUp{false};     //!< carries frames
    uint64_t sent{0};     //!< see GetSent
    uint64_t received{0}; //!< see GetReceived
};

TypeId
LinkBundle::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::LinkBundle")
            .SetParent<SwitchPort>()
            .SetGroupName("Lisp")
            .AddConstructor<LinkBundle>()
            .AddAttribute("Name",
                          "What the bundle is called in tables.",
                          StringValue("bundle"),
                          MakeStringAccessor(&LinkBundle::m_name),
                          MakeStringChecker())
            .AddAttribute("HashMode",
                          "What tells one flow from another; open in the standard (IEEE "
                          "802.1AX-2014, 6.2.4). \"Layer34\" is what switches of data centres "
                          "commonly do.",
                          EnumValue(HASH_LAYER34),
                          compat::MakeEnumAttributeAccessor<FlowHashMode>(&LinkBundle::m_mode),
                          MakeEnumChecker(HASH_LAYER2, "Layer2", HASH_LAYER34, "Layer34"))
            .AddAttribute(
                "HashSeed",
                "Makes bundles in a row choose independently of each other; 0: the number "
                "of the node that the first NIC is on, plus one. Open in the standard.",
                UintegerValue(0),
                MakeUintegerAccessor(&LinkBundle::m_seed),
                MakeUintegerChecker<uint32_t>())
            .AddTraceSource("Drop",
                            "A frame is lost, and why.",
                            MakeTraceSourceAccessor(&LinkBundle::m_dropTrace),
                            "ns3::LinkBundle::DropTracedCallback")
            .AddTraceSource("Member",
                            "A member carries frames from now on, or no longer.",
                            MakeTraceSourceAccessor(&LinkBundle::m_memberTrace),
                            "ns3::LinkBundle::MemberTracedCallback");
    return tid;
}

LinkBundle::LinkBundle() = default;
LinkBundle::~LinkBundle() = default;

void
LinkBundle::DoDispose()
{
    for (auto& member : m_members)
    {
        member->port->SetOwner(nullptr, nullptr);
    }
    m_buckets.fill(nullptr);
    m_members.clear();
    SwitchPort::DoDispose();
}

void
LinkBundle::AddMember(Ptr<SwitchPort> port)
{
    if (!port || port == this || m_members.size() >= MAX_MEMBERS)
    {
        throw std::invalid_argument("bundle '" + m_name + "': accepted are up to " +
                                    std::to_string(MAX_MEMBERS) + " ports other than itself");
    }
    auto added = std::make_unique<Member>();
    Member* member = added.get();
    member->port = port;
    member->number = m_added;
    port->SetOwner([this, member](const EthernetFrame& frame) { Receive(*member, frame); },
                   [this, member]() { MemberChanged(*member); });
    m_added++;
    m_members.push_back(std::move(added));
    auto nicPort = DynamicCast<NicPort>(port);
    if (m_seed == 0 && nicPort && nicPort->GetNic())
    {
        m_seed = nicPort->GetNic()->GetNode()->GetId() + 1;
    }
    if (!m_enabled)
    {
        port->SetEnabled(false);
    }
    MemberChanged(*member);
}

Ptr<SwitchPort>
LinkBundle::AddNic(Ptr<EthernetNic> nic)
{
    auto port = CreateObject<NicPort>();
    port->Install(nic);
    AddMember(port);
    return port;
}

void
LinkBundle::RemoveMember(Ptr<SwitchPort> port)
{
    const Member* known = &Get(port);
    const bool wasUp = known->isUp;
    port->SetOwner(nullptr, nullptr);
    if (!m_enabled)
    {
        port->SetEnabled(true);
    }
    m_members.erase(std::find_if(m_members.begin(), m_members.end(), [known](const auto& other) {
        return other.get() == known;
    }));
    Distribute();
    if (wasUp)
    {
        m_memberTrace(port, false);
    }
}

std::vector<Ptr<SwitchPort>>
LinkBundle::GetMembers() const
{
    std::vector<Ptr<SwitchPort>> members;
    for (const auto& member : m_members)
    {
        members.push_back(member->port);
    }
    return members;
}

std::size_t
LinkBundle::GetUpMembers() const
{
    return m_upMembers;
}

LinkBundle::Member&
LinkBundle::Get(const Ptr<const SwitchPort>& port) const
{
    for (const auto& member : m_members)
    {
        if (member->port == port)
        {
            return *member;
        }
    }
    throw std::invalid_argument((port ? port->GetName() : "no port") +
                                ": not a member of bundle '" + m_name + "'");
}

LinkBundle::Member*
LinkBundle::Find(const EthernetFrame& frame) const
{
    if (m_upMembers == 0)
    {
        return nullptr;
    }
    return m_buckets[Mix(HashFlow(frame, m_mode) + Spread(m_seed)) % BUCKETS];
}

Ptr<SwitchPort>
LinkBundle::Choose(const EthernetFrame& frame) const
{
    const Member* member = Find(frame);
    return member ? member->port : nullptr;
}

void
LinkBundle::MemberChanged(Member& member)
{
    const bool isUp = m_enabled && member.port->IsUp();
    if (isUp == member.isUp)
    {
        return;
    }
    member.isUp = isUp;
    const Ptr<SwitchPort> port = member.port;
    Distribute();
    m_memberTrace(port, isUp);
}

void
LinkBundle::Distribute()
{
    for (std::size_t bucket = 0; bucket < BUCKETS; bucket++)
    {
        Member* best = nullptr;
        uint64_t most = 0;
        for (const auto& member : m_members)
        {
            const uint64_t weight = Mix(bucket + Spread(member->number));
            if (member->isUp && (!best || weight > most))
            {
                best = member.get();
                most = weight;
            }
        }
        m_buckets[bucket] = best;
    }
    m_upMembers = std::count_if(m_members.begin(), m_members.end(), [](const auto& member) {
        return member->isUp;
    });
    if ((m_upMembers > 0) != m_up)
    {
        m_up = m_upMembers > 0;
        LinkChanged();
    }
}

void
LinkBundle::Send(const EthernetFrame& frame)
{
    Member* member = Find(frame);
    if (!member)
    {
        Drop(frame, m_enabled ? BundleDropReason::NO_MEMBER : BundleDropReason::DISABLED);
        return;
    }
    member->sent++;
    member->port->Send(frame);
}

void
LinkBundle::Receive(Member& member, const EthernetFrame& frame)
{
    if (!m_enabled)
    {
        Drop(frame, BundleDropReason::DISABLED);
        return;
    }
    member.received++;
    Deliver(frame);
}

void
LinkBundle::Drop(const EthernetFrame& frame, BundleDropReason reason)
{
    m_drops[static_cast<std::size_t>(reason)]++;
    if (!m_dropTrace.IsEmpty())
    {
        m_dropTrace(frame.ToPacket(), reason);
    }
}

bool
LinkBundle::IsUp() const
{
    return m_up;
}

void
LinkBundle::SetEnabled(bool enabled)
{
    if (enabled == m_enabled)
    {
        return;
    }
    m_enabled = enabled;
    // Copies: what is told of a link may add or remove members.
    for (const auto& port : GetMembers())
    {
        port->SetEnabled(enabled);
    }
    for (std::size_t i = 0; i < m_members.size(); i++)
    {
        MemberChanged(*m_members[i]);
    }
}

std::string
LinkBundle::GetName() const
{
    return m_name;
}

uint64_t
LinkBundle::GetSent(Ptr<const SwitchPort> member) const
{
    return Get(member).sent;
}

uint64_t
LinkBundle::GetReceived(Ptr<const SwitchPort> member) const
{
    return Get(member).received;
}

uint64_t
LinkBundle::GetDrops(BundleDropReason reason) const
{
    return m_drops.at(static_cast<std::size_t>(reason));
}

} // namespace ns3
