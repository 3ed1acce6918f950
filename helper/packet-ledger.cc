/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "packet-ledger.h"

#include "packet-ledger-probe.h"
#include "packet-ledger-tag.h"

#include "ns3/simulator.h"

#include <algorithm>
#include <stdexcept>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(PacketLedger);

namespace
{

// Protocol numbers and message types that the ledger reads: RFC 792, RFC 4443 section 4, RFC 9293.
constexpr uint8_t ICMP = 1;              ///< protocol number
constexpr uint8_t TCP = 6;               ///< protocol number
constexpr uint8_t ICMPV6 = 58;           ///< protocol number
constexpr uint8_t ECHO_REPLY = 0;        ///< ICMP type
constexpr uint8_t ECHO_REQUEST = 8;      ///< ICMP type
constexpr uint8_t ICMPV6_REQUEST = 128;  ///< ICMPv6 type
constexpr uint8_t ICMPV6_REPLY = 129;    ///< ICMPv6 type
constexpr uint32_t ECHO_HEADER_SIZE = 8; ///< bytes
constexpr uint32_t TCP_HEADER_SIZE = 20; ///< bytes, without options

} // namespace

TypeId
PacketLedger::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::PacketLedger")
            .SetParent<Object>()
            .SetGroupName("Lisp")
            .AddConstructor<PacketLedger>()
            .AddAttribute("MaxTransit",
                          "A packet that was not seen on its way for longer than this is no longer "
                          "under way: longer than any queue or wire of the study holds one.",
                          TimeValue(Seconds(5)),
                          MakeTimeAccessor(&PacketLedger::m_maxTransit),
                          MakeTimeChecker());
    return tid;
}

PacketLedger::PacketLedger()
    : m_reasons(1),
      m_drops(1)
{
}

PacketLedger::~PacketLedger() = default;

void
PacketLedger::DoDispose()
{
    m_probes.clear();
    m_flows.clear();
    m_patterns.clear();
    Object::DoDispose();
}

void
PacketLedger::Watch(const NodeContainer& nodes)
{
    for (auto node = nodes.Begin(); node != nodes.End(); ++node)
    {
        auto& probe = m_probes[(*node)->GetId()];
        if (!probe)
        {
            probe = std::make_unique<PacketLedgerProbe>(*this, *node);
        }
        probe->ListenToLisp();
    }
}

uint32_t
PacketLedger::AddFlow(const FlowLedger::Description& description)
{
    m_flows.emplace_back(description);
    return m_flows.size() - 1;
}

uint32_t
PacketLedger::AddWatchedFlow(const FlowLedger::Description& description,
                             const NetworkAddress& source,
                             const NetworkAddress& destination,
                             uint16_t port)
{
    if (description.protocol != "tcp" && description.protocol != "icmp")
    {
        throw std::invalid_argument("flow protocol '" + description.protocol +
                                    "': accepted: tcp, icmp");
    }
    for (const auto& node : {description.source, description.destination})
    {
        if (m_probes.find(node->GetId()) == m_probes.end())
        {
            throw std::invalid_argument("flow '" + description.name + "': node " +
                                        std::to_string(node->GetId()) +
                                        " is not watched: accepted: nodes given to Watch");
        }
    }
    const uint32_t flow = AddFlow(description);
    m_patterns.push_back({flow,
                          description.source->GetId(),
                          description.destination->GetId(),
                          source,
                          destination,
                          port,
                          {},
                          {},
                          {}});
    return flow;
}

uint32_t
PacketLedger::Sent(uint32_t flow, Ptr<const Packet> packet)
{
    const uint32_t sequence = m_flows[flow].Sent();
    packet->AddByteTag(PacketLedgerTag(flow, sequence));
    return sequence;
}

std::optional<uint32_t>
PacketLedger::Received(Ptr<const Packet> packet)
{
    Key key;
    if (!Identify(packet, key))
    {
        return std::nullopt;
    }
    m_flows[key.flow].Received(key.sequence);
    return key.flow;
}

void
PacketLedger::Dropped(Ptr<const Packet> packet, const std::string& reason)
{
    const uint16_t number = GetReason(reason);
    m_drops[number]++;
    Key key;
    if (Identify(packet, key))
    {
        m_flows[key.flow].Dropped(key.sequence, number);
    }
}

void
PacketLedger::Close()
{
    for (auto& [node, probe] : m_probes)
    {
        probe->Close();
    }
    for (auto& flow : m_flows)
    {
        for (uint32_t sequence = 0; sequence < flow.GetCount(); sequence++)
        {
            auto& entry = flow.GetEntry(sequence);
            if (entry.copies > 0 || entry.reason != FlowLedger::NO_REASON)
            {
                continue;
            }
            const uint16_t reason = GetReason(Explain(entry, flow.GetDescription().protocol));
            m_drops[reason]++;
            entry.reason = reason;
        }
    }
}

std::string
PacketLedger::Explain(const FlowLedger::Entry& entry, const std::string& protocol) const
{
    const bool underWay = Simulator::Now() - entry.seen <= m_maxTransit;
    switch (entry.stage)
    {
    case PacketStage::HANDED_DOWN:
        return "vanished-in-socket";
    case PacketStage::IP_ROUTED:
        return "interface-down";
    case PacketStage::IP_SENT:
        return underWay ? "in-flight" : "vanished-below-ip";
    case PacketStage::LINK:
        return underWay ? "in-flight" : "vanished-on-link";
    case PacketStage::ARRIVED:
        return "other-host";
    case PacketStage::IP_RECEIVED:
        return underWay ? "in-flight" : "vanished-in-ip";
    case PacketStage::DELIVERED:
        return protocol == "icmp" ? "no-reply" : "port-closed";
    }
    return "in-flight";
}

