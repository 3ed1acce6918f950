/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef BFD_CONTROL_HEADER_H
#define BFD_CONTROL_HEADER_H

#include "ns3/header.h"

#include <cstdint>

namespace ns3
{

/**
 * @brief The mandatory section of a BFD Control packet (RFC 5880 section 4.1).
 */
class BfdControlHeader : public Header
{
  public:
    static constexpr uint32_t SIZE = 24;            //!< octets
    static constexpr uint8_t VERSION = 1;           //!< protocol version (section 4.1)
    static constexpr uint8_t POLL = 0x20;           //!< flag P: asks for a Final
    static constexpr uint8_t FINAL = 0x10;          //!< flag F: answers a Poll
    static constexpr uint8_t AUTHENTICATION = 0x04; //!< flag A: an authentication section follows
    static constexpr uint8_t MULTIPOINT = 0x01;     //!< flag M: must be zero

    /// What the sender's session is in (section 4.1).
    enum State : uint8_t
    {
        ADMIN_DOWN = 0, //!< held down by its administrator
        DOWN = 1,       //!< hears nothing
        INIT = 2,       //!< hears the other end, which may not hear it
        UP = 3,         //!< both hear each other
    };

    /// Why it last changed (section 4.1).
    enum Diagnostic : uint8_t
    {
        NO_DIAGNOSTIC = 0,         //!< nothing to say
        TIME_EXPIRED = 1,          //!< heard nothing for the detection time
        NEIGHBOR_DOWN = 3,         //!< the other end said that it is down
        ADMINISTRATIVELY_DOWN = 7, //!< an administrator holds it down
    };

    /// @return the type
    static TypeId GetTypeId();
    TypeId GetInstanceTypeId() const override;
    uint32_t GetSerializedSize() const override;
    void Serialize(Buffer::Iterator start) const override;
    /// Only to be called with SIZE octets there.
    uint32_t Deserialize(Buffer::Iterator start) override;
    void Print(std::ostream& os) const override;

    uint8_t version{VERSION};      //!< 3 bits
    uint8_t diagnostic{0};         //!< 5 bits
    State state{DOWN};             //!< 2 bits
    uint8_t flags{0};              //!< 6 bits
    uint8_t multiplier{0};         //!< detection time multiplier
    uint8_t length{SIZE};          //!< octets of the packet
    uint32_t myDiscriminator{0};   //!< the sender's session
    uint32_t yourDiscriminator{0}; //!< the receiver's; 0: not known
    uint32_t desiredMinTx{0};      //!< us between packets that the sender would like to send
    uint32_t requiredMinRx{0};     //!< us between packets that it can take
    uint32_t requiredMinEcho{0};   //!< us between echo packets that it can take; 0: none
};

} // namespace ns3

#endif /* BFD_CONTROL_HEADER_H */
