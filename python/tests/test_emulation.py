# SPDX-License-Identifier: GPL-2.0-only
"""Simulated routers on a real wire: hosts of the machine reach each other and a simulated host.

Method: see wire_lab.py for the network. Everything runs in real time, in namespaces that are made
for it; where the machine does not allow that, the tests are skipped and say why.
Expected: hosts lose nothing, what TCP carries has the same hash on both sides, and tshark finds in
the capture of the wire LISP messages and data without an error.
"""

import json
import shutil
import signal
import subprocess

import pytest
import wire_lab
from contract import check_refusal
from wire_lab import PROGRAM, Addresses, Lab, Unable

BYTES = 1_000_000


@pytest.fixture(scope="module", params=["ipv4", "ipv6"])
def lab(request, tmp_path_factory):
    """Yield the lab, its routers registered, and its addresses."""
    folder = tmp_path_factory.mktemp(request.param)
    try:
        made = Lab(folder)
    except Unable as reason:
        pytest.skip(str(reason))
    with made:
        made.addresses = at = Addresses(request.param == "ipv6")
        made.add_bridge("core", "core-a", "core-b", "core-c", "core-m", "core-p")
        made.add_bridge("net-a", "site-a")
        made.add_bridge("net-b", "site-b")
        made.add_host("host-a", "net-a", at.eid(1, 20), at.length, at.eid(1, 1))
        made.add_host("host-b", "net-b", at.eid(2, 20), at.length, at.eid(2, 1))
        made.add_host("host-o", "core", at.rloc(50), at.length, None)
        six = ["-6"] if at.six else []
        made.run("host-o", "ip", *six, "route", "add", at.all_eids, "via", at.rloc(4))
        made.capture = None
        if shutil.which("tshark"):
            # Before the first frame; tshark says so on standard error.
            made.capture = made.start("wire", "tshark", "-i", "core", "-w", folder / "core.pcap")
            while "Capturing" not in made.capture.stderr.readline():
                assert made.capture.poll() is None

        made.routers = {
            "m": made.start_router(
                "m",
                "--role=map-server",
                "--tap=core-m",
                f"--rloc={at.rloc(3)}/{at.length}",
                f"--eid={at.all_eids}",
            )
        }
        wire_lab.wait_for(made.routers["m"], "started")
        made.routers["p"] = made.start_router(
            "p",
            "--role=pitr",
            "--tap=core-p",
            f"--rloc={at.rloc(4)}/{at.length}",
            f"--eid={at.all_eids}",
            f"--map-resolver={at.rloc(3)}",
            key=None,
        )
        wire_lab.wait_for(made.routers["p"], "started")
        behind = {
            "a": "--site-tap=site-a",
            "b": "--site-tap=site-b",
            "c": f"--host={at.eid(3, 10)}",
        }
        for number, (name, site) in enumerate(behind.items(), 1):
            made.routers[name] = made.start_router(
                name,
                "--role=xtr",
                f"--tap=core-{name}",
                f"--rloc={at.rloc(10 + number)}/{at.length}",
                f"--eid={at.prefix(number)}",
                site,
                f"--map-server={at.rloc(3)}",
                "--pcap",
            )
        for number, name in enumerate(behind, 1):
            wire_lab.wait_for(made.routers[name], f"registered: {at.prefix(number)}")
        yield made


def test_ping_between_hosts_of_the_machine(lab):
    """Twenty pings through two simulated tunnel routers, then large ones in fragments (IPv4)."""
    there = lab.addresses.eid(2, 20)
    assert lab.host("host-a", "ping", there, 20, 56)["received"] == 20
    if not lab.addresses.six:
        assert lab.host("host-a", "ping", there, 3, 3000)["received"] == 3


def test_ping_a_simulated_host(lab):
    """From both sites; the largest is the one that an MTU of 1500 leaves after 48 or 36 octets."""
    there = lab.addresses.eid(3, 10)
    for space in ("host-a", "host-b"):
        result = lab.host(space, "ping", there, 20, 56)
        assert result["received"] == 20
    assert lab.host("host-a", "ping", there, 3, 1200)["received"] == 3


