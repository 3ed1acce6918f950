/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef LOAD_METER_H
#define LOAD_METER_H

#include "flow-report.h"

#include "ns3/nstime.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace ns3
{

/**
 * @brief What a link carries over time, in parts of equal length, of which there are never more
 * than a number: when they do not suffice, each two become one. So it has a bound, and neither the
 * length of the run has to be known nor the rate.
 */
class LoadMeter
{
  public:
    static constexpr std::size_t PARTS = 512; //!< the most that there are, an even number

    /// @param bin length of the parts, at first
    explicit LoadMeter(Time bin = MilliSeconds(5));

    /// @param time when, not before zero @param octets that were carried
    void Add(Time time, uint32_t octets);

    /// @return octets in all
    uint64_t GetOctets() const;
    /// @return what was carried over time, from zero on to the part of the last octet
    FlowReport::Throughput Report() const;

  private:
    /// Make one part of each two.
    void Merge();

    int64_t m_bin;                 //!< length of a part, in steps of the simulation's time
    uint64_t m_octets{0};          //!< in all
    std::vector<uint64_t> m_parts; //!< octets in each
};

} // namespace ns3

#endif /* LOAD_METER_H */
