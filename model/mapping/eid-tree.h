/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef EID_TREE_H
#define EID_TREE_H

#include "eid-trie.h"

#include <algorithm>
#include <array>
#include <optional>
#include <type_traits>
#include <unordered_map>
#include <utility>
#include <vector>

namespace ns3
{

/**
 * @brief Values by EID-prefix, with longest-prefix match: one EidTrie for each instance ID and
 * address family.
 *
 * A value's address stays the same until it is erased. A lookup allocates nothing and takes the
 * same time however many instances there are; that of instance 0 is a little faster.
 *
 * Visitors take `T&` and return nothing, or a bool that is false to end the visit. They may change
 * values, but may not add or erase any.
 *
 * @tparam T derives from EidTreeLeaf; its constructor's first argument is the prefix
 */
template <class T>
class EidTree
{
    static_assert(std::is_base_of_v<EidTreeLeaf, T>, "the tree finds the prefix in the value");

  public:
    EidTree() = default;
    EidTree(const EidTree&) = delete;
    EidTree& operator=(const EidTree&) = delete;

    ~EidTree()
    {
        Clear();
    }

    /// @return the number of prefixes, of all instances
    std::size_t GetSize() const
    {
        return m_size;
    }

    /**
     * @brief Make the value of a prefix.
     * @param prefix the prefix, of any family but NONE
     * @param arguments what the value's constructor takes after the prefix
     * @return the value, and true; or the one that the prefix has already, unchanged, and false.
     * nullptr and false for a prefix of no family.
     */
    template <class... Arguments>
    std::pair<T*, bool> Emplace(const EidPrefix& prefix, Arguments&&... arguments)
    {
        if (prefix.GetFamily() == AddressFamily::NONE)
        {
            return {nullptr, false};
        }
        EidTrie& trie = GetSpace(prefix.GetInstanceId())[Index(prefix.GetFamily())];
        if (EidTreeLeaf* present = trie.Find(prefix))
        {
            return {static_cast<T*>(present), false};
        }
        T* value = new T(prefix, std::forward<Arguments>(arguments)...);
        trie.Insert(value);
        ++m_size;
        return {value, true};
    }

    /// @param prefix a prefix @return its value; nullptr if it has none
    T* Find(const EidPrefix& prefix) const
    {
        const EidTrie* trie = GetTrie(prefix.GetInstanceId(), prefix.GetFamily());
        return trie ? static_cast<T*>(trie->Find(prefix)) : nullptr;
    }

    /**
     * @brief Longest-prefix match.
     * @param instanceId the instance
     * @param address an address
     * @return the value of the longest prefix that covers the address; nullptr if none does
     */
    T* Lookup(uint32_t instanceId, const NetworkAddress& address) const
    {
        const EidTrie* trie = GetTrie(instanceId, address.GetFamily());
        return trie ? static_cast<T*>(trie->Lookup(EidKey(address))) : nullptr;
    }

    /// @param prefix a prefix whose value is to be deleted @return false if it has none
    bool Erase(const EidPrefix& prefix)
    {
        auto trie = const_cast<EidTrie*>(GetTrie(prefix.GetInstanceId(), prefix.GetFamily()));
        EidTreeLeaf* leaf = trie ? trie->Remove(prefix) : nullptr;
        if (!leaf)
        {
            return false;
        }
        --m_size;
        const auto other = m_others.find(prefix.GetInstanceId());
        if (other != m_others.end() && IsEmpty(other->second))
        {
            m_others.erase(other);
        }
        delete static_cast<T*>(leaf);
        return true;
    }

    /// Delete every value.
    void Clear()
    {
        ForEach([](T& value) { delete &value; });
        std::for_each(m_default.begin(), m_default.end(), [](EidTrie& trie) { trie.Clear(); });
        m_others.clear();
        m_size = 0;
    }

    /**
     * @brief Visit the values of the prefixes that cover a prefix (or are it), the shortest first.
     * @param prefix the prefix
     * @param visitor called for each
     */
    template <class Visitor>
    void ForEachCovering(const EidPrefix& prefix, Visitor&& visitor) const
    {
        if (const EidTrie* trie = GetTrie(prefix.GetInstanceId(), prefix.GetFamily()))
        {
            trie->VisitCovering(prefix, Adapt(visitor));
        }
    }

