/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "lisp-nat-rtr.h"

#include "lisp-itr.h"

#include "ns3/explicit-path.h"
#include "ns3/ipv4-header.h"
#include "ns3/lisp-data-header.h"
#include "ns3/lisp-encapsulator.h"
#include "ns3/lisp-lcaf.h"
#include "ns3/lisp-xtr.h"
#include "ns3/node.h"
#include "ns3/pointer.h"
#include "ns3/udp-header.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <stdexcept>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(LispNatRtr);

TypeId
LispNatRtr::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::LispNatRtr")
            .SetParent<Object>()
            .SetGroupName("Lisp")
            .AddConstructor<LispNatRtr>()
            .AddAttribute(
                "PeerTimeout",
                "How long an EID-prefix behind a NAT is known without a new Map-Register. The "
                "draft has the TTL of its record (section 5.3), which is longer than the NAT need "
                "keep its mapping; the default is that of registrations (RFC 9301 section 8.2: 3 "
                "min).",
                TimeValue(Minutes(3)),
                MakeTimeAccessor(&LispNatRtr::m_peerTimeout),
                MakeTimeChecker(MilliSeconds(1)))
            .AddAttribute("PendingTimeout",
                          "How long the Map-Notify to a Map-Register is waited for. Open in the "
                          "draft.",
                          TimeValue(Seconds(10)),
                          MakeTimeAccessor(&LispNatRtr::m_pendingTimeout),
                          MakeTimeChecker(MilliSeconds(1)))
            .AddAttribute("MaxPeers",
                          "The most EID-prefixes behind NATs, and the most Map-Registers that wait "
                          "for their Map-Notify; to be set before Install. Open in the draft.",
                          UintegerValue(10000),
                          MakeUintegerAccessor(&LispNatRtr::m_maxPeers),
                          MakeUintegerChecker<uint32_t>(1))
            .AddTraceSource("PeerSet",
                            "It is known from now on where an EID-prefix behind a NAT is",
                            MakeTraceSourceAccessor(&LispNatRtr::m_peerTrace),
                            "ns3::LispNatRtr::PeerTrace");
    return tid;
}

LispNatRtr::LispNatRtr()
    : m_deadlines([this](const Key& key) { m_pending.erase(key); })
{
}

LispNatRtr::~LispNatRtr() = default;

void
LispNatRtr::Install(Ptr<LispXtr> rtr)
{
    const auto node = rtr->GetNode();
    if (node->GetObject<LispNatRtr>())
    {
        throw std::invalid_argument("node " + std::to_string(node->GetId()) +
                                    " serves tunnel routers behind NATs already");
    }
    m_port = LispControlPort::Of(node);
    m_rtr = rtr;
    m_peers = &rtr->UseNatPeers(m_maxPeers);
    m_port->SetHandler(LispControlPort::Role::RTR,
                       [this](const LispReception& reception) { return Receive(reception); });
    if (const auto itr = node->GetObject<LispItr>())
    {
        itr->TraceConnectWithoutContext("MappingLearned",
                                        MakeCallback(&LispNatRtr::OnLearned, this));
    }
    node->AggregateObject(this);
}

void
LispNatRtr::AddMapServer(const NetworkAddress& address)
{
    if ((address.GetFamily() != AddressFamily::IPV4 &&
         address.GetFamily() != AddressFamily::IPV6) ||
        address.IsMulticast())
    {
        throw std::invalid_argument("Map-Server '" + address.ToString() +
                                    "' is no unicast IPv4 or IPv6 address");
    }
    m_mapServers.insert(address);
}

void
LispNatRtr::DoDispose()
{
    m_deadlines.Clear();
    m_pending.clear();
    m_peers = nullptr;
    m_rtr = nullptr;
    m_port = nullptr;
    Object::DoDispose();
}

void
LispNatRtr::Restart()
{
    m_deadlines.Clear();
    m_pending.clear();
    m_peers->Clear();
}

std::size_t
LispNatRtr::GetPeers() const
{
    return m_peers->GetSize();
}

