/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "lisp-registrations.h"

#include "lisp-map-version.h"
#include "lisp-mapping.h"

#include "ns3/lisp-map-register.h"

#include <algorithm>
#include <boost/intrusive/set.hpp>
#include <iterator>
#include <tuple>

namespace ns3
{

const char*
ToString(LispRegisterOutcome outcome)
{
    switch (outcome)
    {
    case LispRegisterOutcome::REFRESHED:
        return "refreshed";
    case LispRegisterOutcome::ADDED:
        return "added";
    case LispRegisterOutcome::CHANGED:
        return "changed";
    case LispRegisterOutcome::WITHDRAWN:
        return "withdrawn";
    case LispRegisterOutcome::NOT_ADMITTED:
        return "not-admitted";
    case LispRegisterOutcome::BAD_EID:
        return "bad-eid";
    case LispRegisterOutcome::FULL:
        return "full";
    }
    return "unknown";
}

namespace
{

namespace bi = boost::intrusive;

/// What a record's locators are to others: address, priority and weight, sorted.
using Offer = std::vector<std::tuple<std::string, int, int>>;

/// @param record a record @return what its locators are to others
Offer
GetOffer(const LispMappingRecord& record)
{
    Offer offer;
    for (const auto& locator : record.locators)
    {
        offer.emplace_back(locator.address.ToString(), locator.priority, locator.weight);
    }
    std::sort(offer.begin(), offer.end());
    return offer;
}

/// @param before addresses, sorted @param after addresses, sorted @return those that are gone
std::vector<NetworkAddress>
Subtract(const std::vector<NetworkAddress>& before, const std::vector<NetworkAddress>& after)
{
    std::vector<NetworkAddress> gone;
    std::set_difference(before.begin(),
                        before.end(),
                        after.begin(),
                        after.end(),
                        std::back_inserter(gone));
    return gone;
}

} // namespace

/// Registrations in the order in which they leave.
struct LispRegistrations::Queue
{
    /// How the order reads a registration.
    struct ExpiryOf
    {
        using type = int64_t; //!< as the container asks for it

        /// @param registration a registration @return when it expires
        int64_t operator()(const LispRegistration& registration) const
        {
            return registration.expires;
        }
    };

