/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef LISP_HEADER_SIGNALS_H
#define LISP_HEADER_SIGNALS_H

#include "lisp-drop-reason.h"

#include "ns3/network-address.h"

#include <cstdint>

namespace ns3
{

class LispDataHeader;

/**
 * @brief What tunnel routers tell each other in the headers of data packets beside the instance ID:
 * nonces, map-versions and locator-status bits (RFC 9300 section 5.3).
 *
 * A LispXtr has none of them unless it is told of one by SetHeaderSignals, because they MUST NOT be
 * used over the public Internet (RFC 9300 section 4.1). One that is there is asked for each packet,
 * so what it does takes a time that does not grow with tables.
 */
class LispHeaderSignals
{
  public:
    /// A packet that goes into the tunnel, and how.
    struct Outgoing
    {
        uint32_t instanceId{0};           //!< its instance
        const NetworkAddress& sourceEid;  //!< inner source
        const NetworkAddress& sourceRloc; //!< outer source
        uint32_t rloc{0};                 //!< outer destination, by its number in the RlocTable
        uint16_t mapVersion{0};           //!< of the mapping that named the locator; 0: none
        bool echoesNonces{false};         //!< the mapping's site echoes nonces
    };

    /// A packet that came out of the tunnel and passed all checks.
    struct Incoming
    {
        uint32_t instanceId{0};                //!< its instance
        const NetworkAddress& sourceEid;       //!< inner source
        const NetworkAddress& destinationEid;  //!< inner destination
        const NetworkAddress& sourceRloc;      //!< outer source
        const NetworkAddress& destinationRloc; //!< outer destination
    };

    virtual ~LispHeaderSignals() = default;

    /**
     * @brief Add to the header of a packet.
     * @param header its header, with the instance ID
     * @param packet about it
     */
    virtual void Write(LispDataHeader& header, const Outgoing& packet) = 0;
    /**
     * @brief Heed the header of a packet.
     * @param header its header
     * @param packet about it
     * @return why it goes no further; NONE: it does
     */
    virtual LispDropReason Read(const LispDataHeader& header, const Incoming& packet) = 0;
};

} // namespace ns3

#endif /* LISP_HEADER_SIGNALS_H */
