#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The launcher: sets up what is missing, builds, runs. `./lisp help` says how.
#
# Set-up and build talk on standard error only, so that standard output is the program's own.

set -euo pipefail

root=$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")
readonly root
readonly build=$root/build
readonly venv=$root/.venv
readonly python=$venv/bin/python
readonly commands=(run test list bench decode python help)

readonly system_packages=(g++ cmake ninja-build libboost-dev libgsl-dev libssl-dev libpcap-dev
    nlohmann-json3-dev python3-venv python3-dev)

# Nothing is to be written outside the project: by ccache, where it is installed, and matplotlib too.
export CCACHE_DIR=${CCACHE_DIR:-$build/ccache}
export MPLCONFIGDIR=${MPLCONFIGDIR:-$build/matplotlib}

say()
{
    printf 'lisp: %s\n' "$*" >&2
}

# A mistake of the caller: one line, status 2.
refuse()
{
    say "$@"
    exit 2
}

# Something that the machine lacks or that went wrong: one line, status 1.
give_up()
{
    say "$@"
    exit 1
}

show_help()
{
    cat <<'HELP'
usage: ./lisp COMMAND [ARGUMENTS]

  run [PROGRAM] [--option=value ...]   run a program (lisp-vm-mobility unless named)
  test [FILTER]                        run the C++ suites and the Python tests whose name contains
                                       FILTER, which may hold * and ?
  list                                 list the programs
  bench [NAME] [--json]                run the benchmarks
  decode FILE [--key=SECRET ...]       print the LISP packets of a capture as JSON, one a line
  python [SCRIPT] [ARGUMENTS]          run the Python that has the module
  help                                 print this

Every program takes --help. Its result is in results/PROGRAM of the folder that you are in, or in
that of --out. The first call sets everything up; later ones start at once.
HELP
}

# ---- set-up -----------------------------------------------------------------------------------

# What the set-up was made for: another list, another set-up.
setup_wanted()
{
    printf '%s\n' "${system_packages[@]}"
    cat "$root/requirements.txt"
}

is_set_up()
{
    [[ -x $python && -f $venv/lisp-setup && $(<"$venv/lisp-setup") == "$(setup_wanted)" ]]
}

set_up()
{
    is_set_up && return
    [[ $(uname -sm) == 'Linux x86_64' ]] || no_ready_made_ns3
    install_system_packages
    install_python_packages
    setup_wanted >"$venv/lisp-setup"
}

missing_system_packages()
{
    comm -23 <(printf '%s\n' "${system_packages[@]}" | sort) \
        <(dpkg-query -W -f='${Status} ${Package}\n' "${system_packages[@]}" 2>/dev/null |
            sed -n 's/^install ok installed //p' | sort)
}

install_system_packages()
{
    local missing as_root=()
    if ! command -v dpkg-query >/dev/null; then
        missing_tools
        return
    fi
    missing=$(missing_system_packages | tr '\n' ' ')
    missing=${missing% }
    [[ -n $missing ]] || return 0
    if [[ $(id -u) -ne 0 ]]; then
        if ! sudo -n true 2>/dev/null; then
            give_up "please install these packages first: sudo apt-get install $missing"
        fi
        as_root=(sudo -n)
    fi
    say "installing system packages: $missing"
    # shellcheck disable=SC2086 # a list of words
    if ! { "${as_root[@]}" apt-get update -q &&
        DEBIAN_FRONTEND=noninteractive "${as_root[@]}" apt-get install -q -y \
            --no-install-recommends $missing; } >"$build/apt.log" 2>&1; then
        tail -n 5 "$build/apt.log" >&2
        give_up "could not install these packages, see $build/apt.log: $missing"
    fi
}

# Without Debian's package manager only the tools can be looked for.
missing_tools()
{
    local tool
    for tool in g++ cmake ninja python3; do
        command -v "$tool" >/dev/null ||
            give_up "please install $tool, and the development files of Boost, GSL, OpenSSL," \
                "libpcap and nlohmann-json"
    done
}

no_ready_made_ns3()
{
    give_up "ns-3 3.44 has ready-made packages for Python 3.9 to 3.13 on Linux, x86-64, with glibc" \
        "2.28 or later; this machine has $(python3 --version 2>&1 || true) on $(uname -sm). Build the" \
        "module inside an ns-3 tree instead: see README.md"
}

# Prints the first Python that ns-3's ready-made package has a build for.
choose_python()
{
    local candidate
    for candidate in python3 python3.13 python3.12 python3.11 python3.10 python3.9; do
        if "$candidate" - 2>/dev/null <<'PYTHON'; then
import ensurepip, platform, sys, venv
libc, version = platform.libc_ver()
good = (
    (3, 9) <= sys.version_info[:2] <= (3, 13)
    and libc == "glibc"
    and tuple(map(int, version.split("."))) >= (2, 28)
)
sys.exit(not good)
PYTHON
            echo "$candidate"
            return
        fi
    done
    no_ready_made_ns3
}

