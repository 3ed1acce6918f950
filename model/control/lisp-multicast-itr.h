/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef LISP_MULTICAST_ITR_H
#define LISP_MULTICAST_ITR_H

#include "lisp-control-port.h"
#include "lisp-etr.h"
#include "lisp-itr.h"
#include "lisp-map-requester.h"
#include "lisp-rate-limiter.h"

#include "ns3/lisp-replicator.h"
#include "ns3/multicast-eid.h"
#include "ns3/random-variable-stream.h"

#include <cstdint>
#include <deque>

namespace ns3
{

/**
 * @brief The control plane of a source site's ITR, and of a router that replicates: asks the
 * mapping system for replication lists, and is told of changes (RFC 8378 sections 5.2 and 5.3).
 *
 * It asks as an ITR does: through the Map-Resolvers of the node's LispItr, one source and group at
 * a time, with the same timers. Changes come by Map-Notify messages of the Map-Server, signed with
 * the key that the node registers with, and each is acknowledged. A Solicit-Map-Request has it ask
 * again.
 */
class LispMulticastItr : public Object
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    LispMulticastItr();
    ~LispMulticastItr() override;

    /**
     * @brief Give a tunnel router this control plane: aggregate it to the router's node.
     * @param replicator the router's multicast data plane
     * @throws std::invalid_argument if the node has no LispItr or LispEtr, or has one of these
     */
    void Install(Ptr<LispReplicator> replicator);

    /// @param eid a source and group to ask for, as for a packet that found no list
    void Resolve(const MulticastEid& eid);

    /// @return sources and groups that wait for an answer
    std::size_t GetPending() const;
    /// @return the Map-Requests sent
    uint64_t GetSent() const;

    /// @param stream first stream index to use @return the number of stream indices assigned
    int64_t AssignStreams(int64_t stream);

    /**
     * @brief Signature of the trace source MapRequestSent.
     * @param eid what was asked for
     * @param number Map-Requests sent before it
     * @param mapResolver to whom
     */
    using MapRequestTrace = void (*)(const MulticastEid& eid,
                                     unsigned number,
                                     const NetworkAddress& mapResolver);
    /**
     * @brief Signature of the trace source MappingLearned.
     * @param record the list
     * @param source of the message
     * @param isNotify whether it came unasked
     */
    using MappingTrace = void (*)(const LispMappingRecord& record,
                                  const NetworkAddress& source,
                                  bool isNotify);
    /**
     * @brief Signature of the trace source SmrReceived.
     * @param eid the source and group
     * @param peer who solicits
     */
    using SmrTrace = void (*)(const MulticastEid& eid, const NetworkAddress& peer);

  protected:
    void DoDispose() override;

  private:
    using Requester = LispRequester<MulticastEid>;

    /// @param reception a message @return true if it was about a multicast entry, and for an xTR
    bool Receive(const LispReception& reception);
    /// @param reception where it came from @param reply a Map-Reply @return false if it answers
    /// nothing that was asked here
    bool ReceiveReply(const LispReception& reception, const LispMapReply& reply);
    /// @param reception where it came from @param notify a Map-Notify
    void ReceiveNotify(const LispReception& reception, const LispMapNotify& notify);
    /// @param reception where it came from @param eid that is to be asked for again
    void ReceiveSmr(const LispReception& reception, const MulticastEid& eid);
    /// @param attempt what to ask for @return the nonce
    uint64_t SendMapRequest(const Requester::Attempt& attempt);
    /// @param eid a source and group @param record their list @param source of the message @param
    /// isNotify came unasked
    void Learn(const MulticastEid& eid,
               const LispMappingRecord& record,
               const NetworkAddress& source,
               bool isNotify);

    Ptr<LispReplicator> m_replicator;         //!< the data plane
    Ptr<LispItr> m_itr;                       //!< knows the Map-Resolvers
    Ptr<LispEtr> m_etr;                       //!< knows the Map-Servers' keys
    Ptr<LispControlPort> m_port;              //!< of the node
    Ptr<UniformRandomVariable> m_random;      //!< nonces
    Time m_interval;                          //!< attribute MapRequestInterval
    uint32_t m_maxRetransmits;                //!< attribute MaxMapRequestRetransmits
    Time m_holdTime;                          //!< attribute HoldTime
    uint32_t m_maxPending;                    //!< attribute MaxPending
    Requester m_requester;                    //!< what is asked for
    Time m_smrInterval;                       //!< attribute SmrInterval
    LispRateLimiter<MulticastEid> m_smrLimit; //!< solicitations that are followed
    uint32_t m_ownTtl;                        //!< attribute DefaultTtl
    std::deque<uint64_t> m_told;              //!< nonces of Map-Notifies, the last few
    uint64_t m_sent{0};                       //!< see GetSent

    TracedCallback<const MulticastEid&, unsigned, const NetworkAddress&>
        m_requestTrace; //!< see GetTypeId
    TracedCallback<const LispMappingRecord&, const NetworkAddress&, bool>
        m_learnedTrace;                                                    //!< see GetTypeId
    TracedCallback<const MulticastEid&, const NetworkAddress&> m_smrTrace; //!< see GetTypeId
};

} // namespace ns3

#endif /* LISP_MULTICAST_ITR_H */
