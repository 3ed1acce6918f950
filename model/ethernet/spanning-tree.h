/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SPANNING_TREE_H
#define SPANNING_TREE_H

#include "bridge-bpdu.h"
#include "spanning-tree-bridge.h"
#include "vlan-switch.h"

#include "ns3/event-id.h"
#include "ns3/mac48-address.h"
#include "ns3/object.h"
#include "ns3/traced-callback.h"

#include <array>
#include <memory>
#include <optional>
#include <ostream>
#include <vector>

namespace ns3
{

/**
 * @brief The rapid spanning tree protocol of a switch (IEEE 802.1D-2004 clause 17): of all cables
 * between switches a tree forwards, and when one of it goes another one takes over.
 *
 * One tree for all VLANs. BPDUs of version 2 go to 01:80:c2:00:00:00; neighbours of version 0 are
 * spoken to in their version. A port with hosts (SwitchPortRole::HOST) is an edge port unless told
 * otherwise, and forwards at once until a BPDU comes. Ports of LAN extensions and gateway ports are
 * outside: they always forward, send no BPDU and take none.
 *
 * **Scope and limitations.** All links count as point-to-point. There is no tree per VLAN, no
 * multiple spanning tree, no guard of root or BPDUs. A port whose NIC was pulled silently is up.
 * What attributes say holds from Install on.
 */
class SpanningTree : public Object, private SpanningTreeActions
{
  public:
    /// @return the type
    static TypeId GetTypeId();

    SpanningTree();
    ~SpanningTree() override;

    /**
     * @brief Start on a switch, now or when the simulation starts.
     * @param lan a switch on a node; ports may be added later
     * @throws std::invalid_argument if there is no such switch, it has a spanning tree already, or
     * the attributes do not fit together
     */
    void Install(Ptr<VlanSwitch> lan);

    // Ports, each of the switch: std::invalid_argument if it is none.

    /// @param port a port @param edge whether it leads to hosts alone and forwards at once
    void SetEdge(Ptr<SwitchPort> port, bool edge);
    /**
     * @brief Set the cost of the path through a port.
     * @param port a port
     * @param cost 1 to 200000000 (IEEE 802.1D-2004 table 17-3); unless set it is that of the data
     * rate: 20000 at 1 Gbit/s, also for a port that is no NIC
     * @throws std::invalid_argument if it is none of these
     */
    void SetPathCost(Ptr<SwitchPort> port, uint32_t cost);
    /**
     * @brief Set the priority of a port.
     * @param port a port
     * @param priority 0 to 240 in steps of 16 (IEEE 802.1D-2004 table 17-2), 128 unless set
     * @throws std::invalid_argument if it is none of these
     */
    void SetPortPriority(Ptr<SwitchPort> port, uint8_t priority);
    /// @param port a port @param enabled false: it is outside of the tree and always forwards
    void SetEnabled(Ptr<SwitchPort> port, bool enabled);

    /// @param port a port @return its role; DISABLED if it is down or outside
    SpanningTreeRole GetPortRole(Ptr<const SwitchPort> port) const;
    /// @param port a port @return true if it is an edge port now
    bool IsEdge(Ptr<const SwitchPort> port) const;
    /// @param port a port @return false if its neighbour speaks version 0
    bool IsRapid(Ptr<const SwitchPort> port) const;
    /// @param port a port @return the BPDUs sent there
    uint64_t GetSent(Ptr<const SwitchPort> port) const;
    /// @param port a port @return the BPDUs taken there
    uint64_t GetReceived(Ptr<const SwitchPort> port) const;

    /// @return who this bridge is; zero before the start
    BridgeId GetBridgeId() const;
    /// @return who the root is
    BridgeId GetRootId() const;
    /// @return the cost of the path to the root
    uint32_t GetRootCost() const;
    /// @return the port to the root; null: this is the root
    Ptr<SwitchPort> GetRootPort() const;
    /// @return the changes of topology that were seen here, at one's own ports or told
    uint64_t GetTopologyChanges() const;
    /// @return the BPDUs sent
    uint64_t GetSent() const;
    /// @return the BPDUs taken
    uint64_t GetReceived() const;
    /// @param reason a reason @return the BPDUs not taken for it
    uint64_t GetDrops(BpduDropReason reason) const;
    /// @param os gets bridge, root and ports as a table
    void Print(std::ostream& os) const;

    /**
     * @brief Signature of the trace source PortRole.
     * @param port a port @param before its role before @param role its role now
     */
    typedef void (*RoleTracedCallback)(Ptr<SwitchPort> port,
                                       SpanningTreeRole before,
                                       SpanningTreeRole role);
    /// Signature of the trace source PortState. @param port a port @param state its state now
    typedef void (*StateTracedCallback)(Ptr<SwitchPort> port, SwitchPortState state);
    /**
     * @brief Signature of the trace source TopologyChange.
     * @param port where @param isDetected true: here; false: a neighbour tells of it
     */
    typedef void (*ChangeTracedCallback)(Ptr<SwitchPort> port, bool isDetected);
    /// Signature of the trace source Drop. @param bpdu the frame @param reason why
    typedef void (*DropTracedCallback)(Ptr<const Packet> bpdu, BpduDropReason reason);

