/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "eid-prefix.h"

#include <algorithm>
#include <boost/container_hash/hash.hpp>
#include <cstring>
#include <stdexcept>
#include <tuple>

namespace ns3
{

EidPrefix::EidPrefix(const NetworkAddress& address, uint8_t length, uint32_t instanceId)
    : m_address(address.Masked(length)),
      m_length(static_cast<uint8_t>(std::min<std::size_t>(length, address.GetSize() * 8))),
      m_instanceId(instanceId)
{
}

EidPrefix
EidPrefix::Host(const NetworkAddress& address, uint32_t instanceId)
{
    return {address, static_cast<uint8_t>(address.GetSize() * 8), instanceId};
}

EidPrefix
EidPrefix::FromString(const std::string& text, uint32_t instanceId)
{
    const auto slash = text.find('/');
    const auto address = NetworkAddress::Parse(text.substr(0, slash));
    if (address && slash == std::string::npos)
    {
        return Host(*address, instanceId);
    }
    const std::string digits = slash == std::string::npos ? "" : text.substr(slash + 1);
    const bool number =
        !digits.empty() && digits.size() <= 3 &&
        std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; });
    if (!address || !number || std::stoul(digits) > address->GetSize() * 8)
    {
        throw std::invalid_argument("bad EID-prefix '" + text +
                                    "': expected ADDRESS/LENGTH, such as 192.0.2.0/24 (length 0 to "
                                    "32) or 2001:db8::/32 (0 to 128)");
    }
    return {*address, static_cast<uint8_t>(std::stoul(digits)), instanceId};
}

bool
EidPrefix::Covers(const NetworkAddress& address) const
{
    if (address.GetFamily() != GetFamily())
    {
        return false;
    }
    const std::size_t whole = m_length / 8;
    const uint8_t* mine = m_address.GetOctets();
    const uint8_t* theirs = address.GetOctets();
    if (std::memcmp(mine, theirs, whole) != 0)
    {
        return false;
    }
    const auto mask = static_cast<uint8_t>(0xff00 >> (m_length % 8));
    return m_length % 8 == 0 || mine[whole] == (theirs[whole] & mask);
}

bool
EidPrefix::Covers(const EidPrefix& other) const
{
    return m_instanceId == other.m_instanceId && m_length <= other.m_length &&
           Covers(other.m_address);
}

std::string
EidPrefix::ToPrefixString() const
{
    return m_address.ToString() + "/" + std::to_string(m_length);
}

std::string
EidPrefix::ToString() const
{
    return m_instanceId == 0 ? ToPrefixString()
                             : "[" + std::to_string(m_instanceId) + "]" + ToPrefixString();
}

std::size_t
EidPrefix::Hash() const
{
    std::size_t seed = m_address.Hash();
    boost::hash_combine(seed, m_length);
    boost::hash_combine(seed, m_instanceId);
    return seed;
}

bool
EidPrefix::operator<(const EidPrefix& o) const
{
    return std::tie(m_instanceId, m_address, m_length) <
           std::tie(o.m_instanceId, o.m_address, o.m_length);
}

std::ostream&
operator<<(std::ostream& os, const EidPrefix& prefix)
{
    return os << prefix.ToString();
}

} // namespace ns3
