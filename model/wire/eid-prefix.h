/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef EID_PREFIX_H
#define EID_PREFIX_H

#include "network-address.h"

#include <string>

namespace ns3
{

/**
 * @brief An EID-prefix: an instance ID, an address and how many of its leading bits count.
 *
 * Bits beyond the length are always zero: a prefix given with host bits is masked (RFC 9301 senders
 * do it; so do we on receipt). Two instance IDs are two address spaces (RFC 9300 section 8).
 */
class EidPrefix
{
  public:
    /// A prefix of no family.
    EidPrefix() = default;

    /**
     * @param address an address; host bits are masked away
     * @param length the bits that count; more than the family has is taken as all of them
     * @param instanceId the instance ID, 24 bits on the data plane; 0 is the default space
     */
    EidPrefix(const NetworkAddress& address, uint8_t length, uint32_t instanceId = 0);

    /**
     * @brief The prefix that covers one address only.
     * @param address an address
     * @param instanceId the instance ID
     * @return its /32, /128 or /48
     */
    static EidPrefix Host(const NetworkAddress& address, uint32_t instanceId = 0);

    /**
     * @brief Read "192.0.2.0/24", "2001:db8::/32" or, for a host, an address alone.
     * @param text the text
     * @param instanceId the instance ID
     * @return the prefix, host bits masked
     * @throws std::invalid_argument naming the text and what is accepted
     */
    static EidPrefix FromString(const std::string& text, uint32_t instanceId = 0);

    /// @return the address, host bits zero
    const NetworkAddress& GetAddress() const
    {
        return m_address;
    }

    /// @return the number of leading bits that count
    uint8_t GetLength() const
    {
        return m_length;
    }

    /// @return the instance ID
    uint32_t GetInstanceId() const
    {
        return m_instanceId;
    }

    /// @return the address family
    AddressFamily GetFamily() const
    {
        return m_address.GetFamily();
    }

    /// @return true if the prefix covers exactly one address
    bool IsHost() const
    {
        return m_address.IsValid() && m_length == m_address.GetSize() * 8;
    }

    /// @param address an address of the same instance @return true if this prefix covers it
    bool Covers(const NetworkAddress& address) const;
    /// @param other a prefix @return true if this covers all of it (or is it)
    bool Covers(const EidPrefix& other) const;

    /// @return "192.0.2.0/24", with "[7]" before it when the instance ID is 7 rather than 0
    std::string ToString() const;
    /// @return "192.0.2.0/24", whatever the instance ID
    std::string ToPrefixString() const;

    /// @return a hash of all three parts
    std::size_t Hash() const;

    /// @param o another prefix @return true if they are the same
    bool operator==(const EidPrefix& o) const
    {
        return m_length == o.m_length && m_instanceId == o.m_instanceId && m_address == o.m_address;
    }

    /// @param o another prefix @return true if they differ
    bool operator!=(const EidPrefix& o) const
    {
        return !(*this == o);
    }

    /// @param o another prefix @return true if this sorts first: instance ID, address, then the
    /// shorter
    bool operator<(const EidPrefix& o) const;

  private:
    NetworkAddress m_address; //!< masked
    uint8_t m_length{0};      //!< bits
    uint32_t m_instanceId{0}; //!< address space
};

/// @param os a stream @param prefix a prefix @return the stream
std::ostream& operator<<(std::ostream& os, const EidPrefix& prefix);

} // namespace ns3

namespace std
{
/// Hash of an EidPrefix, for the standard containers.
template <>
struct hash<ns3::EidPrefix>
{
    /// @param prefix a prefix @return its hash
    size_t operator()(const ns3::EidPrefix& prefix) const
    {
        return prefix.Hash();
    }
};
} // namespace std

#endif /* EID_PREFIX_H */
