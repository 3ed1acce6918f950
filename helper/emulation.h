/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef EMULATION_H
#define EMULATION_H

#include "emulated-router.h"
#include "emulation-parameters.h"
#include "event-log.h"
#include "run-result.h"

#include "ns3/nstime.h"
#include "ns3/ptr.h"

#include <ostream>
#include <string>

namespace ns3
{

struct LispMappingRecord;
struct LispRegisterResult;

/**
 * @brief Runs a simulated router on a real wire, in real time, and tells what happens.
 *
 * If the simulation cannot keep up it is late: what it does happens later than it should, and
 * nothing else changes; the summary says by how much at most. Frames that come meanwhile wait at
 * the tap, within a bound.
 */
class Emulation
{
  public:
    /**
     * @brief Have simulations of this process run in real time, with checksums.
     * @throws std::logic_error if the simulator is in use already
     */
    static void UseRealTime();

    /**
     * @param parameters what is simulated
     * @param lines get what happens, one line each
     * @throws std::invalid_argument as EmulatedRouter
     */
    Emulation(const EmulationParameters& parameters, std::ostream& lines);

    /// @param folder where a capture of each link goes
    void EnablePcap(const std::string& folder);

    /**
     * @brief Run for the duration, or until SIGINT, SIGTERM, or the end of a tap. The simulation is
     * over afterwards, its taps are closed.
     * @return what came of it, but the name of the program
     */
    RunResult Run();

    /// @return false if a tap was removed from the machine
    bool IsGood() const;

  private:
    /// @param event what happened, in words with dashes @param detail more of it
    void Say(const std::string& event, const std::string& detail);
    /// Have it told when something happens.
    void Watch();
    /// Looks for what ends the run, and how late it is; comes back.
    void Look();
    /// Says it if nothing is registered.
    void Remind();
    /// @param eid an EID-prefix @param mapServer that confirmed it
    void OnRegistered(const EidPrefix& eid, const NetworkAddress& mapServer);
    /// @param record a mapping @param source of it
    void OnLearned(const LispMappingRecord& record, const NetworkAddress& source);
    /// @param eid what nobody answered for @param peer none
    void OnFailed(const EidPrefix& eid, const NetworkAddress& peer);
    /// @param result of a Map-Register @param source of it
    void OnRegistration(const LispRegisterResult& result, const NetworkAddress& source);
    /// @param eid of a Map-Register that was not believed @param source of it
    void OnRefused(const EidPrefix& eid, const NetworkAddress& source);
    /// @param result gets the parameters
    void Describe(RunResult& result) const;
    /// @param result gets the counters
    void Count(RunResult& result) const;

    EmulationParameters m_parameters; //!< what is simulated
    std::ostream& m_lines;            //!< get what happens
    EmulatedRouter m_router;          //!< the simulation
    Ptr<EventLog> m_log;              //!< what happened
    Time m_latest;                    //!< how late it was at most
    bool m_isRegistered{false};       //!< something is registered
    bool m_isGood{true};              //!< see IsGood
};

} // namespace ns3

#endif /* EMULATION_H */
