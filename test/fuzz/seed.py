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
for number, seed in enumerate(seeds):
    (folder / f"seed-{number:03}").write_bytes(seed)
