/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef LISP_LAN_EXTENSION_H
#define LISP_LAN_EXTENSION_H

#include "ns3/deadline-timer.h"
#include "ns3/event-id.h"
#include "ns3/lan-extension.h"
#include "ns3/lisp-drop-reason.h"
#include "ns3/lisp-frame-receiver.h"
#include "ns3/lisp-pending-queue.h"
#include "ns3/locator-set.h"
#include "ns3/nstime.h"
#include "ns3/vlan-switch.h"

#include <map>
#include <set>
#include <unordered_map>
#include <utility>
#include <vector>

namespace ns3
{

class LispEtr;
class LispXtr;
class LocatorSetPool;
class Node;
struct LispMapCacheEntry;

/**
 * @brief A LAN extension over LISP: Ethernet frames in LISP-GPE (RFC 9305), MAC addresses as EIDs
 * in the mapping system (draft-ietf-lisp-eid-mobility, "Layer 2 extension").
 *
 * A port of a switch on a node that is a tunnel router. Each VLAN is an instance. What the switch
 * learns at its other ports is registered as MAC EIDs, in the VLANs of which this edge device is
 * the forwarder, and withdrawn when the switch forgets it. A unicast frame goes to the locator that
 * the map-cache has for its destination.
 *
 * The edge device also registers ff:ff:ff:ff:ff:ff of each instance, together with all others that
 * carry the VLAN (merged registrations, RFC 9301 section 5.6): the Map-Server tells each of them
 * who all of them are. Broadcast, multicast and unknown unicast frames go to each of these as a
 * copy (head-end replication), and frames of nobody else are taken. What comes out of the tunnel
 * goes to the switch and never back into it. When somebody joins or leaves, mappings of the
 * instance go: a data centre whose forwarder has changed is so found again.
 *
 * A frame whose source comes from elsewhere than the map-cache says makes that mapping go: the
 * mapping system is asked anew, rather than the frame believed. A host that is heard elsewhere, or
 * that a Map-Server says is registered elsewhere, is away: frames that still come for it are
 * dropped, and their sender is solicited (SMR).
 *
 * Two edge devices of one data centre take part in a SiteElection.
 *
 * **Scope and limitations.** The draft registers the group as (S,G), this as a MAC EID. Without a
 * group in the core (no underlay multicast), no answering of ARP from the mapping system. The outer
 * header says nothing of the frame's priority or ECN.
 */
class LispLanExtension : public LanExtension, private LispFrameReceiver
{
  public:
    /// @return the type
    static TypeId GetTypeId();

    LispLanExtension();
    ~LispLanExtension() override;

    /**
     * @brief Become a port of a switch. Add VLANs, too. To take it away for good, take it out of
     * the switch and call Dispose.
     * @param lanSwitch of a node with LispXtr, LispItr and LispEtr
     * @throws std::invalid_argument if the node lacks one of these or has no locator, or another
     * one of these extensions
     */
    void Install(Ptr<VlanSwitch> lanSwitch);
    /**
     * @brief Stretch a VLAN.
     * @param vlan 1 to 4094
     * @param instanceId its instance, the same in all data centres: 1 to 16777215
     * @throws std::invalid_argument if there is no such VLAN or instance ID, or one of them is
     * stretched already, or Install was not called
     */
    void AddVlan(uint16_t vlan, uint32_t instanceId);

    /// @param vlan a VLAN @return its instance; 0: it is not stretched
    uint32_t GetInstanceId(uint16_t vlan) const;
    /// @param vlan a VLAN @return the locators of the other data centres, to which copies go
    std::vector<NetworkAddress> GetPeers(uint16_t vlan) const;
    /// @return packets sent that carry frames: of one frame as many as there are copies
    uint64_t GetCopies() const;
    /// @return unicast frames sent to all because nobody told where their destination is
    uint64_t GetFlooded() const;
    /// @return mappings that went because a frame came from elsewhere
    uint64_t GetRefuted() const;
    /// @return frames that wait for a mapping
    std::size_t GetWaiting() const;

    bool IsUp() const override;
    std::string GetName() const override;

    /// @param instanceId an instance @return the EID of all who take broadcasts of it
    static EidPrefix GetGroup(uint32_t instanceId);
    /// @param instanceId an instance @return the EID-prefix of all MAC addresses in it
    static EidPrefix GetAll(uint32_t instanceId);

  protected:
    void DoDispose() override;
    void Carry(const EthernetFrame& frame) override;
    void ForwarderChanged(uint16_t vlan, bool forwards) override;

  private:
    /// A VLAN that is stretched.
    struct Segment
    {
        uint16_t vlan{0};               //!< the VLAN
        uint32_t instanceId{0};         //!< its instance
        Ptr<const LocatorSet> locators; //!< of all who carry it; null: not known
        bool isRegistered{false};       //!< this edge device has registered what is here
    };

