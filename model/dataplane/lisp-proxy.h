/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef LISP_PROXY_H
#define LISP_PROXY_H

#include "lisp-drop-reason.h"

#include "ns3/eid-tree.h"
#include "ns3/locator-set.h"
#include "ns3/network-address.h"
#include "ns3/ptr.h"

#include <cstdint>
#include <unordered_set>
#include <vector>

namespace ns3
{

/**
 * @brief What a tunnel router is told of the Internet that has no LISP (RFC 6832): as a proxy ITR
 * the EIDs whose packets it attracts, as a proxy ETR who may use it, and as an ITR which proxy ETRs
 * to use.
 *
 * Part of a LispXtr, from which it is got by GetProxy. Nothing here knows of a network.
 */
class LispProxy
{
  public:
    /**
     * @brief Proxy ITR: encapsulate packets of any source to the EIDs of a prefix. That other
     * routers send them here is a matter of the underlay's routing (RFC 6832 section 5.1).
     * @param prefix an aggregate of EID-prefixes
     * @throws std::invalid_argument if it is no IPv4 or IPv6 prefix, or is there already
     */
    void AddPrefix(const EidPrefix& prefix);
    /// @param prefix one that was added @return false if it was not
    bool RemovePrefix(const EidPrefix& prefix);
    /// @return the prefixes, in order
    std::vector<EidPrefix> GetPrefixes() const;

    /**
     * @param instanceId an instance
     * @param destination an address
     * @return the longest of the prefixes that covers it; nullptr if none does
     */
    const EidPrefix* FindPrefix(uint32_t instanceId, const NetworkAddress& destination) const
    {
        const EidTreeLeaf* found = m_prefixes.Lookup(instanceId, destination);
        return found ? &found->prefix : nullptr;
    }

    /**
     * @brief Proxy ETR: take packets of this tunnel router, and of no other that was not named.
     * @param rloc its locator
     * @throws std::invalid_argument if that is no IPv4 or IPv6 address
     */
    void AddClient(const NetworkAddress& rloc);
    /**
     * @brief Proxy ETR: take packets of these EIDs, and of no others that were not named (RFC 6832
     * section 6.1: SHOULD).
     * @param prefix an EID-prefix of a site that uses this router
     * @throws std::invalid_argument if it is no IPv4 or IPv6 prefix
     */
    void AddClientEids(const EidPrefix& prefix);
    /**
     * @brief Whether a proxy ETR takes a packet. Without any named client it takes all: a service
     * to the world, as is one without any named EIDs.
     * @param rloc the outer source
     * @param instanceId the packet's instance
     * @param source the inner source
     * @return why not; NONE: it does
     */
    LispDropReason CheckClient(const NetworkAddress& rloc,
                               uint32_t instanceId,
                               const NetworkAddress& source) const;

    /// @param locators of proxy ETRs, for packets to be forwarded natively; nullptr: no proxy
    void SetEtrs(const Ptr<const LocatorSet>& locators);

    /// @return the proxy ETRs to use; nullptr if packets go natively
    const Ptr<const LocatorSet>& GetEtrs() const
    {
        return m_etrs;
    }

  private:
    EidTree<EidTreeLeaf> m_prefixes;              //!< attracted by a proxy ITR
    std::unordered_set<NetworkAddress> m_clients; //!< of a proxy ETR, by locator; none: anybody
    EidTree<EidTreeLeaf> m_clientEids;            //!< of a proxy ETR; none: any
    Ptr<const LocatorSet> m_etrs;                 //!< used by an ITR
};

} // namespace ns3

#endif /* LISP_PROXY_H */
