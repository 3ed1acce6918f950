/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * @brief What there is to know of an HsrpRouter.
 */

#include "hsrp-router.h"
#include "svi-device.h"

namespace ns3
{

// ---- what the router is ------------------------------------------------------------------------

HsrpState
HsrpRouter::GetState() const
{
    return m_state;
}

uint16_t
HsrpRouter::GetGroup() const
{
    return m_group;
}

AddressFamily
HsrpRouter::GetFamily() const
{
    return m_virtualAddress.GetFamily();
}

const NetworkAddress&
HsrpRouter::GetVirtualAddress() const
{
    return m_virtualAddress;
}

Mac48Address
HsrpRouter::GetVirtualMac() const
{
    return m_virtualMac;
}

NetworkAddress
HsrpRouter::GetActiveRouter() const
{
    return m_state == HsrpState::ACTIVE ? GetOwnAddress() : m_active;
}

NetworkAddress
HsrpRouter::GetStandbyRouter() const
{
    return m_state == HsrpState::STANDBY ? GetOwnAddress() : m_standby;
}

uint64_t
HsrpRouter::GetSent(HsrpOpcode opcode) const
{
    return m_sent.at(static_cast<std::size_t>(opcode));
}

uint64_t
HsrpRouter::GetReceived(HsrpOpcode opcode) const
{
    return m_received.at(static_cast<std::size_t>(opcode));
}

uint64_t
HsrpRouter::GetDrops(HsrpDropReason reason) const
{
    return m_drops.at(static_cast<std::size_t>(reason));
}

uint64_t
HsrpRouter::GetAnswered() const
{
    return m_answered;
}

uint64_t
HsrpRouter::GetAddressMismatches() const
{
    return m_mismatches;
}

int64_t
HsrpRouter::AssignStreams(int64_t stream)
{
    m_random->SetStream(stream);
    return 1;
}

void
HsrpRouter::Print(std::ostream& os) const
{
    const auto name = [](const NetworkAddress& router, bool isSelf) {
        return isSelf ? "local" : (router.IsValid() ? router.ToString() : "unknown");
    };
    os << "vlan " << (m_svi ? m_svi->GetVlan() : 0) << " group " << m_group << " priority "
       << GetPriority() << (m_preempt ? " P " : " ") << m_state << ", active "
       << name(m_active, m_state == HsrpState::ACTIVE) << ", standby "
       << name(m_standby, m_state == HsrpState::STANDBY) << ", virtual " << m_virtualAddress
       << "\n";
}

} // namespace ns3
