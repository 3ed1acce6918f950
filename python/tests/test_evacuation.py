# SPDX-License-Identifier: GPL-2.0-only
"""Many machines move at once: what the program says and writes, by policy and order."""

import csv
import os
import subprocess
import sys

import ns3_lisp as lisp
import pytest
from contract import ROOT, Study, check_result, check_statistics

STUDY = Study("evacuation")
# A dozen machines of about 2 MiB on four hypervisors: less than a second of CPU time.
MACHINES = 12
SMALL = ("--hypervisors=4", "--memory=2MiB", f"--machines={MACHINES}")


def run(folder, *arguments):
    """Run the program with few machines in a folder; return its status, output and error."""
    return STUDY.run(folder, *SMALL, *arguments)


def summary(folder, *arguments):
    """Run the program with --json; return what it says, which is also what it writes."""
    status, output, error = run(folder, "--json", *arguments)
    assert (status, error) == (0, "")
    return check_result(folder / STUDY.folder, output)


def counts(**own):
    """Return how many moves came to which end; to others none."""
    ends = ("done", "aborted", "refused", "lost", "waiting", "running")
    return dict.fromkeys(ends, 0) | own


def test_evacuate(tmp_path):
    """Every machine moves, each link carries a share, and nothing is quicker than its bytes.

    Four links of 1 Gbit/s and moves of 480 Mbit/s: two at a time on each, eight in all.
    """
    result = summary(tmp_path)
    assert result["counts"] == counts(done=12)
    parameters = result["parameters"]
    assert (parameters["policy"], parameters["machines"], parameters["memory"]) == (
        "evacuate",
        12,
        2 * 2**20,
    )
    assert result["complete"] and result["reached"]
    assert result["utilisation"]["dc1"]["after"] == 0
    assert sorted(move["vm"] for move in result["migrations"]) == sorted(
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
    for move in result["migrations"]:
        assert move["bytes_copied"] >= move["memory"] + 2**20
        assert move["started_s"] < move["paused_s"] < move["resumed_s"] <= move["ended_s"]
        assert (move["outcome"], move["tries"], move["failure"]) == ("done", 1, None)
        assert move["links"] in {"link1", "link2", "link3", "link4"}
        assert move["from"].startswith("dc1-hv") and move["to"].startswith("dc2-hv")
    with open(tmp_path / "results/evacuation/moves.csv", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [row["vm"] for row in rows] == [move["vm"] for move in result["migrations"]]
    # All there is between the data centres is the moves'; a frame is on two access links besides.
    octets = {links: kinds["migration"] for links, kinds in result["fabric"].items()}
    assert octets["core"] >= sum(link["octets"] for link in result["links"])
    assert octets["access"] == 2 * octets["core"]
    assert (result["flows"], result["control"], result["drops"]) == ([], {}, {})
    with open(tmp_path / "results/evacuation/links.csv", encoding="utf-8") as file:
        assert [row["name"] for row in csv.DictReader(file)] == [f"link{n}" for n in range(1, 5)]
    frames = lisp.to_frames(tmp_path / STUDY.folder)
    assert frames.tables["links"]["octets"].tolist() == [link["octets"] for link in result["links"]]
    carried = frames.series.groupby("name")["bytes"].sum()
    assert carried.to_dict() == {link["name"]: link["octets"] for link in result["links"]}
    # As it happened: each machine's steps, in order.
    steps = frames.events.groupby("node")["event"].agg(list)
    assert set(map(tuple, steps)) == {
        (
            "migration-requested",
            "migration-started",
            "copy-started",
            "vm-paused",
            "vm-resumed",
            "migration-ended",
        )
    }


def test_seed(tmp_path):
    """The same seed gives the same result, another one another."""
    first = summary(tmp_path, "--seed=3")
    assert summary(tmp_path, "--seed=3") == first
    assert summary(tmp_path, "--seed=4")["migrations"] != first["migrations"]


def test_runs(tmp_path):
    """Means over seeds, the same whatever the number of processes is; progress on standard error.

    The moves count by their mean in each run, links and the makespan by themselves.
    """
    outputs = []
    for jobs in (1, 3):
        status, output, error = run(tmp_path, "--json", "--runs=3", f"--jobs={jobs}")
        assert status == 0 and "3 of 3 runs" in error
        outputs.append(output)
    assert outputs[0] == outputs[1]
    result = check_result(tmp_path / STUDY.folder, outputs[0])
    assert result["parameters"]["runs"] == 3
    check_statistics(result, 3)
    table = lisp.to_frames(tmp_path / STUDY.folder).statistics
    table = table.set_index(["of", "name", "figure"])
    for row in (
        ("migrations", "moves", "downtime_s"),
        ("groups", "run", "makespan_s"),
        ("groups", "links link1", "utilisation"),
    ):
        assert table.loc[row, "runs"] == 3 and table.loc[row, "half_width"] > 0
    assert table.loc[("groups", "counts", "done"), "mean"] == 12
    status, output, _ = run(tmp_path, "--runs=3")
    assert status == 0 and "Means of 3 runs" in output and "makespan" in output.split("Means")[1]


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
    moves = summary(tmp_path, "--order=bandwidth", "--parallel=1")["migrations"]
    assert [m["predicted_s"] for m in moves] == sorted(m["predicted_s"] for m in moves)
    moves = summary(tmp_path, "--order=deadline", "--parallel=1", "--deadline=1h")["migrations"]
    assert [m["deadline_s"] for m in moves] == sorted(m["deadline_s"] for m in moves)
    assert not any(m["missed_deadline"] for m in moves)


def test_refused(tmp_path):
    """Deadlines that nobody can meet: all are refused by name, and stay."""
    result = summary(tmp_path, "--deadline=1ms", "--late=refuse")
    assert result["counts"] == counts(refused=12)
    assert {move["reason"] for move in result["migrations"]} == {"too-late"}
    assert all(move["late_by_s"] > 0 for move in result["migrations"])
    assert result["complete"] and result["utilisation"]["dc2"]["after"] == 0
    assert (result["deadlines"]["refused"], result["deadlines"]["missed"]) == (12, 0)
    output = run(tmp_path, "--deadline=1ms", "--late=refuse")[1]
    assert "12 refused, as they would be late by: vm" in output


def test_missed(tmp_path):
    """Deadlines that are missed: how many and by how much, beside each and in all."""
    arguments = ("--deadline=150ms", "--order=deadline", "--parallel=2")
    result = summary(tmp_path, *arguments)
    late = [move["late_by_s"] for move in result["migrations"] if move["missed_deadline"]]
    for move in result["migrations"]:
        by = move["ended_s"] - move["deadline_s"]
        assert move["missed_deadline"] == (by > 0)
        assert move["late_by_s"] == (pytest.approx(by, abs=1e-9) if by > 0 else None)
    deadlines = result["deadlines"]
    assert (deadlines["asked"], deadlines["missed"]) == (12, len(late))
    assert deadlines["late_by_most_s"] == max(late)
    assert deadlines["late_by_mean_s"] == pytest.approx(sum(late) / len(late), abs=1e-9)
    output = run(tmp_path, *arguments)[1]
    assert f"{len(late)} of 12 missed, by " in output
    assert sum(" late " in line for line in output.splitlines() if line.startswith("vm")) == len(
        late
    )


def test_nothing(tmp_path):
    """Nothing to move: the table says why.

    With four times the memory of the fullest hypervisor's machines, at most a quarter is in use.
    """
    output = run(tmp_path, "--policy=burst", "--room=400")[1]
    assert "moves: none: dc1 has 2" in output
    assert "no more than the threshold of 30.0 %" in " ".join(output.split())
    output = run(tmp_path, "--policy=balance", "--room=400", "--bound=40")[1]
    assert "no more than the bound of 40.0 %" in " ".join(output.split())


def test_bound(tmp_path):
    """Machines that write faster than they are carried: a note with what rounds tend to."""
    result = summary(tmp_path, "--write-rate=20MiB/s", "--move-rate=100Mbps")
    assert any("rounds do not become smaller than" in note for note in result["notes"])
    assert not any("rounds" in note for note in summary(tmp_path)["notes"])


def test_table(tmp_path):
    """For people: a time line for each move, the links, the makespan beside the bound."""
    status, output, error = run(tmp_path)
    assert (status, error) == (0, "")
    lines = [line.strip() for line in output.splitlines()]
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
        "makespan = lisp.ns.FindFigure(result, '', 'makespan_s')\n"
        "done = int(lisp.ns.FindFigure(result, 'counts', 'done'))\n"
        "print(makespan, done, len(lisp.to_frames(result).migrations), first)\n",
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
    assert first in {move["to"] for move in result["migrations"]}


test_mistakes = STUDY.refuses(
    {
        "--policy=flee": "--policy=flee: accepted: evacuate, burst, balance\n",
        "--move-rate=2Gbps": "--move-rate=2Gbps with --link-rate=1Gbps: accepted: up to the "
        "link's\n",
        "--threshold=20": "--threshold=20 with --policy=evacuate: accepted with --policy=burst "
        "only\n",
        "--bound=3": "--bound=3 with --policy=evacuate: accepted with --policy=balance only\n",
        "--order=deadline": "--order=deadline with --deadline=0: accepted with --deadline of more "
        "than 0 only\n",
        "--late=refuse": "--late=refuse with --deadline=0: accepted with --deadline of more "
        "than 0 only\n",
        "--jobs=2": "--jobs=2 with --runs=1: accepted with --runs of more than 1 only\n",
        "--migration=cold --write-rate=2MiB/s": "--write-rate=2MiB/s with --migration=cold: "
        "accepted with --migration=pre-copy or post-copy only\n",
        "--machines=0": "--machines=0: accepted: a whole number from 1 to 10000\n",
    }
)
