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
 * @brief Whether a locator has a way out: its interface is up, the link of its device too, and over
 * that device there is a route to something in the core. One of a loopback interface has it if
 * there is a route over whatever device.
 * @param xtr a tunnel router
 * @param rloc a locator of it
 * @param core addresses in the core; those of the other family are not looked at, and if none is
 * left, no route is asked for
 * @return true if so
 */
bool LispIsUplinkUp(const LispXtr& xtr,
                    const NetworkAddress& rloc,
                    const std::vector<NetworkAddress>& core);

} // namespace ns3

#endif /* LISP_UNDERLAY_H */
