/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "lisp-decapsulator.h"

#include "lisp-eid-packet.h"
#include "lisp-frame-receiver.h"
#include "lisp-header-signals.h"
#include "lisp-ipv4-routing.h"
#include "lisp-native.h"
#include "lisp-net-device.h"
#include "lisp-replicator.h"
#include "lisp-rtr.h"
#include "lisp-source-queue.h"
#include "lisp-tunnel-rules.h"
#include "lisp-xtr.h"

#include "ns3/boolean.h"
#include "ns3/ipv4-header.h"
#include "ns3/ipv4-l3-protocol.h"
#include "ns3/ipv6-header.h"
#include "ns3/ipv6-l3-protocol.h"
#include "ns3/lisp-data-header.h"
#include "ns3/lisp-gpe.h"
#include "ns3/lisp-protocol.h"
#include "ns3/network-octets.h"
#include "ns3/node.h"
#include "ns3/packet.h"
#include "ns3/simulator.h"
#include "ns3/udp-header.h"

#include <algorithm>
#include <array>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(LispDecapsulator);

struct LispDecapsulator::State
{
    /// Who takes what has passed all checks.
    enum class Taker : uint8_t
    {
        SITE,        //!< the hosts here
        PROXIED,     //!< hosts elsewhere that have no LISP: this is a proxy ETR
        NEXT_TUNNEL, //!< a tunnel router: this is an RTR
        CONTROL,     //!< this router's own control, behind a NAT
    };

    std::array<uint8_t, LISP_SHIM_SIZE + LispEidPacket::VIEW> octets; //!< the packet's first ones
    uint32_t copied{0};                                               //!< how many there are
    uint32_t innerSize{0};    //!< octets after the LISP header
    uint32_t instanceId{0};   //!< of the LISP header
    LispNextProtocol next{};  //!< of the LISP header; RESERVED: IP, without a P bit
    LispEidPacket eid;        //!< the packet inside, once it is read
    bool innerRead{false};    //!< whether it is
    Taker taker{Taker::SITE}; //!< once it is chosen
    bool isUnverified{false}; //!< no mapping vouches for its source, which is to be asked for
};

TypeId
LispDecapsulator::GetTypeId()
{
    static TypeId tid = AddSourceAttributes(
        TypeId("ns3::LispDecapsulator")
            .SetParent<Object>()
            .SetGroupName("Lisp")
            .AddConstructor<LispDecapsulator>()
            .AddAttribute("CopyDscp",
                          "Copy the outer DSCP to the inner header (RFC 9300 section 5.3: SHOULD); "
                          "else that stays as it was. ECN follows RFC 6040 section 4.2.",
                          BooleanValue(true),
                          MakeBooleanAccessor(&LispDecapsulator::m_copyDscp),
                          MakeBooleanChecker())
            .AddAttribute("VerifyUdpChecksum",
                          "Verify an outer UDP checksum that is not zero (RFC 9300 section 5.3: "
                          "MAY).",
                          BooleanValue(true),
                          MakeBooleanAccessor(&LispDecapsulator::m_verifyChecksum),
                          MakeBooleanChecker())
            .AddAttribute("Gpe",
                          "Read the P bit (LISP-GPE, RFC 9305); else packets that have it are "
                          "dropped, since who ignores it misreads them (section 5).",
                          BooleanValue(true),
                          MakeBooleanAccessor(&LispDecapsulator::m_gpe),
                          MakeBooleanChecker()));
    return tid;
}

LispDecapsulator::~LispDecapsulator() = default;

void
LispDecapsulator::DoDispose()
{
    m_waiting->Clear();
    m_xtr = nullptr;
    Object::DoDispose();
}

void
LispDecapsulator::SetXtr(LispXtr* xtr)
{
    m_xtr = xtr;
}

bool
LispDecapsulator::Receive(Ptr<const Packet> packet, const Outer& outer)
{
    return Take(packet, outer, LispDropReason::NONE);
}

bool
LispDecapsulator::Take(Ptr<const Packet> packet, const Outer& outer, LispDropReason unverified)
{
    State state;
    state.copied = packet->CopyData(state.octets.data(), state.octets.size());
    constexpr uint32_t ports = 4;
    if (state.copied < ports || Get16(&state.octets[2]) != LISP_DATA_PORT || !m_xtr->Decapsulates())
    {
        return false;
    }
    LispDropReason reason = CheckOuter(*packet, outer, state);
    if (reason == LispDropReason::NONE && state.next == LispNextProtocol::ETHERNET)
    {
        if (!DeliverFrame(*packet, outer, state))
        {
            m_xtr->Drop(packet, LispDropReason::ETR_UNKNOWN_INSTANCE);
        }
        return true;
    }
    if (reason == LispDropReason::NONE)
    {
        reason = CheckInner(*packet, outer, state);
    }
    if (reason == LispDropReason::NONE)
    {
        reason = ChooseTaker(outer, state);
    }
    if (reason == LispDropReason::NONE && state.isUnverified)
    {
        // Nothing else is believed of it before. What has waited already does not wait again.
        reason = unverified == LispDropReason::NONE
                     ? Hold(packet, outer, state.instanceId, state.eid)
                     : unverified;
        if (reason == LispDropReason::NONE)
        {
            return true;
        }
    }
    if (reason == LispDropReason::NONE)
    {
        reason = ReadSignals(outer, state);
    }
    if (reason == LispDropReason::NONE)
    {
        HandOver(*packet, outer, state);
        return true;
    }
    if (state.innerRead)
    {
        packet = TakeInner(*packet, state);
    }
    m_xtr->Drop(packet, reason);
    return true;
}

