# SPDX-License-Identifier: GPL-2.0-only
"""Content from the nearest of several copies: delays, shares and times to follow, by hand."""

import math

import ns3_lisp as lisp
import pytest
from contract import Study, check_files

STUDY = Study("content-delivery")


def deliver(folder, *arguments):
    """Run the program with --json; return the summary, and its tables' rows by name."""
    summary = STUDY.summarise(folder, *arguments, drawn=True)
    names = {"policies": "policy", "stages": "stage", "changes": "change"}
    return summary, [{row[key]: row for row in summary[table]} for table, key in names.items()]


def test_dies(tmp_path):
    """The link of the copy in the middle fails for 120 s, and clients follow.

    12 clients ask every 250 ms: 480 times in a stage each. Probes are sent 4.75 to 5 s after the
    last answer, and a locator is down after three of them, 1 + 2.1 + 4.41 = 7.51 s after the first
    one. The way there and back is shorter than twice 2 diagonals of the square, 0.227 s, so that
    the first unanswered probe leaves 0.227 s before the failure to 5.227 s after it, and the
    next request is sent within 0.25 s. Who had the copy in the middle follows between 7.28 and
    12.99 s, and loses a request each 250 ms until then. By weights, the last of 16 ports in turn
    that had this one may be 15 requests before: no later than that.
    A locator that is down is probed 1 + 5 s after the last probe: who left returns within
    6 + 0.227 + 0.25 s, and 15 requests later if one of the ports alone had it.
    """
    summary, (policies, stages, changes) = deliver(tmp_path)
    assert list(policies) == ["lowest-delay", "weights", "central"]
    assert {row["requests"] for row in stages.values()} == {12 * 480}
    lowest = changes["lowest-delay, followed"]
    assert lowest["clients"] == lowest["concerned"] == changes["lowest-delay, returned"]["clients"]
    assert 7.28 < lowest["mean_after_s"] <= lowest["last_after_s"] < 12.99
    assert changes["weights, followed"]["last_after_s"] < 12.99
    lost = stages["lowest-delay, during"]["lost"]
    assert lost == pytest.approx(lowest["clients"] * lowest["mean_after_s"] / 0.25, abs=12)
    for policy, more in (("lowest-delay", 0), ("weights", 3.75), ("central", 3.75)):
        returned = changes[f"{policy}, returned"]
        assert 0 < returned["mean_after_s"] <= returned["last_after_s"] < 6.48 + more
        losses = {
            row["loss"]: row["packets"]
            for row in summary["losses"]
            if row["loss"].startswith(policy)
        }
        assert sum(losses.values()) == policies[policy]["lost"]
        assert losses[f"{policy}, link-failed"] > 0
    # One copy alone: without it, nothing is answered, first by the link, then by name at the ITR.
    assert changes["central, followed"]["clients"] == 0
    assert stages["central, during"]["lost"] == 5760
    assert stages["central, during"]["delay_s"] is None
    assert summary["drops"]["lisp-itr-no-usable-rloc"] > 5760 - 12 * 13 / 0.25


def test_shares(tmp_path):
    """Who serves whom before the change.

    By weights, 16 ports of 12 clients are shared out over 4 copies: the nearest serves 1/4 of
    them, with 4 standard deviations of sqrt(1/4 * 3/4 / 192) = 0.125. The copy in the middle
    is the nearest to those alone who leave it when it fails. By delay, who is not served by the
    nearest has one whose round trip is less than Hysteresis, 5 ms, longer. Each locator is
    probed 4.75 s after the last answer at the earliest, and 6.3 s at the latest, 1 s of which is a
    time-out.
    """
    _, (policies, stages, changes) = deliver(tmp_path)
    assert stages["weights, before"]["nearest_ratio"] == pytest.approx(0.25, abs=0.125)
    concerned = changes["lowest-delay, followed"]["concerned"]
    assert stages["central, before"]["nearest_ratio"] == pytest.approx(concerned / 12)
    before = [stages[f"{policy}, before"] for policy in policies]
    assert before[0]["nearest_ratio"] > 0.9
    assert before[0]["delay_s"] < min(before[1]["delay_s"], before[2]["delay_s"])
    assert before[0]["delay_p95_s"] < min(before[1]["delay_p95_s"], before[2]["delay_p95_s"])
    for policy, copies in (("lowest-delay", 4), ("weights", 4), ("central", 1)):
        probes = policies[policy]["probes"]
        assert 12 * copies * 367 / 6.3 < probes < 12 * copies * 367 / 4.75


