/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * @brief ns-3's test runner for the suites of this module: the wheel has no such program.
 */

#include "ns3/test.h"

int
main(int argc, char* argv[])
{
    return ns3::TestRunner::Run(argc, argv);
}
