/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "stop-and-copy-migration.h"

#include "guest-memory.h"
#include "migration-source.h"
#include "virtual-machine.h"

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(StopAndCopyMigration);

TypeId
StopAndCopyMigration::GetTypeId()
{
    static TypeId tid = TypeId("ns3::StopAndCopyMigration")
                            .SetParent<Migration>()
                            .SetGroupName("Lisp")
                            .AddConstructor<StopAndCopyMigration>();
    return tid;
}

StopAndCopyMigration::StopAndCopyMigration() = default;
StopAndCopyMigration::~StopAndCopyMigration() = default;

void
StopAndCopyMigration::Check(Ptr<VirtualMachine>) const
{
    CheckCanPause();
}

void
StopAndCopyMigration::CopyMemory()
{
    if (StopMachine())
    {
        PageSet pages(GetGuestMemory()->GetPages(), true);
        Source().BeginRound(pages, GetMaxRate());
    }
}

std::optional<MigrationMessage>
StopAndCopyMigration::NextMessage()
{
    return Source().NextLast();
}

} // namespace ns3
