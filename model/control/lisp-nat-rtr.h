/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef LISP_NAT_RTR_H
#define LISP_NAT_RTR_H

#include "lisp-control-port.h"
#include "lisp-deadlines.h"

#include "ns3/lisp-nat-peers.h"

#include <functional>
#include <optional>
#include <set>
#include <unordered_map>
#include <vector>

namespace ns3
{

class LispXtr;

/**
 * @brief The control plane of an RTR that serves tunnel routers behind NATs
 * (draft-ermagan-lisp-nat-traversal-19 section 5.3).
 *
 * A Map-Register that comes in an Encapsulated Control Message goes on, as it is, to the Map-Server
 * that the inner header names. When that acknowledges it, the RTR knows that it is genuine: from
 * then on it sends packets for its EID-prefixes to the address and port that the message came from,
 * which the NAT has for the tunnel router's data port, and hands the Map-Notify back by the same
 * way, as data. A Map-Notify that acknowledges nothing is handed on, too, if it is about an
 * EID-prefix of such a router, whose Map-Notify-Ack takes the same way back. If it names no locator
 * of this RTR the EID has left: the RTR asks the mapping system for it, and once that says so as
 * well, its packets go there.
 *
 * Where the draft leaves a choice: the RTR shares no key with anybody, so that it believes a
 * Map-Notify that has the nonce and xTR-ID of a Map-Register and comes from the Map-Server it went
 * to, which has to be one that it was told of: else everybody could acknowledge what he registers
 * himself. Simpler than the draft: between Map-Server and RTR there is no further Encapsulated
 * Control Message, and so none of its bits R and N.
 *
 * Beyond the draft, it answers Info-Requests, by which tunnel routers keep the NAT's mapping alive
 * and see that it is the same; its Info-Reply is not signed, goes as data, and has a TTL of 0 if it
 * sends nothing to that address and port, as after a restart of either: the tunnel router is then
 * to register at once.
 */
class LispNatRtr : public Object
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    LispNatRtr();
    ~LispNatRtr() override;

    /**
     * @brief Give an RTR this control plane: aggregate it to the RTR's node.
     * @param rtr a tunnel router with the attribute Rtr
     * @throws std::invalid_argument if the node has one already, or as LispControlPort::Of
     */
    void Install(Ptr<LispXtr> rtr);

    /**
     * @brief Hand Map-Registers on to a Map-Server, and believe what it says of them.
     * @param address its address, with which Map-Registers name it
     * @throws std::invalid_argument if it is no unicast IPv4 or IPv6 address
     */
    void AddMapServer(const NetworkAddress& address);

    /// Forget every tunnel router, as after a restart.
    void Restart();
    /// @return EID-prefixes behind NATs that are known, those whose time is up included
    std::size_t GetPeers() const;

    /**
     * @brief Signature of the trace source PeerSet.
     * @param eid the EID-prefix
     * @param address of the NAT
     * @param port of the NAT; 0: it has withdrawn, or the EID-prefix has left it
     */
    using PeerTrace = void (*)(const EidPrefix& eid, const NetworkAddress& address, uint16_t port);

  protected:
    void DoDispose() override;

  private:
    /// What tells a Map-Register from others (section 5.3).
    struct Key
    {
        uint64_t nonce{0};              //!< its nonce
        std::optional<LispXtrId> xtrId; //!< its xTR-ID

        /// @param o another @return true if they are the same
        bool operator==(const Key& o) const
        {
            return nonce == o.nonce && xtrId == o.xtrId;
        }
    };

    /// Hash of a Key.
    struct KeyHash
    {
        /// @param key a key @return its hash; nonces of different routers hardly ever are the same
        std::size_t operator()(const Key& key) const
        {
            return std::hash<uint64_t>()(key.nonce);
        }
    };

    /// An EID-prefix of a Map-Register.
    struct Registered
    {
        EidPrefix eid;           //!< it
        bool isWithdrawn{false}; //!< its record has a TTL of 0
    };

    /// A Map-Register that went on, and is not acknowledged so far.
    struct Pending
    {
        NetworkAddress mapServer;     //!< where it went
        NetworkAddress xtr;           //!< who sent it, by the inner header
        NetworkAddress address;       //!< of the NAT
        uint16_t port{0};             //!< of the NAT
        std::vector<Registered> eids; //!< what it says
    };

    /// @param reception a message @return true if it was for this role
    bool Receive(const LispReception& reception);
    /// @param reception an encapsulated message for a Map-Server @return true if it went on to it
    bool HandOn(const LispReception& reception);
    /// @param reception where it came from @param message a Map-Register, encapsulated
    void Relay(const LispReception& reception, const LispMapRegister& message);
    /// @param reception where it came from @param notify a Map-Notify @return false if it
    /// acknowledges nothing that was relayed
    bool Return(const LispReception& reception, const LispMapNotify& notify);
    /// @param reception where it came from @param notify a Map-Notify that acknowledges nothing
    /// @return false if it is about no EID-prefix that is known
    bool Tell(const LispReception& reception, const LispMapNotify& notify);
    /// @param record what the mapping system says @return true if packets come by this RTR
    bool NamesThis(const LispMappingRecord& record) const;
    /// See LispItr's trace source MappingLearned. @param record a mapping @param source of it
    void OnLearned(const LispMappingRecord& record, const NetworkAddress& source);
    /// @param reception where it came from @param request an Info-Request
    void Answer(const LispReception& reception, const LispInfoMessage& request);
    /**
     * @brief Send a control message as data to a tunnel router behind a NAT.
     * @param octets the message
     * @param source the inner source
     * @param destination the inner destination
     * @param address of the NAT
     * @param port of the NAT
     */
    void SendOverData(const std::vector<uint8_t>& octets,
                      const NetworkAddress& source,
                      const NetworkAddress& destination,
                      const NetworkAddress& address,
                      uint16_t port);

    Ptr<LispXtr> m_rtr;                                  //!< the data plane
    Ptr<LispControlPort> m_port;                         //!< of the node
    LispNatPeers* m_peers{nullptr};                      //!< of the data plane
    std::set<NetworkAddress> m_mapServers;               //!< see AddMapServer
    std::unordered_map<Key, Pending, KeyHash> m_pending; //!< by nonce and xTR-ID
    LispDeadlines<Key, KeyHash> m_deadlines;             //!< of m_pending
    Time m_peerTimeout;                                  //!< attribute PeerTimeout
    Time m_pendingTimeout;                               //!< attribute PendingTimeout
    uint32_t m_maxPeers;                                 //!< attribute MaxPeers

    /// See GetTypeId.
    TracedCallback<const EidPrefix&, const NetworkAddress&, uint16_t> m_peerTrace;
};

} // namespace ns3

#endif /* LISP_NAT_RTR_H */
