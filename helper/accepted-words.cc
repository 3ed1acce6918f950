/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "accepted-words.h"

#include <algorithm>
#include <stdexcept>

namespace ns3
{

std::string
JoinWords(const std::vector<std::string>& words)
{
    std::string joined;
    for (const auto& word : words)
    {
        joined += (joined.empty() ? "" : ", ") + word;
    }
    return joined;
}

void
CheckWord(const std::string& shown,
          const std::string& value,
          const std::vector<std::string>& accepted)
{
    if (std::find(accepted.begin(), accepted.end(), value) == accepted.end())
    {
        throw std::invalid_argument(shown + ": accepted: " + JoinWords(accepted));
    }
}

} // namespace ns3
