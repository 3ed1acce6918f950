/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef PACKET_LEDGER_DEVICE_H
#define PACKET_LEDGER_DEVICE_H

#include "packet-ledger.h"

#include "ns3/ethernet-drop-reason.h"
#include "ns3/net-device.h"

#include <deque>
#include <string>

namespace ns3
{

class QueueDiscItem;

/**
 * @brief Tells a PacketLedger what happens at one device, and which packets wait above it for a
 * neighbour's MAC address.
 *
 * ns-3 traces packets that wait in vain for ARP, but not those that go when the link changes
 * (ArpCache::Flush, NdiscCache::Flush), nor any that neighbour discovery gives up
 * (NdiscCache::Entry::AddWaitingPacket and ClearWaitingPacket). So this keeps a list of its own: a
 * packet joins when IP gives it to the interface and leaves when it goes further down. What is
 * still there waits.
 */
class PacketLedgerDevice
{
  public:
    /**
     * @param ledger the ledger
     * @param device the device
     */
    PacketLedgerDevice(PacketLedger& ledger, Ptr<NetDevice> device);

    PacketLedgerDevice(const PacketLedgerDevice&) = delete;
    PacketLedgerDevice& operator=(const PacketLedgerDevice&) = delete;

    /**
     * @brief IP gives a packet to this device's interface.
     * @param key the packet
     * @param destination where it goes
     */
    void IpSends(const PacketLedger::Key& key, const NetworkAddress& destination);

    /// @param key a packet that was dropped, or went further: it waits no longer
    void Leaves(const PacketLedger::Key& key);

    /// The simulation has ended: name what became of packets that wait in vain.
    void Close();

  private:
    /// A packet that waits for a neighbour's address.
    struct Waiting
    {
        PacketLedger::Key key;   //!< the packet
        bool ipv6;               //!< for neighbour discovery, else for ARP
        NetworkAddress neighbor; //!< the neighbour; none where a router is it
        Time resolving;          //!< since when the neighbour is asked for
    };

    /// Listen to a trace source that has packets only, if the device has it.
    /// @param name its name @param callback what to call @return true if the device has it
    bool Listen(const std::string& name, const CallbackBase& callback);
    /// @param destination an address @return it if it is on the link, no address if behind a router
    NetworkAddress FindNeighbor(const NetworkAddress& destination) const;
    /// @return the node at the other end of a link with two ends, or FlowLedger::NO_NODE
    uint32_t FindPeer() const;
    /// @return how long neighbour discovery asks before it gives up
    Time GetPatience() const;
    /**
     * @brief Name what became of a packet that waits, or waited in vain.
     * @param index which one
     * @param otherwise the reason if neither its queue nor its time was full
     * @return the reason
     */
    std::string Explain(std::size_t index, const std::string& otherwise) const;

    /// @param packet a packet that is lost here @param reason why
    void Drop(Ptr<const Packet> packet, const std::string& reason);
    /// @param packet a packet that the device was given to send
    void Sends(Ptr<const Packet> packet);
    /// @param packet a packet that the device took from the wire
    void Arrives(Ptr<const Packet> packet);
    /// @param frame a frame that an EthernetNic lost @param reason why
    void NicDrops(Ptr<const Packet> frame, EthernetDropReason reason);
    /// @param packet a packet that the device would not send
    void SendDropped(Ptr<const Packet> packet);
    /// @param packet a packet that was lost while it was sent
    void TransmitDropped(Ptr<const Packet> packet);
    /// @param packet a packet that arrived damaged
    void ReceiveDropped(Ptr<const Packet> packet);
    /// @param item a packet that the device's queueing discipline took
    void Queued(Ptr<const QueueDiscItem> item);
    /// @param item a packet that the device's queueing discipline dropped
    void QueueDropped(Ptr<const QueueDiscItem> item);
    /// The link went up or down: ns-3 forgets the neighbours, and what waits for them.
    void LinkChanged();

    PacketLedger& m_ledger;        //!< told of everything
    Ptr<NetDevice> m_device;       //!< the device
    uint32_t m_node;               //!< its node
    std::deque<Waiting> m_waiting; //!< in order of arrival
};

} // namespace ns3

#endif /* PACKET_LEDGER_DEVICE_H */
