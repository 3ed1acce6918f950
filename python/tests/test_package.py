# SPDX-License-Identifier: GPL-2.0-only
"""The package: what it loads, how mistakes arrive, callbacks."""

import gc
import os
import pathlib

import ns3_lisp as lisp
import pytest
from ns3_lisp import _library

ROOT = pathlib.Path(__file__).parents[2]


def test_classes():
    """ns-3's classes and the module's are in one namespace, made by one library."""
    ns = lisp.ns
    assert ns.Seconds(2).GetSeconds() == 2
    assert str(ns.LispVersion()) == (ROOT / "VERSION").read_text(encoding="utf-8").strip()
    assert ns.CreateObject[ns.LispXtr]().GetInstanceTypeId().GetName() == "ns3::LispXtr"
    assert isinstance(ns.LispHelper(), ns.LispHelper)
    with pytest.raises(AttributeError, match="has no attribute 'nonsense'"):
        _ = lisp.nonsense


def test_layout():
    """Python sees each class of the module in the size it has in the library.

    ns-3 notes the size that the compiler saw; the Boost that Python reads is another one.
    """
    ns = lisp.ns
    types = [ns.TypeId.GetRegistered(i) for i in range(ns.TypeId.GetRegisteredN())]
    sizes = {str(x.GetName()): x.GetSize() for x in types if str(x.GetGroupName()) == "Lisp"}
    assert {"ns3::LispXtr", "ns3::LispItr", "ns3::LispEtr", "ns3::LispMapServer"} <= set(sizes)
    seen = {name: ns.cppyy.sizeof(getattr(ns, name.split("::")[1])) for name in sizes}
    assert seen == sizes


def test_not_built(tmp_path, monkeypatch):
    """Without the library one line says what builds it."""
    monkeypatch.setenv("LISP_BUILD", str(tmp_path))
    with pytest.raises(ImportError, match=r"^no libns3.44-lisp.so in .*: './lisp python' builds"):
        _library.load()


def test_harmless_lines(capfd):
    """Only the harmless lines are kept from standard error, and only for the time."""
    harmless = b"[runStaticInitializersOnce]: Failed to materialize symbols: { (main, {}) }\n"
    with _library._without_harmless_lines():
        os.write(2, b"error: real\n" + harmless + b"another")
    os.write(2, b"\n" + harmless)
    assert capfd.readouterr().err == "error: real\nanother\n" + harmless.decode()


def parameters(**values):
    """Return the parameters of a study."""
    made = lisp.ns.VmMobilityParameters()
    for name, value in values.items():
        setattr(made, name, value)
    return made


def study():
    """Return a study of 40 seconds."""
    return lisp.ns.VmMobilityStudy(parameters(), lisp.ns.Seconds(40))


