# SPDX-License-Identifier: GPL-2.0-only
"""Results as data frames, and their plots."""

import subprocess

import matplotlib
import ns3_lisp as lisp
import pandas
import pytest
from contract import BUILD

matplotlib.use("Agg")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Return the folder of a result of the mobility study, whose machine moves in 0.6 s."""
    out = tmp_path_factory.mktemp("study") / "out"
    command = [BUILD / "examples" / "lisp-vm-mobility", "--memory=16MiB", f"--out={out}"]
    subprocess.run(command, capture_output=True, timeout=600, check=True)
    return out


def make_result():
    """Return a result made by hand: a move, a flow of three packets, an event."""
    ns = lisp.ns
    result = ns.RunResult()
    result.end_s = 4
    move = ns.MigrationReport()
    move.vm, move.to = "vm1", "dc2"
    move.paused_s, move.resumed_s = 1.5, 2.5  # and it never converged
    for number, start, end in ((1, 0.5, 1), (2, 1, 1.25)):
        copied = ns.MigrationReport.Round()
        copied.number, copied.start_s, copied.end_s = number, start, end
        copied.pages, copied.bytes, copied.rate_bps = 10 // number, 40960 // number, 655360
        move.copyRounds.push_back(copied)
    move.predicted.total_s, move.predicted.rounds = 2, 3
    result.migrations.push_back(move)
    flow = ns.FlowReport()
    flow.name, flow.protocol = "a-to-b", "udp"
    flow.sent, flow.received, flow.lost = 3, 2, 1
    flow.lostByReason["queue=full"] = 1
    flow.delayBefore_s = 0.25
    flow.pathBefore += ["a", "r1", "b"]
    flow.reordered, flow.reorderedRatio = 1, 0.5
    flow.delaysDuring.p95 = 0.75
    flow.throughput.start_s, flow.throughput.bin_s = 1, 0.5
    for count in (125, 0, 250):
        flow.throughput.bytes.push_back(count)
    flow.reasons.push_back("queue=full")
    nan = float("nan")
    for sent, received, reason in ((1, 1.25, 0), (2, nan, 1), (3, 3.5, 0)):
        packet = ns.FlowReport.Packet()
        packet.sent_s, packet.received_s, packet.reason = sent, received, reason
        flow.packets.push_back(packet)
    result.flows.push_back(flow)
    event = ns.LoggedEvent()
    event.time_s, event.node, event.event, event.detail = 1.5, "vm1", "vm-paused", 'a, "b"'
    result.events.push_back(event)
    result.fabric["core"]["control"] = 64
    return result


def test_frames():
    """Each table has what was put in; what was not measured is missing."""
    frames = lisp.to_frames(make_result())
    assert frames.summary["version"] == str(lisp.ns.LispVersion())
    (move,) = frames.migrations.to_dict("records")
    assert (move["vm"], move["to"], move["paused_s"], move["resumed_s"]) == ("vm1", "dc2", 1.5, 2.5)
    assert frames.migrations["converged_s"].dtype == float
    assert frames.migrations["converged_s"].isna().all()
    flow = frames.flows.loc["a-to-b"]
    assert (flow["sent"], flow["received"], flow["duplicated"], flow["lost"]) == (3, 2, 0, 1)
    assert flow["lost_by_reason"] == {"queue=full": 1}
    assert (flow["path_before"], flow["path_after"]) == (["a", "r1", "b"], [])
    assert flow["delay_before_s"] == 0.25
    assert pandas.isna(flow["delay_after_s"]) and pandas.isna(flow["interruption_s"])
    packets = frames.packets
    assert packets["flow"].tolist() == ["a-to-b"] * 3
    assert packets["sequence"].tolist() == [0, 1, 2]
    assert packets["delay_s"].fillna(-1).tolist() == [0.25, -1, 0.5]
    assert packets["lost_reason"].isna().tolist() == [True, False, True]
    assert packets["lost_reason"][1] == "queue=full"
    assert (flow["reordered"], flow["reordered_ratio"]) == (1, 0.5)
    assert flow["delay_during_p95_s"] == 0.75 and pandas.isna(flow["delay_before_p5_s"])
    assert (move["predicted_total_s"], move["predicted_rounds"]) == (2, 3)
    assert pandas.isna(move["predicted_downtime_s"])
    assert "copy_rounds" not in move and "predicted" not in move
    assert frames.rounds.to_dict("records") == [
        {
            "move": 0,
            "vm": "vm1",
            "number": number,
            "start_s": start,
            "end_s": end,
            "pages": pages,
            "bytes": 4096 * pages,
            "rate_bps": 655360,
        }
        for number, start, end, pages in ((1, 0.5, 1, 10), (2, 1, 1.25, 5))
    ]
    # 125 bytes in half a second are 2,000 bit/s.
    assert frames.throughput.to_dict("list") == {
        "flow": ["a-to-b"] * 3,
        "start_s": [1, 1.5, 2],
        "end_s": [1.5, 2, 2.5],
        "bytes": [125, 0, 250],
        "goodput_bps": [2000, 0, 4000],
    }
    assert frames.fabric.loc["core", "control"] == 64
    (event,) = frames.events.to_dict("records")
    assert event == {"time": 1.5, "node": "vm1", "event": "vm-paused", "detail": 'a, "b"'}


def test_empty():
    """A result in which nothing happened has tables without rows."""
    frames = lisp.to_frames(lisp.ns.RunResult())
    assert [len(table) for table in frames[1:]] == [0] * 9
    assert frames.tables == {}
    for plot in (lisp.plot_delays, lisp.plot_losses):
        assert plot(frames).get_xlabel() == "time of sending (s)"
    assert lisp.plot_throughput(frames).get_xlabel() == "time (s)"
    with pytest.raises(ValueError, match="^no move 0: "):
        lisp.plot_rounds(frames)


def test_folder(folder):
    """The tables of a folder fit each other: every packet is in the account of its flow."""
    frames = lisp.to_frames(folder)
    assert frames.summary["program"] == "lisp-vm-mobility"
    assert len(frames.migrations) == 1
    flows, packets = frames.flows, frames.packets
    assert (flows["sent"] == flows["received"] - flows["duplicated"] + flows["lost"]).all()
    udp = flows[flows["protocol"] == "udp"]
    for name, flow in udp.iterrows():
        mine = packets[packets["flow"] == name]
        assert len(mine) == flow["sent"]
        assert mine["delay_s"].isna().sum() == flow["lost"]
        assert mine["lost_reason"].value_counts().to_dict() == flow["lost_by_reason"]
    assert (packets["delay_s"].dropna() > 0).all()
    assert frames.events["time"].is_monotonic_increasing
    assert {"vm-paused", "vm-resumed"} <= set(frames.events["event"])


@pytest.mark.parametrize("end", [4, 2, 0])
def test_folder_as_run(tmp_path, end):
    """A folder gives the same tables as the result that was written to it, whatever its end."""
    result = make_result()
    result.end_s = end
    lisp.ns.WriteResult(lisp.ns.ResultFolder(str(tmp_path / "out")), result)
    run, read = lisp.to_frames(result), lisp.to_frames(tmp_path / "out")
    assert run.summary == read.summary
    for ours, theirs in zip(run[1:], read[1:]):
        pandas.testing.assert_frame_equal(ours, theirs)


@pytest.mark.parametrize("name", ["", "nowhere"])
def test_no_result(tmp_path, name):
    """What is no folder of a result is refused by name."""
    with pytest.raises(ValueError, match="accepted: the folder of a result") as refused:
        lisp.to_frames(str(tmp_path / name))
    assert str(refused.value).startswith(str(tmp_path))


def marks(axes):
    """Return the times and labels of the upright lines."""
    lines = [line for line in axes.lines if line.get_linestyle() == "--"]
    return [(line.get_xdata()[0], line.get_label()) for line in lines]


def test_plot_delays(tmp_path):
    """Dots for what arrived, in milliseconds; crosses for what was lost; lines for the move."""
    axes = lisp.plot_delays(lisp.to_frames(make_result()))
    dots, crosses = axes.lines[:2]
    assert dots.get_label() == "a-to-b"
    assert [y for y in dots.get_ydata() if y == y] == [250, 500]
    assert crosses.get_xdata().tolist() == [2]
    assert marks(axes) == [(1.5, "paused"), (2.5, "resumed")]
    axes.figure.savefig(tmp_path / "delays.png")
    assert (tmp_path / "delays.png").read_bytes().startswith(b"\x89PNG")


def test_plot_losses(folder):
    """A line for each reason that ends at what the flows' account says; on given axes."""
    frames = lisp.to_frames(folder)
    axes = matplotlib.pyplot.figure().add_subplot()
    assert lisp.plot_losses(frames, ["client1-to-vm"], axes) is axes
    ends = {x.get_label(): x.get_ydata()[-1] for x in axes.lines if x.get_linestyle() == "-"}
    assert ends == frames.flows.loc["client1-to-vm", "lost_by_reason"]
    (move,) = frames.summary["migrations"]
    expected = [(move[f"{name}_s"], name) for name in ("paused", "resumed", "converged")]
    assert marks(axes) == expected


