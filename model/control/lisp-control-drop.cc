/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "lisp-control-drop.h"

#include <array>

namespace ns3
{

const char*
ToString(LispControlDrop reason)
{
    // In the order of the enum.
    static constexpr std::array<const char*, LISP_CONTROL_DROPS> NAMES{
        "lisp-control-udp-length",
        "lisp-control-checksum",
        "lisp-control-malformed",
        "lisp-control-unexpected-type",
        "lisp-control-unexpected-inner",
        "lisp-control-no-route",
        "lisp-control-too-long",
        "lisp-control-unknown-key",
        "lisp-control-not-signed",
        "lisp-control-bad-signature",
        "lisp-control-replayed-nonce",
        "lisp-control-eid-not-allowed",
        "lisp-control-bad-eid",
        "lisp-control-stale-register",
        "lisp-control-old-map-version",
        "lisp-control-no-registration",
        "lisp-control-table-full",
        "lisp-control-notify-no-group",
        "lisp-control-notify-no-sender",
        "lisp-control-notify-own",
        "lisp-control-notify-eid",
        "lisp-control-notify-stale",
        "lisp-control-probe-to-mapping-system",
        "lisp-control-probe-encapsulated",
        "lisp-control-no-itr-rloc",
        "lisp-control-not-my-eid",
        "lisp-control-reply-rate",
        "lisp-control-smr-rate",
        "lisp-control-smr-without-mapping",
        "lisp-control-nonce-not-outstanding",
        "lisp-control-reply-not-covering",
        "lisp-control-reply-unrelated-record",
        "lisp-control-reply-too-broad",
        "lisp-control-reply-for-own-eid",
        "lisp-control-reply-bad-locator",
        "lisp-control-reply-unexpected-source",
        "lisp-control-reply-bad-path",
        "lisp-control-nat-no-rtr",
        "lisp-control-nat-not-from-rtr",
        "lisp-control-nat-bad-reply",
        "lisp-control-nat-other-xtr",
        "lisp-control-nat-unknown-server",
        "lisp-control-icmp-not-ours",
        "lisp-control-bad-source",
    };
    static_assert(NAMES.back() != nullptr, "each reason has a name");
    return reason < LispControlDrop::COUNT ? NAMES[static_cast<std::size_t>(reason)] : "unknown";
}

std::ostream&
operator<<(std::ostream& os, LispControlDrop reason)
{
    return os << ToString(reason);
}

} // namespace ns3
