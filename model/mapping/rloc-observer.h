/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef RLOC_OBSERVER_H
#define RLOC_OBSERVER_H

#include "rloc-down-cause.h"

#include <cstdint>

namespace ns3
{

/**
 * @brief Hears of the locators of a RlocTable: of new and forgotten ones, and of those that go down
 * and come up. It may change their state, but neither acquire nor release any.
 */
class RlocObserver
{
  public:
    virtual ~RlocObserver() = default;

    /// @param id a locator that is known from now on
    virtual void RlocAdded(uint32_t id);
    /// @param id a locator that is forgotten after this
    virtual void RlocForgotten(uint32_t id);
    /// @param id a locator @param cause what holds, or holds no longer @param up which of these
    virtual void RlocChanged(uint32_t id, RlocDownCause cause, bool up);
};

inline void
RlocObserver::RlocAdded(uint32_t /* id */)
{
}

inline void
RlocObserver::RlocForgotten(uint32_t /* id */)
{
}

inline void
RlocObserver::RlocChanged(uint32_t /* id */, RlocDownCause /* cause */, bool /* up */)
{
}

} // namespace ns3

#endif /* RLOC_OBSERVER_H */
