# SPDX-License-Identifier: GPL-2.0-only
"""Python functions that C++ keeps to call later: it does not keep them alive itself."""

import functools

# Methods of the module that keep a function, by class, and the type of the function for which None
# stands: none.
KEEPING = {
    "LispHelper": {"SetAdvertiser": "Advertiser"},
    "ProxyNeighbor": {"SetPolicy": "Policy"},
    "SeedRuns": {"__init__": "Study"},
}

_kept = []


def keep(function):
    """Keep a function alive as long as Python is, and return it."""
    _kept.append(function)
    return function


def _keeping(made, method, kind):
    """Return a method of a class that keeps the functions among its arguments alive."""
    original = getattr(made, method)

    def convert(argument):
        if argument is None:
            return getattr(made, kind)()
        return keep(argument) if callable(argument) else argument

    @functools.wraps(original, assigned=("__doc__", "__name__"))
    def call(self, *arguments, **named):
        named = {name: convert(argument) for name, argument in named.items()}
        return original(self, *map(convert, arguments), **named)

    return call


def pythonize(made, name):
    """Have a class of C++, as it is made in Python, keep functions alive."""
    for method, kind in KEEPING.get(name, {}).items():
        setattr(made, method, _keeping(made, method, kind))
