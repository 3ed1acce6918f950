/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SINGLE_LOCATOR_POLICY_H
#define SINGLE_LOCATOR_POLICY_H

#include "locator-policy.h"

namespace ns3
{

/**
 * @brief All flows to one locator: of those of the best priority whose weight is not 0 the one with
 * the lowest address; of those whose weights are all 0 the same.
 */
class SingleLocatorPolicy : public LocatorPolicy
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    void Share(std::vector<Candidate>& candidates) const override;
};

} // namespace ns3

#endif /* SINGLE_LOCATOR_POLICY_H */
