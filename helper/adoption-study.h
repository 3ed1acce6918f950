/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef ADOPTION_STUDY_H
#define ADOPTION_STUDY_H

#include "adoption-network.h"
#include "result-value.h"

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <string>

namespace ns3
{

/**
 * @brief A step of the adoption of LISP: flows between the sites of an AdoptionNetwork, and what
 * they have to bear.
 */
struct AdoptionStudy
{
    AdoptionOptions network; //!< what it is to be
    uint64_t seed{1};        //!< of the random numbers
    std::string captures;    //!< beginning of the names of captures; empty: none

    /**
     * @brief Run it.
     * @return what happened, as JSON: the routes of the first core router by kind; packets that
     * proxy ITRs "attracted" and that were "proxied" by proxy ETRs; the "order" in which sites
     * adopt LISP; of each of the "flows" what was sent and lost, its delay, and whether its ends
     * have LISP; "control", "drops", "end_s"
     * @throws std::invalid_argument as AdoptionNetwork
     */
    std::string Run() const;

    /// @param percent of the sites that have LISP @param step what happened @param base what
    /// happens without LISP @param usesPetr whether LISP sites send to others by proxy @return a
    /// row
    static ResultFigures MakeRow(uint64_t percent,
                                 const nlohmann::json& step,
                                 const nlohmann::json& base,
                                 bool usesPetr);
};

} // namespace ns3

#endif /* ADOPTION_STUDY_H */
