/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef LISP_ITR_H
#define LISP_ITR_H

#include "lisp-control-port.h"
#include "lisp-deadlines.h"
#include "lisp-map-requester.h"
#include "lisp-rate-limiter.h"

#include "ns3/explicit-path.h"
#include "ns3/lisp-mapping-record.h"
#include "ns3/lisp-mapping.h"
#include "ns3/random-variable-stream.h"

#include <functional>
#include <optional>
#include <unordered_map>
#include <utility>
#include <vector>

namespace ns3
{

class LispXtr;

/**
 * @brief The control plane of an ITR: finds mappings, keeps them fresh, and is told of changes by
 * Solicit-Map-Requests (RFC 9301 sections 5.3, 6.1 and 8.1).
 *
 * A miss makes an Encapsulated Map-Request to a Map-Resolver; each repeat goes to the next one, and
 * the one that was asked when an answer came is asked first from then on. A Map-Reply is taken only
 * if its nonce is outstanding, and only what it says about the EID that was asked for. A mapping
 * that is in use is asked for again shortly before it expires.
 *
 * An explicit locator path (RFC 8060 section 4.6) is reduced to where this node has to send when it
 * is learned: to the hop after its own, else to the first one. Hops with the L bit are EIDs, whose
 * mapping is asked for; the path is used when there is an answer for each that matters, and a
 * change of one of these mappings changes it too. A lookup that leads back to the path itself
 * counts as unanswered.
 */
class LispItr : public Object
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    LispItr();
    ~LispItr() override;

    /**
     * @brief Give a tunnel router this control plane: aggregate it to the router's node.
     * @param xtr a tunnel router that is installed in a node
     * @throws std::invalid_argument if the node has one already, or as LispControlPort::Of
     */
    void Install(Ptr<LispXtr> xtr);

    /**
     * @brief Add a Map-Resolver, asked after those that were added before.
     * @param rloc its address, which may be an anycast one (RFC 9301 section 8.4.1)
     * @throws std::invalid_argument if it is not a unicast IPv4 or IPv6 address
     */
    void AddMapResolver(const NetworkAddress& rloc);
    /// @return the Map-Resolvers
    const std::vector<NetworkAddress>& GetMapResolvers() const;

    /**
     * @brief Ask for a mapping, as for a packet that found none.
     * @param eid what to ask for
     * @param sourceEid who wants to send; may be none
     */
    void Resolve(const EidPrefix& eid, const NetworkAddress& sourceEid);

    /// Takes a Map-Reply with the P bit, or says that its nonce answers no probe.
    using ProbeReplyHandler = std::function<bool(const LispReception&, const LispMapReply&)>;

    /// @param handler takes the answers to RLOC-probes (RFC 9301 section 7.1)
    void SetProbeReplyHandler(ProbeReplyHandler handler);
    /**
     * @brief Follow what the answer to a probe says of a mapping, if that is news.
     * @param reception where it came from
     * @param reply the Map-Reply
     * @param asked the EID-prefix of the probe; it is looked at only if its mapping is cached
     */
    void FollowProbe(const LispReception& reception,
                     const LispMapReply& reply,
                     const EidPrefix& asked);

    /**
     * @brief Ask for a mapping of the map-cache anew, since it is known to be old: at most once
     * each MapRequestInterval.
     * @param prefix the EID-prefix of the mapping
     */
    void Renew(const EidPrefix& prefix);

    /// @return EID-prefixes that wait for an answer
    std::size_t GetPending() const;

    /**
     * @brief Assign a fixed random variable stream number to the nonces.
     * @param stream first stream index to use
     * @return the number of stream indices assigned
     */
    int64_t AssignStreams(int64_t stream);

