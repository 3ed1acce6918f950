# SPDX-License-Identifier: GPL-2.0-only
"""Things that move between gateways: rates, state and times, by hand."""

import ns3_lisp as lisp
import pytest
from contract import Study, check_files

STUDY = Study("iot-field")


def move(folder, *arguments, drawn=False):
    """Run the program with --json; return the summary."""
    return STUDY.summarise(folder, *arguments, drawn=drawn)


def test_growth(tmp_path):
    """What grows with the number of things, and what does not.

    In the quick phase of its registration, which is longer than the run, each thing is registered
    every 20 s: 400 things make 20 Map-Registers a second, besides those of moves, 400 * 12 / 3600 =
    1.33 a second, and the collector's prefix. Each of these is acknowledged. Of the moves, 80 in 60
    s, 4 standard deviations are 36. The Map-Server has each thing and the collector's prefix; the
    collector's router has each thing, a gateway the collector alone.
    """
    summary = move(tmp_path, "--things=400", "--step=200", drawn=True)
    for number, row in enumerate(summary["growth"]):
        things = 200 * (number + 1)
        assert row["things"] == things
        assert abs(row["moves"] - things / 5) < 4 * (things / 5) ** 0.5
        moves = row["moves"] / 60
        assert row["registers_per_second"] == pytest.approx(things / 20 + moves, rel=0.05)
        assert row["unasked_notifies_per_second"] == pytest.approx(moves, rel=0.02)
        assert row["notifies_per_second"] == pytest.approx(
            row["registers_per_second"] + row["unasked_notifies_per_second"], rel=0.01
        )
        state = summary["state"][number]
        assert state["registrations"] == things + 1
        assert (state["collector_cache"], state["gateway_cache"]) == (things, 1)
        assert 0 < state["host_routes"] <= row["moves"]
        assert state["core_routes"] == summary["state"][0]["core_routes"]
        delivery = summary["delivery"][number]
        assert delivery["reports_lost"] == 0
        # The first command after a move is lost where the thing was, and tells of the move; more
        # are lost only if Solicit-Map-Requests wait for each other.
        assert row["moves"] - 5 <= delivery["commands_lost"] <= 1.5 * row["moves"]
    assert summary["growth"][1]["events"] > 1.8 * summary["growth"][0]["events"]
    assert set(summary["drops"]) <= {
        "lisp-etr-eid-away",
        "lisp-control-smr-rate",
        "lisp-control-stale-register",  # crossed the news of the move
        "thing-gone",
    }
    # For each reason, as many as are said to be lost.
    lost = sum(row["commands"] for row in summary["losses"])
    assert lost == summary["delivery"][-1]["commands_lost"]
    frames = lisp.to_frames(tmp_path / STUDY.folder)
    assert list(frames.tables["growth"]["things"]) == [200, 400]


def test_times(tmp_path):
    """When a thing that has moved can be reached.

    A thing's report is at its gateway after 5.064 ms (80 octets at 10 Mbit/s), and 11 ms later its
    registration at the Map-Server. If the new gateway solicits the collector, 11 ms for the
    Map-Notify, 11 ms for the Solicit-Map-Request, and 1, 11 and 11 ms until the answer: 61.064 ms.
    Of few things, hardly any two come to a gateway within 3 s. Until a command comes it is up to
    10 s more, 5 s in the mean. If only the old gateway solicits, when a command comes: 5 s in the
    mean, and 10 s more.
    """
    few = ("--things=60", "--step=0", "--gateways=16", "--duration=300s")
    for update, least, most, median in (("smr", 0, 10.1, 5), ("map-notify", 10, 20.1, 15)):
        (row,) = move(tmp_path, *few, f"--update={update}")["moves"]
        assert row["registered_p50_s"] == pytest.approx(16.064e-3, abs=4e-6)
        assert row["registered_max_s"] == pytest.approx(16.064e-3, abs=4e-6)
        if update == "smr":
            assert row["followed_p50_s"] == pytest.approx(61.064e-3, abs=4e-6)
        # Of 60 moves or so, spread over 10 s, the median's standard deviation is 0.65 s.
        assert row["reached_p50_s"] == pytest.approx(median, abs=2.6)
        assert least < row["reached_p50_s"] < row["reached_p95_s"] < most


