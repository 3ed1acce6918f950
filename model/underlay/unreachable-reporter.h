/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef UNREACHABLE_REPORTER_H
#define UNREACHABLE_REPORTER_H

#include "ns3/ipv4-header.h"
#include "ns3/ipv4-l3-protocol.h"
#include "ns3/network-address.h"
#include "ns3/nstime.h"
#include "ns3/object.h"
#include "ns3/traced-callback.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <ostream>

namespace ns3
{

class Ipv6Address;
class Ipv6Header;
class Ipv6InterfaceWatch;
class Ipv6L3Protocol;
class Node;
class Packet;

/**
 * @brief Why a router says nothing about a packet that it has no route for.
 */
enum class UnreachableSilence : uint8_t
{
    ICMP_ERROR, //!< it is such a message itself (RFC 1812 section 4.3.2.7)
    BROADCAST,  //!< it was sent to many, on the link or beyond
    FRAGMENT,   //!< it is a later fragment; of IPv6: of ICMPv6
    SOURCE,     //!< its source names no single host
    RATE,     //!< there were too many messages lately (RFC 1812 section 4.3.2.8, 4443 section 2.4)
    NO_ROUTE, //!< there is no route to its source either
};

/// The number of values of UnreachableSilence.
constexpr std::size_t UNREACHABLE_SILENCES =
    static_cast<std::size_t>(UnreachableSilence::NO_ROUTE) + 1;

/// @param silence a reason @return its name, such as "unreachable-rate"
const char* ToString(UnreachableSilence silence);
/// @param os a stream @param silence a reason @return the stream, after the reason's name
std::ostream& operator<<(std::ostream& os, UnreachableSilence silence);

/**
 * @brief Lets a router say that it has no route for a packet: ICMP Destination Unreachable (RFC
 * 792, RFC 1812 section 5.2.7.1), with code 1 (host) if the destination is in a subnet of the
 * router, else 0 (net); ICMPv6 Destination Unreachable, code 0 (no route), for IPv6 (RFC 4443
 * section 3.1).
 *
 * ns-3's IPv4 drops such a packet, and its IPv6 loses it, in silence. With an Ipv6ListRouting
 * ns-3's IPv6 reports by itself, about any packet and as often; nothing is added to that here. A
 * node that does not forward on the packet's interface is no router, and says nothing (RFC 1122
 * section 3.2.1.3).
 */
class UnreachableReporter : public Object
{
  public:
    /// @return the type
    static TypeId GetTypeId();

    UnreachableReporter();
    ~UnreachableReporter() override;

    /**
     * @brief Let a node report; this is aggregated to it.
     * @param node a router with IPv4 or IPv6
     * @throws std::invalid_argument if it has none, or does so already, and as
     * Ipv6InterfaceWatch::Install
     */
    void Install(Ptr<Node> node);

    /// @return the messages sent
    uint64_t GetSent() const;
    /// @param silence a reason @return the packets that nothing was said about for it
    uint64_t GetSilent(UnreachableSilence silence) const;

    /**
     * @brief Signature of the trace source Sent.
     * @param source of the packet without a route
     * @param destination of it
     * @param code of the message
     */
    typedef void (*SentTracedCallback)(const NetworkAddress& source,
                                       const NetworkAddress& destination,
                                       uint8_t code);
    /**
     * @brief Signature of the trace source Silent.
     * @param source of the packet without a route
     * @param destination of it
     * @param silence why nothing was said
     */
    typedef void (*SilentTracedCallback)(const NetworkAddress& source,
                                         const NetworkAddress& destination,
                                         UnreachableSilence silence);

  protected:
    void DoDispose() override;

  private:
    /// What is said about a packet: nothing, if there is a silence.
    struct Verdict
    {
        bool isTold{true};            //!< a message is sent
        UnreachableSilence silence{}; //!< else: why not
    };

    /// What ns-3's IPv4 calls with a packet that it drops.
    void HandleDrop(const Ipv4Header& header,
                    Ptr<const Packet> packet,
                    Ipv4L3Protocol::DropReason reason,
                    Ptr<Ipv4> ipv4,
                    uint32_t interface);
    /// @param packet of IPv6, without a route @param header of it
    void HandleNoRoute(Ptr<const Packet> packet, const Ipv6Header& header);
    /// @param header of a packet @param packet what is behind it @return what is said about it
    Verdict Judge(const Ipv4Header& header, const Packet& packet) const;
    /// @param header of a packet @param packet what is behind it @return what is said about it
    Verdict Judge6(const Ipv6Header& header, const Packet& packet) const;
    /// @param verdict on a packet @param source of it @param destination of it @param code of the
    /// message, if there was one
    void Count(const Verdict& verdict,
               const NetworkAddress& source,
               const NetworkAddress& destination,
               uint8_t code);
    /// @param address an address @return true if it is the broadcast address of a subnet here
    bool IsBroadcast(Ipv4Address address) const;
    /// @param address an address @return true if it is in a subnet of the node
    bool IsConnected(Ipv4Address address) const;
    /// @return true if the rate allows a message now
    bool TakeToken();
    /// @param header of a packet @param packet what is behind it @param code of the message
    /// @return the message
    Ptr<Packet> MakeMessage(const Ipv4Header& header, const Packet& packet, uint8_t code) const;
    /// @param header of a packet @param packet what is behind it @param source of the message
    /// @return the message
    static Ptr<Packet> MakeMessage6(const Ipv6Header& header,
                                    const Packet& packet,
                                    const Ipv6Address& source);

    Ptr<Node> m_node;                //!< the router
    Ptr<Ipv4L3Protocol> m_ipv4;      //!< its IPv4; null: none
    Ptr<Ipv6L3Protocol> m_ipv6;      //!< its IPv6; null: none
    Ptr<Ipv6InterfaceWatch> m_watch; //!< hears of packets of IPv6; null: no IPv6
    uint32_t m_quote;                //!< octets quoted behind the header
    double m_rate;                   //!< messages a second; 0: no limit
    uint32_t m_burst;                //!< messages at a time
    double m_tokens{0};              //!< messages allowed
    Time m_filled;                   //!< when m_tokens was right; negative: not yet
    uint64_t m_sent{0};              //!< messages
    std::array<uint64_t, UNREACHABLE_SILENCES> m_silent{}; //!< by reason
    /// "Sent"
    TracedCallback<const NetworkAddress&, const NetworkAddress&, uint8_t> m_sentTrace;
    /// "Silent"
    TracedCallback<const NetworkAddress&, const NetworkAddress&, UnreachableSilence> m_silentTrace;
};

} // namespace ns3

#endif /* UNREACHABLE_REPORTER_H */
