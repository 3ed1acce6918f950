/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef LISP_VERSION_H
#define LISP_VERSION_H

#include <string>

namespace ns3
{

/**
 * @brief The version of this module.
 *
 * @return the content of the file VERSION, such as "0.1.0"
 */
std::string LispVersion();

/**
 * @brief The ns-3 release that this module was built against.
 *
 * @return the release, such as "3.44"
 */
std::string LispNs3Version();

} // namespace ns3

#endif /* LISP_VERSION_H */