bool
LispNatRtr::Receive(const LispReception& reception)
{
    if (const auto* message = std::get_if<LispMapRegister>(reception.message))
    {
        if (!reception.encapsulation)
        {
            return false;
        }
        Relay(reception, *message);
        return true;
    }
    if (std::holds_alternative<LispMapNotifyAck>(*reception.message) && reception.encapsulation)
    {
        HandOn(reception);
        return true;
    }
    const auto* notify = std::get_if<LispMapNotify>(reception.message);
    if (notify && m_mapServers.count(reception.source) > 0)
    {
        return Return(reception, *notify) || Tell(reception, *notify);
    }
    const auto* info = std::get_if<LispInfoMessage>(reception.message);
    if (info && !info->reply && !m_port->HasRole(LispControlPort::Role::MAP_SERVER))
    {
        Answer(reception, *info);
        return true;
    }
    return false;
}

// ---- to Map-Servers ----------------------------------------------------------------------------

bool
LispNatRtr::HandOn(const LispReception& reception)
{
    const auto& mapServer = reception.encapsulation->header.destination;
    if (m_mapServers.count(mapServer) == 0)
    {
        m_port->Drop(LispControlDrop::NAT_UNKNOWN_SERVER,
                     reception.source,
                     "for " + mapServer.ToString());
        return false;
    }
    // As it came, since it is signed.
    const auto* inner = reception.octets->data() + reception.decoded->innerOffset;
    return m_port->SendOctets(*reception.message,
                              std::vector<uint8_t>(inner, inner + reception.decoded->innerSize),
                              {mapServer, reception.destination, LISP_CONTROL_PORT});
}

void
LispNatRtr::Relay(const LispReception& reception, const LispMapRegister& message)
{
    const Key key{message.nonce, message.xtrId};
    if (m_pending.size() >= m_maxPeers && m_pending.count(key) == 0)
    {
        m_port->Drop(LispControlDrop::TABLE_FULL, reception.source, "map-register");
        return;
    }
    if (!HandOn(reception))
    {
        return;
    }
    Pending pending;
    pending.mapServer = reception.encapsulation->header.destination;
    pending.xtr = reception.encapsulation->header.source;
    pending.address = reception.source;
    pending.port = reception.sourcePort;
    for (const auto& record : message.records)
    {
        if (const auto eid = record.GetEidPrefix())
        {
            pending.eids.push_back({*eid, record.ttl == 0});
        }
    }
    m_pending[key] = std::move(pending);
    m_deadlines.Set(key, Simulator::Now() + m_pendingTimeout);
}

// ---- from Map-Servers --------------------------------------------------------------------------

bool
LispNatRtr::Return(const LispReception& reception, const LispMapNotify& notify)
{
    const Key key{notify.nonce, notify.xtrId};
    const auto found = m_pending.find(key);
    if (found == m_pending.end() || found->second.mapServer != reception.source)
    {
        return false;
    }
    const Pending pending = std::move(found->second);
    m_pending.erase(found);
    m_deadlines.Remove(key);
    for (const auto& [eid, isWithdrawn] : pending.eids)
    {
        const auto isIt = [&eid = eid](const LispMappingRecord& record) {
            return record.GetEidPrefix() == eid;
        };
        if (std::none_of(notify.records.begin(), notify.records.end(), isIt))
        {
            continue; // refused
        }
        if (isWithdrawn)
        {
            m_peers->Remove(eid);
        }
        else if (!m_peers->Set(eid,
                               pending.address,
                               pending.port,
                               Simulator::Now() + m_peerTimeout,
                               pending.xtr))
        {
            m_port->Drop(LispControlDrop::TABLE_FULL, pending.address, eid.ToString());
            continue;
        }
        m_peerTrace(eid, pending.address, isWithdrawn ? 0 : pending.port);
        m_rtr->MappingChanged(eid);
    }
    SendOverData(*reception.octets, pending.mapServer, pending.xtr, pending.address, pending.port);
    return true;
}

bool
LispNatRtr::Tell(const LispReception& reception, const LispMapNotify& notify)
{
    const auto now = Simulator::Now().GetTimeStep();
    bool isTold = false;
    for (const auto& record : notify.records)
    {
        const auto eid = record.GetEidPrefix();
        const auto* peer =
            eid ? m_peers->Find(eid->GetInstanceId(), eid->GetAddress(), now) : nullptr;
        if (!peer || !peer->prefix.Covers(*eid))
        {
            continue;
        }
        if (!isTold)
        {
            isTold = true;
            SendOverData(*reception.octets, reception.source, peer->xtr, peer->address, peer->port);
        }
        const auto itr = m_port->GetNode()->GetObject<LispItr>();
        if (itr && !NamesThis(record))
        {
            itr->Renew(*eid);
        }
    }
    return isTold;
}

