/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef VM_MOBILITY_ROUTED_H
#define VM_MOBILITY_ROUTED_H

#include "vm-mobility-network.h"
#include "vm-mobility-system.h"

#include <vector>

namespace ns3
{

class HostRouteChannel;
class HomeAgent;
class HostRouteSpeaker;
class NetDevice;

/**
 * @brief The mobility study without LISP: the core routes every subnet, and the routers tell each
 * other of a host that has moved.
 */
class VmMobilityRouted : public VmMobilitySystem
{
  public:
    VmMobilityRouted();
    ~VmMobilityRouted() override;

    void CountControl(std::map<std::string, uint64_t>& sent,
                      std::map<std::string, uint64_t>& drops) const override;

  protected:
    /// @param network the network @param log gets what happens
    void Prepare(const VmMobilityNetwork& network, Ptr<EventLog> log);
    /**
     * @brief Let the proxies of a data centre away from home answer for the hosts at home: there
     * the default route leads.
     * @param site the data centre @param subnet of the hosts
     */
    static void AnswerForHome(const VmMobilityNetwork::Site& site, const EidPrefix& subnet);
    /// @param site the home data centre, whose announcements are to be logged
    void LogHome(const VmMobilityNetwork::Site& site) const;
    /// @param node a gateway, if it is one of home @param host is reached by it elsewhere now
    void AnnounceAtHome(Ptr<Node> node, const NetworkAddress& host) const;
    /// @param channel carries messages, to be counted
    void Count(Ptr<HostRouteChannel> channel);

    const VmMobilityNetwork* m_network{nullptr}; //!< null before Install
    Ptr<EventLog> m_log;                         //!< gets what happens

  private:
    std::vector<Ptr<HostRouteChannel>> m_channels; //!< to be counted
};

/**
 * @brief Routing advertises the machine: a host route in every router of the core.
 */
class VmMobilityHostRoute : public VmMobilityRouted
{
  public:
    void Install(const VmMobilityNetwork& network, Ptr<EventLog> log, int64_t stream) override;

  private:
    /// @param node a router @return it, told of its neighbours
    Ptr<HostRouteSpeaker> AddSpeaker(Ptr<Node> node);
    /// @param node a router @param host a host @param device where its packets leave now, or null
    void OnRouteChanged(Ptr<Node> node, const NetworkAddress& host, Ptr<NetDevice> device);
};

/**
 * @brief Nobody but the two data centres' gateways knows: traffic for the machine goes through its
 * home data centre, and from there in a tunnel, or over the LAN extension.
 */
class VmMobilityTriangular : public VmMobilityRouted
{
  public:
    void Install(const VmMobilityNetwork& network, Ptr<EventLog> log, int64_t stream) override;

  private:
    /// @param site a data centre @param peer the other one @return its gateway's agent
    Ptr<HomeAgent> AddAgent(const VmMobilityNetwork::Site& site,
                            const VmMobilityNetwork::Site& peer);
    /// @param node a gateway @param host a host @param gateway where it is, or no address
    void OnBindingChanged(Ptr<Node> node,
                          const NetworkAddress& host,
                          const NetworkAddress& gateway);
};

} // namespace ns3

#endif /* VM_MOBILITY_ROUTED_H */
