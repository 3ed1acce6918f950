/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef LISP_PENDING_QUEUE_H
#define LISP_PENDING_QUEUE_H

#include "ns3/eid-prefix.h"
#include "ns3/network-address.h"
#include "ns3/nstime.h"
#include "ns3/packet.h"
#include "ns3/ptr.h"

#include <cstddef>
#include <deque>
#include <functional>
#include <map>
#include <vector>

namespace ns3
{

/**
 * @brief Packets that wait for the mapping of their destination EID (RFC 9300 section 6).
 *
 * Bounded for each EID and in all; time comes in as an argument. Packets of one EID keep their
 * order.
 */
class LispPendingQueue
{
  public:
    /// What came of an attempt to queue a packet.
    enum class Result : uint8_t
    {
        QUEUED,   //!< it waits
        EID_FULL, //!< as many as may wait for its EID do
        FULL,     //!< as many as may wait in all do
    };

    /// A packet that left the queue.
    struct Item
    {
        uint32_t instanceId;     //!< its instance
        Ptr<Packet> packet;      //!< the packet from its IP header on
        NetworkAddress cameFrom; //!< see Push
    };

    /**
     * @brief Change the bounds; packets that wait already stay.
     * @param perEid the most packets for one EID
     * @param total the most packets in all
     */
    void SetLimits(uint32_t perEid, uint32_t total);

    /**
     * @brief Queue a packet.
     * @param eid its destination, as a host prefix
     * @param packet the packet
     * @param now the time
     * @param cameFrom the outer source that it had, if it came out of a tunnel
     * @return whether it waits
     */
    Result Push(const EidPrefix& eid,
                Ptr<Packet> packet,
                Time now,
                const NetworkAddress& cameFrom = {});

    /**
     * @brief Take out the packets for EIDs inside a prefix.
     * @param prefix the prefix
     * @param wanted asked for each EID inside: whether to take its packets
     * @return the packets
     */
    std::vector<Item> Take(const EidPrefix& prefix,
                           const std::function<bool(const EidPrefix&)>& wanted);
    /// @param arrival take out the packets that came then or before @return the packets
    std::vector<Item> TakeOlder(Time arrival);
    /// @return all packets, taken out
    std::vector<Item> TakeAll();

    /// @return the number of packets
    std::size_t GetSize() const
    {
        return m_size;
    }

    /// @return when the oldest packet came; only if there is one
    Time GetOldest() const;

  private:
    /// A packet and when it came.
    struct Waiting
    {
        Ptr<Packet> packet;      //!< the packet
        Time arrival;            //!< when it came
        NetworkAddress cameFrom; //!< see Push
    };

    using Queues = std::map<EidPrefix, std::deque<Waiting>>;

    Queues m_queues;       //!< by destination; none is empty
    std::size_t m_size{0}; //!< packets in all of them
    uint32_t m_perEid{0};  //!< the most for one EID
    uint32_t m_total{0};   //!< the most in all
};

} // namespace ns3

#endif /* LISP_PENDING_QUEUE_H */
