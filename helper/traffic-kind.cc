/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "traffic-kind.h"

#include "ns3/ethernet-frame.h"
#include "ns3/gateway-addresses.h"
#include "ns3/lisp-protocol.h"
#include "ns3/mpls-label-stack-entry.h"
#include "ns3/network-octets.h"
#include "ns3/otv-header.h"

namespace ns3
{

namespace
{

/// Transparent Ethernet bridging, in GRE (IANA, "IEEE 802 Numbers").
constexpr uint16_t TYPE_ETHERNET = 0x6558;

// PPP protocols (IANA, "PPP DLL Protocol Numbers").
constexpr uint16_t PPP_IPV4 = 0x0021;
constexpr uint16_t PPP_IPV6 = 0x0057;
constexpr uint16_t PPP_MPLS = 0x0281;

// IP protocols (IANA, "Assigned Internet Protocol Numbers").
constexpr uint8_t PROTOCOL_IPV4 = 4;
constexpr uint8_t PROTOCOL_IPV6 = 41;
constexpr uint8_t PROTOCOL_GRE = 47;

constexpr std::size_t MAC_ADDRESSES = 12; ///< octets of both
constexpr std::size_t UDP_SIZE = 8;       ///< RFC 768
constexpr std::size_t SHIM_SIZE = 8;      ///< LISP: RFC 9300 section 5.1; OTV's is as long
constexpr std::size_t GRE_SIZE = 4;       ///< without options, RFC 2784 section 2.1
/// Bits of checksum, key and sequence number, each of which brings 4 octets (RFC 2890 section 2).
constexpr uint8_t GRE_OPTIONS[] = {0x80, 0x20, 0x10};
constexpr int MOST_LAYERS = 12; ///< nobody wraps a packet more often

/// What of a frame has not been looked at yet. Reading past the end gives zeros.
class Rest
{
  public:
    /// @param octets they @param size how many
    Rest(const uint8_t* octets, std::size_t size)
        : m_octets(octets),
          m_size(size)
    {
    }

    /// @param at an octet @return it
    uint8_t Octet(std::size_t at) const
    {
        return at < m_size ? m_octets[at] : 0;
    }

    /// @param at its first octet @return two octets
    uint16_t Word(std::size_t at) const
    {
        return static_cast<uint16_t>(Octet(at) << 8 | Octet(at + 1));
    }

    /// @param count octets that are done
    void Skip(std::size_t count)
    {
        count = count < m_size ? count : m_size;
        m_octets += count;
        m_size -= count;
    }

    /// @return true if there are no more octets
    bool IsEmpty() const
    {
        return m_size == 0;
    }

