/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef LISP_SITE_OPTIONS_H
#define LISP_SITE_OPTIONS_H

#include <cstdint>
#include <string>
#include <vector>

namespace ns3
{

/**
 * @brief How a LISP site registers.
 */
struct LispSiteOptions
{
    /// Of the site's key: see LispKey::FromSecret.
    std::string algorithm{"hmac-sha-256-128"};
    uint8_t keyId{0};         //!< of the site's key
    bool proxyReply{false};   //!< Map-Servers answer Map-Requests for its ETRs
    std::string notifySecret; //!< with which its xTRs tell each other of hosts in stretched
                              //!< subnets; "": the site's key
    std::vector<std::string> mapServers; //!< addresses; none: all that the helper knows
};

} // namespace ns3

#endif /* LISP_SITE_OPTIONS_H */
