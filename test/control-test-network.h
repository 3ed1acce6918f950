/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef CONTROL_TEST_NETWORK_H
#define CONTROL_TEST_NETWORK_H

#include "ns3/boolean.h"
#include "ns3/icmpv6-l4-protocol.h"
#include "ns3/internet-stack-helper.h"
#include "ns3/ipv4-l3-protocol.h"
#include "ns3/ipv4-static-routing-helper.h"
#include "ns3/ipv6-l3-protocol.h"
#include "ns3/ipv6-static-routing-helper.h"
#include "ns3/lisp-control-port.h"
#include "ns3/node-container.h"
#include "ns3/point-to-point-helper.h"
#include "ns3/simulator.h"
#include "ns3/string.h"

#include <string>
#include <vector>

namespace ns3
{

/**
 * @brief A core router with nodes around it, each on a link of 10 ms: the underlay of the tests.
 *
 * Node i (from 1) is 10.0.i.2 and fd00:i::2; its default routes lead to the core.
 */
class ControlTestNetwork
{
  public:
    ControlTestNetwork()
        : m_core(CreateObject<Node>())
    {
        InternetStackHelper().Install(m_core);
        m_links.SetDeviceAttribute("DataRate", StringValue("1Gbps"));
        m_links.SetChannelAttribute("Delay", StringValue("10ms"));
    }

    ~ControlTestNetwork()
    {
        Simulator::Destroy();
    }

    /// @return a new node
    Ptr<Node> AddNode()
    {
        auto node = CreateObject<Node>();
        InternetStackHelper().Install(node);
        m_nodes.push_back(node);
        const auto number = std::to_string(m_nodes.size());
        auto devices = m_links.Install(m_core, node);

        for (uint32_t end = 0; end < 2; ++end)
        {
            auto owner = end == 0 ? m_core : node;
            auto ipv4 = owner->GetObject<Ipv4>();
            auto at = ipv4->AddInterface(devices.Get(end));
            const auto host = std::to_string(end + 1);
            ipv4->AddAddress(
                at,
                Ipv4InterfaceAddress(Ipv4Address(("10.0." + number + "." + host).c_str()),
                                     Ipv4Mask("/24")));
            ipv4->SetUp(at);
            auto ipv6 = owner->GetObject<Ipv6>();
            // No duplicate address detection: addresses are to be there from the start.
            ipv6->GetObject<Icmpv6L4Protocol>()->SetAttribute("DAD", BooleanValue(false));
            at = ipv6->AddInterface(devices.Get(end));
            ipv6->SetUp(at);
            ipv6->AddAddress(
                at,
                Ipv6InterfaceAddress(Ipv6Address(("fd00:" + number + "::" + host).c_str()),
                                     Ipv6Prefix(64)));
            ipv6->SetForwarding(at, true);
        }
        Ipv4StaticRoutingHelper()
            .GetStaticRouting(node->GetObject<Ipv4>())
            ->SetDefaultRoute(Ipv4Address(("10.0." + number + ".1").c_str()), 1);
        Ipv6StaticRoutingHelper()
            .GetStaticRouting(node->GetObject<Ipv6>())
            ->SetDefaultRoute(Ipv6Address(("fd00:" + number + "::1").c_str()), 1);
        return node;
    }

    /// @return the node in the middle
    Ptr<Node> GetCore() const
    {
        return m_core;
    }

    /// @param number a node, from 1 @return its IPv4 address
    static NetworkAddress Ipv4Of(uint32_t number)
    {
        return NetworkAddress::FromString("10.0." + std::to_string(number) + ".2");
    }

    /// @param number a node, from 1 @return its IPv6 address
    static NetworkAddress Ipv6Of(uint32_t number)
    {
        return NetworkAddress::FromString("fd00:" + std::to_string(number) + "::2");
    }

    /// @param node a node @param up whether its link is to be
    void SetLink(Ptr<Node> node, bool up)
    {
        auto ipv4 = node->GetObject<Ipv4>();
        auto ipv6 = node->GetObject<Ipv6>();
        up ? ipv4->SetUp(1) : ipv4->SetDown(1);
        up ? ipv6->SetUp(1) : ipv6->SetDown(1);
    }

  private:
    Ptr<Node> m_core;               //!< in the middle
    std::vector<Ptr<Node>> m_nodes; //!< around it
    PointToPointHelper m_links;     //!< between them
};

/**
 * @brief Writes down what a control port sends or receives, with the time.
 */
struct ControlTestLog
{
    /// A message.
    struct Entry
    {
        Time when;                  //!< the time
        LispMessage message;        //!< the message
        NetworkAddress source;      //!< from
        NetworkAddress destination; //!< to
    };

    std::vector<Entry> entries; //!< what came by

    /// @param port a control port @param trace "Sent" or "Received"
    void Watch(Ptr<LispControlPort> port, const std::string& trace)
    {
        port->TraceConnectWithoutContext(trace, MakeCallback(&ControlTestLog::Add, this));
    }

    /// @param message the message @param source from @param destination to
    void Add(const LispMessage& message,
             const NetworkAddress& source,
             const NetworkAddress& destination)
    {
        entries.push_back({Simulator::Now(), message, source, destination});
    }

    /// @tparam T a message struct @return the messages of that type
    template <class T>
    std::vector<T> Get() const
    {
        std::vector<T> found;
        for (const auto& entry : entries)
        {
            if (const auto* message = std::get_if<T>(&entry.message))
            {
                found.push_back(*message);
            }
        }
        return found;
    }

    /// @tparam T a message struct @return the times of messages of that type, in milliseconds
    template <class T>
    std::vector<int64_t> GetTimes() const
    {
        std::vector<int64_t> found;
        for (const auto& entry : entries)
        {
            if (std::holds_alternative<T>(entry.message))
            {
                found.push_back(entry.when.GetMilliSeconds());
            }
        }
        return found;
    }
};

/// @param times some times in milliseconds @return "0 1000 3000"
inline std::string
ControlTestText(const std::vector<int64_t>& times)
{
    std::string text;
    for (const auto time : times)
    {
        text += (text.empty() ? "" : " ") + std::to_string(time);
    }
    return text;
}

} // namespace ns3

#endif /* CONTROL_TEST_NETWORK_H */
