/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "bracketed-root.h"

#include "gsl-errors-off.h"

#include <gsl/gsl_errno.h>
#include <gsl/gsl_roots.h>
#include <memory>
#include <sstream>
#include <stdexcept>

namespace ns3
{

namespace
{

/// The method halves the interval at worst: a double's 64 bits are found in fewer steps.
constexpr int MOST_STEPS = 200;

/// @param x a point @param data the function @return its value there
double
Evaluate(double x, void* data)
{
    return (*static_cast<const std::function<double(double)>*>(data))(x);
}

} // namespace

double
FindBracketedRoot(const std::function<double(double)>& function,
                  double low,
                  double high,
                  double precision)
{
    const GslErrorsOff errorsOff;
    std::function<double(double)> copy = function;
    gsl_function called{&Evaluate, &copy};
    const std::unique_ptr<gsl_root_fsolver, decltype(&gsl_root_fsolver_free)> solver(
        gsl_root_fsolver_alloc(gsl_root_fsolver_brent),
        &gsl_root_fsolver_free);
    int status = gsl_root_fsolver_set(solver.get(), &called, low, high);
    for (int i = 0; status == GSL_SUCCESS && i < MOST_STEPS; ++i)
    {
        status = gsl_root_fsolver_iterate(solver.get());
        if (gsl_root_test_interval(gsl_root_fsolver_x_lower(solver.get()),
                                   gsl_root_fsolver_x_upper(solver.get()),
                                   0,
                                   precision) == GSL_SUCCESS)
        {
            break;
        }
    }
    if (status != GSL_SUCCESS)
    {
        std::ostringstream text;
        text << "no root between " << low << " and " << high << " (" << gsl_strerror(status)
             << "); accepted are functions of different signs there";
        throw std::invalid_argument(text.str());
    }
    return gsl_root_fsolver_root(solver.get());
}

} // namespace ns3
