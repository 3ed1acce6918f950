# SPDX-License-Identifier: GPL-2.0-only
"""The decoder of captures, run as a program."""

import json
import os
import pathlib
import shutil
import struct
import subprocess

import captures
import pytest

BUILD = pathlib.Path(os.environ.get("LISP_BUILD", pathlib.Path(__file__).parents[2] / "build"))
PROGRAM = BUILD / "examples" / "lisp-decode"

REQUEST = captures.vectors()["odl-request-smr"]


def run(*arguments, **options):
    """Run the program; the result has its status, standard output and standard error."""
    assert PROGRAM.exists(), f"{PROGRAM} is not built"
    options = {"capture_output": True, "timeout": 600, "check": False, **options}
    return subprocess.run([PROGRAM, *arguments], **options)


def decode(tmp_path, capture, *arguments, status=0):
    """Decode a capture given as octets; return the objects it prints."""
    path = tmp_path / "capture.pcap"
    path.write_bytes(capture)
    result = run(path, *arguments)
    assert (result.returncode, result.stderr) == (status, b"")
    return [json.loads(line) for line in result.stdout.splitlines()]


def decode_message(tmp_path, message, *arguments, **options):
    """Decode one message; return its object."""
    frames = [captures.frame(captures.packet(message, **options))]
    (line,) = decode(tmp_path, captures.pcap(frames), *arguments)
    return line


# ---- what is printed ----------------------------------------------------------------------------


def test_register_as_in_the_contract(tmp_path):
    """Every name and value of a Map-Register, in the order the manual shows them."""
    line = decode_message(
        tmp_path, captures.vectors()["odl-register-sha1"], "--key=password", ports=(50000, 4342)
    )
    expected = {
        "frame": 1,
        "time_s": 0.0,
        "source": "10.0.1.2",
        "destination": "10.0.9.2",
        "source_port": 50000,
        "destination_port": 4342,
        "type": "map-register",
        "nonce": "0xffbb000000000000",
        "flags": {"P": 1, "S": 0, "I": 0, "E": 0, "T": 0, "a": 0, "M": 1},
        "authentication": {
            "key_id": 1,
            "algorithm": "hmac-sha-1-96",
            "algorithm_id": 1,
            "length": 20,
            "valid": True,
        },
        "records": [
            {
                "eid": "153.16.254.1/32",
                "instance_id": 0,
                "ttl_min": 10,
                "action": "no-action",
                "authoritative": True,
                "map_version": 0,
                "locators": [
                    {
                        "address": "192.168.136.10",
                        "priority": 1,
                        "weight": 100,
                        "multicast_priority": 255,
                        "multicast_weight": 0,
                        "local": True,
                        "probed": False,
                        "reachable": True,
                    }
                ],
            }
        ],
        "reencoded_equal": True,
    }
    assert line == expected
    assert list(line) == list(expected)


@pytest.mark.parametrize(
    ("name", "key", "valid"),
    [
        ("odl-register-sha256", "password", True),
        ("odl-register-sha256", None, None),
        ("odl-register-sha256", "wrongPassword", False),
        ("odl-register-sha256", "", False),
        ("odl-register-badauth", "password", False),
        ("odl-register-noauth", "password", False),
        ("odl-notify-xtrid", None, None),
    ],
)
def test_key(tmp_path, name, key, valid):
    """A MAC is checked if there is a key, even an empty one; one that is missing is not valid."""
    arguments = [] if key is None else [f"--key={key}"]
    line = decode_message(tmp_path, captures.vectors()[name], *arguments)
    assert line["authentication"]["valid"] is valid


@pytest.mark.parametrize(
    ("keys", "valid"),
    [(["password", "other"], True), (["other", "password"], True), (["one", "other"], False)],
)
def test_several_keys(tmp_path, keys, valid):
    """A capture has the messages of several sites: a MAC is valid if it fits any of the keys."""
    arguments = [f"--key={key}" for key in keys]
    line = decode_message(tmp_path, captures.vectors()["odl-register-sha256"], *arguments)
    assert line["authentication"]["valid"] is valid


def test_request(tmp_path):
    """A Map-Request tells who asks, where the reply may go, what is asked for."""
    line = decode_message(tmp_path, captures.vectors()["odl-request-lispmob"])
    assert line["type"] == "map-request"
    assert line["flags"] == {"A": 0, "M": 1, "P": 0, "S": 0, "p": 0, "s": 0, "L": 0, "D": 0}
    assert line["source_eid"] == "1.1.1.1"
    assert line["itr_rlocs"] == ["192.168.56.102"]
    assert line["requests"] == ["1.2.3.4/32"]
    assert line["reply_record"]["eid"] == "1.1.1.1/32"
    assert line["reencoded_equal"] is True

    line = decode_message(tmp_path, captures.vectors()["odl-request-3itr"])
    assert line["source_eid"] is None
    assert line["itr_rlocs"] == ["192.168.136.10", "::1", "17.34.52.86"]
    assert "reply_record" not in line


