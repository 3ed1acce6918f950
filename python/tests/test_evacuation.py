# SPDX-License-Identifier: GPL-2.0-only
"""Many machines move at once: what the program says and writes, by policy and order."""

import csv
import json
import os
import pathlib
import subprocess
import sys

import pytest

ROOT = pathlib.Path(__file__).parents[2]
BUILD = pathlib.Path(os.environ.get("LISP_BUILD", ROOT / "build"))
PROGRAM = BUILD / "examples" / "evacuation"
# A dozen machines of about 2 MiB on four hypervisors: less than a second of CPU time.
SMALL = ("--hypervisors=4", "--memory=2MiB")
MACHINES = 12


def run(folder, *arguments, machines=MACHINES):
    """Run the program in a folder; return its status, output and error."""
    words = [PROGRAM, *SMALL, f"--machines={machines}", *arguments]
    done = subprocess.run(words, capture_output=True, text=True, timeout=300, cwd=folder)
    return done.returncode, done.stdout, done.stderr


def summary(folder, *arguments):
    """Run the program with --json; return what it says, which is also what it writes."""
    status, output, error = run(folder, "--json", *arguments)
    assert (status, error) == (0, "")
    assert output == (folder / "results/evacuation/summary.json").read_text()
    return json.loads(output)


def test_evacuate(tmp_path):
    """Every machine moves, each link carries a share, and nothing is quicker than its bytes.

    Four links of 1 Gbit/s and moves of 480 Mbit/s: two at a time on each, eight in all.
    """
    result = summary(tmp_path)
    assert result["counts"] == {"done": 12}
    parameters = result["parameters"]
    assert (parameters["policy"], parameters["machines"], parameters["memory"]) == (
        "evacuate",
        12,
        2 * 2**20,
    )
    assert result["complete"] and result["reached"]
    assert result["utilisation"]["dc1"]["after"] == 0
    assert sorted(move["machine"] for move in result["moves"]) == sorted(
        f"vm{number}" for number in range(1, 13)
    )
    assert sum(link["moves"] for link in result["links"]) == 12
    for link in result["links"]:
        assert 1 <= link["most_moves"] <= 2
        assert 0 < link["utilisation"] < 1
        assert link["octets"] > link["bytes"]
    # Bytes are at least the memory and the MiB of device state, at 1 Gbit/s.
    assert result["bound_s"] * 1e9 / 8 >= max(link["bytes"] for link in result["links"])
    assert result["makespan_s"] > result["bound_s"] > 0
    for move in result["moves"]:
        assert move["bytes"] >= move["memory"] + 2**20
        assert move["started_s"] < move["paused_s"] < move["resumed_s"] <= move["ended_s"]
        assert move["from"].startswith("dc1-hv") and move["to"].startswith("dc2-hv")
    with open(tmp_path / "results/evacuation/moves.csv", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [row["machine"] for row in rows] == [move["machine"] for move in result["moves"]]
    with open(tmp_path / "results/evacuation/links.csv", encoding="utf-8") as file:
        assert [row["name"] for row in csv.DictReader(file)] == [f"link{n}" for n in range(1, 5)]


def test_seed(tmp_path):
    """The same seed gives the same result, another one another."""
    first = summary(tmp_path, "--seed=3")
    assert summary(tmp_path, "--seed=3") == first
    assert summary(tmp_path, "--seed=4")["moves"] != first["moves"]


@pytest.mark.parametrize("policy", ["burst", "balance"])
def test_policies(tmp_path, policy):
    """A burst leaves at most 30 percent in use at home, a balance at most 10 between the two.

    Both move fewer machines than there are, and one less would not do: each has at most one and a
    half times 2 MiB.
    """
    result = summary(tmp_path, f"--policy={policy}")
    assert result["reached"] and result["complete"]
    assert 0 < result["counts"]["done"] < 12
    home, away = (result["utilisation"][name]["after"] for name in ("dc1", "dc2"))
    if policy == "burst":
        assert home <= 0.3 + 1e-6
    else:
        assert abs(home - away) <= 0.1 + 1e-6


def test_orders(tmp_path):
    """By bandwidth the shortest is first; by deadline the earliest."""
    moves = summary(tmp_path, "--order=bandwidth", "--parallel=1")["moves"]
    assert [m["predicted_s"] for m in moves] == sorted(m["predicted_s"] for m in moves)
    moves = summary(tmp_path, "--order=deadline", "--parallel=1", "--deadline=1h")["moves"]
    assert [m["deadline_s"] for m in moves] == sorted(m["deadline_s"] for m in moves)
    assert not any(m["missed_deadline"] for m in moves)


def test_refused(tmp_path):
    """Deadlines that nobody can meet: all are refused by name, and stay."""
    result = summary(tmp_path, "--deadline=1ms", "--late=refuse")
    assert result["counts"] == {"refused": 12}
    assert {move["reason"] for move in result["moves"]} == {"too-late"}
    assert result["complete"] and result["utilisation"]["dc2"]["after"] == 0


def test_table(tmp_path):
    """For people: a time line for each move, the links, the makespan beside the bound."""
    status, output, error = run(tmp_path)
    assert (status, error) == (0, "")
    lines = output.splitlines()
    assert max(map(len, lines)) <= 100
    assert sum(line.startswith("vm") and "=" in line and "#" in line for line in lines) == 12
    assert "moves: 12 done; every machine is at one hypervisor and runs" in lines
    assert any(line.startswith("makespan ") for line in lines)


def test_python(tmp_path):
    """The study from Python: what it returns says what the program writes."""
    script = tmp_path / "mine.py"
    script.write_text(
        "import ns3_lisp as lisp\n"
        "parameters = lisp.ns.EvacuationParameters()\n"
        f"parameters.machines, parameters.hypervisors = {MACHINES}, 4\n"
        "parameters.memory = 2 << 20\n"
        "study = lisp.ns.EvacuationStudy(parameters)\n"
        "result = study.Run()\n"
        "reports = study.GetScheduler().GetReports()\n"
        "first = reports[0].request.to.GetName()\n"
        "print(result.makespan_s, result.counts['done'], len(reports), first)\n",
        encoding="utf-8",
    )
    done = subprocess.run(
        [sys.executable, script],
        capture_output=True,
        text=True,
        timeout=600,
        env=os.environ | {"PYTHONPATH": str(ROOT / "python")},
    )
    assert (done.returncode, done.stderr) == (0, "")
    result = summary(tmp_path)
    makespan, count, reports, first = done.stdout.split()
    assert float(makespan) == pytest.approx(result["makespan_s"], abs=1e-9)
    assert (count, reports) == ("12", "12")
    assert first in {move["to"] for move in result["moves"]}


def test_mistakes(tmp_path):
    """A mistake is one line, status 2, and nothing is written."""
    for mistake, message in {
        "--policy=flee": "evacuation: --policy=flee: accepted: evacuate, burst, balance\n",
        "--move-rate=2Gbps": "evacuation: --move-rate=2Gbps with --link-rate=1Gbps: accepted: up "
        "to the link's\n",
    }.items():
        assert run(tmp_path, mistake) == (2, "", message)
    message = "evacuation: --machines=0: accepted: a whole number from 1 to 10000\n"
    assert run(tmp_path, machines=0) == (2, "", message)
    assert list(tmp_path.iterdir()) == []
