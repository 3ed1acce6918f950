/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "site-state.h"

#include <algorithm>

namespace ns3
{

namespace
{

constexpr uint8_t AFI_LOCAL = 0x49;       //!< ISO 8348 annex A
constexpr uint8_t MEMBER = 1;             //!< the only flag
constexpr std::size_t PREFIX = 4;         //!< experimenter and kind
constexpr std::size_t STATE_FIXED = 9;    //!< prefix, flags, number
constexpr std::size_t NEIGHBOR_SIZE = 11; //!< system ID, flags, number
constexpr std::size_t MEMBERS_FIXED = 5;  //!< prefix, octets of an address
constexpr std::size_t MAX_VALUE = 255;    //!< of a TLV
constexpr std::size_t IPV4_OCTETS = 4;    //!< octets
constexpr std::size_t IPV6_OCTETS = 16;   //!< octets

/// @param kind of TLV @return what its value begins with
IsisOctets
Begin(uint8_t kind)
{
    IsisOctets octets(ISIS_EXPERIMENTER.begin(), ISIS_EXPERIMENTER.end());
    octets.push_back(kind);
    return octets;
}

/// @param value of a TLV @param kind of TLV @param fixed octets at least @return true if it is one
bool
IsOne(const IsisOctets& value, uint8_t kind, std::size_t fixed)
{
    return value.size() >= fixed &&
           std::equal(ISIS_EXPERIMENTER.begin(), ISIS_EXPERIMENTER.end(), value.begin()) &&
           value[PREFIX - 1] == kind;
}

/// @param octets gets four more @param value a number
void
Put32(IsisOctets& octets, uint32_t value)
{
    for (int shift = 24; shift >= 0; shift -= 8)
    {
        octets.push_back(static_cast<uint8_t>(value >> shift));
    }
}

/// @param at four octets @return the number
uint32_t
Get32(const uint8_t* at)
{
    return static_cast<uint32_t>(at[0]) << 24 | static_cast<uint32_t>(at[1]) << 16 |
           static_cast<uint32_t>(at[2]) << 8 | at[3];
}

} // namespace

IsisOctets
MakeSiteArea(uint32_t site)
{
    IsisOctets area{AFI_LOCAL};
    Put32(area, site);
    return area;
}

IsisOctets
SiteState::Encode() const
{
    auto octets = Begin(KIND);
    octets.push_back(isMember ? MEMBER : 0);
    Put32(octets, number);
    const std::size_t count = std::min(neighbors.size(), MAX_NEIGHBORS);
    for (std::size_t i = 0; i < count; i++)
    {
        const auto& neighbor = neighbors[i];
        octets.insert(octets.end(), neighbor.id.begin(), neighbor.id.end());
        octets.push_back(neighbor.isMember ? MEMBER : 0);
        Put32(octets, neighbor.heardNumber);
    }
    return octets;
}

std::optional<SiteState>
SiteState::Decode(const IsisOctets& value)
{
    if (!IsOne(value, KIND, STATE_FIXED) || (value.size() - STATE_FIXED) % NEIGHBOR_SIZE != 0)
    {
        return std::nullopt;
    }
    SiteState state;
    state.isMember = (value[PREFIX] & MEMBER) != 0;
    state.number = Get32(value.data() + PREFIX + 1);
    for (std::size_t at = STATE_FIXED; at < value.size(); at += NEIGHBOR_SIZE)
    {
        Neighbor neighbor;
        std::copy_n(value.begin() + at, neighbor.id.size(), neighbor.id.begin());
        neighbor.isMember = (value[at + neighbor.id.size()] & MEMBER) != 0;
        neighbor.heardNumber = Get32(value.data() + at + neighbor.id.size() + 1);
        state.neighbors.push_back(neighbor);
    }
    return state;
}

std::vector<IsisOctets>
OverlayMembers::Encode() const
{
    std::vector<IsisOctets> values;
    for (const auto& address : addresses)
    {
        const std::size_t size = address.GetSize();
        if (values.empty() || values.back().size() + size > MAX_VALUE)
        {
            values.push_back(Begin(KIND));
            values.back().push_back(static_cast<uint8_t>(size));
        }
        auto& value = values.back();
        value.insert(value.end(), address.GetOctets(), address.GetOctets() + size);
    }
    return values;
}

std::optional<OverlayMembers>
OverlayMembers::Decode(const IsisOctets& value)
{
    if (!IsOne(value, KIND, MEMBERS_FIXED))
    {
        return std::nullopt;
    }
    const std::size_t size = value[PREFIX];
    if ((size != IPV4_OCTETS && size != IPV6_OCTETS) || (value.size() - MEMBERS_FIXED) % size != 0)
    {
        return std::nullopt;
    }
    OverlayMembers members;
    for (std::size_t at = MEMBERS_FIXED; at < value.size(); at += size)
    {
        members.addresses.push_back(NetworkAddress::FromOctets(
            size == IPV4_OCTETS ? AddressFamily::IPV4 : AddressFamily::IPV6,
            value.data() + at));
    }
    return members;
}

} // namespace ns3
