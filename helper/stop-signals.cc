/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "stop-signals.h"

namespace ns3
{

namespace
{

/// The signal that came.
volatile std::sig_atomic_t g_signal = 0;

extern "C"
{
    /// @param signal that came
    static void LispOnStopSignal(int signal)
    {
        g_signal = signal;
    }
}

} // namespace

StopSignals::StopSignals()
{
    g_signal = 0;
    struct sigaction action = {};
    action.sa_handler = LispOnStopSignal;
    action.sa_flags = SA_RESTART | static_cast<int>(SA_RESETHAND);
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, &m_interrupt);
    sigaction(SIGTERM, &action, &m_terminate);
}

StopSignals::~StopSignals()
{
    sigaction(SIGINT, &m_interrupt, nullptr);
    sigaction(SIGTERM, &m_terminate, nullptr);
}

int
StopSignals::GetSignal()
{
    return g_signal;
}

} // namespace ns3
