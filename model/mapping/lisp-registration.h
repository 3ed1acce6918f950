/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef LISP_REGISTRATION_H
#define LISP_REGISTRATION_H

#include "eid-tree.h"
#include "lisp-replay-guard.h"
#include "lisp-site-table.h"

#include "ns3/lisp-mapping-record.h"
#include "ns3/nstime.h"

#include <boost/intrusive/set_hook.hpp>
#include <vector>

namespace ns3
{

/// What one xTR registered for one EID-prefix.
struct LispRegistrant
{
    LispXtrIdentity xtr;       //!< who
    LispMappingRecord record;  //!< what
    bool proxyReply{false};    //!< P: the Map-Server is to answer Map-Requests
    bool merge{false};         //!< a: with what others register
    bool wantMapNotify{false}; //!< M: as of the last Map-Register
    Time since{0};             //!< registered first
    Time refreshed{0};         //!< registered last
    Time expires{0};           //!< forgotten then, unless it registers again
};

/**
 * @brief What is registered for an EID-prefix.
 */
struct LispRegistration : public EidTreeLeaf
{
    /// @param eid the prefix @param owner whose configuration admits it
    LispRegistration(const EidPrefix& eid, const LispSite& owner)
        : EidTreeLeaf(eid),
          site(owner)
    {
    }

    /**
     * @brief The mapping as a Map-Server gives it to others.
     * @return the record registered last, with the locators of all xTRs that merge theirs. A
     * locator that several have comes once, as the xTR whose own it is says (L bit); then L bits
     * and A bit are cleared (RFC 9301 section 5.4), and the locators sorted.
     */
    LispMappingRecord GetRecord() const;

    /// @return the addresses of its locators, sorted, each once
    std::vector<NetworkAddress> GetRlocs() const;

    /// @return true if one of its xTRs, or the site's configuration, asks for proxy replies
    bool WantsProxyReply() const;

    /// @param xtr who @return its registration; nullptr if it has none
    LispRegistrant* Find(const LispXtrIdentity& xtr);

    const LispSite& site;                    //!< whose configuration admits it
    std::vector<LispRegistrant> registrants; //!< the one that registered last at the end; never
                                             //!< empty outside LispRegistrations
    int64_t expires{0};                      //!< when the first of them does, in time steps

    /// Place in the order of expiry.
    boost::intrusive::set_member_hook<boost::intrusive::optimize_size<true>> byExpiry;
};

} // namespace ns3

#endif /* LISP_REGISTRATION_H */
