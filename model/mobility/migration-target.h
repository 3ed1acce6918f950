/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef MIGRATION_TARGET_H
#define MIGRATION_TARGET_H

#include "migration-channel.h"
#include "migration-contents.h"

#include "ns3/event-id.h"
#include "ns3/nstime.h"
#include "ns3/ptr.h"
#include "ns3/simple-ref-count.h"

#include <cstdint>

namespace ns3
{

class Hypervisor;
class Migration;

/**
 * @brief The target's end of a migration: checks and counts what comes, takes the machine when all
 * is there, or gives way.
 *
 * It outlives the migration's end at the source, as a hypervisor does that has not heard of it.
 */
class MigrationTarget : public SimpleRefCount<MigrationTarget>, public MigrationChannel::User
{
  public:
    /**
     * @param migration is this end's
     * @param hypervisor the target
     * @param contents what is to come before the machine can be taken
     * @param stall how long an answer is waited for
     */
    MigrationTarget(Migration* migration,
                    Ptr<Hypervisor> hypervisor,
                    const MigrationContents& contents,
                    Time stall);
    ~MigrationTarget() override;

    /// @param token what is kept for the machine
    void SetToken(uint64_t token);
    /// @param channel the connection has come
    void Arrive(Ptr<MigrationChannel> channel);
    /// The migration is over for the source, which has the lease: give way when it is heard of.
    void Forsake();
    /// The same, and give way at once if no connection is there to hear of it.
    void CallOff();
    /// @param message to the source, if it is there
    void Send(const MigrationMessage& message);
    /// Nothing more is needed from the source: tell it, and close.
    void Release();
    /// @return true if the guest runs here
    bool HasResumed() const;

    // Inherited from MigrationChannel::User.
    HypervisorDropReason Screen(const MigrationMessage& message) override;
    void Receive(const MigrationMessage& message) override;
    void Closed(const std::string& why, HypervisorDropReason reason) override;
    void Count(uint32_t sent, uint32_t received) override;

  private:
    /// @param isRight whether the message is what can come now @return what to do with it
    static HypervisorDropReason Judge(bool isRight);
    /// Take the lease, or give way.
    void Complete();
    /// The machine is at this hypervisor from now on.
    void TakeOver();
    /// Let the guest run here.
    void Resume();
    /// Give back what is kept for the machine.
    void GiveWay();

    Migration* m_migration;          //!< null once forsaken
    Ptr<Hypervisor> m_hypervisor;    //!< the target
    Ptr<MigrationChannel> m_channel; //!< null when closed
    MigrationContents m_contents;    //!< what is to come
    MigrationContents m_arrived;     //!< what has
    Time m_stall;                    //!< how long an answer is waited for
    uint64_t m_token{0};             //!< what is kept
    bool m_complete{false};          //!< told to take it
    bool m_pagesFollow{false};       //!< without all of its memory
    bool m_hasLease{false};          //!< taken
    bool m_isHere{false};            //!< the machine is listed here
    bool m_resumed{false};           //!< the guest runs here
    EventId m_event;                 //!< Resume
};

} // namespace ns3

#endif /* MIGRATION_TARGET_H */