    /// A MAC address in a VLAN.
    using Reach = std::pair<uint16_t, Mac48Address>;

    bool ReceiveFrame(Ptr<const Packet> frame,
                      uint32_t instanceId,
                      const NetworkAddress& source) override;
    void MappingChanged(const EidPrefix& prefix) override;
    void ResolutionFailed(const EidPrefix& prefix) override;

    /// Nobody is to call this any more.
    void Release();
    /// @param vlan a VLAN @return its segment; null: it is not stretched
    Segment* Find(uint16_t vlan);
    /// @param vlan a VLAN @return its segment; null: it is not stretched
    const Segment* Find(uint16_t vlan) const;
    /// @param segment its VLAN's @param frame to a group, or to a destination that is unknown
    void Replicate(const Segment& segment, const EthernetFrame& frame);
    /// @param segment its VLAN's @param frame to a destination without a mapping that helps
    /// @param isToBeAsked false: a negative one holds
    void HandleUnknown(const Segment& segment, const EthernetFrame& frame, bool isToBeAsked);
    /// @param segment its VLAN's @param frame to be sent @param locator to where
    /// @param flow the hash of its flow @return why it did not go; NONE: it did
    LispDropReason Transmit(const Segment& segment,
                            const EthernetFrame& frame,
                            const LocatorSet::Locator& locator,
                            uint32_t flow);
    /// @param segment its VLAN's @param frame that came, to a host that is not here
    /// @param source who is to ask anew where that is
    void Solicit(const Segment& segment, const EthernetFrame& frame, const NetworkAddress& source);
    /// @param segment its VLAN's @param frame that came @param source where from
    void HearSource(const Segment& segment,
                    const EthernetFrame& frame,
                    const NetworkAddress& source);

    /// The simulation begins.
    void Start();
    /// See LispEtr's trace source Merged. @param eid whose locators changed
    void Merged(const EidPrefix& eid);
    /// @param segment whose peers are to be looked up. If they are others than before, so may be
    /// who carries an address: all are asked for anew
    void LearnPeers(Segment& segment);
    /// The switch has learned an address. See VlanSwitch::AddressTracedCallback.
    void Learned(uint16_t vlan, const Mac48Address& mac, Ptr<SwitchPort> port);
    /// The switch has forgotten an address. See VlanSwitch::AddressTracedCallback.
    void Forgotten(uint16_t vlan, const Mac48Address& mac, Ptr<SwitchPort> port);
    /// Withdraw what was forgotten WithdrawDelay ago and not heard since.
    void WithdrawForgotten();
    /// @param mac a MAC address @return true if it is not to be registered
    bool IsKeptHere(const Mac48Address& mac) const;
    /// Register what is here in the VLANs that this edge device carries, and withdraw it in others.
    void Resync();
    /// @param segment that this edge device carries from now on
    void Register(Segment& segment);
    /// @param segment that it does not carry any more
    void Withdraw(Segment& segment);
    /// Register the addresses of gateway ports, which the switch does not learn.
    void RegisterGateways();
    /// The same, and again after a while.
    void RegisterPeriodically();

    Ptr<VlanSwitch> m_switch;                           //!< of the edge device
    Ptr<Node> m_node;                                   //!< the edge device
    Ptr<LispXtr> m_xtr;                                 //!< its data plane
    Ptr<LispEtr> m_etr;                                 //!< its control plane
    std::unordered_map<uint16_t, Segment> m_segments;   //!< by VLAN
    std::unordered_map<uint32_t, uint16_t> m_instances; //!< VLANs by instance
    LispPendingQueue m_waiting;                         //!< frames, with their tags
    std::map<Reach, Time> m_forgotten;                  //!< registered still, and how long
    DeadlineTimer m_forgottenTimer;                     //!< next WithdrawForgotten
    std::set<Reach> m_gateways;                         //!< registered addresses of gateway ports
    EventId m_startEvent;                               //!< Start
    EventId m_resyncEvent;                              //!< next Resync
    EventId m_gatewayEvent;                             //!< next RegisterPeriodically
    bool m_hasStarted{false};                           //!< see Start
    bool m_floodUnknown;                                //!< attribute FloodUnknown
    bool m_checkPeers;                                  //!< attribute CheckPeers
    uint32_t m_waitingPerAddress;                       //!< attribute WaitingPerAddress
    uint32_t m_waitingTotal;                            //!< attribute WaitingTotal
    Time m_waitingTimeout;                              //!< attribute WaitingTimeout
    Time m_withdrawDelay;                               //!< attribute WithdrawDelay
    uint64_t m_copies{0};                               //!< see GetCopies
    uint64_t m_flooded{0};                              //!< see GetFlooded
    uint64_t m_refuted{0};                              //!< see GetRefuted
};

} // namespace ns3

#endif /* LISP_LAN_EXTENSION_H */
