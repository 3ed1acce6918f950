/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef CONTENT_STUDY_H
#define CONTENT_STUDY_H

#include "content-measures.h"
#include "content-network.h"

#include "ns3/nstime.h"

#include <cstdint>
#include <string>

namespace ns3
{

/**
 * @brief One simulation of a ContentNetwork, whose copy in the middle changes and is then as
 * before.
 */
struct ContentStudy
{
    /// What becomes of the copy in the middle.
    enum Change : uint8_t
    {
        NONE, //!< nothing
        DIES, //!< nothing comes over its uplink, either way
        FAR,  //!< its uplink gets longer
    };

    /// When clients ask first, seconds: sites have registered.
    static constexpr double START_S = 5;

    /**
     * @brief Run it.
     * @return what happened, as JSON: central (the copy), probes, end_s; all, stages and bins, each
     * as ContentMeasures::Part; changes, as ContentMeasures::Change; losses, control and drops,
     * counts by name
     */
    std::string Run() const;

    uint64_t seed{1};                 //!< of the random numbers
    ContentOptions network;           //!< what is simulated
    Change change{NONE};              //!< in the second stage
    Time detour;                      //!< of FAR
    ContentMeasures::Times times;     //!< of the stages; clients ask until the last one
    Time interval{MilliSeconds(250)}; //!< from one request of a client to the next
    uint32_t bins{1};                 //!< parts of equal length of all stages together
    std::string captures;             //!< prefix of the names of captures; empty: there are none
};

} // namespace ns3

#endif /* CONTENT_STUDY_H */
