# SPDX-License-Identifier: GPL-2.0-only
"""What a script does wrong, and how it ends when it does not catch that."""

import pathlib
import sys
import sysconfig
import traceback

# Where no script is: this package, Python's own modules, installed packages.
FOREIGN = (
    "<frozen ",
    f"{pathlib.Path(__file__).parent}/",
    *(sysconfig.get_path(name) + "/" for name in ("stdlib", "purelib", "platlib")),
)


class Mistake(ValueError):
    """An argument that cannot be accepted, as std::invalid_argument in C++."""


# The exceptions that are a mistake of the script; loading ns-3 adds that of C++.
kinds = [Mistake]


def to_line(error):
    """Return the text of an exception on one line."""
    return "".join(letter if letter >= " " else " " for letter in str(error))


def _find_place(trace):
    """Return the innermost line of the script itself: the call that was refused."""
    frames = traceback.extract_tb(trace)
    own = [frame for frame in frames if not frame.filename.startswith(FOREIGN)]
    return (own or frames)[-1]


def report_uncaught():
    """Let a script that does not catch a mistake end with one line and exit status 2.

    The line names the script's own. Other exceptions, and an interactive Python, are as before.
    """
    before = sys.excepthook

    def report(kind, error, trace):
        mistake = issubclass(kind, tuple(kinds)) and trace is not None
        if not mistake or hasattr(sys, "ps1") or sys.flags.interactive:
            before(kind, error, trace)
            return
        place = _find_place(trace)
        print(f"{place.filename}:{place.lineno}: {to_line(error)}", file=sys.stderr)
        sys.exit(2)

    sys.excepthook = report
