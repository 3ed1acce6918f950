# SPDX-License-Identifier: GPL-2.0-only
"""The manual's list of drop reasons.

Method: doc/drop_reasons.py makes the list from the enumerations; every enumeration of reasons for
dropping is looked for in the headers.
Expected: the list in the tree is the one that it makes, names no reason twice, and has every
enumeration but those whose reasons are told of elsewhere: messages that a spanning tree, IGMP
snooping, the moves' protocols and answering for neighbours ignore.
"""

import importlib.util
import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parents[2]
ELSEWHERE = {
    "BpduDropReason",
    "HostRouteDropReason",
    "IgmpDropReason",
    "TunnelDropReason",
}


def maker():
    """Return doc/drop_reasons.py as a module."""
    spec = importlib.util.spec_from_file_location("drop_reasons", ROOT / "doc/drop_reasons.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_reasons_are_those_of_the_headers():
    """See the module."""
    made = maker().page()
    assert (ROOT / "doc" / "drop-reasons.rst").read_text(encoding="utf-8") == made
    names = re.findall(r"^``([a-z0-9-]+)``", made, re.MULTILINE)
    assert len(names) == len(set(names))
    assert {"lisp-itr-no-usable-rloc", "lisp-control-no-registration"} <= set(names)


def test_every_enumeration_is_there():
    """See the module."""
    headers = [*ROOT.glob("model/**/*.h"), *ROOT.glob("helper/*.h")]
    found = {
        name
        for header in headers
        for name in re.findall(r"^enum class (\w*Drop\w*) :", header.read_text(), re.MULTILINE)
    }
    assert found - ELSEWHERE == {
        name for _, name, _ in maker().ENUMERATIONS if name != "FrameRefusal"
    }
