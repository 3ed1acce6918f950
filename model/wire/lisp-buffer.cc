/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "lisp-buffer.h"

namespace ns3
{

namespace
{

/// Notes kept of one message: a hostile one must not fill the memory with them.
constexpr std::size_t MAX_NOTES = 8;

} // namespace

LispBufferReader::LispBufferReader(const uint8_t* data,
                                   std::size_t size,
                                   std::vector<std::string>* notes)
    : m_begin(data),
      m_next(data),
      m_end(data + size),
      m_notes(notes)
{
}

const uint8_t*
LispBufferReader::ReadOctets(std::size_t count, const char* field)
{
    if (count > GetRemaining())
    {
        Fail(std::string("message ends in ") + field + ": " + std::to_string(count) +
                 " octets wanted, " + std::to_string(GetRemaining()) + " left",
             GetOffset());
    }
    const uint8_t* octets = m_next;
    m_next += count;
    return octets;
}

uint8_t
LispBufferReader::ReadU8(const char* field)
{
    return *ReadOctets(1, field);
}

uint16_t
LispBufferReader::ReadU16(const char* field)
{
    const uint8_t* o = ReadOctets(2, field);
    return static_cast<uint16_t>(o[0] << 8 | o[1]);
}

uint32_t
LispBufferReader::ReadU32(const char* field)
{
    const uint8_t* o = ReadOctets(4, field);
    return uint32_t{o[0]} << 24 | uint32_t{o[1]} << 16 | uint32_t{o[2]} << 8 | o[3];
}

uint64_t
LispBufferReader::ReadU64(const char* field)
{
    const uint8_t* o = ReadOctets(8, field);
    uint64_t value = 0;
    for (std::size_t i = 0; i < 8; ++i)
    {
        value = value << 8 | o[i];
    }
    return value;
}

LispBufferReader
LispBufferReader::ReadPart(std::size_t count, const char* field)
{
    const std::size_t offset = GetOffset();
    LispBufferReader part(ReadOctets(count, field), count, m_notes);
    part.m_offset = offset;
    return part;
}

void
LispBufferReader::Note(const std::string& text, std::size_t offset) const
{
    if (m_notes && m_notes->size() < MAX_NOTES)
    {
        m_notes->push_back(text + ", at byte " + std::to_string(offset));
    }
}

void
LispBufferReader::NoteReserved(uint32_t bits, const char* field, std::size_t offset) const
{
    if (bits != 0)
    {
        Note(std::string("reserved bits set in ") + field, offset);
    }
}

void
LispBufferReader::Fail(const std::string& text, std::size_t offset)
{
    throw LispBufferError(text, offset);
}

void
LispBufferWriter::WriteU8(uint8_t value)
{
    m_octets.push_back(value);
}

void
LispBufferWriter::WriteU16(uint16_t value)
{
    WriteU8(static_cast<uint8_t>(value >> 8));
    WriteU8(static_cast<uint8_t>(value));
}

void
LispBufferWriter::WriteU32(uint32_t value)
{
    WriteU16(static_cast<uint16_t>(value >> 16));
    WriteU16(static_cast<uint16_t>(value));
}

void
LispBufferWriter::WriteU64(uint64_t value)
{
    WriteU32(static_cast<uint32_t>(value >> 32));
    WriteU32(static_cast<uint32_t>(value));
}

void
LispBufferWriter::WriteOctets(const uint8_t* octets, std::size_t count)
{
    m_octets.insert(m_octets.end(), octets, octets + count);
}

void
LispBufferWriter::WriteOctets(const std::vector<uint8_t>& octets)
{
    m_octets.insert(m_octets.end(), octets.begin(), octets.end());
}

void
LispBufferWriter::SetU16(std::size_t offset, uint16_t value)
{
    m_octets.at(offset) = static_cast<uint8_t>(value >> 8);
    m_octets.at(offset + 1) = static_cast<uint8_t>(value);
}

} // namespace ns3
