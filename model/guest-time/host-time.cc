/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "host-time.h"

namespace ns3
{

uint32_t HostTime::m_depth = 0;

} // namespace ns3
