/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "migration-model-tcp.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace ns3
{

MigrationModelTcp::MigrationModelTcp(const MigrationTcpInput& tcp, double roundTrip_s)
    : m_tcp(tcp),
      m_roundTrip(roundTrip_s),
      m_tripEnd(roundTrip_s)
{
    SetWindow(tcp.segment > 0 ? tcp.segment * tcp.initialWindow
                              : std::numeric_limits<double>::infinity());
}

void
MigrationModelTcp::SetWindow(double window)
{
    m_window = m_tcp.window > 0 ? std::min(window, m_tcp.window) : window;
}

std::vector<MigrationModelTcp::Stretch>
MigrationModelTcp::Split(double octets, double rate_bps)
{
    const double rate = LimitByWindow(rate_bps, m_tcp, m_roundTrip) / 8;
    // A little less, so that a window of just as much is not taken for a smaller one.
    const double full = rate * m_roundTrip * (1 - 1e-9);
    std::vector<Stretch> stretches;
    while (octets > 0 && m_window < full)
    {
        const double part = std::clamp(m_acknowledged + m_window - m_sent, 0.0, octets);
        const double begin = m_now;
        octets -= part;
        m_sent += part;
        m_now += part / rate;
        if (octets > 0)
        {
            NextTrip();
        }
        stretches.push_back({part, m_now - begin});
    }
    if (octets > 0)
    {
        stretches.push_back({octets, octets / rate});
        m_now += octets / rate;
        m_sent += octets;
        m_acknowledged = m_sent; // as they come, others go
        m_tripEnd = m_now + m_roundTrip;
        SetWindow(std::max(m_window, std::min(2 * full, m_window + octets)));
    }
    return stretches;
}

double
MigrationModelTcp::Send(double octets, double rate_bps)
{
    const auto stretches = Split(octets, rate_bps);
    return std::accumulate(stretches.begin(),
                           stretches.end(),
                           0.0,
                           [](double sum, const Stretch& part) { return sum + part.seconds; });
}

void
MigrationModelTcp::Wait(double seconds)
{
    m_now += seconds;
    if (m_now >= m_tripEnd)
    {
        SetWindow(m_window + m_sent - m_acknowledged);
        m_acknowledged = m_sent;
        m_tripEnd = m_now + m_roundTrip;
    }
}

void
MigrationModelTcp::NextTrip()
{
    m_now = std::max(m_now, m_tripEnd);
    m_tripEnd = m_now + m_roundTrip;
    const double together = m_tcp.segment * m_tcp.ackEvery;
    double acknowledged = std::floor(m_sent / together * (1 + 1e-9)) * together;
    // What does not fill one acknowledgement is answered after a while (RFC 9293 section 3.8.6.3).
    acknowledged = acknowledged > m_acknowledged ? acknowledged : m_sent;
    SetWindow(m_window + acknowledged - m_acknowledged);
    m_acknowledged = acknowledged;
}

double
LimitByWindow(double rate_bps, const MigrationTcpInput& tcp, double roundTrip_s)
{
    return tcp.window > 0 && roundTrip_s > 0 ? std::min(rate_bps, tcp.window * 8 / roundTrip_s)
                                             : rate_bps;
}

} // namespace ns3
