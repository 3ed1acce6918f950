/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef FABRIC_METER_H
#define FABRIC_METER_H

#include "traffic-kind.h"

#include "ns3/net-device.h"
#include "ns3/node-container.h"
#include "ns3/packet.h"

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace ns3
{

/**
 * @brief Counts the octets that links carry, by the class of the link and by what they are for.
 *
 * | link | where |
 * | --- | --- |
 * | access | between a host, or a hypervisor, and its site |
 * | fabric | between the switches and gateways of a site |
 * | core | between sites: the core, links to it, and LAN extensions |
 *
 * What a machine and the switch inside its hypervisor exchange is on no link. A frame counts each
 * time that a device begins to send it, with its headers and its check sequence: a packet that
 * crosses five links counts five times.
 *
 * What a packet is for is read from its octets where it is first seen, and kept by its number in a
 * small table: on all other links it costs a look-up, whatever it is wrapped in.
 */
class FabricMeter
{
  public:
    /// Of the number of the port that hypervisors take migrations at: the first of the dynamic
    /// ports (RFC 6335 section 6), where libvirt begins as well.
    static constexpr uint16_t MIGRATION_PORT = 49152;

    FabricMeter();
    ~FabricMeter();

    FabricMeter(const FabricMeter&) = delete;
    FabricMeter& operator=(const FabricMeter&) = delete;

    /// @param port TCP port at which hypervisors take migrations
    void SetMigrationPort(uint16_t port);

    /**
     * @brief Say what belongs together. To be called before Watch.
     * @param nodes of a data centre or another site
     * @param hosts those of them that are hosts or hypervisors
     */
    void AddSite(const NodeContainer& nodes, const NodeContainer& hosts);

    /**
     * @brief Count on the links between these nodes, as they are plugged in now. To be called once,
     * when all are.
     * @param nodes the nodes: those of no site are the core's
     */
    void Watch(const NodeContainer& nodes);

    /// @return octets by class of link and by kind of traffic; classes without a link are left out
    std::map<std::string, std::map<std::string, uint64_t>> GetOctets() const;

  private:
    /// What a link is for.
    enum LinkClass : uint8_t
    {
        ACCESS,
        FABRIC,
        CORE,
        LINK_CLASSES //!< how many there are
    };

    struct Port;

    /// Where a node is.
    struct Place
    {
        uint32_t site; //!< number of the site
        bool isHost;   //!< a host or a hypervisor
    };

    /// A packet that was seen.
    struct Known
    {
        uint64_t packet; //!< its number, one added: 0 is none
        TrafficKind kind;
    };

    /// @param port that sends it @param frame what @return what it is for
    TrafficKind FindKind(const Port& port, const Ptr<const Packet>& frame);
    /// @param device of a link @return the node at the other end; null if there is none
    static Ptr<Node> FindPeer(Ptr<NetDevice> device);
    /// @param a node at one end @param b node at the other end @return the link's class
    LinkClass FindClass(Ptr<Node> a, Ptr<Node> b) const;

    uint16_t m_migrationPort{MIGRATION_PORT};   //!< see SetMigrationPort
    uint32_t m_sites{0};                        //!< how many there are
    std::map<uint32_t, Place> m_places;         //!< of nodes, by number
    std::vector<std::unique_ptr<Port>> m_ports; //!< devices that are watched
    std::vector<Known> m_known;                 //!< by the last digits of the packet's number
    /// [class][kind]
    std::array<std::array<uint64_t, TRAFFIC_KINDS>, LINK_CLASSES> m_octets{};
    std::array<bool, LINK_CLASSES> m_isThere{}; //!< there are links of this class
};

} // namespace ns3

#endif /* FABRIC_METER_H */
