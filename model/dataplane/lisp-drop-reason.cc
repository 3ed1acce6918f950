/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "lisp-drop-reason.h"

namespace ns3
{

const char*
ToString(LispDropReason reason)
{
    switch (reason)
    {
    case LispDropReason::ITR_DISABLED:
        return "lisp-itr-disabled";
    case LispDropReason::ITR_BAD_PACKET:
        return "lisp-itr-bad-packet";
    case LispDropReason::ITR_NOT_UNICAST:
        return "lisp-itr-not-unicast";
    case LispDropReason::ITR_PENDING_EID_FULL:
        return "lisp-itr-pending-eid-full";
    case LispDropReason::ITR_PENDING_FULL:
        return "lisp-itr-pending-full";
    case LispDropReason::ITR_PENDING_TIMEOUT:
        return "lisp-itr-pending-timeout";
    case LispDropReason::ITR_PENDING_LOST:
        return "lisp-itr-pending-lost";
    case LispDropReason::ITR_RESOLUTION_FAILED:
        return "lisp-itr-resolution-failed";
    case LispDropReason::ITR_NO_ACTION:
        return "lisp-itr-no-action";
    case LispDropReason::ITR_ACTION_DROP:
        return "lisp-itr-action-drop";
    case LispDropReason::ITR_POLICY_DENIED:
        return "lisp-itr-policy-denied";
    case LispDropReason::ITR_AUTH_FAILURE:
        return "lisp-itr-auth-failure";
    case LispDropReason::ITR_NO_NATIVE_ROUTE:
        return "lisp-itr-no-native-route";
    case LispDropReason::ITR_NO_USABLE_RLOC:
        return "lisp-itr-no-usable-rloc";
    case LispDropReason::ITR_NO_LOCAL_RLOC:
        return "lisp-itr-no-local-rloc";
    case LispDropReason::ITR_RLOC_IS_OWN:
        return "lisp-itr-rloc-is-own";
    case LispDropReason::ITR_NO_ROUTE_TO_RLOC:
        return "lisp-itr-no-route-to-rloc";
    case LispDropReason::ITR_INTERFACE_DOWN:
        return "lisp-itr-interface-down";
    case LispDropReason::ITR_TOO_BIG:
        return "lisp-itr-too-big";
    case LispDropReason::ITR_EID_NOT_DISCOVERED:
        return "lisp-itr-eid-not-discovered";
    case LispDropReason::ITR_PROXY_NOT_EID:
        return "lisp-itr-proxy-not-eid";
    case LispDropReason::ITR_EID_AWAY:
        return "lisp-itr-eid-away";
    case LispDropReason::ITR_NO_RECEIVERS:
        return "lisp-itr-no-receivers";
    case LispDropReason::ETR_NOT_OWN_RLOC:
        return "lisp-etr-not-own-rloc";
    case LispDropReason::ETR_BAD_OUTER_SOURCE:
        return "lisp-etr-bad-outer-source";
    case LispDropReason::ETR_BAD_UDP_LENGTH:
        return "lisp-etr-bad-udp-length";
    case LispDropReason::ETR_BAD_UDP_CHECKSUM:
        return "lisp-etr-bad-udp-checksum";
    case LispDropReason::ETR_TRUNCATED:
        return "lisp-etr-truncated";
    case LispDropReason::ETR_ENCRYPTED:
        return "lisp-etr-encrypted";
    case LispDropReason::ETR_UNKNOWN_INSTANCE:
        return "lisp-etr-unknown-instance";
    case LispDropReason::ETR_BAD_INNER_VERSION:
        return "lisp-etr-bad-inner-version";
    case LispDropReason::ETR_BAD_INNER_LENGTH:
        return "lisp-etr-bad-inner-length";
    case LispDropReason::ETR_BAD_INNER_CHECKSUM:
        return "lisp-etr-bad-inner-checksum";
    case LispDropReason::ETR_INNER_TTL_ZERO:
        return "lisp-etr-inner-ttl-zero";
    case LispDropReason::ETR_BAD_INNER_SOURCE:
        return "lisp-etr-bad-inner-source";
    case LispDropReason::ETR_INNER_MULTICAST:
        return "lisp-etr-inner-multicast";
    case LispDropReason::ETR_GROUP_NOT_JOINED:
        return "lisp-etr-group-not-joined";
    case LispDropReason::ETR_GROUP_FROM_HERE:
        return "lisp-etr-group-from-here";
    case LispDropReason::ETR_BAD_INNER_DESTINATION:
        return "lisp-etr-bad-inner-destination";
    case LispDropReason::ETR_ECN:
        return "lisp-etr-ecn";
    case LispDropReason::ETR_NOT_MY_EID:
        return "lisp-etr-not-my-eid";
    case LispDropReason::ETR_EID_AWAY:
        return "lisp-etr-eid-away";
    case LispDropReason::ETR_EID_NOT_DISCOVERED:
        return "lisp-etr-eid-not-discovered";
    case LispDropReason::ETR_MAP_VERSION_NULL:
        return "lisp-etr-map-version-null";
    case LispDropReason::ETR_MAP_VERSION_NEWER:
        return "lisp-etr-map-version-newer";
    case LispDropReason::ETR_MAP_VERSION_STALE:
        return "lisp-etr-map-version-stale";
    case LispDropReason::ETR_SOURCE_VERSION_OLD:
        return "lisp-etr-source-version-old";
    case LispDropReason::ETR_SPOOFED_SOURCE:
        return "lisp-etr-spoofed-source";
    case LispDropReason::ETR_SOURCE_PENDING_FULL:
        return "lisp-etr-source-pending-full";
    case LispDropReason::ETR_SOURCE_LOOKUP_RATE:
        return "lisp-etr-source-lookup-rate";
    case LispDropReason::ETR_SOURCE_UNANSWERED:
        return "lisp-etr-source-unanswered";
    case LispDropReason::ETR_PROXY_NOT_CLIENT:
        return "lisp-etr-proxy-not-client";
    case LispDropReason::ETR_PROXY_NOT_CLIENT_EID:
        return "lisp-etr-proxy-not-client-eid";
    case LispDropReason::ETR_NO_FAMILY:
        return "lisp-etr-no-family";
    case LispDropReason::ETR_NO_ROUTE:
        return "lisp-etr-no-route";
    case LispDropReason::ETR_NO_GPE:
        return "lisp-etr-no-gpe";
    case LispDropReason::ETR_NEXT_PROTOCOL:
        return "lisp-etr-next-protocol";
    case LispDropReason::RTR_TTL_EXPIRED:
        return "lisp-rtr-ttl-expired";
    case LispDropReason::RTR_LOOP:
        return "lisp-rtr-loop";
    case LispDropReason::NONE:
        break;
    }
    return "lisp-unknown";
}

std::ostream&
operator<<(std::ostream& os, LispDropReason reason)
{
    return os << ToString(reason);
}

} // namespace ns3
