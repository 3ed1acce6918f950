/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef LAN_EXTENSION_TIMERS_H
#define LAN_EXTENSION_TIMERS_H

#include "ns3/nstime.h"

#include <string>

/**
 * @file
 * @brief The timers that the suites of failing LAN extensions reckon with.
 */

namespace ns3
{

const Time SETTLED = Seconds(15);   //!< the elections of the start are over
const Time FAILS = Seconds(20);     //!< not while a frame of the tests is on a cable in a rack
const Time WAY = MilliSeconds(5);   //!< from one data centre to another
const Time SLACK = MilliSeconds(1); //!< for way and news inside a data centre, which take some us

// Timers, as their attributes have them.
const Time HELLO = Seconds(3);              //!< SiteElection and OtvIsis
const Time HOLD = 3 * HELLO;                //!< the same
const Time START_DELAY = MilliSeconds(100); //!< SiteElection
const Time LSP_INTERVAL = MilliSeconds(50); //!< OtvIsis
const Time DETECTION = MilliSeconds(900);   //!< BFD: three intervals of 300 ms
const Time SLOW = Seconds(1);               //!< BFD while down (RFC 5880 section 6.8.3)
const Time RESTORE = Seconds(30);           //!< VpcDomain: DelayRestore

/// @param kind of extension @return true if gateways elect which of them carries a VLAN
inline bool
IsElected(const std::string& kind)
{
    return kind == "otv" || kind == "vpls" || kind == "lisp";
}

/// @param time a time @return when the next hellos are due: they are sent at multiples of HELLO
inline Time
GetHelloAfter(Time time)
{
    return HELLO * (time.GetTimeStep() / HELLO.GetTimeStep() + 1);
}

} // namespace ns3

#endif /* LAN_EXTENSION_TIMERS_H */