  private:
    const uint8_t* m_octets; //!< the first one
    std::size_t m_size;      //!< how many
};

/// What comes next in a frame.
enum class Layer : uint8_t
{
    ETHERNET,
    TYPE, //!< an EtherType
    IP,
    MPLS,
    APPLICATIONS, //!< the end
    CONTROL,      //!< the end
    MIGRATION,    //!< the end
};

/// @param type an EtherType @return what it announces
Layer
FindLayer(uint16_t type)
{
    switch (type)
    {
    case EthernetFrame::IPV4:
    case EthernetFrame::IPV6:
        return Layer::IP;
    case EthernetFrame::VLAN_TAG:
        return Layer::TYPE;
    case MplsLabelStackEntry::ETHER_TYPE:
        return Layer::MPLS;
    case TYPE_ETHERNET:
        return Layer::ETHERNET;
    default:
        return Layer::CONTROL;
    }
}

/// @param rest from a UDP header on @return what comes next
Layer
PassUdp(Rest& rest)
{
    const uint16_t from = rest.Word(0);
    const uint16_t to = rest.Word(2);
    const auto is = [from, to](uint16_t port) { return from == port || to == port; };
    // An RTR sends to NATs from its control port (draft-ermagan-lisp-nat-traversal section 5.3.1).
    // No control message begins with a type of 0, as most data headers do.
    const bool isToNat =
        from == LISP_CONTROL_PORT && to != LISP_CONTROL_PORT && rest.Octet(UDP_SIZE) >> 4 == 0;
    if (to == LISP_DATA_PORT || isToNat)
    {
        rest.Skip(UDP_SIZE + SHIM_SIZE);
        return Layer::IP;
    }
    if (to == OtvHeader::PORT)
    {
        rest.Skip(UDP_SIZE + SHIM_SIZE);
        return Layer::ETHERNET;
    }
    return is(LISP_CONTROL_PORT) || is(HSRP_PORT) || is(HSRP_PORT_IPV6) ? Layer::CONTROL
                                                                        : Layer::APPLICATIONS;
}

/// @param rest from an IP header on @param migrationPort of hypervisors @return what comes next
Layer
PassIp(Rest& rest, uint16_t migrationPort)
{
    const bool isFour = rest.Octet(0) >> 4 == 4;
    const uint8_t protocol = rest.Octet(isFour ? 9 : 6);
    rest.Skip(isFour ? 4 * (rest.Octet(0) & 0x0f) : 40);
    const uint8_t type = rest.Octet(0);
    switch (protocol)
    {
    case IP_PROTOCOL_TCP:
        return rest.Word(0) == migrationPort || rest.Word(2) == migrationPort ? Layer::MIGRATION
                                                                              : Layer::APPLICATIONS;
    case IP_PROTOCOL_UDP:
        return PassUdp(rest);
    case IP_PROTOCOL_ICMP:
        // Echo and its reply, RFC 792.
        return type == 8 || type == 0 ? Layer::APPLICATIONS : Layer::CONTROL;
    case IP_PROTOCOL_ICMPV6:
        // The same, RFC 4443 section 4.
        return type == 128 || type == 129 ? Layer::APPLICATIONS : Layer::CONTROL;
    case PROTOCOL_IPV4:
    case PROTOCOL_IPV6:
        return Layer::IP;
    case PROTOCOL_GRE: {
        const uint16_t inner = rest.Word(2);
        rest.Skip(GRE_SIZE);
        for (const uint8_t option : GRE_OPTIONS)
        {
            rest.Skip(type & option ? 4 : 0);
        }
        return FindLayer(inner);
    }
    default:
        return Layer::CONTROL;
    }
}

/// @param rest from an MPLS label on @return what comes next
Layer
PassMpls(Rest& rest)
{
    // RFC 3032 section 2.1: the last label has the bit S.
    while (!rest.IsEmpty() && !(rest.Octet(2) & 1))
    {
        rest.Skip(4);
    }
    rest.Skip(4);
    // RFC 4385 sections 2 and 3: 0 begins the control word of a pseudowire, 1 its own messages.
    switch (rest.Octet(0) >> 4)
    {
    case 0:
        rest.Skip(4);
        return Layer::ETHERNET;
    case 1:
        return Layer::CONTROL;
    case 4:
    case 6:
        return Layer::IP;
    default:
        return Layer::ETHERNET;
    }
}

/// @param layer where to begin @param rest of the frame @param migrationPort of hypervisors
/// @return what it is sent for
TrafficKind
Classify(Layer layer, Rest rest, uint16_t migrationPort)
{
    for (int i = 0; i < MOST_LAYERS && !rest.IsEmpty(); i++)
    {
        switch (layer)
        {
        case Layer::ETHERNET:
            rest.Skip(MAC_ADDRESSES);
            layer = FindLayer(rest.Word(0));
            rest.Skip(2);
            break;
        case Layer::TYPE:
            layer = FindLayer(rest.Word(2));
            rest.Skip(4);
            break;
        case Layer::IP:
            layer = PassIp(rest, migrationPort);
            break;
        case Layer::MPLS:
            layer = PassMpls(rest);
            break;
        case Layer::APPLICATIONS:
            return TrafficKind::APPLICATIONS;
        case Layer::CONTROL:
            return TrafficKind::CONTROL;
        case Layer::MIGRATION:
            return TrafficKind::MIGRATION;
        }
    }
    return TrafficKind::CONTROL;
}

} // namespace

const char*
ToString(TrafficKind kind)
{
    switch (kind)
    {
    case TrafficKind::APPLICATIONS:
        return "applications";
    case TrafficKind::CONTROL:
        return "control";
    case TrafficKind::MIGRATION:
        return "migration";
    }
    return "";
}

TrafficKind
ClassifyEthernet(const uint8_t* octets, std::size_t size, uint16_t migrationPort)
{
    return Classify(Layer::ETHERNET, Rest(octets, size), migrationPort);
}

TrafficKind
ClassifyPpp(const uint8_t* octets, std::size_t size, uint16_t migrationPort)
{
    Rest rest(octets, size);
    const uint16_t protocol = rest.Word(0);
    rest.Skip(2);
    const Layer layer = protocol == PPP_IPV4 || protocol == PPP_IPV6 ? Layer::IP
                        : protocol == PPP_MPLS                       ? Layer::MPLS
                                                                     : Layer::CONTROL;
    return Classify(layer, rest, migrationPort);
}

} // namespace ns3
