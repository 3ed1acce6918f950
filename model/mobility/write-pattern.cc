/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "write-pattern.h"

#include <stdexcept>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(WritePattern);

TypeId
WritePattern::GetTypeId()
{
    static TypeId tid = TypeId("ns3::WritePattern").SetParent<Object>().SetGroupName("Lisp");
    return tid;
}

WritePattern::WritePattern() = default;
WritePattern::~WritePattern() = default;

void
WritePattern::Start(uint64_t pages, uint32_t pageSize)
{
    if (m_pages != 0)
    {
        throw std::invalid_argument("a write pattern serves one memory, and this one has its own; "
                                    "make another one for each machine");
    }
    if (pages == 0 || pageSize == 0)
    {
        throw std::invalid_argument("a write pattern needs a memory with pages, not " +
                                    std::to_string(pages) + " of " + std::to_string(pageSize) +
                                    " bytes");
    }
    m_pages = pages;
    m_pageSize = pageSize;
    try
    {
        DoStart();
    }
    catch (...)
    {
        m_pages = 0;
        m_pageSize = 0;
        throw;
    }
}

bool
WritePattern::NextAfter(Time when, Access& access)
{
    do
    {
        if (!Next(access))
        {
            return false;
        }
    } while (access.when <= when);
    return true;
}

int64_t
WritePattern::AssignStreams(int64_t /* stream */)
{
    return 0;
}

uint64_t
WritePattern::GetPages() const
{
    return m_pages;
}

uint32_t
WritePattern::GetPageSize() const
{
    return m_pageSize;
}

} // namespace ns3
