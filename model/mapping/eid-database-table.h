/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef EID_DATABASE_TABLE_H
#define EID_DATABASE_TABLE_H

#include "ns3/nstime.h"

#include <ostream>

namespace ns3
{

class EidDatabase;

/**
 * @brief Print the EIDs of an ETR: for each how long it is what it is, what that is, for how long a
 * discovered host is silent, and its locators.
 * @param database the EIDs
 * @param now the time
 * @param os where to
 */
void PrintEidDatabase(const EidDatabase& database, Time now, std::ostream& os);

} // namespace ns3

#endif /* EID_DATABASE_TABLE_H */
