/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "lisp-rtr.h"

#include "lisp-native.h"
#include "lisp-tunnel-rules.h"
#include "lisp-xtr.h"

#include "ns3/ipv4-header.h"
#include "ns3/ipv6-header.h"
#include "ns3/packet.h"

namespace ns3
{

void
LispReencapsulate(LispXtr& xtr, Ptr<Packet> packet, const LispFormerTunnel& former)
{
    uint8_t first = 0;
    packet->CopyData(&first, 1);
    constexpr uint8_t ipv4 = 4;
    const bool isIpv4 = first >> 4 == ipv4;
    Ipv4Header header4;
    Ipv6Header header6;
    isIpv4 ? packet->RemoveHeader(header4) : packet->RemoveHeader(header6);
    const uint8_t ttl = LispInnerTtl(isIpv4 ? header4.GetTtl() : header6.GetHopLimit(), former.ttl);
    const bool expires = ttl <= 1;
    const auto next = static_cast<uint8_t>(expires ? ttl : ttl - 1);
    if (isIpv4)
    {
        if (LispHasOptions(header4))
        {
            header4 = LispWithoutOptions(header4);
        }
        header4.SetTtl(next);
        header4.SetTos(LispInnerTos(header4.GetTos(), former.tos, former.copyDscp));
        if (xtr.UsesChecksums())
        {
            header4.EnableChecksum();
        }
        packet->AddHeader(header4);
    }
    else
    {
        header6.SetHopLimit(next);
        header6.SetTrafficClass(
            LispInnerTos(header6.GetTrafficClass(), former.tos, former.copyDscp));
        packet->AddHeader(header6);
    }
    if (expires)
    {
        xtr.Drop(packet, LispDropReason::RTR_TTL_EXPIRED);
        return;
    }
    xtr.SendToTunnel(packet, former.instanceId, former.source);
}

} // namespace ns3
