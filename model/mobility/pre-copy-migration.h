/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef PRE_COPY_MIGRATION_H
#define PRE_COPY_MIGRATION_H

#include "migration.h"

#include "ns3/data-rate.h"
#include "ns3/nstime.h"

#include <cstdint>
#include <optional>

namespace ns3
{

/**
 * @brief Moves a virtual machine while it runs: its memory is carried in rounds, and only the rest
 * of it in a pause (Clark et al., "Live Migration of Virtual Machines", NSDI 2005).
 *
 * Round 0 carries all pages, each further one those written in the round before. After a round the
 * guest is paused, and the last round carried, if one of the stop rules says so:
 *
 * - no more than StopPages pages were written;
 * - MaxRounds rounds have been carried;
 * - more than MaxSent times the memory has been carried;
 * - the pause would take no more than DowntimeLimit: pages and device state at the rate of the
 *   latest round, half of what connecting took, PauseTime and ResumeTime;
 * - the next round's rate would be above MaxRate (RateControl Adaptive).
 *
 * The first and the last two end it only if the guest lets them. Without MaxRounds and MaxSent a
 * migration of which ten rounds have not become smaller is given up (ABORTED).
 *
 * With RateControl Adaptive (section 5.3 there) round 0 is carried at MinRate, and each further one
 * at the rate at which pages were written in the round before plus RateIncrement; the last round,
 * in the pause, at MaxRate. Xen's xc_linux_save goes on at MaxRate where the paper stops: with
 * StopAtMaxRate false, so does this.
 *
 * With SkipRedirtied a page that has been written again before its turn comes is left to the next
 * round.
 */
class PreCopyMigration : public Migration
{
  public:
    /// Who says how fast a round is carried.
    enum RateControl
    {
        FIXED,    //!< MaxRate
        ADAPTIVE, //!< the guest, by how fast it writes
    };

    /// @return the type
    static TypeId GetTypeId();

    PreCopyMigration();
    ~PreCopyMigration() override;

  protected:
    void Check(Ptr<VirtualMachine> machine) const override;
    void CopyMemory() override;
    std::optional<MigrationMessage> NextMessage() override;

  private:
    /// @param machine its rounds are to come to an end @throws std::invalid_argument if they do not
    void CheckEnds(Ptr<VirtualMachine> machine) const;
    /// @return true if a rule says so, after a round
    bool IsToStop() const;
    /// @return true if no rule is sure to end it, and rounds do not become smaller any more
    bool IsEndless() const;
    /// @param pages are left @return how long the guest would stand still if it were paused now
    Time PredictDowntime(uint64_t pages) const;
    /// @return of the next round, bit/s, as RateControl has it; it may be above MaxRate
    uint64_t GetNextRate() const;
    /// @return the next pages of a round while the guest runs, or none
    std::optional<MigrationMessage> NextLivePages();

    uint64_t m_stopPages;      //!< attribute
    uint32_t m_maxRounds;      //!< attribute
    double m_maxSent;          //!< attribute
    Time m_downtimeLimit;      //!< attribute
    RateControl m_rateControl; //!< attribute
    DataRate m_minRate;        //!< attribute
    DataRate m_rateIncrement;  //!< attribute
    bool m_stopAtMaxRate;      //!< attribute
    bool m_skipRedirtied;      //!< attribute
    bool m_isLast{false};      //!< the guest is paused
};

} // namespace ns3

#endif /* PRE_COPY_MIGRATION_H */
