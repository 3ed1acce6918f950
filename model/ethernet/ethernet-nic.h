/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef ETHERNET_NIC_H
#define ETHERNET_NIC_H

#include "ethernet-drop-reason.h"

#include "ns3/data-rate.h"
#include "ns3/event-id.h"
#include "ns3/mac48-address.h"
#include "ns3/net-device.h"
#include "ns3/ns3-compat.h"
#include "ns3/nstime.h"
#include "ns3/traced-callback.h"

#include <array>
#include <list>

namespace ns3
{

class ErrorModel;
class EthernetCable;

/**
 * @brief Whether the two ends of a cable hear of its being plugged or pulled.
 */
enum class LinkSignal : uint8_t
{
    ANNOUNCED, //!< link down and link up, as hardware does; ns-3 then flushes its ARP and ND caches
    SILENT,    //!< nobody is told, as when a virtual machine's virtual port moves
};

/**
 * @brief A full-duplex Ethernet network interface that can be plugged and pulled at run time.
 *
 * Sends Ethernet II frames: 14 octets of header, the payload padded to 46 octets, 4 octets of frame
 * check sequence, which is computed when ns-3's global value ChecksumEnabled is set, unless the
 * global value EthernetFrameCheck says otherwise, and else zero.
 * On the wire a frame takes its preamble and start delimiter as well, and the next one waits for
 * the interframe gap. Works as a port of BridgeNetDevice and with ns-3's traffic control.
 *
 * Every lost frame is reported once on the trace source "Drop", with its reason, and counted; the
 * ns-3 trace source of the place where it was lost (MacTxDrop, PhyTxDrop, PhyRxDrop, MacRxDrop)
 * fires beside it. The packets in all of them are whole frames.
 *
 * **Scope and limitations.** The two ends do not negotiate a rate: each sends at its own DataRate.
 * There are no pause frames (IEEE 802.3 annex 31B). IEEE 802.3 frames with a length instead of a
 * type are handed up with the length as their protocol and the LLC header in the payload.
 */
class EthernetNic : public NetDevice
{
  public:
    /// @return the type
    static TypeId GetTypeId();

    EthernetNic();
    ~EthernetNic() override;

    /**
     * @brief Plug in. An end that is down comes up as soon as both ends are plugged in.
     * @param cable a cable with a free end
     * @param signal SILENT: an end whose link is up already hears nothing
     * @throws std::invalid_argument if the NIC is plugged in or on no node, or the cable has no
     * free end
     */
    void Plug(Ptr<EthernetCable> cable, LinkSignal signal = LinkSignal::ANNOUNCED);

    /**
     * @brief Pull the cable out. A frame that is being sent is lost, as is what travels to here.
     *
     * ANNOUNCED: the link goes down at both ends, and their transmit queues are flushed if the
     * attribute FlushOnLinkDown says so. SILENT: both ends keep thinking that the link is up; this
     * one keeps its frames in the queue, the other one sends its frames into the void.
     *
     * @param signal whether the two ends hear of it
     * @throws std::invalid_argument if the NIC is not plugged in
     */
    void Unplug(LinkSignal signal = LinkSignal::ANNOUNCED);

    /**
     * @brief Switch the light off or on, as the shutdown of a port does.
     *
     * Off, with the cable in: the link is down at both ends, both hear of it, what waits and what
     * travels here is lost as with an announced pull. On, it comes up if the cable is in at both
     * ends and the other one is on as well.
     *
     * @param enabled true to switch on, as it is at first
     */
    void SetEnabled(bool enabled);

    /// @return the cable; null when unplugged
    Ptr<EthernetCable> GetCable() const;

    /// @return the NIC at the other end of the cable; null if there is none
    Ptr<EthernetNic> GetPeer() const;

    /**
     * @brief Switch the host of this NIC on or off.
     *
     * While it is off, what its stack sends is dropped here, without asking ARP or ND first (see
     * NeedsArp), and so is what arrives.
     *
     * @param on true to switch on, as it is at first
     */
    void SetHostOn(bool on);

    /**
     * @brief From now on the host stands still: what arrives for it waits here, up to a number of
     * frames; what is beyond is lost under the reason HOST_PAUSED.
     *
     * As at a virtual machine's card, whose rings the machine under it goes on serving: the frames
     * that wait to be sent are sent. What the stack hands down later, and what is left when the
     * cable is pulled, waits for Release.
     *
     * @param frames how many may wait; 0: none
     */
    void Hold(uint32_t frames);
    /// The host goes on: it is handed what has waited, in order, in its own context.
    void Release();

    /// @param rate bit/s @throws std::invalid_argument if it is zero
    void SetDataRate(DataRate rate);
    /// @return the data rate
    DataRate GetDataRate() const;
    /// @param queue holds the frames that wait to be sent @throws std::invalid_argument if null
    void SetQueue(Ptr<Queue<Packet>> queue);
    /// @return the transmit queue
    Ptr<Queue<Packet>> GetQueue() const;
    /// @param model says which frames arrive corrupted; null: none
    void SetReceiveErrorModel(Ptr<ErrorModel> model);

    /// @param reason a reason @return the frames that this NIC lost for it
    uint64_t GetDrops(EthernetDropReason reason) const;
    /// @return all the frames that this NIC lost
    uint64_t GetDrops() const;

    /// Signature of the trace source "Drop": the frame, and why it was lost.
    typedef void (*DropTracedCallback)(Ptr<const Packet> frame, EthernetDropReason reason);

