/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef LISP_EID_PACKET_H
#define LISP_EID_PACKET_H

#include "ns3/network-address.h"

#include <cstddef>
#include <cstdint>

namespace ns3
{

/**
 * @brief The fields of a packet between two EIDs that a tunnel router looks at.
 */
struct LispEidPacket
{
    /// What is wrong with the octets.
    enum class Error : uint8_t
    {
        NONE,     //!< nothing
        EMPTY,    //!< there are none
        VERSION,  //!< neither IPv4 nor IPv6
        LENGTH,   //!< less than the header says
        CHECKSUM, //!< IPv4 header checksum
    };

    /// The most octets that are looked at: the longest IPv4 header, and the ports after it.
    static constexpr uint32_t VIEW = 64;

    NetworkAddress source;       //!< the source EID
    NetworkAddress destination;  //!< the destination EID
    uint32_t size{0};            //!< octets by its own header; there may be padding after them
    uint32_t headerSize{0};      //!< octets of the IP header, with IPv4 options
    uint32_t flowHash{0};        //!< the same for all packets of a flow (RFC 9300 section 12)
    uint8_t ttl{0};              //!< TTL or hop limit
    uint8_t tos{0};              //!< TOS or traffic class
    uint8_t protocol{0};         //!< IP protocol or next header
    bool mayFragment{false};     //!< IPv4 with DF 0
    bool isLaterFragment{false}; //!< IPv4 with an offset
    bool echoesNonces{false};    //!< of its mapping, once that is found: LispMapCacheEntry's
    uint16_t mapVersion{0};      //!< the same
    NetworkAddress cameFrom;     //!< the outer source that it had, if it came out of a tunnel to go
                                 //!< into the next

    /**
     * @brief Read the headers of a packet.
     *
     * The hash is that of addresses, protocol and ports for TCP, UDP and SCTP; else of the
     * addresses (RFC 9300 section 12), and for IPv6 of the flow label, which the section allows if
     * there is one. All fragments of a packet have the same, because only the first could show
     * ports. The flow label does not come first, since IPv6 in ns-3 gives all packets the same.
     *
     * @param octets the packet's first octets: all of them, or VIEW
     * @param available the packet's size
     * @param verify verify the IPv4 header checksum
     * @return what is wrong; then the fields are not to be used
     */
    Error Read(const uint8_t* octets, uint32_t available, bool verify);

    /**
     * @brief Whether the packet has room for the transport header that its protocol number
     * promises.
     *
     * Hosts in ns-3 end the simulation when it has not.
     *
     * @return false for a UDP, TCP, ICMP or ICMPv6 packet that ends in its header
     */
    bool IsTransportWhole() const;

    /// @return true if IPv6 extension headers follow (RFC 8200 section 4), which AreExtensionsWhole
    /// is to look at
    bool HasExtensions() const;

    /**
     * @brief Whether the IPv6 extension headers, their options and the transport header behind them
     * end where they should.
     *
     * Routers and hosts in ns-3 end the simulation when they do not.
     *
     * @param octets all octets of the packet, as many as size says
     * @return false if not, or if there are too many of them
     */
    bool AreExtensionsWhole(const uint8_t* octets) const;

  private:
    /// @copydoc Read
    Error ReadIpv4(const uint8_t* octets, uint32_t available, bool verify);
    /// @param octets the packet's first octets @param available its size @return what is wrong
    Error ReadIpv6(const uint8_t* octets, uint32_t available);
};

/**
 * @brief Whether an address can be that of a host, inside or outside of a tunnel.
 * @param address an IPv4 or IPv6 address
 * @return false for groups, broadcast, loopback, link-local and unspecified addresses
 */
bool LispIsHostAddress(const NetworkAddress& address);

/**
 * @brief The UDP source port of a flow, one of the 16384 dynamic ports (RFC 6335 section 6), so
 * that core routers can spread flows over links (RFC 9300 section 12).
 * @param flowHash the flow's hash
 * @return 49152 to 65535
 */
constexpr uint16_t
LispSourcePort(uint32_t flowHash)
{
    return static_cast<uint16_t>(0xc000 | ((flowHash >> 16 ^ flowHash) & 0x3fff));
}

/**
 * @brief The IPv6 flow label of a flow, which is never 0, the label of no flow (RFC 6437 section
 * 2).
 * @param flowHash the flow's hash
 * @return 20 bits
 */
constexpr uint32_t
LispFlowLabel(uint32_t flowHash)
{
    const uint32_t label = flowHash & 0xfffff;
    return label != 0 ? label : 1;
}

} // namespace ns3

#endif /* LISP_EID_PACKET_H */
