/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef LISP_DATA_HEADER_H
#define LISP_DATA_HEADER_H

#include "lisp-gpe.h"

#include "ns3/header.h"

#include <cstdint>
#include <ostream>

namespace ns3
{

/// The instance ID that says of data that a control message is in it
/// (draft-ermagan-lisp-nat-traversal-19 section 4.5).
constexpr uint32_t LISP_CONTROL_INSTANCE = 0xffffff;

/**
 * @brief The 8 octets between the outer UDP header and what is inside: the header of RFC 9300
 * section 5.3, and with its P bit that of LISP-GPE (RFC 9305 section 3).
 *
 * Kept as its two words, so that making, reading and comparing one costs next to nothing. Setters
 * keep the rules of the standards: nonce, map-versions and next protocol exclude each other, and an
 * instance ID leaves 8 locator-status bits. Of a header with a P bit, N, E, V and what stands in
 * their field mean nothing (RFC 9305 section 3: ignored on receipt).
 */
class LispDataHeader : public Header
{
  public:
    /// Octets on the wire.
    static constexpr uint32_t SIZE = 8;

    /// A header without flags: all zero.
    LispDataHeader() = default;

    /**
     * @brief A header as received.
     * @param first the first 4 octets
     * @param second the last 4 octets
     */
    LispDataHeader(uint32_t first, uint32_t second)
        : m_first(first),
          m_second(second)
    {
    }

    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    /**
     * @brief Send a nonce (N bit; clears V and P).
     * @param nonce 24 bits
     * @param echo ask for the nonce to be sent back (E bit, RFC 9300 section 10.1)
     */
    void SetNonce(uint32_t nonce, bool echo = false)
    {
        m_first = (m_first & KEEP_NONCE) | N_BIT | (echo ? E_BIT : 0) | (nonce & MASK_24);
    }

    /**
     * @brief Send map-versions (V bit; clears N, E and P; RFC 9302 section 5).
     * @param source of the source EID's mapping, 12 bits
     * @param destination of the destination EID's mapping, 12 bits
     */
    void SetMapVersions(uint16_t source, uint16_t destination)
    {
        m_first = (m_first & KEEP_NONCE) | V_BIT | uint32_t{source & 0xfffU} << 12 |
                  (destination & 0xfffU);
    }

    /**
     * @brief Send an instance ID (I bit); locator-status bits keep their lowest 8.
     * @param instanceId 24 bits
     */
    void SetInstanceId(uint32_t instanceId)
    {
        m_first |= I_BIT;
        m_second = (instanceId & MASK_24) << 8 | (m_second & 0xff);
    }

    /**
     * @brief Send locator-status bits (L bit).
     * @param bits one for each locator of the source's mapping, the first in the lowest; 8 of them
     * if there is an instance ID, which is to be set before
     */
    void SetLocatorStatusBits(uint32_t bits)
    {
        m_first |= L_BIT;
        m_second = HasInstanceId() ? (m_second & ~0xffU) | (bits & 0xff) : bits;
    }

    /**
     * @brief Say what is inside (P bit; clears N, E and V; RFC 9305 section 3).
     * @param protocol what it is
     */
    void SetNextProtocol(LispNextProtocol protocol)
    {
        m_first = (m_first & KEEP_NONCE) | P_BIT | static_cast<uint8_t>(protocol);
    }

    /// @param key which key the packet is encrypted with, 0 to 3; 0: it is not (RFC 8061)
    void SetKeyBits(uint8_t key)
    {
        m_first = (m_first & ~K_BITS) | uint32_t{key & 3U} << 24;
    }

    /// @return P: there is a next protocol
    bool HasNextProtocol() const
    {
        return m_first & P_BIT;
    }

    /// @return the next protocol; RESERVED if there is none
    LispNextProtocol GetNextProtocol() const
    {
        return static_cast<LispNextProtocol>(HasNextProtocol() ? m_first & 0xff : 0);
    }

    /// @return N: there is a nonce; false if P is set too
    bool HasNonce() const
    {
        return (m_first & (N_BIT | P_BIT)) == N_BIT;
    }

    /// @return L: there are locator-status bits
    bool HasLocatorStatusBits() const
    {
        return m_first & L_BIT;
    }

    /// @return E: the nonce is to be sent back; it has no meaning without N, and is false then
    bool IsEchoRequested() const
    {
        return (m_first & (N_BIT | E_BIT | P_BIT)) == (N_BIT | E_BIT);
    }

    /// @return V: there are map-versions; false if N or P is set too, which then wins
    bool HasMapVersions() const
    {
        return (m_first & (N_BIT | V_BIT | P_BIT)) == V_BIT;
    }

    /// @return I: there is an instance ID
    bool HasInstanceId() const
    {
        return m_first & I_BIT;
    }

    /// @return the nonce; 0 if there is none
    uint32_t GetNonce() const
    {
        return HasNonce() ? m_first & MASK_24 : 0;
    }

    /// @return the source map-version; 0 if there is none
    uint16_t GetSourceMapVersion() const
    {
        return HasMapVersions() ? m_first >> 12 & 0xfff : 0;
    }

    /// @return the destination map-version; 0 if there is none
    uint16_t GetDestinationMapVersion() const
    {
        return HasMapVersions() ? m_first & 0xfff : 0;
    }

    /// @return the instance ID; 0 if there is none
    uint32_t GetInstanceId() const
    {
        return HasInstanceId() ? m_second >> 8 : 0;
    }

    /// @return the locator-status bits; 0 if there are none
    uint32_t GetLocatorStatusBits() const
    {
        return HasLocatorStatusBits() ? (HasInstanceId() ? m_second & 0xff : m_second) : 0;
    }

    /// @return which key the packet is encrypted with; 0: it is not
    uint8_t GetKeyBits() const
    {
        return m_first >> 24 & 3;
    }

    /// @return the first 4 octets as they are, with bits that have no meaning
    uint32_t GetFirstWord() const
    {
        return m_first;
    }

    /// @return the last 4 octets as they are, with bits that have no meaning
    uint32_t GetSecondWord() const
    {
        return m_second;
    }

    TypeId GetInstanceTypeId() const override;
    uint32_t GetSerializedSize() const override;
    void Serialize(Buffer::Iterator start) const override;
    uint32_t Deserialize(Buffer::Iterator start) override;
    void Print(std::ostream& os) const override;

  private:
    static constexpr uint32_t N_BIT = 0x80000000;   //!< nonce present
    static constexpr uint32_t L_BIT = 0x40000000;   //!< locator-status bits present
    static constexpr uint32_t E_BIT = 0x20000000;   //!< echo-nonce request
    static constexpr uint32_t V_BIT = 0x10000000;   //!< map-versions present
    static constexpr uint32_t I_BIT = 0x08000000;   //!< instance ID present
    static constexpr uint32_t P_BIT = 0x04000000;   //!< next protocol present
    static constexpr uint32_t K_BITS = 0x03000000;  //!< encryption key
    static constexpr uint32_t MASK_24 = 0x00ffffff; //!< nonce, map-versions, instance ID
    /// All but what a nonce, map-versions and a next protocol take.
    static constexpr uint32_t KEEP_NONCE = ~(N_BIT | E_BIT | V_BIT | P_BIT | MASK_24);

    uint32_t m_first{0};  //!< flags, and nonce, map-versions or next protocol
    uint32_t m_second{0}; //!< locator-status bits, or instance ID and 8 of them
};

} // namespace ns3

#endif /* LISP_DATA_HEADER_H */
