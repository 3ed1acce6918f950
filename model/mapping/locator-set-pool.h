/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef LOCATOR_SET_POOL_H
#define LOCATOR_SET_POOL_H

#include "explicit-path.h"
#include "locator-policy.h"
#include "locator-set.h"

#include "ns3/ptr.h"

#include <unordered_map>
#include <vector>

namespace ns3
{

/**
 * @brief The locator sets of a node: one for all mappings with the same locators.
 *
 * A site has many EID-prefixes and few sets of locators. The pool forgets a set when its last user
 * does; it lives itself as long as one of its sets.
 */
class LocatorSetPool : public SimpleRefCount<LocatorSetPool>
{
  public:
    /**
     * @param locators the locators, in any order; their numbers are not looked at
     * @return the set of them
     * @throws std::invalid_argument if they are more than LISP_MAX_RECORDS, or one is neither IPv4
     * nor IPv6
     */
    Ptr<const LocatorSet> Intern(std::vector<LocatorSet::Locator> locators);

    /**
     * @param locators the locators of a message; those that give no IPv4 or IPv6 address to send to
     * are left out. The p bit is no property of a locator, so it is left out too.
     * @param resolver says where the node may send next on a path, which is left out if there is
     * nothing; without it a path leads to its end, as at the ETR itself
     * @return the set of them; nullptr if that leaves none
     */
    Ptr<const LocatorSet> Intern(const std::vector<LispLocator>& locators,
                                 const ExplicitPathResolver& resolver = {});

    /// @return the node's routing locators
    RlocTable& GetRlocs()
    {
        return m_rlocs;
    }

    /// @param policy how the sets share flows out from now on; null: as RFC 9300 section 9 has it
    void SetPolicy(const Ptr<const LocatorPolicy>& policy);

    /// @return what SetPolicy said last
    const Ptr<const LocatorPolicy>& GetPolicy() const
    {
        return m_policy;
    }

    /// @return how many different sets there are
    std::size_t GetSize() const
    {
        return m_sets.size();
    }

  private:
    friend class LocatorSet;

    /// @param set a set that is about to go
    void Forget(const LocatorSet* set);

    /// @return room for the candidates of one set, so that making its slots allocates nothing
    std::vector<LocatorPolicy::Candidate>& GetScratch()
    {
        return m_scratch;
    }

    RlocTable m_rlocs;                                              //!< of all sets
    Ptr<const LocatorPolicy> m_policy;                              //!< null: the standard's rule
    std::vector<LocatorPolicy::Candidate> m_scratch;                //!< see GetScratch
    std::unordered_multimap<std::size_t, const LocatorSet*> m_sets; //!< by the hash of locators
};

} // namespace ns3

#endif /* LOCATOR_SET_POOL_H */
