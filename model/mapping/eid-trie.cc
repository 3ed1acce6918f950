/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "eid-trie.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <cstring>
#include <new>

namespace ns3
{

namespace
{

constexpr unsigned STRIDE = EidKey::STRIDE; //!< bits a node decides on
constexpr unsigned CHUNKS = 1U << STRIDE;   //!< children a node can have
/// Nodes on the longest path: one for each stride of the longest address.
constexpr unsigned MAX_DEPTH = (EidKey::LEAD + 128 + STRIDE - 1) / STRIDE;

/// @param bits a word @return how many of its bits are set
unsigned
CountBits(uint64_t bits)
{
#ifdef __POPCNT__
    return __builtin_popcountll(bits);
#else
    // The compiler's own function is a library call with tables on processors of the oldest kind.
    bits -= (bits >> 1) & 0x5555555555555555;
    bits = (bits & 0x3333333333333333) + ((bits >> 2) & 0x3333333333333333);
    bits = (bits + (bits >> 4)) & 0x0f0f0f0f0f0f0f0f;
    return (bits * 0x0101010101010101) >> 56;
#endif
}

/// @param bits a word @param index a bit @return how many bits below that one are set
unsigned
CountBelow(uint64_t bits, unsigned index)
{
    return CountBits(bits & ((uint64_t{1} << index) - 1));
}

/**
 * A node's prefixes are numbered as a binary heap: 1 is the node's own path, 2n and 2n+1 are n with
 * one bit more, and from CHUNKS on the numbers are those of children.
 *
 * @param chunk the bits at the node
 * @param length how many of them count
 * @return the number
 */
unsigned
GetPlace(unsigned chunk, unsigned length)
{
    return (1U << length) + (chunk >> (STRIDE - length));
}

/// @return for each chunk, the places of the prefixes that cover it
std::array<uint64_t, CHUNKS>
MakeCoveringPlaces()
{
    std::array<uint64_t, CHUNKS> places{};
    for (unsigned chunk = 0; chunk < CHUNKS; ++chunk)
    {
        for (unsigned length = 0; length < STRIDE; ++length)
        {
            places[chunk] |= uint64_t{1} << GetPlace(chunk, length);
        }
    }
    return places;
}

const std::array<uint64_t, CHUNKS> COVERING = MakeCoveringPlaces(); //!< by chunk

} // namespace

/// A branching point. The array of slots goes on behind the structure.
struct EidTrie::Node
{
    uint64_t children; //!< by chunk
    uint64_t leaves;   //!< by place; bit 0 is unused
    unsigned offset;   //!< the first bit that the node decides on, as EidKey counts
    Slot slots[1];     //!< children, then leaves, each in the order of their bits

    /// @return how many slots are used
    unsigned GetCount() const
    {
        return CountBits(children) + CountBits(leaves);
    }

    /// @param chunk a chunk that has a child @return the place of its slot
    unsigned GetChildSlot(unsigned chunk) const
    {
        return CountBelow(children, chunk);
    }

    /// @param place a place that has a leaf @return the place of its slot
    unsigned GetLeafSlot(unsigned place) const
    {
        return CountBits(children) + CountBelow(leaves, place);
    }

    /// @param chunk a chunk @return true if it has a child
    bool HasChild(unsigned chunk) const
    {
        return (children >> chunk) & 1;
    }

    /// @param place a place @return true if it has a leaf
    bool HasLeaf(unsigned place) const
    {
        return (leaves >> place) & 1;
    }

    /// @param place a place @return true if there is a leaf or child there or below
    bool HasBelow(unsigned place) const
    {
        uint64_t row = 1; // as many set bits as there are places below, one level after another
        for (unsigned width = 1; place < CHUNKS; place *= 2, width *= 2)
        {
            if (leaves & (row << place))
            {
                return true;
            }
            row |= row << width;
        }
        return children & (row << (place - CHUNKS));
    }

    /// @param chunk the bits at this node @return the longest leaf here that covers them
    EidTreeLeaf* GetBest(unsigned chunk) const
    {
        const unsigned place = 63 - __builtin_clzll(leaves & COVERING[chunk]);
        return ToLeaf(slots[GetLeafSlot(place)]);
    }

