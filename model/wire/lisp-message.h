/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef LISP_MESSAGE_H
#define LISP_MESSAGE_H

#include "lisp-inner-header.h"
#include "lisp-map-referral.h"
#include "lisp-map-register.h"
#include "lisp-map-request.h"

#include <memory>
#include <ostream>
#include <variant>
#include <vector>

namespace ns3
{

/// Info-Request and Info-Reply (draft-ermagan-lisp-nat-traversal-19 sections 4.1 and 4.2).
struct LispInfoMessage
{
    bool reply{false};                      //!< R: Info-Reply
    uint64_t nonce{0};                      //!< echoed by the reply
    LispAuthenticationField authentication; //!< filled in by SignLispMessage
    uint32_t ttl{0};                        //!< minutes that the answer is good for
    LispEidRecord eid;                      //!< an EID-prefix of the sender
    LispAddress nat; //!< none in a request; in a reply an LCAF of type 7, LispNatTraversal

    /// @param o another @return true if they are the same
    bool operator==(const LispInfoMessage& o) const;
};

struct LispEncapsulatedControl;

/// Any control message.
using LispMessage = std::variant<LispMapRequest,
                                 LispMapReply,
                                 LispMapRegister,
                                 LispMapNotify,
                                 LispMapNotifyAck,
                                 LispMapReferral,
                                 LispInfoMessage,
                                 LispEncapsulatedControl>;

/// Encapsulated Control Message (RFC 9301 section 5.8).
struct LispEncapsulatedControl
{
    bool security{false};                     //!< S: securityData is there
    bool ddt{false};                          //!< D: a Map-Referral is wanted
    bool toEtr{false};                        //!< E: for the ETR (RFC 9301 section 12.6)
    bool toMapServer{false};                  //!< M: for the Map-Server (RFC 9301 section 12.6)
    std::vector<uint8_t> securityData;        //!< LISP-SEC data as it is (RFC 9303 section 6.1)
    LispInnerHeader header;                   //!< of the message inside
    std::shared_ptr<const LispMessage> inner; //!< any message but another of these; never null
                                              //!< in one that was decoded

    LispEncapsulatedControl() = default;
    /// @param header of the message inside @param inner the message inside
    LispEncapsulatedControl(const LispInnerHeader& header, LispMessage inner);

    /// @param o another @return true if they are the same
    bool operator==(const LispEncapsulatedControl& o) const;
};

/// @param message a message @return its type
LispMessageType GetLispMessageType(const LispMessage& message);

/// @param message a message @return its nonce; 0 for an Encapsulated Control Message
uint64_t GetLispNonce(const LispMessage& message);

/**
 * @brief Print a message on one line: type, nonce, flags that are set, EIDs and locators.
 * @param os a stream
 * @param message a message
 * @return the stream
 */
std::ostream& operator<<(std::ostream& os, const LispMessage& message);

} // namespace ns3

#endif /* LISP_MESSAGE_H */
