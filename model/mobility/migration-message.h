/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef MIGRATION_MESSAGE_H
#define MIGRATION_MESSAGE_H

#include "ns3/header.h"

#include <cstdint>

namespace ns3
{

/**
 * @brief What two hypervisors tell each other while a virtual machine moves: the first 16 octets of
 * a message on their TCP connection.
 *
 * ```
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * |     Type      |     Flags     |             Count             |
 * |                   Length of what follows                      |
 * |                       Value, 64 bits                          |
 * ```
 *
 * All fields are in network byte order. The format is this module's own: those of hypervisors are
 * private to each. What follows the 16 octets is zeros in place of contents, as many as there would
 * be; for a page that is the page and the 8 octets of header that QEMU's stream has for each.
 *
 * | type | sent by | count | value | followed by |
 * | --- | --- | --- | --- | --- |
 * | HELLO | source | version, 1 | token of the machine that is expected | |
 * | ACCEPT | target | | | |
 * | BLOCKS | source | | first octet on the disk | that part of the disk |
 * | PAGES | source | pages | the first one | pages with their headers |
 * | STATE | source | | | state of CPUs and devices, a part of it |
 * | COMPLETE | source | | pages sent so far | |
 * | TAKEN | target | | | |
 * | DEMAND | target | pages | the first one | |
 * | ABORT | both | | | |
 * | ALIVE | both | | | |
 */
class MigrationMessage : public Header
{
  public:
    /// What a message says.
    enum Type : uint8_t
    {
        HELLO = 1,    //!< this is the machine that you expect
        ACCEPT = 2,   //!< go on
        BLOCKS = 3,   //!< a part of its disk
        PAGES = 4,    //!< some of its memory
        STATE = 5,    //!< its CPUs and devices
        COMPLETE = 6, //!< you may let it run
        TAKEN = 7,    //!< it runs here, free what you have of it
        DEMAND = 8,   //!< it waits for this page
        ABORT = 9,    //!< it will not come, or not be taken
        ALIVE = 10,   //!< nothing new
    };

    /// PAGES: others than those from the first one on, in ascending order.
    static constexpr uint8_t SCATTERED = 0x01;
    /// COMPLETE: the rest of the pages comes later.
    static constexpr uint8_t PAGES_FOLLOW = 0x02;

    static constexpr uint32_t SIZE = 16;       //!< octets
    static constexpr uint16_t VERSION = 1;     //!< of the format
    static constexpr uint32_t PAGE_HEADER = 8; //!< octets before each page, as in QEMU's stream
    /// The largest page: x86-64's large page of 2 MiB (Intel SDM volume 3 section 4.5).
    static constexpr uint32_t MAX_PAGE = uint32_t{1} << 21;
    static constexpr uint32_t MAX_LENGTH = uint32_t{1} << 22; //!< of what follows

    /// @return the type
    static TypeId GetTypeId();
    TypeId GetInstanceTypeId() const override;

    /**
     * @param type what it says @param value see the class @param count see the class
     * @param length octets that follow @param flags SCATTERED, PAGES_FOLLOW
     */
    explicit MigrationMessage(Type type = ALIVE,
                              uint64_t value = 0,
                              uint16_t count = 0,
                              uint32_t length = 0,
                              uint8_t flags = 0);
    /**
     * @param first the first page @param count pages @param pageSize octets of each
     * @param scattered whether others follow than those after the first
     * @return the message that they come in
     */
    static MigrationMessage MakePages(uint64_t first,
                                      uint16_t count,
                                      uint32_t pageSize,
                                      bool scattered);

    /// @return false if no such message is sent: what is read from a peer is not trusted
    bool IsValid() const;
    /// @return what it says
    Type GetType() const;
    /// @return token, page or octet
    uint64_t GetValue() const;
    /// @return pages
    uint16_t GetCount() const;
    /// @return octets that follow
    uint32_t GetLength() const;
    /// @return see the flags
    uint8_t GetFlags() const;
    /// @return octets of a page, if this is valid PAGES
    uint32_t GetPageSize() const;

    // Inherited from Header.
    void Print(std::ostream& os) const override;
    uint32_t GetSerializedSize() const override;
    void Serialize(Buffer::Iterator start) const override;
    uint32_t Deserialize(Buffer::Iterator start) override;

  private:
    uint8_t m_type;    //!< as read
    uint8_t m_flags;   //!< as read
    uint16_t m_count;  //!< as read
    uint32_t m_length; //!< as read
    uint64_t m_value;  //!< as read
};

/// @param type a type @return its name, such as "pages"
const char* ToString(MigrationMessage::Type type);

} // namespace ns3

#endif /* MIGRATION_MESSAGE_H */
