/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef FRAGMENT_STORE_H
#define FRAGMENT_STORE_H

#include "captured-packet.h"

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <vector>

namespace ns3
{

/**
 * @brief Puts the fragments of captured IP packets together again.
 *
 * Keeps a bounded number of packets, the latest; what is given up, for room or because the capture
 * ends, is told, so that no packet vanishes unnoticed.
 */
class FragmentStore
{
  public:
    /// A packet, whole or given up. Moved, not copied: the packet is a view of the octets.
    struct Entry
    {
        Entry() = default;
        Entry(Entry&&) = default;
        Entry& operator=(Entry&&) = default;

        CapturedPacket packet;        //!< its header; its payload is what there is from the start
        std::vector<uint8_t> octets;  //!< its payload, gaps zero
        std::vector<uint64_t> frames; //!< where its fragments were
    };

    /// Packets that are put together at one time.
    static constexpr std::size_t MAX_PACKETS = 64;

    /**
     * @brief Add a fragment.
     * @param fragment the fragment
     * @param frame where it was
     * @return the packet, if it is whole now
     */
    std::optional<Entry> Add(const CapturedPacket& fragment, uint64_t frame);

    /// @return a packet that was given up, the oldest first; nothing if there is none
    std::optional<Entry> TakeGivenUp();

    /// Give up all that is not whole.
    void GiveUpAll();

  private:
    /// What the fragments of a packet have in common (RFC 791, RFC 8200 section 4.5).
    struct Key
    {
        NetworkAddress source;      //!< of the packet
        NetworkAddress destination; //!< of the packet
        uint8_t protocol;           //!< of the packet
        uint32_t identification;    //!< of the packet

        /// @param o another key @return true if this sorts first
        bool operator<(const Key& o) const;
    };

    /// A packet that is not whole yet.
    struct Pending
    {
        Entry entry;                               //!< what there is of it
        std::map<std::size_t, std::size_t> pieces; //!< where each begins and ends, none overlapping
        std::optional<std::size_t> end; //!< of the whole payload, known from the last one
        bool damaged{false};            //!< pieces overlap, or were cut off
    };

    /// @param key of a packet that is given up
    void GiveUp(const Key& key);

    std::map<Key, Pending> m_pending; //!< not whole
    std::deque<Key> m_order;          //!< of them, the oldest first
    std::deque<Entry> m_givenUp;      //!< not yet taken
};

} // namespace ns3

#endif /* FRAGMENT_STORE_H */