install_python_packages()
{
    local with
    if [[ ! -x $python ]]; then
        with=$(choose_python)
        say "making a virtual environment with $("$with" --version) in .venv"
        "$with" -m venv "$venv" || give_up "could not make a virtual environment in $venv"
    fi
    say "installing ns-3 and other packages into .venv (about 250 MB, some minutes)"
    # Said in the environment, the pip that builds cppyy follows too.
    if ! PIP_NO_CACHE_DIR=1 "$python" -m pip install --disable-pip-version-check \
        -r "$root/requirements.txt" >"$build/pip.log" 2>&1; then
        tail -n 5 "$build/pip.log" >&2
        give_up "could not install what requirements.txt names, see $build/pip.log"
    fi
}

# ---- build ------------------------------------------------------------------------------------

configure()
{
    local cache=$build/CMakeCache.txt
    # A project folder that was moved cannot go on with the paths of its old place.
    if [[ -f $cache ]] && ! grep -qxF "CMAKE_HOME_DIRECTORY:INTERNAL=$root" "$cache"; then
        rm -f "$cache"
    fi
    [[ -f $cache && -f $build/build.ninja ]] && return
    say "configuring"
    if ! cmake -S "$root" -B "$build" -G Ninja >"$build/cmake.log" 2>&1; then
        grep -A 8 'CMake Error' "$build/cmake.log" >&2 || true
        give_up "CMake failed, see $build/cmake.log"
    fi
}

# Shows ninja's progress on one line of a terminal, and everything else as it comes.
show_progress()
{
    local line shown=
    while IFS= read -r line; do
        case $line in
            'ninja: Entering directory'* | 'ninja: no work to do.' | *'Re-checking globbed'* | '-- '*) ;;
            '['*/*']'*)
                if [[ -t 2 ]]; then
                    printf '\r\033[K%.79s' "$line" >&2
                    shown=1
                else
                    printf '%s\n' "$line" >&2
                fi
                ;;
            *) printf '%s\n' "${shown:+$'\n'}$line" >&2 ;;
        esac
    done
    [[ -z $shown ]] || printf '\r\033[K' >&2
}

# Sets up and builds the given targets. One call at a time works in one folder.
make_ready()
{
    mkdir -p "$build"
    exec 9>"$build/lock"
    flock 9
    set_up
    configure
    # Its standard error too: there CMake says that the list of sources has changed.
    ninja -C "$build" -j "${LISP_JOBS:-$(nproc)}" "$@" 2>&1 | show_progress ||
        give_up "the build failed"
    exec 9>&-
}

# ---- commands ---------------------------------------------------------------------------------

# The programs by the names that list prints and run takes: those in Python end in .py.
programs()
{
    local source
    for source in "$root"/examples/*.cc "$root"/examples/*.py; do
        [[ ! -f $source ]] || basename "$source" .cc
    done
}

# What a program says of itself, on one line: its first @brief, or its docstring up to an empty line.
brief_of()
{
    case $1 in
        *.py) sed -n '/^"""/,/^$/{s/^"""//;s/"""$//;/./p};/^$/q' "$root/examples/$1" ;;
        *) sed -n '/@brief /{s/^.*@brief //;:more;s/ \*\/$//;p;n;s/^ \* \([^@]\)/\1/;tmore;q}' \
            "$root/examples/$1.cc" ;;
    esac | paste -sd' '
}

# Prints those of the words after it that a mistyped word is near to, as the programs themselves do:
# with the fewest letters added, left out, replaced or swapped, two at most and no more than half.
near_to()
{
    local typed=$1 word i j n m cost best=2 near=()
    local -A edits
    shift
    for word in "$@"; do
        n=${#typed} m=${#word}
        ((n - m <= best && m - n <= best)) || continue
        for ((i = 0; i <= n; i++)); do
            for ((j = 0; j <= m; j++)); do
                if ((i == 0 || j == 0)); then
                    edits[$i, $j]=$((i + j))
                    continue
                fi
                [[ ${typed:i-1:1} == "${word:j-1:1}" ]] && cost=0 || cost=1
                cost=$((cost + edits[$((i - 1)), $((j - 1))]))
                ((edits[$((i - 1)), $j] >= cost)) || cost=$((edits[$((i - 1)), $j] + 1))
                ((edits[$i, $((j - 1))] >= cost)) || cost=$((edits[$i, $((j - 1))] + 1))
                if ((i > 1 && j > 1)) && [[ ${typed:i-2:2} == "${word:j-1:1}${word:j-2:1}" ]]; then
                    ((edits[$((i - 2)), $((j - 2))] >= cost)) ||
                        cost=$((edits[$((i - 2)), $((j - 2))] + 1))
                fi
                edits[$i, $j]=$cost
            done
        done
        cost=${edits[$n, $m]}
        ((cost <= best && 2 * cost <= m)) || continue
        ((cost == best)) || near=()
        best=$cost
        near+=("$word")
    done
    [[ ${#near[@]} -eq 0 ]] || printf '%s\n' "${near[@]}"
}

# Refuses a word: with what it may have been meant for and the command that prints all, or else with
# all that is accepted.
refuse_word()
{
    local what=$1 word=$2 all=$3 near
    shift 3
    near=$(near_to "$word" "$@" | paste -sd, | sed 's/,/ or /g')
    [[ -z $near ]] || refuse "no $what '$word'; did you mean $near? accepted: what ./lisp $all prints"
    refuse "no $what '$word'; accepted: $(printf '%s\n' "$@" | paste -sd, | sed 's/,/, /g')"
}

# Runs a program of a folder with the arguments given, in the caller's own folder.
run_program()
{
    local folder=$1 name=$2
    shift 2
    make_ready "$name"
    exec "$build/$folder/$name" "$@"
}

command_run()
{
    local name=lisp-vm-mobility
    if [[ $# -gt 0 && $1 != -* ]]; then
        name=$1
        shift
    fi
    # Not grep -q: it would leave at the first match, and the list would break off with an error.
    # shellcheck disable=SC2046 # names without blanks
    programs | grep -xF -- "$name" >/dev/null || refuse_word program "$name" list $(programs)
    if [[ $name == *.py ]]; then
        command_python "$root/examples/$name" "$@"
    fi
    run_program examples "$name" "$@"
}

command_list()
{
    local name width=0
    [[ $# -eq 0 ]] || refuse "list takes no argument, not '$1'"
    for name in $(programs); do
        ((${#name} <= width)) || width=${#name}
    done
    for name in $(programs); do
        printf '%-*s %s\n' "$width" "$name" "$(brief_of "$name")"
    done
}

command_bench()
{
    [[ -f $root/bench/lisp-bench.cc ]] || refuse "this version has no benchmarks"
    run_program bench lisp-bench "$@"
}

command_decode()
{
    [[ -f $root/examples/lisp-decode.cc ]] || refuse "this version has no decoder"
    run_program examples lisp-decode "$@"
}

command_python()
{
    make_ready lisp
    PYTHONPATH=$root/python${PYTHONPATH:+:$PYTHONPATH} exec "$python" "$@"
}

# ---- tests ------------------------------------------------------------------------------------

# Keeps the lines that contain the filter, itself a pattern or plain text.
matching()
{
    local filter=$1 line
    while IFS= read -r line; do
        # shellcheck disable=SC2053 # the pattern is meant
        [[ $line != *$filter* ]] || printf '%s\n' "$line"
    done
}

run_pytest()
{
    PYTHONPATH=$root/python "$python" -m pytest -p no:cacheprovider --rootdir="$root" "$@"
}

# How many tests of a kind the last line of pytest's log counts.
pytest_count()
{
    local log=$1 kind=$2
    tail -n 1 "$log" | sed -nE "s/.*\b([0-9]+) $kind.*/\1/p" | grep . || echo 0
}

