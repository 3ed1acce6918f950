# SPDX-License-Identifier: GPL-2.0-only
"""Two data centres with one prefix: shares, affinity, what fails over, by hand.

Clients' sites are 5 ms from the core, data centres 0.5 ms, the two core routers 10 ms from each
other. By default 8 sites have 5 UDP flows, of 20 packets a second, and 2 TCP flows, of 1000
octets ten times a second, each; weights are 60 and 40. dc1 fails at 20 s and is back at 50 s.
"""

import csv

import pytest
from contract import Study, check_files

STUDY = Study("active-active")


def serve(folder, *arguments):
    """Run the program with --json; return the summary, phases and kinds of flows by name."""
    summary = STUDY.summarise(folder, *arguments, drawn=True)
    phases = {row["phase"]: row for row in summary["phases"]}
    kinds = {row["protocol"]: row for row in summary["affinity"]}
    return summary, phases, kinds


def test_probe(tmp_path):
    """RLOC-probes find it out; UDP goes on at once then, TCP at its next retransmission.

    A probe is sent 5 s at most after the last answer, which takes 31 ms at most; three without an
    answer take 1 + 2.1 + 4.41 = 7.51 s. So the other data centre takes over 7.49 to 12.6 s after
    the failure, and a packet of a flow comes there 65 ms later at most. TCP's retransmissions come
    1, 3, 7 and 15 s after the first, with a least timeout of 1 s: the first that reaches the other
    server, at 15 s, is reset, and the client opens a connection, two round trips of 32 ms.

    No flow moves while both are up. All that were at dc1 go to dc2, and back: those of UDP by the
    same hash. A new TCP connection has another port, and so another hash.
    """
    summary, phases, kinds = serve(tmp_path)
    udp, tcp = kinds["udp"], kinds["tcp"]
    assert (udp["flows"], tcp["flows"]) == (40, 16)
    takeover = summary["takeover"]
    assert takeover["noticed"] == 8
    assert 7.49 <= takeover["noticed_first_s"] <= takeover["noticed_last_s"] <= 12.6
    for kind in (udp, tcp):
        assert kind["moved_before"] == 0
        assert kind["hit"] == kind["recovered"] == kind["moved_at_failure"] > 0
    assert udp["moved_at_return"] == udp["hit"]
    assert tcp["moved_at_return"] <= tcp["flows"]
    assert udp["recovery_most_s"] <= takeover["noticed_last_s"] + 0.065
    assert 15 <= tcp["recovery_median_s"] <= tcp["recovery_most_s"] <= 15.4
    # 75 s of 20 packets a second; flow n starts n ms later.
    assert udp["sent"] == pytest.approx(40 * 75 * 20, abs=40)
    # What hit flows sent until the other took over, of each one packet more or less.
    lost = udp["hit"] * takeover["noticed_last_s"] * 20
    assert 0.9 * lost - udp["hit"] <= udp["lost"] <= lost + udp["hit"]
    # A flow sends 20 packets a second for 13 s, TCP two segments of each 1000 octets: the load
    # is shared as the flows are, but for a packet of each at either end.
    both = phases["both"]
    assert both["sent"] == pytest.approx(56 * 20 * 13, abs=56)
    assert both["dc1_ratio"] == pytest.approx((udp["hit"] + tcp["hit"]) / 56, abs=2 / (20 * 13))
    # 60 % of these choose dc1, with a standard deviation of sqrt(56 * 0.6 * 0.4) = 3.7: within 4.
    assert udp["hit"] + tcp["hit"] == pytest.approx(0.6 * 56, abs=4 * 3.7)
    assert phases["at the end"]["lost"] == 0
    # As many segments as were lost because their connection was the other server's.
    assert summary["takeover"]["refused_segments"] == summary["drops"]["connection-unknown"]
    # Flows tell the same, one by one.
    stays = [flow["path_changes"] for flow in summary["flows"] if flow["protocol"] == "udp"]
    gateways = [[n for way in ways for n in way["path"] if n.endswith("-gw1")] for ways in stays]
    assert gateways.count(["dc2-gw1"]) == 40 - udp["hit"]
    assert gateways.count(["dc1-gw1", "dc2-gw1", "dc1-gw1"]) == udp["hit"]


def test_icmp(tmp_path):
    """The core router of dc1 says that there is no route; that is limited to 10 messages a second.

    The first 10 go out at once, to whoever sends first, the others one each 100 ms (RFC 4443
    section 2.4 (f)). A site that hears nothing sends again with every packet of its flows: the last
    one knows in about a second. TCP has its answer with the first retransmission, after 1 s or
    earlier, if what follows the lost segments finds the other server.
    """
    summary, phases, kinds = serve(tmp_path, "--detection=icmp")
    takeover = summary["takeover"]
    assert takeover["noticed"] == 8
    # The nearest hears it 5.5 ms after a packet was too late, the first within some milliseconds.
    assert 0.005 <= takeover["noticed_first_s"] <= 0.02
    assert takeover["noticed_last_s"] <= 1.5
    for kind in kinds.values():
        assert kind["moved_before"] == 0
        assert kind["hit"] == kind["recovered"] == kind["moved_at_failure"]
    assert kinds["udp"]["recovery_most_s"] <= takeover["noticed_last_s"] + 0.065
    assert kinds["tcp"]["recovery_most_s"] <= 3.2
    # Each time that it is tried again, after 10 and 20 s, some are lost.
    assert phases["dc1 has failed"]["dc1_ratio"] < 0.03
    assert phases["dc1 has failed"]["lost"] < 0.03 * phases["dc1 has failed"]["sent"]


