/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef VPC_TEST_TOOLS_H
#define VPC_TEST_TOOLS_H

#include "vpc-test-net.h"

#include "ns3/error-model.h"

#include <functional>

/**
 * @file
 * @brief Times and traffic for the suites of pairs of switches.
 */

namespace ns3
{

namespace vpctest
{

/// What the suites call it.
using Net = VpcTestNet;

/// @param at ns @param function what to do then
inline void
At(int64_t at, std::function<void()> function)
{
    Simulator::Schedule(NanoSeconds(at), [function]() { function(); });
}

constexpr int64_t MS = 1000000;   //!< ns of a millisecond
constexpr int64_t S = 1000000000; //!< ns of a second
constexpr int64_t NEWS = 1076;    //!< ns that a hello takes

/// @param net a network, in which each host broadcasts every 10 ms @param from ns @param to ns
inline void
BroadcastAll(VpcTestNet& net, int64_t from, int64_t to)
{
    for (int64_t at = from; at < to; at += 10 * MS)
    {
        for (std::size_t i = 0; i < Net::HOSTS; i++)
        {
            net.SendAt(at + MS * static_cast<int64_t>(i), i);
        }
    }
}

/// @return what corrupts every frame
inline Ptr<ErrorModel>
MakeLoss()
{
    auto loss = CreateObject<RateErrorModel>();
    loss->SetUnit(RateErrorModel::ERROR_UNIT_PACKET);
    loss->SetRate(1);
    return loss;
}

/// @param nic loses all that arrives @param from ns @param to ns
inline void
MakeDeaf(Ptr<EthernetNic> nic, int64_t from, int64_t to)
{
    At(from, [nic]() { nic->SetReceiveErrorModel(MakeLoss()); });
    At(to, [nic]() { nic->SetReceiveErrorModel(nullptr); });
}

} // namespace vpctest

} // namespace ns3

#endif /* VPC_TEST_TOOLS_H */
