/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef COLD_MIGRATION_H
#define COLD_MIGRATION_H

#include "ns3/data-rate.h"
#include "ns3/event-id.h"
#include "ns3/nstime.h"
#include "ns3/object.h"
#include "ns3/traced-callback.h"

#include <cstdint>
#include <ostream>

namespace ns3
{

class EthernetNic;
class VirtualMachine;

/**
 * @brief The times and sizes of one migration.
 */
struct MigrationRecord
{
    Ptr<EthernetNic> from;   //!< the port that the guest leaves; null if it was attached nowhere
    Ptr<EthernetNic> to;     //!< the port that it is to arrive at
    Time started;            //!< asked for
    Time paused;             //!< the guest stopped
    Time resumed;            //!< it went on; zero before
    uint32_t rounds{0};      //!< copies made while it ran
    uint64_t bytesCopied{0}; //!< carried so far

    /// @return how long the guest stood still; meaningful once it has gone on
    Time GetDowntime() const
    {
        return resumed - paused;
    }

    /// @return from being asked for to its end; meaningful once it has gone on
    Time GetTotal() const
    {
        return resumed - started;
    }
};

/**
 * @brief Moves a virtual machine by switching it off: suspend to disk, carry the image, restore.
 *
 * On request the guest is suspended and detached from its port. Then its memory is written to disk,
 * carried to the other host and read there, one after the other; then the guest is attached to the
 * new port, goes on, and announces itself if told to.
 *
 * The guest keeps its addresses and its sockets, as a machine restored from disk does; whether its
 * sessions survive is up to their time-outs.
 *
 * **Scope and limitations.** The image is not traffic on the simulated network: carrying it takes
 * Memory / MigrationRate and loads no link. All of the memory is carried, uncompressed; the disk is
 * taken to be reachable from both hosts.
 */
class ColdMigration : public Object
{
  public:
    /// Where a migration is.
    enum State
    {
        IDLE,      //!< not asked for yet
        SAVING,    //!< the guest is off, its memory being written to disk
        COPYING,   //!< the image is being carried
        RESTORING, //!< the image is being read at the other host
        DONE,      //!< the guest runs at its new port
        FAILED,    //!< someone else took the port meanwhile: the guest stays off, detached
    };

    /// What the guest sends when it goes on.
    enum Announcement
    {
        NONE,       //!< nothing of itself
        GRATUITOUS, //!< gratuitous ARP and unsolicited Neighbor Advertisements
    };

    /// @return the type
    static TypeId GetTypeId();

    ColdMigration();
    ~ColdMigration() override;

    /**
     * @brief Move a virtual machine now. After the end another migration can be started.
     * @param machine a virtual machine that runs
     * @param port where it is to arrive
     * @throws std::invalid_argument if a migration is under way here, the machine does not run (as
     * when another one moves it) or has no memory, the port is not free or its present one, or a
     * rate is zero or so low that a step would take a year
     */
    void Start(Ptr<VirtualMachine> machine, Ptr<EthernetNic> port);

    /// @param memory bytes @return how long a guest with that memory stands still
    Time GetDuration(uint64_t memory) const;
    /// @return where the migration is
    State GetState() const;
    /// @return the times and sizes of the latest migration
    const MigrationRecord& GetRecord() const;

    /// Signature of the trace source StateChanged.
    typedef void (*StateChangedTracedCallback)(State before, State after);

  protected:
    void DoDispose() override;

  private:
    /// @param memory bytes @param rate bit/s @return the time for that memory at that rate
    static Time TimeFor(uint64_t memory, DataRate rate);
    /// @param state the new state
    void SetState(State state);
    /// The memory is on disk.
    void EndSave();
    /// The image is at the other host.
    void EndCopy();
    /// The memory is back.
    void EndRestore();

    Ptr<VirtualMachine> m_machine;             //!< being moved
    MigrationRecord m_record;                  //!< of the latest migration
    State m_state{IDLE};                       //!< at present
    EventId m_event;                           //!< the end of the present state
    DataRate m_rate;                           //!< the image's
    DataRate m_saveRate;                       //!< the disk's, writing
    DataRate m_restoreRate;                    //!< the disk's, reading
    Time m_shutdownTime;                       //!< besides writing
    Time m_bootTime;                           //!< besides reading
    Announcement m_announcement;               //!< at the end
    TracedCallback<State, State> m_stateTrace; //!< "StateChanged"
};

/// @param state a state @return its name
const char* ToString(ColdMigration::State state);
/// @param os a stream @param state a state @return the stream, after the state's name
std::ostream& operator<<(std::ostream& os, ColdMigration::State state);

} // namespace ns3

#endif /* COLD_MIGRATION_H */
