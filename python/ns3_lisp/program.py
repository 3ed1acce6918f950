# SPDX-License-Identifier: GPL-2.0-only
"""Python scripts as programs of the module: their command line, their exit status."""

import contextlib
import errno
import os
import signal
import sys

from .mistake import Mistake, to_line

# What standard output fails with: a full disk, a reader that has left, a terminal that is gone.
STREAM_ERRORS = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EPIPE, errno.EIO)


def _refuse(options, mistake):
    """Print a mistake on one line of standard error; return the exit status for it."""
    print(f"{options.GetProgram()}: {to_line(mistake)}", file=sys.stderr)


def _parse(options, arguments):
    """Read the command line, which C++ takes as UTF-8."""
    for argument in arguments:
        try:
            argument.encode()
        except UnicodeEncodeError:
            raise ValueError(f"argument {argument!r}: accepted: UTF-8") from None
    options.Parse(arguments)


def _print_help(options):
    """Print the options; return the exit status."""
    from .result import to_text

    sys.stdout.write(to_text(options.PrintHelp))
    return 0


def _swap_interrupt(old, new):
    """Give SIGINT another handler, if it has the old one; only the main thread can."""
    if signal.getsignal(signal.SIGINT) is old:
        with contextlib.suppress(ValueError):
            signal.signal(signal.SIGINT, new)


def _run_body(options, body):
    """Run a program; SIGINT ends it at once, where Python waits for the end of the simulation."""
    _swap_interrupt(signal.default_int_handler, signal.SIG_DFL)
    try:
        return body(options)
    finally:
        _swap_interrupt(signal.SIG_DFL, signal.default_int_handler)


def _flush():
    """Write out standard output; return whether that worked, and if not, do not try again."""
    try:
        sys.stdout.flush()
        return True
    except OSError:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 1)  # where Python writes at its end what it still has
        os.close(nowhere)
        return False


def run_program(options, body, arguments=None):
    """Parse the command line and run a program, as ProgramOptions::Run does for those in C++.

    options: a ProgramOptions, or of a class derived from it
    body: a function that gets the options and returns the exit status
    arguments: the words after the program's name; None: those of this process

    Returns the exit status: the body's own; 0 after --help; 2 for a mistake on the command line or
    one that C++ refused, and 1 for another failure in C++, either with one line on standard error.
    """
    from . import ns

    std = ns.cppyy.gbl.std
    try:
        _parse(options, sys.argv[1:] if arguments is None else arguments)
    except ValueError as mistake:
        _refuse(options, mistake)
        return 2
    if options.GetFlag("help"):
        body = _print_help
    try:
        status = _run_body(options, body)
        written = _flush()
    except (std.invalid_argument, Mistake) as mistake:
        _refuse(options, mistake)
        return 2
    except std.runtime_error as failure:
        _refuse(options, failure)
        return 1
    except OSError as failure:
        # A stream's, which has no name as a file that cannot be opened has.
        if failure.filename is not None or failure.errno not in STREAM_ERRORS:
            raise
        written = False
    if not written:
        _refuse(options, "could not write to standard output")
        return 1
    return status
