/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef GUEST_MEMORY_H
#define GUEST_MEMORY_H

#include "page-set.h"
#include "write-pattern.h"

#include "ns3/nstime.h"
#include "ns3/simple-ref-count.h"

#include <cstdint>
#include <deque>

namespace ns3
{

/**
 * @brief A guest's memory: its size, what writes to it, and the log of the pages written.
 *
 * As a hypervisor's, the log is kept only while someone needs it (StartLog): it holds the pages
 * written since it began or was last taken. The pattern runs when the log is asked, up to the
 * guest's present time, so that a write costs no event and a guest that is not moved costs nothing.
 *
 * All times are the guest's, and each function is to be called with times that ascend.
 *
 * **Scope and limitations.** Memory is written by the pattern alone, not by the guest's simulated
 * applications, and reads are not modelled: what waits for a page that is not there is a write.
 */
class GuestMemory : public SimpleRefCount<GuestMemory>
{
  public:
    /// As many writes are looked at ahead of the guest's time.
    static constexpr std::size_t MAX_AHEAD = 4096;

    /**
     * @param bytes its size
     * @param pageSize the size of a page, in bytes
     * @throws std::invalid_argument as Check
     */
    GuestMemory(uint64_t bytes, uint32_t pageSize);

    /**
     * @brief Check that there can be such a memory.
     * @param bytes its size, a multiple of the size of a page, of at most 2^32 pages
     * @param pageSize the size of a page, a power of two
     * @throws std::invalid_argument if not
     */
    static void Check(uint64_t bytes, uint32_t pageSize);

    /// @return its size, in bytes
    uint64_t GetSize() const;
    /// @return the size of a page, in bytes
    uint32_t GetPageSize() const;
    /// @return how many pages it has
    uint64_t GetPages() const;

    /**
     * @brief Let a pattern write to the memory, from a time on; the former one stops.
     * @param pattern of no memory yet; null: nothing writes
     * @param guestNow when: its time 0
     * @throws std::invalid_argument if the pattern does not fit
     */
    void SetPattern(Ptr<WritePattern> pattern, Time guestNow = Time(0));
    /// @return what writes to the memory; null if nothing does
    Ptr<WritePattern> GetPattern() const;

    /// @param guestNow begin a log of what is written after this time, without any page as yet
    void StartLog(Time guestNow);
    /// Keep no log any more.
    void StopLog();
    /// @return whether a log is kept
    bool IsLogging() const;

    /// @param guestNow bring the log up to this time, writes at this time included
    void Advance(Time guestNow);
    /// @return the pages in the log; none without a log
    const PageSet& GetDirty() const;
    /// @return how many pages are in the log
    uint64_t GetDirtyPages() const;
    /**
     * @brief Take the log's pages; it goes on without any.
     * @param into [out] the pages; what it held before is gone
     * @throws std::invalid_argument if no log is kept
     */
    void TakeDirty(PageSet& into);

    /**
     * @brief The next write to a page that is not there, for post-copy.
     *
     * Also brings the log up to the present time. Because pages arrive meanwhile, and because not
     * more than MAX_AHEAD writes are looked at, the page that was found may be there when the guest
     * comes to write it: then, at that time, ask again.
     *
     * @param present the pages that are there
     * @param guestNow the present time
     * @param access [out] the write: a fault if its page is not there at its time
     * @return whether there is one; if not, the guest writes no more
     */
    bool NextMissing(const PageSet& present, Time guestNow, WritePattern::Access& access);

  private:
    /// @param until pass over the writes up to this time of the pattern, included
    void Skip(Time until);
    /// Fetch the pattern's next write.
    void Fetch();
    /// Check the write that was fetched.
    void CheckNext() const;

    uint64_t m_bytes;                         //!< size
    uint32_t m_pageSize;                      //!< in bytes
    Ptr<WritePattern> m_pattern;              //!< writes
    Time m_origin;                            //!< the pattern's time 0
    bool m_isLogging{false};                  //!< the log is kept
    PageSet m_dirty;                          //!< the log
    std::deque<WritePattern::Access> m_ahead; //!< looked at, but not of the past
    WritePattern::Access m_next;              //!< the one after these
    bool m_hasNext{false};                    //!< there is one
    bool m_isFetched{false};                  //!< the two above are known
};

} // namespace ns3

#endif /* GUEST_MEMORY_H */
