# SPDX-License-Identifier: GPL-2.0-only
"""The mobility study in Python and in C++: the same options, results and refusals."""

import json
import os
import pathlib
import re
import resource
import runpy
import signal
import subprocess
import sys
import time

import ns3_lisp as lisp
import pytest
from contract import BUILD, ROOT, check_refusal

PROGRAM = BUILD / "examples" / "lisp-vm-mobility"
SCRIPT = ROOT / "examples" / "vm-mobility.py"

run_study = runpy.run_path(str(SCRIPT))["run_study"]


def run_program(*arguments):
    """Run the program in C++; return its status, standard output and standard error."""
    return finish([PROGRAM, *arguments])


def finish(command, **options):
    """Run a command; return its status, standard output and standard error."""
    result = subprocess.run(command, capture_output=True, timeout=600, **options)
    # Not as text, which would make line feeds of the carriage returns of a progress line.
    return result.returncode, result.stdout.decode(), result.stderr.decode()


def run_script(capfd, *arguments):
    """Run the script in this process, which has ns-3 loaded; return the same."""
    capfd.readouterr()
    status = lisp.run_program(lisp.ns.VmMobilityOptions(), run_study, list(arguments))
    return status, *capfd.readouterr()


def read(folder):
    """Return the files of a folder, by name."""
    return {path.name: path.read_bytes() for path in folder.iterdir()}


# The machine moves in 0.6 s with this memory.
SMALL = "--memory=16MiB"


@pytest.mark.parametrize(
    "arguments",
    [
        ["--seed=3"],
        [SMALL, "--json", "--write-rate=1MiB/s"],
        [SMALL, "--json", "--system=triangular", "--family=ipv6"],
        [SMALL, "--json", "--system=host-route", "--migration-rate=100Mbps", "--extension=vpls"],
        [SMALL, "--json", "--mode=across-subnet", "--without=virtual-mac"],
        [SMALL, "--json", "--update=smr", "--return-home", "--family=ipv6-over-ipv4"],
        [SMALL, "--json", "--migration=cold", "--cold=shutdown", "--boot-time=2s"],
        [SMALL, "--json", "--fail-link=0.5", "--stall-timeout=2s"],
        [SMALL, "--runs=2"],
        [SMALL, "--pcap"],
    ],
    ids=" ".join,
)
def test_same_result(tmp_path, monkeypatch, capfd, arguments):
    """Both write the same files and print the same, byte for byte."""
    names = {"summary.json", "flows.csv", "events.csv", "packets.csv", "tcp.csv", "report.html"}
    monkeypatch.chdir(tmp_path)
    results = []
    for run in (run_program, lambda *words: run_script(capfd, *words)):
        status, output, error = run("--out=out", *arguments)
        assert status == 0
        # How many runs are done, and how long that took.
        assert re.fullmatch(r"([12] of 2 runs, .*\n)+" if "--runs=2" in arguments else "", error)
        results.append((output, read(tmp_path / "out")))
        os.rename("out", f"out{len(results)}")
    ours, theirs = results
    assert names <= set(ours[1])
    assert ("vm1-1.pcap" in ours[1]) == ("--pcap" in arguments)
    assert ours[0] == theirs[0]
    assert set(ours[1]) == set(theirs[1])
    assert [name for name in ours[1] if ours[1][name] != theirs[1][name]] == []
    if "--json" in arguments:
        assert ours[0].encode() == ours[1]["summary.json"]


def test_jobs(tmp_path, monkeypatch, capfd):
    """Any number of processes gives the same result, in C++ and in Python."""
    monkeypatch.chdir(tmp_path)
    texts = set()
    for run in (run_program, lambda *words: run_script(capfd, *words)):
        for jobs in (1, 3):
            status, output, _ = run(SMALL, "--json", "--runs=4", f"--jobs={jobs}")
            assert status == 0
            texts.add(output)
    (text,) = texts
    assert json.loads(text)["statistics"]["runs"] == 4