    // Inherited from NetDevice.
    void SetIfIndex(const uint32_t index) override;
    uint32_t GetIfIndex() const override;
    Ptr<Channel> GetChannel() const override;
    /// @param address a Mac48Address @throws std::invalid_argument if it is of another kind
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
    void NotifyConstructionCompleted() override;
    void DoDispose() override;

  private:
    friend class EthernetCable; // hands over what arrives

    /// A frame that has arrived, taken apart.
    struct Arrival
    {
        Ptr<const Packet> frame;  //!< the whole
        Ptr<Packet> payload;      //!< without header and trailer
        Mac48Address source;      //!< of its header
        Mac48Address destination; //!< of its header
        uint16_t protocol;        //!< length/type
    };

    /// @return whether the frame check sequence is computed and looked at
    static bool ChecksFrames();
    /// Start sending the queue's first frame, if there is one and the cable is there and free.
    void SendNext();
    /// The gap after a frame is over.
    void EndGap();
    /// The frame has left in full.
    void EndSend();
    /// Cut the frame that is being sent, if there is one.
    void AbortSend();
    /// @param signal see GoUp @brief Come up with the NIC at the other end, if both are there and
    /// on.
    void Connect(LinkSignal signal);
    /// @param signal whether to tell those who watch the link, should it be up already
    void GoUp(LinkSignal signal);
    /// The link is gone.
    void GoDown();
    /// @return true if someone wants to hear of each frame's first bit
    bool WatchesArrivals() const;
    /// @param frame a frame whose first bit has arrived
    void BeginReceive(Ptr<const Packet> frame);
    /// @param frame a frame that has arrived in full
    void Receive(Ptr<const Packet> frame);
    /// @param arrival goes to the host
    void HandUp(const Arrival& arrival);
    /// The host goes on, see Release.
    void EndHold();
    /// @param frame a lost frame @param reason why
    void Lose(Ptr<const Packet> frame, EthernetDropReason reason);

    Ptr<Node> m_node;                                      //!< the host
    Ptr<EthernetCable> m_cable;                            //!< null when unplugged
    Ptr<Queue<Packet>> m_queue;                            //!< frames that wait
    Ptr<ErrorModel> m_errorModel;                          //!< corrupts what arrives
    Mac48Address m_address;                                //!< MAC address
    DataRate m_rate;                                       //!< bit/s
    uint32_t m_preamble;                                   //!< octets before a frame
    uint32_t m_gap;                                        //!< octet times after a frame
    uint32_t m_ifIndex{0};                                 //!< number on the node
    uint16_t m_mtu;                                        //!< octets of payload
    uint8_t m_end{0};                                      //!< our end of the cable
    bool m_linkUp{false};                                  //!< as the host sees it
    bool m_hostOn{true};                                   //!< see SetHostOn
    bool m_enabled{true};                                  //!< see SetEnabled
    bool m_held{false};                                    //!< see Hold
    bool m_flush;                                          //!< empty the queue on link down
    bool m_busy{false};                                    //!< sending, or in the gap
    bool m_heard{false};                                   //!< what is being sent has a taker
    uint32_t m_room{0};                                    //!< frames that may wait
    uint32_t m_toSend{0};                                  //!< of the queue, while held
    std::list<Arrival> m_waiting;                          //!< for the host to go on
    Ptr<Packet> m_current;                                 //!< being sent
    EventId m_event;                                       //!< end of the frame or of the gap
    Time m_ready;                                          //!< when the last gap ends
    std::array<uint64_t, ETHERNET_DROP_REASONS> m_drops{}; //!< by reason
    ReceiveCallback m_receive;                             //!< the node's own frames
    PromiscReceiveCallback m_promiscReceive;               //!< all frames
    TracedCallback<> m_linkChange;                         //!< link change callbacks
    TracedCallback<Ptr<const Packet>, EthernetDropReason> m_dropTrace; //!< "Drop"
    TracedCallback<Ptr<const Packet>> m_macTxTrace;                    //!< "MacTx"
    TracedCallback<Ptr<const Packet>> m_macTxDropTrace;                //!< "MacTxDrop"
    TracedCallback<Ptr<const Packet>> m_macPromiscRxTrace;             //!< "MacPromiscRx"
    TracedCallback<Ptr<const Packet>> m_macRxTrace;                    //!< "MacRx"
    TracedCallback<Ptr<const Packet>> m_macRxDropTrace;                //!< "MacRxDrop"
    TracedCallback<Ptr<const Packet>> m_phyTxBeginTrace;               //!< "PhyTxBegin"
    TracedCallback<Ptr<const Packet>> m_phyTxEndTrace;                 //!< "PhyTxEnd"
    TracedCallback<Ptr<const Packet>> m_phyTxDropTrace;                //!< "PhyTxDrop"
    TracedCallback<Ptr<const Packet>> m_phyRxBeginTrace;               //!< "PhyRxBegin"
    TracedCallback<Ptr<const Packet>> m_phyRxEndTrace;                 //!< "PhyRxEnd"
    TracedCallback<Ptr<const Packet>> m_phyRxDropTrace;                //!< "PhyRxDrop"
    TracedCallback<Ptr<const Packet>> m_snifferTrace;                  //!< "Sniffer"
    TracedCallback<Ptr<const Packet>> m_promiscSnifferTrace;           //!< "PromiscSniffer"
};

} // namespace ns3

#endif /* ETHERNET_NIC_H */