def test_none(tmp_path):
    """Nobody finds out: what was at dc1 is lost for 30 s, and no flow moves, but of TCP.

    20 * 30 = 600 packets of each UDP flow, give or take one; those of TCP give up or come again
    after the return, when the server that has booted does not know them.
    """
    _, _, kinds = serve(tmp_path, "--detection=none")
    udp = kinds["udp"]
    assert udp["moved_before"] == udp["moved_at_failure"] == udp["moved_at_return"] == 0
    assert udp["recovered"] == kinds["tcp"]["recovered"] == 0
    assert udp["lost"] == pytest.approx(udp["hit"] * 600, abs=udp["hit"])


def test_weights(tmp_path):
    """Capacities of 80 and 20 %, 100 UDP flows: four standard deviations are 16 flows.

    The load has the same parts, but for a packet of each flow at either end of 13 s.
    """
    many = ("--weight=80", "--clients=20", "--udp-flows=5", "--tcp-flows=0", "--detection=icmp")
    _, phases, kinds = serve(tmp_path, *many)
    hit = kinds["udp"]["hit"]
    assert hit == pytest.approx(80, abs=16)
    assert phases["both"]["dc1_ratio"] == pytest.approx(hit / 100, abs=2 / (20 * 13))
    assert kinds["udp"]["moved_before"] == 0


def test_stretched(tmp_path):
    """In a stretched subnet each server has an address of its own: its flows fail with it.

    Half of the flows are for each server, and come in at either data centre. Those that came by dc1
    for dc2's server recover; those for dc1's do not. Before, what came in at the wrong one crossed
    the LAN extension; nothing was lost there.
    """
    summary, phases, kinds = serve(tmp_path, "--subnet=dark-fiber", "--detection=icmp")
    udp = kinds["udp"]
    flows = [flow for flow in summary["flows"] if flow["protocol"] == "udp"]
    ways = {flow["name"]: flow["path_changes"][0]["path"] for flow in flows}
    entries = {name: next(n for n in way if n.endswith("-gw1")) for name, way in ways.items()}
    servers = {flow["name"]: flow["destination"] for flow in flows}
    assert list(servers.values()).count("dc1-server") == 20
    hit = [name for name in entries if entries[name] == "dc1-gw1"]
    saved = [name for name in hit if servers[name] == "dc2-server"]
    assert (udp["hit"], udp["recovered"]) == (len(hit), len(saved))
    assert 0 < len(saved) < len(hit)
    for name, way in ways.items():
        crosses = entries[name][:3] != servers[name][:3]
        assert sum(node.endswith("-gw1") for node in way) == (2 if crosses else 1)
    # dc1's server is away for 30 s.
    for flow in flows:
        if flow["destination"] == "dc1-server":
            assert flow["lost"] >= 599
    assert phases["at the end"]["lost"] == 0


def test_files(tmp_path):
    """The tables for people, load over time, events, captures of both gateways; the same again."""
    status, output, _ = STUDY.run(tmp_path, "--clients=2", "--pcap")
    assert status == 0
    assert "moved at failure" in output and "site1-udp-1" not in output
    folder = tmp_path / STUDY.folder
    check_files(folder, output)
    with open(folder / "series.csv", encoding="utf-8") as file:
        assert {row["name"] for row in csv.DictReader(file)} == {"dc1", "dc2"}
    with open(folder / "events.csv", encoding="utf-8") as file:
        events = [(row["event"], float(row["time"])) for row in csv.DictReader(file)]
    assert ("data-center-fails", 20) in events and ("data-center-is-back", 50) in events
    captures = sorted(file.name for file in folder.glob("*.pcap"))
    assert [name.split("-gw1-")[0] for name in captures] == [
        "active-active-dc1",
        "active-active-dc2",
    ]
    summary = (folder / "summary.json").read_text(encoding="utf-8")
    assert STUDY.run(tmp_path, "--clients=2", "--json")[1] == summary


test_refused = STUDY.refuses(
    {
        "--clients=0": "--clients=0: accepted: a whole number from 1 to 40",
        "--weight=100": "--weight=100: accepted: a whole number from 10 to 90",
        "--subnet=x": "--subnet=x: accepted: separate, ",
        "--detection=luck": "--detection=luck: accepted: probe, icmp, none",
        "--retry=5s": "--retry=5s with --detection=probe: accepted with --detection=icmp only\n",
        "--detection=icmp --probe-interval=1s": "--probe-interval=1s with --detection=icmp: "
        "accepted with --detection=probe only\n",
        "--udp-flows=0 --tcp-flows=0": "--udp-flows=0 with --tcp-flows=0: accepted: some flow",
    }
)