// ---- checks ------------------------------------------------------------------------------------

LispDropReason
LispDecapsulator::CheckOuter(const Packet& packet, const Outer& outer, State& state) const
{
    if (!outer.isToRloc && !m_xtr->IsLocalRloc(outer.destination))
    {
        return LispDropReason::ETR_NOT_OWN_RLOC;
    }
    if (!LispIsHostAddress(outer.source) || m_xtr->IsLocalRloc(outer.source))
    {
        return LispDropReason::ETR_BAD_OUTER_SOURCE;
    }
    const uint8_t* udp = state.octets.data();
    const uint32_t length = state.copied < UDP_HEADER_SIZE ? 0 : Get16(udp + 4);
    if (length < UDP_HEADER_SIZE || length > packet.GetSize())
    {
        return LispDropReason::ETR_BAD_UDP_LENGTH;
    }
    if (Get16(udp + 6) != 0 && m_verifyChecksum && !IsUdpChecksumRight(packet, outer, length))
    {
        return LispDropReason::ETR_BAD_UDP_CHECKSUM;
    }
    if (length <= LISP_SHIM_SIZE)
    {
        return LispDropReason::ETR_TRUNCATED;
    }
    state.innerSize = length - LISP_SHIM_SIZE;
    const uint8_t* lisp = udp + UDP_HEADER_SIZE;
    constexpr uint8_t instanceBit = 0x08; // I (RFC 9300 section 5.3)
    constexpr uint8_t protocolBit = 0x04; // P (RFC 9305 section 3)
    constexpr uint8_t keyBits = 0x03;     // KK
    if (lisp[0] & keyBits)
    {
        return LispDropReason::ETR_ENCRYPTED;
    }
    state.instanceId = lisp[0] & instanceBit ? Get16(lisp + 4) << 8 | lisp[6] : 0;
    if (lisp[0] & protocolBit)
    {
        const LispDropReason reason = CheckNextProtocol(state);
        if (reason != LispDropReason::NONE || state.next == LispNextProtocol::ETHERNET)
        {
            return reason;
        }
    }
    // An RTR passes packets of every instance on, without ports of its own in them.
    const bool isControl = state.instanceId == LISP_CONTROL_INSTANCE;
    return m_xtr->HasInstance(state.instanceId) ||
                   (isControl ? m_xtr->TakesControl() : m_xtr->IsRtr())
               ? LispDropReason::NONE
               : LispDropReason::ETR_UNKNOWN_INSTANCE;
}

LispDropReason
LispDecapsulator::CheckNextProtocol(State& state) const
{
    if (!m_gpe)
    {
        return LispDropReason::ETR_NO_GPE;
    }
    constexpr uint32_t place = UDP_HEADER_SIZE + 3; // the last octet of the first word
    state.next = static_cast<LispNextProtocol>(state.octets[place]);
    const uint8_t version = state.octets[LISP_SHIM_SIZE] >> 4;
    switch (state.next)
    {
    case LispNextProtocol::IPV4:
        return version == 4 ? LispDropReason::NONE : LispDropReason::ETR_BAD_INNER_VERSION;
    case LispNextProtocol::IPV6:
        return version == 6 ? LispDropReason::NONE : LispDropReason::ETR_BAD_INNER_VERSION;
    case LispNextProtocol::ETHERNET:
        return m_xtr->GetFrameReceiver() ? LispDropReason::NONE : LispDropReason::ETR_NEXT_PROTOCOL;
    default:
        return LispDropReason::ETR_NEXT_PROTOCOL;
    }
}

bool
LispDecapsulator::IsUdpChecksumRight(const Packet& packet,
                                     const Outer& outer,
                                     uint32_t length) const
{
    const Ptr<Packet> datagram = packet.CreateFragment(0, length);
    UdpHeader udp;
    udp.EnableChecksums();
    udp.InitializeChecksum(outer.source.ToAddress(),
                           outer.destination.ToAddress(),
                           LISP_UDP_PROTOCOL);
    datagram->PeekHeader(udp);
    return udp.IsChecksumOk();
}

