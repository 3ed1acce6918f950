/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef MIGRATION_H
#define MIGRATION_H

#include "migration-lease.h"
#include "migration-message.h"
#include "migration-record.h"

#include "ns3/data-rate.h"
#include "ns3/nstime.h"
#include "ns3/object.h"
#include "ns3/traced-callback.h"

#include <cstdint>
#include <optional>
#include <ostream>
#include <string>

namespace ns3
{

class GuestMemory;
class MigrationSource;
class MigrationTarget;

/**
 * @brief Moves a virtual machine to another hypervisor, over TCP: what all kinds of it have in
 * common. PreCopyMigration, StopAndCopyMigration, PostCopyMigration and ColdMigration say when the
 * machine stands still and in which order its memory comes.
 *
 * The machine's disk is carried first, unless both hypervisors have the same Storage; it is taken
 * to be mirrored from then on, at no cost, until the machine has moved.
 *
 * **One side, always.** Until the target has all that it needs the machine is the source's: listed
 * there, plugged in there. Then the target takes the machine's lease, as hypervisors do on shared
 * disks, and from then on it is the target's. Whichever side loses the other one looks at the
 * lease: the source takes it back and lets the machine go on where it was (ABORTED), unless the
 * target has it; the target gives way if the source has taken it back. At the moment at which the
 * guest goes on at the target, its NIC changes the port and the hypervisors their lists. The lease
 * itself is not carried by the simulated network.
 *
 * Each side takes the other one for lost after StallTimeout without an answer. A guest that is
 * paused when the network fails stands still as long.
 *
 * **Where what is.** This decides what the two sides come to and when it is over (migration.cc),
 * and has what a kind changes or asks for (migration-kind.cc). MigrationSource and MigrationTarget
 * are the ends of the connection; MigrationLease is the lease.
 *
 * **For a new kind.** All it does is in the protected functions, first those of the source, then
 * those of the target; what the one knows the other one hears by messages only. The messages are
 * made by Source().
 */
class Migration : public Object
{
  public:
    /// Where a migration is.
    enum State
    {
        IDLE,       //!< not asked for yet
        CONNECTING, //!< to the target
        SAVING,     //!< the guest is being switched off, its memory written to disk
        STORAGE,    //!< the disk is being carried
        COPYING,    //!< memory is being carried
        PAUSED,     //!< the guest stands still, what is left is being carried
        PUSHING,    //!< the guest runs at the target, pages still come
        RESTORING,  //!< memory is being read from disk
        DONE,       //!< it runs at the target, and the source has forgotten it
        ABORTED,    //!< it goes on at the source
        LOST,       //!< it is off at the target, because the source and with it pages are gone
    };

    /// What tells the network of the new place when the guest goes on.
    enum Announcement
    {
        NONE,       //!< nothing of itself
        GRATUITOUS, //!< the guest: gratuitous ARP and unsolicited Neighbor Advertisements
        RARP,       //!< the hypervisor, in its name: reverse ARP requests
    };

    /// @return the type
    static TypeId GetTypeId();

    Migration();
    ~Migration() override;

    /**
     * @brief Move a virtual machine now. After the end another migration can be started.
     * @param machine a virtual machine that runs at a hypervisor
     * @param to where it is to run
     * @param vlan its VLAN there; 0: as here
     * @throws std::invalid_argument if that cannot be, with what is accepted
     */
    void Start(Ptr<VirtualMachine> machine, Ptr<Hypervisor> to, uint16_t vlan = 0);
    /**
     * @brief Call it off: the guest goes on at the source.
     * @param why for the record
     * @return false, and nothing happens, if none is under way or the target has the guest already
     */
    bool Abort(const std::string& why);

    /// @return where the migration is
    State GetState() const;
    /// @return true from Start until its end
    bool IsUnderWay() const;
    /// @return the times and sizes of the latest migration
    const MigrationRecord& GetRecord() const;

    /// Signature of the trace source StateChanged.
    typedef void (*StateChangedTracedCallback)(State before, State after);
    /// Signature of the trace source RoundEnded.
    typedef void (*RoundEndedTracedCallback)(const MigrationRound& round);

  protected:
    void DoDispose() override;

    // ---- the source: what a kind decides -------------------------------------------------------

