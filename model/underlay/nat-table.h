/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef NAT_TABLE_H
#define NAT_TABLE_H

#include "nat-drop-reason.h"

#include "ns3/ipv4-address.h"
#include "ns3/nstime.h"

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <utility>

namespace ns3
{

/// Who sends, as a NAT tells them apart.
struct NatEndpoint
{
    uint8_t protocol{0}; //!< IP protocol: UDP or ICMP
    Ipv4Address address; //!< inside
    uint16_t port{0};    //!< UDP port, or identifier of an ICMP echo

    /// @param o another @return true if this sorts first
    bool operator<(const NatEndpoint& o) const;
};

/**
 * @brief The mappings of a NAT: endpoints inside and their ports outside.
 *
 * Mappings are endpoint-independent (RFC 4787 section 4.1, REQ-1): one port for an endpoint,
 * whomever it sends to. What goes out refreshes one (section 4.3, REQ-6), what comes in does not.
 * An idle one is over and its port is free again. Ports are given out one after another, so that a
 * run is the same each time. Time comes in as an argument.
 */
class NatTable
{
  public:
    /// What mappings are like.
    struct Limits
    {
        const Time& udpTimeout;    //!< of an idle mapping of UDP
        const Time& icmpTimeout;   //!< of one of ICMP
        const uint32_t& most;      //!< mappings
        const uint16_t& first;     //!< the lowest port that is given out
        const bool& filtersByPeer; //!< whether only those who were sent to may answer
    };

    /// @param limits references to the owner's attributes
    explicit NatTable(const Limits& limits);

    /**
     * @brief The port of an endpoint that sends, made if it has none.
     * @param inside who
     * @param peer to whom
     * @param now the time
     * @return the port; nothing if there are too many
     */
    std::optional<uint16_t> GoOut(const NatEndpoint& inside, Ipv4Address peer, Time now);

    /// Whom a packet from outside is for.
    struct Target
    {
        NatDropReason failure{NatDropReason::COUNT}; //!< why not; COUNT: it may pass
        NatEndpoint inside;                          //!< whom it is for, if it may
    };

    /**
     * @brief Whom a packet from outside is for.
     * @param protocol its IP protocol
     * @param port where it goes, UDP port or identifier
     * @param peer who sends it
     * @param now the time
     * @return the endpoint inside, or why there is none
     */
    Target ComeIn(uint8_t protocol, uint16_t port, Ipv4Address peer, Time now) const;

    /// Forget every mapping, as after a restart; ports are given out where it was.
    void Clear();
    /// @param now the time @return the mappings that are not idle for too long
    std::size_t GetSize(Time now) const;

  private:
    /// One mapping.
    struct Mapping
    {
        uint16_t port{0};            //!< outside
        Time lastSent;               //!< by the endpoint
        std::set<Ipv4Address> peers; //!< to whom, if that is looked at; a bounded number
    };

    using Mappings = std::map<NatEndpoint, Mapping>;

    Time GetEnd(const NatEndpoint& inside, const Mapping& mapping) const;
    bool IsOver(const NatEndpoint& inside, const Mapping& mapping, Time now) const;
    void Erase(Mappings::iterator at);
    void EraseIdle(Time now);

    const Limits m_limits;                                                //!< of the owner
    Mappings m_mappings;                                                  //!< by endpoint
    std::map<std::pair<uint8_t, uint16_t>, Mappings::iterator> m_outside; //!< by protocol and port
    uint32_t m_next{0}; //!< ports given out so far
    Time m_nextIdle;    //!< before then EraseIdle would find nothing
};

} // namespace ns3

#endif /* NAT_TABLE_H */
