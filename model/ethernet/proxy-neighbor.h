/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef PROXY_NEIGHBOR_H
#define PROXY_NEIGHBOR_H

#include "ethernet-frame.h"
#include "neighbor-message.h"

#include "ns3/object.h"
#include "ns3/traced-callback.h"

#include <array>
#include <cstddef>
#include <functional>
#include <ostream>
#include <set>

namespace ns3
{

class SviDevice;

/**
 * @brief Why a ProxyNeighbor left a request unanswered.
 */
enum class ProxyRefusal : uint8_t
{
    NONE,          //!< it did answer
    MALFORMED,     //!< the request is cut short or breaks a rule of its RFC
    PROBE,         //!< the asker has no address yet and looks whether someone has it
    GRATUITOUS,    //!< the asker asks for its own address
    OWN_ADDRESS,   //!< the address is this node's or its group's: others answer for it
    EXCEPTED,      //!< nobody is to answer for the address here: see ProxyNeighbor::Except
    NOT_A_HOST,    //!< a multicast, broadcast or link-local address, or none
    POLICY,        //!< the policy says no
    NO_ROUTE,      //!< the node has no route to the address
    DEFAULT_ROUTE, //!< it has none but the default route
    SAME_PORT,     //!< its route leaves by the port that the request came from
    NOT_ACTIVE,    //!< the port has an HSRP group, and another router is active or may be
};

/// The number of values of ProxyRefusal.
constexpr std::size_t PROXY_REFUSALS = static_cast<std::size_t>(ProxyRefusal::NOT_ACTIVE) + 1;

/// @param refusal a reason @return its name, such as "proxy-no-route"
const char* ToString(ProxyRefusal refusal);
/// @param os a stream @param refusal a reason @return the stream, after the reason's name
std::ostream& operator<<(std::ostream& os, ProxyRefusal refusal);

/**
 * @brief Answers on a gateway port for hosts that are elsewhere: proxy ARP (RFC 1027) and proxy
 * Neighbor Advertisements (RFC 4861 section 7.2.8).
 *
 * Who asks gets the gateway's MAC address, sends its packets there, and the node forwards them. It
 * is the virtual one if the port has an HSRP group of the family, else the port's own. Without a
 * policy it answers if the node has a route to the address that does not leave by the same port
 * (RFC 1027 sections 2.2 and 2.4). That asker and target be of one classful network, as section 2.4
 * asks, is not required: networks have no classes any more.
 *
 * The advertisements have the override flag clear, so that those of the host itself win, and come
 * without the delay that RFC 4861 section 7.2.8 asks for where there are several proxies.
 *
 * Neighbours that knew a host before it left keep its MAC address until their entry ends. Announce
 * tells them at once, as a mobile node's home agent does (RFC 5944 section 4.6, RFC 6275 section
 * 10.4.1): by a gratuitous ARP reply, or an unsolicited advertisement with the override flag.
 */
class ProxyNeighbor : public Object
{
  public:
    /// @return the type
    static TypeId GetTypeId();

    ProxyNeighbor();
    ~ProxyNeighbor() override;

    /**
     * @brief Answer on a gateway port, which keeps this object from then on.
     * @param svi a port on a node
     * @throws std::invalid_argument if it is not, or this object is on one already
     */
    void Install(Ptr<SviDevice> svi);

    /// Says of an address whether to answer for it.
    using Policy = std::function<bool(const NetworkAddress& host)>;
    /// @param policy is asked instead of the node's routing; null: the routing again
    void SetPolicy(Policy policy);
    /// @param host is answered for by nobody here, whatever policy and routing say
    void Except(const NetworkAddress& host);
    /**
     * @brief Judge the node's route to a host by RFC 1027 section 2.2, as is done without a policy.
     * @param host its address
     * @return NONE if the route leads elsewhere
     */
    ProxyRefusal JudgeRoute(const NetworkAddress& host) const;

