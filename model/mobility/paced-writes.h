/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef PACED_WRITES_H
#define PACED_WRITES_H

#include "write-pattern.h"

#include "ns3/data-rate.h"

namespace ns3
{

/**
 * @brief Writes at one interval, whatever pages they go to.
 *
 * The interval is the time that a page takes at the rate. The first write comes an interval after
 * the start, so that in a time t from it there are rate * t / page size of them.
 */
class PacedWrites : public WritePattern
{
  public:
    /// @return the type
    static TypeId GetTypeId();

    PacedWrites();
    ~PacedWrites() override;

    bool Next(Access& access) override;
    bool NextAfter(Time when, Access& access) override;
    double GetRate() const override;

  protected:
    /// Find the interval. Those that override it call it.
    void DoStart() override;

    /**
     * @brief Where a write goes.
     * @param number of the write, from 0; ascends, but not always by one
     * @return the page
     */
    virtual uint64_t GetPage(uint64_t number) = 0;

    /// @return how many writes there are in a second; 0 before the start
    double GetWritesPerSecond() const;

  private:
    /// @param number of a write, from 0 @return its time, in time steps of ns-3
    int64_t GetWhen(uint64_t number) const;

    DataRate m_rate;         //!< attribute Rate
    double m_interval{0};    //!< from write to write, in time steps; 0: it never writes
    uint64_t m_number{0};    //!< of the next write
    double m_perSecond{0.0}; //!< writes
};

} // namespace ns3

#endif /* PACED_WRITES_H */
