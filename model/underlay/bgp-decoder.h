/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef BGP_DECODER_H
#define BGP_DECODER_H

#include "bgp-message.h"

#include "ns3/lisp-buffer.h"

namespace ns3
{

/**
 * @brief What the parts of the reader of BGP messages share; a script calls DecodeBgpMessage.
 */
class BgpDecoder
{
  public:
    /// What a message is refused with: thrown by the parts, and caught by DecodeBgpMessage.
    struct Refusal
    {
        BgpNotification error; //!< to be sent back
    };

    /// @param code of the error @param subcode of it @param data of it
    /// @throws Refusal always
    [[noreturn]] static void Refuse(BgpErrorCode code,
                                    uint8_t subcode,
                                    std::vector<uint8_t> data = {});
    /// @param afi AFI @param safi SAFI @return the family, NONE if it is not one of these
    static AddressFamily GetFamily(uint16_t afi, uint8_t safi);
    /// @param reader of an UPDATE behind its header @return it @throws Refusal if it is none
    static BgpUpdate ReadUpdate(LispBufferReader& reader);
};

} // namespace ns3

#endif /* BGP_DECODER_H */
