/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * @brief The LAN extension of the mobility study's network.
 */

#include "lan-extension-helper.h"
#include "lisp-helper.h"
#include "vm-mobility-network.h"

#include "ns3/boolean.h"

namespace ns3
{

namespace
{

/// The LAN extension that needs tunnel routers at its ends.
const char* const LISP_EXTENSION = "lisp";

} // namespace

void
VmMobilityNetwork::Stretch()
{
    m_extension = std::make_unique<LanExtensionHelper>(m_options.extension);
    m_extension->SetAttribute("FilterHsrp", BooleanValue(m_options.filterHsrp));
    m_extension->SetDelay(m_delays[HOME][AWAY]);
    m_extension->AddVlan(m_sites[HOME].vlan);
    for (auto& dataCenter : m_dataCenters)
    {
        m_extension->Add(dataCenter);
    }
    if (m_options.extension != LISP_EXTENSION)
    {
        m_extension->Install();
    }
}

void
VmMobilityNetwork::FinishExtension(LispHelper* lisp, int64_t stream)
{
    if (m_options.extension != LISP_EXTENSION)
    {
        return;
    }
    if (!lisp)
    {
        m_lisp = std::make_unique<LispHelper>();
        m_lisp->SetMapServer(m_mapping, m_mappingAddress.ToString());
        lisp = m_lisp.get();
    }
    m_extension->SetLisp(*lisp);
    m_extension->Install();
    if (m_lisp)
    {
        m_lisp->AssignStreams(stream);
    }
}

void
VmMobilityNetwork::CountControl(std::map<std::string, uint64_t>& sent,
                                std::map<std::string, uint64_t>& drops) const
{
    if (m_lisp)
    {
        LispHelper::CountControl(sent, drops);
    }
}

} // namespace ns3
