/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef NEIGHBOR_UPDATER_H
#define NEIGHBOR_UPDATER_H

#include "neighbor-observer.h"

#include "ns3/network-address.h"
#include "ns3/traced-callback.h"

namespace ns3
{

class SviDevice;

/**
 * @brief Lets the ARP cache of a gateway port or a host's NIC follow what is announced, as RFC 826
 * ("Packet Reception") has it and ns-3 does not: there, requests change no cache, and replies that
 * nobody waits for are dropped.
 *
 * An announcement, a request or a reply that tells of another MAC address than the cache has
 * changes the entry; packets that wait for it go out. Permanent entries stay. Neighbor Discovery
 * needs no help: ns-3 takes unsolicited advertisements as RFC 4861 section 7.2.5 says.
 */
class NeighborUpdater : public NeighborObserver
{
  public:
    /// @return the type
    static TypeId GetTypeId();

    NeighborUpdater();
    ~NeighborUpdater() override;

    /// @return the entries whose MAC address changed, or became known
    uint64_t GetUpdated() const;
    /// @return the entries made for hosts that the cache did not have
    uint64_t GetCreated() const;
    /// @return the messages that claim an address of this node for another MAC address
    uint64_t GetConflicts() const;

    /// Signature of the trace source Updated: a host, and the MAC address that it has now.
    typedef void (*UpdatedTracedCallback)(const NetworkAddress& host, const Mac48Address& mac);

  protected:
    void DoDispose() override;
    void Attach() override;
    void Hear(const EthernetFrame& frame) override;

  private:
    /// @param mac an address @return true if the port has it
    bool IsOwn(const Mac48Address& mac) const;

    Ptr<SviDevice> m_svi;    //!< the port, if it is a gateway port
    bool m_creates;          //!< attribute CreateEntries
    uint64_t m_updated{0};   //!< see GetUpdated
    uint64_t m_created{0};   //!< see GetCreated
    uint64_t m_conflicts{0}; //!< see GetConflicts
    TracedCallback<const NetworkAddress&, const Mac48Address&> m_updatedTrace; //!< "Updated"
};

} // namespace ns3

#endif /* NEIGHBOR_UPDATER_H */
