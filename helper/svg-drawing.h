/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SVG_DRAWING_H
#define SVG_DRAWING_H

#include <string>
#include <vector>

namespace ns3
{

/**
 * @file
 * @brief The parts that the drawings of the report page are made of, as SVG.
 */

namespace svg
{

constexpr double WIDTH = 960; //!< of every drawing, in its own units
constexpr double LEFT = 70;   //!< left edge of a plot
constexpr double RIGHT = 945; //!< right edge of a plot

/// A scale from values to the drawing.
struct Axis
{
    double from; //!< the value at the start
    double to;   //!< the value at the end
    double low;  //!< the start in the drawing
    double high; //!< the end in the drawing

    /// @param value a value @return its place, within the axis
    double At(double value) const;
    /// @param about how many ticks there are to be @return round values, in order
    std::vector<double> Ticks(int about) const;
};

/// @param value a coordinate or a tick @return it with few digits
std::string Number(double value);
/// @param value a length in the drawing @return it to a hundredth
std::string Px(double value);
/// @param height of the drawing @param name for readers who do not see it @return its opening tag
std::string Open(double height, const std::string& name);
/// @param x1 of one end @param y1 of one end @param x2 of the other @param y2 of the other
/// @param style class @return a line
std::string Line(double x1, double y1, double x2, double y2, const std::string& style);
/// @param x left edge @param y upper edge @param width to the right @param height downwards
/// @param style class @param hint for the mouse @return a rectangle, at least half a unit wide
std::string Box(double x,
                double y,
                double width,
                double height,
                const std::string& style,
                const std::string& hint = "");
/// @param x of the anchor @param y of the base line @param text what it says
/// @param anchor "start", "middle" or "end" @param style class @return a text
std::string Label(double x,
                  double y,
                  const std::string& text,
                  const std::string& anchor = "start",
                  const std::string& style = "label");
/// @param axis a horizontal axis @param y its height @param grid upper end of its grid lines
/// @return the axis of seconds with its ticks
std::string TimeAxis(const Axis& axis, double y, double grid);
/// @param axis an upright axis @param unit of its values @return its ticks and grid lines
std::string ValueAxis(const Axis& axis, const std::string& unit);

} // namespace svg

} // namespace ns3

#endif /* SVG_DRAWING_H */
