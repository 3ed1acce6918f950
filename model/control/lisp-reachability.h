/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef LISP_REACHABILITY_H
#define LISP_REACHABILITY_H

#include "lisp-control-port.h"
#include "lisp-deadlines.h"
#include "lisp-rloc-prober.h"

#include "ns3/rloc-observer.h"

#include <map>
#include <ostream>
#include <set>
#include <unordered_set>
#include <vector>

namespace ns3
{

class LispEtr;
class LispItr;
class LispXtr;

/**
 * @brief Finds out which locators can be reached (RFC 9301 section 7): those of other sites, for
 * the choice of this ITR, and those of its own site, for the R bits of this ETR.
 *
 * - The underlay's routing: a locator without a route is down (cause ROUTE) until it has one.
 * - ICMP Destination Unreachable about a data packet of ours: the locator is down (ICMP) for
 *   IcmpHoldTime, because nothing says when it is back.
 * - RLOC-probes, if Probing: see LispRlocProber (PROBE).
 * - An uplink of this router that cannot be used: its interface or link is down, or it led to the
 *   mapping system and does so no longer, while another way still does. The routing is asked for a
 *   route by that very interface: the best one may leave by any other. What the router sends leaves
 *   from the others then, and LispEtr is told that the locator is unreachable (R bit, RFC 9301
 *   section 5.4). The same for another router of the site, once the site's routing has had a route
 *   to its locator other than the default one, and has lost it (RFC 9300 section 10).
 *
 * Aggregated to the node beside LispXtr, LispItr and LispEtr. What else finds out about a locator,
 * as by data packets, says so to the RlocTable with a cause of its own: the trace sources tell of
 * every cause. Nothing here is done for each packet.
 */
class LispReachability : public Object, private RlocObserver
{
  public:
    /// Which routes of the underlay count for a locator.
    enum RouteCheck
    {
        IGNORE,   //!< its routes are not looked at
        ANY,      //!< any, the default route among them
        SPECIFIC, //!< any other than the default route
    };

    /// What has been counted.
    struct Statistics
    {
        uint64_t probesSent{0};     //!< RLOC-probes
        uint64_t probesAnswered{0}; //!< of these
        uint64_t probesTimedOut{0}; //!< of these
        uint64_t icmpBelieved{0};   //!< ICMP messages by which a locator went down
        uint64_t downs{0};          //!< locators that became unusable
        uint64_t ups{0};            //!< locators that became usable again
    };

    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    LispReachability();
    ~LispReachability() override;

    /**
     * @brief Watch over the locators of a tunnel router: aggregate this to its node.
     * @param xtr a tunnel router that is installed in a node, with its LispItr and LispEtr, as far
     * as it has them; it may get them later
     * @throws std::invalid_argument if there is none, or the node has one already
     */
    void Install(Ptr<LispXtr> xtr);

    /// Look at routes and uplinks now, rather than at the next change or RoutePeriod.
    void CheckRoutes();

    /// @return what has been counted
    const Statistics& GetStatistics() const;
    /// @param rloc a locator @return what probes measured; nullptr: it was not probed
    const LispRlocProber::Measured* GetMeasured(const NetworkAddress& rloc) const;
    /// @param os where to print the locators that are known, and the counters
    void Print(std::ostream& os) const;

    /**
     * @brief Assign a fixed random variable stream number to nonces and jitter.
     * @param stream first stream index to use
     * @return the number of stream indices assigned
     */
    int64_t AssignStreams(int64_t stream);

    /**
     * @brief Signature of the trace sources LocatorDown and LocatorUp, told for each cause; the
     * locator can be used when none is left.
     * @param rloc the locator
     * @param cause what holds, or holds no longer
     */
    using LocatorTrace = void (*)(const NetworkAddress& rloc, RlocDownCause cause);
    /**
     * @brief Signature of the trace source UplinkChanged.
     * @param rloc a locator of the own site
     * @param up whether it can be reached
     */
    using UplinkTrace = void (*)(const NetworkAddress& rloc, bool up);
    /**
     * @brief Signature of the trace source ProbeSent.
     * @param rloc the locator
     * @param eid the EID-prefix asked for
     * @param unanswered probes before it
     */
    using ProbeTrace = void (*)(const NetworkAddress& rloc,
                                const EidPrefix& eid,
                                unsigned unanswered);
    /**
     * @brief Signature of the trace source RoundTrip.
     * @param rloc the locator
     * @param rtt from the probe to its answer
     * @param smoothed SRTT of RFC 6298 section 2
     */
    using RoundTripTrace = void (*)(const NetworkAddress& rloc, Time rtt, Time smoothed);
    /**
     * @brief Signature of the trace source ProbeTimedOut.
     * @param rloc the locator
     */
    using TimeoutTrace = void (*)(const NetworkAddress& rloc);

