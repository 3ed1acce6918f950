/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * @brief How tunnel routers come to use the headers of data packets for more than the instance ID.
 */

#include "checked-attribute.h"
#include "lisp-helper.h"
#include "lisp-script-values.h"

#include "ns3/node.h"

namespace ns3
{

void
LispHelper::SetSignalAttribute(const std::string& name, const AttributeValue& value)
{
    SetCheckedAttribute(m_signalsFactory, name, value);
    m_hasSignals = true;
}

Ptr<LispSignals>
LispHelper::InstallSignals(Ptr<Node> node)
{
    GetSiteOf(node);
    CheckFirst(node, node->GetObject<LispSignals>(), " has signals in data headers already");
    auto signals = m_signalsFactory.Create<LispSignals>();
    signals->Install(node->GetObject<LispXtr>());
    return signals;
}

} // namespace ns3
