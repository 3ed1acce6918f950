/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef LISP_SOURCE_QUEUE_H
#define LISP_SOURCE_QUEUE_H

#include "lisp-decapsulator.h"
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
#include <unordered_map>

namespace ns3
{

/**
 * @brief Packets that came out of a tunnel and wait until the mapping system says where their inner
 * source is (RFC 9300 section 16).
 *
 * Whoever can reach the router can make up sources, so all is bounded: the packets of one source,
 * those of one outer source, which alone so cannot take the room of the others, and those in all;
 * and how many sources are asked for in a second, on behalf of one outer source and in all.
 */
class LispSourceQueue
{
  public:
    /// The limits: references to the owner's attributes, which may change at any time.
    struct Limits
    {
        const uint32_t& perSource;         //!< packets of one inner source
        const uint32_t& perLocator;        //!< packets from one outer source
        const uint32_t& total;             //!< packets in all
        const Time& timeout;               //!< how long a packet waits
        const uint32_t& lookupsPerLocator; //!< a second, on behalf of one outer source
        const uint32_t& lookups;           //!< a second, in all
    };

    /// A packet that waits.
    struct Item
    {
        Ptr<const Packet> packet;      //!< from its outer UDP header on
        LispDecapsulator::Outer outer; //!< its outer IP header
    };

    /// Gets each packet that need not wait any longer, and why it is to be dropped unless there is
    /// a mapping that vouches for its source by now.
    using Release = std::function<void(const Item&, LispDropReason)>;

    /**
     * @param limits the limits
     * @param release gets what has waited
     */
    LispSourceQueue(const Limits& limits, Release release);

    /**
     * @brief Let a packet wait. Its source is then to be asked for.
     * @param source its inner source, as a host prefix
     * @param packet from its outer UDP header on
     * @param outer its outer IP header
     * @return why it may not; NONE: it waits
     */
    LispDropReason Push(const EidPrefix& source,
                        const Ptr<const Packet>& packet,
                        const LispDecapsulator::Outer& outer);
    /**
     * @brief Release the packets of sources inside a prefix.
     * @param prefix the prefix
     * @param wanted asked for each source inside: whether to release its packets
     * @param reason why they are to be dropped, unless a mapping vouches for them
     */
    void Settle(const EidPrefix& prefix,
                const LispWaitingPackets<Item>::Choice& wanted,
                LispDropReason reason);
    /// Forget all packets.
    void Clear();

    /// @return the number of packets
    std::size_t GetSize() const
    {
        return m_waiting.GetSize();
    }

  private:
    /// @param locator an outer source @return false if too many sources were asked for lately
    bool MayAsk(const NetworkAddress& locator);
    /// @param items are in the queue no longer; release them @param reason see Release
    void ReleaseItems(const std::vector<Item>& items, LispDropReason reason);

    const Limits m_limits;                                   //!< of the owner
    Release m_release;                                       //!< of the owner
    LispWaitingPackets<Item> m_waiting;                      //!< by inner source
    std::unordered_map<NetworkAddress, uint32_t> m_held;     //!< packets by outer source
    Time m_second;                                           //!< when lookups are counted from
    uint32_t m_lookups{0};                                   //!< since then
    std::unordered_map<NetworkAddress, uint32_t> m_askedFor; //!< the same, by outer source
};

} // namespace ns3

#endif /* LISP_SOURCE_QUEUE_H */
