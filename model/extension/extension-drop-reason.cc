/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "extension-drop-reason.h"

namespace ns3
{

const char*
ToString(ExtensionDropReason reason)
{
    switch (reason)
    {
    case ExtensionDropReason::DOWN:
        return "extension-down";
    case ExtensionDropReason::TOO_LARGE:
        return "extension-too-large";
    case ExtensionDropReason::BPDU:
        return "extension-bpdu";
    case ExtensionDropReason::HSRP:
        return "extension-hsrp";
    case ExtensionDropReason::VIRTUAL_MAC:
        return "extension-virtual-mac";
    case ExtensionDropReason::NOT_FORWARDER:
        return "extension-not-forwarder";
    case ExtensionDropReason::UNKNOWN_UNICAST:
        return "extension-unknown-unicast";
    case ExtensionDropReason::PEER_LINK:
        return "extension-peer-link";
    case ExtensionDropReason::ARP_ANSWERED:
        return "extension-arp-answered";
    case ExtensionDropReason::MALFORMED:
        return "extension-malformed";
    case ExtensionDropReason::UNKNOWN_PEER:
        return "extension-unknown-peer";
    case ExtensionDropReason::SEQUENCE:
        return "extension-sequence";
    case ExtensionDropReason::WAITING_FULL:
        return "extension-waiting-full";
    case ExtensionDropReason::WAITING_TIMEOUT:
        return "extension-waiting-timeout";
    case ExtensionDropReason::MOVED:
        return "extension-moved";
    }
    return "extension-unknown";
}

std::ostream&
operator<<(std::ostream& os, ExtensionDropReason reason)
{
    return os << ToString(reason);
}

} // namespace ns3
