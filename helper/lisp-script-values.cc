/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "lisp-script-values.h"

#include "ns3/explicit-path.h"
#include "ns3/ipv4.h"
#include "ns3/ipv6.h"
#include "ns3/lisp-protocol.h"
#include "ns3/names.h"
#include "ns3/node.h"

#include <algorithm>
#include <charconv>
#include <iterator>
#include <optional>
#include <stdexcept>
#include <tuple>
#include <utility>

namespace ns3
{

namespace
{

/**
 * @param text digits
 * @param most the largest number accepted
 * @return the number; nothing if the text is none, or a larger one
 */
std::optional<uint32_t>
ParseNumber(const std::string& text, uint32_t most)
{
    uint32_t number = 0;
    const char* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, number);
    return error == std::errc() && stop == end && number <= most ? std::make_optional(number)
                                                                 : std::nullopt;
}

/// @param text "1/50" @return priority and weight; nothing if it is not such a text
std::optional<std::pair<uint8_t, uint8_t>>
ParseShare(const std::string& text)
{
    const auto slash = text.find('/');
    const auto priority = ParseNumber(text.substr(0, slash), 255);
    const auto weight =
        slash == std::string::npos ? std::nullopt : ParseNumber(text.substr(slash + 1), 255);
    if (!priority || !weight)
    {
        return std::nullopt;
    }
    return std::make_pair(static_cast<uint8_t>(*priority), static_cast<uint8_t>(*weight));
}

/// @param prefix as it was read @param text from this @return it @throws std::invalid_argument if
/// no site can have it, or its length is not said
EidPrefix
CheckEidPrefix(const EidPrefix& prefix, const std::string& text)
{
    if (text.find('/') == std::string::npos || prefix.GetAddress().IsMulticast())
    {
        throw std::invalid_argument("bad EID-prefix '" + text +
                                    "': expected unicast addresses, and their length, such as "
                                    "192.0.2.0/24");
    }
    return prefix;
}

} // namespace

EidPrefix
ParseEidPrefix(const std::string& text)
{
    if (text.empty() || text[0] != '[')
    {
        return CheckEidPrefix(EidPrefix::FromString(text), text);
    }
    const auto close = text.find(']');
    const auto instanceId = close == std::string::npos
                                ? std::nullopt
                                : ParseNumber(text.substr(1, close - 1), LISP_MAX_INSTANCE_ID);
    if (!instanceId)
    {
        throw std::invalid_argument("bad EID-prefix '" + text +
                                    "': expected an instance ID of 0 to 16777215, such as "
                                    "[7]192.0.2.0/24");
    }
    return CheckEidPrefix(EidPrefix::FromString(text.substr(close + 1), *instanceId), text);
}

NetworkAddress
ParseUnicast(const std::string& text, const std::string& what)
{
    const auto address = NetworkAddress::Parse(text);
    if (!address || address->IsMulticast() || address->GetFamily() == AddressFamily::MAC)
    {
        throw std::invalid_argument("bad address '" + text + "' of a " + what +
                                    ": expected a unicast IPv4 (192.0.2.1) or IPv6 (2001:db8::1) "
                                    "address");
    }
    return *address;
}

LispLocator
ParseLocator(const std::string& text)
{
    LispLocator locator;
    const auto space = text.find(' ');
    const auto place = text.substr(0, space);
    if (place.find_first_of(">(") != std::string::npos)
    {
        locator.address = LispLcaf{ParseExplicitPath(place)};
    }
    else
    {
        locator.address = ParseUnicast(place, "locator");
    }
    if (space == std::string::npos)
    {
        return locator;
    }
    const auto second = text.find(' ', space + 1);
    const auto unicast = ParseShare(text.substr(space + 1, second - space - 1));
    const auto multicast =
        second == std::string::npos
            ? std::make_optional(std::make_pair(locator.multicastPriority, locator.multicastWeight))
            : ParseShare(text.substr(second + 1));
    if (!unicast || !multicast)
    {
        throw std::invalid_argument("bad locator '" + text +
                                    "': expected ADDRESS or ADDRESS PRIORITY/WEIGHT, such as "
                                    "192.0.2.1 1/50, each of 0 to 255, and behind these, if "
                                    "wanted, those for multicast: 192.0.2.1 1/50 1/100");
    }
    std::tie(locator.priority, locator.weight) = *unicast;
    std::tie(locator.multicastPriority, locator.multicastWeight) = *multicast;
    return locator;
}

std::vector<LispLocator>
ParseLocators(const std::vector<std::string>& texts)
{
    std::vector<LispLocator> locators;
    std::transform(texts.begin(), texts.end(), std::back_inserter(locators), ParseLocator);
    return locators;
}

std::string
GetNodeName(const Ptr<Node>& node)
{
    const auto name = node ? Names::FindName(node) : std::string();
    return !node          ? "no node"
           : name.empty() ? "node " + std::to_string(node->GetId())
                          : "node " + name;
}

void
CheckFirst(const Ptr<Node>& node, const Ptr<Object>& present, const std::string& what)
{
    if (present)
    {
        throw std::invalid_argument(GetNodeName(node) + what + "; one a node is accepted");
    }
}

std::vector<NetworkAddress>
GetNodeAddresses(const Ptr<Node>& node)
{
    std::vector<NetworkAddress> addresses;
    const auto ipv4 = node ? node->GetObject<Ipv4>() : nullptr;
    for (uint32_t i = 0; ipv4 && i < ipv4->GetNInterfaces(); ++i)
    {
        for (uint32_t j = 0; j < ipv4->GetNAddresses(i); ++j)
        {
            const auto address = ipv4->GetAddress(i, j).GetLocal();
            if (!address.IsLocalhost())
            {
                addresses.emplace_back(address);
            }
        }
    }
    const auto ipv6 = node ? node->GetObject<Ipv6>() : nullptr;
    for (uint32_t i = 0; ipv6 && i < ipv6->GetNInterfaces(); ++i)
    {
        for (uint32_t j = 0; j < ipv6->GetNAddresses(i); ++j)
        {
            const auto address = ipv6->GetAddress(i, j).GetAddress();
            if (!address.IsLocalhost() && !address.IsLinkLocal())
            {
                addresses.emplace_back(address);
            }
        }
    }
    return addresses;
}

void
CheckNodeAddress(const Ptr<Node>& node, const NetworkAddress& address)
{
    const auto addresses = GetNodeAddresses(node);
    if (std::find(addresses.begin(), addresses.end(), address) != addresses.end())
    {
        return;
    }
    std::string accepted;
    for (const auto& own : addresses)
    {
        accepted += (accepted.empty() ? "" : ", ") + own.ToString();
    }
    throw std::invalid_argument(address.ToString() + " is not an address of " + GetNodeName(node) +
                                ": accepted are " + (accepted.empty() ? "none" : accepted));
}

} // namespace ns3
