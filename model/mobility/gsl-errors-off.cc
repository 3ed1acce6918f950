/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "gsl-errors-off.h"

#include <gsl/gsl_errno.h>

namespace ns3
{

/// GSL's handler of errors.
struct GslErrorsOff::Handler
{
    gsl_error_handler_t* function; //!< null: GSL's own
};

GslErrorsOff::GslErrorsOff()
    : m_before(std::make_unique<Handler>(Handler{gsl_set_error_handler_off()}))
{
}

GslErrorsOff::~GslErrorsOff()
{
    gsl_set_error_handler(m_before->function);
}

} // namespace ns3