def test_udp_between_hosts_of_the_machine(lab):
    server = lab.start_host("host-b", "echo", lab.addresses.eid(2, 20), 5000)
    result = lab.host("host-a", "udp", lab.addresses.eid(2, 20), 5000, 50, 1000)
    assert result == {"sent": 50, "received": 50}
    server.kill()


def test_udp_echo_of_a_simulated_host(lab):
    result = lab.host("host-b", "udp", lab.addresses.eid(3, 10), 7, 50, 1000)
    assert result == {"sent": 50, "received": 50}


@pytest.mark.parametrize(
    ("from_", "to", "site"), [("host-a", "host-b", 2), ("host-b", "host-a", 1)]
)
def test_tcp_between_hosts_of_the_machine(lab, from_, to, site):
    """A million octets, each way: 1500 octets do not fit, and path MTU discovery finds out."""
    address = lab.addresses.eid(site, 20)
    server = lab.start_host(to, "serve", address, 6000)
    sent = lab.host(from_, "send", address, 6000, BYTES)
    received = json.loads(server.communicate(timeout=20)[0])
    assert received == {"bytes": BYTES, "sha256": sent["sha256"]}


def test_tcp_echo_of_a_simulated_host(lab):
    sent = lab.host("host-a", "send", lab.addresses.eid(3, 10), 7, BYTES, "echo")
    assert sent["back"] == {"bytes": BYTES, "sha256": sent["sha256"]}


def test_tcp_discard_of_a_simulated_host(lab):
    lab.host("host-b", "send", lab.addresses.eid(3, 10), 9, BYTES)


def test_host_without_lisp(lab):
    """A host outside of all sites reaches those in them by the proxy ITR; answers come natively."""
    for there in (lab.addresses.eid(3, 10), lab.addresses.eid(1, 20)):
        assert lab.host("host-o", "ping", there, 20, 56)["received"] == 20
    there = lab.addresses.eid(3, 10)
    assert lab.host("host-o", "udp", there, 7, 50, 1000) == {"sent": 50, "received": 50}
    sent = lab.host("host-o", "send", there, 7, BYTES, "echo")
    assert sent["back"] == {"bytes": BYTES, "sha256": sent["sha256"]}
    server = lab.start_host("host-a", "serve", lab.addresses.eid(1, 20), 6001)
    sent = lab.host("host-o", "send", lab.addresses.eid(1, 20), 6001, BYTES)
    received = json.loads(server.communicate(timeout=20)[0])
    assert received == {"bytes": BYTES, "sha256": sent["sha256"]}


def test_capture_of_the_wire(lab):
    """Tshark decodes LISP, and finds no wrong checksum and nothing malformed.

    All of it comes out of simulated routers, with the hosts' own packets in it. Those of the host
    outside are left out: Linux leaves their checksums to a NIC that is not there.
    """
    if not lab.capture:
        pytest.skip("no tshark on this machine")
    status, _, error = wire_lab.stop(lab.capture)
    assert status == 0, error
    (port,) = json.loads(lab.run("host-o", "ip", "-json", "link", "show", "eth0"))
    command = ["tshark", "-r", lab.folder / "core.pcap", "-T", "fields"]
    command += ["-Y", f"eth.src != {port['address']}"]
    for protocol in ("ip", "udp", "tcp"):
        command += ["-o", f"{protocol}.check_checksum:TRUE"]
    fields = ["frame.protocols", "_ws.col.Info", "_ws.expert.message"]
    for field in fields:
        command += ["-e", field]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    rows = [line.split("\t") for line in done.stdout.splitlines()]
    protocols = {protocol for row in rows for protocol in row[0].split(":")}
    assert {"lisp", "lisp-data", "arp" if not lab.addresses.six else "icmpv6"} <= protocols
    told = {row[1] for row in rows if "lisp" in row[0]}
    for kind in ("Map-Register", "Map-Notify", "Map-Request", "Map-Reply"):
        assert any(kind in words for words in told), kind
    # Tunnels may leave out the checksum of UDP over IPv6 (RFC 6935), which tshark does not know.
    for row in rows:
        if ":ipv6:udp:lisp-data:" in row[0]:
            row[-1] = row[-1].replace("Illegal checksum value (0)", "", 1)
    # Errors quote the beginning of a packet, with the checksum of all of it.
    whole = [row for row in rows if ":icmp:ip:" not in row[0] and ":icmpv6:ipv6:" not in row[0]]
    bad = [row for row in whole if "alformed" in row[-1] or "checksum" in row[-1].lower()]
    assert bad == []


