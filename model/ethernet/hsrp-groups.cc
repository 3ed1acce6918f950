/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "hsrp-groups.h"

#include "hsrp-router.h"
#include "svi-device.h"

#include <algorithm>
#include <stdexcept>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(HsrpGroups);

TypeId
HsrpGroups::GetTypeId()
{
    static TypeId tid = TypeId("ns3::HsrpGroups")
                            .SetParent<Object>()
                            .SetGroupName("Lisp")
                            .AddConstructor<HsrpGroups>();
    return tid;
}

HsrpGroups::HsrpGroups() = default;
HsrpGroups::~HsrpGroups() = default;

void
HsrpGroups::DoDispose()
{
    for (const auto& router : m_routers)
    {
        router->Dispose();
    }
    m_routers.clear();
    Object::DoDispose();
}

void
HsrpGroups::Add(Ptr<SviDevice> svi, Ptr<HsrpRouter> router)
{
    auto groups = svi->GetObject<HsrpGroups>();
    if (!groups)
    {
        groups = CreateObject<HsrpGroups>();
        svi->AggregateObject(groups);
    }
    for (const auto& other : groups->m_routers)
    {
        if (other->GetGroup() == router->GetGroup() && other->GetFamily() == router->GetFamily())
        {
            throw std::invalid_argument(
                "HsrpRouter::Install: the port in VLAN " + std::to_string(svi->GetVlan()) +
                " has group " + std::to_string(router->GetGroup()) + " of that family already");
        }
    }
    groups->m_routers.push_back(router);
}

const std::vector<Ptr<HsrpRouter>>&
HsrpGroups::GetRouters() const
{
    return m_routers;
}

std::optional<HsrpGroups::Gateway>
HsrpGroups::Find(Ptr<const SviDevice> svi, AddressFamily family)
{
    std::optional<Gateway> gateway;
    const auto groups = svi->GetObject<HsrpGroups>();
    if (!groups)
    {
        return gateway;
    }
    for (const auto& router : groups->m_routers)
    {
        const bool isActive = router->GetState() == HsrpState::ACTIVE;
        if (router->GetFamily() == family && (!gateway || (isActive && !gateway->isActive)))
        {
            gateway = Gateway{router->GetVirtualMac(), isActive};
        }
    }
    return gateway;
}

bool
HsrpGroups::HasVirtualMac(Ptr<const SviDevice> svi, const Mac48Address& mac)
{
    const auto groups = svi->GetObject<HsrpGroups>();
    return groups &&
           std::any_of(groups->m_routers.begin(),
                       groups->m_routers.end(),
                       [&mac](const auto& router) { return router->GetVirtualMac() == mac; });
}

} // namespace ns3
