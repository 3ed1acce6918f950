/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef HOST_ROUTE_MESSAGE_H
#define HOST_ROUTE_MESSAGE_H

#include "ns3/header.h"
#include "ns3/network-address.h"

#include <cstdint>

namespace ns3
{

class Packet;

/**
 * @brief Where a host is: what routers of networks without LISP tell each other in this module.
 *
 * ```
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * |   Version 1   |     Type      |     Hops      | IPv4 1, IPv6 2|
 * |                     Originating router                        |
 * |                 Sequence number, 64 bits                      |
 * |           Host address, 128 bits; IPv4 in the first 32        |
 * ```
 *
 * The format is this module's own. It carries what Link State Advertisements (RFC 2328) and Proxy
 * Binding Updates (RFC 5213) would carry for one host, in about as many octets.
 */
class HostRouteMessage : public Header
{
  public:
    /// What a message says.
    enum Type : uint8_t
    {
        ADVERTISE = 1,   //!< the host is here
        WITHDRAW = 2,    //!< there is no route of its own to the host any more
        ACKNOWLEDGE = 3, //!< the message with this host and sequence number arrived
    };

    static constexpr uint32_t SIZE = 32; //!< octets

    /// @return the type
    static TypeId GetTypeId();
    TypeId GetInstanceTypeId() const override;

    HostRouteMessage();
    /**
     * @param type what it says @param host the host @param sequence newer is larger
     * @param origin the router that says it @param hops routers it has passed since
     */
    HostRouteMessage(Type type,
                     const NetworkAddress& host,
                     uint64_t sequence,
                     uint32_t origin,
                     uint8_t hops = 0);

    /**
     * @brief Read a message that arrived. No octet is trusted.
     * @param packet the payload of a datagram
     * @param message what it says
     * @return false if it is not such a message: too short or long, of another version or type, or
     * not about a unicast IPv4 or IPv6 address
     */
    static bool Read(Ptr<const Packet> packet, HostRouteMessage& message);

    /// @return what it says
    Type GetType() const;
    /// @return the host
    const NetworkAddress& GetHost() const;
    /// @return the sequence number: of two messages about a host the larger is newer
    uint64_t GetSequence() const;
    /// @return the router that says it; of two with one sequence number the larger wins
    uint32_t GetOrigin() const;
    /// @return the routers that it has passed
    uint8_t GetHops() const;
    /// @param other a message about the same host @return true if this is newer, or the same news
    /// by a shorter way
    bool IsNewerThan(const HostRouteMessage& other) const;

    // Inherited from Header.
    void Print(std::ostream& os) const override;
    uint32_t GetSerializedSize() const override;
    void Serialize(Buffer::Iterator start) const override;
    uint32_t Deserialize(Buffer::Iterator start) override;

  private:
    uint8_t m_version;     //!< as read
    Type m_type;           //!< what it says
    NetworkAddress m_host; //!< of no family if what was read is none
    uint64_t m_sequence;   //!< newer is larger
    uint32_t m_origin;     //!< the router that says it
    uint8_t m_hops;        //!< the routers that it has passed
};

/// @param type a type @return its name
const char* ToString(HostRouteMessage::Type type);

} // namespace ns3

#endif /* HOST_ROUTE_MESSAGE_H */
