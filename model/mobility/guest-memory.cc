/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "guest-memory.h"

#include <stdexcept>
#include <string>

namespace ns3
{

namespace
{

/// A log of so many pages takes 512 MiB.
constexpr uint64_t MAX_PAGES = uint64_t{1} << 32;

} // namespace

GuestMemory::GuestMemory(uint64_t bytes, uint32_t pageSize)
    : m_bytes(bytes),
      m_pageSize(pageSize)
{
    Check(bytes, pageSize);
}

void
GuestMemory::Check(uint64_t bytes, uint32_t pageSize)
{
    if (pageSize == 0 || (pageSize & (pageSize - 1)) != 0)
    {
        throw std::invalid_argument("a page size of " + std::to_string(pageSize) +
                                    " bytes; accepted are powers of two, as 4096");
    }
    if (bytes == 0 || bytes % pageSize != 0)
    {
        throw std::invalid_argument("a memory of " + std::to_string(bytes) +
                                    " bytes; accepted are multiples of its page size, " +
                                    std::to_string(pageSize) + ", above 0");
    }
    if (bytes / pageSize > MAX_PAGES)
    {
        throw std::invalid_argument("a memory of " + std::to_string(bytes) + " bytes has " +
                                    std::to_string(bytes / pageSize) + " pages of " +
                                    std::to_string(pageSize) + " bytes; accepted are at most " +
                                    std::to_string(MAX_PAGES) + " pages");
    }
}

uint64_t
GuestMemory::GetSize() const
{
    return m_bytes;
}

uint32_t
GuestMemory::GetPageSize() const
{
    return m_pageSize;
}

uint64_t
GuestMemory::GetPages() const
{
    return m_bytes / m_pageSize;
}

void
GuestMemory::SetPattern(Ptr<WritePattern> pattern, Time guestNow)
{
    if (pattern)
    {
        pattern->Start(GetPages(), m_pageSize);
    }
    Advance(guestNow);
    m_pattern = pattern;
    m_origin = guestNow;
    m_ahead.clear();
    m_isFetched = false;
    m_hasNext = false;
}

Ptr<WritePattern>
GuestMemory::GetPattern() const
{
    return m_pattern;
}

void
GuestMemory::StartLog(Time guestNow)
{
    PageSet empty(GetPages());
    m_dirty.Swap(empty);
    Skip(guestNow - m_origin);
    m_isLogging = true;
}

void
GuestMemory::StopLog()
{
    PageSet none;
    m_dirty.Swap(none);
    m_isLogging = false;
}

bool
GuestMemory::IsLogging() const
{
    return m_isLogging;
}

void
GuestMemory::CheckNext() const
{
    // A pattern may be a script's own.
    if (m_hasNext && m_next.page >= GetPages())
    {
        throw std::invalid_argument("a write pattern writes page " + std::to_string(m_next.page) +
                                    "; accepted are 0 to " + std::to_string(GetPages() - 1));
    }
}

void
GuestMemory::Fetch()
{
    m_hasNext = m_pattern->Next(m_next);
    CheckNext();
}

void
GuestMemory::Skip(Time until)
{
    while (!m_ahead.empty() && m_ahead.front().when <= until)
    {
        m_ahead.pop_front();
    }
    if (!m_pattern || !m_ahead.empty())
    {
        return;
    }
    if (!m_isFetched || (m_hasNext && m_next.when <= until))
    {
        m_hasNext = m_pattern->NextAfter(until, m_next);
        m_isFetched = true;
        CheckNext();
    }
}

void
GuestMemory::Advance(Time guestNow)
{
    if (!m_isLogging || !m_pattern)
    {
        return;
    }
    const Time until = guestNow - m_origin;
    while (!m_ahead.empty() && m_ahead.front().when <= until)
    {
        m_dirty.Insert(m_ahead.front().page);
        m_ahead.pop_front();
    }
    if (!m_isFetched)
    {
        // Of a pattern set while the log is kept, what it writes at its very start counts.
        m_isFetched = true;
        Fetch();
    }
    while (m_hasNext && m_next.when <= until)
    {
        m_dirty.Insert(m_next.page);
        Fetch();
    }
}

const PageSet&
GuestMemory::GetDirty() const
{
    return m_dirty;
}

uint64_t
GuestMemory::GetDirtyPages() const
{
    return m_dirty.Count();
}

void
GuestMemory::TakeDirty(PageSet& into)
{
    if (!m_isLogging)
    {
        throw std::invalid_argument("GuestMemory::TakeDirty: no log is kept; call StartLog first");
    }
    if (into.GetSize() == m_dirty.GetSize())
    {
        into.Clear();
    }
    else
    {
        into = PageSet(m_dirty.GetSize());
    }
    into.Swap(m_dirty);
}

bool
GuestMemory::NextMissing(const PageSet& present, Time guestNow, WritePattern::Access& access)
{
    Advance(guestNow);
    Skip(guestNow - m_origin);
    auto found = [&](const WritePattern::Access& write) {
        access.when = write.when + m_origin;
        access.page = write.page;
    };
    for (const auto& write : m_ahead)
    {
        if (!present.Contains(write.page))
        {
            found(write);
            return true;
        }
    }
    while (m_hasNext && present.Contains(m_next.page) && m_ahead.size() < MAX_AHEAD)
    {
        m_ahead.push_back(m_next);
        Fetch();
    }
    if (m_hasNext)
    {
        found(m_next);
    }
    return m_hasNext;
}

} // namespace ns3
