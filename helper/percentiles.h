/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef PERCENTILES_H
#define PERCENTILES_H

#include "not-measured.h"

#include <vector>

namespace ns3
{

/// How some values spread. NOT_MEASURED: there are none.
struct Percentiles
{
    double p5{NOT_MEASURED};  //!< 5 % of them are less
    double p50{NOT_MEASURED}; //!< the median
    double p95{NOT_MEASURED}; //!< 5 % of them are more
};

/**
 * @brief Find percentiles, interpolated between the two values next to them in order (as GSL and
 * most statistics programs do it by default).
 * @param values of any order
 * @return their percentiles
 */
Percentiles FindPercentiles(std::vector<double> values);

} // namespace ns3

#endif /* PERCENTILES_H */
