/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "migration-kinds.h"

#include "accepted-words.h"

#include <stdexcept>
#include <utility>

namespace ns3
{

namespace
{

/// Words and types.
constexpr std::pair<const char*, const char*> MIGRATION_KINDS[] = {
    {"pre-copy", "ns3::PreCopyMigration"},
    {"post-copy", "ns3::PostCopyMigration"},
    {"stop-and-copy", "ns3::StopAndCopyMigration"},
    {"cold", "ns3::ColdMigration"},
};

} // namespace

std::vector<std::string>
GetMigrationKinds()
{
    std::vector<std::string> kinds;
    for (const auto& [kind, type] : MIGRATION_KINDS)
    {
        kinds.emplace_back(kind);
    }
    return kinds;
}

std::string
GetMigrationType(const std::string& kind)
{
    for (const auto& [word, type] : MIGRATION_KINDS)
    {
        if (word == kind)
        {
            return type;
        }
    }
    throw std::invalid_argument("migration '" + kind +
                                "': accepted: " + JoinWords(GetMigrationKinds()));
}

} // namespace ns3
