/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef NEIGHBOR_TIMEOUT_H
#define NEIGHBOR_TIMEOUT_H

#include "deadline-timer.h"
#include "neighbor-observer.h"

#include "ns3/network-address.h"
#include "ns3/nstime.h"
#include "ns3/traced-callback.h"

#include <array>
#include <map>

namespace ns3
{

/**
 * @brief Lets what a host knows of its neighbours end although it is in use, so that it asks again:
 * RFC 1122 section 2.3.2.1 for ARP, RFC 4861 section 7.3.1 for Neighbor Discovery.
 *
 * ns-3 takes whatever comes from a neighbour's MAC address as a sign that all that is known of it
 * still holds: a gateway whose HSRP messages are heard is never asked for again. Hosts take ARP
 * messages, and solicited advertisements, only. With this an ARP entry is removed ReachableTime
 * after the last ARP message of that neighbour, and a neighbour of IPv6 is doubted ("stale") as
 * long after its last advertisement. What then happens is ns-3's own: the next packet waits for an
 * answer, or is sent while the neighbour is about to be probed.
 */
class NeighborTimeout : public NeighborObserver
{
  public:
    /// @return the type
    static TypeId GetTypeId();

    NeighborTimeout();
    ~NeighborTimeout() override;

    /// @param family IPV4 or IPV6 @return the neighbours that were to be asked for again
    uint64_t GetExpired(AddressFamily family) const;

    /// Signature of the trace source Expired: the neighbour.
    typedef void (*ExpiredTracedCallback)(const NetworkAddress& host);

  protected:
    void DoDispose() override;
    void Attach() override;
    void Hear(const EthernetFrame& frame) override;

  private:
    /// @param host an address @return true if the cache of its family has it
    bool IsKnown(const NetworkAddress& host) const;
    /// The time of some neighbours has come.
    void Expire();
    /// @param host a neighbour, to be asked for again @return true if it was known
    bool End(const NetworkAddress& host) const;

    Time m_reachableTime;                  //!< attribute ReachableTime
    std::map<NetworkAddress, Time> m_ends; //!< when, by neighbour that was in a cache
    DeadlineTimer m_timer;                 //!< for the first of them
    std::array<uint64_t, 2> m_expired{};   //!< IPv4 and IPv6
    TracedCallback<const NetworkAddress&> m_expiredTrace; //!< "Expired"
};

} // namespace ns3

#endif /* NEIGHBOR_TIMEOUT_H */