MISTAKES = {
    "study": (
        lambda ns: ns.VmMobilityStudy(parameters(family="ipv5"), ns.Seconds(40)),
        "family 'ipv5': accepted: ipv4, ipv6, ipv4-over-ipv6, ipv6-over-ipv4",
    ),
    "end": (
        lambda ns: ns.VmMobilityStudy(parameters(), ns.Seconds(4)),
        "a study that ends at 4 s: accepted: an end after 6 s",
    ),
    "flow": (
        lambda ns: ns.VmMobilityStudy(parameters(), ns.Seconds(6.0035)).AddTraffic(),
        "a flow that starts at 4.004 s: accepted: before senders stop, at 4.0035 s",
    ),
    "time": (
        lambda ns: study().Move(ns.Seconds(-1), ns.VmMobilityNetwork.AWAY),
        "a move at -1 s: accepted: from 0 on, before the end at 40 s",
    ),
    "time-late": (
        lambda ns: study().Move(ns.Seconds(40), ns.VmMobilityNetwork.AWAY),
        "a move at 40 s: accepted: from 0 on, before the end at 40 s",
    ),
    "place": (
        lambda ns: study().Move(ns.Seconds(5), ns.VmMobilityNetwork.REMOTE1),
        "the machine can move to a data centre: HOME or AWAY",
    ),
    "move": (
        lambda ns: study().Move(ns.Seconds(5), ns.VmMobilityNetwork.HOME),
        "a move to dc1 at 5 s: the machine is there already; accepted: a move to the other ",
    ),
    "captures": (
        lambda ns: study().EnablePcap("/nonexistent"),
        "captures in '/nonexistent': accepted: a folder that can be written to",
    ),
    "second": (
        lambda ns: (study(), study()),
        "another study is still there: accepted: one at a time; in Python, 'del' the one before",
    ),
    "options": (
        lambda ns: ns.ProgramOptions("name", "what it does").Parse(["--seed=0"]),
        "--seed=0: accepted: a whole number from 1 to 4294944442",
    ),
    "prefix": (lambda ns: ns.EidPrefix.FromString("10.0.0.0/33"), "bad EID-prefix '10.0.0.0/33': "),
    "address": (lambda ns: ns.NetworkAddress.FromString("1.2.3.999"), "bad address '1.2.3.999': "),
    "site": (lambda ns: ns.LispHelper().AddSite("", "key"), "LISP site '': expected a name "),
    "router": (
        lambda ns: ns.LispHelper().InstallXtr(ns.CreateObject[ns.Node](), "paris", ["10.0.0.1"]),
        "no LISP site 'paris': accepted are none",
    ),
    "attribute": (
        lambda ns: ns.LispHelper().SetXtrAttribute("Colour", ns.StringValue("red")),
        'ns3::LispXtr has no attribute "Colour"',
    ),
    "trace": (
        lambda ns: lisp.connect(ns.CreateObject[ns.LispXtr](), "Nothing", print),
        "ns3::LispXtr has no trace source 'Nothing': accepted: ",
    ),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_mistakes(name):
    """What C++ refuses is a ValueError with its one line, the first time as after a success."""
    mistake, text = MISTAKES[name]
    for _ in range(2):
        with pytest.raises(ValueError) as refused:
            mistake(lisp.ns)
        assert str(refused.value).startswith(text)
        assert len(str(refused.value).splitlines()) == 1
        lisp.ns.EidPrefix.FromString("10.0.0.0/8")
        lisp.ns.NetworkAddress.FromString("10.0.0.1")


def test_moves_in_order():
    """Moves to and fro are taken in order of time; the same twice is not."""
    ns = lisp.ns
    there = study()
    there.Move(ns.Seconds(5), ns.VmMobilityNetwork.AWAY)
    there.Move(ns.Seconds(20), ns.VmMobilityNetwork.HOME)
    with pytest.raises(ValueError, match=r"^a move to dc1 at 30 s: the machine is there already"):
        there.Move(ns.Seconds(30), ns.VmMobilityNetwork.HOME)
    there.Move(ns.Seconds(30), ns.VmMobilityNetwork.AWAY)


def test_detours():
    """A note says where the direct way away takes over a third longer than that through home."""
    ns = lisp.ns
    sites = ns.VmMobilityNetwork
    noted = set()
    for seed in range(1, 7):
        there = ns.VmMobilityStudy(parameters(seed=seed), ns.Seconds(6.1))
        delay = there.GetNetwork().GetDelay
        expected = []
        for name, site in (("site1", sites.REMOTE1), ("site2", sites.REMOTE2)):
            around = delay(site, sites.HOME) + delay(sites.HOME, sites.AWAY)
            if delay(site, sites.AWAY).GetSeconds() > 4 / 3 * around.GetSeconds():
                expected.append(name)
        notes = [str(note) for note in there.Run().notes]
        assert [note.split()[0] for note in notes] == expected
        noted.add(bool(notes))
        del delay, there
    assert noted == {True, False}


def test_failure(tmp_path):
    """What fails in C++ without being a mistake is a RuntimeError."""
    folder = lisp.ns.ResultFolder(str(tmp_path / "out"))
    os.rmdir(str(folder.GetWorkPath()))
    with pytest.raises(RuntimeError, match=r"summary\.json"):
        lisp.ns.WriteResult(folder, lisp.ns.RunResult())


def make_queue():
    """Return a queue of ns-3 that holds two packets."""
    ns = lisp.ns
    queue = ns.CreateObject[ns.DropTailQueue[ns.Packet]]()
    queue.SetMaxSize(ns.QueueSize("2p"))
    return queue


def test_connect():
    """A trace source calls a Python function with its arguments."""
    ns = lisp.ns
    queue = make_queue()
    kept, dropped = [], []
    lisp.connect(queue, "Enqueue", lambda packet: kept.append(packet.GetSize()))
    lisp.connect(queue, "Drop", lambda packet: dropped.append(packet.GetSize()))
    for size in (10, 20, 30):
        queue.Enqueue(ns.Create[ns.Packet](size))
    assert (kept, dropped) == ([10, 20], [30])


def test_exception_in_callback():
    """An exception of the function comes out of the C++ that called it."""

    def refuse(packet):
        raise KeyError("mine")

    queue = make_queue()
    lisp.connect(queue, "Enqueue", refuse)
    with pytest.raises(KeyError, match="mine"):
        queue.Enqueue(lisp.ns.Create[lisp.ns.Packet](10))


def test_kept_functions():
    """A function that C++ is to call later is there then, though the script has let go of it."""
    ns = lisp.ns
    result = ns.RunResult()
    result.end_s = 7
    runs = ns.SeedRuns(1, 2, 1, lambda seed: result)
    proxy = ns.CreateObject[ns.ProxyNeighbor]()
    proxy.SetPolicy(lambda host: True)
    proxy.SetPolicy(None)
    gc.collect()
    runs.Start()
    runs.Finish(result)
    assert result.statistics.runs == 2
