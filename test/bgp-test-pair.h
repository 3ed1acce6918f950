/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef BGP_TEST_PAIR_H
#define BGP_TEST_PAIR_H

#include "ns3/bgp-speaker.h"
#include "ns3/internet-stack-helper.h"
#include "ns3/ip-interfaces.h"
#include "ns3/net-device-container.h"
#include "ns3/point-to-point-helper.h"
#include "ns3/simulator.h"
#include "ns3/string.h"

#include <array>
#include <string>
#include <utility>
#include <vector>

namespace ns3
{

/**
 * @brief Two routers on a link of 10 ms and 1 Gbit/s: 10.0.0.1 and .2, or fd00::1 and ::2.
 */
struct BgpTestPair
{
    /// @param family of the addresses
    explicit BgpTestPair(AddressFamily family)
    {
        for (auto& router : routers)
        {
            router = CreateObject<Node>();
            InternetStackHelper().Install(router);
        }
        PointToPointHelper link;
        link.SetDeviceAttribute("DataRate", StringValue("1Gbps"));
        link.SetChannelAttribute("Delay", StringValue("10ms"));
        devices = link.Install(routers[0], routers[1]);
        for (uint32_t i = 0; i < 2; ++i)
        {
            addresses[i] = NetworkAddress::FromString(
                (family == AddressFamily::IPV4 ? "10.0.0." : "fd00::") + std::to_string(i + 1));
            AddIpInterface(
                devices.Get(i),
                {addresses[i], static_cast<uint8_t>(family == AddressFamily::IPV4 ? 24 : 64)});
        }
    }

    /// Make both speakers, of AS 64512 and 64513, and neighbours.
    void Speak()
    {
        for (uint32_t i = 0; i < 2; ++i)
        {
            speakers[i] = CreateObject<BgpSpeaker>();
            speakers[i]->Install(routers[i], 64512 + i);
        }
        for (uint32_t i = 0; i < 2; ++i)
        {
            sessions[i] =
                speakers[i]->AddNeighbor(devices.Get(i), addresses[1 - i], 64512 + (1 - i));
        }
    }

    std::array<Ptr<Node>, 2> routers;        //!< both
    NetDeviceContainer devices;              //!< their ends of the link
    std::array<NetworkAddress, 2> addresses; //!< of these
    std::array<Ptr<BgpSpeaker>, 2> speakers; //!< on them
    std::array<Ptr<BgpSession>, 2> sessions; //!< between them
};

/// Writes down the states that a session comes to, with the times.
struct BgpStateLog
{
    /// @param session to be watched
    explicit BgpStateLog(Ptr<BgpSession> session)
    {
        session->TraceConnectWithoutContext("State", MakeCallback(&BgpStateLog::Add, this));
    }

    /// @param to the state from now on
    void Add(BgpState /* from */, BgpState to)
    {
        states.emplace_back(to, Simulator::Now());
    }

    /// @param state a state @param which time it came to it, from 0 @return when; -1: it did not
    Time When(BgpState state, std::size_t which = 0) const
    {
        for (const auto& [to, time] : states)
        {
            if (to == state && which-- == 0)
            {
                return time;
            }
        }
        return Seconds(-1);
    }

    std::vector<std::pair<BgpState, Time>> states; //!< in order
};

} // namespace ns3

#endif /* BGP_TEST_PAIR_H */
