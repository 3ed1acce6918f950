/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "lisp-version.h"

namespace ns3
{

// Both macros come from the build: the files VERSION of this module and of ns-3.

std::string
LispVersion()
{
    return LISP_VERSION;
}

std::string
LispNs3Version()
{
    return LISP_NS3_VERSION;
}

} // namespace ns3