def test_reply(tmp_path):
    """A Map-Reply with a mapping and a negative mapping."""
    line = decode_message(tmp_path, captures.vectors()["odl-reply-all"])
    assert (line["type"], line["nonce"]) == ("map-reply", "0x0000000000000002")
    first, second = line["records"]
    assert [x["address"] for x in first["locators"]] == ["10.10.10.10", "1:2:3:4:5:6:7:8"]
    assert [x["probed"] for x in first["locators"]] == [True, False]
    assert (second["eid"], second["ttl_min"], second["map_version"]) == ("4.3.0.0/16", 0, 2)
    assert (second["action"], second["authoritative"]) == ("natively-forward", True)
    assert second["locators"] == []


def test_instance_and_xtr_id(tmp_path):
    """The instance ID stands beside the EID; the I bit brings the xTR-ID."""
    line = decode_message(tmp_path, captures.vectors()["odl-register-iid-xtrid"])
    assert line["flags"]["I"] == 1
    assert line["xtr_id"] == "151a3980e335e6c449a6908720659ab7"
    assert line["site_id"] == "0x0000000000000000"
    assert (line["records"][0]["eid"], line["records"][0]["instance_id"]) == ("195.168.200.1/32", 1)


def test_encapsulated(tmp_path):
    """The message inside an Encapsulated Control Message stands under "inner"."""
    line = decode_message(tmp_path, captures.vectors()["odl-ecm-v4-2itr"])
    assert line["type"] == "encapsulated-control"
    assert line["flags"] == {"S": 0, "D": 0, "E": 0, "M": 0}
    inner = line["inner"]
    assert (inner["source"], inner["source_port"]) == ("172.1.1.2", 4342)
    assert (inner["destination"], inner["destination_port"]) == ("8.8.8.8", 4342)
    assert (inner["type"], inner["nonce"]) == ("map-request", "0x7967ff75a0616619")
    assert inner["itr_rlocs"] == ["10.1.0.111", "192.168.136.51"]


def test_mac_inside_encapsulated(tmp_path):
    """The MAC of a message inside another is checked over that message alone."""
    register = captures.vectors()["odl-register-sha1"]
    message = bytes.fromhex("80000000") + captures.packet(register, "192.0.2.1", "192.0.2.2")
    line = decode_message(tmp_path, message, "--key=password")
    assert line["reencoded_equal"] is True
    assert line["inner"]["authentication"]["valid"] is True


@pytest.mark.parametrize(
    ("octets", "expected"),
    [
        (
            "50000000" + "00000000000000ff" + "01010000",
            {"type": "map-notify-ack", "flags": {"I": 0}, "records": []},
        ),
        (
            "60000001" + "00000000000000ff" + "0000000f 00 10 9800 0000 0001 c0000000",
            {"type": "map-referral", "flags": {}},
        ),
        (
            "70000000" + "00000000000000ff" + "00000000 000005a0 00 18 0001 c0000200 0000",
            {"type": "info-request", "flags": {"R": 0}, "ttl_min": 1440, "nat": None},
        ),
        (
            "78000000"
            + "00000000000000ff"
            + "00000000 000005a0 00 18 0001 c0000200"
            + "4003 0000 07 00 0016 10f6 9c40 0001 cb007107 0001 c6336402 0001 0a000001",
            {
                "type": "info-reply",
                "flags": {"R": 1},
                "eid": "192.0.2.0/24",
                "instance_id": 0,
                "nat": "nat(map-server 198.51.100.2 port 4342, etr 203.0.113.7 port 40000, "
                "private 10.0.0.1)",
            },
        ),
    ],
)
def test_other_types(tmp_path, octets, expected):
    """The types that the vectors lack, drawn by hand from the standards."""
    line = decode_message(tmp_path, bytes.fromhex(octets))
    assert {key: line[key] for key in expected} == expected
    assert (line["nonce"], line["reencoded_equal"]) == ("0x00000000000000ff", True)
    if line["type"] == "map-referral":
        (record,) = line["records"]
        assert (record["action"], record["incomplete"]) == ("delegation-hole", True)


