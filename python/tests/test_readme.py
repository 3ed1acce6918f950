# SPDX-License-Identifier: GPL-2.0-only
"""The programs in the README, and the launcher's way to each program.

Method: each is taken out of its block, built and run as the README says, in a folder of its own.
Expected: the C++ one prints a table whose move ends at dc2; the Python one prints a line for each
of the seven flows and writes its picture. Both lose what `./lisp run --update=smr` loses.
"""

import json
import os
import pathlib
import re
import subprocess
import sys

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = ROOT / "build"


def block(language):
    """Return the README's block of a language."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    return re.search(rf"```{language}\n(.*?)```", text, re.DOTALL).group(1)


def compile_like_a_program(source, program):
    """Build a program with the commands by which the project's own are built."""
    model = "lisp-two-sites"
    ninja = ["ninja", "-C", BUILD, "-t", "commands", model]
    done = subprocess.run(ninja, capture_output=True, text=True, check=True, timeout=600)
    for command in [c for c in done.stdout.splitlines() if f"{model}.cc.o" in c]:
        command = command.replace(f"{ROOT}/examples/{model}.cc", str(source))
        command = re.sub(rf"\S*{model}\.cc\.o", f"{program}.o", command)
        command = command.replace(f"-o examples/{model}", f"-o {program}")
        subprocess.run(command, shell=True, cwd=BUILD, check=True, timeout=600)


def test_every_program_runs():
    """Each program that `./lisp list` names is run by `./lisp run`: --help says its name.

    What the list says of those with the options of studies is what they say of themselves, and all
    of it begins in one column.
    """
    launcher = ROOT / "lisp"
    listed = subprocess.run([launcher, "list"], capture_output=True, text=True, check=True)
    names = [line.split()[0] for line in listed.stdout.splitlines()]
    assert len(names) > 2
    width = max(len(name) for name in names)
    briefs = {line[:width].rstrip(): line[width + 1 :] for line in listed.stdout.splitlines()}
    assert list(briefs) == names
    for name in [n for n in names if not n.endswith(".py")]:
        done = subprocess.run(
            [launcher, "run", name, "--help"], capture_output=True, text=True, timeout=600
        )
        assert done.returncode == 0, done.stderr
        assert name in done.stdout
        if name != "lisp-decode":
            said = f"{name}: {briefs[name][0].lower()}{briefs[name][1:].removesuffix('.')}"
            assert done.stdout.splitlines()[0] == said


@pytest.fixture(scope="module")
def lost():
    """Return the packets lost by flow, of the program."""
    program = BUILD / "examples" / "lisp-vm-mobility"
    arguments = ["--update=smr", "--json", f"--out={BUILD}/readme-result"]
    done = subprocess.run([program, *arguments], capture_output=True, check=True, timeout=600)
    return {flow["name"]: flow["lost"] for flow in json.loads(done.stdout)["flows"]}


def test_cpp(tmp_path, lost):
    """The C++ program."""
    source = tmp_path / "mine.cc"
    source.write_text(block("cpp"), encoding="utf-8")
    compile_like_a_program(source, tmp_path / "mine")
    done = subprocess.run([tmp_path / "mine"], capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stderr
    assert "vm1 moves from dc1 to dc2" in done.stdout
    for name, count in lost.items():
        line = next(
            line for line in done.stdout.splitlines() if re.match(rf"{name} +(udp|tcp|icmp) ", line)
        )
        assert int(line.split()[5]) == count


def test_cpp_mistake(tmp_path):
    """A mistake in it that nobody catches: one line, exit status 2."""
    source = tmp_path / "wrong.cc"
    source.write_text(block("cpp").replace('"smr"', '"smoke"'), encoding="utf-8")
    compile_like_a_program(source, tmp_path / "wrong")
    done = subprocess.run([tmp_path / "wrong"], capture_output=True, text=True, timeout=600)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr == "error: update 'smoke': accepted: map-notify, smr\n"


def run_script(script, text):
    """Run a Python script as `./lisp python` does, in its own folder."""
    script.write_text(text, encoding="utf-8")
    return subprocess.run(
        [sys.executable, script],
        capture_output=True,
        text=True,
        cwd=script.parent,
        env=os.environ | {"PYTHONPATH": str(ROOT / "python")},
        timeout=600,
    )


def test_python_mistake(tmp_path):
    """The same in Python: one line, which names the script's, exit status 2."""
    script = tmp_path / "wrong.py"
    text = block("python").replace('"smr"', '"smoke"')
    done = run_script(script, text)
    number = 1 + next(i for i, t in enumerate(text.splitlines()) if "VmMobilityStudy(" in t)
    assert done.returncode == 2
    assert done.stderr == f"{script}:{number}: update 'smoke': accepted: map-notify, smr\n"


PLACES = {
    # What is wrong, in a function that others call: the line of the call that is refused.
    "C++": ("lisp.ns.EidPrefix.FromString('10.0.0.0/33')", "bad EID-prefix '10.0.0.0/33': "),
    "Python": ("lisp.to_frames('/nonexistent')", "/nonexistent: accepted: the folder of a result"),
}


@pytest.mark.parametrize("name", PLACES)
def test_place_of_a_mistake(tmp_path, name):
    """What ns-3 and what the package refuses: one line that names that of the call."""
    call, text = PLACES[name]
    (tmp_path / "mine.py").write_text(
        f"import ns3_lisp as lisp\n\ndef inner():\n    {call}\n", encoding="utf-8"
    )
    done = run_script(tmp_path / "outer.py", "import mine\n\nmine.inner()\n")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"{tmp_path / 'mine.py'}:4: {text}")
    assert len(done.stderr.splitlines()) == 1


def test_python(tmp_path, lost):
    """The Python program."""
    done = run_script(tmp_path / "mine.py", block("python"))
    assert done.returncode == 0, done.stderr
    table = {words[0]: words[1:] for words in map(str.split, done.stdout.splitlines()) if words}
    assert {name: int(table[name][1]) for name in lost} == lost
    assert (tmp_path / "delays.png").stat().st_size > 10000
