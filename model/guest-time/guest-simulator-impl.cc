/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "guest-simulator-impl.h"

#include "guest-clock.h"
#include "guest-event.h"
#include "host-time.h"

#include "ns3/config.h"
#include "ns3/default-simulator-impl.h"
#include "ns3/global-value.h"
#include "ns3/simulator.h"
#include "ns3/string.h"

#include <sstream>
#include <stdexcept>
#include <string>
#include <typeinfo>
#include <utility>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(GuestSimulatorImpl);

namespace
{

constexpr const char* NAME = "ns3::GuestSimulatorImpl";
constexpr const char* CHOICE = "SimulatorImplementationType"; //!< ns-3's global value

GuestSimulatorImpl* g_inUse = nullptr; //!< there is one simulator at a time

/// @return the type of simulator that is, or will be, in use
std::string
GetChoice()
{
    StringValue choice;
    GlobalValue::GetValueByName(CHOICE, choice);
    return choice.Get();
}

/// @return the factory of the simulator that ns-3 uses if nobody chooses
ObjectFactory
MakeDefaultFactory()
{
    ObjectFactory factory;
    factory.SetTypeId(DefaultSimulatorImpl::GetTypeId());
    return factory;
}

} // namespace

/// An event that another thread has scheduled; what this class keeps is for one thread.
class GuestSimulatorImpl::ThreadEvent : public EventImpl
{
  public:
    /// @param simulator to run it @param context a node's @param event its reference becomes ours
    ThreadEvent(GuestSimulatorImpl* simulator, uint32_t context, EventImpl* event)
        : m_simulator(simulator),
          m_context(context),
          m_event(event, false)
    {
    }

  private:
    void Notify() override
    {
        if (GuestClock* clock = m_simulator->Find(m_context))
        {
            m_event->Ref(); // the stand-in's
            clock->ScheduleFromOutside(Time(0), PeekPointer(m_event));
            return;
        }
        m_event->Invoke();
    }

    GuestSimulatorImpl* m_simulator; //!< runs it
    uint32_t m_context;              //!< a node's
    Ptr<EventImpl> m_event;          //!< to run
};

TypeId
GuestSimulatorImpl::GetTypeId()
{
    static TypeId tid = TypeId(NAME)
                            .SetParent<SimulatorImpl>()
                            .SetGroupName("Lisp")
                            .AddConstructor<GuestSimulatorImpl>()
                            .AddAttribute("SimulatorImplFactory",
                                          "Makes the simulator inside.",
                                          ObjectFactoryValue(MakeDefaultFactory()),
                                          MakeObjectFactoryAccessor(&GuestSimulatorImpl::m_factory),
                                          MakeObjectFactoryChecker());
    return tid;
}

GuestSimulatorImpl::GuestSimulatorImpl()
    : m_thread(std::this_thread::get_id())
{
}

GuestSimulatorImpl::~GuestSimulatorImpl() = default;

void
GuestSimulatorImpl::NotifyConstructionCompleted()
{
    if (m_factory.GetTypeId() == GetTypeId())
    {
        throw std::invalid_argument("GuestSimulatorImpl: the attribute SimulatorImplFactory names "
                                    "ns3::GuestSimulatorImpl itself; give another simulator");
    }
    m_simulator = m_factory.Create<SimulatorImpl>();
    m_inner = PeekPointer(m_simulator);
    g_inUse = this;
    SimulatorImpl::NotifyConstructionCompleted();
}

void
GuestSimulatorImpl::DoDispose()
{
    if (g_inUse == this)
    {
        g_inUse = nullptr;
    }
    // What an event holds may call back when it goes, and is to find no guests then.
    std::exchange(m_clocks, {}).clear();
    if (m_simulator)
    {
        m_simulator->Dispose();
        m_simulator = nullptr;
        m_inner = nullptr;
    }
    SimulatorImpl::DoDispose();
}

void
GuestSimulatorImpl::Enable()
{
    const std::string before = GetChoice();
    if (before != NAME)
    {
        TypeId type;
        if (!TypeId::LookupByNameFailSafe(before, &type) ||
            !type.IsChildOf(SimulatorImpl::GetTypeId()) || !type.HasConstructor())
        {
            std::ostringstream text;
            text << "GuestSimulatorImpl::Enable: " << before << ", the value of " << CHOICE
                 << ", is no simulator; for example ns3::DefaultSimulatorImpl is one";
            throw std::invalid_argument(text.str());
        }
        ObjectFactory factory;
        factory.SetTypeId(type);
        Config::SetDefault(std::string(NAME) + "::SimulatorImplFactory",
                           ObjectFactoryValue(factory));
        GlobalValue::Bind(CHOICE, StringValue(NAME));
    }
    Simulator::GetImplementation(); // makes it, if there is none
    if (!g_inUse)
    {
        GlobalValue::Bind(CHOICE, StringValue(before));
        throw std::invalid_argument("GuestSimulatorImpl::Enable: another simulator is in use "
                                    "already; call this before the first node, event or other use "
                                    "of ns3::Simulator");
    }
}

Ptr<GuestSimulatorImpl>
GuestSimulatorImpl::Get()
{
    if (!g_inUse && GetChoice() == NAME)
    {
        Simulator::GetImplementation();
    }
    return g_inUse;
}

void
GuestSimulatorImpl::AddGuest(uint32_t context)
{
    if (context == Simulator::NO_CONTEXT)
    {
        throw std::invalid_argument("GuestSimulatorImpl::AddGuest: NO_CONTEXT is no guest; give a "
                                    "node's number");
    }
    if (context >= m_clocks.size())
    {
        m_clocks.resize(context + 1);
    }
    if (!m_clocks[context])
    {
        m_clocks[context] = std::make_unique<GuestClock>(context, m_inner);
    }
}

