/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef MAC_TABLE_H
#define MAC_TABLE_H

#include "ns3/mac48-address.h"
#include "ns3/nstime.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <unordered_map>
#include <vector>

namespace ns3
{

class SwitchPort;

/**
 * @brief A switch's filtering database (IEEE 802.1Q-2018 section 8.8): at which port a MAC address
 * of a VLAN is. Pure state: time comes in as an argument.
 */
class MacTable
{
  public:
    /// Where an address is.
    struct Entry
    {
        SwitchPort* port; //!< there
        Time seen;        //!< when it last sent
        bool isStatic;    //!< said by someone, not learned
        bool yields;      //!< said by someone, until the address is learned elsewhere
    };

    /// What came of learning.
    enum class Result : uint8_t
    {
        SEEN,   //!< nothing new
        NEW,    //!< not known before
        MOVED,  //!< it was at another port
        PINNED, //!< it is static, and stays where it is
        FULL,   //!< no room
    };

    /**
     * @brief Learn an address.
     * @param vlan its VLAN @param address a unicast address @param port where @param now the time
     * @param limit the most addresses to know
     * @return what came of it
     */
    Result Learn(uint16_t vlan,
                 const Mac48Address& address,
                 SwitchPort* port,
                 Time now,
                 std::size_t limit);
    /**
     * @param vlan its VLAN @param address an address @param port where it is from now on
     * @param yields whether it is learned over
     */
    void SetStatic(uint16_t vlan,
                   const Mac48Address& address,
                   SwitchPort* port,
                   bool yields = false);
    /// @param vlan its VLAN @param address an address @return its entry; nullptr: not known
    const Entry* Find(uint16_t vlan, const Mac48Address& address) const;
    /// @param vlan its VLAN @param address an address @return false if it was not known
    bool Remove(uint16_t vlan, const Mac48Address& address);

    /// Called with an entry's VLAN and address.
    using Visitor = std::function<void(uint16_t, const Mac48Address&, const Entry&)>;
    /**
     * @brief Remove entries.
     * @param matches says which @param visit is told of each that goes, after all have gone
     */
    void RemoveIf(const std::function<bool(const Entry&)>& matches, const Visitor& visit);
    /// @param visit is told of each entry, ordered by VLAN and address
    void ForEach(const Visitor& visit) const;
    /// @return when the learned address last sent that has been silent longest; Time::Max(): none
    /// is learned
    Time GetOldest() const;
    /// @return the number of addresses
    std::size_t GetSize() const;

  private:
    /// @param vlan a VLAN @param address an address @return both as one number
    static uint64_t MakeKey(uint16_t vlan, const Mac48Address& address);
    /// @param key see MakeKey @return the address in it
    static Mac48Address GetAddress(uint64_t key);

    std::unordered_map<uint64_t, Entry> m_entries; //!< by VLAN and address
};

} // namespace ns3

#endif /* MAC_TABLE_H */
