/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef OTV_EXTENSION_H
#define OTV_EXTENSION_H

#include "lan-extension.h"
#include "otv-isis.h"
#include "otv-neighbor-cache.h"

#include "ns3/address.h"
#include "ns3/deadline-timer.h"
#include "ns3/network-address.h"
#include "ns3/vlan-switch.h"

#include <map>
#include <set>
#include <unordered_map>
#include <vector>

namespace ns3
{

class NetDevice;
class Node;
class Socket;

/**
 * @brief Overlay Transport Virtualization (draft-hasmit-otv-04): a LAN extension that carries
 * Ethernet frames in UDP and knows from IS-IS which MAC address is in which data centre.
 *
 * A unicast frame goes to the one edge device that advertises its destination, and nowhere if none
 * does: there is no flooding over the overlay. Broadcast and multicast go to all edge devices of
 * other data centres, as copies or by the control group. A request for the MAC address of a host
 * that is known to be elsewhere is answered here.
 *
 * What the switch learns at its other ports is advertised, in the VLANs of which this edge device
 * is the forwarder; what others advertise is told to the switch, as addresses that yield when they
 * are heard here. The latest to advertise an address has it: where it was before, it is withdrawn.
 * What the switch forgets for any other reason may be heard again at once, as after a change of the
 * spanning tree: it is withdrawn if it is not within WithdrawDelay.
 *
 * Two edge devices of one data centre have the same site number, take part in a SiteElection, and
 * have no data for each other.
 */
class OtvExtension : public LanExtension, private OtvIsis::User
{
  public:
    /// @return the type
    static TypeId GetTypeId();

    OtvExtension();
    ~OtvExtension() override;

    /**
     * @brief Become a port of a switch. Tell it the adjacency server or the control group, too. To
     * take it away for good, take it out of the switch and call Dispose.
     * @param lanSwitch of the edge device
     * @param local an IPv4 or IPv6 address of the edge device: the join interface's
     * @param vlans to be extended
     * @throws std::invalid_argument if the address is not one of the node's
     */
    void Install(Ptr<VlanSwitch> lanSwitch, const NetworkAddress& local, const VlanSet& vlans);
    /**
     * @brief Do without multicast in the core.
     * @param server the address of the edge device that tells the others; our own: this one does
     * @throws std::invalid_argument if it is not of the local address's family
     */
    void SetAdjacencyServer(const NetworkAddress& server);
    /**
     * @brief Use multicast in the core, whose routes are not made here.
     * @param group an IPv4 multicast group, the same at all edge devices
     * @throws std::invalid_argument if it is none, or the local address is not IPv4
     */
    void SetControlGroup(Ipv4Address group);

    /// @return its IS-IS: its attributes are set there, before the simulation begins
    Ptr<OtvIsis> GetIsis() const;
    /// @return the local address
    const NetworkAddress& GetLocal() const;
    /// @return the name of this edge device on the overlay
    const IsisSystemId& GetSystemId() const;
    /**
     * @param vlan a VLAN @param mac a MAC address
     * @return the edge device that has it; of no family if none advertises it
     */
    NetworkAddress Locate(uint16_t vlan, const Mac48Address& mac) const;
    /// @return MAC addresses that others advertise
    std::size_t GetRemoteAddresses() const;
    /// @return datagrams sent that carry frames: of one frame as many as there are copies
    uint64_t GetCopies() const;
    /// @return what is known of the neighbours elsewhere
    const OtvNeighborCache& GetNeighborCache() const;

    bool IsUp() const override;
    std::string GetName() const override;

  protected:
    void DoDispose() override;
    void Carry(const EthernetFrame& frame) override;
    void ForwarderChanged(uint16_t vlan, bool forwards) override;

  private:
    /// That an edge device has a MAC address.
    struct Claim
    {
        IsisLspId by;      //!< the LSP that says so
        NetworkAddress at; //!< the edge device
        Address to;        //!< the same, as the socket wants it
    };

    /// Those who claim an address; the latest is the last.
    using Claims = std::vector<Claim>;

    void SendPdu(const IsisOctets& pdu, const NetworkAddress& to) override;
    void Advertised(const IsisLspId& by,
                    const NetworkAddress& at,
                    uint16_t vlan,
                    const Mac48Address& mac) override;
    void Withdrawn(const IsisLspId& by, uint16_t vlan, const Mac48Address& mac) override;
    void PeersChanged() override;

