/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef EMULATED_ROUTER_H
#define EMULATED_ROUTER_H

#include "emulation-parameters.h"
#include "lisp-helper.h"

#include "ns3/ptr.h"

#include <string>
#include <utility>
#include <vector>

namespace ns3
{

class EchoServices;
class Node;
class TapNetDevice;

/**
 * @brief A simulated LISP router at a tap of the machine, with what is behind it.
 *
 * ```
 *   Map-Server, proxy ITR:      Tunnel router of a site:
 *   tap -- map-server           tap -- xtr -- host         a simulated host, or
 *   tap -- pitr                 tap -- xtr -- tap          hosts of the machine
 * ```
 *
 * MAC addresses are made of the IP addresses (and locally administered), so that those of several
 * programs on one wire differ. Emulation::UseRealTime comes before.
 */
class EmulatedRouter
{
  public:
    /**
     * @param parameters what it is
     * @throws std::invalid_argument as TapInterface and LispHelper
     */
    explicit EmulatedRouter(const EmulationParameters& parameters);
    ~EmulatedRouter();
    EmulatedRouter(const EmulatedRouter&) = delete;
    EmulatedRouter& operator=(const EmulatedRouter&) = delete;

    /// @return the router
    Ptr<Node> GetNode() const;
    /// @return its taps, that with the locator first, and their names
    const std::vector<std::pair<std::string, Ptr<TapNetDevice>>>& GetTaps() const;
    /// @return what the simulated host offers; null: there is none
    Ptr<EchoServices> GetServices() const;

    /// @param folder where a capture of each link goes
    void EnablePcap(const std::string& folder);

  private:
    /// @param name of a tap @param address of the router there @param kind second octet of its MAC
    /// address @return the device
    Ptr<TapNetDevice> AddTap(const std::string& name,
                             const InterfaceAddress& address,
                             uint8_t kind);
    /// @return the router's port to its site
    Ptr<NetDevice> AddSite();
    /// Make it a tunnel router.
    void InstallXtr();
    /// Make it Map-Server and Map-Resolver.
    void InstallMapServer();
    /// Make it a proxy ITR.
    void InstallPitr();

    EmulationParameters m_parameters;                              //!< what it is
    LispHelper m_lisp;                                             //!< the router's LISP
    Ptr<Node> m_router;                                            //!< the router
    Ptr<Node> m_host;                                              //!< null: none
    Ptr<NetDevice> m_hostPort;                                     //!< the router's port to it
    Ptr<EchoServices> m_services;                                  //!< of the host
    std::vector<std::pair<std::string, Ptr<TapNetDevice>>> m_taps; //!< see GetTaps
};

} // namespace ns3

#endif /* EMULATED_ROUTER_H */
