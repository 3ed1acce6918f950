/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef LISP_BUFFER_H
#define LISP_BUFFER_H

#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

namespace ns3
{

/**
 * @brief Thrown by a LispBufferReader, and caught by the functions that decode: what is wrong with
 * the octets, and where.
 */
class LispBufferError : public std::runtime_error
{
  public:
    /**
     * @param what what is wrong
     * @param offset the octet at which it was seen, counted from the start of the message
     */
    LispBufferError(const std::string& what, std::size_t offset)
        : std::runtime_error(what),
          m_offset(offset)
    {
    }

    /// @return the octet at which it was seen
    std::size_t GetOffset() const
    {
        return m_offset;
    }

  private:
    std::size_t m_offset; //!< octets from the start of the message
};

/**
 * @brief Reads numbers in network order from octets, never past their end.
 *
 * Each read names the field, for the error that a message too short for it gives. What is legal to
 * receive but not the form a standard sender gives it (a reserved bit, say) is kept as a note.
 */
class LispBufferReader
{
  public:
    /**
     * @param data the octets, which must outlive the reader
     * @param size how many
     * @param notes where notes go; nullptr drops them
     */
    LispBufferReader(const uint8_t* data, std::size_t size, std::vector<std::string>* notes);

    /// @param field the field's name @return the next octet
    uint8_t ReadU8(const char* field);
    /// @param field the field's name @return the next 2 octets
    uint16_t ReadU16(const char* field);
    /// @param field the field's name @return the next 4 octets
    uint32_t ReadU32(const char* field);
    /// @param field the field's name @return the next 8 octets
    uint64_t ReadU64(const char* field);

    /**
     * @brief Take a run of octets.
     * @param count how many
     * @param field the field's name
     * @return the first of them
     */
    const uint8_t* ReadOctets(std::size_t count, const char* field);

    /**
     * @brief Take a run of octets as a reader of its own, whose offsets go on from this one's.
     * @param count how many
     * @param field the field's name
     * @return a reader of just these octets
     */
    LispBufferReader ReadPart(std::size_t count, const char* field);

    /// @return a reader of the same octets, at the same one, that drops notes: to look ahead
    LispBufferReader WithoutNotes() const
    {
        LispBufferReader copy = *this;
        copy.m_notes = nullptr;
        return copy;
    }

    /// @return octets left
    std::size_t GetRemaining() const
    {
        return m_end - m_next;
    }

    /// @return octets from the start of the message to the next one
    std::size_t GetOffset() const
    {
        return m_offset + (m_next - m_begin);
    }

    /**
     * @brief Remember that the octets are not as a standard sender would write them.
     * @param text what differs
     * @param offset the octet it is about
     */
    void Note(const std::string& text, std::size_t offset) const;

    /**
     * @brief Note reserved bits that are set.
     * @param bits the bits; zero is as it should be
     * @param field the field they are in
     * @param offset the octet they start in
     */
    void NoteReserved(uint32_t bits, const char* field, std::size_t offset) const;

    /**
     * @brief Give up.
     * @param text what is wrong
     * @param offset the octet at which it was seen
     * @throws LispBufferError always
     */
    [[noreturn]] static void Fail(const std::string& text, std::size_t offset);

  private:
    const uint8_t* m_begin;            //!< first octet
    const uint8_t* m_next;             //!< next octet to read
    const uint8_t* m_end;              //!< one past the last octet
    std::size_t m_offset{0};           //!< of the first octet in the message
    std::vector<std::string>* m_notes; //!< may be nullptr
};

/**
 * @brief Writes numbers in network order.
 */
class LispBufferWriter
{
  public:
    /// @param value written as 1 octet
    void WriteU8(uint8_t value);
    /// @param value written as 2 octets
    void WriteU16(uint16_t value);
    /// @param value written as 4 octets
    void WriteU32(uint32_t value);
    /// @param value written as 8 octets
    void WriteU64(uint64_t value);
    /// @param octets the first octet @param count how many
    void WriteOctets(const uint8_t* octets, std::size_t count);
    /// @param octets written as they are
    void WriteOctets(const std::vector<uint8_t>& octets);
    /// @param offset of 2 octets already written @param value that replaces them
    void SetU16(std::size_t offset, uint16_t value);

    /// @return what was written
    const std::vector<uint8_t>& GetOctets() const
    {
        return m_octets;
    }

    /// @return what was written; the writer is empty afterwards
    std::vector<uint8_t> Take()
    {
        return std::move(m_octets);
    }

  private:
    std::vector<uint8_t> m_octets; //!< so far
};

} // namespace ns3

#endif /* LISP_BUFFER_H */
