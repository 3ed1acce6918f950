/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
// The OpenFlow library of ns-3 has a header switch-port.h too, with SWITCH_PORT_H.
#ifndef LISP_SWITCH_PORT_H
#define LISP_SWITCH_PORT_H

#include "ethernet-frame.h"

#include "ns3/object.h"

#include <functional>
#include <string>

namespace ns3
{

/// What is behind a port of a switch.
enum class SwitchPortRole : uint8_t
{
    FABRIC,    //!< another switch of the same data centre
    HOST,      //!< hosts: where moved machines are detected
    EXTENSION, //!< the LAN extension: the other data centres
    GATEWAY,   //!< the switch's own gateway port (SVI)
};

/// @param role a role @return "fabric", "host", "extension" or "gateway"
const char* ToString(SwitchPortRole role);

/**
 * @brief A port of a VlanSwitch: a NIC, a gateway port, a LAN extension.
 *
 * The switch gives it frames as they are to leave, with their tag or without, and takes those that
 * arrive the same way; which VLANs a port is in, and with which tags, the switch knows.
 */
class SwitchPort : public Object
{
  public:
    /// @return the type
    static TypeId GetTypeId();

    SwitchPort();
    ~SwitchPort() override;

    /**
     * @brief Send a frame out.
     * @param frame the frame, tagged or not as it is to leave
     */
    virtual void Send(const EthernetFrame& frame) = 0;

    /// @return true if frames that are sent have a chance to arrive
    virtual bool IsUp() const = 0;

    /**
     * @brief Switch the port off or on, as an operator's shutdown does: off, it is down, and the
     * far end sees its link down, as far as the port has a link that tells. One that has not,
     * ignores it.
     * @param enabled true to switch on, as it is at first
     */
    virtual void SetEnabled(bool enabled);

    /// @return what it is, for tables: "port 3", "vlan 100", "otv"
    virtual std::string GetName() const = 0;

    /// Gets a frame that has arrived, as it was on the wire.
    using Receiver = std::function<void(const EthernetFrame& frame)>;
    /// Gets what has arrived and is no frame: octets from the header on.
    using Rejecter = std::function<void(const Ptr<const Packet>& octets)>;
    /**
     * @brief Give the port an owner: a switch, or what bundles ports.
     * @param receiver gets the frames that arrive; null: nobody any more
     * @param linkChanged is called when what IsUp says has changed
     * @param rejected gets what arrives malformed; null: nobody
     * @throws std::invalid_argument if it has one already
     */
    void SetOwner(Receiver receiver,
                  std::function<void()> linkChanged,
                  Rejecter rejected = nullptr);
    /// @return true if it has an owner
    bool HasOwner() const;

  protected:
    void DoDispose() override;

    /// @param frame has arrived here, as it was on the wire; nobody's without an owner
    void Deliver(const EthernetFrame& frame);
    /// @param octets from the header on, have arrived here and are no frame
    void Reject(const Ptr<const Packet>& octets);
    /// To be called when what IsUp says has changed.
    void LinkChanged();

  private:
    Receiver m_receiver;                 //!< the owner
    std::function<void()> m_linkChanged; //!< the owner
    Rejecter m_rejected;                 //!< the owner
};

} // namespace ns3

#endif /* LISP_SWITCH_PORT_H */
