# SPDX-License-Identifier: GPL-2.0-only
"""Write drop-reasons.rst, the list of all drop reasons, from the enumerations in the headers.

python doc/drop_reasons.py    after an enumeration has changed; a test compares the two
"""

import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parent.parent
# Part, enumeration, header, source with its names.
ENUMERATIONS = [
    ("LISP, data", "LispDropReason", "model/dataplane/lisp-drop-reason"),
    ("LISP, control messages", "LispControlDrop", "model/control/lisp-control-drop"),
    ("NAT", "NatDropReason", "model/underlay/nat-drop-reason"),
    ("BGP, routes", "BgpDropReason", "model/underlay/bgp-drop-reason"),
    ("NICs and cables", "EthernetDropReason", "model/ethernet/ethernet-drop-reason"),
    ("Switches", "SwitchDropReason", "model/ethernet/switch-drop-reason"),
    ("HSRP", "HsrpDropReason", "model/ethernet/hsrp-drop-reason"),
    ("Pairs of switches (vPC)", "VpcDropReason", "model/ethernet/vpc-drop-reason"),
    ("Bundles of links", "BundleDropReason", "model/ethernet/bundle-drop-reason"),
    ("LAN extensions", "ExtensionDropReason", "model/extension/extension-drop-reason"),
    ("MPLS", "MplsDropReason", "model/extension/mpls-drop-reason"),
    ("Hypervisors, messages", "HypervisorDropReason", "model/mobility/hypervisor-drop-reason"),
    ("Frames of a real wire", "FrameRefusal", "helper/frame-refusal"),
]
# Enumerators that are no reason.
NO_REASON = {"NONE", "COUNT"}


def enumerators(name, header):
    """Return the enumerators and their comments, in the order of the header."""
    body = re.search(rf"enum class {name} : uint8_t\n{{(.*?)\n}};", header, re.DOTALL)[1]
    body = re.sub(r"\n\s*//!<", "", body)  # a comment's further lines
    return [
        (match[1], re.sub(r"\s+", " ", match[2]).strip())
        for match in re.finditer(r"^\s*([A-Z0-9_]+)\b[^/\n]*//!<(.*)$", body, re.MULTILINE)
        if match[1] not in NO_REASON
    ]


def reasons(name, path):
    """Return name and meaning of each reason: names from the source, meanings from the header."""
    source = (ROOT / f"{path}.cc").read_text()
    function = source[source.index(f"\nToString({name} ") :]
    found = enumerators(name, (ROOT / f"{path}.h").read_text())
    named = re.findall(rf'case {name}::([A-Z0-9_]+):\s*return "([^"]+)"', function)
    if named:
        texts = dict(named)
        return [(texts[enumerator], meaning) for enumerator, meaning in found]
    texts = re.findall(r'^\s+"([^"]+)",', function, re.MULTILINE)
    return [(text, meaning) for text, (_, meaning) in zip(texts, found, strict=True)]


def table(rows):
    """Return a table of names and meanings."""
    cells = [(f"``{name}``", meaning) for name, meaning in rows]
    left, right = (max(len(row[column]) for row in cells) for column in (0, 1))
    rule = f"{'=' * left} {'=' * right}"
    return [rule, f"{'Reason':{left}} Meaning", rule, *(f"{a:{left}} {b}" for a, b in cells), rule]


def page():
    """Return the text of drop-reasons.rst."""
    lines = [".. Made by drop_reasons.py from the headers; not to be edited.", ""]
    for part, name, path in ENUMERATIONS:
        lines += [f"{part} (``{name}``):", "", *table(reasons(name, path)), ""]
    return "\n".join(line.rstrip() for line in lines)


if __name__ == "__main__":
    (ROOT / "doc" / "drop-reasons.rst").write_text(page(), encoding="utf-8")
