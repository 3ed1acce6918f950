/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef LISP_AUTHENTICATION_H
#define LISP_AUTHENTICATION_H

#include "lisp-codec.h"

#include <string>
#include <vector>

namespace ns3
{

/// What came of checking a message's MAC.
enum class LispAuthenticationResult
{
    VALID,             //!< from somebody who knows the secret, and unchanged
    NONE,              //!< algorithm 0: the message carries no MAC
    UNKNOWN_ALGORITHM, //!< an algorithm that is not known, or not defined for this message
    WRONG_LENGTH,      //!< the MAC is not as long as any form of the algorithm
    WRONG_VALUE,       //!< another secret, or a changed message
    NOT_APPLICABLE,    //!< no message, or one of a type without a MAC
};

/// @param result a result @return "valid", "wrong-value", ...
const char* ToString(LispAuthenticationResult result);

/**
 * @brief Read the name of an algorithm as scripts write it.
 * @param name "none", "hmac-sha-1-96", "hmac-sha-256-128" or "hmac-sha-256-128-hkdf"
 * @return the algorithm
 * @throws std::invalid_argument naming the text and what is accepted
 */
LispAlgorithm LispAlgorithmFromString(const std::string& name);

/**
 * @brief Put the MAC into an encoded Map-Register, Map-Notify, Map-Notify-Ack or Info message.
 *
 * The message's LispAuthenticationField says which algorithm, and by the length of its data which
 * form: 12 octets for HMAC-SHA-1-96, 16 for the others, as LispAuthenticationField::For makes
 * them; or the whole hash, 20 or 32 octets, for a receiver that knows nothing else. The MAC covers
 * the message up to the end of its last record (RFC 9301 section 5.6), so not the xTR-ID.
 *
 * @param octets an encoded message; changed in place
 * @param secret the shared secret
 * @throws std::invalid_argument if the octets are no such message, or the algorithm or the length
 * is not one of these; algorithm 0 leaves the message as it is
 */
void SignLispMessage(std::vector<uint8_t>& octets, const std::string& secret);

/**
 * @brief Encode a message and sign it.
 * @param message a Map-Register, Map-Notify, Map-Notify-Ack or Info message
 * @param secret the shared secret
 * @return the octets
 * @throws std::invalid_argument as EncodeLispMessage and SignLispMessage
 */
std::vector<uint8_t> EncodeSignedLispMessage(const LispMessage& message, const std::string& secret);

/**
 * @brief Check the MAC of a message as it was received.
 *
 * Taken are the forms that deployed senders use: MACs of the standard's length or the whole hash,
 * over the message up to the end of its last record, as RFC 9301 says, or with the xTR-ID behind
 * it, as RFC 6833 says ("the entire payload") and older senders do. The MAC is compared whole and
 * in constant time.
 *
 * @param data the message, not an Encapsulated Control Message around it
 * @param size its octets
 * @param decoded what DecodeLispMessage made of it
 * @param secret the shared secret
 * @return VALID, or why not
 */
LispAuthenticationResult VerifyLispMessage(const uint8_t* data,
                                           std::size_t size,
                                           const LispDecodeResult& decoded,
                                           const std::string& secret);

/**
 * @brief Check the MAC of a message as it was received, decoding it first.
 * @param octets the message
 * @param secret the shared secret
 * @return VALID, or why not
 */
LispAuthenticationResult VerifyLispMessage(const std::vector<uint8_t>& octets,
                                           const std::string& secret);

/**
 * @param message a message
 * @return its authentication field; nullptr for a type that has none
 */
const LispAuthenticationField* GetLispAuthentication(const LispMessage& message);

} // namespace ns3

#endif /* LISP_AUTHENTICATION_H */