def count_processes(folder):
    """Return how many processes are in a folder."""
    count = 0
    for process in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            count += (process / "cwd").readlink() == folder
        except OSError:  # another user's, or gone
            continue
    return count


def test_run_that_fails(tmp_path, monkeypatch):
    """A run of a script that fails is named by its seed, and the others end."""
    monkeypatch.chdir(tmp_path)
    ns = lisp.ns
    ways = []

    def study(seed):
        if seed == 3:
            ways[-1]()
        time.sleep(3600 if seed > 3 else 0)
        return ns.RunResult()

    def raise_mistake():
        raise ns.cppyy.gbl.std.invalid_argument("no such thing")

    def raise_error():
        raise KeyError("mine")

    def end():
        os.kill(os.getpid(), signal.SIGKILL)

    for way, kind, words in (
        (raise_mistake, Exception, "^seed 3: .*no such thing"),
        (raise_error, RuntimeError, "^seed 3: .*mine"),
        (end, RuntimeError, r"^seed 3: ended by signal 9 \(Killed\)$"),
    ):
        ways.append(way)
        runs = ns.SeedRuns(1, 6, 3, study)
        runs.Start()
        with pytest.raises(kind, match=words):
            runs.Finish(ns.RunResult())
        runs.__destruct__()
    assert count_processes(tmp_path) == 1


def test_script_alone(tmp_path):
    """The script as a process of its own: nothing but the result on standard output.

    It does not depend on what lies in the folder it runs in: ns-3 by itself would take the library
    in this one, whose path has the word python, for its own.
    """
    folder = tmp_path / "python"
    folder.mkdir()
    (folder / "libns3.44-lisp.so").write_bytes(b"no library")
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "python")}
    status, output, error = finish(
        [sys.executable, SCRIPT, SMALL, "--json", "--seed=2"], cwd=folder, env=environment
    )
    assert (status, error) == (0, "")
    summary = folder / "results" / "lisp-vm-mobility" / "summary.json"
    assert output == summary.read_text(encoding="utf-8")
    again = run_program(SMALL, "--json", "--seed=2", f"--out={tmp_path / 'again'}")
    assert again == (status, output, error)


def test_help(capfd, tmp_path, monkeypatch):
    """Both print the same options, and do nothing else."""
    monkeypatch.chdir(tmp_path)
    ours = run_script(capfd, "--help")
    assert ours == run_program("--help")
    assert (ours[0], ours[2]) == (0, "")
    assert "--system=lisp" in ours[1]
    assert list(tmp_path.iterdir()) == []


