/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef LISP_CODEC_H
#define LISP_CODEC_H

#include "lisp-message.h"

#include <optional>
#include <string>
#include <vector>

namespace ns3
{

/**
 * @brief Why octets are not a message.
 */
struct LispDecodeError
{
    std::string what;      //!< one line
    std::size_t offset{0}; //!< the octet at which it was seen, from the start of the message
};

/**
 * @brief What DecodeLispMessage made of octets: a message or an error.
 */
struct LispDecodeResult
{
    std::optional<LispMessage> message; //!< nothing: see error
    LispDecodeError error;              //!< meaningful without a message

    /**
     * @brief In what the octets differ from the form that a standard sender gives the message.
     *
     * Reserved bits, host bits, octets after the end and the like, which a receiver must take. A
     * few at most; empty if the message encodes back to its octets.
     */
    std::vector<std::string> notes;

    std::size_t recordsEnd{0};  //!< octets up to the end of the last record: what the MAC covers
    std::size_t innerOffset{0}; //!< where the message inside an Encapsulated Control Message starts
    std::size_t innerSize{0};   //!< its octets

    /// @return true if there is a message
    explicit operator bool() const
    {
        return message.has_value();
    }

    /**
     * @tparam T a message struct, as LispMapRequest
     * @return the message if it is one of these; otherwise nullptr
     */
    template <typename T>
    const T* Get() const
    {
        return message ? std::get_if<T>(&*message) : nullptr;
    }
};

/**
 * @brief Read a control message: the payload of UDP port 4342.
 *
 * Takes any octets: never reads past them, never stops the program. What deployed senders are known
 * to do differently from the standard is taken, with a note.
 *
 * @param data the first octet
 * @param size how many
 * @return the message, or what is wrong with it
 */
LispDecodeResult DecodeLispMessage(const uint8_t* data, std::size_t size);

/**
 * @brief Write a control message in the standard's form, its MAC as in the message.
 * @param message the message
 * @return the octets
 * @throws std::invalid_argument if the message cannot be written: no or too many ITR-RLOCs, more
 * than LISP_MAX_RECORDS records or locators, an Encapsulated Control Message without or inside
 * another
 */
std::vector<uint8_t> EncodeLispMessage(const LispMessage& message);

/**
 * @brief Read an address family identifier and its address.
 * @param reader left behind the address
 * @param field what it is, for errors
 * @return the address
 * @throws LispBufferError if it is cut off, malformed, of an unknown family or nested too deeply
 */
LispAddress DecodeLispAddress(LispBufferReader& reader, const char* field);

/**
 * @brief Write an address family identifier and its address.
 * @param writer where to
 * @param address the address
 * @throws std::invalid_argument if a canonical address is longer than its length field can say
 */
void EncodeLispAddress(LispBufferWriter& writer, const LispAddress& address);

/**
 * @brief Read a mapping record.
 * @param reader left behind the record
 * @return the record
 * @throws LispBufferError as DecodeLispAddress
 */
LispMappingRecord DecodeLispMappingRecord(LispBufferReader& reader);

/**
 * @brief Write a mapping record; host bits of the EID are written as zero.
 * @param writer where to
 * @param record the record
 * @throws std::invalid_argument if it has more than LISP_MAX_RECORDS locators
 */
void EncodeLispMappingRecord(LispBufferWriter& writer, const LispMappingRecord& record);

} // namespace ns3

#endif /* LISP_CODEC_H */
