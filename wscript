# SPDX-License-Identifier: GPL-2.0-only
"""The module as contrib/lisp of an ns-3 that builds with waf: 3.35 and older.

The module is written in C++17, so configure with CXXFLAGS=-std=c++17.
"""

NS3_MODULES = [
    "core",
    "network",
    "stats",
    "bridge",
    "csma",
    "point-to-point",
    "traffic-control",
    "internet",
    "internet-apps",
    "applications",
    "virtual-net-device",
    "fd-net-device",
    "flow-monitor",
]

# Header to look for, library to link, name that waf keeps both under.
LIBRARIES = [
    ("openssl/hmac.h", ["crypto"], "LISP_CRYPTO"),
    ("gsl/gsl_cdf.h", ["gsl", "gslcblas"], "LISP_GSL"),
    ("pcap/pcap.h", ["pcap"], "LISP_PCAP"),
]
# Adds what this release lacks before any of its own headers asks for it.
SHIM = ["-include", "ns3/ns3-compat.h"]
HEADERS = ["boost/intrusive/list.hpp", "nlohmann/json.hpp"]

FOLDERS = ["model", "model/*", "helper"]


def configure(conf):
    """Look for the libraries; without one of them the module is not built."""
    missing = [
        header
        for header, library, store in LIBRARIES
        if not conf.check(
            header_name=header, lib=library, uselib_store=store, language="cxx", mandatory=False
        )
    ]
    missing += [
        header
        for header in HEADERS
        if not conf.check(header_name=header, language="cxx", mandatory=False)
    ]
    conf.report_optional_feature("lisp", "LISP", not missing, "missing " + ", ".join(missing))
    if missing:
        conf.env["MODULES_NOT_BUILT"].append("lisp")


def read_version(node):
    """The first line of a VERSION file, as the C++ string it is to become."""
    return '"%s"' % node.find_node("VERSION").read().split()[0]


def build(bld):
    """Declare the module, its tests and its programs."""

    def found(*patterns):
        return sorted(node.path_from(bld.path) for node in bld.path.ant_glob(list(patterns)))

    stores = [store for _, _, store in LIBRARIES]

    module = bld.create_ns3_module("lisp", NS3_MODULES)
    module.source = found(*[folder + "/*.cc" for folder in FOLDERS])
    module.use.extend(stores)
    module.env.append_value("CXXFLAGS", SHIM)
    module.env.append_value(
        "DEFINES",
        [
            "LISP_VERSION=" + read_version(bld.path),
            "LISP_NS3_VERSION=" + read_version(bld.srcnode),
        ],
    )

    test = bld.create_ns3_module_test_library("lisp")
    test.source = found("test/*.cc")
    test.use.extend(stores)
    test.env.append_value("CXXFLAGS", SHIM)
    test.env.append_value(
        "DEFINES", ['LISP_TEST_DATA_DIR="%s"' % bld.path.find_node("test/data").abspath()]
    )

    headers = bld(features="ns3header")
    headers.module = "lisp"
    headers.source = found(*[folder + "/*.h" for folder in FOLDERS])

    if bld.env["ENABLE_EXAMPLES"]:
        for source in found("examples/*.cc"):
            name = source[len("examples/") : -len(".cc")]
            program = bld.create_ns3_program(name, ["lisp"] + NS3_MODULES)
            program.source = source
            program.env.append_value("CXXFLAGS", SHIM)
            program.use.extend(stores)