def test_hostile_frames(lab):
    """Frames of random octets, and cut and changed ones of the wire, to each router and to all.

    The routers go on, count what they refuse, and the hosts of both sites still reach each other:
    at once, when the bridge and the neighbours have their addresses where they belong again, since
    whoever is at a wire can take these for a moment.
    """
    sent = lab.host("wire", "attack", "core", 1500, *(f"core-{name}" for name in "abcmp"))
    assert sent["sent"] == 1500
    for there in (lab.addresses.eid(2, 20), lab.addresses.eid(3, 10)):
        for _ in range(5):
            if lab.host("host-a", "ping", there, 3, 56)["received"] == 3:
                break
        assert lab.host("host-a", "ping", there, 10, 56)["received"] == 10


def test_end(lab):
    """Routers end by a signal with status 0, tell what they did, and leave the taps as they were.

    The last test of a lab. Three tunnel routers carried the traffic of the others.
    """
    for name, router in lab.routers.items():
        status, output, error = wire_lab.stop(router)
        assert (status, error) == (0, "")
        assert "stopped: by SIGTERM" in output
        summary = json.loads((lab.folder / name / "summary.json").read_text())
        role = {"m": "map-server", "p": "pitr"}.get(name, "xtr")
        assert summary["parameters"]["role"] == role
        assert summary["frames"]["sent"] > 0
        assert summary["frames"]["refused"] > 100
        assert sum(reason.startswith("frame-") for reason in summary["drops"]) > 5
        if role != "map-server":
            assert summary["tunnel"]["encapsulated"] > 0
        if role == "xtr":
            assert summary["control"]["map-register"] >= 1
            captured = lab.folder / name / f"core-{name}.pcap"
            decode = [PROGRAM.with_name("lisp-decode"), captured, f"--key={wire_lab.KEY}"]
            done = subprocess.run(decode, capture_output=True, text=True, timeout=60)
            lines = [json.loads(line) for line in done.stdout.splitlines()]
            assert done.returncode == 0
            assert {"map-register", "map-notify", "encapsulated-control", "map-reply", "data"} <= {
                line["type"] for line in lines
            }
            signed = [line["authentication"]["valid"] for line in lines if "authentication" in line]
            assert signed and all(signed)
    assert "core-a" in lab.run("wire", "ip", "link", "show", "core-a")


XTR = {
    "role": "xtr",
    "tap": "lisp-test",
    "rloc": "10.0.0.1/24",
    "eid": "192.168.1.0/24",
    "host": "192.168.1.10",
    "map-server": "10.0.0.3",
    "key": "secret",
}
PITR = {key: XTR[key] for key in ("tap", "rloc", "eid")} | {
    "role": "pitr",
    "map-resolver": "10.0.0.3",
}
SERVER = {key: XTR[key] for key in ("tap", "rloc", "eid", "key")} | {"role": "map-server"}


