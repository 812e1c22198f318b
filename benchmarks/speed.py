"""How long `pm` takes, as ratios against bare imports timed in the same run.

    python -m benchmarks.speed [--most 100000] [--runs 5] [--versus "NAME=COMMAND" …]

Prints a table in Markdown: what was run, the best and the median wall time of `--runs` runs (interleaved
with the reference, so that both meet the same weather), the ratio of the bests, the bound asked for, and the
peak memory.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks.generate import generate, write_workspace

IMPORTS = "import typer, pydantic, ruamel.yaml, rich.table, networkx"


@dataclass(frozen=True, slots=True)
class Case:
    """Something to run, the reference it is held against, and how many times that it may take."""

    name: str
    command: list[str]
    reference: str
    bound: float | None


@dataclass(frozen=True, slots=True)
class Timing:
    """Wall seconds of all runs, and the peak memory in MB."""

    seconds: tuple[float, ...]
    memory: float


def timed(command: list[str]) -> tuple[float, float]:
    """Wall seconds and peak memory (MB) of one run; the command must succeed."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    assert process.stderr is not None
    assert status == 0, (command, process.stderr.read().decode())
    return seconds, usage.ru_maxrss / 1024


def measure(commands: dict[str, list[str]], runs: int) -> dict[str, Timing]:
    """Every command timed `runs` times, in turns; one run before to warm the caches."""
    found: dict[str, list[tuple[float, float]]] = {name: [] for name in commands}
    for command in commands.values():
        timed(command)
    for _ in range(runs):
        for name, command in commands.items():
            found[name].append(timed(command))
    return {
        name: Timing(tuple(seconds for seconds, _ in one), max(memory for _, memory in one))
        for name, one in found.items()
    }


def workspace(folder: Path, size: int, files: int) -> Path:
    """A generated backlog of `size` features in `files` files."""
    target = folder / f"{size}-in-{files}"
    write_workspace(generate(size, seed=1), target, per_file=max(1, size // files))
    return target


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--most", type=int, default=10_000)
    options.add_argument("--runs", type=int, default=5)
    options.add_argument("--versus", action="append", default=[])
    chosen = options.parse_args()
    python, pm = sys.executable, str(Path(sys.executable).with_name("pm"))
    references = {
        "python -c pass": [python, "-c", "pass"],
        "import typer": [python, "-c", "import typer"],
        "bare imports": [python, "-c", IMPORTS],
    }
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        cases = [Case("pm --version", [pm, "--version"], "import typer", 1.3)]
        for size, files, bound in (
            (100, 100, 1.5),
            (1_000, 1_000, 2.5),
            (10_000, 10_000, 10.0),
            (100_000, 1_000, None),
        ):
            if size <= chosen.most:
                where = str(workspace(folder, size, files))
                cases.append(
                    Case(
                        f"pm rank, {size:,} in {files:,} files",
                        [pm, "-C", where, "rank"],
                        "bare imports",
                        bound,
                    )
                )
                if size == 1_000:
                    cases.append(
                        Case(
                            "pm check, 1,000 in 1,000 files", [pm, "-C", where, "check"], "bare imports", None
                        )
                    )
        for versus in chosen.versus:
            label, _, command = versus.partition("=")
            cases.append(Case(label, ["sh", "-c", command], "bare imports", None))
        show(cases, measure({**references, **{case.name: case.command for case in cases}}, chosen.runs))


def show(cases: list[Case], timings: dict[str, Timing]) -> None:
    """The table."""
    print("| what | best s | median s | against | ratio | asked | peak MB |\n|---|---|---|---|---|---|---|")
    for name, timing in timings.items():
        case = next((one for one in cases if one.name == name), None)
        best, middle = min(timing.seconds), statistics.median(timing.seconds)
        ratio = f"{best / min(timings[case.reference].seconds):.2f}" if case else ""
        asked = f"≤ {case.bound:g}" if case and case.bound else ""
        against = case.reference if case else ""
        print(f"| {name} | {best:.3f} | {middle:.3f} | {against} | {ratio} | {asked} | {timing.memory:.0f} |")


if __name__ == "__main__":
    main()
