# SPDX-License-Identifier: GPL-2.0-only
"""A workload that moves into the cloud: delays, ways and losses, by hand."""

import csv

import ns3_lisp as lisp
import pytest
from contract import Study

STUDY = Study("hybrid-cloud")
SYSTEMS = ("lisp", "lisp-nat", "triangular")


def move(folder, *arguments):
    """Run the program with --json; return the summary."""
    return STUDY.summarise(folder, *arguments, drawn=True)


def test_delays(tmp_path):
    """Delays before and after, at the longest distance and at shorter ones.

    An uplink is 0.5 ms, a link behind a router 0.1 ms, the users are 5 ms from the cloud, and the
    enterprise is as far as --distance says from both; octets take less than 20 us in all.

    The user, by the proxy: 1 + 0.5 + 40 + 0.5 + 0.1 ms before, 1 + 0.5 + 5 + 0.5 + 0.2 ms after,
    the same back, by the proxy ETR. Behind the NAT 1 ms more, up and down the RTR's uplink; back,
    the RTR does what the proxy ETR did. Through the enterprise there is no proxy, and after the
    move 0.5 + 40 + 1 + 40 + 0.5 + 0.2 ms there, 6.2 ms back. The branch is 0.1 ms further than the
    user, and needs no proxy. The database: 0.2 ms, then 0.1 + 0.5 + 40 + 0.5 + 0.2 ms.
    """
    summary = move(tmp_path)
    rows = {row["flow"]: row for row in summary["systems"]}
    expected = {
        "user, lisp": (42.1, 7.2, 14.4),
        "user, lisp-nat": (42.1, 8.2, 15.4),
        "user, triangular": (41.1, 82.2, 88.4),
        "branch, lisp": (41.2, 6.3, 12.6),
        "branch, lisp-nat": (41.2, 7.3, 14.6),
        "branch, triangular": (41.2, 82.3, 88.6),
        "database, lisp": (0.2, 41.3, 82.6),
        "database, lisp-nat": (0.2, 42.3, 84.6),
        "database, triangular": (0.2, 41.3, 82.6),
    }
    assert set(rows) == set(expected)
    for name, (before, after, trip) in expected.items():
        row = rows[name]
        assert row["delay_before_s"] == pytest.approx(before / 1e3, abs=20e-6)
        assert row["delay_after_s"] == pytest.approx(after / 1e3, abs=20e-6)
        assert row["round_trip_after_s"] == pytest.approx(trip / 1e3, abs=20e-6)
        assert ("rtr" in row["way_after"]) == ("nat" in name)
        assert ("dc-gw" in row["way_after"]) == ("triangular" in name or "database" in name)
    assert [row["distance_s"] for row in summary["distances"]] == [0.01, 0.02, 0.03, 0.04]
    for row in summary["distances"]:
        assert row["lisp_s"] == pytest.approx(7.2e-3, abs=20e-6)
        assert row["lisp_nat_s"] == pytest.approx(8.2e-3, abs=20e-6)
        assert row["triangular_s"] == pytest.approx(2 * row["distance_s"] + 2.2e-3, abs=20e-6)


def test_losses(tmp_path):
    """Every lost packet has its reason: the workload was off, or had gone.

    With LISP the last packet to the old place leaves 1 ms after the user sent it from the proxy,
    which learns the new place 101.4 to 111.4 ms after the workload's start (0.1 + 6.1 ms to the
    Map-Server, 41 ms to the old router, up to 10 ms for a packet, 41 ms for the SMR, 1 + 6.1 + 6.1
    ms for the answer); the first was sent 42.1 ms before the stop: with 1 s between both, 114 to
    116 packets, one each 10 ms. Through the enterprise the news has to come to the home gateway
    alone: 0.1 + 0.5 + 40 + 0.5 ms at most after the start, 103 to 105 packets. As the workload
    stays off for longer, one packet more is lost for each 10 ms.
    """
    summary = move(tmp_path, "--steps=1")
    rows = {row["flow"]: row for row in summary["systems"]}
    assert 114 <= rows["user, lisp"]["lost"] <= 116
    assert 103 <= rows["user, triangular"]["lost"] <= 105
    for name, row in rows.items():
        sender, system = name.split(", ")
        lost = [
            loss
            for loss in summary["losses"]
            if loss["loss"].startswith(f"{sender}-to-app, {system}: ")
        ]
        assert sum(loss["packets"] for loss in lost) == row["lost"]
        reasons = {loss["loss"].split(": ")[1] for loss in lost}
        assert "interface-down" in reasons
        assert reasons <= {"interface-down", "lisp-etr-eid-away"}
    longer = move(tmp_path, "--steps=1", "--downtime=3s")
    other = {row["flow"]: row for row in longer["systems"]}
    for name, row in rows.items():
        assert other[name]["lost"] == pytest.approx(row["lost"] + 200, abs=2)


@pytest.mark.parametrize("system", SYSTEMS)
def test_system(tmp_path, system):
    """What is told in full: its flows are those of the tables, its events those of its kind."""
    summary = move(tmp_path, "--steps=2", f"--system={system}")
    rows = {row["flow"]: row for row in summary["systems"]}
    for flow in summary["flows"]:
        if flow["protocol"] == "udp":
            row = rows[flow["name"].replace("-to-app", f", {system}")]
            assert (flow["sent"], flow["lost"]) == (row["sent"], row["lost"])
            assert ", ".join(flow["path_after"]) == row["way_after"]
    with open(tmp_path / STUDY.folder / "events.csv", encoding="utf-8") as file:
        events = [row["event"] for row in csv.DictReader(file)]
    assert events.count("workload-stopped") == events.count("workload-started") == 1
    assert ("host-detected" in events) == ("lisp" in system)
    assert ("binding-changed" in events) == (system == "triangular")
    assert ("map-register" in summary["control"]) == ("lisp" in system)
    assert ("info-request" in summary["control"]) == (system == "lisp-nat")
    frames = lisp.to_frames(tmp_path / STUDY.folder)
    assert len(frames.tables["distances"]) == 2


def test_seeds(tmp_path):
    """The same seed gives the same, in however many processes."""
    outputs = [STUDY.run(tmp_path, "--steps=1", "--json", f"--jobs={jobs}")[1] for jobs in (1, 2)]
    assert outputs[0] == outputs[1] != ""


def test_people(tmp_path):
    """Tables for people, the drawing on the page, a capture of the cloud's edge."""
    status, output, _ = STUDY.run(tmp_path, "--steps=2", "--pcap")
    assert status == 0
    assert "At the longest distance" in output and "Why packets were lost" in output
    page = (tmp_path / STUDY.folder / "report.html").read_text(encoding="utf-8")
    assert page.count("<polyline") >= 3
    assert len(list((tmp_path / STUDY.folder).glob("lisp-cloud-edge-*.pcap"))) == 1


test_refused = STUDY.refuses(
    {
        "--system=vpn": "--system=vpn: accepted: lisp, lisp-nat, triangular",
        "--steps=0": "--steps=0: accepted: a whole number from 1 to 20",
        "--downtime=1h": "--downtime=1h: accepted: ",
    }
)
