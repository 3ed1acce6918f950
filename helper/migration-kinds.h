/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef MIGRATION_KINDS_H
#define MIGRATION_KINDS_H

#include <string>
#include <vector>

namespace ns3
{

/// @return the words for kinds of migration, as --migration takes them, the usual one first
std::vector<std::string> GetMigrationKinds();

/// @param kind one of GetMigrationKinds @return the name of its type: "ns3::PreCopyMigration"
std::string GetMigrationType(const std::string& kind);

} // namespace ns3

#endif /* MIGRATION_KINDS_H */
