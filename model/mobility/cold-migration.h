/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef COLD_MIGRATION_H
#define COLD_MIGRATION_H

#include "migration.h"

#include "ns3/data-rate.h"
#include "ns3/nstime.h"

#include <cstdint>
#include <optional>

namespace ns3
{

/**
 * @brief Moves a virtual machine by switching it off. The attribute Method says how.
 *
 * **Hibernate:** suspend to disk, carry the image, restore. When the target expects it, the guest
 * is suspended and its memory written to disk (SAVING); its disk, unless both hypervisors share
 * their storage, and the image of its memory are carried (STORAGE, COPYING); the image is read at
 * the target (RESTORING), where the guest is attached, goes on, and announces itself if told to.
 * The guest keeps its addresses and its sockets, as a machine restored from disk does; whether its
 * sessions survive is up to their time-outs.
 *
 * **Shutdown:** the guest is shut down (SAVING, for ShutdownTime), its disk carried if it is local,
 * and it boots at the target (RESTORING, for BootTime). No memory and no state of devices is
 * carried. It keeps its addresses; its connections are gone: see VirtualMachine::ShutDown. Its
 * services are off from the beginning of the shutdown to the end of the boot.
 *
 * While it is off its NIC stays where it was, and what comes for it is lost there as
 * "ethernet-receiver-off". If the target is lost meanwhile, the guest is restored, or boots, at the
 * source.
 *
 * **Scope and limitations.** All of the memory is carried, uncompressed, and its image takes no
 * room in a Storage. Of a guest that boots, its WritePattern goes on where it was.
 */
class ColdMigration : public Migration
{
  public:
    /// How the guest is switched off and on again.
    enum Method
    {
        HIBERNATE, //!< its memory goes to disk, and with it
        SHUTDOWN,  //!< it is shut down, and boots
    };

    /// @return the type
    static TypeId GetTypeId();

    ColdMigration();
    ~ColdMigration() override;

    /**
     * @brief How long a guest is off if what is carried is so at MaxRate, by hand: without what TCP
     * and the way between the hypervisors take.
     * @param memory its memory, octets
     * @param octets of its disk and device state that are carried
     * @return the time; the longest of all if MaxRate is 0
     */
    Time GetDuration(uint64_t memory, uint64_t octets = 0) const;

  protected:
    void Check(Ptr<VirtualMachine> machine) const override;
    void Prepare() override;
    bool CarriesState() const override;
    void CopyMemory() override;
    std::optional<MigrationMessage> NextMessage() override;
    void GoOnAtSource() override;
    Time TakeMachine() override;
    void DoDispose() override;

  private:
    /// @param memory octets @param rate bit/s @return the time for that memory at that rate
    static Time TimeFor(uint64_t memory, DataRate rate);
    /// @param memory of a guest, octets @return of its image, which is on disk meanwhile
    uint64_t GetImage(uint64_t memory) const;
    /// The memory is on disk.
    void EndSave();
    /// The memory is back, at the source.
    void EndRestore();

    EventId m_diskEvent;    //!< the end of saving or restoring at the source
    bool m_isSaved{false};  //!< the guest is off for this migration
    Method m_method;        //!< attribute
    DataRate m_saveRate;    //!< attribute
    DataRate m_restoreRate; //!< attribute
    Time m_shutdownTime;    //!< attribute
    Time m_bootTime;        //!< attribute
};

} // namespace ns3

#endif /* COLD_MIGRATION_H */