@pytest.mark.parametrize(
    ("name", "note"),
    [
        ("odl-register-v6eid", "reserved bits set"),
        ("odl-request-2recs", "M bit set without a Map-Reply record"),
        ("odl-ecm-v6-lispmob", "octets after the end, which read as a Map-Reply record"),
        ("vpp-mapreq-2itr", "host bits set beyond the /24"),
        ("vpp-mapreg-mac", "MAC address with mask length 0"),
    ],
)
def test_other_forms(tmp_path, name, note):
    """What is not in standard form is decoded, and the note says why it is not."""
    line = decode_message(tmp_path, captures.vectors()[name])
    assert line["reencoded_equal"] is False
    assert note in line["reencoded_note"]


def test_octets_after_the_end(tmp_path):
    """Octets after the end of a message change nothing but the note."""
    line = decode_message(tmp_path, captures.vectors()["odl-reply-all"] + b"\0\1\2")
    assert line["reencoded_equal"] is False
    assert line["reencoded_note"] == "3 octets after the end, at byte 80"
    assert len(line["records"]) == 2


# ---- data packets -------------------------------------------------------------------------------

INNER = captures.packet(b"hello", "192.0.2.1", "198.51.100.2", (1000, 2000))
INNER6 = captures.packet(b"hello", "2001:db8::1", "2001:db8::2", (1000, 2000))


def data(tmp_path, header, inner=INNER, **options):
    """Decode a data packet; return its object."""
    return decode_message(
        tmp_path, bytes.fromhex(header) + inner, **{"ports": (61234, 4341), **options}
    )


def test_data(tmp_path):
    """Each flag brings its field; what has no flag is null (RFC 9300 section 5.3)."""
    line = data(tmp_path, "00000000 00000000")
    assert line["type"] == "data"
    assert line["flags"] == {"N": 0, "L": 0, "E": 0, "V": 0, "I": 0, "K": 0}
    assert (line["nonce"], line["map_versions"]) == (None, None)
    assert (line["instance_id"], line["locator_status_bits"]) == (0, None)
    assert line["inner"] == {
        "source": "192.0.2.1",
        "destination": "198.51.100.2",
        "protocol": 17,
        "ttl": 64,
        "length": 13,
        "source_port": 1000,
        "destination_port": 2000,
    }
    assert line["reencoded_equal"] is True

    line = data(
        tmp_path, "e8abcdef 123456fd", INNER6, source="2001:db8:1::1", destination="2001:db8:2::1"
    )
    assert line["flags"] == {"N": 1, "L": 1, "E": 1, "V": 0, "I": 1, "K": 0}
    assert (line["nonce"], line["instance_id"], line["locator_status_bits"]) == (
        "0xabcdef",
        0x123456,
        0xFD,
    )
    assert line["inner"]["source"] == "2001:db8::1"
    assert line["source"] == "2001:db8:1::1"

    line = data(tmp_path, "10abcdef 00000000")
    assert line["map_versions"] == {"source": 0xABC, "destination": 0xDEF}
    line = data(tmp_path, "40000000 80000001")
    assert line["locator_status_bits"] == 0x80000001


@pytest.mark.parametrize("header", ["00000001 00000000", "08000000 00000101"])
def test_data_other_forms(tmp_path, header):
    """Bits that mean nothing are noted: a nonce without N, status bits without L."""
    line = data(tmp_path, header)
    assert line["reencoded_equal"] is False
    assert "no meaning" in line["reencoded_note"]


def test_data_encrypted(tmp_path):
    """What is encrypted is not looked into (RFC 8061)."""
    line = data(tmp_path, "01000000 00000000", b"\xff" * 40)
    assert (line["flags"]["K"], line["inner"]) == (1, None)


def test_data_inner_fragment(tmp_path):
    """A fragment inside has its place, and ports only in the first."""
    inner = captures.ip(b"x" * 64, "192.0.2.1", "198.51.100.2", fragment=0x2010, identification=7)
    line = data(tmp_path, "00000000 00000000", inner)
    assert (line["inner"]["fragment_offset"], line["inner"]["more_fragments"]) == (128, True)
    assert "source_port" not in line["inner"]


# A frame from 02:00:00:00:00:02 to 02:00:00:00:00:01, as captures.frame makes them.
FRAME = {"source": "02:00:00:00:00:02", "destination": "02:00:00:00:00:01"}


