"""How long `pm` takes, as ratios against bare imports timed in the same run.

    python -m benchmarks.speed [--most 100000] [--runs 5] [--only rank,check] [--versus "NAME=COMMAND" …]

Prints a table in Markdown: what was run, the best and the median CPU time (user and system) of `--runs` runs
(interleaved with the reference, so that both meet the same weather), the ratio of the bests, the bound asked
for, and the peak memory. "Cold" has no cache (`PM_CACHE=0`); "warm" has what the last run kept of the files,
and is never answered from memory: pm.yaml is touched before each run; "again" is the same on untouched files.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.generate import generate, write_workspace

IMPORTS = "import typer, pydantic, ruamel.yaml, rich.table, networkx"
COLD = {"PM_CACHE": "0"}
SIZES = ((100, 100), (1_000, 1_000), (10_000, 10_000), (100_000, 1_000))
"""Features, and the files that they stand in."""
ASKED = {
    ("rank", 100, "cold"): 1.3, ("rank", 1_000, "cold"): 1.8, ("rank", 10_000, "cold"): 9.0,
    ("rank", 1_000, "warm"): 1.4, ("rank", 10_000, "warm"): 5.5, ("check", 10_000, "cold"): 9.0,
    ("check", 10_000, "warm"): 5.0,
}  # fmt: skip
"""How many times the bare imports a command may take."""
RACY = 0.2
"""Seconds after a change in which no answer is remembered, and a little more."""


@dataclass(frozen=True, slots=True)
class Case:
    """A command, its reference, how many times that it may take, its variables, what is touched before."""

    name: str
    command: list[str]
    reference: str = "bare imports"
    bound: float | None = None
    variables: tuple[tuple[str, str], ...] = ()
    touched: Path | None = None
    waits: float = 0.0


@dataclass(frozen=True, slots=True)
class Timing:
    """CPU seconds of all runs, and the peak memory in MB."""

    seconds: tuple[float, ...]
    memory: float


def timed(command: list[str], variables: Iterable[tuple[str, str]] = ()) -> tuple[float, float]:
    """CPU seconds and peak memory (MB) of one run; the command must succeed."""
    environment = {**os.environ, **dict(variables)}
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=said, env=environment)
        _, status, usage = os.wait4(process.pid, 0)
        said.seek(0)
        assert status == 0, (command, said.read().decode())
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def run(case: Case) -> tuple[float, float]:
    """One run of a case, after what it touches; what is asked again is asked once before.

    The turns of others touch the same files, and so soon after that no answer is remembered.
    """
    if case.touched is not None:
        os.utime(case.touched)
    if case.waits:
        time.sleep(case.waits)
        timed(case.command, case.variables)
    return timed(case.command, case.variables)


def measure(cases: Iterable[Case], runs: int) -> dict[str, Timing]:
    """Every case timed `runs` times, in turns; two runs before to fill the caches."""
    cases = list(cases)
    found: dict[str, list[tuple[float, float]]] = {case.name: [] for case in cases}
    for case in cases:
        run(case)
        run(case)
    for _ in range(runs):
        for case in cases:
            found[case.name].append(run(case))
    return {
        name: Timing(tuple(seconds for seconds, _ in each), max(memory for _, memory in each))
        for name, each in found.items()
    }


def workspace(folder: Path, size: int, files: int) -> Path:
    """A generated backlog of `size` features in `files` files."""
    target = folder / f"{size}-in-{files}"
    write_workspace(generate(size, seed=1), target, per_file=max(1, size // files))
    return target


def cases_of(folder: Path, most: int, words: list[str]) -> Iterator[Case]:
    """The commands on backlogs of each size, cold, warm and asked again."""
    warm = (("XDG_CACHE_HOME", str(folder / "cache")), ("PM_CACHE", ""))
    (folder / "cache").mkdir()
    pm = str(Path(sys.executable).with_name("pm"))
    yield Case("pm --version", [pm, "--version"], "import typer", 1.3)
    for size, files in SIZES:
        if size > most:
            return
        where = workspace(folder, size, files)
        for word in words:
            what, command = f"pm {word}, {size:,} in {files:,} files", [pm, "-C", str(where), word]
            ways = (("cold", tuple(COLD.items()), None, 0.0), ("warm", warm, where / "pm.yaml", 0.0),
                    ("again", warm, None, RACY))  # fmt: skip
            for way, variables, touched, waits in ways:
                bound = ASKED.get((word, size, way))
                yield Case(f"{what}, {way}", command, "bare imports", bound, variables, touched, waits)


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--most", type=int, default=10_000)
    options.add_argument("--runs", type=int, default=5)
    options.add_argument("--only", default="rank,check")
    options.add_argument("--versus", action="append", default=[])
    chosen = options.parse_args()
    references = [
        Case("python -c pass", [sys.executable, "-c", "pass"]),
        Case("import typer", [sys.executable, "-c", "import typer"]),
        Case("bare imports", [sys.executable, "-c", IMPORTS]),
    ]
    with tempfile.TemporaryDirectory() as name:
        cases = [*cases_of(Path(name), chosen.most, chosen.only.split(","))]
        for versus in chosen.versus:
            label, _, command = versus.partition("=")
            cases.append(Case(label, ["sh", "-c", command]))
        show(cases, measure([*references, *cases], chosen.runs))


def show(cases: list[Case], timings: dict[str, Timing]) -> None:
    """The table."""
    print("| what | best s | median s | against | ratio | asked | peak MB |\n|---|---|---|---|---|---|---|")
    for name, timing in timings.items():
        case = next((each for each in cases if each.name == name), None)
        best, middle = min(timing.seconds), statistics.median(timing.seconds)
        ratio = f"{best / min(timings[case.reference].seconds):.2f}" if case else ""
        asked = f"≤ {case.bound:g}" if case and case.bound else ""
        against = case.reference if case else ""
        print(f"| {name} | {best:.3f} | {middle:.3f} | {against} | {ratio} | {asked} | {timing.memory:.0f} |")


if __name__ == "__main__":
    main()
