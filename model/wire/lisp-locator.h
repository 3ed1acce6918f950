/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef LISP_LOCATOR_H
#define LISP_LOCATOR_H

#include "lisp-address.h"
#include "lisp-protocol.h"

#include <vector>

namespace ns3
{

/**
 * @brief A locator of a mapping as messages hold it (RFC 9301 section 5.4, "Loc").
 */
struct LispLocator
{
    LispAddress address; //!< the routing locator
    uint8_t priority{1}; //!< lower is better; LISP_PRIORITY_UNUSABLE: do not use
    uint8_t weight{100}; //!< share among locators of the same priority
    uint8_t multicastPriority{LISP_PRIORITY_UNUSABLE}; //!< the same for multicast
    uint8_t multicastWeight{0};                        //!< the same for multicast
    bool local{false};                                 //!< L: a locator of the sender itself
    bool probed{false};   //!< p: the one that the answered probe went to
    bool reachable{true}; //!< R: the sender has a route to it

    /// @return the address to send to, if there is one: LispAddress::GetNetworkAddress
    std::optional<NetworkAddress> GetNetworkAddress() const
    {
        return address.GetNetworkAddress();
    }

    /// @param o another locator @return true if they are the same
    bool operator==(const LispLocator& o) const;

    /// @param o another locator @return true if they differ
    bool operator!=(const LispLocator& o) const
    {
        return !(*this == o);
    }
};

/**
 * @brief Sort locators as records must hold them (RFC 9301 section 5.5, RFC 8060 section 3): by
 * address family identifier, then by address, or by type among canonical addresses.
 *
 * The place of a locator is also the number of its locator-status bit. Locators that compare equal
 * keep their order.
 *
 * @param locators sorted in place
 */
void SortLispLocators(std::vector<LispLocator>& locators);

} // namespace ns3

#endif /* LISP_LOCATOR_H */
