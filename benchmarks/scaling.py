"""How what `pm` does grows with each kind of input: CPU seconds at a size, and at twice and four times that.

    python -m benchmarks.scaling [--size 500] [--only KIND,…] [--do check,rank,…] [--all] [--imports]

Every run is a fork of a process that has imported `pm`, so that imports do not hide how the rest grows. Told
is what grows more than 2.3 times with twice the input (`--all`: everything) and takes a while, and
what ends in a fault or takes longer than anybody waits (exit code -24).
"""

from __future__ import annotations

import argparse
import os
import resource
import signal
import sys
import tempfile
from argparse import Namespace
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path

from tests.large import KINDS, Files, many, name, workspace
from tests.large_sources import SOURCES

WORST = 2.3
PATIENCE = 15

DO: dict[str, list[str]] = {
    "check": ["check"],
    "json": ["check", "--format", "json"],
    "rank": ["rank", "--partial"],
    "list": ["list", "--partial", "--format", "json"],
    "show": ["show", name(0), "--partial"],
    "graph": ["graph", "--partial"],
    "fmt": ["fmt", "--check"],
    "fmtdiff": ["fmt", "--diff"],
    "fix": ["check", "--fix", "--diff"],
    "set": ["set", name(0), "effort=2", "--dry-run"],
    "setall": ["set", "--where", "status!=declined", "owner=x", "--dry-run"],
    "rename": ["rename", name(0), "other", "--dry-run"],
    "demand": ["demand", "--partial"],
    "export": ["export", "backlog", "--format", "html", "--partial"],
    "markdown": ["export", "rank", "--format", "markdown", "--partial"],
    "csv": ["export", "backlog", "--format", "csv", "--partial"],
    "roadmap": ["roadmap", "--partial"],
    "week": ["week", "--partial"],
    "rm": ["rm", *map(name, range(1, 500)), "--dry-run"],
    "decisions": ["decisions", "--no-plan"],
    "ratings": ["ratings"],
    "csvrank": ["export", "rank", "--format", "csv", "--partial"],
    "ignores": ["check", "--add-ignores", "known"],
}


def seconds(files: Files, arguments: list[str], source: tuple[str, bytes] | None = None) -> tuple[float, int]:
    """CPU seconds of one run and its exit code, -9 where it took too long; `source` is a file beside."""
    with tempfile.TemporaryDirectory() as folder:
        if source is not None:
            Path(folder, source[0]).write_bytes(source[1])
        for path, text in files.items():
            target = Path(folder, path)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8")
        child = os.fork()
        if child == 0:
            _run(folder, arguments)
        _, status, usage = os.wait4(child, 0)
        return usage.ru_utime + usage.ru_stime, os.waitstatus_to_exitcode(status)


def _run(folder: str, arguments: list[str]) -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (PATIENCE, PATIENCE + 1))
    resource.setrlimit(resource.RLIMIT_AS, (3 << 30, 3 << 30))
    signal.signal(signal.SIGXCPU, signal.SIG_DFL)
    os.chdir(folder)
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nothing, stream)
    from pmcli.cli import main

    code = 3
    try:
        code = main(arguments)
        sys.stdout.flush()
    except SystemExit as ended:
        code = int(ended.code or 0)
    finally:
        os._exit(code)


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--size", type=int, default=500)
    options.add_argument("--only", default="")
    options.add_argument("--do", default="check,rank,list,show,fmtdiff,fix,set,setall")
    options.add_argument("--all", action="store_true")
    options.add_argument("--imports", action="store_true", help="KIND is a file of tests/large_sources.py")
    asked = options.parse_args()
    os.environ["PYDANTIC_DISABLE_PLUGINS"] = "__all__"
    os.environ["PM_CACHE"] = "0"
    os.environ["GIT_CEILING_DIRECTORIES"] = "/"
    from tests.forked import _prepare

    _prepare()
    print("| input | operation | n | 2n | 4n | ratios | exit |\n|---|---|---:|---:|---:|---|---|")
    kinds: list[str] = asked.only.split(",") if asked.only else [*(SOURCES if asked.imports else KINDS)]
    for kind in kinds:
        sizes = [asked.size * factor for factor in (1, 2, 4)]
        if asked.imports:
            beside, words = workspace(many(3)), ["import", kind, "--dry-run"]
            _measure(kind, "import", ((beside, words, (kind, SOURCES[kind](size))) for size in sizes), asked)
            continue
        for do in asked.do.split(","):
            _measure(kind, do, ((KINDS[kind](size), DO[do], None) for size in sizes), asked)


def _measure(
    kind: str, do: str, tried: Iterable[tuple[Files, list[str], tuple[str, bytes] | None]], asked: Namespace
) -> None:
    """One row of the table, where it is worth one."""
    runs: list[tuple[float, int]] = []
    for files, words, source in tried:
        runs.append(seconds(files, words, source))
        if runs[-1][1] in (-24, -9):
            break
    ratios = [later[0] / before[0] for before, later in pairwise(runs)]
    if asked.all or runs[-1][1] in (3, -24, -9) or (runs[-1][0] > 0.25 and ratios[-1] > WORST):
        cells = [f"{spent:.2f}" for spent, _ in runs]
        grown = " ".join(f"{ratio:.1f}" for ratio in ratios)
        codes = " ".join(str(code) for _, code in runs)
        print(f"| {kind} | {do} | {' | '.join(cells)} | {grown} | {codes} |", flush=True)


if __name__ == "__main__":
    main()
