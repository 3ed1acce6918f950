# SPDX-License-Identifier: GPL-2.0-only
"""Small captures for tests: packets, frames of several links, pcap and pcapng files."""

import ipaddress
import pathlib
import re
import struct

VECTORS = pathlib.Path(__file__).parents[2] / "test" / "data" / "lisp-vectors.txt"

ETHERNET, PPP, RAW, NULL, PPP_HDLC, SLL, SLL2 = 1, 9, 101, 0, 50, 113, 276


def vectors(kind="ctrl"):
    """Return the known messages of a kind as a dictionary from name to octets."""
    found = {}
    name = entry_kind = None
    for line in VECTORS.read_text(encoding="utf-8").splitlines():
        if match := re.fullmatch(r"\[([\w-]+)\]", line):
            name = match[1]
        elif line.startswith("kind: "):
            entry_kind = line[6:]
        elif line.startswith("hex: ") and entry_kind == kind:
            found[name] = bytes.fromhex(line[5:])
    return found


def checksum(octets):
    """Return the Internet checksum (RFC 1071)."""
    octets += b"\0" * (len(octets) % 2)
    total = sum(struct.unpack(f">{len(octets) // 2}H", octets))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def udp(payload, source="10.0.1.2", destination="10.0.9.2", ports=(4342, 4342)):
    """Return a UDP header with its checksum, and the payload."""
    length = 8 + len(payload)
    packed = [ipaddress.ip_address(address).packed for address in (source, destination)]
    header = struct.pack(">HHHH", *ports, length, 0)
    total = checksum(packed[0] + packed[1] + struct.pack(">HH", 17, length) + header + payload)
    return struct.pack(">HHHH", *ports, length, total or 0xFFFF) + payload


def ip(payload, source="10.0.1.2", destination="10.0.9.2", protocol=17, **fields):
    """Return an IPv4 or IPv6 packet.

    For IPv4: options (octets, a multiple of 4), fragment (the 16-bit field), identification.
    """
    packed = [ipaddress.ip_address(address).packed for address in (source, destination)]
    if len(packed[0]) == 16:
        return (
            struct.pack(">IHBB", 6 << 28, len(payload), protocol, 64) + b"".join(packed) + payload
        )
    options = fields.get("options", b"")
    header = struct.pack(
        ">BBHHHBBH",
        0x45 + len(options) // 4,
        0,
        20 + len(options) + len(payload),
        fields.get("identification", 0),
        fields.get("fragment", 0),
        64,
        protocol,
        0,
    )
    header += b"".join(packed) + options
    return header[:10] + struct.pack(">H", checksum(header)) + header[12:] + payload


def packet(payload, source="10.0.1.2", destination="10.0.9.2", ports=(4342, 4342), **fields):
    """Return an IP packet with a UDP payload."""
    return ip(udp(payload, source, destination, ports), source, destination, **fields)


def frame(packet, link=ETHERNET, tags=b""):
    """Return a frame of a link with an IP packet; tags (octets) are for Ethernet."""
    six = packet[0] >> 4 == 6
    ethertype = b"\x86\xdd" if six else b"\x08\x00"
    ppp = b"\x00\x57" if six else b"\x00\x21"
    return {
        ETHERNET: b"\2\0\0\0\0\1\2\0\0\0\0\2" + tags + ethertype,
        PPP: ppp,
        PPP_HDLC: b"\xff\x03" + ppp,
        RAW: b"",
        NULL: struct.pack("<I", 10 if six else 2),
        SLL: bytes(14) + ethertype,
        SLL2: ethertype + bytes(18),
    }[link] + packet


def pcap(frames, link=ETHERNET, snaplen=65535, nanoseconds=False):
    """Return a pcap file; the frames are one second and 1.5 milliseconds apart."""
    magic = 0xA1B23C4D if nanoseconds else 0xA1B2C3D4
    octets = struct.pack("<IHHIIII", magic, 2, 4, 0, 0, snaplen, link)
    for number, data in enumerate(frames):
        fraction = number * (1500000 if nanoseconds else 1500)
        kept = data[:snaplen]
        octets += struct.pack("<IIII", number, fraction, len(kept), len(data)) + kept
    return octets


def pcapng(frames, link=ETHERNET):
    """Return a pcapng file of one section and one interface."""

    def block(kind, body):
        body += b"\0" * (-len(body) % 4)
        return struct.pack("<II", kind, 12 + len(body)) + body + struct.pack("<I", 12 + len(body))

    octets = block(0x0A0D0D0A, struct.pack("<IHHq", 0x1A2B3C4D, 1, 0, -1))
    octets += block(1, struct.pack("<HHI", link, 0, 65535))
    for number, data in enumerate(frames):
        time = number * 1000000 + number * 1500
        octets += block(
            6, struct.pack("<IIIII", 0, time >> 32, time & 0xFFFFFFFF, len(data), len(data)) + data
        )
    return octets
