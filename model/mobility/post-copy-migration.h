/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef POST_COPY_MIGRATION_H
#define POST_COPY_MIGRATION_H

#include "migration.h"
#include "page-set.h"
#include "write-pattern.h"

#include "ns3/event-id.h"
#include "ns3/nstime.h"

#include <cstdint>
#include <deque>
#include <map>
#include <optional>

namespace ns3
{

/**
 * @brief Moves a virtual machine first and its memory after it (Hines, Deshpande and Gopalan,
 * "Post-Copy Live Migration of Virtual Machines", 2009).
 *
 * The guest is paused, the state of its processors and devices is carried, and the guest goes on at
 * the target without its memory (PUSHING). A processor that comes to a page which is not there
 * waits (VirtualMachine::Stall) and asks the source for it (DEMAND), which sends it before any
 * other. The source pushes the rest in the order that Prepaging has:
 *
 * - None: only what is asked for; the migration lasts until the guest has come to every page;
 * - Sequential: from the first page to the last;
 * - Bubble: upwards and downwards from the page that was asked for last.
 *
 * **The documented loss.** From the moment at which the target has the machine its memory is on
 * both sides, and it cannot live without either: if the connection fails before all pages are
 * there, the machine is off at the target, and its state is gone (LOST).
 *
 * **Scope and limitations.** What waits is a write of the guest's WritePattern; reads are not
 * modelled. Of several processors each waits for a page of its own.
 */
class PostCopyMigration : public Migration
{
  public:
    /// Which pages the source sends without being asked.
    enum Prepaging
    {
        NO_PREPAGING, //!< none
        SEQUENTIAL,   //!< in ascending order
        BUBBLE,       //!< around the latest one that was asked for
    };

    /// @return the type
    static TypeId GetTypeId();

    PostCopyMigration();
    ~PostCopyMigration() override;

  protected:
    void Check(Ptr<VirtualMachine> machine) const override;
    void CopyMemory() override;
    std::optional<MigrationMessage> NextMessage() override;
    void Demanded(uint64_t first, uint16_t count) override;
    void Resumed() override;
    void PagesArrived(const MigrationMessage& message) override;
    bool IsComplete() const override;
    void SourceLost(const std::string& why) override;
    void DoDispose() override;

  private:
    // The source.

    /// @return the next page that was asked for, and has not been sent
    std::optional<MigrationMessage> NextDemanded();
    /// @return the next pages around the latest one that was asked for
    std::optional<MigrationMessage> NextOfBubble();
    /// @return a run of pages below the bubble, or none
    std::optional<MigrationMessage> NextBelow();

    // The target.

    /// Find out when the guest will come to a page that is not there.
    void PlanFault();
    /// @param page to which the guest comes now, or would if its time had not stood still
    void Fault(const WritePattern::Access& access);
    /// @param page has come
    void PageArrived(uint64_t page);

    Prepaging m_prepaging;                   //!< attribute
    std::deque<uint64_t> m_demanded;         //!< pages asked for, in order
    PageSet m_wasDemanded;                   //!< the same, and those before
    uint64_t m_above{0};                     //!< the bubble goes on upwards here
    uint64_t m_below{0};                     //!< and downwards from the page before
    bool m_isUpwards{true};                  //!< which one is next
    bool m_isSwitched{false};                //!< the target was told to take the machine
    bool m_isPushed{false};                  //!< all pages are sent
    PageSet m_present;                       //!< pages at the target
    PageSet m_known;                         //!< these, and those that are waited for
    std::map<uint64_t, Time> m_stalledSince; //!< by the page that a processor waits for
    EventId m_faultEvent;                    //!< the next Fault
};

} // namespace ns3

#endif /* POST_COPY_MIGRATION_H */
