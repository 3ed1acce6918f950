# SPDX-License-Identifier: GPL-2.0-only
"""What every program does and what its result has, as scripts rely on it."""

import csv
import json
import os
import pathlib
import re
import subprocess

import ns3_lisp as lisp
import pytest

ROOT = pathlib.Path(__file__).parents[2]
BUILD = pathlib.Path(os.environ.get("LISP_BUILD", ROOT / "build"))

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


class Study:
    """A program of examples/ that writes a result into a folder of its name."""

    def __init__(self, name):
        """Name it."""
        self.name = name
        self.folder = f"results/{name}"

    def run(self, folder, *arguments):
        """Run it in a folder; return its status, output and error."""
        done = subprocess.run(
            [BUILD / "examples" / self.name, *arguments],
            capture_output=True,
            text=True,
            timeout=300,
            cwd=folder,
        )
        return done.returncode, done.stdout, done.stderr

    def summarise(self, folder, *arguments, drawn=False):
        """Run it with --json; return the summary, as check_result does."""
        status, output, _ = self.run(folder, "--json", *arguments)
        assert status == 0
        return check_result(folder / self.folder, output, drawn)

    def refuses(self, mistakes):
        """Return a test that it refuses some mistakes, one at a time.

        mistakes: from arguments, with blanks between, to how what it says begins
        """

        @pytest.mark.parametrize("arguments", mistakes)
        def test(tmp_path, arguments):
            """What makes no sense is refused, and nothing is written."""
            said = f"{self.name}: {mistakes[arguments]}"
            check_refusal(self.run(tmp_path, *arguments.split()), said)
            assert list(tmp_path.iterdir()) == []

        return test


def check_refusal(outcome, said):
    """Check that a program refused its arguments, in one line.

    outcome: its status, output and error
    said: how the line begins
    """
    status, output, error = outcome
    assert (status, output) == (2, ""), error
    assert error.startswith(said), error
    assert error.endswith("\n") and len(error.splitlines()) == 1, error


def check_files(folder, output):
    """Check that what a program says at its end names every file that has something in it.

    folder: where the program wrote its result
    output: what it said to people; its last lines are the folder and the names
    """
    place, _, names = output.rpartition("\nresult in ")[2].partition(":\n")
    assert folder.match(place)
    named = set(re.split(r"[;,]\s+", names.strip()))
    captures = len(list(folder.glob("*.pcap")))
    written = {
        file.name
        for file in folder.iterdir()
        if file.suffix != ".pcap" and len(file.read_text(encoding="utf-8").splitlines()) > 1
    }
    written = {f"{name} to look at" if name == "report.html" else name for name in written}
    if captures:
        written.add(f"{captures} capture{'s' * (captures > 1)} (*.pcap)")
    assert named == written


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
