/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef MIGRATION_MODEL_TERMS_H
#define MIGRATION_MODEL_TERMS_H

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
    /// @param bytes how many @return how long they take at the highest rate
    double GetTime(double bytes) const;
    /// @param seconds a stretch @return expected number of pages written in it
    double GetWritten(double seconds) const;
    /// @param pages how many @param rate_bps at this rate @return a round of them
    MigrationModelRound MakeRound(double pages, double rate_bps) const;
    /// @param pages copied in the pause @param rate_bps at this rate
    /// @return how long the machine stands still
    double GetDowntime(double pages, double rate_bps) const;
    /// @return how long it takes until the first page can go: connection and storage
    double GetPrelude() const;

  private:
    const MigrationModelInput& m_input; //!< what is known
};

} // namespace ns3

#endif /* MIGRATION_MODEL_TERMS_H */
