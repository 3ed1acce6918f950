# SPDX-License-Identifier: GPL-2.0-only
"""Network namespaces, bridges and taps of the machine, and simulated routers at them.

    host-a -- site-a --.                                  .-- site-b -- host-b
                        xtr a ---.               .--- xtr b
                                  bridge "core" (captured)
                        map-server ---'  |  '--- xtr c === simulated host
                                       host-o

One namespace ("wire") has the bridges, the taps and the routers; each host has one of its own.
"""

import contextlib
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).parents[2]
BUILD = pathlib.Path(os.environ.get("LISP_BUILD", ROOT / "build"))
PROGRAM = BUILD / "examples" / "lisp-emulation"
HOST = pathlib.Path(__file__).with_name("wire_host.py")
KEY = "the key of both"


class Unable(Exception):
    """The machine does not let a test make namespaces and taps; says why."""


class Addresses:
    """The addresses of the lab in a family: locators, EIDs, and their lengths."""

    def __init__(self, six):
        """six: IPv6, not IPv4."""
        self.six = six
        self.length = 64 if six else 24
        self.all_eids = "fd01::/32" if six else "192.168.0.0/16"

    def rloc(self, number):
        """Return a locator; ns-3 forwards nothing to 2001:db8::/32, which is for documents."""
        return f"fd0c::{number}" if self.six else f"10.0.0.{number}"

    def eid(self, site, number):
        """Return an EID of a site."""
        return f"fd01:0:{site}::{number}" if self.six else f"192.168.{site}.{number}"

    def prefix(self, site):
        """Return the EID-prefix of a site."""
        return f"{self.eid(site, '' if self.six else 0)}/{self.length}"


class Lab(contextlib.AbstractContextManager):
    """The namespaces; everything in them ends with it."""

    def __init__(self, folder):
        """folder: where routers write to."""
        self.folder = folder
        self.processes = []
        self.spaces = {}
        for tool in ("ip", "unshare", "nsenter"):
            if not shutil.which(tool):
                raise Unable(f"no {tool} on this machine")
        self.user = [] if os.geteuid() == 0 else ["--user", "--map-root-user"]
        try:
            self.add_space("wire")
            self.run("wire", "ip", "tuntap", "add", "dev", "probe", "mode", "tap")
            self.run("wire", "ip", "link", "del", "probe")
        except (subprocess.CalledProcessError, OSError) as error:
            self.__exit__(None, None, None)
            why = getattr(error, "stderr", None) or error
            raise Unable(f"no namespaces or taps on this machine: {why}") from None

    def __exit__(self, *_):
        """End every process, and with the last one of each its namespace."""
        for process in reversed(self.processes):
            if process.poll() is None:
                process.send_signal(signal.SIGKILL)
            process.communicate()
        return False

    def inside(self, space):
        """Return the words before a command that is to run in a namespace."""
        user = ["--user", "--preserve-credentials"] if self.user else []
        return ["nsenter", f"--target={self.spaces[space].pid}", *user, "--net"]

    def add_space(self, name):
        """Make a network namespace, which is there as long as a process in it."""
        outer = self.inside("wire") if self.spaces else []
        # Once it has said so, the namespace is there.
        held = ["sh", "-c", "echo there; exec sleep 600"]
        own = [] if self.spaces else self.user
        process = subprocess.Popen(
            [*outer, "unshare", *own, "--net", *held],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.processes.append(process)
        if process.stdout.readline() != "there\n":
            raise OSError(process.stderr.read().strip())
        self.spaces[name] = process
        self.run(name, "ip", "link", "set", "lo", "up")

    def run(self, space, *command):
        """Run a command in a namespace; return what it printed."""
        done = subprocess.run(
            [*self.inside(space), *map(str, command)],
            capture_output=True,
            text=True,
            timeout=60,
            check=True,
        )
        return done.stdout

    def start(self, space, *command, **options):
        """Start a command in a namespace; return the process."""
        process = subprocess.Popen(
            [*self.inside(space), *map(str, command)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            **options,
        )
        self.processes.append(process)
        return process

    def add_bridge(self, name, *taps):
        """Make a bridge with taps at it."""
        self.run("wire", "ip", "link", "add", name, "type", "bridge")
        self.run("wire", "ip", "link", "set", name, "up")
        for tap in taps:
            self.run("wire", "ip", "tuntap", "add", "dev", tap, "mode", "tap")
            self.run("wire", "ip", "link", "set", tap, "master", name, "up")

    def add_host(self, name, bridge, address, length, gateway):
        """Make a host at a bridge, in a namespace of its own."""
        self.add_space(name)
        pid = self.spaces[name].pid
        port = f"to-{name}"
        self.run("wire", "ip", "link", "add", port, "type", "veth", "peer", "eth0", "netns", pid)
        self.run("wire", "ip", "link", "set", port, "master", bridge, "up")
        self.run(name, "ip", "link", "set", "eth0", "up")
        nodad = ["nodad"] if ":" in address else []
        self.run(name, "ip", "address", "add", f"{address}/{length}", "dev", "eth0", *nodad)
        if gateway:
            six = ["-6"] if ":" in address else []
            self.run(name, "ip", *six, "route", "add", "default", "via", gateway)

    def start_router(self, name, *options, key=KEY):
        """Start a simulated router; its result goes to a folder of its name."""
        return self.start("wire", PROGRAM, f"--key={key}", f"--out={self.folder / name}", *options)

    def host(self, space, *words):
        """Have a host do something; return what came of it."""
        return json.loads(self.run(space, sys.executable, HOST, *words))

    def start_host(self, space, *words):
        """Start something that a host does and that says when it is ready."""
        process = self.start(space, sys.executable, HOST, *words)
        assert process.stdout.readline() == "ready\n", process.stderr.read()
        return process


def wait_for(process, words, timeout_s=20):
    """Read what a router tells until a line has the words; return the lines."""
    lines = []
    end = time.monotonic() + timeout_s
    while time.monotonic() < end:
        line = process.stdout.readline()
        if not line:
            break
        lines.append(line)
        if words in line:
            return lines
    raise AssertionError(f"no '{words}' in {''.join(lines)}{process.stderr.read()}")


def stop(process, number=signal.SIGTERM):
    """Stop a router by a signal; return its status, and what it said until its end."""
    process.send_signal(number)
    output, error = process.communicate(timeout=20)
    return process.returncode, output, error
