# SPDX-License-Identifier: GPL-2.0-only
"""Two uplinks each: shares, and how soon the loss of one is found out, by hand.

Delays, one way: an uplink 10 ms, between the providers 2 ms, from the first provider to the
Map-Server 0.5 ms. dc1 sends by its first uplink, a1; so does dc2, by b1, until that fails, and then
by b2. dc1 sends to dc2 every 2 ms, each of 100 flows every 200 ms. Weights change at 10 s, b1 fails
at 15 s and is back at 30 s.
"""

import math

import pytest
from contract import Study

STUDY = Study("data-center-interconnection")


def interconnect(folder, *arguments):
    """Run the program with --json; return its tables, each as rows by their name."""
    summary = STUDY.summarise(folder, *arguments, drawn=True)
    return {
        name: {row["run"]: row for row in summary[name]}
        for name in ("detection", "messages", "shares")
    }


@pytest.fixture(scope="module", name="tables")
def fixture_tables(tmp_path_factory):
    """Every failure and mechanism, in one run."""
    return interconnect(tmp_path_factory.mktemp("all"))


def test_link(tables):
    """A loss that both ends notice.

    - icmp: isp1 reports the first packet for b1 that comes after 15 s, which dc1 hears 10 ms later.
      A packet for b1 comes every few milliseconds: 10 to 20 ms. It is tried again 10 s later, which
      is told to be wrong 20 to 30 ms later, and 10 s after that, 5.03 to 5.06 s after the return.
    - route: isp1 withdraws it, 10 ms; then isp2, by which it went otherwise, 2 + 10 ms. It is back
      10 ms after the return, and the next packet for it takes it.
    - status-bits: the next packet of dc2, within 2 ms, takes 20 ms to a2 or 22 ms to a1.
    - signalled: dc2 registers by b2 (12.5 ms), is answered (12.5), solicits (20 to a2, 22 to a1),
      dc1 asks (10.5 to the Map-Server, 12.5 from there to b2), and is answered (20 or 22): 88 to 92
      ms. The return is told over b2 or b1: no less than 82 ms, see test_shares.
    - probe: one is sent 5 s at most after the last answer, which takes 40 ms; the last one before
      the failure that is answered left 20 ms before it at the latest. Three without answer take
      1 + 2.1 + 4.41 = 7.51 s: 7.49 to 12.6 s. A probe of a lost locator comes 5 s after the last
      has been given up: 12.6 s at most until it is back.
    - echo-nonce: dc2 sends by b2 now, and who says nothing is not held to account: never.
    - together: the first of all, ICMP or the withdrawn route. A locator that probes have given up
      on, too, is back with the answer to one that was sent when its route was back: 10 + 40 ms.
    """
    rows = tables["detection"]
    expected = {
        "icmp": ((0.010, 0.020), (5.03, 5.06)),
        "route": ((0.012, 0.0121), (0.010, 0.020)),
        "status-bits": ((0.020, 0.025), (0.020, 0.035)),
        "signalled": ((0.088, 0.0921), (0.082, 0.105)),
        "probe": ((7.49, 12.6), (0, 12.6)),
        "together": ((0.010, 0.0121), (0.050, 12.6)),
    }
    for name, (failover, comeback) in expected.items():
        row = rows["link " + name]
        assert failover[0] <= row["failover_s"] <= failover[1], name
        assert comeback[0] <= row["return_s"] <= comeback[1], name
        assert row["last_packet_s"] <= row["failover_s"], name
    for name in ("none", "echo-nonce"):
        assert rows["link " + name]["failover_s"] is None
        assert rows["link " + name]["return_s"] is None
    order = ["icmp", "route", "status-bits", "signalled", "probe"]
    times = [rows["link " + name]["failover_s"] for name in order]
    assert times == sorted(times)


def test_one_way(tables):
    """A loss that nobody notices: who waits for an answer finds it out, nobody else.

    - probe: as in test_link.
    - echo-nonce: dc2 still sends by b1, without an echo. From an echo to the next request it is 6
      s, without one for 1 s b1 is down, and the request before the failure may still be echoed 40
      ms after it: 1 to 7.1 s.
    - together: the sooner one.

    A probe that dc2 sends is answered to b1, where nothing arrives: it takes all of dc1's locators
    to be lost, and drops what is for them.
    """
    rows = tables["detection"]
    for name in ("none", "signalled", "icmp", "route", "status-bits"):
        assert rows["one-way " + name]["failover_s"] is None, name
    assert 7.49 <= rows["one-way probe"]["failover_s"] <= 12.6
    assert 1 <= rows["one-way echo-nonce"]["failover_s"] <= 7.1
    assert rows["one-way together"]["failover_s"] <= 7.1
    for name in ("none", "echo-nonce"):
        assert rows["one-way " + name]["lost_of_others"] == 0
    assert rows["one-way probe"]["lost_of_others"] > 1000


