/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef VPC_DOMAIN_H
#define VPC_DOMAIN_H

#include "switch-drop-reason.h"
#include "switch-port.h"
#include "vpc-drop-reason.h"
#include "vpc-message.h"

#include "ns3/event-id.h"
#include "ns3/nstime.h"
#include "ns3/traced-callback.h"

#include <array>
#include <map>
#include <memory>
#include <unordered_map>
#include <utility>
#include <vector>

namespace ns3
{

class VlanSwitch;

/// What a switch of a pair knows of the other one.
enum class VpcPeerState : uint8_t
{
    NONE,  //!< not heard of yet
    ALIVE, //!< heard of on the peer-link
    LOST,  //!< the peer-link went down; whether the peer lives is not known yet
    SPLIT, //!< the peer-link is down, and the peer lives
    DEAD,  //!< nothing heard of it for the hold time
};

/// @param state a state @return "none", "alive", "lost", "split" or "dead"
const char* ToString(VpcPeerState state);

/// Which switch of a pair goes on alone when the peer-link goes down and both live.
enum class VpcRole : uint8_t
{
    NONE,      //!< no peer heard of yet
    PRIMARY,   //!< this one: of lower priority, then of lower MAC address
    SECONDARY, //!< the peer
};

/**
 * @brief One switch of a pair that shares bundles: multi-chassis link aggregation, as vPC does it.
 *
 * A vPC is a bundle whose links end at two switches, while its far end (a switch with a LinkBundle,
 * or another such pair: back-to-back) sees one. Each switch has an instance of this class, and they
 * share nothing but VpcMessage frames over the peer-link, a trunk between the two.
 *
 * - **No loop, nothing twice.** A frame that came by the peer-link does not leave by a vPC whose
 *   member at the peer is up: the peer has sent it there. A member that comes up carries nothing
 *   until the peer has acknowledged to know of it; the peer-link carries no frames out until the
 * peer has acknowledged all that is up here. As the peer-link keeps frames in order, news of a
 * member that went down is never ahead of what it still carried. While news is under way, a frame
 * may be lost; none is doubled.
 * - **Addresses** heard at one switch are told to the other, which has them at its own member of
 * the same vPC, or else at the peer-link; nothing is learned on the peer-link. What was heard last
 *   holds. All are told anew every RefreshInterval, so that a lost message heals.
 * - **The peer-link goes down.** Both go on until it is clear what happened. If the peer is heard
 * on the keepalive link, the secondary suspends its vPC members (their far ends see link-down)
 * until the peer-link is back or the peer is dead. If it is not heard for the hold time, it is
 * dead, and nothing is suspended. Without a keepalive link it is taken for dead.
 * - **A switch comes back.** One whose peer-link and vPC members all went down, while the peer was
 * not known to be dead, has itself failed; it keeps its members down until it hears the peer and
 *   DelayRestore has passed, or until RecoveryDelay has passed without a peer.
 *
 * Two chassis that are one logical switch (VSS) need nothing of this: they are one VlanSwitch.
 *
 * **Scope and limitations.** The keepalive link is a cable, not a path over IP. vPC ports are to be
 * outside a spanning tree: the two switches are two bridges to it. Multicast snooping has the
 * groups of a host at the port where the host's address is; queries are not synchronised.
 */
class VpcDomain : public Object
{
  public:
    /// @return the type
    static TypeId GetTypeId();

    VpcDomain();
    ~VpcDomain() override;

    /**
     * @brief Make a switch one of a pair: aggregate this to its node.
     * @param lanSwitch the switch, on a node
     * @param domain the same number at both switches
     * @param peerLink a port of the switch: the trunk to the other one, with all VLANs of the vPCs
     * @throws std::invalid_argument if the port is not the switch's, or the switch is in a pair
     */
    void Install(Ptr<VlanSwitch> lanSwitch, uint16_t domain, Ptr<SwitchPort> peerLink);
    /**
     * @brief Give the pair a second link, by which they know which of them lives.
     * @param port a port that belongs to no switch, such as a NicPort
     * @throws std::invalid_argument if it belongs to one, or there is a keepalive link already
     */
    void SetKeepaliveLink(Ptr<SwitchPort> port);
    /**
     * @brief Make a port this switch's end of a vPC.
     * @param number the same at both switches, 1 to 4094
     * @param port a port of the switch: a LinkBundle, a NIC's port, a LAN extension
     * @throws std::invalid_argument if the number is taken or cannot be, or the port is in use
     */
    void AddVpc(uint16_t number, Ptr<SwitchPort> port);

