# SPDX-License-Identifier: GPL-2.0-only
"""Loads ns-3 and the module's C++ library into Python, by cppyy."""

import contextlib
import importlib.util
import os
import pathlib
import re
import subprocess
import sys

from . import _callables
from .mistake import kinds

ROOT = pathlib.Path(__file__).resolve().parents[2]

# What only the library needs: a machine that runs Python may lack the headers of it. Boost is read
# from ns-3's package; test_layout proves that it gives classes the layout that the compiler saw.
FOREIGN = re.compile(r'^#include [<"](?:gsl|nlohmann|openssl|pcap)/', re.MULTILINE)
INCLUDE = re.compile(r'^#include "([^"]+)"', re.MULTILINE)

# What LLVM says at every import of ns-3, although all its symbols are found.
HARMLESS = r"^\[runStaticInitializersOnce\]: Failed to materialize symbols: "


@contextlib.contextmanager
def _without_harmless_lines():
    """Keep the harmless lines from standard error.

    A process of its own does: what is said before a crash comes out all the same.
    """
    try:
        error = os.dup(2)
    except OSError:  # closed
        yield
        return
    command = ["sed", "-u", f"/{HARMLESS}/d"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=error, start_new_session=True
    ) as sieve:
        os.dup2(sieve.stdin.fileno(), 2)
        try:
            yield
        finally:
            os.dup2(error, 2)
            os.close(error)
            sieve.stdin.close()


@contextlib.contextmanager
def _inside(folder):
    """Be in a folder: ns-3 looks for its libraries everywhere below the present one too."""
    before = os.open(".", os.O_RDONLY | os.O_DIRECTORY)
    os.chdir(folder)
    try:
        yield
    finally:
        os.fchdir(before)
        os.close(before)


def _find_library():
    """Return the module's library, and the folder programs include its headers from."""
    build = pathlib.Path(os.environ.get("LISP_BUILD", ROOT / "build"))
    found = list(build.glob("libns3*-lisp.so"))
    if len(found) != 1:
        raise ImportError(f"no libns3.44-lisp.so in {build}: './lisp python' builds it")
    return found[0], build / "include"


def _find_headers(folder):
    """Return the names of the module's headers that Python can read."""
    texts = {}
    for path in sorted((folder / "ns3").glob("*.h")):
        if path.name != "lisp-module.h":  # all of them
            (real,) = INCLUDE.findall(path.read_text(encoding="utf-8"))
            texts[path.name] = (path.parent / real).read_text(encoding="utf-8")
    foreign = {name for name, text in texts.items() if FOREIGN.search(text)}
    grows = True
    while grows:
        more = {
            name
            for name, text in texts.items()
            if foreign.intersection(include.split("/")[-1] for include in INCLUDE.findall(text))
        }
        grows = not more <= foreign
        foreign |= more
    return [name for name in texts if name not in foreign]


def _make_python_exceptions(std):
    """Make the exceptions that the module throws Python's own, their text the message alone."""
    for error, base in ((std.invalid_argument, ValueError), (std.runtime_error, RuntimeError)):
        error.__bases__ = (*error.__bases__, base)
    std.exception.__str__ = lambda self: self.what()


def load():
    """Return ns-3's namespace, as `from ns import ns` does, with the module's classes in it."""
    library, folder = _find_library()
    package = importlib.util.find_spec("ns3")
    if package is None:
        raise ImportError("no ns-3 in this Python: './lisp python' runs the one that has it")
    if sys.stderr.isatty():
        print("loading ns-3, which takes 10 to 20 s", file=sys.stderr)
    with _without_harmless_lines(), _inside(package.submodule_search_locations[0]):
        from ns import ns
    cppyy = ns.cppyy
    cppyy.add_include_path(str(folder))
    cppyy.load_library(str(library))
    cppyy.py.add_pythonization(_callables.pythonize, "ns3")
    for name in _find_headers(folder):
        cppyy.include(f"ns3/{name}")
    _make_python_exceptions(cppyy.gbl.std)
    kinds.append(cppyy.gbl.std.invalid_argument)
    return ns