def test_lost(tables):
    """Every lost packet has a name, and there are as many as b1's share of the time.

    dc1 sends 500 packets a second, of which b1's share is that after the change of weights. With
    nothing to find out the loss, 15 s of them are lost: at isp1, which has no route, or on the dead
    link. Those that were on the link when it failed, for 10 ms, meet an interface that is down; a
    link that nobody knows to be dead loses them as the others. With a mechanism it is what left
    from 20 ms before the failure to the last packet; ICMP is wrong once more.
    """
    rows = tables["detection"]
    for name, row in rows.items():
        failure, mechanism = name.split()
        assert row["sent"] == 20000
        reasons = [key for key in row if key.startswith("lost_") and key != "lost_of_others"]
        assert row["lost"] == sum(row[reason] for reason in reasons)
        share = tables["shares"][name]["after_ratio"]
        if failure == "link":
            assert row["lost_link_failed"] == 0
            assert row["lost_interface_down"] == pytest.approx(0.010 * 500 * share, abs=2)
        else:
            assert row["lost"] == row["lost_link_failed"]
        if row["failover_s"] is None:
            reason = "lost_ip_no_route" if failure == "link" else "lost_link_failed"
            assert row[reason] == pytest.approx(15 * 500 * share, abs=1)
        elif mechanism in ("signalled", "status-bits", "probe"):
            lost = (0.020 + row["last_packet_s"]) * 500 * share
            assert row["lost"] == pytest.approx(lost, abs=5)
    assert rows["link icmp"]["lost"] <= 2 * 0.045 * 500


def test_messages(tables):
    """What each mechanism costs in messages besides those of "none".

    Bits and nonces in data headers cost none. ICMP costs one for each packet that isp1 has no route
    for, BGP its own. A probe costs a Map-Request and a Map-Reply; in the 40 s of the flows each of
    two tunnel routers sends at most 9 to each of two locators that are there, 5.04 s apart, and
    less than 20 to one that is not.
    """
    for failure in ("link", "one-way"):
        none = tables["messages"][f"{failure} none"]

        def more(name, failure=failure, none=none):
            row = tables["messages"][f"{failure} {name}"]
            return {
                key: row[key] - none[key] for key in row if key != "run" and row[key] != none[key]
            }

        assert more("status-bits") == more("echo-nonce") == {}
        icmp = tables["detection"][f"{failure} icmp"]["lost_ip_no_route"]
        assert more("icmp") == ({"icmp_unreachable": icmp} if failure == "link" else {})
        assert all(name.startswith("bgp_") for name in more("route"))
        assert more("route")["bgp_update"] > 0
        probes = more("probe")
        assert set(probes) == {"map_request", "map_reply"}
        assert 20 <= probes["map_reply"] < probes["map_request"] <= 2 * 2 * 9 + 2 * 20
        signalled = more("signalled")
        if failure == "link":
            assert min(signalled[name] for name in ("map_register", "map_request", "map_reply")) > 0
        else:
            assert signalled == {}


def test_shares(tables):
    """Load follows weights, and the change of weights.

    Of 100 flows, 50 then 80 % take b1, with a standard deviation of 5 and 4 %: four of them. dc2
    registers (10.5 ms), is answered (10.5), solicits by b1 (20 ms to a1), dc1 asks (10.5, and 10.5
    to b1), and is answered (20): 82 ms, in all runs; 2 ms more for each of these that goes between
    the providers. What the change brought is there again after the return.

    A flow sends as often as any other, so that the parts are whole hundredths; and as nothing but
    flows and weights says which uplink it takes, they are the same in all runs.
    """
    ratios = {(row["before_ratio"], row["after_ratio"]) for row in tables["shares"].values()}
    assert len(ratios) == 1
    for name, row in tables["shares"].items():
        assert row["before_ratio"] == pytest.approx(0.5, abs=0.2), name
        assert row["after_ratio"] == pytest.approx(0.8, abs=0.16), name
        for ratio in (row["before_ratio"], row["after_ratio"]):
            assert ratio * 100 == pytest.approx(round(ratio * 100), abs=1e-6), name
        assert row["after_ratio"] > row["before_ratio"]
        assert row["back_ratio"] == row["after_ratio"], name
        assert 0.082 <= row["followed_s"] <= 0.0881, name
    for name in ("signalled", "route", "status-bits", "together"):
        assert tables["shares"][f"link {name}"]["failed_ratio"] == 0
    for name in ("none", "echo-nonce"):
        row = tables["shares"][f"link {name}"]
        assert row["failed_ratio"] == row["after_ratio"]


