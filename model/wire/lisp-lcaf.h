/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef LISP_LCAF_H
#define LISP_LCAF_H

#include "lisp-address.h"
#include "lisp-protocol.h"

#include <string>
#include <variant>
#include <vector>

namespace ns3
{

/// Addresses side by side, in no order of meaning (RFC 8060 section 4.10).
struct LispAfiList
{
    static constexpr auto TYPE = LispLcafType::AFI_LIST; //!< on the wire

    std::vector<LispAddress> addresses; //!< the addresses
};

/// An address of an instance, or a range of instances (RFC 8060 section 4.1).
struct LispInstanceId
{
    static constexpr auto TYPE = LispLcafType::INSTANCE_ID; //!< on the wire

    uint8_t maskLength{32}; //!< bits of the instance ID that count, if there is no address
    uint32_t instanceId{0}; //!< the instance ID; its low 24 bits go into data headers
    LispAddress address;    //!< none: the range of instance IDs
};

/// An address and the autonomous system it is in (RFC 8060 section 4.2).
struct LispAsNumber
{
    static constexpr auto TYPE = LispLcafType::AS_NUMBER; //!< on the wire

    uint32_t number{0};  //!< the AS number
    LispAddress address; //!< the address
};

/// An address for one application (RFC 8060 section 5.1).
struct LispApplicationData
{
    static constexpr auto TYPE = LispLcafType::APPLICATION_DATA; //!< on the wire

    uint32_t trafficClass{0};    //!< IPv4 TOS, IPv6 traffic class or flow label; 24 bits
    uint8_t protocol{0};         //!< IP protocol
    uint16_t localPortFirst{0};  //!< lowest local port
    uint16_t localPortLast{0};   //!< highest local port
    uint16_t remotePortFirst{0}; //!< lowest remote port
    uint16_t remotePortLast{0};  //!< highest remote port
    LispAddress address;         //!< the address
};

/// What a NAT makes of an ETR's address (RFC 8060 section 4.4).
struct LispNatTraversal
{
    static constexpr auto TYPE = LispLcafType::NAT_TRAVERSAL; //!< on the wire

    uint16_t mapServerPort{0};     //!< UDP port of the Map-Server: 4342
    uint16_t etrPort{0};           //!< UDP port of the ETR as seen behind the NAT
    LispAddress globalEtr;         //!< the ETR's address as seen behind the NAT
    LispAddress mapServer;         //!< the Map-Server's address
    LispAddress privateEtr;        //!< the ETR's own address
    std::vector<LispAddress> rtrs; //!< re-encapsulating tunnel routers that serve it
};

/// A multicast source and group (RFC 8060 section 4.5).
struct LispMulticastInfo
{
    static constexpr auto TYPE = LispLcafType::MULTICAST_INFO; //!< on the wire

    uint32_t instanceId{0};      //!< the instance ID
    uint8_t sourceMaskLength{0}; //!< bits of the source that count
    uint8_t groupMaskLength{0};  //!< bits of the group that count
    LispAddress source;          //!< the source prefix
    LispAddress group;           //!< the group prefix
};

/// A path through given routers (RFC 8060 section 4.6).
struct LispExplicitLocatorPath
{
    static constexpr auto TYPE = LispLcafType::EXPLICIT_LOCATOR_PATH; //!< on the wire

    /// One router on the path.
    struct Hop
    {
        bool lookup{false};  //!< L: look the address up, it is no locator
        bool probe{false};   //!< P: the locator may be probed
        bool strict{false};  //!< S: this router must be used
        LispAddress address; //!< its address

        /// @param o another @return true if they are the same
        bool operator==(const Hop& o) const;
    };

    std::vector<Hop> hops; //!< in order
};

/// Keys of a locator (RFC 8060 section 4.7).
struct LispSecurityKey
{
    static constexpr auto TYPE = LispLcafType::SECURITY_KEY; //!< on the wire

    uint8_t algorithm{0};                   //!< key algorithm
    bool revoked{false};                    //!< R: the keys are withdrawn
    std::vector<std::vector<uint8_t>> keys; //!< key material
    LispAddress address;                    //!< the locator that owns them
};

/// A source and a destination as one key (RFC 8060 section 4.8).
struct LispSourceDest
{
    static constexpr auto TYPE = LispLcafType::SOURCE_DEST; //!< on the wire

    uint8_t sourceMaskLength{0};      //!< bits of the source that count
    uint8_t destinationMaskLength{0}; //!< bits of the destination that count
    LispAddress source;               //!< the source prefix
    LispAddress destination;          //!< the destination prefix
};

/// Routers that replicate a multicast packet (RFC 8060 section 4.9).
struct LispReplicationList
{
    static constexpr auto TYPE = LispLcafType::REPLICATION_LIST; //!< on the wire

    /// One router of the list.
    struct Entry
    {
        uint8_t level{0};    //!< level of the distribution tree, 0 next to the ITR
        LispAddress address; //!< the router

        /// @param o another @return true if they are the same
        bool operator==(const Entry& o) const;
    };

    std::vector<Entry> entries; //!< the routers
};

/// An address and an attribute of it (RFC 8060 section 5.5).
struct LispKeyValue
{
    static constexpr auto TYPE = LispLcafType::KEY_VALUE; //!< on the wire

    LispAddress key;   //!< the address
    LispAddress value; //!< the attribute
};

/// A service path (the IANA LCAF registry, type 17).
struct LispServicePath
{
    static constexpr auto TYPE = LispLcafType::SERVICE_PATH; //!< on the wire

    uint32_t pathId{0};      //!< service path identifier, 24 bits
    uint8_t serviceIndex{0}; //!< place on the path
};

/// Any other type, kept as it came: its length tells where it ends.
struct LispOpaqueLcaf
{
    uint8_t type{0};             //!< LCAF type
    uint8_t reserved2{0};        //!< the octet after the type, which some types use
    std::vector<uint8_t> octets; //!< what follows the length
};

/**
 * @brief A LISP canonical address (RFC 8060).
 */
struct LispLcaf
{
    /// One struct for each type.
    using Body = std::variant<LispAfiList,
                              LispInstanceId,
                              LispAsNumber,
                              LispApplicationData,
                              LispNatTraversal,
                              LispMulticastInfo,
                              LispExplicitLocatorPath,
                              LispSecurityKey,
                              LispSourceDest,
                              LispReplicationList,
                              LispKeyValue,
                              LispServicePath,
                              LispOpaqueLcaf>;

    Body body; //!< what it is

    /**
     * @param type one of the structs
     * @return the body if it is that; otherwise nullptr
     */
    template <typename T>
    const T* Get() const
    {
        return std::get_if<T>(&body);
    }

    /// @return the number of the type on the wire
    uint8_t GetType() const;
    /// @return as LispAddress::ToString
    std::string ToString() const;
    /// @param o another @return true if they are the same
    bool operator==(const LispLcaf& o) const;
};

} // namespace ns3

#endif /* LISP_LCAF_H */
