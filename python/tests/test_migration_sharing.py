# SPDX-License-Identifier: GPL-2.0-only
"""A migration shares a link with bulk TCP flows: the dip and the recovery, by hand."""

import ns3_lisp as lisp
import pytest
from contract import Study, check_result, check_statistics

STUDY = Study("migration-sharing")
# What 1 Gbit/s carries: packets of 8972 octets with 8920 of data, and 2 of PPP around each.
LINK_BPS = 1e9 * 8920 / 8974


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
    status, output, error = STUDY.run(tmp_path, "--json", *arguments)
    assert (status, error) == (0, "")
    summary = check_result(tmp_path / STUDY.folder, output)
    (move,) = summary["migrations"]
    assert move["failure"] is None
    took = move["resumed_s"] - move["copy_rounds"][0]["start_s"]
    migration = move["bytes_copied"] * 8 / took
    assert 0.7 * limit_bps < migration < 1.02 * limit_bps
    together = summary["sharing"]
    assert together["goodput_before_bps"] == pytest.approx(LINK_BPS, rel=0.01)
    assert together["goodput_after_bps"] == pytest.approx(LINK_BPS, rel=0.01)
    assert together["goodput_during_bps"] + migration == pytest.approx(LINK_BPS, rel=0.01)
    assert together["dip_depth"] == pytest.approx(migration / LINK_BPS, abs=0.01)
    assert move["started_s"] < together["dip_started_s"] < move["paused_s"]
    assert -0.5 < together["recovery_after_end_s"] < 1
    check_flows(summary, tmp_path / STUDY.folder)


def check_flows(summary, folder):
    """Check that each flow has figures of its own, which add up to those of all.

    A flow may be back at what it had while the migration still goes on, as the other one has less.
    One that has less after the move than before, as the flows share the link otherwise then, has
    recovered when it is back at its part of that: half a second within the last one has it, and
    what is looked at ends within 4 s of the move's end.
    """
    flows = summary["flows"]
    assert [flow["name"] for flow in flows] == ["bulk1", "bulk2"]
    (move,) = summary["migrations"]
    stop = move["resumed_s"] + 4
    for when in ("before", "during", "after"):
        figure = f"goodput_{when}_bps"
        sum_bps = sum(flow[figure] for flow in flows)
        assert sum_bps == pytest.approx(summary["sharing"][figure], abs=2)
    for flow in flows:
        assert flow["goodput_during_bps"] < flow["goodput_before_bps"]
        depth = 1 - flow["goodput_during_bps"] / flow["goodput_before_bps"]
        assert flow["dip_depth"] == pytest.approx(depth, abs=1e-6)
        assert move["started_s"] <= flow["dip_started_s"] < move["resumed_s"]
        assert flow["dip_started_s"] < flow["dip_recovered_s"] < stop
        assert flow["time_to_recover_s"] == pytest.approx(
            flow["dip_recovered_s"] - flow["dip_started_s"], abs=1e-9
        )
    # Nothing is lost but at the link's queue, which the migration's packets are at as well.
    lost = sum(flow["lost_by_reason"].get("device-queue-full", 0) for flow in flows)
    assert lost == sum(flow["lost"] for flow in flows)
    assert summary["drops"]["device-queue-full"] >= lost
    # The migration crosses one link of the core and those from each gateway to it.
    fabric = summary["fabric"]
    assert fabric["core"]["migration"] > 3 * move["bytes_copied"]
    assert fabric["core"]["applications"] > 0
    frames = lisp.to_frames(folder)
    assert {
        "migration-started",
        "round-ended",
        "vm-paused",
        "vm-resumed",
        "migration-ended",
    } <= set(frames.events["event"])
    total = frames.throughput["bytes"].sum()
    assert frames.series.groupby("name")["bytes"].sum().to_dict() == {"all flows": total}
    assert len(lisp.plot_throughput(frames, ["all flows", "bulk1"]).patches) == 2


def test_runs(tmp_path):
    """Means over seeds, the same whatever the number of processes is; in words for people."""
    arguments = ("--memory=4MiB", "--flows=1", "--link-rate=200Mbps", "--migration-rate=50Mbps")
    outputs = []
    for jobs in (1, 2):
        status, output, error = STUDY.run(
            tmp_path, "--json", "--runs=2", f"--jobs={jobs}", *arguments
        )
        assert status == 0 and "2 of 2 runs" in error
        outputs.append(output)
    assert outputs[0] == outputs[1]
    summary = check_result(tmp_path / STUDY.folder, outputs[0])
    check_statistics(summary, 2)
    (sharing,) = summary["statistics"]["groups"]
    assert sharing["name"] == "sharing" and sharing["goodput_during_bps"]["runs"] == 2
    status, output, _ = STUDY.run(tmp_path, *arguments)
    assert status == 0
    assert "goodput before 19" in output and "recovered after " in output
    assert "_bps" not in output and "_s:" not in output


def test_bound(tmp_path):
    """A machine that writes faster than it is carried: a note with what rounds tend to."""
    arguments = ("--memory=2MiB", "--flows=1", "--link-rate=200Mbps", "--migration-rate=50Mbps")
    status, output, _ = STUDY.run(tmp_path, "--write-rate=20MiB/s", *arguments)
    assert status == 0
    assert "note: the machine writes pages at 168 Mbit/s, the migration sends them at 50" in output


test_refused = STUDY.refuses(
    {
        "--flows=0": "--flows=0: accepted: a whole number from 1 to 100",
        "--memory=5000000": "a memory of 5000000 bytes; accepted are multiples of its page size",
        "--rate-control=x": "--rate-control=x: accepted: fixed, adaptive",
        "--jobs=2": "--jobs=2 with --runs=1: accepted with --runs of more than 1 only\n",
        # It could not adapt: its limit is the least that it adapts to.
        "--rate-control=adaptive --migration-rate=80Mbps": "--rate-control=adaptive with "
        "--migration-rate=80Mbps: accepted: more than 100Mbps, the least that it adapts to\n",
    }
)
