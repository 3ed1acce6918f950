/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef LOCATOR_POLICY_H
#define LOCATOR_POLICY_H

#include "locator-set.h"

#include "ns3/nstime.h"
#include "ns3/object.h"

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

namespace ns3
{

/**
 * @brief How a tunnel router shares flows out over the locators of a mapping: the interface of all
 * such rules.
 *
 * It is asked when something has changed, never for a packet. One object may serve several nodes,
 * so it keeps nothing from one call to the next; what was chosen last is in the candidates. It does
 * not choose from other locator sets while it is asked.
 */
class LocatorPolicy : public Object
{
  public:
    /// A locator that can be used: it is up, has the R bit, a priority other than 255, and a
    /// family that this node sends.
    struct Candidate
    {
        const LocatorSet::Locator* locator; //!< the locator
        std::optional<Time> delay;          //!< measured to it and back; nothing: it was not
        bool isCurrent;                     //!< some flows went to it so far
        uint32_t share;                     //!< the answer: flows in proportion; 0: none
    };

    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    /**
     * @brief Share the flows out. If all shares stay 0, the packets are dropped.
     * @param candidates by ascending address, at least one, their shares 0
     */
    virtual void Share(std::vector<Candidate>& candidates) const = 0;

    /// @return true if a new delay can change the shares
    virtual bool UsesDelays() const;

  protected:
    /**
     * @brief What RFC 9300 section 9 leaves to choose from.
     * @param candidates at least one
     * @return the best priority among them, and whether all that have it have weight 0
     */
    static std::pair<uint8_t, bool> GetBest(const std::vector<Candidate>& candidates);
};

} // namespace ns3

#endif /* LOCATOR_POLICY_H */
