/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * @brief What the multicast part of a Map-Server makes of Map-Register messages.
 */

#include "lisp-multicast-server.h"

#include "ns3/lisp-authentication.h"

#include <algorithm>

namespace ns3
{

bool
LispMulticastServer::IsAdmitted(const std::string& site, const MulticastEid& eid) const
{
    return m_admittedSites.count(site) != 0 ||
           std::any_of(m_admitted.begin(), m_admitted.end(), [&](const auto& admitted) {
               return admitted.first == site && admitted.second.Covers(eid);
           });
}

const LispSite*
LispMulticastServer::Authenticate(const LispReception& reception,
                                  const LispMapRegister& message,
                                  const MulticastEid& eid)
{
    // The site that a router has signed for before comes first, so that one MAC is enough.
    std::vector<std::string> names;
    if (const auto known = m_peers.find(reception.source); known != m_peers.end())
    {
        names.push_back(known->second.site);
    }
    names.insert(names.end(), m_admittedSites.begin(), m_admittedSites.end());
    for (const auto& [name, range] : m_admitted)
    {
        if (range.Covers(eid) && std::count(names.begin(), names.end(), name) == 0)
        {
            names.push_back(name);
        }
    }
    auto reason = names.empty() ? LispControlDrop::EID_NOT_ALLOWED : LispControlDrop::UNKNOWN_KEY;
    for (const auto& name : names)
    {
        const auto* site = m_server->GetSites().FindSite(name);
        const auto key = site ? site->keys.find(message.authentication.keyId)
                              : std::map<uint8_t, LispSiteKey>::const_iterator();
        if (!site || key == site->keys.end())
        {
            continue;
        }
        const auto algorithm = message.authentication.algorithm;
        const auto wanted = key->second.algorithm;
        if (algorithm == LispAlgorithm::NONE ||
            (wanted != LispAlgorithm::NONE && wanted != algorithm))
        {
            reason = LispControlDrop::NOT_SIGNED;
            continue;
        }
        if (VerifyLispMessage(reception.octets->data(),
                              reception.octets->size(),
                              *reception.decoded,
                              key->second.secret) == LispAuthenticationResult::VALID)
        {
            return site;
        }
        reason = LispControlDrop::BAD_SIGNATURE;
    }
    m_port->Drop(reason, reception.source, "map-register for " + eid.ToString());
    return nullptr;
}

void
LispMulticastServer::ReceiveRegister(const LispReception& reception, const LispMapRegister& message)
{
    const auto first = *MulticastEid::FromLispAddress(message.records.front().eid);
    const auto* site = Authenticate(reception, message, first);
    if (!site)
    {
        m_refusedTrace(first, reception.source);
        return;
    }
    Peer peer;
    peer.site = site->name;
    peer.key.secret = site->keys.at(message.authentication.keyId).secret;
    peer.key.algorithm = message.authentication.algorithm;
    peer.key.keyId = message.authentication.keyId;
    peer.key.layout =
        message.authentication.data.size() >= 20 ? LispKey::RFC6830 : LispKey::RFC9301;
    const LispXtrIdentity xtr{message.xtrId, reception.source};
    switch (m_replay.Check(xtr, peer.key.keyId, message.nonce))
    {
    case LispReplayGuard::REPEAT:
        Acknowledge(reception, message, peer);
        return;
    case LispReplayGuard::REPLAY:
        m_port->Drop(LispControlDrop::REPLAYED_NONCE, reception.source, first.ToString());
        m_refusedTrace(first, reception.source);
        return;
    case LispReplayGuard::FULL:
        m_port->Drop(LispControlDrop::TABLE_FULL, reception.source, "map-register");
        return;
    case LispReplayGuard::FRESH:
        break;
    }
    if (m_peers.size() < m_maxEntries || m_peers.count(reception.source) != 0)
    {
        m_peers[reception.source] = peer;
    }
    for (const auto& record : message.records)
    {
        const auto eid = MulticastEid::FromLispAddress(record.eid);
        if (!eid || !IsAdmitted(site->name, *eid))
        {
            m_port->Drop(eid ? LispControlDrop::EID_NOT_ALLOWED : LispControlDrop::BAD_EID,
                         reception.source,
                         record.eid.ToString());
            if (eid)
            {
                m_refusedTrace(*eid, reception.source);
            }
            continue;
        }
        auto hops =
            record.ttl == 0 ? std::vector<ReplicationHop>() : ReadRegisteredReplication(record);
        if (hops.empty() && record.ttl != 0 && !record.locators.empty())
        {
            m_port->Drop(LispControlDrop::REPLY_BAD_LOCATOR, reception.source, eid->ToString());
            continue;
        }
        switch (m_registrations.Register(*eid, xtr, std::move(hops), record.ttl, Simulator::Now()))
        {
        case MulticastRegistrations::Outcome::FULL:
            m_port->Drop(LispControlDrop::TABLE_FULL, reception.source, eid->ToString());
            break;
        case MulticastRegistrations::Outcome::CHANGED:
            m_registrationTrace(*eid, m_registrations.GetCount(*eid), reception.source);
            Tell(*eid);
            break;
        case MulticastRegistrations::Outcome::REFRESHED:
            break;
        }
        // One that registered again in time puts it off when it comes.
        if (!m_deadlines.Get(*eid) && m_registrations.GetCount(*eid) > 0)
        {
            m_deadlines.Set(*eid, m_registrations.GetExpiry(*eid));
        }
    }
    Acknowledge(reception, message, peer);
}

void
LispMulticastServer::Acknowledge(const LispReception& reception,
                                 const LispMapRegister& message,
                                 const Peer& peer)
{
    if (!message.wantMapNotify)
    {
        return;
    }
    LispMapNotify notify;
    notify.nonce = message.nonce;
    notify.records = message.records;
    notify.xtrId = message.xtrId;
    notify.authentication = peer.key.MakeField();
    m_port->SendOctets(notify,
                       EncodeSignedLispMessage(notify, peer.key.secret),
                       {reception.source, NetworkAddress(), reception.sourcePort});
}

} // namespace ns3
