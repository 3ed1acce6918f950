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
#include "ns3/lisp-nat-rtr.h"
#include "ns3/lisp-reachability.h"
#include "ns3/lisp-signals.h"
#include "ns3/lisp-xtr.h"
#include "ns3/node-container.h"
#include "ns3/nstime.h"
#include "ns3/object-factory.h"

#include <functional>
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
 * weight behind it: "192.0.2.1 1/50"; else these are 1 and 100. Behind these may be those for
 * multicast, "192.0.2.1 1/50 2/70"; else it is not for multicast (255 and 0). It may be an explicit
 * path through re-encapsulating routers to the address, "192.0.2.5>192.0.2.6>192.0.2.1 1/50": see
 * ParseExplicitPath, and InstallRtr.
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

    /// @name Attributes
    /// Of what is installed from now on.
    /// @{
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
    /// As SetXtrAttribute; the routers then have a LispSignals. @param name an attribute of
    /// LispSignals @param value its value
    void SetSignalAttribute(const std::string& name, const AttributeValue& value);
    /// As SetXtrAttribute. @param name an attribute of LispMapServer @param value its value
    void SetMapServerAttribute(const std::string& name, const AttributeValue& value);
    /// As SetXtrAttribute. @param name an attribute of LispMapResolver @param value its value
    void SetMapResolverAttribute(const std::string& name, const AttributeValue& value);
    /// As SetXtrAttribute. @param name an attribute of LispReachability @param value its value
    void SetReachabilityAttribute(const std::string& name, const AttributeValue& value);
    /// @}

    /// @name The mapping system
    /// @{
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
    /// @}

    /// @name Sites
    /// Their tunnel routers and their EID-prefixes.
    /// @{
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
     * @brief Change where an EID-prefix of a tunnel router is: it is registered anew, and who sent
     * to it lately is told.
     * @param node a tunnel router
     * @param prefix an EID-prefix that it has
     * @param locators where it is; none: at its locators
     * @throws std::invalid_argument if it does not have the prefix, and as AddPrefix
     */
    void SetLocators(Ptr<Node> node,
                     const std::string& prefix,
                     const std::vector<std::string>& locators = {});
    /// @}

    /// @name Hosts that move
    /// Dynamic EIDs, and hosts that are tunnel routers themselves.
    /// @{
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
     * @brief Make a host a LISP mobile node: a tunnel router of its own, whose only EID is on its
     * loopback interface. Sockets of its applications are bound to the EID.
     * @param node the host
     * @param site the site whose EID it is; it may have many such hosts
     * @param eid its IPv4 address wherever it is
     * @param rlocs locators in the network where it is first; as InstallXtr
     * @return the tunnel router
     * @throws std::invalid_argument if the EID is no IPv4 address, and as InstallXtr
     */
    Ptr<LispXtr> InstallMobileNode(Ptr<Node> node,
                                   const std::string& site,
                                   const std::string& eid,
                                   const std::vector<std::string>& rlocs);
    /**
     * @brief Say that a tunnel router has come to another network: it has other locators from now
     * on, registers all its EID-prefixes there, and solicits those that it sent to lately if its
     * attribute SolicitOnChange is set, as a mobile node's is. Interfaces and routes are the
     * script's to change before.
     * @param node a tunnel router
     * @param rlocs its locators from now on
     * @throws std::invalid_argument if there are none, or one is not an address of the node
     */
    void Roam(Ptr<Node> node, const std::vector<std::string>& rlocs);
    /// @}

    /// @name Reachability
    /// Of locators; and what the headers of data packets say.
    /// @{
    /// Have each tunnel router that is installed from now on and sends to locators watch over them,
    /// and over its own uplinks: those of sites, mobile nodes, proxy ITRs and re-encapsulating
    /// ones. See LispReachability.
    void EnableReachability();
    /**
     * @brief Have a tunnel router watch over locators.
     * @param node a tunnel router of any kind
     * @return what does so
     * @throws std::invalid_argument if the node is no tunnel router of this helper, or does so
     * already
     */
    Ptr<LispReachability> InstallReachability(Ptr<Node> node);
    /**
     * @brief Let a tunnel router use the headers of data packets for more than the instance ID, in
     * mid-run or when it was installed before SetSignalAttribute.
     * @param node a tunnel router
     * @return its signals, with the attributes of SetSignalAttribute so far
     * @throws std::invalid_argument if the node is no tunnel router of this helper, or has them
     * already
     */
    Ptr<LispSignals> InstallSignals(Ptr<Node> node);
    /// @}

    /// @name Re-encapsulation and NAT
    /// @{
    /**
     * @brief Make a node a re-encapsulating tunnel router (RTR): packets that come to its locators
     * go on by what the Map-Resolvers say, which may be an explicit path that it is in.
     * @param node the node
     * @param rlocs locators; none: all addresses of the node
     * @return its data plane
     * @throws std::invalid_argument if the node is a tunnel router already, has no address or does
     * not have a locator's
     */
    Ptr<LispXtr> InstallRtr(Ptr<Node> node, const std::vector<std::string>& rlocs = {});
    /**
     * @brief Make a node an RTR that serves tunnel routers behind NATs, too: Map-Servers name it to
     * them, the first one first, and it hands their Map-Registers on to those of this helper (see
     * LispNatRtr).
     * @param node the node
     * @param rlocs as InstallRtr
     * @return its data plane
     * @throws std::invalid_argument as InstallRtr
     */
    Ptr<LispXtr> InstallNatRtr(Ptr<Node> node, const std::vector<std::string>& rlocs = {});
    /**
     * @brief Let a tunnel router find out whether it is behind a NAT, and register and send through
     * an RTR if it is (see LispNatClient).
     * @param node a tunnel router, before the simulation starts
     * @throws std::invalid_argument if it is none of this helper's, and as LispNatClient::Install
     */
    void LookForNat(Ptr<Node> node);
    /// @}

    /// @name Interworking
    /// With the Internet that has no LISP: RFC 6832.
    /// @{
    /**
     * @brief Advertises a prefix that a proxy ITR attracts into the underlay's routing, before the
     * node becomes one: what this throws, InstallPitr throws, and the node is as before.
     * @param pitr the node that is to be a proxy ITR
     * @param prefix the prefix
     */
    using Advertiser = std::function<void(Ptr<Node> pitr, const EidPrefix& prefix)>;
    /// @param advertiser called for each prefix of each proxy ITR that is installed from now on;
    /// empty, as at first: those that speak BGP originate it
    void SetAdvertiser(Advertiser advertiser);
    /**
     * @brief Name addresses of the underlay that no proxy ITR may attract, besides those that the
     * helper knows: locators, the mapping system, the links of tunnel routers.
     * @param prefix such as "100.64.0.0/10"
     * @throws std::invalid_argument if a proxy ITR attracts some
     */
    void AddUnderlay(const std::string& prefix);
    /**
     * @brief Make a node a proxy ITR: it encapsulates packets of any source to the EIDs that it
     * attracts. A node that is a site's tunnel router as well becomes that first.
     * @param node the node
     * @param rlocs its locators; none: those that it has, or all its addresses that are no EIDs
     * @param aggregates EID-prefixes whose packets the underlay is to route to it; those of several
     * proxy ITRs may overlap. The advertiser of SetAdvertiser sees to that; without one, the node
     * originates them by BGP if it speaks that already (CoreHelper::AttachSpeaker). With neither,
     * nobody hears of them: the script has to route them to the node, as by CoreHelper::Advertise.
     * @return the tunnel router
     * @throws std::invalid_argument if there are no aggregates, one holds addresses of the
     * underlay or is not of unicast addresses, or the node is a proxy ITR already or does not have
     * a locator's address; and what the advertiser throws
     */
    Ptr<LispXtr> InstallPitr(Ptr<Node> node,
                             const std::vector<std::string>& rlocs,
                             const std::vector<std::string>& aggregates);
    /**
     * @brief Make a node a proxy ETR: it takes packets for any destination out of the tunnel. It
     * serves the sites that use it (UsePetr), and anybody as long as none does. It has a LispEtr,
     * which answers RLOC-probes.
     * @param node the node
     * @param rlocs its locators; none: those that it has, or all its addresses that are no EIDs
     * @return the tunnel router
     * @throws std::invalid_argument if the node is a proxy ETR already or does not have a locator's
     * address
     */
    Ptr<LispXtr> InstallPetr(Ptr<Node> node, const std::vector<std::string>& rlocs = {});
    /**
     * @brief Let a site send what is for no EID by proxy ETRs, instead of natively.
     * @param site the site's name
     * @param locators of proxy ETRs, in this simulation or outside; with priority and weight
     * @throws std::invalid_argument if there is no such site or no locator, or one is the site's
     * own
     */
    void UsePetr(const std::string& site, const std::vector<std::string>& locators);
    /// @}

    /// @name Tenants
    /// LISP instances.
    /// @{
    /**
     * @brief Add a tenant: a LISP instance, with an address space of its own. Its tunnel routers
     * take packets in it only from where the mapping system says that the inner source is: see
     * LispDecapsulator's attribute TenantSourceCheck.
     * @param name its name
     * @param instanceId its instance ID, 1 to 16777215
     * @throws std::invalid_argument if another tenant has the name or the instance ID
     */
    void AddTenant(const std::string& name, uint32_t instanceId);
    /**
     * @brief Put a port of a tunnel router into a tenant's instance.
     * @param port a device of a tunnel router, towards hosts of the tenant
     * @param tenant the tenant's name
     * @param prefixes the tenant's EID-prefixes behind the port, without an instance ID
     * @throws std::invalid_argument if there is no such tenant, the port has a locator or is
     * another tenant's, and as AddPrefix
     */
    void PutInTenant(Ptr<NetDevice> port,
                     const std::string& tenant,
                     const std::vector<std::string>& prefixes = {});
    /// @}

    /// @name Multicast
    /// Without signals in the core: RFC 8378.
    /// @{
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
    /// @}

    /// @name The simulation
    /// @{
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
    /// @}

    /// @name Tables
    /// What LISP nodes know and have counted, printed as an operator would ask a router for it, at
    /// a simulation time that is now or to come. What is for all nodes walks the list of nodes
    /// then, whoever installed LISP on them; what is for one prints nothing if it has no such part.
    /// The stream must outlive the simulation.
    /// @{
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
    /// Print the locators that each router watches. @param when the time @param os where to
    static void PrintLocatorsAllAt(Time when, std::ostream& os);
    /// Print those of one. @param when the time @param node whose @param os where to
    static void PrintLocatorsAt(Time when, Ptr<Node> node, std::ostream& os);
    /// Print the roles and counters of each LISP node. @param when the time @param os where to
    static void PrintStatisticsAllAt(Time when, std::ostream& os);
    /// Print those of one. @param when the time @param node whose @param os where to
    static void PrintStatisticsAt(Time when, Ptr<Node> node, std::ostream& os);
    /// @}

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
        std::vector<LispLocator> petrs;         //!< proxy ETRs that it uses
    };

    /// A Map-Server.
    struct MapServer
    {
        NetworkAddress address;    //!< by which it is known
        Ptr<LispMapServer> server; //!< null: outside the simulation
    };

    /// The locator of an RTR that serves sites behind NATs, if it has one of IPv4, and what does.
    using NatRtr = std::pair<NetworkAddress, Ptr<LispNatRtr>>;

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
    /// it is none of this helper's, or of no site
    const std::string& GetSiteOf(Ptr<Node> node) const;
    /// @param node any @return true if it is a tunnel router of this helper, of whatever kind
    bool IsTunnelRouter(const Ptr<Node>& node) const;
    /// @param node a tunnel router that is to watch over locators, if new ones are
    void WatchLocators(const Ptr<Node>& node);
    /// @param xtr without EIDs, whose locators others use: it answers their RLOC-probes
    void AnswerProbes(const Ptr<LispXtr>& xtr);
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
    /// @param node the node @param rlocs its addresses @return a tunnel router, installed there
    Ptr<LispXtr> MakeXtr(Ptr<Node> node, const std::vector<NetworkAddress>& rlocs);
    /// @param xtr a tunnel router @return its ITR control plane, which asks all Map-Resolvers
    Ptr<LispItr> MakeItr(Ptr<LispXtr> xtr);
    /// @param node a tunnel router @return what detects hosts there, installed if it was not
    static Ptr<DynamicEidDetection> GetDetection(Ptr<Node> node);
    /// @param node to be a proxy, or one already @param rlocs its locators @return it
    Ptr<LispXtr> MakeProxy(Ptr<Node> node, const std::vector<NetworkAddress>& rlocs);
    /// @param node a proxy @param rlocs its locators as texts; none: those that it has, or its
    /// addresses that are no EIDs @param what kind of proxy @return the locators @throws
    /// std::invalid_argument if none is left
    std::vector<NetworkAddress> GetProxyRlocs(const Ptr<Node>& node,
                                              const std::vector<std::string>& rlocs,
                                              const std::string& what) const;
    /// @param node to be a proxy ITR @param prefixes to be routed to it: see InstallPitr
    void Advertise(Ptr<Node> node, const std::vector<EidPrefix>& prefixes) const;
    /// @param prefix to be attracted @param node by this proxy ITR @param rlocs its locators
    /// @throws std::invalid_argument if it holds an address of the underlay
    void CheckAttraction(const EidPrefix& prefix,
                         const Ptr<Node>& node,
                         const std::vector<NetworkAddress>& rlocs) const;
    /// @param rlocs locators @throws std::invalid_argument if a proxy ITR attracts one
    void CheckUnattracted(const std::vector<NetworkAddress>& rlocs) const;
    /// @param name of a site that the proxy ETRs which it uses are to serve
    void Admit(const std::string& name);
    /// @param site the name of a site with multicast @param server that is to take its groups
    static void AdmitGroups(const std::string& site, const MapServer& server);
    /// @param node a tunnel router of this helper @param port of it @return its multicast ETR
    /// @throws std::invalid_argument if it has none
    Ptr<LispMulticastEtr> GetMulticastEtr(Ptr<Node> node, Ptr<NetDevice> port) const;
    /// @param rtr an RTR that is to serve sites of a Map-Server @param server the Map-Server
    static void JoinNatRtr(const NatRtr& rtr, const MapServer& server);
    /// @param host the site whose EIDs they are @param guest the site that may register them
    void AddGuest(const std::string& host, const std::string& guest);

    ObjectFactory m_xtrFactory;          //!< makes tunnel routers
    Attributes m_encapsulator;           //!< of their way in
    Attributes m_decapsulator;           //!< of their way out
    ObjectFactory m_itrFactory;          //!< makes the control plane of ITRs
    ObjectFactory m_etrFactory;          //!< makes the control plane of ETRs
    ObjectFactory m_reachabilityFactory; //!< makes what watches over locators
    bool m_hasReachability{false};       //!< each new tunnel router gets one
    ObjectFactory m_signalsFactory;      //!< makes signals in data headers
    bool m_hasSignals{false};            //!< each new tunnel router gets some
    ObjectFactory m_mapServerFactory;    //!< makes Map-Servers
    ObjectFactory m_mapResolverFactory;  //!< makes Map-Resolvers

    std::map<std::string, Site> m_sites;                       //!< by name
    std::vector<std::pair<std::string, std::string>> m_guests; //!< host site, guest site
    EidTree<Owned> m_owners;                                   //!< of EID-prefixes
    std::map<uint32_t, std::string> m_xtrs;                    //!< sites by node ID
    std::vector<Ptr<Node>> m_multicast;                        //!< tunnel routers with multicast
    std::vector<MapServer> m_mapServers;                       //!< in the order of adding
    std::vector<std::pair<NetworkAddress, Ptr<LispMapResolver>>> m_mapResolvers; //!< the same
    std::vector<NatRtr> m_natRtrs;             //!< in the order of installing
    std::vector<Ptr<LispItr>> m_itrs;          //!< in the order of installing
    std::vector<Ptr<LispXtr>> m_pitrs;         //!< proxy ITRs
    std::vector<Ptr<LispXtr>> m_petrs;         //!< proxy ETRs
    std::vector<EidPrefix> m_underlay;         //!< not to be attracted
    Advertiser m_advertiser;                   //!< of what proxy ITRs attract; may be empty
    std::map<std::string, uint32_t> m_tenants; //!< instance IDs by name
};

} // namespace ns3

#endif /* LISP_HELPER_H */
