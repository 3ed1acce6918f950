/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef PACKET_LEDGER_PROBE_H
#define PACKET_LEDGER_PROBE_H

#include "packet-ledger-device.h"
#include "packet-ledger.h"

#include "ns3/bundle-drop-reason.h"
#include "ns3/extension-drop-reason.h"
#include "ns3/home-agent-tunnel.h"
#include "ns3/ipv4-l3-protocol.h"
#include "ns3/ipv6-l3-protocol.h"
#include "ns3/lisp-drop-reason.h"
#include "ns3/mpls-drop-reason.h"
#include "ns3/switch-drop-reason.h"

#include <memory>
#include <string>
#include <vector>

namespace ns3
{

class SwitchPort;

/**
 * @brief Tells a PacketLedger what happens in one node: its network layer, its tunnel router, and
 * through PacketLedgerDevice its devices.
 */
class PacketLedgerProbe
{
  public:
    /**
     * @param ledger the ledger
     * @param node the node, complete with devices and protocols
     */
    PacketLedgerProbe(PacketLedger& ledger, Ptr<Node> node);

    PacketLedgerProbe(const PacketLedgerProbe&) = delete;
    PacketLedgerProbe& operator=(const PacketLedgerProbe&) = delete;

    /// Listen to LISP that was turned on in the node, if it was.
    void ListenToLisp();
    /// The simulation has ended: name what became of packets that wait in vain.
    void Close();

  private:
    /// Listen to devices that are new.
    void ListenToDevices();
    /// Listen to IPv4 and ARP. @param ipv4 the node's
    void ListenToIpv4(Ptr<Ipv4L3Protocol> ipv4);
    /// Listen to IPv6. @param ipv6 the node's
    void ListenToIpv6(Ptr<Ipv6L3Protocol> ipv6);
    /// Listen to a port of a switch, and to what it is made of. @param port the port
    void ListenToPort(const Ptr<SwitchPort>& port);

    /// @param packet a packet that is lost here @param reason why
    void Drop(Ptr<const Packet> packet, const std::string& reason);
    /// @param packet a packet @param stage where it is
    void Seen(Ptr<const Packet> packet, PacketStage stage);
    /// @param packet a packet that IP gives to a device @param device the device
    /// @param destination where it goes
    void Sends(Ptr<const Packet> packet, Ptr<NetDevice> device, const NetworkAddress& destination);
    /// @param packet a packet that ARP did not take, with its IPv4 header
    /// @return true if its neighbour did not answer before, false if too many wait for it
    bool IsNeighborDead(Ptr<const Packet> packet) const;
    /// @param packet a packet that IP took from a device
    void Receives(Ptr<const Packet> packet);
    /// @param packet a packet that IP delivers here
    void Delivers(Ptr<const Packet> packet);

    // What ns-3's traces call; their parameters are theirs.
    void Ipv4Originates(const Ipv4Header& header, Ptr<const Packet> packet, uint32_t interface);
    void Ipv4Forwards(const Ipv4Header& header, Ptr<const Packet> packet, uint32_t interface);
    void Ipv4Delivers(const Ipv4Header& header, Ptr<const Packet> packet, uint32_t interface);
    void Ipv4Sends(Ptr<const Packet> packet, Ptr<Ipv4> ipv4, uint32_t interface);
    void Ipv4Receives(Ptr<const Packet> packet, Ptr<Ipv4> ipv4, uint32_t interface);
    void Ipv4Drops(const Ipv4Header& header,
                   Ptr<const Packet> packet,
                   Ipv4L3Protocol::DropReason reason,
                   Ptr<Ipv4> ipv4,
                   uint32_t interface);
    void Ipv6Originates(const Ipv6Header& header, Ptr<const Packet> packet, uint32_t interface);
    void Ipv6Forwards(const Ipv6Header& header, Ptr<const Packet> packet, uint32_t interface);
    void Ipv6Delivers(const Ipv6Header& header, Ptr<const Packet> packet, uint32_t interface);
    void Ipv6Sends(Ptr<const Packet> packet, Ptr<Ipv6> ipv6, uint32_t interface);
    void Ipv6Receives(Ptr<const Packet> packet, Ptr<Ipv6> ipv6, uint32_t interface);
    void Ipv6Drops(const Ipv6Header& header,
                   Ptr<const Packet> packet,
                   Ipv6L3Protocol::DropReason reason,
                   Ptr<Ipv6> ipv6,
                   uint32_t interface);
    void ArpDrops(Ptr<const Packet> packet);
    void ArpGivesUp(Ptr<const Packet> packet);
    void TrafficControlDrops(Ptr<const Packet> packet);
    void LispDrops(Ptr<const Packet> packet, LispDropReason reason, Ptr<Node> node);
    void SwitchDrops(Ptr<const Packet> frame, SwitchDropReason reason);
    void ExtensionDrops(Ptr<const Packet> frame, ExtensionDropReason reason);
    void BundleDrops(Ptr<const Packet> frame, BundleDropReason reason);
    void MplsDrops(Ptr<const Packet> packet, MplsDropReason reason);
    void HomeAgentDrops(Ptr<const Packet> packet, TunnelDropReason reason);

    PacketLedger& m_ledger;  //!< told of everything
    Ptr<Node> m_node;        //!< the node
    bool m_hearsLisp{false}; //!< it listens to a tunnel router
    /// by index in the node
    std::vector<std::unique_ptr<PacketLedgerDevice>> m_devices;
};

} // namespace ns3

#endif /* PACKET_LEDGER_PROBE_H */
