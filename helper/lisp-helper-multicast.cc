/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * @brief Signal-free multicast of what LispHelper installs.
 */

#include "lisp-helper.h"
#include "lisp-script-values.h"

#include "ns3/boolean.h"
#include "ns3/lisp-multicast-etr.h"
#include "ns3/lisp-multicast-itr.h"
#include "ns3/lisp-multicast-server.h"
#include "ns3/lisp-replicator.h"
#include "ns3/multicast-membership.h"
#include "ns3/node.h"

#include <algorithm>
#include <stdexcept>

namespace ns3
{

void
LispHelper::EnableMulticast(Ptr<Node> node)
{
    const std::string& site = GetSiteOf(node);
    if (std::count(m_multicast.begin(), m_multicast.end(), node) > 0)
    {
        return;
    }
    const auto replicator = CreateObject<LispReplicator>();
    replicator->Install(node->GetObject<LispXtr>());
    CreateObject<LispMulticastItr>()->Install(replicator);
    CreateObject<LispMulticastEtr>()->Install(replicator);
    m_multicast.push_back(node);
    for (const auto& server : m_mapServers)
    {
        AdmitGroups(site, server);
    }
}

void
LispHelper::EnableMulticast(const NodeContainer& nodes)
{
    for (uint32_t i = 0; i < nodes.GetN(); ++i)
    {
        EnableMulticast(nodes.Get(i));
    }
}

void
LispHelper::AdmitGroups(const std::string& site, const MapServer& server)
{
    if (!server.server)
    {
        return;
    }
    const auto node = server.server->GetObject<Node>();
    auto part = node->GetObject<LispMulticastServer>();
    if (!part)
    {
        part = CreateObject<LispMulticastServer>();
        part->Install(node);
    }
    // All groups: 224.0.0.0/4 (RFC 5771 section 3) and ff00::/8 (RFC 4291 section 2.7).
    part->AdmitSite(site);
}

Ptr<LispMulticastEtr>
LispHelper::GetMulticastEtr(Ptr<Node> node, Ptr<NetDevice> port) const
{
    GetSiteOf(node);
    const auto etr = node->GetObject<LispMulticastEtr>();
    if (!etr)
    {
        throw std::invalid_argument(GetNodeName(node) +
                                    " has no multicast: EnableMulticast comes first");
    }
    if (!port || port->GetNode() != node)
    {
        throw std::invalid_argument("groups cannot be joined on a port that is not " +
                                    GetNodeName(node) + "'s: expected one of its devices");
    }
    return etr;
}

void
LispHelper::DetectMembers(Ptr<Node> node, Ptr<NetDevice> port)
{
    GetMulticastEtr(node, port);
    auto membership = node->GetObject<MulticastMembership>();
    if (!membership)
    {
        membership = CreateObject<MulticastMembership>();
        membership->Install(node);
    }
    membership->Listen(port);
}

void
LispHelper::JoinGroup(Ptr<Node> node,
                      Ptr<NetDevice> port,
                      const std::string& group,
                      const std::string& source)
{
    const auto etr = GetMulticastEtr(node, port);
    const uint32_t instanceId = node->GetObject<LispXtr>()->GetInstanceId(port);
    etr->Join(MulticastEid::FromString(source, group, instanceId), port);
}

void
LispHelper::LeaveGroup(Ptr<Node> node,
                       Ptr<NetDevice> port,
                       const std::string& group,
                       const std::string& source)
{
    const auto etr = GetMulticastEtr(node, port);
    const uint32_t instanceId = node->GetObject<LispXtr>()->GetInstanceId(port);
    etr->Leave(MulticastEid::FromString(source, group, instanceId), port);
}

void
LispHelper::UseReplicator(Ptr<Node> node, const std::string& groups, uint8_t level)
{
    GetSiteOf(node);
    const auto range = MulticastEid::FromString("", groups);
    if (level >= LISP_RECEIVER_LEVEL)
    {
        throw std::invalid_argument("level " + std::to_string(level) +
                                    " of a router that replicates: expected 0 to 127");
    }
    EnableMulticast(node);
    node->GetObject<LispXtr>()->SetAttribute("Rtr", BooleanValue(true));
    node->GetObject<LispMulticastEtr>()->Offer(range, level);
}

} // namespace ns3
