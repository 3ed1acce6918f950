/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef LISP_CONTROL_PORT_H
#define LISP_CONTROL_PORT_H

#include "lisp-control-statistics.h"

#include "ns3/lisp-codec.h"
#include "ns3/net-device.h"
#include "ns3/network-address.h"
#include "ns3/object.h"
#include "ns3/traced-callback.h"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace ns3
{

class Ipv4;
class Ipv4EndPoint;
class Ipv4Header;
class Ipv4Interface;
class Ipv4Route;
class Ipv6;
class Ipv6EndPoint;
class Ipv6Header;
class Ipv6Interface;
class Ipv6Route;
class Node;
class Packet;

/**
 * @brief A control message as a role gets it.
 */
struct LispReception
{
    NetworkAddress source;      //!< of the packet
    NetworkAddress destination; //!< of the packet: an address of this node, or a group
    uint16_t sourcePort{0};     //!< of the packet
    Ptr<NetDevice> port;        //!< where it came in; null if that is not known

    /// The message; the one inside, if it came in an Encapsulated Control Message.
    const LispMessage* message{nullptr};
    /// The Encapsulated Control Message it came in; nullptr if it came plain.
    const LispEncapsulatedControl* encapsulation{nullptr};
    const LispDecodeResult* decoded{nullptr};    //!< the packet, decoded
    const std::vector<uint8_t>* octets{nullptr}; //!< the packet as it came

    /// @return the port that a Map-Reply goes to (RFC 9301 section 5.5)
    uint16_t GetReplyPort() const
    {
        return encapsulation ? encapsulation->header.sourcePort : sourcePort;
    }
};

/**
 * @brief From where to where a control message goes.
 */
struct LispControlPath
{
    NetworkAddress destination;                  //!< to whom
    NetworkAddress source;                       //!< an address of the node; none: routing chooses
    uint16_t destinationPort{LISP_CONTROL_PORT}; //!< UDP
    Ptr<NetDevice> port{}; //!< to a group: where it is to leave; an address there is its source
    uint8_t ttl{0};        //!< TTL or hop limit; 0: the attribute Ttl
    uint16_t sourcePort{LISP_CONTROL_PORT}; //!< UDP; the data port, to open a NAT for data
};

/**
 * @brief UDP port 4342 of a node: where the roles of its control plane send and receive.
 *
 * Messages are decoded once and offered to the roles in the order of Role; the first that takes a
 * message keeps it. UDP checksums are written and checked whether or not the global value
 * ChecksumEnabled is set (RFC 9301 section 5). All messages are sent from port 4342: a Map-Notify
 * arrives whether its sender takes the port from the Map-Register (RFC 9301 section 5) or not
 * (section 5.7).
 */
class LispControlPort : public Object
{
  public:
    /// Who takes messages, in the order in which they are asked.
    enum class Role
    {
        // These take what is about a multicast entry, and leave the rest.
        MULTICAST_ITR,
        MULTICAST_SERVER,
        RTR,
        NAT,
        ITR,
        MAP_RESOLVER,
        MAP_SERVER,
        ETR,
    };

    /// Takes a message, or says that it is for somebody else.
    using Handler = std::function<bool(const LispReception&)>;

    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    LispControlPort();
    ~LispControlPort() override;

    /**
     * @brief The control port of a node, opened and aggregated to it if it has none.
     * @param node a node with an IPv4 or IPv6 stack
     * @return its control port
     * @throws std::invalid_argument if it has no such stack, or something else has port 4342
     */
    static Ptr<LispControlPort> Of(Ptr<Node> node);

    /// @return the node
    Ptr<Node> GetNode() const;

    /**
     * @brief Take part in receiving.
     * @param role who asks; a role that asks again replaces its handler
     * @param handler gets each message that no role before it took
     */
    void SetHandler(Role role, Handler handler);
    /// @param role a role @return true if it takes part
    bool HasRole(Role role) const;

    /**
     * @brief Encode and send a message.
     * @param message the message
     * @param path where to
     * @return true if it went out; otherwise the reason is counted
     */
    bool Send(const LispMessage& message, const LispControlPath& path);
    /**
     * @brief Send a message that is encoded already, as a signed or forwarded one.
     * @param message what the octets say
     * @param octets the message
     * @param path where to
     * @return true if it went out; otherwise the reason is counted
     */
    bool SendOctets(const LispMessage& message,
                    const std::vector<uint8_t>& octets,
                    const LispControlPath& path);

    /**
     * @brief Receive a message that came as data of the tunnel, as an RTR sends it through a NAT.
     * @param packet from its inner UDP header on
     * @param source the inner source
     * @param destination the inner destination
     */
    void ReceiveOverData(Ptr<Packet> packet,
                         const NetworkAddress& source,
                         const NetworkAddress& destination);

    /**
     * @brief The octets a message may have so that its packet is as long as RFC 9301 section 5
     * allows.
     * @param family of the packet
     * @return octets of UDP payload
     */
    std::size_t GetMaxMessageSize(AddressFamily family) const;
    /**
     * @brief The address from which a packet to a destination would leave.
     * @param destination an address
     * @return an address of this node; nothing if there is no route
     */
    std::optional<NetworkAddress> GetSourceFor(const NetworkAddress& destination) const;
    /**
     * @brief Receive what is sent to a group on any port of the node.
     * @param group a multicast address; again does no harm
     */
    void JoinGroup(const NetworkAddress& group);
    /// @param address an address @return true if it is this node's own
    bool IsLocal(const NetworkAddress& address) const;
    /**
     * @brief Where to send a Map-Reply (RFC 9301 section 5.5).
     * @param request a Map-Request
     * @return the first ITR-RLOC that there is a route to
     */
    std::optional<NetworkAddress> ChooseItrRloc(const LispMapRequest& request) const;

    /**
     * @brief The IP and UDP header of a Map-Request inside an Encapsulated Control Message.
     * @param eid the EID asked for, its destination
     * @param source an RLOC or EID of who asks; of another family, the source stays unspecified
     * @param sourcePort where the Map-Reply is to go
     * @return the header
     */
    static LispInnerHeader MakeInnerHeader(const NetworkAddress& eid,
                                           const NetworkAddress& source,
                                           uint16_t sourcePort = LISP_CONTROL_PORT);

    /**
     * @brief Count that something was not acted on, and tell the trace source Drop.
     * @param reason why
     * @param peer whom it came from or was to go to
     * @param detail what it was about, on one line
     */
    void Drop(LispControlDrop reason, const NetworkAddress& peer, const std::string& detail);

    /// @return what was sent, received and dropped
    const LispControlStatistics& GetStatistics() const
    {
        return m_statistics;
    }

    /**
     * @brief Signature of the trace sources Sent and Received.
     * @param message the message
     * @param source from
     * @param destination to
     */
    using MessageTrace = void (*)(const LispMessage& message,
                                  const NetworkAddress& source,
                                  const NetworkAddress& destination);
    /**
     * @brief Signature of the trace source Drop.
     * @param reason why
     * @param peer whom it came from or was to go to
     * @param detail what it was about, on one line
     */
    using DropTrace = void (*)(LispControlDrop reason,
                               const NetworkAddress& peer,
                               const std::string& detail);

  protected:
    void DoDispose() override;

  private:
    /// @param node the node @throws std::invalid_argument as Of
    void Open(Ptr<Node> node);
    /// Checks the UDP header of a packet that is about to be received. @param header IP @param
    /// packet from UDP on @param interface where it came in
    void CheckIpv4(const Ipv4Header& header, Ptr<const Packet> packet, uint32_t interface);
    /// As CheckIpv4. @param header IP @param packet from UDP on @param interface where it came in
    void CheckIpv6(const Ipv6Header& header, Ptr<const Packet> packet, uint32_t interface);
    /// @param packet from UDP on @param source from @param destination to
    void Check(Ptr<const Packet> packet,
               const NetworkAddress& source,
               const NetworkAddress& destination);
    /// @param packet the payload @param header IP @param port source port @param interface in
    void ReceiveIpv4(Ptr<Packet> packet,
                     Ipv4Header header,
                     uint16_t port,
                     Ptr<Ipv4Interface> interface);
    /// @param packet the payload @param header IP @param port source port @param interface in
    void ReceiveIpv6(Ptr<Packet> packet,
                     Ipv6Header header,
                     uint16_t port,
                     Ptr<Ipv6Interface> interface);
    /// @param packet the payload @param reception its addresses and port
    void Receive(Ptr<Packet> packet, LispReception reception);
    /// @param reception a decoded message
    void Dispatch(const LispReception& reception);
    /// @param packet from UDP on @param path where to @return true if there was a route
    bool SendIpv4(Ptr<Packet> packet, const LispControlPath& path);
    /// @param port a device of the node @param group where to @return the address to send from
    /// there; nothing if it has none of that family
    std::optional<NetworkAddress> GetSourceOn(Ptr<NetDevice> port,
                                              const NetworkAddress& group) const;
    /// @param path where to @param header what routing asks for @return the route; null if none
    Ptr<Ipv4Route> FindRoute(const LispControlPath& path, const Ipv4Header& header) const;
    /// @param path where to @param header what routing asks for @return the route; null if none
    Ptr<Ipv6Route> FindRoute(const LispControlPath& path, const Ipv6Header& header) const;
    /// @param packet from UDP on @param path where to @return true if there was a route
    bool SendIpv6(Ptr<Packet> packet, const LispControlPath& path);

    Ptr<Node> m_node;                                 //!< the node
    Ptr<Ipv4> m_ipv4;                                 //!< its IPv4 stack; may be null
    Ptr<Ipv6> m_ipv6;                                 //!< its IPv6 stack; may be null
    Ipv4EndPoint* m_endPoint4{nullptr};               //!< of UDP
    Ipv6EndPoint* m_endPoint6{nullptr};               //!< of UDP
    std::vector<std::pair<Role, Handler>> m_handlers; //!< in the order of Role
    LispControlStatistics m_statistics;               //!< counters
    std::size_t m_udpPayload{0}; //!< of the packet being received; 0: not to be taken

    uint32_t m_maxIpv4Packet; //!< octets
    uint32_t m_maxIpv6Packet; //!< octets
    uint8_t m_ttl;            //!< of packets sent
    uint8_t m_trafficClass;   //!< of packets sent

    /// Messages that went out.
    TracedCallback<const LispMessage&, const NetworkAddress&, const NetworkAddress&> m_sent;
    /// Messages that came in.
    TracedCallback<const LispMessage&, const NetworkAddress&, const NetworkAddress&> m_received;
    /// What was not acted on.
    TracedCallback<LispControlDrop, const NetworkAddress&, const std::string&> m_drop;
};

} // namespace ns3

#endif /* LISP_CONTROL_PORT_H */
