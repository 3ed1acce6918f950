/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef NETWORK_ADDRESS_H
#define NETWORK_ADDRESS_H

#include "ns3/address.h"
#include "ns3/ipv4-address.h"
#include "ns3/ipv6-address.h"
#include "ns3/mac48-address.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <ostream>
#include <string>

namespace ns3
{

/**
 * @brief The kinds of address that can name an endpoint or a locator.
 */
enum class AddressFamily : uint8_t
{
    NONE, //!< no address
    IPV4, //!< 4 octets
    IPV6, //!< 16 octets
    MAC,  //!< 6 octets
};

/**
 * @brief An IPv4, IPv6 or MAC address as one small value: what an EID or an RLOC can be.
 *
 * Octets are in network order; those beyond the family's size are zero, so that values compare and
 * hash as plain memory. IPv4 sorts before IPv6, as RFC 9301 section 5.5 orders locators.
 */
class NetworkAddress
{
  public:
    /// An address of no family.
    NetworkAddress() = default;
    /// @param address an IPv4 address
    NetworkAddress(const Ipv4Address& address);
    /// @param address an IPv6 address
    NetworkAddress(const Ipv6Address& address);
    /// @param address a MAC address
    NetworkAddress(const Mac48Address& address);

    /**
     * @brief Read an address from octets in network order.
     * @param family the family, which fixes how many octets are read
     * @param octets at least GetSize(family) octets
     * @return the address
     */
    static NetworkAddress FromOctets(AddressFamily family, const uint8_t* octets);

    /**
     * @brief Read an address as people write it: "192.0.2.1", "2001:db8::1" or "02:00:00:00:00:01".
     * @param text the text
     * @return the address, or nothing when the text is not one
     */
    static std::optional<NetworkAddress> Parse(const std::string& text);

    /**
     * @brief Read an address as people write it, for a caller that wants an explanation.
     * @param text the text
     * @return the address
     * @throws std::invalid_argument naming the text and what is accepted
     */
    static NetworkAddress FromString(const std::string& text);

    /// @return the family
    AddressFamily GetFamily() const
    {
        return m_family;
    }

    /// @return the octets in network order; those beyond GetSize() are zero
    const uint8_t* GetOctets() const
    {
        return m_octets.data();
    }

    /// @return the number of octets of this address
    std::size_t GetSize() const
    {
        return GetSize(m_family);
    }

    /**
     * @param family a family
     * @return the octets that an address of it has: 0, 4, 16 or 6
     */
    static std::size_t GetSize(AddressFamily family);

    /// @return true unless the family is NONE
    bool IsValid() const
    {
        return m_family != AddressFamily::NONE;
    }

    /// @return true for an IPv4 or IPv6 multicast address, or a MAC group address
    bool IsMulticast() const;

    /// @return the IPv4 address; 0.0.0.0 when the family is another
    Ipv4Address ToIpv4() const;
    /// @return the IPv6 address; :: when the family is another
    Ipv6Address ToIpv6() const;
    /// @return the MAC address; all zero when the family is another
    Mac48Address ToMac48() const;
    /// @return the ns-3 address of this family; an invalid Address for NONE
    Address ToAddress() const;
    /// @return the usual text; "none" for no address
    std::string ToString() const;

    /**
     * @brief Keep the first bits and clear the others.
     * @param length the bits to keep; more than the address has keeps all
     * @return the masked address
     */
    NetworkAddress Masked(uint8_t length) const;

    /// @return a hash of family and octets
    std::size_t Hash() const;

    /// @param o another address @return true if they are the same
    bool operator==(const NetworkAddress& o) const
    {
        return m_family == o.m_family && m_octets == o.m_octets;
    }

    /// @param o another address @return true if they differ
    bool operator!=(const NetworkAddress& o) const
    {
        return !(*this == o);
    }

    /// @param o another address @return true if this sorts first: by family, then by octets
    bool operator<(const NetworkAddress& o) const;

  private:
    std::array<uint8_t, 16> m_octets{};          //!< network order, zero beyond the size
    AddressFamily m_family{AddressFamily::NONE}; //!< the family
};

/// @param os a stream @param address an address @return the stream
std::ostream& operator<<(std::ostream& os, const NetworkAddress& address);

} // namespace ns3

namespace std
{
/// Hash of a NetworkAddress, for the standard containers.
template <>
struct hash<ns3::NetworkAddress>
{
    /// @param address an address @return its hash
    size_t operator()(const ns3::NetworkAddress& address) const
    {
        return address.Hash();
    }
};
} // namespace std

#endif /* NETWORK_ADDRESS_H */
