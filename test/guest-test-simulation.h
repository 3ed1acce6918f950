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
#include <string>
#include <utility>
#include <vector>

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

constexpr uint32_t GUEST = 7; //!< the guest
constexpr uint32_t OTHER = 8; //!< another node

/// @return simulation time in ms
inline double
NowMs()
{
    return Simulator::Now().GetNanoSeconds() / 1e6;
}

/// What ran, and when, in ms.
using Course = std::vector<std::pair<std::string, double>>;

/// A simulation with one guest, and what ran in it.
struct OneGuest : GuestTestSimulation
{
    OneGuest()
    {
        GuestSimulatorImpl::Get()->AddGuest(GUEST);
    }

    /// @param context where @param at ms from now @param name of the event
    void At(uint32_t context, double at, const std::string& name)
    {
        Simulator::ScheduleWithContext(context, MicroSeconds(at * 1000), [this, name]() {
            Record(name);
        });
    }

    /// @param context where @param at ms from now @param what to do
    void Do(uint32_t context, double at, const std::function<void()>& what)
    {
        Simulator::ScheduleWithContext(context, MicroSeconds(at * 1000), [what]() { what(); });
    }

    /// @param delay ms @param name of the event @return its identifier, in the present context
    EventId Set(double delay, const std::string& name)
    {
        return Simulator::Schedule(MicroSeconds(delay * 1000), [this, name]() { Record(name); });
    }

    /// @param name of the event that runs
    void Record(const std::string& name)
    {
        course.emplace_back(name, NowMs());
    }

    Course course; //!< what ran
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
