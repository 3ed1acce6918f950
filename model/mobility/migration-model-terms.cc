/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "migration-model-terms.h"

#include "guest-memory.h"

#include <algorithm>
#include <cmath>
#include <sstream>
#include <stdexcept>

namespace ns3
{

namespace
{

/// @param name of a value @param value the value @param isFromZero or above @throws
/// std::invalid_argument if it is anything else than a finite number from, or above, zero
void
CheckNumber(const char* name, double value, bool isFromZero)
{
    if (!std::isfinite(value) || value < 0 || (value == 0 && !isFromZero))
    {
        std::ostringstream text;
        text << "a migration with " << name << " " << value << "; accepted are numbers "
             << (isFromZero ? "from" : "above") << " 0";
        throw std::invalid_argument(text.str());
    }
}

} // namespace

MigrationModelTerms::MigrationModelTerms(const MigrationModelInput& input)
    : m_input(input)
{
    GuestMemory::Check(input.memory, input.pageSize);
    for (const auto& [name, value] : {std::pair<const char*, double>("rate", input.rate_bps),
                                      {"pages in a message", input.pagesPerMessage},
                                      {"TCP's first window", input.tcp.initialWindow},
                                      {"segments to an acknowledgement", input.tcp.ackEvery},
                                      {"lowest rate", input.minRate_bps},
                                      {"rate of saving", input.saveRate_bps},
                                      {"rate of restoring", input.restoreRate_bps}})
    {
        CheckNumber(name, value, false);
    }
    for (const auto& [name, value] :
         {std::pair<const char*, double>("state of devices", input.deviceState),
          {"storage", input.storage},
          {"round-trip time", input.roundTrip_s},
          {"round trips to connect", input.connectTrips},
          {"round trips to be accepted", input.acceptTrips},
          {"round trips at the handover", input.handoverTrips},
          {"round trips to be released", input.releaseTrips},
          {"TCP segment", input.tcp.segment},
          {"TCP window", input.tcp.window},
          {"rate of the storage", input.storageRate_bps},
          {"page header", input.pageHeader},
          {"message header", input.messageHeader},
          {"pause time", input.pauseTime_s},
          {"resume time", input.resumeTime_s},
          {"pages left", input.stopPages},
          {"downtime limit", input.downtimeLimit_s},
          {"limit of what is sent", input.maxSent},
          {"increment of the rate", input.rateIncrement_bps},
          {"shutdown time", input.shutdownTime_s},
          {"boot time", input.bootTime_s}})
    {
        CheckNumber(name, value, true);
    }
}

double
MigrationModelTerms::GetPages() const
{
    return static_cast<double>(m_input.memory) / m_input.pageSize;
}

double
MigrationModelTerms::GetPageBytes() const
{
    return m_input.pageSize + m_input.pageHeader + m_input.messageHeader / m_input.pagesPerMessage;
}

double
MigrationModelTerms::GetTime(double bytes) const
{
    return bytes * 8 / LimitByWindow(m_input.rate_bps, m_input.tcp, m_input.roundTrip_s);
}

double
MigrationModelTerms::GetWritten(double seconds) const
{
    if (!m_input.expectedPages || seconds <= 0)
    {
        return 0;
    }
    const double written = m_input.expectedPages(seconds);
    // Nor is what is no number more than nothing.
    return written > 0 ? std::min(written, GetPages()) : 0;
}

MigrationModelTcp
MigrationModelTerms::Connect() const
{
    return MigrationModelTcp(m_input.tcp, m_input.roundTrip_s);
}

MigrationModelRound
MigrationModelTerms::MakeRound(double pages, double rate_bps, MigrationModelTcp& tcp) const
{
    const double bytes = pages * GetPageBytes();
    return {pages, bytes, tcp.Send(bytes, rate_bps), rate_bps};
}

double
MigrationModelTerms::SendStorage(MigrationModelTcp& tcp) const
{
    const double limit = m_input.storageRate_bps;
    return tcp.Send(m_input.storage,
                    limit > 0 ? std::min(limit, m_input.rate_bps) : m_input.rate_bps);
}

double
MigrationModelTerms::GetDowntime(double pages, double rate_bps) const
{
    return GetStandstill() + (pages * GetPageBytes() + m_input.deviceState) * 8 /
                                 LimitByWindow(rate_bps, m_input.tcp, m_input.roundTrip_s);
}

double
MigrationModelTerms::GetStandstill() const
{
    return m_input.pauseTime_s + GetTrips(m_input.handoverTrips) + m_input.resumeTime_s;
}

double
MigrationModelTerms::GetTrips(double trips) const
{
    return trips * m_input.roundTrip_s;
}

} // namespace ns3
