/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef HOST_TIME_H
#define HOST_TIME_H

#include <cstdint>

namespace ns3
{

/**
 * @brief While one exists, what is scheduled is the machine's under the guest: no pause holds it.
 *
 * A network card serialises a frame, and a cable carries one, whether or not the guest behind them
 * stands still, although their events are in its context. Scopes nest. An event under it is what it
 * would be without GuestSimulatorImpl; where that is not in use, the scope does nothing.
 *
 * Keep it around the call that schedules alone: a trace or a callback of the guest that runs inside
 * it would lose its timers to the machine.
 */
class HostTime
{
  public:
    HostTime()
    {
        ++m_depth;
    }

    ~HostTime()
    {
        --m_depth;
    }

    HostTime(const HostTime&) = delete;
    HostTime& operator=(const HostTime&) = delete;

    /// @return true while a scope is open
    static bool IsOn()
    {
        return m_depth != 0;
    }

  private:
    static uint32_t m_depth; //!< scopes that are open
};

} // namespace ns3

#endif /* HOST_TIME_H */
