# SPDX-License-Identifier: GPL-2.0-only
"""The words for values of the module's enumerations."""

import functools

from .mistake import Mistake

# Python sees a value as a number, which says nothing of the enumeration that it is of.
NAMES = """
namespace ns3_lisp
{
template <typename Kind>
std::string ToName(int value)
{
    return ns3::ToString(static_cast<Kind>(value));
}
}
"""


@functools.cache
def _define():
    """Return the namespace of C++ that has the function."""
    from . import ns

    ns.cppyy.cppdef(NAMES)
    return ns.cppyy.gbl.ns3_lisp


def to_name(kind, value):
    """Return the word for a value of an enumeration, as tables and results have it.

    kind: the enumeration, such as ns.LispDropReason
    value: one of its values, as trace sources pass them on

    Raises Mistake if it has no such value.
    """
    known = [one for one in vars(kind).values() if isinstance(one, int)]
    if value not in known:
        raise Mistake(
            f"{kind.__name__} has no value {value!r}: accepted: {min(known)} to {max(known)}"
        )
    return str(_define().ToName[kind.__cpp_name__](int(value)))
