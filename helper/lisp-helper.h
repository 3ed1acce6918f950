/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef LISP_HELPER_H
#define LISP_HELPER_H

#include "lisp-site-options.h"

#include "ns3/eid-tree.h"
#include "ns3/lisp-etr.h"
#include "ns3/lisp-itr.h"
#include "ns3/lisp-key.h"
#include "ns3/lisp-map-resolver.h"
#include "ns3/lisp-map-server.h"
#include "ns3/lisp-xtr.h"
#include "ns3/node-container.h"
#include "ns3/nstime.h"
#include "ns3/object-factory.h"

#include <map>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

namespace ns3
{

class DynamicEidDetection;
class LispMulticastEtr;
class NetDevice;

/**
 * @brief Makes nodes LISP tunnel routers, Map-Servers and Map-Resolvers.
 *
 * The helper knows the whole: each site's xTRs register its EID-prefixes with its Map-Servers, each
 * xTR asks all Map-Resolvers, each Map-Resolver knows which Map-Server has which EID-prefix. The
 * order of calls is free, but for a site, which comes before its xTRs. Nodes have their stacks,
 * addresses and underlay routes already (Ipv4GlobalRoutingHelper's among them, since global routing
 * cannot go over a tunnel's interface); the core needs no routes to EIDs.
 *
 * ```
 * LispHelper lisp;
 * lisp.SetMapServer(mapNode, "10.0.9.2");
 * lisp.AddSite("paris", "the secret of paris");
 * lisp.InstallXtr(router, "paris", {"10.0.1.2"}, {"192.168.1.0/24"});
 * lisp.PrintMapCacheAllAt(Seconds(10), std::cout);
 * ```
 *
 * Addresses are texts, "192.0.2.1" or "2001:db8::1"; so are EID-prefixes, "192.0.2.0/24", with the
 * instance ID before them unless it is 0: "[7]192.0.2.0/24". A locator may have its priority and
 * weight behind it: "192.0.2.1 1/50"; else these are 1 and 100.
 *
 * Mistakes throw std::invalid_argument, with one line that names the value and what is accepted;
 * the call has then done nothing (InstallXtrs: nothing to the node that is wrong and those after
 * it). Control messages and data are in the captures of the devices that they cross: see EnablePcap
 * of the devices' helpers.
 */
class LispHelper
{
  public:
    LispHelper();
    ~LispHelper();
    LispHelper(const LispHelper&) = delete;
    LispHelper& operator=(const LispHelper&) = delete;

    /**
     * @brief Set an attribute of the tunnel routers installed from now on.
     * @param name an attribute of LispXtr, or of its LispEncapsulator or LispDecapsulator
     * @param value its value; a StringValue is read as that
     * @throws std::invalid_argument if there is no such attribute or the value does not fit
     */
    void SetXtrAttribute(const std::string& name, const AttributeValue& value);
    /// As SetXtrAttribute. @param name an attribute of LispItr @param value its value
    void SetItrAttribute(const std::string& name, const AttributeValue& value);
    /// As SetXtrAttribute. @param name an attribute of LispEtr @param value its value
    void SetEtrAttribute(const std::string& name, const AttributeValue& value);
    /// As SetXtrAttribute. @param name an attribute of LispMapServer @param value its value
    void SetMapServerAttribute(const std::string& name, const AttributeValue& value);
    /// As SetXtrAttribute. @param name an attribute of LispMapResolver @param value its value
    void SetMapResolverAttribute(const std::string& name, const AttributeValue& value);

    /**
     * @brief Make a node Map-Server and Map-Resolver.
     * @param node the node
     * @param address an address of it
     * @throws std::invalid_argument as InstallMapServer and InstallMapResolver
     */
    void SetMapServer(Ptr<Node> node, const std::string& address);
    /**
     * @brief Make a node a Map-Server.
     * @param node the node
     * @param address an address of it, by which xTRs and Map-Resolvers know it
     * @return the Map-Server
     * @throws std::invalid_argument if the node is one already or does not have the address
     */
    Ptr<LispMapServer> InstallMapServer(Ptr<Node> node, const std::string& address);
    /**
     * @brief Make a node a Map-Resolver. Several may share an anycast address.
     * @param node the node
     * @param address an address of it, by which xTRs know it
     * @return the Map-Resolver
     * @throws std::invalid_argument if the node is one already or does not have the address
     */
    Ptr<LispMapResolver> InstallMapResolver(Ptr<Node> node, const std::string& address);
    /// @param address of a Map-Server that is not of this simulation, to register with
    void AddMapServer(const std::string& address);
    /// @param address of a Map-Resolver that is not of this simulation, to ask
    void AddMapResolver(const std::string& address);

