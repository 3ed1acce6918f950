/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef WRITE_TRACE_H
#define WRITE_TRACE_H

#include "ns3/nstime.h"

#include <cstdint>
#include <string>
#include <vector>

namespace ns3
{

/**
 * @brief A line of a trace of writes: some pages in a row, at one time.
 */
struct WriteTraceLine
{
    Time when;          //!< from the trace's start
    uint64_t page{0};   //!< the first one, from 0
    uint64_t pages{1};  //!< how many
    uint64_t number{0}; //!< of the line in its file, from 1
};

/**
 * @brief Read a trace of writes from a text file.
 *
 * A line is `time page [pages]`: a time in seconds, not before that of the line above, the first
 * page written, and how many pages from it on (1 if not given). A `#` begins a comment that goes to
 * the end of its line; empty lines count for nothing. A line has at most 255 characters, a file at
 * most 2^20 lines with writes, of 2^24 pages in all.
 *
 * @param file the file's name
 * @param pages how many pages the memory has
 * @return the lines with writes, at least one
 * @throws std::invalid_argument if the file cannot be read or a line is not as above: it tells
 * file, number of the line, and what is accepted
 */
std::vector<WriteTraceLine> ReadWriteTrace(const std::string& file, uint64_t pages);

} // namespace ns3

#endif /* WRITE_TRACE_H */
