/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef BRACKETED_ROOT_H
#define BRACKETED_ROOT_H

#include <functional>

namespace ns3
{

/**
 * @brief Where a function is zero, by Brent's method.
 * @param function of which the values at both ends have different signs
 * @param low one end @param high the other
 * @param precision relative to the root
 * @return the root
 * @throws std::invalid_argument if the signs are the same, or a value is no number
 */
double FindBracketedRoot(const std::function<double(double)>& function,
                         double low,
                         double high,
                         double precision);

} // namespace ns3

#endif /* BRACKETED_ROOT_H */