command_test()
{
    local filter=${1-} suites python_tests=() work passed failed skipped=0 status=0
    [[ $# -le 1 ]] || refuse "test takes one filter, not '$2' too"
    make_ready all

    work=$(mktemp -d -p "$build")
    # shellcheck disable=SC2064 # the folder of now
    trap "rm -rf '$work'" EXIT

    suites=$("$build/lisp-test-runner" --list | sort | matching "$filter")
    if compgen -G "$root/python/tests/test_*.py" >/dev/null; then
        python_tests=("$root/python/tests")
        if [[ -n $filter ]]; then
            mapfile -t python_tests < <(run_pytest --collect-only -q "${python_tests[@]}" |
                grep '::' | matching "$filter")
        fi
    fi
    if [[ -z $suites && ${#python_tests[@]} -eq 0 ]]; then
        refuse "no test matches '$filter'; ./build/lisp-test-runner --list prints the suites"
    fi

    printf '%s' "$suites" |
        "$root/test/run-suites" "$build/lisp-test-runner" "$work" EXTENSIVE || true
    failed=$(find "$work" -maxdepth 1 -name '*.failed' | wc -l)
    passed=$(($(find "$work" -maxdepth 1 -name '*.log' | wc -l) - failed))

    if [[ ${#python_tests[@]} -gt 0 ]]; then
        (cd "$root" && run_pytest -q -rs --tb=short -n "${LISP_JOBS:-$(nproc)}" --dist worksteal \
            "${python_tests[@]}") 2>&1 |
            tee "$work/pytest.log" || status=$?
        passed=$((passed + $(pytest_count "$work/pytest.log" passed)))
        failed=$((failed + $(pytest_count "$work/pytest.log" failed)))
        failed=$((failed + $(pytest_count "$work/pytest.log" error)))
        skipped=$(pytest_count "$work/pytest.log" skipped)
        # Status 5: no tests there. Any other without a count: pytest itself broke.
        [[ $status -eq 0 || $status -eq 5 || $failed -gt 0 ]] || failed=1
    fi

    [[ $skipped -eq 0 ]] || printf '\n%d skipped, see the reasons above\n' "$skipped"
    printf '\n%d passed, %d failed\n' "$passed" "$failed"
    [[ $failed -eq 0 ]]
}

main()
{
    local name=${1-help}
    [[ $# -eq 0 ]] || shift
    case $name in
        run | test | list | bench | decode | python) "command_$name" "$@" ;;
        help | --help | -h) show_help ;;
        *) refuse_word command "$name" help "${commands[@]}" ;;
    esac
}

main "$@"
