# SPDX-License-Identifier: GPL-2.0-only
"""Python functions as callbacks of ns-3's trace sources."""

import functools

from ._callables import keep
from .mistake import Mistake

# A trace source names a function type: the arguments that it passes on. A number comes after them,
# as cppyy does not convert a Python function whose last of several arguments is a Ptr.
TRACED_FUNCTION = """
namespace ns3_lisp
{
template <typename Traced>
struct TracedFunction;

template <typename... Args>
struct TracedFunction<void (*)(Args...)>
{
    static ns3::Callback<void, Args...> Make(const std::function<void(Args..., int)>& function)
    {
        return ns3::Callback<void, Args...>(
            std::function<void(Args...)>([function](Args... args) { function(args..., 0); }));
    }
};
}
"""


@functools.cache
def _define():
    """Return the namespace of C++ that makes callbacks of functions."""
    from . import ns

    ns.cppyy.cppdef(TRACED_FUNCTION)
    return ns.cppyy.gbl.ns3_lisp


def _names(type_id):
    """Return the names of a type's trace sources, those of the types it comes from included."""
    names = [type_id.GetTraceSource(i).name for i in range(type_id.GetTraceSourceN())]
    return names + (_names(type_id.GetParent()) if type_id.HasParent() else [])


def connect(source, name, function):
    """Call a function whenever a trace source of an object fires.

    source: an object of ns-3, such as a LispXtr
    name: of the trace source, such as "Drop"
    function: gets what the trace source passes on, as its documentation says; an exception of it
        ends the simulation and comes out of Simulator.Run

    Raises Mistake if the object has no such trace source.
    """
    from . import ns

    type_id = source.GetInstanceTypeId()
    found = ns.TypeId.TraceSourceInformation()
    if not type_id.LookupTraceSourceByName(name, found):
        raise Mistake(
            f"{type_id.GetName()} has no trace source {name!r}: accepted: "
            f"{', '.join(sorted(map(str, _names(type_id)))) or 'none'}"
        )
    traced = _define().TracedFunction[str(found.callback)]
    callback = traced.Make(keep(lambda *arguments: function(*arguments[:-1])))
    source.TraceConnectWithoutContext(name, callback)
