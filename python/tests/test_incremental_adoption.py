# SPDX-License-Identifier: GPL-2.0-only
"""Sites adopt LISP: routes, shares and detours, by hand."""

import ns3_lisp as lisp
import pytest
from contract import Study

STUDY = Study("incremental-adoption")


def adopt(folder, *arguments):
    """Run the program with --json; return the summary and its rows."""
    summary = STUDY.summarise(folder, *arguments, drawn=True)
    return summary, summary["adoption"]


def test_routes(tmp_path):
    """A core router's table: 4 prefixes of each site without LISP, none of one with it.

    Of 20 sites 5 are customers of each of 4 providers. Locators of the first core router: its 5
    customers' uplinks and the blocks of the 3 other providers; one aggregate. Links: those to the 3
    other core routers, the mapping system's and the proxy's.
    """
    summary, rows = adopt(tmp_path)
    assert [row["step"] for row in rows] == [f"{percent} %" for percent in range(0, 101, 20)]
    for number, row in enumerate(rows):
        prefixes = (20 - 4 * number) * 4
        assert (row["site_prefixes"], row["locators"], row["aggregates"]) == (prefixes, 8, 1)
        assert (row["routes"], row["links"]) == (prefixes + 9, 5)
        # 40 flows, every 100 ms for 10 s.
        assert (row["sent"], row["lost"]) == (4000, 0)
        assert row["petr_ratio"] == 0
    assert summary["drops"] == {}
    frames = lisp.to_frames(tmp_path / STUDY.folder)
    table = frames.tables["adoption"]
    assert list(table["routes"]) == [row["routes"] for row in rows]
    # Each site adopts it once; four in each step.
    assert sorted(frames.events["node"]) == sorted(f"site{number}" for number in range(1, 21))
    assert set(frames.events.groupby("detail").size()) == {4}


def test_shares(tmp_path):
    """What passes proxies is what goes from sites without LISP to those with it.

    With half of 20 sites, a flow between two is such a one with probability 1/2 * 10/19 = 0.263; of
    100 flows, 4 standard deviations are 0.176. A flow passes with all of its packets or with none.
    By proxy ETRs, what goes the other way passes, too, and the rest is as it was. Without LISP, or
    with LISP everywhere, nothing passes.
    """
    many = ("--step=50", "--flows=100")
    _, rows = adopt(tmp_path, *many)
    _, petr = adopt(tmp_path, *many, "--to-others=petr")
    assert len(petr) == len(rows) == 3
    for number, one in enumerate(rows):
        other = petr[number]
        assert one["pitr_ratio"] == other["pitr_ratio"]
        assert one["petr_ratio"] == 0
        for ratio in (one["pitr_ratio"], other["petr_ratio"]):
            if number == 1:
                assert ratio == pytest.approx(0.263, abs=0.176)
                assert ratio * 100 == pytest.approx(round(ratio * 100))
            else:
                assert ratio == 0
        assert other["lost"] == one["lost"] == 0


def test_detours(tmp_path):
    """Nothing is quicker than without LISP, and detours end where everybody has it.

    The proxy's link is 0.5 ms long, so that whoever passes it takes 1 ms more at least, and as the
    way round is not longer than two diagonals of the square of 20 ms, 57.6 ms at most. Where all
    have LISP, a packet is 36 octets longer: 0.288 us on each of the uplinks of 1 Gbit/s, 0.029 us
    on a link of the core, if there is one between the sites.
    """
    _, rows = adopt(tmp_path, "--step=25")
    assert (rows[0]["extra_delay_s"], rows[0]["stretch"]) == (0, 1)
    assert rows[0]["extra_delay_of_proxied_s"] is None
    for row in rows[1:-1]:
        assert 1e-3 < row["extra_delay_of_proxied_s"] < 57.6e-3
        detours = row["pitr_ratio"] * row["extra_delay_of_proxied_s"]
        assert row["extra_delay_s"] == pytest.approx(detours, abs=0.7e-6)
        assert row["stretch"] > 1
    assert 0.57e-6 < rows[-1]["extra_delay_s"] < 0.61e-6


@pytest.mark.parametrize("way", ["native", "petr"])
def test_proxies(tmp_path, way):
    """With a proxy at each provider, the detour is the way to it and back: 1 ms, and some octets.

    Each of the two links of 10 Gbit/s takes 0.1 us for a packet of 130 octets, and 36 more. The
    sender's provider has the nearest one, and a LISP site uses that of its provider.
    """
    _, rows = adopt(tmp_path, "--step=50", "--proxies=4", f"--to-others={way}")
    assert rows[1]["extra_delay_of_proxied_s"] == pytest.approx(1e-3, abs=2e-6)
    # Three more links of proxies.
    assert [row["links"] for row in rows] == [8, 8, 8]
    assert [row["aggregates"] for row in rows] == [1, 1, 1]


def test_seeds(tmp_path):
    """The same seed gives the same, in however many processes; another one other places."""
    small = ("--sites=6", "--step=50", "--flows=8", "--json")
    outputs = [
        STUDY.run(tmp_path, *small, *arguments)[1]
        for arguments in (("--jobs=1",), ("--jobs=2",), ("--seed=2",))
    ]
    assert outputs[0] == outputs[1] != outputs[2]


def test_people(tmp_path):
    """The table for people, the drawing on the page, captures of the proxies."""
    status, output, _ = STUDY.run(tmp_path, "--sites=4", "--step=100", "--flows=4", "--pcap")
    assert status == 0
    assert "sites with LISP" in output and "by proxy ITR" in output and "_s" not in output
    page = (tmp_path / STUDY.folder / "report.html").read_text(encoding="utf-8")
    assert page.count("<polyline") == 4
    assert "packets sent" not in page
    captures = sorted(file.name for file in (tmp_path / STUDY.folder).glob("*.pcap"))
    assert [name.split("-proxy1-")[0] for name in captures] == ["lisp-0", "lisp-100"]


test_refused = STUDY.refuses(
    {
        "--sites=1": "--sites=1: accepted: a whole number from 2 to 200",
        "--step=0": "--step=0: accepted: a whole number from 1 to 100",
        "--proxies=5": "--proxies=5 with --providers=4: accepted: at most one for each provider",
        "--to-others=x": "--to-others=x: accepted: native, petr",
    }
)