bool
LispNatRtr::NamesThis(const LispMappingRecord& record) const
{
    return std::any_of(record.locators.begin(), record.locators.end(), [this](const auto& locator) {
        const auto rloc = GetEtrAddress(locator);
        return rloc && m_rtr->IsLocalRloc(*rloc);
    });
}

void
LispNatRtr::OnLearned(const LispMappingRecord& record, const NetworkAddress&)
{
    const auto eid = record.GetEidPrefix();
    const auto* peer = eid ? m_peers->FindPrefix(*eid, Simulator::Now().GetTimeStep()) : nullptr;
    if (!peer || record.locators.empty() || NamesThis(record))
    {
        return;
    }
    const auto address = peer->address;
    m_peers->Remove(*eid);
    m_peerTrace(*eid, address, 0);
    m_rtr->MappingChanged(*eid);
}

// ---- by itself ---------------------------------------------------------------------------------

void
LispNatRtr::Answer(const LispReception& reception, const LispInfoMessage& request)
{
    if (!request.eid.GetEidPrefix())
    {
        m_port->Drop(LispControlDrop::BAD_EID, reception.source, "info-request");
        return;
    }
    const bool isKnown = m_peers->HasEndpoint(reception.source,
                                              reception.sourcePort,
                                              Simulator::Now().GetTimeStep());
    LispNatTraversal nat;
    nat.mapServerPort = LISP_CONTROL_PORT;
    nat.etrPort = reception.sourcePort;
    nat.globalEtr = reception.source;
    nat.mapServer = reception.destination;
    LispInfoMessage reply;
    reply.reply = true;
    reply.nonce = request.nonce;
    reply.ttl = isKnown ? 1 : 0;
    reply.eid = request.eid;
    reply.nat = LispLcaf{nat};
    SendOverData(EncodeLispMessage(reply),
                 reception.destination,
                 reception.source,
                 reception.source,
                 reception.sourcePort);
}

void
LispNatRtr::SendOverData(const std::vector<uint8_t>& octets,
                         const NetworkAddress& source,
                         const NetworkAddress& destination,
                         const NetworkAddress& address,
                         uint16_t port)
{
    if (source.GetFamily() != AddressFamily::IPV4 || destination.GetFamily() != AddressFamily::IPV4)
    {
        m_port->Drop(LispControlDrop::NO_ROUTE, address, "a NAT translates IPv4 only");
        return;
    }
    constexpr std::size_t headers = 20 + 8 + 8 + 20 + 8; // outer, of LISP, inner: RFC 9300 5.1
    if (octets.size() + headers > 0xffff)
    {
        m_port->Drop(LispControlDrop::TOO_LONG, address, "control message as data");
        return;
    }
    constexpr uint8_t udpProtocol = 17; // RFC 768
    constexpr uint8_t ttl = 64;         // RFC 1700; of the inner header, which is not forwarded
    const auto packet = Create<Packet>(octets.data(), octets.size());
    UdpHeader udp;
    udp.SetSourcePort(LISP_CONTROL_PORT);
    udp.SetDestinationPort(LISP_CONTROL_PORT);
    udp.EnableChecksums();
    udp.InitializeChecksum(source.ToAddress(), destination.ToAddress(), udpProtocol);
    packet->AddHeader(udp);
    Ipv4Header header;
    header.SetSource(source.ToIpv4());
    header.SetDestination(destination.ToIpv4());
    header.SetProtocol(udpProtocol);
    header.SetPayloadSize(packet->GetSize());
    header.SetTtl(ttl);
    header.EnableChecksum();
    packet->AddHeader(header);
    PointerValue encapsulator;
    m_rtr->GetAttribute("Encapsulator", encapsulator);
    encapsulator.Get<LispEncapsulator>()->SendTo(packet, LISP_CONTROL_INSTANCE, address, port);
}

} // namespace ns3