    /// @return what is known of the peer
    VpcPeerState GetPeerState() const;
    /// @return which of the two this is
    VpcRole GetRole() const;
    /// @param number a vPC @return true if this switch's member carries frames
    bool IsInUse(uint16_t number) const;
    /// @param number a vPC @return true if the peer's member is up, as far as the peer has said
    bool IsPeerUp(uint16_t number) const;
    /// @return true if the vPC members are kept down: suspended, or after a return
    bool IsHolding() const;

    /// @return copies of frames that came by the peer-link and were kept from a vPC
    uint64_t GetFiltered() const;
    /// @return messages sent, on either link
    uint64_t GetSent() const;
    /// @return messages heard and heeded
    uint64_t GetReceived() const;
    /// @param reason a reason @return the messages, or addresses, dropped for it
    uint64_t GetDrops(VpcDropReason reason) const;

    /// Signature of the trace source PeerState.
    typedef void (*StateTracedCallback)(VpcPeerState before, VpcPeerState now);
    /// Signature of the trace source Vpc: a vPC, and whether the member carries frames.
    typedef void (*VpcTracedCallback)(uint16_t number, bool inUse);
    /// Signature of the trace source Holding: whether members are kept down from now on.
    typedef void (*HoldingTracedCallback)(bool holding);
    /// Signature of the trace source Drop: a message (null: an address in it), and why.
    typedef void (*DropTracedCallback)(Ptr<const Packet> message, VpcDropReason reason);

  protected:
    void DoDispose() override;

  private:
    struct Vpc;

    /// Why members are kept down.
    enum class Hold : uint8_t
    {
        NO,        //!< they are not
        SUSPENDED, //!< the peer goes on alone
        RETURNING, //!< this switch had failed
    };

    /// Where the peer said that an address is.
    struct Told
    {
        uint16_t vpc; //!< there; 0: at another port of the peer
        Time seen;    //!< when the peer heard it
        Time heard;   //!< when the peer said so
    };

    using AddressKey = std::pair<uint16_t, Mac48Address>; //!< VLAN and address

    /// The first event: all is configured.
    void Start();
    /// Say hello, from now on.
    void Tick();
    /// @param port of the switch, whose link changed, or which was removed
    void PortChanged(const Ptr<SwitchPort>& port);
    /// @param up whether the peer-link is
    void PeerLinkChanged(bool up);
    /// @param vpc a vPC @param up whether the member is
    void MemberChanged(Vpc& vpc, bool up);
    /// @param vpc whose member carries frames from now on
    void Use(Vpc& vpc);
    /// @param from where a frame came in @param to where it could leave @return why it must not
    SwitchDropReason Filter(const Ptr<SwitchPort>& from, const Ptr<SwitchPort>& to);
    // In vpc-domain-peer.cc.
    /// @param frame arrived @param port there: the peer-link, the keepalive link, or another
    void Hear(const EthernetFrame& frame, const Ptr<SwitchPort>& port);
    /// @param hello heard on the peer-link
    void HearHello(const VpcMessage& hello);
    /// @param hello heard on the keepalive link
    void HearKeepalive(const VpcMessage& hello);
    /// @param message of the peer: it lives
    void NotePeer(const VpcMessage& message);
    /// @param state what the peer is from now on
    void SetPeerState(VpcPeerState state);
    /// Neither heed what the peer said, nor count on what it knows, from now on.
    void ForgetPeer();
    /// Have we failed ourselves? Asked when all that happens at one instant has happened.
    void Judge();
    /// @param hold why members are to be kept down from now on
    void HoldDown(Hold hold);
    /// Keep members down no longer.
    void Release();
    /// Say hello on both links.
    void SendHello();
    /// @param message to be sent @param port there
    void Send(const VpcMessage& message, const Ptr<SwitchPort>& port);
    /// @param type of a message @return it, filled in but for its records
    VpcMessage MakeMessage(VpcMessage::Type type) const;
    /// @param message dropped; null: an address in it @param reason why
    void Drop(Ptr<const Packet> message, VpcDropReason reason);

