/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef LISP_SIGNALS_H
#define LISP_SIGNALS_H

#include "lisp-echo-nonce.h"
#include "lisp-map-versioning.h"
#include "lisp-status-bits.h"

#include "ns3/lisp-header-signals.h"
#include "ns3/object.h"
#include "ns3/rloc-observer.h"
#include "ns3/traced-callback.h"

#include <ostream>

namespace ns3
{

class LispEtr;
class LispItr;
class LispXtr;
struct LispMappingRecord;

/**
 * @brief What a tunnel router says and hears in the headers of data packets: locator-status bits,
 * nonces to be echoed, map-versions. Each is an attribute that is false at first, since none of
 * them may be used over the public Internet (RFC 9300 section 4.1).
 *
 * Aggregated to the node beside LispXtr, LispItr and LispEtr. What a packet says of its sender's
 * site is believed only if its outer source is a locator of the mapping that the map-cache has for
 * its inner source; else it is counted. One header holds a nonce or map-versions (RFC 9300 section
 * 5.3): a nonce that has to go out goes first. Status bits that come with a version other than the
 * cached one are not believed, since they number other locators (RFC 9300 section 10).
 */
class LispSignals : public Object, private LispHeaderSignals, private RlocObserver
{
  public:
    /// Signals that were not believed.
    struct Ignored
    {
        uint64_t unknownSender{0}; //!< no mapping of the inner source has the outer one
        uint64_t otherVersion{0};  //!< status bits of another version of the mapping
    };

    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    LispSignals();
    ~LispSignals() override;

    /**
     * @brief Give a tunnel router these signals: aggregate this to its node.
     * @param xtr a tunnel router that is installed in a node, with its LispItr, LispEtr and
     * LispReachability, as far as it has them
     * @throws std::invalid_argument if there is none, or the node has signals already
     */
    void Install(Ptr<LispXtr> xtr);

    /**
     * @brief Say that a locator was reached by other means, as LispReachability's probes do: one
     * that is down for want of echoes is tried again.
     * @param rloc the locator
     */
    void ConfirmReachable(const NetworkAddress& rloc);

    /// @return the counters of nonces
    const LispEchoNonce::Statistics& GetEchoNonceStatistics() const;
    /// @return the counters of map-versions
    const LispMapVersioning::Statistics& GetMapVersionStatistics() const;
    /// @return what was not believed
    const Ignored& GetIgnored() const;
    /// @return the packets sent with status bits
    uint64_t GetStatusBitsSent() const;
    /// @return the times that status bits made a locator go down or come up
    uint64_t GetStatusChanges() const;
    /// @param os where to print the counters
    void Print(std::ostream& os) const;

    /**
     * @brief Assign a fixed random variable stream number to nonces and first map-versions.
     * @param stream first stream index to use
     * @return the number of stream indices assigned
     */
    int64_t AssignStreams(int64_t stream);

    /**
     * @brief Signature of the trace source EchoRequested.
     * @param rloc the locator that is asked
     * @param nonce 24 bits
     */
    using RequestTrace = void (*)(const NetworkAddress& rloc, uint32_t nonce);
    /**
     * @brief Signature of the trace source Echoed.
     * @param rloc the locator that answered
     * @param after the time since it was asked first
     */
    using EchoTrace = void (*)(const NetworkAddress& rloc, Time after);
    /**
     * @brief Signature of the trace sources LocatorDown and LocatorUp.
     * @param rloc the locator
     * @param cause STATUS_BITS or ECHO_NONCE
     */
    using LocatorTrace = void (*)(const NetworkAddress& rloc, RlocDownCause cause);
    /**
     * @brief Signature of the trace source StaleVersion.
     * @param rloc the sender
     * @param eid an EID-prefix of this site
     * @param version that it has of it
     */
    using StaleTrace = void (*)(const NetworkAddress& rloc, const EidPrefix& eid, uint16_t version);
    /**
     * @brief Signature of the trace source NewerVersion.
     * @param eid an EID-prefix of the map-cache
     * @param version that its site has of it
     */
    using NewerTrace = void (*)(const EidPrefix& eid, uint16_t version);

