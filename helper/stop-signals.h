/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef STOP_SIGNALS_H
#define STOP_SIGNALS_H

#include <csignal>

namespace ns3
{

/**
 * @brief Takes SIGINT and SIGTERM as a wish to end while it is there; the second one of a kind ends
 * the program as usual. One at a time.
 */
class StopSignals
{
  public:
    StopSignals();
    /// Signals do again what they did before.
    ~StopSignals();
    StopSignals(const StopSignals&) = delete;
    StopSignals& operator=(const StopSignals&) = delete;

    /// @return the signal that came; 0: none
    static int GetSignal();

  private:
    struct sigaction m_interrupt; //!< what SIGINT did before
    struct sigaction m_terminate; //!< what SIGTERM did before
};

} // namespace ns3

#endif /* STOP_SIGNALS_H */
