/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef LISP_ADDRESS_H
#define LISP_ADDRESS_H

#include "eid-prefix.h"
#include "network-address.h"

#include <memory>
#include <optional>
#include <ostream>
#include <string>
#include <variant>

namespace ns3
{

struct LispLcaf;

/**
 * @brief What a control message can hold where the standards say "AFI and address".
 *
 * That is nothing (AFI 0), an IPv4, IPv6 or MAC address, a distinguished name, or a LISP canonical
 * address (LCAF, RFC 8060), which may hold further ones. A value: cheap to copy, compared by
 * content.
 */
class LispAddress
{
  public:
    /// No address: AFI 0.
    LispAddress() = default;
    /// @param address an address; one of no family gives AFI 0
    LispAddress(const NetworkAddress& address);
    /// @param lcaf a canonical address; include lisp-lcaf.h to make one
    LispAddress(LispLcaf lcaf);

    /**
     * @brief A distinguished name (RFC 8060 section 4.10.3).
     * @param name any text without a zero octet
     * @return the address
     * @throws std::invalid_argument if the text has a zero octet, which ends a name on the wire
     */
    static LispAddress FromName(const std::string& name);

    /**
     * @brief An EID-prefix as messages hold it, without its length, which is a field of its own.
     * @param prefix a prefix; one of instance ID 0 gives the plain address, any other an LCAF of
     * type 2 whose mask length says that all 32 bits of the instance ID count
     * @return the address
     */
    static LispAddress FromEidPrefix(const EidPrefix& prefix);

    /// @return the address family identifier that comes before the address on the wire
    uint16_t GetAfi() const;

    /// @return true for AFI 0
    bool IsNone() const
    {
        return std::holds_alternative<std::monostate>(m_value);
    }

    /**
     * @brief The address that can be used as it stands.
     * @return the IPv4, IPv6 or MAC address; that inside an LCAF which adds something to an address
     * (instance ID, AS number, application data, security key, key/value: the key); the first
     * there is in an AFI list; otherwise nothing
     */
    std::optional<NetworkAddress> GetNetworkAddress() const;

    /// @return the instance ID of an LCAF of type 2; otherwise 0
    uint32_t GetInstanceId() const;

    /// @return the distinguished name; nullptr if the address is something else
    const std::string* GetName() const
    {
        return std::get_if<std::string>(&m_value);
    }

    /// @return the canonical address; nullptr if the address is something else
    const LispLcaf* GetLcaf() const;

    /**
     * @brief Read the address as an EID.
     * @param maskLength the mask length beside it in the message
     * @return the prefix, host bits masked, if this is an IPv4, IPv6 or MAC address, alone or in an
     * LCAF of type 2, and has so many bits; nothing otherwise. A MAC address with a mask length of
     * 0 is a host's: some senders give no length to an address that has no prefixes.
     */
    std::optional<EidPrefix> ToEidPrefix(uint8_t maskLength) const;

    /**
     * @brief The address as the decoder prints it: "192.0.2.1", "none", "[7]192.0.2.1" with
     * instance ID 7, "name(router)", and for other canonical addresses their kind and parts, as in
     * "source-dest(192.0.2.0/24, 198.51.100.0/24)".
     * @return the text
     */
    std::string ToString() const;

    /**
     * @brief The address as an EID: with its length if it is one that has prefixes.
     * @param maskLength the mask length beside it in the message
     * @return "192.0.2.0/24" (host bits masked), without the instance ID; as ToString() if this is
     * no EidPrefix
     */
    std::string ToPrefixString(uint8_t maskLength) const;

    /// @param o another address @return true if they are the same, through all nesting
    bool operator==(const LispAddress& o) const;

    /// @param o another address @return true if they differ
    bool operator!=(const LispAddress& o) const
    {
        return !(*this == o);
    }

  private:
    /// The address; the text is a distinguished name.
    std::variant<std::monostate, NetworkAddress, std::string, std::shared_ptr<const LispLcaf>>
        m_value;
};

/// @param os a stream @param address an address @return the stream
std::ostream& operator<<(std::ostream& os, const LispAddress& address);

} // namespace ns3

#endif /* LISP_ADDRESS_H */
