# SPDX-License-Identifier: GPL-2.0-only
"""Python functions as events of the simulation."""

import functools
import itertools

from .mistake import Mistake

# All events call one function, with their number: C++ compiles code for each that it is given.
EVENTS = """
namespace ns3_lisp
{
std::function<void(uint64_t)> fire;

void SetFire(const std::function<void(uint64_t)>& function)
{
    fire = function;
}

ns3::EventId Schedule(const ns3::Time& delay, uint64_t number)
{
    return ns3::Simulator::Schedule(delay, [number] { fire(number); });
}
}
"""

_numbers = itertools.count()
_waiting = {}  # functions by the number of their event


@functools.cache
def _define():
    """Return the namespace of C++ that has the events."""
    from . import ns

    ns.cppyy.cppdef(EVENTS)
    ns.cppyy.gbl.ns3_lisp.SetFire(_fire)
    return ns.cppyy.gbl.ns3_lisp


def _fire(number):
    """Call the function of an event."""
    _waiting.pop(number)()


def schedule(delay, function):
    """Call a function later in the simulation: a failure, a move, a look at counters.

    delay: an ns.Time, from now on; before the simulation runs, the time of the call
    function: gets no argument; an exception of it ends the simulation and comes out of
        Simulator.Run

    Returns ns-3's EventId, whose Cancel takes it back.
    Raises Mistake if the delay is negative or no ns.Time.
    """
    from . import ns

    if not isinstance(delay, ns.Time) or delay.IsStrictlyNegative():
        raise Mistake(f"an event after {delay}: accepted: an ns.Time from 0 on")
    if not callable(function):
        raise Mistake(f"an event that calls {function!r}: accepted: a function")
    number = next(_numbers)
    _waiting[number] = function
    return _define().Schedule(delay, number)
