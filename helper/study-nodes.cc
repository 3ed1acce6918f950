/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "study-nodes.h"

#include "ip-interfaces.h"

#include "ns3/data-rate.h"
#include "ns3/internet-stack-helper.h"
#include "ns3/names.h"
#include "ns3/point-to-point-helper.h"

namespace ns3
{

Ptr<Node>
MakeStudyNode(const std::string& name)
{
    auto node = CreateObject<Node>();
    Names::Add(name, node);
    InternetStackHelper stack;
    stack.SetIpv6StackInstall(false);
    stack.Install(node);
    return node;
}

NetDeviceContainer
JoinStudyNodes(const Ptr<Node>& a,
               const std::string& addressA,
               const Ptr<Node>& b,
               const std::string& addressB,
               Time delay)
{
    PointToPointHelper link;
    link.SetDeviceAttribute("DataRate", DataRateValue(DataRate(1000000000)));
    link.SetChannelAttribute("Delay", TimeValue(delay));
    auto devices = link.Install(a, b);
    AddIpInterface(devices.Get(0), InterfaceAddress::FromString(addressA));
    AddIpInterface(devices.Get(1), InterfaceAddress::FromString(addressB));
    return devices;
}

} // namespace ns3
