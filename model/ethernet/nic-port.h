/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef NIC_PORT_H
#define NIC_PORT_H

#include "switch-port.h"

#include "ns3/net-device.h"
#include "ns3/ptr.h"
#include "ns3/simple-ref-count.h"

namespace ns3
{

class EthernetNic;

/**
 * @brief A port of a switch that is an Ethernet NIC with its cable.
 */
class NicPort : public SwitchPort
{
  public:
    /// @return the type
    static TypeId GetTypeId();

    NicPort();
    ~NicPort() override;

    /**
     * @brief Take all frames of a NIC from now on.
     * @param nic a NIC on a node
     * @throws std::invalid_argument if it is on no node
     */
    void Install(Ptr<EthernetNic> nic);
    /// @return the NIC
    Ptr<EthernetNic> GetNic() const;
    /// @return the frames whose tag was cut short or of VLAN 4095, or whose length did not fit:
    /// they go no further, and the switch counts them as SwitchDropReason::MALFORMED
    uint64_t GetMalformed() const;

    void Send(const EthernetFrame& frame) override;
    bool IsUp() const override;
    /// Switches the NIC's light off or on.
    void SetEnabled(bool enabled) override;
    std::string GetName() const override;

  protected:
    void DoDispose() override;

  private:
    /// What callbacks of the NIC, which may outlive the port, know of it.
    struct Self : public SimpleRefCount<Self>
    {
        NicPort* port{nullptr}; //!< the port; null once it is gone
    };

    /// Let the NIC go.
    void Release();
    /// @param self the port whose link changed, if it is still there
    static void Notify(Ptr<Self> self);
    /// A frame arrived at the NIC. See Node::ProtocolHandler.
    void Receive(Ptr<NetDevice> nic,
                 Ptr<const Packet> payload,
                 uint16_t protocol,
                 const Address& source,
                 const Address& destination,
                 NetDevice::PacketType type);

    Ptr<EthernetNic> m_nic;  //!< the NIC
    Ptr<Self> m_self;        //!< this
    uint64_t m_malformed{0}; //!< see GetMalformed
};

} // namespace ns3

#endif /* NIC_PORT_H */
