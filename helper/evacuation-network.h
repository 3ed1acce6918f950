/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef EVACUATION_NETWORK_H
#define EVACUATION_NETWORK_H

#include "fabric-meter.h"
#include "load-meter.h"
#include "packet-ledger.h"

#include "ns3/migration-plan.h"
#include "ns3/net-device-container.h"
#include "ns3/nstime.h"
#include "ns3/ptr.h"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace ns3
{

class Hypervisor;
class Node;
class Packet;
class RateErrorModel;
class VirtualMachine;

/// What an EvacuationNetwork is to be.
struct EvacuationNetworkOptions
{
    uint32_t hypervisors{8};         //!< in each data centre, 1 to 250
    uint32_t links{4};               //!< between the data centres, 1 to 64
    uint64_t linkRate{1000000000};   //!< of each of them, bit/s
    Time linkDelay{MilliSeconds(5)}; //!< of each of them, one way
    uint64_t hostMemory{0};          //!< of each hypervisor for machines, bytes
    uint32_t hostVCpus{0};           //!< of each hypervisor for machines
    uint32_t jumbo{9000};            //!< MTU on the whole way, octets
};

/**
 * @brief Two data centres for moving many machines: hypervisors with an IP address each, a router
 * on each side, and parallel links between these.
 *
 * ```
 *   dc1-hv1 ---+                +====+                +--- dc2-hv1
 *   dc1-hv2 ---+-- dc1-router --+====+-- dc2-router --+--- dc2-hv2
 *   ...        |                +====+                |    ...
 * ```
 *
 * What is sent to a hypervisor of the other data centre takes the link of its number: hypervisor 1
 * the first, 2 the second, and so around. So where a machine is sent decides what link it loads.
 * The machines' own VLAN is not joined: what is looked at is how the moves share the links.
 */
class EvacuationNetwork
{
  public:
    /**
     * @param options what it is to be
     * @throws std::invalid_argument if a number is out of range
     */
    explicit EvacuationNetwork(const EvacuationNetworkOptions& options);
    ~EvacuationNetwork();

    EvacuationNetwork(const EvacuationNetwork&) = delete;
    EvacuationNetwork& operator=(const EvacuationNetwork&) = delete;

    /**
     * @brief Make a machine and start it at a hypervisor.
     * @param name of its node
     * @param hypervisor number of the hypervisor: those of dc1 first
     * @param memory bytes
     * @return the machine, which writes nothing
     * @throws std::invalid_argument as Hypervisor::Start
     */
    Ptr<VirtualMachine> AddMachine(const std::string& name,
                                   std::size_t hypervisor,
                                   uint64_t memory);

    /// @return the hypervisors by number: those of dc1 first
    const std::vector<Ptr<Hypervisor>>& GetHypervisors() const;
    /// @return the network as a plan sees it: hypervisors, links, which of them passes which
    MigrationInventory GetInventory() const;
    /// @param link a link, from 0 on @param dataCenter 1 or 2 @return octets of frames that were
    /// sent over it by that data centre
    uint64_t GetSent(std::size_t link, uint32_t dataCenter) const;
    /// @param link a link, from 0 on @return what was sent over it over time, in the busier
    /// direction
    FlowReport::Throughput GetLoad(std::size_t link) const;
    /// @return octets by class of link and kind of traffic: see FabricMeter
    std::map<std::string, std::map<std::string, uint64_t>> GetFabric() const;
    /// @return packets dropped, by reason: see PacketLedger
    std::map<std::string, uint64_t> GetDrops() const;
    /// @return what a short packet takes to a hypervisor of the other data centre and back
    Time GetRoundTrip() const;
    /// @param hypervisor number of a hypervisor @return "dc1" or "dc2"
    std::string GetDataCenter(std::size_t hypervisor) const;
    /**
     * @brief Let a link lose every frame, or none any more.
     * @param link a link, from 0 on
     * @param isUp whether frames pass
     */
    void SetLink(std::size_t link, bool isUp);
    /// @param prefix of the files: captures of all links between the data centres
    void EnablePcap(const std::string& prefix) const;

  private:
    /// @param a a node @param b another @param rate bit/s @param delay of the link
    /// @param subnet of the link, as "10.1.2": a has .1, b has .2 @return both ends
    NetDeviceContainer Lay(Ptr<Node> a,
                           Ptr<Node> b,
                           uint64_t rate,
                           Time delay,
                           const std::string& subnet) const;
    /// @param meter of a link's end @param packet a frame that it sends
    static void Count(LoadMeter* meter, Ptr<const Packet> packet);
    /// Account for what links carry and for what is dropped.
    void Watch();

    const EvacuationNetworkOptions m_options;   //!< what it is to be
    std::vector<Ptr<Hypervisor>> m_hypervisors; //!< by number
    NetDeviceContainer m_links;                 //!< dc1's end and dc2's end of each link
    std::vector<LoadMeter> m_sent;              //!< what those ends sent, in their order
    FabricMeter m_fabric;                       //!< what all links carry
    Ptr<PacketLedger> m_ledger;                 //!< what is dropped
    std::vector<Ptr<RateErrorModel>> m_errors;  //!< of those ends; null: never failed
};

} // namespace ns3

#endif /* EVACUATION_NETWORK_H */
