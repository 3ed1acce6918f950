/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef LISP_ENCAPSULATOR_H
#define LISP_ENCAPSULATOR_H

#include "lisp-outer-routes.h"
#include "lisp-pending-queue.h"

#include "ns3/lisp-protocol.h"
#include "ns3/nstime.h"
#include "ns3/object.h"

#include <cstdint>
#include <memory>
#include <optional>

namespace ns3
{

class LocatorSet;
class LispShimHeader;
class LispXtr;
class Packet;
struct LispEidPacket;

/**
 * @brief The way into the tunnel: an ITR's map-cache lookup, packets that wait for a mapping, the
 * choice of a locator, MTU and the outer headers.
 *
 * Part of a LispXtr, which it is got from by the attribute Encapsulator.
 */
class LispEncapsulator : public Object
{
  public:
    /// What to do with packets too big for the path (RFC 9300 section 7: both or neither is a
    /// local decision).
    enum MtuMode
    {
        NONE,      //!< send them; the outer packet is fragmented at the outgoing link
        STATELESS, //!< split or refuse what exceeds EncapsulationMtu or the outgoing link
        STATEFUL,  //!< as STATELESS, and heed what ICMP says of the path
    };

    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    LispEncapsulator();
    ~LispEncapsulator() override;

    /// @param xtr the tunnel router whose part this is
    void SetXtr(LispXtr* xtr);

    /**
     * @brief Send a packet to where its destination EID is.
     * @param packet the packet from its IP header on, its TTL already one less than it came with
     * @param instanceId its instance
     * @param cameFrom the outer source that it had, if it came out of a tunnel
     */
    void Send(Ptr<Packet> packet, uint32_t instanceId, const NetworkAddress& cameFrom = {});

    /**
     * @brief Send a packet to a tunnel router behind a NAT, whatever the map-cache says.
     * @param packet the packet from its IP header on
     * @param instanceId its instance
     * @param address of the NAT
     * @param port UDP port at which the NAT has the tunnel router's data port
     */
    void SendTo(Ptr<Packet> packet,
                uint32_t instanceId,
                const NetworkAddress& address,
                uint16_t port);

    /**
     * @brief Send an Ethernet frame to a locator, in LISP-GPE (RFC 9305). Its outer header has TTL
     * OuterTtl, no DSCP, and no ECN (the compatibility mode of RFC 6040 section 4.1); it is not
     * fragmented.
     * @param frame the frame from its header on
     * @param instanceId its instance
     * @param flowHash the hash of its flow
     * @param locator the number of the locator
     * @param address its address
     * @return why it did not go out; NONE: it did
     */
    LispDropReason SendFrame(Ptr<Packet> frame,
                             uint32_t instanceId,
                             uint32_t flowHash,
                             uint32_t locator,
                             const NetworkAddress& address);

    /**
     * @brief Send a packet to a locator.
     * @param packet the packet from its IP header on
     * @param eid what it is
     * @param instanceId its instance
     * @param id the locator's number in the RlocTable
     * @param rloc the locator
     * @param natPort if the locator is a NAT's, the UDP port at which that has the tunnel router's
     * data port; else 0
     */
    void SendTo(Ptr<Packet> packet,
                const LispEidPacket& eid,
                uint32_t instanceId,
                uint32_t id,
                const NetworkAddress& rloc,
                uint16_t natPort = 0);

    /// @param prefix a prefix whose mapping, or one inside, changed
    void MappingChanged(const EidPrefix& prefix);
    /// @param prefix a prefix that has no mapping: drop what waits for one
    void ResolutionFailed(const EidPrefix& prefix);
    /// Drop all that waits.
    void Flush();
    /// @return the packets that wait for a mapping
    std::size_t GetPending() const;

