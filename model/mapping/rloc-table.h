/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef RLOC_TABLE_H
#define RLOC_TABLE_H

#include "rloc-down-cause.h"

#include "ns3/eid-prefix.h"
#include "ns3/network-address.h"
#include "ns3/nstime.h"

#include <cstdint>
#include <optional>
#include <unordered_map>
#include <vector>

namespace ns3
{

class RlocObserver;

/**
 * @brief The routing locators that a node knows, each with a small number.
 *
 * The numbers are dense, so that what belongs to a locator (its outer route, its probe) can stand
 * in a vector and be found in the same time however many there are. A number whose last user
 * released it is given out again; GetGeneration tells the two users apart.
 *
 * Whether a locator can be sent to is kept here too, once for all mappings that have it: it can
 * while no cause keeps it down. Who finds out about a cause sets and clears that one alone.
 * GetEpoch tells mappings that something changed.
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
        return m_rlocs[id].causes == 0;
    }

    /// @param id a known locator @param cause a cause @return true if that keeps it down
    bool IsDownFor(Id id, RlocDownCause cause) const
    {
        return (m_rlocs[id].causes & GetBit(cause)) != 0;
    }

    /// @param id a known locator @return true if it is up and of a family that the node can send
    bool IsUsable(Id id) const
    {
        const Rloc& rloc = m_rlocs[id];
        return rloc.causes == 0 &&
               (rloc.address.GetFamily() == AddressFamily::IPV4 ? m_ipv4 : m_ipv6);
    }

    /**
     * @brief Say that a cause keeps a locator down, or does so no longer.
     * @param id a known locator
     * @param cause the cause
     * @param up false: it keeps the locator down; true: it does not
     * @return true if the locator went down or came up by that; other causes may keep it down
     */
    bool SetUp(Id id, RlocDownCause cause, bool up);

    /**
     * @brief Note how long a packet takes to a locator and back. Mappings hear of it if
     * SetDelaysMatter says that they want to.
     * @param id a known locator
     * @param delay as measured; smoothed, where that is wanted
     */
    void SetDelay(Id id, Time delay);

    /// @param id a known locator @return what SetDelay said last; nothing: it was not measured
    std::optional<Time> GetDelay(Id id) const
    {
        const Rloc& rloc = m_rlocs[id];
        return rloc.delay < 0 ? std::nullopt : std::make_optional(Time(rloc.delay));
    }

    /// @param matter whether a new delay can change which locator a flow takes
    void SetDelaysMatter(bool matter);

    /// @param id a known locator @param eid an EID-prefix that a mapping has there
    void SetExample(Id id, const EidPrefix& eid)
    {
        m_rlocs[id].example = eid;
    }

    /// @param id a known locator @return the EID-prefix of the last mapping that was learned and
    /// has it, so that its ETR can be asked for it; none: no mapping was
    const EidPrefix& GetExample(Id id) const
    {
        return m_rlocs[id].example;
    }

    /// @param observer hears of changes until it is removed
    void AddObserver(RlocObserver* observer);
    /// @param observer one that was added
    void RemoveObserver(RlocObserver* observer);

    /**
     * @brief Say what the node can send to.
     * @param ipv4 true if it has an IPv4 locator of its own
     * @param ipv6 true if it has an IPv6 locator of its own
     */
    void SetUsableFamilies(bool ipv4, bool ipv6);

    /// @return a number that changes whenever a locator becomes usable or stops being so, and with
    /// anything else that can change which locator a flow takes
    uint32_t GetEpoch() const
    {
        return m_epoch;
    }

    /// Have mappings choose their locators anew: the rule has changed.
    void Touch()
    {
        ++m_epoch;
    }

    /// @param id a number below GetCapacity @return true if it is that of a known locator
    bool IsKnown(Id id) const
    {
        return m_rlocs[id].users != 0;
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
        uint8_t causes{0};      //!< that keep it down, a bit each
        uint32_t users{0};      //!< Acquire less Release
        uint32_t generation{0}; //!< locators that have had this number
        int64_t delay{-1};      //!< time steps; negative: not measured
        EidPrefix example;      //!< see GetExample
    };

    static_assert(RLOC_DOWN_CAUSES <= 8, "a bit each");

    /// @param cause a cause @return its bit
    static constexpr uint8_t GetBit(RlocDownCause cause)
    {
        return static_cast<uint8_t>(1U << static_cast<unsigned>(cause));
    }

    std::vector<Rloc> m_rlocs;                    //!< by number
    std::vector<Id> m_free;                       //!< numbers without a locator
    std::unordered_map<NetworkAddress, Id> m_ids; //!< numbers by address
    bool m_ipv4{true};                            //!< IPv4 can be sent
    bool m_ipv6{true};                            //!< IPv6 can be sent
    bool m_delaysMatter{false};                   //!< see SetDelaysMatter
    uint32_t m_epoch{1};                          //!< changes of usability
    std::vector<RlocObserver*> m_observers;       //!< of the owner's parts
};

} // namespace ns3

#endif /* RLOC_TABLE_H */
