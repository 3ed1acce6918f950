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
for choice, link in enumerate(
    [captures.ETHERNET, captures.PPP, captures.RAW, captures.SLL, captures.SLL2], 5
):
    seeds.append(bytes([choice]) + captures.frame(captures.packet(b"data"), link))
    seeds.append(bytes([choice]) + captures.frame(captures.packet(b"data", *six), link))
    fragment = captures.frame(captures.ip(b"data" * 4, fragment=0x2000), link)
    seeds.append(bytes([choice]) + fragment + fragment)
mac = b"\2\0\0\0\0\1"
for packet in (
    captures.packet(b"data", ports=(1024, 7)),
    captures.packet(bytes(8) + captures.packet(b"data"), ports=(61000, 4341)),
    captures.packet(bytes(8) + captures.packet(b"data", *six), *six, ports=(61000, 4341)),
    captures.ip(b"data" * 4, fragment=0x2001),
):
    seeds.append(b"\2" + captures.frame(packet))
arp = bytes([0, 1, 8, 0, 6, 4, 0, 1]) + mac + bytes([10, 0, 0, 2]) + bytes(6) + bytes([10, 0, 0, 1])
seeds.append(b"\2" + b"\xff" * 6 + mac + b"\x08\x06" + arp)
# A handshake, data, a time-out, the end.
seeds.append(
    b"\3" + bytes([1, 0, 0, 16, 4, 0, 0, 1, 0, 0, 16, 4, 0, 99] + [0] * 7 + [1, 0, 9, 17, 4, 0, 0])
)
for number, seed in enumerate(seeds):
    (folder / f"seed-{number:03}").write_bytes(seed)
