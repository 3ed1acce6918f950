/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef HSRP_DROP_REASON_H
#define HSRP_DROP_REASON_H

#include <cstddef>
#include <cstdint>
#include <ostream>

namespace ns3
{

/**
 * @brief Why an HsrpRouter took no notice of an HSRP message.
 */
enum class HsrpDropReason : uint8_t
{
    NONE,                 //!< it did take notice
    NOT_RUNNING,          //!< it is stopped
    MALFORMED,            //!< cut short, or with a value that there is not
    BAD_CHECKSUM,         //!< of the IP header or of UDP
    WRONG_VERSION,        //!< of the other version of HSRP
    OTHER_OPCODE,         //!< neither Hello, Coup nor Resign
    WRONG_GROUP,          //!< of another group or address family
    WRONG_AUTHENTICATION, //!< with another text, or with a digest
    OWN_ADDRESS,          //!< from this router's own address or the virtual one
    FOREIGN_SOURCE,       //!< from an address that is not of the subnet, or not link-local
};

/// The number of values of HsrpDropReason.
constexpr std::size_t HSRP_DROP_REASONS =
    static_cast<std::size_t>(HsrpDropReason::FOREIGN_SOURCE) + 1;

/// @param reason a reason @return its name, such as "hsrp-wrong-group"
const char* ToString(HsrpDropReason reason);

/// @param os a stream @param reason a reason @return the stream, after the reason's name
std::ostream& operator<<(std::ostream& os, HsrpDropReason reason);

} // namespace ns3

#endif /* HSRP_DROP_REASON_H */
