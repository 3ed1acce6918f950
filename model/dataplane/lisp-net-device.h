/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef LISP_NET_DEVICE_H
#define LISP_NET_DEVICE_H

#include "ns3/net-device.h"
#include "ns3/traced-callback.h"

#include <cstdint>

namespace ns3
{

class LispXtr;

/**
 * @brief The tunnel of one instance: what a tunnel router's IP layer sends remote EIDs' packets to,
 * and gets decapsulated packets from.
 *
 * A link without neighbours or addresses of its own; made by LispXtr, one for each instance ID.
 */
class LispNetDevice : public NetDevice
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    LispNetDevice();
    ~LispNetDevice() override;

    /**
     * @brief Tie the device to its tunnel router.
     * @param xtr the tunnel router
     * @param instanceId the instance
     */
    void SetXtr(LispXtr* xtr, uint32_t instanceId);

    /// @return the instance whose packets the device carries
    uint32_t GetInstanceId() const
    {
        return m_instanceId;
    }

    /**
     * @brief Hand a decapsulated packet to the device's traces; the caller hands it to IP.
     * @param packet the packet from its inner IP header on
     */
    void TraceReceived(Ptr<const Packet> packet);

    // From NetDevice.
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
    Address GetMulticast(Ipv4Address group) const override;
    Address GetMulticast(Ipv6Address group) const override;
    bool IsBridge() const override;
    bool IsPointToPoint() const override;
    bool Send(Ptr<Packet> packet, const Address& destination, uint16_t protocol) override;
    bool SendFrom(Ptr<Packet> packet,
                  const Address& source,
                  const Address& destination,
                  uint16_t protocol) override;
    Ptr<Node> GetNode() const override;
    void SetNode(Ptr<Node> node) override;
    bool NeedsArp() const override;
    void SetReceiveCallback(ReceiveCallback callback) override;
    void SetPromiscReceiveCallback(PromiscReceiveCallback callback) override;
    bool SupportsSendFrom() const override;

  protected:
    void DoDispose() override;

  private:
    LispXtr* m_xtr{nullptr};  //!< the tunnel router, which outlives the device's use
    Ptr<Node> m_node;         //!< its node
    uint32_t m_instanceId{0}; //!< the instance
    uint32_t m_index{0};      //!< interface index in the node
    Address m_address;        //!< a link address, which IPv6 makes its link-local one from
    uint16_t m_mtu;           //!< see SetMtu

    TracedCallback<Ptr<const Packet>> m_macTxTrace;          //!< to be encapsulated
    TracedCallback<Ptr<const Packet>> m_macRxTrace;          //!< decapsulated
    TracedCallback<Ptr<const Packet>> m_snifferTrace;        //!< both, as a sniffer sees them
    TracedCallback<Ptr<const Packet>> m_promiscSnifferTrace; //!< both, as a sniffer sees them
};

} // namespace ns3

#endif /* LISP_NET_DEVICE_H */
