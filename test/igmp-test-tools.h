/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef IGMP_TEST_TOOLS_H
#define IGMP_TEST_TOOLS_H

#include "switch-test-net.h"

#include "ns3/igmp-snooper.h"
#include "ns3/ipv4-header.h"

/**
 * @file
 * @brief Messages and packets for the suites of IGMP.
 */

namespace ns3
{

namespace igmptest
{

/// What the suites call it.
using Reason = IgmpDropReason;
/// What the suites call it.
using Type = IgmpMessage::Type;
/// What the suites call it.
using Host = SwitchTestNet::Host;
const Ipv4Address GROUP("239.1.2.3");
const Ipv4Address QUERIER("10.0.0.1");
constexpr int64_t SECOND = 1000000000; //!< ns
constexpr int64_t HOP = 1076;          //!< ns from one switch to the next

/// @param host sends @param message an IGMP message
inline void
SendMessage(Host& host, const IgmpMessage& message)
{
    EthernetFrame frame;
    frame.source = host.GetMac();
    frame.destination = Mac48Address::GetMulticast(message.destination);
    frame.protocol = 0x0800;
    frame.payload = message.ToPacket();
    host.Send(frame);
}

/// @param host sends @param group to it, an IPv4 packet of protocol 253 (RFC 3692 section 2.1)
inline void
SendData(Host& host, Ipv4Address group)
{
    Ipv4Header header;
    header.SetSource(Ipv4Address("10.0.0.9"));
    header.SetDestination(group);
    header.SetProtocol(253);
    header.SetPayloadSize(26);
    auto packet = Create<Packet>(26);
    packet->AddHeader(header);
    EthernetFrame frame;
    frame.source = host.GetMac();
    frame.destination = Mac48Address::GetMulticast(group);
    frame.protocol = 0x0800;
    frame.payload = packet;
    host.Send(frame);
}

/// @param host a host @param group a group @return the data packets to it that came
inline std::size_t
CountData(const Host& host, Ipv4Address group)
{
    std::size_t count = 0;
    for (const auto& arrival : host.seen)
    {
        Ipv4Header header;
        if (arrival.frame.protocol == 0x0800)
        {
            arrival.frame.payload->PeekHeader(header);
            count += header.GetProtocol() == 253 && header.GetDestination() == group;
        }
    }
    return count;
}

/// @param host a host @param type a type @return when IGMP messages of it came, in ns
inline std::vector<int64_t>
GetTimes(const Host& host, Type type)
{
    std::vector<int64_t> times;
    for (const auto& arrival : host.seen)
    {
        auto reason = Reason::NONE;
        const auto message = arrival.frame.protocol == 0x0800
                                 ? IgmpMessage::Read(arrival.frame.payload, reason)
                                 : std::nullopt;
        if (message && message->type == type)
        {
            times.push_back(arrival.time.GetNanoSeconds());
        }
    }
    return times;
}

/// @param type of a report or leave @param group about it @return the message
inline IgmpMessage
MakeReport(Type type, Ipv4Address group)
{
    IgmpMessage message;
    message.type = type;
    message.group = group;
    message.destination = group;
    return message;
}

/// @param lan a switch @return its new snooper
inline Ptr<IgmpSnooper>
AddSnooper(const Ptr<VlanSwitch>& lan)
{
    auto snooper = CreateObject<IgmpSnooper>();
    snooper->Install(lan);
    return snooper;
}

} // namespace igmptest

} // namespace ns3

#endif /* IGMP_TEST_TOOLS_H */
