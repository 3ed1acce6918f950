/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef TRAFFIC_KIND_H
#define TRAFFIC_KIND_H

#include <cstddef>
#include <cstdint>

namespace ns3
{

/// What a frame is sent for.
enum class TrafficKind : uint8_t
{
    APPLICATIONS, //!< TCP, UDP and echoes of hosts
    CONTROL,      //!< all that keeps the network going: LISP's messages, routing, HSRP, spanning
                  //!< tree, ARP and Neighbor Discovery, group membership
    MIGRATION,    //!< a machine's memory and storage on their way, and what acknowledges them
};

/// Number of kinds.
constexpr std::size_t TRAFFIC_KINDS = 3;

/// @param kind a kind @return its name: "applications", ...
const char* ToString(TrafficKind kind);

/// @param octets a frame from its MAC addresses on @param size how many there are @param
/// migrationPort TCP port of hypervisors @return what it is sent for, through all its
/// encapsulations (LISP, OTV, MPLS pseudowires, GRE, IP in IP); CONTROL if that cannot be told
TrafficKind ClassifyEthernet(const uint8_t* octets, std::size_t size, uint16_t migrationPort);

/// @param octets a PPP frame from its protocol on, as ns3::PointToPointNetDevice sends it @param
/// size how many there are @param migrationPort TCP port of hypervisors @return see
/// ClassifyEthernet
TrafficKind ClassifyPpp(const uint8_t* octets, std::size_t size, uint16_t migrationPort);

} // namespace ns3

#endif /* TRAFFIC_KIND_H */
