/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef LISP_TEXT_TABLE_H
#define LISP_TEXT_TABLE_H

#include "ns3/nstime.h"

#include <ostream>
#include <string>
#include <vector>

namespace ns3
{

/**
 * @brief A table as routers print them: a heading, and columns as wide as what is in them.
 *
 * Columns are two spaces apart; no line ends with a space.
 */
class LispTextTable
{
  public:
    /// The cells of a row; those missing at its end are empty.
    using Row = std::vector<std::string>;

    /// @param head the names of the columns; those that start with '>' are aligned to the right,
    /// without that character
    explicit LispTextTable(const Row& head);

    /// @param row the cells
    void AddRow(const Row& row);

    /**
     * @brief Add a thing of one line or more: what it has once comes first in its first line.
     * @param once the cells of the first columns
     * @param lines the cells of the further ones, in each line; none: one line without
     */
    void AddRows(const Row& once, const std::vector<Row>& lines);

    /// @param os where to
    void Print(std::ostream& os) const;

    /**
     * @param time a time, not negative
     * @return it in hours, minutes and whole seconds, "26:03:09"; "never" for Time::Max()
     */
    static std::string FormatTime(Time time);

  private:
    std::vector<bool> m_right;        //!< by column: aligned to the right
    std::vector<std::size_t> m_width; //!< by column
    std::vector<Row> m_rows;          //!< the head first
};

} // namespace ns3

#endif /* LISP_TEXT_TABLE_H */
