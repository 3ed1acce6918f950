/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef VM_MOBILITY_STUDY_H
#define VM_MOBILITY_STUDY_H

#include "event-log.h"
#include "fabric-meter.h"
#include "measured-delays.h"
#include "move-events.h"
#include "run-result.h"
#include "study-traffic.h"
#include "vm-mobility-migration.h"
#include "vm-mobility-network.h"
#include "vm-mobility-parameters.h"
#include "vm-mobility-system.h"

#include "ns3/migration.h"
#include "ns3/virtual-machine.h"

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace ns3
{

/**
 * @brief A virtual machine moves from one data centre to another, by a migration over the network
 * that its traffic uses, and keeps its address: the study that programs and scripts put together.
 *
 * ```
 * VmMobilityStudy study(parameters, Seconds(40));
 * study.AddTraffic();
 * study.Move(Seconds(10), VmMobilityNetwork::AWAY);
 * RunResult result = study.Run();
 * ```
 *
 * One study is in a process at a time; the simulation is destroyed with it. It uses
 * GuestSimulatorImpl, so that the machine's time stands still in its pause.
 */
class VmMobilityStudy
{
  public:
    /**
     * @brief Build the network, with the machine at home.
     * @param parameters what it is about
     * @param stop when the simulation ends
     * @throws std::invalid_argument naming a parameter that is wrong and what is accepted, or if
     * another study is still there, or another simulation, as after the first node
     */
    VmMobilityStudy(const VmMobilityParameters& parameters, Time stop);
    ~VmMobilityStudy();

    VmMobilityStudy(const VmMobilityStudy&) = delete;
    VmMobilityStudy& operator=(const VmMobilityStudy&) = delete;

    /**
     * @brief How long a move is expected to take, from its start until the machine runs and nothing
     * more is to come: in closed form, if nothing else loads the links and the data centres are as
     * far from each other as is common; if a link fails, until the move is over or given up.
     * @param parameters what a study is about
     * @return the time
     * @throws std::invalid_argument as VmMobilityMigration
     */
    static Time GetMoveTime(const VmMobilityParameters& parameters);

    /**
     * @brief Add the usual traffic: UDP between the machine and client1, both ways, and from
     * client2 and host1, its neighbour at first, to the machine; a TCP transfer and a ping to it;
     * and UDP between the clients and the hosts of both data centres that stay.
     */
    void AddTraffic();

    /**
     * @brief Move the machine.
     *
     * Moves are best given in order of time: one that is to come before another that was given
     * already is not checked against it, and if the machine is there when it comes, or still on its
     * way, it is left out with the event migration-refused and a note.
     *
     * @param at when
     * @param to which data centre: HOME or AWAY
     * @throws std::invalid_argument if it is another site, or the machine is there already, or the
     * time is not within the simulation
     */
    void Move(Time at, VmMobilityNetwork::SiteName to);

    /**
     * @brief Capture; to be called before Run. Checksums are then computed, as in a real host's
     * packets, which takes time and changes nothing else.
     * @param folder where captures go; see VmMobilityNetwork::EnablePcap
     * @throws std::invalid_argument if it is no folder that can be written to, or the simulation
     * runs already
     */
    void EnablePcap(const std::string& folder);

    /**
     * @brief Run the simulation. To be called once.
     * @return what happened
     */
    RunResult Run();

    /// @return the network
    const VmMobilityNetwork& GetNetwork() const;
    /// @return the traffic, to add flows
    StudyTraffic& GetTraffic();
    /// @return what happens
    Ptr<EventLog> GetLog() const;

    /// When traffic starts: by then addresses are usable (RFC 4862 section 5.4 takes a second),
    /// gateways have agreed on the active one, and hosts have announced themselves.
    static const Time START;
    /// How long before the end senders stop, so that their last packets arrive.
    static const Time DRAIN;

  private:
    /// @throws std::invalid_argument if what the constructor got is wrong
    void Check() const;
    /// Make the machine and attach it at home.
    void BuildMachine();
    /// @param to the data centre to move to, now
    void StartMove(VmMobilityNetwork::SiteName to);
    /// @param isUp whether the link of the core between the data centres carries anything from now
    void SetLink(bool isUp);
    /// @param why a move is left out
    void RefuseMove(const std::string& why);
    /// See VirtualMachine's trace source Booted.
    void OnBoot();
    /// @return the round-trip time between the hypervisors
    Time GetRoundTrip() const;
    /// What is known of the latest move goes to its report.
    void EndMove();
    /**
     * @brief Find when the traffic had followed each move: when the last of the UDP and ping flows
     * of the machine took the way on which it then stayed; not at all while one of them has not.
     * @param flows the flows; those of the machine get converged_s
     * @return when each move was under way: until the last of the flows that found the machine did
     */
    std::vector<MoveWindow> FindConvergence(std::vector<FlowReport>& flows);
    /// @param result gets a note for each flow that has not followed @param flows with converged_s
    void NoteStrays(RunResult& result, const std::vector<FlowReport>& flows) const;
    /// @param result gets a note for each move that the closed form does not foretell within 5 %
    void NotePredictions(RunResult& result) const;
    /// @param result gets title, parameters and notes
    void Describe(RunResult& result) const;
    /// @param result gets a note for each client from which the direct way away is a detour
    void NoteDetours(RunResult& result) const;

    VmMobilityParameters m_parameters;            //!< what it is about
    Time m_stop;                                  //!< when the simulation ends
    Ptr<MeasuredDelays> m_delays;                 //!< of the core
    Ptr<EventLog> m_log;                          //!< what happens
    MoveEvents m_events;                          //!< of the machine, for that
    std::unique_ptr<VmMobilityNetwork> m_network; //!< the nodes
    std::unique_ptr<VmMobilitySystem> m_system;   //!< what makes traffic follow
    std::unique_ptr<StudyTraffic> m_traffic;      //!< the flows
    std::unique_ptr<FabricMeter> m_fabric;        //!< counts what links carry
    Ptr<VirtualMachine> m_machine;                //!< moves
    VmMobilityMigration m_kind;                   //!< how it moves
    Ptr<Migration> m_migration;                   //!< moves it
    std::vector<std::string> m_refused;           //!< moves that were left out
    std::vector<MigrationReport> m_moves;         //!< in order of time
    /// The latest move that is planned: when, and where to.
    std::pair<Time, VmMobilityNetwork::SiteName> m_planned{Time(), VmMobilityNetwork::HOME};
};

} // namespace ns3

#endif /* VM_MOBILITY_STUDY_H */
