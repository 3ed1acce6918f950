/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * @brief What a Map-Server tells tunnel routers of the NAT before them.
 */

#include "lisp-map-server.h"

#include "ns3/lisp-authentication.h"
#include "ns3/lisp-lcaf.h"

#include <stdexcept>

namespace ns3
{

void
LispMapServer::AddRtr(const NetworkAddress& rloc)
{
    if ((rloc.GetFamily() != AddressFamily::IPV4 && rloc.GetFamily() != AddressFamily::IPV6) ||
        rloc.IsMulticast())
    {
        throw std::invalid_argument("RTR '" + rloc.ToString() +
                                    "' is no unicast IPv4 or IPv6 address");
    }
    m_rtrs.emplace_back(rloc);
}

void
LispMapServer::ReceiveInfo(const LispReception& reception, const LispInfoMessage& request)
{
    const auto eid = request.eid.GetEidPrefix();
    const auto* entry = eid ? m_sites.FindForRegistration(*eid) : nullptr;
    if (!entry)
    {
        m_port->Drop(eid ? LispControlDrop::EID_NOT_ALLOWED : LispControlDrop::BAD_EID,
                     reception.source,
                     "info-request");
        return;
    }
    const auto key = entry->site.keys.find(request.authentication.keyId);
    const auto refuse = [&](LispControlDrop reason) {
        m_port->Drop(reason, reception.source, "info-request for site " + entry->site.name);
    };
    if (key == entry->site.keys.end())
    {
        refuse(LispControlDrop::UNKNOWN_KEY);
        return;
    }
    const auto wanted = key->second.algorithm;
    if (request.authentication.algorithm == LispAlgorithm::NONE ||
        (wanted != LispAlgorithm::NONE && wanted != request.authentication.algorithm))
    {
        refuse(LispControlDrop::NOT_SIGNED);
        return;
    }
    if (VerifyLispMessage(reception.octets->data(),
                          reception.octets->size(),
                          *reception.decoded,
                          key->second.secret) != LispAuthenticationResult::VALID)
    {
        refuse(LispControlDrop::BAD_SIGNATURE);
        return;
    }
    LispNatTraversal nat;
    nat.mapServerPort = LISP_CONTROL_PORT;
    nat.etrPort = reception.sourcePort;
    nat.globalEtr = reception.source;
    nat.mapServer = reception.destination;
    nat.rtrs = m_rtrs;
    LispInfoMessage reply;
    reply.reply = true;
    reply.nonce = request.nonce;
    reply.ttl = m_infoTtl;
    reply.eid = request.eid;
    reply.nat = LispLcaf{nat};
    reply.authentication = LispAuthenticationField::For(request.authentication.algorithm,
                                                        request.authentication.keyId);
    m_port->SendOctets(reply,
                       EncodeSignedLispMessage(reply, key->second.secret),
                       {reception.source, reception.destination, reception.sourcePort});
}

} // namespace ns3
