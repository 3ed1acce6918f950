/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * @brief What a Map-Server tells tunnel routers of the NAT before them (sections of
 * draft-ermagan-lisp-nat-traversal-19).
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
    // Signed as a Map-Register of the EID-prefix is (sections 4.1 and 5.2): by a key of its site,
    // or of one whose ETRs may have hosts of it as guests.
    const auto* signer = Authenticate(reception, request.authentication, entry->site);
    if (!signer)
    {
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
    const auto& secret = signer->keys.at(request.authentication.keyId).secret;
    m_port->SendOctets(reply,
                       EncodeSignedLispMessage(reply, secret),
                       {reception.source, reception.destination, reception.sourcePort});
}

} // namespace ns3
