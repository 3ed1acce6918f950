/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SVI_DEVICE_H
#define SVI_DEVICE_H

#include "switch-port.h"
#include "vlan-switch.h"

#include "ns3/mac48-address.h"
#include "ns3/net-device.h"
#include "ns3/traced-callback.h"

#include <functional>
#include <set>
#include <vector>

namespace ns3
{

/**
 * @brief A gateway port (switched virtual interface, SVI): the IP interface of a node in a VLAN of
 * the switch that the node is.
 *
 * It has a MAC address of its own and may answer to further ones, such as HSRP's virtual address
 * while its router is active: frames to these are the node's, and the switch knows them to be here.
 */
class SviDevice : public NetDevice
{
  public:
    /// @return the type
    static TypeId GetTypeId();

    SviDevice();
    ~SviDevice() override;

    /**
     * @brief Add the device to a node and its switch.
     * @param node a node with a VlanSwitch
     * @param vlan 1 to 4094
     * @throws std::invalid_argument if the node has no switch, an SVI in that VLAN already, or
     * there is no such VLAN
     */
    void Install(Ptr<Node> node, uint16_t vlan);
    /// @return the VLAN
    uint16_t GetVlan() const;
    /// @return the switch's port
    Ptr<SwitchPort> GetSwitchPort() const;

    /// @param address a further MAC address to answer to; one that is there already is ignored
    void AddMacAddress(const Mac48Address& address);
    /// @param address a further MAC address that is not ours any more
    void RemoveMacAddress(const Mac48Address& address);
    /// @param address a MAC address @return true if frames to it are for this port
    bool HasMacAddress(const Mac48Address& address) const;

    /**
     * @brief Where the frame that is being handed up came into the switch. To be asked by whoever
     * is called with it, directly or further up, before the call returns.
     * @return the port; null if nothing is being handed up
     */
    Ptr<SwitchPort> GetIngress() const;
    /// @return true if what is being handed up came in at a port with hosts (SwitchPortRole::HOST)
    bool IsFromHost() const;
    /**
     * @brief Whether what a device is handing up is from a host there, and not from another switch
     * or data centre.
     * @param device any device @return false if it is an SVI and IsFromHost says so
     */
    static bool IsFromHostAt(const Ptr<NetDevice>& device);

    /**
     * @brief Gets a frame that is about to be handed up; returns true if it has dealt with it, and
     * nobody else is to see it.
     */
    using Interceptor = std::function<bool(const EthernetFrame& frame)>;
    /// @param interceptor to be asked after those added before
    void AddInterceptor(Interceptor interceptor);

    /**
     * @brief Send a frame into the VLAN with any source address.
     * @param frame the frame; its VLAN is set here
     */
    void SendFrame(EthernetFrame frame);

    /// @return the frames of the node that were longer than the MTU and went nowhere (MacTxDrop)
    uint64_t GetTooLarge() const;

    // Inherited from NetDevice.
    void SetIfIndex(const uint32_t index) override;
    uint32_t GetIfIndex() const override;
    Ptr<Channel> GetChannel() const override;
    void SetAddress(Address address) override;
    Address GetAddress() const override;
    bool SetMtu(const uint16_t mtu) override;
    uint16_t GetMtu() const override;
    bool IsLinkUp() const override;
    void AddLinkChangeCallback(Callback<void> callback) override;
    bool IsBroadcast() const override;
    Address GetBroadcast() const override;
    bool IsMulticast() const override;
    Address GetMulticast(Ipv4Address multicastGroup) const override;
    Address GetMulticast(Ipv6Address address) const override;
    bool IsBridge() const override;
    bool IsPointToPoint() const override;
    bool Send(Ptr<Packet> packet, const Address& dest, uint16_t protocolNumber) override;
    bool SendFrom(Ptr<Packet> packet,
                  const Address& source,
                  const Address& dest,
                  uint16_t protocolNumber) override;
    Ptr<Node> GetNode() const override;
    void SetNode(Ptr<Node> node) override;
    bool NeedsArp() const override;
    void SetReceiveCallback(ReceiveCallback cb) override;
    void SetPromiscReceiveCallback(PromiscReceiveCallback cb) override;
    bool SupportsSendFrom() const override;

  protected:
    void DoDispose() override;

  private:
    class Port;

    /// @param frame a frame of the VLAN, as the switch hands it over
    void Receive(const EthernetFrame& frame);

    Ptr<Node> m_node;                                        //!< the router
    Ptr<Port> m_port;                                        //!< of the switch
    uint16_t m_vlan{0};                                      //!< the VLAN
    uint16_t m_mtu;                                          //!< octets of payload
    uint32_t m_ifIndex{0};                                   //!< number on the node
    Mac48Address m_address;                                  //!< MAC address
    std::set<Mac48Address> m_further;                        //!< other MAC addresses
    std::vector<Interceptor> m_interceptors;                 //!< in order
    ReceiveCallback m_receive;                               //!< the node's own frames
    PromiscReceiveCallback m_promiscReceive;                 //!< all frames
    uint64_t m_tooLarge{0};                                  //!< see GetTooLarge
    TracedCallback<> m_linkChange;                           //!< link change callbacks
    TracedCallback<Ptr<const Packet>> m_macTxTrace;          //!< "MacTx"
    TracedCallback<Ptr<const Packet>> m_macTxDropTrace;      //!< "MacTxDrop"
    TracedCallback<Ptr<const Packet>> m_macRxTrace;          //!< "MacRx"
    TracedCallback<Ptr<const Packet>> m_macPromiscRxTrace;   //!< "MacPromiscRx"
    TracedCallback<Ptr<const Packet>> m_snifferTrace;        //!< "Sniffer"
    TracedCallback<Ptr<const Packet>> m_promiscSnifferTrace; //!< "PromiscSniffer"
};

} // namespace ns3

#endif /* SVI_DEVICE_H */
