/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef THROUGHPUT_METER_H
#define THROUGHPUT_METER_H

#include "flow-report.h"

#include "ns3/nstime.h"

#include <cstdint>
#include <vector>

namespace ns3
{

/**
 * @brief What an application gets over time, and how long a move takes it from it.
 *
 * Goodput is what the application receives, in bits a second: neither headers nor what arrives
 * twice. It is looked at over a window that ends at each moment, so that it changes when data comes
 * and when data leaves the window.
 *
 * A dip begins when, in a move, goodput over the window falls below a share of its mean before, and
 * ends when it is back at that share; later dips of the same move belong to it. Its beginning is
 * put where it was caused, since the fall shows only when some of the window lacks data: at the
 * last data that kept up with the mean, that is, at which the bytes received since one window
 * before the fall were as much ahead of the mean as ever in that time, give or take half an
 * arrival.
 */
class ThroughputMeter
{
  public:
    /// How a flow is looked at.
    struct Parameters
    {
        double bin_s{0.1};    //!< length of the parts of Report
        double window_s{0.5}; //!< over which goodput is looked at for a dip
        double before_s{5};   //!< before a move, over which the mean is taken, at most
        double share{0.95};   //!< of the mean that it has to come back to
        /// At the end, over which the mean after a move is taken: a flow that has less then than
        /// before, because others have got more of the link meanwhile, has to come back to its
        /// share of that, from the move's end on. It is taken from one arrival to another: what
        /// TCP holds back until a lost segment has come again is in it or not as a whole. 0: none
        /// is taken.
        double after_s{0};
    };

    /// What a move did to the flow.
    struct Dip
    {
        double before_bps{NOT_MEASURED}; //!< mean goodput before the move
        double during_bps{
            NOT_MEASURED};              //!< mean goodput from its start until the machine ran again
        double after_bps{NOT_MEASURED}; //!< mean goodput at the end; see Parameters::after_s
        double least_bps{NOT_MEASURED}; //!< the least over a window, in the move and the dip
        double started_s{NOT_MEASURED}; //!< it begins; NOT_MEASURED if there is none
        double recovered_s{NOT_MEASURED}; //!< it ends; NOT_MEASURED if it did not
        /// From its begin to its end; 0: there was none; NOT_MEASURED if it did not end.
        double recovery_s{NOT_MEASURED};
    };

    /// @param start when the flow starts, in seconds
    explicit ThroughputMeter(double start);
    /// @param start when the flow starts, in seconds @param parameters how to look at it
    ThroughputMeter(double start, const Parameters& parameters);

    /// @param time when data came @param bytes how much. In order of time.
    void Add(Time time, uint32_t bytes);

    /// @param other what another application gets is added to this
    void Merge(const ThroughputMeter& other);

    /// @return bytes received in all
    uint64_t GetBytes() const;
    /// @param from_s begin @param to_s end @return mean goodput between, bit/s
    double GetMean(double from_s, double to_s) const;
    /// @return when data first came after a time, in seconds; NOT_MEASURED if it did not
    /// @param time_s seconds
    double FindFirstAfter(double time_s) const;
    /// @param end_s the last part ends at it or later @return what came over time
    FlowReport::Throughput Report(double end_s) const;

    /**
     * @brief Find what a move did to the flow.
     * @param move the move
     * @param end_s the flow is not looked at from then on: its end, or another move
     * @return what is known; all NOT_MEASURED if the flow had less than a window before the move
     */
    Dip FindDip(const MoveWindow& move, double end_s) const;

  private:
    /// Data that came.
    struct Arrival
    {
        double time_s;  //!< when
        uint64_t bytes; //!< received until then, this included
    };

    /// A moment at which goodput over the window changes.
    struct Moment
    {
        double time_s; //!< when
        double bytes;  //!< in the window that ends then
    };

    /// @param time_s a time @return bytes received until then
    uint64_t CountUntil(double time_s) const;
    /// @param end_s a time @return mean goodput between the last arrivals until Parameters::after_s
    /// before that and until that, bit/s
    double FindMeanAfter(double end_s) const;
    /// @param from_s begin @param to_s end @return moments between, in order
    std::vector<Moment> FindMoments(double from_s, double to_s) const;
    /// @param fall_s goodput has fallen @param rate mean before, in bytes a second
    /// @return when that was caused
    double FindBegin(double fall_s, double rate) const;

    double m_start;                  //!< of the flow
    Parameters m_parameters;         //!< how to look at it
    std::vector<Arrival> m_arrivals; //!< in order of time
};

} // namespace ns3

#endif /* THROUGHPUT_METER_H */
