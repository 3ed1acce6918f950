/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef LISP_WIRE_VECTORS_H
#define LISP_WIRE_VECTORS_H

#include "ns3/lisp-codec.h"

#include <cstdint>
#include <fstream>
#include <map>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

/**
 * @file
 * @brief The messages of other implementations in test/data/lisp-vectors.txt, and a short hand for
 * the values that they hold.
 */

namespace ns3
{
namespace lisptest
{

/// Octets of a message.
using Octets = std::vector<uint8_t>;

/// @param hex hexadecimal digits; anything else is skipped @return the octets
inline Octets
FromHex(const std::string& hex)
{
    Octets octets;
    int high = -1;
    for (const char c : hex)
    {
        const auto digit = std::string("0123456789abcdef").find(c);
        if (digit == std::string::npos)
        {
            continue;
        }
        if (high < 0)
        {
            high = static_cast<int>(digit);
            continue;
        }
        octets.push_back(static_cast<uint8_t>(high << 4 | static_cast<int>(digit)));
        high = -1;
    }
    return octets;
}

/// @param octets some octets @return them as hexadecimal digits
inline std::string
ToHex(const Octets& octets)
{
    static const char digits[] = "0123456789abcdef";
    std::string hex;
    for (const uint8_t octet : octets)
    {
        hex += digits[octet >> 4];
        hex += digits[octet & 0xf];
    }
    return hex;
}

/// One entry of the file.
struct Vector
{
    std::string name; //!< in brackets
    std::string kind; //!< ctrl, addr, record or bytes
    Octets octets;    //!< the message
    std::string key;  //!< the secret of its MAC; empty if not known
};

/// @return the entries of the file, by name
inline std::map<std::string, Vector>
ReadVectors()
{
    const std::string path = LISP_TEST_DATA_DIR "/lisp-vectors.txt";
    std::ifstream file(path);
    if (!file)
    {
        throw std::runtime_error("cannot read " + path);
    }
    std::map<std::string, Vector> vectors;
    std::string line;
    std::string name;
    while (std::getline(file, line))
    {
        const auto value = [&line](const std::string& key) {
            return line.rfind(key, 0) == 0 ? line.substr(key.size()) : "";
        };
        if (line.size() > 2 && line.front() == '[' && line.back() == ']')
        {
            name = line.substr(1, line.size() - 2);
            vectors[name].name = name;
        }
        else if (!value("kind: ").empty())
        {
            vectors[name].kind = value("kind: ");
        }
        else if (!value("hex: ").empty())
        {
            vectors[name].octets = FromHex(value("hex: "));
        }
        else if (!value("auth: key=\"").empty())
        {
            const std::string rest = value("auth: key=\"");
            vectors[name].key = rest.substr(0, rest.find('"'));
        }
    }
    return vectors;
}

/// @param text an IPv4, IPv6 or MAC address @return it
inline LispAddress
Addr(const std::string& text)
{
    return NetworkAddress::FromString(text);
}

/**
 * @param address the locator's address
 * @param numbers priority, weight, multicast priority, multicast weight
 * @param flags any of L, p and R
 * @return the locator
 */
inline LispLocator
Loc(const LispAddress& address, const std::vector<int>& numbers, const std::string& flags)
{
    LispLocator x;
    x.address = address;
    x.priority = static_cast<uint8_t>(numbers.at(0));
    x.weight = static_cast<uint8_t>(numbers.at(1));
    x.multicastPriority = static_cast<uint8_t>(numbers.at(2));
    x.multicastWeight = static_cast<uint8_t>(numbers.at(3));
    x.local = flags.find('L') != std::string::npos;
    x.probed = flags.find('p') != std::string::npos;
    x.reachable = flags.find('R') != std::string::npos;
    return x;
}

/**
 * @param eid the EID
 * @param maskLength its mask length
 * @param ttl minutes
 * @param authoritative the A bit
 * @param locators the locators
 * @return the record
 */
inline LispMappingRecord
Rec(const LispAddress& eid,
    int maskLength,
    uint32_t ttl,
    bool authoritative,
    const std::vector<LispLocator>& locators)
{
    LispMappingRecord x;
    x.eid = eid;
    x.maskLength = static_cast<uint8_t>(maskLength);
    x.ttl = ttl;
    x.authoritative = authoritative;
    x.locators = locators;
    return x;
}

/// @param result what came of octets @return the error, or the message in brief
inline std::string
Describe(const LispDecodeResult& result)
{
    std::ostringstream text;
    if (result)
    {
        text << *result.message;
    }
    else
    {
        text << result.error.what << ", at byte " << result.error.offset;
    }
    return text.str();
}

} // namespace lisptest
} // namespace ns3

#endif /* LISP_WIRE_VECTORS_H */
