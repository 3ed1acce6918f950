/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef LISP_REGISTRATIONS_H
#define LISP_REGISTRATIONS_H

#include "lisp-registration.h"

#include <memory>
#include <vector>

namespace ns3
{

struct LispMapRegister;

/// What came of a record of a Map-Register.
enum class LispRegisterOutcome : uint8_t
{
    REFRESHED,    //!< nothing new
    ADDED,        //!< nothing was registered for the prefix
    CHANGED,      //!< other locators than before, or a newer map-version
    WITHDRAWN,    //!< this xTR's part, or all of it, was taken back
    NOT_ADMITTED, //!< no site may register it
    BAD_EID,      //!< the record's EID is not a prefix
    FULL,         //!< as many prefixes are registered as may be
};

/// @param outcome an outcome @return "refreshed", "added", ...
const char* ToString(LispRegisterOutcome outcome);

/// What a registration, or its end, changed.
struct LispRegisterResult
{
    LispRegisterOutcome outcome{LispRegisterOutcome::REFRESHED}; //!< what came of it
    EidPrefix eid;                                               //!< the prefix
    const LispRegistration* registration{nullptr}; //!< as it is now; nullptr if there is none
    /// Where packets to the prefix went before and go no longer: locators of its own registration,
    /// or, if there was none, of that which covered it. These xTRs are to be told.
    std::vector<NetworkAddress> formerRlocs;
};

/// What the registrations say of an EID that is asked for (RFC 9301 section 8.3).
struct LispRegistryAnswer
{
    /// The cases of the standard.
    enum Kind
    {
        REGISTERED,     //!< match is there
        NOT_REGISTERED, //!< a site's, but not registered: negative, 1 minute
        NO_SUCH_EID,    //!< nobody's: negative, 15 minutes
    };

    Kind kind{NO_SUCH_EID};                 //!< which case
    const LispRegistration* match{nullptr}; //!< the longest registered prefix that covers the EID
    /// Registered prefixes inside the match, to be returned with it (RFC 9301 section 5.5).
    std::vector<const LispRegistration*> moreSpecifics;
    EidPrefix hole; //!< the widest prefix that the negative answer is true for
};

/**
 * @brief What ETRs have registered with a Map-Server (RFC 9301 sections 8.2 and 8.3).
 *
 * Several xTRs can register the same EID-prefix. Those that ask for it (merge bit) have their
 * locators merged. Otherwise the last one is right: if it registers other locators than the rest
 * did, it takes their place, for the EIDs have moved; if it registers the same, it stands beside
 * them, and the registration lasts until the last of them falls silent. So xTRs of one site that
 * share a prefix either all register all of the site's locators, or set the merge bit.
 *
 * Messages are authenticated, and checked for replay, before they come here.
 */
class LispRegistrations
{
  public:
    /// @param sites who may register what; outlives this
    explicit LispRegistrations(const LispSiteTable& sites);
    ~LispRegistrations();

    /**
     * @brief Take one record of a Map-Register. One with a TTL of 0, or without locators, takes
     * back what the sender registered.
     * @param message the message, whose flags and xTR-ID count
     * @param record a record of it
     * @param source where the message came from
     * @param now the time
     * @return what changed
     */
    LispRegisterResult Register(const LispMapRegister& message,
                                const LispMappingRecord& record,
                                const NetworkAddress& source,
                                Time now);

    /**
     * @brief Forget what was not registered again in time.
     * @param now the time
     * @return what changed, in order of expiry: WITHDRAWN
     */
    std::vector<LispRegisterResult> ExpireUntil(Time now);

    /// @return when the next registration expires; Time::Max() if there is none
    Time GetNextExpiry() const;

    /**
     * @brief Answer for an EID.
     * @param asked the EID-prefix of a Map-Request
     * @param most the most records to answer with
     * @return the answer; its pointers hold until the next change
     */
    LispRegistryAnswer Resolve(const EidPrefix& asked, std::size_t most = LISP_MAX_RECORDS) const;

    /// @param prefix a prefix @return its registration; nullptr if it has none
    const LispRegistration* Find(const EidPrefix& prefix) const
    {
        return m_tree.Find(prefix);
    }

    /// @return the registrations, to be visited: see EidTree
    const EidTree<LispRegistration>& GetEntries() const
    {
        return m_tree;
    }

    /// @param timeout how long a registration lasts that does not say so itself
    void SetTimeout(Time timeout)
    {
        m_timeout = timeout;
    }

    /// @param prefixes the most EID-prefixes to have registered
    void SetMaxSize(std::size_t prefixes)
    {
        m_maxSize = prefixes;
    }

  private:
    struct Queue;

    LispRegistration* FindCovering(const EidPrefix& prefix) const;
    std::vector<NetworkAddress> GetEffectiveRlocs(const EidPrefix& prefix) const;
    void Enqueue(LispRegistration& registration);
    void Dequeue(LispRegistration& registration);
    void Settle(LispRegistration& registration, LispRegisterResult& result);

    const LispSiteTable& m_sites;     //!< who may register what
    EidTree<LispRegistration> m_tree; //!< what is registered
    std::unique_ptr<Queue> m_queue;   //!< the same by expiry
    /// RFC 9301 section 8.2: three minutes.
    Time m_timeout{Minutes(3)};
    std::size_t m_maxSize{10000000}; //!< prefixes
};

} // namespace ns3

#endif /* LISP_REGISTRATIONS_H */
