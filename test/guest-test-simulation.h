/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef GUEST_TEST_SIMULATION_H
#define GUEST_TEST_SIMULATION_H

#include "ns3/global-value.h"
#include "ns3/guest-simulator-impl.h"
#include "ns3/ns3-compat.h"
#include "ns3/simulator.h"
#include "ns3/string.h"

#include <cstdint>
#include <functional>
#include <stdexcept>

namespace ns3
{

/// A simulation with guests, and the simulator that was chosen before for the tests after it.
class GuestTestSimulation
{
  public:
    GuestTestSimulation()
    {
        GlobalValue::GetValueByName("SimulatorImplementationType", m_before);
        GuestSimulatorImpl::Enable();
    }

    ~GuestTestSimulation()
    {
        Simulator::Destroy();
        GlobalValue::Bind("SimulatorImplementationType", m_before);
    }

    /// @param guest a context @param from ms @param to ms: paused between
    static void PauseBetween(uint32_t guest, int64_t from, int64_t to)
    {
        Simulator::Schedule(MilliSeconds(from),
                            [guest]() { GuestSimulatorImpl::Get()->Pause(guest); });
        Simulator::Schedule(MilliSeconds(to),
                            [guest]() { GuestSimulatorImpl::Get()->Resume(guest); });
    }

  private:
    StringValue m_before; //!< the type of simulator
};

/// @param attempt what is to be refused @return true if std::invalid_argument was thrown
inline bool
IsRefusedWithOneLine(const std::function<void()>& attempt)
{
    try
    {
        attempt();
    }
    catch (const std::invalid_argument& mistake)
    {
        return std::string(mistake.what()).find('\n') == std::string::npos;
    }
    return false;
}

} // namespace ns3

#endif /* GUEST_TEST_SIMULATION_H */