    /// The next first.
    bi::multiset<LispRegistration,
                 bi::member_hook<LispRegistration,
                                 decltype(LispRegistration::byExpiry),
                                 &LispRegistration::byExpiry>,
                 bi::key_of_value<ExpiryOf>>
        byExpiry;
};

LispRegistrations::LispRegistrations(const LispSiteTable& sites)
    : m_sites(sites),
      m_queue(std::make_unique<Queue>())
{
}

LispRegistrations::~LispRegistrations()
{
    m_queue->byExpiry.clear();
}

LispRegistration*
LispRegistrations::FindCovering(const EidPrefix& prefix) const
{
    LispRegistration* longest = nullptr;
    m_tree.ForEachCovering(prefix, [&longest](LispRegistration& other) { longest = &other; });
    return longest;
}

std::vector<NetworkAddress>
LispRegistrations::GetEffectiveRlocs(const EidPrefix& prefix) const
{
    const LispRegistration* registration = FindCovering(prefix);
    return registration ? registration->GetRlocs() : std::vector<NetworkAddress>();
}

void
LispRegistrations::Enqueue(LispRegistration& registration)
{
    Time first = Time::Max();
    for (const auto& registrant : registration.registrants)
    {
        first = std::min(first, registrant.expires);
    }
    registration.expires = first.GetTimeStep();
    m_queue->byExpiry.insert(m_queue->byExpiry.end(), registration);
}

void
LispRegistrations::Dequeue(LispRegistration& registration)
{
    if (registration.byExpiry.is_linked())
    {
        m_queue->byExpiry.erase(m_queue->byExpiry.iterator_to(registration));
    }
}

void
LispRegistrations::Settle(LispRegistration& registration, LispRegisterResult& result)
{
    if (registration.registrants.empty())
    {
        m_tree.Erase(result.eid);
    }
    else
    {
        Enqueue(registration);
        result.registration = &registration;
    }
    // What is gone was there before: the caller has put that into formerRlocs.
    result.formerRlocs = Subtract(result.formerRlocs, GetEffectiveRlocs(result.eid));
}

LispRegisterResult
LispRegistrations::Register(const LispMapRegister& message,
                            const LispMappingRecord& record,
                            const NetworkAddress& source,
                            Time now)
{
    LispRegisterResult result;
    const auto eid = record.GetEidPrefix();
    if (!eid)
    {
        result.outcome = LispRegisterOutcome::BAD_EID;
        return result;
    }
    result.eid = *eid;
    const LispSiteEntry* admitted = m_sites.FindForRegistration(*eid);
    if (!admitted)
    {
        result.outcome = LispRegisterOutcome::NOT_ADMITTED;
        return result;
    }
    const LispXtrIdentity xtr{message.xtrId, source};
    LispRegistration* registration = m_tree.Find(*eid);
    LispRegistrant* own = registration ? registration->Find(xtr) : nullptr;
    const bool withdraws = record.ttl == 0 || record.locators.empty();
    if (withdraws && !own)
    {
        result.registration = registration;
        return result;
    }
    if (registration ? !own && registration->registrants.size() >= LISP_MAX_RECORDS
                     : m_tree.GetSize() >= m_maxSize)
    {
        result.outcome = LispRegisterOutcome::FULL;
        return result;
    }
    result.formerRlocs = GetEffectiveRlocs(*eid);
    Offer before;
    uint16_t versionBefore = LISP_NULL_MAP_VERSION;
    if (registration)
    {
        const LispMappingRecord known = registration->GetRecord();
        before = GetOffer(known);
        versionBefore = known.mapVersion;
    }
    else
    {
        registration = m_tree.Emplace(*eid, admitted->site).first;
        result.outcome = LispRegisterOutcome::ADDED;
    }
    Dequeue(*registration);
    auto& registrants = registration->registrants;
    LispRegistrant renewed = own ? *own : LispRegistrant();
    if (own)
    {
        registrants.erase(registrants.begin() + (own - registrants.data()));
    }
    if (withdraws)
    {
        result.outcome = LispRegisterOutcome::WITHDRAWN;
        Settle(*registration, result);
        return result;
    }
    const Offer offer = GetOffer(record);
    const auto isReplaced = [&message, &offer](const LispRegistrant& other) {
        return message.merge ? !other.merge : GetOffer(other.record) != offer;
    };
    registrants.erase(std::remove_if(registrants.begin(), registrants.end(), isReplaced),
                      registrants.end());
    renewed.since = own ? renewed.since : now;
    renewed.xtr = xtr;
    renewed.record = record;
    renewed.proxyReply = message.proxyReply;
    renewed.merge = message.merge;
    renewed.wantMapNotify = message.wantMapNotify;
    renewed.refreshed = now;
    renewed.expires = now + (message.useTtl ? LispTtlToTime(record.ttl) : m_timeout);
    registrants.push_back(std::move(renewed));
    // A newer version is news even with the same locators: of their R bits, for one.
    const LispMappingRecord after = registration->GetRecord();
    if (!before.empty() &&
        (GetOffer(after) != before || IsNewerMapVersion(after.mapVersion, versionBefore)))
    {
        result.outcome = LispRegisterOutcome::CHANGED;
    }
    Settle(*registration, result);
    return result;
}

std::vector<LispRegisterResult>
LispRegistrations::ExpireUntil(Time now)
{
    std::vector<LispRegisterResult> results;
    while (!m_queue->byExpiry.empty() && m_queue->byExpiry.begin()->expires <= now.GetTimeStep())
    {
        LispRegistration& registration = *m_queue->byExpiry.begin();
        auto& result = results.emplace_back();
        result.outcome = LispRegisterOutcome::WITHDRAWN;
        result.eid = registration.prefix;
        result.formerRlocs = registration.GetRlocs();
        Dequeue(registration);
        auto& registrants = registration.registrants;
        registrants.erase(
            std::remove_if(registrants.begin(),
                           registrants.end(),
                           [now](const auto& registrant) { return registrant.expires <= now; }),
            registrants.end());
        Settle(registration, result);
    }
    return results;
}

Time
LispRegistrations::GetNextExpiry() const
{
    return m_queue->byExpiry.empty() ? Time::Max() : Time(m_queue->byExpiry.begin()->expires);
}

LispRegistryAnswer
LispRegistrations::Resolve(const EidPrefix& asked, std::size_t most) const
{
    LispRegistryAnswer answer;
    // A prefix that nothing covers is answered for as its first address.
    const EidPrefix first = EidPrefix::Host(asked.GetAddress(), asked.GetInstanceId());
    const LispSiteEntry* configured = m_sites.Find(asked);
    configured = configured ? configured : m_sites.Find(first);
    const LispRegistration* match = FindCovering(asked);
    match = match ? match : FindCovering(first);
    if (match && (!configured || match->prefix.GetLength() >= configured->prefix.GetLength()))
    {
        answer.kind = LispRegistryAnswer::REGISTERED;
        answer.match = match;
        m_tree.ForEachCovered(match->prefix, [&answer, match, most](LispRegistration& other) {
            if (&other != match)
            {
                if (answer.moreSpecifics.size() + 1 >= most)
                {
                    return false;
                }
                answer.moreSpecifics.push_back(&other);
            }
            return true;
        });
        return answer;
    }
    answer.kind = configured ? LispRegistryAnswer::NOT_REGISTERED : LispRegistryAnswer::NO_SUCH_EID;
    // Registered prefixes inside the configured one bound the hole as well.
    const EidPrefix hole = m_sites.GetHole(asked);
    answer.hole =
        m_tree.GetWidestHole(asked.GetInstanceId(), asked.GetAddress(), hole).value_or(hole);
    return answer;
}

} // namespace ns3
