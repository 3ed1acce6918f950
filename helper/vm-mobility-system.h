/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef VM_MOBILITY_SYSTEM_H
#define VM_MOBILITY_SYSTEM_H

#include "event-log.h"
#include "flow-report.h"
#include "vm-mobility-network.h"

#include "ns3/network-address.h"
#include "ns3/node-container.h"

#include <cstdint>
#include <map>
#include <memory>
#include <string>

namespace ns3
{

class LispHelper;

/**
 * @brief What makes traffic follow a virtual machine in the network of the mobility study: LISP,
 * host routes, or a tunnel from the home data centre.
 */
class VmMobilitySystem
{
  public:
    /// How far the network is in noticing a move, in seconds; NOT_MEASURED before.
    struct Progress
    {
        double detected_s{NOT_MEASURED};   //!< the machine was noticed at its new place
        double registered_s{NOT_MEASURED}; //!< the mapping system, or routing, knows that place
        double notified_s{NOT_MEASURED};   //!< all that was told at its former place, knows it too
    };

    /**
     * @param name "lisp", "host-route" or "triangular"
     * @param update of LISP: "map-notify" or "smr"
     * @return the system, to be installed
     * @throws std::invalid_argument naming what is none of these
     */
    static std::unique_ptr<VmMobilitySystem> Create(const std::string& name,
                                                    const std::string& update);

    virtual ~VmMobilitySystem() = default;

    /**
     * @brief Set the network up.
     * @param network the network, which must stay
     * @param log gets what happens
     * @param stream the first stream of random numbers to use
     */
    virtual void Install(const VmMobilityNetwork& network, Ptr<EventLog> log, int64_t stream) = 0;

    /**
     * @brief Add up the control messages sent, and those that came to nothing.
     * @param sent gets them by type
     * @param drops gets them by reason
     */
    virtual void CountControl(std::map<std::string, uint64_t>& sent,
                              std::map<std::string, uint64_t>& drops) const = 0;

    /// @return what has made tunnel routers of the network's gateways; null: they are none
    virtual LispHelper* GetLisp();

    /// @param gateways a move begins that leads to these
    void BeginMove(const NodeContainer& gateways);
    /// @return how far the network is with the latest move
    const Progress& GetProgress() const;

  protected:
    /// @param gateway with a proxy @param log gets the hosts that it announces
    static void LogAnnouncements(const VmMobilityNetwork::Gateway& gateway,
                                 const Ptr<EventLog>& log);
    /// @param gateway has noticed the machine: of the move's, the first time counts
    void NoteDetected(Ptr<Node> gateway);
    /// The new place is known: the first time counts.
    void NoteRegistered();
    /// @param gateway knows that the machine is away: of those that the move does not lead to, the
    /// last one to know counts
    void NoteAway(Ptr<Node> gateway);
    /// One more router knows the new place: the last time counts.
    void NoteAnotherKnows();

  private:
    NodeContainer m_gateways; //!< where the machine goes; none before the first move
    NodeContainer m_told;     //!< others that know of the latest move
    Progress m_progress;      //!< of the latest move
};

} // namespace ns3

#endif /* VM_MOBILITY_SYSTEM_H */
