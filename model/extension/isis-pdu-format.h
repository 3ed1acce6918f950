/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef ISIS_PDU_FORMAT_H
#define ISIS_PDU_FORMAT_H

#include <array>
#include <cstddef>
#include <cstdint>

namespace ns3
{

/// The numbers of IS-IS PDUs, as ISO/IEC 10589:2002 chapter 9 has them: for their codecs.
namespace isis
{

constexpr uint8_t DISCRIMINATOR = 0x83;  //!< intradomain routeing protocol (9.5)
constexpr uint8_t VERSION = 1;           //!< of the protocol and of each PDU (9.5)
constexpr uint8_t ID_LENGTH = 0;         //!< 0: system IDs of 6 octets (9.5)
constexpr uint8_t ID_LENGTH_PLAIN = 6;   //!< the same, spelled out
constexpr uint8_t MAX_AREAS = 0;         //!< 0: 3 area addresses (9.5)
constexpr uint8_t TYPE_BITS = 0x1f;      //!< of the octet that holds the type
constexpr uint8_t TYPE_HELLO = 15;       //!< LAN IIH, level 1 (9.5)
constexpr uint8_t TYPE_LSP = 18;         //!< level 1 (9.8)
constexpr uint8_t TYPE_CSNP = 24;        //!< level 1 (9.10)
constexpr uint8_t TYPE_PSNP = 26;        //!< level 1 (9.12)
constexpr uint8_t COMMON_HEADER = 8;     //!< octets that all PDUs begin with
constexpr uint8_t HELLO_HEADER = 27;     //!< octets before the TLVs (9.5)
constexpr uint8_t LSP_HEADER = 27;       //!< octets before the TLVs (9.8)
constexpr uint8_t CSNP_HEADER = 33;      //!< octets before the TLVs (9.10)
constexpr uint8_t PSNP_HEADER = 17;      //!< octets before the TLVs (9.12)
constexpr uint8_t CIRCUIT_LEVEL_1 = 1;   //!< circuit type (9.5)
constexpr uint8_t CIRCUIT_BITS = 3;      //!< of its octet
constexpr uint8_t PRIORITY_BITS = 0x7f;  //!< of its octet (9.5)
constexpr uint8_t LSP_LEVEL_1 = 1;       //!< IS type of an LSP, no other flag (9.8)
constexpr std::size_t LSP_LIFETIME = 10; //!< where it is in an LSP
constexpr std::size_t LSP_COVERED = 12;  //!< the checksum covers from here on (7.3.11)
constexpr std::size_t LSP_CHECKSUM = 24; //!< where it is in an LSP
constexpr std::size_t ENTRY_SIZE = 16;   //!< octets of an LSP entry (9.10)
constexpr std::size_t MAX_AREA = 20;     //!< octets of an area address
constexpr std::size_t MAX_TLV = 255;     //!< octets of a TLV's value

constexpr uint8_t TLV_AREA = 1;           //!< Area Addresses (9.5)
constexpr uint8_t TLV_NEIGHBORS = 6;      //!< IS Neighbours of a LAN (9.5)
constexpr uint8_t TLV_ENTRIES = 9;        //!< LSP Entries (9.10)
constexpr uint8_t TLV_MACS = 147;         //!< MAC-Reachability (RFC 6165 section 2.1)
constexpr uint8_t TLV_EXPERIMENTAL = 250; //!< for experiments (RFC 3787)
constexpr std::size_t MACS_FIXED = 5;     //!< octets of MAC-Reachability before the addresses
constexpr uint16_t VLAN_BITS = 0x0fff;    //!< of the octets with the VLAN (RFC 6165 section 2.1)

constexpr std::array<uint8_t, 3> LLC{0xfe, 0xfe, 0x03}; //!< OSI network layer, UI (8.4.8)

} // namespace isis

} // namespace ns3

#endif /* ISIS_PDU_FORMAT_H */
