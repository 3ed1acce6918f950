/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef WAITING_TIMES_H
#define WAITING_TIMES_H

#include "percentiles.h"

#include <vector>

namespace ns3
{

/// How long something took, or for how long it was watched in vain.
struct WaitingTime
{
    double seconds; //!< until it came, or until nobody looked any more
    bool ended;     //!< it came
};

/**
 * @brief Find percentiles of waiting times of which some were not watched to their end.
 *
 * To leave those out would make the others look better than all are. This is the estimate of Kaplan
 * and Meier (Nonparametric Estimation from Incomplete Observations, 1958): each that ends takes its
 * part of those that were still watched; a percentile is the time at which so many have ended.
 *
 * @param times of any order
 * @return their percentiles; NOT_MEASURED where not so many ended while they were watched
 */
Percentiles FindWaitingPercentiles(std::vector<WaitingTime> times);

} // namespace ns3

#endif /* WAITING_TIMES_H */
