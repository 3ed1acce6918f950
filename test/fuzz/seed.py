# SPDX-License-Identifier: GPL-2.0-only
"""Write the inputs that test/fuzz/lisp-fuzz.cc starts from into a folder."""

import pathlib
import sys

import captures

folder = pathlib.Path(sys.argv[1])
six = ("2001:db8::1", "2001:db8::2")
seeds = [b"\0" + message for message in captures.vectors().values()]
seeds.append(b"\1" + bytes(8) + captures.packet(b"data"))
seeds.append(b"\1" + b"\xe8" + bytes(7) + captures.packet(b"data", *six))
padding = bytes([17, 0, 1, 4, 0, 0, 0, 0])  # hop-by-hop options (RFC 8200 section 4.3)
inner = bytearray(captures.ip(padding + bytes(8), *six))
inner[6] = 0
seeds.append(b"\1" + bytes(8) + bytes(inner))
for choice, link in enumerate(
    [captures.ETHERNET, captures.PPP, captures.RAW, captures.SLL, captures.SLL2], 5
):
    seeds.append(bytes([choice]) + captures.frame(captures.packet(b"data"), link))
    seeds.append(bytes([choice]) + captures.frame(captures.packet(b"data", *six), link))
    fragment = captures.frame(captures.ip(b"data" * 4, fragment=0x2000), link)
    seeds.append(bytes([choice]) + fragment + fragment)
for kind, body in [
    (1, "045ba0005a0a0000010e020c01040001000141 04fa56ea01"),
    (2, "0000001840010100 40020a0202fa56ea010000fde9 4003040a000001 18c0000200"),
    (2, "0000002a40010100 4002060201 0000fde9 800e1a00020110fd" + 14 * "00" + "01002020010db8"),
    (2, "0003100a01000b800f080002012020010db8"),
    (3, "0400"),
    (4, ""),
]:
    octets = bytes.fromhex(body)
    header = b"\xff" * 16 + (19 + len(octets)).to_bytes(2, "big") + bytes([kind])
    seeds.append(b"\2" + header + octets)
mac = b"\2\0\0\0\0\1"
for packet in (
    captures.packet(b"data", ports=(1024, 7)),
    captures.packet(bytes(8) + captures.packet(b"data"), ports=(61000, 4341)),
    captures.packet(bytes(8) + captures.packet(b"data", *six), *six, ports=(61000, 4341)),
    captures.ip(b"data" * 4, fragment=0x2001),
):
    seeds.append(b"\3" + captures.frame(packet))
arp = bytes([0, 1, 8, 0, 6, 4, 0, 1]) + mac + bytes([10, 0, 0, 2]) + bytes(6) + bytes([10, 0, 0, 1])
seeds.append(b"\3" + b"\xff" * 6 + mac + b"\x08\x06" + arp)
# A handshake, data, a time-out, the end.
seeds.append(
    b"\4" + bytes([1, 0, 0, 16, 4, 0, 0, 1, 0, 0, 16, 4, 0, 99] + [0] * 7 + [1, 0, 9, 17, 4, 0, 0])
)
for number, seed in enumerate(seeds):
    (folder / f"seed-{number:03}").write_bytes(seed)
