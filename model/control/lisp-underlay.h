/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef LISP_UNDERLAY_H
#define LISP_UNDERLAY_H

#include "ns3/network-address.h"
#include "ns3/ptr.h"

#include <cstdint>
#include <vector>

namespace ns3
{

class LispXtr;
class NetDevice;

/// What a tunnel router's underlay routing has for an address.
enum class LispUnderlayRoute : uint8_t
{
    NONE,     //!< no route
    DEFAULT,  //!< the default route only
    SPECIFIC, //!< another route
};

/**
 * @param xtr a tunnel router
 * @param address a locator
 * @return the route of its underlay routing
 */
LispUnderlayRoute LispFindUnderlayRoute(const LispXtr& xtr, const NetworkAddress& address);

/**
 * @param xtr a tunnel router
 * @param rloc a locator of it
 * @return the device that has the address; null: none has
 */
Ptr<NetDevice> LispGetUplink(const LispXtr& xtr, const NetworkAddress& rloc);

/**
 * @param xtr a tunnel router
 * @param rloc a locator of it
 * @return true if its interface and the link of its device are up
 */
bool LispIsUplinkUp(const LispXtr& xtr, const NetworkAddress& rloc);

/**
 * @param xtr a tunnel router
 * @param rloc a locator of it
 * @param core addresses of other nodes
 * @return true if there is a route to one of these, of the locator's family, over the device that
 * has the locator, or, if that is a loopback interface, over any; it need not be the best one
 */
bool LispLeadsAnywhere(const LispXtr& xtr,
                       const NetworkAddress& rloc,
                       const std::vector<NetworkAddress>& core);

} // namespace ns3

#endif /* LISP_UNDERLAY_H */
