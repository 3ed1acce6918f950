/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "told-figures.h"

#include "lisp-helper.h"
#include "not-measured.h"
#include "packet-ledger.h"

#include <nlohmann/json.hpp>
#include <variant>

namespace ns3
{

std::vector<nlohmann::json>
HearAll(const std::vector<std::string>& told)
{
    std::vector<nlohmann::json> heard;
    heard.reserve(told.size());
    for (const auto& text : told)
    {
        heard.push_back(nlohmann::json::parse(text));
    }
    return heard;
}

double
HearNumber(const nlohmann::json& told)
{
    return told.is_null() ? NOT_MEASURED : told.get<double>();
}

void
HearCounts(const nlohmann::json& told, std::map<std::string, uint64_t>& sums)
{
    for (const auto& [name, count] : told.items())
    {
        sums[name] += count.get<uint64_t>();
    }
}

ResultFigures
HearFigures(const nlohmann::json& told)
{
    ResultFigures figures;
    for (const auto& figure : told)
    {
        const auto& value = figure[1];
        const std::string name = figure[0];
        if (value.is_string())
        {
            figures.emplace_back(name, value.get<std::string>());
        }
        else if (value.is_number_unsigned())
        {
            figures.emplace_back(name, value.get<uint64_t>());
        }
        else
        {
            figures.emplace_back(name, HearNumber(value));
        }
    }
    return figures;
}

nlohmann::json
TellFigures(const ResultFigures& figures)
{
    auto told = nlohmann::json::array();
    for (const auto& [name, value] : figures)
    {
        std::visit([&told, key = name](const auto& held) { told.push_back({key, held}); }, value);
    }
    return told;
}

void
TellCounts(const PacketLedger& ledger, nlohmann::json& told)
{
    std::map<std::string, uint64_t> control;
    auto drops = ledger.GetDrops();
    LispHelper::CountControl(control, drops);
    told["control"] = control;
    told["drops"] = drops;
}

} // namespace ns3