def test_plot_throughput(folder):
    """Steps in Mbit/s, from the part's begin to its end; TCP flows alone have them."""
    axes = lisp.plot_throughput(lisp.to_frames(make_result()), ["a-to-b"])
    (steps,) = axes.patches
    assert steps.get_data().values.tolist() == [0.002, 0, 0.004]
    assert steps.get_data().edges.tolist() == [1, 1.5, 2, 2.5]
    assert marks(axes) == [(1.5, "paused"), (2.5, "resumed")]
    frames = lisp.to_frames(folder)
    assert len(lisp.plot_throughput(frames).patches) == 1
    with pytest.raises(ValueError, match="accepted: tcp-client2-to-vm$"):
        lisp.plot_throughput(frames, ["client1-to-vm"])
    # What came in all is what its goodput says, over the time from its start to 2 s before the end.
    (tcp,) = (flow for flow in frames.summary["flows"] if flow["protocol"] == "tcp")
    duration = frames.throughput["end_s"].iloc[-1] - frames.throughput["start_s"].iloc[0]
    mean = frames.throughput["bytes"].sum() * 8 / duration
    assert mean == pytest.approx(tcp["goodput_bps"], rel=0.01)


def test_plot_rounds():
    """A bar for each round: where it begins, how long it takes, its rate."""
    axes = lisp.plot_rounds(lisp.to_frames(make_result()))
    bars = [(bar.get_x(), bar.get_width(), bar.get_height()) for bar in axes.patches]
    assert bars == [(0.5, 0.5, 0.65536), (1, 0.25, 0.65536)]
    assert marks(axes) == [(1.5, "paused"), (2.5, "resumed")]


