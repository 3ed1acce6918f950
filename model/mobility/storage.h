/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef STORAGE_H
#define STORAGE_H

#include "ns3/data-rate.h"
#include "ns3/nstime.h"
#include "ns3/object.h"

#include <cstdint>
#include <string>

namespace ns3
{

/**
 * @brief Where disks of virtual machines are: a disk array or a server's own disks.
 *
 * Two hypervisors that have the same object share their storage: a machine that moves between them
 * leaves its disk where it is. Otherwise its disk is carried over the network.
 *
 * What is read and written is served in order, at the attribute Rate: two migrations that use the
 * same storage have half of it each, as far as they ask at the same time.
 *
 * **Scope and limitations.** What guests read from and write to their disks takes no time. The
 * network between a hypervisor and storage that is shared is not simulated.
 */
class Storage : public Object
{
  public:
    /// @return the type
    static TypeId GetTypeId();

    Storage();
    ~Storage() override;

    /// @return the attribute Name
    std::string GetName() const;
    /// @return what is read or written in a second; 0: no limit
    DataRate GetRate() const;
    /// @return the room in octets; 0: no limit
    uint64_t GetCapacity() const;
    /// @return the room that is left, in octets; the largest number if there is no limit
    uint64_t GetFree() const;

    /**
     * @brief Take room for a disk.
     * @param octets its size
     * @throws std::invalid_argument if there is not as much
     */
    void Allocate(uint64_t octets);
    /// @param octets the size of a disk that is gone
    void Free(uint64_t octets);

    /**
     * @brief Read or write, after all that has been asked for before.
     * @param octets how many
     * @return when it will be done
     */
    Time Transfer(uint64_t octets);
    /// @return when all that has been asked for is done, which may be past
    Time GetReady() const;

  private:
    std::string m_name;    //!< attribute
    DataRate m_rate;       //!< attribute
    uint64_t m_capacity;   //!< attribute
    uint64_t m_used{0};    //!< octets of disks
    Time m_ready{Time(0)}; //!< see GetReady
};

} // namespace ns3

#endif /* STORAGE_H */
