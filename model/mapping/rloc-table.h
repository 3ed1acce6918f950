/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef RLOC_TABLE_H
#define RLOC_TABLE_H

#include "ns3/network-address.h"

#include <cstdint>
#include <unordered_map>
#include <vector>

namespace ns3
{

/**
 * @brief The routing locators that a node knows, each with a small number.
 *
 * The numbers are dense, so that what belongs to a locator (its outer route, its probe) can stand
 * in a vector and be found in the same time however many there are. A number whose last user
 * released it is given out again; GetGeneration tells the two users apart.
 *
 * Whether a locator can be sent to is kept here too, once for all mappings that have it; GetEpoch
 * tells them that something changed.
 */
class RlocTable
{
  public:
    /// A locator's number.
    using Id = uint32_t;
    /// The number of no locator.
    static constexpr Id NONE = 0xffffffff;

    /**
     * @brief Add a user of a locator.
     * @param rloc its address
     * @return its number; a new one is up
     */
    Id Acquire(const NetworkAddress& rloc);
    /// @param id a locator that has one user fewer; without users it is forgotten
    void Release(Id id);
    /// @param rloc an address @return its number, or NONE
    Id Find(const NetworkAddress& rloc) const;

    /// @param id a known locator @return its address
    const NetworkAddress& GetAddress(Id id) const
    {
        return m_rlocs[id].address;
    }

    /// @param id a number below GetCapacity @return how many locators have had it
    uint32_t GetGeneration(Id id) const
    {
        return m_rlocs[id].generation;
    }

    /// @param id a known locator @return false if it was found to be unreachable
    bool IsUp(Id id) const
    {
        return m_rlocs[id].up;
    }

    /// @param id a known locator @return true if it is up and of a family that the node can send
    bool IsUsable(Id id) const
    {
        const Rloc& rloc = m_rlocs[id];
        return rloc.up && (rloc.address.GetFamily() == AddressFamily::IPV4 ? m_ipv4 : m_ipv6);
    }

    /// @param id a known locator @param up whether it is reachable @return true if that is news
    bool SetUp(Id id, bool up);

    /**
     * @brief Say what the node can send to.
     * @param ipv4 true if it has an IPv4 locator of its own
     * @param ipv6 true if it has an IPv6 locator of its own
     */
    void SetUsableFamilies(bool ipv4, bool ipv6);

    /// @return a number that changes whenever a locator becomes usable or stops being so
    uint32_t GetEpoch() const
    {
        return m_epoch;
    }

    /// @return all numbers are below this one
    std::size_t GetCapacity() const
    {
        return m_rlocs.size();
    }

    /// @return how many locators are known
    std::size_t GetSize() const
    {
        return m_ids.size();
    }

  private:
    /// What is known of one locator.
    struct Rloc
    {
        NetworkAddress address; //!< of no family while the number is free
        bool up{true};          //!< reachable as far as known
        uint32_t users{0};      //!< Acquire less Release
        uint32_t generation{0}; //!< locators that have had this number
    };

    std::vector<Rloc> m_rlocs;                    //!< by number
    std::vector<Id> m_free;                       //!< numbers without a locator
    std::unordered_map<NetworkAddress, Id> m_ids; //!< numbers by address
    bool m_ipv4{true};                            //!< IPv4 can be sent
    bool m_ipv6{true};                            //!< IPv6 can be sent
    uint32_t m_epoch{1};                          //!< changes of usability
};

} // namespace ns3

#endif /* RLOC_TABLE_H */
