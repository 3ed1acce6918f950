/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef OTV_NEIGHBOR_CACHE_H
#define OTV_NEIGHBOR_CACHE_H

#include "ns3/ethernet-frame.h"
#include "ns3/network-address.h"
#include "ns3/nstime.h"

#include <cstddef>
#include <map>
#include <optional>

namespace ns3
{

/**
 * @brief What an edge device has heard of the MAC addresses of hosts in other data centres, from
 * their ARP replies and neighbour advertisements, to answer for them. Pure state: time comes in as
 * an argument.
 */
class OtvNeighborCache
{
  public:
    /// A request for a neighbour's MAC address.
    struct Request
    {
        NetworkAddress target; //!< whose MAC address is wanted
        NetworkAddress sender; //!< who wants it
        Mac48Address mac;      //!< and its MAC address
    };

    /// @param limit the most hosts to know @param timeout how long each is kept
    void SetLimits(std::size_t limit, Time timeout);

    /// @param frame came from another data centre @param now the time
    void HearRemote(const EthernetFrame& frame, Time now);
    /// @param frame goes to the other data centres: its host is not there
    void HearLocal(const EthernetFrame& frame);
    /// @param vlan a VLAN @param mac is not in another data centre any more
    void ForgetMac(uint16_t vlan, const Mac48Address& mac);

    /// @param frame any frame @return what it asks for; nothing if it is no request of a host that
    /// has an address, or asks for its own
    static std::optional<Request> ReadRequest(const EthernetFrame& frame);
    /// @param vlan a VLAN @param host an address @param now the time @return its MAC address
    std::optional<Mac48Address> Find(uint16_t vlan, const NetworkAddress& host, Time now) const;
    /**
     * @param request a request @param mac the answer @param vlan where
     * @return the host's own answer, as a frame
     */
    static EthernetFrame MakeAnswer(const Request& request, const Mac48Address& mac, uint16_t vlan);
    /// @return the hosts known, those too old included
    std::size_t GetSize() const;

  private:
    /// What is known of a host.
    struct Entry
    {
        Mac48Address mac; //!< its MAC address
        Time expires;     //!< it is too old
    };

    std::map<std::pair<uint16_t, NetworkAddress>, Entry> m_entries; //!< by VLAN and address
    std::size_t m_limit{0};                                         //!< see SetLimits
    Time m_timeout;                                                 //!< see SetLimits
};

} // namespace ns3

#endif /* OTV_NEIGHBOR_CACHE_H */
