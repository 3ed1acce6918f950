/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef FIGURE_WORDS_H
#define FIGURE_WORDS_H

#include "result-value.h"

#include <cstdint>
#include <string>

namespace ns3
{

/**
 * @file
 * @brief Figures as people read them, from the names that they have in the summary: what their
 * names end with says their unit.
 */

/// Which letters a text may have.
enum class Letters : uint8_t
{
    ASCII,   //!< those of every terminal
    UNICODE, //!< those of a page
};

/// @param seconds a duration @param letters in which @return it in the unit that suits it: "41.3
/// ms"; a dash if it was not measured
std::string FormatDuration(double seconds, Letters letters = Letters::ASCII);

/// @param name of a figure: "goodput_before_bps" @return what people call it: "goodput before"
std::string NameFigure(const std::string& name);

/// @param name of a figure @param value of it @return it with its unit: "875.250 Mbit/s", or "-";
/// a share in per cent, which is "0 %" or "100 %" only if it is nothing or all
std::string FormatFigure(const std::string& name, const ResultValue& value);

} // namespace ns3

#endif /* FIGURE_WORDS_H */