    /// Look all outer routes up again.
    void InvalidateRoutes();
    /// @param id a locator's number @param rloc its address @return as LispXtr::GetLastUse
    std::optional<Time> GetLastUse(uint32_t id, const NetworkAddress& rloc) const;
    /**
     * @brief Heed an ICMP error of a router in the core (RFC 9300 section 7.2), if the mode says
     * so.
     * @param source the outer source of the packet that was too big
     * @param destination its outer destination
     * @param mtu what that router can forward
     */
    void LearnPathMtu(const NetworkAddress& source,
                      const NetworkAddress& destination,
                      uint32_t mtu);

  protected:
    void DoDispose() override;

  private:
    void SetRouteLifetime(Time lifetime);
    Time GetRouteLifetime() const;

    void Forward(Ptr<Packet> packet,
                 const LispEidPacket& eid,
                 uint32_t instanceId,
                 const LocatorSet& locators);
    void HandleMiss(Ptr<Packet> packet, const LispEidPacket& eid, uint32_t instanceId);
    void HandleNotUnicast(Ptr<Packet> packet, const LispEidPacket& eid, uint32_t instanceId);
    void HandleNegative(Ptr<Packet> packet,
                        const LispEidPacket& eid,
                        uint32_t instanceId,
                        LispAction action);
    void HandleNotEid(Ptr<Packet> packet, const LispEidPacket& eid, uint32_t instanceId);
    void HandleTooBig(Ptr<Packet> packet,
                      const LispEidPacket& eid,
                      uint32_t instanceId,
                      const LispOuterRoute& route,
                      uint32_t most);
    void Split(Ptr<Packet> packet,
               const LispEidPacket& eid,
               uint32_t instanceId,
               const LispOuterRoute& route,
               uint32_t most);
    void Transmit(Ptr<Packet> packet,
                  const LispEidPacket& eid,
                  uint32_t instanceId,
                  const LispOuterRoute& route);
    void AddShim(Packet& packet,
                 const LispShimHeader& shim,
                 const LispOuterRoute& route,
                 bool hasChecksum) const;
    void TransmitIpv4(Ptr<Packet> packet, const LispEidPacket& eid, const LispOuterRoute& route);
    void TransmitIpv6(Ptr<Packet> packet, const LispEidPacket& eid, const LispOuterRoute& route);
    void AddWithChecksum(Packet& packet,
                         const LispShimHeader& shim,
                         const LispOuterRoute& route) const;
    uint32_t GetMost(const LispOuterRoute& route) const;
    LispDropReason ExplainUnusable(const LocatorSet& locators) const;
    bool IsResolved(const EidPrefix& eid) const;

    LispXtr* m_xtr{nullptr};                   //!< whose part this is
    std::unique_ptr<LispOuterRoutes> m_routes; //!< routes to locators
    LispPendingQueue m_pending;                //!< packets that wait for a mapping
    uint16_t m_identification{0};              //!< of the next IPv4 outer header
    MtuMode m_mtuMode;                         //!< attribute MtuMode
    uint32_t m_mtu;                            //!< attribute EncapsulationMtu
    uint32_t m_pathMtuFloor;                   //!< attribute PathMtuFloor
    Time m_pathMtuLifetime;                    //!< attribute PathMtuLifetime
    Time m_routeLifetime;                      //!< attribute RouteLifetime
    Time m_pendingTimeout;                     //!< attribute PendingTimeout
    uint32_t m_pendingPerEid;                  //!< attribute PendingPerEid
    uint32_t m_pendingTotal;                   //!< attribute PendingTotal
    uint8_t m_outerTtl;                        //!< attribute OuterTtl
    bool m_copyTtl;                            //!< attribute CopyTtl
    bool m_copyDscp;                           //!< attribute CopyDscp
    bool m_dontFragment;                       //!< attribute OuterDontFragment
    bool m_udpChecksum;                        //!< attribute UdpChecksum
    bool m_frameChecksum;                      //!< attribute FrameChecksum
    bool m_flowLabel;                          //!< attribute OuterFlowLabel
    bool m_nativeRoutes;                       //!< attribute NativeRoutes
    uint16_t m_sourcePort;                     //!< attribute SourcePort
};

} // namespace ns3

#endif /* LISP_ENCAPSULATOR_H */
