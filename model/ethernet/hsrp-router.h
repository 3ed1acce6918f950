/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef HSRP_ROUTER_H
#define HSRP_ROUTER_H

#include "ethernet-frame.h"
#include "hsrp-drop-reason.h"
#include "hsrp-message.h"

#include "ns3/event-id.h"
#include "ns3/net-device.h"
#include "ns3/nstime.h"
#include "ns3/object.h"
#include "ns3/random-variable-stream.h"
#include "ns3/traced-callback.h"

#include <array>
#include <ostream>
#include <string>
#include <vector>

namespace ns3
{

class SviDevice;

/**
 * @brief A router of an HSRP group (RFC 2281): on one gateway port, for one virtual address.
 *
 * While it is active it has the virtual IP and MAC addresses: it answers ARP requests and Neighbor
 * Solicitations for the one with the other, receives what is sent to them, and answers ping. The
 * virtual IP address is on no interface but the loopback (see AddNodeAddress), so that ns-3's own
 * ARP does not answer with the port's MAC address, while whoever listens to ARP hears it all.
 *
 * Version 1 is for IPv4, version 2 for both families, one HsrpRouter each. A gateway port has no
 * link that goes down: Stop stands for that. It sends no router advertisements.
 *
 * Where the RFC's table says nothing of a timer that ran out while a router spoke, the timer stays
 * run out: a router that becomes standby without having heard an active one is active at once.
 */
class HsrpRouter : public Object
{
  public:
    /// @return the type
    static TypeId GetTypeId();

    HsrpRouter();
    ~HsrpRouter() override;

    /**
     * @brief Put the router on a gateway port, which keeps it from then on. It starts when the
     * simulation runs. Version and VirtualMac are to be set before.
     * @param svi a port with an IP interface of the family
     * @param group 0 to 255, with version 2 to 4095
     * @param virtualAddress the gateway's address; 0.0.0.0: learn it from the active router; :: is
     * the link-local address made of the virtual MAC address
     * @throws std::invalid_argument if one of these or the attributes do not fit together
     */
    void Install(Ptr<SviDevice> svi, uint16_t group, const NetworkAddress& virtualAddress);

    /**
     * @brief Let a link that the gateway depends on count.
     * @param device while its link or its IP interface is down
     * @param decrement the priority is lower by this
     */
    void TrackInterface(Ptr<NetDevice> device, uint8_t decrement = 10);

    /// Take part, from Initial (RFC 2281 section 5.5, event a).
    void Start();
    /// Take part no more; an active router resigns first (RFC 2281 section 5.5, event b).
    void Stop();

    /// @return the state
    HsrpState GetState() const;
    /// @return the group's number
    uint16_t GetGroup() const;
    /// @return the address family of the virtual address
    AddressFamily GetFamily() const;
    /// @return the virtual address; 0.0.0.0 until it is learned
    const NetworkAddress& GetVirtualAddress() const;
    /// @return the virtual MAC address
    Mac48Address GetVirtualMac() const;
    /// @return the priority, lowered by the tracked links that are down
    uint32_t GetPriority() const;
    /// @return the active router's address as far as known; of no family if it is not
    NetworkAddress GetActiveRouter() const;
    /// @return the standby router's address as far as known; of no family if it is not
    NetworkAddress GetStandbyRouter() const;

    /// @param opcode an operation @return the messages of it sent
    uint64_t GetSent(HsrpOpcode opcode) const;
    /// @param opcode an operation @return the messages of it taken notice of
    uint64_t GetReceived(HsrpOpcode opcode) const;
    /// @param reason a reason @return the messages not taken notice of for it
    uint64_t GetDrops(HsrpDropReason reason) const;
    /// @return the ARP requests and Neighbor Solicitations for the virtual address answered
    uint64_t GetAnswered() const;
    /// @return the messages of the group that name another virtual address than this router has
    uint64_t GetAddressMismatches() const;

    /**
     * @brief Print one line: VLAN, group, priority, P if it preempts, state, active and standby
     * router, virtual address.
     * @param os the stream
     */
    void Print(std::ostream& os) const;

    /**
     * @brief Fix the random numbers of the jitter of Hellos.
     * @param stream the first stream @return how many are used
     */
    int64_t AssignStreams(int64_t stream);

    /// Signature of the trace source StateChanged.
    typedef void (*StateTracedCallback)(HsrpState before, HsrpState after);
    /// Signature of the trace source Drop: the frame's payload, and why it had no effect.
    typedef void (*DropTracedCallback)(Ptr<const Packet> packet, HsrpDropReason reason);

  protected:
    void DoDispose() override;

  private:
    /// A link that counts.
    struct Tracked
    {
        Ptr<NetDevice> device; //!< it
        uint8_t decrement;     //!< how much
    };

