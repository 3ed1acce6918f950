# SPDX-License-Identifier: GPL-2.0-only
"""Results as pandas data frames."""

import io
import json
import os
import pathlib
from typing import NamedTuple

import pandas

from .mistake import Mistake


class Frames(NamedTuple):
    """A result. Times are in seconds of simulated time, NaN where there is none.

    summary: the dictionary of summary.json
    migrations: a row for each move of a virtual machine, with the columns of summary.json
    flows: a row for each flow, indexed by its name, with the columns of flows.csv; lost_by_reason
        is a dictionary, path_before and path_after are lists of node names
    packets: a row for each packet: flow, sequence, sent_s, received_s, lost_reason (missing if it
        arrived), delay_s
    events: a row for each event: time, node, event, detail
    """

    summary: dict
    migrations: pandas.DataFrame
    flows: pandas.DataFrame
    packets: pandas.DataFrame
    events: pandas.DataFrame


def to_text(function, *arguments):
    """Return what a C++ function writes to the std::ostream that is its first argument."""
    from . import ns

    stream = ns.cppyy.gbl.std.ostringstream()
    function(stream, *arguments)
    return str(stream.str())


def print_result(result):
    """Print the table of a RunResult that programs print."""
    from . import ns

    print(to_text(ns.PrintResult, result), end="")


def _read_folder(path):
    """Return the texts of a result's files, by name."""
    folder = pathlib.Path(path)
    if not (folder / "summary.json").is_file():
        raise Mistake(f"{folder}: accepted: the folder of a result, with its summary.json")
    names = ("summary.json", "flows.csv", "packets.csv", "events.csv")
    return {name: (folder / name).read_text(encoding="utf-8") for name in names}


def _read_run(result):
    """Return the same texts for a RunResult."""
    from . import ns

    return {
        "summary.json": str(ns.WriteJson(result)),
        "flows.csv": to_text(ns.WriteFlowsCsv, result),
        "packets.csv": to_text(ns.WritePacketsCsv, result),
        "events.csv": to_text(ns.WriteEventsCsv, result),
    }


def _read_counts(text):
    """Return "reason=3 other=4" as a dictionary."""
    pairs = (word.rsplit("=", 1) for word in text.split())
    return {reason: int(count) for reason, count in pairs}


def to_frames(result):
    """Return a result as Frames.

    result: a RunResult, or the name of the folder that a program wrote

    Raises Mistake if the folder does not hold a result.
    """
    texts = _read_folder(result) if isinstance(result, (str, os.PathLike)) else _read_run(result)

    def table(name, **options):
        # An empty word is a word: "not measured" is only ever in columns of numbers.
        return pandas.read_csv(io.StringIO(texts[name]), keep_default_na=False, **options)

    summary = json.loads(texts["summary.json"])
    seconds = ["interruption_s", "delay_before_s", "delay_after_s"]
    flows = table("flows.csv", index_col="name", na_values={name: [""] for name in seconds})
    flows["lost_by_reason"] = flows["lost_by_reason"].map(_read_counts)
    for column in ("path_before", "path_after"):
        flows[column] = flows[column].map(str.split)
    packets = table("packets.csv", na_values={"received_s": [""]})
    packets["lost_reason"] = packets["lost_reason"].where(packets["lost_reason"] != "")
    packets["delay_s"] = packets["received_s"] - packets["sent_s"]
    migrations = pandas.DataFrame(summary["migrations"])
    times = [name for name in migrations.columns if name.endswith("_s")]
    return Frames(
        summary,
        migrations.astype({name: float for name in times}),
        flows,
        packets,
        table("events.csv", dtype={"detail": str}),
    )
