/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef LOWEST_DELAY_POLICY_H
#define LOWEST_DELAY_POLICY_H

#include "locator-policy.h"

namespace ns3
{

/**
 * @brief All flows to the locator with the lowest measured delay, of those of the best priority
 * whose weight is not 0. RLOC-probes measure it (RFC 9301 section 7.1).
 *
 * The one that all flows go to is left only for one whose delay is lower by the attribute
 * Hysteresis or more, so that two of nearly the same delay do not take turns. Where none was
 * measured, the standard's rule holds.
 */
class LowestDelayPolicy : public LocatorPolicy
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    void Share(std::vector<Candidate>& candidates) const override;
    bool UsesDelays() const override;

  private:
    Time m_hysteresis; //!< attribute
};

} // namespace ns3

#endif /* LOWEST_DELAY_POLICY_H */