def run(options, prefix=(), folder=None):
    """Run the program with options but those that are None; return status and both outputs."""
    words = [f"--{name}={value}" for name, value in options.items() if value is not None]
    done = subprocess.run(
        [*prefix, PROGRAM, *words], capture_output=True, text=True, timeout=60, cwd=folder
    )
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({}, "--role is missing"),
        (PITR | {"map-resolver": None}, "--map-resolver is missing: --role=pitr needs it"),
        (PITR | {"key": "secret"}, "--key has no effect with --role=pitr"),
        (PITR | {"algorithm": "hmac-sha-1-96"}, "--algorithm has no effect with --role=pitr"),
        (PITR | {"host": "192.168.1.10"}, "--host has no effect with --role=pitr"),
        (
            PITR | {"eid": "10.0.0.0/8"},
            "--eid=10.0.0.0/8: accepted: a prefix that does not overlap",
        ),
        (XTR | {"tap": None}, "--tap is missing: --role=xtr needs it"),
        (XTR | {"rloc": None}, "--rloc is missing"),
        (XTR | {"key": None}, "--key is missing"),
        (XTR | {"map-server": None}, "--map-server is missing"),
        (SERVER | {"eid": None}, "--eid is missing: --role=map-server needs it"),
        (SERVER | {"host": "192.168.1.10"}, "--host has no effect with --role=map-server"),
        (SERVER | {"map-server": "10.0.0.3"}, "--map-server has no effect with --role=map-server"),
        (XTR | {"host": None}, "no host behind --role=xtr"),
        (XTR | {"site-tap": "b"}, "--host with --site-tap"),
        (XTR | {"host": None, "site-tap": "lisp-test"}, "--site-tap=lisp-test: accepted: another"),
        (XTR | {"rloc": "10.0.0.1"}, "--rloc=10.0.0.1: accepted: an address of one host with"),
        (XTR | {"rloc": "10.0.0.0/24"}, "--rloc=10.0.0.0/24: accepted"),
        (XTR | {"rloc": "10.0.0.255/24"}, "--rloc=10.0.0.255/24: accepted"),
        (XTR | {"rloc": "224.0.0.1/24"}, "--rloc=224.0.0.1/24: accepted"),
        (XTR | {"rloc": "10.0.0.1/33"}, "--rloc=10.0.0.1/33: accepted"),
        (XTR | {"rloc": "fe80::1/64"}, "--rloc=fe80::1/64: accepted"),
        (
            XTR | {"gateway": "10.0.1.1"},
            "--gateway=10.0.1.1: accepted: another address in 10.0.0.0",
        ),
        (XTR | {"gateway": "10.0.0.1"}, "--gateway=10.0.0.1: accepted: another address"),
        (XTR | {"gateway": "2001:db8::1"}, "--gateway=2001:db8::1: accepted: an address of IPv4"),
        (XTR | {"eid": "192.168.1.0"}, "--eid=192.168.1.0: accepted: a prefix"),
        (XTR | {"eid": "192.168.1.0/31"}, "--eid=192.168.1.0/31: accepted: a prefix with room"),
        (
            XTR | {"eid": "10.0.0.0/8", "host": "10.1.0.1"},
            "--eid=10.0.0.0/8: accepted: a prefix that",
        ),
        (XTR | {"eid": "10.0.0.128/25", "host": "10.0.0.129"}, "--eid=10.0.0.128/25: accepted"),
        (XTR | {"host": "192.168.2.10"}, "--host=192.168.2.10: accepted: an address of a host in"),
        (XTR | {"host": "192.168.1.255"}, "--host=192.168.1.255: accepted"),
        (XTR | {"host": "fd01::1"}, "--host=fd01::1: accepted: an address of IPv4, as --eid is"),
        (
            XTR | {"map-server": "10.0.9.3"},
            "--map-server=10.0.9.3: accepted: an address in 10.0.0.0",
        ),
        (
            XTR | {"map-server": "192.168.1.3"},
            "--map-server=192.168.1.3: accepted: an address outs",
        ),
        (XTR | {"map-resolver": "10.0.0.1"}, "--map-resolver=10.0.0.1: accepted"),
        (XTR | {"map-server": "nonsense"}, "--map-server=nonsense: accepted: an address"),
        (XTR | {"key": ""}, "--key=: accepted"),
        (XTR | {"algorithm": "md5"}, "--algorithm=md5: accepted: hmac-sha-256-128, "),
        (XTR | {"instance-id": "16777216"}, "--instance-id=16777216: accepted: a whole number"),
        (XTR | {"duration": "0"}, "--duration=0: accepted: a time"),
        (
            XTR | {"tap": "a-name-that-is-too-long"},
            "tap 'a-name-that-is-too-long' is no name of an interface: accepted: 1 to 15",
        ),
        (XTR | {"tap": "a/b"}, "tap 'a/b' is no name of an interface"),
        (XTR | {"tap": "tap%d"}, "tap 'tap%d' is no name of an interface"),
    ],
)
def test_mistake(tmp_path, options, words):
    """One line on standard error that names the value and what is accepted, and status 2."""
    check_refusal(run(options, folder=tmp_path), f"lisp-emulation: {words}")
    assert list(tmp_path.iterdir()) == []


