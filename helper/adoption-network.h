/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef ADOPTION_NETWORK_H
#define ADOPTION_NETWORK_H

#include "core-helper.h"
#include "lisp-helper.h"
#include "study-traffic.h"

#include "ns3/node-container.h"
#include "ns3/nstime.h"
#include "ns3/ptr.h"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace ns3
{

class UniformRandomVariable;

/// What an AdoptionNetwork is to be.
struct AdoptionOptions
{
    uint32_t sites{20};    //!< in all, 2 to 200
    uint32_t adopters{0};  //!< of them with LISP
    uint32_t prefixes{4};  //!< of each site, 1 to 200
    uint32_t providers{4}; //!< core routers, 2 to 16
    uint32_t proxies{1};   //!< of the core routers with a proxy at them, 1 to all
    bool usesPetr{false};  //!< LISP sites send by proxy ETRs what is for others, not natively
    uint32_t flows{40};    //!< between sites
    Time delay{MilliSeconds(20)}; //!< along a side of the square in which providers are
};

/**
 * @brief Sites around a core, of which some have LISP: what the core routes, and how traffic goes.
 *
 * Providers, the core routers, are somewhere in a square; every two are connected by a link as long
 * as they are far from each other, so that no way round is shorter. Each has a block of addresses,
 * 172.16.0.0/16 and so on, that the others know by one route; a site's uplink, its locator, is in
 * it. A site's own prefixes, of 10.0.0.0/8, are of no provider: of a site without LISP, every core
 * router has a route to each; of one with LISP, none. What is sent to these goes to the next proxy,
 * to which the core routes 10.0.0.0/8.
 *
 * Where providers are, which sites adopt LISP first, and who sends to whom is drawn at random, and
 * does not depend on how many have adopted it.
 */
class AdoptionNetwork
{
  public:
    /// What a core router's table holds.
    struct Routes
    {
        uint64_t prefixes{0};   //!< to sites without LISP
        uint64_t locators{0};   //!< to providers' blocks, and to its own customers' uplinks
        uint64_t aggregates{0}; //!< to proxies
        uint64_t links{0};      //!< to links of the core itself
    };

    /// A flow, by the sites at its ends, from 0.
    using Flow = std::pair<uint32_t, uint32_t>;

    /**
     * @param options what it is to be
     * @param stream of the random numbers, the first one
     * @throws std::invalid_argument naming an option out of its range
     */
    AdoptionNetwork(const AdoptionOptions& options, int64_t stream);
    ~AdoptionNetwork();

    AdoptionNetwork(const AdoptionNetwork&) = delete;
    AdoptionNetwork& operator=(const AdoptionNetwork&) = delete;

    /// @param number of a site, from 0 @return true if it has LISP
    bool HasLisp(uint32_t number) const;
    /// @return the sites in the order in which they adopt LISP
    const std::vector<uint32_t>& GetOrder() const;
    /// @return the flows
    const std::vector<Flow>& GetFlows() const;
    /// @param traffic watches all nodes, and gets the flows @param interval between packets
    void AddTraffic(StudyTraffic& traffic, Time interval) const;

    /// @param router a core router, from 0 @return what is in its table
    Routes CountRoutes(uint32_t router) const;
    /// @return packets that proxy ITRs have encapsulated
    uint64_t CountAttracted() const;
    /// @return packets that proxy ETRs have decapsulated
    uint64_t CountProxied() const;
    /// Capture at the uplinks of the proxies. @param prefix of the files' names
    void EnablePcap(const std::string& prefix) const;

  private:
    /// A site.
    struct Site
    {
        Ptr<Node> router;                  //!< at its uplink
        Ptr<Node> host;                    //!< behind it
        NetworkAddress locator;            //!< the router's address there
        uint32_t provider;                 //!< whose customer it is
        std::vector<std::string> prefixes; //!< its own
        bool hasLisp{false};               //!< whether it has adopted it
    };

    /// @param options what it is to be @throws std::invalid_argument naming what is out of range
    static void Check(const AdoptionOptions& options);
    /// Draw where providers are, the order of adoption, the flows. @param options what is to be
    void Draw(const AdoptionOptions& options);
    /// @param delay along a side of the square
    void BuildCore(Time delay);
    /// @param number of a site, to be built @param prefixes how many it has
    void BuildSite(uint32_t number, uint32_t prefixes);
    /// @param options what is to be; proxies are built, and what is routed to them
    void BuildProxies(const AdoptionOptions& options);
    /// @param a one provider @param b another @return how far apart they are, of the square's side
    double GetDistance(uint32_t a, uint32_t b) const;
    /// @param provider somewhere @return the nearest provider that has a proxy
    uint32_t FindProxy(uint32_t provider) const;
    /// @param at a provider @param to another one @return the other's address on their link
    NetworkAddress FindNeighbor(uint32_t at, uint32_t to) const;

    Ptr<UniformRandomVariable> m_random;             //!< from 0 to 1
    CoreHelper m_core;                               //!< the providers
    LispHelper m_lisp;                               //!< installs LISP
    std::vector<std::pair<double, double>> m_places; //!< of providers, in a square of 1 by 1
    std::vector<uint32_t> m_order;                   //!< of adoption
    std::vector<Flow> m_flows;                       //!< between sites
    std::vector<Site> m_sites;                       //!< by number
    std::vector<CoreHelper::Uplink> m_uplinks;       //!< of proxies
    std::vector<Ptr<LispXtr>> m_proxies;             //!< both ITR and ETR
};

} // namespace ns3

#endif /* ADOPTION_NETWORK_H */
