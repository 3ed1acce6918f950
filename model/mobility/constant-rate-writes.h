/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef CONSTANT_RATE_WRITES_H
#define CONSTANT_RATE_WRITES_H

#include "paced-writes.h"

namespace ns3
{

/**
 * @brief Writes one page after the other, from the first one on, over and over.
 *
 * No page is written twice before all have been written once: the worst there is for a migration
 * at a given rate, and what closed forms take for granted.
 */
class ConstantRateWrites : public PacedWrites
{
  public:
    /// @return the type
    static TypeId GetTypeId();

    ConstantRateWrites();
    ~ConstantRateWrites() override;

    /// @copydoc WritePattern::ExpectedPages It is min(rate * time / page size, pages).
    double ExpectedPages(double seconds) const override;

  protected:
    void DoStart() override;
    uint64_t GetPage(uint64_t number) override;

  private:
    uint64_t m_pages{0};   //!< attribute Pages
    uint64_t m_written{0}; //!< as many pages are written
};

} // namespace ns3

#endif /* CONSTANT_RATE_WRITES_H */
