/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SHARING_NETWORK_H
#define SHARING_NETWORK_H

#include "core-helper.h"
#include "data-center-helper.h"
#include "fabric-meter.h"
#include "study-traffic.h"

#include "ns3/node-container.h"
#include "ns3/nstime.h"
#include "ns3/ptr.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace ns3
{

class Hypervisor;

/// What a SharingNetwork is to be.
struct SharingNetworkOptions
{
    uint32_t flows{2};               //!< servers in each data centre, 1 to 200
    uint64_t linkRate{1000000000};   //!< of the link that is shared, bit/s
    Time linkDelay{MilliSeconds(5)}; //!< of that link, one way
    uint32_t window{1 << 24};        //!< of the hypervisors' TCP, octets
    Time announce{Seconds(3)};       //!< when hosts announce themselves
};

/**
 * @brief Two data centres, each with a hypervisor and some servers, and between them one link that
 * a migration and the servers' flows share.
 *
 * ```
 *   sources ----+                                             +---- sinks
 *              paris's switches -- core1 ---- core2 -- rome's switches
 *   hypervisor1 +                                             + hypervisor2
 * ```
 *
 * All other links have 10 Gbit/s, all hosts jumbo frames; the link's queues hold what the way does.
 */
class SharingNetwork
{
  public:
    static constexpr uint16_t VLAN = 100; //!< of servers and machines
    static constexpr uint16_t MTU = 9000; //!< of all hosts: jumbo frames

    /// @param options what it is to be
    explicit SharingNetwork(const SharingNetworkOptions& options);

    /// @param place 0 or 1 @param flow from 0 @return its end there
    StudyTraffic::End GetServer(std::size_t place, std::size_t flow) const;
    /// @param place 0 or 1 @return the hypervisor
    Ptr<Hypervisor> GetHypervisor(std::size_t place) const;
    /// @return all nodes, machines left out
    NodeContainer GetNodes() const;
    /// @param stream the first of the random numbers' streams @return how many are used
    int64_t AssignStreams(int64_t stream) const;
    /// @param meter counts what links carry from now on
    void Watch(FabricMeter& meter) const;
    /// Capture on the link. @param folder where to
    void EnablePcap(const std::string& folder) const;

  private:
    /// @param packets that each end of the link keeps at most
    void SetQueues(double packets) const;
    /// @param number of the place @param name and @param address of a server
    void AddServer(std::size_t number, const std::string& name, const std::string& address);

    CoreHelper m_core;                                       //!< two routers, the link between them
    std::vector<DataCenterHelper> m_places;                  //!< at its ends
    std::array<std::vector<StudyTraffic::End>, 2> m_servers; //!< by place
    std::vector<Ptr<Hypervisor>> m_hypervisors;              //!< by place
};

} // namespace ns3

#endif /* SHARING_NETWORK_H */
