/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "lisp-proxy.h"

#include <stdexcept>

namespace ns3
{

namespace
{

/// @param family a family @return true if packets have such addresses
bool
IsIp(AddressFamily family)
{
    return family == AddressFamily::IPV4 || family == AddressFamily::IPV6;
}

/// @param prefix a prefix @throws std::invalid_argument if it is of another family than IP's
void
CheckFamily(const EidPrefix& prefix)
{
    if (!IsIp(prefix.GetFamily()))
    {
        throw std::invalid_argument("bad EID-prefix '" + prefix.ToString() +
                                    "' of a proxy: expected one such as 192.0.2.0/24 or "
                                    "2001:db8::/32");
    }
}

} // namespace

void
LispProxy::AddPrefix(const EidPrefix& prefix)
{
    CheckFamily(prefix);
    if (!m_prefixes.Emplace(prefix).second)
    {
        throw std::invalid_argument("EID-prefix " + prefix.ToString() +
                                    " of a proxy ITR is there already: expected each once");
    }
}

bool
LispProxy::RemovePrefix(const EidPrefix& prefix)
{
    return m_prefixes.Erase(prefix);
}

std::vector<EidPrefix>
LispProxy::GetPrefixes() const
{
    std::vector<EidPrefix> prefixes;
    m_prefixes.ForEach([&prefixes](const EidTreeLeaf& leaf) { prefixes.push_back(leaf.prefix); });
    return prefixes;
}

void
LispProxy::AddClient(const NetworkAddress& rloc)
{
    if (!IsIp(rloc.GetFamily()))
    {
        throw std::invalid_argument("bad locator '" + rloc.ToString() +
                                    "' of a proxy ETR's client: expected an IPv4 or IPv6 address");
    }
    m_clients.insert(rloc);
}

void
LispProxy::AddClientEids(const EidPrefix& prefix)
{
    CheckFamily(prefix);
    m_clientEids.Emplace(prefix);
}

LispDropReason
LispProxy::CheckClient(const NetworkAddress& rloc,
                       uint32_t instanceId,
                       const NetworkAddress& source) const
{
    if (!m_clients.empty() && m_clients.count(rloc) == 0)
    {
        return LispDropReason::ETR_PROXY_NOT_CLIENT;
    }
    if (m_clientEids.GetSize() > 0 && !m_clientEids.Lookup(instanceId, source))
    {
        return LispDropReason::ETR_PROXY_NOT_CLIENT_EID;
    }
    return LispDropReason::NONE;
}

void
LispProxy::SetEtrs(const Ptr<const LocatorSet>& locators)
{
    m_etrs = locators;
}

} // namespace ns3
