/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "explicit-path.h"

#include <algorithm>
#include <stdexcept>
#include <unordered_set>

namespace ns3
{

namespace
{

/// @param address an address @return true if a packet can be sent to it over an IP core
bool
IsUnicastIp(const NetworkAddress& address)
{
    return (address.GetFamily() == AddressFamily::IPV4 ||
            address.GetFamily() == AddressFamily::IPV6) &&
           !address.IsMulticast();
}

/// @param text a hop as scripts give it @param whole the path, for the message @return the hop
LispExplicitLocatorPath::Hop
ParseHop(const std::string& text, const std::string& whole)
{
    LispExplicitLocatorPath::Hop hop;
    const auto open = std::min(text.find('('), text.size());
    const auto address = NetworkAddress::Parse(text.substr(0, open));
    bool good = address && IsUnicastIp(*address);
    if (open < text.size())
    {
        good = good && text.back() == ')' && text.size() > open + 2;
        for (std::size_t i = open + 1; i + 1 < text.size(); ++i)
        {
            hop.lookup |= text[i] == 'L';
            hop.probe |= text[i] == 'P';
            hop.strict |= text[i] == 'S';
            good = good && (text[i] == 'L' || text[i] == 'P' || text[i] == 'S');
        }
    }
    if (!good)
    {
        throw std::invalid_argument("bad hop '" + text + "' of path '" + whole +
                                    "': expected a unicast IPv4 or IPv6 address, with bits L, P "
                                    "or S behind it in parentheses, such as 192.0.2.1(PS)");
    }
    hop.address = *address;
    return hop;
}

} // namespace

bool
ExplicitRoute::Hop::operator==(const Hop& o) const
{
    return rloc == o.rloc && mayProbe == o.mayProbe;
}

bool
ExplicitRoute::operator==(const ExplicitRoute& o) const
{
    return path == o.path && next == o.next;
}

const char*
ToString(ExplicitPathError error)
{
    switch (error)
    {
    case ExplicitPathError::NONE:
        break;
    case ExplicitPathError::EMPTY:
        return "it has no hop";
    case ExplicitPathError::TOO_LONG:
        return "it has too many hops";
    case ExplicitPathError::FAMILY:
        return "a hop is no unicast IPv4 or IPv6 address";
    case ExplicitPathError::LOOP:
        return "an address comes twice";
    }
    return "nothing";
}

const LispExplicitLocatorPath*
GetExplicitPath(const LispAddress& address)
{
    const LispLcaf* lcaf = address.GetLcaf();
    return lcaf ? lcaf->Get<LispExplicitLocatorPath>() : nullptr;
}

std::optional<NetworkAddress>
GetEtrAddress(const LispLocator& locator)
{
    const auto* path = GetExplicitPath(locator.address);
    if (!path)
    {
        return locator.GetNetworkAddress();
    }
    return path->hops.empty() || path->hops.back().lookup
               ? std::nullopt
               : path->hops.back().address.GetNetworkAddress();
}

ExplicitPathError
CheckExplicitPath(const LispExplicitLocatorPath& path, std::size_t most)
{
    if (path.hops.empty())
    {
        return ExplicitPathError::EMPTY;
    }
    if (path.hops.size() > most)
    {
        return ExplicitPathError::TOO_LONG;
    }
    std::unordered_set<NetworkAddress> seen;
    for (const auto& hop : path.hops)
    {
        const auto address = hop.address.GetNetworkAddress();
        if (!address || !IsUnicastIp(*address))
        {
            return ExplicitPathError::FAMILY;
        }
        if (!seen.insert(*address).second)
        {
            return ExplicitPathError::LOOP;
        }
    }
    return ExplicitPathError::NONE;
}

std::vector<LispExplicitLocatorPath::Hop>
GetNextHops(const LispExplicitLocatorPath& path,
            const std::function<bool(const LispExplicitLocatorPath::Hop&)>& isOwn)
{
    const auto own = std::find_if(path.hops.begin(), path.hops.end(), isOwn);
    std::vector<LispExplicitLocatorPath::Hop> next;
    for (auto at = own == path.hops.end() ? path.hops.begin() : own + 1; at != path.hops.end();
         ++at)
    {
        next.push_back(*at);
        if (at->strict)
        {
            break;
        }
    }
    return next;
}

LispExplicitLocatorPath
ParseExplicitPath(const std::string& text)
{
    LispExplicitLocatorPath path;
    for (std::size_t begin = 0; begin <= text.size();)
    {
        const auto end = std::min(text.find('>', begin), text.size());
        path.hops.push_back(ParseHop(text.substr(begin, end - begin), text));
        begin = end + 1;
    }
    const auto error = CheckExplicitPath(path);
    if (error != ExplicitPathError::NONE)
    {
        throw std::invalid_argument("bad path '" + text + "': " + ToString(error) +
                                    "; expected up to " + std::to_string(EXPLICIT_PATH_MAX_HOPS) +
                                    " different routers, the last one the ETR");
    }
    return path;
}

std::string
FormatExplicitPath(const LispExplicitLocatorPath& path)
{
    std::string text;
    for (const auto& hop : path.hops)
    {
        const std::string bits =
            std::string(hop.lookup ? "L" : "") + (hop.probe ? "P" : "") + (hop.strict ? "S" : "");
        text += (text.empty() ? "" : ">") + hop.address.ToString() +
                (bits.empty() ? "" : "(" + bits + ")");
    }
    return text;
}

} // namespace ns3
