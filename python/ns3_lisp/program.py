# SPDX-License-Identifier: GPL-2.0-only
"""Python scripts as programs of the module: their command line, their exit status."""

import sys


def _refuse(options, mistake):
    """Print a mistake on one line of standard error; return the exit status for it."""
    line = "".join(letter if letter >= " " else " " for letter in str(mistake))
    print(f"{options.GetProgram()}: {line}", file=sys.stderr)


def _parse(options, arguments):
    """Read the command line, which C++ takes as UTF-8."""
    for argument in arguments:
        try:
            argument.encode()
        except UnicodeEncodeError:
            raise ValueError(f"argument {argument!r}: accepted: UTF-8") from None
    options.Parse(arguments)


def run_program(options, body, arguments=None):
    """Parse the command line and run a program, as ProgramOptions::Run does for those in C++.

    options: a ProgramOptions, or of a class derived from it
    body: a function that gets the options and returns the exit status
    arguments: the words after the program's name; None: those of this process

    Returns the exit status: the body's own; 0 after --help; 2 for a mistake on the command line or
    one that C++ refused, and 1 for another failure in C++, either with one line on standard error.
    """
    from . import ns
    from .result import to_text

    std = ns.cppyy.gbl.std
    try:
        _parse(options, sys.argv[1:] if arguments is None else arguments)
    except ValueError as mistake:
        _refuse(options, mistake)
        return 2
    if options.GetFlag("help"):
        sys.stdout.write(to_text(options.PrintHelp))
        return 0
    try:
        return body(options)
    except std.invalid_argument as mistake:
        _refuse(options, mistake)
        return 2
    except std.runtime_error as failure:
        _refuse(options, failure)
        return 1