@pytest.mark.parametrize(("weight", "new_weight"), [(50, 80), (30, 90)])
def test_many_flows(tmp_path, weight, new_weight):
    """With 500 flows shares are nearer to weights: four standard deviations are 9 % at most."""
    tables = interconnect(
        tmp_path,
        "--flows=500",
        "--failure=link",
        "--detection=status-bits",
        f"--weight={weight}",
        f"--new-weight={new_weight}",
    )
    ((_, row),) = tables["shares"].items()
    for name, percent in (("before_ratio", weight), ("after_ratio", new_weight)):
        part = percent / 100
        deviation = math.sqrt(part * (1 - part) / 500)
        assert row[name] == pytest.approx(part, abs=4 * deviation), name


def test_three(tmp_path):
    """Two others have to find it out: each sends every 6 ms, so that ICMP takes 10 to 40 ms."""
    tables = interconnect(
        tmp_path, "--data-centers=3", "--flows=50", "--failure=link", "--detection=icmp"
    )
    assert 0.010 <= tables["detection"]["link icmp"]["failover_s"] <= 0.040


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_advertisements(tmp_path, seed):
    """With BGP's interval of 30 s, the withdrawal has to wait.

    A speaker's first UPDATE to another tells what it knows when the session is up, within a second
    of the start; what it learns meanwhile is due in the next one, 75 to 100 % of 30 s later (RFC
    4271 section 10). So nobody withdraws anything before 22.5 s, 7.5 s after the failure, or what
    isp1 has withdrawn goes by isp2 until that does, after the return. Until then dc1 loses b1's
    share of 500 packets a second, give or take 10 of the 100 flows in the last 200 ms.
    """
    tables = interconnect(
        tmp_path,
        "--failure=link",
        "--detection=route",
        "--advertisement-interval=30s",
        f"--seed={seed}",
    )
    row = tables["detection"]["link route"]
    late = 15 if row["failover_s"] is None else row["failover_s"]
    assert 7.5 <= late <= 15
    share = tables["shares"]["link route"]["after_ratio"]
    assert row["lost_ip_no_route"] >= late * 500 * share - 10


def test_seeds(tmp_path):
    """The same seed gives the same, in however many processes."""
    some = ("--detection=icmp", "--flows=20", "--json")
    first, second = (STUDY.run(tmp_path, *some, jobs)[1] for jobs in ("--jobs=1", "--jobs=2"))
    assert first == second


def test_people(tmp_path):
    """The tables for people, the drawing on the page, captures of dc2's uplinks."""
    status, output, _ = STUDY.run(
        tmp_path, "--failure=link", "--detection=icmp", "--flows=20", "--pcap"
    )
    assert status == 0
    assert "failover" in output and "link icmp" in output
    page = (tmp_path / STUDY.folder / "report.html").read_text(encoding="utf-8")
    assert page.count("<polygon") == 2
    captures = sorted(file.name for file in (tmp_path / STUDY.folder).glob("*.pcap"))
    assert [name.split("-dc2-gateway-")[0] for name in captures] == ["link-icmp"] * 2


test_refused = STUDY.refuses(
    {
        "--data-centers=5": "--data-centers=5: accepted: a whole number from 2 to 4",
        "--weight=95": "--weight=95: accepted: a whole number from 10 to 90",
        "--detection=bfd": "--detection=bfd: accepted: all, none, signalled, icmp, probe,",
        "--detection=icmp --echo-interval=1s": "--echo-interval=1s with --detection=icmp: accepted "
        "with --detection=echo-nonce, together or all only\n",
        "--detection=icmp --probe-interval=1s": "--probe-interval=1s with --detection=icmp: ",
        "--detection=probe --retry=1s": "--retry=1s with --detection=probe: accepted with ",
        "--detection=echo-nonce --advertisement-interval=1s": "--advertisement-interval=1s with ",
        "--failure=fire": "--failure=fire: accepted: both, link, one-way",
        "--data-centers=4 --flows=100": "--flows=100 with --data-centers=4: accepted: at most "
        "1000 flows in all",
    }
)
