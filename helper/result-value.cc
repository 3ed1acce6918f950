/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "result-value.h"

#include "not-measured.h"

#include <type_traits>

namespace ns3
{

double
FindNumber(const ResultFigures& figures, const std::string& name)
{
    for (const auto& [own, value] : figures)
    {
        if (own == name)
        {
            return std::visit(
                [](const auto& held) {
                    if constexpr (std::is_same_v<std::decay_t<decltype(held)>, std::string>)
                    {
                        return NOT_MEASURED;
                    }
                    else
                    {
                        return static_cast<double>(held);
                    }
                },
                value);
        }
    }
    return NOT_MEASURED;
}

std::string
FindText(const ResultFigures& figures, const std::string& name)
{
    for (const auto& [own, value] : figures)
    {
        if (own == name && std::holds_alternative<std::string>(value))
        {
            return std::get<std::string>(value);
        }
    }
    return "";
}

} // namespace ns3