    /**
     * @brief Add a LISP site.
     * @param name its name
     * @param secret the key that its ETRs share with the Map-Servers
     * @param options how it registers
     * @throws std::invalid_argument if there is no name or key, the name is given already, or an
     * option is wrong
     */
    void AddSite(const std::string& name,
                 const std::string& secret,
                 const LispSiteOptions& options = {});
    /**
     * @brief Add a LISP site whose key is the first line of a file.
     * @param name its name
     * @param path the file
     * @param options how it registers
     * @throws std::invalid_argument if the file cannot be read, and as AddSite
     */
    void AddSiteWithKeyFile(const std::string& name,
                            const std::string& path,
                            const LispSiteOptions& options = {});

    /**
     * @brief Make a node a tunnel router (ITR and ETR) of a site.
     * @param node the node
     * @param site the site's name
     * @param rlocs locators; none: all addresses of the node that are in none of the EID-prefixes
     * @param prefixes EID-prefixes of the site that are behind this router
     * @return the tunnel router
     * @throws std::invalid_argument if the node is one already or does not have a locator's
     * address, the site is unknown, an EID-prefix is another site's or holds a locator, or there is
     * no locator
     */
    Ptr<LispXtr> InstallXtr(Ptr<Node> node,
                            const std::string& site,
                            const std::vector<std::string>& rlocs = {},
                            const std::vector<std::string>& prefixes = {});
    /**
     * @brief Make nodes tunnel routers of a site that share its EID-prefixes, with all their
     * addresses outside these as locators.
     * @param nodes the nodes
     * @param site the site's name
     * @param prefixes EID-prefixes that are behind each of them
     * @throws std::invalid_argument as InstallXtr
     */
    void InstallXtrs(const NodeContainer& nodes,
                     const std::string& site,
                     const std::vector<std::string>& prefixes);

    /**
     * @brief Put a further EID-prefix behind a tunnel router.
     * @param node a tunnel router
     * @param prefix the EID-prefix
     * @param locators where it is: of this router and others of the site; none: at its locators
     * @throws std::invalid_argument as InstallXtr, and if the router has the prefix already
     */
    void AddPrefix(Ptr<Node> node,
                   const std::string& prefix,
                   const std::vector<std::string>& locators = {});
    /**
     * @brief Let hosts of a prefix turn up behind a tunnel router: each that sends out through it
     * is then registered by itself. See DetectHosts to hear of them earlier.
     *
     * A prefix of another site makes this one its guest: it may register the hosts with its own
     * key.
     * @param node a tunnel router
     * @param prefix the EID-prefix
     * @param notifyGroup the multicast group by which the site's xTRs in the same subnet hear of
     * them: the subnet is stretched over its data centres (see LispEtr), unless it is another
     * site's; "": they do not
     * @param locators where they are then: with a group, those of all xTRs of this router's data
     * centre; none: at its locators
     * @throws std::invalid_argument if the prefix holds another site's, or this site does not
     * register with the Map-Servers of the site whose hosts they are, the group is no multicast
     * address, and as AddPrefix
     */
    void AddDynamicPrefix(Ptr<Node> node,
                          const std::string& prefix,
                          const std::string& notifyGroup = "",
                          const std::vector<std::string>& locators = {});

    /**
     * @brief Let a tunnel router hear of hosts by their ARP and Neighbor Discovery on a port: of a
     * dynamic-EID prefix, and of those of its own that come home. See DynamicEidDetection.
     * @param node a tunnel router
     * @param port a device of it, towards hosts
     * @throws std::invalid_argument if the node is no tunnel router of this helper, or as
     * NeighborListener::Listen
     */
    void DetectHosts(Ptr<Node> node, Ptr<NetDevice> port);

