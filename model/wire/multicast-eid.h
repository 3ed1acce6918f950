/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef MULTICAST_EID_H
#define MULTICAST_EID_H

#include "eid-prefix.h"
#include "lisp-address.h"

#include <optional>
#include <ostream>
#include <string>

namespace ns3
{

/**
 * @brief A multicast entry: a source prefix and a group prefix of an instance (RFC 8378 section 2,
 * RFC 8060 section 4.5), as records name it. A value, and a key of tables.
 *
 * Any source, "(*, G)", is the prefix of length 0 of the group's family (RFC 8378 section 8).
 */
class MulticastEid
{
  public:
    /// Of no family.
    MulticastEid() = default;

    /**
     * @brief A source and a group.
     * @param instanceId the instance ID
     * @param source the source
     * @param group the group
     * @return both as hosts
     */
    static MulticastEid Of(uint32_t instanceId,
                           const NetworkAddress& source,
                           const NetworkAddress& group);
    /// @param instanceId the instance ID @param group a group @return it from any source
    static MulticastEid AnySource(uint32_t instanceId, const NetworkAddress& group);
    /**
     * @brief Read what scripts write.
     * @param source "192.0.2.1", "192.0.2.0/24"; "" is any
     * @param group "239.1.2.3", "239.0.0.0/8", "ff0e::1"
     * @param instanceId the instance ID
     * @return the entry
     * @throws std::invalid_argument naming what is wrong and what is accepted
     */
    static MulticastEid FromString(const std::string& source,
                                   const std::string& group,
                                   uint32_t instanceId = 0);
    /**
     * @brief Read the EID of a record.
     * @param address the EID
     * @return the entry, if it is an LCAF of type 9 with an IPv4 or IPv6 group, or a prefix of
     * nothing but groups, a source prefix of the same family or none, and an instance ID of 24 bits
     */
    static std::optional<MulticastEid> FromLispAddress(const LispAddress& address);

    /// @return the EID of a record: an LCAF of type 9 (RFC 8378 section 5.1.2)
    LispAddress ToLispAddress() const;

    /// @return the sources
    const EidPrefix& GetSource() const
    {
        return m_source;
    }

    /// @return the groups
    const EidPrefix& GetGroup() const
    {
        return m_group;
    }

    /// @return the instance ID
    uint32_t GetInstanceId() const
    {
        return m_group.GetInstanceId();
    }

    /// @return true if any source will do
    bool IsAnySource() const
    {
        return m_source.GetLength() == 0;
    }

    /// @return true if it is one group, from one source or from any
    bool IsExact() const
    {
        return m_group.IsHost() && (IsAnySource() || m_source.IsHost());
    }

    /// @param other another @return true if this covers all of it, or is it
    bool Covers(const MulticastEid& other) const
    {
        return m_group.Covers(other.m_group) && m_source.Covers(other.m_source);
    }

    /// @return "(192.0.2.1, 239.1.2.3)", "[7](*, 239.0.0.0/8)"
    std::string ToString() const;

    /// @return a hash of all parts
    std::size_t Hash() const
    {
        return m_group.Hash() * 31 + m_source.Hash();
    }

    /// @param o another @return true if they are the same
    bool operator==(const MulticastEid& o) const
    {
        return m_group == o.m_group && m_source == o.m_source;
    }

  private:
    /// @param source the sources @param group the groups
    MulticastEid(const EidPrefix& source, const EidPrefix& group);

    EidPrefix m_source; //!< of the group's instance and family
    EidPrefix m_group;  //!< the groups
};

/**
 * @brief Whether packets to a group may leave the site they come from.
 * @param group an address
 * @return false if it is no group, or one whose scope is at most a site: 224.0.0.0/24 (RFC 5771
 * section 4), 239.255.0.0/16 (RFC 2365 section 6.1), IPv6 scopes 0 to 5 (RFC 4291 section 2.7)
 */
bool IsGroupBeyondSite(const NetworkAddress& group);

/// @param os a stream @param eid an entry @return the stream
std::ostream& operator<<(std::ostream& os, const MulticastEid& eid);

} // namespace ns3

namespace std
{
/// Hash of a MulticastEid, for the standard containers.
template <>
struct hash<ns3::MulticastEid>
{
    /// @param eid an entry @return its hash
    size_t operator()(const ns3::MulticastEid& eid) const
    {
        return eid.Hash();
    }
};
} // namespace std

#endif /* MULTICAST_EID_H */
