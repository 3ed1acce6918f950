/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef LISP_OUTER_ROUTES_H
#define LISP_OUTER_ROUTES_H

#include "lisp-drop-reason.h"

#include "ns3/ipv4-interface.h"
#include "ns3/ipv6-interface.h"
#include "ns3/network-address.h"
#include "ns3/ptr.h"

#include <cstdint>
#include <vector>

namespace ns3
{

class LispXtr;

/**
 * @brief How to reach a locator.
 */
struct LispOuterRoute
{
    NetworkAddress destination;    //!< the locator
    NetworkAddress source;         //!< this router's own
    NetworkAddress nextHop;        //!< a neighbour, or the locator itself
    Ptr<Ipv4Interface> interface4; //!< where to, if the locator is IPv4
    Ptr<Ipv6Interface> interface6; //!< where to, if it is IPv6
    uint32_t rloc{0};              //!< the locator's number
    int64_t expires{-1};           //!< time step from which on it is to be looked up again
    int64_t pathMtuExpires{-1};    //!< time step from which on pathMtu is to be forgotten
    uint32_t linkMtu{0};           //!< the outgoing link's MTU
    uint32_t pathMtu{0};           //!< what a router on the path said (RFC 9300 section 7.2)
    uint16_t natPort{0};           //!< UDP port of the locator behind a NAT; 0: 4341, behind none
    LispDropReason failure{LispDropReason::NONE}; //!< why there is no way; NONE: there is one
};

/**
 * @brief The routes to locators, by their number in the RlocTable.
 *
 * A route is looked up in the node's routing when it is first wanted, and again after a change of
 * an interface, an address or a route that routing was told of, and at the end of a lifetime,
 * because ns-3 tells nobody of edited static routes.
 */
class LispOuterRoutes
{
  public:
    /// @param xtr whose routes
    explicit LispOuterRoutes(const LispXtr& xtr);

    /**
     * @brief The route to a locator.
     * @param id its number
     * @param rloc its address
     * @param now the time step
     * @return the route, to be used at once
     */
    const LispOuterRoute& Get(uint32_t id, const NetworkAddress& rloc, int64_t now)
    {
        if (id < m_routes.size())
        {
            const LispOuterRoute& route = m_routes[id];
            // Numbers are given out again: the address says whether it is still the same locator.
            if (now < route.expires && route.destination == rloc)
            {
                return route;
            }
        }
        return LookUp(id, rloc, now);
    }

    /// @param lifetime time steps until a route is looked up again
    void SetLifetime(int64_t lifetime);
    /// Look every route up again when it is wanted next.
    void Invalidate();
    /**
     * @brief Note what a router on the path to a locator can forward.
     * @param id the locator's number
     * @param rloc its address
     * @param mtu octets
     * @param expires time step from which on to forget it
     */
    void SetPathMtu(uint32_t id, const NetworkAddress& rloc, uint32_t mtu, int64_t expires);

    /// @param id a locator's number @param rloc its address @return the time step in which its
    /// route was looked up last; negative: never
    int64_t GetLookUp(uint32_t id, const NetworkAddress& rloc) const;

  private:
    LispOuterRoute& GetSlot(uint32_t id, const NetworkAddress& rloc);
    const LispOuterRoute& LookUp(uint32_t id, const NetworkAddress& rloc, int64_t now);
    LispDropReason FindIpv4(LispOuterRoute& route) const;
    LispDropReason FindIpv6(LispOuterRoute& route) const;

    const LispXtr& m_xtr;                 //!< whose routes
    std::vector<LispOuterRoute> m_routes; //!< by the locators' numbers
    std::vector<int64_t> m_lookUps;       //!< of m_routes: time steps, apart from what packets read
    int64_t m_lifetime{0};                //!< time steps
};

} // namespace ns3

#endif /* LISP_OUTER_ROUTES_H */
