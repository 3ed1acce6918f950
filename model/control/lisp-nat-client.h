/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef LISP_NAT_CLIENT_H
#define LISP_NAT_CLIENT_H

#include "lisp-control-port.h"
#include "lisp-registrar.h"

#include "ns3/boolean.h"
#include "ns3/event-id.h"
#include "ns3/lisp-lcaf.h"
#include "ns3/uinteger.h"

#include <vector>

namespace ns3
{

class LispEtr;
class LispXtr;

/**
 * @brief What a tunnel router does about a NAT before it (draft-ermagan-lisp-nat-traversal-19
 * section 5.1).
 *
 * States:
 *
 * - UNKNOWN: Info-Requests go to its Map-Servers in turn, after 1 s, then at doubled intervals up
 * to InfoInterval; nothing is registered.
 * - DIRECT: an Info-Reply has the router's own address and port: all is as without this class.
 * - TRANSLATED: it has another one. EID-prefixes are registered with the locator of an RTR that the
 *   Info-Reply names, through that RTR: each Map-Register in an Encapsulated Control Message from
 *   the data port 4341, by which the RTR learns which port the NAT has for it, with proxy reply
 *   asked for. Packets to other sites all go to the RTR, from port 4341.
 *
 * In either of the latter two an Info-Request follows every InfoInterval. Behind a NAT, one goes to
 * the RTR from the data port every KeepAlive, which keeps the NAT's mapping; from what it answers
 * (see LispNatRtr) the router sees that it has to register anew. After MaxUnanswered of them the
 * next RTR is taken.
 *
 * An Info-Request is signed with the key for the Map-Server, as Map-Registers are, and names the
 * first EID-prefix of the database: one of the router's own, or a dynamic one, be it another site's
 * whose guest it is. Hosts that come to a dynamic one and leave it are registered as without a NAT;
 * that one has left comes by the RTR.
 *
 * Simpler than the draft: one RTR at a time; SMRs and RLOC-probes to this router do not pass the
 * NAT; NATs are of IPv4. Beyond it: the Info-Requests to the RTR; the draft keeps the NAT's mapping
 * by Map-Registers.
 */
class LispNatClient : public Object
{
  public:
    /// Whether there is a NAT.
    enum State
    {
        UNKNOWN,
        DIRECT,
        TRANSLATED,
    };

    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    LispNatClient();
    ~LispNatClient() override;

    /**
     * @brief Give a tunnel router this: aggregate it to the router's node. Its ETR sends an xTR-ID
     * from then on, by which a Map-Server tells tunnel routers behind one RTR apart.
     * @param xtr a tunnel router with an ETR control plane, before the simulation starts
     * @throws std::invalid_argument if it has none, runs already, or has this already
     */
    void Install(Ptr<LispXtr> xtr);

    /// @return whether there is a NAT
    State GetState() const;
    /// @return the address of the NAT; the router's own in state DIRECT; else none
    NetworkAddress GetGlobalAddress() const;
    /// @return the RTR in use; none
    NetworkAddress GetRtr() const;

    /**
     * @brief Signature of the trace source StateChanged.
     * @param state whether there is a NAT
     * @param globalAddress as others see the router
     * @param rtr the RTR in use, or none
     */
    using StateTrace = void (*)(State state,
                                const NetworkAddress& globalAddress,
                                const NetworkAddress& rtr);

  protected:
    void DoInitialize() override;
    void DoDispose() override;

  private:
    /// @param reception a message @return true if it was for this role
    bool Receive(const LispReception& reception);
    /// @param reply an Info-Reply of a Map-Server @param nat what it says
    void Learn(const LispInfoMessage& reply, const LispNatTraversal& nat);
    /// @param reply an Info-Reply of the RTR @param nat what it says
    void OnKeptAlive(const LispInfoMessage& reply, const LispNatTraversal& nat);
    /// @param packet a control message that came as data @param outerSource from whom
    void OnControl(Ptr<Packet> packet, const NetworkAddress& outerSource);
    /// Ask a Map-Server, and again later.
    void AskMapServer();
    /// Ask the RTR, and again later.
    void KeepAlive();
    /// @param place of an RTR in the list: use it
    void UseRtr(std::size_t place);
    /// Leave the RTR.
    void LeaveRtr();
    /// @param octets a signed message @param server where it is to go @return true if that is not
    /// for the ETR to do
    bool Relay(const std::vector<uint8_t>& octets, const LispRegistrar::MapServer& server);
    /// @param key to sign with @param nonce of it @return an Info-Request, signed
    std::vector<uint8_t> MakeRequest(const LispKey& key,
                                     uint64_t nonce,
                                     LispInfoMessage& request) const;
    /// @return the router's own IPv4 locator
    NetworkAddress GetOwn() const;
    /// @param notify what came as data @return true if it is for another tunnel router
    bool IsForOther(const LispMapNotify& notify) const;
    /// Have each Map-Register acknowledged, because that is what tells the RTR. @param all whether;
    /// else as it was before
    void WantMapNotifies(bool all);

    Ptr<LispXtr> m_xtr;                 //!< the data plane
    Ptr<LispEtr> m_etr;                 //!< registers
    Ptr<LispControlPort> m_port;        //!< of the node
    State m_state{UNKNOWN};             //!< whether there is a NAT
    NetworkAddress m_global;            //!< as Map-Servers see the router
    std::vector<NetworkAddress> m_rtrs; //!< that the Map-Server named
    std::size_t m_rtr{0};               //!< the place of the one in use
    std::size_t m_server{0};            //!< the place of the Map-Server asked last
    uint64_t m_infoNonce{0};            //!< of the last Info-Request to a Map-Server
    uint64_t m_keepNonce{0};            //!< of the last one to the RTR; 0: answered
    uint32_t m_unanswered{0};           //!< Info-Requests to the RTR in a row
    Time m_backoff;                     //!< until the next Info-Request to a Map-Server
    EventId m_infoEvent;                //!< of the next one
    EventId m_keepEvent;                //!< of the next one to the RTR
    bool m_isOverData{false};           //!< what is being received came as data
    bool m_wantsAll{false};             //!< see WantMapNotifies
    BooleanValue m_wantBefore;          //!< the ETR's WantMapNotify before that
    UintegerValue m_everyBefore;        //!< its MapNotifyEvery

    Time m_infoInterval;      //!< attribute InfoInterval
    Time m_keepAlive;         //!< attribute KeepAlive
    uint32_t m_maxUnanswered; //!< attribute MaxUnanswered

    /// See GetTypeId.
    TracedCallback<State, const NetworkAddress&, const NetworkAddress&> m_stateTrace;
};

} // namespace ns3

#endif /* LISP_NAT_CLIENT_H */
