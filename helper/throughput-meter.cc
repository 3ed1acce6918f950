/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "throughput-meter.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace ns3
{

namespace
{

/// Times are exact to the nanosecond, in seconds: what differs by less is the same time.
constexpr double EXACT = 1e-9;

} // namespace

ThroughputMeter::ThroughputMeter(double start)
    : ThroughputMeter(start, Parameters())
{
}

ThroughputMeter::ThroughputMeter(double start, const Parameters& parameters)
    : m_start(start),
      m_parameters(parameters)
{
}

void
ThroughputMeter::Add(Time time, uint32_t bytes)
{
    m_arrivals.push_back({time.GetSeconds(), GetBytes() + bytes});
}

void
ThroughputMeter::Merge(const ThroughputMeter& other)
{
    std::vector<Arrival> all;
    uint64_t sum = 0;
    uint64_t last[2] = {0, 0};
    const std::vector<Arrival>* from[2] = {&m_arrivals, &other.m_arrivals};
    for (std::size_t next[2] = {0, 0}; next[0] < from[0]->size() || next[1] < from[1]->size();)
    {
        const bool isOther =
            next[0] == from[0]->size() ||
            (next[1] < from[1]->size() && (*from[1])[next[1]].time_s < (*from[0])[next[0]].time_s);
        const std::size_t which = isOther ? 1 : 0;
        const auto& arrival = (*from[which])[next[which]++];
        sum += arrival.bytes - last[which];
        last[which] = arrival.bytes;
        all.push_back({arrival.time_s, sum});
    }
    m_arrivals = std::move(all);
    m_start = std::min(m_start, other.m_start);
}

double
ThroughputMeter::GetMean(double from_s, double to_s) const
{
    return to_s > from_s
               ? static_cast<double>(CountUntil(to_s) - CountUntil(from_s)) * 8 / (to_s - from_s)
               : NOT_MEASURED;
}

uint64_t
ThroughputMeter::GetBytes() const
{
    return m_arrivals.empty() ? 0 : m_arrivals.back().bytes;
}

double
ThroughputMeter::FindFirstAfter(double time_s) const
{
    const auto after = std::find_if(m_arrivals.begin(), m_arrivals.end(), [time_s](const auto& a) {
        return a.time_s > time_s;
    });
    return after == m_arrivals.end() ? NOT_MEASURED : after->time_s;
}

double
ThroughputMeter::FindMeanAfter(double end_s) const
{
    const auto find = [this](double time_s) {
        double last = NOT_MEASURED;
        for (const auto& arrival : m_arrivals)
        {
            if (arrival.time_s > time_s)
            {
                break;
            }
            last = arrival.time_s;
        }
        return last;
    };
    const double from = find(end_s - m_parameters.after_s);
    const double to = find(end_s);
    // Nothing came in all that time.
    return to == from ? 0 : GetMean(from, to);
}

uint64_t
ThroughputMeter::CountUntil(double time_s) const
{
    const auto after = std::upper_bound(m_arrivals.begin(),
                                        m_arrivals.end(),
                                        time_s,
                                        [](double time, const auto& a) { return time < a.time_s; });
    return after == m_arrivals.begin() ? 0 : std::prev(after)->bytes;
}

FlowReport::Throughput
ThroughputMeter::Report(double end_s) const
{
    FlowReport::Throughput report;
    report.start_s = m_start;
    report.bin_s = m_parameters.bin_s;
    const double last = std::max(end_s, m_arrivals.empty() ? 0 : m_arrivals.back().time_s);
    const double slack = EXACT / 2 / report.bin_s;
    // A part too many would be empty.
    const double bins = std::ceil((last - m_start) / report.bin_s - slack);
    report.bytes.resize(static_cast<std::size_t>(std::max(bins, 0.0)));
    uint64_t before = 0;
    for (const auto& arrival : m_arrivals)
    {
        const double bin = std::floor((arrival.time_s - m_start) / report.bin_s + slack);
        const double most = static_cast<double>(report.bytes.size()) - 1;
        report.bytes[static_cast<std::size_t>(std::clamp(bin, 0.0, most))] +=
            arrival.bytes - before;
        before = arrival.bytes;
    }
    return report;
}

std::vector<ThroughputMeter::Moment>
ThroughputMeter::FindMoments(double from_s, double to_s) const
{
    std::vector<double> times = {from_s};
    for (const auto& arrival : m_arrivals)
    {
        for (const double time : {arrival.time_s, arrival.time_s + m_parameters.window_s})
        {
            if (time > from_s && time < to_s)
            {
                times.push_back(time);
            }
        }
    }
    std::sort(times.begin(), times.end());
    std::vector<Moment> moments;
    for (std::size_t i = 0; i < times.size(); i++)
    {
        // What comes and what leaves at the same time do so together.
        if (i + 1 < times.size() && times[i + 1] - times[i] < EXACT / 2)
        {
            continue;
        }
        const double time = times[i];
        const uint64_t before = CountUntil(time - m_parameters.window_s + EXACT / 2);
        moments.push_back({time, static_cast<double>(CountUntil(time) - before)});
    }
    return moments;
}

double
ThroughputMeter::FindBegin(double fall_s, double rate) const
{
    const double from = fall_s - m_parameters.window_s;
    double most = -INFINITY;
    uint64_t largest = 0;
    const auto walk = [&](auto visit) {
        uint64_t before = CountUntil(from);
        for (const auto& arrival : m_arrivals)
        {
            if (arrival.time_s > from && arrival.time_s <= fall_s)
            {
                visit(arrival.time_s,
                      static_cast<double>(arrival.bytes) - rate * arrival.time_s,
                      arrival.bytes - before);
                before = arrival.bytes;
            }
        }
    };
    walk([&](double /* time */, double ahead, uint64_t bytes) {
        most = std::max(most, ahead);
        largest = std::max(largest, bytes);
    });
    double begin = from;
    walk([&](double time, double ahead, uint64_t /* bytes */) {
        begin = ahead >= most - largest / 2.0 ? time : begin;
    });
    return begin;
}

ThroughputMeter::Dip
ThroughputMeter::FindDip(const MoveWindow& move, double end_s) const
{
    Dip dip;
    const double from = std::max(m_start, move.started_s - m_parameters.before_s);
    const double length = move.started_s - from;
    if (!(length >= m_parameters.window_s))
    {
        return dip;
    }
    const double rate = GetMean(from, move.started_s) / 8;
    const double share = m_parameters.window_s * m_parameters.share;
    const double enough = rate * share;
    double enoughAfter = enough;
    dip.before_bps = rate * 8;
    dip.during_bps = GetMean(move.started_s, std::fmin(move.resumed_s, move.settled_s));
    if (m_parameters.after_s > 0)
    {
        dip.after_bps = FindMeanAfter(end_s);
        enoughAfter = std::min(enough, dip.after_bps / 8 * share);
    }
    dip.recovery_s = 0;
    double least = INFINITY;
    bool isLow = false;
    for (const auto& moment : FindMoments(move.started_s, end_s))
    {
        if (!isLow && moment.time_s > move.settled_s)
        {
            break;
        }
        least = std::min(least, moment.bytes);
        if (!isLow && moment.bytes < enough)
        {
            isLow = true;
            if (std::isnan(dip.started_s))
            {
                dip.started_s = std::max(FindBegin(moment.time_s, rate), move.started_s);
            }
        }
        else if (isLow && moment.bytes >= (moment.time_s > move.settled_s ? enoughAfter : enough))
        {
            isLow = false;
            dip.recovered_s = moment.time_s;
        }
    }
    dip.least_bps = least / m_parameters.window_s * 8;
    if (!std::isnan(dip.started_s))
    {
        dip.recovered_s = isLow ? NOT_MEASURED : dip.recovered_s;
        dip.recovery_s = dip.recovered_s - dip.started_s;
    }
    return dip;
}

} // namespace ns3
