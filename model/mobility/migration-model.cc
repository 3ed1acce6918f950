/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "migration-model.h"

#include "guest-memory.h"
#include "migration-model-terms.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <stdexcept>

namespace ns3
{

namespace
{

constexpr uint32_t MOST_ROUNDS = 10000; //!< are followed
constexpr double LEAST_PAGES = 0.5;     //!< less than this is no page
/// Rounds that differ by less than this many pages do not become smaller any more.
constexpr double SAME_PAGES = 1e-6;

/**
 * @param input what is known @param terms of it
 * @param latest the latest round @param left pages written during it
 * @param next_bps rate for them, if adaptive
 * @param rounds how many are over @param sent pages, in all of them
 * @return the rule that now holds, if one does
 */
MigrationStopRule
FindRule(const MigrationModelInput& input,
         const MigrationModelTerms& terms,
         const MigrationModelRound& latest,
         double left,
         double next_bps,
         std::size_t rounds,
         double sent)
{
    if (left <= std::max(input.stopPages, LEAST_PAGES))
    {
        return MigrationStopRule::PAGES;
    }
    if (input.downtimeLimit_s > 0 &&
        terms.GetDowntime(left, latest.bytes * 8 / latest.seconds) <= input.downtimeLimit_s)
    {
        return MigrationStopRule::DOWNTIME;
    }
    if (input.maxRounds > 0 && rounds >= input.maxRounds)
    {
        return MigrationStopRule::ROUNDS;
    }
    if (input.maxSent > 0 && sent > input.maxSent * terms.GetPages())
    {
        return MigrationStopRule::SENT;
    }
    return input.isAdaptive && input.stopsAtRate && next_bps > input.rate_bps
               ? MigrationStopRule::RATE
               : MigrationStopRule::NONE;
}

/**
 * @brief Copy for the last time, in the pause, and add everything up.
 * @param prediction of which the other rounds are known @param pages that are left
 * @param prelude_s from the request until the first page can go
 * @param tcp has carried those rounds @param terms of it @param input what is known
 */
void
AddUp(MigrationPrediction& prediction,
      double pages,
      double prelude_s,
      MigrationModelTcp& tcp,
      const MigrationModelTerms& terms,
      const MigrationModelInput& input)
{
    prediction.connect_s = terms.GetTrips(input.connectTrips);
    prediction.total_s = std::accumulate(
        prediction.rounds.begin(),
        prediction.rounds.end(),
        prelude_s,
        [](double sum, const MigrationModelRound& round) { return sum + round.seconds; });
    tcp.Wait(input.pauseTime_s);
    // At the highest rate, adaptive or not.
    prediction.rounds.push_back(terms.MakeRound(pages, input.rate_bps, tcp));
    prediction.downtime_s = terms.GetStandstill() + prediction.rounds.back().seconds +
                            tcp.Send(input.deviceState, input.rate_bps);
    prediction.total_s += prediction.downtime_s + terms.GetTrips(input.releaseTrips);
    prediction.bytes = input.storage + input.deviceState;
    for (const auto& round : prediction.rounds)
    {
        prediction.bytes += round.bytes;
    }
}

/**
 * @brief Copy all in one go.
 * @param input what is known @param pages that are carried
 * @return what is to be expected
 */
MigrationPrediction
PredictOneCopy(const MigrationModelInput& input, double pages)
{
    const MigrationModelTerms terms(input);
    MigrationModelTcp tcp = terms.Connect();
    const double prelude =
        terms.GetTrips(input.connectTrips + input.acceptTrips) + terms.SendStorage(tcp);
    MigrationPrediction prediction;
    AddUp(prediction, pages, prelude, tcp, terms, input);
    return prediction;
}

} // namespace

MigrationPrediction
PredictPreCopy(const MigrationModelInput& input)
{
    const MigrationModelTerms terms(input);
    MigrationModelTcp tcp = terms.Connect();
    const double prelude =
        terms.GetTrips(input.connectTrips + input.acceptTrips) + terms.SendStorage(tcp);
    MigrationPrediction prediction;
    double rate = input.isAdaptive ? std::min(input.minRate_bps, input.rate_bps) : input.rate_bps;
    double left = terms.GetPages();
    double sent = 0;
    while (prediction.stoppedBy == MigrationStopRule::NONE)
    {
        const MigrationModelRound round = terms.MakeRound(left, rate, tcp);
        prediction.rounds.push_back(round);
        sent += left;
        left = terms.GetWritten(round.seconds);
        // What was written during a round, by the time it took.
        const double next =
            left * terms.GetPageBytes() * 8 / round.seconds + input.rateIncrement_bps;
        prediction.stoppedBy =
            FindRule(input, terms, round, left, next, prediction.rounds.size(), sent);
        if (input.isAdaptive)
        {
            rate = std::clamp(next, std::min(input.minRate_bps, input.rate_bps), input.rate_bps);
        }
        const bool isSame = std::abs(round.pages - left) < SAME_PAGES && rate == round.rate_bps;
        if (prediction.stoppedBy == MigrationStopRule::NONE &&
            ((isSame && input.maxRounds == 0 && input.maxSent == 0) ||
             prediction.rounds.size() == MOST_ROUNDS))
        {
            prediction.isEndless = true;
            break;
        }
    }
    AddUp(prediction, left, prelude, tcp, terms, input);
    return prediction;
}

MigrationPrediction
PredictStopAndCopy(const MigrationModelInput& input)
{
    return PredictOneCopy(input, MigrationModelTerms(input).GetPages());
}

MigrationPrediction
PredictCold(const MigrationModelInput& input)
{
    MigrationModelInput carried = input;
    carried.deviceState = input.isHibernated ? input.deviceState : 0;
    const MigrationModelTerms terms(carried);
    MigrationPrediction prediction =
        PredictOneCopy(carried, input.isHibernated ? terms.GetPages() : 0);
    const auto bits = input.isHibernated ? static_cast<double>(input.memory) * 8 : 0;
    // The machine is switched off once the target expects it, and its disk carried then.
    const double off = input.shutdownTime_s + bits / input.saveRate_bps +
                       bits / input.restoreRate_bps + input.bootTime_s;
    MigrationModelTcp tcp = terms.Connect();
    prediction.downtime_s += off + terms.SendStorage(tcp);
    prediction.total_s += off;
    return prediction;
}

MigrationModelInput
MakeModelInput(const GuestMemory& memory)
{
    MigrationModelInput input;
    input.memory = memory.GetSize();
    input.pageSize = memory.GetPageSize();
    if (const Ptr<WritePattern> pattern = memory.GetPattern())
    {
        input.expectedPages = [pattern](double seconds) { return pattern->ExpectedPages(seconds); };
    }
    return input;
}

double
TcpPayloadRate(double link_bps, uint32_t mtu, uint32_t headers, uint32_t framing)
{
    if (mtu <= headers)
    {
        throw std::invalid_argument("an MTU of " + std::to_string(mtu) +
                                    " bytes; accepted are more than the " +
                                    std::to_string(headers) + " of the headers");
    }
    return link_bps * (mtu - headers) / (mtu + framing);
}

const char*
ToString(MigrationStopRule rule)
{
    switch (rule)
    {
    case MigrationStopRule::PAGES:
        return "pages";
    case MigrationStopRule::DOWNTIME:
        return "downtime";
    case MigrationStopRule::ROUNDS:
        return "rounds";
    case MigrationStopRule::SENT:
        return "sent";
    case MigrationStopRule::RATE:
        return "rate";
    case MigrationStopRule::NONE:
        break;
    }
    return "none";
}

std::ostream&
operator<<(std::ostream& os, MigrationStopRule rule)
{
    return os << ToString(rule);
}

} // namespace ns3
