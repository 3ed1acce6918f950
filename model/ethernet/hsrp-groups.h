/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef HSRP_GROUPS_H
#define HSRP_GROUPS_H

#include "ns3/mac48-address.h"
#include "ns3/network-address.h"
#include "ns3/object.h"

#include <optional>
#include <vector>

namespace ns3
{

class HsrpRouter;
class SviDevice;

/**
 * @brief The HSRP groups of a gateway port: aggregated to it, it keeps them alive as long as the
 * port.
 */
class HsrpGroups : public Object
{
  public:
    /// @return the type
    static TypeId GetTypeId();

    HsrpGroups();
    ~HsrpGroups() override;

    /**
     * @brief Add a router. Called by HsrpRouter::Install.
     * @param svi the port @param router it
     * @throws std::invalid_argument if its group is there already, in the same family
     */
    static void Add(Ptr<SviDevice> svi, Ptr<HsrpRouter> router);

    /// @return the routers in the order in which they were installed
    const std::vector<Ptr<HsrpRouter>>& GetRouters() const;

    /// What a router that speaks for others is to know of the groups of a port.
    struct Gateway
    {
        Mac48Address mac; //!< a group's virtual MAC address
        bool isActive;    //!< whether this router is the group's active one
    };

    /**
     * @brief The gateway of a family: the first group in which this router is active, or the first.
     * @param svi a port @param family IPV4 or IPV6
     * @return the gateway; nothing if the port has no group of the family
     */
    static std::optional<Gateway> Find(Ptr<const SviDevice> svi, AddressFamily family);
    /// @param svi a port @param mac an address @return true if a group of the port has it
    static bool HasVirtualMac(Ptr<const SviDevice> svi, const Mac48Address& mac);

  protected:
    void DoDispose() override;

  private:
    std::vector<Ptr<HsrpRouter>> m_routers; //!< in order
};

} // namespace ns3

#endif /* HSRP_GROUPS_H */
