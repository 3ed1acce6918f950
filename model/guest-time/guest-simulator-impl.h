/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef GUEST_SIMULATOR_IMPL_H
#define GUEST_SIMULATOR_IMPL_H

#include "ns3/ns3-compat.h"
#include "ns3/object-factory.h"
#include "ns3/simulator-impl.h"

#include <cstdint>
#include <memory>
#include <thread>
#include <vector>

namespace ns3
{

class GuestClock;
class GuestEvent;

/**
 * @brief A simulator in which the time of single nodes, the guests of virtual machines, can be
 * paused.
 *
 * It wraps any other simulator and hands everything on to it. The events of a guest's context get a
 * stand-in that knows when they are due in guest time: in a pause none of them runs, and after it
 * each has as long to go as it had before, so that a retransmission timer, for instance, neither
 * fires in a pause nor right after it. Cancel, Remove, IsExpired and GetDelayLeft (guest time, and
 * the same in a pause) are right for them, and those of one guest keep their order. Without a pause
 * every event runs at the time and in the order in which it would without this class. The events of
 * a network card under the guest are not the guest's: see HostTime.
 *
 * @code
 * GuestSimulatorImpl::Enable(); // after the command line and MpiInterface::Enable, before all else
 * @endcode
 *
 * **Scope and limitations.**
 * - What is held is what is scheduled in the guest's context after AddGuest. A timer that a script
 *   starts from main, as by a call of a socket's function, has no context: use ScheduleWithContext.
 * - Simulator::Now() is simulation time everywhere, in guests too: what a guest takes for a round
 *   trip or an age spans its pauses. A point of time that it keeps for itself may have passed when
 *   it comes to schedule it; it is due at once then. EventId::GetTs is that of the event's first
 *   turn.
 * - Of network devices only EthernetNic knows HostTime. What arrives in a pause by others is held
 *   with the guest's events, without a bound.
 * - Simulator::Stop(delay) is never held; an event that a guest schedules to call Stop() is.
 * - What another thread schedules for a guest counts its delay in simulation time.
 * - Code that casts Simulator::GetImplementation() to the type of the simulator inside, as
 * TapBridge does, has to ask GetSimulator.
 */
class GuestSimulatorImpl : public SimulatorImpl
{
  public:
    /// @return the type
    static TypeId GetTypeId();

    GuestSimulatorImpl();
    ~GuestSimulatorImpl() override;

    /**
     * @brief Use this simulator from now on, around the type that SimulatorImplementationType
     * names.
     *
     * Holds for later simulations of the process as well. Again it does nothing.
     *
     * @throws std::invalid_argument if a simulator of another kind is in use already, as after the
     * first node or event, or the type is not one of a simulator
     */
    static void Enable();
    /// @return the one in use; null if the simulator is, or will be, of another kind
    static Ptr<GuestSimulatorImpl> Get();

    /**
     * @brief Make a node a guest. Its events are held in pauses from now on; those that wait
     * already are not.
     * @param context its number
     * @throws std::invalid_argument if it is Simulator::NO_CONTEXT
     */
    void AddGuest(uint32_t context);
    /// @param context a node's number @return true if it is a guest
    bool IsGuest(uint32_t context) const;
    /// @param context a guest @throws std::invalid_argument if it is none, or is paused
    void Pause(uint32_t context);
    /// @param context a guest @throws std::invalid_argument if it is none, or is not paused
    void Resume(uint32_t context);
    /// @param context a node's number @return true if it is a guest that stands still
    bool IsPaused(uint32_t context) const;
    /// @param context a node's number @return simulation time less its pauses
    Time GuestNow(uint32_t context) const;
    /// @return the simulator inside
    Ptr<SimulatorImpl> GetSimulator() const;

    // Inherited from SimulatorImpl.
    void Destroy() override;
    bool IsFinished() const override;
    void Stop() override;
    compat::StopResult<> Stop(const Time& delay) override;
    EventId Schedule(const Time& delay, EventImpl* event) override;
    void ScheduleWithContext(uint32_t context, const Time& delay, EventImpl* event) override;
    EventId ScheduleNow(EventImpl* event) override;
    EventId ScheduleDestroy(EventImpl* event) override;
    void Remove(const EventId& id) override;
    void Cancel(const EventId& id) override;
    bool IsExpired(const EventId& id) const override;
    void Run() override;
    Time Now() const override;
    Time GetDelayLeft(const EventId& id) const override;
    Time GetMaximumSimulationTime() const override;
    void SetScheduler(ObjectFactory schedulerFactory) override;
    uint32_t GetSystemId() const override;
    uint32_t GetContext() const override;
    uint64_t GetEventCount() const override;

  protected:
    void NotifyConstructionCompleted() override;
    void DoDispose() override;

  private:
    class ThreadEvent; // brings what another thread schedules to this one

    /// @param context any @return the guest's clock; null if it is no guest's
    GuestClock* Find(uint32_t context) const
    {
        return context < m_clocks.size() ? m_clocks[context].get() : nullptr;
    }

    /// @param context a guest @param what is asked for @return its clock
    GuestClock& Require(uint32_t context, const char* what) const;
    /// @param id any @return the guest's event that it names; null if it names none
    GuestEvent* AsGuestEvent(const EventId& id) const;

    Ptr<SimulatorImpl> m_simulator;                    //!< does the work
    SimulatorImpl* m_inner{nullptr};                   //!< the same; each call pays for a Ptr
    ObjectFactory m_factory;                           //!< makes it
    std::vector<std::unique_ptr<GuestClock>> m_clocks; //!< by context; null: no guest
    std::thread::id m_thread;                          //!< which events run in
};

} // namespace ns3

#endif /* GUEST_SIMULATOR_IMPL_H */