MISTAKES = {
    "--mode=teleport": "--mode=teleport: accepted: extended-subnet, across-subnet",
    "--extension=string": "--extension=string: accepted: otv, dark-fiber, vpls, eompls, lisp",
    "--extension=otv --mode=across-subnet": "--extension=otv with --mode=across-subnet: accepted ",
    "--without=proxy-arp": "--without=proxy-arp with --mode=extended-subnet: accepted with --mode=",
    "--without=hsrp-filter --mode=across-subnet": "--without=hsrp-filter with --mode=across-",
    "--system=smoke": "--system=smoke: accepted: lisp, triangular, host-route",
    "--family=ipv5": "--family=ipv5: accepted: ipv4, ipv6, ipv4-over-ipv6, ipv6-over-ipv4",
    "--memory=much": "--memory=much: accepted: a size such as ",
    "--migration-rate=0": "--migration-rate=0: accepted: a rate such as ",
    "--seed=0": "--seed=0: accepted: a whole number from 1 to ",
    "--seed": "--seed has no value: accepted: --seed=VALUE, a whole number from 1 to ",
    "--runs=-1": "--runs=-1: accepted: a whole number from 1 to 1000",
    "--sed=1": "unknown option '--sed=1': did you mean --seed? accepted: what --help lists\n",
    "--migraton=cold": "unknown option '--migraton=cold': did you mean --migration? accepted: what "
    "--help lists\n",
    "--jobs=2": "--jobs=2 with --runs=1: accepted with --runs of more than 1 only\n",
    "word": "unknown option 'word': accepted: --seed, --out, ",
    "--seed=1 --seed=2": "--seed is given twice: accepted: once",
    "--json=maybe": "--json=maybe: accepted: true, false, or no value",
    "--out=": "--out=: accepted: the name of a folder",
    "--out=file": "--out=file ",
    "--family=ipv4-over-ipv6 --system=host-route": "--family=ipv4-over-ipv6 with --system=host-",
    "--update=smr --system=triangular": "--update=smr with --system=triangular: accepted with ",
    "--memory=32GiB --migration-rate=1Mbps": "--memory=32GiB at --migration-rate=1Mbps: the move",
    "--memory=16TiB": "--memory=16TiB with --hypervisor-memory=64GiB: accepted: at most what ",
    "--memory=0": "--memory=0: accepted: a size such as ",
    "--memory=10000000": "--memory=10000000: accepted: multiples of its page size, 4096, above 0",
    "--page-size=3000": "--page-size=3000: accepted: powers of two, as 4096",
    "--migration=teleport": "--migration=teleport: accepted: pre-copy, post-copy, stop-and-copy, "
    "cold",
    "--migration=cold --rate-control=adaptive": "--rate-control=adaptive with --migration=cold: ",
    "--migration=post-copy --max-rounds=3": "--max-rounds=3 with --migration=post-copy: accepted ",
    "--prepaging=none": "--prepaging=none with --migration=pre-copy: accepted with --migration=",
    "--disk=1GiB": "--disk=1GiB with --storage=shared: accepted with --storage=local only",
    "--update=pubsub": "--update=pubsub: accepted: map-notify, smr; pubsub is not there yet",
    "--repair-link=2": "--repair-link=2 without a failure: accepted: later than the failure, ",
    "--write-trace=nofile": "--write-trace=nofile: cannot be read: No such file or directory; ",
    "--write-trace=file": "--write-trace=file:0: no write up to the end of the file; accepted ",
    "--write-rate=200MiB/s --max-rounds=0 --max-sent=0": "pre-copy without a limit of rounds or "
    "of ",
    "--write-pattern=trace": "--write-pattern=trace without a file: accepted: --write-trace=FILE",
    "--write-trace=file --write-rate=1MiB/s": "--write-rate=1MiB/s with --write-pattern=trace: ",
}


@pytest.mark.parametrize("words", MISTAKES)
def test_mistakes(tmp_path, monkeypatch, capfd, words):
    """One line that names the value and what is accepted, status 2, nothing written."""
    monkeypatch.chdir(tmp_path)
    pathlib.Path("file").write_bytes(b"")
    ours = run_script(capfd, *words.split())
    assert ours == run_program(*words.split())
    check_refusal(ours, "lisp-vm-mobility: " + MISTAKES[words])
    assert "accepted" in ours[2]
    assert list(tmp_path.iterdir()) == [tmp_path / "file"]


def test_odd_words(tmp_path, monkeypatch, capfd):
    """Words that are no UTF-8 are refused; line feeds do not break the one line."""
    monkeypatch.chdir(tmp_path)
    status, output, error = run_script(capfd, "--out=\udcff")
    assert (status, output) == (2, "")
    assert error == "lisp-vm-mobility: argument '--out=\\udcff': accepted: UTF-8\n"
    assert run_script(capfd, "--seed=1\n2") == run_program("--seed=1\n2")


def test_failure_and_exception(capfd):
    """What fails in C++ is one line and status 1; a mistake of the script itself is its own."""
    ns = lisp.ns

    def fail(options):
        raise ns.cppyy.gbl.std.runtime_error("disk full")

    def err(options):
        raise KeyError("mine")

    options = ns.VmMobilityOptions()
    assert lisp.run_program(options, fail, []) == 1
    assert capfd.readouterr().err == "lisp-vm-mobility: disk full\n"
    with pytest.raises(KeyError):
        lisp.run_program(options, err, [])


