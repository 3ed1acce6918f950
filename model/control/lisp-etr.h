/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef LISP_ETR_H
#define LISP_ETR_H

#include "lisp-control-port.h"
#include "lisp-deadlines.h"
#include "lisp-map-replier.h"
#include "lisp-registrar.h"
#include "lisp-site-notifier.h"
#include "lisp-smr-sender.h"

#include "ns3/eid-database.h"
#include "ns3/lisp-flap-guard.h"
#include "ns3/random-variable-stream.h"

#include <deque>
#include <optional>
#include <set>
#include <unordered_map>
#include <vector>

namespace ns3
{

class LispXtr;
class NetDevice;

/**
 * @brief The control plane of an ETR: registers its site's EID-prefixes and hosts, answers
 * Map-Requests for them, and tells ITRs that send to hosts which have left (RFC 9301 sections 5.5,
 * 5.7, 6.1 and 8.2).
 *
 * A host of a dynamic-EID prefix that HostDiscovered tells of is registered by itself. When a
 * Map-Server notifies that it is registered elsewhere, it is "away": no longer registered or
 * answered for, and data that still comes for it is answered by Solicit-Map-Requests to the
 * sender. A host of a configured prefix can be away too; when it is seen here again it is
 * registered by itself for ReturnHold, and covered by its prefix from then on.
 *
 * A dynamic-EID prefix with a group is a subnet that is stretched over the data centres of the
 * site. A host of it that is discovered here is announced to the group as well (LispSiteNotifier).
 * What another xTR announces is a "peer" host if it has a locator of ours, that is, if it is in
 * this data centre: delivered here, registered there. Else it is away. Of two words about a host
 * the one with the newer Map-Version holds (RFC 9302 section 6), which each move raises; of two
 * with the same, as after both sides of a split saw a new host, the one with the lower locators
 * (as of two MAC addresses in RFC 7432 section 15 the one with the lower IP address). The other
 * side then has it away, and finds it again when it next speaks there. A host that moves too often
 * is not believed for a while (LispFlapGuard).
 */
class LispEtr : public Object
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    LispEtr();
    ~LispEtr() override;

    /**
     * @brief Give a tunnel router this control plane: aggregate it to the router's node.
     * @param xtr a tunnel router that is installed in a node
     * @throws std::invalid_argument if the node has one already, or as LispControlPort::Of
     */
    void Install(Ptr<LispXtr> xtr);

    /**
     * @brief Add a Map-Server to register with.
     * @param address its locator
     * @param key the shared secret
     * @param proxyReply it is to answer Map-Requests itself
     * @throws std::invalid_argument if the address is not a unicast one, or is there already
     */
    void AddMapServer(const NetworkAddress& address, const LispKey& key, bool proxyReply = false);

    /**
     * @brief Add an EID-prefix of the site.
     * @param prefix the EID-prefix
     * @param locators where it is; none: at this router's RLOCs
     * @throws std::invalid_argument as EidDatabase::AddPrefix
     */
    void AddPrefix(const EidPrefix& prefix, std::vector<LispLocator> locators = {});
    /**
     * @brief Add an EID-prefix that is at several xTRs at once, each of which registers its own
     * locators, to be merged (RFC 9301 section 5.6, a) whatever MergeRequest says.
     * @param prefix the EID-prefix
     * @param locators where it is at this router; none: at its RLOCs
     * @throws std::invalid_argument as EidDatabase::AddPrefix
     */
    void AddSharedPrefix(const EidPrefix& prefix, std::vector<LispLocator> locators = {});
    /**
     * @param prefix an EID-prefix that several xTRs register
     * @return what a Map-Server said last are the locators of all of them, this router's among
     * them; none: nothing so far
     */
    std::vector<LispLocator> GetMergedLocators(const EidPrefix& prefix) const;
    /**
     * @brief Add a prefix whose hosts may turn up here.
     * @param prefix the EID-prefix
     * @param notifyGroup where the site's xTRs in the same, stretched subnet hear of them; none:
     * the subnet is not stretched
     * @param locators where they are then: with a group, those of all xTRs of this data centre;
     * none: at this router's RLOCs
     * @throws std::invalid_argument as EidDatabase::AddDynamicPrefix, and if there is a group and
     * no locator is this router's
     */
    void AddDynamicPrefix(const EidPrefix& prefix,
                          const NetworkAddress& notifyGroup = {},
                          std::vector<LispLocator> locators = {});
    /**
     * @brief Sign what is announced to the site's xTRs with a key of its own.
     * @param key the key, the same at all of them; without this, that of the first Map-Server
     */
    void SetNotifyKey(const LispKey& key);
    /**
     * @brief Change where an EID-prefix is: it is registered anew. With the attribute
     * SolicitOnChange the routers on its new explicit paths are solicited as well as ITRs, but for
     * those to be looked up. Routers of a former path alone are not: with the new path they would
     * send what is on its way back to the beginning.
     * @param prefix an EID-prefix of AddPrefix or AddDynamicPrefix
     * @param locators where it is; none: at this router's RLOCs
     * @throws std::invalid_argument if there is no such prefix
     */
    void SetLocators(const EidPrefix& prefix, std::vector<LispLocator> locators);
    /**
     * @brief Take an EID-prefix, and the hosts that came of it, out of the database and the mapping
     * system.
     * @param prefix the EID-prefix
     * @return false if there is no such prefix
     */
    bool RemovePrefix(const EidPrefix& prefix);

