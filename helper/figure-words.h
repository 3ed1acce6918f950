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
 * @brief Figures as people read them, from the names that they have in the summary: what their
 * names end with says their unit.
 */

/// @param seconds a duration @return it in the unit that suits it: "41.3 ms", or "-"
std::string Duration(double seconds);

/// @param name of a figure: "goodput_before_bps" @return what people call it: "goodput before"
std::string NameFigure(const std::string& name);

/// @param name of a figure @param value of it @return it with its unit: "875.250 Mbit/s", or "-"
std::string FormatFigure(const std::string& name, const ResultValue& value);

} // namespace ns3

#endif /* FIGURE_WORDS_H */
