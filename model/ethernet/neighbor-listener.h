/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef NEIGHBOR_LISTENER_H
#define NEIGHBOR_LISTENER_H

#include "neighbor-message.h"

#include "ns3/net-device.h"
#include "ns3/object.h"
#include "ns3/traced-callback.h"

#include <array>
#include <vector>

namespace ns3
{

/**
 * @brief Hears on gateway ports which hosts are there, from their ARP, RARP and Neighbor Discovery.
 *
 * It only listens: the messages go on to the node's own stack, which answers them. It tells of each
 * message, also of those about a host already known, and of link-local addresses; those who hear it
 * choose. An address in these messages is a claim, no proof. What tells that a host is at a virtual
 * MAC address of the port's HSRP groups is a gateway's word on behalf of it, and no host seen.
 */
class NeighborListener : public Object
{
  public:
    /// @return the type
    static TypeId GetTypeId();

    NeighborListener();
    ~NeighborListener() override;

    /**
     * @brief Begin to listen on a port. The port's node keeps this object from then on.
     * @param port a device with MAC addresses, on a node
     * @throws std::invalid_argument if it is not, or is listened to already
     */
    void Listen(Ptr<NetDevice> port);

    /// @param cause a cause @return the messages that told of a host for it
    uint64_t GetSeen(HostSeenCause cause) const;
    /// @return the messages of gateways, about hosts elsewhere
    uint64_t GetProxied() const;
    /// @return the messages that broke a rule of their RFC or were cut short
    uint64_t GetMalformed() const;

    /**
     * @brief Signature of the trace source HostSeen.
     * @param host its IP address; of no family in a RARP that does not tell it
     * @param mac its MAC address
     * @param port where it was heard
     * @param cause the kind of message
     */
    typedef void (*HostSeenTracedCallback)(const NetworkAddress& host,
                                           const Mac48Address& mac,
                                           Ptr<NetDevice> port,
                                           HostSeenCause cause);

  protected:
    void DoDispose() override;

  private:
    /**
     * @brief A frame of one of the three types arrived.
     * @param port where @param packet its payload @param protocol its type @param from its source
     * @param to its destination @param type what kind of destination that is
     */
    void Hear(Ptr<NetDevice> port,
              Ptr<const Packet> packet,
              uint16_t protocol,
              const Address& from,
              const Address& to,
              NetDevice::PacketType type);

    std::vector<Ptr<NetDevice>> m_ports;             //!< listened to
    std::array<uint64_t, HOST_SEEN_CAUSES> m_seen{}; //!< by cause
    uint64_t m_proxied{0};                           //!< see GetProxied
    uint64_t m_malformed{0};                         //!< see GetMalformed
    TracedCallback<const NetworkAddress&, const Mac48Address&, Ptr<NetDevice>, HostSeenCause>
        m_hostSeen; //!< "HostSeen"
};

} // namespace ns3

#endif /* NEIGHBOR_LISTENER_H */
