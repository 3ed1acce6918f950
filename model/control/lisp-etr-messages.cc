/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * @brief What an ETR answers to Map-Requests, and what it makes of Map-Notify messages.
 */

#include "lisp-etr.h"

#include "ns3/explicit-path.h"
#include "ns3/lisp-authentication.h"
#include "ns3/lisp-map-cache.h"
#include "ns3/lisp-xtr.h"

#include <algorithm>

namespace ns3
{

namespace
{

/// Nonces of unsolicited Map-Notify messages that are remembered.
constexpr std::size_t MAX_TOLD = 256;

} // namespace

bool
LispEtr::Receive(const LispReception& reception)
{
    if (const auto* notify = std::get_if<LispMapNotify>(reception.message))
    {
        ReceiveNotify(reception, *notify);
        return true;
    }
    const auto* request = std::get_if<LispMapRequest>(reception.message);
    if (request && !request->smr)
    {
        ReceiveRequest(reception, *request);
        return true;
    }
    return false;
}

void
LispEtr::ReceiveRequest(const LispReception& reception, const LispMapRequest& request)
{
    for (const auto& record : request.requests)
    {
        const auto asked = record.GetEidPrefix();
        if (!asked)
        {
            m_port->Drop(LispControlDrop::BAD_EID, reception.source, record.eid.ToString());
            continue;
        }
        auto answer = MakeAnswer(*asked);
        // A probe asks for the locator first of all: without a mapping it is answered all the same
        // (RFC 9301 section 7.1: the answer "SHOULD contain" one).
        if (answer.empty() && !request.probe)
        {
            m_port->Drop(LispControlDrop::NOT_MY_EID, reception.source, asked->ToString());
            continue;
        }
        if (request.probe && !answer.empty())
        {
            for (auto& locator : answer.front().locators)
            {
                locator.probed = GetEtrAddress(locator) == reception.destination;
            }
        }
        if (!request.dontReply &&
            m_replier.Send(*m_port, reception, request, *asked, std::move(answer)))
        {
            m_answeredTrace(*asked, reception.source);
            for (const auto& itr : request.itrRlocs)
            {
                if (const auto rloc = itr.GetNetworkAddress())
                {
                    m_smrSender.Answered(*rloc, *asked);
                }
            }
        }
    }
}

std::vector<LispMappingRecord>
LispEtr::MakeAnswer(const EidPrefix& asked) const
{
    const auto& entries = m_xtr->GetEidDatabase().GetEntries();
    const EidDatabaseEntry* match = nullptr;
    entries.ForEachCovering(asked, [&match](const EidDatabaseEntry& entry) {
        // A host that nobody has seen is covered by the configured prefix that its subnet is or
        // lies in.
        match = entry.kind == EidKind::DYNAMIC && !entry.isCovering ? match : &entry;
    });
    if (!match || (!match->IsHere() && !match->isCovering))
    {
        return {};
    }
    std::vector<LispMappingRecord> records = {MakeRecord(match->prefix)};
    AddMerged(match->prefix, records.front().locators);
    // What lies inside the prefix and is registered by itself comes with it (section 5.5). Of
    // hosts that are away this router has no mapping: the ITR is to ask for these.
    entries.ForEachCovered(match->prefix, [this, match, &records](const EidDatabaseEntry& entry) {
        if (&entry == match || (entry.kind == EidKind::DYNAMIC && !entry.isCovering))
        {
            return true;
        }
        if (entry.kind == EidKind::AWAY)
        {
            records.push_back(
                LispMapReplier::MakeNegative(entry.prefix, m_ttl, LispAction::SEND_MAP_REQUEST));
            records.back().authoritative = true;
        }
        else
        {
            records.push_back(MakeRecord(entry.prefix));
        }
        return records.size() <= LispMapReplier::MAX_MORE_SPECIFICS + 1;
    });
    LispMapReplier::FitMoreSpecifics(records, asked, *m_port);
    return records;
}

void
LispEtr::ReceiveNotify(const LispReception& reception, const LispMapNotify& notify)
{
    if (reception.destination.IsMulticast())
    {
        ReceiveSiteNotify(reception, notify);
        return;
    }
    const auto confirmed = m_registrar.Confirm(reception, notify);
    switch (confirmed.kind)
    {
    case LispRegistrar::Confirmation::CONFIRMED:
        OnConfirmed(confirmed, reception, notify);
        return;
    case LispRegistrar::Confirmation::REPEATED:
        return;
    case LispRegistrar::Confirmation::BAD:
        m_port->Drop(LispControlDrop::BAD_SIGNATURE, reception.source, "map-notify");
        return;
    case LispRegistrar::Confirmation::UNKNOWN:
        break;
    }
    const auto* server = FindSigner(reception, notify);
    if (!server)
    {
        return;
    }
    LispMapNotifyAck ack;
    static_cast<LispMapNotify&>(ack) = notify;
    const auto octets = EncodeSignedLispMessage(ack, server->key.secret);
    if (!m_relay || !m_relay(octets, *server))
    {
        m_port->SendOctets(ack,
                           octets,
                           {reception.source, reception.destination, LISP_CONTROL_PORT});
    }
    // A repetition is acknowledged again, but what it says may be out of date by now.
    if (std::count(m_told.begin(), m_told.end(), notify.nonce) > 0)
    {
        return;
    }
    m_told.push_back(notify.nonce);
    if (m_told.size() > MAX_TOLD)
    {
        m_told.pop_front();
    }
    for (const auto& record : notify.records)
    {
        Believe(record, reception.source);
    }
}

const LispRegistrar::MapServer*
LispEtr::FindSigner(const LispReception& reception, const LispMapNotify& notify)
{
    if (notify.authentication.algorithm == LispAlgorithm::NONE)
    {
        m_port->Drop(LispControlDrop::NOT_SIGNED, reception.source, "map-notify");
        return nullptr;
    }
    // A Map-Server may have further addresses, so each secret is tried.
    for (const auto& server : m_registrar.GetMapServers())
    {
        if (VerifyLispMessage(reception.octets->data(),
                              reception.octets->size(),
                              *reception.decoded,
                              server.key.secret) == LispAuthenticationResult::VALID)
        {
            return &server;
        }
    }
    m_port->Drop(LispControlDrop::BAD_SIGNATURE, reception.source, "map-notify");
    return nullptr;
}

void
LispEtr::OnConfirmed(const LispRegistrar::Confirmation& confirmed,
                     const LispReception& reception,
                     const LispMapNotify& notify)
{
    if (confirmed.merge && !notify.records.empty())
    {
        SetMerged(confirmed.eid, notify.records.front());
    }
    if (confirmed.isNew)
    {
        m_registeredTrace(confirmed.eid, reception.source);
        if (m_toSolicit.erase(confirmed.eid) != 0 || m_solicitOnChange)
        {
            SolicitPeers(confirmed.eid);
            for (const auto& hop : m_changedHops[confirmed.eid])
            {
                Solicit(hop, confirmed.eid);
            }
        }
        m_changedHops.erase(confirmed.eid);
    }
}

void
LispEtr::Believe(const LispMappingRecord& record, const NetworkAddress& mapServer)
{
    const auto eid = record.GetEidPrefix();
    if (!eid)
    {
        m_port->Drop(LispControlDrop::BAD_EID, mapServer, record.eid.ToString());
        return;
    }
    auto& database = m_xtr->GetEidDatabase();
    const auto* entry = database.Find(*eid);
    const bool hasOwn = std::any_of(record.locators.begin(),
                                    record.locators.end(),
                                    [this](const LispLocator& locator) {
                                        const auto rloc = GetEtrAddress(locator);
                                        return rloc && m_xtr->IsLocalRloc(*rloc);
                                    });
    m_notifiedTrace(record, mapServer);
    if (record.ttl == 0 || record.locators.empty())
    {
        // Registered nowhere any more: covered by our prefix again.
        if (entry && entry->kind == EidKind::AWAY)
        {
            database.Remove(*eid);
            m_xtr->MappingChanged(*eid);
        }
    }
    else if (hasOwn || IsThisSide(*eid, record))
    {
        if (entry && entry->IsConfigured())
        {
            SetMerged(*eid, record);
        }
        else if (entry && entry->kind == EidKind::AWAY && !entry->IsExtended())
        {
            // It came home, and another xTR of the site has seen it.
            database.Remove(*eid);
            m_xtr->GetMapCache().Erase(*eid);
            m_xtr->MappingChanged(*eid);
        }
    }
    else if (entry && IsOutdated(*entry, record))
    {
        m_port->Drop(LispControlDrop::NOTIFY_STALE, mapServer, eid->ToString());
        // The Map-Server is to know better.
        if (entry->kind == EidKind::DISCOVERED)
        {
            Register(*eid);
        }
    }
    else if (MakeAway(*eid, record))
    {
        // What is cached may be from before the Map-Server knew.
        m_xtr->GetMapCache().Erase(*eid);
        m_xtr->MappingChanged(*eid);
    }
}

} // namespace ns3
