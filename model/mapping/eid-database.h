/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef EID_DATABASE_H
#define EID_DATABASE_H

#include "eid-tree.h"
#include "locator-set.h"

#include "ns3/nstime.h"
#include "ns3/ptr.h"

#include <boost/intrusive/list_hook.hpp>
#include <memory>
#include <vector>

namespace ns3
{

/// What an ETR knows of an EID-prefix of its own.
enum class EidKind : uint8_t
{
    CONFIGURED, //!< its EIDs are in the site
    DYNAMIC,    //!< its EIDs may be here: those that are get entries of their own
    DISCOVERED, //!< one host, seen here
    PEER,       //!< one host, seen by another xTR of this data centre
    AWAY,       //!< one host or more, gone elsewhere
};

/// What came of seeing a host.
enum class EidDiscovery : uint8_t
{
    IGNORED,  //!< no dynamic-EID prefix covers it, and it was not away
    NEW,      //!< not known here before
    RETURNED, //!< it was away
    MOVED,    //!< it was at another interface
    SEEN,     //!< nothing new
    FULL,     //!< as many hosts are known as may be
    HELD,     //!< it moves too often to be believed: see LispFlapGuard
};

/// @param kind a kind @return "configured", "dynamic", "discovered", "peer" or "away"
const char* ToString(EidKind kind);
/// @param discovery what came of it @return "ignored", "new", ...
const char* ToString(EidDiscovery discovery);

/**
 * @brief An EID-prefix of an ETR.
 */
struct EidDatabaseEntry : public EidTreeLeaf
{
    /// @param eid the prefix @param what its kind
    EidDatabaseEntry(const EidPrefix& eid, EidKind what)
        : EidTreeLeaf(eid),
          kind(what)
    {
    }

    /// @return the locators of its EIDs: of the prefix that it came from, if it was not configured
    const Ptr<const LocatorSet>& GetLocators() const
    {
        return origin ? origin->locators : locators;
    }

    /// @return true if packets for its EIDs may be delivered here
    bool IsHere() const
    {
        return kind == EidKind::CONFIGURED || kind == EidKind::DISCOVERED || kind == EidKind::PEER;
    }

    /// @return true if it is there because of a host, not of the script
    bool IsHost() const
    {
        return kind != EidKind::CONFIGURED && kind != EidKind::DYNAMIC;
    }

    /// @return true if a script says that its EIDs are in the site
    bool IsConfigured() const
    {
        return kind == EidKind::CONFIGURED || isCovering;
    }

    /**
     * @brief Whether it is of a subnet that is stretched to other data centres of the site: of a
     * dynamic prefix with a group, by which the xTRs in that subnet tell each other of its hosts.
     * @return true if so
     */
    bool IsExtended() const
    {
        return (origin ? origin->notifyGroup : notifyGroup).IsValid();
    }

    /**
     * @brief Whether it is of a subnet of this site that is stretched: its hosts that are not here
     * can be heard and reached on the LAN, and those that nobody has seen are nowhere.
     * @return true if so
     */
    bool IsStretched() const
    {
        return IsExtended() && !(origin ? origin->isForeign : isForeign);
    }

    EidKind kind;                   //!< what is known
    Ptr<const LocatorSet> locators; //!< of a configured or dynamic prefix
    NetworkAddress notifyGroup; //!< of a dynamic prefix: where the site's xTRs hear of its hosts;
                                //!< of no family: nowhere, the subnet is not stretched
    bool isCovering{false}; //!< of a stretched subnet: configured as well, so that packets for its
                            //!< hosts that nobody has seen come to the site, and end there
    bool isForeign{false};  //!< of a dynamic prefix: another site's, where its hosts are that
                            //!< nobody has seen here; xTRs here may still tell each other of some
    const EidDatabaseEntry* origin{nullptr}; //!< of a host: the configured or dynamic prefix
    uint32_t interface{0};                   //!< of a discovered or peer's host: where it is
    uint16_t version{0};  //!< its Map-Version (RFC 9302); 0: none. That of a host of a stretched
                          //!< subnet is one more each time that it comes to another data centre.
    NetworkAddress place; //!< of such a host that is away: the lowest locator of its data centre;
                          //!< none: not known
    Time since{0};        //!< when it became what it is
    Time lastSeen{0};     //!< of a discovered or peer's host
    boost::intrusive::list_member_hook<> bySight; //!< place among discovered hosts
};

/**
 * @brief The EIDs of an ETR (RFC 9300 section 3, "EID-to-RLOC Database"): those that scripts give
 * it and those of hosts that come and go.
 *
 * A dynamic-EID prefix says which hosts may turn up here. One that does becomes an entry of its
 * own, longer than the prefix, and is withdrawn when it has left. "Away" entries are the other
 * half: hosts of a prefix of ours that are elsewhere, so that packets for them are turned back.
 *
 * A dynamic-EID prefix with a group is a subnet that is stretched between the data centres of one
 * site. Its hosts may also be "peer" ones: another xTR of this data centre has seen and registered
 * them. Its hosts that nobody has seen are nowhere, although a port here is in their subnet.
 */
class EidDatabase
{
  public:
    EidDatabase();
    ~EidDatabase();

    /**
     * @brief Add a prefix whose EIDs are in the site. Prefixes may lie within others (RFC 9301
     * section 5.5). That of a stretched subnet may be there already: it keeps its locators.
     * @param prefix the prefix
     * @param locators its locators
     * @return its entry
     * @throws std::invalid_argument if the prefix is there already or has no locators
     */
    const EidDatabaseEntry& AddPrefix(const EidPrefix& prefix,
                                      const Ptr<const LocatorSet>& locators);

