/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef WRITE_PATTERN_H
#define WRITE_PATTERN_H

#include "ns3/nstime.h"
#include "ns3/object.h"

#include <cstdint>

namespace ns3
{

/**
 * @brief Which pages of its memory a guest writes, and when.
 *
 * A pattern is a sequence of writes in the guest's own time, which stands still while the guest
 * does. Nothing is scheduled for it: who wants to know which pages have been written asks for the
 * writes up to now. One pattern serves one memory.
 *
 * A write is one of a whole page: the first one into a page since the page was last looked at is
 * what a migration has to carry, others within it cost nothing. The rate of a pattern therefore
 * counts whole pages.
 */
class WritePattern : public Object
{
  public:
    /// A write.
    struct Access
    {
        Time when;        //!< in the guest's time, from the pattern's start
        uint64_t page{0}; //!< which page, from 0
    };

    /// @return the type
    static TypeId GetTypeId();

    WritePattern();
    ~WritePattern() override;

    /**
     * @brief Take a memory to write to; done by GuestMemory::SetPattern.
     * @param pages how many pages it has
     * @param pageSize their size, in bytes
     * @throws std::invalid_argument if the pattern has a memory already, or its attributes do not
     * fit this one
     */
    void Start(uint64_t pages, uint32_t pageSize);

    /**
     * @brief The next write. Each one comes once; their times ascend.
     * @param access [out] the write
     * @return whether there is one
     */
    virtual bool Next(Access& access) = 0;

    /**
     * @brief The next write after a time; those up to it are passed over.
     *
     * Takes as many steps as there are writes to pass over, unless a pattern knows better.
     *
     * @param when the time
     * @param access [out] the write
     * @return whether there is one
     */
    virtual bool NextAfter(Time when, Access& access);

    /// @return how much it writes, in bytes a second, whole pages counted
    virtual double GetRate() const = 0;

    /**
     * @brief How many different pages it writes in a stretch of time, for predictions.
     * @param seconds the stretch's length
     * @return the number to expect, over all stretches of this length; 0 before the start
     */
    virtual double ExpectedPages(double seconds) const = 0;

    /**
     * @brief Give the pattern's random numbers their streams.
     * @param stream the first to use
     * @return how many were used
     */
    virtual int64_t AssignStreams(int64_t stream);

    /// @return how many pages there are; 0 before the start
    uint64_t GetPages() const;
    /// @return the size of a page, in bytes; 0 before the start
    uint32_t GetPageSize() const;

  protected:
    /// The memory is known: check the attributes against it.
    virtual void DoStart() = 0;

  private:
    uint64_t m_pages{0};    //!< of the memory
    uint32_t m_pageSize{0}; //!< in bytes
};

} // namespace ns3

#endif /* WRITE_PATTERN_H */
