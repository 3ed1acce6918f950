/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * @brief What signals do with each packet, what they hear beside, and what they have counted.
 */

#include "lisp-signals.h"

#include "ns3/eid-database.h"
#include "ns3/lisp-data-header.h"
#include "ns3/lisp-map-cache.h"
#include "ns3/lisp-map-version.h"
#include "ns3/lisp-mapping-record.h"
#include "ns3/lisp-text-table.h"
#include "ns3/lisp-xtr.h"

#include <string>

namespace ns3
{

void
LispSignals::Write(LispDataHeader& header, const Outgoing& packet)
{
    if (m_wantsVersions || m_wantsStatusBits)
    {
        const EidDatabaseEntry* source =
            m_xtr->GetEidDatabase().Lookup(packet.instanceId, packet.sourceEid);
        if (m_wantsVersions)
        {
            m_versions.Write(header, packet, source);
        }
        if (m_wantsStatusBits && source)
        {
            m_statusBits.Write(header, *source);
            m_statusSent += header.HasLocatorStatusBits();
        }
    }
    if (m_wantsEchoNonce)
    {
        m_echoNonce.Write(header, packet);
    }
}

LispDropReason
LispSignals::Read(const LispDataHeader& header, const Incoming& packet)
{
    const LispMapCacheEntry* sender = m_xtr->PeekMapping(packet.instanceId, packet.sourceEid);
    // Kept, since what is heard may have the entry go, by who listens to a trace.
    const Ptr<const LocatorSet> locators = sender ? sender->locators : nullptr;
    const uint16_t cached = sender ? sender->mapVersion : LISP_NULL_MAP_VERSION;
    const LocatorSet::Locator* locator = locators ? locators->Find(packet.sourceRloc) : nullptr;
    if (m_wantsVersions && header.HasMapVersions())
    {
        const LispDropReason reason = m_versions.Read(header, packet, locator ? sender : nullptr);
        if (reason != LispDropReason::NONE)
        {
            return reason;
        }
    }
    if (!locator)
    {
        const bool isSaid = (m_wantsStatusBits && header.HasLocatorStatusBits()) ||
                            (m_wantsEchoNonce && header.HasNonce());
        m_ignored.unknownSender += isSaid;
        return LispDropReason::NONE;
    }
    if (m_wantsStatusBits && header.HasLocatorStatusBits())
    {
        const uint16_t version = header.GetSourceMapVersion();
        if (version != LISP_NULL_MAP_VERSION && cached != LISP_NULL_MAP_VERSION &&
            version != cached)
        {
            ++m_ignored.otherVersion;
        }
        else
        {
            m_statusBits.Read(header, *locators);
        }
    }
    if (m_wantsEchoNonce)
    {
        m_echoNonce.Read(header, packet, locator->id);
    }
    return LispDropReason::NONE;
}

void
LispSignals::OnUnderlayChanged()
{
    m_statusBits.Changed();
}

void
LispSignals::RlocForgotten(uint32_t id)
{
    m_echoNonce.Forget(id);
}

void
LispSignals::OnRoundTrip(const NetworkAddress& rloc, Time, Time)
{
    ConfirmReachable(rloc);
}

void
LispSignals::OnOwnMappingChanged(const EidPrefix&)
{
    m_statusBits.Changed();
}

void
LispSignals::OnMappingLearned(const LispMappingRecord& record, const NetworkAddress&)
{
    for (const auto& locator : record.locators)
    {
        if (const auto address = locator.GetNetworkAddress())
        {
            m_statusBits.Forget(*address);
        }
    }
}

void
LispSignals::ConfirmReachable(const NetworkAddress& rloc)
{
    const RlocTable::Id id = m_xtr ? m_xtr->GetRlocTable().Find(rloc) : RlocTable::NONE;
    if (id != RlocTable::NONE)
    {
        m_echoNonce.Confirm(id);
    }
}

void
LispSignals::TellLocator(RlocTable::Id id, RlocDownCause cause, bool up)
{
    const NetworkAddress rloc = m_xtr->GetRlocTable().GetAddress(id);
    (up ? m_upTrace : m_downTrace)(rloc, cause);
}

// ---- counters -----------------------------------------------------------------------------------

const LispEchoNonce::Statistics&
LispSignals::GetEchoNonceStatistics() const
{
    return m_echoNonce.GetStatistics();
}

const LispMapVersioning::Statistics&
LispSignals::GetMapVersionStatistics() const
{
    return m_versions.GetStatistics();
}

const LispSignals::Ignored&
LispSignals::GetIgnored() const
{
    return m_ignored;
}

uint64_t
LispSignals::GetStatusBitsSent() const
{
    return m_statusSent;
}

uint64_t
LispSignals::GetStatusChanges() const
{
    return m_statusChanges;
}

void
LispSignals::Print(std::ostream& os) const
{
    const auto& nonces = m_echoNonce.GetStatistics();
    const auto& versions = m_versions.GetStatistics();
    LispTextTable table({"LISP signals in data headers", ">count"});
    const auto add = [&table](const char* name, uint64_t count) {
        if (count > 0)
        {
            table.AddRow({std::string("  ") + name, std::to_string(count)});
        }
    };
    add("map-versions sent", versions.sent);
    add("map-versions received", versions.received);
    add("of a sender with an old mapping", versions.stale);
    add("senders solicited", versions.solicited);
    add("senders not solicited: too many", versions.full);
    add("newer than the cached mapping", versions.newer);
    add("status bits sent", m_statusSent);
    add("locators changed by status bits", m_statusChanges);
    add("status bits of another map-version", m_ignored.otherVersion);
    add("requests for an echo", nonces.requests);
    add("echoes received", nonces.echoes);
    add("locators down for want of an echo", nonces.unanswered);
    add("requests that ended in silence", nonces.inconclusive);
    add("echoes sent", nonces.sent);
    add("nonces that were not asked for", nonces.unknown);
    add("signals of an unknown sender", m_ignored.unknownSender);
    table.Print(os);
}

} // namespace ns3
