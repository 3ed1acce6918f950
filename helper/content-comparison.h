/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef CONTENT_COMPARISON_H
#define CONTENT_COMPARISON_H

#include "content-measures.h"
#include "run-result.h"

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace ns3
{

/**
 * @brief Policies of a choice among copies of a content, side by side: a ContentStudy of each.
 */
class ContentComparison
{
  public:
    static constexpr uint32_t BINS = 12; //!< of a stage, in the table over time

    /// @param times of the stages, which are of one length @param fail what becomes of the copy:
    /// "dies", "far", "none"
    ContentComparison(const ContentMeasures::Times& times, const std::string& fail);

    /**
     * @brief Add a policy.
     * @param name what people call it
     * @param figure before the names of its figures over time
     * @param told by ContentStudy::Run
     */
    void Add(const std::string& name, const std::string& figure, const std::string& told);

    /// @param result gets tables, also over time, events, and the sums of all policies' control
    /// messages and drops
    void Report(RunResult& result) const;

  private:
    /// A policy.
    struct Policy
    {
        std::string name;    //!< what people call it
        std::string figure;  //!< before the names of its figures over time
        nlohmann::json told; //!< of it
    };

    /// @param result gets the tables, a row for each policy or stage of one
    void AddTables(RunResult& result) const;
    /// @return how it went over time
    RunResult::Table MakeTimeline() const;
    /// @param result gets the events
    void AddEvents(RunResult& result) const;

    ContentMeasures::Times m_times; //!< of the stages
    std::string m_fail;             //!< what becomes of the copy
    std::vector<Policy> m_policies; //!< compared
};

} // namespace ns3

#endif /* CONTENT_COMPARISON_H */
