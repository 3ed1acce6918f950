/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef WORKING_SET_WRITES_H
#define WORKING_SET_WRITES_H

#include "paced-writes.h"

#include "ns3/random-variable-stream.h"

namespace ns3
{

/**
 * @brief Writes to a writable working set: often to its few hot pages, else to its cold ones, never
 * to the rest of the memory.
 *
 * Within each class every page is as likely as any other. Without hot pages (HotShare 0) this is
 * uniform over all that is ever written. Clark et al. (NSDI 2005, section 4) found such a set in
 * each of their workloads: some pages that are written too often to be worth copying before the
 * pause, and many that are written seldom or never.
 *
 * The written pages are spread evenly over the memory, as a guest's pages are over its physical
 * memory; or they lie side by side in its middle, the hot ones innermost.
 */
class WorkingSetWrites : public PacedWrites
{
  public:
    /// @return the type
    static TypeId GetTypeId();

    WorkingSetWrites();
    ~WorkingSetWrites() override;

    /**
     * @copydoc WritePattern::ExpectedPages
     *
     * In a class of N pages that gets the share s of k writes they are N (1 - (1 - s / N)^k).
     */
    double ExpectedPages(double seconds) const override;
    int64_t AssignStreams(int64_t stream) override;

    /// @return how many hot pages there are; 0 before the start
    uint64_t GetHotPages() const;
    /// @return how many pages are ever written; 0 before the start
    uint64_t GetWrittenPages() const;
    /// @param index of a written page, the hot ones first @return which page of the memory it is
    uint64_t GetPlace(uint64_t index) const;

  protected:
    void DoStart() override;
    uint64_t GetPage(uint64_t number) override;

  private:
    double m_hotShare{0};                 //!< attribute HotShare
    double m_hotWrites{0};                //!< attribute HotWrites
    double m_totalShare{0};               //!< attribute TotalShare
    bool m_isSpread{true};                //!< attribute Spread
    uint64_t m_hot{0};                    //!< hot pages
    uint64_t m_written{0};                //!< hot and cold pages
    double m_toHot{0};                    //!< share of the writes that goes to hot pages
    uint64_t m_stride{1};                 //!< from one written page to the next, if spread
    Ptr<UniformRandomVariable> m_uniform; //!< from 0 to 1
};

} // namespace ns3

#endif /* WORKING_SET_WRITES_H */
