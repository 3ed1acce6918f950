/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SCRIPT_MISTAKES_H
#define SCRIPT_MISTAKES_H

#include <stdexcept>
#include <string>

/**
 * @file
 * @brief What scripts are told that ask for what cannot be.
 */

namespace ns3
{

/// @param act something @return what it throws as std::invalid_argument, or "accepted"
template <class Act>
std::string
Say(Act act)
{
    try
    {
        act();
    }
    catch (const std::invalid_argument& error)
    {
        return error.what();
    }
    return "accepted";
}

/// @param act something @return true if it throws std::invalid_argument
template <class Act>
bool
IsRefused(Act act)
{
    return Say(act) != "accepted";
}

} // namespace ns3

#endif /* SCRIPT_MISTAKES_H */
