#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Checks that includes point down the rooms of the module, in the form that each release builds.

A room may include the rooms below it, as "ns3/x.h"; its own headers as "x.h". Prints a line for
each include that does otherwise; the exit status is 1 if there is one.
"""

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

# What each room may include. The files of model/ itself and guest time serve all rooms.
BELOW = {
    "model": set(),
    "guest-time": {"model"},
    "wire": {"model", "guest-time"},
    "mapping": {"model", "guest-time", "wire"},
    "underlay": {"model", "guest-time", "wire"},
    "dataplane": {"model", "guest-time", "wire", "mapping"},
    "control": {"model", "guest-time", "wire", "mapping", "dataplane"},
    "ethernet": {"model", "guest-time", "wire"},
    "extension": {"model", "guest-time", "wire", "ethernet"},
}
BELOW["overlay"] = set(BELOW)
BELOW["mobility"] = set(BELOW)
BELOW["helper"] = set(BELOW)

INCLUDE = re.compile(r'^#include "(?:(ns3)/)?([^"]+)"')


def room_of(path: Path) -> str:
    """The name of the room a file lies in: its folder's."""
    return path.parent.name


def main() -> int:
    sources = [
        path
        for folder in ("model", "model/*", "helper")
        for path in sorted(ROOT.glob(f"{folder}/*.*"))
        if path.suffix in (".h", ".cc")
    ]
    faults = []
    owner = {}
    for path in sources:
        if path.suffix == ".h":
            if path.name in owner:
                faults.append(f"{path.relative_to(ROOT)}: another room has a header of this name")
            owner[path.name] = room_of(path)

    for path in sources:
        room = room_of(path)
        for number, line in enumerate(path.read_text().splitlines(), 1):
            match = INCLUDE.match(line)
            if not match:
                continue
            flat, name = match.groups()
            where = f"{path.relative_to(ROOT)}:{number}: {line}"
            target = owner.get(name)
            if flat and name in ("lisp-module.h", "core-module.h", "internet-module.h"):
                faults.append(f"{where}: a module header is for programs alone")
            elif flat and target == room:
                faults.append(f'{where}: in its own room this is "{name}"')
            elif not flat and target != room:
                faults.append(f'{where}: not a header of this room; "ns3/{name}" is the form')
            elif flat and target and target not in BELOW[room]:
                faults.append(f"{where}: {room} is not above {target}")
    print("\n".join(faults) or f"{len(sources)} files include downwards only")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
