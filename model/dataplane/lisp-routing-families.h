/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef LISP_ROUTING_FAMILIES_H
#define LISP_ROUTING_FAMILIES_H

#include "lisp-ipv4-set.h"

#include "ns3/ipv4-header.h"
#include "ns3/ipv4-interface-address.h"
#include "ns3/ipv4-routing-protocol.h"
#include "ns3/ipv4.h"
#include "ns3/ipv6-header.h"
#include "ns3/ipv6-interface-address.h"
#include "ns3/ipv6-routing-protocol.h"
#include "ns3/ipv6.h"
#include "ns3/ns3-compat.h"

#include <unordered_set>

/**
 * @file
 * @brief How ns-3 names the same things in IPv4 and in IPv6, for LispInstanceRoutes.
 */

namespace ns3
{

class Ipv4Route;
class Ipv4StaticRouting;
class Ipv6Route;
class Ipv6StaticRouting;

/// IPv4.
struct LispIpv4Family
{
    using Ip = Ipv4;                               //!< of a node
    using Protocol = Ipv4RoutingProtocol;          //!< routes its packets
    using Table = Ipv4StaticRouting;               //!< routes of an instance
    using Route = Ipv4Route;                       //!< one of them
    using Header = Ipv4Header;                     //!< of a packet
    using Address = Ipv4Address;                   //!< in it
    using InterfaceAddress = Ipv4InterfaceAddress; //!< of a node

    /// The node's addresses in an instance.
    struct Own
    {
        LispIpv4Set addresses; //!< without the broadcast ones
        LispIpv4Set all;       //!< with them

        /// Have none.
        void Clear()
        {
            addresses.Clear();
            all.Clear();
        }

        /// @param address one more
        void Insert(const Ipv4InterfaceAddress& address)
        {
            addresses.Insert(address.GetLocal());
            all.Insert(address.GetLocal());
            all.Insert(address.GetBroadcast());
        }

        /// @param address an address @return true if what is sent there is for the node
        bool Contains(Ipv4Address address) const
        {
            return all.Contains(address);
        }
    };

    /// @param address of a node @return it, without what is known of its link
    static Ipv4Address GetAddress(const Ipv4InterfaceAddress& address)
    {
        return address.GetLocal();
    }

    /// @param address a destination @return true for groups, and the limited broadcast above them,
    /// which no route leads to
    static bool IsOnLink(Ipv4Address address)
    {
        constexpr uint32_t firstGroup = 0xe0000000;
        return address.Get() >= firstGroup;
    }
};

/// IPv6.
struct LispIpv6Family
{
    using Ip = Ipv6;                               //!< of a node
    using Protocol = Ipv6RoutingProtocol;          //!< routes its packets
    using Table = Ipv6StaticRouting;               //!< routes of an instance
    using Route = Ipv6Route;                       //!< one of them
    using Header = Ipv6Header;                     //!< of a packet
    using Address = Ipv6Address;                   //!< in it
    using InterfaceAddress = Ipv6InterfaceAddress; //!< of a node

    /// The node's addresses in an instance.
    struct Own
    {
        std::unordered_set<Ipv6Address, compat::AddressHash> addresses; //!< all of them

        /// Have none.
        void Clear()
        {
            addresses.clear();
        }

        /// @param address one more
        void Insert(const Ipv6InterfaceAddress& address)
        {
            addresses.insert(address.GetAddress());
        }

        /// @param address an address @return true if what is sent there is for the node
        bool Contains(const Ipv6Address& address) const
        {
            return addresses.count(address) != 0;
        }
    };

    /// @param address of a node @return it, without what is known of its link
    static Ipv6Address GetAddress(const Ipv6InterfaceAddress& address)
    {
        return address.GetAddress();
    }

    /// @param address a destination @return true if it has a meaning on one link only, or is a
    /// group
    static bool IsOnLink(const Ipv6Address& address)
    {
        return address.IsMulticast() || address.IsLinkLocal();
    }
};

} // namespace ns3

#endif /* LISP_ROUTING_FAMILIES_H */
