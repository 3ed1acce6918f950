/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef LISP_MAP_SERVER_H
#define LISP_MAP_SERVER_H

#include "lisp-control-port.h"
#include "lisp-key.h"
#include "lisp-map-replier.h"
#include "lisp-notify-queue.h"

#include "ns3/lisp-registrations.h"
#include "ns3/lisp-replay-guard.h"
#include "ns3/lisp-site-table.h"
#include "ns3/random-variable-stream.h"

#include <unordered_map>
#include <vector>

namespace ns3
{

/**
 * @brief A Map-Server: takes registrations of its sites' ETRs, answers or forwards Map-Requests,
 * and tells xTRs that EIDs have left them (RFC 9301 sections 5.6, 5.7, 8.2 and 8.3).
 *
 * A Map-Register is believed if a key of a site that may register the EID-prefix fits, and its
 * nonce is new. One that repeats the last nonce is acknowledged again, and prolongs nothing.
 *
 * A change is told to the xTRs that packets went to before, by Map-Notify messages that are
 * repeated until acknowledged. As long as one to an xTR is that young, a registration of the EID by
 * that xTR is taken to have crossed it on the way, and not acted on.
 */
class LispMapServer : public Object
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    LispMapServer();
    ~LispMapServer() override;

    /**
     * @brief Make a node a Map-Server: aggregate this to it.
     * @param node the node
     * @throws std::invalid_argument if it is one already, or as LispControlPort::Of
     */
    void Install(Ptr<Node> node);

    /// @return the sites, to be configured
    LispSiteTable& GetSites();
    /// @return what is registered
    const LispRegistrations& GetRegistrations() const;

    /**
     * @brief Name an RTR to xTRs behind a NAT (draft-ermagan-lisp-nat-traversal section 5.2).
     * @param rloc its locator; the one that was added first is to be tried first
     */
    void AddRtr(const NetworkAddress& rloc);

    /**
     * @brief An xTR that has registered something.
     * @param rloc one of its locators
     * @param address gets where it registers from
     * @param key gets what it signs with
     * @return false if none is known
     */
    bool FindXtr(const NetworkAddress& rloc, NetworkAddress& address, LispKey& key) const;

    /**
     * @brief Answer or forward one record of a Map-Request.
     * @param reception the Map-Request's
     * @param request the Map-Request
     * @param asked the EID-prefix of the record
     */
    void Resolve(const LispReception& reception,
                 const LispMapRequest& request,
                 const EidPrefix& asked);

    /**
     * @brief Assign a fixed random variable stream number to the nonces.
     * @param stream first stream index to use
     * @return the number of stream indices assigned
     */
    int64_t AssignStreams(int64_t stream);

    /**
     * @brief Signature of the trace source Registration.
     * @param result what a Map-Register, or the end of its time, changed
     * @param source the xTR; none if time was up
     */
    using RegistrationTrace = void (*)(const LispRegisterResult& result,
                                       const NetworkAddress& source);
    /**
     * @brief Signature of the trace sources Refused, Forwarded and Notified.
     * @param eid the EID-prefix
     * @param peer the xTR that it came from or goes to
     */
    using EidTrace = void (*)(const EidPrefix& eid, const NetworkAddress& peer);
    /**
     * @brief Signature of the trace source Answered.
     * @param asked the EID-prefix that was asked for
     * @param record the answer
     */
    using AnswerTrace = void (*)(const EidPrefix& asked, const LispMappingRecord& record);

  protected:
    void DoDispose() override;

  private:
    /// An xTR that has registered something.
    struct Peer
    {
        LispXtrIdentity xtr;    //!< who
        NetworkAddress address; //!< where it registers from
        LispKey key;            //!< what it signs with
    };

