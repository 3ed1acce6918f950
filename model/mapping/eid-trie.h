/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef EID_TRIE_H
#define EID_TRIE_H

#include "eid-key.h"

#include "ns3/eid-prefix.h"

#include <cstddef>
#include <cstdint>
#include <functional>

namespace ns3
{

/**
 * @brief What an EidTrie holds; values derive from it.
 */
struct EidTreeLeaf
{
    /// @param eid where the value stands in the tree
    explicit EidTreeLeaf(const EidPrefix& eid)
        : prefix(eid)
    {
    }

    const EidPrefix prefix; //!< where the value stands in the tree
};

/**
 * @brief The prefixes of one address family in one instance, for longest-prefix match.
 *
 * A tree bitmap (Eatherton, Varghese, Dittia 2004) with a stride of six bits: a node holds two
 * 64-bit maps, of the prefixes that end in it and of the children it has, and one array of pointers
 * that the maps' set bits number. Paths without a branch are left out; a lookup skips their bits
 * and checks them once, against the last prefix it finds. A lookup so touches three or four nodes
 * and one prefix in a tree of a million random ones.
 *
 * The trie does not own the leaves: EidTree does.
 */
class EidTrie
{
  public:
    /// Called for each leaf of a visit; false ends the visit.
    using Visitor = std::function<bool(EidTreeLeaf&)>;

    EidTrie() = default;
    EidTrie(const EidTrie&) = delete;
    EidTrie& operator=(const EidTrie&) = delete;
    ~EidTrie();

    /// @return the number of prefixes
    std::size_t GetSize() const
    {
        return m_size;
    }

    /// @param prefix a prefix @return its leaf; nullptr if there is none
    EidTreeLeaf* Find(const EidPrefix& prefix) const;
    /// @param key an address @return the leaf of the longest prefix that covers it, or nullptr
    EidTreeLeaf* Lookup(const EidKey& key) const;
    /// @param leaf a leaf whose prefix has none here
    void Insert(EidTreeLeaf* leaf);
    /// @param prefix a prefix @return its leaf, no longer in the trie; nullptr if there is none
    EidTreeLeaf* Remove(const EidPrefix& prefix);
    /// Forget every leaf.
    void Clear();

    /**
     * @brief Visit the prefixes that cover another (or are it), the shortest first.
     * @param prefix the other prefix
     * @param visitor called for each
     * @return false if the visitor ended the visit
     */
    bool VisitCovering(const EidPrefix& prefix, const Visitor& visitor) const;

    /**
     * @brief Visit the prefixes that another covers (or is), by address, the shorter first.
     * @param prefix the other prefix
     * @param visitor called for each; it may not change the trie, but may delete the leaf if the
     * trie is used no more
     * @return false if the visitor ended the visit
     */
    bool VisitCovered(const EidPrefix& prefix, const Visitor& visitor) const;

    /**
     * @brief Visit every prefix, by address, the shorter first.
     * @param visitor as for VisitCovered
     * @return false if the visitor ended the visit
     */
    bool VisitAll(const Visitor& visitor) const
    {
        return VisitBelow(m_root, 1, visitor);
    }

    /**
     * @brief How far prefixes reach along an address.
     * @param key an address
     * @return the length of the longest prefix of the address that covers a prefix of the trie; -1
     * if the trie is empty. One bit more is the widest hole.
     */
    int GetReach(const EidKey& key) const;

  private:
    struct Node;
    /// A pointer to a leaf, to a node (with its lowest bit set) or to nothing.
    using Slot = uintptr_t;

    /// @param slot a slot @return true if it points to a node
    static bool IsNode(Slot slot)
    {
        return slot & 1;
    }

    static Node* ToNode(Slot slot);
    static EidTreeLeaf* ToLeaf(Slot slot);
    static Node* NewNode(unsigned count);
    static void DeleteNodes(Slot slot);
    static EidTreeLeaf* GetAnyLeaf(Slot slot);
    static void AddLeaf(Slot* at, EidTreeLeaf* leaf);
    static void AddChild(Slot* at, unsigned chunk, Slot child);
    static void Widen(Slot* at, unsigned place, Slot added);
    static void Narrow(Slot* at, unsigned place);
    static bool VisitBelow(Slot slot, unsigned from, const Visitor& visitor);
    EidTreeLeaf* GetNearest(const EidKey& key) const;

    Slot m_root{0};        //!< where walks start
    std::size_t m_size{0}; //!< prefixes
};

} // namespace ns3

#endif /* EID_TRIE_H */
