/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef MEASURED_DELAYS_H
#define MEASURED_DELAYS_H

#include "ns3/nstime.h"
#include "ns3/object.h"

namespace ns3
{

class EmpiricalRandomVariable;

/**
 * @brief Draws round-trip times as they were measured on the Internet between tunnel routers, and
 * between them and the mapping system.
 *
 * The distributions were published with an ns-3 study of LISP mobility in 2022. Times to the
 * mapping system are drawn from the fastest nine tenths: the slowest tenth, 0.3 to 30 s, is of
 * requests that were lost and repeated, which a simulation does by itself.
 */
class MeasuredDelays : public Object
{
  public:
    /// @return the type
    static TypeId GetTypeId();
    MeasuredDelays();
    ~MeasuredDelays() override;

    /// @return a round-trip time between two tunnel routers
    Time DrawBetweenTunnelRouters();
    /// @return a round-trip time between a tunnel router and the mapping system
    Time DrawToMappingSystem();

    /**
     * @brief Fix the streams of random numbers.
     * @param stream the first one to use
     * @return how many are used
     */
    int64_t AssignStreams(int64_t stream);

  private:
    Ptr<EmpiricalRandomVariable> m_betweenTunnelRouters; //!< seconds
    Ptr<EmpiricalRandomVariable> m_toMappingSystem;      //!< seconds
};

} // namespace ns3

#endif /* MEASURED_DELAYS_H */
