# SPDX-License-Identifier: GPL-2.0-only
"""A migration shares a link with bulk TCP flows: the dip and the recovery, by hand."""

import json
import os
import pathlib
import subprocess

import pytest

ROOT = pathlib.Path(__file__).parents[2]
BUILD = pathlib.Path(os.environ.get("LISP_BUILD", ROOT / "build"))
PROGRAM = BUILD / "examples" / "migration-sharing"
# What 1 Gbit/s carries: packets of 8972 octets with 8920 of data, and 2 of PPP around each.
LINK_BPS = 1e9 * 8920 / 8974


def run(folder, *arguments):
    """Run the program in a folder; return its status, output and error."""
    done = subprocess.run(
        [PROGRAM, *arguments], capture_output=True, text=True, timeout=300, cwd=folder
    )
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize(
    ("arguments", "limit_bps"),
    [((), 150e6), (("--rate-control=adaptive", "--memory=24MiB"), 100e6)],
)
def test_dip(tmp_path, arguments, limit_bps):
    """The flows have what the link carries, less what the migration takes; then all of it again.

    Two flows and the migration: its limit is below its fair share of 331 Mbit/s, so it has the
    window that its limit takes, and after a loss 0.7 of that (RFC 9438 section 4.6), from where it
    grows: its mean is between 0.7 of its limit and that. An adaptive one stays at its lowest rate,
    100 Mbit/s, as the machine writes 17 and 50 more are less than that; the last MiB goes at 150,
    which makes the mean 1.3 % more. Queues never run empty, as flows and router have what the way
    holds: before, after and in sum meanwhile the link is full within 1 %, so that the dip is as
    deep as the migration's part of it. The flows fill the link again as soon as their windows, by
    the queue, allow: less than a second later.
    """
    status, output, error = run(tmp_path, "--json", *arguments)
    assert (status, error) == (0, "")
    assert output == (tmp_path / "results/migration-sharing/summary.json").read_text()
    summary = json.loads(output)
    (move,) = summary["migrations"]
    assert move["failure"] is None
    took = move["resumed_s"] - move["copy_rounds"][0]["start_s"]
    migration = move["bytes_copied"] * 8 / took
    assert 0.7 * limit_bps < migration < 1.02 * limit_bps
    flows = {flow["name"]: flow for flow in summary["flows"]}
    assert set(flows) == {"all flows", "bulk1", "bulk2"}
    all_flows = flows["all flows"]
    assert all_flows["goodput_before_bps"] == pytest.approx(LINK_BPS, rel=0.01)
    assert all_flows["goodput_after_bps"] == pytest.approx(LINK_BPS, rel=0.01)
    assert all_flows["goodput_during_bps"] + migration == pytest.approx(LINK_BPS, rel=0.01)
    assert all_flows["dip_depth"] == pytest.approx(migration / LINK_BPS, abs=0.01)
    assert move["started_s"] < all_flows["dip_started_s"] < move["paused_s"]
    assert -0.5 < all_flows["recovery_after_end_s"] < 1
    assert (tmp_path / "results/migration-sharing/report.html").is_file()


@pytest.mark.parametrize(
    ("argument", "said"),
    [("--flows=0", "--flows=0"), ("--memory=5000000", "5000000"), ("--rate-control=x", "x")],
)
def test_refused(tmp_path, argument, said):
    """What makes no sense: one line that names it, status 2, nothing written."""
    status, output, error = run(tmp_path, argument)
    assert (status, output) == (2, "")
    assert said in error
    assert error.count("\n") == 1
    assert list(tmp_path.iterdir()) == []
