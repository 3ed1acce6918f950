/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef MULTICAST_MEMBERSHIP_H
#define MULTICAST_MEMBERSHIP_H

#include "ns3/address.h"
#include "ns3/event-id.h"
#include "ns3/igmp-message.h"
#include "ns3/lisp-deadlines.h"
#include "ns3/net-device.h"
#include "ns3/nstime.h"
#include "ns3/object.h"

#include <array>
#include <cstdint>
#include <map>
#include <utility>

namespace ns3
{

class LispMulticastEtr;
class Node;
class Packet;

/**
 * @brief Where IGMP and LISP meet: the router side of IGMP version 3 at a tunnel router's ports
 * (RFC 3376 section 6), which tells the ETR of the groups that are wanted there.
 *
 * Versions 1 and 2 are heard as well. A group is wanted from any source: lists of sources are left
 * out (see IgmpMessage). At a gateway port (SviDevice) only what came from hosts of this data
 * centre counts. Where another querier is heard, this one is silent, the port registers nothing,
 * and sources there are left to the other (RFC 8378 sections 7.1 and 7.2).
 */
class MulticastMembership : public Object
{
  public:
    /// @return the type
    static TypeId GetTypeId();

    MulticastMembership();
    ~MulticastMembership() override;

    /**
     * @brief Begin to hear of groups at a tunnel router; this is aggregated to its node.
     * @param node a node with a LispMulticastEtr
     * @throws std::invalid_argument if it has none, or hears already
     */
    void Install(Ptr<Node> node);
    /**
     * @brief Ask the hosts at a port, and hear them.
     * @param port a device of the node with a 48-bit MAC address and an IPv4 address
     * @throws std::invalid_argument if it is not, or is listened to already
     */
    void Listen(Ptr<NetDevice> port);

    /// @param port a port @param group a group @return true if it is wanted there
    bool IsMember(Ptr<const NetDevice> port, Ipv4Address group) const;
    /// @param port a port @return true if this is the querier there
    bool IsQuerier(Ptr<const NetDevice> port) const;
    /// @return the queries sent
    uint64_t GetQueries() const;
    /// @return the reports and leaves heard
    uint64_t GetReports() const;
    /// @param reason a reason @return the IGMP messages not taken for it
    uint64_t GetDrops(IgmpDropReason reason) const;

  protected:
    void DoDispose() override;

  private:
    /// A port that is listened to.
    struct Port
    {
        Ptr<NetDevice> device; //!< it
        Ipv4Address source;    //!< of queries
        Time otherUntil;       //!< another one is the querier so long
        uint32_t startup{0};   //!< queries still to be sent at the shorter interval
        EventId query;         //!< the next one
        bool isQuerier{true};  //!< this is
    };

    /// A port, by device index, and a group.
    using Member = std::pair<uint32_t, uint32_t>;

    /// Hash of a Member.
    struct MemberHash
    {
        /// @param member a member @return its hash
        std::size_t operator()(const Member& member) const
        {
            return std::size_t{member.second} * 31 + member.first;
        }
    };

    /// See Node::ProtocolHandler.
    void Hear(Ptr<NetDevice> device,
              Ptr<const Packet> packet,
              uint16_t protocol,
              const Address& source,
              const Address& destination,
              NetDevice::PacketType type);
    /// @param port where @param message a query of somebody else
    void HearQuery(Port& port, const IgmpMessage& message);
    /// @param port where @param group is wanted
    void Join(Port& port, Ipv4Address group);
    /// @param port where @param group may not be wanted any more
    void MayLeave(Port& port, Ipv4Address group);
    /// @param member that nobody has asked for long enough
    void Expire(const Member& member);
    /// @param index of a port that sends a general query, if it is the querier
    void Query(uint32_t index);
    /// @param index of a port @param group that is asked for @param times so often
    void QueryGroup(uint32_t index, Ipv4Address group, uint32_t times);
    /// @param port where @param group or 0.0.0.0 @param most to have answered within
    void SendQuery(const Port& port, Ipv4Address group, Time most);
    /// @param port whose groups are registered from now on, or not
    void SetQuerier(Port& port, bool isQuerier);
    /// @return how long a report holds (RFC 3376 section 8.4)
    Time GetMembershipInterval() const;

    Ptr<LispMulticastEtr> m_etr;                       //!< who is told
    std::map<uint32_t, Port> m_ports;                  //!< by device index
    std::map<Member, Time> m_members;                  //!< and until when
    LispDeadlines<Member, MemberHash> m_deadlines;     //!< of these
    uint32_t m_robustness;                             //!< attribute Robustness
    Time m_queryInterval;                              //!< attribute QueryInterval
    Time m_responseInterval;                           //!< attribute QueryResponseInterval
    Time m_lastMemberInterval;                         //!< attribute LastMemberQueryInterval
    uint32_t m_maxMembers;                             //!< attribute MaxMemberships
    uint64_t m_queries{0};                             //!< see GetQueries
    uint64_t m_reports{0};                             //!< see GetReports
    std::array<uint64_t, IGMP_DROP_REASONS> m_drops{}; //!< by reason
};

} // namespace ns3

#endif /* MULTICAST_MEMBERSHIP_H */
