/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SPANNING_TREE_PORT_H
#define SPANNING_TREE_PORT_H

#include "bridge-bpdu.h"
#include "bridge-priority.h"

#include "ns3/nstime.h"

#include <array>

namespace ns3
{

class SpanningTreeBridge;

/// What a port is in a spanning tree (IEEE 802.1D-2004 section 17.7).
enum class SpanningTreeRole : uint8_t
{
    DISABLED,   //!< down
    ROOT,       //!< the way to the root
    DESIGNATED, //!< the way to the root for those behind it
    ALTERNATE,  //!< another way to the root
    BACKUP,     //!< another way to those behind a designated port of this bridge
};

/// @param role a role @return "disabled", "root", "designated", "alternate" or "backup"
const char* ToString(SpanningTreeRole role);

/**
 * @brief A port of a bridge of the rapid spanning tree: its state machines (IEEE 802.1D-2004
 * sections 17.22 to 17.31) but role selection, which is the bridge's.
 *
 * Pure state: time comes in as an argument, and what is to happen goes out through the bridge. The
 * timers run continuously, not in ticks of a second as those of section 17.22. Links are
 * point-to-point (section 6.4.3), as full-duplex ones are.
 */
class SpanningTreePort
{
  public:
    /// Timers (section 17.17).
    enum Timer : uint8_t
    {
        EDGE_DELAY,    //!< no BPDU for so long: an edge port
        FORWARD,       //!< until the next state towards forwarding
        HELLO,         //!< until the next BPDU
        MIGRATION,     //!< until the protocol version may change
        RECENT_BACKUP, //!< was a backup port
        RECEIVED,      //!< what was received ages
        RECENT_ROOT,   //!< was a root port
        CHANGE,        //!< tells of a topology change
        HOLD,          //!< until one BPDU more may be sent
        TIMERS,        //!< the number of timers
    };

    /**
     * @param bridge whose port it is
     * @param number 1 to 4095
     */
    SpanningTreePort(SpanningTreeBridge& bridge, uint16_t number);

    // What is set from outside (sections 17.13 and 17.18). The bridge is to run afterwards.

    /// @param cost of the path through it @param priority 0 to 240 in steps of 16
    void SetPriority(uint32_t cost, uint8_t priority);
    /// @param edge whether it is an edge port as long as no BPDU comes
    void SetAdminEdge(bool edge);
    /// @param autoEdge whether it becomes an edge port if no BPDU comes
    void SetAutoEdge(bool autoEdge);
    /// @param isUp whether its link is up @param now the time
    void SetLink(bool isUp, Time now);
    /**
     * @brief A BPDU arrived. The bridge is to run afterwards.
     * @param bpdu the BPDU @param now the time
     */
    void Receive(const BridgeBpdu& bpdu, Time now);

    // What it is.

    /// @return its number
    uint16_t GetNumber() const;
    /// @return its identifier: priority and number
    uint16_t GetId() const;
    /// @return the cost of the path through it
    uint32_t GetCost() const;
    /// @return its role
    SpanningTreeRole GetRole() const;
    /// @return true if it learns addresses
    bool IsLearning() const;
    /// @return true if it forwards frames
    bool IsForwarding() const;
    /// @return true if it is an edge port now
    bool IsEdge() const;
    /// @return true if it speaks rapid spanning tree, not version 0
    bool IsRapid() const;
    /// @return the port priority vector: what is said on its LAN
    const BridgePriorityVector& GetPriority() const;

    // For the bridge.

    /// @param now the time @return true if one of the state machines made a step
    bool Step(Time now);
    /// @param now the time: send a BPDU if one is due (section 17.26)
    void Transmit(Time now);
    /// @param now the time @return when the next timer ends; Time::Max(): none runs
    Time GetNextDeadline(Time now) const;

  private:
    friend class SpanningTreeBridge; // selects the roles of all ports (section 17.28)

    /// Where the port priority vector is from (section 17.19.10).
    enum class Info : uint8_t
    {
        DISABLED, //!< none
        AGED,     //!< it was received, too long ago
        MINE,     //!< this bridge
        RECEIVED, //!< another bridge
    };

    /// State of the topology change machine (section 17.31).
    enum class Change : uint8_t
    {
        INACTIVE, //!< nothing is learned
        LEARNING, //!< not in the active topology
        ACTIVE,   //!< in the active topology
    };

    /// State of the protocol migration machine (section 17.24).
    enum class Migration : uint8_t
    {
        CHECKING,  //!< rapid, for a while
        SELECTING, //!< version 0, for a while
        SENSING,   //!< looks what comes
    };