COMMANDS = {
    "C++": [PROGRAM],
    "Python": [sys.executable, SCRIPT],
}
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT / "python")}


@pytest.mark.parametrize("name", COMMANDS)
def test_standard_output_full(tmp_path, name):
    """Standard output that takes nothing is a failure that is said."""
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            [*COMMANDS[name], SMALL, "--json"],
            stdout=full,
            stderr=subprocess.PIPE,
            cwd=tmp_path,
            env=ENVIRONMENT,
            timeout=600,
        )
    assert done.returncode == 1
    assert done.stderr == b"lisp-vm-mobility: could not write to standard output\n"


def limit_files():
    """Let this process write no file beyond 100,000 octets, and get an error if it tries."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))


@pytest.mark.parametrize("name", COMMANDS)
def test_disk_full(tmp_path, name):
    """A capture that cannot be written: one line, exit status 1, nothing left."""
    done = subprocess.run(
        [*COMMANDS[name], SMALL, "--pcap", "--out=results/full"],
        capture_output=True,
        cwd=tmp_path,
        env=ENVIRONMENT,
        timeout=600,
        preexec_fn=limit_files,
    )
    assert (done.returncode, done.stdout) == (1, b"")
    assert done.stderr == b"lisp-vm-mobility: could not write the captures: File too large\n"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", COMMANDS)
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_interrupted(tmp_path, name, number):
    """A run that a signal ends does so by that signal, at once, and leaves nothing."""
    with subprocess.Popen(
        [*COMMANDS[name], "--runs=1000", "--pcap", "--out=results/out"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=tmp_path,
        env=ENVIRONMENT,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    ) as process:
        deadline = time.monotonic() + 300
        while not list(tmp_path.glob("results/.unfinished-*/*.pcap")):
            assert time.monotonic() < deadline
            time.sleep(0.1)
        process.send_signal(number)
        assert process.wait(timeout=300) == -number
        assert count_processes(tmp_path) == 0
    assert list(tmp_path.iterdir()) == []


def test_launcher():
    """The launcher lists programs in Python too, by the names that it runs."""
    status, output, error = finish([ROOT / "lisp", "list"])
    assert (status, error) == (0, "")
    lines = dict(line.split(maxsplit=1) for line in output.splitlines())
    assert lines["vm-mobility.py"].startswith("The study of lisp-vm-mobility written in Python")
    assert '"' not in output
    assert {"lisp-vm-mobility", "lisp-decode"} <= set(lines)
    status, output, error = finish([ROOT / "lisp", "run", "nonsense"])
    assert (status, output) == (2, "")
    assert error.startswith("lisp: no program 'nonsense'; accepted: ")
    assert "vm-mobility.py" in error


MISTYPED = {
    "run data-centre-interconnection": "program 'data-centre-interconnection'; did you mean "
    "data-center-interconnection? accepted: what ./lisp list prints",
    "run iot-feild": "program 'iot-feild'; did you mean iot-field? accepted: what ./lisp list ",
    "tets": "command 'tets'; did you mean test? accepted: what ./lisp help prints",
    "rum": "command 'rum'; did you mean run? accepted: what ./lisp help prints",
    "bnhc": "command 'bnhc'; did you mean bench? accepted: what ./lisp help prints",
    "wash": "command 'wash'; accepted: run, test, list, bench, decode, python, help",
}


@pytest.mark.parametrize("words", MISTYPED)
def test_mistyped(words):
    """The launcher asks for what is near to a word, and runs nothing."""
    outcome = finish([ROOT / "lisp", *words.split()])
    check_refusal(outcome, f"lisp: no {MISTYPED[words]}")
