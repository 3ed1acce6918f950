/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef IOT_NETWORK_H
#define IOT_NETWORK_H

#include "core-helper.h"
#include "lisp-helper.h"

#include "ns3/net-device.h"
#include "ns3/node-container.h"
#include "ns3/nstime.h"
#include "ns3/ptr.h"

#include <cstdint>
#include <string>
#include <vector>

namespace ns3
{

/// What an IotNetwork is to be.
struct IotNetworkOptions
{
    uint32_t gateways{8};         //!< tunnel routers with a cell each, 2 to 64
    uint32_t collectors{1};       //!< sites with a collector each, 1 to 16
    bool solicitsOnChange{};      //!< a gateway solicits collectors when a thing has come
    Time smrInterval{Seconds(3)}; //!< between Solicit-Map-Requests to a locator
};

/**
 * @brief Gateways of a field of things and the sites of its collectors, around a core of two
 * routers, all with LISP.
 *
 * ```
 *   cell1 ---- gateway1 --+                        +-- collector-gw1 ---- collector1
 *   cell2 ---- gateway2 --+-- core1 ------ core2 --+-- collector-gw2 ---- collector2
 *    ...                  +                        +-- map-server
 * ```
 *
 * The gateways are one LISP site: each may find any thing in its cell, and registers it by itself.
 * A cell is 5 ms and 10 Mbit/s away from its gateway, a link of the core 10 ms long, an uplink
 * 0.5 ms, a collector 0.1 ms from its router. Gateways' ports to the cells have addresses of
 * 192.168.0.0/16, which nobody routes.
 */
class IotNetwork
{
  public:
    /**
     * @param options what it is to be
     * @throws std::invalid_argument naming an option out of its range
     */
    explicit IotNetwork(const IotNetworkOptions& options);
    ~IotNetwork();

    IotNetwork(const IotNetwork&) = delete;
    IotNetwork& operator=(const IotNetwork&) = delete;

    /// @return the cells' devices, in the order of gateways
    const std::vector<Ptr<NetDevice>>& GetCells() const;
    /// @return the gateways
    const NodeContainer& GetGateways() const;
    /// @param gateway from 0 @return its locator
    NetworkAddress GetLocator(uint32_t gateway) const;
    /// @return the collectors' tunnel routers
    const NodeContainer& GetCollectorRouters() const;
    /// @return the collectors' hosts
    const NodeContainer& GetCollectors() const;
    /// @param collector from 0 @return its address
    static NetworkAddress GetCollectorAddress(uint32_t collector);
    /// @return the mapping system
    Ptr<Node> GetMapServer() const;
    /// @return all nodes, cells included
    NodeContainer GetNodes() const;
    /// @return routes that the first core router has
    std::size_t CountCoreRoutes() const;
    /// @param stream of the random numbers, the first one @return how many are used
    int64_t AssignStreams(int64_t stream) const;
    /// Capture at the uplinks of gateways. @param prefix of the files' names
    void EnablePcap(const std::string& prefix) const;

  private:
    /// @param number of a gateway, to be built @param router of the core, that it is at
    void BuildGateway(uint32_t number, uint32_t router);
    /// @param number of a collector, to be built @param router of the core, that it is at
    void BuildCollector(uint32_t number, uint32_t router);

    CoreHelper m_core;                         //!< two routers
    LispHelper m_lisp;                         //!< installs LISP
    NodeContainer m_gateways;                  //!< tunnel routers
    NodeContainer m_routers;                   //!< tunnel routers of collectors
    NodeContainer m_collectors;                //!< hosts
    std::vector<CoreHelper::Uplink> m_uplinks; //!< of gateways
    std::vector<Ptr<NetDevice>> m_cells;       //!< at the other end of gateways' ports
    Ptr<Node> m_mapServer;                     //!< the mapping system
};

} // namespace ns3

#endif /* IOT_NETWORK_H */
