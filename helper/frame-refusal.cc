/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "frame-refusal.h"

namespace ns3
{

const char*
ToString(FrameRefusal refusal)
{
    switch (refusal)
    {
    case FrameRefusal::NONE:
        return "none";
    case FrameRefusal::OTHER_HOST:
        return "other-host";
    case FrameRefusal::OWN_SOURCE:
        return "own-source";
    case FrameRefusal::VLAN_TAG:
        return "vlan-tag";
    case FrameRefusal::SPANNING_TREE:
        return "spanning-tree";
    case FrameRefusal::LLDP:
        return "lldp";
    case FrameRefusal::LLC:
        return "llc";
    case FrameRefusal::ETHERTYPE:
        return "ethertype";
    case FrameRefusal::MULTICAST:
        return "multicast";
    case FrameRefusal::DUPLICATE_DETECTION:
        return "duplicate-detection";
    case FrameRefusal::ROUTER_DISCOVERY:
        return "router-discovery";
    case FrameRefusal::IPV4_OPTIONS:
        return "ipv4-options";
    case FrameRefusal::IPV6_NEXT_HEADER:
        return "ipv6-next-header";
    case FrameRefusal::LISP_DATA_FRAGMENT:
        return "lisp-data-fragment";
    case FrameRefusal::LISP_DEPTH:
        return "lisp-depth";
    case FrameRefusal::TOO_SHORT:
        return "too-short";
    case FrameRefusal::BAD_SOURCE:
        return "bad-source";
    case FrameRefusal::ARP_MALFORMED:
        return "arp-malformed";
    case FrameRefusal::IPV4_MALFORMED:
        return "ipv4-malformed";
    case FrameRefusal::IPV4_CHECKSUM:
        return "ipv4-checksum";
    case FrameRefusal::IPV6_MALFORMED:
        return "ipv6-malformed";
    case FrameRefusal::ADDRESS:
        return "address";
    case FrameRefusal::UDP_MALFORMED:
        return "udp-malformed";
    case FrameRefusal::TCP_MALFORMED:
        return "tcp-malformed";
    case FrameRefusal::ICMP_MALFORMED:
        return "icmp-malformed";
    case FrameRefusal::ND_MALFORMED:
        return "nd-malformed";
    case FrameRefusal::FRAGMENT_LENGTH:
        return "fragment-length";
    case FrameRefusal::FRAGMENT_OVERLAP:
        return "fragment-overlap";
    case FrameRefusal::FRAGMENT_TABLE_FULL:
        return "fragment-table-full";
    case FrameRefusal::QUEUE_FULL:
        return "queue-full";
    }
    return "unknown";
}

std::ostream&
operator<<(std::ostream& os, FrameRefusal refusal)
{
    return os << ToString(refusal);
}

} // namespace ns3