    /// The simulation begins.
    void Start();
    /// The simulation ends: until then this is kept.
    void End();
    /// @param address to be bound to @return a socket
    Ptr<Socket> MakeSocket(const Address& address);
    /// @param address of an edge device @return the same, as the socket wants it
    static Address MakeAddress(const NetworkAddress& address);
    /// @param frame with its tag @param to an edge device or the control group
    /// @return false if it is too large
    bool SendFrame(const EthernetFrame& frame, const Address& to);
    /// @param socket has something for us
    void Receive(Ptr<Socket> socket);
    /// @param packet came @param from an address
    void ReceivePacket(Ptr<Packet> packet, const NetworkAddress& from);
    /// @param frame goes out @return true if it is a request that was answered here
    bool Answer(const EthernetFrame& frame);
    /// The switch has learned an address. See VlanSwitch::AddressTracedCallback.
    void Learned(uint16_t vlan, const Mac48Address& mac, Ptr<SwitchPort> port);
    /// The switch has forgotten an address. See VlanSwitch::AddressTracedCallback.
    void Forgotten(uint16_t vlan, const Mac48Address& mac, Ptr<SwitchPort> port);
    /// Withdraw what was forgotten WithdrawDelay ago and not heard since.
    void WithdrawForgotten();
    /// @param mac a MAC address @return true if it is not to be advertised
    bool IsKeptHere(const Mac48Address& mac) const;
    /// @param vlan a VLAN @param mac that others have: tell the switch
    void TellSwitch(uint16_t vlan, const Mac48Address& mac);
    /// Bring the switch and IS-IS in line with the VLANs of which the forwarder has changed.
    void Resync();
    /// Advertise the addresses of this node's gateway ports.
    void AdvertiseGateways();
    /// Do so from now on.
    void AdvertisePeriodically();
    /// @param vlan a VLAN @param mac a MAC address @return who claims it; null: nobody
    const Claims* FindClaims(uint16_t vlan, const Mac48Address& mac) const;

    Ptr<VlanSwitch> m_switch;     //!< whose port this is
    Ptr<Node> m_node;             //!< its node
    Ptr<NetDevice> m_join;        //!< join interface
    NetworkAddress m_local;       //!< see GetLocal
    NetworkAddress m_server;      //!< see SetAdjacencyServer
    NetworkAddress m_group;       //!< see SetControlGroup
    Ptr<OtvIsis> m_isis;          //!< see GetIsis
    IsisSystemId m_id{};          //!< see GetSystemId
    Ptr<Socket> m_socket;         //!< at the local address
    Ptr<Socket> m_groupSocket;    //!< at the group
    Address m_groupTo;            //!< the group, as the socket wants it
    std::vector<Address> m_peers; //!< edge devices of other data centres
    bool m_wasUp{false};          //!< what IsUp said last
    std::unordered_map<uint16_t, std::map<Mac48Address, Claims>> m_remote; //!< by VLAN
    std::size_t m_remotes{0};                       //!< see GetRemoteAddresses
    OtvNeighborCache m_cache;                       //!< see GetNeighborCache
    VlanSet m_changed;                              //!< for Resync
    EventId m_resyncEvent;                          //!< next Resync
    EventId m_gatewayEvent;                         //!< next AdvertisePeriodically
    std::set<OtvDatabase::Reach> m_gateways;        //!< addresses of gateway ports advertised
    std::map<OtvDatabase::Reach, Time> m_forgotten; //!< advertised still, and how long
    DeadlineTimer m_forgottenTimer;                 //!< next WithdrawForgotten
    Time m_withdrawDelay;                           //!< attribute WithdrawDelay
    uint32_t m_overlay;                             //!< attribute OverlayId
    uint32_t m_instance;                            //!< attribute InstanceId
    uint32_t m_site;                                //!< attribute SiteId
    Time m_cacheTimeout;                            //!< attribute NeighborCacheTimeout
    uint32_t m_cacheSize;                           //!< attribute NeighborCacheSize
    uint32_t m_maxRemotes;                          //!< attribute MaxRemoteAddresses
    uint64_t m_copies{0};                           //!< see GetCopies
};

} // namespace ns3

#endif /* OTV_EXTENSION_H */
