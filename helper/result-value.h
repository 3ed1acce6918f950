/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef RESULT_VALUE_H
#define RESULT_VALUE_H

#include <cstdint>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace ns3
{

/// What a result has under a name.
using ResultValue = std::variant<bool, uint64_t, double, std::string>;

/// Values by name, in the order in which they are written.
using ResultFigures = std::vector<std::pair<std::string, ResultValue>>;

/// @param figures some values @param name of one @return it as a number (1 for true); NOT_MEASURED
/// if it is none or not there
double FindNumber(const ResultFigures& figures, const std::string& name);
/// @param figures some values @param name of one @return it as text; empty if it is none or not
/// there
std::string FindText(const ResultFigures& figures, const std::string& name);

} // namespace ns3

#endif /* RESULT_VALUE_H */