    /// @param text the authentication; at most 8 characters
    void SetAuthentication(const std::string& text);
    /// @return the authentication
    std::string GetAuthentication() const;
    /// @throws std::invalid_argument if the attributes do not fit together
    void Check() const;
    /// Event a.
    void Begin();

    /// @param frame a frame of the VLAN @return true if it is a message for this group
    bool Intercept(const EthernetFrame& frame);
    /// @param frame an HSRP message @return true if it is for this group
    bool ReceiveHsrp(const EthernetFrame& frame);
    /// @param message what it says @param source from whom @return NONE if it is to be acted upon
    HsrpDropReason Judge(const HsrpMessage& message, const NetworkAddress& source) const;
    /// @param frame ARP or IPv6: answered if it asks for the virtual address
    void AnswerNeighbor(const EthernetFrame& frame);

    // RFC 2281 section 5.5: what a message or a timer makes of the state.

    /// @param message a Hello @param source its sender @param isHigher than this router
    void HearHello(const HsrpMessage& message, const NetworkAddress& source, bool isHigher);
    /// @param message a Hello of the active router @param isHigher than this router
    void HearActive(const HsrpMessage& message, bool isHigher);
    /// @param message a Hello of the standby router @param isHigher than this router
    void HearStandby(const HsrpMessage& message, bool isHigher);
    /// A higher router is to be active.
    void HearCoup();
    /// The active router resigns.
    void HearResign();
    /// The active router is not heard any more.
    void ActiveExpires();
    /// The standby router is not heard any more.
    void StandbyExpires();
    /// It is time for a Hello.
    void HelloExpires();

    // RFC 2281 section 5.6: the actions.

    /// @param hold how long the active router is believed in
    void StartActiveTimer(Time hold);
    /// @param hold how long the standby router is believed in
    void StartStandbyTimer(Time hold);
    /// The next Hello is due one jittered Hellotime from now.
    void StartHelloTimer();
    /// @param opcode what to send, with the current state
    void Send(HsrpOpcode opcode);
    /// Tell the LAN where the virtual address is.
    void Announce();
    /// @param state the next state, with what comes and goes with it
    void Enter(HsrpState state);
    /// To Standby, and on if no active router is there.
    void EnterStandby();
    /// To Active, with the messages that say so.
    void EnterActive();

    /// @return this router's own address on the port; none if it has none
    NetworkAddress GetOwnAddress() const;
    /// @param address of a sender @return true if it is of this link
    bool IsOfLink(const NetworkAddress& address) const;

    Ptr<SviDevice> m_svi;                  //!< the gateway port
    uint16_t m_group{0};                   //!< number
    NetworkAddress m_virtualAddress;       //!< the gateway's
    bool m_isLearned{false};               //!< the virtual address is not configured
    Mac48Address m_virtualMac;             //!< attribute VirtualMac, then the one in use
    uint8_t m_version;                     //!< attribute Version
    uint8_t m_priority;                    //!< attribute Priority
    bool m_preempt;                        //!< attribute Preempt
    Time m_preemptDelay;                   //!< attribute PreemptDelay
    Time m_helloTime;                      //!< attribute HelloTime
    Time m_holdTime;                       //!< attribute HoldTime
    double m_jitter;                       //!< attribute HelloJitter
    HsrpMessage::Secret m_secret;          //!< attribute Authentication
    Ptr<UniformRandomVariable> m_random;   //!< of the jitter
    std::vector<Tracked> m_tracked;        //!< links
    bool m_isEnabled{true};                //!< not stopped
    HsrpState m_state{HsrpState::INITIAL}; //!< the state
    Time m_started;                        //!< when it began
    NetworkAddress m_active;               //!< who is active; none: not known
    NetworkAddress m_standby;              //!< who is standby; none: not known
    EventId m_activeTimer;                 //!< RFC 2281 section 5.4
    EventId m_standbyTimer;                //!< RFC 2281 section 5.4
    EventId m_helloTimer;                  //!< RFC 2281 section 5.4
    uint16_t m_identification{0};          //!< of the next IPv4 header
    std::array<uint64_t, 3> m_sent{};      //!< by operation
    std::array<uint64_t, 3> m_received{};  //!< by operation
    std::array<uint64_t, HSRP_DROP_REASONS> m_drops{};             //!< by reason
    uint64_t m_answered{0};                                        //!< see GetAnswered
    uint64_t m_mismatches{0};                                      //!< see GetAddressMismatches
    TracedCallback<HsrpState, HsrpState> m_stateTrace;             //!< "StateChanged"
    TracedCallback<Ptr<const Packet>, HsrpDropReason> m_dropTrace; //!< "Drop"
};

} // namespace ns3

#endif /* HSRP_ROUTER_H */