    /**
     * @brief Signature of the trace source MapRequestSent.
     * @param eid what was asked for
     * @param purpose why
     * @param number Map-Requests sent before it
     * @param destination to whom
     */
    using MapRequestTrace = void (*)(const EidPrefix& eid,
                                     LispMapRequester::Purpose purpose,
                                     unsigned number,
                                     const NetworkAddress& destination);
    /**
     * @brief Signature of the trace source MappingLearned.
     * @param record the mapping
     * @param source of the Map-Reply
     */
    using MappingTrace = void (*)(const LispMappingRecord& record, const NetworkAddress& source);
    /**
     * @brief Signature of the trace sources SmrReceived and ResolutionFailed.
     * @param eid the EID-prefix
     * @param peer the sender of the SMR; none for ResolutionFailed
     */
    using EidTrace = void (*)(const EidPrefix& eid, const NetworkAddress& peer);

  protected:
    void DoDispose() override;

  private:
    /// An EID-prefix of the map-cache, and a number below m_maxSmrs.
    using MappingTurn = std::pair<EidPrefix, uint32_t>;

    /// A mapping as it was answered.
    struct Answer
    {
        LispMappingRecord record; //!< as it came
        NetworkAddress source;    //!< of the Map-Reply
        Time since;               //!< when it came
        bool echoesNonces{false}; //!< the E bit of the Map-Reply
    };

    /// A mapping with paths that have hops to look up.
    struct PathMapping
    {
        Answer answer;         //!< the mapping
        bool isWaiting{false}; //!< for the answer to a lookup, and not in the map-cache so far
    };

    /// Hash of a MappingTurn.
    struct MappingTurnHash
    {
        /// @param turn a turn @return its hash
        std::size_t operator()(const MappingTurn& turn) const
        {
            return turn.first.Hash() * 31 + turn.second;
        }
    };

    /// @param reception a message @return true if it was for an ITR
    bool Receive(const LispReception& reception);
    /// @param attempt what to ask for @return the nonce
    uint64_t SendMapRequest(const LispMapRequester::Attempt& attempt);
    /// @param request a Map-Request in the making @param resolver where it goes, encapsulated
    void SendEncapsulated(const LispMapRequest& request, const NetworkAddress& resolver);
    /// @param attempt a refresh @return the locator of the cached mapping to ask; or none
    NetworkAddress GetRefreshTarget(const LispMapRequester::Attempt& attempt) const;
    /// @param reception where it came from @param reply a Map-Reply
    void ReceiveReply(const LispReception& reception, const LispMapReply& reply);
    /**
     * @brief Find out what of a Map-Reply can be believed.
     * @param reception where it came from
     * @param reply the Map-Reply
     * @param asked what was asked for
     * @return the records to take, that which answers first; none if it does not answer
     */
    std::vector<LispMappingRecord> Accept(const LispReception& reception,
                                          const LispMapReply& reply,
                                          const EidPrefix& asked);
    /// @param reception where it came from @param record changed: bad locators go @return false if
    /// nothing is left to believe
    bool AcceptRecord(const LispReception& reception, LispMappingRecord& record);
    /// @param record of a Map-Reply @param echoesNonces its E bit @return it as it is cached
    std::optional<LispMapping> MakeMapping(const LispMappingRecord& record,
                                           bool echoesNonces) const;
    /// @param record a mapping to take in as soon as the hops of its paths are looked up @param
    /// source of the Map-Reply @param echoesNonces its E bit
    void Take(const LispMappingRecord& record, const NetworkAddress& source, bool echoesNonces);
    /// @param answer a mapping to take in
    void Learn(const Answer& answer);
    /// @param path a path @return where to send: see ExplicitPathResolver
    std::vector<ExplicitRoute::Hop> FollowPath(const LispExplicitLocatorPath& path) const;
    /// @param path a path @return hops to one of which to send: see ExplicitPathResolver
    std::vector<LispExplicitLocatorPath::Hop> FindNextHops(
        const LispExplicitLocatorPath& path) const;
    /// @param record a mapping @return the EIDs to look up for its paths
    std::vector<EidPrefix> FindLookups(const LispMappingRecord& record) const;
    /// @param eid an EID of FindLookups @return true if there is an answer, if only a negative one
    bool IsLookedUp(const EidPrefix& eid) const;
    /// @param changed an EID-prefix whose mapping is new, or that got no answer: go on with paths
    /// that have a hop inside @param isAnswer whether there is one
    void RevisePaths(const EidPrefix& changed, bool isAnswer);
    /// @param reception where it came from @param request a Solicit-Map-Request
    void ReceiveSmr(const LispReception& reception, const LispMapRequest& request);
    /// @param eid what changed @param peer who says so @return false if it is not cached
    bool FollowSmr(const EidPrefix& eid, const NetworkAddress& peer);
    /// @param eid what to ask for, if that may be now @param mapping of the map-cache that covers
    /// it
    /// @param peer who solicits
    void AskAgain(const EidPrefix& eid, const EidPrefix& mapping, const NetworkAddress& peer);
    /// @param prefix a mapping that will expire soon
    void Refresh(const EidPrefix& prefix);
    /// Have the event no later than when the next mapping expires.
    void ArmExpiry();
    /// The event.
    void Expire();
    /// @param prefix what got no answer
    void Fail(const EidPrefix& prefix);

