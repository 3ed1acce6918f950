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

namespace ns3
{

namespace
{

constexpr double PRECISION = 1e-6; //!< of the integration, relative
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

/// @param push how it goes @return pages that the guest waits for until all are there
double
IntegrateFaults(Push& push)
{
    const GslErrorsOff errorsOff;
    gsl_odeiv2_system system{&GetSlopes, nullptr, VARIABLES, &push};
    const double time = push.pages / push.perSecond;
    const std::unique_ptr<gsl_odeiv2_driver, decltype(&gsl_odeiv2_driver_free)> driver(
        gsl_odeiv2_driver_alloc_y_new(&system,
                                      gsl_odeiv2_step_rkf45,
                                      1e-3,
                                      PRECISION * std::min(time, 1.0),
                                      PRECISION),
        &gsl_odeiv2_driver_free);
    std::array<double, VARIABLES> values{};
    double passed = 0;
    if (gsl_odeiv2_driver_apply(driver.get(), &passed, 1, values.data()) != GSL_SUCCESS)
    {
        throw std::invalid_argument("a migration whose faults cannot be foreseen: accepted are "
                                    "expected numbers of pages that grow with time");
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
        PRECISION));
}

} // namespace

MigrationPrediction
PredictPostCopy(const MigrationModelInput& input, bool isPushing, double horizon_s)
{
    const MigrationModelTerms terms(input);
    MigrationPrediction prediction;
    prediction.downtime_s = terms.GetDowntime(0, input.rate_bps);
    const double pageTime = terms.GetTime(terms.GetPageBytes());
    const double stall = input.roundTrip_s + pageTime;
    double sent = terms.GetPages();
    if (isPushing)
    {
        Push push{terms,
                  terms.GetPages(),
                  1 / pageTime,
                  stall,
                  SLOPE_SHARE * terms.GetPages() * pageTime};
        prediction.faults = IntegrateFaults(push);
        prediction.total_s =
            terms.GetPrelude() + prediction.downtime_s + terms.GetTime(sent * terms.GetPageBytes());
    }
    else
    {
        if (!std::isfinite(horizon_s) || horizon_s < 0)
        {
            throw std::invalid_argument("post-copy without pushing ends with no page in "
                                        "particular: accepted are horizons from 0 s");
        }
        prediction.faults = FindFaults(terms, stall, horizon_s - prediction.downtime_s);
        sent = prediction.faults;
        prediction.total_s = terms.GetPrelude() + std::max(horizon_s, prediction.downtime_s);
    }
    prediction.stalled_s = prediction.faults * stall;
    prediction.rounds.push_back(terms.MakeRound(sent, input.rate_bps));
    prediction.bytes = input.storage + input.deviceState + prediction.rounds.back().bytes;
    return prediction;
}

} // namespace ns3
