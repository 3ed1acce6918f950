/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef FRAGMENT_GATE_H
#define FRAGMENT_GATE_H

#include "frame-refusal.h"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <unordered_map>
#include <utility>
#include <vector>

namespace ns3
{

/// A part of an IPv4 datagram.
struct FragmentPiece
{
    uint32_t source{0};         //!< address
    uint32_t destination{0};    //!< address
    uint16_t identification{0}; //!< of the datagram
    uint8_t protocol{0};        //!< of the datagram
    uint8_t depth{0};           //!< how many LISP headers are around it
    uint16_t begin{0};          //!< of its octets in the datagram
    uint16_t end{0};            //!< behind the last one

    /// @param o another @return true if it is of the same datagram
    bool IsOfSame(const FragmentPiece& o) const
    {
        return source == o.source && destination == o.destination &&
               identification == o.identification && protocol == o.protocol && depth == o.depth;
    }
};

/**
 * @brief Lets no fragment pass that holds octets which one before it had: ns-3's reassembly ends
 * the process over some of these. RFC 5722 forbids them for IPv6; IPv4 has no use for them either.
 *
 * A datagram is remembered for twice the time that ns-3 waits for all of it
 * (Ipv4L3Protocol::FragmentExpirationTimeout, 30 s). That it seems complete here does not count:
 * one of its fragments may still be lost on the way to where they are put together.
 */
class FragmentGate
{
  public:
    /// How long a datagram is remembered, in seconds.
    static constexpr double MEMORY_S = 60;
    /// Datagrams remembered at most.
    static constexpr std::size_t MOST_DATAGRAMS = 65536;
    /// Fragments of a datagram at most: of a datagram of 65535 octets over links with an MTU of 576
    /// octets (RFC 791 section 3.1) there are 119.
    static constexpr std::size_t MOST_PIECES = 128;

    /**
     * @param piece a fragment
     * @param now_s the time in seconds, which does not go backwards
     * @return why it may not pass; NONE: it may
     */
    FrameRefusal Judge(const FragmentPiece& piece, double now_s);

    /// @return the datagrams that are remembered
    std::size_t GetDatagrams() const
    {
        return m_datagrams.size();
    }

  private:
    /// Compares pieces by their datagram.
    struct IsSame
    {
        /// @param a a piece @param b another @return true if they are of the same datagram
        bool operator()(const FragmentPiece& a, const FragmentPiece& b) const
        {
            return a.IsOfSame(b);
        }
    };

    /// Hash of the datagram of a piece.
    struct Hash
    {
        /// @param piece a piece @return the hash
        std::size_t operator()(const FragmentPiece& piece) const;
    };

    /// Octets that a datagram has had: where a fragment begins and ends.
    using Pieces = std::vector<std::pair<uint16_t, uint16_t>>;

    std::unordered_map<FragmentPiece, Pieces, Hash, IsSame> m_datagrams; //!< remembered
    std::deque<std::pair<double, FragmentPiece>> m_order; //!< the same by the time of the first
};

} // namespace ns3

#endif /* FRAGMENT_GATE_H */
