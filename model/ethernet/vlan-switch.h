/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef VLAN_SWITCH_H
#define VLAN_SWITCH_H

#include "ethernet-frame.h"
#include "mac-table.h"
#include "switch-drop-reason.h"
#include "switch-port.h"

#include "ns3/event-id.h"
#include "ns3/nstime.h"
#include "ns3/object.h"
#include "ns3/traced-callback.h"

#include <array>
#include <bitset>
#include <functional>
#include <map>
#include <memory>
#include <unordered_map>
#include <vector>

namespace ns3
{

class EthernetNic;
class MulticastSnooper;
class Node;

/// A set of VLANs.
using VlanSet = std::bitset<4096>;

/// What spanning tree lets a port do (IEEE 802.1D-2004 section 7.4).
enum class SwitchPortState : uint8_t
{
    DISCARDING, //!< neither learns nor forwards
    LEARNING,   //!< learns, does not forward
    FORWARDING, //!< both
};

/// @param state a state @return "discarding", "learning" or "forwarding"
const char* ToString(SwitchPortState state);

/**
 * @brief A VLAN-aware Ethernet switch (IEEE 802.1Q-2018): access and trunk ports, learning with
 * ageing, flooding, on a node that may be a router as well.
 *
 * Ports come and go at run time. A frame is forwarded at once, store-and-forward: the time is that
 * of the links. Without spanning tree every port forwards; see SpanningTree. Multicast goes to all
 * ports of its VLAN unless a MulticastSnooper (IGMP snooping) says which want it.
 *
 * Each frame that goes nowhere has a reason (SwitchDropReason), a counter and fires "Drop". A
 * flooded frame that leaves by one port at least is not lost.
 */
class VlanSwitch : public Object
{
  public:
    /// @return the type
    static TypeId GetTypeId();

    VlanSwitch();
    ~VlanSwitch() override;

    /**
     * @brief Make a node a switch: aggregate this to it.
     * @param node the node
     * @throws std::invalid_argument if it is one already
     */
    void Install(Ptr<Node> node);

    /// @return the node; null before Install
    Ptr<Node> GetNode() const;

    // ---- ports -------------------------------------------------------------------------------

    /**
     * @brief Make a NIC of the node a port, in VLAN 1 untagged.
     * @param nic the NIC, which must not have an IP interface
     * @param role what is behind it
     * @return the port
     * @throws std::invalid_argument if the NIC is not the node's, or a port already
     */
    Ptr<SwitchPort> AddNic(Ptr<EthernetNic> nic, SwitchPortRole role = SwitchPortRole::FABRIC);
    /**
     * @brief Add a port, in VLAN 1 untagged.
     * @param port the port
     * @param role what is behind it
     * @throws std::invalid_argument if it is a port of a switch already
     */
    void AddPort(Ptr<SwitchPort> port, SwitchPortRole role = SwitchPortRole::FABRIC);
    /**
     * @brief Take a port out. What was learned on it is forgotten. Allowed while a frame is being
     * forwarded, even one that came in there.
     * @param port a port of this switch
     * @throws std::invalid_argument if it is none
     */
    void RemovePort(Ptr<SwitchPort> port);
    /// @return the ports in the order in which they were added
    std::vector<Ptr<SwitchPort>> GetPorts() const;
    /// @param port a port @return true if it is one of this switch
    bool HasPort(Ptr<const SwitchPort> port) const;
    /// @param nic a NIC @return its port; null if it is none
    Ptr<SwitchPort> FindPort(Ptr<const EthernetNic> nic) const;

    /**
     * @brief Make a port an access port: untagged frames, of one VLAN.
     * @param port a port of this switch
     * @param vlan 1 to 4094
     * @throws std::invalid_argument if there is no such port or VLAN
     */
    void SetAccess(Ptr<SwitchPort> port, uint16_t vlan);
    /**
     * @brief Make a port a trunk: tagged frames of several VLANs.
     * @param port a port of this switch
     * @param vlans the VLANs; see VlanList
     * @param native the VLAN whose frames have no tag; 0: untagged frames are dropped
     * @throws std::invalid_argument if there is no such port or VLAN
     */
    void SetTrunk(Ptr<SwitchPort> port, const VlanSet& vlans, uint16_t native = 0);
    /// @param port a port of this switch @param vlan a VLAN @return true if it is in it
    bool IsMember(Ptr<const SwitchPort> port, uint16_t vlan) const;
    /// @param port a port of this switch @return the VLANs that it is in
    const VlanSet& GetVlans(Ptr<const SwitchPort> port) const;
    /// @param port a port of this switch @return what is behind it
    SwitchPortRole GetRole(Ptr<const SwitchPort> port) const;

