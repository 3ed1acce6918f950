/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef VM_MOBILITY_MIGRATION_H
#define VM_MOBILITY_MIGRATION_H

#include "migration-report.h"
#include "run-result.h"
#include "vm-mobility-parameters.h"

#include "ns3/migration-forecast.h"
#include "ns3/migration-model.h"
#include "ns3/migration.h"
#include "ns3/nstime.h"
#include "ns3/ptr.h"
#include "ns3/virtual-machine.h"
#include "ns3/write-pattern.h"

#include <string>
#include <utility>
#include <vector>

namespace ns3
{

/**
 * @brief What the parameters of a mobility study say of the machine's migration: the objects, what
 * is to be expected of them, and the words for it.
 */
class VmMobilityMigration
{
  public:
    /**
     * @param parameters of the study
     * @throws std::invalid_argument naming a parameter that is wrong and what is accepted; also if
     * the migration would never end
     */
    explicit VmMobilityMigration(const VmMobilityParameters& parameters);

    /// @return "pre-copy", "post-copy", "stop-and-copy" or "cold"
    const std::string& GetMode() const;
    /// @return true if the machine runs, or could, while it is carried
    bool IsHot() const;
    /// @return true if it ends by itself: not if pages come only when the machine asks for them
    bool HasEnd() const;
    /// @return true if its disk is carried
    bool WithDisk() const;
    /// @return what moves the machine, a new one
    Ptr<Migration> Create() const;
    /// @return the machine, a new one that is nowhere yet and has nothing that writes
    Ptr<VirtualMachine> CreateMachine() const;
    /// @return what writes to its memory, a new one; null: nothing does
    Ptr<WritePattern> CreatePattern() const;

    /// @param roundTrip between the hypervisors @return what is to be expected, in closed form
    MigrationPrediction Predict(Time roundTrip) const;
    /// @return the parameters for a result
    std::vector<std::pair<std::string, RunResult::Value>> Describe() const;
    /// @return what the reader of a result is to know of it
    std::vector<std::string> GetNotes() const;
    /// @return how the machine is moved, for a title: "switched off on the way"
    const char* GetPhrase() const;

    /**
     * @brief Report a migration, as far as it has come.
     * @param migration the migration
     * @param report gets times and sizes
     */
    static void Report(const Migration& migration, MigrationReport& report);
    /// @param record of a migration @param isDone whether it has succeeded @param report gets times
    /// and sizes
    static void Report(const MigrationRecord& record, bool isDone, MigrationReport& report);
    /// @param predicted what was to be expected @param report gets it
    static void Report(const MigrationPrediction& predicted, MigrationReport& report);

  private:
    /// @param roundTrip between the hypervisors @return their way, as VmMobilityNetwork has it
    MigrationForecast::Way MakeWay(Time roundTrip) const;
    /// @param roundTrip between the hypervisors @return what is known before
    MigrationModelInput MakeInput(Time roundTrip) const;
    VmMobilityParameters m_parameters; //!< of the study
    std::string m_mode;                //!< see GetMode
};

} // namespace ns3

#endif /* VM_MOBILITY_MIGRATION_H */
