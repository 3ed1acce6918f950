# SPDX-License-Identifier: GPL-2.0-only
"""LISP and VM mobility for ns-3, in Python: the same C++ library, results as data frames, plots.

    import ns3_lisp as lisp

    lisp.ns                            ns-3's namespace, the module's classes in it
    lisp.connect(xtr, "Drop", print)   calls a function when a trace source fires
    lisp.schedule(delay, function)     calls a function later in the simulation
    lisp.to_name(kind, value)          the word for a value, as ns.LispDropReason's
    lisp.to_frames(result)             a run, or the folder of a result, as pandas data frames
    lisp.plot_delays(frames)           delays and losses over time, with the moves
    lisp.plot_throughput(frames)       what TCP flows' applications receive over time

A mistake that C++ refuses with std::invalid_argument is a ValueError with the same text; one that
this package refuses is a Mistake, a ValueError too. Not caught, both end a script with one line and
exit status 2. What ns-3 itself takes for fatal, as SetAttribute does a wrong value, still ends the
process.
ns-3 is loaded when it is first needed, which takes 10 to 20 s; results are read without it.
"""

from .enumeration import to_name
from .event import schedule
from .mistake import Mistake, report_uncaught
from .plot import plot_delays, plot_losses, plot_rounds, plot_throughput
from .program import run_program
from .result import Frames, print_result, to_frames
from .trace import connect

__all__ = [
    "Frames",
    "Mistake",
    "connect",
    "ns",
    "plot_delays",
    "plot_losses",
    "plot_rounds",
    "plot_throughput",
    "print_result",
    "run_program",
    "schedule",
    "to_frames",
    "to_name",
]

report_uncaught()


def __getattr__(name):
    if name != "ns":
        raise AttributeError(f"module '{__name__}' has no attribute '{name}'")
    from ._library import load

    globals()["ns"] = load()
    return globals()["ns"]