    /**
     * @brief Turn on signal-free multicast (RFC 8378) in a tunnel router, and in the Map-Servers
     * that its site registers with: the site may join any group. Again does no harm.
     * @param node a tunnel router
     * @throws std::invalid_argument if it is none of this helper
     */
    void EnableMulticast(Ptr<Node> node);
    /// As for one. @param nodes tunnel routers
    void EnableMulticast(const NodeContainer& nodes);
    /**
     * @brief Let a tunnel router hear by IGMP which groups hosts want at a port. See
     * MulticastMembership.
     * @param node a tunnel router with multicast
     * @param port a device of it, towards hosts
     * @throws std::invalid_argument if the router has no multicast, and as
     * MulticastMembership::Listen
     */
    void DetectMembers(Ptr<Node> node, Ptr<NetDevice> port);
    /**
     * @brief Join a group at a port of a tunnel router, whatever hosts say.
     * @param node a tunnel router with multicast
     * @param port a device of it, towards hosts
     * @param group "239.1.2.3", "ff0e::1"
     * @param source the only one wanted, "192.0.2.1"; "": any
     * @throws std::invalid_argument if the router has no multicast, and as LispMulticastEtr::Join
     */
    void JoinGroup(Ptr<Node> node,
                   Ptr<NetDevice> port,
                   const std::string& group,
                   const std::string& source = "");
    /// Leave it. @param node as JoinGroup @param port as JoinGroup @param group as JoinGroup @param
    /// source as JoinGroup
    void LeaveGroup(Ptr<Node> node,
                    Ptr<NetDevice> port,
                    const std::string& group,
                    const std::string& source = "");
    /**
     * @brief Have a tunnel router replicate for others (RFC 8378 section 9), which turns multicast
     * on in it. It may be of a site without EID-prefixes.
     * @param node a tunnel router
     * @param groups "239.0.0.0/8", or one group
     * @param level in the tree: sources' ITRs send to level 0, each level to the next
     * @throws std::invalid_argument if it is none of this helper, and as LispMulticastEtr::Offer
     */
    void UseReplicator(Ptr<Node> node, const std::string& groups, uint8_t level = 0);

    /**
     * @brief Assign fixed random variable stream numbers to all that the helper installed.
     * @param stream first stream index to use
     * @return the number of stream indices assigned
     */
    int64_t AssignStreams(int64_t stream) const;

    /**
     * @brief Add up the control messages that LISP nodes have sent, and those that came to nothing.
     * To be called before the simulation is destroyed.
     * @param sent gets them by type, such as "map-register"
     * @param drops gets them by reason, such as "lisp-control-bad-signature"
     */
    static void CountControl(std::map<std::string, uint64_t>& sent,
                             std::map<std::string, uint64_t>& drops);

    // What LISP nodes know and have counted, printed as an operator would ask a router for it, at a
    // simulation time that is now or to come. What is for all nodes walks the list of nodes then,
    // whoever installed LISP on them; what is for one prints nothing if it has no such part. The
    // stream must outlive the simulation.

    /// Print the map-cache of each tunnel router. @param when the time @param os where to
    static void PrintMapCacheAllAt(Time when, std::ostream& os);
    /// Print one map-cache. @param when the time @param node whose @param os where to
    static void PrintMapCacheAt(Time when, Ptr<Node> node, std::ostream& os);
    /// Print the EID database of each tunnel router. @param when the time @param os where to
    static void PrintDatabaseAllAt(Time when, std::ostream& os);
    /// Print one EID database. @param when the time @param node whose @param os where to
    static void PrintDatabaseAt(Time when, Ptr<Node> node, std::ostream& os);
    /// Print what is registered at each Map-Server. @param when the time @param os where to
    static void PrintRegistrationsAllAt(Time when, std::ostream& os);
    /// Print what is registered at one. @param when the time @param node whose @param os where to
    static void PrintRegistrationsAt(Time when, Ptr<Node> node, std::ostream& os);
    /// Print the roles and counters of each LISP node. @param when the time @param os where to
    static void PrintStatisticsAllAt(Time when, std::ostream& os);
    /// Print those of one. @param when the time @param node whose @param os where to
    static void PrintStatisticsAt(Time when, Ptr<Node> node, std::ostream& os);

  private:
    /// A site.
    struct Site
    {
        LispKey key;                            //!< of its ETRs
        LispKey notifyKey;                      //!< between its xTRs
        bool proxyReply{false};                 //!< Map-Servers answer for them
        std::vector<NetworkAddress> mapServers; //!< none: all
        std::vector<EidPrefix> prefixes;        //!< its own
        std::vector<Ptr<LispEtr>> etrs;         //!< of its xTRs
    };