    /**
     * @brief A host was seen on a port.
     * @param address its address
     * @param instanceId the instance of the port
     * @param port where
     * @return what came of it
     */
    EidDiscovery HostDiscovered(const NetworkAddress& address,
                                uint32_t instanceId,
                                Ptr<NetDevice> port);
    /**
     * @brief A host is here no longer.
     * @param address its address
     * @param instanceId its instance
     * @return false if it was not known to be here
     */
    bool HostGone(const NetworkAddress& address, uint32_t instanceId);

    /**
     * @brief A host was heard of elsewhere: it is away from now on. Its registration is left to the
     * xTR there.
     * @param address its address
     * @param instanceId its instance
     * @return false if it was not known to be here
     */
    bool HostAway(const NetworkAddress& address, uint32_t instanceId);

    /**
     * @brief Tell an ITR to ask for a mapping again: a Solicit-Map-Request, now or as soon as the
     * rate allows (RFC 9301 section 6.1).
     * @param rloc the ITR's locator
     * @param eid what has changed
     */
    void Solicit(const NetworkAddress& rloc, const EidPrefix& eid);
    /**
     * @brief Solicit every ITR whose site was sent data within SolicitWindow.
     * @param eid what has changed
     */
    void SolicitPeers(const EidPrefix& eid);

    /**
     * @brief Say whether a locator of the site can be reached: its R bit in each record, registered
     * anew at once; when that is confirmed, the ITRs of SolicitPeers are solicited (RFC 9301
     * sections 5.4 and 6.1).
     * @param rloc a locator of this router, or of another one of the site
     * @param reachable whether there is a way to it; at first there is
     * @return true if that is news, and an EID-prefix of the database has the locator
     */
    bool SetReachable(const NetworkAddress& rloc, bool reachable);
    /// @param rloc a locator @return what SetReachable said last
    bool IsReachable(const NetworkAddress& rloc) const;

    /**
     * @brief Number the mappings of this site (RFC 9302): each EID-prefix of a script has the first
     * version, unless it has one already, and the next one after each change.
     * @param first the first version, not the null one
     */
    void EnableMapVersions(uint16_t first);
    /// @param echoes whether Map-Replies say that this site echoes nonces (RFC 9301 section 5.4, E)
    void SetEchoesNonces(bool echoes);
    /// @param eid an EID-prefix of the database @return its locators as a Map-Reply has them, those
    /// of other xTRs of the site among them
    std::vector<LispLocator> GetSiteLocators(const EidPrefix& eid) const;

    /// @return the moves of hosts between data centres, and how often one came to be held
    const LispFlapGuard& GetFlapGuard() const;
    /// @return the times a host was seen that was not believed, because it is held
    uint64_t GetHeldSightings() const;

    /// @return the registrations with Map-Servers
    const LispRegistrar& GetRegistrar() const;
    /// @param message as LispRegistrar::SendOnce has it
    void SendRegister(const LispMapRegister& message);

    /// Sends a signed Map-Register or Map-Notify-Ack for a Map-Server another way; false: it does
    /// not.
    using RegisterRelay =
        std::function<bool(const std::vector<uint8_t>&, const LispRegistrar::MapServer&)>;