def test_thousands(tmp_path):
    """3000 things at eight gateways, of which 600 move in a minute.

    Registrations are 3000 / 20 a second and one for each move; 4 standard deviations of 600 are 98.
    A gateway solicits the one collector once in 3 s, eight of them 2.67 times a second, while 10
    move: in the minute and the seconds after it about 190 of the 600 can be told of, a third, and
    not half of them are followed.
    """
    summary = move(tmp_path, "--things=3000", "--step=0")
    (row,) = summary["growth"]
    assert abs(row["moves"] - 600) < 98
    assert row["registers_per_second"] == pytest.approx(150 + row["moves"] / 60, rel=0.05)
    assert 2 < row["smrs_per_second"] <= 8 / 3 + 0.05
    (state,) = summary["state"]
    assert (state["registrations"], state["collector_cache"]) == (3001, 3000)
    assert state["gateway_cache"] == 1
    assert summary["delivery"][0]["reports_lost"] == 0
    (moves,) = summary["moves"]
    assert moves["registered"] == row["moves"]
    assert moves["followed"] <= row["moves"] / 2


def test_smr_interval(tmp_path):
    """A gateway solicits a locator once in 3 s: with many moves, that is the bottleneck.

    Two gateways, 400 moves a minute: each has 3.3 things leaving it a second, and solicits for one
    in 3 s, 0.33 a second; 0.67 for both. Two collectors are solicited once in 3 s each: 1.33. With
    10 ms between two, every move is followed when the next command has come, within 10 s.
    """
    many = ("--things=400", "--step=0", "--gateways=2", "--move-rate=60")
    (slow,) = move(tmp_path, *many)["growth"]
    (double,) = move(tmp_path, *many, "--collectors=2")["growth"]
    assert slow["smrs_per_second"] <= 2 / 3 + 0.05
    assert 1.5 * slow["smrs_per_second"] < double["smrs_per_second"] <= 4 / 3 + 0.1
    summary = move(tmp_path, *many, "--smr-interval=10ms")
    (quick,) = summary["growth"]
    assert quick["smrs_per_second"] > 5 * slow["smrs_per_second"]
    assert summary["moves"][0]["followed_p95_s"] < 10.2


def test_seeds(tmp_path):
    """The same seed gives the same, in however many processes; another one other moves."""
    small = ("--things=60", "--step=30", "--json")
    outputs = [
        STUDY.run(tmp_path, *small, *arguments)[1]
        for arguments in (("--jobs=1",), ("--jobs=2",), ("--seed=2",))
    ]
    assert outputs[0] == outputs[1] != outputs[2]


def test_people(tmp_path):
    """Tables for people, drawings on the page, captures of the gateways."""
    status, output, _ = STUDY.run(tmp_path, "--things=40", "--step=20", "--gateways=2", "--pcap")
    assert status == 0
    assert "What the mapping system bears" in output and "After a move" in output
    check_files(tmp_path / STUDY.folder, output)
    page = (tmp_path / STUDY.folder / "report.html").read_text(encoding="utf-8")
    assert page.count("<polyline") == 9
    captures = {file.name.split("-gateway")[0] for file in (tmp_path / STUDY.folder).glob("*.pcap")}
    assert captures == {"lisp-20", "lisp-40"}


test_refused = STUDY.refuses(
    {
        "--things=0": "--things=0: accepted: a whole number from 1 to 65000",
        "--gateways=1": "--gateways=1: accepted: a whole number from 2 to 64",
        "--step=1": "--step=1 with --things=2000: accepted: at most 100 steps",
        "--move-rate=0 --update=smr": "--update=smr with --move-rate=0: accepted with --move-rate "
        "of more than 0 only\n",
        "--move-rate=0 --smr-interval=1s": "--smr-interval=1s with --move-rate=0: accepted ",
        "--update=x": "--update=x: accepted: map-notify, smr",
    }
)
