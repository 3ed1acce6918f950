/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SPANNING_TREE_TEST_TOOLS_H
#define SPANNING_TREE_TEST_TOOLS_H

#include "switch-test-net.h"

#include "ns3/spanning-tree.h"

/**
 * @file
 * @brief Bridges and BPDUs for the suites of the spanning tree.
 */

namespace ns3
{

namespace stptest
{

/// What the suites call it.
using Role = SpanningTreeRole;
/// What the suites call it.
using State = SwitchPortState;
/// What the suites call it.
using Host = SwitchTestNet::Host;
constexpr int64_t HOP = 1076;                  //!< ns from one switch to the next
const Mac48Address GROUP("01:80:c2:00:00:00"); //!< of all bridges

/// @param last octet @return a MAC address
inline Mac48Address
MakeAddress(uint8_t last)
{
    const uint8_t octets[6] = {0, 0, 0, 0, 0, last};
    Mac48Address address;
    address.CopyFrom(octets);
    return address;
}

/// @param lan a switch @param last octet of its bridge address @return its new spanning tree
inline Ptr<SpanningTree>
AddTree(const Ptr<VlanSwitch>& lan, uint8_t last)
{
    auto tree = CreateObject<SpanningTree>();
    tree->SetAttribute("BridgeAddress", Mac48AddressValue(MakeAddress(last)));
    tree->Install(lan);
    return tree;
}

/// @param type of the BPDU @param root of the tree @param cost of the path @param bridge that sends
/// it @return a BPDU of a designated port
inline BridgeBpdu
MakeBpdu(BridgeBpdu::Type type, uint8_t root, uint32_t cost, uint8_t bridge)
{
    BridgeBpdu bpdu;
    bpdu.type = type;
    bpdu.role = BridgeBpdu::Role::DESIGNATED;
    bpdu.priority.root = BridgeId::Make(32768, MakeAddress(root));
    bpdu.priority.cost = cost;
    bpdu.priority.bridge = BridgeId::Make(32768, MakeAddress(bridge));
    bpdu.priority.port = 0x8001;
    bpdu.times.maxAge = 20 * 256;
    bpdu.times.helloTime = 2 * 256;
    bpdu.times.forwardDelay = 15 * 256;
    return bpdu;
}

/// @param host sends @param payload in a frame with a length, to the spanning tree
inline void
SendPayload(Host& host, const Ptr<Packet>& payload)
{
    EthernetFrame frame;
    frame.source = host.GetMac();
    frame.destination = GROUP;
    frame.protocol = static_cast<uint16_t>(payload->GetSize());
    frame.payload = payload;
    host.Send(frame);
}

/// When each port came to each state.
struct StateLog
{
    /// A state that a port came to.
    struct Entry
    {
        int64_t time;         //!< ns
        Ptr<SwitchPort> port; //!< the port
        State state;          //!< its state from then on
    };

    std::vector<Entry> entries; //!< in order

    /// @param log gets it @param port a port @param state its state
    static void Note(StateLog* log, Ptr<SwitchPort> port, State state)
    {
        log->entries.push_back({Simulator::Now().GetNanoSeconds(), port, state});
    }

    /// @param tree to be followed
    void Follow(const Ptr<SpanningTree>& tree)
    {
        tree->TraceConnectWithoutContext("PortState", MakeBoundCallback(&Note, this));
    }

    /// @param port a port @param state a state @param from a time, in ns
    /// @return when it came to it, first after that time, in ns; -1: never
    int64_t Find(const Ptr<SwitchPort>& port, State state, int64_t from = 0) const
    {
        for (const auto& entry : entries)
        {
            if (entry.port == port && entry.state == state && entry.time >= from)
            {
                return entry.time;
            }
        }
        return -1;
    }
};

} // namespace stptest

} // namespace ns3

#endif /* SPANNING_TREE_TEST_TOOLS_H */
