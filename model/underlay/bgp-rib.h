/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef BGP_RIB_H
#define BGP_RIB_H

#include "bgp-message.h"

#include <cstddef>
#include <cstdint>
#include <limits>
#include <map>
#include <memory>
#include <vector>

namespace ns3
{

/**
 * @brief The routes that a BGP speaker has heard of and its choice among them: Adj-RIBs-In and
 * Loc-RIB (RFC 4271 section 3.2).
 *
 * Of several routes to a prefix the one that the speaker originates itself is the best, else that
 * with the shortest AS_PATH, the lowest ORIGIN, the lowest BGP Identifier of the neighbour, the
 * lowest address of the neighbour, in this order (RFC 4271 section 9.1.2.2; what is left out there
 * compares nothing among routes that all come from other ASes, and have lost MULTI_EXIT_DISC on
 * receipt: section 5.1.4).
 */
class BgpRib
{
  public:
    /// The number of a neighbour: its place in the order of AddPeer.
    using Peer = uint32_t;
    /// The number of the speaker itself.
    static constexpr Peer LOCAL = std::numeric_limits<Peer>::max();

    /// A route.
    struct Route
    {
        Peer peer{LOCAL};                                //!< who announced it
        NetworkAddress nextHop;                          //!< its next hop
        std::shared_ptr<const BgpAttributes> attributes; //!< shared by those of one UPDATE
    };

    /// The table by prefix; the first route of each is the best.
    using Table = std::map<EidPrefix, std::vector<Route>>;

    /// @param asNumber the speaker's own AS
    explicit BgpRib(uint32_t asNumber);

    /// @param address of a neighbour @return its number
    Peer AddPeer(const NetworkAddress& address);
    /// @param peer a neighbour @param identifier that its OPEN said
    void SetIdentifier(Peer peer, uint32_t identifier);

    /**
     * @brief Take a route in, in place of what its peer announced for the prefix before. One that
     * leads back to this AS is none (RFC 4271 section 9.1.2).
     * @param prefix where to @param route how
     * @return true if the best route changed
     */
    bool Announce(const EidPrefix& prefix, const Route& route);
    /// @param attributes of a route @return true if its path has this AS
    bool IsLoop(const BgpAttributes& attributes) const;
    /// @param prefix where to @param peer has no route any more @return true if the best changed
    bool Withdraw(const EidPrefix& prefix, Peer peer);
    /// @param peer has no routes any more @return the prefixes of which the best changed
    std::vector<EidPrefix> WithdrawAll(Peer peer);

    /// @param prefix a prefix @return the best route to just this one; null: none
    const Route* GetBest(const EidPrefix& prefix) const;
    /// @return all routes
    const Table& GetTable() const;
    /// @param peer a neighbour @return how many routes it has announced
    std::size_t GetNRoutes(Peer peer) const;
    /// @return how many routes there are, the best and the others
    std::size_t GetNRoutes() const;

  private:
    /// A neighbour.
    struct PeerState
    {
        NetworkAddress address; //!< of its end of the session
        uint32_t identifier{0}; //!< BGP Identifier
        std::size_t routes{0};  //!< in the table
    };

    /// @param a a route @param b another @return true if a is better
    bool IsBetter(const Route& a, const Route& b) const;
    /// @param entry of the table @param peer whose route goes
    /// @return true if it was the best
    bool Erase(Table::iterator entry, Peer peer);

    uint32_t m_asNumber;            //!< the speaker's own
    std::vector<PeerState> m_peers; //!< by number
    Table m_table;                  //!< see GetTable
    std::size_t m_count{0};         //!< of all routes
};

} // namespace ns3

#endif /* BGP_RIB_H */
