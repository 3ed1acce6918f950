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
    migrations: a row for each move of a virtual machine, with the columns of summary.json; what the
        closed form says of it is in predicted_total_s, predicted_downtime_s, predicted_rounds and
        predicted_bytes_copied
    flows: a row for each flow, indexed by its name, with the columns of flows.csv; lost_by_reason
        is a dictionary, path_before and path_after are lists of node names
    packets: a row for each packet: flow, sequence, sent_s, received_s, lost_reason (missing if it
        arrived), delay_s
    events: a row for each event: time, node, event, detail
    rounds: a row for each round of each move: move (its row in migrations), vm, number, start_s,
        end_s, pages, bytes, rate_bps
    throughput: a row for each part of the time of each TCP flow: flow, start_s, end_s, bytes (that
        its application received), goodput_bps
    fabric: a row for each class of links (access, fabric, core), a column for each kind of traffic,
        in octets
    statistics: of several runs, a row for each figure: of (migrations, flows, fabric or groups),
        name (of the move, flow, class of links, or of a group of figures or row of a table of the
        summary; "moves": all of them), figure, mean, half_width (of its 95 % confidence interval),
        standard_deviation, p5, p50, p95 (percentiles), runs (that had it)
    series: what links, or flows together, carry over time: name, start_s, end_s, bytes, bps
    """

    summary: dict
    migrations: pandas.DataFrame
    flows: pandas.DataFrame
    packets: pandas.DataFrame
    events: pandas.DataFrame
    rounds: pandas.DataFrame
    throughput: pandas.DataFrame
    fabric: pandas.DataFrame
    statistics: pandas.DataFrame
    series: pandas.DataFrame

    @property
    def tables(self):
        """By name, the tables that not every program has, as "links" of evacuation."""
        return {
            name: pandas.DataFrame(rows)
            for name, rows in self.summary.items()
            if isinstance(rows, list) and name not in LISTS
        }


# The columns of the tables that are made from summary.json, which may have no rows.
ROUND_COLUMNS = ("move", "vm", "number", "start_s", "end_s", "pages", "bytes", "rate_bps")
PREDICTED = ("total_s", "downtime_s", "rounds", "bytes_copied")
ESTIMATE = ("mean", "half_width", "standard_deviation", "p5", "p50", "p95")
STATISTICS_COLUMNS = ("of", "name", "figure", *ESTIMATE, "runs")
# The lists of summary.json that every program has.
LISTS = ("migrations", "flows", "notes")


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
    names = ("summary.json", "flows.csv", "packets.csv", "events.csv", "tcp.csv", "series.csv")
    return {name: (folder / name).read_text(encoding="utf-8") for name in names}


def _read_run(result):
    """Return the same texts for a RunResult."""
    from . import ns

    return {
        "summary.json": str(ns.WriteJson(result)),
        "flows.csv": to_text(ns.WriteFlowsCsv, result),
        "packets.csv": to_text(ns.WritePacketsCsv, result),
        "events.csv": to_text(ns.WriteEventsCsv, result),
        "tcp.csv": to_text(ns.WriteTcpCsv, result),
        "series.csv": to_text(ns.WriteSeriesCsv, result),
    }


def _read_counts(text):
    """Return "reason=3 other=4" as a dictionary."""
    pairs = (word.rsplit("=", 1) for word in text.split())
    return {reason: int(count) for reason, count in pairs}


def _make_migrations(summary):
    """Return the table of moves."""
    rows = []
    for move in summary["migrations"]:
        row = {name: move[name] for name in move if name not in ("copy_rounds", "predicted")}
        predicted = move["predicted"] or {}
        rows.append(row | {f"predicted_{name}": predicted.get(name) for name in PREDICTED})
    table = pandas.DataFrame(rows)
    numbers = [name for name in table.columns if name.endswith("_s") or "predicted_" in name]
    return table.astype({name: float for name in numbers})


def _make_rounds(summary):
    """Return the table of the moves' rounds."""
    rows = [
        {"move": number, "vm": move["vm"], **copied}
        for number, move in enumerate(summary["migrations"])
        for copied in move["copy_rounds"]
    ]
    times = {name: float for name in ROUND_COLUMNS if name.endswith(("_s", "_bps"))}
    return pandas.DataFrame(rows, columns=ROUND_COLUMNS).astype(times)


def _make_statistics(summary):
    """Return the table of figures over several runs."""
    rows = [
        {"of": kind, "name": row["name"], "figure": figure, **estimate}
        for kind in ("migrations", "flows", "fabric", "groups")
        for row in summary.get("statistics", {}).get(kind, [])
        for figure, estimate in row.items()
        if figure != "name"
    ]
    return pandas.DataFrame(rows, columns=STATISTICS_COLUMNS).astype(
        {name: float for name in ESTIMATE}
    )


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
    header = texts["flows.csv"].partition("\n")[0].split(",")
    figures = [name for name in header if name.endswith(("_s", "_ratio"))]
    flows = table("flows.csv", index_col="name", na_values={name: [""] for name in figures})
    flows["lost_by_reason"] = flows["lost_by_reason"].map(_read_counts)
    for column in ("path_before", "path_after"):
        flows[column] = flows[column].map(str.split)
    packets = table("packets.csv", na_values={"received_s": [""]})
    packets["lost_reason"] = packets["lost_reason"].where(packets["lost_reason"] != "")
    packets["delay_s"] = packets["received_s"] - packets["sent_s"]
    return Frames(
        summary,
        _make_migrations(summary),
        flows,
        packets,
        table("events.csv", dtype={"detail": str}),
        _make_rounds(summary),
        table("tcp.csv"),
        pandas.DataFrame.from_dict(summary["fabric"], orient="index"),
        _make_statistics(summary),
        table("series.csv"),
    )
