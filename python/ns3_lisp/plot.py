# SPDX-License-Identifier: GPL-2.0-only
"""Plots of a result with matplotlib."""

from .mistake import Mistake

# What is marked of a move, and how.
MOMENTS = {
    "paused_s": ("paused", "tab:red"),
    "resumed_s": ("resumed", "tab:green"),
    "converged_s": ("converged", "tab:blue"),
}


def _choose(frames, flows, known=None):
    """Return the names of the flows to plot, of all or of those that are known."""
    known = list(frames.flows.index) if known is None else known
    for name in flows or ():
        if name not in known:
            raise Mistake(f"no flow {name!r}: accepted: {', '.join(known)}")
    return list(flows) if flows else known


def _axes(axes):
    """Return the axes to draw on."""
    if axes is None:
        from matplotlib import pyplot

        axes = pyplot.subplots(figsize=(10, 4), layout="constrained")[1]
    return axes


def _mark_moves(axes, frames, only=None):
    """Draw a line for each moment of each move, or of one."""
    chosen = frames.migrations if only is None else frames.migrations.loc[[only]]
    for number, move in enumerate(chosen.itertuples()):
        for column, (name, colour) in MOMENTS.items():
            time = getattr(move, column)
            if time == time:  # not NaN
                known = axes.get_legend_handles_labels()[1]
                label = name if number == 0 and name not in known else None
                axes.axvline(time, color=colour, linestyle="--", linewidth=1, label=label)


def _finish(axes, label, time="time of sending (s)"):
    """Label the axes; return them."""
    axes.set_xlabel(time)
    axes.set_ylabel(label)
    if axes.get_legend_handles_labels()[0]:
        axes.legend(fontsize="small")
    return axes


def plot_delays(frames, flows=None, axes=None):
    """Plot the delay of each packet over its time of sending, with the moments of the moves.

    Lost packets are crosses below the axis.

    frames: what to_frames returned
    flows: names of flows; None: all
    axes: matplotlib's axes to draw on; None: of a new figure

    Returns the axes. Raises Mistake if there is no flow of a name.
    """
    names = _choose(frames, flows)
    axes = _axes(axes)
    lost_at = -0.03 * 1000 * frames.packets["delay_s"].max()
    for name in names:
        packets = frames.packets[frames.packets["flow"] == name]
        (dots,) = axes.plot(
            packets["sent_s"], 1000 * packets["delay_s"], ".", markersize=2, label=name
        )
        lost = packets[packets["received_s"].isna()]
        axes.plot(lost["sent_s"], [lost_at] * len(lost), "x", color=dots.get_color(), markersize=3)
    _mark_moves(axes, frames)
    return _finish(axes, "delay (ms), x lost")


def plot_losses(frames, flows=None, axes=None):
    """Plot how many packets were lost so far over their time of sending, a line for each reason.

    frames, flows, axes: as for plot_delays

    Returns the axes. Raises Mistake if there is no flow of a name.
    """
    names = _choose(frames, flows)
    axes = _axes(axes)
    packets = frames.packets[frames.packets["flow"].isin(names)]
    end = packets["sent_s"].max()
    for reason, lost in packets[packets["lost_reason"].notna()].groupby("lost_reason"):
        times = sorted(lost["sent_s"])
        counts = list(range(1, len(times) + 1))
        axes.step([*times, end], [*counts, counts[-1]], where="post", label=reason)
    _mark_moves(axes, frames)
    return _finish(axes, "packets lost so far")


def plot_throughput(frames, flows=None, axes=None):
    """Plot what the applications of TCP flows received over time, with the moments of the moves.

    frames: what to_frames returned
    flows: names of TCP flows, or of frames.series, as "all flows"; None: all TCP flows
    axes: matplotlib's axes to draw on; None: of a new figure

    Returns the axes, in Mbit/s. Raises Mistake if there is no TCP flow, or series, of a name.
    """
    carried = {
        name: parts.rename(columns={"goodput_bps": "bps"})
        for name, parts in frames.throughput.groupby("flow", sort=False)
    }
    tcp = list(carried)
    carried |= dict(list(frames.series.groupby("name", sort=False)))
    names = _choose(frames, flows, list(carried)) if flows else tcp
    axes = _axes(axes)
    for name in names:
        parts = carried[name]
        edges = [*parts["start_s"], parts["end_s"].iloc[-1]]
        axes.stairs(parts["bps"] / 1e6, edges, label=name)
    _mark_moves(axes, frames)
    return _finish(axes, "goodput (Mbit/s)", "time (s)")


def plot_rounds(frames, move=0, axes=None):
    """Plot the rounds of a move: as wide as they took, as high as their rate.

    frames: what to_frames returned
    move: its row in frames.migrations
    axes: matplotlib's axes to draw on; None: of a new figure

    Returns the axes, in Mbit/s. Raises Mistake if there is no such move.
    """
    if move not in frames.migrations.index:
        raise Mistake(f"no move {move!r}: accepted: 0 to {len(frames.migrations) - 1}")
    axes = _axes(axes)
    rounds = frames.rounds[frames.rounds["move"] == move]
    axes.bar(
        rounds["start_s"],
        rounds["rate_bps"] / 1e6,
        rounds["end_s"] - rounds["start_s"],
        align="edge",
        edgecolor="white",
        label="rounds",
    )
    _mark_moves(axes, frames, move)
    return _finish(axes, "rate (Mbit/s)", "time (s)")