    /// @param count a number of slots @return the octets of a node that has as many
    static std::size_t GetOctets(unsigned count)
    {
        // Every second size, as the allocator rounds up to sixteen octets anyway.
        return offsetof(Node, slots) + sizeof(Slot) * ((count + 1) & ~1U);
    }
};

EidTrie::Node*
EidTrie::ToNode(Slot slot)
{
    return reinterpret_cast<Node*>(slot - 1);
}

EidTreeLeaf*
EidTrie::ToLeaf(Slot slot)
{
    return reinterpret_cast<EidTreeLeaf*>(slot);
}

EidTrie::~EidTrie()
{
    Clear();
}

void
EidTrie::Clear()
{
    DeleteNodes(m_root);
    m_root = 0;
    m_size = 0;
}

void
EidTrie::DeleteNodes(Slot slot)
{
    if (IsNode(slot))
    {
        Node* node = ToNode(slot);
        std::for_each_n(node->slots, CountBits(node->children), DeleteNodes);
        ::operator delete(node);
    }
}

EidTrie::Node*
EidTrie::NewNode(unsigned count)
{
    auto node = static_cast<Node*>(::operator new(Node::GetOctets(count)));
    node->children = 0;
    node->leaves = 0;
    return node;
}

EidTreeLeaf*
EidTrie::GetAnyLeaf(Slot slot)
{
    while (IsNode(slot))
    {
        slot = ToNode(slot)->slots[0];
    }
    return ToLeaf(slot);
}

EidTreeLeaf*
EidTrie::GetNearest(const EidKey& key) const
{
    Slot slot = m_root;
    while (IsNode(slot))
    {
        const Node* node = ToNode(slot);
        const unsigned chunk = key.GetChunk(node->offset);
        slot = node->slots[node->HasChild(chunk) ? node->GetChildSlot(chunk) : 0];
        if (!node->HasChild(chunk))
        {
            break;
        }
    }
    return GetAnyLeaf(slot);
}

EidTreeLeaf*
EidTrie::Lookup(const EidKey& key) const
{
    const Node* candidates[MAX_DEPTH]; // nodes with a leaf that covers the address
    unsigned count = 0;
    Slot slot = m_root;
    while (IsNode(slot))
    {
        const Node* node = ToNode(slot);
        // In a node with all children, the slot is on another cache line, whose place is known.
        const unsigned chunk = key.GetChunk(node->offset);
        __builtin_prefetch(&node->slots[chunk]);
        if (node->leaves & COVERING[chunk])
        {
            candidates[count++] = node;
        }
        if (!node->HasChild(chunk))
        {
            slot = 0;
            break;
        }
        slot = node->slots[node->GetChildSlot(chunk)];
    }
    // All that was met shares the skipped bits with what was met last: that is checked.
    EidTreeLeaf* last = nullptr;
    if (slot)
    {
        last = ToLeaf(slot);
    }
    else if (count)
    {
        last = candidates[count - 1]->GetBest(key.GetChunk(candidates[count - 1]->offset));
    }
    else
    {
        return nullptr;
    }
    // The caller will want the value that goes on behind the prefix.
    __builtin_prefetch(reinterpret_cast<const char*>(last) + 64);
    const unsigned common = key.GetCommonLength(EidKey(last->prefix.GetAddress()));
    if (common >= EidKey::GetLength(last->prefix))
    {
        return last;
    }
    while (count--)
    {
        const Node* node = candidates[count];
        if (node->offset <= common)
        {
            return node->GetBest(key.GetChunk(node->offset));
        }
    }
    return nullptr;
}

EidTreeLeaf*
EidTrie::Find(const EidPrefix& prefix) const
{
    const EidKey key(prefix.GetAddress());
    const unsigned length = EidKey::GetLength(prefix);
    Slot slot = m_root;
    while (IsNode(slot))
    {
        const Node* node = ToNode(slot);
        const unsigned chunk = key.GetChunk(node->offset);
        if (length < node->offset)
        {
            return nullptr;
        }
        if (length < node->offset + STRIDE)
        {
            const unsigned place = GetPlace(chunk, length - node->offset);
            slot = node->HasLeaf(place) ? node->slots[node->GetLeafSlot(place)] : 0;
            break;
        }
        slot = node->HasChild(chunk) ? node->slots[node->GetChildSlot(chunk)] : 0;
    }
    EidTreeLeaf* leaf = ToLeaf(slot);
    return leaf && leaf->prefix == prefix ? leaf : nullptr;
}

void
EidTrie::Widen(Slot* at, unsigned place, Slot added)
{
    Node* node = ToNode(*at);
    const unsigned count = node->GetCount();
    if (Node::GetOctets(count + 1) != Node::GetOctets(count))
    {
        Node* wider = NewNode(count + 1);
        std::memcpy(static_cast<void*>(wider), node, Node::GetOctets(count));
        ::operator delete(node);
        node = wider;
        *at = reinterpret_cast<Slot>(node) + 1;
    }
    std::copy_backward(node->slots + place, node->slots + count, node->slots + count + 1);
    node->slots[place] = added;
}

void
EidTrie::Narrow(Slot* at, unsigned place)
{
    Node* node = ToNode(*at);
    const unsigned count = node->GetCount();
    std::copy(node->slots + place + 1, node->slots + count, node->slots + place);
    if (Node::GetOctets(count - 1) != Node::GetOctets(count))
    {
        Node* narrower = NewNode(count - 1);
        std::memcpy(static_cast<void*>(narrower), node, Node::GetOctets(count - 1));
        ::operator delete(node);
        *at = reinterpret_cast<Slot>(narrower) + 1;
    }
}

void
EidTrie::AddChild(Slot* at, unsigned chunk, Slot child)
{
    Widen(at, ToNode(*at)->GetChildSlot(chunk), child);
    ToNode(*at)->children |= uint64_t{1} << chunk;
}

void
EidTrie::AddLeaf(Slot* at, EidTreeLeaf* leaf)
{
    const Node* node = ToNode(*at);
    const unsigned chunk = EidKey(leaf->prefix.GetAddress()).GetChunk(node->offset);
    const unsigned length = EidKey::GetLength(leaf->prefix) - node->offset;
    if (length >= STRIDE)
    {
        AddChild(at, chunk, reinterpret_cast<Slot>(leaf));
        return;
    }
    const unsigned place = GetPlace(chunk, length);
    Widen(at, node->GetLeafSlot(place), reinterpret_cast<Slot>(leaf));
    ToNode(*at)->leaves |= uint64_t{1} << place;
}

void
EidTrie::Insert(EidTreeLeaf* leaf)
{
    ++m_size;
    const EidKey key(leaf->prefix.GetAddress());
    EidTreeLeaf* nearest = GetNearest(key);
    if (!nearest)
    {
        m_root = reinterpret_cast<Slot>(leaf);
        return;
    }
    // The nodes that the nearest leaf stands below and the new one fits below are those it shares.
    const EidKey other(nearest->prefix.GetAddress());
    const unsigned length = EidKey::GetLength(leaf->prefix);
    unsigned shared = std::min(length, key.GetCommonLength(other));
    Slot* slot = &m_root;
    while (IsNode(*slot) && ToNode(*slot)->offset <= shared)
    {
        Node* node = ToNode(*slot);
        const unsigned chunk = key.GetChunk(node->offset);
        if (length < node->offset + STRIDE || !node->HasChild(chunk))
        {
            AddLeaf(slot, leaf);
            return;
        }
        slot = &node->slots[node->GetChildSlot(chunk)];
    }
    const Slot below = *slot;
    if (!IsNode(below))
    {
        shared = std::min(shared, EidKey::GetLength(nearest->prefix));
    }
    Node* node = NewNode(0);
    node->offset = shared / STRIDE * STRIDE;
    *slot = reinterpret_cast<Slot>(node) + 1;
    if (IsNode(below))
    {
        AddChild(slot, other.GetChunk(node->offset), below);
    }
    else
    {
        AddLeaf(slot, nearest);
    }
    AddLeaf(slot, leaf);
}

EidTreeLeaf*
EidTrie::Remove(const EidPrefix& prefix)
{
    EidTreeLeaf* leaf = Find(prefix);
    if (!leaf)
    {
        return nullptr;
    }
    --m_size;
    const EidKey key(prefix.GetAddress());
    Slot* parent = nullptr;
    Slot* slot = &m_root;
    while (IsNode(*slot))
    {
        Node* node = ToNode(*slot);
        const unsigned chunk = key.GetChunk(node->offset);
        parent = slot;
        if (EidKey::GetLength(prefix) < node->offset + STRIDE)
        {
            const unsigned place = GetPlace(chunk, EidKey::GetLength(prefix) - node->offset);
            Narrow(parent, node->GetLeafSlot(place));
            ToNode(*parent)->leaves &= ~(uint64_t{1} << place);
            break;
        }
        slot = &node->slots[node->GetChildSlot(chunk)];
        if (!IsNode(*slot))
        {
            Narrow(parent, node->GetChildSlot(chunk));
            ToNode(*parent)->children &= ~(uint64_t{1} << chunk);
            break;
        }
    }
    if (!parent)
    {
        m_root = 0;
    }
    else if (Node* node = ToNode(*parent); node->GetCount() == 1)
    {
        *parent = node->slots[0];
        ::operator delete(node);
    }
    return leaf;
}

bool
EidTrie::VisitCovering(const EidPrefix& prefix, const Visitor& visitor) const
{
    const EidKey key(prefix.GetAddress());
    Slot slot = m_root;
    while (IsNode(slot) && ToNode(slot)->offset <= EidKey::GetLength(prefix))
    {
        const Node* node = ToNode(slot);
        const unsigned chunk = key.GetChunk(node->offset);
        for (uint64_t found = node->leaves & COVERING[chunk]; found; found &= found - 1)
        {
            EidTreeLeaf* leaf = ToLeaf(node->slots[node->GetLeafSlot(__builtin_ctzll(found))]);
            if (leaf->prefix.Covers(prefix) && !visitor(*leaf))
            {
                return false;
            }
        }
        slot = node->HasChild(chunk) ? node->slots[node->GetChildSlot(chunk)] : 0;
    }
    return !slot || IsNode(slot) || !ToLeaf(slot)->prefix.Covers(prefix) || visitor(*ToLeaf(slot));
}

bool
EidTrie::VisitBelow(Slot slot, unsigned from, const Visitor& visitor)
{
    if (!IsNode(slot))
    {
        return !slot || visitor(*ToLeaf(slot));
    }
    const Node* node = ToNode(slot);
    if (from >= CHUNKS)
    {
        const unsigned chunk = from - CHUNKS;
        return !node->HasChild(chunk) ||
               VisitBelow(node->slots[node->GetChildSlot(chunk)], 1, visitor);
    }
    return !node->HasBelow(from) ||
           ((!node->HasLeaf(from) || visitor(*ToLeaf(node->slots[node->GetLeafSlot(from)]))) &&
            VisitBelow(slot, 2 * from, visitor) && VisitBelow(slot, 2 * from + 1, visitor));
}

bool
EidTrie::VisitCovered(const EidPrefix& prefix, const Visitor& visitor) const
{
    const EidKey key(prefix.GetAddress());
    const unsigned length = EidKey::GetLength(prefix);
    Slot slot = m_root;
    unsigned from = 1;
    while (IsNode(slot) && ToNode(slot)->offset < length)
    {
        const Node* node = ToNode(slot);
        const unsigned chunk = key.GetChunk(node->offset);
        if (length < node->offset + STRIDE)
        {
            from = GetPlace(chunk, length - node->offset);
            break;
        }
        slot = node->HasChild(chunk) ? node->slots[node->GetChildSlot(chunk)] : 0;
    }
    if (!slot)
    {
        return true;
    }
    // Whether the skipped bits are the prefix's, any leaf tells: all below the slot share them.
    const unsigned shared = key.GetCommonLength(EidKey(GetAnyLeaf(slot)->prefix.GetAddress()));
    const bool inside = IsNode(slot) ? shared >= std::min(length, ToNode(slot)->offset)
                                     : prefix.Covers(ToLeaf(slot)->prefix);
    return !inside || VisitBelow(slot, from, visitor);
}

int
EidTrie::GetReach(const EidKey& key) const
{
    const EidTreeLeaf* nearest = GetNearest(key);
    if (!nearest)
    {
        return -1;
    }
    const unsigned common = key.GetCommonLength(EidKey(nearest->prefix.GetAddress()));
    Slot slot = m_root;
    while (IsNode(slot) && ToNode(slot)->offset <= common)
    {
        const Node* node = ToNode(slot);
        const unsigned chunk = key.GetChunk(node->offset);
        if (!node->HasChild(chunk))
        {
            unsigned length = STRIDE - 1;
            while (length && !node->HasBelow(GetPlace(chunk, length)))
            {
                --length;
            }
            return static_cast<int>(node->offset + length - EidKey::LEAD);
        }
        slot = node->slots[node->GetChildSlot(chunk)];
    }
    const unsigned reach =
        IsNode(slot) ? common : std::min(common, EidKey::GetLength(nearest->prefix));
    return static_cast<int>(reach - EidKey::LEAD);
}

} // namespace ns3