@pytest.mark.parametrize(
    ("tag", "vlan", "length"),
    # Priority 3 is 0x60 of a tag's first octet; 100 is 0x064 of the 12 bits after that.
    [("", None, 14 + 33), ("8100 6064", 100, 18 + 33)],
)
def test_data_ethernet(tmp_path, tag, vlan, length):
    """With a P bit, the last octet of the first word says what is inside: 3 is Ethernet.

    RFC 9305: P is 0x04 of the first octet, I 0x08, L 0x40; with I, the status bits are the last
    octet, the instance ID the three before. INNER has 20 octets of IPv4, 8 of UDP and 5 of data.
    """
    frame = captures.frame(INNER, tags=bytes.fromhex(tag))
    line = data(tmp_path, "4c000003 ffffff05", frame)
    expected = {
        "type": "data",
        "nonce": None,
        "flags": {"N": 0, "L": 1, "E": 0, "V": 0, "I": 1, "K": 0, "P": 1},
        "next_protocol": "ethernet",
        "map_versions": None,
        "instance_id": 0xFFFFFF,
        "locator_status_bits": 5,
        "inner": FRAME
        | {
            "vlan": vlan,
            "ethertype": "0x0800",
            "length": length,
            "packet": {
                "source": "192.0.2.1",
                "destination": "198.51.100.2",
                "protocol": 17,
                "ttl": 64,
                "length": 13,
                "source_port": 1000,
                "destination_port": 2000,
            },
        },
        "reencoded_equal": True,
    }
    own = {key: line[key] for key in expected}
    assert own == expected
    assert list(line)[-len(expected) :] == list(expected)


def test_data_ethernet_without_ip(tmp_path):
    """Of a frame that holds no IP packet, its header is told: ARP, 28 octets, after 14 of it."""
    arp = bytes.fromhex("020000000001 020000000002 0806 0001080006040001") + bytes(20)
    line = data(tmp_path, "0c000003 00006400", arp)
    assert line["instance_id"] == 100
    assert line["inner"] == FRAME | {"vlan": None, "ethertype": "0x0806", "length": 42}


@pytest.mark.parametrize(
    ("number", "name", "inner", "source"),
    # The registry of RFC 9305 section 6.1.
    [
        (0x00, "reserved", INNER, None),
        (0x01, "ipv4", INNER, "192.0.2.1"),
        (0x02, "ipv6", INNER6, "2001:db8::1"),
        (0x04, "nsh", INNER, None),
        (0x05, "unassigned", INNER, None),
        (0x7E, "experimental", INNER, None),
        (0x80, "shim", INNER, None),
    ],
)
def test_data_next_protocol(tmp_path, number, name, inner, source):
    """What is not IP or Ethernet is named, and not looked into."""
    line = data(tmp_path, f"040000{number:02x} 00000000", inner)
    assert (line["flags"]["P"], line["next_protocol"]) == (1, name)
    assert (line["inner"] and line["inner"]["source"]) == source
    assert line["reencoded_equal"] is True


def test_data_beside_next_protocol(tmp_path):
    """N, E and V and the 16 bits before it mean nothing then (RFC 9305 section 3), and are noted.

    L and I are what they are without P: with I, the status bits are the last octet.
    """
    line = data(tmp_path, "fcabcd01 00006402")
    assert line["flags"] == {"N": 1, "L": 1, "E": 1, "V": 1, "I": 1, "K": 0, "P": 1}
    assert (line["nonce"], line["map_versions"]) == (None, None)
    assert (line["instance_id"], line["locator_status_bits"]) == (100, 2)
    assert line["inner"]["source"] == "192.0.2.1"
    assert line["reencoded_equal"] is False
    assert "no meaning" in line["reencoded_note"]


@pytest.mark.parametrize(
    ("header", "inner", "byte"),
    [
        ("0c000003 00006400", "020000000001 020000000002 08", 8 + 12),
        ("0c000003 00006400", "020000000001 020000000002 8100", 8 + 14),
        ("04000002 00000000", "60000000", 8),
    ],
    ids=["frame", "tag", "packet"],
)
def test_data_cut(tmp_path, header, inner, byte):
    """A frame or packet inside that ends in its header is an error, at the byte where it ends."""
    octets = bytes.fromhex(header + inner)
    frames = [captures.frame(captures.packet(octets, ports=(61234, 4341)))]
    (line,) = decode(tmp_path, captures.pcap(frames), status=1)
    assert line["frame"] == 1
    assert "inner" in line["error"] and line["error"].endswith(f", at byte {byte}")


# ---- captures -----------------------------------------------------------------------------------


@pytest.mark.parametrize("six", [False, True])
@pytest.mark.parametrize(
    "link",
    [
        captures.ETHERNET,
        captures.PPP,
        captures.PPP_HDLC,
        captures.RAW,
        captures.NULL,
        captures.SLL,
        captures.SLL2,
    ],
)
@pytest.mark.parametrize("form", [captures.pcap, captures.pcapng])
def test_links(tmp_path, form, link, six):
    """Each link type, in both file formats, with both families."""
    addresses = ("2001:db8::1", "2001:db8::2") if six else ("10.0.1.2", "10.0.9.2")
    frames = [captures.frame(captures.packet(REQUEST, *addresses), link)] * 3
    lines = decode(tmp_path, form(frames, link))
    assert [line["frame"] for line in lines] == [1, 2, 3]
    assert [line["time_s"] for line in lines] == [0, 1.0015, 2.003]
    assert {line["source"] for line in lines} == {addresses[0]}
    assert {line["type"] for line in lines} == {"map-request"}