  protected:
    void DoDispose() override;

  private:
    void Write(LispDataHeader& header, const Outgoing& packet) override;
    LispDropReason Read(const LispDataHeader& header, const Incoming& packet) override;
    void RlocForgotten(uint32_t id) override;

    void SetMapVersioning(bool enabled);
    bool GetMapVersioning() const;
    void SetStatusBits(bool enabled);
    bool GetStatusBits() const;
    void SetEchoNonce(bool enabled);
    bool GetEchoNonce() const;
    /// Have the parts work that are wanted.
    void Apply();
    /// See LispXtr's trace source UnderlayChanged.
    void OnUnderlayChanged();
    /// See LispReachability's trace source RoundTrip. @param rloc a locator that answered a probe
    /// @param rtt how fast @param smoothed the same, smoothed
    void OnRoundTrip(const NetworkAddress& rloc, Time rtt, Time smoothed);
    /// See LispEtr's trace source MappingChanged. @param eid an EID-prefix of this site
    void OnOwnMappingChanged(const EidPrefix& eid);
    /// See LispItr's trace source MappingLearned. @param record the mapping @param source of the
    /// Map-Reply
    void OnMappingLearned(const LispMappingRecord& record, const NetworkAddress& source);
    /// @param id a locator @param cause what keeps it down @param up whether it does no longer
    void TellLocator(RlocTable::Id id, RlocDownCause cause, bool up);

    Ptr<LispXtr> m_xtr;                  //!< the data plane
    Ptr<LispItr> m_itr;                  //!< of the node; may be null
    Ptr<LispEtr> m_etr;                  //!< of the node; may be null
    Ptr<UniformRandomVariable> m_random; //!< nonces and first map-versions
    LispMapVersioning m_versions;        //!< map-versions
    LispStatusBits m_statusBits;         //!< locator-status bits
    LispEchoNonce m_echoNonce;           //!< nonces
    Ignored m_ignored;                   //!< counters
    uint64_t m_statusSent{0};            //!< packets with status bits
    uint64_t m_statusChanges{0};         //!< by status bits
    bool m_wantsVersions{false};         //!< attribute MapVersioning
    bool m_wantsStatusBits{false};       //!< attribute LocatorStatusBits
    bool m_wantsEchoNonce{false};        //!< attribute EchoNonce

    uint16_t m_firstVersion;    //!< attribute
    Time m_solicitInterval;     //!< attribute
    uint32_t m_solicitRetries;  //!< attribute
    Time m_solicitRetryTime;    //!< attribute
    bool m_dropOldSource;       //!< attribute
    uint32_t m_maxStaleSenders; //!< attribute
    Time m_useDelay;            //!< attribute
    Time m_echoInterval;        //!< attribute
    Time m_echoTimeout;         //!< attribute
    uint32_t m_echoMinRequests; //!< attribute
    Time m_echoRequestTime;     //!< attribute
    Time m_echoSuspendTime;     //!< attribute
    Time m_echoRetryAfter;      //!< attribute

    /// Requests for echoes.
    TracedCallback<const NetworkAddress&, uint32_t> m_requestTrace;
    /// Echoes.
    TracedCallback<const NetworkAddress&, Time> m_echoTrace;
    /// Locators that went down.
    TracedCallback<const NetworkAddress&, RlocDownCause> m_downTrace;
    /// Locators that came up.
    TracedCallback<const NetworkAddress&, RlocDownCause> m_upTrace;
    /// Senders with an old mapping.
    TracedCallback<const NetworkAddress&, const EidPrefix&, uint16_t> m_staleTrace;
    /// Mappings that are old.
    TracedCallback<const EidPrefix&, uint16_t> m_newerTrace;
};

} // namespace ns3

#endif /* LISP_SIGNALS_H */
