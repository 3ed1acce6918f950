/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "migration-message.h"

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(MigrationMessage);

TypeId
MigrationMessage::GetTypeId()
{
    static TypeId tid = TypeId("ns3::MigrationMessage")
                            .SetParent<Header>()
                            .SetGroupName("Lisp")
                            .AddConstructor<MigrationMessage>();
    return tid;
}

TypeId
MigrationMessage::GetInstanceTypeId() const
{
    return GetTypeId();
}

MigrationMessage::MigrationMessage(Type type,
                                   uint64_t value,
                                   uint16_t count,
                                   uint32_t length,
                                   uint8_t flags)
    : m_type(type),
      m_flags(flags),
      m_count(count),
      m_length(length),
      m_value(value)
{
}

MigrationMessage
MigrationMessage::MakePages(uint64_t first, uint16_t count, uint32_t pageSize, bool scattered)
{
    return MigrationMessage(PAGES,
                            first,
                            count,
                            count * (pageSize + PAGE_HEADER),
                            scattered ? SCATTERED : 0);
}

bool
MigrationMessage::IsValid() const
{
    switch (m_type)
    {
    case HELLO:
        return m_flags == 0 && m_length == 0 && m_count == VERSION;
    case BLOCKS:
    case STATE:
        return m_flags == 0 && m_length > 0 && m_length <= MAX_LENGTH && m_count == 0;
    case PAGES:
        return (m_flags & ~SCATTERED) == 0 && m_count > 0 && m_length <= MAX_LENGTH &&
               m_length % m_count == 0 && m_length / m_count > PAGE_HEADER;
    case COMPLETE:
        return (m_flags & ~PAGES_FOLLOW) == 0 && m_length == 0 && m_count == 0;
    case DEMAND:
        return m_flags == 0 && m_length == 0 && m_count > 0;
    case ACCEPT:
    case TAKEN:
    case ABORT:
    case ALIVE:
        return m_flags == 0 && m_length == 0 && m_count == 0;
    default:
        return false;
    }
}

MigrationMessage::Type
MigrationMessage::GetType() const
{
    return static_cast<Type>(m_type);
}

uint64_t
MigrationMessage::GetValue() const
{
    return m_value;
}

uint16_t
MigrationMessage::GetCount() const
{
    return m_count;
}

uint32_t
MigrationMessage::GetLength() const
{
    return m_length;
}

uint8_t
MigrationMessage::GetFlags() const
{
    return m_flags;
}

uint32_t
MigrationMessage::GetPageSize() const
{
    return m_type == PAGES && IsValid() ? m_length / m_count - PAGE_HEADER : 0;
}

void
MigrationMessage::Print(std::ostream& os) const
{
    os << ToString(GetType()) << " value " << m_value << " count " << m_count << " length "
       << m_length << " flags " << +m_flags;
}

uint32_t
MigrationMessage::GetSerializedSize() const
{
    return SIZE;
}

void
MigrationMessage::Serialize(Buffer::Iterator start) const
{
    start.WriteU8(m_type);
    start.WriteU8(m_flags);
    start.WriteHtonU16(m_count);
    start.WriteHtonU32(m_length);
    start.WriteHtonU64(m_value);
}

uint32_t
MigrationMessage::Deserialize(Buffer::Iterator start)
{
    m_type = start.ReadU8();
    m_flags = start.ReadU8();
    m_count = start.ReadNtohU16();
    m_length = start.ReadNtohU32();
    m_value = start.ReadNtohU64();
    return SIZE;
}

const char*
ToString(MigrationMessage::Type type)
{
    switch (type)
    {
    case MigrationMessage::HELLO:
        return "hello";
    case MigrationMessage::ACCEPT:
        return "accept";
    case MigrationMessage::BLOCKS:
        return "blocks";
    case MigrationMessage::PAGES:
        return "pages";
    case MigrationMessage::STATE:
        return "state";
    case MigrationMessage::COMPLETE:
        return "complete";
    case MigrationMessage::TAKEN:
        return "taken";
    case MigrationMessage::DEMAND:
        return "demand";
    case MigrationMessage::ABORT:
        return "abort";
    case MigrationMessage::ALIVE:
        return "alive";
    }
    return "unknown";
}

} // namespace ns3