def test_statistics():
    """A row for each figure of each move, flow and class of links; none of one run."""
    ns = lisp.ns
    result = make_result()
    assert len(lisp.to_frames(result).statistics) == 0
    series = ns.RunSeries()
    for delay in (0.25, 0.75):
        run = make_result()
        run.flows[0].delayBefore_s = delay
        series.Add(run)
    result.statistics = series.GetStatistics()
    table = lisp.to_frames(result).statistics.set_index(["of", "name", "figure"])
    row = table.loc[("flows", "a-to-b", "delay_before_s")]
    # Student's t for 97.5 % with 1 degree of freedom is 12.7062; percentiles are interpolated.
    assert (row["mean"], row["p5"], row["p50"], row["p95"]) == (0.5, 0.275, 0.5, 0.725)
    assert row["standard_deviation"] == pytest.approx(0.125**0.5)
    assert row["half_width"] == pytest.approx(12.7062 * 0.25, rel=1e-5)
    assert row["runs"] == 2
    assert table.loc[("fabric", "core", "control"), "mean"] == 64
    assert table.loc[("migrations", "vm1  > dc2", "converged_after_s"), "runs"] == 0


def test_plot_unknown_flow():
    """The name of a flow that is not there is refused, with those that are."""
    frames = lisp.to_frames(make_result())
    for plot in (lisp.plot_delays, lisp.plot_losses):
        with pytest.raises(ValueError, match="^no flow 'c-to-d': accepted: a-to-b$"):
            plot(frames, ["c-to-d"])