def test_nanoseconds(tmp_path):
    """Time stamps in nanoseconds."""
    frames = [captures.frame(captures.packet(REQUEST))] * 2
    lines = decode(tmp_path, captures.pcap(frames, nanoseconds=True))
    assert [line["time_s"] for line in lines] == [0, 1.0015]


@pytest.mark.parametrize("tags", ["81000007", "88a8000781000008"])
def test_tags(tmp_path, tags):
    """Frames with one VLAN tag and with two."""
    frames = [captures.frame(captures.packet(REQUEST), tags=bytes.fromhex(tags))]
    assert len(decode(tmp_path, captures.pcap(frames))) == 1


def test_headers_before_udp(tmp_path):
    """IPv4 options and IPv6 extension headers are read through; Ethernet padding is left out."""
    six = ("2001:db8::1", "2001:db8::2")
    datagram = captures.udp(REQUEST, *six)
    hop_by_hop = bytes([60, 1]) + bytes(14)
    destination = bytes([17, 0]) + bytes(6)
    frames = [
        captures.frame(captures.packet(REQUEST, options=b"\1" * 8)),
        captures.frame(captures.ip(hop_by_hop + destination + datagram, *six, protocol=0)),
        captures.frame(captures.packet(REQUEST)) + bytes(40),
    ]
    lines = decode(tmp_path, captures.pcap(frames))
    assert [line["reencoded_equal"] for line in lines] == [True] * 3


def test_ports(tmp_path):
    """Either port makes a packet LISP; all others are passed over, and what is no UDP or IP.

    An RTR sends data to a NAT from port 4342 to any (draft-ermagan-lisp-nat-traversal-19 section
    5.3.1): no control message begins with a zero octet, as data without flags does.
    """
    frames = [
        captures.frame(captures.packet(REQUEST, ports=ports))
        for ports in [(4342, 4342), (4342, 9), (9, 4342), (9, 10)]
    ]
    frames += [
        captures.frame(captures.packet(bytes(8) + INNER, ports=ports))
        for ports in [(4341, 4341), (4341, 9), (9, 4341), (4342, 4341), (4342, 9)]
    ]
    frames += [
        captures.frame(captures.ip(captures.udp(REQUEST), protocol=6)),
        b"\xff" * 12 + b"\x08\x06" + bytes(28),
        b"\xff" * 12 + b"\x81\x00" * 9,
        b"\xff",
        b"",
    ]
    lines = decode(tmp_path, captures.pcap(frames))
    types = [(line["frame"], line.get("type", line.get("error"))) for line in lines]
    assert types[:3] == [(1, "map-request"), (2, "map-request"), (3, "map-request")]
    assert types[3:] == [(5, "data"), (6, "data"), (7, "data"), (8, "data"), (9, "data")]


def test_empty(tmp_path):
    """A capture without LISP packets prints nothing."""
    assert decode(tmp_path, captures.pcap([])) == []
    assert decode(tmp_path, captures.pcapng([captures.frame(INNER)])) == []


def test_malformed(tmp_path):
    """A malformed message prints its frame and what is wrong; the run goes on; the status is 1."""
    short_udp = captures.ip(struct.pack(">HHHH", 4342, 4342, 7, 0))
    long_udp = captures.ip(struct.pack(">HHHH", 4342, 4342, 60, 0) + REQUEST)
    frames = [
        captures.frame(captures.packet(captures.vectors()["vpp-reply-truncated"])),
        captures.frame(captures.packet(b"")),
        captures.frame(captures.packet(b"\xf0\0\0\0")),
        captures.frame(captures.packet(bytes(7), ports=(9, 4341))),
        captures.frame(captures.packet(bytes(8) + b"\x50" * 40, ports=(9, 4341))),
        captures.frame(short_udp),
        captures.frame(long_udp),
        captures.frame(captures.packet(REQUEST)),
    ]
    lines = decode(tmp_path, captures.pcap(frames), status=1)
    assert lines[:-1] == [
        {"frame": 1, "error": "message ends in record: 1 octets wanted, 0 left, at byte 17"},
        {"frame": 2, "error": "message ends in message type: 1 octets wanted, 0 left, at byte 0"},
        {"frame": 3, "error": "unknown message type 15, at byte 0"},
        {"frame": 4, "error": "message ends in LISP header: 4 octets wanted, 3 left, at byte 4"},
        {"frame": 5, "error": "inner packet is not IPv4 or IPv6, or is cut off, at byte 8"},
        {"frame": 6, "error": "UDP length is less than that of its header, at byte 0"},
        {
            "frame": 7,
            "error": "only 28 of 52 octets of the message are in the capture, at byte 28",
        },
    ]
    assert (lines[-1]["frame"], lines[-1]["type"]) == (8, "map-request")


