# SPDX-License-Identifier: GPL-2.0-only
"""Python functions as callbacks of ns-3's trace sources."""

from .mistake import Mistake

# A trace source names a function type: the arguments that it passes on.
TRACED_FUNCTION = """
namespace ns3_lisp
{
template <typename Traced>
struct TracedFunction;

template <typename... Args>
struct TracedFunction<void (*)(Args...)>
{
    static ns3::Callback<void, Args...> Make(const std::function<void(Args...)>& function)
    {
        return ns3::Callback<void, Args...>(function);
    }
};
}
"""

_connected = []  # C++ does not keep a Python function alive


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

    gbl = ns.cppyy.gbl
    if not hasattr(gbl, "ns3_lisp"):
        ns.cppyy.cppdef(TRACED_FUNCTION)
    type_id = source.GetInstanceTypeId()
    found = ns.TypeId.TraceSourceInformation()
    if not type_id.LookupTraceSourceByName(name, found):
        raise Mistake(
            f"{type_id.GetName()} has no trace source {name!r}: accepted: "
            f"{', '.join(sorted(map(str, _names(type_id)))) or 'none'}"
        )
    _connected.append(function)
    callback = gbl.ns3_lisp.TracedFunction[str(found.callback)].Make(function)
    source.TraceConnectWithoutContext(name, callback)
