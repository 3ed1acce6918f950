/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef MIGRATION_SOURCE_H
#define MIGRATION_SOURCE_H

#include "migration-channel.h"
#include "migration-contents.h"
#include "migration-record.h"
#include "page-set.h"

#include "ns3/event-id.h"
#include "ns3/nstime.h"
#include "ns3/ptr.h"
#include "ns3/simple-ref-count.h"

#include <cstdint>
#include <optional>
#include <string>

namespace ns3
{

class Migration;

/**
 * @brief The source's end of a migration: connects, and makes the messages that carry the disk,
 * rounds of pages and the device state.
 *
 * In which order they go is the kind's: the channel asks this for the next message, and this asks
 * Migration::NextMessage, which takes it from here. There is a new one for each migration.
 */
class MigrationSource : public SimpleRefCount<MigrationSource>, public MigrationChannel::User
{
  public:
    /// @param migration is this end's @param contents what is to be carried
    MigrationSource(Migration* migration, const MigrationContents& contents);
    ~MigrationSource() override;

    // ---- the connection ------------------------------------------------------------------------

    /// @param token names the machine there @param rate bit/s @param stall how long an answer is
    /// waited for. In the source's context.
    void Connect(uint64_t token, uint64_t rate, Time stall);
    /// @return true from Connect until it is closed, by either side
    bool IsOpen() const;
    /// Close it, from any context. @param type a message to send before
    void Close(MigrationMessage::Type type = MigrationMessage::ALIVE);
    /// @param rate bit/s from now on; 0: as TCP allows
    void SetRate(uint64_t rate);
    /// Let Migration::NextMessage be asked again. @param hurry for one message regardless of the
    /// rate
    void Wake(bool hurry = false);
    /// @param time for which nothing is sent
    void Rest(Time time);
    /// @return true if it is such a time
    bool IsResting() const;

    // ---- the disk ------------------------------------------------------------------------------

    /// @return true if a disk is to be carried
    bool HasDisk() const;
    /// Begin to read the disk.
    void BeginDisk();

    // ---- rounds of pages -----------------------------------------------------------------------

    /// @param pages to be carried in the next round @param rate its limit, bit/s; 0: none
    void BeginRound(PageSet& pages, uint64_t rate);
    /// @return how many pages there are in a message at most
    uint16_t GetMostPages() const;
    /// @param adjoining only pages that follow each other @param except pages that are taken out of
    /// the round instead; null: none @return the round's next pages, or none
    std::optional<MigrationMessage> NextPages(bool adjoining = false,
                                              const PageSet* except = nullptr);
    /// @param first a page of the round @param count of pages, which are in it no more
    /// @return the message with them
    MigrationMessage TakePages(uint64_t first, uint16_t count);
    /// The round is over.
    void EndRound();
    /// @return the pages of the round that have not been sent
    const PageSet& GetPagesLeft() const;
    /// @return pages sent in all rounds
    uint64_t GetPagesSent() const;

    // ---- the rest ------------------------------------------------------------------------------

    /// @return the next part of the device state; none if all is sent
    std::optional<MigrationMessage> NextState();
    /// @param pagesFollow whether the guest is to go on without the pages that are left
    /// @return what lets the target take the machine
    MigrationMessage MakeComplete(bool pagesFollow);
    /// @return pages of the round, its end, device state, the order to take the machine
    std::optional<MigrationMessage> NextLast();

    // Inherited from MigrationChannel::User.
    void Connected() override;
    HypervisorDropReason Screen(const MigrationMessage& message) override;
    void Receive(const MigrationMessage& message) override;
    std::optional<MigrationMessage> Next() override;
    void Closed(const std::string& why, HypervisorDropReason reason) override;
    void Count(uint32_t sent, uint32_t received) override;

  private:
    /// Read the next part of the disk.
    void ReadBlock();
    /// @return the part of the disk that was read; none: not yet
    std::optional<MigrationMessage> NextBlock();
    /// @param pages are sent
    void Account(const MigrationMessage& pages);
    /// @param delay until Wake
    void WakeIn(Time delay);
    /// The connection is closed: nothing more is sent.
    void Forget();

    Migration* m_migration;          //!< is this end's
    MigrationContents m_contents;    //!< what is to be carried
    MigrationContents m_sent;        //!< what has been
    Ptr<MigrationChannel> m_channel; //!< null when closed
    uint64_t m_token{0};             //!< names the machine at the target
    bool m_isAccepted{false};        //!< the target has answered
    bool m_isCompleted{false};       //!< the target was told to take it
    uint32_t m_block{0};             //!< octets of the disk read and not sent
    Time m_blockReady;               //!< when they are read
    PageSet m_pages;                 //!< of the round, not sent
    uint64_t m_cursor{0};            //!< where to go on in them
    MigrationRound m_round;          //!< the present one
    bool m_isInRound{false};         //!< there is one
    Time m_restUntil;                //!< nothing is sent before
    EventId m_wakeEvent;             //!< the next Wake
};

} // namespace ns3

#endif /* MIGRATION_SOURCE_H */
