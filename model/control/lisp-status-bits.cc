/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "lisp-status-bits.h"

#include "lisp-etr.h"

#include "ns3/eid-database.h"
#include "ns3/ipv4-l3-protocol.h"
#include "ns3/ipv6-l3-protocol.h"
#include "ns3/lisp-data-header.h"
#include "ns3/lisp-xtr.h"
#include "ns3/simulator.h"

#include <algorithm>

namespace ns3
{

namespace
{

/// Locator-status bits without an instance ID, and with one (RFC 9300 section 5.3).
constexpr std::size_t STATUS_BITS = 32;
constexpr std::size_t STATUS_BITS_OF_INSTANCE = 8; //!< see STATUS_BITS

/// @param ip a node's IPv4 or IPv6 @param address one of its addresses @return true if that is up
template <class Ip, class Address>
bool
IsAddressUp(const Ptr<Ip>& ip, const Address& address)
{
    const int32_t interface = ip->GetInterfaceForAddress(address);
    return interface >= 0 && ip->IsUp(interface) && ip->GetNetDevice(interface)->IsLinkUp();
}

} // namespace

LispStatusBits::LispStatusBits(const Time& useDelay, ChangeCallback onChange)
    : m_useDelay(useDelay),
      m_onChange(std::move(onChange))
{
}

void
LispStatusBits::SetXtr(Ptr<LispXtr> xtr, Ptr<LispEtr> etr)
{
    if (m_xtr && !xtr)
    {
        RlocTable& rlocs = m_xtr->GetRlocTable();
        for (RlocTable::Id id = 0; id < rlocs.GetCapacity(); ++id)
        {
            if (rlocs.IsKnown(id))
            {
                rlocs.SetUp(id, RlocDownCause::STATUS_BITS, true);
            }
        }
        m_own.clear();
    }
    m_xtr = xtr;
    m_etr = etr;
}

uint64_t
LispStatusBits::GetStamp() const
{
    // Neither ever gets smaller, so the sum is the same only if both are.
    return m_changes + m_xtr->GetRlocTable().GetEpoch();
}

void
LispStatusBits::Write(LispDataHeader& header, const EidDatabaseEntry& source)
{
    // A host's locators are those of the prefix that it came from.
    const EidDatabaseEntry& entry = source.origin ? *source.origin : source;
    Own& own = m_own[entry.prefix];
    if (own.stamp != GetStamp())
    {
        Refresh(own, entry.prefix, entry);
    }
    if (Simulator::Now().GetTimeStep() >= own.silentUntil)
    {
        header.SetLocatorStatusBits(own.bits);
    }
}

void
LispStatusBits::Refresh(Own& own, const EidPrefix& prefix, const EidDatabaseEntry& source) const
{
    const auto locators =
        m_etr ? m_etr->GetSiteLocators(prefix) : source.GetLocators()->ToLispLocators();
    std::vector<NetworkAddress> addresses;
    own.bits = 0;
    for (std::size_t i = 0; i < locators.size(); ++i)
    {
        addresses.push_back(locators[i].GetNetworkAddress().value_or(NetworkAddress()));
        if (i < STATUS_BITS && IsUp(locators[i]))
        {
            own.bits |= 1U << i;
        }
    }
    if (own.stamp != 0 && addresses != own.locators)
    {
        own.silentUntil = (Simulator::Now() + m_useDelay).GetTimeStep();
    }
    own.locators = std::move(addresses);
    own.stamp = GetStamp();
}

bool
LispStatusBits::IsUp(const LispLocator& locator) const
{
    const auto address = locator.GetNetworkAddress();
    if (!locator.reachable || !address)
    {
        return false;
    }
    const RlocTable& rlocs = m_xtr->GetRlocTable();
    const RlocTable::Id id = rlocs.Find(*address);
    if (id != RlocTable::NONE && !rlocs.IsUp(id))
    {
        return false;
    }
    if (!m_xtr->IsLocalRloc(*address))
    {
        return true;
    }
    return address->GetFamily() == AddressFamily::IPV4
               ? IsAddressUp(m_xtr->GetIpv4(), address->ToIpv4())
               : IsAddressUp(m_xtr->GetIpv6(), address->ToIpv6());
}

void
LispStatusBits::Read(const LispDataHeader& header, const LocatorSet& locators)
{
    RlocTable& rlocs = m_xtr->GetRlocTable();
    const uint32_t bits = header.GetLocatorStatusBits();
    const auto& numbered = locators.GetLocators();
    const std::size_t count =
        std::min(numbered.size(), header.HasInstanceId() ? STATUS_BITS_OF_INSTANCE : STATUS_BITS);
    for (std::size_t i = 0; i < count; ++i)
    {
        const bool up = bits >> i & 1;
        const RlocTable::Id id = numbered[i].id;
        // What is ours we know better, whatever mapping has it.
        if (rlocs.IsDownFor(id, RlocDownCause::STATUS_BITS) == up &&
            !m_xtr->IsLocalRloc(numbered[i].address))
        {
            rlocs.SetUp(id, RlocDownCause::STATUS_BITS, up);
            m_onChange(id, up);
        }
    }
}

void
LispStatusBits::Forget(const NetworkAddress& rloc)
{
    if (!m_xtr)
    {
        return;
    }
    RlocTable& rlocs = m_xtr->GetRlocTable();
    const RlocTable::Id id = rlocs.Find(rloc);
    if (id != RlocTable::NONE && rlocs.IsDownFor(id, RlocDownCause::STATUS_BITS))
    {
        rlocs.SetUp(id, RlocDownCause::STATUS_BITS, true);
        m_onChange(id, true);
    }
}

} // namespace ns3
