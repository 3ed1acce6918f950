/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "isis-pdu-format.h"
#include "otv-isis.h"

#include "ns3/ns3-compat.h"
#include "ns3/simulator.h"

#include <algorithm>
#include <iterator>

namespace ns3
{

namespace
{

/// Octets of a full TLV of LSP entries.
constexpr std::size_t ENTRIES_TLV = 2 + ISIS_ENTRIES_PER_TLV * isis::ENTRY_SIZE;

/// @param id of an LSP @return the next one
IsisLspId
GetNext(IsisLspId id)
{
    for (auto octet = id.rbegin(); octet != id.rend() && ++*octet == 0; ++octet)
    {
    }
    return id;
}

} // namespace

// ---- sending -----------------------------------------------------------------------------------

void
OtvIsis::SendToAll(const IsisOctets& pdu, uint64_t& count)
{
    if (!m_server.IsValid())
    {
        count++;
        m_user->SendPdu(pdu, NetworkAddress());
        return;
    }
    for (const auto& [id, neighbor] : m_neighbors)
    {
        if (neighbor.state == OtvAdjacencyState::UP)
        {
            count++;
            m_user->SendPdu(pdu, neighbor.address);
        }
    }
}

void
OtvIsis::SendLsp(const IsisLspId& id, const NetworkAddress& to)
{
    const auto* entry = m_database.Find(id);
    const uint16_t lifetime = entry ? OtvDatabase::GetLifetime(*entry, Simulator::Now()) : 0;
    if (lifetime == 0)
    {
        return;
    }
    auto octets = entry->octets;
    SetIsisLifetime(octets, lifetime);
    if (to.IsValid())
    {
        m_lspsSent++;
        m_user->SendPdu(octets, to);
    }
    else
    {
        SendToAll(octets, m_lspsSent);
    }
}

void
OtvIsis::SendCsnp(const NetworkAddress& to)
{
    const std::size_t most = (m_lspSize - isis::CSNP_HEADER) / ENTRIES_TLV * ISIS_ENTRIES_PER_TLV;
    IsisSequenceNumbers numbers;
    numbers.complete = true;
    std::copy(m_id.begin(), m_id.end(), numbers.source.begin());
    numbers.first.fill(0);
    const auto& all = m_database.GetAll();
    auto entry = all.begin();
    do
    {
        numbers.entries.clear();
        for (; entry != all.end() && numbers.entries.size() < most; ++entry)
        {
            numbers.entries.push_back(
                OtvDatabase::Describe(entry->first, entry->second, Simulator::Now()));
        }
        numbers.last.fill(0xff);
        if (entry != all.end())
        {
            numbers.last = numbers.entries.back().id;
        }
        const auto pdu = EncodeIsis(numbers);
        if (to.IsValid())
        {
            m_numbersSent++;
            m_user->SendPdu(pdu, to);
        }
        else
        {
            SendToAll(pdu, m_numbersSent);
        }
        numbers.first = GetNext(numbers.last);
    } while (entry != all.end());
}

void
OtvIsis::SendPeriodicCsnp()
{
    if (IsDesignated())
    {
        SendCsnp(NetworkAddress());
    }
    m_csnpEvent = Simulator::Schedule(m_csnpInterval, &OtvIsis::SendPeriodicCsnp, this);
}

// ---- our own LSPs ------------------------------------------------------------------------------

void
OtvIsis::Advertise(uint16_t vlan, const Mac48Address& mac)
{
    if (m_advertiser.Add(vlan, mac))
    {
        ScheduleGenerate();
    }
}

void
OtvIsis::Withdraw(uint16_t vlan, const Mac48Address& mac)
{
    if (m_advertiser.Remove(vlan, mac))
    {
        ScheduleGenerate();
    }
}

void
OtvIsis::WithdrawVlan(uint16_t vlan)
{
    if (m_advertiser.RemoveVlan(vlan))
    {
        ScheduleGenerate();
    }
}

void
OtvIsis::ScheduleGenerate()
{
    if (m_user && m_generateEvent.IsExpired())
    {
        const Time now = Simulator::Now();
        const Time at = m_generated.IsZero() ? now : std::max(now, m_generated + m_lspInterval);
        m_generateEvent = Simulator::Schedule(at - now, &OtvIsis::GenerateChanged, this);
    }
}

void
OtvIsis::GenerateChanged()
{
    m_generated = Simulator::Now();
    for (const uint8_t fragment : m_advertiser.TakeChanged())
    {
        Generate(fragment);
    }
}

void
OtvIsis::Generate(uint8_t fragment)
{
    IsisLsp lsp;
    lsp.lifetime = static_cast<uint16_t>(m_maxAge.GetSeconds());
    lsp.id = MakeIsisLspId(m_id, fragment);
    lsp.sequence = ++m_lastSequence;
    if (fragment == 0)
    {
        lsp.area = m_area;
    }
    lsp.reach = m_advertiser.GetReach(fragment);
    auto octets = EncodeIsis(lsp);
    lsp.checksum =
        static_cast<uint16_t>(octets[isis::LSP_CHECKSUM] << 8 | octets[isis::LSP_CHECKSUM + 1]);
    m_database.Put(lsp, std::move(octets), Simulator::Now() + Seconds(lsp.lifetime));
    SendLsp(lsp.id, NetworkAddress());
}

void
OtvIsis::Refresh()
{
    for (std::size_t i = 0; i < m_advertiser.GetFragments(); i++)
    {
        m_advertiser.Touch(static_cast<uint8_t>(i));
    }
    ScheduleGenerate();
    m_refreshEvent = Simulator::Schedule(m_refreshInterval, &OtvIsis::Refresh, this);
}

// ---- receiving ---------------------------------------------------------------------------------

OtvIsis::Outcome
OtvIsis::Receive(const IsisOctets& pdu, const Mac48Address& mac, const NetworkAddress& from)
{
    if (!m_user)
    {
        return Outcome::REFUSED;
    }
    const auto message = DecodeIsis(pdu.data(), pdu.size());
    if (std::holds_alternative<std::monostate>(message))
    {
        return Outcome::MALFORMED;
    }
    if (const auto* hello = std::get_if<IsisHello>(&message))
    {
        return ReceiveHello(*hello, mac, from);
    }
    if (GetState(from) != OtvAdjacencyState::UP)
    {
        return Outcome::REFUSED;
    }
    if (const auto* lsp = std::get_if<IsisLsp>(&message))
    {
        ReceiveLsp(*lsp, pdu, from);
    }
    else
    {
        ReceiveNumbers(std::get<IsisSequenceNumbers>(message), from);
    }
    return Outcome::TAKEN;
}

void
OtvIsis::ReceiveLsp(const IsisLsp& lsp, const IsisOctets& octets, const NetworkAddress& from)
{
    const Time now = Simulator::Now();
    IsisLspEntry described;
    described.lifetime = lsp.lifetime;
    described.id = lsp.id;
    described.sequence = lsp.sequence;
    const auto order = m_database.Compare(described, now);
    if (order == OtvDatabase::Order::OLDER)
    {
        SendLsp(lsp.id, from);
        return;
    }
    if (order == OtvDatabase::Order::SAME)
    {
        return;
    }
    if (GetIsisSystem(lsp.id) == m_id)
    {
        // Of an earlier life of ours (ISO 10589 section 7.3.16.1): ours is to be the newer one.
        if (lsp.id[6] == 0 && lsp.lifetime > 0)
        {
            m_lastSequence = std::max(m_lastSequence, lsp.sequence);
            m_advertiser.Touch(lsp.id[7]);
            ScheduleGenerate();
        }
        return;
    }
    if (lsp.lifetime == 0 && !m_database.Find(lsp.id))
    {
        return;
    }
    const Time lifetime = std::min(Seconds(lsp.lifetime), m_maxAge);
    const auto change = m_database.Put(lsp, octets, now + lifetime);
    if (!change)
    {
        m_lspsRefused++;
        return;
    }
    TellChange(lsp.id, change->first, change->second);
    m_expireTimer.Watch(now + lifetime);
}

void
OtvIsis::ReceiveNumbers(const IsisSequenceNumbers& numbers, const NetworkAddress& from)
{
    const Time now = Simulator::Now();
    IsisSequenceNumbers request;
    std::copy(m_id.begin(), m_id.end(), request.source.begin());
    std::set<IsisLspId> listed;
    for (const auto& entry : numbers.entries)
    {
        listed.insert(entry.id);
        switch (m_database.Compare(entry, now))
        {
        case OtvDatabase::Order::OLDER:
            SendLsp(entry.id, from);
            break;
        case OtvDatabase::Order::NEWER:
            if (entry.lifetime > 0)
            {
                IsisLspEntry wanted;
                const auto* ours = m_database.Find(entry.id);
                wanted.id = entry.id;
                wanted.sequence = ours ? ours->sequence : 0;
                wanted.lifetime = ours ? OtvDatabase::GetLifetime(*ours, now) : entry.lifetime;
                wanted.checksum = ours ? ours->checksum : 0;
                request.entries.push_back(wanted);
            }
            break;
        case OtvDatabase::Order::SAME:
            break;
        }
    }
    const auto& all = m_database.GetAll();
    for (auto entry = all.lower_bound(numbers.first);
         numbers.complete && entry != all.end() && entry->first <= numbers.last;
         ++entry)
    {
        if (listed.count(entry->first) == 0)
        {
            SendLsp(entry->first, from);
        }
    }
    // One that asks is not asked in return: it knows no more than it said.
    if (numbers.complete && !request.entries.empty())
    {
        m_numbersSent++;
        m_user->SendPdu(EncodeIsis(request), from);
    }
}

// ---- what the user is told ---------------------------------------------------------------------

void
OtvIsis::TellAll(const IsisSystemId& id, const Neighbor& neighbor, bool up)
{
    if (neighbor.isSameSite)
    {
        return;
    }
    const auto& all = m_database.GetAll();
    for (auto entry = all.lower_bound(MakeIsisLspId(id, 0));
         entry != all.end() && GetIsisSystem(entry->first) == id;
         ++entry)
    {
        for (const auto& [vlan, mac] : entry->second.reach)
        {
            if (up)
            {
                m_user->Advertised(entry->first, neighbor.address, vlan, mac);
            }
            else
            {
                m_user->Withdrawn(entry->first, vlan, mac);
            }
        }
    }
}

void
OtvIsis::TellChange(const IsisLspId& id,
                    const std::vector<OtvDatabase::Reach>& before,
                    const std::vector<OtvDatabase::Reach>& after)
{
    const auto found = m_neighbors.find(GetIsisSystem(id));
    if (found == m_neighbors.end() || found->second.state != OtvAdjacencyState::UP ||
        found->second.isSameSite)
    {
        return;
    }
    std::vector<OtvDatabase::Reach> gone;
    std::vector<OtvDatabase::Reach> come;
    std::set_difference(before.begin(),
                        before.end(),
                        after.begin(),
                        after.end(),
                        std::back_inserter(gone));
    std::set_difference(after.begin(),
                        after.end(),
                        before.begin(),
                        before.end(),
                        std::back_inserter(come));
    for (const auto& [vlan, mac] : gone)
    {
        m_user->Withdrawn(id, vlan, mac);
    }
    for (const auto& [vlan, mac] : come)
    {
        m_user->Advertised(id, found->second.address, vlan, mac);
    }
}

} // namespace ns3
