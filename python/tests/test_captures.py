# SPDX-License-Identifier: GPL-2.0-only
"""The captures of the mobility study, read by tshark and by the decoder.

Sites are numbered: the data centres 1 and 2, one subnet stretched over both, and the clients' 11 and
12. Locators are numbered by their link to the core: those of the data centres' two gateways 11 and
12, 13 and 14, of the clients' sites 15 and 16, of the mapping node 17. An EID holds the site's
number, a locator its own.
"""

import hashlib
import hmac
import ipaddress
import json
import os
import pathlib
import shutil
import subprocess

import pytest

ROOT = pathlib.Path(__file__).parents[2]
BUILD = pathlib.Path(os.environ.get("LISP_BUILD", ROOT / "build")) / "examples"

FAMILIES = {"ipv4": (4, 4), "ipv6": (6, 6), "ipv4-over-ipv6": (4, 6), "ipv6-over-ipv4": (6, 4)}

# Devices of a data centre's gateway: 1 and 2 are links inside it, 4 is the link to the core.
GATEWAYS = ["dc1-gw1", "dc1-gw2", "dc2-gw1", "dc2-gw2"]
LANS = {f"{gateway}-{device}.pcap" for gateway in GATEWAYS for device in (1, 2)}
# Those of the gateways' links to the core.
LINKS = {f"{gateway}-4.pcap" for gateway in GATEWAYS} | {"site1-gw-2.pcap", "site2-gw-2.pcap"}
HOSTS = {"host1-1.pcap", "host2-1.pcap", "vm1-1.pcap"}
FILES = (
    LANS
    | LINKS
    | HOSTS
    | {"client1-1.pcap", "client2-1.pcap", "map-server-1.pcap"}
    | {"site1-gw-1.pcap", "site2-gw-1.pcap"}
)

needs_tshark = pytest.mark.skipif(not shutil.which("tshark"), reason="tshark is not installed")

# A status of 0 is a bad one; a checksum that is absent has another.
BAD = " or ".join(
    ["_ws.malformed"]
    + [f"{name}.checksum.status == 0" for name in ("ip", "udp", "tcp", "icmp", "icmpv6")]
)


class Run:
    """The study with captures, in one family."""

    def __init__(self, family, folder):
        """Run it; the machine moves in 0.6 s, switched off at 10 s."""
        self.inner, self.outer = FAMILIES[family]
        self.folder = folder
        command = [BUILD / "lisp-vm-mobility", f"--family={family}", "--memory=16MiB"]
        command += ["--pcap", "--json", f"--out={folder}"]
        result = subprocess.run(command, capture_output=True, timeout=600, check=True)
        (self.move,) = json.loads(result.stdout)["migrations"]
        self.decoded = {}

    def eid(self, site, host):
        """Return an EID."""
        return f"10.{site}.0.{host}" if self.inner == 4 else f"fd10:{site}::{host}"

    def rloc(self, number):
        """Return a locator."""
        return f"100.64.{number}.1" if self.outer == 4 else f"fd64:{number}::1"

    def decode(self, name):
        """Return what the decoder prints for a capture; all of it is LISP that it can read."""
        if name not in self.decoded:
            command = [BUILD / "lisp-decode", self.folder / name]
            result = subprocess.run(command, capture_output=True, timeout=600, check=True)
            assert result.stderr == b""
            self.decoded[name] = [json.loads(line) for line in result.stdout.splitlines()]
        return self.decoded[name]

    def tshark(self, name, display_filter, *fields):
        """Return the fields of the packets of a capture that a filter lets through."""
        command = ["tshark", "-n", "-r", self.folder / name, "-Y", display_filter, "-Tfields"]
        for protocol in ("ip", "udp", "tcp"):
            command += ["-o", f"{protocol}.check_checksum:TRUE"]
        for field in fields or ("frame.number",):
            command += ["-e", field]
        result = subprocess.run(command, capture_output=True, text=True, timeout=600, check=True)
        return [line.split("\t") for line in result.stdout.splitlines()]


