/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef MIGRATION_FORECAST_H
#define MIGRATION_FORECAST_H

#include "migration-model.h"

#include "ns3/nstime.h"
#include "ns3/ptr.h"

#include <string>

namespace ns3
{

class Hypervisor;
class Migration;
class ObjectFactory;
class VirtualMachine;

/**
 * @brief What a kind of migration, with its attributes, is expected to take: the closed form of
 * migration-model.h for a machine with its memory and write pattern.
 *
 * ```
 * const MigrationForecast forecast(migration);
 * auto way = MigrationForecast::FindWay(from, to, roundTrip);
 * way.rate_bps = TcpPayloadRate(1e9, 9000);
 * std::cout << forecast.Predict(machine, way).downtime_s;
 * ```
 *
 * **Scope and limitations.** A kind that this module does not know is taken for stop-and-copy.
 * SkipRedirtied of pre-copy is left out: rounds are then smaller than is foretold. Post-copy is
 * taken to push (Prepaging), whatever the order.
 */
class MigrationForecast
{
  public:
    /// What is known of the way between two hypervisors, besides the migration's attributes.
    struct Way
    {
        double rate_bps{0};        //!< of TCP's payload; 0: the migration's limit is less
        Time roundTrip;            //!< what a packet takes there and back
        MigrationTcpInput tcp{};   //!< the connection
        bool withDisk{false};      //!< the machine's disk is carried
        double storageRate_bps{0}; //!< at which both ends read and write it; 0: no limit
    };

    MigrationForecast();
    ~MigrationForecast();
    /// @param migration has the attributes
    explicit MigrationForecast(Ptr<const Migration> migration);
    /**
     * @param factory makes a kind of migration
     * @throws std::invalid_argument if it makes something else
     */
    explicit MigrationForecast(const ObjectFactory& factory);

    /**
     * @brief Ask two hypervisors: how their TCP is, and whether they share storage.
     * @param from where a machine is @param to where it is to be
     * @param roundTrip between them
     * @return the way, with no rate; without a segment size if there is no route
     */
    static Way FindWay(Ptr<Hypervisor> from, Ptr<Hypervisor> to, Time roundTrip);

    /// @param machine what is moved @param way that it takes @return what the closed form takes
    MigrationModelInput MakeInput(Ptr<VirtualMachine> machine, const Way& way) const;
    /**
     * @brief Predict a move.
     * @param machine what is moved
     * @param way that it takes
     * @return what is to be expected
     * @throws std::invalid_argument if nothing is known of the kind, neither the way nor the
     * migration has a rate, or a size, rate or time makes no sense
     */
    MigrationPrediction Predict(Ptr<VirtualMachine> machine, const Way& way) const;
    /**
     * @brief Predict how long a move takes, for plans.
     * @param machine what is moved
     * @param way that it takes
     * @return from the request to the end; nothing if nothing is known of the kind or the way has
     * no rate; a century if it would never end or is nonsense
     */
    Time PredictTime(Ptr<VirtualMachine> machine, const Way& way) const;

  private:
    /// @param name of an attribute @param value [out] its value, if the kind has it: of a number,
    /// a rate in bit/s or a time in seconds
    void Read(const std::string& name, double& value) const;

    Ptr<const Migration> m_sample; //!< has the attributes; null: nothing is known
};

} // namespace ns3

#endif /* MIGRATION_FORECAST_H */
