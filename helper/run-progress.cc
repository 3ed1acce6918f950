/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "run-progress.h"

#include "signal-cleanup.h"

#include <algorithm>
#include <cmath>
#include <iostream>
#include <unistd.h>

namespace ns3
{

namespace
{

constexpr uint64_t BAR_WIDTH = 30; ///< columns of the bar
constexpr uint64_t TENTHS = 10;    ///< lines where there is no terminal
/// Goes to the start of the line and clears it (ECMA-48 section 8.3.41, erase in line).
constexpr const char* CLEAR = "\r\033[K";

/// @param seconds some time @return it in words
std::string
SpellTime(double seconds)
{
    const auto whole = static_cast<uint64_t>(std::llround(seconds));
    return whole < 120 ? std::to_string(whole) + " s" : std::to_string(whole / 60) + " min";
}

} // namespace

RunProgress::RunProgress(uint64_t total)
    : m_total(total),
      m_isTerminal(isatty(STDERR_FILENO) == 1),
      m_started(std::chrono::steady_clock::now())
{
    if (m_isTerminal)
    {
        m_cleanup = std::make_unique<SignalCleanup>([]() { std::cerr << CLEAR << std::flush; });
    }
}

RunProgress::~RunProgress()
{
    if (m_isDrawn)
    {
        std::cerr << CLEAR << std::flush;
    }
}

std::string
RunProgress::Format(uint64_t done, uint64_t total, double seconds, double latest, bool isBar)
{
    std::string line;
    if (isBar && total > 0)
    {
        const uint64_t columns = std::min(done * BAR_WIDTH / total, BAR_WIDTH);
        line = "[" + std::string(columns, '#') + std::string(BAR_WIDTH - columns, '.') + "] ";
    }
    line += std::to_string(done) + " of " + std::to_string(total) + " runs, " + SpellTime(seconds);
    if (done > 0 && done < total)
    {
        const double all = latest / done * total;
        line += ", about " + SpellTime(std::max(all - seconds, 0.0)) + " left";
    }
    return line;
}

void
RunProgress::Show(uint64_t done)
{
    const std::chrono::duration<double> passed = std::chrono::steady_clock::now() - m_started;
    const double seconds = passed.count();
    if (done > m_done)
    {
        m_done = done;
        m_latest = seconds;
    }
    if (m_isTerminal)
    {
        // Not when a signal has ended it all, and the line is gone.
        const auto lock = SignalCleanup::Hold();
        std::cerr << CLEAR << Format(done, m_total, seconds, m_latest, true) << std::flush;
        m_isDrawn = true;
        return;
    }
    const uint64_t tenths = m_total == 0 ? 0 : done * TENTHS / m_total;
    if (tenths > m_tenths)
    {
        m_tenths = tenths;
        std::cerr << Format(done, m_total, seconds, m_latest, false) << std::endl;
    }
}

} // namespace ns3
