/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef FIGURE_LABEL_H
#define FIGURE_LABEL_H

#include <string>

namespace ns3
{

/**
 * @file
 * @brief Figures for people: what they are called in tables and pages, where results in JSON have
 * keys such as goodput_before_bps.
 */

/**
 * @brief Name a figure.
 * @param key of it, with its unit at the end: _s, _bps, _bytes, _ratio, or none
 * @return what people call it; the key in words, without the unit, if it is not a known one
 */
std::string NameFigure(const std::string& key);

/**
 * @brief Write the value of a figure.
 * @param key of it, for the unit @param value of it @return it in the unit that suits it, or a dash
 */
std::string FormatFigure(const std::string& key, double value);

} // namespace ns3

#endif /* FIGURE_LABEL_H */
