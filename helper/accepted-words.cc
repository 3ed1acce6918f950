/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "accepted-words.h"

#include <algorithm>
#include <stdexcept>

namespace ns3
{

namespace
{

/// The most mistakes of one word that are taken for mistakes.
constexpr std::size_t MOST_EDITS = 2;

/// @param one word @param other word @return how many letters have to be added, left out, replaced
/// or swapped with the next one to make one of the other: their optimal string alignment
std::size_t
CountEdits(const std::string& one, const std::string& other)
{
    std::vector<std::vector<std::size_t>> edits(one.size() + 1,
                                                std::vector<std::size_t>(other.size() + 1));
    for (std::size_t i = 0; i <= one.size(); i++)
    {
        for (std::size_t j = 0; j <= other.size(); j++)
        {
            if (i == 0 || j == 0)
            {
                edits[i][j] = i + j;
                continue;
            }
            const std::size_t replaced = one[i - 1] == other[j - 1] ? 0 : 1;
            edits[i][j] = std::min(
                {edits[i - 1][j] + 1, edits[i][j - 1] + 1, edits[i - 1][j - 1] + replaced});
            if (i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1])
            {
                edits[i][j] = std::min(edits[i][j], edits[i - 2][j - 2] + 1);
            }
        }
    }
    return edits[one.size()][other.size()];
}

/// @param one length @param other length @return how much they differ
std::size_t
DifferBy(std::size_t one, std::size_t other)
{
    return one > other ? one - other : other - one;
}

} // namespace

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

std::vector<std::string>
FindNearWords(const std::string& word, const std::vector<std::string>& accepted)
{
    std::vector<std::string> nearest;
    std::size_t fewest = MOST_EDITS;
    for (const auto& candidate : accepted)
    {
        if (DifferBy(word.size(), candidate.size()) > fewest)
        {
            continue;
        }
        const auto edits = CountEdits(word, candidate);
        const auto dashes = std::min(candidate.find_first_not_of('-'), candidate.size());
        if (edits > fewest || 2 * edits > candidate.size() - dashes)
        {
            continue;
        }
        if (edits < fewest)
        {
            nearest.clear();
            fewest = edits;
        }
        nearest.push_back(candidate);
    }
    return nearest;
}

} // namespace ns3
