/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "multicast-eid.h"

#include "lisp-lcaf.h"

#include <stdexcept>

namespace ns3
{

namespace
{

/// The largest instance ID that a data packet can carry (RFC 9300 section 5.3, I-bit).
constexpr uint32_t MOST_MULTICAST_INSTANCE = 0xffffff;

/// @param family IPv4 or IPv6 @return the length of the prefix that all groups share: 224.0.0.0/4
/// (RFC 5771 section 3), ff00::/8 (RFC 4291 section 2.7)
uint8_t
GetGroupSpaceLength(AddressFamily family)
{
    return family == AddressFamily::IPV4 ? 4 : 8;
}

/// @param family a family @param instanceId an instance ID @return all addresses of it
EidPrefix
GetAnySource(AddressFamily family, uint32_t instanceId)
{
    const NetworkAddress zero = family == AddressFamily::IPV4
                                    ? NetworkAddress(Ipv4Address(uint32_t{0}))
                                    : NetworkAddress(Ipv6Address::GetZero());
    return EidPrefix(zero, 0, instanceId);
}

/// @param source some sources @param group some groups @return true if they fit
bool
IsMulticastEntry(const EidPrefix& source, const EidPrefix& group)
{
    const auto family = group.GetFamily();
    return (family == AddressFamily::IPV4 || family == AddressFamily::IPV6) &&
           source.GetFamily() == family && group.GetAddress().IsMulticast() &&
           group.GetLength() >= GetGroupSpaceLength(family) &&
           !(source.GetAddress().IsMulticast() && source.GetLength() > 0);
}

} // namespace

MulticastEid::MulticastEid(const EidPrefix& source, const EidPrefix& group)
    : m_source(source),
      m_group(group)
{
}

MulticastEid
MulticastEid::Of(uint32_t instanceId, const NetworkAddress& source, const NetworkAddress& group)
{
    return {EidPrefix::Host(source, instanceId), EidPrefix::Host(group, instanceId)};
}

MulticastEid
MulticastEid::AnySource(uint32_t instanceId, const NetworkAddress& group)
{
    return {GetAnySource(group.GetFamily(), instanceId), EidPrefix::Host(group, instanceId)};
}

MulticastEid
MulticastEid::FromString(const std::string& source, const std::string& group, uint32_t instanceId)
{
    const auto groups = EidPrefix::FromString(group, instanceId);
    const auto sources = source.empty() ? GetAnySource(groups.GetFamily(), instanceId)
                                        : EidPrefix::FromString(source, instanceId);
    if (!IsMulticastEntry(sources, groups))
    {
        throw std::invalid_argument("multicast entry (" + (source.empty() ? "*" : source) + ", " +
                                    group +
                                    "): expected a unicast source of the group's family, or none, "
                                    "and a group such as 239.1.2.3 or ff0e::1");
    }
    return {sources, groups};
}

std::optional<MulticastEid>
MulticastEid::FromLispAddress(const LispAddress& address)
{
    const auto* lcaf = address.GetLcaf();
    const auto* info = lcaf ? lcaf->Get<LispMulticastInfo>() : nullptr;
    if (!info || info->instanceId > MOST_MULTICAST_INSTANCE || info->group.GetLcaf() ||
        info->source.GetLcaf())
    {
        return std::nullopt;
    }
    const auto group = info->group.GetNetworkAddress();
    if (!group || info->groupMaskLength > group->GetSize() * 8)
    {
        return std::nullopt;
    }
    EidPrefix source = GetAnySource(group->GetFamily(), info->instanceId);
    if (const auto sender = info->source.GetNetworkAddress())
    {
        if (info->sourceMaskLength > sender->GetSize() * 8)
        {
            return std::nullopt;
        }
        source = EidPrefix(*sender, info->sourceMaskLength, info->instanceId);
    }
    const EidPrefix groups(*group, info->groupMaskLength, info->instanceId);
    if (!IsMulticastEntry(source, groups))
    {
        return std::nullopt;
    }
    return MulticastEid(source, groups);
}

LispAddress
MulticastEid::ToLispAddress() const
{
    LispMulticastInfo info;
    info.instanceId = GetInstanceId();
    info.sourceMaskLength = m_source.GetLength();
    info.groupMaskLength = m_group.GetLength();
    info.source = LispAddress(m_source.GetAddress());
    info.group = LispAddress(m_group.GetAddress());
    return LispAddress(LispLcaf{info});
}

std::string
MulticastEid::ToString() const
{
    const auto text = [](const EidPrefix& prefix) {
        return prefix.IsHost() ? prefix.GetAddress().ToString() : prefix.ToPrefixString();
    };
    return (GetInstanceId() != 0 ? "[" + std::to_string(GetInstanceId()) + "]" : "") + "(" +
           (IsAnySource() ? "*" : text(m_source)) + ", " + text(m_group) + ")";
}

bool
IsGroupBeyondSite(const NetworkAddress& group)
{
    if (!group.IsMulticast())
    {
        return false;
    }
    const uint8_t* octets = group.GetOctets();
    if (group.GetFamily() == AddressFamily::IPV4)
    {
        const bool isOfLink = octets[0] == 224 && octets[1] == 0 && octets[2] == 0;
        const bool isOfSite = octets[0] == 239 && octets[1] == 255;
        return !isOfLink && !isOfSite;
    }
    constexpr uint8_t siteScope = 5;
    return group.GetFamily() == AddressFamily::IPV6 && (octets[1] & 0x0f) > siteScope;
}

std::ostream&
operator<<(std::ostream& os, const MulticastEid& eid)
{
    return os << eid.ToString();
}

} // namespace ns3