    /// @param port a port of this switch @param learns whether source addresses are learned on it
    void SetLearning(Ptr<SwitchPort> port, bool learns);

    // ---- spanning tree and other protocols of the link -----------------------------------------

    /// @param port a port of this switch @param state what it may do
    void SetState(Ptr<SwitchPort> port, SwitchPortState state);
    /// @param port a port of this switch @return what it may do
    SwitchPortState GetState(Ptr<const SwitchPort> port) const;

    /// Gets a frame as it was on the wire, and where it arrived.
    using LinkHandler = std::function<void(const EthernetFrame&, const Ptr<SwitchPort>&)>;
    /**
     * @brief Take frames to a reserved address (01:80:c2:00:00:00 to :0f and :21 are never
     * forwarded, IEEE 802.1Q-2018 section 8.6.3; any other may be taken too), whatever the state of
     * the port. Without a handler they are dropped.
     * @param destination the address
     * @param handler who takes them; null: nobody any more
     */
    void SetLinkHandler(const Mac48Address& destination, LinkHandler handler);

    /// Called with a port that came up, went down, was added or was removed (see HasPort).
    using PortCallback = std::function<void(const Ptr<SwitchPort>&)>;
    /// @param callback to be told of the links of ports, from now on
    void AddPortListener(PortCallback callback);

    /// Says why a frame that came in at one port must not leave by another; NONE: it may.
    using ExitFilter =
        std::function<SwitchDropReason(const Ptr<SwitchPort>& from, const Ptr<SwitchPort>& to)>;
    /// @param filter is asked of each exit that is open; null: nobody any more
    void SetExitFilter(ExitFilter filter);
    /// @param callback to be told of ports whose state SetState has changed, from now on
    void AddStateListener(PortCallback callback);

    /// @param snooper says which ports want which groups; null: all of them
    void SetSnooper(Ptr<MulticastSnooper> snooper);

    // ---- addresses -----------------------------------------------------------------------------

    /// @return what is known of where MAC addresses are
    const MacTable& GetMacTable() const;
    /**
     * @brief Say where an address is, until Forget or RemovePort: it is not learned over, nor does
     * it age.
     * @param vlan its VLAN @param address a MAC address @param port a port of this switch
     * @param yields it is learned over nevertheless, when it sends at another port
     */
    void SetStatic(uint16_t vlan,
                   const Mac48Address& address,
                   Ptr<SwitchPort> port,
                   bool yields = false);
    /**
     * @brief Learn an address from someone who heard it elsewhere, unless the switch has heard it
     * later, or it is static.
     * @param vlan its VLAN @param address a unicast address @param port where it is
     * @param seen when it was heard, not in the future
     */
    void Learn(uint16_t vlan, const Mac48Address& address, Ptr<SwitchPort> port, Time seen);
    /// @param vlan its VLAN @param address a MAC address, static or learned, to be forgotten
    void Forget(uint16_t vlan, const Mac48Address& address);
    /// @param port what was learned there is forgotten; null: what was learned anywhere
    void Flush(Ptr<const SwitchPort> port = nullptr);
    /// @param vlan a VLAN @param address a MAC address @return its port; null: not known
    Ptr<SwitchPort> Locate(uint16_t vlan, const Mac48Address& address) const;

    /**
     * @brief Set how long a learned address is kept without a frame from it; also the attribute.
     * @param ageing more than no time
     */
    void SetAgeingTime(Time ageing);
    /// @return how long a learned address is kept without a frame from it
    Time GetAgeingTime() const;

    // ---- frames --------------------------------------------------------------------------------

    /**
     * @brief A frame arrived on a port.
     * @param port a port of this switch @param frame as it was on the wire
     */
    void Receive(const Ptr<SwitchPort>& port, const EthernetFrame& frame);
    /// @return the port at which the frame came in that is being forwarded or handed to a protocol;
    /// null: none is
    Ptr<SwitchPort> GetIngress() const;
    /**
     * @brief Send a frame of the switch's own out of one port, whatever the port's state.
     * @param port a port of this switch @param frame as it is to be on the wire
     */
    void SendOut(const Ptr<SwitchPort>& port, const EthernetFrame& frame);
    /**
     * @brief Send a frame of the switch's own into a VLAN by one port.
     * @param port a port of this switch @param frame in its VLAN; its tag is made for the port
     * @return false, and nothing is sent, if the port is not in the VLAN, down or does not forward
     */
    bool SendInVlan(const Ptr<SwitchPort>& port, const EthernetFrame& frame);

