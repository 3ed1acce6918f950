/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef CONTENT_NETWORK_H
#define CONTENT_NETWORK_H

#include "content-client.h"
#include "core-helper.h"
#include "lisp-helper.h"
#include "packet-ledger.h"

#include "ns3/nstime.h"
#include "ns3/ptr.h"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace ns3
{

class UniformRandomVariable;

/// How clients' tunnel routers choose a copy.
enum class ContentPolicy : uint8_t
{
    LOWEST_DELAY, //!< the one that RLOC-probes find the nearest: LowestDelayPolicy
    WEIGHTS,      //!< all of them, by equal weights: RFC 9300 section 9
    CENTRAL,      //!< there is one alone, in the middle
};

/// What a ContentNetwork is to be.
struct ContentOptions
{
    uint32_t copies{4};                                //!< of the content, 2 to 16
    uint32_t clients{12};                              //!< sites that ask for it, 1 to 200
    ContentPolicy policy{ContentPolicy::LOWEST_DELAY}; //!< see there
    Time probeInterval{Seconds(5)};                    //!< of RLOC-probes
    Time delay{MilliSeconds(40)};                      //!< along a side of the square they are in
};

/**
 * @brief One content, served by several copies of the same address: LISP sites in other places,
 * whose locators are all those of its EID-prefix; and LISP sites that ask for it.
 *
 * Core routers are somewhere in a square: one for each copy, and four more. Every two are connected
 * by a link as long as they are far from each other. Clients' sites are somewhere in the square,
 * too, each with an uplink to the nearest core router, as long as that is far. Each client's router
 * probes the locators that it knows (LispReachability), whatever the policy is. Places are drawn at
 * random, and the same for each policy.
 */
class ContentNetwork
{
  public:
    /// The size of the content, octets: what a packet carries over a tunnel.
    static constexpr uint32_t CONTENT_SIZE = 1000;
    /// How many ports a client asks from in turn.
    static constexpr uint32_t PORTS = 16;

    /**
     * @param options what it is to be
     * @param stream of the random numbers, the first one
     * @throws std::invalid_argument naming an option out of its range
     */
    ContentNetwork(const ContentOptions& options, int64_t stream);
    ~ContentNetwork();

    ContentNetwork(const ContentNetwork&) = delete;
    ContentNetwork& operator=(const ContentNetwork&) = delete;

    /**
     * @brief Let all clients ask.
     * @param start when the first one does; the others a millisecond after each other
     * @param stop when they stop @param interval from one request of a client to the next
     */
    void AddTraffic(Time start, Time stop, Time interval);
    /// @return the account of all packets, a flow for each client
    Ptr<PacketLedger> GetLedger() const;
    /// @param client a number from 0 @return what it asked, and who answered
    const std::vector<ContentClient::Request>& GetRequests(uint32_t client) const;

    /// @return the copy to which all clients together have the shortest way, from 0
    uint32_t GetCentral() const;
    /// @param copy a number from 0 @param isWorking whether its uplink carries anything; neither
    /// end notices
    void SetWorking(uint32_t copy, bool isWorking);
    /// @param copy a number from 0 @param extra by how much its uplink is longer than it was first
    void SetDetour(uint32_t copy, Time extra);
    /// @param client a number from 0 @param copy another @return the way between their routers now
    Time GetWay(uint32_t client, uint32_t copy) const;
    /// @param client a number from 0 @return the nearest copy that works now; of none, the first
    uint32_t FindNearest(uint32_t client) const;

    /// @return RLOC-probes that clients' routers have sent
    uint64_t CountProbes() const;
    /// Capture at the uplinks of the copies. @param prefix of the files' names
    void EnablePcap(const std::string& prefix) const;

  private:
    /// A place in the square, from 0 to 1 each.
    using Place = std::pair<double, double>;

    /// A site, of a copy or of a client.
    struct Site
    {
        Ptr<Node> router;          //!< at its uplink
        Ptr<Node> host;            //!< behind it
        CoreHelper::Uplink uplink; //!< to the core
        uint32_t at;               //!< the core router there
        Time delay;                //!< of the uplink at first
        Time extra;                //!< see SetDetour
        bool isWorking;            //!< see SetWorking
    };

    /// @return a place
    Place DrawPlace() const;
    /// @param a a place @param b another @return how long a link between them is
    Time GetDelay(const Place& a, const Place& b) const;
    /// Place the core routers and connect them. @param count how many
    void BuildCore(uint32_t count);
    /**
     * @brief Build a site.
     * @param name of it
     * @param at its core router
     * @param delay of its uplink
     * @param net the first three numbers of its addresses, of which the router has .1, the host .9
     * @return the site
     */
    Site BuildSite(const std::string& name, uint32_t at, Time delay, const std::string& net);
    /// Turn LISP on. @param options how
    void InstallLisp(const ContentOptions& options);

    Ptr<UniformRandomVariable> m_random;      //!< from 0 to 1
    Time m_side;                              //!< of the square
    CoreHelper m_core;                        //!< routers, and the links between them
    LispHelper m_lisp;                        //!< installs LISP
    Ptr<PacketLedger> m_ledger;               //!< see GetLedger
    std::vector<Place> m_places;              //!< of core routers
    std::vector<Site> m_copies;               //!< by number
    std::vector<Site> m_clients;              //!< by number
    std::vector<Ptr<ContentClient>> m_askers; //!< by number of the client
};

} // namespace ns3

#endif /* CONTENT_NETWORK_H */