    /// A Map-Server.
    struct MapServer
    {
        NetworkAddress address;    //!< by which it is known
        Ptr<LispMapServer> server; //!< null: outside the simulation
    };

    /// An EID-prefix and whose it is.
    struct Owned : public EidTreeLeaf
    {
        /// @param eid the prefix @param owner the name of its site
        Owned(const EidPrefix& eid, const std::string& owner)
            : EidTreeLeaf(eid),
              site(owner)
        {
        }

        const std::string site; //!< its name
    };

    /// Names and values of attributes.
    using Attributes = std::vector<std::pair<std::string, Ptr<AttributeValue>>>;

    /// @param name of a site @param key its key @param options how it registers
    void AddSite(const std::string& name, const LispKey& key, const LispSiteOptions& options);
    /// @param name of a site @return the site @throws std::invalid_argument if there is none
    Site& GetSite(const std::string& name);
    /// @param node a tunnel router @return the name of its site @throws std::invalid_argument if
    /// it is none of this helper's
    const std::string& GetSiteOf(Ptr<Node> node) const;
    /// @param site a site @param server a Map-Server @return true if it registers there
    static bool Uses(const Site& site, const MapServer& server);
    /// @param address of a Map-Server @throws std::invalid_argument if it is known already
    void CheckNewMapServer(const NetworkAddress& address) const;
    /// @param server a Map-Server to be known from now on
    void Join(const MapServer& server);
    /// @param name of a site @param site to be known @param server to this Map-Server
    void Introduce(const std::string& name, const Site& site, const MapServer& server);
    /// @param prefix an EID-prefix @param name of the site that wants it
    /// @throws std::invalid_argument if it overlaps another site's
    void CheckOwner(const EidPrefix& prefix, const std::string& name) const;
    /// @param prefix an EID-prefix @param name of the site that has it from now on
    void Own(const EidPrefix& prefix, const std::string& name);
    /// @param prefix an EID-prefix @param server that has it, as every Map-Resolver is to know
    void Delegate(const EidPrefix& prefix, const MapServer& server);
    /// @param resolver who is to know @param prefix an EID-prefix @param server that has it
    static void Delegate(Ptr<LispMapResolver> resolver,
                         const EidPrefix& prefix,
                         const MapServer& server);
    /// @param node a tunnel router @return what detects hosts there, installed if it was not
    static Ptr<DynamicEidDetection> GetDetection(Ptr<Node> node);
    /// @param site the name of a site with multicast @param server that is to take its groups
    static void AdmitGroups(const std::string& site, const MapServer& server);
    /// @param node a tunnel router of this helper @param port of it @return its multicast ETR
    /// @throws std::invalid_argument if it has none
    Ptr<LispMulticastEtr> GetMulticastEtr(Ptr<Node> node, Ptr<NetDevice> port) const;
    /// @param host the site whose EIDs they are @param guest the site that may register them
    void AddGuest(const std::string& host, const std::string& guest);

    ObjectFactory m_xtrFactory;         //!< makes tunnel routers
    Attributes m_encapsulator;          //!< of their way in
    Attributes m_decapsulator;          //!< of their way out
    ObjectFactory m_itrFactory;         //!< makes the control plane of ITRs
    ObjectFactory m_etrFactory;         //!< makes the control plane of ETRs
    ObjectFactory m_mapServerFactory;   //!< makes Map-Servers
    ObjectFactory m_mapResolverFactory; //!< makes Map-Resolvers

    std::map<std::string, Site> m_sites;                       //!< by name
    std::vector<std::pair<std::string, std::string>> m_guests; //!< host site, guest site
    EidTree<Owned> m_owners;                                   //!< of EID-prefixes
    std::map<uint32_t, std::string> m_xtrs;                    //!< sites by node ID
    std::vector<Ptr<Node>> m_multicast;                        //!< tunnel routers with multicast
    std::vector<MapServer> m_mapServers;                       //!< in the order of adding
    std::vector<std::pair<NetworkAddress, Ptr<LispMapResolver>>> m_mapResolvers; //!< the same
    std::vector<Ptr<LispItr>> m_itrs; //!< in the order of installing
};

} // namespace ns3

#endif /* LISP_HELPER_H */
