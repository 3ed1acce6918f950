/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef LISP_MAPPING_RECORD_H
#define LISP_MAPPING_RECORD_H

#include "lisp-locator.h"

#include <vector>

namespace ns3
{

/**
 * @brief A mapping as messages hold it (RFC 9301 section 5.4, "Record").
 */
struct LispMappingRecord
{
    LispAddress eid;                          //!< the EID as sent, host bits and all
    uint8_t maskLength{0};                    //!< bits of it that count
    uint32_t ttl{1440};                       //!< minutes; or LISP_TTL_RECEIVER_DECIDES
    LispAction action{LispAction::NO_ACTION}; //!< what to do if there are no locators; 3 bits
    bool authoritative{false};                //!< A: the ETR itself says so
    uint16_t mapVersion{0};                   //!< 12 bits; 0 is none (RFC 9302)
    std::vector<LispLocator> locators;        //!< where the EID is; none: see action

    /**
     * @brief Set eid and maskLength.
     * @param prefix the EID-prefix
     */
    void SetEidPrefix(const EidPrefix& prefix);

    /// @return LispAddress::ToEidPrefix of eid and maskLength
    std::optional<EidPrefix> GetEidPrefix() const
    {
        return eid.ToEidPrefix(maskLength);
    }

    /// @param o another record @return true if they are the same
    bool operator==(const LispMappingRecord& o) const;

    /// @param o another record @return true if they differ
    bool operator!=(const LispMappingRecord& o) const
    {
        return !(*this == o);
    }
};

} // namespace ns3

#endif /* LISP_MAPPING_RECORD_H */