    /**
     * @brief Send Map-Registers, and Map-Notify-Acks, another way, as through the RTR of a site
     * behind a NAT; each Map-Register then asks the Map-Server to answer Map-Requests, which would
     * not come to this router.
     * @param relay sends them; none: straight to the Map-Servers again
     */
    void SetRegisterRelay(RegisterRelay relay);
    /// Register all that is to be registered anew.
    void RegisterAll();
    /// @return a nonce for a message of this router
    uint64_t TakeNonce();

    /**
     * @brief Assign a fixed random variable stream number to nonces and xTR-ID.
     * @param stream first stream index to use
     * @return the number of stream indices assigned
     */
    int64_t AssignStreams(int64_t stream);

    /**
     * @brief Signature of the trace source MapRegisterSent.
     * @param eid the EID-prefix
     * @param mapServer to whom
     * @param repeats times it was sent before
     */
    using RegisterTrace = void (*)(const EidPrefix& eid,
                                   const NetworkAddress& mapServer,
                                   unsigned repeats);
    /**
     * @brief Signature of the trace sources Registered, SmrSent and Answered.
     * @param eid the EID-prefix
     * @param peer the Map-Server, or the ITR's locator
     */
    using EidTrace = void (*)(const EidPrefix& eid, const NetworkAddress& peer);
    /**
     * @brief Signature of the trace source Discovered.
     * @param eid the host
     * @param discovery what is new about it
     */
    using DiscoveryTrace = void (*)(const EidPrefix& eid, EidDiscovery discovery);
    /**
     * @brief Signature of the trace source Notified.
     * @param record what the Map-Server says
     * @param mapServer the Map-Server
     */
    using NotifyTrace = void (*)(const LispMappingRecord& record, const NetworkAddress& mapServer);
    /**
     * @brief Signature of the trace source SiteNotifySent.
     * @param eid the host
     * @param group to whom
     * @param repeats times it was sent before
     */
    using SiteNotifyTrace = void (*)(const EidPrefix& eid,
                                     const NetworkAddress& group,
                                     unsigned repeats);
    /**
     * @brief Signature of the trace source SiteNotified.
     * @param record what the xTR says
     * @param sender the xTR's locator
     */
    using SiteNotifiedTrace = void (*)(const LispMappingRecord& record,
                                       const NetworkAddress& sender);
    /**
     * @brief Signature of the trace source Peer.
     * @param eid the host
     * @param port to its subnet
     */
    using PeerTrace = void (*)(const EidPrefix& eid, Ptr<NetDevice> port);
    /**
     * @brief Signature of the trace source FlapHeld.
     * @param eid the host
     * @param until when it is believed again
     */
    using FlapTrace = void (*)(const EidPrefix& eid, Time until);
    /**
     * @brief Signature of the trace sources Away, Gone and MappingChanged.
     * @param eid the EID-prefix
     */
    using GoneTrace = void (*)(const EidPrefix& eid);

  protected:
    void DoInitialize() override;
    void DoDispose() override;