@pytest.fixture(scope="module", params=FAMILIES)
def run(request, tmp_path_factory):
    """Return the study in each family, run once."""
    return Run(request.param, tmp_path_factory.mktemp(request.param))


def test_files(run):
    """There is a capture of each interface of the sites' nodes and the mapping node."""
    assert {path.name for path in run.folder.glob("*.pcap")} == FILES


@needs_tshark
def test_nothing_malformed(run):
    """Tshark can read every packet, and every checksum that is there is right.

    The other captures are of the other ends of the same cables, or of hosts like these.
    """
    names = [*sorted(LINKS), "map-server-1.pcap", "vm1-1.pcap", "client1-1.pcap"]
    names += ["dc1-gw1-1.pcap", "dc1-gw1-2.pcap"]
    bad = {name: run.tshark(name, BAD) for name in names}
    assert bad == {name: [] for name in names}


def test_decoder_reads_all(run):
    """The decoder reads every LISP packet, and would send each just so."""
    counts = {}
    for name in sorted(FILES):
        lines = run.decode(name)
        assert [line for line in lines if line.get("reencoded_equal") is not True] == []
        counts[name] = len(lines)
    # On the links to the core, and at the mapping node; in the stretched subnet the gateways tell
    # each other of hosts by a multicast group, which reaches all of it but blocked ports' far ends.
    seen = {name for name in FILES if counts[name]}
    assert seen >= LINKS | HOSTS | {"map-server-1.pcap"}
    assert seen <= LINKS | HOSTS | LANS | {"map-server-1.pcap"}
    assert {line["type"] for line in run.decode("host1-1.pcap")} == {"map-notify"}
    assert {line["type"] for line in run.decode("map-server-1.pcap")} >= {
        "map-register",
        "map-notify",
        "encapsulated-control",
    }


@needs_tshark
def test_tshark_counts_the_same(run):
    """Tshark finds the same control messages, by type and nonce."""
    numbers = {"map-request": 1, "map-reply": 2, "map-register": 3, "map-notify": 4}
    numbers["map-notify-ack"] = 5
    ours = []
    for line in run.decode("map-server-1.pcap"):
        message = line.get("inner", line)
        types = ["8"] if "inner" in line else []
        types.append(str(numbers[message["type"]]))
        ours.append([str(line["frame"]), ",".join(types), message["nonce"]])
    fields = ("frame.number", "lisp.type", "lisp.nonce")
    theirs = run.tshark("map-server-1.pcap", "lisp", *fields)
    for packet in ours + theirs:
        if packet[1] == "5":  # of which tshark 4.0 reads the type only
            packet[2] = ""
    assert theirs == ours


def test_data_follows(run):
    """The client's packets go to the locator of the data centre where the machine is."""
    client, machine = run.eid(11, 10), run.eid(1, 100)
    before, after = set(), set()
    for line in run.decode("site1-gw-2.pcap"):
        if line["type"] == "data" and line["inner"]["destination"] == machine:
            assert (line["source"], line["inner"]["source"]) == (run.rloc(15), client)
            assert line["destination_port"] == 4341
            # 64, less one at the gateway.
            assert line["inner"]["ttl"] == 63
            if line["time_s"] < run.move["paused_s"]:
                before.add(line["destination"])
            elif line["time_s"] > run.move["converged_s"]:
                after.add(line["destination"])
    # A flow takes one of the two locators.
    assert (len(before), len(after)) == (1, 1)
    assert before < {run.rloc(11), run.rloc(12)}
    assert after < {run.rloc(13), run.rloc(14)}


