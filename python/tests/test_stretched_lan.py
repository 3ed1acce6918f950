# SPDX-License-Identifier: GPL-2.0-only
"""Three data centres with one VLAN, in C++ and in Python: the same flows, the same refusals."""

import json
import os
import subprocess
import sys

import pytest
from contract import BUILD, ROOT, check_refusal

COMMANDS = {
    "c++": [BUILD / "examples" / "stretched-lan"],
    "python": [sys.executable, ROOT / "examples" / "stretched-lan.py"],
}


def run(language, folder, *arguments):
    """Run the program in a language, in a folder; return its status, output and error."""
    done = subprocess.run(
        [*COMMANDS[language], *arguments],
        capture_output=True,
        text=True,
        timeout=120,
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(ROOT / "python")},
    )
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize(
    ("extension", "languages"),
    [("otv", ("c++", "python")), ("lisp", ("c++", "python")), ("vpls", ("c++",))],
)
def test_same_flows(tmp_path, extension, languages):
    """Both write the same summary; five pings of each flow arrive, by the way that is expected.

    Between cities it is the LAN extension, from the client the data centre where the host is, and
    no other.
    """
    summaries = []
    for language in languages:
        status, output, error = run(language, tmp_path, "--json", f"--extension={extension}")
        assert (status, error) == (0, "")
        assert output == (tmp_path / "results/stretched-lan/summary.json").read_text()
        summaries.append(json.loads(output))
    assert summaries[0] == summaries[-1]
    flows = {flow["name"]: flow for flow in summaries[0]["flows"]}
    assert len(flows) == 6
    for name, flow in flows.items():
        assert (flow["sent"], flow["received"], flow["lost"]) == (5, 5, 0)
        start, end = name.split("-to-")
        way = "-".join(flow["path_before"])
        cities = {city for city in ("paris", "rome", "oslo") if city in way}
        assert cities == ({end} if start == "client" else {start, end})
        assert ("mpls" in way) == (extension == "vpls" and start != "client")


def test_two_only(tmp_path):
    """Dark fibre joins two data centres: one line, status 2, nothing written."""
    for language in COMMANDS:
        check_refusal(
            run(language, tmp_path, "--extension=dark-fiber"),
            "stretched-lan: LAN extension: dark-fiber between 3 data centres: accepted: two\n",
        )
    assert list(tmp_path.iterdir()) == []
