/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef TRACE_WRITES_H
#define TRACE_WRITES_H

#include "write-pattern.h"
#include "write-trace.h"

#include <string>
#include <utility>
#include <vector>

namespace ns3
{

/**
 * @brief Writes as a file tells, once or over and over.
 *
 * ReadWriteTrace says what the file looks like. It is read at the start of the pattern.
 */
class TraceWrites : public WritePattern
{
  public:
    /// @return the type
    static TypeId GetTypeId();

    TraceWrites();
    ~TraceWrites() override;

    bool Next(Access& access) override;
    bool NextAfter(Time when, Access& access) override;
    /// @copydoc WritePattern::GetRate The mean over the trace; 0 for one that takes no time.
    double GetRate() const override;
    /**
     * @copydoc WritePattern::ExpectedPages
     *
     * The mean over all stretches that begin within the trace. A write is its page's first in a
     * stretch of length t if the stretch begins in the shorter of t and the time since the page's
     * write before: the sum of these over the trace's length is the mean (Denning, "The Working
     * Set Model for Program Behavior", CACM 11(5), 1968). The first call takes time and memory that
     * grow with the trace.
     */
    double ExpectedPages(double seconds) const override;

  protected:
    void DoStart() override;

  private:
    /// @return the trace's length in seconds: its period, or up to its last write
    double GetLength() const;
    /// Sort the times since each write's page was written before.
    void FindGaps() const;

    std::string m_file;                  //!< attribute File
    Time m_repeat;                       //!< attribute Repeat
    std::vector<WriteTraceLine> m_lines; //!< the trace
    std::size_t m_line{0};               //!< of the next write
    uint64_t m_within{0};                //!< writes of that line done
    Time m_origin;                       //!< when this repetition began
    /// Ascending times since the page's write before, in seconds, and the sum of those up to each.
    mutable std::vector<std::pair<double, double>> m_gaps;
};

} // namespace ns3

#endif /* TRACE_WRITES_H */
