/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef MIGRATION_MODEL_TERMS_H
#define MIGRATION_MODEL_TERMS_H

#include "migration-model-tcp.h"
#include "migration-model.h"

namespace ns3
{

/**
 * @brief What the closed forms of migrations are made of: checked input, and its usual terms.
 */
class MigrationModelTerms
{
  public:
    /// @param input what is known @throws std::invalid_argument if it makes no sense
    explicit MigrationModelTerms(const MigrationModelInput& input);

    /// @return pages of the memory
    double GetPages() const;
    /// @return bytes for a page, headers included
    double GetPageBytes() const;
    /// @param bytes how many @return how long they take at the highest rate, past slow start
    double GetTime(double bytes) const;
    /// @param seconds a stretch @return expected number of pages written in it
    double GetWritten(double seconds) const;
    /// @return a connection that has just been made
    MigrationModelTcp Connect() const;
    /// @param pages how many @param rate_bps at this rate @param tcp carries them next
    /// @return a round of them
    MigrationModelRound MakeRound(double pages, double rate_bps, MigrationModelTcp& tcp) const;
    /// @param tcp carries the disk next @return how long that takes
    double SendStorage(MigrationModelTcp& tcp) const;
    /// @param pages copied in the pause @param rate_bps at this rate, past slow start
    /// @return how long the machine stands still
    double GetDowntime(double pages, double rate_bps) const;
    /// @return what a pause takes besides sending: to stop, the way of the last octet, to go on
    double GetStandstill() const;
    /// @param trips round trips @return how long they take
    double GetTrips(double trips) const;

  private:
    const MigrationModelInput& m_input; //!< what is known
};

} // namespace ns3

#endif /* MIGRATION_MODEL_TERMS_H */
