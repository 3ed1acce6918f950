/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef HOST_BINDINGS_H
#define HOST_BINDINGS_H

#include "ns3/eid-prefix.h"
#include "ns3/mac48-address.h"
#include "ns3/nstime.h"

#include <cstdint>
#include <list>
#include <map>
#include <optional>
#include <unordered_map>
#include <vector>

namespace ns3
{

/**
 * @brief Which MAC address each host of a subnet has, as its ARP and Neighbor Discovery said last.
 *
 * A RARP tells a MAC address only, so what was heard before says whose it is. A host that speaks
 * with two MAC addresses in turn is two hosts with one address. When there is no room, what was
 * heard the longest ago is let go. Time comes in as an argument.
 */
class HostBindings
{
  public:
    /**
     * @brief A host said its MAC address.
     * @param host its address and instance
     * @param mac its MAC address
     * @param isAtPort whether it was heard at a port of ours with hosts
     * @param now the time
     * @param window how long ago it may have been heard at such a port with another MAC address so
     * that this is no change of its card
     * @return that other MAC address, if that was within the window
     */
    std::optional<Mac48Address> Learn(const EidPrefix& host,
                                      const Mac48Address& mac,
                                      bool isAtPort,
                                      Time now,
                                      Time window);

    /// @param mac a MAC address @return the hosts that have it, in the order of their addresses
    std::vector<EidPrefix> Find(const Mac48Address& mac) const;

    /// @param size the most hosts to know
    void SetMaxSize(std::size_t size)
    {
        m_maxSize = size;
    }

    /// @return the hosts known
    std::size_t GetSize() const
    {
        return m_order.size();
    }

  private:
    /// What is known of a host.
    struct Binding
    {
        EidPrefix host;                 //!< the host
        Mac48Address mac;               //!< its MAC address
        std::optional<Time> seenAtPort; //!< when it was last heard at a port with hosts
    };

    using Order = std::list<Binding>; //!< what was heard the longest ago comes first

    /// @param binding to be forgotten
    void Erase(Order::iterator binding);

    Order m_order;                                                         //!< the bindings
    std::unordered_map<EidPrefix, Order::iterator> m_byHost;               //!< by host
    std::map<std::pair<Mac48Address, EidPrefix>, Order::iterator> m_byMac; //!< by MAC address
    std::size_t m_maxSize{100000};                                         //!< most of them
};

} // namespace ns3

#endif /* HOST_BINDINGS_H */
