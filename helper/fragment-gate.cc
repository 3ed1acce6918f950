/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "fragment-gate.h"

#include <algorithm>
#include <functional>

namespace ns3
{

std::size_t
FragmentGate::Hash::operator()(const FragmentPiece& piece) const
{
    const std::hash<uint64_t> hash;
    return hash(uint64_t{piece.source} << 32 | piece.destination) * 31 +
           hash(uint64_t{piece.identification} << 16 | uint64_t{piece.protocol} << 8 | piece.depth);
}

FrameRefusal
FragmentGate::Judge(const FragmentPiece& piece, double now_s)
{
    while (!m_order.empty() && m_order.front().first + MEMORY_S <= now_s)
    {
        m_datagrams.erase(m_order.front().second);
        m_order.pop_front();
    }
    const auto found = m_datagrams.find(piece);
    if (found == m_datagrams.end())
    {
        if (m_datagrams.size() >= MOST_DATAGRAMS)
        {
            return FrameRefusal::FRAGMENT_TABLE_FULL;
        }
        m_datagrams[piece].emplace_back(piece.begin, piece.end);
        m_order.emplace_back(now_s, piece);
        return FrameRefusal::NONE;
    }
    auto& pieces = found->second;
    const bool overlaps = std::any_of(pieces.begin(), pieces.end(), [&piece](const auto& had) {
        return piece.begin < had.second && had.first < piece.end;
    });
    if (overlaps)
    {
        return FrameRefusal::FRAGMENT_OVERLAP;
    }
    if (pieces.size() >= MOST_PIECES)
    {
        return FrameRefusal::FRAGMENT_TABLE_FULL;
    }
    pieces.emplace_back(piece.begin, piece.end);
    return FrameRefusal::NONE;
}

} // namespace ns3
