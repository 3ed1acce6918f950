/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef VPC_MEMBER_H
#define VPC_MEMBER_H

#include "vpc-domain.h"

namespace ns3
{

/// A vPC at one switch of a pair.
struct VpcDomain::Vpc
{
    uint16_t number;      //!< at both switches
    Ptr<SwitchPort> port; //!< this switch's member
    bool isUp{false};     //!< this member's link
    bool inUse{false};    //!< this member carries frames
    uint32_t since{0};    //!< the sequence number that told of its being up
    bool isPeerUp{false}; //!< the peer's member, as the peer has said
};

} // namespace ns3

#endif /* VPC_MEMBER_H */
