/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "lisp-lcaf.h"

#include <algorithm>
#include <sstream>
#include <tuple>
#include <type_traits>

namespace ns3
{

namespace
{

/// Octets of an unknown type that are printed.
constexpr std::size_t MAX_PRINTED_OCTETS = 32;

// The parts of each type, in the order of the wire, as something that compares.

auto
Parts(const LispAfiList& x)
{
    return std::tie(x.addresses);
}

auto
Parts(const LispInstanceId& x)
{
    return std::tie(x.maskLength, x.instanceId, x.address);
}

auto
Parts(const LispAsNumber& x)
{
    return std::tie(x.number, x.address);
}

auto
Parts(const LispApplicationData& x)
{
    return std::tie(x.trafficClass,
                    x.protocol,
                    x.localPortFirst,
                    x.localPortLast,
                    x.remotePortFirst,
                    x.remotePortLast,
                    x.address);
}

auto
Parts(const LispNatTraversal& x)
{
    return std::tie(x.mapServerPort, x.etrPort, x.globalEtr, x.mapServer, x.privateEtr, x.rtrs);
}

auto
Parts(const LispMulticastInfo& x)
{
    return std::tie(x.instanceId, x.sourceMaskLength, x.groupMaskLength, x.source, x.group);
}

auto
Parts(const LispExplicitLocatorPath& x)
{
    return std::tie(x.hops);
}

auto
Parts(const LispSecurityKey& x)
{
    return std::tie(x.algorithm, x.revoked, x.keys, x.address);
}

auto
Parts(const LispSourceDest& x)
{
    return std::tie(x.sourceMaskLength, x.destinationMaskLength, x.source, x.destination);
}

auto
Parts(const LispReplicationList& x)
{
    return std::tie(x.entries);
}

auto
Parts(const LispKeyValue& x)
{
    return std::tie(x.key, x.value);
}

auto
Parts(const LispServicePath& x)
{
    return std::tie(x.pathId, x.serviceIndex);
}

auto
Parts(const LispOpaqueLcaf& x)
{
    return std::tie(x.type, x.reserved2, x.octets);
}

/// @param addresses some addresses @return them as text, separated by commas
std::string
Join(const std::vector<LispAddress>& addresses)
{
    std::string text;
    for (const auto& address : addresses)
    {
        text += (text.empty() ? "" : ", ") + address.ToString();
    }
    return text;
}

/// @param octets some octets @return them as a hexadecimal number, cut after a few
std::string
Hex(const std::vector<uint8_t>& octets)
{
    static const char digits[] = "0123456789abcdef";
    std::string text = "0x";
    for (std::size_t i = 0; i < std::min(octets.size(), MAX_PRINTED_OCTETS); ++i)
    {
        text += digits[octets[i] >> 4];
        text += digits[octets[i] & 0xf];
    }
    return octets.size() > MAX_PRINTED_OCTETS ? text + "..." : text;
}

/// @param first a port @param last a port @return "80", or "80-90"
std::string
PortRange(uint16_t first, uint16_t last)
{
    return first == last ? std::to_string(first)
                         : std::to_string(first) + "-" + std::to_string(last);
}

/// Prints each type; see LispAddress::ToString.
struct LcafPrinter
{
    std::ostream& os; //!< where to

    void operator()(const LispAfiList& x) const
    {
        os << "afi-list(" << Join(x.addresses) << ")";
    }

    void operator()(const LispInstanceId& x) const
    {
        os << "[" << x.instanceId;
        if (x.address.IsNone())
        {
            os << "/" << +x.maskLength << "]";
        }
        else
        {
            os << "]" << x.address;
        }
    }

    void operator()(const LispAsNumber& x) const
    {
        os << "as(" << x.number << ", " << x.address << ")";
    }

    void operator()(const LispApplicationData& x) const
    {
        os << "application(traffic-class " << x.trafficClass << ", protocol " << +x.protocol
           << ", local " << PortRange(x.localPortFirst, x.localPortLast) << ", remote "
           << PortRange(x.remotePortFirst, x.remotePortLast) << ", " << x.address << ")";
    }

    void operator()(const LispNatTraversal& x) const
    {
        os << "nat(map-server " << x.mapServer << " port " << x.mapServerPort << ", etr "
           << x.globalEtr << " port " << x.etrPort << ", private " << x.privateEtr;
        if (!x.rtrs.empty())
        {
            os << ", rtr " << Join(x.rtrs);
        }
        os << ")";
    }

    void operator()(const LispMulticastInfo& x) const
    {
        os << "multicast([" << x.instanceId << "]" << x.source.ToPrefixString(x.sourceMaskLength)
           << ", " << x.group.ToPrefixString(x.groupMaskLength) << ")";
    }

    void operator()(const LispExplicitLocatorPath& x) const
    {
        os << "path(";
        const char* comma = "";
        for (const auto& hop : x.hops)
        {
            os << comma << hop.address << (hop.lookup ? " lookup" : "")
               << (hop.probe ? " probe" : "") << (hop.strict ? " strict" : "");
            comma = ", ";
        }
        os << ")";
    }

    void operator()(const LispSecurityKey& x) const
    {
        os << "security-key(algorithm " << +x.algorithm << (x.revoked ? " revoked" : "") << ", "
           << x.keys.size() << " keys, " << x.address << ")";
    }

    void operator()(const LispSourceDest& x) const
    {
        os << "source-dest(" << x.source.ToPrefixString(x.sourceMaskLength) << ", "
           << x.destination.ToPrefixString(x.destinationMaskLength) << ")";
    }

    void operator()(const LispReplicationList& x) const
    {
        os << "replication(";
        const char* comma = "";
        for (const auto& entry : x.entries)
        {
            os << comma << entry.address << " level " << +entry.level;
            comma = ", ";
        }
        os << ")";
    }

    void operator()(const LispKeyValue& x) const
    {
        os << "key-value(" << x.key << ", " << x.value << ")";
    }

    void operator()(const LispServicePath& x) const
    {
        os << "service-path(" << x.pathId << ", index " << +x.serviceIndex << ")";
    }

    void operator()(const LispOpaqueLcaf& x) const
    {
        os << "lcaf(type " << +x.type << ", " << Hex(x.octets) << ")";
    }
};

/// The number of each type on the wire.
struct TypeOf
{
    uint8_t operator()(const LispOpaqueLcaf& x) const
    {
        return x.type;
    }

    template <typename T>
    uint8_t operator()(const T&) const
    {
        return static_cast<uint8_t>(T::TYPE);
    }
};

} // namespace

bool
LispExplicitLocatorPath::Hop::operator==(const Hop& o) const
{
    return std::tie(lookup, probe, strict, address) ==
           std::tie(o.lookup, o.probe, o.strict, o.address);
}

bool
LispReplicationList::Entry::operator==(const Entry& o) const
{
    return level == o.level && address == o.address;
}

uint8_t
LispLcaf::GetType() const
{
    return std::visit(TypeOf{}, body);
}

std::string
LispLcaf::ToString() const
{
    std::ostringstream os;
    std::visit(LcafPrinter{os}, body);
    return os.str();
}

bool
LispLcaf::operator==(const LispLcaf& o) const
{
    return std::visit(
        [&o](const auto& mine) {
            const auto* theirs = o.Get<std::decay_t<decltype(mine)>>();
            return theirs && Parts(mine) == Parts(*theirs);
        },
        body);
}

} // namespace ns3
