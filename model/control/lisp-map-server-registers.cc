/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * @brief What a Map-Server makes of Map-Register messages, and whom it tells.
 */

#include "lisp-map-server.h"

#include "ns3/explicit-path.h"
#include "ns3/lisp-authentication.h"
#include "ns3/lisp-map-version.h"

#include <algorithm>
#include <set>

namespace ns3
{

namespace
{

/// @param site a site @return a key to sign with for it, if an xTR's own is not known
LispKey
GetFirstKey(const LispSite& site)
{
    const auto& [keyId, siteKey] = *site.keys.begin();
    LispKey key;
    key.secret = siteKey.secret;
    key.keyId = keyId;
    if (siteKey.algorithm != LispAlgorithm::NONE)
    {
        key.algorithm = siteKey.algorithm;
    }
    return key;
}

} // namespace

const LispSite*
LispMapServer::Authenticate(const LispReception& reception,
                            const LispAuthenticationField& authentication,
                            const LispSite& owner)
{
    std::vector<const LispSite*> candidates{&owner};
    candidates.insert(candidates.end(), owner.guests.begin(), owner.guests.end());
    auto reason = LispControlDrop::UNKNOWN_KEY;
    for (const auto* site : candidates)
    {
        const auto key = site->keys.find(authentication.keyId);
        if (key == site->keys.end())
        {
            continue;
        }
        const auto algorithm = authentication.algorithm;
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
    m_port->Drop(reason,
                 reception.source,
                 std::string(LispControlStatistics::GetTypeName(*reception.message)) +
                     " for site " + owner.name);
    return nullptr;
}

void
LispMapServer::ReceiveRegister(const LispReception& reception, const LispMapRegister& message)
{
    const auto first =
        message.records.empty() ? std::nullopt : message.records.front().GetEidPrefix();
    if (!first)
    {
        m_port->Drop(LispControlDrop::BAD_EID, reception.source, "map-register");
        return;
    }
    const auto refuse = [&](const EidPrefix& eid) { m_refusedTrace(eid, reception.source); };
    const auto* entry = m_sites.FindForRegistration(*first);
    if (!entry)
    {
        m_port->Drop(LispControlDrop::EID_NOT_ALLOWED, reception.source, first->ToString());
        refuse(*first);
        return;
    }
    const auto* signer = Authenticate(reception, message.authentication, entry->site);
    if (!signer)
    {
        refuse(*first);
        return;
    }

    Peer peer;
    peer.xtr = {message.xtrId, reception.source};
    peer.address = reception.source;
    peer.key.secret = signer->keys.at(message.authentication.keyId).secret;
    peer.key.algorithm = message.authentication.algorithm;
    peer.key.keyId = message.authentication.keyId;
    peer.key.layout =
        message.authentication.data.size() >= 20 ? LispKey::RFC6830 : LispKey::RFC9301;
    switch (m_replay.Check(peer.xtr, peer.key.keyId, message.nonce))
    {
    case LispReplayGuard::REPEAT:
        Acknowledge(reception, message, AnswerRepeat(message), peer);
        return;
    case LispReplayGuard::REPLAY:
        m_port->Drop(LispControlDrop::REPLAYED_NONCE, reception.source, first->ToString());
        refuse(*first);
        return;
    case LispReplayGuard::FULL:
        m_port->Drop(LispControlDrop::TABLE_FULL, reception.source, "map-register");
        return;
    case LispReplayGuard::FRESH:
        break;
    }
    Remember(peer, message);

    std::vector<LispMappingRecord> taken;
    for (const auto& record : message.records)
    {
        const auto eid = record.GetEidPrefix();
        const auto* owner = eid ? m_sites.FindForRegistration(*eid) : nullptr;
        const bool allowed =
            owner && (&owner->site == signer ||
                      std::count(owner->site.guests.begin(), owner->site.guests.end(), signer) > 0);
        if (!allowed)
        {
            m_port->Drop(LispControlDrop::EID_NOT_ALLOWED,
                         reception.source,
                         record.eid.ToPrefixString(record.maskLength));
            refuse(eid.value_or(EidPrefix()));
            continue;
        }
        // Who merges is told of others, not that the EID has left.
        if (!message.merge && IsStale(peer, record))
        {
            m_port->Drop(LispControlDrop::STALE_REGISTER, reception.source, eid->ToString());
            continue;
        }
        if (HasNewer(peer, record))
        {
            m_port->Drop(LispControlDrop::OLD_MAP_VERSION, reception.source, eid->ToString());
            continue;
        }
        const auto result =
            m_registrations.Register(message, record, reception.source, Simulator::Now());
        if (result.outcome == LispRegisterOutcome::FULL)
        {
            m_port->Drop(LispControlDrop::TABLE_FULL, reception.source, eid->ToString());
            continue;
        }
        // What this xTR was to be told of the EID is out of date now.
        m_notifyQueue.Cancel(*eid, peer.address);
        m_registrationTrace(result, reception.source);
        TellOthers(result, &peer);
        taken.push_back(message.merge && result.registration ? result.registration->GetRecord()
                                                             : record);
    }
    ArmExpiry();
    if (!taken.empty())
    {
        Acknowledge(reception, message, std::move(taken), peer);
    }
}

void
LispMapServer::Remember(const Peer& peer, const LispMapRegister& message)
{
    std::set<NetworkAddress> addresses{peer.address};
    for (const auto& record : message.records)
    {
        for (const auto& locator : record.locators)
        {
            const auto address = GetEtrAddress(locator);
            if (locator.local && address)
            {
                addresses.insert(*address);
            }
        }
    }
    for (const auto& address : addresses)
    {
        const auto known = m_peers.find(address);
        if (known != m_peers.end())
        {
            known->second = peer;
        }
        else if (m_peers.size() < m_maxPeers)
        {
            m_peers.emplace(address, peer);
        }
    }
}

bool
LispMapServer::FindXtr(const NetworkAddress& rloc, NetworkAddress& address, LispKey& key) const
{
    const auto peer = m_peers.find(rloc);
    if (peer == m_peers.end())
    {
        return false;
    }
    address = peer->second.address;
    key = peer->second.key;
    return true;
}

bool
LispMapServer::IsStale(const Peer& peer, const LispMappingRecord& record) const
{
    const auto since = m_notifyQueue.GetPendingSince(*record.GetEidPrefix(), peer.address);
    return record.ttl != 0 && since && Simulator::Now() < *since + m_notifyInterval;
}

std::vector<LispMappingRecord>
LispMapServer::AnswerRepeat(const LispMapRegister& message) const
{
    std::vector<LispMappingRecord> records = message.records;
    for (auto& record : records)
    {
        const auto eid = record.GetEidPrefix();
        const auto* registration = message.merge && eid ? m_registrations.Find(*eid) : nullptr;
        record = registration ? registration->GetRecord() : record;
    }
    return records;
}

bool
LispMapServer::HasNewer(const Peer& peer, const LispMappingRecord& record) const
{
    const auto* registration = m_registrations.Find(*record.GetEidPrefix());
    const auto isNewer = [&](const LispRegistrant& registrant) {
        return registrant.xtr == peer.xtr &&
               IsNewerMapVersion(registrant.record.mapVersion, record.mapVersion);
    };
    return record.ttl != 0 && registration &&
           std::any_of(registration->registrants.begin(), registration->registrants.end(), isNewer);
}

void
LispMapServer::Acknowledge(const LispReception& reception,
                           const LispMapRegister& message,
                           std::vector<LispMappingRecord> records,
                           const Peer& peer)
{
    if (!message.wantMapNotify)
    {
        return;
    }
    LispMapNotify notify;
    notify.nonce = message.nonce;
    notify.authentication = peer.key.MakeField();
    notify.records = std::move(records);
    notify.xtrId = message.xtrId;
    // To port 4342, whatever the source port was (RFC 9301 section 8.2).
    m_port->SendOctets(notify,
                       EncodeSignedLispMessage(notify, peer.key.secret),
                       {reception.source, reception.destination, LISP_CONTROL_PORT});
}

void
LispMapServer::TellOthers(const LispRegisterResult& result, const Peer* sender)
{
    if (!m_notifyFormer || result.outcome == LispRegisterOutcome::REFRESHED)
    {
        return;
    }
    std::vector<NetworkAddress> rlocs;
    LispMappingRecord record;
    if (result.registration)
    {
        record = result.registration->GetRecord();
        rlocs = result.formerRlocs;
        // Those whose locators were merged learn of the whole set.
        for (const auto& registrant : result.registration->registrants)
        {
            if (registrant.merge)
            {
                rlocs.push_back(registrant.xtr.source);
            }
        }
        if (!result.formerRlocs.empty())
        {
            AddHomeXtrs(*result.registration, rlocs);
        }
    }
    else
    {
        // Packets go where a shorter prefix says again: its xTRs may have put the EID aside.
        const auto covering = m_registrations.Resolve(result.eid);
        if (!covering.match)
        {
            return;
        }
        record.SetEidPrefix(result.eid);
        record.ttl = 0;
        for (const auto& registrant : covering.match->registrants)
        {
            rlocs.push_back(registrant.xtr.source);
        }
    }
    // Once for each xTR, at the address that it registers from.
    std::set<NetworkAddress> told;
    for (const auto& rloc : rlocs)
    {
        const auto peer = m_peers.find(rloc);
        const auto& address = peer == m_peers.end() ? rloc : peer->second.address;
        const bool isSender =
            sender && (address == sender->address ||
                       (peer != m_peers.end() && peer->second.xtr == sender->xtr));
        if (!isSender && told.insert(address).second)
        {
            Notify(result.eid, record, address);
        }
    }
}

void
LispMapServer::AddHomeXtrs(const LispRegistration& registration,
                           std::vector<NetworkAddress>& rlocs) const
{
    const auto here = registration.GetRlocs();
    m_registrations.GetEntries().ForEachCovering(
        registration.prefix,
        [&](const LispRegistration& covering) {
            for (const auto& registrant : covering.registrants)
            {
                const auto& source = registrant.xtr.source;
                if (&covering != &registration &&
                    std::find(here.begin(), here.end(), source) != here.end())
                {
                    rlocs.push_back(source);
                }
            }
        });
}

void
LispMapServer::Notify(const EidPrefix& eid,
                      const LispMappingRecord& record,
                      const NetworkAddress& rloc)
{
    const auto peer = m_peers.find(rloc);
    const auto* entry = m_sites.Find(eid);
    if (peer == m_peers.end() && !entry)
    {
        return;
    }
    LispMapNotify message;
    message.nonce = MakeNonce();
    message.records = {record};
    const auto key = peer == m_peers.end() ? GetFirstKey(entry->site) : peer->second.key;
    if (m_notifyQueue.Send(m_port, eid, message, key, {rloc, NetworkAddress(), LISP_CONTROL_PORT}))
    {
        m_notifiedTrace(eid, rloc);
    }
    else
    {
        m_port->Drop(LispControlDrop::TABLE_FULL, rloc, "map-notify about " + eid.ToString());
    }
}

} // namespace ns3
