/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef ACTIVE_ACTIVE_NETWORK_H
#define ACTIVE_ACTIVE_NETWORK_H

#include "core-helper.h"
#include "data-center-helper.h"
#include "lan-extension-helper.h"
#include "lisp-helper.h"
#include "load-meter.h"
#include "locator-watch.h"
#include "node-failure.h"
#include "study-traffic.h"
#include "unknown-connections.h"

#include "ns3/node.h"
#include "ns3/nstime.h"

#include <array>
#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <vector>

namespace ns3
{

/// What an ActiveActiveNetwork is to be.
struct ActiveActiveOptions
{
    uint32_t clients{8};  //!< sites with a client, 1 to 40
    uint32_t udpFlows{5}; //!< from each, 0 to 20
    uint32_t tcpFlows{2}; //!< from each, 0 to 20
    uint32_t weight{60};  //!< of the first data centre, 10 to 90; of the second one, the rest
    std::string detection{"probe"}; //!< of failures: "probe", "icmp" or "none"
    std::string subnet{"separate"}; //!< "separate", or the LAN extension that stretches it
    Time probeInterval{Seconds(5)}; //!< between RLOC-probes of a locator
    Time retry{Seconds(10)};        //!< until a locator is tried again that ICMP has taken down
};

/**
 * @brief Two data centres that serve one EID-prefix, clients of both, and the failure of one.
 *
 * Tunnel routers of both data centres register the prefix with both locators: the same priority,
 * and weights by capacity. Each has a server. If the subnet is separate, both servers have the same
 * address, and who gets a packet serves it; TCP connections of the other one are reset. If it is
 * stretched, each server has an address of its own, and what comes in at the other data centre
 * crosses the LAN extension.
 *
 * Clients' sites are by turns near the first and the second data centre, which are 10 ms apart.
 */
class ActiveActiveNetwork
{
  public:
    static constexpr std::size_t CENTERS = 2; //!< data centres

    /**
     * @param options what it is to be
     * @param stream of the random numbers, the first one
     * @throws std::invalid_argument naming an option out of its range
     */
    ActiveActiveNetwork(const ActiveActiveOptions& options, int64_t stream);
    ~ActiveActiveNetwork();

    ActiveActiveNetwork(const ActiveActiveNetwork&) = delete;
    ActiveActiveNetwork& operator=(const ActiveActiveNetwork&) = delete;

    /// @param traffic watches all nodes, and gets the flows; each of UDP sends every 50 ms, each of
    /// TCP 80 kbit/s
    void AddTraffic(StudyTraffic& traffic);
    /// The gateway and the server of the first data centre fail, or are back, booted. @param isUp
    /// which of these
    void SetCenter(bool isUp);

    /// @param path of a packet, names of nodes @return the number of the data centre that it came
    /// to first; CENTERS if it came to none
    std::size_t FindEntry(const std::vector<std::string>& path) const;
    /// @return what each client's tunnel router sends to the first data centre and the other one
    const std::vector<std::unique_ptr<LocatorWatch>>& GetWatches() const;
    /// @param center 0 or 1 @return what its gateway got from the core over time
    FlowReport::Throughput GetLoad(std::size_t center) const;
    /// @return segments of TCP that a server did not know the connection of
    uint64_t GetRefused() const;
    /// Capture at the gateways' links to the core. @param prefix of the files' names
    void EnablePcap(const std::string& prefix) const;

  private:
    /// @param options what it is to be @throws std::invalid_argument naming what is out of range
    static void Check(const ActiveActiveOptions& options);
    /// Build the data centres.
    void BuildCenters();
    /// @param number of a client's site, to be built
    void BuildClient(uint32_t number);
    /// @param load of a link @param packet that arrived there
    static void Count(LoadMeter* load, Ptr<const Packet> packet);

    ActiveActiveOptions m_options;                             //!< what it is to be
    CoreHelper m_core;                                         //!< joins all
    LispHelper m_lisp;                                         //!< installs LISP
    NodeFailure m_failure;                                     //!< takes nodes down
    std::deque<DataCenterHelper> m_centers;                    //!< data centres
    std::unique_ptr<LanExtensionHelper> m_extension;           //!< null: subnets are separate
    std::vector<StudyTraffic::End> m_servers;                  //!< by data centre
    NodeContainer m_gateways;                                  //!< of clients' sites
    NodeContainer m_clients;                                   //!< by site
    std::vector<std::unique_ptr<LocatorWatch>> m_watches;      //!< see GetWatches
    std::array<LoadMeter, CENTERS> m_loads;                    //!< by data centre
    std::vector<std::unique_ptr<UnknownConnections>> m_guards; //!< of servers
};

} // namespace ns3

#endif /* ACTIVE_ACTIVE_NETWORK_H */
