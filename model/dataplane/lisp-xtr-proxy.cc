/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * @brief A tunnel router's part in the Internet that has no LISP (RFC 6832).
 */

#include "lisp-proxy.h"
#include "lisp-xtr.h"

#include "ns3/lisp-locator.h"
#include "ns3/locator-set-pool.h"

#include <stdexcept>

namespace ns3
{

void
LispXtr::AddProxyPrefix(const EidPrefix& prefix)
{
    for (const auto& rloc : m_rlocs)
    {
        if (prefix.GetInstanceId() == m_defaultInstanceId && prefix.Covers(rloc))
        {
            throw std::invalid_argument("EID-prefix " + prefix.ToString() +
                                        " of a proxy ITR covers its locator " + rloc.ToString() +
                                        ": expected one of EIDs alone");
        }
    }
    m_proxy->AddPrefix(prefix);
}

void
LispXtr::SetProxyEtrs(const std::vector<LispLocator>& locators)
{
    for (const auto& locator : locators)
    {
        const auto address = locator.GetNetworkAddress();
        if (!address || !(address->GetFamily() == AddressFamily::IPV4 ||
                          address->GetFamily() == AddressFamily::IPV6))
        {
            throw std::invalid_argument("bad locator '" + locator.address.ToString() +
                                        "' of a proxy ETR: expected an IPv4 or IPv6 address");
        }
    }
    m_proxy->SetEtrs(locators.empty() ? nullptr : m_locatorSets->Intern(locators));
}

LispProxy&
LispXtr::GetProxy()
{
    return *m_proxy;
}

const EidPrefix*
LispXtr::FindProxyPrefix(uint32_t instanceId, const NetworkAddress& destination) const
{
    return m_proxyItr ? m_proxy->FindPrefix(instanceId, destination) : nullptr;
}

bool
LispXtr::IsAttracted(uint32_t instanceId, const NetworkAddress& destination) const
{
    return m_proxy->FindPrefix(instanceId, destination) && !IsLocalEid(instanceId, destination);
}

const LocatorSet*
LispXtr::GetProxyEtrs() const
{
    return PeekPointer(m_proxy->GetEtrs());
}

LispDropReason
LispXtr::CheckProxied(const NetworkAddress& outerSource,
                      uint32_t instanceId,
                      const NetworkAddress& source,
                      const NetworkAddress& destination) const
{
    if (IsLocalRloc(destination))
    {
        // A tunnel in the tunnel; a forger could nest so many that the stack ends.
        return LispDropReason::ETR_BAD_INNER_DESTINATION;
    }
    return m_proxy->CheckClient(outerSource, instanceId, source);
}

} // namespace ns3
