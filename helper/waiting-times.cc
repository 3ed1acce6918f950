/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "waiting-times.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <tuple>

namespace ns3
{

namespace
{

/// More than the error of some thousand multiplications.
constexpr double RATIO_ERROR = 1e-9;

} // namespace

Percentiles
FindWaitingPercentiles(std::vector<WaitingTime> times)
{
    // Of those at the same time, the ended ones first: the others were still watched then.
    std::sort(times.begin(), times.end(), [](const WaitingTime& a, const WaitingTime& b) {
        return std::make_tuple(a.seconds, !a.ended) < std::make_tuple(b.seconds, !b.ended);
    });
    Percentiles found;
    double waiting = 1;
    for (std::size_t i = 0; i < times.size(); ++i)
    {
        if (!times[i].ended)
        {
            continue;
        }
        const auto watched = static_cast<double>(times.size() - i);
        waiting *= (watched - 1) / watched;
        for (const auto& [percentile, ratio] : {std::make_tuple(&found.p5, 0.05),
                                                std::make_tuple(&found.p50, 0.5),
                                                std::make_tuple(&found.p95, 0.95)})
        {
            if (std::isnan(*percentile) && 1 - waiting > ratio - RATIO_ERROR)
            {
                *percentile = times[i].seconds;
            }
        }
    }
    return found;
}

} // namespace ns3
