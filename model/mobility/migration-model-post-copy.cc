/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * @brief Post-copy in closed form, as far as it has one.
 */

#include "bracketed-root.h"
#include "gsl-errors-off.h"
#include "migration-model-terms.h"
#include "migration-model.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <gsl/gsl_deriv.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_odeiv2.h>
#include <memory>
#include <stdexcept>
#include <vector>

namespace ns3
{

namespace
{

constexpr double INTEGRATION_PRECISION = 1e-6; //!< of the integration, relative
/// Slopes are those over this share of the time that the whole memory takes.
constexpr double SLOPE_SHARE = 1e-6;

/// How the push goes.
struct Push
{
    const MigrationModelTerms& terms; //!< of the migration
    double pages;                     //!< of the memory
    double perSecond;                 //!< pages sent in a second
    double stall;                     //!< seconds for a fault
    double step;                      //!< seconds over which slopes are taken
};

/// What is integrated.
enum Variable
{
    GUEST,  //!< the guest's time since it went on
    FAULTS, //!< pages that it waited for
    VARIABLES
};

/// @param time the guest's @param data the push @return pages written by then
double
GetWritten(double time, void* data)
{
    return static_cast<const Push*>(data)->terms.GetWritten(time);
}

/**
 * @brief The differential equations.
 *
 * The independent variable is the share s of the memory that the push has passed. The guest's time
 * is g, E(g) pages have been written by then, all of them present, for the rest it has to wait: in
 * dg it meets E'(g) dg new pages, of which 1 - s are not there. Each of these faults stalls it for
 * S and takes one page's time of the link. The push passes N ds pages, but sends only those of
 * which the guest has not asked: (N - E) ds = r dt - dF, with dt = dg + S dF.
 *
 * @param passed s @param values g, F @param slopes [out] by s @param data the push
 * @return success
 */
int
GetSlopes(double passed, const double* values, double* slopes, void* data)
{
    const Push& push = *static_cast<const Push*>(data);
    gsl_function written{&GetWritten, data};
    double meets = 0;
    double error = 0;
    gsl_deriv_forward(&written, std::max(values[GUEST], 0.0), push.step, &meets, &error);
    const double faults = std::max(meets, 0.0) * std::max(1 - passed, 0.0);
    const double left = push.pages - push.terms.GetWritten(values[GUEST]);
    slopes[GUEST] = left / (push.perSecond + faults * (push.stall * push.perSecond - 1));
    slopes[FAULTS] = faults * slopes[GUEST];
    return GSL_SUCCESS;
}

/**
 * @param push how it goes, but for how fast
 * @param stretches the push, in parts of which each goes at a rate of its own
 * @return pages that the guest waits for until all are there
 */
double
IntegrateFaults(Push& push, const std::vector<MigrationModelTcp::Stretch>& stretches)
{
    const GslErrorsOff errorsOff;
    double octets = 0;
    double seconds = 0;
    for (const auto& stretch : stretches)
    {
        octets += stretch.octets;
        seconds += stretch.seconds;
    }
    gsl_odeiv2_system system{&GetSlopes, nullptr, VARIABLES, &push};
    std::array<double, VARIABLES> values{};
    double passed = 0;
    double sent = 0;
    for (const auto& stretch : stretches)
    {
        sent += stretch.octets;
        const double share = std::min(sent / octets, 1.0);
        if (share <= passed)
        {
            continue;
        }
        push.perSecond = push.pages * stretch.octets / octets / stretch.seconds;
        const std::unique_ptr<gsl_odeiv2_driver, decltype(&gsl_odeiv2_driver_free)> driver(
            gsl_odeiv2_driver_alloc_y_new(&system,
                                          gsl_odeiv2_step_rkf45,
                                          std::min(1e-3, share - passed),
                                          INTEGRATION_PRECISION * std::min(seconds, 1.0),
                                          INTEGRATION_PRECISION),
            &gsl_odeiv2_driver_free);
        if (gsl_odeiv2_driver_apply(driver.get(), &passed, share, values.data()) != GSL_SUCCESS)
        {
            throw std::invalid_argument("a migration whose faults cannot be foreseen: accepted are "
                                        "expected numbers of pages that grow with time");
        }
    }
    return values[FAULTS];
}

/**
 * @param terms of a migration without pushing @param stall seconds for a fault
 * @param horizon seconds from when the guest goes on
 * @return pages that it has waited for by then
 */
double
FindFaults(const MigrationModelTerms& terms, double stall, double horizon)
{
    if (horizon <= 0 || terms.GetWritten(horizon) == 0)
    {
        return 0;
    }
    // The guest's time and that of its faults make the real one.
    return terms.GetWritten(FindBracketedRoot(
        [&](double time) { return time + stall * terms.GetWritten(time) - horizon; },
        0,
        horizon,
        INTEGRATION_PRECISION));
}

} // namespace

MigrationPrediction
PredictPostCopy(const MigrationModelInput& input, bool isPushing, double horizon_s)
{
    const MigrationModelTerms terms(input);
    MigrationModelTcp tcp = terms.Connect();
    MigrationPrediction prediction;
    prediction.connect_s = terms.GetTrips(input.connectTrips);
    const double prelude =
        terms.GetTrips(input.connectTrips + input.acceptTrips) + terms.SendStorage(tcp);
    tcp.Wait(input.pauseTime_s);
    prediction.downtime_s = terms.GetStandstill() + tcp.Send(input.deviceState, input.rate_bps);
    const double pageTime = terms.GetTime(terms.GetPageBytes());
    const double stall = input.roundTrip_s + pageTime;
    MigrationModelRound round{terms.GetPages(), 0, 0, input.rate_bps};
    if (isPushing)
    {
        round.bytes = round.pages * terms.GetPageBytes();
        const auto stretches = tcp.Split(round.bytes, input.rate_bps);
        for (const auto& stretch : stretches)
        {
            round.seconds += stretch.seconds;
        }
        Push push{terms, round.pages, 0, stall, SLOPE_SHARE * round.pages * pageTime};
        prediction.faults = IntegrateFaults(push, stretches);
        // The guest goes on, which takes its time, while pages come.
        prediction.total_s = prelude +
                             std::max(prediction.downtime_s,
                                      prediction.downtime_s - input.resumeTime_s + round.seconds) +
                             terms.GetTrips(input.releaseTrips);
    }
    else
    {
        if (!std::isfinite(horizon_s) || horizon_s < 0)
        {
            throw std::invalid_argument("post-copy without pushing ends with no page in "
                                        "particular: accepted are horizons from 0 s");
        }
        prediction.faults = FindFaults(terms, stall, horizon_s - prediction.downtime_s);
        round = terms.MakeRound(prediction.faults, input.rate_bps, tcp);
        prediction.total_s = prelude + std::max(horizon_s, prediction.downtime_s);
    }
    prediction.stalled_s = prediction.faults * stall;
    prediction.rounds.push_back(round);
    prediction.bytes = input.storage + input.deviceState + round.bytes;
    return prediction;
}

} // namespace ns3
