/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef LOCATOR_WATCH_H
#define LOCATOR_WATCH_H

#include "event-log.h"

#include "ns3/network-address.h"
#include "ns3/node.h"
#include "ns3/nstime.h"
#include "ns3/packet.h"
#include "ns3/rloc-table.h"

#include <array>
#include <cstdint>
#include <vector>

namespace ns3
{

struct LispMappingRecord;

/**
 * @brief What a tunnel router sends to two locators of another site, over time: how soon it leaves
 * one that fails, and returns to it. To be kept until the simulation is over.
 */
class LocatorWatch
{
  public:
    /**
     * @param router a tunnel router
     * @param first the locator that fails
     * @param second the other one
     */
    LocatorWatch(Ptr<Node> router, const NetworkAddress& first, const NetworkAddress& second);

    LocatorWatch(const LocatorWatch&) = delete;
    LocatorWatch& operator=(const LocatorWatch&) = delete;

    /**
     * @brief Find out how long the router went on sending to the first locator.
     * @param failed when it failed @param until it is back, or the end
     * @param pause longer than the time from one packet to the next, if there are any
     * @return from then to the last packet after which there was such a pause; NOT_MEASURED if
     * there was none
     */
    double FindLeaving(Time failed, Time until, Time pause) const;
    /// @param failed when the first locator failed @return from then to when the router is told
    /// that it is down, or learns a mapping that may say so, seconds; NOT_MEASURED if neither
    /// happens
    double FindNotice(Time failed) const;
    /// @param back when the first locator is back @return from then to the first packet that goes
    /// to it, seconds; NOT_MEASURED if none does
    double FindReturn(Time back) const;
    /// @param from a time @param until another @return the part of the packets between them that
    /// went to the first locator; NOT_MEASURED if there are none
    double FindShare(Time from, Time until) const;
    /// @param after a time @return from then to the next mapping with both locators that was
    /// learned, seconds; NOT_MEASURED if none was
    double FindLearned(Time after) const;
    /// @return what the router was told of both locators, in order of time
    const std::vector<LoggedEvent>& GetEvents() const;

  private:
    /// @param destination of the outer header
    void Sent(Ptr<const Packet> packet,
              uint32_t instanceId,
              const NetworkAddress& source,
              const NetworkAddress& destination);
    /// @param record a mapping
    void Learned(const LispMappingRecord& record, const NetworkAddress& source);
    /// @param rloc a locator @param cause for which it is down
    void Down(const NetworkAddress& rloc, RlocDownCause cause);
    /// @param rloc a locator @param cause for which it is down no longer
    void Up(const NetworkAddress& rloc, RlocDownCause cause);
    /// @param rloc a locator @param event what happened to it @param cause for which
    void Note(const NetworkAddress& rloc, const char* event, RlocDownCause cause);

    Ptr<Node> m_router;                       //!< what is listened to
    std::array<NetworkAddress, 2> m_locators; //!< the first and the second
    std::array<std::vector<Time>, 2> m_sent;  //!< to each, in order of time
    std::vector<Time> m_learned;              //!< mappings, in order of time
    std::vector<Time> m_downs;                //!< of the first one: it is told so
    std::vector<LoggedEvent> m_events;        //!< see GetEvents
};

} // namespace ns3

#endif /* LOCATOR_WATCH_H */
