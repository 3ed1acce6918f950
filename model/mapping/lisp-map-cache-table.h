/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef LISP_MAP_CACHE_TABLE_H
#define LISP_MAP_CACHE_TABLE_H

#include "ns3/nstime.h"

#include <ostream>

namespace ns3
{

class LispMapCache;

/**
 * @brief Print a map-cache: for each mapping its age, what is left of its life, how it came, and
 * its locators, or what is done with packets if there are none.
 * @param cache the map-cache
 * @param now the time
 * @param os where to
 */
void PrintLispMapCache(const LispMapCache& cache, Time now, std::ostream& os);

} // namespace ns3

#endif /* LISP_MAP_CACHE_TABLE_H */
