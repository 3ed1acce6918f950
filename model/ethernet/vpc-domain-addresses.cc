/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "vlan-switch.h"
#include "vpc-domain.h"
#include "vpc-member.h"

#include "ns3/simulator.h"

#include <algorithm>
#include <iterator>
#include <limits>

namespace ns3
{

/**
 * @file
 * @brief The part of VpcDomain that keeps both switches' addresses alike.
 */

void
VpcDomain::Learned(uint16_t vlan, const Mac48Address& address, Ptr<SwitchPort> port)
{
    if (m_placing || !m_open || port == m_peerLink)
    {
        return;
    }
    // Ahead of the frame itself, should that go to the peer as well.
    auto message = MakeMessage(VpcMessage::ADDRESSES);
    const auto vpc = m_byPort.find(PeekPointer(port));
    message.addresses.push_back(
        {vlan, vpc == m_byPort.end() ? uint16_t{0} : vpc->second->number, address, 0});
    Send(message, m_peerLink);
}

void
VpcDomain::TakeAddresses(const VpcMessage& message)
{
    const Time now = Simulator::Now();
    for (const auto& record : message.addresses)
    {
        const AddressKey key{record.vlan, record.address};
        const auto known = m_told.find(key);
        if (known == m_told.end() && m_told.size() >= m_maxAddresses)
        {
            Drop(nullptr, VpcDropReason::TABLE_FULL);
            continue;
        }
        const Told told{record.vpc, std::max(Time(0), now - MicroSeconds(record.age)), now};
        m_told[key] = told;
        Place(key, told);
    }
}

void
VpcDomain::Place(const AddressKey& key, const Told& told)
{
    Ptr<SwitchPort> port = m_peerLink;
    for (const auto& vpc : m_vpcs)
    {
        if (vpc->number == told.vpc && vpc->inUse && m_switch->IsMember(vpc->port, key.first))
        {
            port = vpc->port;
        }
    }
    if (port->IsUp() && m_switch->IsMember(port, key.first))
    {
        m_placing = true;
        m_switch->Learn(key.first, key.second, port, told.seen);
        m_placing = false;
    }
}

void
VpcDomain::PlaceAll(const Vpc& vpc)
{
    if (m_state != VpcPeerState::ALIVE)
    {
        return;
    }
    for (const auto& [key, told] : m_told)
    {
        if (told.vpc == vpc.number)
        {
            Place(key, told);
        }
    }
}

void
VpcDomain::SendAddresses()
{
    if (!m_open)
    {
        return;
    }
    const Time now = Simulator::Now();
    auto message = MakeMessage(VpcMessage::ADDRESSES);
    m_switch->GetMacTable().ForEach(
        [&](uint16_t vlan, const Mac48Address& address, const MacTable::Entry& entry) {
            const auto told = m_told.find({vlan, address});
            if (entry.port == m_peerLink ||
                (told != m_told.end() && told->second.seen >= entry.seen))
            {
                return; // the peer knows better
            }
            const auto vpc = m_byPort.find(entry.port);
            // A static one has no time at which it was heard: it holds now.
            const int64_t age = entry.isStatic ? 0 : (now - entry.seen).GetMicroSeconds();
            const auto most = int64_t{std::numeric_limits<uint32_t>::max()};
            message.addresses.push_back({vlan,
                                         vpc == m_byPort.end() ? uint16_t{0} : vpc->second->number,
                                         address,
                                         static_cast<uint32_t>(std::min(age, most))});
            if (message.addresses.size() == VpcMessage::MAX_ADDRESSES)
            {
                Send(message, m_peerLink);
                message.addresses.clear();
            }
        });
    if (!message.addresses.empty())
    {
        Send(message, m_peerLink);
    }
}

void
VpcDomain::Refresh()
{
    m_refreshEvent = Simulator::Schedule(m_refreshInterval, &VpcDomain::Refresh, this);
    // What the peer does not tell any more is not known any more: after three times, as with
    // hellos.
    const Time oldest = Simulator::Now() - 3 * m_refreshInterval;
    for (auto told = m_told.begin(); told != m_told.end();)
    {
        told = told->second.heard < oldest ? m_told.erase(told) : std::next(told);
    }
    SendAddresses();
}

} // namespace ns3