  protected:
    void DoDispose() override;

  private:
    /// What is known of a port.
    struct Port
    {
        Ptr<SwitchPort> port;               //!< itself
        uint16_t number{0};                 //!< its number
        std::optional<uint32_t> cost;       //!< see SetPathCost
        uint8_t priority{0};                //!< see SetPortPriority
        bool edge{false};                   //!< see SetEdge
        bool inside{true};                  //!< see SetEnabled
        bool wentDown{false};               //!< since the last Run
        bool changed{true};                 //!< one of the above is to be told
        SpanningTreePort* machine{nullptr}; //!< while it is inside
        uint64_t sent{0};                   //!< see GetSent
        uint64_t received{0};               //!< see GetReceived
    };

    // Inherited from SpanningTreeActions.
    void Send(const SpanningTreePort& port, const BridgeBpdu& bpdu) override;
    void StateChanged(const SpanningTreePort& port) override;
    void RoleChanged(const SpanningTreePort& port, SpanningTreeRole before) override;
    void Flush(const SpanningTreePort& port) override;
    void TopologyChanged(const SpanningTreePort& port, bool isDetected) override;

    /// @param port a port's machine @return the state that its port is in
    static SwitchPortState GetState(const SpanningTreePort& port);
    /// The simulation has started.
    void Start();
    /// @return the lowest MAC address of the node, or the attribute's
    Mac48Address ChooseAddress() const;
    /// @param port a port, new to us
    void Track(const Ptr<SwitchPort>& port);
    /// @param port whose link changed, that came or went
    void PortChanged(const Ptr<SwitchPort>& port);
    /// @param frame a BPDU @param port where it arrived
    void Receive(const EthernetFrame& frame, const Ptr<SwitchPort>& port);
    /// @param frame a BPDU @param port where @return why it is not taken, or NONE
    BpduDropReason Take(const EthernetFrame& frame, Port& port);
    /// Run in the node's own context, as soon as possible.
    void Wake();
    /// Tell the machines what has changed outside, run them, and wait for their timers.
    void Run();
    /// @param port is told to its machine, which comes and goes
    void Reconcile(Port& port);
    /// @param port a port @return what is known of it @throws std::invalid_argument if not ours
    Port& Get(const Ptr<const SwitchPort>& port) const;
    /// @param port a port @return what is known of it; nullptr: nothing
    Port* Find(const Ptr<const SwitchPort>& port) const;
    /// @param machine a port's machine @return what is known of the port
    Port& Get(const SpanningTreePort& machine) const;

    Ptr<VlanSwitch> m_lan;                             //!< the switch
    std::unique_ptr<SpanningTreeBridge> m_bridge;      //!< its machines, once started
    std::vector<std::unique_ptr<Port>> m_ports;        //!< in order
    uint16_t m_lastNumber{0};                          //!< of a port
    EventId m_event;                                   //!< the next Run
    bool m_waking{false};                              //!< a Run is to come at once
    uint16_t m_priority;                               //!< attribute BridgePriority
    Mac48Address m_address;                            //!< attribute BridgeAddress
    Time m_helloTime;                                  //!< attribute HelloTime
    Time m_maxAge;                                     //!< attribute MaxAge
    Time m_forwardDelay;                               //!< attribute ForwardDelay
    Time m_migrateTime;                                //!< attribute MigrateTime
    uint32_t m_transmitHold;                           //!< attribute TxHoldCount
    bool m_autoEdge;                                   //!< attribute AutoEdge
    bool m_edgeHosts;                                  //!< attribute EdgeHosts
    uint64_t m_sent{0};                                //!< see GetSent
    uint64_t m_received{0};                            //!< see GetReceived
    uint64_t m_changes{0};                             //!< see GetTopologyChanges
    std::array<uint64_t, BPDU_DROP_REASONS> m_drops{}; //!< by reason
    TracedCallback<Ptr<SwitchPort>, SpanningTreeRole, SpanningTreeRole> m_roleTrace; //!< "PortRole"
    TracedCallback<Ptr<SwitchPort>, SwitchPortState> m_stateTrace; //!< "PortState"
    TracedCallback<Ptr<SwitchPort>, bool> m_changeTrace;           //!< "TopologyChange"
    TracedCallback<Ptr<const Packet>, BpduDropReason> m_dropTrace; //!< "Drop"
};

} // namespace ns3

#endif /* SPANNING_TREE_H */
