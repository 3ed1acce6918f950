/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef LISP_PENDING_QUEUE_H
#define LISP_PENDING_QUEUE_H

#include "lisp-drop-reason.h"
#include "lisp-waiting-packets.h"

#include "ns3/eid-prefix.h"
#include "ns3/network-address.h"
#include "ns3/nstime.h"
#include "ns3/packet.h"
#include "ns3/ptr.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

namespace ns3
{

/**
 * @brief Packets that wait for the mapping of their destination EID (RFC 9300 section 6): bounded
 * for each EID, in all, and in time.
 *
 * Packets of one EID keep their order. Each leaves by Take, when there is a mapping, or ends in the
 * owner's callback, with the reason.
 */
class LispPendingQueue
{
  public:
    /// What bounds a queue: attributes of its owner, which may change at any time. Packets that
    /// wait already stay.
    struct Limits
    {
        const uint32_t& perEid; //!< the most packets for one EID; 0: none waits
        const uint32_t& total;  //!< the most packets in all
        const Time& timeout;    //!< how long a packet waits at most
    };

    /// Drops a packet that does not get its mapping.
    using DropCallback = std::function<void(const Ptr<Packet>&, LispDropReason)>;

    /// A packet that left the queue.
    struct Item
    {
        uint32_t instanceId;     //!< its instance
        Ptr<Packet> packet;      //!< as it was pushed
        NetworkAddress cameFrom; //!< see Push
    };

    /// @param limits what the owner allows @param drop gets what the owner does not take
    LispPendingQueue(const Limits& limits, DropCallback drop);

    /**
     * @brief Let a packet wait, or drop it if too many do.
     * @param eid its destination, as a host prefix
     * @param packet the packet
     * @param cameFrom the outer source that it had, if it came out of a tunnel
     */
    void Push(const EidPrefix& eid, Ptr<Packet> packet, const NetworkAddress& cameFrom = {});

    /// What says of an EID whether its packets are to be taken.
    using Choice = LispWaitingPackets<Item>::Choice;

    /// @param prefix take out the packets for EIDs inside @param wanted which of these; none: all
    /// @return the packets
    std::vector<Item> Take(const EidPrefix& prefix, const Choice& wanted = {});
    /// @param prefix drop the packets for EIDs inside @param reason why
    void Drop(const EidPrefix& prefix, LispDropReason reason);
    /// @param reason why to drop all packets
    void DropAll(LispDropReason reason);
    /// Forget all packets without a word: the owner ends.
    void Clear();

    /// @return the number of packets
    std::size_t GetSize() const
    {
        return m_waiting.GetSize();
    }

  private:
    void DropItems(const std::vector<Item>& items, LispDropReason reason);

    const Limits m_limits;              //!< see the constructor
    DropCallback m_drop;                //!< see the constructor
    LispWaitingPackets<Item> m_waiting; //!< by destination
};

} // namespace ns3

#endif /* LISP_PENDING_QUEUE_H */
