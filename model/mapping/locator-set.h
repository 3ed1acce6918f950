/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef LOCATOR_SET_H
#define LOCATOR_SET_H

#include "rloc-table.h"

#include "ns3/lisp-locator.h"
#include "ns3/simple-ref-count.h"

#include <memory>
#include <vector>

namespace ns3
{

class LocatorSetPool;
struct ExplicitRoute;

/**
 * @brief The locators of a mapping, and which of them a flow takes.
 *
 * What the locators are never changes, so that all mappings with the same ones share one set:
 * LocatorSetPool makes them. Which can be used changes with the node's RlocTable.
 *
 * What share of the flows each gets is said by the pool's LocatorPolicy, which is the rule of RFC
 * 9300 section 9 unless a script sets another. The flows are shared out by a table of at most
 * MAX_SLOTS slots: exactly where the sum of the shares, divided by what they have in common, fits;
 * else to the nearest slot. The table is made anew, in place, at the first Select after a change.
 * The same is when a locator that is an explicit path gets its address: that of the path's first
 * hop, of those that are next for the node, that is reachable.
 */
class LocatorSet : public SimpleRefCount<LocatorSet>
{
  public:
    /// Slots to share flows by.
    static constexpr unsigned MAX_SLOTS = 256;

    /// One locator (RFC 9301 section 5.4).
    struct Locator
    {
        NetworkAddress address; //!< the RLOC; of a path: the hop to send to
        uint8_t priority{1};    //!< lower is better; LISP_PRIORITY_UNUSABLE: not to be used
        uint8_t weight{100};    //!< share among those of the same priority
        uint8_t multicastPriority{LISP_PRIORITY_UNUSABLE}; //!< the same for multicast
        uint8_t multicastWeight{0};                        //!< the same for multicast
        bool local{false};                                 //!< L: of the ETR that says so
        bool reachable{true};                              //!< R: the ETR that says so has a route
        RlocTable::Id id{RlocTable::NONE}; //!< its number in the node; filled in by the pool
        std::shared_ptr<const ExplicitRoute> path; //!< if it is an explicit path (RFC 8060 4.6)

        /// @return the ETR's address, to ask and tell; none: only to be looked up
        NetworkAddress GetEtr() const;
        /// @return true if it may be sent an RLOC-probe: on a path, if the hop has the P bit
        bool MayProbe() const;
        /// @param o another locator @return true if all is the same but what changes: the number,
        /// and the hop of a path
        bool operator==(const Locator& o) const;
    };

    ~LocatorSet();
    LocatorSet(const LocatorSet&) = delete;
    LocatorSet& operator=(const LocatorSet&) = delete;

    /// @return the locators by ascending address, as RFC 9301 section 5.5 has them, paths last
    const std::vector<Locator>& GetLocators() const
    {
        return m_locators;
    }

    /**
     * @brief Choose a locator for a packet: one of those that are usable, have the R bit and a
     * priority other than 255, as the policy shares the flows out.
     * @param flowHash the hash of the packet's flow; any 32 bits
     * @return the locator; nullptr if none can be used
     */
    const Locator* Select(uint32_t flowHash) const
    {
        if (m_epoch != m_rlocs.GetEpoch())
        {
            Rebuild();
        }
        if (m_only)
        {
            return m_only;
        }
        // The product's high bits depend on all bits of the hash, however poor a hash it is.
        const uint64_t spread = static_cast<uint32_t>(flowHash * 0x9e3779b1U);
        const std::size_t slots = m_slots.size();
        return slots ? &m_locators[m_slots[spread * slots >> 32]] : nullptr;
    }

    /// @param rloc an address @return its locator, or a path that may lead there next or ends
    /// there; nullptr if it is not in the set
    const Locator* Find(const NetworkAddress& rloc) const;

    /// @param locator one of this set @return false if this node found it to be unreachable
    bool IsUp(const Locator& locator) const
    {
        return m_rlocs.IsUp(locator.id);
    }

    /// @param eid the EID-prefix of a mapping that was learned with this set
    void SetExample(const EidPrefix& eid) const;

    /// @return the locators as messages hold them
    std::vector<LispLocator> ToLispLocators() const;

    /// @return "10.0.0.1 1/50, 10.0.0.2 1/50": addresses or paths, priorities and weights
    std::string ToString() const;

  private:
    friend class LocatorSetPool;

    /**
     * @param pool where the set is known
     * @param locators the locators, sorted
     * @param hash their hash
     */
    LocatorSet(const Ptr<LocatorSetPool>& pool, std::vector<Locator> locators, std::size_t hash);

    void Rebuild() const;
    /// @param place of a locator @return true if some flows went to it when the slots were made
    bool HasSlots(std::size_t place) const;
    void ChooseHops() const;
    std::size_t GetMostSlots() const;

    // What every packet needs comes first, on one cache line.
    const RlocTable& m_rlocs;                //!< of the pool
    mutable const Locator* m_only{nullptr};  //!< where all flows go, if they go to one locator
    mutable uint32_t m_epoch{0};             //!< the table's when the slots were made
    mutable std::vector<uint8_t> m_slots;    //!< places in m_locators; reserved for the RFC's rule
    mutable std::vector<Locator> m_locators; //!< never changed but for the hops of paths
    std::vector<std::vector<RlocTable::Id>> m_hops; //!< of each locator's path; none: no paths
    const Ptr<LocatorSetPool> m_pool;               //!< lives as long as its sets
    const std::size_t m_hash;                       //!< of the locators
};

} // namespace ns3

#endif /* LOCATOR_SET_H */
