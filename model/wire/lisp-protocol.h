/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef LISP_PROTOCOL_H
#define LISP_PROTOCOL_H

#include <cstddef>
#include <cstdint>

namespace ns3
{

/**
 * @defgroup lisp-protocol Numbers that the LISP standards assign
 * @{
 */

/// UDP port of encapsulated data (RFC 9300 section 5.3).
constexpr uint16_t LISP_DATA_PORT = 4341;
/// UDP port of control messages (RFC 9301 section 12.1).
constexpr uint16_t LISP_CONTROL_PORT = 4342;
/// The highest instance ID: 24 bits (RFC 9300 section 5.3).
constexpr uint32_t LISP_MAX_INSTANCE_ID = 0xffffff;

/// Control message types (RFC 9301 section 5.1; 7 is that of draft-ermagan-lisp-nat-traversal), in
/// the order of the alternatives of LispMessage.
enum class LispMessageType : uint8_t
{
    MAP_REQUEST = 1,
    MAP_REPLY = 2,
    MAP_REGISTER = 3,
    MAP_NOTIFY = 4,
    MAP_NOTIFY_ACK = 5,
    MAP_REFERRAL = 6,
    INFO = 7,
    ENCAPSULATED_CONTROL = 8,
};

/// Address family identifiers that control messages hold (IANA address family numbers).
enum class LispAfi : uint16_t
{
    NONE = 0,
    IPV4 = 1,
    IPV6 = 2,
    IEEE_802 = 6,            //!< MAC addresses of older senders (RFC 8060 section 4.10.2)
    DISTINGUISHED_NAME = 17, //!< text that ends with a zero octet (RFC 8060 section 4.10.3)
    LCAF = 16387,            //!< LISP canonical address format (RFC 8060 section 3)
    MAC = 16389,             //!< 48-bit MAC (RFC 7042 section 5.2)
};

/// Types of the LISP canonical address format that are read field by field (RFC 8060 section 3).
enum class LispLcafType : uint8_t
{
    AFI_LIST = 1,
    INSTANCE_ID = 2,
    AS_NUMBER = 3,
    APPLICATION_DATA = 4,
    NAT_TRAVERSAL = 7,
    MULTICAST_INFO = 9,
    EXPLICIT_LOCATOR_PATH = 10,
    SECURITY_KEY = 11,
    SOURCE_DEST = 12,
    REPLICATION_LIST = 13,
    KEY_VALUE = 15,
    SERVICE_PATH = 17, //!< draft-ietf-lisp-nsh and the IANA LCAF registry
};

/// What to do with packets of a mapping that has no locators (RFC 9301 section 5.4, ACT; 3 bits).
enum class LispAction : uint8_t
{
    NO_ACTION = 0,
    NATIVELY_FORWARD = 1,
    SEND_MAP_REQUEST = 2,
    DROP_NO_REASON = 3,
    DROP_POLICY_DENIED = 4,
    DROP_AUTH_FAILURE = 5,
};

/// What a DDT node answers (RFC 8111 section 6.1; the ACT bits of a Map-Referral record).
enum class LispReferralAction : uint8_t
{
    NODE_REFERRAL = 0,
    MS_REFERRAL = 1,
    MS_ACK = 2,
    MS_NOT_REGISTERED = 3,
    DELEGATION_HOLE = 4,
    NOT_AUTHORITATIVE = 5,
};

/// How a message is authenticated (RFC 9301 section 12.5).
enum class LispAlgorithm : uint8_t
{
    NONE = 0,
    HMAC_SHA_1_96 = 1,
    HMAC_SHA_256_128 = 2,
    HMAC_SHA_256_128_HKDF = 3,
};

/// Priority of a locator that must not be used (RFC 9301 section 5.4).
constexpr uint8_t LISP_PRIORITY_UNUSABLE = 255;
/// Record TTL, in minutes, that leaves the time to the receiver (RFC 9301 section 5.4).
constexpr uint32_t LISP_TTL_RECEIVER_DECIDES = 0xffffffff;
/// The most ITR-RLOCs that a Map-Request holds (RFC 9301 section 5.2, IRC).
constexpr std::size_t LISP_MAX_ITR_RLOCS = 32;
/// The most records in a message, and locators in a record: the counts are octets (RFC 9301
/// section 5.4).
constexpr std::size_t LISP_MAX_RECORDS = 255;

/** @} */

/// @param action an action @return "no-action", "natively-forward", ...
const char* ToString(LispAction action);
/// @param action an action @return "node-referral", "ms-ack", ...
const char* ToString(LispReferralAction action);
/// @param algorithm an algorithm @return "hmac-sha-256-128", ...; "unknown" for other numbers
const char* ToString(LispAlgorithm algorithm);
/// @param type a message type @return "map-request", ...; "info" for both Info messages
const char* ToString(LispMessageType type);

} // namespace ns3

#endif /* LISP_PROTOCOL_H */