    /**
     * @brief Tell the VLAN that a host which has left is at the gateway's MAC address now, if a
     * request for it would be answered.
     * @param host its address
     * @return NONE if it was told
     */
    ProxyRefusal Announce(const NetworkAddress& host);
    /// @return the port; null before Install
    Ptr<SviDevice> GetPort() const;

    /// @param family IPV4 or IPV6 @return the requests answered
    uint64_t GetAnswered(AddressFamily family) const;
    /// @param family IPV4 or IPV6 @return the announcements sent
    uint64_t GetAnnounced(AddressFamily family) const;
    /// @param refusal a reason @return the requests left unanswered, and hosts not announced, for
    /// it
    uint64_t GetRefused(ProxyRefusal refusal) const;

    /**
     * @brief Signature of the trace source Answered.
     * @param host who was asked for @param asker who asked @param mac what it was told
     */
    typedef void (*AnsweredTracedCallback)(const NetworkAddress& host,
                                           const NetworkAddress& asker,
                                           const Mac48Address& mac);
    /// Signature of the trace source Announced: a host, and the MAC address that was told.
    typedef void (*AnnouncedTracedCallback)(const NetworkAddress& host, const Mac48Address& mac);
    /// Signature of the trace source Refused: who was asked for, and why there was no answer.
    typedef void (*RefusedTracedCallback)(const NetworkAddress& host, ProxyRefusal refusal);

  protected:
    void DoDispose() override;

  private:
    /// @param frame a frame of the VLAN
    void Hear(const EthernetFrame& frame);
    /**
     * @param message a request @param outcome how it was read
     * @param mac gets the MAC address to tell @param fromMac gets the frame's source
     * @return NONE if it is to be answered
     */
    ProxyRefusal Judge(const NeighborMessage& message,
                       NeighborMessage::Outcome outcome,
                       Mac48Address& mac,
                       Mac48Address& fromMac) const;
    /**
     * @param host an address
     * @param mac gets the MAC address to tell @param fromMac gets the frame's source
     * @return NONE if it is to be answered for
     */
    ProxyRefusal JudgeHost(const NetworkAddress& host,
                           Mac48Address& mac,
                           Mac48Address& fromMac) const;
    /// @param host was asked for @param refusal why there is no answer
    void Refuse(const NetworkAddress& host, ProxyRefusal refusal);
    /// @param host an address @return true if the node, or a group of the port, has it
    bool IsOwn(const NetworkAddress& host) const;
    /// @param host an address @return true if it may be a host's, elsewhere
    bool IsHost(const NetworkAddress& host) const;
    /// @param host an address @param mac to tell @param fromMac the frame's source
    /// @param message a request for it; null: nobody asks
    void Tell(const NetworkAddress& host,
              const Mac48Address& mac,
              const Mac48Address& fromMac,
              const NeighborMessage* message);

    Ptr<SviDevice> m_svi;                             //!< the port
    Policy m_policy;                                  //!< null: routing
    bool m_usesDefaultRoute;                          //!< attribute UseDefaultRoute
    bool m_answersInactive;                           //!< attribute AnswerUnlessActive
    std::set<NetworkAddress> m_excepted;              //!< see Except
    std::array<uint64_t, 2> m_answered{};             //!< IPv4 and IPv6
    std::array<uint64_t, 2> m_announced{};            //!< IPv4 and IPv6
    std::array<uint64_t, PROXY_REFUSALS> m_refused{}; //!< by reason
    TracedCallback<const NetworkAddress&, const NetworkAddress&, const Mac48Address&>
        m_answeredTrace;                                                         //!< "Answered"
    TracedCallback<const NetworkAddress&, const Mac48Address&> m_announcedTrace; //!< "Announced"
    TracedCallback<const NetworkAddress&, ProxyRefusal> m_refusedTrace;          //!< "Refused"
};

} // namespace ns3

#endif /* PROXY_NEIGHBOR_H */
