/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef LAN_EXTENSION_H
#define LAN_EXTENSION_H

#include "extension-drop-reason.h"

#include "ns3/switch-port.h"
#include "ns3/traced-callback.h"

#include <array>
#include <bitset>

namespace ns3
{

/**
 * @brief An edge device's port towards the other data centres: the one interface of all LAN
 * extensions.
 *
 * It is a trunk port of the edge device's VlanSwitch (with SwitchPortRole::EXTENSION, and outside
 * its spanning tree). What every extension does with a frame is here: spanning tree stays in its
 * data centre, HSRP and its virtual MAC addresses if FilterHsrp says so, frames beyond the MTU are
 * dropped, and so are those of VLANs for which another edge device of the data centre is the
 * forwarder. How a frame is carried, the subclasses know.
 */
class LanExtension : public SwitchPort
{
  public:
    /// @return the type
    static TypeId GetTypeId();

    LanExtension();
    ~LanExtension() override;

    /// Sends it to the other data centres, or drops it.
    void Send(const EthernetFrame& frame) final;

    /**
     * @brief Say whether this edge device is the one that carries a VLAN in and out; it is until
     * told otherwise.
     * @param vlan 1 to 4094; not one that is native to the trunk, whose frames name no VLAN
     * @param forwards true if so
     * @throws std::invalid_argument if there is no such VLAN
     */
    void SetForwarder(uint16_t vlan, bool forwards);
    /// @param vlan a VLAN @return true if this edge device carries it
    bool IsForwarder(uint16_t vlan) const;
    /**
     * @brief Ask whether this edge device may be given VLANs that another one carries until now.
     * @return true if it is up, and reaches the other data centres as well as it is to; when that
     * changes, listeners to the port are told
     */
    virtual bool IsReady() const;

    /// @return frames carried out
    uint64_t GetSent() const;
    /// @return octets of these, without what carries them
    uint64_t GetSentOctets() const;
    /// @return frames that came in
    uint64_t GetReceived() const;
    /// @param reason a reason @return the frames dropped for it, in both directions
    uint64_t GetDrops(ExtensionDropReason reason) const;

    /// Signature of the trace source Drop: a frame from its header on (or what came out of the
    /// tunnel in its place), and why it was dropped.
    typedef void (*DropTracedCallback)(Ptr<const Packet> frame, ExtensionDropReason reason);

  protected:
    /**
     * @brief Carry a frame that may go out.
     * @param frame the frame, tagged as it is to arrive
     */
    virtual void Carry(const EthernetFrame& frame) = 0;
    /// @return attribute FilterHsrp
    bool FiltersHsrp() const;
    /// @param frame a frame that Carry has sent: counted, once however many copies went out
    void CountSent(const EthernetFrame& frame);
    /**
     * @brief A frame came in: hand it to the switch, unless it must not come in.
     * @param frame the frame
     */
    void Accept(const EthernetFrame& frame);
    /// @param frame a frame @param reason gets why it must not pass @return true if it may
    bool MayPass(const EthernetFrame& frame, ExtensionDropReason& reason) const;
    /**
     * @brief This edge device became the one that carries a VLAN, or ceased to be.
     * @param vlan the VLAN @param forwards true if it is now
     */
    virtual void ForwarderChanged(uint16_t vlan, bool forwards);
    /// @param frame from its header on, or what there is of it @param reason why it is dropped
    void Drop(Ptr<const Packet> frame, ExtensionDropReason reason);

  private:
    uint16_t m_mtu;                                         //!< attribute Mtu
    bool m_filterHsrp;                                      //!< attribute FilterHsrp
    std::bitset<4096> m_notForwarder;                       //!< VLANs that another carries
    uint64_t m_sent{0};                                     //!< see GetSent
    uint64_t m_sentOctets{0};                               //!< see GetSentOctets
    uint64_t m_received{0};                                 //!< see GetReceived
    std::array<uint64_t, EXTENSION_DROP_REASONS> m_drops{}; //!< by reason
    TracedCallback<Ptr<const Packet>, ExtensionDropReason> m_dropTrace; //!< "Drop"
};

} // namespace ns3

#endif /* LAN_EXTENSION_H */