  protected:
    void NotifyNewAggregate() override;
    void DoInitialize() override;
    void DoDispose() override;

  private:
    void RlocAdded(uint32_t id) override;
    void RlocForgotten(uint32_t id) override;
    void RlocChanged(uint32_t id, RlocDownCause cause, bool up) override;

    /// @param reception where it came from @param reply the answer to a probe @return true if it is
    bool ReceiveProbe(const LispReception& reception, const LispMapReply& reply);
    /// See LispXtr::IcmpTrace. @param source quoted @param destination quoted @param reporter who
    /// says so @param code what
    void OnIcmp(const NetworkAddress& source,
                const NetworkAddress& destination,
                const NetworkAddress& reporter,
                uint8_t code);
    /// @param id a locator that ICMP says is unreachable, as far as that is believed
    void HoldDown(RlocTable::Id id);
    /// Look at all routes as soon as what has changed them is done.
    void OnUnderlayChanged();
    /// The event: routes of locators that are new, or of all.
    void Check();
    /// @param id a locator of another router: look at its route
    void CheckRloc(RlocTable::Id id);
    /// Look at the uplinks of this router.
    void CheckUplinks();
    /// @param rloc a locator of this router or of another one @param up whether it can be reached,
    /// for the site
    void SetUplink(const NetworkAddress& rloc, bool up);
    /// Have the event after RoutePeriod at the latest.
    void ArmCheck();

    Ptr<LispXtr> m_xtr;                  //!< the data plane
    Ptr<LispControlPort> m_port;         //!< of the node
    Ptr<LispItr> m_itr;                  //!< of the node; may be null
    Ptr<LispEtr> m_etr;                  //!< of the node; may be null
    Ptr<UniformRandomVariable> m_random; //!< of the probes
    LispRlocProber m_prober;             //!< RLOC-probes
    LispDeadlines<RlocTable::Id> m_held; //!< of locators that are down by ICMP
    /// Locators of others that had a route other than the default one, and of this router over
    /// whose device there was a route to the mapping system.
    std::unordered_set<NetworkAddress> m_routed;
    std::unordered_set<NetworkAddress> m_lost; //!< locators that SetUplink said are not reached
    std::set<const NetDevice*> m_links;        //!< devices whose links are watched
    std::vector<RlocTable::Id> m_new;          //!< locators to be looked at first
    EventId m_check;                           //!< the next periodic look
    EventId m_checkNow;                        //!< the next look that a change asks for
    bool m_all{false};                         //!< that one is for all locators
    bool m_started{false};                     //!< the node runs
    Statistics m_statistics;                   //!< counters

    bool m_probing;          //!< attribute
    Time m_probeInterval;    //!< attribute
    double m_probeJitter;    //!< attribute
    Time m_downInterval;     //!< attribute; 0: m_probeInterval
    Time m_firstDelay;       //!< attribute
    Time m_probeTimeout;     //!< attribute
    double m_probeBackoff;   //!< attribute
    uint32_t m_attempts;     //!< attribute
    Time m_idleTime;         //!< attribute
    bool m_followReplies;    //!< attribute
    Time m_icmpHoldTime;     //!< attribute
    bool m_icmpConfirm;      //!< attribute
    RouteCheck m_routeCheck; //!< attribute
    Time m_routePeriod;      //!< attribute
    bool m_watchSite;        //!< attribute

    /// Locators that went down.
    TracedCallback<const NetworkAddress&, RlocDownCause> m_downTrace;
    /// Locators that came up.
    TracedCallback<const NetworkAddress&, RlocDownCause> m_upTrace;
    /// Locators of the own site.
    TracedCallback<const NetworkAddress&, bool> m_uplinkTrace;
    /// Probes that went out.
    TracedCallback<const NetworkAddress&, const EidPrefix&, unsigned> m_probeTrace;
    /// Probes that were answered.
    TracedCallback<const NetworkAddress&, Time, Time> m_roundTripTrace;
    /// Probes that were not.
    TracedCallback<const NetworkAddress&> m_timeoutTrace;
};

} // namespace ns3

#endif /* LISP_REACHABILITY_H */
