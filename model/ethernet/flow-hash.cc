/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "flow-hash.h"

#include "ns3/hash.h"

#include <algorithm>
#include <array>

namespace ns3
{

namespace
{

constexpr uint32_t IPV4_HEADER = 20;          //!< octets without options (RFC 791 section 3.1)
constexpr uint32_t IPV6_HEADER = 40;          //!< octets (RFC 8200 section 3)
constexpr uint32_t LOOK = 96;                 //!< octets of a payload that are looked at
constexpr uint32_t PORTS = 4;                 //!< octets of both ports
constexpr unsigned MAX_EXTENSION_HEADERS = 4; //!< that are stepped over

/// What a flow is known by, as octets in a row.
class FlowKey
{
  public:
    /// @param octets to append @param count how many
    void Add(const uint8_t* octets, std::size_t count)
    {
        std::copy(octets, octets + count, m_octets.begin() + m_size);
        m_size += count;
    }

    /// @param number to append, two octets
    void Add(uint16_t number)
    {
        const uint8_t octets[] = {static_cast<uint8_t>(number >> 8), static_cast<uint8_t>(number)};
        Add(octets, sizeof(octets));
    }

    /// @return its hash
    uint64_t Hash() const
    {
        return Hash64(reinterpret_cast<const char*>(m_octets.data()), m_size);
    }

  private:
    // VLAN, protocol, two IPv6 addresses and two ports are the most there is.
    std::array<uint8_t, 2 + 2 + 32 + PORTS> m_octets{}; //!< the octets
    std::size_t m_size{0};                              //!< how many
};

/// @param protocol of IP @return true if its header begins with two ports
bool
HasPorts(uint8_t protocol)
{
    // TCP, UDP, DCCP (RFC 4340), SCTP (RFC 9260), UDP-Lite (RFC 3828).
    return protocol == 6 || protocol == 17 || protocol == 33 || protocol == 132 || protocol == 136;
}

/**
 * @brief Read an IPv4 header.
 * @param octets a payload @param size its octets @param key gets addresses, protocol and ports
 * @return false if it is none
 */
bool
AddIpv4(const uint8_t* octets, uint32_t size, FlowKey& key)
{
    const uint32_t header = size >= IPV4_HEADER ? (octets[0] & 0x0fU) * 4 : 0;
    if (header < IPV4_HEADER || octets[0] >> 4 != 4)
    {
        return false;
    }
    const uint8_t protocol = octets[9];
    key.Add(protocol);
    key.Add(octets + 12, 8);
    // More fragments, or an offset (RFC 791 section 3.1).
    const bool isFragment = (octets[6] & 0x3f) != 0 || octets[7] != 0;
    if (!isFragment && HasPorts(protocol) && size >= header + PORTS)
    {
        key.Add(octets + header, PORTS);
    }
    return true;
}

/// See AddIpv4. The same for IPv6.
bool
AddIpv6(const uint8_t* octets, uint32_t size, FlowKey& key)
{
    if (size < IPV6_HEADER || octets[0] >> 4 != 6)
    {
        return false;
    }
    uint8_t next = octets[6];
    uint32_t at = IPV6_HEADER;
    bool isFragment = false;
    // Hop-by-hop options, routing, destination options, fragment (RFC 8200 section 4).
    for (unsigned i = 0; i < MAX_EXTENSION_HEADERS && !isFragment && size >= at + 2 &&
                         (next == 0 || next == 43 || next == 60 || next == 44);
         i++)
    {
        isFragment = next == 44;
        next = octets[at];
        at += isFragment ? 8U : (octets[at + 1] + 1U) * 8;
    }
    // The first fragment alone tells what comes after other headers: no fragment is to be asked.
    key.Add(isFragment ? uint16_t{44} : uint16_t{next});
    key.Add(octets + 8, 32);
    if (!isFragment && HasPorts(next) && size >= at + PORTS)
    {
        key.Add(octets + at, PORTS);
    }
    return true;
}

} // namespace

uint64_t
HashFlow(const EthernetFrame& frame, FlowHashMode mode)
{
    FlowKey key;
    key.Add(frame.vlan);
    if (mode == HASH_LAYER34 &&
        (frame.protocol == EthernetFrame::IPV4 || frame.protocol == EthernetFrame::IPV6))
    {
        uint8_t octets[LOOK];
        const uint32_t size = frame.payload->CopyData(octets, sizeof(octets));
        if (frame.protocol == EthernetFrame::IPV4 ? AddIpv4(octets, size, key)
                                                  : AddIpv6(octets, size, key))
        {
            return key.Hash();
        }
    }
    uint8_t addresses[12];
    frame.destination.CopyTo(addresses);
    frame.source.CopyTo(addresses + 6);
    key.Add(addresses, sizeof(addresses));
    // A length is not part of what tells flows apart.
    key.Add(frame.protocol < EthernetFrame::MIN_TYPE ? uint16_t{0} : frame.protocol);
    return key.Hash();
}

} // namespace ns3
