/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef MIGRATION_SCHEDULER_H
#define MIGRATION_SCHEDULER_H

#include "migration-forecast.h"
#include "migration-plan.h"
#include "migration.h"
#include "move-report.h"
#include "move-resources.h"

#include "ns3/data-rate.h"
#include "ns3/nstime.h"
#include "ns3/object-factory.h"
#include "ns3/object.h"
#include "ns3/traced-callback.h"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace ns3
{

/**
 * @brief Runs many migrations: so many at a time, in an order, and keeps account of each.
 *
 * ```
 * auto scheduler = CreateObject<MigrationScheduler>();
 * scheduler->SetMigration(factory);                     // "ns3::PreCopyMigration", its attributes
 * const auto link = scheduler->AddLinkGroup("west", 1000000000);
 * scheduler->Request({machine, target, {link}});
 * scheduler->Start();
 * ```
 *
 * A move is begun when all that it needs has room for it: the scheduler itself, its source, its
 * target and every link group that it passes, each with a limit of moves at a time; and, if moves
 * have a rate, the link groups' capacity. Who has to wait does not hold up those that
 * need other things, but whoever needs the same waits behind him; in the order BANDWIDTH whoever
 * fits goes, so that no link is idle that could be used.
 *
 * Each request comes to exactly one end: done, aborted, refused or lost, with its reason. A move
 * that fails leaves its machine running where it was, and is tried again as often as Retries says.
 *
 * A target without room is waited for while anybody is still to leave it; else the move is refused.
 * So is, if moves wait for one another in a circle, the first one of these.
 *
 * **Scope and limitations.** A real controller's own messages are left out: it knows at once what
 * ends. The order is that of the attribute when a move is asked for.
 */
class MigrationScheduler : public Object
{
  public:
    /// Which of the waiting moves is looked at first. Ties go by number.
    enum Order
    {
        FIFO,      //!< the one that was asked for first
        DEADLINE,  //!< the one with the earliest deadline; those without one last
        BANDWIDTH, //!< the one with the shortest predicted time
    };

    /// What becomes of a move that would miss its deadline, by its prediction.
    enum Lateness
    {
        WARN,   //!< it is begun all the same, and its report says so
        REFUSE, //!< it is refused
    };

    /// Predicts how long a machine's move takes at a rate in bit/s.
    using Predictor = std::function<Time(Ptr<VirtualMachine>, uint64_t)>;

    /// @return the type
    static TypeId GetTypeId();

    MigrationScheduler();
    ~MigrationScheduler() override;

    /**
     * @brief Choose the kind of migration.
     * @param factory makes a kind of Migration, with its attributes
     * @throws std::invalid_argument if it makes something else
     */
    void SetMigration(const ObjectFactory& factory);
    /// @param predictor replaces the closed form of the kind of migration (MigrationForecast)
    void SetPredictor(Predictor predictor);
    /**
     * @brief Add links that are used as one.
     * @param name for reports
     * @param capacity for migrations, bit/s
     * @return its number, from 0 on
     * @throws std::invalid_argument if the capacity is zero
     */
    std::size_t AddLinkGroup(const std::string& name, uint64_t capacity);

    /**
     * @brief Ask for a move. It begins after Start, at the earliest when the simulation goes on.
     * @param request what is to be moved where
     * @return its number
     * @throws std::invalid_argument if there is no machine or target, or no such link group
     */
    uint32_t Request(const MoveRequest& request);
    /**
     * @brief Ask for the moves of a plan. Its link groups are to be this scheduler's, by number.
     * @param plan the plan
     * @param machines by the plan's numbers
     * @param hypervisors by the plan's numbers
     * @throws std::invalid_argument if the plan has other machines, hypervisors or link groups
     */
    void RequestPlan(const MigrationPlan& plan,
                     const std::vector<Ptr<VirtualMachine>>& machines,
                     const std::vector<Ptr<Hypervisor>>& hypervisors);
    /// Begin moves from now on.
    void Start();

    /// @param number of a request @return what has become of it
    const MoveReport& GetReport(uint32_t number) const;
    /// @return every request, once, by number
    std::vector<MoveReport> GetReports() const;
    /// @param outcome an outcome @return how many requests have it
    uint32_t Count(MoveOutcome outcome) const;
    /// @return what moves have made of the link groups, by number
    std::vector<LinkGroupReport> GetLinkGroups() const;

    /// Signature of the trace source MoveStarted.
    typedef void (*MoveStartedTracedCallback)(const MoveReport& report, Ptr<Migration> migration);
    /// Signature of the trace source MoveEnded.
    typedef void (*MoveEndedTracedCallback)(const MoveReport& report);
    /// Signature of the trace source Finished.
    typedef void (*FinishedTracedCallback)();

  protected:
    void DoDispose() override;

  private:
    /// A request and how it is going.
    struct Move
    {
        MoveReport report;        //!< what others see of it
        MoveResources::Need need; //!< what it needs
        double key{0};            //!< its place in the order
        Time notBefore;           //!< a failed one is not tried again before
        bool isForRoom{false};    //!< it waits until somebody leaves its target
        Ptr<Hypervisor> leaves;   //!< where it will make room; null: nowhere
        Ptr<Migration> migration; //!< while it runs
    };

    /// Call off what is under way.
    void DropMigrations();
    /// Look at the moves that wait, soon.
    void Wake();
    /// @param delay until the moves that wait are looked at
    void WakeIn(Time delay);
    /// Begin what can be begun.
    void Dispatch();
    /// Look at each move that waits.
    void Sweep();
    /// @param move waits: begin or refuse it, or leave it waiting
    void Consider(Move& move);
    /// @param move waits @return NONE if its target has room for it
    MoveRefusal CheckRoom(const Move& move) const;
    /// @param hypervisor a hypervisor @return the number that resources know it by
    std::size_t GetNumber(Ptr<Hypervisor> hypervisor);
    /// @param move waits @return how long it is expected to take
    Time Predict(const Move& move) const;
    /// @param move waits @return the rate that it is to have, bit/s; 0: none
    uint64_t GetRate(const Move& move) const;
    /// @param move waits @return the rate that it is expected to have, bit/s
    uint64_t GetExpectedRate(const Move& move) const;
    /// @param move waits: it begins
    void Begin(Move& move);
    /// See Migration's trace source StateChanged. @param number of the move
    void OnState(uint32_t number, Migration::State before, Migration::State after);
    /// @param number of a move whose migration has ended
    void EndTry(uint32_t number);
    /// @param move waits @param refusal why it is not tried
    void Refuse(Move& move, MoveRefusal refusal);
    /// @param move has come to an end @param outcome which
    void End(Move& move, MoveOutcome outcome);

    Order m_order;              //!< attribute Order
    Lateness m_lateness;        //!< attribute Lateness
    uint32_t m_maxParallel;     //!< attribute MaxParallel
    uint32_t m_maxPerSource;    //!< attribute MaxPerSource
    uint32_t m_maxPerTarget;    //!< attribute MaxPerTarget
    uint32_t m_maxPerLinkGroup; //!< attribute MaxPerLinkGroup
    DataRate m_moveRate;        //!< attribute MoveRate
    DataRate m_expectedRate;    //!< attribute ExpectedRate
    Time m_roundTrip;           //!< attribute RoundTrip
    uint32_t m_retries;         //!< attribute Retries
    Time m_retryDelay;          //!< attribute RetryDelay

    ObjectFactory m_factory;                          //!< makes migrations
    MigrationForecast m_forecast;                     //!< of what that makes
    Predictor m_predictor;                            //!< in place of that; empty: none
    std::vector<std::unique_ptr<Move>> m_moves;       //!< by number
    std::set<std::pair<double, uint32_t>> m_waiting;  //!< moves not begun: key and number
    std::map<Ptr<VirtualMachine>, uint32_t> m_open;   //!< machines that have a request, and which
    std::map<Ptr<Hypervisor>, uint32_t> m_leaving;    //!< requests that will make room at each
    MoveResources m_resources;                        //!< what those use
    std::map<Ptr<Hypervisor>, std::size_t> m_numbers; //!< that resources know them by
    bool m_isStarted{false};                          //!< Start was called
    bool m_isAwake{false};                            //!< Dispatch is to come
    bool m_isFinished{true};                          //!< nothing is open

    TracedCallback<const MoveReport&, Ptr<Migration>> m_startedTrace; //!< "MoveStarted"
    TracedCallback<const MoveReport&> m_endedTrace;                   //!< "MoveEnded"
    TracedCallback<> m_finishedTrace;                                 //!< "Finished"
};

} // namespace ns3

#endif /* MIGRATION_SCHEDULER_H */
