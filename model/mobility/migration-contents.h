/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef MIGRATION_CONTENTS_H
#define MIGRATION_CONTENTS_H

#include <cstdint>

namespace ns3
{

/**
 * @brief What a migration carries, in all or so far.
 */
struct MigrationContents
{
    uint64_t disk{0};     //!< octets
    uint64_t pages{0};    //!< of the memory; so far: those sent twice count twice
    uint32_t pageSize{0}; //!< octets
    uint64_t state{0};    //!< octets of device state
};

} // namespace ns3

#endif /* MIGRATION_CONTENTS_H */
