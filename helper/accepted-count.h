/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef ACCEPTED_COUNT_H
#define ACCEPTED_COUNT_H

#include <cstdint>
#include <string>

namespace ns3
{

/**
 * @brief Check that a number is between two others.
 * @param what an option @param value it has @param least of it @param most of it
 * @throws std::invalid_argument if it is not
 */
void CheckCount(const std::string& what, uint32_t value, uint32_t least, uint32_t most);

} // namespace ns3

#endif /* ACCEPTED_COUNT_H */
