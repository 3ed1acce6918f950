/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "network-address.h"

#include <algorithm>
#include <arpa/inet.h>
#include <boost/container_hash/hash.hpp>
#include <cctype>
#include <stdexcept>
#include <tuple>

namespace ns3
{

NetworkAddress::NetworkAddress(const Ipv4Address& address)
    : m_family(AddressFamily::IPV4)
{
    address.Serialize(m_octets.data());
}

NetworkAddress::NetworkAddress(const Ipv6Address& address)
    : m_family(AddressFamily::IPV6)
{
    address.Serialize(m_octets.data());
}

NetworkAddress::NetworkAddress(const Mac48Address& address)
    : m_family(AddressFamily::MAC)
{
    address.CopyTo(m_octets.data());
}

NetworkAddress
NetworkAddress::FromOctets(AddressFamily family, const uint8_t* octets)
{
    NetworkAddress address;
    address.m_family = family;
    std::copy_n(octets, GetSize(family), address.m_octets.begin());
    return address;
}

std::optional<NetworkAddress>
NetworkAddress::Parse(const std::string& text)
{
    uint8_t octets[16];
    if (text.find('\0') != std::string::npos)
    {
        return std::nullopt; // which would end the text for inet_pton
    }
    if (inet_pton(AF_INET, text.c_str(), octets) == 1)
    {
        return FromOctets(AddressFamily::IPV4, octets);
    }
    if (inet_pton(AF_INET6, text.c_str(), octets) == 1)
    {
        return FromOctets(AddressFamily::IPV6, octets);
    }
    constexpr std::size_t macText = 17; // six pairs of digits and five colons
    if (text.size() != macText)
    {
        return std::nullopt;
    }
    for (std::size_t i = 0; i < macText; ++i)
    {
        const auto c = static_cast<unsigned char>(text[i]);
        if (i % 3 == 2 ? c != ':' : !std::isxdigit(c))
        {
            return std::nullopt;
        }
        if (i % 3 == 0)
        {
            octets[i / 3] = static_cast<uint8_t>(std::stoul(text.substr(i, 2), nullptr, 16));
        }
    }
    return FromOctets(AddressFamily::MAC, octets);
}

NetworkAddress
NetworkAddress::FromString(const std::string& text)
{
    if (const auto address = Parse(text))
    {
        return *address;
    }
    throw std::invalid_argument("bad address '" + text +
                                "': expected an IPv4 (192.0.2.1), IPv6 (2001:db8::1) or MAC "
                                "(02:00:00:00:00:01) address");
}

std::size_t
NetworkAddress::GetSize(AddressFamily family)
{
    switch (family)
    {
    case AddressFamily::IPV4:
        return 4;
    case AddressFamily::IPV6:
        return 16;
    case AddressFamily::MAC:
        return 6;
    case AddressFamily::NONE:
        break;
    }
    return 0;
}

bool
NetworkAddress::IsMulticast() const
{
    switch (m_family)
    {
    case AddressFamily::IPV4:
        return (m_octets[0] & 0xf0) == 0xe0;
    case AddressFamily::IPV6:
        return m_octets[0] == 0xff;
    case AddressFamily::MAC:
        return (m_octets[0] & 0x01) != 0;
    case AddressFamily::NONE:
        break;
    }
    return false;
}

Ipv4Address
NetworkAddress::ToIpv4() const
{
    return m_family == AddressFamily::IPV4 ? Ipv4Address::Deserialize(m_octets.data())
                                           : Ipv4Address::GetZero();
}

Ipv6Address
NetworkAddress::ToIpv6() const
{
    return m_family == AddressFamily::IPV6 ? Ipv6Address::Deserialize(m_octets.data())
                                           : Ipv6Address::GetZero();
}

Mac48Address
NetworkAddress::ToMac48() const
{
    Mac48Address address("00:00:00:00:00:00");
    if (m_family == AddressFamily::MAC)
    {
        address.CopyFrom(m_octets.data());
    }
    return address;
}

Address
NetworkAddress::ToAddress() const
{
    switch (m_family)
    {
    case AddressFamily::IPV4:
        return ToIpv4();
    case AddressFamily::IPV6:
        return ToIpv6();
    case AddressFamily::MAC:
        return ToMac48();
    case AddressFamily::NONE:
        break;
    }
    return {};
}

std::string
NetworkAddress::ToString() const
{
    char text[INET6_ADDRSTRLEN];
    switch (m_family)
    {
    case AddressFamily::IPV4:
        return inet_ntop(AF_INET, m_octets.data(), text, sizeof(text));
    case AddressFamily::IPV6:
        return inet_ntop(AF_INET6, m_octets.data(), text, sizeof(text));
    case AddressFamily::MAC: {
        static const char digits[] = "0123456789abcdef";
        std::string mac;
        for (std::size_t i = 0; i < 6; ++i)
        {
            mac += i ? ":" : "";
            mac += digits[m_octets[i] >> 4];
            mac += digits[m_octets[i] & 0xf];
        }
        return mac;
    }
    case AddressFamily::NONE:
        break;
    }
    return "none";
}

NetworkAddress
NetworkAddress::Masked(uint8_t length) const
{
    NetworkAddress masked = *this;
    const std::size_t whole = length / 8;
    if (whole >= GetSize())
    {
        return masked;
    }
    masked.m_octets[whole] &= static_cast<uint8_t>(0xff00 >> (length % 8));
    std::fill(masked.m_octets.begin() + whole + 1, masked.m_octets.end(), 0);
    return masked;
}

std::size_t
NetworkAddress::Hash() const
{
    auto seed = static_cast<std::size_t>(m_family);
    boost::hash_range(seed, m_octets.begin(), m_octets.begin() + GetSize());
    return seed;
}

bool
NetworkAddress::operator<(const NetworkAddress& o) const
{
    return std::tie(m_family, m_octets) < std::tie(o.m_family, o.m_octets);
}

std::ostream&
operator<<(std::ostream& os, const NetworkAddress& address)
{
    return os << address.ToString();
}

} // namespace ns3
