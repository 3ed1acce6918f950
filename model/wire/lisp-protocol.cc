/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "lisp-protocol.h"

namespace ns3
{

const char*
ToString(LispAction action)
{
    switch (action)
    {
    case LispAction::NO_ACTION:
        return "no-action";
    case LispAction::NATIVELY_FORWARD:
        return "natively-forward";
    case LispAction::SEND_MAP_REQUEST:
        return "send-map-request";
    case LispAction::DROP_NO_REASON:
        return "drop-no-reason";
    case LispAction::DROP_POLICY_DENIED:
        return "drop-policy-denied";
    case LispAction::DROP_AUTH_FAILURE:
        return "drop-auth-failure";
    }
    return "unassigned";
}

const char*
ToString(LispReferralAction action)
{
    switch (action)
    {
    case LispReferralAction::NODE_REFERRAL:
        return "node-referral";
    case LispReferralAction::MS_REFERRAL:
        return "ms-referral";
    case LispReferralAction::MS_ACK:
        return "ms-ack";
    case LispReferralAction::MS_NOT_REGISTERED:
        return "ms-not-registered";
    case LispReferralAction::DELEGATION_HOLE:
        return "delegation-hole";
    case LispReferralAction::NOT_AUTHORITATIVE:
        return "not-authoritative";
    }
    return "unassigned";
}

const char*
ToString(LispAlgorithm algorithm)
{
    switch (algorithm)
    {
    case LispAlgorithm::NONE:
        return "none";
    case LispAlgorithm::HMAC_SHA_1_96:
        return "hmac-sha-1-96";
    case LispAlgorithm::HMAC_SHA_256_128:
        return "hmac-sha-256-128";
    case LispAlgorithm::HMAC_SHA_256_128_HKDF:
        return "hmac-sha-256-128-hkdf";
    }
    return "unknown";
}

const char*
ToString(LispMessageType type)
{
    switch (type)
    {
    case LispMessageType::MAP_REQUEST:
        return "map-request";
    case LispMessageType::MAP_REPLY:
        return "map-reply";
    case LispMessageType::MAP_REGISTER:
        return "map-register";
    case LispMessageType::MAP_NOTIFY:
        return "map-notify";
    case LispMessageType::MAP_NOTIFY_ACK:
        return "map-notify-ack";
    case LispMessageType::MAP_REFERRAL:
        return "map-referral";
    case LispMessageType::INFO:
        return "info";
    case LispMessageType::ENCAPSULATED_CONTROL:
        return "encapsulated-control";
    }
    return "unknown";
}

} // namespace ns3
