/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "accepted-count.h"

#include <stdexcept>

namespace ns3
{

void
CheckCount(const std::string& what, uint32_t value, uint32_t least, uint32_t most)
{
    if (value < least || value > most)
    {
        throw std::invalid_argument(what + " " + std::to_string(value) + ": accepted: " +
                                    std::to_string(least) + " to " + std::to_string(most));
    }
}

} // namespace ns3