    // In vpc-domain-addresses.cc.
    /// An address was learned. See VlanSwitch::AddressTracedCallback.
    void Learned(uint16_t vlan, const Mac48Address& address, Ptr<SwitchPort> port);
    /// @param message with addresses
    void TakeAddresses(const VpcMessage& message);
    /// @param key an address @param told where the peer heard it
    void Place(const AddressKey& key, const Told& told);
    /// @param vpc whose member is in use from now on, or no longer
    void PlaceAll(const Vpc& vpc);
    /// Tell the peer all addresses that were heard here.
    void SendAddresses();
    /// Tell them anew, and again after RefreshInterval.
    void Refresh();

    Ptr<VlanSwitch> m_switch;                                     //!< this one
    Ptr<SwitchPort> m_peerLink;                                   //!< its trunk to the other
    Ptr<SwitchPort> m_keepaliveLink;                              //!< may be null
    uint16_t m_domain{0};                                         //!< number
    Mac48Address m_system;                                        //!< names this switch
    std::vector<std::unique_ptr<Vpc>> m_vpcs;                     //!< in order
    std::unordered_map<const SwitchPort*, Vpc*> m_byPort;         //!< the same
    uint16_t m_priority;                                          //!< attribute Priority
    Time m_helloInterval;                                         //!< attribute HelloInterval
    Time m_holdTime;                                              //!< attribute HoldTime
    Time m_refreshInterval;                                       //!< attribute RefreshInterval
    Time m_delayRestore;                                          //!< attribute DelayRestore
    Time m_recoveryDelay;                                         //!< attribute RecoveryDelay
    bool m_suspend;                                               //!< SuspendOnPeerLinkLoss
    uint32_t m_maxAddresses;                                      //!< attribute MaxAddresses
    VpcPeerState m_state{VpcPeerState::NONE};                     //!< of the peer
    Mac48Address m_peerSystem;                                    //!< names the peer
    uint16_t m_peerPriority{0};                                   //!< the peer's
    bool m_peerHolds{false};                                      //!< it keeps its members down
    uint32_t m_sequence{1};                                       //!< of what is up here
    uint32_t m_linkSequence{1};                                   //!< when the peer-link came up
    uint32_t m_acknowledged{0};                                   //!< what the peer knows of it
    uint32_t m_heard{0};                                          //!< of what is up at the peer
    bool m_isRunning{false};                                      //!< all is configured
    bool m_open{false};                                           //!< the peer-link carries out
    bool m_placing{false};                                        //!< what the peer said
    Hold m_hold{Hold::NO};                                        //!< see IsHolding
    EventId m_helloEvent;                                         //!< the next Tick
    EventId m_holdEvent;                                          //!< the peer is dead then
    EventId m_refreshEvent;                                       //!< the next Refresh
    EventId m_judgeEvent;                                         //!< Judge
    EventId m_releaseEvent;                                       //!< Release
    std::map<AddressKey, Told> m_told;                            //!< by the peer
    uint64_t m_filtered{0};                                       //!< see GetFiltered
    uint64_t m_sent{0};                                           //!< see GetSent
    uint64_t m_received{0};                                       //!< see GetReceived
    std::array<uint64_t, VPC_DROP_REASONS> m_drops{};             //!< by reason
    TracedCallback<VpcPeerState, VpcPeerState> m_stateTrace;      //!< "PeerState"
    TracedCallback<uint16_t, bool> m_vpcTrace;                    //!< "Vpc"
    TracedCallback<bool> m_holdingTrace;                          //!< "Holding"
    TracedCallback<Ptr<const Packet>, VpcDropReason> m_dropTrace; //!< "Drop"
};

} // namespace ns3

#endif /* VPC_DOMAIN_H */
