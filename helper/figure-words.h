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

/**
 * @brief Write a value.
 * @param key of it, for the unit: as FormatFigure, and also a rate, sizes and a utilisation
 * @param value the value
 * @return it with its unit; yes or no; a text as it is
 */
std::string FormatValue(const std::string& key, const ResultValue& value);

} // namespace ns3

#endif /* FIGURE_WORDS_H */
