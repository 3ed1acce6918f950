/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef EVACUATION_STUDY_H
#define EVACUATION_STUDY_H

#include "evacuation-events.h"
#include "evacuation-network.h"
#include "run-result.h"

#include "ns3/migration-plan.h"
#include "ns3/migration-scheduler.h"

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace ns3
{

/// What an evacuation study is about. The words are those of the program's options.
struct EvacuationParameters
{
    std::string policy{"evacuate"};    //!< "evacuate", "burst" or "balance"
    std::string order{"fifo"};         //!< "fifo", "deadline" or "bandwidth"
    std::string migration{"pre-copy"}; //!< one of GetMigrationKinds
    std::string late{"warn"};          //!< what would miss its deadline: "warn" or "refuse"
    uint32_t machines{40};             //!< at dc1, at first
    uint32_t hypervisors{8};           //!< in each data centre
    uint32_t links{4};                 //!< between the data centres
    uint32_t parallel{8};              //!< moves at a time
    uint64_t memory{8ULL << 20};       //!< of a machine in the mean, bytes
    double spread{0.5};                //!< memories are drawn from (1 - this) to (1 + this) of that
    double writeRate{1 << 20};         //!< memory that each machine writes, bytes a second
    uint64_t linkRate{1000000000};     //!< bit/s
    uint64_t moveRate{480000000};      //!< of each move, bit/s; 0: the migration's own MaxRate
    /// Memory of each hypervisor, over what the machines at the fullest one of dc1 have.
    double room{2};
    double threshold{0.3}; //!< burst: utilisation of dc1 that is to be reached
    double bound{0.1};     //!< balance: difference of the data centres that may remain
    double deadline{0};    //!< seconds: each machine's is drawn from 0 to this; 0: none has one
    uint64_t seed{1};      //!< of the random numbers
};

/**
 * @brief Many machines move at once: a data centre is emptied, relieved or balanced over a few
 * links.
 *
 * ```
 * EvacuationStudy study(parameters);
 * PrintResult(std::cout, study.Run());
 * ```
 *
 * MigrationPlanner says which machines go where, MigrationScheduler runs the moves. One study is in
 * a process at a time; the simulation is destroyed with it.
 */
class EvacuationStudy
{
  public:
    /**
     * @brief Build the network, the machines and the plan.
     * @param parameters what it is about
     * @throws std::invalid_argument naming a parameter that is wrong and what is accepted
     */
    explicit EvacuationStudy(const EvacuationParameters& parameters);
    ~EvacuationStudy();

    EvacuationStudy(const EvacuationStudy&) = delete;
    EvacuationStudy& operator=(const EvacuationStudy&) = delete;

    /// @return the network
    EvacuationNetwork& GetNetwork() const;
    /// @return the plan
    const MigrationPlan& GetPlan() const;
    /// @return what runs it, to add requests or to listen
    Ptr<MigrationScheduler> GetScheduler() const;
    /**
     * @brief Run the simulation until every move has ended. To be called once.
     * @return what happened
     */
    RunResult Run();

  private:
    /// @throws std::invalid_argument if what the constructor got is wrong
    void Check() const;
    /// Say which machines there are, at the hypervisors of dc1 in turn.
    void DrawMachines();
    /// Make the network and the machines.
    void BuildNetwork();
    /// Say which machines go where.
    void BuildPlan();
    /// Make what runs it.
    void BuildScheduler();
    /// Ask for the moves of the plan.
    void Request();
    /// @param result gets the parameters and what the reader is to know
    void Describe(RunResult& result) const;
    /// @return why there is nothing to move; empty if there is
    std::string ExplainNoMoves() const;
    /// @return what is to be known of moves whose machines write faster than they are carried;
    /// empty if they do not
    std::string DescribeWrites() const;
    /// @return the share of memory in use, by data centre
    std::array<double, 2> MeasureUse() const;
    /// @return whether each machine is at exactly one hypervisor and runs, and each move has ended
    bool IsComplete() const;

    const EvacuationParameters m_parameters;      //!< what it is about
    std::unique_ptr<EvacuationNetwork> m_network; //!< the nodes
    MigrationInventory m_inventory;               //!< as the plan sees it
    std::vector<Ptr<VirtualMachine>> m_machines;  //!< by number
    std::vector<double> m_deadlines;              //!< by number, seconds
    MigrationPlan m_plan;                         //!< what goes where
    Ptr<MigrationScheduler> m_scheduler;          //!< runs it
    std::unique_ptr<EvacuationEvents> m_events;   //!< what happens
};

} // namespace ns3

#endif /* EVACUATION_STUDY_H */