@needs_tshark
def test_outer_header(run):
    """The outer header is as RFC 9300 section 5.3 says.

    The time to live is copied, 63 at the ITR and 61 behind two routers of the core; the UDP
    checksum is zero.
    """
    ttl = "ip.ttl" if run.outer == 4 else "ipv6.hlim"
    machine = run.eid(1, 100)
    inner = f"{'ip' if run.inner == 4 else 'ipv6'}.dst == {machine}"
    arrivals = ["dc2-gw1-4.pcap", "dc2-gw2-4.pcap"]
    for names, expected in ((["site1-gw-2.pcap"], "63"), (arrivals, "61")):
        source = f"{'ip' if run.outer == 4 else 'ipv6'}.src == {run.rloc(15)}"
        packets = []
        for name in names:
            packets += run.tshark(name, f"lisp-data and {inner} and {source}", ttl, "udp.checksum")
        # One is sent each 10 ms, at least from convergence on until 2 s before the end.
        assert len(packets) > 1000
        assert {packet[0].split(",")[0] for packet in packets} == {expected}
        assert {packet[1].split(",")[0] for packet in packets} == {"0x0000"}


def test_machine_is_registered(run):
    """Where the machine arrives, its address is registered, and confirmed with the same nonce."""
    length = 32 if run.inner == 4 else 128
    eid = f"{run.eid(1, 100)}/{length}"
    lines = [x for x in run.decode("dc2-gw1-4.pcap") if x["type"] in ("map-register", "map-notify")]
    register = next(x for x in lines if x["records"][0]["eid"] == eid)
    assert (register["source"], register["destination"]) == (run.rloc(13), run.rloc(17))
    assert (register["source_port"], register["destination_port"]) == (4342, 4342)
    # Captures hold microseconds.
    assert run.move["detected_s"] - 1e-6 <= register["time_s"] <= run.move["registered_s"]
    (record,) = register["records"]
    own, other = record["locators"]
    assert (own["address"], own["priority"], own["weight"]) == (run.rloc(13), 1, 100)
    assert (other["address"], other["priority"], other["weight"]) == (run.rloc(14), 1, 100)
    assert [(each["local"], each["reachable"]) for each in (own, other)] == [
        (True, True),
        (False, True),
    ]
    notify = next(x for x in lines if x["time_s"] > register["time_s"])
    assert (notify["type"], notify["nonce"]) == ("map-notify", register["nonce"])
    assert notify["source"] == run.rloc(17)
    assert notify["records"][0]["eid"] == eid


@needs_tshark
def test_authentication(run):
    """The MAC of each Map-Register is HMAC-SHA-256-128 under the site's key (RFC 9301 5.6).

    It is made from the start to the end of the last record, its own 16 octets, after the first 16,
    as zeros. The I bit says that an xTR-ID and a Site-ID, 24 octets, come after that.
    """
    messages = run.tshark("dc2-gw1-4.pcap", "lisp.type == 3", "udp.payload")
    assert len(messages) >= 1
    for (payload,) in messages:
        octets = bytes.fromhex(payload.replace(":", ""))
        assert octets[13:16] == b"\x02\x00\x10"
        assert octets[0] >> 1 & 1
        covered = octets[:16] + bytes(16) + octets[32:-24]
        made = hmac.new(b"secret of dc", covered, hashlib.sha256).digest()
        assert octets[16:32] == made[:16]


@needs_tshark
def test_machine_keeps_its_address(run):
    """The machine has one address throughout: what its interface sees is from it and to it."""
    machine = ipaddress.ip_address(run.eid(1, 100))
    name = "ip" if run.inner == 4 else "ipv6"
    # But for what the gateways tell each other in its subnet.
    data = "udp and not icmp and not icmpv6 and not hsrp and not lisp"
    packets = run.tshark("vm1-1.pcap", data, f"{name}.src")
    sources = {ipaddress.ip_address(packet[0]) for packet in packets}
    clients = {ipaddress.ip_address(run.eid(site, 10)) for site in (11, 12)}
    neighbor = ipaddress.ip_address(run.eid(1, 10))
    assert sources == {machine, neighbor} | clients