bool
LispDecapsulator::AreExtensionsWhole(const Packet& packet, const LispEidPacket& eid) const
{
    m_octets.resize(LISP_SHIM_SIZE + eid.size);
    packet.CopyData(m_octets.data(), static_cast<uint32_t>(m_octets.size()));
    return eid.AreExtensionsWhole(m_octets.data() + LISP_SHIM_SIZE);
}

LispDropReason
LispDecapsulator::CheckInner(const Packet& packet, const Outer& outer, State& state) const
{
    LispEidPacket& eid = state.eid;
    switch (eid.Read(&state.octets[LISP_SHIM_SIZE], state.innerSize, m_xtr->UsesChecksums()))
    {
    case LispEidPacket::Error::NONE:
        break;
    case LispEidPacket::Error::EMPTY:
        return LispDropReason::ETR_TRUNCATED;
    case LispEidPacket::Error::VERSION:
        return LispDropReason::ETR_BAD_INNER_VERSION;
    case LispEidPacket::Error::LENGTH:
        return LispDropReason::ETR_BAD_INNER_LENGTH;
    case LispEidPacket::Error::CHECKSUM:
        return LispDropReason::ETR_BAD_INNER_CHECKSUM;
    }
    state.innerRead = true;
    if (!eid.IsTransportWhole() || (eid.HasExtensions() && !AreExtensionsWhole(packet, eid)))
    {
        return LispDropReason::ETR_BAD_INNER_LENGTH;
    }
    if (eid.ttl == 0)
    {
        return LispDropReason::ETR_INNER_TTL_ZERO;
    }
    if (!LispIsHostAddress(eid.source))
    {
        return LispDropReason::ETR_BAD_INNER_SOURCE;
    }
    const bool isToHost = LispIsHostAddress(eid.destination);
    if (!isToHost && !eid.destination.IsMulticast())
    {
        return LispDropReason::ETR_BAD_INNER_DESTINATION;
    }
    if (!isToHost && !m_xtr->GetReplicator())
    {
        return LispDropReason::ETR_INNER_MULTICAST;
    }
    if (LispEcnDrops(eid.tos, outer.tos))
    {
        return LispDropReason::ETR_ECN;
    }
    const bool isOfTenant = !m_tenants.empty() && m_tenants.count(state.instanceId) != 0;
    const SourceCheck check = isOfTenant ? m_tenantCheck : m_sourceCheck;
    // What a Map-Server sends to a router behind a NAT has no EID as its source.
    return check == OFF || IsControl(state)
               ? LispDropReason::NONE
               : CheckSource(check, outer.source, state.instanceId, eid.source, state.isUnverified);
}

// ---- whose it is -------------------------------------------------------------------------------

LispDropReason
LispDecapsulator::ChooseTaker(const Outer& outer, State& state) const
{
    if (IsControl(state))
    {
        state.taker = State::Taker::CONTROL;
        return LispDropReason::NONE;
    }
    const LispEidPacket& eid = state.eid;
    const bool isToGroup = eid.destination.IsMulticast();
    const LispDropReason reason =
        isToGroup ? m_xtr->GetReplicator()->CheckArrival(outer.source, state.instanceId, eid)
                  : m_xtr->CheckDestination(state.instanceId, eid.destination);
    if (isToGroup && reason != LispDropReason::NONE)
    {
        return reason;
    }
    const bool isElsewhere = reason == LispDropReason::ETR_NOT_MY_EID;
    if (isElsewhere && m_xtr->IsRtr() && state.instanceId != LISP_CONTROL_INSTANCE)
    {
        state.taker = State::Taker::NEXT_TUNNEL;
        return LispDropReason::NONE;
    }
    if (!m_xtr->HasInstance(state.instanceId))
    {
        return LispDropReason::ETR_UNKNOWN_INSTANCE;
    }
    const bool isProxied = isElsewhere && m_xtr->IsProxyEtr();
    if (!isToGroup && !m_xtr->IsEtr() && !isProxied)
    {
        return LispDropReason::ETR_NOT_MY_EID;
    }
    if (!m_xtr->Routes(eid.source.GetFamily()))
    {
        return LispDropReason::ETR_NO_FAMILY;
    }
    if (isProxied)
    {
        state.taker = State::Taker::PROXIED;
        return m_xtr->CheckProxied(outer.source, state.instanceId, eid.source, eid.destination);
    }
    if (reason != LispDropReason::NONE)
    {
        m_xtr->ReportStaleData(outer.source,
                               EidPrefix::Host(eid.destination, state.instanceId),
                               eid.source);
    }
    return reason;
}

