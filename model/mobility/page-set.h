/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef PAGE_SET_H
#define PAGE_SET_H

#include <boost/dynamic_bitset/dynamic_bitset.hpp>
#include <cstdint>
#include <utility>

namespace ns3
{

/**
 * @brief A set of the pages of a memory: a bit for each page, and their count.
 *
 * Inserting, erasing, asking and counting take constant time; the scan passes 64 pages a step.
 * Pages beyond the size are in no set.
 */
class PageSet
{
  public:
    /// A set for no pages.
    PageSet() = default;

    /// @param pages how many pages there are @param isFull whether all of them are in the set
    explicit PageSet(uint64_t pages, bool isFull = false)
        : m_bits(pages),
          m_count(isFull ? pages : 0)
    {
        if (isFull)
        {
            m_bits.set();
        }
    }

    /// @return how many pages there are, in the set or not
    uint64_t GetSize() const
    {
        return m_bits.size();
    }

    /// @return how many pages are in the set
    uint64_t Count() const
    {
        return m_count;
    }

    /// @return whether no page is in the set
    bool IsEmpty() const
    {
        return m_count == 0;
    }

    /// @param page a page @return whether it is in the set
    bool Contains(uint64_t page) const
    {
        return page < m_bits.size() && m_bits.test(page);
    }

    /// @param page a page @return whether it has come in now
    bool Insert(uint64_t page)
    {
        if (page >= m_bits.size() || m_bits.test(page))
        {
            return false;
        }
        m_bits.set(page);
        ++m_count;
        return true;
    }

    /// @param page a page @return whether it has gone out now
    bool Erase(uint64_t page)
    {
        if (!Contains(page))
        {
            return false;
        }
        m_bits.reset(page);
        --m_count;
        return true;
    }

    /// Put all pages in.
    void Fill()
    {
        m_bits.set();
        m_count = m_bits.size();
    }

    /// Take all pages out.
    void Clear()
    {
        m_bits.reset();
        m_count = 0;
    }

    /**
     * @brief The lowest page of the set from a page on.
     * @param page where to begin
     * @return the page; the set's size if there is none
     */
    uint64_t FirstFrom(uint64_t page) const
    {
        const auto found = page == 0 ? m_bits.find_first() : m_bits.find_next(page - 1);
        return found == Bits::npos ? m_bits.size() : found;
    }

    /// @param other a set to change contents and size with
    void Swap(PageSet& other)
    {
        m_bits.swap(other.m_bits);
        std::swap(m_count, other.m_count);
    }

  private:
    using Bits = boost::dynamic_bitset<uint64_t>; //!< a bit for each page

    Bits m_bits;         //!< set: in
    uint64_t m_count{0}; //!< how many are set
};

} // namespace ns3

#endif /* PAGE_SET_H */
