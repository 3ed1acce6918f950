/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef NEIGHBOR_OBSERVER_H
#define NEIGHBOR_OBSERVER_H

#include "ethernet-frame.h"

#include "ns3/net-device.h"
#include "ns3/object.h"

namespace ns3
{

class ArpCache;
class NdiscCache;

/**
 * @brief Hears what comes to one device, and has to do with what the device's caches know of its
 * neighbours: what NeighborUpdater and NeighborTimeout have in common.
 */
class NeighborObserver : public Object
{
  public:
    /// @return the type
    static TypeId GetTypeId();

    NeighborObserver();
    ~NeighborObserver() override;

    /**
     * @brief Serve a device; it, or its node, keeps this object from then on.
     * @param port a device on a node, with a 48-bit MAC address
     * @throws std::invalid_argument if it is not, or this object is on one already
     */
    void Install(Ptr<NetDevice> port);

  protected:
    void DoDispose() override;

    /// Listen to the device: Install has set it.
    virtual void Attach() = 0;
    /// @param frame without destination and VLAN, if it came by Listen
    virtual void Hear(const EthernetFrame& frame) = 0;

    /// @param protocol an EtherType: what the device hands to its node of this type is heard
    void Listen(uint16_t protocol);
    /// @return the device; null before Install
    const Ptr<NetDevice>& GetPort() const;
    /// @return the device's ARP cache; null if it has none
    Ptr<ArpCache> GetArpCache() const;
    /// @return the device's cache of IPv6 neighbours; null if it has none
    Ptr<NdiscCache> GetNdiscCache() const;

  private:
    /// Something came: see Node::ProtocolHandler.
    void Receive(Ptr<NetDevice> port,
                 Ptr<const Packet> packet,
                 uint16_t protocol,
                 const Address& from,
                 const Address& to,
                 NetDevice::PacketType type);

    Ptr<NetDevice> m_port; //!< see GetPort
};

} // namespace ns3

#endif /* NEIGHBOR_OBSERVER_H */