bool
LispDecapsulator::IsControl(const State& state) const
{
    // A later fragment has no ports.
    const LispEidPacket& eid = state.eid;
    return state.instanceId == LISP_CONTROL_INSTANCE && m_xtr->TakesControl() &&
           LispIsHostAddress(eid.destination) && eid.protocol == LISP_UDP_PROTOCOL &&
           !eid.isLaterFragment &&
           Get16(&state.octets[LISP_SHIM_SIZE + eid.headerSize + 2]) == LISP_CONTROL_PORT;
}

LispDropReason
LispDecapsulator::ReadSignals(const Outer& outer, const State& state) const
{
    LispHeaderSignals* signals = m_xtr->GetHeaderSignals();
    if (!signals)
    {
        return LispDropReason::NONE;
    }
    const uint8_t* lisp = &state.octets[UDP_HEADER_SIZE];
    return signals->Read(LispDataHeader(Get32(lisp), Get32(lisp + 4)),
                         {state.instanceId,
                          state.eid.source,
                          state.eid.destination,
                          outer.source,
                          outer.destination});
}

// ---- out of the tunnel -------------------------------------------------------------------------

Ptr<Packet>
LispDecapsulator::TakeInner(const Packet& packet, const State& state) const
{
    const Ptr<Packet> inner = packet.Copy();
    inner->RemoveAtStart(LISP_SHIM_SIZE);
    if (inner->GetSize() > state.eid.size)
    {
        inner->RemoveAtEnd(inner->GetSize() - state.eid.size);
    }
    return inner;
}

void
LispDecapsulator::HandOver(const Packet& packet, const Outer& outer, const State& state)
{
    const Ptr<Packet> inner = TakeInner(packet, state);
    m_xtr->CountDecapsulated(inner, state.instanceId, outer.source, outer.destination);
    switch (state.taker)
    {
    case State::Taker::CONTROL:
        m_xtr->TakeControl(inner, outer.source);
        return;
    case State::Taker::NEXT_TUNNEL:
        LispReencapsulate(*m_xtr,
                          inner,
                          {outer.source, state.instanceId, outer.ttl, outer.tos, m_copyDscp});
        return;
    case State::Taker::PROXIED:
        m_xtr->CountProxied();
        break;
    case State::Taker::SITE:
        break;
    }
    const Ptr<LispNetDevice> tunnel = m_xtr->GetTunnelDevice(state.instanceId);
    tunnel->TraceReceived(inner);
    if (state.eid.source.GetFamily() == AddressFamily::IPV4)
    {
        DeliverIpv4(inner, outer, tunnel);
    }
    else
    {
        DeliverIpv6(inner, outer, tunnel);
    }
}

bool
LispDecapsulator::DeliverFrame(const Packet& packet, const Outer& outer, const State& state)
{
    const Ptr<Packet> frame = packet.Copy();
    frame->RemoveAtStart(LISP_SHIM_SIZE);
    if (frame->GetSize() > state.innerSize)
    {
        frame->RemoveAtEnd(frame->GetSize() - state.innerSize);
    }
    return m_xtr->GetFrameReceiver()->ReceiveFrame(frame, state.instanceId, outer.source);
}

void
LispDecapsulator::DeliverIpv4(Ptr<Packet> packet,
                              const Outer& outer,
                              const Ptr<LispNetDevice>& tunnel)
{
    Ipv4Header header;
    packet->RemoveHeader(header);
    if (LispHasOptions(header))
    {
        header = LispWithoutOptions(header);
    }
    header.SetTtl(LispInnerTtl(header.GetTtl(), outer.ttl));
    header.SetTos(LispInnerTos(header.GetTos(), outer.tos, m_copyDscp));
    if (m_xtr->UsesChecksums())
    {
        header.EnableChecksum();
    }
    if (m_xtr->GetIpv4Routing()->Forward(packet, header, *tunnel))
    {
        return;
    }
    packet->AddHeader(header);
    m_xtr->GetIpv4()->Receive(tunnel,
                              packet,
                              Ipv4L3Protocol::PROT_NUMBER,
                              tunnel->GetAddress(),
                              tunnel->GetAddress(),
                              NetDevice::PACKET_HOST);
}

void
LispDecapsulator::DeliverIpv6(Ptr<Packet> packet,
                              const Outer& outer,
                              const Ptr<LispNetDevice>& tunnel)
{
    Ipv6Header header;
    packet->RemoveHeader(header);
    header.SetHopLimit(LispInnerTtl(header.GetHopLimit(), outer.ttl));
    header.SetTrafficClass(LispInnerTos(header.GetTrafficClass(), outer.tos, m_copyDscp));
    packet->AddHeader(header);
    m_xtr->GetIpv6()->Receive(tunnel,
                              packet,
                              Ipv6L3Protocol::PROT_NUMBER,
                              tunnel->GetAddress(),
                              tunnel->GetAddress(),
                              NetDevice::PACKET_HOST);
}

} // namespace ns3
