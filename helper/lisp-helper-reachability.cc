/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * @brief How tunnel routers come to watch over locators.
 */

#include "checked-attribute.h"
#include "lisp-helper.h"

#include "ns3/node.h"

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
    GetSiteOf(node);
    auto reachability = m_reachabilityFactory.Create<LispReachability>();
    reachability->Install(node->GetObject<LispXtr>());
    return reachability;
}

} // namespace ns3
