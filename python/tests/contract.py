# SPDX-License-Identifier: GPL-2.0-only
"""What the result of every program has, as scripts rely on it."""

import csv
import json

import ns3_lisp as lisp

SUMMARY = {
    "program",
    "version",
    "ns3",
    "seed",
    "parameters",
    "migrations",
    "flows",
    "control",
    "drops",
}
MIGRATION = {
    "vm",
    "from",
    "to",
    "mode",
    "started_s",
    "paused_s",
    "resumed_s",
    "detected_s",
    "registered_s",
    "converged_s",
    "downtime_s",
    "total_s",
    "rounds",
    "bytes_copied",
}
FLOW = {
    "name",
    "source",
    "destination",
    "protocol",
    "sent",
    "received",
    "duplicated",
    "lost",
    "lost_by_reason",
    "interruption_s",
    "path_before",
    "path_after",
    "delay_before_s",
    "delay_after_s",
}


def check_result(folder, output, drawn=False):
    """Check the form of a result; return its summary.

    folder: where the program wrote it
    output: what the program said with --json
    drawn: whether the page draws something besides moves
    """
    assert output == (folder / "summary.json").read_text(encoding="utf-8")
    summary = json.loads(output)
    assert set(summary) >= SUMMARY
    for move in summary["migrations"]:
        assert set(move) >= MIGRATION
    for flow in summary["flows"]:
        assert set(flow) >= FLOW
        assert flow["sent"] == flow["received"] - flow["duplicated"] + flow["lost"]
        assert flow["lost"] == sum(flow["lost_by_reason"].values())
    for kind in ("control", "drops"):
        assert all(isinstance(count, int) for count in summary[kind].values())
    with open(folder / "events.csv", encoding="utf-8") as file:
        events = list(csv.DictReader(file))
    assert set(events[0]) == {"time", "node", "event", "detail"}
    times = [float(event["time"]) for event in events]
    assert times == sorted(times)
    with open(folder / "flows.csv", encoding="utf-8") as file:
        assert [row["name"] for row in csv.DictReader(file)] == [
            flow["name"] for flow in summary["flows"]
        ]
    page = (folder / "report.html").read_text(encoding="utf-8")
    assert page.endswith("</html>\n")
    moved = any(move["started_s"] is not None for move in summary["migrations"])
    assert ("<svg" in page) == (moved or drawn)
    frames = lisp.to_frames(folder)
    assert len(frames.migrations) == len(summary["migrations"])
    assert len(frames.flows) == len(summary["flows"])
    assert len(frames.events) == len(events)
    assert set(frames.fabric.index) == set(summary["fabric"])
    return summary


def check_statistics(summary, runs):
    """Check that a summary has figures of several runs: a mean with its interval, percentiles."""
    statistics = summary["statistics"]
    assert (statistics["runs"], statistics["confidence"]) == (runs, 0.95)
    rows = [row for kind in ("migrations", "flows", "groups") for row in statistics[kind]]
    estimates = [value for row in rows for value in row.values() if isinstance(value, dict)]
    assert any(estimate["half_width"] for estimate in estimates)
    for estimate in estimates:
        assert estimate["runs"] <= runs
        if estimate["runs"] > 0:
            assert estimate["p5"] <= estimate["p50"] <= estimate["p95"]
