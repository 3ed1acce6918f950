/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef LISP_STATUS_BITS_H
#define LISP_STATUS_BITS_H

#include "ns3/eid-prefix.h"
#include "ns3/network-address.h"
#include "ns3/nstime.h"
#include "ns3/ptr.h"

#include <cstdint>
#include <functional>
#include <unordered_map>
#include <vector>

namespace ns3
{

class LispDataHeader;
class LispEtr;
class LispXtr;
class LocatorSet;
struct EidDatabaseEntry;
struct LispLocator;

/**
 * @brief Locator-status bits: which locators of the own site are up, and which of others' (RFC 9300
 * sections 10 and 13.1).
 *
 * The bits of an own EID-prefix are those of the locators that a Map-Reply for it has, in that
 * order: up is one that has the R bit, that nothing keeps down here, and, if it is this router's,
 * whose interface is up. They are worked out when something has changed. When locators were added
 * or removed, there are none for UseDelay: the receivers still number the former ones.
 *
 * What another site's bits say is kept in the RlocTable alone (cause STATUS_BITS): each packet is
 * compared with that, locator by locator, at most 32 of them.
 */
class LispStatusBits
{
  public:
    /// Told of another site's locator that went down or came up: its number, which of these.
    using ChangeCallback = std::function<void(uint32_t, bool)>;

    /**
     * @param useDelay silence after a change of locators: the owner's attribute
     * @param onChange told of changes
     */
    LispStatusBits(const Time& useDelay, ChangeCallback onChange);

    /// @param xtr whose locators; null: stop, and leave none down
    /// @param etr what answers for them; null: the database alone says
    void SetXtr(Ptr<LispXtr> xtr, Ptr<LispEtr> etr);

    /// Something about own locators may have changed.
    void Changed()
    {
        ++m_changes;
    }

    /// @param header a header to write to @param source the database's entry of the inner source
    void Write(LispDataHeader& header, const EidDatabaseEntry& source);
    /// @param header a header with bits @param locators of the mapping of the inner source
    void Read(const LispDataHeader& header, const LocatorSet& locators);
    /// @param rloc a locator that a Map-Reply has said something of since
    void Forget(const NetworkAddress& rloc);

  private:
    /// What is known of an EID-prefix of the site.
    struct Own
    {
        std::vector<NetworkAddress> locators; //!< in order
        uint32_t bits{0};                     //!< of these, the first in the lowest
        uint64_t stamp{0};                    //!< changes when that was worked out; 0: never
        int64_t silentUntil{0};               //!< time step from which on they may be used
    };

    /// @param own what to work out @param prefix the EID-prefix @param source its entry
    void Refresh(Own& own, const EidPrefix& prefix, const EidDatabaseEntry& source) const;
    /// @param locator one of the own site @return true if it is up
    bool IsUp(const LispLocator& locator) const;
    /// @return a number that is another one after each change
    uint64_t GetStamp() const;

    const Time& m_useDelay;                   //!< of the owner
    ChangeCallback m_onChange;                //!< of the owner
    Ptr<LispXtr> m_xtr;                       //!< whose locators
    Ptr<LispEtr> m_etr;                       //!< may be null
    std::unordered_map<EidPrefix, Own> m_own; //!< by EID-prefix
    uint64_t m_changes{0};                    //!< see Changed
};

} // namespace ns3

#endif /* LISP_STATUS_BITS_H */