    /**
     * @brief Visit the values of the prefixes that a prefix covers (or is), in the order of
     * EidPrefix.
     * @param prefix the prefix
     * @param visitor called for each
     */
    template <class Visitor>
    void ForEachCovered(const EidPrefix& prefix, Visitor&& visitor) const
    {
        if (const EidTrie* trie = GetTrie(prefix.GetInstanceId(), prefix.GetFamily()))
        {
            trie->VisitCovered(prefix, Adapt(visitor));
        }
    }

    /**
     * @brief Visit every value, in the order of EidPrefix.
     * @param visitor called for each
     */
    template <class Visitor>
    void ForEach(Visitor&& visitor) const
    {
        std::vector<uint32_t> instances;
        for (const auto& other : m_others)
        {
            instances.push_back(other.first);
        }
        std::sort(instances.begin(), instances.end());
        bool goOn = Visit(m_default, visitor);
        for (std::size_t i = 0; goOn && i < instances.size(); ++i)
        {
            goOn = Visit(m_others.at(instances[i]), visitor);
        }
    }

    /**
     * @brief How far prefixes reach along an address.
     * @param instanceId the instance
     * @param address the address
     * @return the length of its longest prefix that covers a prefix of the tree; -1 if none does
     */
    int GetReach(uint32_t instanceId, const NetworkAddress& address) const
    {
        const EidTrie* trie = GetTrie(instanceId, address.GetFamily());
        return trie ? trie->GetReach(EidKey(address)) : -1;
    }

    /**
     * @brief The prefix of a Negative Map-Reply (RFC 9301 section 8.4): the widest that covers an
     * address and covers no prefix of the tree. Prefixes of the tree that cover the address do not
     * count, except that the hole is inside them.
     * @param instanceId the instance
     * @param address the address
     * @param within the hole is inside this prefix too, if it covers the address
     * @return the hole; nothing if the tree has the address itself as a host prefix
     */
    std::optional<EidPrefix> GetWidestHole(uint32_t instanceId,
                                           const NetworkAddress& address,
                                           const EidPrefix& within = {}) const
    {
        const int length = GetReach(instanceId, address) + 1;
        if (!address.IsValid() || length > static_cast<int>(address.GetSize() * 8))
        {
            return std::nullopt;
        }
        const EidPrefix hole(address, static_cast<uint8_t>(length), instanceId);
        return hole.Covers(within) && within.Covers(address) ? within : hole;
    }

  private:
    /// The tries of one instance, by family.
    using Space = std::array<EidTrie, 3>;

    /// @param family a family but NONE @return where its trie is in a Space
    static std::size_t Index(AddressFamily family)
    {
        return static_cast<std::size_t>(family) - 1;
    }

    /// @param space an instance @return true if it has no prefix
    static bool IsEmpty(const Space& space)
    {
        return std::all_of(space.begin(), space.end(), [](const EidTrie& trie) {
            return trie.GetSize() == 0;
        });
    }

    /// @param instanceId an instance @return its tries, made if need be
    Space& GetSpace(uint32_t instanceId)
    {
        return instanceId == 0 ? m_default : m_others[instanceId];
    }

    /// @param instanceId an instance @param family a family @return the trie; nullptr if none
    const EidTrie* GetTrie(uint32_t instanceId, AddressFamily family) const
    {
        if (family == AddressFamily::NONE)
        {
            return nullptr;
        }
        if (instanceId == 0)
        {
            return &m_default[Index(family)];
        }
        const auto found = m_others.find(instanceId);
        return found == m_others.end() ? nullptr : &found->second[Index(family)];
    }

    /// @param visitor a caller's visitor @return it as the trie takes it
    template <class Visitor>
    static EidTrie::Visitor Adapt(Visitor& visitor)
    {
        return [&visitor](EidTreeLeaf& leaf) {
            if constexpr (std::is_void_v<decltype(visitor(static_cast<T&>(leaf)))>)
            {
                visitor(static_cast<T&>(leaf));
                return true;
            }
            else
            {
                return visitor(static_cast<T&>(leaf));
            }
        };
    }

    /// @param space an instance @param visitor a visitor @return false if it ended the visit
    template <class Visitor>
    static bool Visit(const Space& space, Visitor& visitor)
    {
        return std::all_of(space.begin(), space.end(), [&visitor](const EidTrie& trie) {
            return trie.VisitAll(Adapt(visitor));
        });
    }

    Space m_default;                              //!< instance 0, which most networks have alone
    std::unordered_map<uint32_t, Space> m_others; //!< other instances that have prefixes
    std::size_t m_size{0};                        //!< prefixes of all instances
};

} // namespace ns3

#endif /* EID_TREE_H */
