/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef STUDY_NODES_H
#define STUDY_NODES_H

#include "ns3/net-device-container.h"
#include "ns3/node.h"
#include "ns3/nstime.h"

#include <string>

namespace ns3
{

/**
 * @file
 * @brief Nodes and links of the sites of a study, with IPv4.
 */

/// @param name of a node, a new one @return it, with an IPv4 stack
Ptr<Node> MakeStudyNode(const std::string& name);

/**
 * @brief Connect two nodes by a point-to-point link of 1 Gbit/s.
 * @param a one end @param addressA its address, as InterfaceAddress reads it
 * @param b the other end @param addressB its address
 * @param delay of the link
 * @return the devices, a's first
 */
NetDeviceContainer JoinStudyNodes(const Ptr<Node>& a,
                                  const std::string& addressA,
                                  const Ptr<Node>& b,
                                  const std::string& addressB,
                                  Time delay);

} // namespace ns3

#endif /* STUDY_NODES_H */
