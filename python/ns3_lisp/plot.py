# SPDX-License-Identifier: GPL-2.0-only
"""Plots of a result with matplotlib."""

from .mistake import Mistake

# What is marked of a move, and how.
MOMENTS = {
    "paused_s": ("paused", "tab:red"),
    "resumed_s": ("resumed", "tab:green"),
    "converged_s": ("converged", "tab:blue"),
}


def _choose(frames, flows):
    """Return the names of the flows to plot."""
    known = list(frames.flows.index)
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


def _mark_moves(axes, frames):
    """Draw a line for each moment of each move."""
    for number, move in enumerate(frames.migrations.itertuples()):
        for column, (name, colour) in MOMENTS.items():
            time = getattr(move, column)
            if time == time:  # not NaN
                label = name if number == 0 else None
                axes.axvline(time, color=colour, linestyle="--", linewidth=1, label=label)


def _finish(axes, label):
    """Label the axes; return them."""
    axes.set_xlabel("time of sending (s)")
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
