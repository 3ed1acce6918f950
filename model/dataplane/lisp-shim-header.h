/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef LISP_SHIM_HEADER_H
#define LISP_SHIM_HEADER_H

#include "ns3/header.h"
#include "ns3/lisp-data-header.h"
#include "ns3/lisp-protocol.h"

#include <cstdint>

namespace ns3
{

/**
 * @brief What stands between the outer and the inner IP header: a UDP header without a checksum and
 * the LISP header (RFC 9300 section 5.1), written in one go because each header costs a walk
 * through the packet's buffer.
 */
class LispShimHeader : public Header
{
  public:
    uint16_t sourcePort{0};                   //!< UDP source port
    uint16_t destinationPort{LISP_DATA_PORT}; //!< UDP destination port; another behind a NAT
    LispDataHeader lisp;                      //!< LISP header

    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    TypeId GetInstanceTypeId() const override;
    uint32_t GetSerializedSize() const override;
    void Serialize(Buffer::Iterator start) const override;
    uint32_t Deserialize(Buffer::Iterator start) override;
    void Print(std::ostream& os) const override;
};

} // namespace ns3

#endif /* LISP_SHIM_HEADER_H */