void
PacketLedger::EndConnections(Ptr<Node> node)
{
    for (auto& pattern : m_patterns)
    {
        // What it sent itself before is taken by its peers, which know the connection.
        if (node->GetId() == pattern.target)
        {
            pattern.ended.insert(pattern.ports.begin(), pattern.ports.end());
        }
    }
}

uint32_t
PacketLedger::GetFlowCount() const
{
    return m_flows.size();
}

FlowReport
PacketLedger::Report(uint32_t flow, const std::vector<MoveWindow>& moves) const
{
    return m_flows.at(flow).Report(moves, [this](uint16_t reason) { return m_reasons[reason]; });
}

std::map<std::string, uint64_t>
PacketLedger::GetDrops() const
{
    std::map<std::string, uint64_t> drops;
    for (std::size_t reason = 1; reason < m_reasons.size(); reason++)
    {
        drops[m_reasons[reason]] = m_drops[reason];
    }
    return drops;
}

bool
PacketLedger::Identify(Ptr<const Packet> packet, Key& key) const
{
    PacketLedgerTag tag;
    if (!packet->FindFirstMatchingByteTag(tag))
    {
        return false;
    }
    key = {tag.GetFlow(), tag.GetSequence()};
    // Another ledger may have marked it, in another simulation part of the same process.
    return key.flow < m_flows.size() && m_flows[key.flow].Has(key.sequence);
}

FlowLedger::Entry&
PacketLedger::GetEntry(const Key& key)
{
    return m_flows[key.flow].GetEntry(key.sequence);
}

void
PacketLedger::Seen(const Key& key, PacketStage stage, uint32_t node)
{
    auto& entry = GetEntry(key);
    entry.stage = stage;
    entry.node = node;
    entry.seen = Simulator::Now();
}

void
PacketLedger::Came(const Key& key, uint32_t node, uint32_t previous)
{
    m_flows[key.flow].Came(key.sequence, node, previous);
}

void
PacketLedger::Vanished(const Key& key, const std::string& reason)
{
    const uint16_t number = GetReason(reason);
    m_drops[number]++;
    m_flows[key.flow].Dropped(key.sequence, number);
}

uint16_t
PacketLedger::GetReason(const std::string& name)
{
    auto [found, added] = m_reasonNumbers.emplace(name, m_reasons.size());
    if (added)
    {
        m_reasons.push_back(name);
        m_drops.push_back(0);
    }
    return found->second;
}

void
PacketLedger::IpSends(uint32_t node,
                      Ptr<const Packet> packet,
                      uint8_t protocol,
                      const NetworkAddress& source,
                      const NetworkAddress& destination)
{
    for (auto& pattern : m_patterns)
    {
        const bool forth = node == pattern.source && source == pattern.sourceAddress &&
                           destination == pattern.destinationAddress;
        const bool back = node == pattern.target && source == pattern.destinationAddress &&
                          destination == pattern.sourceAddress;
        uint8_t header[TCP_HEADER_SIZE];
        const uint32_t size = packet->CopyData(header, sizeof(header));
        if (pattern.port != 0)
        {
            if (forth && protocol == TCP && size == TCP_HEADER_SIZE &&
                (header[2] << 8 | header[3]) == pattern.port &&
                packet->GetSize() > (header[12] >> 4) * 4U)
            {
                Sent(pattern.flow, packet);
                pattern.ports.insert(header[0] << 8 | header[1]);
            }
            continue;
        }
        if ((protocol != ICMP && protocol != ICMPV6) || size < ECHO_HEADER_SIZE)
        {
            continue;
        }
        const uint16_t echo = header[6] << 8 | header[7];
        const bool six = protocol == ICMPV6;
        if (forth && header[0] == (six ? ICMPV6_REQUEST : ECHO_REQUEST))
        {
            pattern.echoes[echo] = Sent(pattern.flow, packet);
        }
        else if (back && header[0] == (six ? ICMPV6_REPLY : ECHO_REPLY) &&
                 pattern.echoes.find(echo) != pattern.echoes.end())
        {
            const Key key{pattern.flow, pattern.echoes[echo]};
            GetEntry(key).answered = true;
            Seen(key, PacketStage::HANDED_DOWN, node);
            // An ICMPv6 reply is made from the request and has its mark.
            Key marked;
            if (!Identify(packet, marked))
            {
                packet->AddByteTag(PacketLedgerTag(key.flow, key.sequence));
            }
        }
    }
}

bool
PacketLedger::IsEnded(const Key& key, Ptr<const Packet> packet) const
{
    const auto pattern =
        std::find_if(m_patterns.begin(), m_patterns.end(), [&key](const Pattern& known) {
            return known.flow == key.flow;
        });
    uint8_t port[sizeof(uint16_t)];
    return pattern != m_patterns.end() && !pattern->ended.empty() &&
           packet->CopyData(port, sizeof(port)) == sizeof(port) &&
           pattern->ended.count(port[0] << 8 | port[1]) != 0;
}

void
PacketLedger::IpDelivers(uint32_t node, const Key& key, Ptr<const Packet> packet)
{
    Seen(key, PacketStage::DELIVERED, node);
    const auto& description = m_flows[key.flow].GetDescription();
    // One of several nodes with this address refuses what is of another's connection.
    const bool refused =
        !description.replicas.empty() && GetEntry(key).reason != FlowLedger::NO_REASON;
    const bool tcp = description.protocol == "tcp" && description.IsEnd(node) && !refused;
    const bool echo = description.protocol == "icmp" && GetEntry(key).answered &&
                      node == description.source->GetId();
    if (tcp && IsEnded(key, packet))
    {
        Vanished(key, "connection-ended");
    }
    else if (tcp || echo)
    {
        m_flows[key.flow].Received(key.sequence);
    }
}

} // namespace ns3
