/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef ACCEPTED_WORDS_H
#define ACCEPTED_WORDS_H

#include <string>
#include <vector>

namespace ns3
{

/// @param words some words @return them with commas between
std::string JoinWords(const std::vector<std::string>& words);

/**
 * @brief Check that a value is one of some words.
 * @param shown what a message begins with: the parameter and its value
 * @param value the value
 * @param accepted words
 * @throws std::invalid_argument if it is none of them
 */
void CheckWord(const std::string& shown,
               const std::string& value,
               const std::vector<std::string>& accepted);

/**
 * @brief Find what somebody may have meant who mistyped a word.
 * @param word what is not accepted
 * @param accepted words; dashes before them do not count
 * @return those with the fewest letters added, left out, replaced or swapped with the next one: two
 * at most, and no more than half of the word
 */
std::vector<std::string> FindNearWords(const std::string& word,
                                       const std::vector<std::string>& accepted);

} // namespace ns3

#endif /* ACCEPTED_WORDS_H */
