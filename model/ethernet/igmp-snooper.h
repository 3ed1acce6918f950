/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef IGMP_SNOOPER_H
#define IGMP_SNOOPER_H

#include "deadline-timer.h"
#include "igmp-message.h"
#include "multicast-snooper.h"

#include "ns3/event-id.h"
#include "ns3/nstime.h"
#include "ns3/traced-callback.h"

#include <array>
#include <map>
#include <set>

namespace ns3
{

class SpanningTree;
class VlanSwitch;

/**
 * @brief IGMP snooping (RFC 4541 section 2.1): IPv4 multicast leaves by the ports whose hosts have
 * asked for its group, and by those that lead to a multicast router or querier.
 *
 * It needs a querier in the VLAN, one elsewhere that it hears or its own (EnableQuerier), since
 * hosts report to be asked: while there is none, all multicast is flooded. Always flooded are the
 * groups 224.0.0.0 to 224.0.0.255 (section 2.1.2) and what is no IPv4 multicast, such as IPv6
 * multicast: MLD is not looked at. Reports go to queriers and routers alone, and gateway ports
 * count as routers.
 *
 * After a change of a spanning tree's topology (Watch), all is flooded until hosts had time to
 * answer, and the own querier asks at once.
 */
class IgmpSnooper : public MulticastSnooper
{
  public:
    /// @return the type
    static TypeId GetTypeId();

    IgmpSnooper();
    ~IgmpSnooper() override;

    /**
     * @brief Look at the multicast frames of a switch from now on.
     * @param lan a switch on a node
     * @throws std::invalid_argument if there is no such switch or this is on one already
     */
    void Install(Ptr<VlanSwitch> lan);
    /**
     * @brief Ask the hosts of a VLAN for their groups, unless a querier of a lower address does
     * (RFC 3376 section 6.6.2).
     * @param vlan 1 to 4094
     * @param source the source address of the queries, not 0.0.0.0
     * @throws std::invalid_argument if there is no such VLAN or address
     */
    void EnableQuerier(uint16_t vlan, Ipv4Address source);
    /**
     * @brief Send all groups and all reports by a port, whether a querier is heard there or not
     * (RFC 4541 section 2.1.1, point 1): by one to another part of the LAN, which may come and go.
     * @param port of the switch
     * @throws std::invalid_argument if it is not
     */
    void AddRouterPort(Ptr<SwitchPort> port);
    /// @param tree a spanning tree of the switch, whose changes are followed
    void Watch(Ptr<SpanningTree> tree);
    /// Flood until hosts had time to answer, and ask them: memberships may be elsewhere now.
    void TopologyChanged();

    // Inherited from MulticastSnooper.
    void Hear(const Ptr<SwitchPort>& port, const EthernetFrame& frame) override;
    bool IsWanted(const Ptr<SwitchPort>& port, const EthernetFrame& frame) const override;
    void Forget(const Ptr<SwitchPort>& port) override;

    /// @param vlan a VLAN @param group a group @param port a port @return true if it is a member
    bool IsMember(uint16_t vlan, Ipv4Address group, Ptr<const SwitchPort> port) const;
    /// @param vlan a VLAN @param port a port @return true if a querier or router is there
    bool IsRouterPort(uint16_t vlan, Ptr<const SwitchPort> port) const;
    /// @param vlan a VLAN @return true if this is its querier
    bool IsQuerier(uint16_t vlan) const;
    /// @return the number of memberships of ports in groups
    std::size_t GetMemberships() const;
    /// @return the queries sent
    uint64_t GetQueries() const;
    /// @param reason a reason @return the IGMP messages not taken for it
    uint64_t GetDrops(IgmpDropReason reason) const;

    /// Signature of the trace source Drop. @param packet an IPv4 packet; null if FULL @param reason
    /// why
    typedef void (*DropTracedCallback)(Ptr<const Packet> packet, IgmpDropReason reason);
    /**
     * @brief Signature of the trace sources Joined and Left.
     * @param vlan a VLAN @param group a group @param port a port
     */
    typedef void (*MemberTracedCallback)(uint16_t vlan, Ipv4Address group, Ptr<SwitchPort> port);