def test_far(tmp_path):
    """The copy gets 100 ms farther away for 120 s, and each way there and back 200 ms longer.

    Nothing is lost. By weights or in the middle nobody leaves; all delays in the middle are 200 ms
    more, by weights those of the part that it serves, 1/4 with the deviation of 192 ports. By
    delay, who had it leaves when its smoothed delay is 5 ms more than another's. After k answers
    it has grown by 200 (1 - (7/8)^k) ms (RFC 6298 section 2): by 25 ms after the first one.
    The others are up to 2 diagonals of the square there and back farther away, 113 ms, so that it
    takes 7 answers at most: 7 * 5.3 s. Coming back, it has 200 (1 - (7/8)^n) ms too much after
    n = 22 probes or more, 189 ms, of which 108 ms are left after 4 answers: 5 at least, 19 s.
    """
    summary, (policies, stages, changes) = deliver(tmp_path, "--fail=far")
    assert all(row["lost"] == 0 for row in policies.values())
    assert "losses" not in summary
    growth = {
        policy: stages[f"{policy}, during"]["delay_s"] - stages[f"{policy}, before"]["delay_s"]
        for policy in policies
    }
    assert growth["central"] == pytest.approx(0.2, abs=0.2 * 12 / 5760 + 1e-5)
    assert growth["weights"] / 0.2 == pytest.approx(0.25, abs=0.125)
    assert growth["lowest-delay"] < growth["weights"]
    for policy in ("weights", "central"):
        assert changes[f"{policy}, followed"]["clients"] == 0
        assert changes[f"{policy}, returned"]["clients"] == 0
    followed = changes["lowest-delay, followed"]
    assert followed["clients"] == followed["concerned"] > 0
    assert followed["last_after_s"] < 7 * 5.3
    assert math.log(189 / 108) / math.log(8 / 7) > 4
    assert changes["lowest-delay, returned"]["mean_after_s"] > 4 * 4.75
    follows = [event for event in lisp.to_frames(tmp_path / STUDY.folder).events["event"]]
    assert follows.count("follows") == followed["clients"]


def test_none(tmp_path):
    """Nothing changes: the three stages are the same, one policy alone is run."""
    small = ("--policy=weights", "--fail=none", "--copies=2", "--clients=3", "--stage=12s")
    summary, (policies, stages, changes) = deliver(tmp_path, *small)
    assert list(policies) == ["weights"]
    assert changes["weights, followed"]["concerned"] == 0
    # 48 requests are three turns of 16 ports: each stage asks the same copies as often.
    assert len({round(row["delay_s"], 7) for row in stages.values()}) == 1
    assert len({row["nearest_ratio"] for row in stages.values()}) == 1
    assert [row["requests"] for row in stages.values()] == [3 * 48] * 3
    assert len(summary["timeline"]) == 36
    assert summary["drops"] == {}


def test_seeds(tmp_path):
    """The same seed gives the same, in however many processes; another one other places."""
    small = ("--clients=3", "--stage=12s", "--json")
    outputs = [
        STUDY.run(tmp_path, *small, *arguments)[1]
        for arguments in (("--jobs=1",), ("--jobs=2",), ("--seed=2",))
    ]
    assert outputs[0] == outputs[1] != outputs[2]


def test_people(tmp_path):
    """The tables for people, the drawing on the page, captures of the copies."""
    status, output, _ = STUDY.run(tmp_path, "--clients=2", "--copies=2", "--stage=12s", "--pcap")
    assert status == 0
    assert "by the nearest" in output and "_s" not in output
    check_files(tmp_path / STUDY.folder, output)
    page = (tmp_path / STUDY.folder / "report.html").read_text(encoding="utf-8")
    # A curve for each of six figures, and a new one after each gap: "central" has one while its
    # only copy is dead.
    timeline = lisp.to_frames(tmp_path / STUDY.folder).tables["timeline"]
    measured = timeline.filter(regex="_delay_s$|_nearest_ratio$").notna()
    begins = measured & ~measured.shift(fill_value=False)
    assert begins["central_delay_s"].sum() == 2
    assert page.count("<polyline") == begins.to_numpy().sum()
    captures = {file.name.split("-router")[0] for file in (tmp_path / STUDY.folder).glob("*.pcap")}
    assert captures == {
        f"{policy}-copy{copy}"
        for policy in ("lowest-delay", "weights", "central")
        for copy in (1, 2)
    }


test_refused = STUDY.refuses(
    {
        "--copies=1": "--copies=1: accepted: a whole number from 2 to 16",
        "--clients=0": "--clients=0: accepted: a whole number from 1 to 200",
        "--policy=x": "--policy=x: accepted: all, lowest-delay, weights, central",
        "--fail=x": "--fail=x: accepted: dies, far, none",
        "--stage=1s": "--stage=1s: accepted: ",
        "--detour=1ms": "--detour=1ms with --fail=dies: accepted with --fail=far only\n",
        "--policy=central --jobs=2": "--jobs=2 with one simulation: accepted with several only\n",
        "--probe-interval=0": "--probe-interval=0: accepted: ",
    }
)
