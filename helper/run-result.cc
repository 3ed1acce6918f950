/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "run-result.h"

namespace ns3
{

double
FindFigure(const RunResult& result, const std::string& group, const std::string& figure)
{
    for (const auto& own : result.groups)
    {
        if (own.name == group)
        {
            return FindNumber(own.figures, figure);
        }
    }
    return NOT_MEASURED;
}

} // namespace ns3