  private:
    /// @param reception a message @return true if it was for an ETR
    bool Receive(const LispReception& reception);
    /// @param reception where it came from @param request a Map-Request
    void ReceiveRequest(const LispReception& reception, const LispMapRequest& request);
    /// @param reception where it came from @param notify a Map-Notify
    void ReceiveNotify(const LispReception& reception, const LispMapNotify& notify);
    /// @param confirmed a registration @param reception where it came from @param notify what says
    /// so
    void OnConfirmed(const LispRegistrar::Confirmation& confirmed,
                     const LispReception& reception,
                     const LispMapNotify& notify);
    /// @param record what a Map-Server says unasked @param mapServer the Map-Server
    void Believe(const LispMappingRecord& record, const NetworkAddress& mapServer);
    /// @param reception a message that no Map-Register asked for @param notify it @return the
    /// Map-Server whose secret it is signed with; nullptr: none of ours
    const LispRegistrar::MapServer* FindSigner(const LispReception& reception,
                                               const LispMapNotify& notify);
    /// @param reception a message to a group @param notify it
    void ReceiveSiteNotify(const LispReception& reception, const LispMapNotify& notify);
    /// @param record what an xTR of the site says @param reception the message
    void BelieveSite(const LispMappingRecord& record, const LispReception& reception);
    /// @param eid a host of a stretched subnet @param record says that it is nowhere
    void BelieveWithdrawal(const EidPrefix& eid, const LispMappingRecord& record);
    /// @param entry a host of a stretched subnet @param record what somebody says of it @return
    /// true if that is not newer than what is known
    bool IsOutdated(const EidDatabaseEntry& entry, const LispMappingRecord& record) const;
    /// @param eid a host @return the dynamic or configured prefix that it is of; null: none
    const EidDatabaseEntry* FindOrigin(const EidPrefix& eid) const;
    /// @param eid a host @param record where it is @return true if that is in this data centre of a
    /// stretched subnet
    bool IsThisSide(const EidPrefix& eid, const LispMappingRecord& record) const;
    /// @param eid a host of a stretched subnet, here @param port to the subnet
    void MakePeer(const EidPrefix& eid, Ptr<NetDevice> port);
    /// @param eid a host or prefix that is elsewhere @param record what somebody says of it @return
    /// true if it was known to be just there
    bool MakeAway(const EidPrefix& eid, const LispMappingRecord& record);
    /// @param eid a host that no xTR of this data centre has announced for too long
    void EndPeer(const EidPrefix& eid);
    /// @param eid a host that was discovered here @param port where: tell the site
    void Announce(const EidPrefix& eid, Ptr<NetDevice> port);
    /// @param address a host's @param instanceId its instance @return false if it moves too often
    bool MayMove(const NetworkAddress& address, uint32_t instanceId);
    /// @return the key for the site's group; nullptr: none
    const LispKey* GetNotifyKey() const;
    /// See LispXtr's trace source StaleData. @param outerSource the ITR @param destination the EID
    /// @param innerSource who sent
    void OnStaleData(const NetworkAddress& outerSource,
                     const EidPrefix& destination,
                     const NetworkAddress& innerSource);
    /// @param locators of an EID-prefix @param eid it: who is on a path to it is to be told of the
    /// change that comes
    void RememberHops(const LocatorSet& locators, const EidPrefix& eid);
    /// @param rloc of an ITR @param eid what has changed
    void SendSmr(const NetworkAddress& rloc, const EidPrefix& eid);
    /// @param eid an EID-prefix of the database to be registered, if the node runs
    void Register(const EidPrefix& eid);
    /// @param eid an EID-prefix of the database @return its record
    LispMappingRecord MakeRecord(const EidPrefix& eid) const;
    /// @param locators the R bits of those that cannot be reached are cleared
    void ClearUnreachable(std::vector<LispLocator>& locators) const;
    /// @param asked an EID-prefix @return the records that answer for it; none: not ours
    std::vector<LispMappingRecord> MakeAnswer(const EidPrefix& asked) const;
    /// @param eid an EID-prefix of the database @param locators its own, to which those of the
    /// site's other xTRs are added
    void AddMerged(const EidPrefix& eid, std::vector<LispLocator>& locators) const;
    /// @param eid an EID-prefix of the site @param record what a Map-Server has of it, merged
    void SetMerged(const EidPrefix& eid, const LispMappingRecord& record);
    /// @param eid an EID-prefix of a script whose mapping is another one now: it is of the next
    /// version
    void ChangeMapping(const EidPrefix& eid);
    /// @param locators as a script gives them @return the set; that of this router's RLOCs if none
    Ptr<const LocatorSet> MakeLocators(std::vector<LispLocator> locators) const;
    /// @param eid a host that came home long enough ago
    void EndReturn(const EidPrefix& eid);
    /// Have the event when the next discovered host has been silent for too long.
    void ArmIdle();
    /// The event.
    void ForgetSilent();
    /// @return 64 random bits
    uint64_t MakeNonce();

