/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef HYBRID_STUDY_H
#define HYBRID_STUDY_H

#include "event-log.h"
#include "flow-report.h"
#include "hybrid-network.h"
#include "study-traffic.h"

#include "ns3/nstime.h"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace ns3
{

/**
 * @brief A workload moves from the enterprise into the cloud while a user, a branch and its
 * database send to it: their ways, delays and losses before and after.
 *
 * Each of the three sends UDP packets to the workload, every 10 ms, and pings it, every 100 ms, so
 * that the way back shows, too: a ping's delay is there and back. It moves at 10 s; from 5 s after
 * it has come up in the cloud, all is taken to have followed.
 */
class HybridStudy
{
  public:
    /**
     * @param options what the network is to be
     * @param downtime from the workload's stop to its start in the cloud
     * @param stream of the random numbers, the first one
     */
    HybridStudy(const HybridNetworkOptions& options, Time downtime, int64_t stream);
    ~HybridStudy();

    HybridStudy(const HybridStudy&) = delete;
    HybridStudy& operator=(const HybridStudy&) = delete;

    /// @return the network
    const HybridNetwork& GetNetwork() const;
    /// Run it to its end.
    void Run();
    /// @return what became of the flows
    const std::vector<FlowReport>& GetFlows() const;
    /// @param drops gets what was dropped, by reason @return control messages sent, by type
    std::map<std::string, uint64_t> CountControl(std::map<std::string, uint64_t>& drops) const;
    /// @return what happened
    const std::vector<LoggedEvent>& GetEvents() const;
    /// @param path nodes passed @return them as text: "user, core-users, proxy"
    static std::string NamePath(const std::vector<std::string>& path);

  private:
    Ptr<EventLog> m_log;             //!< gets what happens
    HybridNetwork m_network;         //!< the network
    Time m_off;                      //!< the workload stops
    Time m_on;                       //!< it is in the cloud
    Time m_end;                      //!< of sending
    StudyTraffic m_traffic;          //!< all flows
    std::vector<FlowReport> m_flows; //!< after Run
};

} // namespace ns3

#endif /* HYBRID_STUDY_H */
