/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SPANNING_TREE_BRIDGE_H
#define SPANNING_TREE_BRIDGE_H

#include "spanning-tree-port.h"

#include <memory>
#include <vector>

namespace ns3
{

/**
 * @brief What a SpanningTreeBridge does to the world.
 */
class SpanningTreeActions
{
  public:
    virtual ~SpanningTreeActions() = default;

    /// @param port a port @param bpdu to be sent out of it
    virtual void Send(const SpanningTreePort& port, const BridgeBpdu& bpdu) = 0;
    /// @param port a port that learns or forwards now, or does not any more
    virtual void StateChanged(const SpanningTreePort& port) = 0;
    /// @param port a port that has another role @param before the role that it had
    virtual void RoleChanged(const SpanningTreePort& port, SpanningTreeRole before) = 0;
    /// @param port a port: what was learned there is to be forgotten
    virtual void Flush(const SpanningTreePort& port) = 0;
    /// @param port a port with a topology change @param isDetected true: the change is here, false:
    /// a neighbour tells of it
    virtual void TopologyChanged(const SpanningTreePort& port, bool isDetected) = 0;
};

/**
 * @brief A bridge of the rapid spanning tree: its ports, and the selection of their roles (IEEE
 * 802.1D-2004 sections 17.18 and 17.28). Pure state; see SpanningTree for the device.
 */
class SpanningTreeBridge
{
  public:
    /// What is set from outside (section 17.13).
    struct Settings
    {
        BridgeId id;              //!< who it is
        BridgeTimes times;        //!< BridgeTimes, with a message age of zero
        Time migrateTime;         //!< Migrate Time
        uint32_t transmitHold{6}; //!< Transmit Hold Count
    };

    /**
     * @param actions what it does goes there; must outlive it
     * @param settings for good
     */
    SpanningTreeBridge(SpanningTreeActions& actions, const Settings& settings);

    /// @param number 1 to 4095, of no other port @return a new port, down
    SpanningTreePort& AddPort(uint16_t number);
    /// @param port a port that is no more
    void RemovePort(SpanningTreePort& port);

    /// @param now the time: make all steps that there are to make, and send what is to be sent
    void Run(Time now);
    /// @param now the time @return when to run next; Time::Max(): when something happens
    Time GetNextDeadline(Time now) const;

    /// @return what is set
    const Settings& GetSettings() const;
    /// @return who is the root and how far it is
    const BridgePriorityVector& GetRootPriority() const;
    /// @return the times of the tree
    const BridgeTimes& GetRootTimes() const;
    /// @return the port to the root; nullptr: this is the root
    const SpanningTreePort* GetRootPort() const;

  private:
    friend class SpanningTreePort; // whose machines act on all ports (section 17.21)

    void SelectRoles(); //!< updtRolesTree, setSelectedTree (sections 17.21.25 and 17.21.16)
    void Select(SpanningTreePort& port); //!< @param port gets its role
    void SyncAll();                      //!< setSyncTree
    void ReRootAll();                    //!< setReRootTree
    bool IsAllSynced() const;            //!< @return allSynced
    /// @param except a port @param now the time @return true if no other one was root lately
    bool IsReRooted(const SpanningTreePort& except, Time now) const;
    /// @param except a port whose topology change all others are to tell of
    void Propagate(const SpanningTreePort& except);

    SpanningTreeActions& m_actions;                         //!< what it does
    Settings m_settings;                                    //!< what is set
    std::vector<std::unique_ptr<SpanningTreePort>> m_ports; //!< in order
    BridgePriorityVector m_root;                            //!< rootPriority
    BridgeTimes m_rootTimes;                                //!< rootTimes
    SpanningTreePort* m_rootPort{nullptr};                  //!< to the root
};

} // namespace ns3

#endif /* SPANNING_TREE_BRIDGE_H */