    /// @param reception a message @return true if it was for a Map-Server
    bool Receive(const LispReception& reception);
    /// @param reception where it came from @param request a Map-Request @return true if taken
    bool ReceiveRequest(const LispReception& reception, const LispMapRequest& request);
    /// @param reception where it came from @param request an Info-Request
    void ReceiveInfo(const LispReception& reception, const LispInfoMessage& request);
    /// @param reception where it came from @param message a Map-Register
    void ReceiveRegister(const LispReception& reception, const LispMapRegister& message);
    /**
     * @brief Find the site whose key fits a Map-Register or Info-Request.
     * @param reception where it came from
     * @param authentication what it is signed with
     * @param owner the site whose EID-prefix it is about
     * @return the owner or a guest of it; nullptr if no key fits, and the reason is counted
     */
    const LispSite* Authenticate(const LispReception& reception,
                                 const LispAuthenticationField& authentication,
                                 const LispSite& owner);
    /// @param peer who @param record of whose Map-Register @return true if it has registered a
    /// newer map-version
    bool HasNewer(const Peer& peer, const LispMappingRecord& record) const;
    /// @param peer who @param record of whose Map-Register @return true if it crossed a Map-Notify
    bool IsStale(const Peer& peer, const LispMappingRecord& record) const;
    /// @param message a Map-Register that came before @return what its acknowledgement says: of
    /// merged registrations what all have registered
    std::vector<LispMappingRecord> AnswerRepeat(const LispMapRegister& message) const;
    /**
     * @brief Acknowledge a Map-Register.
     * @param reception where it came from
     * @param message the Map-Register
     * @param records of it, those that were taken
     * @param peer who sent it
     */
    void Acknowledge(const LispReception& reception,
                     const LispMapRegister& message,
                     std::vector<LispMappingRecord> records,
                     const Peer& peer);
    /// @param peer an xTR that has registered @param message its Map-Register
    void Remember(const Peer& peer, const LispMapRegister& message);
    /// @param result a change @param sender who made it, whom it is not told; nullptr: time
    void TellOthers(const LispRegisterResult& result, const Peer* sender);
    /// @param registration of a host that moved @param rlocs gets the xTRs of its new place that
    /// have registered a prefix around it: they may have put it aside while it was elsewhere
    void AddHomeXtrs(const LispRegistration& registration,
                     std::vector<NetworkAddress>& rlocs) const;
    /// @param eid an EID-prefix @param record what is registered now @param rloc of an xTR
    void Notify(const EidPrefix& eid, const LispMappingRecord& record, const NetworkAddress& rloc);
    /// @param reception where it came from @param request the Map-Request @param asked what for
    /// @param registration who may answer
    void Forward(const LispReception& reception,
                 const LispMapRequest& request,
                 const EidPrefix& asked,
                 const LispRegistration& registration);
    /// @param answer a match @return it as records; the host alone if these are too many
    std::vector<LispMappingRecord> MakeRecords(const LispRegistryAnswer& answer,
                                               const EidPrefix& asked) const;
    /// Have the event no later than when the next registration expires.
    void ArmExpiry();
    /// The event.
    void Expire();
    /// @return a nonce of a Map-Notify
    uint64_t MakeNonce();

    Ptr<Node> m_node;                                 //!< the node
    Ptr<LispControlPort> m_port;                      //!< of the node
    Ptr<UniformRandomVariable> m_random;              //!< nonces
    LispSiteTable m_sites;                            //!< who may register what
    LispRegistrations m_registrations;                //!< what is registered
    LispReplayGuard m_replay;                         //!< nonces of Map-Registers
    std::unordered_map<NetworkAddress, Peer> m_peers; //!< xTRs by each of their RLOCs
    std::vector<LispAddress> m_rtrs;                  //!< for xTRs behind a NAT
    uint32_t m_infoTtl;                               //!< minutes
    std::size_t m_rotation{0};                        //!< Map-Requests forwarded
    EventId m_expiry;                                 //!< of the next registration
    Time m_expiryAt;                                  //!< when that event comes

    Time m_notifyInterval;         //!< of the first repeats
    uint32_t m_notifyRepeats;      //!< at that interval
    uint32_t m_notifyBackoffs;     //!< at doubled intervals
    uint32_t m_maxNotifications;   //!< that wait
    bool m_notifyFormer;           //!< tell xTRs of changes
    uint32_t m_maxPeers;           //!< RLOCs remembered
    Time m_replyInterval;          //!< between Map-Replies
    uint32_t m_noSuchEidTtl;       //!< minutes
    uint32_t m_notRegisteredTtl;   //!< minutes
    LispNotifyQueue m_notifyQueue; //!< unsolicited Map-Notifies
    LispMapReplier m_replier;      //!< Map-Replies

    /// What was registered, changed, withdrawn or timed out.
    TracedCallback<const LispRegisterResult&, const NetworkAddress&> m_registrationTrace;
    /// Map-Registers that are not believed.
    TracedCallback<const EidPrefix&, const NetworkAddress&> m_refusedTrace;
    /// Map-Requests forwarded.
    TracedCallback<const EidPrefix&, const NetworkAddress&> m_forwardedTrace;
    /// Unsolicited Map-Notifies.
    TracedCallback<const EidPrefix&, const NetworkAddress&> m_notifiedTrace;
    /// Map-Replies.
    TracedCallback<const EidPrefix&, const LispMappingRecord&> m_answeredTrace;

    /// @param timeout of registrations
    void SetTimeout(Time timeout);
    /// @return the timeout of registrations
    Time GetTimeout() const;
    Time m_timeout; //!< of registrations
};

} // namespace ns3

#endif /* LISP_MAP_SERVER_H */
