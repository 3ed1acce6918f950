/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef MIGRATION_FORECAST_H
#define MIGRATION_FORECAST_H

#include "ns3/nstime.h"
#include "ns3/ptr.h"

#include <cstdint>
#include <string>

namespace ns3
{

class Migration;
class ObjectFactory;
class VirtualMachine;
struct MigrationModelInput;

/**
 * @brief What a kind of migration, with its attributes, is expected to take: the closed form of
 * migration-model.h for a machine with its memory and write pattern.
 *
 * **Scope and limitations.** TCP is taken to have its rate from the start, and storage is left out.
 * A kind that this module does not know is taken for stop-and-copy.
 */
class MigrationForecast
{
  public:
    MigrationForecast();
    ~MigrationForecast();
    /**
     * @param factory makes a kind of migration
     * @throws std::invalid_argument if it makes something else
     */
    explicit MigrationForecast(const ObjectFactory& factory);

    /**
     * @brief Predict a move.
     * @param machine what is moved
     * @param rate that it has, bit/s
     * @param roundTrip between the hypervisors
     * @return from the request to the end; a century if it would never end or is nonsense
     */
    Time Predict(Ptr<VirtualMachine> machine, uint64_t rate, Time roundTrip) const;

  private:
    /// @param machine what is moved @param rate that it has, bit/s @return what the closed form
    /// takes
    MigrationModelInput GetInput(Ptr<VirtualMachine> machine, uint64_t rate) const;
    /// @param name of an attribute @param value [out] its value, if the kind has it: of a number,
    /// a rate in bit/s or a time in seconds
    void Read(const std::string& name, double& value) const;

    Ptr<Migration> m_sample; //!< has the attributes; null: nothing is known
};

} // namespace ns3

#endif /* MIGRATION_FORECAST_H */
