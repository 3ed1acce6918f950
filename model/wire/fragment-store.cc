/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "fragment-store.h"

#include <algorithm>
#include <tuple>

namespace ns3
{

bool
FragmentStore::Key::operator<(const Key& o) const
{
    return std::tie(source, destination, protocol, identification) <
           std::tie(o.source, o.destination, o.protocol, o.identification);
}

std::optional<FragmentStore::Entry>
FragmentStore::Add(const CapturedPacket& fragment, uint64_t frame)
{
    const Key key{fragment.source,
                  fragment.destination,
                  fragment.protocol,
                  fragment.identification};
    if (m_pending.find(key) == m_pending.end())
    {
        if (m_pending.size() == MAX_PACKETS)
        {
            GiveUp(Key(m_order.front()));
        }
        m_order.push_back(key);
    }
    Pending& pending = m_pending[key];
    const std::size_t begin = fragment.fragmentOffset;
    const std::size_t end = begin + fragment.size;
    if (begin == 0)
    {
        pending.entry.packet = fragment;
    }
    if (!fragment.moreFragments)
    {
        pending.end = end;
    }
    // Pieces that overlap: a copy of one, or something that no receiver would take (RFC 5722).
    const auto next = pending.pieces.lower_bound(begin);
    const bool hitsNext = next != pending.pieces.end() && next->first < end;
    const bool hitsLast = next != pending.pieces.begin() && std::prev(next)->second > begin;
    if (hitsNext && next->first == begin && next->second == end)
    {
        return std::nullopt;
    }
    pending.entry.frames.push_back(frame);
    pending.damaged |= hitsNext || hitsLast || fragment.missing > 0;
    pending.pieces[begin] = end;
    auto& octets = pending.entry.octets;
    octets.resize(std::max(octets.size(), end));
    std::copy_n(fragment.payload, fragment.size, octets.begin() + static_cast<long>(begin));

    std::size_t reached = 0;
    for (const auto& [from, to] : pending.pieces)
    {
        reached = from == reached ? to : reached;
    }
    if (pending.damaged || !pending.end || reached != *pending.end)
    {
        return std::nullopt;
    }
    Entry whole = std::move(pending.entry);
    m_pending.erase(key);
    m_order.erase(std::find_if(m_order.begin(), m_order.end(), [&key](const Key& other) {
        return !(key < other) && !(other < key);
    }));
    whole.packet.fragmentOffset = 0;
    whole.packet.moreFragments = false;
    whole.packet.payload = whole.octets.data();
    whole.packet.size = whole.octets.size();
    return whole;
}

void
FragmentStore::GiveUp(const Key& key)
{
    Entry entry = std::move(m_pending[key].entry);
    entry.packet.payload = entry.octets.data();
    entry.packet.size = entry.packet.source.IsValid() ? entry.octets.size() : 0;
    m_givenUp.push_back(std::move(entry));
    m_pending.erase(key);
    m_order.pop_front();
}

std::optional<FragmentStore::Entry>
FragmentStore::TakeGivenUp()
{
    if (m_givenUp.empty())
    {
        return std::nullopt;
    }
    Entry entry = std::move(m_givenUp.front());
    m_givenUp.pop_front();
    return entry;
}

void
FragmentStore::GiveUpAll()
{
    while (!m_order.empty())
    {
        GiveUp(Key(m_order.front()));
    }
}

} // namespace ns3
