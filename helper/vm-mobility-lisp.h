/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef VM_MOBILITY_LISP_H
#define VM_MOBILITY_LISP_H

#include "lisp-helper.h"
#include "vm-mobility-network.h"
#include "vm-mobility-system.h"

#include "ns3/eid-database.h"

#include <vector>

namespace ns3
{

class NetDevice;
struct LispMappingRecord;
struct LispRegisterResult;

/**
 * @brief LISP in the mobility study: every gateway is a tunnel router, and the mapping node is
 * Map-Server and Map-Resolver.
 *
 * Across subnets, each data centre is a site. The home gateways have their subnet as a configured
 * EID-prefix, the away ones have it as a dynamic-EID prefix, and the Map-Server lets the away site
 * register hosts of the home site. With a stretched subnet both data centres are one site, and all
 * gateways have it as a dynamic-EID prefix, each with the locators of its own data centre.
 */
class VmMobilityLisp : public VmMobilitySystem
{
  public:
    /**
     * @param update "map-notify": the Map-Server tells the former tunnel router, which solicits
     * whoever still sends there; "smr": the new one besides solicits the sites that it sent to
     * lately
     * @throws std::invalid_argument if it is neither
     */
    explicit VmMobilityLisp(const std::string& update);
    ~VmMobilityLisp() override;

    void Install(const VmMobilityNetwork& network, Ptr<EventLog> log, int64_t stream) override;
    void CountControl(std::map<std::string, uint64_t>& sent,
                      std::map<std::string, uint64_t>& drops) const override;
    LispHelper* GetLisp() override;

  private:
    /// @param site gets its tunnel routers @param name of the LISP site @param prefixes EIDs of it
    void InstallRouters(const VmMobilityNetwork::Site& site,
                        const std::string& name,
                        const std::vector<std::string>& prefixes);
    /// @param site a data centre @param subnet whose hosts may turn up there
    void AddMobileSubnet(const VmMobilityNetwork::Site& site, const EidPrefix& subnet);
    /// @param site a data centre, whose gateways are to detect hosts
    void InstallDetection(const VmMobilityNetwork::Site& site);
    /// @param eid an EID-prefix @return true if it is of the virtual machine alone
    bool IsMachine(const EidPrefix& eid) const;

    // What the trace sources call, with the node they belong to.
    void OnDetected(Ptr<Node> node,
                    const EidPrefix& eid,
                    Ptr<NetDevice> port,
                    EidDiscovery discovery,
                    const std::string& cause);
    void OnRegistration(const LispRegisterResult& result, const NetworkAddress& source);
    void OnNotified(Ptr<Node> node, const LispMappingRecord& record, const NetworkAddress& from);
    void OnAway(Ptr<Node> node, const EidPrefix& eid);
    void OnSmrSent(Ptr<Node> node, const EidPrefix& eid, const NetworkAddress& peer);
    void OnSmrReceived(Ptr<Node> node, const EidPrefix& eid, const NetworkAddress& peer);
    void OnLearned(Ptr<Node> node, const LispMappingRecord& record, const NetworkAddress& from);

    LispHelper m_lisp;                           //!< makes the tunnel routers
    const VmMobilityNetwork* m_network{nullptr}; //!< null before Install
    Ptr<EventLog> m_log;                         //!< gets what happens
    EidPrefix m_machine;                         //!< the machine's EID
};

} // namespace ns3

#endif /* VM_MOBILITY_LISP_H */