    Ptr<LispXtr> m_xtr;                  //!< the data plane
    Ptr<LispControlPort> m_port;         //!< of the node
    Ptr<UniformRandomVariable> m_random; //!< nonces and xTR-ID
    bool m_started{false};               //!< the node runs
    LispRegistrar m_registrar;           //!< registrations
    RegisterRelay m_relay;               //!< see SetRegisterRelay
    LispMapReplier m_replier;            //!< Map-Replies
    LispSmrSender m_smrSender;           //!< Solicit-Map-Requests
    LispSiteNotifier m_notifier;         //!< Map-Notifies to the site's group
    LispFlapGuard m_flaps;               //!< moves of hosts of stretched subnets
    LispDeadlines<EidPrefix> m_peers;    //!< of peers' hosts
    std::set<NetworkAddress> m_groups;   //!< of stretched subnets
    /// Locators whose R bit is cleared.
    std::set<NetworkAddress> m_unreachable;
    /// EID-prefixes whose new registration is to be told to peers when it is confirmed.
    std::set<EidPrefix> m_toSolicit;
    std::optional<LispKey> m_notifyKey; //!< see SetNotifyKey
    uint64_t m_heldSightings{0};        //!< see GetHeldSightings
    LispDeadlines<EidPrefix> m_returns; //!< of hosts that came home
    EventId m_idle;                     //!< of silent hosts
    std::deque<uint64_t> m_told;        //!< nonces of unsolicited Map-Notifies, the last few
    /// Hops of new paths to EID-prefixes whose change is not confirmed so far.
    std::unordered_map<EidPrefix, std::set<NetworkAddress>> m_changedHops;
    /// What Map-Servers say are all locators of EID-prefixes that several xTRs register.
    std::unordered_map<EidPrefix, std::vector<LispLocator>> m_merged;
    std::set<EidPrefix> m_shared; //!< see AddSharedPrefix

    uint16_t m_firstVersion{0}; //!< see EnableMapVersions; 0: no versions

    Time m_period;             //!< between Map-Registers
    Time m_quickPeriod;        //!< between those of the quick phase
    Time m_quickPhase;         //!< how long that is
    Time m_firstBackoff;       //!< before the first repeat
    Time m_maxBackoff;         //!< between repeats, at most
    bool m_wantMapNotify;      //!< in the quick phase
    uint32_t m_mapNotifyEvery; //!< after it
    uint32_t m_ttl;            //!< of records, in minutes
    bool m_merge;              //!< configured prefixes
    bool m_useXtrId;           //!< in Map-Registers
    uint64_t m_siteId;         //!< in Map-Registers
    uint64_t m_firstNonce;     //!< 0: drawn
    Time m_replyInterval;      //!< between Map-Replies
    Time m_smrInterval;        //!< between Solicit-Map-Requests
    uint32_t m_maxSolicited;   //!< locators
    bool m_solicitStale;       //!< on stale data
    bool m_solicitOnChange;    //!< on change
    Time m_solicitWindow;      //!< who was sent data within it
    Time m_returnHold;         //!< registration of a host that came home
    Time m_idleTimeout;        //!< of discovered hosts; 0: none
    Time m_notifyInterval;     //!< between the first Map-Notifies to the site's group
    uint32_t m_notifyRepeats;  //!< at that interval
    uint8_t m_notifyTtl;       //!< of their packets
    Time m_peerTimeout;        //!< of peers' hosts
    uint32_t m_flapLimit;      //!< moves
    Time m_flapWindow;         //!< within it
    Time m_flapHold;           //!< for so long

    /// Map-Registers sent.
    TracedCallback<const EidPrefix&, const NetworkAddress&, unsigned> m_registerTrace;
    /// Registrations confirmed.
    TracedCallback<const EidPrefix&, const NetworkAddress&> m_registeredTrace;
    /// Hosts discovered.
    TracedCallback<const EidPrefix&, EidDiscovery> m_discoveredTrace;
    /// Unsolicited Map-Notifies.
    TracedCallback<const LispMappingRecord&, const NetworkAddress&> m_notifiedTrace;
    /// EID-prefixes that went elsewhere.
    TracedCallback<const EidPrefix&> m_awayTrace;
    /// EID-prefixes that are here no longer.
    TracedCallback<const EidPrefix&> m_goneTrace;
    /// Solicit-Map-Requests sent.
    TracedCallback<const EidPrefix&, const NetworkAddress&> m_smrTrace;
    /// Map-Requests answered.
    TracedCallback<const EidPrefix&, const NetworkAddress&> m_answeredTrace;
    /// Map-Notifies to the site's group.
    TracedCallback<const EidPrefix&, const NetworkAddress&, unsigned> m_siteNotifyTrace;
    /// Those of others.
    TracedCallback<const LispMappingRecord&, const NetworkAddress&> m_siteNotifiedTrace;
    /// Own mappings.
    TracedCallback<const EidPrefix&> m_mappingTrace;
    /// Hosts that a peer has.
    TracedCallback<const EidPrefix&, Ptr<NetDevice>> m_peerTrace;
    /// Hosts that move too often.
    TracedCallback<const EidPrefix&, Time> m_flapTrace;
};

} // namespace ns3

#endif /* LISP_ETR_H */
