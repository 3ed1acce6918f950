/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef LISP_NAT_PEERS_H
#define LISP_NAT_PEERS_H

#include "ns3/eid-tree.h"
#include "ns3/network-address.h"
#include "ns3/nstime.h"
#include "ns3/rloc-table.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <utility>

namespace ns3
{

/// An EID-prefix of a site behind a NAT.
struct LispNatPeer : public EidTreeLeaf
{
    using EidTreeLeaf::EidTreeLeaf;

    NetworkAddress address;            //!< of the NAT
    NetworkAddress xtr;                //!< the tunnel router's own locator, behind the NAT
    uint16_t port{0};                  //!< at which the NAT has the tunnel router's data port
    RlocTable::Id id{RlocTable::NONE}; //!< number of the NAT's address as a locator
    int64_t expires{0};                //!< time step from which on it is forgotten
};

/**
 * @brief What an RTR knows of tunnel routers behind NATs that registered through it: where their
 * EIDs can be sent. It goes before the map-cache, whose locators have no port.
 *
 * Entries go when their time is up and a new one is set, or a packet meets one.
 */
class LispNatPeers
{
  public:
    /// @param rlocs the node's locators, among which the NATs' addresses are @param most
    /// EID-prefixes that are kept
    LispNatPeers(RlocTable& rlocs, std::size_t most);
    ~LispNatPeers();
    LispNatPeers(const LispNatPeers&) = delete;
    LispNatPeers& operator=(const LispNatPeers&) = delete;

    /**
     * @brief Say where an EID-prefix is.
     * @param prefix the EID-prefix
     * @param address of the NAT
     * @param port at which the NAT has the tunnel router's data port
     * @param expires when to forget it
     * @param xtr the tunnel router's own locator
     * @return false if there are too many
     */
    bool Set(const EidPrefix& prefix,
             const NetworkAddress& address,
             uint16_t port,
             Time expires,
             const NetworkAddress& xtr = {});
    /// @param prefix an EID-prefix that is no longer there
    void Remove(const EidPrefix& prefix);
    /// Forget everything, as after a restart.
    void Clear();

    /**
     * @brief Where an EID is. A prefix whose time is up goes, so that it hides no shorter one.
     * @param instanceId its instance
     * @param eid the EID
     * @param now the time step
     * @return what is known of it; nullptr: nothing
     */
    const LispNatPeer* Find(uint32_t instanceId, const NetworkAddress& eid, int64_t now)
    {
        const LispNatPeer* peer = m_peers.Lookup(instanceId, eid);
        while (peer && peer->expires <= now)
        {
            Remove(EidPrefix(peer->prefix));
            peer = m_peers.Lookup(instanceId, eid);
        }
        return peer;
    }

    /// @param prefix an EID-prefix @param now the time step @return what is known of just this one;
    /// nullptr: nothing
    const LispNatPeer* FindPrefix(const EidPrefix& prefix, int64_t now) const
    {
        const LispNatPeer* peer = m_peers.Find(prefix);
        return peer && now < peer->expires ? peer : nullptr;
    }

    /// @param address of a NAT @param port of it @param now the time step @return true if an
    /// EID-prefix was set there, and its time is not up
    bool HasEndpoint(const NetworkAddress& address, uint16_t port, int64_t now) const;
    /// @return EID-prefixes, those whose time is up included
    std::size_t GetSize() const;

  private:
    /// An address and a port of a NAT.
    using Endpoint = std::pair<NetworkAddress, uint16_t>;

    void EraseOld();
    bool HasRoom(const EidPrefix& prefix, const Endpoint& endpoint) const;

    /// When the EID-prefixes at an address and port of a NAT are forgotten at the latest, as a time
    /// step.
    std::map<Endpoint, int64_t> m_endpoints;
    RlocTable& m_rlocs;           //!< of the node
    EidTree<LispNatPeer> m_peers; //!< by EID-prefix
    const std::size_t m_most;     //!< of them
};

} // namespace ns3

#endif /* LISP_NAT_PEERS_H */
