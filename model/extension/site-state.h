/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SITE_STATE_H
#define SITE_STATE_H

#include "isis-pdu.h"

#include "ns3/network-address.h"

#include <optional>

namespace ns3
{

/**
 * @file
 * @brief What hellos of edge devices carry beside what IS-IS has: in TLVs for experiments (250),
 * each of which begins with three octets that name the experimenter and one that names the kind.
 */

/// The three octets: a number that no company has, for the bit of local administration is set.
constexpr std::array<uint8_t, 3> ISIS_EXPERIMENTER{0x02, 0x4c, 0x58};

/// @param site number of a data centre @return the area address of its edge devices: AFI 49 (local,
/// ISO 8348 annex A) and the number in 4 octets
IsisOctets MakeSiteArea(uint32_t site);

/**
 * @brief What an edge device says in its hello on the site VLAN of its view of the election.
 */
struct SiteState
{
    static constexpr uint8_t KIND = 1; //!< of the TLV
    /// The most neighbours: 11 octets each, 9 before, in 255.
    static constexpr std::size_t MAX_NEIGHBORS = 22;

    /// What it says of a neighbour that it hears.
    struct Neighbor
    {
        IsisSystemId id{};      //!< its name
        bool isMember{false};   //!< it is in the view
        uint32_t heardNumber{}; //!< the number in its last hello
    };

    uint32_t number{0};              //!< of the view: new for each view
    bool isMember{false};            //!< the sender itself is in the view
    std::vector<Neighbor> neighbors; //!< all that it hears

    /// @return the value of a TLV for experiments
    IsisOctets Encode() const;
    /// @param value of a TLV for experiments @return what it says; nothing if it is another's or
    /// malformed
    static std::optional<SiteState> Decode(const IsisOctets& value);
};

/// The addresses of all edge devices of an overlay, which an adjacency server tells in its hello.
struct OverlayMembers
{
    static constexpr uint8_t KIND = 2; //!< of the TLV

    std::vector<NetworkAddress> addresses; //!< IPv4 or IPv6, all of one family

    /// @return the values of TLVs for experiments, as many as it takes
    std::vector<IsisOctets> Encode() const;
    /// @param value of a TLV for experiments @return what it says; nothing if it is another's or
    /// malformed
    static std::optional<OverlayMembers> Decode(const IsisOctets& value);
};

} // namespace ns3

#endif /* SITE_STATE_H */
