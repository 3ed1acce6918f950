/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef MULTIHOMED_STUDY_H
#define MULTIHOMED_STUDY_H

#include "multihomed-network.h"

#include <cstdint>
#include <string>

namespace ns3
{

/**
 * @brief A simulation of a MultihomedNetwork: weights of the second data centre change, its first
 * uplink fails, and is back.
 */
struct MultihomedStudy
{
    static constexpr double START_S = 5;    //!< when flows start: sites have registered
    static constexpr double WEIGHTS_S = 10; //!< when weights change
    static constexpr double FAIL_S = 15;    //!< when the uplink fails
    static constexpr double BACK_S = 30;    //!< when it is back
    static constexpr double STOP_S = 45;    //!< when flows end
    static constexpr double SETTLE_S = 1;   //!< after a change, before shares are taken

    MultihomedOptions network; //!< what it is to be
    uint64_t seed{1};          //!< of the random numbers
    uint32_t newWeight{80};    //!< of the uplink, after the change
    bool isOneWay{false};      //!< nothing arrives by the uplink; false: both ends notice
    std::string captures;      //!< beginning of the names of captures; empty: none

    /**
     * @brief Run it.
     * @return what happened, as JSON: how soon the others "followed_s", left ("failover_s",
     * "last_packet_s") and came back ("return_s"); what they were told of "locators"; the first
     * uplink's "shares"; packets "sent", "lost" by reason, and "lost_others"; "loads" of the
     * uplinks over time; "messages", "control", "drops", "end_s"
     * @throws std::invalid_argument as MultihomedNetwork
     */
    std::string Run() const;
};

} // namespace ns3

#endif /* MULTIHOMED_STUDY_H */
