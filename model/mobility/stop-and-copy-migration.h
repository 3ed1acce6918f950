/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef STOP_AND_COPY_MIGRATION_H
#define STOP_AND_COPY_MIGRATION_H

#include "migration.h"

#include <optional>

namespace ns3
{

/**
 * @brief Moves a virtual machine by pausing it, carrying all of its memory, and letting it go on at
 * the target: the least traffic, the longest downtime.
 *
 * If its disk is carried, it runs meanwhile.
 */
class StopAndCopyMigration : public Migration
{
  public:
    /// @return the type
    static TypeId GetTypeId();

    StopAndCopyMigration();
    ~StopAndCopyMigration() override;

  protected:
    void Check(Ptr<VirtualMachine> machine) const override;
    void CopyMemory() override;
    std::optional<MigrationMessage> NextMessage() override;
};

} // namespace ns3

#endif /* STOP_AND_COPY_MIGRATION_H */
