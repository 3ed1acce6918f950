/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef RUN_PROGRESS_H
#define RUN_PROGRESS_H

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

namespace ns3
{

class SignalCleanup;

/**
 * @brief Says on standard error how many of several runs are done.
 *
 * On a terminal, one line that is drawn anew, and gone at the end; elsewhere, a line for each tenth
 * of the runs.
 */
class RunProgress
{
  public:
    /// @param total how many runs there are
    explicit RunProgress(uint64_t total);
    ~RunProgress();

    RunProgress(const RunProgress&) = delete;
    RunProgress& operator=(const RunProgress&) = delete;

    /// @param done how many are done
    void Show(uint64_t done);

    /**
     * @brief Put it into words.
     * @param done how many are done
     * @param total how many there are
     * @param seconds that have passed
     * @param latest of these, until the latest of those ended: what is left is taken to go on so
     * @param isBar whether to draw a bar before them
     * @return a line of less than 80 columns
     */
    static std::string Format(uint64_t done,
                              uint64_t total,
                              double seconds,
                              double latest,
                              bool isBar);

  private:
    uint64_t m_total;                                //!< how many there are
    bool m_isTerminal;                               //!< a line can be drawn anew
    bool m_isDrawn{false};                           //!< there is a line on the terminal
    uint64_t m_tenths{0};                            //!< that a line was written for
    uint64_t m_done{0};                              //!< so far
    double m_latest{0};                              //!< seconds until the latest ended
    std::chrono::steady_clock::time_point m_started; //!< when the first run began
    std::unique_ptr<SignalCleanup> m_cleanup;        //!< clears the line when a signal ends it all
};

} // namespace ns3

#endif /* RUN_PROGRESS_H */