    /**
     * @brief Add a dynamic-EID prefix.
     * @param prefix the prefix
     * @param locators the locators of hosts seen here
     * @param notifyGroup the multicast group by which the site's xTRs tell each other, which makes
     * it a stretched subnet; or no address
     * @return its entry
     * @throws std::invalid_argument if the prefix is there already (but configured, and there is a
     * group), overlaps another dynamic-EID prefix (a host would have two origins), has no locators,
     * or the group is none
     */
    const EidDatabaseEntry& AddDynamicPrefix(const EidPrefix& prefix,
                                             const Ptr<const LocatorSet>& locators,
                                             const NetworkAddress& notifyGroup = {});

    /**
     * @brief Say that the subnet of a dynamic prefix is another site's: it is not stretched to this
     * one, even if it has a group.
     * @param prefix the prefix
     * @return false if there is no such dynamic prefix
     */
    bool SetForeign(const EidPrefix& prefix);

    /**
     * @brief Give a configured or dynamic prefix, and so its hosts, other locators.
     * @param prefix the prefix
     * @param locators the locators
     * @return false if there is no such prefix
     * @throws std::invalid_argument if there are no locators
     */
    bool SetLocators(const EidPrefix& prefix, const Ptr<const LocatorSet>& locators);

    /// @param prefix an entry to be removed, with the hosts that came from it @return false if none
    bool Remove(const EidPrefix& prefix);

    /**
     * @brief What is known of a packet's EID.
     * @param instanceId the instance
     * @param address the EID
     * @return the longest match; nullptr if it is not an EID of this site
     */
    const EidDatabaseEntry* Lookup(uint32_t instanceId, const NetworkAddress& address) const
    {
        return m_tree.Lookup(instanceId, address);
    }

    /// @param prefix a prefix @return its entry; nullptr if there is none
    const EidDatabaseEntry* Find(const EidPrefix& prefix) const
    {
        return m_tree.Find(prefix);
    }

    /// @return the entries, to be visited: see EidTree
    const EidTree<EidDatabaseEntry>& GetEntries() const
    {
        return m_tree;
    }

    /// What Discover found.
    struct Sighting
    {
        EidDiscovery result;           //!< what came of it
        const EidDatabaseEntry* entry; //!< the host's; nullptr if IGNORED or FULL
    };

    /**
     * @brief A host was seen: in the range of a dynamic-EID prefix, or one that was away.
     * @param instanceId the instance
     * @param address the host's EID
     * @param interface where it is
     * @param now the time
     * @return its entry
     */
    Sighting Discover(uint32_t instanceId,
                      const NetworkAddress& address,
                      uint32_t interface,
                      Time now);

    /**
     * @brief A host, or a prefix, is elsewhere now.
     * @param prefix its EID-prefix, inside a configured or dynamic prefix and longer than that
     * @param now the time
     * @return its entry; nullptr if it is not inside a prefix of ours, or as many hosts are known
     * as may be
     */
    const EidDatabaseEntry* MarkAway(const EidPrefix& prefix, Time now);

    /**
     * @brief Another xTR of this data centre has seen a host. One that was seen here stays so.
     * @param host the host, inside a dynamic prefix
     * @param interface the port to its subnet
     * @param now the time
     * @return its entry; nullptr as MarkAway
     */
    const EidDatabaseEntry* MarkPeer(const EidPrefix& host, uint32_t interface, Time now);

    /// @param prefix a configured or dynamic prefix @param version its Map-Version @return false if
    /// there is no such prefix
    bool SetMapVersion(const EidPrefix& prefix, uint16_t version);

    /**
     * @brief Say how new what is known of a host is.
     * @param host a host with an entry
     * @param version its Map-Version
     * @param place of its data centre, if it is away
     */
    void SetVersion(const EidPrefix& host, uint16_t version, const NetworkAddress& place);

    /// @return true if a dynamic prefix is a stretched subnet
    bool HasExtended() const
    {
        return m_extended > 0;
    }

    /**
     * @brief Forget hosts that are silent.
     * @param since those not seen since then
     * @return their prefixes, the longest silent first
     */
    std::vector<EidPrefix> ForgetSilent(Time since);

    /// @return when the discovered host that is silent the longest was seen; Time::Max() without
    /// any
    Time GetOldestSight() const;

    /// @param hosts the most hosts to know, here and away; a limit to what forged packets can do
    void SetMaxHosts(std::size_t hosts)
    {
        m_maxHosts = hosts;
    }

    /// @return the number of hosts known, here and away
    std::size_t GetHosts() const
    {
        return m_hosts;
    }

  private:
    struct Sights;

    EidDatabaseEntry& Add(const EidPrefix& prefix,
                          EidKind kind,
                          const Ptr<const LocatorSet>& locators,
                          bool isExtended = false);
    EidDatabaseEntry* AddHost(const EidPrefix& prefix, EidKind kind);
    void Erase(EidDatabaseEntry& entry);

    EidTree<EidDatabaseEntry> m_tree; //!< the entries
    std::unique_ptr<Sights> m_sights; //!< discovered hosts, the longest silent first
    std::size_t m_hosts{0};           //!< discovered, peers' and away
    std::size_t m_extended{0};        //!< dynamic prefixes with a group
    std::size_t m_maxHosts{100000};   //!< most of them
};

} // namespace ns3

#endif /* EID_DATABASE_H */
