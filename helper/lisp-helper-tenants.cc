/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * @brief Tenants: LISP instances as virtual private networks (RFC 9300 section 8).
 */

#include "lisp-helper.h"
#include "lisp-script-values.h"

#include "ns3/ipv4.h"
#include "ns3/ipv6.h"
#include "ns3/lisp-decapsulator.h"
#include "ns3/lisp-protocol.h"
#include "ns3/net-device.h"
#include "ns3/node.h"
#include "ns3/pointer.h"

#include <algorithm>
#include <stdexcept>

namespace ns3
{

namespace
{

/// @param name of a tenant @return it, to be named to people
std::string
Tenant(const std::string& name)
{
    return "tenant '" + name + "'";
}

/// @param port a device @param address an address of its node @return true if it is the port's
bool
HasAddress(const Ptr<NetDevice>& port, const NetworkAddress& address)
{
    if (address.GetFamily() == AddressFamily::IPV4)
    {
        const auto ipv4 = port->GetNode()->GetObject<Ipv4>();
        const int32_t interface = ipv4->GetInterfaceForAddress(address.ToIpv4());
        return interface >= 0 && ipv4->GetNetDevice(interface) == port;
    }
    const auto ipv6 = port->GetNode()->GetObject<Ipv6>();
    const int32_t interface = ipv6->GetInterfaceForAddress(address.ToIpv6());
    return interface >= 0 && ipv6->GetNetDevice(interface) == port;
}

} // namespace

void
LispHelper::AddTenant(const std::string& name, uint32_t instanceId)
{
    if (name.empty() || m_tenants.count(name) > 0)
    {
        throw std::invalid_argument("tenant '" + name + "': expected a name that no other has");
    }
    if (instanceId == 0 || instanceId > LISP_MAX_INSTANCE_ID)
    {
        throw std::invalid_argument("instance ID " + std::to_string(instanceId) + " of tenant '" +
                                    name +
                                    "': expected 1 to 16777215; 0 is that of ports without a "
                                    "tenant");
    }
    for (const auto& [other, taken] : m_tenants)
    {
        if (taken == instanceId)
        {
            throw std::invalid_argument("instance ID " + std::to_string(instanceId) + " of " +
                                        Tenant(name) + " is that of " + Tenant(other) +
                                        ": expected one that no other tenant has");
        }
    }
    m_tenants.emplace(name, instanceId);
}

void
LispHelper::PutInTenant(Ptr<NetDevice> port,
                        const std::string& tenant,
                        const std::vector<std::string>& prefixes)
{
    const auto found = m_tenants.find(tenant);
    if (found == m_tenants.end())
    {
        std::string accepted;
        for (const auto& [name, instanceId] : m_tenants)
        {
            accepted += (accepted.empty() ? "" : ", ") + name;
        }
        throw std::invalid_argument("no tenant '" + tenant + "': accepted are " +
                                    (accepted.empty() ? "none so far" : accepted));
    }
    const uint32_t instanceId = found->second;
    const Ptr<Node> node = port ? port->GetNode() : nullptr;
    const std::string& site = GetSiteOf(node);
    const auto xtr = node->GetObject<LispXtr>();
    const auto& rlocs = xtr->GetRlocs();
    const auto rloc = std::find_if(rlocs.begin(), rlocs.end(), [&port](const auto& address) {
        return HasAddress(port, address);
    });
    if (rloc != rlocs.end())
    {
        throw std::invalid_argument("the port with locator " + rloc->ToString() + " of " +
                                    GetNodeName(node) + " cannot be put into tenant '" + tenant +
                                    "': expected one towards hosts");
    }
    const uint32_t before = xtr->GetInstanceId(port);
    for (const auto& [other, taken] : m_tenants)
    {
        if (taken == before && taken != instanceId)
        {
            throw std::invalid_argument("a port of " + GetNodeName(node) + " is in " +
                                        Tenant(other) + " and cannot be put into " +
                                        Tenant(tenant) + " as well: expected one without a tenant");
        }
    }
    std::vector<std::string> own;
    for (const auto& text : prefixes)
    {
        if (text.empty() || text[0] == '[')
        {
            throw std::invalid_argument("bad EID-prefix '" + text + "' of " + Tenant(tenant) +
                                        ": expected one without an instance ID, such as "
                                        "192.0.2.0/24");
        }
        own.push_back("[" + std::to_string(instanceId) + "]" + text);
        const auto prefix = ParseEidPrefix(own.back());
        CheckOwner(prefix, site);
        if (xtr->GetEidDatabase().Find(prefix))
        {
            throw std::invalid_argument("EID-prefix " + own.back() + " is given twice to " +
                                        GetNodeName(node) + ": expected each once");
        }
    }
    xtr->SetInstanceId(port, instanceId);
    PointerValue decapsulator;
    xtr->GetAttribute("Decapsulator", decapsulator);
    decapsulator.Get<LispDecapsulator>()->AddTenant(instanceId);
    for (const auto& text : own)
    {
        AddPrefix(node, text);
    }
}

} // namespace ns3
