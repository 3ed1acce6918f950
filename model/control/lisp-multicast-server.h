/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef LISP_MULTICAST_SERVER_H
#define LISP_MULTICAST_SERVER_H

#include "lisp-control-port.h"
#include "lisp-deadlines.h"
#include "lisp-key.h"
#include "lisp-map-server.h"
#include "lisp-notify-queue.h"
#include "lisp-rate-limiter.h"

#include "ns3/multicast-eid.h"
#include "ns3/multicast-registrations.h"
#include "ns3/random-variable-stream.h"

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace ns3
{

/**
 * @brief The multicast part of a Map-Server: merges the registrations of receiver sites, answers
 * for them, and tells source sites of each change (RFC 8378 sections 5.1.3, 5.2.2 and 5.3).
 *
 * Who may register a group is said by Admit: a group has no owner, so several sites may. Their keys
 * are those of the Map-Server's sites.
 *
 * Told of a change are the xTRs that have registered the source's EID, and the routers that
 * replicate for it. With any source, which the standard leaves open, that is the sources that were
 * asked for and whose answer has not run out.
 */
class LispMulticastServer : public Object
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    LispMulticastServer();
    ~LispMulticastServer() override;

    /**
     * @brief Give a Map-Server this part: aggregate it to the node.
     * @param node a node that is a Map-Server
     * @throws std::invalid_argument if it is none, or has this part already
     */
    void Install(Ptr<Node> node);

    /**
     * @brief Let a site register multicast entries.
     * @param site the name of a site of the Map-Server, known now or later
     * @param range the sources and groups
     */
    void Admit(const std::string& site, const MulticastEid& range);

    /// As Admit, for all groups of all instances. @param site its name
    void AdmitSite(const std::string& site);

    /// @return what is registered
    const MulticastRegistrations& GetRegistrations() const;
    /// @return sources and groups that were asked for lately
    std::size_t GetInterests() const;
    /// @return Map-Notify messages that wait for their acknowledgement
    std::size_t GetPendingNotifies() const;

    /// @param stream first stream index to use @return the number of stream indices assigned
    int64_t AssignStreams(int64_t stream);

    /**
     * @brief Signature of the trace source Registration.
     * @param eid what
     * @param count how many routers have registered it now
     * @param source the xTR; none if time was up
     */
    using RegistrationTrace = void (*)(const MulticastEid& eid,
                                       std::size_t count,
                                       const NetworkAddress& source);
    /**
     * @brief Signature of the trace sources Refused, Notified and Answered.
     * @param eid what
     * @param peer the xTR that it came from or goes to
     */
    using PeerTrace = void (*)(const MulticastEid& eid, const NetworkAddress& peer);

  protected:
    void DoDispose() override;

  private:
    /// A router that registers here.
    struct Peer
    {
        std::string site; //!< whose key it signs with
        LispKey key;      //!< that
    };

    /// An ITR's locator and what it asked for.
    using Turn = std::pair<NetworkAddress, MulticastEid>;

    /// Hash of a Turn.
    struct TurnHash
    {
        /// @param turn a turn @return its hash
        std::size_t operator()(const Turn& turn) const
        {
            return turn.first.Hash() * 31 + turn.second.Hash();
        }
    };

    /// @param reception a message @return true if it was about a multicast entry, and for this
    bool Receive(const LispReception& reception);
    /// @param reception where it came from @param message a Map-Register
    void ReceiveRegister(const LispReception& reception, const LispMapRegister& message);
    /**
     * @brief Find the site whose key fits a Map-Register.
     * @param reception where it came from
     * @param message the Map-Register
     * @param eid of its first record
     * @return the site; nullptr if none fits, and the reason is counted
     */
    const LispSite* Authenticate(const LispReception& reception,
                                 const LispMapRegister& message,
                                 const MulticastEid& eid);
    /// @param site a name @param eid what it wants to register @return true if it may
    bool IsAdmitted(const std::string& site, const MulticastEid& eid) const;
    /// @param reception a Map-Register @param message it @param peer whose
    void Acknowledge(const LispReception& reception,
                     const LispMapRegister& message,
                     const Peer& peer);
    /// @param reception where it came from @param request a Map-Request @param asked what for
    void Answer(const LispReception& reception,
                const LispMapRequest& request,
                const MulticastEid& asked);
    /// @param asked a source and group, whose xTRs are to hear of changes
    void Remember(const MulticastEid& asked);
    /// @param eid what changed: tell the sources' sites
    void Tell(const MulticastEid& eid);
    /// @param group one group: tell the sources' sites
    void TellGroup(const EidPrefix& group);
    /// @param eid a source and group @param receivers gets who is to hear of it, and how to sign
    void FindReceivers(const MulticastEid& eid, std::map<NetworkAddress, LispKey>& receivers) const;
    /// @param eid whose first router may have been silent for too long
    void Expire(const MulticastEid& eid);
    /// @return a nonce
    uint64_t MakeNonce();

    Ptr<LispMapServer> m_server;                                   //!< whose part this is
    Ptr<LispControlPort> m_port;                                   //!< of the node
    Ptr<UniformRandomVariable> m_random;                           //!< nonces
    std::set<std::string> m_admittedSites;                         //!< who may register anything
    std::vector<std::pair<std::string, MulticastEid>> m_admitted;  //!< who may register what
    MulticastRegistrations m_registrations;                        //!< what is registered
    LispReplayGuard m_replay;                                      //!< nonces of Map-Registers
    std::unordered_map<NetworkAddress, Peer> m_peers;              //!< routers by source
    std::map<EidPrefix, std::map<NetworkAddress, Time>> m_sources; //!< asked for, and until when
    std::size_t m_interests{0};                                    //!< how many these are
    LispRateLimiter<Turn, TurnHash> m_replyLimit;                  //!< Map-Replies
    LispDeadlines<MulticastEid> m_deadlines;                       //!< of what is registered

    Time m_notifyInterval;         //!< attribute NotifyInterval
    uint32_t m_notifyRepeats;      //!< attribute NotifyRepeats
    uint32_t m_notifyBackoffs;     //!< attribute NotifyBackoffs
    uint32_t m_maxNotifications;   //!< attribute MaxNotifications
    Time m_replyInterval;          //!< attribute MapReplyInterval
    uint32_t m_emptyTtl;           //!< attribute NoReceiversTtl
    uint32_t m_maxSources;         //!< attribute MaxSources
    LispNotifyQueue m_notifyQueue; //!< Map-Notifies

    TracedCallback<const MulticastEid&, std::size_t, const NetworkAddress&>
        m_registrationTrace;                                                    //!< see GetTypeId
    TracedCallback<const MulticastEid&, const NetworkAddress&> m_refusedTrace;  //!< see GetTypeId
    TracedCallback<const MulticastEid&, const NetworkAddress&> m_notifiedTrace; //!< see GetTypeId
    TracedCallback<const MulticastEid&, const NetworkAddress&> m_answeredTrace; //!< see GetTypeId

    void SetTimeout(Time timeout);
    Time GetTimeout() const;
    void SetMaxEntries(uint32_t entries);
    uint32_t GetMaxEntries() const;
    Time m_timeout;           //!< attribute RegistrationTimeout
    uint32_t m_maxEntries{0}; //!< attribute MaxEntries
};

} // namespace ns3

#endif /* LISP_MULTICAST_SERVER_H */
