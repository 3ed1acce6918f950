/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef LISP_SITE_TABLE_H
#define LISP_SITE_TABLE_H

#include "eid-tree.h"

#include "ns3/lisp-protocol.h"

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace ns3
{

/// A secret that a site's ETRs share with the Map-Server.
struct LispSiteKey
{
    LispAlgorithm algorithm{LispAlgorithm::NONE}; //!< the only one to use it with; NONE: any
    std::string secret;                           //!< the secret
};

/// A prefix that a site may register.
struct LispSitePrefix
{
    EidPrefix eid;                   //!< the prefix
    bool acceptMoreSpecifics{false}; //!< the prefixes inside it too, such as those of moved hosts
};

/**
 * @brief What a Map-Server is told of a LISP site (RFC 9301 section 8.2): which EID-prefixes its
 * ETRs may register, and how they show who they are.
 */
struct LispSite
{
    std::string name;                     //!< to be printed
    std::vector<LispSitePrefix> prefixes; //!< its EID-prefixes; none: it has guests of others
    std::map<uint8_t, LispSiteKey> keys;  //!< by key ID; 0 is also the key of older senders
    bool proxyReply{false};               //!< answer for its ETRs even if they did not ask for it
    std::vector<const LispSite*> guests;  //!< sites whose ETRs may register here as well
};

/// A configured prefix, as found in the table.
struct LispSiteEntry : public EidTreeLeaf
{
    /// @param eid the prefix @param owner the site @param inside accept more specifics
    LispSiteEntry(const EidPrefix& eid, const LispSite& owner, bool inside)
        : EidTreeLeaf(eid),
          site(owner),
          acceptMoreSpecifics(inside)
    {
    }

    const LispSite& site;           //!< whose it is
    const bool acceptMoreSpecifics; //!< see LispSitePrefix
};

/**
 * @brief The sites of a Map-Server.
 */
class LispSiteTable
{
  public:
    /**
     * @brief Add a site.
     * @param site the site
     * @return it, as it stays in the table
     * @throws std::invalid_argument if it has no name, no key, an empty secret, the name of
     * another, or an EID-prefix that overlaps another site's. That one lies inside another site's
     * is accepted if that site accepts more specifics there: the inner one is then this site's.
     */
    const LispSite& AddSite(const LispSite& site);

    /**
     * @brief Give a site one more EID-prefix.
     * @param name the site's name
     * @param prefix the EID-prefix
     * @throws std::invalid_argument if there is no such site, the prefix is there already, or as
     * AddSite
     */
    void AddPrefix(const std::string& name, const LispSitePrefix& prefix);

    /**
     * @brief Let the ETRs of one site register EIDs of another, with their own key: hosts of the
     * one move to the other and keep their addresses.
     * @param site the name of the site whose EIDs they are
     * @param guest the name of the site that hosts move to
     * @throws std::invalid_argument if there is no such site
     */
    void AddGuest(const std::string& site, const std::string& guest);

    /**
     * @brief Add a part of the EID space that the Map-Server answers for (RFC 9301 section 8.2,
     * "aggregate prefixes"): holes are inside it.
     * @param prefix the aggregate
     */
    void AddAggregate(const EidPrefix& prefix);

    /**
     * @brief The configured prefix that a prefix belongs to.
     * @param prefix a prefix
     * @return the longest configured one that covers it; nullptr if none does
     */
    const LispSiteEntry* Find(const EidPrefix& prefix) const;

    /**
     * @brief Whether a prefix may be registered.
     * @param prefix a prefix
     * @return Find(prefix), if that is it or accepts more specifics; else nullptr
     */
    const LispSiteEntry* FindForRegistration(const EidPrefix& prefix) const;

    /**
     * @brief The prefix that a Negative Map-Reply is for, as far as the configuration says.
     * @param eid the EID asked for
     * @return where an entry covers the EID, the widest part of that which has no configured prefix
     * inside; else the widest prefix that has none inside, inside the aggregate if there is one
     */
    EidPrefix GetHole(const EidPrefix& eid) const;

    /// @param name a site's name @return the site; nullptr if there is none
    const LispSite* FindSite(const std::string& name) const;

    /// @return the sites, in the order of their names
    const std::map<std::string, LispSite>& GetSites() const
    {
        return m_sites;
    }

  private:
    /// @param site a site @param prefix to be its @throws std::invalid_argument as AddSite
    void CheckOverlap(const LispSite& site, const LispSitePrefix& prefix) const;

    std::map<std::string, LispSite> m_sites; //!< by name
    EidTree<LispSiteEntry> m_prefixes;       //!< configured prefixes
    EidTree<EidTreeLeaf> m_aggregates;       //!< aggregates
};

} // namespace ns3

#endif /* LISP_SITE_TABLE_H */
