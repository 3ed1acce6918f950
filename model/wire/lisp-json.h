/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef LISP_JSON_H
#define LISP_JSON_H

#include "lisp-codec.h"

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

namespace ns3
{

/**
 * @brief A control message as `lisp decode` prints it: type, nonce, flags, authentication, records,
 * and whether the message encodes back to its octets, with the reason if not.
 * @param data the message
 * @param size its octets
 * @param decoded what DecodeLispMessage made of it: a message
 * @param secrets shared secrets: a MAC is valid if it was made with any of them; none leaves MACs
 * unchecked ("valid" null)
 * @return an object
 */
nlohmann::ordered_json LispControlToJson(const uint8_t* data,
                                         std::size_t size,
                                         const LispDecodeResult& decoded,
                                         const std::vector<std::string>& secrets);

/**
 * @brief An encapsulated data packet as `lisp decode` prints it: flags, the fields that they
 * announce, addresses and ports of the packet inside. With a P bit (LISP-GPE, RFC 9305), the flags
 * have P, "next_protocol" names what is inside, and an Ethernet frame has its addresses, VLAN and
 * EtherType, with an IP packet in it under "packet".
 * @param data the LISP header
 * @param size octets from there, as captured
 * @return an object
 * @throws LispBufferError if it is no LISP header with an IP packet, or what it announces, behind
 * it
 */
nlohmann::ordered_json LispDataToJson(const uint8_t* data, std::size_t size);

} // namespace ns3

#endif /* LISP_JSON_H */
