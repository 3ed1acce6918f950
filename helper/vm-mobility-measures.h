/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef VM_MOBILITY_MEASURES_H
#define VM_MOBILITY_MEASURES_H

#include "fabric-meter.h"
#include "run-result.h"
#include "vm-mobility-network.h"

#include <memory>
#include <vector>

namespace ns3
{

/// @param network the network of the mobility study, complete @return counts on all its links
std::unique_ptr<FabricMeter> WatchFabric(const VmMobilityNetwork& network);

/**
 * @brief Find the last stale packet of each move, of all flows from and to its machine: see
 * FlowLedger::Report.
 * @param migrations the moves; get lastStale_s
 * @param flows the flows, reported with the same moves
 */
void FindLastStale(std::vector<MigrationReport>& migrations, const std::vector<FlowReport>& flows);

} // namespace ns3

#endif /* VM_MOBILITY_MEASURES_H */
