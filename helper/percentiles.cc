/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "percentiles.h"

#include <algorithm>
#include <gsl/gsl_statistics_double.h>

namespace ns3
{

Percentiles
FindPercentiles(std::vector<double> values)
{
    if (values.empty())
    {
        return {};
    }
    std::sort(values.begin(), values.end());
    const auto at = [&values](double part) {
        return gsl_stats_quantile_from_sorted_data(values.data(), 1, values.size(), part);
    };
    return {at(0.05), at(0.5), at(0.95)};
}

} // namespace ns3
