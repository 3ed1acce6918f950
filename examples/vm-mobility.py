#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""The study of lisp-vm-mobility written in Python: same options, same result.

Two data centres, two remote sites with a client each, and a mapping system around a core whose
delays are drawn from measured ones: see VmMobilityNetwork. The machine is carried over by a
migration, as pre-copy, and goes on in the other data centre; LISP, routing or its home data centre
make traffic follow it.
"""

import sys

import ns3_lisp as lisp

# When the machine moves, in seconds, and how long traffic is watched after the move's expected end.
MOVE_S = 10
WATCH_S = 20


def run_once(options, parameters, captures=None):
    """Run the study once, with captures in a folder; return what happened."""
    ns = lisp.ns
    away = ns.Seconds(MOVE_S)
    step = ns.VmMobilityStudy.GetMoveTime(parameters) + ns.Seconds(WATCH_S)
    returns = options.GetFlag("return-home")
    study = ns.VmMobilityStudy(parameters, away + step + step if returns else away + step)
    study.AddTraffic()
    study.Move(away, ns.VmMobilityNetwork.AWAY)
    if returns:
        study.Move(away + step, ns.VmMobilityNetwork.HOME)
    if captures:
        study.EnablePcap(captures)
    return study.Run()


def run_study(options):
    """Run the study that the command line asks for; return the exit status."""
    ns = lisp.ns
    parameters = options.GetParameters()
    folder = ns.ResultFolder(options.GetText("out"))

    def run_seed(seed):
        own = options.GetParameters()
        own.seed = seed
        return run_once(options, own)

    others = ns.SeedRuns(
        parameters.seed, options.GetInteger("runs"), options.GetInteger("jobs"), run_seed
    )
    others.Start()
    captures = folder.GetWorkPath() if options.GetFlag("pcap") else None
    result = run_once(options, parameters, captures)
    options.Describe(result)
    others.Finish(result)
    files = ns.WriteResult(folder, result)
    if options.GetFlag("json"):
        print(ns.WriteJson(result), end="")
    else:
        lisp.print_result(result)
        print()
        print(ns.NameFiles(options.GetText("out"), files), end="")
    return 0


if __name__ == "__main__":
    sys.exit(lisp.run_program(lisp.ns.VmMobilityOptions(), run_study))