    bool StepMigration(Time now);    //!< @param now the time @return true if there was a step
    bool StepEdge(Time now);         //!< @param now the time @return true if there was a step
    bool StepInformation(Time now);  //!< @param now the time @return true if there was a step
    bool StepRole(Time now);         //!< @param now the time @return true if there was a step
    bool StepRoot(Time now);         //!< @param now the time @return true if there was a step
    bool StepDesignated(Time now);   //!< @param now the time @return true if there was a step
    bool StepAlternate();            //!< @return true if there was a step
    bool StepChange(Time now);       //!< @param now the time @return true if there was a step
    void TakeMessage(Time now);      //!< @param now the time: the message received is taken
    void TakeDesignated(Time now);   //!< @param now the time: it is from a designated port
    void TakeAgreement();            //!< the message may agree
    void TakeChangeFlags();          //!< the message may tell of a topology change
    void RestartReceived(Time now);  //!< @param now the time: what was received is fresh
    void LeaveRole(Time now);        //!< @param now the time: timers that were held start
    void StartChange(Time now);      //!< @param now the time: tell of a topology change
    void SetLearning(bool learning); //!< @param learning whether to learn; if not, not forward
    void SetForwarding();            //!< forward
    Time GetForwardDelay() const;    //!< @return in each state; short with rapid ones
    Time GetHelloTime() const;       //!< @return between BPDUs
    bool IsActive() const;           //!< @return true if root or designated
    BridgeBpdu MakeBpdu() const;     //!< @return what is to be sent

    /// @param timer a timer @param now the time @param length it runs so long from now on
    void Start(Timer timer, Time now, Time length);
    /// @param timer a timer that is to start later and until then does not end
    void Hold(Timer timer);
    /// @param timer a timer that ends
    void Stop(Timer timer);
    /// @param timer a timer @param now the time @return true if it has not ended
    bool Runs(Timer timer, Time now) const;

    SpanningTreeBridge& m_bridge;                                //!< its bridge
    std::array<Time, TIMERS> m_ends;                             //!< of the timers; Max: held
    uint16_t m_number;                                           //!< see GetNumber
    uint16_t m_id;                                               //!< see GetId
    uint32_t m_cost{0};                                          //!< see GetCost
    uint32_t m_sent{0};                                          //!< txCount
    BridgePriorityVector m_designated;                           //!< what it would say itself
    BridgePriorityVector m_port;                                 //!< what is said on its LAN
    BridgeTimes m_designatedTimes;                               //!< with the former
    BridgeTimes m_portTimes;                                     //!< with the latter
    BridgeBpdu m_message;                                        //!< the last one received
    Info m_info{Info::DISABLED};                                 //!< infoIs
    SpanningTreeRole m_role{SpanningTreeRole::DISABLED};         //!< role
    SpanningTreeRole m_selectedRole{SpanningTreeRole::DISABLED}; //!< selectedRole
    Change m_change{Change::INACTIVE};                           //!< topology change
    Migration m_migration{Migration::CHECKING};                  //!< protocol migration
    bool m_enabled{false};                                       //!< portEnabled
    bool m_adminEdge{false};                                     //!< AdminEdge
    bool m_autoEdge{true};                                       //!< AutoEdge
    bool m_edge{false};                                          //!< operEdge
    bool m_heard{false};                                         //!< a BPDU came since it is up
    bool m_rapid{true};                                          //!< sendRSTP
    bool m_hasMessage{false};                                    //!< rcvdMsg
    bool m_receivedRapid{false};                                 //!< rcvdRSTP
    bool m_receivedOld{false};                                   //!< rcvdSTP
    bool m_receivedChange{false};                                //!< rcvdTc
    bool m_receivedNotification{false};                          //!< rcvdTcn
    bool m_receivedAck{false};                                   //!< rcvdTcAck
    bool m_propagate{false};                                     //!< tcProp
    bool m_acknowledge{false};                                   //!< tcAck
    bool m_newInfo{true};                                        //!< newInfo
    bool m_proposing{false};                                     //!< proposing
    bool m_proposed{false};                                      //!< proposed
    bool m_agree{false};                                         //!< agree
    bool m_agreed{false};                                        //!< agreed
    bool m_disputed{false};                                      //!< disputed
    bool m_sync{false};                                          //!< sync
    bool m_synced{true};                                         //!< synced
    bool m_reRoot{false};                                        //!< reRoot
    bool m_reselect{true};                                       //!< reselect
    bool m_selected{false};                                      //!< selected
    bool m_update{false};                                        //!< updtInfo
    bool m_learning{false};                                      //!< learn, learning
    bool m_forwarding{false};                                    //!< forward, forwarding
};

} // namespace ns3

#endif /* SPANNING_TREE_PORT_H */
