/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef LISP_DECAPSULATOR_H
#define LISP_DECAPSULATOR_H

#include "lisp-drop-reason.h"

#include "ns3/eid-prefix.h"
#include "ns3/network-address.h"
#include "ns3/nstime.h"
#include "ns3/object.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <unordered_set>
#include <vector>

namespace ns3
{

class LispNetDevice;
class LispSourceQueue;
class LispXtr;
class Packet;
struct LispEidPacket;

/**
 * @brief The way out of the tunnel: an ETR's checks of what came to port 4341, and the packet
 * inside.
 *
 * Part of a LispXtr, which it is got from by the attribute Decapsulator. Any octet may be a
 * forger's: nothing is believed before it is checked, and each check that fails has its reason.
 */
class LispDecapsulator : public Object
{
  public:
    /// How the inner source is checked against the outer one (RFC 9300 section 16, "uRPF").
    enum SourceCheck
    {
        OFF,    //!< not at all
        LOOSE,  //!< if the map-cache has a mapping for it, the outer source must be in that
        STRICT, //!< the map-cache must have one, and the outer source be in it
        VERIFY, //!< as STRICT, but what the map-cache does not vouch for waits while the mapping
                //!< system is asked
    };

    /// The outer header of a packet that came to port 4341.
    struct Outer
    {
        NetworkAddress source;      //!< the other tunnel router, or who claims to be it
        NetworkAddress destination; //!< an address of this node
        uint8_t ttl{0};             //!< TTL or hop limit
        uint8_t tos{0};             //!< TOS or traffic class
        bool isToRloc{false};       //!< the destination is known to be a locator of this router
    };

    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    LispDecapsulator();
    ~LispDecapsulator() override;

    /// @param xtr the tunnel router whose part this is
    void SetXtr(LispXtr* xtr);

    /**
     * @brief Take a packet out of the tunnel, or drop it.
     * @param packet from its UDP header on
     * @param outer its outer IP header
     * @return false if it is not for port 4341, or the node is no ETR of any kind; then nothing has
     * happened
     */
    bool Receive(Ptr<const Packet> packet, const Outer& outer);

    /**
     * @brief Let attribute TenantSourceCheck say how inner sources of an instance are checked,
     * rather than SourceCheck.
     * @param instanceId the instance
     */
    void AddTenant(uint32_t instanceId);

    /// As LispXtr::MappingChanged. @param prefix what changed
    void MappingChanged(const EidPrefix& prefix);
    /// As LispXtr::ResolutionFailed. @param prefix what could not be resolved
    void ResolutionFailed(const EidPrefix& prefix);
    /// @return the packets that wait for the mapping of their inner source
    std::size_t GetPending() const;

  protected:
    void DoDispose() override;

  private:
    /// Where a packet stands in the checks.
    struct State;

    static TypeId AddSourceAttributes(TypeId tid);
    bool Take(Ptr<const Packet> packet, const Outer& outer, LispDropReason unverified);
    LispDropReason CheckOuter(const Packet& packet, const Outer& outer, State& state) const;
    LispDropReason CheckNextProtocol(State& state) const;
    bool IsUdpChecksumRight(const Packet& packet, const Outer& outer, uint32_t length) const;
    /// @param packet from its UDP header on @param eid what it holds, with extension headers
    /// @return true if these end where they should
    bool AreExtensionsWhole(const Packet& packet, const LispEidPacket& eid) const;
    LispDropReason CheckInner(const Packet& packet, const Outer& outer, State& state) const;
    LispDropReason CheckSource(SourceCheck check,
                               const NetworkAddress& outerSource,
                               uint32_t instanceId,
                               const NetworkAddress& source,
                               bool& isUnverified) const;
    LispDropReason Hold(const Ptr<const Packet>& packet,
                        const Outer& outer,
                        uint32_t instanceId,
                        const LispEidPacket& eid);
    LispDropReason ChooseTaker(const Outer& outer, State& state) const;
    bool IsControl(const State& state) const;
    LispDropReason ReadSignals(const Outer& outer, const State& state) const;
    Ptr<Packet> TakeInner(const Packet& packet, const State& state) const;
    void HandOver(const Packet& packet, const Outer& outer, const State& state);
    bool DeliverFrame(const Packet& packet, const Outer& outer, const State& state);
    void DeliverIpv4(Ptr<Packet> packet, const Outer& outer, const Ptr<LispNetDevice>& tunnel);
    void DeliverIpv6(Ptr<Packet> packet, const Outer& outer, const Ptr<LispNetDevice>& tunnel);

    LispXtr* m_xtr{nullptr};   //!< whose part this is
    SourceCheck m_sourceCheck; //!< attribute SourceCheck
    SourceCheck m_tenantCheck; //!< attribute TenantSourceCheck
    bool m_copyDscp;           //!< attribute CopyDscp
    bool m_verifyChecksum;     //!< attribute VerifyUdpChecksum
    bool m_gpe;                //!< attribute Gpe

    std::unordered_set<uint32_t> m_tenants;     //!< instances of tenants
    std::unique_ptr<LispSourceQueue> m_waiting; //!< for the mapping of their inner source
    mutable std::vector<uint8_t> m_octets; //!< of a packet with extension headers, while it is read
    uint32_t m_perSource;                  //!< attribute SourcePendingPerEid
    uint32_t m_perLocator;                 //!< attribute SourcePendingPerRloc
    uint32_t m_pendingTotal;               //!< attribute SourcePendingTotal
    Time m_pendingTimeout;                 //!< attribute SourcePendingTimeout
    uint32_t m_lookupsPerLocator;          //!< attribute SourceLookupsPerRloc
    uint32_t m_lookups;                    //!< attribute SourceLookups
};

} // namespace ns3

#endif /* LISP_DECAPSULATOR_H */
