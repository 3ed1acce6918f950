/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "lisp-key.h"

#include "ns3/lisp-authentication.h"

#include <fstream>
#include <stdexcept>

namespace ns3
{

LispKey
LispKey::FromSecret(const std::string& secret,
                    const std::string& algorithm,
                    uint8_t keyId,
                    Layout layout)
{
    LispKey key;
    key.secret = secret;
    key.algorithm = LispAlgorithmFromString(algorithm);
    key.keyId = keyId;
    key.layout = layout;
    if (secret.empty())
    {
        throw std::invalid_argument("the key is empty; a secret of at least one character is "
                                    "accepted");
    }
    if (key.algorithm == LispAlgorithm::NONE)
    {
        throw std::invalid_argument("algorithm 'none' does not authenticate; hmac-sha-1-96, "
                                    "hmac-sha-256-128 and hmac-sha-256-128-hkdf are accepted");
    }
    if (layout == RFC6830 && (keyId != 0 || key.algorithm == LispAlgorithm::HMAC_SHA_256_128_HKDF))
    {
        throw std::invalid_argument(
            "the layout of RFC 6830 has no key ID " + std::to_string(keyId) + " with " + algorithm +
            "; key ID 0 with hmac-sha-1-96 or hmac-sha-256-128 is accepted");
    }
    return key;
}

LispKey
LispKey::FromFile(const std::string& path,
                  const std::string& algorithm,
                  uint8_t keyId,
                  Layout layout)
{
    std::ifstream file(path);
    std::string secret;
    if (!file || !std::getline(file, secret))
    {
        throw std::invalid_argument("key file '" + path +
                                    "' cannot be read; a readable file whose first line is the "
                                    "secret is accepted");
    }
    while (!secret.empty() && (secret.back() == '\r' || secret.back() == ' '))
    {
        secret.pop_back();
    }
    if (secret.empty())
    {
        throw std::invalid_argument("key file '" + path +
                                    "' has an empty first line; the secret is accepted there");
    }
    return FromSecret(secret, algorithm, keyId, layout);
}

LispAuthenticationField
LispKey::MakeField() const
{
    auto field = LispAuthenticationField::For(algorithm, keyId);
    if (layout == RFC6830)
    {
        field.data.assign(algorithm == LispAlgorithm::HMAC_SHA_1_96 ? 20 : 32, 0);
    }
    return field;
}

bool
LispKey::IsNamedBy(const LispAuthenticationField& field) const
{
    return field.keyId == keyId && field.algorithm != LispAlgorithm::NONE;
}

} // namespace ns3
