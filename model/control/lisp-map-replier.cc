/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "lisp-map-replier.h"

#include "ns3/simulator.h"

namespace ns3
{

LispMapReplier::LispMapReplier(const Time& interval)
    : m_interval(interval)
{
}

bool
LispMapReplier::Send(LispControlPort& port,
                     const LispReception& reception,
                     const LispMapRequest& request,
                     const EidPrefix& asked,
                     std::vector<LispMappingRecord> records)
{
    const auto rloc = port.ChooseItrRloc(request);
    if (!rloc)
    {
        port.Drop(LispControlDrop::NO_ITR_RLOC, reception.source, asked.ToString());
        return false;
    }
    const auto probed = request.probe ? reception.destination : NetworkAddress();
    if (!m_limit.Allow({*rloc, asked, probed}, Simulator::Now(), m_interval))
    {
        port.Drop(LispControlDrop::REPLY_RATE, *rloc, asked.ToString());
        return false;
    }
    LispMapReply reply;
    reply.probe = request.probe;
    reply.echoNonce = m_echoesNonces;
    reply.nonce = request.nonce;
    reply.records = std::move(records);

    LispControlPath path;
    path.destination = *rloc;
    path.destinationPort = reception.GetReplyPort();
    // From the address that was asked, where that can be: the asker knows it.
    if (reception.destination.GetFamily() == rloc->GetFamily() &&
        port.IsLocal(reception.destination))
    {
        path.source = reception.destination;
    }
    return port.Send(reply, path);
}

LispMappingRecord
LispMapReplier::MakeNegative(const EidPrefix& eid, uint32_t ttl, LispAction action)
{
    LispMappingRecord record;
    record.SetEidPrefix(eid);
    record.ttl = ttl;
    record.action = action;
    return record;
}

void
LispMapReplier::FitMoreSpecifics(std::vector<LispMappingRecord>& records,
                                 const EidPrefix& asked,
                                 const LispControlPort& port)
{
    bool fits = records.size() <= MAX_MORE_SPECIFICS + 1;
    if (fits && records.size() > 1)
    {
        LispMapReply reply;
        reply.records = records;
        fits = EncodeLispMessage(reply).size() <= port.GetMaxMessageSize(AddressFamily::IPV4);
    }
    if (!fits)
    {
        records.resize(1);
        records.front().SetEidPrefix(EidPrefix::Host(asked.GetAddress(), asked.GetInstanceId()));
    }
}

} // namespace ns3
