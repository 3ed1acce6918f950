/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef NOT_MEASURED_H
#define NOT_MEASURED_H

#include <limits>

namespace ns3
{

/// A figure that could not be measured; written as null.
constexpr double NOT_MEASURED = std::numeric_limits<double>::quiet_NaN();

} // namespace ns3

#endif /* NOT_MEASURED_H */