@pytest.fixture(scope="module")
def bench(tmp_path_factory):
    """Yield a lab of one namespace."""
    try:
        made = Lab(tmp_path_factory.mktemp("bench"))
    except Unable as reason:
        pytest.skip(str(reason))
    with made:
        yield made


def test_tap_that_is_none(bench, tmp_path):
    bench.run("wire", "ip", "link", "add", "dummy-0", "type", "bridge")
    status, _, error = run(XTR | {"tap": "dummy-0"}, bench.inside("wire"), tmp_path)
    assert status == 2
    assert "tap 'dummy-0' is no tap" in error
    assert error.count("\n") == 1


def test_tap_in_use(bench, tmp_path):
    first = bench.start_router("first", *(f"--{k}={v}" for k, v in XTR.items() if k != "key"))
    wire_lab.wait_for(first, "started")
    status, _, error = run(XTR, bench.inside("wire"), tmp_path)
    assert status == 2
    assert "tap 'lisp-test' is in use by another program: accepted: one that is not" in error
    assert wire_lab.stop(first, signal.SIGINT)[0] == 0


def test_no_privilege(bench, tmp_path):
    """Without the capability a tap may not be made."""
    if not shutil.which("capsh") and not shutil.which("setpriv"):
        pytest.skip("neither setpriv nor capsh on this machine")
    drop = ["setpriv", "--bounding-set=-net_admin", "--inh-caps=-net_admin"]
    status, _, error = run(XTR, [*bench.inside("wire"), *drop], tmp_path)
    assert status == 2
    assert "tap 'lisp-test'" in error
    assert "CAP_NET_ADMIN" in error
    assert error.count("\n") == 1


def test_duration_and_json(bench, tmp_path):
    """A tap that is made is gone afterwards; nobody answers, and the program ends by itself.

    Standard output has the result alone; what happens is on standard error.
    """
    words = [*bench.inside("wire"), PROGRAM, "--json", "--duration=500ms", "--seed=7"]
    words += [f"--{name}={value}" for name, value in XTR.items()]
    done = subprocess.run(words, capture_output=True, text=True, timeout=30, cwd=tmp_path)
    assert done.returncode == 0
    summary = json.loads(done.stdout)
    assert (summary["program"], summary["seed"]) == ("lisp-emulation", 7)
    assert summary["parameters"]["host"] == "192.168.1.10"
    assert "started: 10.0.0.1/24 at lisp-test, host 192.168.1.10" in done.stderr
    assert "lisp-test" not in bench.run("wire", "ip", "link")


def test_tap_that_goes(bench):
    """A tap that is removed from the machine ends the program: one line, status 1."""
    router = bench.start_router("gone", *(f"--{k}={v}" for k, v in XTR.items() if k != "key"))
    wire_lab.wait_for(router, "started")
    bench.run("wire", "ip", "link", "del", "lisp-test")
    wire_lab.wait_for(router, "stopped: tap lisp-test is gone")
    router.communicate(timeout=20)
    assert router.returncode == 1


def test_wrong_key(bench):
    """A Map-Server that has another key says so; the tunnel router says that nothing came."""
    bench.add_bridge("br-key", "key-m", "key-x")
    server = SERVER | {"tap": "key-m", "rloc": "10.0.0.3/24", "key": None}
    router = XTR | {"tap": "key-x", "key": None}
    words = [f"--{name}={value}" for name, value in server.items() if value]
    first = bench.start_router("key-m", *words, key="another key")
    wire_lab.wait_for(first, "started")
    words = [f"--{name}={value}" for name, value in router.items() if value]
    second = bench.start_router("key-x", *words)
    wire_lab.wait_for(first, "registration refused: 192.168.1.0/24 of 10.0.0.1")
    wire_lab.wait_for(second, "not registered: no word from Map-Server 10.0.0.3")
    assert wire_lab.stop(first)[0] == wire_lab.stop(second)[0] == 0
