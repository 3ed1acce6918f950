/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef PSEUDOWIRE_TEST_TRANSPORT_H
#define PSEUDOWIRE_TEST_TRANSPORT_H

#include "pseudowire-test-net.h"

#include "ns3/ethernet-frame.h"
#include "ns3/pseudowire-transport.h"

#include <cstdint>
#include <string>
#include <vector>

/**
 * @file
 * @brief What is sent over a pseudowire, and what carries it, in its suites.
 */

namespace ns3
{

/// How a pseudowire can be carried.
inline constexpr TestCarrier CARRIERS[] = {TestCarrier::MPLS, TestCarrier::IPV4, TestCarrier::IPV6};

/// @param carrier how a pseudowire is carried @return its name
inline const char*
ToString(TestCarrier carrier)
{
    return carrier == TestCarrier::MPLS ? "MPLS" : carrier == TestCarrier::IPV4 ? "IPv4" : "IPv6";
}

/// @param size octets of payload @param priority of the frame @return from host 0 to host 1
inline EthernetFrame
MakeFrame(uint32_t size, uint8_t priority = 0)
{
    EthernetFrame frame;
    frame.source = PseudowireTestNet::Mac(0, 0);
    frame.destination = PseudowireTestNet::Mac(0, 1);
    frame.vlan = 100;
    frame.priority = priority;
    frame.protocol = TEST_TYPE;
    frame.payload = Create<Packet>(size);
    return frame;
}

/**
 * A transport whose other end is the test: what is sent is kept, and any octets can arrive.
 */
class TestTransport : public PseudowireTransport
{
  public:
    TestTransport()
    {
        SetLabels(16, 16);
    }

    Ptr<Node> GetNode() const override
    {
        return node;
    }

    bool Send(Ptr<Packet> packet, uint8_t, ExtensionDropReason& reason) override
    {
        reason = ExtensionDropReason::DOWN;
        sent.push_back(packet);
        return true;
    }

    uint32_t GetMtu() const override
    {
        return 1500;
    }

    bool IsUp() const override
    {
        return true;
    }

    std::string GetName() const override
    {
        return "test";
    }

    /// @param octets arrive
    void Arrive(const std::string& octets)
    {
        Deliver(FromHex(octets));
    }

    using PseudowireTransport::Deliver;

    Ptr<Node> node{CreateObject<Node>()}; //!< the edge device
    std::vector<Ptr<Packet>> sent;        //!< by the pseudowire
};

} // namespace ns3

#endif /* PSEUDOWIRE_TEST_TRANSPORT_H */
