/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef OTV_DATABASE_H
#define OTV_DATABASE_H

#include "isis-pdu.h"

#include "ns3/nstime.h"

#include <functional>
#include <map>
#include <utility>
#include <vector>

namespace ns3
{

/**
 * @brief The link state database of an edge device: the newest LSP of each ID, its own and others'
 * (ISO 10589 section 7.3.16). Pure state: time comes in as an argument.
 */
class OtvDatabase
{
  public:
    /// A VLAN and a MAC address in it.
    using Reach = std::pair<uint16_t, Mac48Address>;

    /// An LSP.
    struct Entry
    {
        IsisOctets octets;        //!< as it came
        uint32_t sequence{0};     //!< its number
        uint16_t checksum{0};     //!< its checksum
        Time expires;             //!< the end of its lifetime
        std::vector<Reach> reach; //!< what it tells, ordered
    };

    /// Which of two LSPs of one ID is newer.
    enum class Order : uint8_t
    {
        OLDER, //!< the one in question
        SAME,  //!< none
        NEWER, //!< the one in question
    };

    /// @param limit the most LSPs to keep
    void SetLimit(std::size_t limit);
    /**
     * @brief Compare with what is here (ISO 10589 section 7.3.16.3).
     * @param entry what is said of an LSP @param now the time
     * @return whether that one is older or newer; newer if there is none here
     */
    Order Compare(const IsisLspEntry& entry, Time now) const;
    /**
     * @brief Keep an LSP in place of the one of its ID.
     * @param lsp the LSP @param octets the same, encoded @param expires the end of its lifetime
     * @return what the former one told and the new one tells; nothing, and not kept, if there is
     * no room
     */
    std::optional<std::pair<std::vector<Reach>, std::vector<Reach>>> Put(const IsisLsp& lsp,
                                                                         IsisOctets octets,
                                                                         Time expires);
    /// @param id of an LSP @return it, or null
    const Entry* Find(const IsisLspId& id) const;
    /// @param now the time @param visit gets ID and contents of each LSP whose lifetime is over,
    /// after it was removed @return when the next one's is; Time::Max() if there is none
    Time Expire(Time now, const std::function<void(const IsisLspId&, const Entry&)>& visit);
    /// @return all of them
    const std::map<IsisLspId, Entry>& GetAll() const;
    /// @param entry an LSP @param now the time @return its remaining lifetime in s, rounded up
    static uint16_t GetLifetime(const Entry& entry, Time now);
    /// @param id of an LSP @param entry the LSP @param now the time @return what to say of it
    static IsisLspEntry Describe(const IsisLspId& id, const Entry& entry, Time now);

  private:
    std::map<IsisLspId, Entry> m_entries; //!< by ID
    std::size_t m_limit{0};               //!< see SetLimit
};

} // namespace ns3

#endif /* OTV_DATABASE_H */
