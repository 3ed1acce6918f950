/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "lisp-locator.h"

#include "lisp-lcaf.h"

#include <algorithm>
#include <tuple>

namespace ns3
{

bool
LispLocator::operator==(const LispLocator& o) const
{
    return std::tie(address,
                    priority,
                    weight,
                    multicastPriority,
                    multicastWeight,
                    local,
                    probed,
                    reachable) == std::tie(o.address,
                                           o.priority,
                                           o.weight,
                                           o.multicastPriority,
                                           o.multicastWeight,
                                           o.local,
                                           o.probed,
                                           o.reachable);
}

void
SortLispLocators(std::vector<LispLocator>& locators)
{
    // Within a family one part decides: the name, the LCAF type or the address; the others are the
    // same for all.
    const auto before = [](const LispLocator& a, const LispLocator& b) {
        const auto key = [](const LispLocator& locator) {
            const LispAddress& address = locator.address;
            const LispLcaf* lcaf = address.GetLcaf();
            const std::string* name = address.GetName();
            return std::make_tuple(address.GetAfi(),
                                   lcaf ? lcaf->GetType() : uint8_t{0},
                                   name ? *name : std::string(),
                                   lcaf ? NetworkAddress()
                                        : address.GetNetworkAddress().value_or(NetworkAddress()));
        };
        return key(a) < key(b);
    };
    std::stable_sort(locators.begin(), locators.end(), before);
}

} // namespace ns3
