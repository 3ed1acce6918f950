/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef LISP_NAT_RTR_H
#define LISP_NAT_RTR_H

#include "lisp-control-port.h"
#include "lisp-deadlines.h"

#include "ns3/lisp-nat-peers.h"

#include <unordered_map>
#include <vector>

namespace ns3
{

class LispXtr;

/**
 * @brief The control plane of an RTR that serves tunnel routers behind NATs
 * (draft-ermagan-lisp-nat-traversal).
 *
 * A Map-Register that comes in an Encapsulated Control Message goes on, as it is, to the Map-Server
 * that the inner header names. When that acknowledges it, the RTR knows that it is genuine: from
 * then on it sends packets for its EID-prefixes to the address and port that the message came from,
 * which the NAT has for the tunnel router's data port, and hands the Map-Notify back by the same
 * way, as data.
 *
 * What the draft leaves open, and how it is here: the RTR shares no key with anybody, and believes
 * a Map-Notify that has the nonce of a Map-Register and comes from the Map-Server it went to. It
 * answers Info-Requests, too, by which tunnel routers keep the NAT's mapping alive and see that it
 * is the same; its Info-Reply is not signed, goes as data, and has a TTL of 0 if it sends nothing
 * to that address and port, as after a restart of either: the tunnel router is then to register at
 * once.
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

    /// Forget every tunnel router, as after a restart.
    void Restart();
    /// @return EID-prefixes behind NATs that are known, those whose time is up included
    std::size_t GetPeers() const;

    /**
     * @brief Signature of the trace source PeerSet.
     * @param eid the EID-prefix
     * @param address of the NAT
     * @param port of the NAT; 0: it has withdrawn
     */
    using PeerTrace = void (*)(const EidPrefix& eid, const NetworkAddress& address, uint16_t port);

  protected:
    void DoDispose() override;

  private:
    /// A Map-Register that went on, and is not acknowledged so far.
    struct Pending
    {
        NetworkAddress mapServer;               //!< where it went
        NetworkAddress xtr;                     //!< who sent it, by the inner header
        NetworkAddress rloc;                    //!< of this RTR, to which it came
        NetworkAddress address;                 //!< of the NAT
        uint16_t port{0};                       //!< of the NAT
        std::vector<LispMappingRecord> records; //!< what it says
    };

    /// @param reception a message @return true if it was for this role
    bool Receive(const LispReception& reception);
    /// @param reception where it came from @param message a Map-Register, encapsulated
    void Relay(const LispReception& reception, const LispMapRegister& message);
    /// @param reception where it came from @param notify a Map-Notify @return false if it
    /// acknowledges nothing that was relayed
    bool Return(const LispReception& reception, const LispMapNotify& notify);
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

    Ptr<LispXtr> m_rtr;                              //!< the data plane
    Ptr<LispControlPort> m_port;                     //!< of the node
    LispNatPeers* m_peers{nullptr};                  //!< of the data plane
    std::unordered_map<uint64_t, Pending> m_pending; //!< by nonce
    LispDeadlines<uint64_t> m_deadlines;             //!< of m_pending
    Time m_peerTimeout;                              //!< attribute PeerTimeout
    Time m_pendingTimeout;                           //!< attribute PendingTimeout
    uint32_t m_maxPeers;                             //!< attribute MaxPeers

    /// See GetTypeId.
    TracedCallback<const EidPrefix&, const NetworkAddress&, uint16_t> m_peerTrace;
};

} // namespace ns3

#endif /* LISP_NAT_RTR_H */
