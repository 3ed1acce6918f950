/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef LISP_KEY_H
#define LISP_KEY_H

#include "ns3/lisp-map-register.h"

#include <string>

namespace ns3
{

/**
 * @brief A secret that an ETR and a Map-Server share, and how it is used (RFC 9301 section 5.6).
 */
struct LispKey
{
    /**
     * @brief The form of the authentication fields.
     *
     * Both have the same fields on the wire as long as the key ID is 0: the older 16-bit key ID
     * names the algorithm.
     */
    enum Layout
    {
        RFC9301, //!< key ID and algorithm; MACs of the length that the algorithm's name says
        RFC6830, //!< the 16-bit key ID of RFC 6830 alone; MACs as long as the whole hash
    };

    std::string secret;                                       //!< not empty
    LispAlgorithm algorithm{LispAlgorithm::HMAC_SHA_256_128}; //!< never NONE
    uint8_t keyId{0};                                         //!< which secret it is
    Layout layout{RFC9301};                                   //!< the form of the fields

    /**
     * @brief A key that is given as it is.
     * @param secret the secret
     * @param algorithm "hmac-sha-1-96", "hmac-sha-256-128" or "hmac-sha-256-128-hkdf"; the first
     * is there for peers that know nothing else: RFC 9301 section 1.1 forbids it
     * @param keyId the key ID
     * @param layout the form of the fields
     * @return the key
     * @throws std::invalid_argument if the secret is empty, the algorithm unknown or "none", or the
     * older layout has no such algorithm or key ID
     */
    static LispKey FromSecret(const std::string& secret,
                              const std::string& algorithm = "hmac-sha-256-128",
                              uint8_t keyId = 0,
                              Layout layout = RFC9301);

    /**
     * @brief A key whose secret is a file's first line.
     * @param path the file
     * @param algorithm as FromSecret
     * @param keyId the key ID
     * @param layout the form of the fields
     * @return the key
     * @throws std::invalid_argument naming the file if it cannot be read or its first line is
     * empty, and as FromSecret
     */
    static LispKey FromFile(const std::string& path,
                            const std::string& algorithm = "hmac-sha-256-128",
                            uint8_t keyId = 0,
                            Layout layout = RFC9301);

    /// @return an authentication field for a message that is to be signed with this key
    LispAuthenticationField MakeField() const;

    /**
     * @param field of a message that was received
     * @return true if the message says that it is signed with this secret; the algorithm may be
     * any but NONE, since a deployed peer's is not negotiated
     */
    bool IsNamedBy(const LispAuthenticationField& field) const;
};

} // namespace ns3

#endif /* LISP_KEY_H */