    Ptr<LispXtr> m_xtr;                      //!< the data plane
    Ptr<LispControlPort> m_port;             //!< of the node
    Ptr<UniformRandomVariable> m_random;     //!< nonces
    std::vector<NetworkAddress> m_resolvers; //!< in the order of adding
    std::size_t m_preferred{0};              //!< the one asked first
    std::size_t m_lastAsked{0};              //!< the one asked last
    Time m_interval;                         //!< between Map-Requests for an EID-prefix
    uint32_t m_maxRetransmits;               //!< of a Map-Request
    Time m_holdTime;                         //!< silence after the last one
    uint32_t m_maxPending;                   //!< EID-prefixes asked for
    LispMapRequester m_requester;            //!< what is asked for
    ProbeReplyHandler m_probeReply;          //!< may be empty
    LispRateLimiter<EidPrefix> m_smrLimit;   //!< SMR-invoked Map-Requests
    LispRateLimiter<MappingTurn, MappingTurnHash> m_mappingSmrLimit; //!< the same by mapping
    LispDeadlines<EidPrefix> m_refresh;                              //!< of mappings
    EventId m_expiry;                                                //!< of the next mapping
    Time m_expiryAt;                                                 //!< when that event comes

    Time m_smrInterval;     //!< between SMR-invoked Map-Requests for an EID-prefix
    uint32_t m_maxSmrs;     //!< of them for a mapping
    double m_refreshAt;     //!< part of a mapping's life
    bool m_refreshDirect;   //!< ask the locator before the mapping system
    uint32_t m_ownTtl;      //!< minutes, if the mapping leaves it to us
    uint8_t m_broadestIpv4; //!< shortest prefix with locators to believe
    uint8_t m_broadestIpv6; //!< shortest prefix with locators to believe
    uint8_t m_broadestMac;  //!< shortest prefix with locators to believe
    bool m_checkSource;     //!< believe authoritative replies only from a locator
    uint32_t m_maxHops;     //!< of a path

    std::unordered_map<EidPrefix, PathMapping> m_paths; //!< with hops to look up; bounded as
                                                        //!< m_requester is

    /// Map-Requests sent.
    TracedCallback<const EidPrefix&, LispMapRequester::Purpose, unsigned, const NetworkAddress&>
        m_requestTrace;
    /// Mappings learned.
    TracedCallback<const LispMappingRecord&, const NetworkAddress&> m_learnedTrace;
    /// Solicitations that are followed.
    TracedCallback<const EidPrefix&, const NetworkAddress&> m_smrTrace;
    /// What got no answer.
    TracedCallback<const EidPrefix&, const NetworkAddress&> m_failedTrace;
};

} // namespace ns3

#endif /* LISP_ITR_H */
