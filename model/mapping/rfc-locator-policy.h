/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef RFC_LOCATOR_POLICY_H
#define RFC_LOCATOR_POLICY_H

#include "locator-policy.h"

namespace ns3
{

/**
 * @brief The standard's rule, and the default (RFC 9300 section 9, RFC 9301 section 5.4): the best
 * priority, shared out by weight. If all of these have weight 0, each gets the same share;
 * otherwise one of weight 0 gets nothing.
 */
class RfcLocatorPolicy : public LocatorPolicy
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    void Share(std::vector<Candidate>& candidates) const override;

    /// The rule itself. @param candidates as of Share
    static void ShareByRule(std::vector<Candidate>& candidates);
};

} // namespace ns3

#endif /* RFC_LOCATOR_POLICY_H */
