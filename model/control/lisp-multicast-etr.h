/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef LISP_MULTICAST_ETR_H
#define LISP_MULTICAST_ETR_H

#include "lisp-control-port.h"
#include "lisp-deadlines.h"
#include "lisp-etr.h"
#include "lisp-rate-limiter.h"

#include "ns3/event-id.h"
#include "ns3/lisp-replicator.h"
#include "ns3/multicast-eid.h"
#include "ns3/net-device.h"
#include "ns3/random-variable-stream.h"

#include <cstdint>
#include <map>
#include <unordered_map>

namespace ns3
{

/**
 * @brief The control plane of a receiver site's tunnel router: registers the groups that are joined
 * at its ports (RFC 8378 section 5.1), and, of a router that replicates, those that it does it for
 * (section 9).
 *
 * As the standard says, its Map-Registers ask to be merged and answered for by the Map-Server, and
 * want no Map-Notify; so that one that is lost does little harm, each change is said again after
 * RepeatInterval. Data for a group that is left makes its sender ask again, by a
 * Solicit-Map-Request (RFC 9301 section 6.1).
 */
class LispMulticastEtr : public Object
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    LispMulticastEtr();
    ~LispMulticastEtr() override;

    /**
     * @brief Give a tunnel router this control plane: aggregate it to the router's node.
     * @param replicator the router's multicast data plane
     * @throws std::invalid_argument if the node has no LispEtr, or has one of these already
     */
    void Install(Ptr<LispReplicator> replicator);

    /**
     * @brief A port joins a group: an IGMP report, or a script, says so.
     * @param eid the group and from which source
     * @param port a device of the node, in the group's instance
     * @throws std::invalid_argument if the port is not, or the group is one that stays in a site or
     * a prefix
     */
    void Join(const MulticastEid& eid, Ptr<NetDevice> port);
    /// @param eid as Join @param port that does not want it any more
    void Leave(const MulticastEid& eid, Ptr<NetDevice> port);
    /**
     * @brief Replicate for sources and groups.
     * @param range their prefixes
     * @param level of the router in the tree, 0 next to the source's ITR
     * @throws std::invalid_argument if the level is that of receivers
     */
    void Offer(const MulticastEid& range, uint8_t level);
    /// @param range is not replicated for any more
    void WithdrawOffer(const MulticastEid& range);

    /// @return the entries that are registered
    std::size_t GetRegistered() const;
    /// @return the Map-Registers, to one Map-Server each
    uint64_t GetSent() const;

    /// @param stream first stream index to use @return the number of stream indices assigned
    int64_t AssignStreams(int64_t stream);

    /**
     * @brief Signature of the trace sources Joined and Left.
     * @param eid the group and from which source
     * @param port where
     */
    using MemberTrace = void (*)(const MulticastEid& eid, Ptr<NetDevice> port);
    /**
     * @brief Signature of the trace source RegisterSent.
     * @param eid what
     * @param isWithdrawal taken back
     */
    using RegisterTrace = void (*)(const MulticastEid& eid, bool isWithdrawal);
    /**
     * @brief Signature of the trace source SmrSent.
     * @param eid what data came for
     * @param rloc its sender
     */
    using SmrTrace = void (*)(const MulticastEid& eid, const NetworkAddress& rloc);

  protected:
    void DoInitialize() override;
    void DoDispose() override;

  private:
    /// An entry that is registered, or being taken back.
    struct Entry
    {
        uint8_t level{LISP_RECEIVER_LEVEL}; //!< of this router
        uint32_t repeats{0};                //!< to come
        bool isLeaving{false};              //!< taken back
    };

    /// The node runs: register what was joined before.
    void Start();
    /// @param eid to be registered @param level of this router
    void Register(const MulticastEid& eid, uint8_t level);
    /// @param eid to be taken back
    void Withdraw(const MulticastEid& eid);
    /// @param eid whose time to be sent has come
    void OnDeadline(const MulticastEid& eid);
    /// @param eid goes out @param entry what of it
    void SendRegister(const MulticastEid& eid, const Entry& entry);
    /// @param rloc sends @param eid that is not joined
    void OnStaleData(const NetworkAddress& rloc, const MulticastEid& eid);

    Ptr<LispReplicator> m_replicator;                  //!< the data plane
    Ptr<LispEtr> m_etr;                                //!< who signs
    Ptr<LispControlPort> m_port;                       //!< of the node
    Ptr<UniformRandomVariable> m_random;               //!< nonces
    EventId m_start;                                   //!< see Start
    bool m_started{false};                             //!< the node runs
    std::unordered_map<MulticastEid, Entry> m_entries; //!< by what
    LispDeadlines<MulticastEid> m_deadlines;           //!< of m_entries
    LispRateLimiter<NetworkAddress> m_smrLimit;        //!< by receiver
    uint64_t m_sent{0};                                //!< see GetSent

    Time m_period;         //!< attribute RegisterPeriod
    Time m_repeatInterval; //!< attribute RepeatInterval
    uint32_t m_repeats;    //!< attribute Repeats
    uint32_t m_ttl;        //!< attribute MappingTtl
    bool m_solicitStale;   //!< attribute SolicitOnStaleData
    Time m_smrInterval;    //!< attribute SmrInterval

    TracedCallback<const MulticastEid&, Ptr<NetDevice>> m_joinedTrace;     //!< see GetTypeId
    TracedCallback<const MulticastEid&, Ptr<NetDevice>> m_leftTrace;       //!< see GetTypeId
    TracedCallback<const MulticastEid&, bool> m_registerTrace;             //!< see GetTypeId
    TracedCallback<const MulticastEid&, const NetworkAddress&> m_smrTrace; //!< see GetTypeId
};

} // namespace ns3

#endif /* LISP_MULTICAST_ETR_H */
