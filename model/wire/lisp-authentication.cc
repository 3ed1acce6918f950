/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "lisp-authentication.h"

#include <algorithm>
#include <array>
#include <memory>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/kdf.h>
#include <stdexcept>
#include <type_traits>

namespace ns3
{

namespace
{

/// Where the authentication data starts: header word, nonce, key ID and length come before.
constexpr std::size_t DATA_OFFSET = 16;
/// Octets of the nonce, which come after the header word.
constexpr std::size_t NONCE_SIZE = 8;
constexpr std::size_t NONCE_OFFSET = 4; ///< behind the header word

/// Octets of a hash.
using Digest = std::vector<uint8_t>;

/// An algorithm's hash and the lengths of it that senders use, the standard's first.
struct Algorithm
{
    const EVP_MD* digest;               //!< the hash function
    std::array<std::size_t, 2> lengths; //!< standard and whole
};

/// @param algorithm any @return how it works; no digest if it is not known
Algorithm
Describe(LispAlgorithm algorithm)
{
    switch (algorithm)
    {
    case LispAlgorithm::HMAC_SHA_1_96:
        return {EVP_sha1(), {12, 20}};
    case LispAlgorithm::HMAC_SHA_256_128:
    case LispAlgorithm::HMAC_SHA_256_128_HKDF:
        return {EVP_sha256(), {16, 32}};
    case LispAlgorithm::NONE:
        break;
    }
    return {nullptr, {0, 0}};
}

/// @param message a message @return the salt of its key (RFC 9301 section 5.6); empty if undefined
std::string
SaltOf(const LispMessage& message)
{
    switch (GetLispMessageType(message))
    {
    case LispMessageType::MAP_REGISTER:
        return "Map-Register Authentication";
    case LispMessageType::MAP_NOTIFY:
        return "Map-Notify Authentication";
    case LispMessageType::MAP_NOTIFY_ACK:
        return "Map-Notify-Ack Authentication";
    default:
        return "";
    }
}

/**
 * @brief The key of one message: HKDF (RFC 5869) of nonce and secret, salted with the message type.
 *
 * RFC 9301 gives no "info" and no length: info is empty, and the key as long as the hash of the
 * MAC that it is for, as RFC 4868 section 2.1.1 wants it.
 *
 * @param nonce the 8 octets of the message
 * @param secret the shared secret
 * @param salt of the message type
 * @return the key
 */
std::string
DeriveKey(const uint8_t* nonce, const std::string& secret, const std::string& salt)
{
    const std::string input = std::string(nonce, nonce + NONCE_SIZE) + secret;
    const auto octets = [](const std::string& s) {
        return reinterpret_cast<const unsigned char*>(s.data());
    };
    std::array<unsigned char, 32> key;
    std::size_t size = key.size();
    const std::unique_ptr<EVP_PKEY_CTX, decltype(&EVP_PKEY_CTX_free)> context(
        EVP_PKEY_CTX_new_id(EVP_PKEY_HKDF, nullptr),
        EVP_PKEY_CTX_free);
    const bool done =
        context && EVP_PKEY_derive_init(context.get()) > 0 &&
        EVP_PKEY_CTX_set_hkdf_md(context.get(), EVP_sha256()) > 0 &&
        EVP_PKEY_CTX_set1_hkdf_salt(context.get(), octets(salt), static_cast<int>(salt.size())) >
            0 &&
        EVP_PKEY_CTX_set1_hkdf_key(context.get(), octets(input), static_cast<int>(input.size())) >
            0 &&
        EVP_PKEY_derive(context.get(), key.data(), &size) > 0;
    if (!done)
    {
        throw std::runtime_error("libcrypto has no HKDF with SHA-256");
    }
    return {key.begin(), key.end()};
}

/**
 * @brief The whole HMAC of a message.
 * @param data the message
 * @param covered how much of it counts
 * @param field its authentication field; the octets it has on the wire count as zero
 * @param salt of the message type
 * @param secret the shared secret
 * @return the hash
 */
Digest
Mac(const uint8_t* data,
    std::size_t covered,
    const LispAuthenticationField& field,
    const std::string& salt,
    const std::string& secret)
{
    std::vector<uint8_t> octets(data, data + covered);
    std::fill_n(octets.begin() + DATA_OFFSET, field.data.size(), 0);
    const std::string key = field.algorithm == LispAlgorithm::HMAC_SHA_256_128_HKDF
                                ? DeriveKey(data + NONCE_OFFSET, secret, salt)
                                : secret;
    Digest hash(EVP_MAX_MD_SIZE);
    unsigned int size = 0;
    if (!HMAC(Describe(field.algorithm).digest,
              key.data(),
              static_cast<int>(key.size()),
              octets.data(),
              octets.size(),
              hash.data(),
              &size))
    {
        throw std::runtime_error("libcrypto could not compute an HMAC");
    }
    hash.resize(size);
    return hash;
}

/**
 * @brief See whether a MAC of an algorithm and length can be computed for a message.
 * @param message the message
 * @param field its authentication field
 * @return VALID if so, otherwise why not
 */
LispAuthenticationResult
CheckField(const LispMessage& message, const LispAuthenticationField& field)
{
    if (field.algorithm == LispAlgorithm::NONE)
    {
        return LispAuthenticationResult::NONE;
    }
    const Algorithm algorithm = Describe(field.algorithm);
    const bool derived = field.algorithm == LispAlgorithm::HMAC_SHA_256_128_HKDF;
    if (!algorithm.digest || (derived && SaltOf(message).empty()))
    {
        return LispAuthenticationResult::UNKNOWN_ALGORITHM;
    }
    const auto& lengths = algorithm.lengths;
    const bool good = std::find(lengths.begin(), lengths.end(), field.data.size()) != lengths.end();
    return good ? LispAuthenticationResult::VALID : LispAuthenticationResult::WRONG_LENGTH;
}

} // namespace

const char*
ToString(LispAuthenticationResult result)
{
    switch (result)
    {
    case LispAuthenticationResult::VALID:
        return "valid";
    case LispAuthenticationResult::NONE:
        return "none";
    case LispAuthenticationResult::UNKNOWN_ALGORITHM:
        return "unknown-algorithm";
    case LispAuthenticationResult::WRONG_LENGTH:
        return "wrong-length";
    case LispAuthenticationResult::WRONG_VALUE:
        return "wrong-value";
    case LispAuthenticationResult::NOT_APPLICABLE:
        break;
    }
    return "not-applicable";
}

LispAlgorithm
LispAlgorithmFromString(const std::string& name)
{
    for (const auto algorithm : {LispAlgorithm::NONE,
                                 LispAlgorithm::HMAC_SHA_1_96,
                                 LispAlgorithm::HMAC_SHA_256_128,
                                 LispAlgorithm::HMAC_SHA_256_128_HKDF})
    {
        if (name == ToString(algorithm))
        {
            return algorithm;
        }
    }
    throw std::invalid_argument("bad authentication algorithm '" + name +
                                "': expected none, hmac-sha-1-96, hmac-sha-256-128 or "
                                "hmac-sha-256-128-hkdf");
}

const LispAuthenticationField*
GetLispAuthentication(const LispMessage& message)
{
    return std::visit(
        [](const auto& x) -> const LispAuthenticationField* {
            using T = std::decay_t<decltype(x)>;
            if constexpr (std::is_same_v<T, LispMapRegister> ||
                          std::is_base_of_v<LispMapNotify, T> || std::is_same_v<T, LispInfoMessage>)
            {
                return &x.authentication;
            }
            else
            {
                return nullptr;
            }
        },
        message);
}

void
SignLispMessage(std::vector<uint8_t>& octets, const std::string& secret)
{
    const LispDecodeResult decoded = DecodeLispMessage(octets.data(), octets.size());
    const LispAuthenticationField* field =
        decoded ? GetLispAuthentication(*decoded.message) : nullptr;
    if (!field)
    {
        throw std::invalid_argument(
            "cannot sign: expected a Map-Register, Map-Notify, Map-Notify-Ack or Info message" +
            (decoded ? "" : ", not " + decoded.error.what));
    }
    switch (const auto check = CheckField(*decoded.message, *field))
    {
    case LispAuthenticationResult::NONE:
        return;
    case LispAuthenticationResult::VALID:
        break;
    default:
        throw std::invalid_argument("cannot sign with algorithm " +
                                    std::to_string(static_cast<int>(field->algorithm)) + " and " +
                                    std::to_string(field->data.size()) +
                                    " octets of authentication data: " + ToString(check));
    }
    const Digest mac =
        Mac(octets.data(), decoded.recordsEnd, *field, SaltOf(*decoded.message), secret);
    std::copy_n(mac.begin(), field->data.size(), octets.begin() + DATA_OFFSET);
}

std::vector<uint8_t>
EncodeSignedLispMessage(const LispMessage& message, const std::string& secret)
{
    std::vector<uint8_t> octets = EncodeLispMessage(message);
    SignLispMessage(octets, secret);
    return octets;
}

LispAuthenticationResult
VerifyLispMessage(const uint8_t* data,
                  std::size_t size,
                  const LispDecodeResult& decoded,
                  const std::string& secret)
{
    const LispAuthenticationField* field =
        decoded ? GetLispAuthentication(*decoded.message) : nullptr;
    if (!field || decoded.recordsEnd > size)
    {
        return LispAuthenticationResult::NOT_APPLICABLE;
    }
    const auto check = CheckField(*decoded.message, *field);
    if (check != LispAuthenticationResult::VALID)
    {
        return check;
    }
    for (const std::size_t covered : {decoded.recordsEnd, size})
    {
        const Digest mac = Mac(data, covered, *field, SaltOf(*decoded.message), secret);
        if (CRYPTO_memcmp(mac.data(), field->data.data(), field->data.size()) == 0)
        {
            return LispAuthenticationResult::VALID;
        }
    }
    return LispAuthenticationResult::WRONG_VALUE;
}

LispAuthenticationResult
VerifyLispMessage(const std::vector<uint8_t>& octets, const std::string& secret)
{
    return VerifyLispMessage(octets.data(),
                             octets.size(),
                             DecodeLispMessage(octets.data(), octets.size()),
                             secret);
}

} // namespace ns3