    /// @param machine is to be moved @throws std::invalid_argument if this kind cannot
    virtual void Check(Ptr<VirtualMachine> machine) const;
    /// The target expects the machine. As it is, its disk is carried next.
    virtual void Prepare();
    /// @return whether the state of processors and devices is carried
    virtual bool CarriesState() const;
    /// The disk has been carried: begin with the memory.
    virtual void CopyMemory() = 0;
    /// @return the next message, when the rate allows one; none: nothing until
    /// MigrationSource::Wake
    virtual std::optional<MigrationMessage> NextMessage() = 0;
    /// @param first a page @param count of pages that the guest waits for at the target. As it is,
    /// nothing comes of it.
    virtual void Demanded(uint64_t first, uint16_t count);
    /// The target is lost, and the machine the source's: let it go on, then call Finish(ABORTED).
    virtual void GoOnAtSource();

    // ---- the source: what a kind may use -------------------------------------------------------

    /// @return the source's end, which makes the messages; from Start on
    MigrationSource& Source() const;
    /// @throws std::invalid_argument if a guest's time cannot stand still here
    static void CheckCanPause();
    /// Carry the disk, if it is to be carried, and then the memory.
    void CopyStorage();
    /**
     * @brief Pause the guest: PAUSED, and nothing is sent for PauseTime.
     * @return false if someone else has stopped it: then the migration is over
     */
    bool StopMachine();
    /// Suspend the guest. @return false if someone else has stopped it: then the migration is over
    bool SuspendMachine();
    /// @param state DONE, ABORTED or LOST
    void Finish(State state);

    // ---- the target ----------------------------------------------------------------------------

    /// The target has all that it needs: let the guest go on, after this time. @return as it is,
    /// ResumeTime
    virtual Time TakeMachine();
    /// The guest runs at the target. As it is, the source is released.
    virtual void Resumed();
    /// @param message of type PAGES has come, before or after that
    virtual void PagesArrived(const MigrationMessage& message);
    /// @return true if the guest runs at the target and needs nothing more from the source
    virtual bool IsComplete() const;
    /// The source is lost while the guest at the target needs it. @param why for the record
    virtual void SourceLost(const std::string& why);
    /// @param message to the source
    void SendToSource(const MigrationMessage& message);
    /// The target needs nothing more, as IsComplete says too: tell the source.
    void ReleaseSource();

    // ---- both ----------------------------------------------------------------------------------

    /// @return what is moved
    Ptr<VirtualMachine> GetMachine() const;
    /// @return its memory
    Ptr<GuestMemory> GetGuestMemory() const;
    /// @return the attribute MaxRate, bit/s
    uint64_t GetMaxRate() const;
    /// @return the attribute PauseTime
    Time GetPauseTime() const;
    /// @return the attribute ResumeTime
    Time GetResumeTime() const;
    /// @return of the present migration
    MigrationRecord& Record();
    /// @param state the new state
    void SetState(State state);

  private:
    friend class MigrationSource;
    friend class MigrationTarget;

    /// @param machine to be moved @param to where @throws std::invalid_argument if that cannot be
    void CheckAll(Ptr<VirtualMachine> machine, Ptr<Hypervisor> to) const;
    /// @return true if the guest runs; else the migration is called off
    bool CheckRuns();
    /// @param round is over
    void RoundEnded(const MigrationRound& round);
    /// The target is lost. @param why for the record
    void TargetLost(const std::string& why);
    /// The source has nothing more to do with the machine.
    void SourceDone();
    /// Finish if the guest runs at the target and the source is gone.
    void CheckDone();
    /// Tell the network where the guest is now.
    void Announce() const;

    Ptr<MigrationSource> m_source;                      //!< the one side; null before Start
    Ptr<MigrationTarget> m_target;                      //!< the other one; null when forsaken
    MigrationRecord m_record;                           //!< of the latest migration
    State m_state{IDLE};                                //!< at present
    MigrationLease m_lease;                             //!< of the machine
    bool m_stopped{false};                              //!< the guest was stopped by this
    DataRate m_maxRate;                                 //!< attribute
    Announcement m_announcement;                        //!< attribute
    uint32_t m_announcementRounds;                      //!< attribute
    Time m_stallTimeout;                                //!< attribute
    bool m_alwaysStorage;                               //!< attribute WithStorage
    Time m_pauseTime;                                   //!< attribute
    Time m_resumeTime;                                  //!< attribute
    TracedCallback<State, State> m_stateTrace;          //!< "StateChanged"
    TracedCallback<const MigrationRound&> m_roundTrace; //!< "RoundEnded"
};

/// @param state a state @return its name
const char* ToString(Migration::State state);
/// @param os a stream @param state a state @return the stream, after the state's name
std::ostream& operator<<(std::ostream& os, Migration::State state);

} // namespace ns3

#endif /* MIGRATION_H */