  protected:
    void DoDispose() override;

  private:
    /// Ports, and until when what was heard there holds.
    using Ports = std::map<SwitchPort*, Time>;
    /// Groups by VLAN and address, as one number.
    using Groups = std::map<uint64_t, Ports>;

    /// What is known of a VLAN.
    struct Vlan
    {
        Ports routers;                   //!< where queries came from
        Ipv4Address source{uint32_t{0}}; //!< of our own queries; 0.0.0.0: none
        Time otherUntil;                 //!< another one is the querier so long
        uint32_t startup{0};             //!< queries still to be sent at the shorter interval
        EventId event;                   //!< the next query
    };

    /// The topology changed. See SpanningTree::ChangeTracedCallback.
    void HearChange(Ptr<SwitchPort> port, bool isDetected);
    /// @param port where @param vlan in which @param message a report or a leave
    void HearReport(const Ptr<SwitchPort>& port, uint16_t vlan, const IgmpMessage& message);
    /// @param port where @param vlan in which @param message a query
    void HearQuery(const Ptr<SwitchPort>& port, uint16_t vlan, const IgmpMessage& message);
    /// @param port joins @param vlan in which @param group the group
    void Join(const Ptr<SwitchPort>& port, uint16_t vlan, Ipv4Address group);
    /// @param port may have left @param vlan in which @param group the group
    void Leave(const Ptr<SwitchPort>& port, uint16_t vlan, Ipv4Address group);
    /// @param vlan gets a general query, if this is its querier, and another one later
    void Query(uint16_t vlan);
    /// @param vlan in which @param group is asked for @param port there @param times so often
    void QueryGroup(uint16_t vlan, Ipv4Address group, Ptr<SwitchPort> port, uint32_t times);
    /// @param vlan in which @param group or 0.0.0.0 @param port there; null: at all ports
    void SendQuery(uint16_t vlan, Ipv4Address group, const Ptr<SwitchPort>& port);
    /// Let old memberships go.
    void Sweep();
    /// @param packet is not taken @param reason why
    void Count(const Ptr<const Packet>& packet, IgmpDropReason reason);
    /// @param vlan a VLAN @return true if somebody asks there
    bool HasQuerier(const Vlan& vlan) const;
    /// @return how long a report holds (RFC 3376 section 8.4)
    Time GetMembershipInterval() const;
    /// @return how long after a leave a group is kept (RFC 3376 section 8.10)
    Time GetLastMemberTime() const;

    Ptr<VlanSwitch> m_lan;                             //!< the switch
    std::set<Ptr<const SwitchPort>> m_routerPorts;     //!< see AddRouterPort
    std::map<uint16_t, Vlan> m_vlans;                  //!< by VLAN
    Groups m_groups;                                   //!< who is in what
    std::size_t m_memberships{0};                      //!< in all groups
    DeadlineTimer m_sweep;                             //!< the next Sweep
    Time m_floodUntil;                                 //!< all is flooded so long
    bool m_floodUnregistered;                          //!< attribute FloodUnregistered
    uint32_t m_version;                                //!< attribute Version
    uint32_t m_robustness;                             //!< attribute Robustness
    Time m_queryInterval;                              //!< attribute QueryInterval
    Time m_responseInterval;                           //!< attribute QueryResponseInterval
    Time m_lastMemberInterval;                         //!< attribute LastMemberQueryInterval
    uint32_t m_maxMemberships;                         //!< attribute MaxMemberships
    uint64_t m_queries{0};                             //!< see GetQueries
    std::array<uint64_t, IGMP_DROP_REASONS> m_drops{}; //!< by reason
    TracedCallback<Ptr<const Packet>, IgmpDropReason> m_dropTrace;        //!< "Drop"
    TracedCallback<uint16_t, Ipv4Address, Ptr<SwitchPort>> m_joinedTrace; //!< "Joined"
    TracedCallback<uint16_t, Ipv4Address, Ptr<SwitchPort>> m_leftTrace;   //!< "Left"
};

} // namespace ns3

#endif /* IGMP_SNOOPER_H */