def test_snapshot_length(tmp_path):
    """Of frames that were captured in part, data packets are read, messages are an error."""
    frames = [
        captures.frame(captures.packet(bytes(8) + INNER, ports=(9, 4341))),
        captures.frame(captures.packet(REQUEST)),
    ]
    lines = decode(tmp_path, captures.pcap(frames, snaplen=14 + 28 + 8 + 28))
    assert lines[0]["inner"]["length"] == 13
    lines = decode(tmp_path, captures.pcap(frames, snaplen=14 + 28 + 20), status=1)
    assert "cut off" in lines[0]["error"]
    assert lines[1]["error"] == "only 20 of 28 octets of the message are in the capture, at byte 20"


def fragments(payload, size, **fields):
    """Split an IPv4 payload into fragments of a size."""
    pieces = [payload[i : i + size] for i in range(0, len(payload), size)]
    last = len(pieces) - 1
    return [
        captures.frame(
            captures.ip(piece, fragment=(0 if i == last else 0x2000) | i * size // 8, **fields)
        )
        for i, piece in enumerate(pieces)
    ]


def test_fragments(tmp_path):
    """Fragments in any order, twice, and of several packets at once, are put together again."""
    datagram = captures.udp(captures.vectors()["odl-reply-all"])
    one = fragments(datagram, 24, identification=1)
    two = fragments(datagram, 40, identification=2)
    lines = decode(
        tmp_path,
        captures.pcap([one[2], two[0], one[1], one[1], two[2], one[0], two[1], one[3]]),
    )
    assert [(line["frame"], line["fragments"]) for line in lines] == [
        (7, [2, 5, 7]),
        (8, [1, 3, 6, 8]),
    ]
    assert all(len(line["records"]) == 2 for line in lines)


def test_fragments_ipv6(tmp_path):
    """The same over IPv6."""
    six = ("2001:db8::1", "2001:db8::2")
    datagram = captures.udp(REQUEST, *six)
    frames = [
        captures.frame(
            captures.ip(struct.pack(">BBHI", 17, 0, field, 99) + piece, *six, protocol=44)
        )
        for field, piece in ((16, datagram[16:]), (1, datagram[:16]))
    ]
    (line,) = decode(tmp_path, captures.pcap(frames))
    assert (line["frame"], line["fragments"], line["type"]) == (2, [1, 2], "map-request")


def test_fragments_missing(tmp_path):
    """A LISP packet of which fragments are missing is an error, whatever came after it."""
    datagram = captures.udp(captures.vectors()["odl-reply-all"])
    other = captures.udp(captures.vectors()["odl-reply-all"], ports=(1, 2))
    frames = fragments(datagram, 40, identification=1)[:2]
    frames += fragments(other, 40, identification=2)[:2]
    frames += fragments(datagram, 40, identification=3)[1:]
    lines = decode(tmp_path, captures.pcap(frames), status=1)
    text = "fragment of a packet whose other fragments are missing or do not fit, at byte 72"
    assert lines == [{"frame": 1, "error": text}]

    # So many that the oldest are given up before the capture ends; and pieces that overlap.
    frames = [fragments(datagram, 40, identification=i)[0] for i in range(200)]
    lines = decode(tmp_path, captures.pcap(frames), status=1)
    assert [line["frame"] for line in lines] == list(range(1, 201))
    frames = fragments(datagram, 40, identification=1)
    frames[1:2] = fragments(datagram[:32] + datagram[32:56], 32, identification=1)[1:]
    lines = decode(tmp_path, captures.pcap(frames), status=1)
    assert [line["frame"] for line in lines] == [1]


# ---- what is refused ----------------------------------------------------------------------------


def refuse(*arguments, **options):
    """Run the program with something wrong; return the one line it says."""
    result = run(*arguments, **options)
    assert (result.returncode, result.stdout) == (2, b"")
    (line,) = result.stderr.decode().splitlines()
    return line


def test_bad_files(tmp_path):
    """One line that names the file and what is wrong, and nothing else."""
    text = tmp_path / "notes.txt"
    text.write_text("not a capture, but long enough to be one\n", encoding="utf-8")
    empty = tmp_path / "empty.pcap"
    empty.write_bytes(b"")
    radio = tmp_path / "radio.pcap"
    radio.write_bytes(captures.pcap([], 127))
    missing = tmp_path / "missing.pcap"
    assert refuse(missing) == f"lisp-decode: {missing}: No such file or directory"
    assert refuse(tmp_path) == (
        f"lisp-decode: {tmp_path}: is a directory: expected a pcap or pcapng file"
    )
    assert refuse(text).startswith(f"lisp-decode: {text}: expected a pcap or pcapng file: ")
    assert refuse(empty).startswith(f"lisp-decode: {empty}: expected a pcap or pcapng file: ")
    assert refuse(radio) == (
        f"lisp-decode: {radio}: link type IEEE802_11_RADIO: expected Ethernet, PPP, raw IP, "
        "Linux cooked or loopback"
    )


@pytest.mark.parametrize("form", [captures.pcap, captures.pcapng])
def test_cut_off(tmp_path, form):
    """A capture that is cut off anywhere prints nothing but one line that says where."""
    frames = [captures.frame(captures.packet(REQUEST))] * 3
    octets = form(frames)
    ends = {len(form(frames[:count])) for count in range(4)}
    if form is captures.pcapng:
        ends.add(28)  # after the section header, before any interface: empty but whole
    path = tmp_path / "cut.pcap"
    # Around each boundary, and in between; each run of the program takes a while.
    near = {end + step for end in ends for step in (-1, 0, 1, 9)}
    for size in sorted(size for size in near if 0 < size < len(octets)):
        path.write_bytes(octets[:size])
        result = run(path)
        if size in ends:
            assert result.returncode in (0, 2)
            continue
        assert (result.returncode, result.stdout) == (2, b""), size
        assert result.stderr.startswith(f"lisp-decode: {path}: ".encode()), size
        assert len(result.stderr.splitlines()) == 1, size
    path.write_bytes(octets[:-1])
    assert f"{path}: cut off or damaged after frame 2: " in refuse(path)


def test_bad_arguments(tmp_path):
    """One line that names the argument and what is accepted."""
    assert refuse() == "lisp-decode: no file given; usage: lisp-decode FILE [--key=SECRET ...]"
    assert refuse("a", "b") == (
        "lisp-decode: more than one file: 'a' and 'b'; usage: lisp-decode FILE [--key=SECRET ...]"
    )
    assert refuse("--kee=x", "a") == (
        "lisp-decode: unknown option '--kee=x': accepted are --key=SECRET and --help"
    )
    help_text = run("--help")
    assert help_text.returncode == 0
    assert help_text.stdout.startswith(b"usage: lisp-decode FILE [--key=SECRET ...]\n")


def test_pipe_in(tmp_path):
    """A capture may come through a pipe, as the file - or any other name."""
    octets = captures.pcap([captures.frame(captures.packet(REQUEST))])
    for name in ("-", "/dev/stdin"):
        result = run(name, input=octets)
        assert (result.returncode, json.loads(result.stdout)["type"]) == (0, "map-request")
    assert "cut off" in refuse("-", input=octets[:-1])


def test_output_closed(tmp_path):
    """A reader that goes away ends the program quietly; an output that is full is an error."""
    path = tmp_path / "many.pcap"
    path.write_bytes(captures.pcap([captures.frame(captures.packet(REQUEST))] * 5000))
    with subprocess.Popen([PROGRAM, path], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as child:
        assert json.loads(child.stdout.readline())["frame"] == 1
        child.stdout.close()
        assert child.stderr.read() == b""
    with open("/dev/full", "wb") as full:
        result = run(path, capture_output=False, stdout=full, stderr=subprocess.PIPE)
    assert result.returncode == 2
    assert result.stderr.startswith(b"lisp-decode: cannot write to standard output: ")


# ---- a second opinion ---------------------------------------------------------------------------


def tshark(path, fields):
    """Return the values of fields that tshark finds, a dictionary for each frame."""
    command = ["tshark", "-n", "-r", path, "-Tfields", "-Eseparator=|", "-Eoccurrence=a"]
    for field in fields:
        command += ["-e", field]
    result = subprocess.run(command, capture_output=True, text=True, timeout=600, check=True)
    return [
        {
            field: [value for value in values.split(",") if value]
            for field, values in zip(fields, line.split("|"))
        }
        for line in result.stdout.splitlines()
    ]


TYPES = {"map-request": 1, "map-reply": 2, "map-register": 3, "map-notify": 4}


def as_tshark(line):
    """Return what the object says, by the names and in the notation of tshark."""
    if line["type"] == "encapsulated-control":
        inner = as_tshark(line["inner"])
        return {**inner, "lisp.type": ["8", *inner["lisp.type"]]}
    records = line.get("records", []) + ([line["reply_record"]] if "reply_record" in line else [])
    locators = [locator for record in records for locator in record["locators"]]

    def each(values, get):
        return [str(int(get(value))) for value in values]

    actions = ["no-action", "natively-forward"]
    found = {
        "lisp.type": [str(TYPES[line["type"]])],
        "lisp.nonce": [line["nonce"]],
        "lisp.mapping.ttl": each(records, lambda x: x["ttl_min"]),
        "lisp.mapping.eid.masklen": each(records, lambda x: x["eid"].split("/")[1]),
        "lisp.mapping.act": each(records, lambda x: actions.index(x["action"])),
        "lisp.mapping.auth": each(records, lambda x: x["authoritative"]),
        "lisp.mapping.ver": each(records, lambda x: x["map_version"]),
        "lisp.mapping.loccnt": each(records, lambda x: len(x["locators"])),
        "lisp.loc.priority": each(locators, lambda x: x["priority"]),
        "lisp.loc.weight": each(locators, lambda x: x["weight"]),
        "lisp.loc.multicast_priority": each(locators, lambda x: x["multicast_priority"]),
        "lisp.loc.multicast_weight": each(locators, lambda x: x["multicast_weight"]),
        "lisp.loc.flags.local": each(locators, lambda x: x["local"]),
        "lisp.loc.flags.probe": each(locators, lambda x: x["probed"]),
        "lisp.loc.flags.reach": each(locators, lambda x: x["reachable"]),
        "lisp.loc.locator": [locator["address"] for locator in locators],
        "lisp.xtrid": [line["xtr_id"]] if "xtr_id" in line else [],
    }
    authentication = [line["authentication"]] if "authentication" in line else []
    found["lisp.keyid"] = [f"0x{x['key_id']:04x}" for x in authentication]
    found["lisp.authlen"] = each(authentication, lambda x: x["length"])
    is_request = line["type"] == "map-request"
    requests = line.get("requests", [])
    found["lisp.irc"] = [str(len(line["itr_rlocs"]) - 1)] if is_request else []
    found["lisp.mreq.record.prefix.length"] = each(requests, lambda x: x.split("/")[1])
    flags = {"A": "auth", "M": "mrp", "P": "probe", "S": "smr", "p": "pitr", "s": "smri"}
    for flag, name in flags.items():
        found[f"lisp.mreq.flags.{name}"] = [str(line["flags"][flag])] if is_request else []
    is_register = line["type"] == "map-register"
    for flag, name in {"P": "pmr", "S": "sec", "I": "xtrid", "M": "wmn"}.items():
        found[f"lisp.mreg.flags.{name}"] = [str(line["flags"][flag])] if is_register else []
    return found


@pytest.mark.skipif(not shutil.which("tshark"), reason="tshark is not installed")
def test_tshark_agrees(tmp_path):
    """Each field of each vector is what tshark sees, where it sees it."""
    messages = captures.vectors()
    del messages["vpp-reply-truncated"]
    del messages["vpp-mapreg-mac"]  # its MAC address has the length 0, which we take as 48
    del messages["vpp-mapreq-iid-itr"]  # tshark stops at an ITR-RLOC with an instance ID
    frames = [captures.frame(captures.packet(message)) for message in messages.values()]
    lines = decode(tmp_path, captures.pcap(frames))
    fields = list(as_tshark(lines[0]))
    seen = tshark(tmp_path / "capture.pcap", fields)
    assert len(seen) == len(lines) == len(messages)
    for name, line, theirs in zip(messages, lines, seen):
        assert as_tshark(line) == theirs, name


@pytest.mark.skipif(not shutil.which("tshark"), reason="tshark is not installed")
def test_tshark_agrees_on_data(tmp_path):
    """The same for data packets."""
    headers = ["e8abcdef 123456fd", "10abcdef 00000000", "40000000 80000001", "00000000 00000000"]
    frames = [
        captures.frame(captures.packet(bytes.fromhex(header) + INNER, ports=(61234, 4341)))
        for header in headers
    ]
    lines = decode(tmp_path, captures.pcap(frames))
    flags = {"N": "nonce", "L": "lsb", "E": "enr", "V": "mv", "I": "iid"}
    fields = [f"lisp-data.flags.{name}" for name in flags.values()]
    seen = tshark(tmp_path / "capture.pcap", [*fields, "lisp-data.iid", "ip.src", "udp.dstport"])
    for line, theirs in zip(lines, seen):
        for flag, name in flags.items():
            assert [str(line["flags"][flag])] == theirs[f"lisp-data.flags.{name}"]
        if line["flags"]["I"]:
            assert [str(line["instance_id"])] == theirs["lisp-data.iid"]
        assert [line["source"], line["inner"]["source"]] == theirs["ip.src"]
        ports = [line["destination_port"], line["inner"]["destination_port"]]
        assert [str(port) for port in ports] == theirs["udp.dstport"]