bool
GuestSimulatorImpl::IsGuest(uint32_t context) const
{
    return Find(context);
}

GuestClock&
GuestSimulatorImpl::Require(uint32_t context, const char* what) const
{
    GuestClock* clock = Find(context);
    if (!clock)
    {
        throw std::invalid_argument(std::string("GuestSimulatorImpl::") + what + ": node " +
                                    std::to_string(context) + " is no guest; AddGuest it first");
    }
    return *clock;
}

void
GuestSimulatorImpl::Pause(uint32_t context)
{
    GuestClock& clock = Require(context, "Pause");
    if (clock.IsPaused())
    {
        throw std::invalid_argument("GuestSimulatorImpl::Pause: node " + std::to_string(context) +
                                    " is paused already");
    }
    clock.Pause();
}

void
GuestSimulatorImpl::Resume(uint32_t context)
{
    GuestClock& clock = Require(context, "Resume");
    if (!clock.IsPaused())
    {
        throw std::invalid_argument("GuestSimulatorImpl::Resume: node " + std::to_string(context) +
                                    " is not paused");
    }
    clock.Resume();
}

bool
GuestSimulatorImpl::IsPaused(uint32_t context) const
{
    const GuestClock* clock = Find(context);
    return clock && clock->IsPaused();
}

Time
GuestSimulatorImpl::GuestNow(uint32_t context) const
{
    const GuestClock* clock = Find(context);
    return clock ? TimeStep(clock->Now()) : Now();
}

Ptr<SimulatorImpl>
GuestSimulatorImpl::GetSimulator() const
{
    return m_simulator;
}

GuestEvent*
GuestSimulatorImpl::AsGuestEvent(const EventId& id) const
{
    if (!Find(id.GetContext()))
    {
        return nullptr;
    }
    EventImpl* event = id.PeekEventImpl();
    return event && typeid(*event) == typeid(GuestEvent) ? static_cast<GuestEvent*>(event)
                                                         : nullptr;
}

EventId
GuestSimulatorImpl::Schedule(const Time& delay, EventImpl* event)
{
    GuestClock* clock = HostTime::IsOn() ? nullptr : Find(m_inner->GetContext());
    return clock ? clock->Schedule(delay, event) : m_inner->Schedule(delay, event);
}

EventId
GuestSimulatorImpl::ScheduleNow(EventImpl* event)
{
    GuestClock* clock = HostTime::IsOn() ? nullptr : Find(m_inner->GetContext());
    return clock ? clock->Schedule(Time(0), event) : m_inner->ScheduleNow(event);
}

void
GuestSimulatorImpl::ScheduleWithContext(uint32_t context, const Time& delay, EventImpl* event)
{
    if (std::this_thread::get_id() != m_thread)
    {
        m_inner->ScheduleWithContext(context, delay, new ThreadEvent(this, context, event));
        return;
    }
    GuestClock* clock = HostTime::IsOn() ? nullptr : Find(context);
    if (clock)
    {
        clock->ScheduleFromOutside(delay, event);
        return;
    }
    m_inner->ScheduleWithContext(context, delay, event);
}

EventId
GuestSimulatorImpl::ScheduleDestroy(EventImpl* event)
{
    return m_inner->ScheduleDestroy(event);
}

void
GuestSimulatorImpl::Remove(const EventId& id)
{
    GuestEvent* event = AsGuestEvent(id);
    if (!event)
    {
        m_inner->Remove(id);
    }
    else if (!event->IsOver())
    {
        Find(id.GetContext())->Remove(*event, id);
    }
}

void
GuestSimulatorImpl::Cancel(const EventId& id)
{
    GuestEvent* event = AsGuestEvent(id);
    if (!event)
    {
        m_inner->Cancel(id);
    }
    else if (!event->IsOver())
    {
        event->Cancel();
        event->unlink();
    }
}

bool
GuestSimulatorImpl::IsExpired(const EventId& id) const
{
    GuestEvent* event = AsGuestEvent(id);
    return event ? event->IsOver() : m_inner->IsExpired(id);
}

Time
GuestSimulatorImpl::GetDelayLeft(const EventId& id) const
{
    GuestEvent* event = AsGuestEvent(id);
    if (!event)
    {
        return m_inner->GetDelayLeft(id);
    }
    return TimeStep(event->IsOver() ? 0 : Find(id.GetContext())->GetLeft(*event, id));
}

compat::StopResult<>
GuestSimulatorImpl::Stop(const Time& delay)
{
    const HostTime hostTime; // the simulators schedule it, in the context of who calls
    return m_inner->Stop(delay);
}

void
GuestSimulatorImpl::Run()
{
    m_thread = std::this_thread::get_id();
    m_inner->Run();
}

// All below is handed on.

void
GuestSimulatorImpl::Destroy()
{
    m_inner->Destroy();
}

bool
GuestSimulatorImpl::IsFinished() const
{
    return m_inner->IsFinished();
}

void
GuestSimulatorImpl::Stop()
{
    m_inner->Stop();
}

Time
GuestSimulatorImpl::Now() const
{
    return m_inner->Now();
}

Time
GuestSimulatorImpl::GetMaximumSimulationTime() const
{
    return m_inner->GetMaximumSimulationTime();
}

void
GuestSimulatorImpl::SetScheduler(ObjectFactory schedulerFactory)
{
    m_inner->SetScheduler(schedulerFactory);
}

uint32_t
GuestSimulatorImpl::GetSystemId() const
{
    return m_inner->GetSystemId();
}

uint32_t
GuestSimulatorImpl::GetContext() const
{
    return m_inner->GetContext();
}

uint64_t
GuestSimulatorImpl::GetEventCount() const
{
    return m_inner->GetEventCount();
}

} // namespace ns3
