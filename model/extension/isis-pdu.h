/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef ISIS_PDU_H
#define ISIS_PDU_H

#include "ns3/ethernet-frame.h"
#include "ns3/mac48-address.h"
#include "ns3/nstime.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace ns3
{

/**
 * @file
 * @brief The PDUs of IS-IS (ISO/IEC 10589:2002) that edge devices of a LAN extension speak: level 1
 * on a broadcast subnetwork, system IDs of 6 octets, up to 3 area addresses.
 *
 * Of the TLVs these are understood: Area Addresses (1), IS Neighbours (6) and LSP Entries (9) of
 * ISO 10589, MAC-Reachability (147, RFC 6165 section 2.1), and the one for experiments (250,
 * RFC 3787). Others are skipped, as ISO 10589 section 9.3 asks.
 */

/// What names a system (ISO 10589 section 7.1.1), 6 octets.
using IsisSystemId = std::array<uint8_t, 6>;
/// A system ID and a pseudonode number: what names a LAN.
using IsisNodeId = std::array<uint8_t, 7>;
/// A node ID and the number of a fragment: what names an LSP.
using IsisLspId = std::array<uint8_t, 8>;
/// Octets of a TLV or a PDU.
using IsisOctets = std::vector<uint8_t>;

/// @param id a system ID @return it as "0200.0000.0001"
std::string ToString(const IsisSystemId& id);
/// @param mac a MAC address @return the system ID that is the same octets
IsisSystemId MakeIsisSystemId(const Mac48Address& mac);
/// @param id a system ID @return the MAC address that is the same octets
Mac48Address MakeIsisMac(const IsisSystemId& id);
/// @param id a system ID @param fragment a number @return the ID of that LSP of the system
IsisLspId MakeIsisLspId(const IsisSystemId& id, uint8_t fragment);
/// @param id of an LSP @return the system that made it
IsisSystemId GetIsisSystem(const IsisLspId& id);

/// A LAN IS to IS hello, level 1 (ISO 10589 section 9.5).
struct IsisHello
{
    IsisSystemId source{};                //!< who sends it
    uint16_t holdingTime{0};              //!< s: without a further one, it is gone
    uint8_t priority{64};                 //!< to be the designated one, 0 to 127
    IsisNodeId lanId{};                   //!< the designated one's name for the LAN
    IsisOctets area;                      //!< area address, up to 20 octets; here: the site
    std::vector<Mac48Address> neighbors;  //!< those who were heard
    std::vector<IsisOctets> experimental; //!< after type and length; see IsisExperiment

    /**
     * @brief Set the holding time, as it can be told: in whole seconds, in 2 octets.
     * @param hold how long the sender is to be taken to be there; rounded up
     */
    void SetHold(Time hold);
};

/// MAC addresses of a VLAN that are reachable at a system (RFC 6165 section 2.1).
struct IsisMacReachability
{
    uint16_t topology{0};           //!< topology ID or nickname
    uint8_t confidence{1};          //!< the higher, the better
    uint16_t vlan{0};               //!< 12 bits
    std::vector<Mac48Address> macs; //!< these
};

/// A level 1 link state PDU (ISO 10589 section 9.8).
struct IsisLsp
{
    uint16_t lifetime{0};                   //!< s that remain
    IsisLspId id{};                         //!< which one
    uint32_t sequence{0};                   //!< the higher, the newer
    uint16_t checksum{0};                   //!< of all but the lifetime; made by EncodeIsis
    IsisOctets area;                        //!< area address
    std::vector<IsisMacReachability> reach; //!< what it tells
};

/// What a sequence numbers PDU says of one LSP (ISO 10589 section 9.10).
struct IsisLspEntry
{
    uint16_t lifetime{0}; //!< s that remain
    IsisLspId id{};       //!< which one
    uint32_t sequence{0}; //!< its number
    uint16_t checksum{0}; //!< its checksum
};

/// A complete or partial sequence numbers PDU, level 1 (ISO 10589 sections 9.10 and 9.12).
struct IsisSequenceNumbers
{
    bool complete{false};              //!< complete for the range; else partial, without a range
    IsisNodeId source{};               //!< who sends it
    IsisLspId first{};                 //!< the range begins here
    IsisLspId last{};                  //!< and ends here
    std::vector<IsisLspEntry> entries; //!< by ID
};

/// What a PDU was: nothing if it was malformed or of another kind.
using IsisMessage = std::variant<std::monostate, IsisHello, IsisLsp, IsisSequenceNumbers>;

/// The octets of a level 1 LSP's header: what a maker of LSPs must leave room for.
constexpr std::size_t ISIS_LSP_HEADER = 27;
/// The most MAC addresses in one MAC-Reachability TLV of at most 255 octets.
constexpr std::size_t ISIS_MACS_PER_TLV = 41;
/// The most LSP entries in one TLV of at most 255 octets.
constexpr std::size_t ISIS_ENTRIES_PER_TLV = 15;

/// @param hello a PDU @return its octets
IsisOctets EncodeIsis(const IsisHello& hello);
/// @param lsp a PDU; its checksum is made here @return its octets
IsisOctets EncodeIsis(const IsisLsp& lsp);
/// @param numbers a PDU @return its octets
IsisOctets EncodeIsis(const IsisSequenceNumbers& numbers);
/// @param octets an encoded LSP, to be changed @param lifetime its remaining lifetime, in s
void SetIsisLifetime(IsisOctets& octets, uint16_t lifetime);

/**
 * @brief Read a PDU. No octet is trusted.
 * @param octets from the protocol discriminator on
 * @param size how many there are; those beyond the PDU's own length are padding
 * @return the PDU; nothing if it is cut short, breaks a rule of ISO 10589, or is of another type
 */
IsisMessage DecodeIsis(const uint8_t* octets, std::size_t size);

/**
 * @brief The checksum of ISO 8473, which LSPs have (ISO 10589 section 7.3.11).
 * @param octets what is covered, its two checksum octets in it taken as zero
 * @param size how many octets
 * @param offset where the checksum is
 * @return it
 */
uint16_t ComputeIsisChecksum(const uint8_t* octets, std::size_t size, std::size_t offset);

/**
 * @brief Put a PDU into an Ethernet frame (ISO 10589 section 8.4.8: LLC type 1, fe fe 03).
 * @param pdu its octets @param source from @param destination to
 * @return the frame, without a tag
 */
EthernetFrame MakeIsisFrame(const IsisOctets& pdu,
                            const Mac48Address& source,
                            const Mac48Address& destination);
/// @param frame a frame @return the octets after its LLC header; nothing if it is not IS-IS
std::optional<IsisOctets> GetIsisPdu(const EthernetFrame& frame);

} // namespace ns3

#endif /* ISIS_PDU_H */
