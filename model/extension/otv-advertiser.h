/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef OTV_ADVERTISER_H
#define OTV_ADVERTISER_H

#include "isis-pdu.h"

#include <map>
#include <set>
#include <utility>
#include <vector>

namespace ns3
{

/**
 * @brief The MAC addresses that an edge device advertises, dealt out to the fragments of its LSP
 * such that each stays in its fragment: a change makes one LSP new, not all. Pure state.
 */
class OtvAdvertiser
{
  public:
    /// The most fragments: their number has 8 bits (ISO 10589 section 9.8).
    static constexpr std::size_t MAX_FRAGMENTS = 256;

    /// @param size the most octets of MAC-Reachability TLVs in a fragment
    void SetFragmentSize(std::size_t size);
    /// @param vlan a VLAN @param mac is here @return false if it is known already, or all are full
    bool Add(uint16_t vlan, const Mac48Address& mac);
    /// @param vlan a VLAN @param mac is not here any more @return false if it was not known
    bool Remove(uint16_t vlan, const Mac48Address& mac);
    /// @param vlan none of its addresses is to be advertised any more @return false if none was
    bool RemoveVlan(uint16_t vlan);
    /// @param vlan a VLAN @param mac an address @return true if it is advertised
    bool Has(uint16_t vlan, const Mac48Address& mac) const;
    /// @return addresses advertised
    std::size_t GetSize() const;

    /// @param fragment is to be made again
    void Touch(uint8_t fragment);
    /// @return the fragments that have changed since, in order; the first is one of them at first
    std::set<uint8_t> TakeChanged();
    /// @return the number of fragments that have ever been in use
    std::size_t GetFragments() const;
    /// @param fragment its number @return what it tells
    std::vector<IsisMacReachability> GetReach(uint8_t fragment) const;

  private:
    /// A fragment.
    struct Fragment
    {
        std::map<uint16_t, std::set<Mac48Address>> macs; //!< by VLAN
        std::size_t size{0};                             //!< octets of its TLVs
    };

    std::vector<Fragment> m_fragments{1};                         //!< by number
    std::map<std::pair<uint16_t, Mac48Address>, uint8_t> m_where; //!< the fragment of each
    std::set<uint8_t> m_changed{0};                               //!< see TakeChanged
    std::size_t m_fragmentSize{0};                                //!< see SetFragmentSize
};

} // namespace ns3

#endif /* OTV_ADVERTISER_H */
