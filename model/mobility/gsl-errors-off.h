/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef GSL_ERRORS_OFF_H
#define GSL_ERRORS_OFF_H

#include <memory>

namespace ns3
{

/**
 * @brief While one exists, GSL's functions return their errors: else they end the process.
 */
class GslErrorsOff
{
  public:
    GslErrorsOff();
    ~GslErrorsOff();
    GslErrorsOff(const GslErrorsOff&) = delete;
    GslErrorsOff& operator=(const GslErrorsOff&) = delete;

  private:
    /// GSL's handler of errors, of a type that only GSL's headers know.
    struct Handler;

    std::unique_ptr<Handler> m_before; //!< the handler until then
};

} // namespace ns3

#endif /* GSL_ERRORS_OFF_H */
