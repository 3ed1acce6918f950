/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * @brief How tunnel routers come to watch over locators.
 */

#include "checked-attribute.h"
#include "lisp-helper.h"
#include "lisp-script-values.h"

#include "ns3/node.h"

#include <algorithm>
#include <stdexcept>

namespace ns3
{

void
LispHelper::SetReachabilityAttribute(const std::string& name, const AttributeValue& value)
{
    SetCheckedAttribute(m_reachabilityFactory, name, value);
}

void
LispHelper::EnableReachability()
{
    m_hasReachability = true;
}

Ptr<LispReachability>
LispHelper::InstallReachability(Ptr<Node> node)
{
    if (!IsTunnelRouter(node))
    {
        throw std::invalid_argument(GetNodeName(node) +
                                    " is no tunnel router of this helper: InstallXtr, "
                                    "InstallPitr, InstallPetr or InstallRtr comes first");
    }
    CheckFirst(node, node->GetObject<LispReachability>(), " watches over locators already");
    auto reachability = m_reachabilityFactory.Create<LispReachability>();
    reachability->Install(node->GetObject<LispXtr>());
    return reachability;
}

bool
LispHelper::IsTunnelRouter(const Ptr<Node>& node) const
{
    const auto isItr = [&node](const Ptr<LispItr>& itr) { return itr->GetObject<Node>() == node; };
    const auto isPetr = [&node](const Ptr<LispXtr>& petr) { return petr->GetNode() == node; };
    return node &&
           (m_xtrs.count(node->GetId()) > 0 || std::any_of(m_itrs.begin(), m_itrs.end(), isItr) ||
            std::any_of(m_petrs.begin(), m_petrs.end(), isPetr));
}

void
LispHelper::WatchLocators(const Ptr<Node>& node)
{
    if (m_hasReachability && !node->GetObject<LispReachability>())
    {
        InstallReachability(node);
    }
}

} // namespace ns3
