/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef FIGURE_WORDS_H
#define FIGURE_WORDS_H

#include "result-value.h"

#include <string>

namespace ns3
{

/**
 * @file
 * @brief Values of a result as people read them: see figure-label.h for numbers whose key has a
 * unit at its end.
 */

/// @param seconds a duration @return it in the unit that suits it: "41.3 ms", or "-"
std::string Duration(double seconds);

/// @param name of a figure: "goodput_before_bps" @return what people call it: "goodput before"
std::string NameFigure(const std::string& name);

/// @param name of a figure @param value of it @return it with its unit: "875.250 Mbit/s", or "-"
std::string FormatFigure(const std::string& name, const ResultValue& value);

} // namespace ns3

#endif /* FIGURE_WORDS_H */