    /// @param reason a reason @return the frames dropped for it
    uint64_t GetDrops(SwitchDropReason reason) const;
    /// @return the frames that left by the one port that their destination is at
    uint64_t GetForwarded() const;
    /// @return the unicast frames flooded because nobody knew where their destination is
    uint64_t GetFlooded() const;
    /// @return the broadcast and multicast frames that left by one port or more
    uint64_t GetMulticast() const;
    /// @return the times an address was learned at another port than before
    uint64_t GetMoves() const;

    /// Signature of the trace source Drop: a frame from its header on, and why it was dropped.
    typedef void (*DropTracedCallback)(Ptr<const Packet> frame, SwitchDropReason reason);
    /**
     * @brief Signature of the trace sources Learned and Forgotten.
     * @param vlan the VLAN @param address the MAC address @param port where it is, or was
     */
    typedef void (*AddressTracedCallback)(uint16_t vlan,
                                          const Mac48Address& address,
                                          Ptr<SwitchPort> port);

  protected:
    void DoDispose() override;

  private:
    struct Port; // vlan-switch-port.h

    /// @param port a port @return what is known of it @throws std::invalid_argument if not ours
    Port& Get(const Ptr<const SwitchPort>& port) const;
    /// @param port a port @param frame arrived @return false, and dropped, if it must not come in
    bool Classify(Port& port, EthernetFrame& frame);
    /// @param result what came of learning @param vlan the VLAN @param address what was learned
    /// @param port where
    void NoteLearned(MacTable::Result result,
                     uint16_t vlan,
                     const Mac48Address& address,
                     const Ptr<SwitchPort>& port);
    /// @param port where it arrived @param frame in its VLAN, to be sent on
    void Forward(Port& port, const EthernetFrame& frame);
    /// @param from where it arrived @param to where it could leave @param frame a frame
    /// @return NONE if it may
    SwitchDropReason CheckExit(const Port& from, const Port& to, const EthernetFrame& frame) const;
    /// @param to where it leaves @param frame in its VLAN
    void Transmit(Port& to, EthernetFrame frame);
    /// @param from where it arrived @param frame to all others
    void Flood(Port& from, const EthernetFrame& frame);
    /// @param frame is lost @param reason why
    void Drop(const EthernetFrame& frame, SwitchDropReason reason);
    /// @param octets from the header on, are no frame
    void DropMalformed(const Ptr<const Packet>& octets);
    /// @param port whose link changed
    void PortChanged(const Ptr<SwitchPort>& port);
    /// Let old addresses go.
    void Age();

    Ptr<Node> m_node;                                                //!< the switch
    std::vector<std::shared_ptr<Port>> m_ports;                      //!< in order
    std::unordered_map<const SwitchPort*, Port*> m_byPort;           //!< the same
    Ptr<SwitchPort> m_ingress;                                       //!< see GetIngress
    MacTable m_table;                                                //!< learned and static
    Time m_ageing;                                                   //!< attribute AgeingTime
    uint32_t m_maxAddresses;                                         //!< attribute MaxAddresses
    EventId m_ageEvent;                                              //!< the next Age
    std::map<Mac48Address, LinkHandler> m_linkHandlers;              //!< by destination
    std::vector<PortCallback> m_listeners;                           //!< of links
    ExitFilter m_exitFilter;                                         //!< null: all may leave
    std::vector<PortCallback> m_stateListeners;                      //!< of states
    Ptr<MulticastSnooper> m_snooper;                                 //!< null: floods
    std::array<uint64_t, SWITCH_DROP_REASONS> m_drops{};             //!< by reason
    uint64_t m_forwarded{0};                                         //!< see GetForwarded
    uint64_t m_flooded{0};                                           //!< see GetFlooded
    uint64_t m_multicast{0};                                         //!< see GetMulticast
    uint64_t m_moves{0};                                             //!< see GetMoves
    TracedCallback<Ptr<const Packet>, SwitchDropReason> m_dropTrace; //!< "Drop"
    TracedCallback<uint16_t, const Mac48Address&, Ptr<SwitchPort>> m_learnedTrace; //!< "Learned"
    TracedCallback<uint16_t, const Mac48Address&, Ptr<SwitchPort>>
        m_forgottenTrace; //!< "Forgotten"
};

} // namespace ns3

#endif /* VLAN_SWITCH_H */
