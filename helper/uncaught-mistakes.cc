/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * @brief A program that does not catch std::invalid_argument, by which the module says that a
 * script is wrong, ends with one line on standard error and exit status 2 in place of an abort.
 * Other exceptions end it as before.
 */

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <iostream>
#include <stdexcept>
#include <string>

namespace ns3
{

namespace
{

/// What ends the program otherwise. Set when the library is loaded.
std::terminate_handler g_previous{nullptr};

/// The program ends: by a mistake, or as it would without this.
[[noreturn]] void
End()
{
    if (const auto thrown = std::current_exception())
    {
        try
        {
            std::rethrow_exception(thrown);
        }
        catch (const std::invalid_argument& mistake)
        {
            std::string line = mistake.what();
            std::replace_if(
                line.begin(),
                line.end(),
                [](unsigned char letter) { return letter < ' '; },
                ' ');
            std::cout.flush();
            std::fflush(stdout);
            std::fprintf(stderr, "error: %s\n", line.c_str());
            std::_Exit(2);
        }
        catch (...)
        {
            // Not a mistake of the script.
        }
    }
    if (g_previous)
    {
        g_previous();
    }
    std::abort();
}

/// Has End called at the end.
const bool g_isInstalled = [] {
    g_previous = std::set_terminate(End);
    return true;
}();

} // namespace

} // namespace ns3
